//! Messages that are carried through a connection.
//!
//! Before a worker puts one on the wire it commits that it does so (`in_flight`), under its lease. What became of it is
//! written together with the end of the lease. So a message that is claimed and says `in_flight` may have arrived: whoever
//! has it now asks before it is sent again. The messages of one request go one after the other, in the order in which they
//! were written; those of a connection that is held wait in a state of their own, where no worker looks.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use tierline_domain::{ConnectionId, DeliveryPhase, OutboxId, Owner, RequestId};
use uuid::Uuid;

use super::{Claim, Leased, owner};
use crate::{
    db::{BindOwner, on, owner_of, run, word},
    error::{Result, held},
    scope::{SystemRead, SystemTx, TenantTx},
    statement::statements,
    table::id_list,
};

/// When a message is due that waits for a person: no worker lives to see it, and both engines can write it.
pub(crate) const NEVER: DateTime<Utc> = match DateTime::from_timestamp(253_370_764_800, 0) {
    Some(time) => time,
    None => DateTime::UNIX_EPOCH,
};

/// Of a message of the alias: that it is the oldest of its request that is still to arrive. It is asked for in the order of the index that
/// has a request's messages side by side: a server that has seen this table empty would otherwise read all of a partner's messages for
/// each one, as long as it plans by that (docs/adr/0020).
macro_rules! first_of_request {
    ($alias:literal) => {
        concat!(
            $alias,
            ".id = (select e.id from outbox e where e.organization_id = ",
            $alias,
            ".organization_id and e.cloud = ",
            $alias,
            ".cloud and e.request_id = ",
            $alias,
            ".request_id and e.queue = $1 and e.state in ('waiting', 'held') ",
            "order by e.organization_id, e.cloud, e.request_id, e.id limit 1)"
        )
    };
}

/// As the claim of the other queues, but of each request only the oldest message that is still to arrive.
macro_rules! claim {
    ($due:expr, $order:literal, $lock:literal) => {
        concat!(
            "with due as materialized (",
            "select o.organization_id, o.cloud, o.id from outbox o where ",
            $due,
            " and ",
            first_of_request!("o"),
            " order by ",
            $order,
            " limit $3",
            $lock,
            ") update outbox set run_at = $4, lease_token = $5, attempts = attempts + 1 from due ",
            "where outbox.organization_id = due.organization_id and outbox.cloud = due.cloud and outbox.id = due.id ",
            "and (outbox.run_at <= $2) is true ",
            "returning outbox.organization_id, outbox.cloud, outbox.id, outbox.kind, outbox.payload, outbox.created_at, ",
            "outbox.attempts, outbox.request_id, outbox.connection_id, outbox.phase"
        )
    };
}

macro_rules! due {
    () => {
        "o.queue = $1 and o.state = 'waiting' and o.run_at <= $2"
    };
}

/// Written so that the index of a connection's messages is taken, and none that has the due messages of all.
macro_rules! due_of_connection {
    () => {
        "o.organization_id = $6 and o.cloud = $7 and o.connection_id = $8 and o.state = 'waiting' \
         and (o.queue = $1) is true and (o.run_at <= $2) is true"
    };
}

/// Connections for which a message is due, but for these. Each is asked by itself, so that nothing of what waits for these is read: it may
/// be thousands. They follow each other in a fixed order that begins behind `$5` and goes round: found in the same order each time, the
/// first ones would take each place that gets free for as long as anything waits for them.
macro_rules! waiting {
    ($busy:literal) => {
        concat!(
            "select c.organization_id, c.cloud, c.id from connection c where c.id not in ",
            $busy,
            " and (select m.id from outbox m where m.organization_id = c.organization_id and m.cloud = c.cloud ",
            "and m.connection_id = c.id and m.state = 'waiting' and (m.queue = $1) is true and (m.run_at <= $2) is true and ",
            first_of_request!("m"),
            " order by m.organization_id, m.cloud, m.connection_id, m.state, m.id limit 1) is not null ",
            "order by (c.id <= $5), c.id limit $4"
        )
    };
}

statements! {
    /// Workers of several nodes would otherwise queue up behind each other's row locks.
    split CLAIM = {
        lite: claim!(due!(), "o.run_at, o.id", ""),
        pg: claim!(due!(), "o.run_at, o.id", " for update of o skip locked"),
    };
    /// In the order of the index, so that it ends with the first that is found.
    split CLAIM_OF_CONNECTION = {
        lite: claim!(due_of_connection!(), "o.id", ""),
        pg: claim!(due_of_connection!(), "o.id", " for update of o skip locked"),
    };
    /// The number of connections varies and the text does not; see `id_list` for the two ways to read them.
    split WAITING = {
        lite: waiting!("(select unhex(value) from json_each($3))"),
        pg: waiting!("(select value::uuid from jsonb_array_elements_text($3))"),
    };
    BEGIN = "update outbox set phase = 'in_flight', tried_at = $5 \
             where organization_id = $1 and cloud = $2 and id = $3 and lease_token = $4 and state = 'waiting'";
    SETTLE = "update outbox set state = $5, run_at = coalesce($6, run_at), phase = $7, answer = coalesce($8, answer), \
              last_error = $9, finished_at = $10, attempts = attempts - $11, lease_token = null \
              where organization_id = $1 and cloud = $2 and id = $3 and lease_token = $4 and state = 'waiting'";
    /// What a worker holds at this moment stays its own: it finds out by itself.
    HOLD = "update outbox set state = 'held' where organization_id = $1 and cloud = $2 and connection_id = $3 \
            and state = 'waiting' and lease_token is null";
    RELEASE = "update outbox set state = 'waiting', run_at = $4 \
               where organization_id = $1 and cloud = $2 and connection_id = $3 and state = 'held'";
    /// Messages that wait for a connection which nothing holds back any more.
    STRANDED = "select c.organization_id, c.cloud, c.id from connection c where c.held_since is null and c.paused_at is null \
                and exists (select 1 from outbox o where o.organization_id = c.organization_id and o.cloud = c.cloud \
                and o.connection_id = c.id and o.state = 'held')";
    /// The oldest of them, so that no message of its request stands before it.
    PROBE = "update outbox set state = 'waiting', run_at = $4 where (organization_id, cloud, id) in \
             (select organization_id, cloud, id from outbox where organization_id = $1 and cloud = $2 and connection_id = $3 \
             and state = 'held' order by id limit 1)";
}

/// A message under lease that goes through a connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// The message.
    pub leased: Leased,
    /// The request that it is about.
    pub request: RequestId,
    /// What it goes through.
    pub connection: ConnectionId,
    /// What may have happened to it; none where it certainly has not left.
    pub phase: Option<DeliveryPhase>,
    /// When the lease ends, as far as it is not renewed.
    pub until: DateTime<Utc>,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It arrived.
    Done,
    /// The recipient does not take it.
    Refused,
    /// It is tried again.
    Again {
        /// At this time.
        run_at: DateTime<Utc>,
        /// Whether it may have arrived.
        phase: Option<DeliveryPhase>,
    },
    /// Its connection is held: this was no try.
    Held {
        /// Whether it may have arrived.
        phase: Option<DeliveryPhase>,
    },
    /// It may have arrived, and nobody can be asked: it waits for a person to say so.
    Open,
    /// All tries are used up.
    Dead {
        /// Whether it may have arrived.
        phase: Option<DeliveryPhase>,
    },
}

impl Settled {
    const fn state(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Again { .. } | Self::Open => "waiting",
            Self::Held { .. } => "held",
            Self::Dead { .. } => "dead",
        }
    }

    const fn phase(&self) -> Option<DeliveryPhase> {
        match self {
            Self::Done | Self::Refused => None,
            Self::Open => Some(DeliveryPhase::Unknown),
            Self::Again { phase, .. } | Self::Held { phase } | Self::Dead { phase } => *phase,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    kind: String,
    payload: Json<Value>,
    created_at: DateTime<Utc>,
    attempts: i64,
    request_id: Option<Uuid>,
    connection_id: Option<Uuid>,
    phase: Option<String>,
}

impl Row {
    fn read(self, claim: &Claim) -> Result<Carried> {
        let id = OutboxId(self.id);
        Ok(Carried {
            leased: Leased {
                owner: owner(self.organization_id, &self.cloud, self.id)?,
                id,
                kind: self.kind,
                payload: self.payload.0,
                at: self.created_at,
                attempt: self.attempts,
                token: claim.token,
            },
            request: word(self.request_id.map(RequestId), "outbox", "request_id", id)?,
            connection: word(self.connection_id.map(ConnectionId), "outbox", "connection_id", id)?,
            phase: match self.phase {
                Some(phase) => Some(word(DeliveryPhase::from_word(&phase), "outbox", "phase", id)?),
                None => None,
            },
            until: claim.until,
        })
    }
}

fn connection_of((organization, cloud, id): (Uuid, String, Uuid)) -> Result<(Owner, ConnectionId)> {
    let id = ConnectionId(id);
    Ok((owner_of(organization, &cloud, "connection", id)?, id))
}

fn carried(rows: Vec<Row>, claim: &Claim) -> Result<Vec<Carried>> {
    let mut carried = rows.into_iter().map(|row| row.read(claim)).collect::<Result<Vec<_>>>()?;
    // An update gives its rows in no order of its own.
    carried.sort_by_key(|message| message.leased.id);
    Ok(carried)
}

impl SystemRead<'_> {
    /// Connections for which a message is due, so many at the most, but for the busy ones. Their turn goes round: it begins with the one
    /// behind `last`, which need not be there any more.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_waiting(
        &mut self,
        claim: &Claim,
        busy: &[ConnectionId],
        last: ConnectionId,
    ) -> Result<Vec<(Owner, ConnectionId)>> {
        let busy = id_list(busy.iter().map(|id| id.uuid()));
        let rows: Vec<(Uuid, String, Uuid)> = on!(self, |c| {
            sqlx::query_as(WAITING.on(&*c))
                .bind(claim.queue)
                .bind(claim.now)
                .bind(&busy)
                .bind(claim.limit)
                .bind(last.uuid())
                .fetch_all(c)
        })?;
        rows.into_iter().map(connection_of).collect()
    }

    /// Connections that are neither held nor stopped, and for which messages wait all the same: one that was put aside while its
    /// connection was let go, or that waited for one that a person had stopped.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_stranded(&mut self) -> Result<Vec<(Owner, ConnectionId)>> {
        let rows: Vec<(Uuid, String, Uuid)> = on!(self, |c| sqlx::query_as(STRANDED).fetch_all(c))?;
        rows.into_iter().map(connection_of).collect()
    }
}

impl SystemTx<'_> {
    /// Takes messages that are due and go through a connection, the oldest first, for the length of a lease. No two workers
    /// get the same one, nor two messages of one request.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_claim_carried(&mut self, claim: &Claim) -> Result<Vec<Carried>> {
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(CLAIM.on(&*c))
                .bind(claim.queue)
                .bind(claim.now)
                .bind(claim.limit)
                .bind(claim.until)
                .bind(claim.token)
                .fetch_all(c)
        })?;
        carried(rows, claim)
    }

    /// The same of one connection.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_claim_of_connection(
        &mut self,
        claim: &Claim,
        (owner, connection): (Owner, ConnectionId),
    ) -> Result<Vec<Carried>> {
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(CLAIM_OF_CONNECTION.on(&*c))
                .bind(claim.queue)
                .bind(claim.now)
                .bind(claim.limit)
                .bind(claim.until)
                .bind(claim.token)
                .owner(owner)
                .bind(connection.uuid())
                .fetch_all(c)
        })?;
        carried(rows, claim)
    }

    /// Writes down that a message is about to be put on the wire: from the commit on it may have arrived.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when somebody else has the message by now.
    pub async fn outbox_in_flight(&mut self, message: &Leased, now: DateTime<Utc>) -> Result<()> {
        held(run!(self, sqlx::query(BEGIN).owner(message.owner).bind(message.id.uuid()).bind(message.token).bind(now))?)
    }

    /// Writes what became of a message, with what was answered, in the transaction that does what follows from it; the lease
    /// ends.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when somebody else has the message by now: pass it on, so that nothing is done twice.
    pub async fn outbox_settle(
        &mut self,
        message: &Leased,
        settled: &Settled,
        answer: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let run_at = match settled {
            Settled::Again { run_at, .. } => Some(*run_at),
            Settled::Open => Some(NEVER),
            _ => None,
        };
        let is_over = matches!(settled, Settled::Done | Settled::Refused | Settled::Dead { .. });
        let error = if *settled == Settled::Done { None } else { answer };
        held(run!(
            self,
            sqlx::query(SETTLE)
                .owner(message.owner)
                .bind(message.id.uuid())
                .bind(message.token)
                .bind(settled.state())
                .bind(run_at)
                .bind(settled.phase().map(DeliveryPhase::word))
                .bind(answer)
                .bind(error)
                .bind(is_over.then_some(now))
                .bind(i64::from(matches!(settled, Settled::Held { .. })))
        )?)
    }
}

impl TenantTx<'_> {
    /// Lets all messages of a connection wait that no worker holds; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_hold(&mut self, connection: ConnectionId) -> Result<u64> {
        let owner = self.owner();
        run!(self, sqlx::query(HOLD).owner(owner).bind(connection.uuid()))
    }

    /// Makes all messages due that waited for a connection; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_release(&mut self, connection: ConnectionId, now: DateTime<Utc>) -> Result<u64> {
        let owner = self.owner();
        let released = run!(self, sqlx::query(RELEASE).owner(owner).bind(connection.uuid()).bind(now))?;
        if released > 0 {
            self.link().note_appended();
        }
        Ok(released)
    }

    /// Makes one message due of those that wait for a connection, to see whether it works again; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_probe(&mut self, connection: ConnectionId, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        let probed = run!(self, sqlx::query(PROBE).owner(owner).bind(connection.uuid()).bind(now))? > 0;
        if probed {
            self.link().note_appended();
        }
        Ok(probed)
    }
}

#[cfg(test)]
impl SystemRead<'_> {
    /// How SQLite would do a statement; none on PostgreSQL.
    pub(crate) async fn lite_plan(&mut self, text: &str) -> Option<String> {
        use crate::db::Conn;
        let Conn::Lite(conn) = self.link().conn() else { return None };
        let explain = sqlx::AssertSqlSafe(format!("explain query plan {text}"));
        let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain).fetch_all(conn).await.ok()?;
        Some(rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n"))
    }

    /// How PostgreSQL would claim, from all connections or from one, and look for those that wait, as it plans it for all values at
    /// once; none on SQLite.
    pub(crate) async fn outbox_claim_plans(&mut self) -> Result<Option<[String; 3]>> {
        use crate::db::Conn;
        let Conn::Pg(conn) = self.link().conn() else { return Ok(None) };
        let nil = "'00000000-0000-0000-0000-000000000000'";
        let claim = format!("'carry', now(), 32, now(), {nil}");
        let mut plans = [const { String::new() }; 3];
        for (plan, (name, types, text, values)) in plans.iter_mut().zip([
            ("claiming", "text, timestamptz, bigint, timestamptz, uuid", CLAIM.pg, claim.clone()),
            (
                "claiming_one",
                "text, timestamptz, bigint, timestamptz, uuid, uuid, text, uuid",
                CLAIM_OF_CONNECTION.pg,
                format!("{claim}, {nil}, 'public', {nil}"),
            ),
            (
                "waiting",
                "text, timestamptz, jsonb, bigint, uuid",
                WAITING.pg,
                format!("'carry', now(), '[]', 8, {nil}"),
            ),
        ]) {
            let prepare = format!("prepare {name} ({types}) as {text}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(prepare)).execute(&mut *conn).await?;
            let explain = sqlx::AssertSqlSafe(format!("explain execute {name} ({values})"));
            let lines: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut *conn).await?;
            *plan = lines.join("\n");
        }
        Ok(Some(plans))
    }
}

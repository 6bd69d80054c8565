//! The outbox: what a fact sets going commits with the fact, and is worked through afterwards.
//!
//! A message waits in a queue until its time. A worker claims it for the length of a lease, does the work, and
//! completes it in the same transaction as what the work changes; the token of the lease proves that nobody else has
//! taken the message over meanwhile. A worker that dies says nothing: the lease ends and the message is due again.
//! So each message is worked on at least once, and completed exactly once.
//!
//! What goes to a recipient through a connection has more states than that: see [`carry`].

pub(crate) mod carry;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use tierline_domain::{ConnectionId, OutboxId, Owner, RequestId, Route};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, owner_of, run},
    error::{Result, held},
    scope::{AuthTx, CustomerTx, Scope, SystemRead, SystemTx, TenantTx, Tx},
    statement::statements,
};

/// The claim; on PostgreSQL it passes over what another worker is claiming at this moment instead of waiting for it.
/// The time stands twice: without that, a row that another worker has just taken would be taken again. The second time it is
/// written so that no index is tried for it: the rows are found by their key.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "with due as materialized (",
            "select organization_id, cloud, id from outbox ",
            "where queue = $1 and state = 'waiting' and run_at <= $2 order by run_at, id limit $3",
            $lock,
            ") update outbox set run_at = $4, lease_token = $5, attempts = attempts + 1 from due ",
            "where outbox.organization_id = due.organization_id and outbox.cloud = due.cloud and outbox.id = due.id ",
            "and (outbox.run_at <= $2) is true ",
            "returning outbox.organization_id, outbox.cloud, outbox.id, outbox.kind, outbox.payload, ",
            "outbox.created_at, outbox.attempts"
        )
    };
}

statements! {
    APPEND = "insert into outbox (organization_id, cloud, id, queue, kind, payload, created_at, state, run_at, attempts, \
              request_id, route, connection_id, recipient) \
              values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, 0, $9, $10, $11, $12)";
    /// Workers of several nodes would otherwise queue up behind each other's row locks.
    split CLAIM = { lite: claim!(""), pg: claim!(" for update skip locked") };
    RENEW = "update outbox set run_at = $5 \
             where organization_id = $1 and cloud = $2 and id = $3 and lease_token = $4 and state = 'waiting'";
    COMPLETE = "update outbox set state = 'done', finished_at = $5, lease_token = null, last_error = null \
                where organization_id = $1 and cloud = $2 and id = $3 and lease_token = $4 and state = 'waiting'";
    RETRY = "update outbox set run_at = $5, lease_token = null, last_error = $6 \
             where organization_id = $1 and cloud = $2 and id = $3 and lease_token = $4 and state = 'waiting'";
    KILL = "update outbox set state = 'dead', finished_at = $5, lease_token = null, last_error = $6 \
            where organization_id = $1 and cloud = $2 and id = $3 and lease_token = $4 and state = 'waiting'";
    REVIVE = "update outbox set state = 'waiting', run_at = $4, attempts = 0, finished_at = null, given_up_by = null \
              where organization_id = $1 and cloud = $2 and id = $3 and state = 'dead'";
    DEAD = "select organization_id, cloud, id, queue, kind, payload, created_at, attempts, last_error, finished_at \
            from outbox where state = 'dead' order by finished_at desc, id desc limit $1";
    COUNTS = "select queue, state, count(*) as number, min(run_at) as oldest from outbox where state <> 'done' \
              group by queue, state order by queue, state";
    /// That the state is not `waiting` is said too: SQLite takes the index of what is over only where it reads that (partial indexes,
    /// <https://sqlite.org/partialindex.html>), and the table has what waits, too.
    PURGE = "delete from outbox where (organization_id, cloud, id) in \
             (select organization_id, cloud, id from outbox where state in ('done', 'refused') and state <> 'waiting' \
             and finished_at < $1 limit $2)";
    /// What was given up about a request that is open, on either side, can still be tried again, and says what did not arrive.
    /// The state stands twice: what somebody has just had tried again stays. And a third time, as in `PURGE`.
    PURGE_DEAD = "delete from outbox where state = 'dead' and (organization_id, cloud, id) in \
                  (select o.organization_id, o.cloud, o.id from outbox o where o.state = 'dead' and o.state <> 'waiting' and o.finished_at < $1 \
                  and not exists (select 1 from request r where r.organization_id = o.organization_id and r.cloud = o.cloud \
                  and r.id = o.request_id and r.is_open) \
                  and not exists (select 1 from received_request v where v.organization_id = o.organization_id and v.cloud = o.cloud \
                  and v.id = o.request_id and v.is_open) limit $2)";
}

/// Something to be done after the commit.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its identifier. Sent along to others, it lets them tell a repetition.
    pub id: OutboxId,
    /// The queue whose workers take it.
    pub queue: &'static str,
    /// What it is; the worker chooses its handler by this.
    pub kind: &'static str,
    /// What the handler needs.
    pub payload: Value,
    /// The time it was made.
    pub at: DateTime<Utc>,
    /// Not before this time.
    pub run_at: DateTime<Utc>,
    /// To whom it goes, and about what; none where it is only work after the commit.
    pub addressed: Option<Addressed>,
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// The request that it is about.
    pub request: RequestId,
    /// The way that it goes.
    pub route: Route,
    /// The connection that carries it, where the route uses one.
    pub connection: Option<ConnectionId>,
    /// The recipient's name.
    pub recipient: String,
}

/// What a worker asks for.
#[derive(Debug, Clone)]
pub struct Claim {
    /// From which queue.
    pub queue: &'static str,
    /// The time.
    pub now: DateTime<Utc>,
    /// The end of the lease: after it, others may take what was not completed.
    pub until: DateTime<Utc>,
    /// A fresh token that proves the lease.
    pub token: Uuid,
    /// How many messages at the most.
    pub limit: i64,
}

/// A message under lease.
#[derive(Debug, Clone, PartialEq)]
pub struct Leased {
    /// Whose message it is.
    pub owner: Owner,
    /// Its identifier.
    pub id: OutboxId,
    /// What it is.
    pub kind: String,
    /// What the handler needs.
    pub payload: Value,
    /// The time it was made.
    pub at: DateTime<Utc>,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// Proves the lease.
    pub token: Uuid,
}

/// A message that was given up.
#[derive(Debug, Clone, PartialEq)]
pub struct Dead {
    /// Whose message it is.
    pub owner: Owner,
    /// Its identifier.
    pub id: OutboxId,
    /// Its queue.
    pub queue: String,
    /// What it is.
    pub kind: String,
    /// What the handler was given.
    pub payload: Value,
    /// The time it was made.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// The time it was given up.
    pub died_at: Option<DateTime<Utc>>,
}

/// How full a queue is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct QueueCount {
    /// The queue.
    pub queue: String,
    /// `waiting`, `held`, `refused` or `dead`.
    pub state: String,
    /// How many messages.
    pub number: i64,
    /// The earliest time that one of them may run: how far behind the queue is.
    pub oldest: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct LeasedRow {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    kind: String,
    payload: Json<Value>,
    created_at: DateTime<Utc>,
    attempts: i64,
}

#[derive(sqlx::FromRow)]
struct DeadRow {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    queue: String,
    kind: String,
    payload: Json<Value>,
    created_at: DateTime<Utc>,
    attempts: i64,
    last_error: Option<String>,
    finished_at: Option<DateTime<Utc>>,
}

fn owner(organization: Uuid, cloud: &str, id: Uuid) -> Result<Owner> {
    owner_of(organization, cloud, "outbox", OutboxId(id))
}

async fn append<S: Scope>(tx: &mut Tx<'_, S>, owner: Owner, message: &Message) -> Result<()> {
    let to = message.addressed.as_ref();
    run!(
        tx,
        sqlx::query(APPEND)
            .owner(owner)
            .bind(message.id.uuid())
            .bind(message.queue)
            .bind(message.kind)
            .bind(Json(&message.payload))
            .bind(message.at)
            .bind(message.run_at)
            .bind(to.map(|to| to.request.uuid()))
            .bind(to.map(|to| to.route.word()))
            .bind(to.and_then(|to| to.connection).map(ConnectionId::uuid))
            .bind(to.map(|to| to.recipient.as_str()))
    )?;
    tx.link().note_appended();
    Ok(())
}

impl TenantTx<'_> {
    /// Adds a message; it exists when, and only when, the transaction commits.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_append(&mut self, message: &Message) -> Result<()> {
        let owner = self.owner();
        append(self, owner, message).await
    }
}

impl AuthTx<'_> {
    /// Adds a message of the organization that is signed in to; it exists when, and only when, the transaction commits.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_append(&mut self, owner: Owner, message: &Message) -> Result<()> {
        append(self, owner, message).await
    }
}

impl CustomerTx<'_> {
    /// Adds a message of the customer's partner; it exists when, and only when, the transaction commits.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_append(&mut self, message: &Message) -> Result<()> {
        let owner = self.owner();
        append(self, owner, message).await
    }
}

impl SystemTx<'_> {
    /// Takes the messages that are due, the oldest first, for the length of a lease. No two workers get the same one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_claim(&mut self, claim: &Claim) -> Result<Vec<Leased>> {
        let rows: Vec<LeasedRow> = on!(self, |c| {
            sqlx::query_as(CLAIM.on(&*c))
                .bind(claim.queue)
                .bind(claim.now)
                .bind(claim.limit)
                .bind(claim.until)
                .bind(claim.token)
                .fetch_all(c)
        })?;
        let mut leased = rows
            .into_iter()
            .map(|row| {
                Ok(Leased {
                    owner: owner(row.organization_id, &row.cloud, row.id)?,
                    id: OutboxId(row.id),
                    kind: row.kind,
                    payload: row.payload.0,
                    at: row.created_at,
                    attempt: row.attempts,
                    token: claim.token,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        // An update gives its rows in no order of its own.
        leased.sort_by_key(|message| message.id);
        Ok(leased)
    }

    /// Prolongs a lease.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else has the message by now.
    pub async fn outbox_renew(&mut self, message: &Leased, until: DateTime<Utc>) -> Result<()> {
        held(run!(
            self,
            sqlx::query(RENEW).owner(message.owner).bind(message.id.uuid()).bind(message.token).bind(until)
        )?)
    }

    /// Marks a message as done, in the transaction that does what it asked for.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else has the message by now: pass it on, so that nothing is done twice.
    pub async fn outbox_complete(&mut self, message: &Leased, now: DateTime<Utc>) -> Result<()> {
        held(run!(
            self,
            sqlx::query(COMPLETE).owner(message.owner).bind(message.id.uuid()).bind(message.token).bind(now)
        )?)
    }

    /// Gives a message back to be tried again at `run_at`, with the reason.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else has the message by now.
    pub async fn outbox_retry(&mut self, message: &Leased, run_at: DateTime<Utc>, error: &str) -> Result<()> {
        held(run!(
            self,
            sqlx::query(RETRY)
                .owner(message.owner)
                .bind(message.id.uuid())
                .bind(message.token)
                .bind(run_at)
                .bind(error)
        )?)
    }

    /// Gives a message up, with the reason. It stays and can be revived.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else has the message by now.
    pub async fn outbox_kill(&mut self, message: &Leased, now: DateTime<Utc>, error: &str) -> Result<()> {
        held(run!(
            self,
            sqlx::query(KILL).owner(message.owner).bind(message.id.uuid()).bind(message.token).bind(now).bind(error)
        )?)
    }

    /// Lets a message that was given up be tried again from the start; says whether there was such a one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_revive(&mut self, owner: Owner, id: OutboxId, run_at: DateTime<Utc>) -> Result<bool> {
        let touched = run!(self, sqlx::query(REVIVE).owner(owner).bind(id.uuid()).bind(run_at))?;
        if touched > 0 {
            self.link().note_appended();
        }
        Ok(touched > 0)
    }

    /// Removes messages done before a time, at most `limit`; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_purge(&mut self, before: DateTime<Utc>, limit: i64) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(before).bind(limit))
    }

    /// Removes messages given up before a time, at most `limit`; says how many. Those about a request that is open stay.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_purge_dead(&mut self, before: DateTime<Utc>, limit: i64) -> Result<u64> {
        run!(self, sqlx::query(PURGE_DEAD).bind(before).bind(limit))
    }
}

impl SystemRead<'_> {
    /// The messages given up, the latest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_dead(&mut self, limit: i64) -> Result<Vec<Dead>> {
        let rows: Vec<DeadRow> = on!(self, |c| sqlx::query_as(DEAD).bind(limit).fetch_all(c))?;
        rows.into_iter()
            .map(|row| {
                Ok(Dead {
                    owner: owner(row.organization_id, &row.cloud, row.id)?,
                    id: OutboxId(row.id),
                    queue: row.queue,
                    kind: row.kind,
                    payload: row.payload.0,
                    at: row.created_at,
                    attempts: row.attempts,
                    last_error: row.last_error,
                    died_at: row.finished_at,
                })
            })
            .collect()
    }

    /// How many messages wait and how many were given up, per queue.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn outbox_counts(&mut self) -> Result<Vec<QueueCount>> {
        on!(self, |c| sqlx::query_as(COUNTS).fetch_all(c))
    }
}

//! Deliveries: messages of the outbox about a service request, as the people of their owner see them.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use tierline_domain::{
    ConnectionId, Delivery, DeliveryKind, DeliveryPhase, DeliveryState, OutboxId, Owner, RequestId, Route,
};
use uuid::Uuid;

use super::{
    DEFAULT_LIMIT, limit,
    select::{Bound, Select, rows},
};
use crate::{
    change::Change,
    db::{BindOwner, on, run, word},
    error::Result,
    outbox::carry::NEVER,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// The columns of a delivery, and where they come from. A received request has its sender's identifier, so the number is looked
/// for on both sides.
macro_rules! lines {
    () => {
        "select o.id, o.kind, o.request_id, o.route, o.connection_id, o.recipient, o.state, o.phase, o.attempts, o.created_at, \
         o.run_at, o.tried_at, coalesce(o.answer, o.last_error) as answer, o.finished_at, o.given_up_by, \
         coalesce(r.number, v.number) as request_number, coalesce(r.title, v.packet ->> 'title') as request_title, \
         r.id is null and v.id is not null as is_reply, c.name as connection_name, c.paused_at as connection_stopped_at \
         from outbox o \
         left join request r on r.organization_id = o.organization_id and r.cloud = o.cloud and r.id = o.request_id \
         left join received_request v on v.organization_id = o.organization_id and v.cloud = o.cloud and v.id = o.request_id \
         left join connection c on c.organization_id = o.organization_id and c.cloud = o.cloud and c.id = o.connection_id \
         where"
    };
}

statements! {
    /// The last condition is written so that no index is tried for it: on counted tables SQLite would take the one of the requests'
    /// messages, and read all of a partner's to find one.
    LOOKUP = (concat!(
        lines!(), " o.organization_id = $1 and o.cloud = $2 and o.id = $3 and (o.request_id is not null) is true"
    ));
    OF_REQUEST = (concat!(
        lines!(), " o.organization_id = $1 and o.cloud = $2 and o.request_id = $3 order by o.id desc limit $4"
    ));
    COUNTS = "select \
              count(case when state = 'waiting' and phase is null then 1 end) as waiting, \
              count(case when state = 'waiting' and phase = 'in_flight' then 1 end) as in_flight, \
              count(case when state = 'waiting' and phase = 'unknown' then 1 end) as unknown, \
              count(case when state = 'held' then 1 end) as held, \
              count(case when state = 'dead' then 1 end) as given_up \
              from outbox where organization_id = $1 and cloud = $2 and request_id is not null \
              and state in ('waiting', 'held', 'dead')";
    /// What is in it, by its key.
    PAYLOAD = "select payload from outbox where organization_id = $1 and cloud = $2 and id = $3";
    /// What else of a request has left: it has arrived, or it may have. In the order of the index that has a request's messages side by side.
    SENT = "select payload, created_at from outbox \
            where organization_id = $1 and cloud = $2 and request_id = $3 and id <> $4 \
            and kind in ('request_noted', 'request_rated', 'file_sent') and (state = 'done' or phase is not null) \
            order by organization_id, cloud, request_id, id";
    /// Whoever has it under lease keeps it: it is on the wire.
    RETRY = "update outbox set state = 'waiting', run_at = $4, finished_at = null, given_up_by = null, \
             attempts = case when state = 'dead' then 0 else attempts end \
             where organization_id = $1 and cloud = $2 and id = $3 and request_id is not null \
             and state in ('waiting', 'held', 'dead') and lease_token is null";
    /// What a person found out about a message that may have arrived. Whoever has it under lease keeps it.
    CONFIRM = "update outbox set state = $4, phase = null, run_at = $5, finished_at = $6, answer = $7, last_error = null, \
               given_up_by = null where organization_id = $1 and cloud = $2 and id = $3 and request_id is not null \
               and state = 'waiting' and phase = 'unknown' and lease_token is null";
    GIVE_UP = "update outbox set state = 'dead', finished_at = $4, given_up_by = $5, last_error = $6, answer = $6 \
               where organization_id = $1 and cloud = $2 and id = $3 and request_id is not null \
               and state in ('waiting', 'held') and lease_token is null";
}

/// How many deliveries of a request are listed at the most.
const OF_ONE_REQUEST: i64 = 100;

/// Which deliveries to list.
#[derive(Debug, Clone)]
pub struct DeliveryFilter {
    /// Only those in this state; all that are still to arrive or were given up where there is none.
    pub state: Option<DeliveryState>,
    /// Only those through this connection.
    pub connection: Option<ConnectionId>,
    /// Only those by this route.
    pub route: Option<Route>,
    /// Only those written before this one.
    pub before: Option<OutboxId>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for DeliveryFilter {
    fn default() -> Self {
        Self { state: None, connection: None, route: None, before: None, limit: DEFAULT_LIMIT }
    }
}

/// How many deliveries of an owner are in each state that is not over, and how many were given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct DeliveryCounts {
    /// Due, or tried again later.
    pub waiting: i64,
    /// On the wire.
    pub in_flight: i64,
    /// Sent and not answered.
    pub unknown: i64,
    /// Behind a connection that is held.
    pub held: i64,
    /// Given up.
    pub given_up: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    request_id: Uuid,
    route: Option<String>,
    connection_id: Option<Uuid>,
    recipient: Option<String>,
    state: String,
    phase: Option<String>,
    attempts: i64,
    created_at: DateTime<Utc>,
    run_at: DateTime<Utc>,
    tried_at: Option<DateTime<Utc>>,
    answer: Option<String>,
    finished_at: Option<DateTime<Utc>>,
    given_up_by: Option<String>,
    request_number: Option<String>,
    request_title: Option<String>,
    is_reply: bool,
    connection_name: Option<String>,
    connection_stopped_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self, owner: Owner) -> Result<Delivery> {
        let (id, table) = (OutboxId(self.id), "outbox");
        let phase = match &self.phase {
            Some(phase) => Some(word(DeliveryPhase::from_word(phase), table, "phase", id)?),
            None => None,
        };
        let state = match (self.state.as_str(), phase) {
            ("waiting", None) => Some(DeliveryState::Waiting),
            ("waiting", Some(DeliveryPhase::InFlight)) => Some(DeliveryState::InFlight),
            ("waiting", Some(DeliveryPhase::Unknown)) => Some(DeliveryState::Unknown),
            ("dead", _) => Some(DeliveryState::GivenUp),
            (other, _) => DeliveryState::from_word(other),
        };
        let state = word(state, table, "state", id)?;
        Ok(Delivery {
            owner,
            id,
            kind: word(DeliveryKind::from_word(&self.kind), table, "kind", id)?,
            request: RequestId(self.request_id),
            request_number: self.request_number,
            request_title: self.request_title,
            is_reply: self.is_reply,
            route: word(self.route.as_deref().and_then(Route::from_word), table, "route", id)?,
            connection: self.connection_id.map(ConnectionId),
            connection_name: self.connection_name,
            connection_stopped_at: self.connection_stopped_at,
            recipient: self.recipient.unwrap_or_default(),
            state,
            attempts: self.attempts,
            created_at: self.created_at,
            next_at: matches!(state, DeliveryState::Waiting | DeliveryState::Unknown)
                .then_some(self.run_at)
                .filter(|at| *at < NEVER),
            tried_at: self.tried_at,
            answer: self.answer,
            finished_at: self.finished_at,
            given_up_by: self.given_up_by,
        })
    }
}

fn all(rows: Vec<Row>, owner: Owner) -> Result<Vec<Delivery>> {
    rows.into_iter().map(|row| row.read(owner)).collect()
}

/// The conditions of a list.
fn select(owner: Owner, filter: &DeliveryFilter) -> Select {
    let mut select = Select::of(lines!(), " o.organization_id = ", " and o.cloud = ", owner);
    select.push(" and o.request_id is not null and o.state in ");
    select.push(match filter.state {
        None => "('waiting', 'held', 'dead')",
        Some(DeliveryState::Waiting) => "('waiting') and o.phase is null",
        Some(DeliveryState::InFlight) => "('waiting') and o.phase = 'in_flight'",
        Some(DeliveryState::Unknown) => "('waiting') and o.phase = 'unknown'",
        Some(DeliveryState::Held) => "('held')",
        Some(DeliveryState::Refused) => "('refused')",
        Some(DeliveryState::GivenUp) => "('dead')",
        Some(DeliveryState::Done) => "('done')",
    });
    select.with(" and o.connection_id = ", filter.connection.map(|id| Bound::Uuid(id.uuid())));
    select.with(" and o.route = ", filter.route.map(|route| Bound::Word(route.word())));
    select.with(" and o.id < ", filter.before.map(|id| Bound::Uuid(id.uuid())));
    select.push(" order by o.id desc limit ").bind(Bound::Number(limit(filter.limit)));
    select
}

impl TenantRead<'_> {
    /// Deliveries, the latest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_list(&mut self, filter: &DeliveryFilter) -> Result<Vec<Delivery>> {
        let owner = self.owner();
        let select = select(owner, filter);
        all(rows!(self, select)?, owner)
    }

    /// The deliveries of one request, the latest first; at most a hundred.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_list_of_request(&mut self, request: RequestId) -> Result<Vec<Delivery>> {
        let owner = self.owner();
        let rows = on!(self, |c| {
            sqlx::query_as(OF_REQUEST).owner(owner).bind(request.uuid()).bind(OF_ONE_REQUEST).fetch_all(c)
        })?;
        all(rows, owner)
    }

    /// One delivery.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_lookup(&mut self, id: OutboxId) -> Result<Option<Delivery>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// What the message of a delivery says, as it was written.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_payload(&mut self, id: OutboxId) -> Result<Option<Value>> {
        let owner = self.owner();
        let row: Option<Json<Value>> =
            on!(self, |c| sqlx::query_scalar(PAYLOAD).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        Ok(row.map(|payload| payload.0))
    }

    /// The messages that follow a request and have arrived or may have, but for one: what each says, as it was written, and when that was;
    /// in the order in which they were written. What arrived is forgotten after a while, as all that is done.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_sent(&mut self, request: RequestId, but: OutboxId) -> Result<Vec<(Value, DateTime<Utc>)>> {
        let owner = self.owner();
        let rows: Vec<(Json<Value>, DateTime<Utc>)> =
            on!(self, |c| { sqlx::query_as(SENT).owner(owner).bind(request.uuid()).bind(but.uuid()).fetch_all(c) })?;
        Ok(rows.into_iter().map(|(payload, at)| (payload.0, at)).collect())
    }

    /// How many deliveries are in each state.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_counts(&mut self) -> Result<DeliveryCounts> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_as(COUNTS).owner(owner).fetch_one(c))
    }
}

impl TenantTx<'_> {
    /// Makes a delivery due now, a given-up one with all its tries; says whether that could be done: not while it is on the
    /// wire or over.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_retry(&mut self, delivery: &Delivery, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        let done = run!(self, sqlx::query(RETRY).owner(owner).bind(delivery.id.uuid()).bind(now))? > 0;
        if done {
            self.link().note_appended();
            self.link().note_change(Change::Request { owner, request: delivery.request });
        }
        Ok(done)
    }

    /// Writes what a person found out about a delivery that may have arrived: it has, or it is sent again. Says whether that could be
    /// done: not while it is on the wire or over.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_confirm(
        &mut self,
        delivery: &Delivery,
        has_arrived: bool,
        says: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let state = if has_arrived { "done" } else { "waiting" };
        let done = run!(
            self,
            sqlx::query(CONFIRM)
                .owner(owner)
                .bind(delivery.id.uuid())
                .bind(state)
                .bind(now)
                .bind(has_arrived.then_some(now))
                .bind(says)
        )? > 0;
        if done {
            // The messages of its request that wait behind it can go, too.
            self.link().note_appended();
            self.link().note_change(Change::Request { owner, request: delivery.request });
        }
        Ok(done)
    }

    /// Gives a delivery up, with who did and why; says whether that could be done: not while it is on the wire or over.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_give_up(
        &mut self,
        delivery: &Delivery,
        by: &str,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let done =
            run!(self, sqlx::query(GIVE_UP).owner(owner).bind(delivery.id.uuid()).bind(now).bind(by).bind(reason))? > 0;
        self.link().note_change(Change::Request { owner, request: delivery.request });
        Ok(done)
    }
}

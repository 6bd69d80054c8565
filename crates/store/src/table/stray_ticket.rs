//! Tickets elsewhere that could not be taken for one of our requests.

use chrono::{DateTime, Utc};
use tierline_domain::{ConnectionId, RequestId, StrayReason, StrayTicket, StrayTicketId, TicketEvent};
use uuid::Uuid;

use super::{LIST_LIMIT, limit};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    /// The same ticket again: the last event holds, and one that was told before is not counted twice. Why it could not be matched,
    /// and to what it came, stays as it was first.
    PUT = "insert into ticket_stray (organization_id, cloud, id, connection_id, ticket, title, event, event_id, reason, \
                 request_id, times, first_at, last_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11) \
                 on conflict (organization_id, cloud, connection_id, ticket) do update set \
                 title = coalesce(excluded.title, ticket_stray.title), event = coalesce(excluded.event, ticket_stray.event), \
                 event_id = coalesce(excluded.event_id, ticket_stray.event_id), times = ticket_stray.times + 1, last_at = excluded.last_at \
                 where excluded.event_id is null or ticket_stray.event_id is null or excluded.event_id <> ticket_stray.event_id";
    COUNT = "select cast(count(*) as bigint) from ticket_stray where organization_id = $1 and cloud = $2 and connection_id = $3";
    OPEN = "select cast(count(*) as bigint) from (select id from ticket_stray where organization_id = $1 and cloud = $2 \
                   and dismissed_at is null limit 100) s";
    LIST = "select id, connection_id, ticket, title, event, event_id, reason, request_id, times, first_at, last_at from ticket_stray \
              where organization_id = $1 and cloud = $2 and dismissed_at is null order by last_at desc, id desc limit $3";
    LOOKUP = "select id, connection_id, ticket, title, event, event_id, reason, request_id, times, first_at, last_at from ticket_stray \
             where organization_id = $1 and cloud = $2 and id = $3 and dismissed_at is null";
    DISMISS = "update ticket_stray set dismissed_at = $4 \
                     where organization_id = $1 and cloud = $2 and id = $3 and dismissed_at is null";
    REMOVE = "delete from ticket_stray where organization_id = $1 and cloud = $2 and id = $3";
    /// What of ours could be meant by a ticket: the newest first.
    CANDIDATES = "select id from request where organization_id = $1 and cloud = $2 and connection_id = $3 and is_open \
                  order by created_at desc, id desc limit $4";
}

const TABLE: &str = "ticket_stray";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    connection_id: Uuid,
    ticket: String,
    title: Option<String>,
    event: Option<String>,
    event_id: Option<String>,
    reason: String,
    request_id: Option<Uuid>,
    times: i64,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<StrayTicket> {
        let id = StrayTicketId(self.id);
        let event = self.event.map(|event| word(TicketEvent::from_word(&event), TABLE, "event", id));
        Ok(StrayTicket {
            id,
            connection: ConnectionId(self.connection_id),
            ticket: self.ticket,
            title: self.title,
            event: event.transpose()?,
            event_id: self.event_id,
            reason: word(StrayReason::from_word(&self.reason), TABLE, "reason", id)?,
            request: self.request_id.map(RequestId),
            times: self.times,
            first_at: self.first_at,
            last_at: self.last_at,
        })
    }
}

impl TenantRead<'_> {
    /// How many stray tickets a connection has, dismissed ones too.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_stray_count(&mut self, connection: ConnectionId) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(COUNT).owner(owner).bind(connection.uuid()).fetch_one(c))
    }

    /// How many stray tickets wait for somebody to say what they are; stops at 100.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_strays_open(&mut self) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(OPEN).owner(owner).fetch_one(c))
    }

    /// Tickets that no request is known by and nobody has dismissed, the latest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_strays(&mut self) -> Result<Vec<StrayTicket>> {
        let owner = self.owner();
        let most = limit(LIST_LIMIT);
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(most).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_stray(&mut self, id: StrayTicketId) -> Result<Option<StrayTicket>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// The open requests that went through a connection, the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn requests_through(&mut self, connection: ConnectionId) -> Result<Vec<RequestId>> {
        let owner = self.owner();
        let most = limit(LIST_LIMIT);
        let ids: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(CANDIDATES).owner(owner).bind(connection.uuid()).bind(most).fetch_all(c)
        })?;
        Ok(ids.into_iter().map(RequestId).collect())
    }
}

impl TenantTx<'_> {
    /// Keeps a ticket that no request is known by; says whether this is news: the same event told again is not.
    ///
    /// # Errors
    /// [`crate::Error::Reference`] where there is no such connection.
    pub async fn ticket_stray_put(&mut self, stray: &StrayTicket) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(stray.id.uuid())
                .bind(stray.connection.uuid())
                .bind(&stray.ticket)
                .bind(&stray.title)
                .bind(stray.event.map(TicketEvent::word))
                .bind(&stray.event_id)
                .bind(stray.reason.word())
                .bind(stray.request.map(RequestId::uuid))
                .bind(stray.last_at)
        )?;
        Ok(touched > 0)
    }

    /// Puts a stray ticket aside for good; says whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_stray_dismiss(&mut self, id: StrayTicketId, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(DISMISS).owner(owner).bind(id.uuid()).bind(now))? > 0)
    }

    /// Takes a stray ticket away: it is known what it is. Says whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_stray_remove(&mut self, id: StrayTicketId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }
}

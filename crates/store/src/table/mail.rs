//! What mails that arrive are about: requests that go through a connection, and deliveries that came back.

use chrono::{DateTime, Utc};
use tierline_domain::{ConnectionId, OutboxId, Owner, RequestId};
use uuid::Uuid;

use crate::{
    change::Change,
    db::{BindOwner, on, owner_of, run},
    error::Result,
    scope::{SystemRead, TenantTx},
    statement::statements,
};

statements! {
    /// An identifier is one owner's; were it two's, the signature of the address would tell which is meant.
    WAYS = "select organization_id, cloud, connection_id from request where id = $1 and connection_id is not null limit 10";
    /// What its server had taken came back. Whoever has it under lease keeps it.
    BOUNCE = "update outbox set state = 'refused', phase = null, finished_at = $5, answer = $6, last_error = $6 \
              where organization_id = $1 and cloud = $2 and id = $3 and request_id = $4 \
              and state in ('done', 'waiting', 'held', 'dead') and lease_token is null";
    /// Whether a worker has it at this moment.
    LEASED = "select cast(count(*) as bigint) from outbox where organization_id = $1 and cloud = $2 and id = $3 \
              and request_id = $4 and lease_token is not null";
}

impl SystemRead<'_> {
    /// Whose requests have this identifier and go through a connection, and through which.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn mail_ways(&mut self, request: RequestId) -> Result<Vec<(Owner, ConnectionId)>> {
        let rows: Vec<(Uuid, String, Uuid)> = on!(self, |c| sqlx::query_as(WAYS).bind(request.uuid()).fetch_all(c))?;
        rows.into_iter()
            .map(|(organization, cloud, connection)| {
                Ok((owner_of(organization, &cloud, "request", request)?, ConnectionId(connection)))
            })
            .collect()
    }
}

impl TenantTx<'_> {
    /// Whether a delivery of a request is under somebody's lease: what became of it is not written yet.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_is_leased(&mut self, request: RequestId, id: OutboxId) -> Result<bool> {
        let owner = self.owner();
        let count: i64 = on!(self, |c| {
            sqlx::query_scalar(LEASED).owner(owner).bind(id.uuid()).bind(request.uuid()).fetch_one(c)
        })?;
        Ok(count > 0)
    }

    /// Writes that a delivery of a request came back, with what was said; says whether there was such a one that had not come back
    /// before.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delivery_bounce(
        &mut self,
        request: RequestId,
        id: OutboxId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let done =
            run!(self, sqlx::query(BOUNCE).owner(owner).bind(id.uuid()).bind(request.uuid()).bind(now).bind(reason))?
                > 0;
        if done {
            self.link().note_change(Change::Request { owner, request });
        }
        Ok(done)
    }
}

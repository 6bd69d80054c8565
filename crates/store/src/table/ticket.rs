//! The exchange of trouble tickets: where received requests came from, who is called back, and where we are called ourselves.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Cloud, ConnectionId, HubId, OrganizationId, Owner, RequestId, TicketEvent, TicketHub, TicketHubLine, TicketKey,
    TicketListener, TicketOrigin, TokenId, UserId,
};
use uuid::Uuid;

use super::{LIST_LIMIT, limit, ours};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{SystemRead, TenantRead, TenantTx},
    statement::statements,
};

statements! {
    /// Whatever stands in the way of it, the request or the sender's key, was there before.
    ORIGIN_INSERT = "insert into ticket_origin (organization_id, cloud, request_id, sender_id, key_owner, key_type, key_id, received_at) \
                     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing";
    ORIGIN = "select sender_id, key_owner, key_type, key_id, received_at from ticket_origin \
              where organization_id = $1 and cloud = $2 and request_id = $3";
    BY_KEY = "select request_id from ticket_origin where organization_id = $1 and cloud = $2 and sender_id = $3 \
              and key_owner = $4 and key_type = $5 and key_id = $6";
    BY_ID = "select request_id from ticket_origin where organization_id = $1 and cloud = $2 and sender_id = $3 and key_id = $4 \
             order by received_at desc, request_id desc limit $5";
    HUB_INSERT = "insert into ticket_hub (organization_id, cloud, id, callback, events, sealed, key_id, created_at, created_by, \
                  token_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing";
    /// The same address again: what was said last holds, and by whom.
    HUB_EXCHANGE = "update ticket_hub set events = $4, sealed = $5, key_id = $6, created_by = $7, token_id = $8 \
                    where organization_id = $1 and cloud = $2 and id = $3";
    /// Only the very bytes that were opened are exchanged: what was said anew meanwhile stays.
    HUB_RESEAL = "update ticket_hub set sealed = $5, key_id = $6 \
                  where organization_id = $1 and cloud = $2 and id = $3 and sealed = $4";
    HUB_REMOVE = "delete from ticket_hub where organization_id = $1 and cloud = $2 and id = $3";
    HUBS = "select id, callback, events, sealed, key_id, created_at, created_by, token_id from ticket_hub \
            where organization_id = $1 and cloud = $2 order by created_at, id limit $3";
    /// People and tokens keep their rows when they may nothing any more: they are named all the same.
    HUB_LINES = "select h.id, h.callback, h.events, h.sealed, h.key_id, h.created_at, h.created_by, h.token_id, \
                 u.name as person_name, t.name as token_name from ticket_hub h left join users u on u.id = h.created_by \
                 left join token t on t.organization_id = h.organization_id and t.cloud = h.cloud and t.id = h.token_id \
                 where h.organization_id = $1 and h.cloud = $2 order by h.created_at, h.id limit $3";
    HUBS_OF_OTHER_KEYS = "select organization_id, cloud, id, callback, events, sealed, key_id, created_at, created_by, token_id \
                          from ticket_hub where key_id <> $1 order by organization_id, cloud, id limit $2";
    /// Nobody has made another one since it was looked at.
    LISTENER_PUT = "insert into ticket_listener (organization_id, cloud, connection_id, key_hash, hub, changed_at) \
                    values ($1, $2, $3, $4, null, $5) on conflict (organization_id, cloud, connection_id) do update \
                    set key_hash = excluded.key_hash, hub = null, changed_at = excluded.changed_at \
                    where ticket_listener.changed_at = $6";
    LISTENER_ASK = "update ticket_listener set changed_at = $5 \
                    where organization_id = $1 and cloud = $2 and connection_id = $3 and changed_at = $4";
    LISTENER_CONFIRM = "update ticket_listener set hub = $5, changed_at = $6 \
                        where organization_id = $1 and cloud = $2 and connection_id = $3 and key_hash = $4";
    LISTENER = "select organization_id, cloud, connection_id, hub, changed_at from ticket_listener \
                where organization_id = $1 and cloud = $2 and connection_id = $3";
    LISTENER_BY_KEY = "select organization_id, cloud, connection_id, hub, changed_at from ticket_listener where key_hash = $1";
    REQUEST_OF = "select id from request where organization_id = $1 and cloud = $2 and external_id = $3 and connection_id = $4 \
                  order by created_at desc, id desc limit 1";
}

const HUB: &str = "ticket_hub";
const LISTENERS: &str = "ticket_listener";

#[derive(sqlx::FromRow)]
struct OriginRow {
    sender_id: Uuid,
    key_owner: Option<String>,
    key_type: Option<String>,
    key_id: Option<String>,
    received_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct HubRow {
    id: Uuid,
    callback: String,
    events: Json<Vec<TicketEvent>>,
    sealed: Vec<u8>,
    key_id: String,
    created_at: DateTime<Utc>,
    created_by: Option<Uuid>,
    token_id: Option<Uuid>,
}

impl HubRow {
    fn read(self, owner: Owner) -> TicketHub {
        TicketHub {
            owner,
            id: HubId(self.id),
            callback: self.callback,
            events: self.events.0,
            sealed: self.sealed,
            key_id: self.key_id,
            created_at: self.created_at,
            created_by: self.created_by.map(UserId),
            token: self.token_id.map(TokenId),
        }
    }
}

#[derive(sqlx::FromRow)]
struct HubLineRow {
    #[sqlx(flatten)]
    hub: HubRow,
    person_name: Option<String>,
    token_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OwnedHubRow {
    organization_id: Uuid,
    cloud: String,
    #[sqlx(flatten)]
    hub: HubRow,
}

#[derive(sqlx::FromRow)]
struct ListenerRow {
    organization_id: Uuid,
    cloud: String,
    connection_id: Uuid,
    hub: Option<String>,
    changed_at: DateTime<Utc>,
}

impl ListenerRow {
    fn read(self) -> Result<TicketListener> {
        let connection = ConnectionId(self.connection_id);
        let cloud = word(Cloud::from_word(&self.cloud), LISTENERS, "cloud", connection)?;
        let owner = Owner { organization: OrganizationId(self.organization_id), cloud };
        Ok(TicketListener { owner, connection, hub: self.hub, changed_at: self.changed_at })
    }
}

impl TenantRead<'_> {
    /// How a received request came in; none where it did not come as a ticket.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_origin(&mut self, request: RequestId) -> Result<Option<TicketOrigin>> {
        let owner = self.owner();
        let row: Option<OriginRow> =
            on!(self, |c| sqlx::query_as(ORIGIN).owner(owner).bind(request.uuid()).fetch_optional(c))?;
        Ok(row.map(|row| {
            let OriginRow { sender_id, key_owner, key_type, key_id, received_at } = row;
            let key = match (key_owner, key_type, key_id) {
                (Some(owner), Some(kind), Some(id)) => Some(TicketKey { owner, kind, id }),
                _ => None,
            };
            TicketOrigin { owner, request, sender: OrganizationId(sender_id), key, received_at }
        }))
    }

    /// The request that a sender filed under this key.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_by_key(&mut self, sender: OrganizationId, key: &TicketKey) -> Result<Option<RequestId>> {
        let owner = self.owner();
        let id: Option<Uuid> = on!(self, |c| {
            sqlx::query_scalar(BY_KEY)
                .owner(owner)
                .bind(sender.uuid())
                .bind(&key.owner)
                .bind(&key.kind)
                .bind(&key.id)
                .fetch_optional(c)
        })?;
        Ok(id.map(RequestId))
    }

    /// The requests that a sender filed under this identifier of its own, whatever system it belongs to; the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn tickets_by_external(&mut self, sender: OrganizationId, id: &str) -> Result<Vec<RequestId>> {
        let owner = self.owner();
        let most = limit(LIST_LIMIT);
        let ids: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(BY_ID).owner(owner).bind(sender.uuid()).bind(id).bind(most).fetch_all(c)
        })?;
        Ok(ids.into_iter().map(RequestId).collect())
    }

    /// The subscriptions of this owner, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hubs(&mut self) -> Result<Vec<TicketHub>> {
        let owner = self.owner();
        let most = limit(LIST_LIMIT);
        let rows: Vec<HubRow> = on!(self, |c| sqlx::query_as(HUBS).owner(owner).bind(most).fetch_all(c))?;
        Ok(rows.into_iter().map(|row| row.read(owner)).collect())
    }

    /// The same with the names of who made them, and of the tokens that they made them by.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hub_lines(&mut self) -> Result<Vec<TicketHubLine>> {
        let owner = self.owner();
        let most = limit(LIST_LIMIT);
        let rows: Vec<HubLineRow> = on!(self, |c| sqlx::query_as(HUB_LINES).owner(owner).bind(most).fetch_all(c))?;
        let line = |row: HubLineRow| {
            let HubLineRow { hub, person_name, token_name } = row;
            TicketHubLine { hub: hub.read(owner), person_name, token_name }
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// Where the other end of a connection calls us; none where no address was made.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_listener(&mut self, connection: ConnectionId) -> Result<Option<TicketListener>> {
        let owner = self.owner();
        let row: Option<ListenerRow> =
            on!(self, |c| sqlx::query_as(LISTENER).owner(owner).bind(connection.uuid()).fetch_optional(c))?;
        row.map(ListenerRow::read).transpose()
    }

    /// The request that went through a connection and has this number at the other end.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_of_ticket(&mut self, connection: ConnectionId, ticket: &str) -> Result<Option<RequestId>> {
        let owner = self.owner();
        let id: Option<Uuid> = on!(self, |c| {
            sqlx::query_scalar(REQUEST_OF).owner(owner).bind(ticket).bind(connection.uuid()).fetch_optional(c)
        })?;
        Ok(id.map(RequestId))
    }
}

impl TenantTx<'_> {
    /// Keeps how a received request came in; says whether it is the first of its key.
    ///
    /// # Errors
    /// [`crate::Error::Reference`] where there is no such received request.
    pub async fn ticket_origin_insert(&mut self, origin: &TicketOrigin) -> Result<bool> {
        let owner = self.owner();
        ours(owner, origin.owner, "ticket_origin", origin.request)?;
        let key = origin.key.as_ref();
        let touched = run!(
            self,
            sqlx::query(ORIGIN_INSERT)
                .owner(owner)
                .bind(origin.request.uuid())
                .bind(origin.sender.uuid())
                .bind(key.map(|key| &key.owner))
                .bind(key.map(|key| &key.kind))
                .bind(key.map(|key| &key.id))
                .bind(origin.received_at)
        )?;
        Ok(touched > 0)
    }

    /// Keeps a subscription; says whether its address is new.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hub_insert(&mut self, hub: &TicketHub) -> Result<bool> {
        let owner = self.owner();
        ours(owner, hub.owner, HUB, hub.id)?;
        let touched = run!(
            self,
            sqlx::query(HUB_INSERT)
                .owner(owner)
                .bind(hub.id.uuid())
                .bind(&hub.callback)
                .bind(Json(&hub.events))
                .bind(&hub.sealed)
                .bind(&hub.key_id)
                .bind(hub.created_at)
                .bind(hub.created_by.map(UserId::uuid))
                .bind(hub.token.map(TokenId::uuid))
        )?;
        Ok(touched > 0)
    }

    /// Exchanges what a subscription tells, what it is signed with and who answers for it; says whether it is there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hub_exchange(&mut self, hub: &TicketHub) -> Result<bool> {
        let owner = self.owner();
        ours(owner, hub.owner, HUB, hub.id)?;
        let touched = run!(
            self,
            sqlx::query(HUB_EXCHANGE)
                .owner(owner)
                .bind(hub.id.uuid())
                .bind(Json(&hub.events))
                .bind(&hub.sealed)
                .bind(&hub.key_id)
                .bind(hub.created_by.map(UserId::uuid))
                .bind(hub.token.map(TokenId::uuid))
        )?;
        Ok(touched > 0)
    }

    /// Exchanges what a subscription is signed with for the same under another key; says whether it was still what was opened.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hub_reseal(&mut self, before: &TicketHub, sealed: &[u8], key_id: &str) -> Result<bool> {
        let owner = self.owner();
        ours(owner, before.owner, HUB, before.id)?;
        let touched = run!(
            self,
            sqlx::query(HUB_RESEAL).owner(owner).bind(before.id.uuid()).bind(&before.sealed).bind(sealed).bind(key_id)
        )?;
        Ok(touched > 0)
    }

    /// Ends a subscription; says whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hub_remove(&mut self, id: HubId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(HUB_REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }

    /// Gives a connection another address for calls: no subscription has it yet. `before` is when that was changed last, as far as the
    /// caller knows; says whether nobody has changed it since.
    ///
    /// # Errors
    /// [`crate::Error::Reference`] where there is no such connection.
    pub async fn ticket_listener_put(
        &mut self,
        connection: ConnectionId,
        key_hash: [u8; 32],
        before: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(
            self,
            sqlx::query(LISTENER_PUT)
                .owner(owner)
                .bind(connection.uuid())
                .bind(key_hash.to_vec())
                .bind(now)
                .bind(before)
        )?;
        Ok(touched > 0)
    }

    /// Notes that the other end is asked for the subscription; says whether nobody has changed anything since `before`.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_listener_ask(
        &mut self,
        connection: ConnectionId,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let touched =
            run!(self, sqlx::query(LISTENER_ASK).owner(owner).bind(connection.uuid()).bind(before).bind(now))?;
        Ok(touched > 0)
    }

    /// The other end has a subscription with this address; says whether it is still the connection's.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_listener_confirm(
        &mut self,
        connection: ConnectionId,
        key_hash: [u8; 32],
        hub: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(
            self,
            sqlx::query(LISTENER_CONFIRM)
                .owner(owner)
                .bind(connection.uuid())
                .bind(key_hash.to_vec())
                .bind(hub)
                .bind(now)
        )?;
        Ok(touched > 0)
    }
}

impl SystemRead<'_> {
    /// Whose address for calls has a key of this digest.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_listener_by_key(&mut self, key_hash: [u8; 32]) -> Result<Option<TicketListener>> {
        let row: Option<ListenerRow> =
            on!(self, |c| sqlx::query_as(LISTENER_BY_KEY).bind(key_hash.to_vec()).fetch_optional(c))?;
        row.map(ListenerRow::read).transpose()
    }

    /// Subscriptions whose secret another key than this one sealed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn ticket_hubs_of_other_keys(&mut self, key_id: &str, most: i64) -> Result<Vec<TicketHub>> {
        let rows: Vec<OwnedHubRow> =
            on!(self, |c| sqlx::query_as(HUBS_OF_OTHER_KEYS).bind(key_id).bind(most).fetch_all(c))?;
        rows.into_iter()
            .map(|row| {
                let cloud = word(Cloud::from_word(&row.cloud), HUB, "cloud", HubId(row.hub.id))?;
                Ok(row.hub.read(Owner { organization: OrganizationId(row.organization_id), cloud }))
            })
            .collect()
    }
}

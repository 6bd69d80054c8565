//! Service requests on the sender's side.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Actor, CaseId, Category, ConnectionId, CustomerId, OrganizationId, Owner, Packet, Recipient, RecipientKind,
    RequestId, RequestStatus, ReturnCount, ReturnReason, Route, ServiceRequest, Severity,
};
use uuid::Uuid;

use super::{ours, saved, search_key};
use crate::{
    change::Change,
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// The columns of a request under the alias `r`, without its owner.
macro_rules! request_columns {
    () => {
        "r.id, r.number, r.external_id, r.customer_id, r.recipient_kind, r.recipient_id, r.recipient_name, r.route, \
         r.title, r.severity, r.category, r.service, r.status, r.status_reason, r.cause, r.duplicate_reason, r.packet, \
         r.author, r.version, r.created_at, r.updated_at, r.submitted_at, r.answered_at, r.last_reply_at, r.next_due_at, \
         r.return_reason, r.connection_id, r.recipient_due_at"
    };
}
pub(crate) use request_columns;

macro_rules! lookup {
    ($condition:literal) => {
        concat!(
            "select ",
            request_columns!(),
            " from request r where r.organization_id = $1 and r.cloud = $2 and ",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into request (organization_id, cloud, id, number, external_id, customer_id, recipient_kind, \
              recipient_id, recipient_name, route, title, severity, category, service, status, status_reason, is_open, \
              cause, duplicate_reason, packet, author, author_id, search_key, version, created_at, updated_at, \
              submitted_at, answered_at, last_reply_at, next_due_at, connection_id) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
              $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)";
    /// What was decided when it was written stays: number, customer, author and time.
    SAVE = "update request set external_id = $5, recipient_kind = $6, recipient_id = $7, recipient_name = $8, route = $9, \
            title = $10, severity = $11, category = $12, service = $13, status = $14, status_reason = $15, is_open = $16, \
            cause = $17, duplicate_reason = $18, packet = $19, search_key = $20, updated_at = $21, submitted_at = $22, \
            answered_at = $23, last_reply_at = $24, next_due_at = $25, return_reason = $26, connection_id = $27, recipient_due_at = $28, \
            version = version + 1 \
            where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    /// Nothing of the request itself changes: who is about to save it is not turned back.
    UNFOLLOW = "update request set connection_id = null \
                where organization_id = $1 and cloud = $2 and connection_id = $3 and route = 'assisted'";
    LOOKUP = (lookup!("r.id = $3"));
    lock LOOKUP_FOR_UPDATE = (lookup!("r.id = $3"));
    BY_NUMBER = (lookup!("r.number = $3"));
    /// A recipient can use a number again.
    BY_EXTERNAL = (lookup!("r.external_id = $3 order by r.created_at desc, r.id desc limit 1"));
    BY_CAUSE = (lookup!("r.cause = $3 and r.is_open and r.duplicate_reason is null"));
    CASE_ADD = "insert into request_case (organization_id, cloud, request_id, case_id) values ($1, $2, $3, $4) \
                on conflict (organization_id, cloud, request_id, case_id) do nothing";
    CASES = "select case_id from request_case where organization_id = $1 and cloud = $2 and request_id = $3 order by case_id";
    RETURNS = "select return_reason, count(*) as count from request where organization_id = $1 and cloud = $2 \
               and created_at >= $3 and created_at < $4 and return_reason is not null \
               group by return_reason order by return_reason";
    /// A cross join, which SQLite takes in this order: else it walks through all requests to have them sorted.
    OF_CASE = (concat!("select ", request_columns!(), " from request_case l cross join request r \
                        where r.organization_id = l.organization_id and r.cloud = l.cloud and r.id = l.request_id \
                        and l.organization_id = $1 and l.cloud = $2 and l.case_id = $3 \
                        order by r.created_at desc, r.id desc"));
}

/// A row of the table.
#[derive(sqlx::FromRow)]
pub(crate) struct RequestRow {
    pub(crate) id: Uuid,
    number: String,
    external_id: Option<String>,
    customer_id: Uuid,
    recipient_kind: String,
    recipient_id: Option<Uuid>,
    recipient_name: String,
    route: String,
    title: String,
    severity: String,
    category: String,
    service: Option<String>,
    status: String,
    status_reason: Option<String>,
    cause: String,
    duplicate_reason: Option<String>,
    packet: Json<Packet>,
    author: Json<Actor>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    submitted_at: Option<DateTime<Utc>>,
    answered_at: Option<DateTime<Utc>>,
    last_reply_at: Option<DateTime<Utc>>,
    next_due_at: Option<DateTime<Utc>>,
    return_reason: Option<String>,
    connection_id: Option<Uuid>,
    recipient_due_at: Option<DateTime<Utc>>,
}

impl RequestRow {
    /// The request that it holds.
    pub(crate) fn read(self, owner: Owner) -> Result<ServiceRequest> {
        let (id, table) = (RequestId(self.id), "request");
        Ok(ServiceRequest {
            owner,
            id,
            number: self.number,
            external_id: self.external_id,
            customer: CustomerId(self.customer_id),
            recipient: Recipient {
                kind: word(RecipientKind::from_word(&self.recipient_kind), table, "recipient_kind", id)?,
                organization: self.recipient_id.map(OrganizationId),
                name: self.recipient_name,
            },
            route: word(Route::from_word(&self.route), table, "route", id)?,
            connection: self.connection_id.map(ConnectionId),
            title: self.title,
            severity: word(Severity::from_word(&self.severity), table, "severity", id)?,
            category: word(Category::from_word(&self.category), table, "category", id)?,
            service: self.service,
            status: word(RequestStatus::from_word(&self.status), table, "status", id)?,
            status_reason: self.status_reason,
            return_reason: return_reason(self.return_reason.as_deref(), table, id)?,
            cause: self.cause,
            duplicate_reason: self.duplicate_reason,
            packet: self.packet.0,
            author: self.author.0,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            submitted_at: self.submitted_at,
            answered_at: self.answered_at,
            last_reply_at: self.last_reply_at,
            next_due_at: self.next_due_at,
            recipient_due_at: self.recipient_due_at,
        })
    }
}

/// What a search looks through.
fn searched(request: &ServiceRequest) -> String {
    search_key(&[&request.number, request.external_id.as_deref().unwrap_or_default(), &request.title])
}

/// The reason for a return, of a row of either side.
pub(super) fn return_reason(stored: Option<&str>, table: &'static str, id: RequestId) -> Result<Option<ReturnReason>> {
    stored.map(|stored| word(ReturnReason::from_word(stored), table, "return_reason", id)).transpose()
}

/// A count of returns as the driver reads it.
#[derive(sqlx::FromRow)]
pub(super) struct ReturnRow {
    return_reason: String,
    count: i64,
}

impl ReturnRow {
    /// The count, of a table.
    pub(super) fn read(self, table: &'static str) -> Result<ReturnCount> {
        let reason = word(ReturnReason::from_word(&self.return_reason), table, "return_reason", &self.return_reason)?;
        Ok(ReturnCount { reason, count: self.count })
    }
}

impl TenantRead<'_> {
    /// How many of the requests written in a period were returned, by reason: from its beginning on, without its end.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_returns(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<ReturnCount>> {
        let owner = self.owner();
        let rows: Vec<ReturnRow> =
            on!(self, |c| sqlx::query_as(RETURNS).owner(owner).bind(from).bind(to).fetch_all(c))?;
        rows.into_iter().map(|row| row.read("request")).collect()
    }

    /// The one request that a statement with a text parameter finds.
    async fn request_by(&mut self, statement: &'static str, key: &str) -> Result<Option<ServiceRequest>> {
        let owner = self.owner();
        let row: Option<RequestRow> =
            on!(self, |c| sqlx::query_as(statement).owner(owner).bind(key).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// A request.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_lookup(&mut self, id: RequestId) -> Result<Option<ServiceRequest>> {
        let owner = self.owner();
        let row: Option<RequestRow> =
            on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The request of this number, as it is written.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_by_number(&mut self, number: &str) -> Result<Option<ServiceRequest>> {
        self.request_by(BY_NUMBER, number).await
    }

    /// The latest request that has this number at its recipient.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_by_external(&mut self, external_id: &str) -> Result<Option<ServiceRequest>> {
        self.request_by(BY_EXTERNAL, external_id).await
    }

    /// The open request that keeps another one for this cause from being written.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_by_cause(&mut self, cause: &str) -> Result<Option<ServiceRequest>> {
        self.request_by(BY_CAUSE, cause).await
    }

    /// The cases that a request carries.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_cases(&mut self, id: RequestId) -> Result<Vec<CaseId>> {
        let owner = self.owner();
        let ids: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(CASES).owner(owner).bind(id.uuid()).fetch_all(c))?;
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// The requests that carry a case, the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_requests(&mut self, case: CaseId) -> Result<Vec<ServiceRequest>> {
        let owner = self.owner();
        let rows: Vec<RequestRow> = on!(self, |c| sqlx::query_as(OF_CASE).owner(owner).bind(case.uuid()).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }
}

impl TenantTx<'_> {
    /// A request, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_lookup_for_update(&mut self, id: RequestId) -> Result<Option<ServiceRequest>> {
        let owner = self.owner();
        if self.is_narrowed() && self.request_lookup(id).await?.is_none() {
            return Ok(None);
        }
        let row: Option<RequestRow> = on!(self, |c| {
            sqlx::query_as(LOOKUP_FOR_UPDATE.on(&*c)).owner(owner).bind(id.uuid()).fetch_optional(c)
        })?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Writes a request.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `open_request_cause` where another one for the same cause is open
    /// and this one says no reason to be written all the same, with `request_number` where the number was given out;
    /// [`Error::Reference`](crate::Error::Reference) where the customer is none of this owner.
    pub async fn request_insert(&mut self, request: &ServiceRequest) -> Result<()> {
        let owner = self.owner();
        ours(owner, request.owner, "request", request.id)?;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(request.id.uuid())
                .bind(&request.number)
                .bind(&request.external_id)
                .bind(request.customer.uuid())
                .bind(request.recipient.kind.word())
                .bind(request.recipient.organization.map(OrganizationId::uuid))
                .bind(&request.recipient.name)
                .bind(request.route.word())
                .bind(&request.title)
                .bind(request.severity.word())
                .bind(request.category.word())
                .bind(&request.service)
                .bind(request.status.word())
                .bind(&request.status_reason)
                .bind(request.status.is_open())
                .bind(&request.cause)
                .bind(&request.duplicate_reason)
                .bind(Json(&request.packet))
                .bind(Json(&request.author))
                .bind(request.author.user.map(|user| user.uuid()))
                .bind(searched(request))
                .bind(request.version)
                .bind(request.created_at)
                .bind(request.updated_at)
                .bind(request.submitted_at)
                .bind(request.answered_at)
                .bind(request.last_reply_at)
                .bind(request.next_due_at)
                .bind(request.connection.map(ConnectionId::uuid))
        )?;
        self.link().note_change(Change::Request { owner, request: request.id });
        Ok(())
    }

    /// Changes a request that was read with this version; gives the new version. Number, customer, author and the
    /// time it was written stay.
    ///
    /// # Errors
    /// [`Error::Stale`](crate::Error::Stale) where it has another version by now or is none of this owner;
    /// [`Error::Unique`](crate::Error::Unique) with `open_request_cause` where it is open again and another one for
    /// the same cause is open by now.
    pub async fn request_save(&mut self, request: &ServiceRequest) -> Result<i64> {
        let owner = self.owner();
        ours(owner, request.owner, "request", request.id)?;
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(SAVE)
                .owner(owner)
                .bind(request.id.uuid())
                .bind(request.version)
                .bind(&request.external_id)
                .bind(request.recipient.kind.word())
                .bind(request.recipient.organization.map(OrganizationId::uuid))
                .bind(&request.recipient.name)
                .bind(request.route.word())
                .bind(&request.title)
                .bind(request.severity.word())
                .bind(request.category.word())
                .bind(&request.service)
                .bind(request.status.word())
                .bind(&request.status_reason)
                .bind(request.status.is_open())
                .bind(&request.cause)
                .bind(&request.duplicate_reason)
                .bind(Json(&request.packet))
                .bind(searched(request))
                .bind(request.updated_at)
                .bind(request.submitted_at)
                .bind(request.answered_at)
                .bind(request.last_reply_at)
                .bind(request.next_due_at)
                .bind(request.return_reason.map(ReturnReason::word))
                .bind(request.connection.map(ConnectionId::uuid))
                .bind(request.recipient_due_at)
                .fetch_optional(c)
        })?;
        self.link().note_change(Change::Request { owner, request: request.id });
        saved(version)
    }

    /// Lets the requests that were filed by hand be followed by this connection no more; says how many there were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn requests_unfollow(&mut self, connection: ConnectionId) -> Result<u64> {
        let owner = self.owner();
        run!(self, sqlx::query(UNFOLLOW).owner(owner).bind(connection.uuid()))
    }

    /// Lets a request carry a case; says whether it did not yet.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where request or case are none of this owner.
    pub async fn request_case_add(&mut self, id: RequestId, case: CaseId) -> Result<bool> {
        let owner = self.owner();
        self.link().note_change(Change::Request { owner, request: id });
        Ok(run!(self, sqlx::query(CASE_ADD).owner(owner).bind(id.uuid()).bind(case.uuid()))? > 0)
    }
}

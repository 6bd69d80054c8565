//! Service requests on the recipient's side.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CaseId, OrganizationId, Owner, Packet, ReceivedRequest, RequestId, RequestStatus, ReturnCount, ReturnReason,
    Severity,
};
use uuid::Uuid;

use super::{
    COUNT_LIMIT, DEFAULT_LIMIT, containing, limit, only_open, ours,
    received_page::{ReceivedPage, SentFilter},
    request::{ReturnRow, return_reason},
    saved, search_key,
    select::{Bound, Select, number, rows},
};
use crate::{
    change::Change,
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! columns {
    () => {
        "id, number, sender_id, sender_name, sender_number, packet, status, status_reason, due_at, version, \
         received_at, updated_at, return_reason, case_id, severity"
    };
}

macro_rules! lookup {
    ($condition:literal) => {
        concat!(
            "select ",
            columns!(),
            " from received_request where organization_id = $1 and cloud = $2 and ",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into received_request (organization_id, cloud, id, number, sender_id, sender_name, sender_number, \
              packet, status, status_reason, is_open, search_key, due_at, version, received_at, updated_at) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
              on conflict (organization_id, cloud, id) do nothing";
    /// The sender, the packet and both numbers stay as they were delivered; the severity is the one that the sender gave last.
    SAVE = "update received_request set status = $5, status_reason = $6, is_open = $7, due_at = $8, updated_at = $9, \
            return_reason = $10, severity = $11, version = version + 1 \
            where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    LOOKUP = (lookup!("id = $3"));
    lock LOOKUP_FOR_UPDATE = (lookup!("id = $3"));
    BY_NUMBER = (lookup!("number = $3"));
    BY_CASE = (lookup!("case_id = $3"));
    /// A request has one case at the most, and keeps it.
    CARRY = "update received_request set case_id = $4, version = version + 1 \
             where organization_id = $1 and cloud = $2 and id = $3 and case_id is null";
    RETURNS = "select return_reason, count(*) as count from received_request where organization_id = $1 and cloud = $2 \
               and received_at >= $3 and received_at < $4 and return_reason is not null \
               group by return_reason order by return_reason";
    SENDERS = "select sender_id, max(sender_name) as sender_name, count(*) as sent, \
               sum(case when is_open then 1 else 0 end) as open, \
               sum(case when status = 'returned' then 1 else 0 end) as returned, max(received_at) as last_at \
               from received_request where organization_id = $1 and cloud = $2 \
               group by sender_id order by max(sender_name), sender_id limit $3";
}

/// Who sent requests here, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedSender {
    /// The sender.
    pub sender: OrganizationId,
    /// Its name, as it stands on its requests.
    pub name: String,
    /// Requests it sent.
    pub sent: i64,
    /// Those that are not over.
    pub open: i64,
    /// Those that went back and were not sent again.
    pub returned: i64,
    /// When the last one came.
    pub last_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct SenderRow {
    sender_id: Uuid,
    sender_name: String,
    sent: i64,
    open: i64,
    returned: i64,
    last_at: DateTime<Utc>,
}

/// Which received service requests to list, the newest first.
#[derive(Debug, Clone)]
pub struct ReceivedFilter {
    /// What either number, the sender's name, the title, or the customer's name, domain or tenant contains, as typed.
    pub query: Option<String>,
    /// Only those of these statuses; empty: of any.
    pub status: Vec<RequestStatus>,
    /// Only those that are not over.
    pub open_only: bool,
    /// Only those of this sender.
    pub sender: Option<OrganizationId>,
    /// Only what comes after this one: when the last line shown arrived, and its identifier.
    pub after: Option<(DateTime<Utc>, RequestId)>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for ReceivedFilter {
    fn default() -> Self {
        Self { query: None, status: Vec::new(), open_only: false, sender: None, after: None, limit: DEFAULT_LIMIT }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    sender_id: Uuid,
    sender_name: String,
    sender_number: String,
    packet: Json<Packet>,
    status: String,
    status_reason: Option<String>,
    due_at: Option<DateTime<Utc>>,
    version: i64,
    received_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    return_reason: Option<String>,
    case_id: Option<Uuid>,
    severity: Option<String>,
}

impl Row {
    fn read(mut self, owner: Owner) -> Result<ReceivedRequest> {
        let id = RequestId(self.id);
        if let Some(severity) = &self.severity {
            self.packet.0.severity = word(Severity::from_word(severity), "received_request", "severity", id)?;
        }
        Ok(ReceivedRequest {
            owner,
            id,
            number: self.number,
            sender: OrganizationId(self.sender_id),
            sender_name: self.sender_name,
            sender_number: self.sender_number,
            packet: self.packet.0,
            status: word(RequestStatus::from_word(&self.status), "received_request", "status", id)?,
            status_reason: self.status_reason,
            return_reason: return_reason(self.return_reason.as_deref(), "received_request", id)?,
            case: self.case_id.map(CaseId),
            due_at: self.due_at,
            version: self.version,
            received_at: self.received_at,
            updated_at: self.updated_at,
        })
    }
}

fn searched(request: &ReceivedRequest) -> String {
    let customer = &request.packet.customer;
    search_key(&[
        &request.number,
        &request.sender_number,
        &request.sender_name,
        &request.packet.title,
        &customer.name,
        &customer.domain,
        &customer.tenant_id,
    ])
}

/// The conditions that the list and its count share.
fn select(text: &'static str, owner: Owner, filter: &ReceivedFilter) -> Select {
    let mut select = Select::of(text, " organization_id = ", " and cloud = ", owner);
    if let Some(pattern) = containing(filter.query.as_deref()) {
        select.push(" and search_key like ").bind(Bound::Text(pattern)).push(" escape '\\'");
    }
    select.one_of(" and status in", filter.status.iter().map(|status| status.word()));
    // Said wherever it follows: there is an index of what is open.
    if filter.open_only || only_open(&filter.status) {
        select.push(" and is_open");
    }
    select.with(" and sender_id = ", filter.sender.map(|id| Bound::Uuid(id.uuid())));
    select
}

impl TenantRead<'_> {
    /// A received request.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_lookup(&mut self, id: RequestId) -> Result<Option<ReceivedRequest>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        self.one_seen(row).await
    }

    /// The received request of this own number, as it is written.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_by_number(&mut self, number: &str) -> Result<Option<ReceivedRequest>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_NUMBER).owner(owner).bind(number).fetch_optional(c))?;
        self.one_seen(row).await
    }

    /// The received request that a case was opened for.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_of_case(&mut self, case: CaseId) -> Result<Option<ReceivedRequest>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_CASE).owner(owner).bind(case.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Received requests, the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_list(&mut self, filter: &ReceivedFilter) -> Result<Vec<ReceivedRequest>> {
        let owner = self.owner();
        let mut select = select(concat!("select ", columns!(), " from received_request where"), owner, filter);
        if let Some((at, id)) = filter.after {
            select.push(" and (received_at, id) < (").bind(Bound::Time(at));
            select.push(", ").bind(Bound::Uuid(id.uuid())).push(")");
        }
        select.push(" order by received_at desc, id desc limit ").bind(Bound::Number(limit(filter.limit)));
        let rows: Vec<Row> = rows!(self, select)?;
        self.seen(rows).await
    }

    /// The requests, each with our case for it only where the reader reaches the case's customer.
    async fn seen(&mut self, rows: Vec<Row>) -> Result<Vec<ReceivedRequest>> {
        let owner = self.owner();
        let mut found = rows.into_iter().map(|row| row.read(owner)).collect::<Result<Vec<_>>>()?;
        if self.is_narrowed() {
            let carried: Vec<CaseId> = found.iter().filter_map(|one| one.case).collect();
            let seen: BTreeSet<CaseId> =
                self.case_lookup_many(&carried).await?.into_iter().map(|case| case.id).collect();
            for one in &mut found {
                one.case = one.case.filter(|case| seen.contains(case));
            }
        }
        Ok(found)
    }

    async fn one_seen(&mut self, row: Option<Row>) -> Result<Option<ReceivedRequest>> {
        Ok(self.seen(row.into_iter().collect()).await?.pop())
    }

    /// A part of what a sender has sent, narrowed and in an order; with how many there are in all.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_of_sender(
        &mut self,
        sender: OrganizationId,
        filter: &SentFilter,
        page: &ReceivedPage,
    ) -> Result<(Vec<ReceivedRequest>, i64)> {
        let owner = self.owner();
        let narrow = |text| {
            let mut select = Select::of(text, " organization_id = ", " and cloud = ", owner);
            select.push(" and sender_id = ").bind(Bound::Uuid(sender.uuid()));
            filter.narrow(&mut select);
            select
        };
        let mut select = narrow(concat!("select ", columns!(), " from received_request where"));
        let (place, order) = page.place_and_order();
        if let Some((at, id)) = page.from {
            select.push(place).bind(Bound::Time(at)).push(", ").bind(Bound::Uuid(id.uuid())).push(")");
        }
        select.push(order).bind(Bound::Number(limit(page.limit)));
        select.push(" offset ").bind(Bound::Number(page.offset.max(0)));
        let rows: Vec<Row> = rows!(self, select)?;
        let mut found = self.seen(rows).await?;
        if page.before {
            found.reverse();
        }
        let count = narrow("select cast(count(*) as bigint) from received_request where");
        let all: i64 = number!(self, count)?;
        Ok((found, all))
    }

    /// How many received requests there are, whatever the page; counting stops at [`COUNT_LIMIT`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_count(&mut self, filter: &ReceivedFilter) -> Result<i64> {
        let owner = self.owner();
        let mut select = select("select count(*) from (select 1 from received_request where", owner, filter);
        select.push(" limit ").bind(Bound::Number(COUNT_LIMIT)).push(") found");
        number!(self, select)
    }

    /// How many of the requests received in a period were returned, by reason: from its beginning on, without its end.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_returns(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<ReturnCount>> {
        let owner = self.owner();
        let rows: Vec<ReturnRow> =
            on!(self, |c| sqlx::query_as(RETURNS).owner(owner).bind(from).bind(to).fetch_all(c))?;
        rows.into_iter().map(|row| row.read("received_request")).collect()
    }

    /// Who sent requests here, by name; at most [`LIST_LIMIT`](super::LIST_LIMIT).
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_senders(&mut self) -> Result<Vec<ReceivedSender>> {
        let owner = self.owner();
        let most = limit(super::LIST_LIMIT);
        let rows: Vec<SenderRow> = on!(self, |c| sqlx::query_as(SENDERS).owner(owner).bind(most).fetch_all(c))?;
        let sender = |row: SenderRow| ReceivedSender {
            sender: OrganizationId(row.sender_id),
            name: row.sender_name,
            sent: row.sent,
            open: row.open,
            returned: row.returned,
            last_at: row.last_at,
        };
        Ok(rows.into_iter().map(sender).collect())
    }
}

impl TenantTx<'_> {
    /// A received request, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn received_lookup_for_update(&mut self, id: RequestId) -> Result<Option<ReceivedRequest>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(LOOKUP_FOR_UPDATE.on(&*c)).owner(owner).bind(id.uuid()).fetch_optional(c)
        })?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Takes a request in; says whether it was not there yet. What is delivered twice is there once, as it came first.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `received_number` where the own number was given out.
    pub async fn received_insert(&mut self, request: &ReceivedRequest) -> Result<bool> {
        let owner = self.owner();
        ours(owner, request.owner, "received_request", request.id)?;
        let touched = run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(request.id.uuid())
                .bind(&request.number)
                .bind(request.sender.uuid())
                .bind(&request.sender_name)
                .bind(&request.sender_number)
                .bind(Json(&request.packet))
                .bind(request.status.word())
                .bind(&request.status_reason)
                .bind(request.status.is_open())
                .bind(searched(request))
                .bind(request.due_at)
                .bind(request.version)
                .bind(request.received_at)
                .bind(request.updated_at)
        )?;
        self.link().note_change(Change::Request { owner, request: request.id });
        Ok(touched > 0)
    }

    /// Ties a received request to our own case for it; says whether it had none yet.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `received_case` where the case is another request's.
    pub async fn received_carry(&mut self, id: RequestId, case: CaseId) -> Result<bool> {
        let owner = self.owner();
        self.link().note_change(Change::Request { owner, request: id });
        Ok(run!(self, sqlx::query(CARRY).owner(owner).bind(id.uuid()).bind(case.uuid()))? > 0)
    }

    /// Changes what we said of a received request that was read with this version; gives the new version. What was
    /// delivered stays.
    ///
    /// # Errors
    /// [`Error::Stale`](crate::Error::Stale) where it has another version by now or is none of this owner.
    pub async fn received_save(&mut self, request: &ReceivedRequest) -> Result<i64> {
        let owner = self.owner();
        ours(owner, request.owner, "received_request", request.id)?;
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(SAVE)
                .owner(owner)
                .bind(request.id.uuid())
                .bind(request.version)
                .bind(request.status.word())
                .bind(&request.status_reason)
                .bind(request.status.is_open())
                .bind(request.due_at)
                .bind(request.updated_at)
                .bind(request.return_reason.map(ReturnReason::word))
                .bind(request.packet.severity.word())
                .fetch_optional(c)
        })?;
        self.link().note_change(Change::Request { owner, request: request.id });
        saved(version)
    }
}

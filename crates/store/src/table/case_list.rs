//! Lists of cases: queues, searches, a customer's cases.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    CaseId, CaseLine, CaseStatus, CustomerId, HealthIssueId, NextAction, Owner, RungKey, Severity, UserId,
};
use uuid::Uuid;

use super::{
    COUNT_LIMIT, DEFAULT_LIMIT,
    case::{SummaryRow, due_stored},
    case_search::Search,
    id_list, limit,
    select::{Bound, Select, number, rows},
};
#[cfg(test)]
use crate::db::Conn;
use crate::{
    db::{BindOwner, on, word},
    error::Result,
    scope::{CustomerRead, Read, Scope, TenantRead},
    statement::statements,
};

/// What a line of a list needs; ends before the condition on the owner.
macro_rules! line {
    () => {
        "select c.id, c.number, c.subject, c.customer_id, k.name as customer_name, c.service, c.region, c.severity, \
         c.status, c.assignee_id, u.name as assignee_name, c.rung, c.next_action, c.next_clock, c.next_due_at, \
         c.post_outage_issue_id, c.created_at, c.updated_at, c.version from cases c \
         join customer k on k.organization_id = c.organization_id and k.cloud = c.cloud and k.id = c.customer_id \
         left join users u on u.id = c.assignee_id where"
    };
}

/// How many cases that are not over each of some customers has; counting stops at a hundred for each.
macro_rules! active_of {
    ($customer:literal, $list:literal) => {
        concat!(
            "select ",
            $customer,
            " as customer, (select count(*) from (select 1 from cases c where c.organization_id = $1 and c.cloud = $2 \
             and c.customer_id = ",
            $customer,
            " and c.status not in ('resolved', 'closed') limit 100) found) as active from ",
            $list,
            " wanted"
        )
    };
}

statements! {
    split ACTIVE_OF = {
        lite: active_of!("unhex(wanted.value)", "json_each($3)"),
        pg: active_of!("wanted.value::uuid", "(select value from jsonb_array_elements_text($3))"),
    };
    LINE = (concat!(line!(), " c.organization_id = $1 and c.cloud = $2 and c.id = $3"));
}

/// The order of a list of cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseOrder {
    /// The clock that runs out first on top, cases without one last.
    DueFirst,
    /// The case opened last on top.
    #[default]
    Newest,
}

/// Where a list goes on: behind this line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseAfter {
    /// When its first clock runs out.
    pub due: Option<DateTime<Utc>>,
    /// When it was opened.
    pub at: DateTime<Utc>,
    /// The case.
    pub id: CaseId,
}

impl From<&CaseLine> for CaseAfter {
    fn from(line: &CaseLine) -> Self {
        Self { due: line.summary.next_due_at, at: line.created_at, id: line.id }
    }
}

/// Which cases to list.
#[derive(Debug, Clone)]
pub struct CaseFilter {
    /// Words that the case must have, all of them, the last one as the beginning of a word.
    pub tokens: Vec<String>,
    /// Or the case has this number.
    pub number: Option<String>,
    /// One of these statuses; empty means any.
    pub status: Vec<CaseStatus>,
    /// One customer's.
    pub customer: Option<CustomerId>,
    /// Reported by this person.
    pub reporter: Option<UserId>,
    /// One agent's; `Some(None)` is nobody's.
    pub assignee: Option<Option<UserId>>,
    /// On this rung.
    pub rung: Option<RungKey>,
    /// With this as the next thing to do.
    pub next: Option<NextAction>,
    /// Of this severity.
    pub severity: Option<Severity>,
    /// About this service, by its canonical name.
    pub service: Option<String>,
    /// Cases that this issue could explain, as long as nobody has rejected that.
    pub issue: Option<HealthIssueId>,
    /// Cases whose customers still suffer after an issue is over: after this one, or `Some(None)` after any.
    pub post_outage: Option<Option<HealthIssueId>>,
    /// The order.
    pub order: CaseOrder,
    /// Only what comes after this line.
    pub after: Option<CaseAfter>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for CaseFilter {
    fn default() -> Self {
        Self {
            tokens: Vec::new(),
            number: None,
            status: Vec::new(),
            customer: None,
            reporter: None,
            assignee: None,
            rung: None,
            next: None,
            severity: None,
            service: None,
            issue: None,
            post_outage: None,
            order: CaseOrder::default(),
            after: None,
            limit: DEFAULT_LIMIT,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    subject: String,
    customer_id: Uuid,
    customer_name: String,
    service: Option<String>,
    region: Option<String>,
    severity: String,
    status: String,
    assignee_id: Option<Uuid>,
    assignee_name: Option<String>,
    #[sqlx(flatten)]
    summary: SummaryRow,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    version: i64,
}

impl Row {
    fn read(self) -> Result<CaseLine> {
        let id = CaseId(self.id);
        Ok(CaseLine {
            id,
            number: self.number,
            subject: self.subject,
            customer: CustomerId(self.customer_id),
            customer_name: self.customer_name,
            service: self.service,
            region: self.region,
            severity: word(Severity::from_word(&self.severity), "cases", "severity", id)?,
            status: word(CaseStatus::from_word(&self.status), "cases", "status", id)?,
            assignee: self.assignee_id.map(UserId),
            assignee_name: self.assignee_name,
            summary: self.summary.read(id)?,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

/// The statuses, so that the planner sees them. One alone is compared: its cases then come out of their index in order,
/// however many have another status.
fn add_statuses(select: &mut Select, statuses: &[CaseStatus]) {
    if statuses.is_empty() {
        return;
    }
    if !statuses.contains(&CaseStatus::Closed) {
        // The condition of the partial indexes, word for word.
        select.push(" and c.status <> 'closed'");
    }
    if let [status] = statuses {
        select.push(" and c.status = ").bind(Bound::Word(status.word()));
        return;
    }
    select.one_of(" and c.status in", statuses.iter().map(|status| status.word()));
}

/// The conditions that the list and its count share.
fn select(text: &'static str, search: &Search, owner: Owner, filter: &CaseFilter) -> Select {
    let mut select = Select::of(text, " c.organization_id = ", " and c.cloud = ", owner);
    add_statuses(&mut select, &filter.status);
    select.with(" and c.customer_id = ", filter.customer.map(|id| Bound::Uuid(id.uuid())));
    select.with(" and c.reporter_id = ", filter.reporter.map(|id| Bound::Uuid(id.uuid())));
    match filter.assignee {
        None => {}
        Some(None) => {
            select.push(" and c.assignee_id is null");
        }
        Some(Some(id)) => {
            select.push(" and c.assignee_id = ").bind(Bound::Uuid(id.uuid()));
        }
    }
    select.with(" and c.rung = ", filter.rung.map(|rung| Bound::Word(rung.word())));
    select.with(" and c.next_action = ", filter.next.map(|next| Bound::Word(next.word())));
    select.with(" and c.severity = ", filter.severity.map(|severity| Bound::Word(severity.word())));
    select.with(" and c.service = ", filter.service.clone().map(Bound::Text));
    if let Some(issue) = filter.issue {
        select.push(" and c.id in (select i.case_id from case_issue i where i.organization_id = ");
        select.bind(Bound::Uuid(owner.organization.uuid()));
        select.push(" and i.cloud = ").bind(Bound::Word(owner.cloud.word()));
        select.push(" and i.issue_id = ").bind(Bound::Uuid(issue.uuid()));
        select.push(" and (i.verdict is null or i.verdict <> 'rejected'))");
    }
    match filter.post_outage {
        None => {}
        // The condition of the partial index, word for word.
        Some(None) => {
            select.push(" and c.post_outage_issue_id is not null");
        }
        Some(Some(id)) => {
            select.push(" and c.post_outage_issue_id = ").bind(Bound::Uuid(id.uuid()));
        }
    }
    search.add(&mut select, owner);
    select
}

/// The list as one statement.
fn list_select(text: &'static str, search: &Search, owner: Owner, filter: &CaseFilter) -> Select {
    let mut select = select(text, search, owner, filter);
    if let Some(after) = filter.after {
        let (text, time) = match filter.order {
            CaseOrder::DueFirst => (" and (c.next_due_at, c.id) > (", due_stored(after.due)),
            CaseOrder::Newest => (" and (c.created_at, c.id) < (", after.at),
        };
        select.push(text).bind(Bound::Time(time)).push(", ").bind(Bound::Uuid(after.id.uuid())).push(")");
    }
    select.push(match filter.order {
        CaseOrder::DueFirst => " order by c.next_due_at, c.id limit ",
        CaseOrder::Newest => " order by c.created_at desc, c.id desc limit ",
    });
    select.bind(Bound::Number(limit(filter.limit)));
    select
}

async fn list<S: Scope>(read: &mut Read<'_, S>, owner: Owner, filter: &CaseFilter) -> Result<Vec<CaseLine>> {
    let search = Search::prepare(read, owner, filter).await?;
    let select = list_select(line!(), &search, owner, filter);
    let rows: Vec<Row> = rows!(read, select)?;
    rows.into_iter().map(Row::read).collect()
}

async fn count<S: Scope>(read: &mut Read<'_, S>, owner: Owner, filter: &CaseFilter) -> Result<i64> {
    let search = Search::prepare(read, owner, filter).await?;
    let mut select = select("select count(*) from (select 1 from cases c where", &search, owner, filter);
    select.push(" limit ").bind(Bound::Number(COUNT_LIMIT)).push(") found");
    number!(read, select)
}

impl TenantRead<'_> {
    /// Cases in the filter's order.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_list(&mut self, filter: &CaseFilter) -> Result<Vec<CaseLine>> {
        let owner = self.owner();
        list(self, owner, filter).await
    }

    /// How many cases there are, whatever the page; counting stops at [`COUNT_LIMIT`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_count(&mut self, filter: &CaseFilter) -> Result<i64> {
        let owner = self.owner();
        count(self, owner, filter).await
    }

    /// How many cases that are not over each of these customers has, in one statement; counting stops at [`COUNT_LIMIT`] for
    /// each.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_active_counts(&mut self, customers: &[CustomerId]) -> Result<BTreeMap<CustomerId, i64>> {
        if customers.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        let rows: Vec<(Uuid, i64)> =
            on!(self, |c| sqlx::query_as(ACTIVE_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        Ok(rows.into_iter().map(|(customer, active)| (CustomerId(customer), active)).collect())
    }

    /// How the engine would make the list, when it avoids sorting wherever it can: for the test that it need not sort.
    #[cfg(test)]
    pub(crate) async fn case_list_plan(&mut self, filter: &CaseFilter) -> Result<String> {
        let owner = self.owner();
        let search = Search::prepare(self, owner, filter).await?;
        let details: Vec<String> = match self.link().conn() {
            Conn::Lite(conn) => {
                let select = list_select(concat!("explain query plan ", line!()), &search, owner, filter);
                let rows: Vec<(i64, i64, i64, String)> = select.build(&*conn).build_query_as().fetch_all(conn).await?;
                rows.into_iter().map(|row| row.3).collect()
            }
            Conn::Pg(conn) => {
                // The few rows of a test would be read and sorted at once.
                const UNSORTED: &str = "set enable_seqscan = off; set enable_sort = off";
                sqlx::raw_sql(UNSORTED).execute(&mut *conn).await?;
                let select = list_select(concat!("explain ", line!()), &search, owner, filter);
                select.build(&*conn).build_query_scalar().fetch_all(conn).await?
            }
        };
        Ok(details.join("\n"))
    }

    /// One case as a line.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_line(&mut self, id: CaseId) -> Result<Option<CaseLine>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LINE).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }
}

impl CustomerRead<'_> {
    /// Cases of this customer, in the filter's order.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_list(&mut self, filter: &CaseFilter) -> Result<Vec<CaseLine>> {
        let (owner, customer) = (self.owner(), self.customer());
        list(self, owner, &CaseFilter { customer: Some(customer), ..filter.clone() }).await
    }

    /// How many cases of this customer there are, whatever the page; counting stops at [`COUNT_LIMIT`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_count(&mut self, filter: &CaseFilter) -> Result<i64> {
        let (owner, customer) = (self.owner(), self.customer());
        count(self, owner, &CaseFilter { customer: Some(customer), ..filter.clone() }).await
    }
}

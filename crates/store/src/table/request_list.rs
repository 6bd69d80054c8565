//! Lists of service requests on the sender's side.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use tierline_domain::{
    CaseId, Category, CustomerId, Owner, RecipientKind, RequestId, RequestLine, RequestOrder, RequestStatus, UserId,
};
use uuid::Uuid;

use super::{
    COUNT_LIMIT, DEFAULT_LIMIT, containing, id_list, limit, only_open,
    request::{RequestRow, request_columns},
    select::{Bound, Select, number, rows},
};
use crate::{
    db::{BindOwner, on},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

/// The lines of a list, as far as the conditions.
macro_rules! lines {
    () => {
        concat!(
            "select ",
            request_columns!(),
            ", c.name as customer_name from request r join customer c on c.organization_id = r.organization_id \
             and c.cloud = r.cloud and c.id = r.customer_id where"
        )
    };
}

/// How many requests that are not over each of some customers has; counting stops at a hundred for each.
macro_rules! open_of {
    ($customer:literal, $list:literal) => {
        concat!(
            "select ",
            $customer,
            " as customer, (select count(*) from (select 1 from request r where r.organization_id = $1 and r.cloud = $2 \
             and r.customer_id = ",
            $customer,
            " and r.is_open limit 100) found) as open from ",
            $list,
            " wanted"
        )
    };
}

statements! {
    split OPEN_OF = {
        lite: open_of!("unhex(wanted.value)", "json_each($3)"),
        pg: open_of!("wanted.value::uuid", "(select value from jsonb_array_elements_text($3))"),
    };
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split CASES_OF = {
        lite: "select request_id, case_id from request_case where organization_id = $1 and cloud = $2 \
               and request_id in (select unhex(value) from json_each($3)) order by request_id, case_id",
        pg: "select request_id, case_id from request_case where organization_id = $1 and cloud = $2 \
             and request_id in (select value::uuid from jsonb_array_elements_text($3)) order by request_id, case_id",
    };
}

/// Which service requests to list.
#[derive(Debug, Clone)]
pub struct RequestFilter {
    /// What number, recipient's number, title or the customer's name contains, as typed.
    pub query: Option<String>,
    /// Of those that a query asks for, also those that carry this case.
    pub or_of: Option<CaseId>,
    /// Only those of these statuses; empty: of any.
    pub status: Vec<RequestStatus>,
    /// Only those that are not over.
    pub open_only: bool,
    /// Only those to this kind of recipient.
    pub recipient: Option<RecipientKind>,
    /// Only those for this customer.
    pub customer: Option<CustomerId>,
    /// Only those of this category.
    pub category: Option<Category>,
    /// Only those that this person wrote.
    pub author: Option<UserId>,
    /// The order.
    pub order: RequestOrder,
    /// Only what comes after this one: the last line shown, with the time that orders it (when it was written, or
    /// when it is due, where it is).
    pub after: Option<(Option<DateTime<Utc>>, RequestId)>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for RequestFilter {
    fn default() -> Self {
        Self {
            query: None,
            or_of: None,
            status: Vec::new(),
            open_only: false,
            recipient: None,
            customer: None,
            category: None,
            author: None,
            order: RequestOrder::Newest,
            after: None,
            limit: DEFAULT_LIMIT,
        }
    }
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    request: RequestRow,
    customer_name: String,
}

/// The conditions that the list and its count share. A request has a customer of its own owner.
pub(super) fn select(text: &'static str, owner: Owner, filter: &RequestFilter) -> Select {
    let mut select = Select::of(text, " r.organization_id = ", " and r.cloud = ", owner);
    if let Some(pattern) = containing(filter.query.as_deref()) {
        select.push(" and (r.search_key like ").bind(Bound::Text(pattern.clone()));
        select.push(" escape '\\' or c.name_key like ").bind(Bound::Text(pattern)).push(" escape '\\'");
        let carries = " or exists (select 1 from request_case l where l.organization_id = r.organization_id \
                       and l.cloud = r.cloud and l.request_id = r.id and l.case_id = ";
        if let Some(case) = filter.or_of {
            select.push(carries).bind(Bound::Uuid(case.uuid())).push(")");
        }
        select.push(")");
    }
    select.one_of(" and r.status in", filter.status.iter().map(|status| status.word()));
    // Said wherever it follows: there are indexes of what is open.
    if filter.open_only || only_open(&filter.status) {
        select.push(" and r.is_open");
    }
    select.with(" and r.recipient_kind = ", filter.recipient.map(|kind| Bound::Word(kind.word())));
    select.with(" and r.customer_id = ", filter.customer.map(|id| Bound::Uuid(id.uuid())));
    select.with(" and r.category = ", filter.category.map(|category| Bound::Word(category.word())));
    select.with(" and r.author_id = ", filter.author.map(|id| Bound::Uuid(id.uuid())));
    select
}

/// The place in the list to go on from, and the order.
fn page(select: &mut Select, filter: &RequestFilter) {
    match (filter.order, filter.after) {
        (RequestOrder::Newest, Some((Some(at), id))) => {
            select.push(" and (r.created_at, r.id) < (").bind(Bound::Time(at));
            select.push(", ").bind(Bound::Uuid(id.uuid())).push(")");
        }
        // NULLs are neither before nor after anything: those without a clock are asked for by name.
        (RequestOrder::DueFirst, Some((Some(at), id))) => {
            select.push(" and ((r.next_due_at, r.id) > (").bind(Bound::Time(at));
            select.push(", ").bind(Bound::Uuid(id.uuid())).push(") or r.next_due_at is null)");
        }
        (RequestOrder::DueFirst, Some((None, id))) => {
            select.push(" and r.next_due_at is null and r.id > ").bind(Bound::Uuid(id.uuid()));
        }
        (_, None) | (RequestOrder::Newest, Some((None, _))) => {}
    }
    select.push(match filter.order {
        RequestOrder::Newest => " order by r.created_at desc, r.id desc",
        RequestOrder::DueFirst => " order by r.next_due_at nulls last, r.id",
    });
    select.push(" limit ").bind(Bound::Number(limit(filter.limit)));
}

impl TenantRead<'_> {
    /// Service requests with their customers' names and the cases they carry.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_list(&mut self, filter: &RequestFilter) -> Result<Vec<RequestLine>> {
        let owner = self.owner();
        let mut select = select(lines!(), owner, filter);
        page(&mut select, filter);
        let rows: Vec<LineRow> = rows!(self, select)?;
        let mut cases = self.cases_of(rows.iter().map(|row| row.request.id)).await?;
        // Of those out of reach the number is said, for whoever reads only a part of them.
        let all = match self.is_narrowed() {
            true => Some(self.desk().cases_of(rows.iter().map(|row| row.request.id)).await?),
            false => None,
        };
        rows.into_iter()
            .map(|row| {
                let cases = cases.remove(&row.request.id).unwrap_or_default();
                let all = all.as_ref().and_then(|all| all.get(&row.request.id)).map(Vec::len);
                let case_count = all.unwrap_or(cases.len());
                let request = row.request.read(owner)?;
                Ok(RequestLine { request, customer_name: row.customer_name, cases, case_count })
            })
            .collect()
    }

    /// How many service requests there are, whatever the page; counting stops at [`COUNT_LIMIT`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_count(&mut self, filter: &RequestFilter) -> Result<i64> {
        let owner = self.owner();
        let text = if filter.query.is_some() {
            "select count(*) from (select 1 from request r join customer c \
             on c.organization_id = r.organization_id and c.cloud = r.cloud and c.id = r.customer_id where"
        } else {
            "select count(*) from (select 1 from request r where"
        };
        let mut select = select(text, owner, filter);
        select.push(" limit ").bind(Bound::Number(COUNT_LIMIT)).push(") found");
        number!(self, select)
    }

    /// How many service requests that are not over each of these customers has, in one statement; counting stops at
    /// [`COUNT_LIMIT`] for each.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn request_open_counts(&mut self, customers: &[CustomerId]) -> Result<BTreeMap<CustomerId, i64>> {
        if customers.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        let rows: Vec<(Uuid, i64)> =
            on!(self, |c| sqlx::query_as(OPEN_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        Ok(rows.into_iter().map(|(customer, open)| (CustomerId(customer), open)).collect())
    }

    /// How the engine would make the list, when it avoids sorting wherever it can: for the test that it need not sort.
    #[cfg(test)]
    pub(crate) async fn request_list_plan(&mut self, filter: &RequestFilter) -> Result<String> {
        use crate::db::Conn;
        let owner = self.owner();
        let details: Vec<String> = match self.link().conn() {
            Conn::Lite(conn) => {
                let mut select = select(concat!("explain query plan ", lines!()), owner, filter);
                page(&mut select, filter);
                let rows: Vec<(i64, i64, i64, String)> = select.build(&*conn).build_query_as().fetch_all(conn).await?;
                rows.into_iter().map(|row| row.3).collect()
            }
            Conn::Pg(conn) => {
                // The few rows of a test would be read and sorted at once.
                const UNSORTED: &str = "set enable_seqscan = off; set enable_sort = off";
                sqlx::raw_sql(UNSORTED).execute(&mut *conn).await?;
                let mut select = select(concat!("explain ", lines!()), owner, filter);
                page(&mut select, filter);
                select.build(&*conn).build_query_scalar().fetch_all(conn).await?
            }
        };
        Ok(details.join("\n"))
    }

    async fn cases_of(&mut self, requests: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Vec<CaseId>>> {
        let (owner, ids) = (self.owner(), id_list(requests));
        if ids.0.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(Uuid, Uuid)> =
            on!(self, |c| sqlx::query_as(CASES_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        let mut cases: HashMap<Uuid, Vec<CaseId>> = HashMap::new();
        for (request, case) in rows {
            cases.entry(request).or_default().push(CaseId(case));
        }
        Ok(cases)
    }
}

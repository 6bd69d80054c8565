//! Documented issues: one's own, and those that providers of the same cloud publish.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CustomerId, HealthIssueId, Owner,
    health::{Audience, HealthIssue, IssueKind, IssueStatus},
    text::normalized,
};
use uuid::Uuid;

use super::{
    DEFAULT_LIMIT, containing, id_list, limit, ours, search_key,
    select::{Bound, Select, rows},
};
#[cfg(test)]
use crate::db::Conn;
use crate::{
    db::{BindOwner, on, owner_of, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! fields {
    () => {
        "select i.organization_id, i.cloud, i.id, i.source, i.source_id, i.kind, i.title, i.service, i.services, \
         i.regions, i.status, i.source_status, i.starts_at, i.ends_at, i.last_modified_at, i.is_listed, i.impact, \
         i.published_at, i.posts, i.last_post_at "
    };
}

/// The list's text up to the owner. SQLite takes a cross join in the order in which it stands: for each of the few whose issues are
/// seen it walks an index. With a list of them, and statistics by which each has thousands, it would read all issues there are.
macro_rules! list {
    () => {
        concat!(fields!(), "from organization o cross join health_issue i where (o.kind = 'provider' or ")
    };
}

/// What an owner sees: its own issues, and what a provider publishes for everybody in the same cloud. Whose they may be is one list:
/// with an "or" between two of them an issue that is looked up by its identifier would be looked for among all.
macro_rules! visible {
    () => {
        "i.cloud = $2 and i.organization_id in (select o.id from organization o where o.kind = 'provider' or o.id = $1) \
         and (not i.is_listed or i.organization_id = $1)"
    };
}

pub(super) use fields as issue_fields;
pub(crate) use visible;

statements! {
    PUT = "insert into health_issue (organization_id, cloud, id, source, source_id, kind, title, service, services, \
           regions, status, source_status, starts_at, ends_at, last_modified_at, is_listed, impact, published_at, posts, \
           last_post_at, is_over, active_at, search_key, service_key, region_key) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
           $23, $24, $25) on conflict (organization_id, cloud, id) do update set kind = excluded.kind, \
           title = excluded.title, service = excluded.service, services = excluded.services, regions = excluded.regions, \
           status = excluded.status, source_status = excluded.source_status, starts_at = excluded.starts_at, \
           ends_at = excluded.ends_at, last_modified_at = excluded.last_modified_at, is_listed = excluded.is_listed, impact = excluded.impact, \
           published_at = excluded.published_at, posts = excluded.posts, last_post_at = excluded.last_post_at, \
           is_over = excluded.is_over, active_at = excluded.active_at, search_key = excluded.search_key, \
           service_key = excluded.service_key, region_key = excluded.region_key";
    LOOKUP = (concat!(fields!(), "from health_issue i where ", visible!(), " and i.id = $3"));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split LOOKUP_MANY = {
        lite: concat!(fields!(), "from health_issue i where ", visible!(), " and i.id in (select unhex(value) from json_each($3)) order by i.id"),
        pg: concat!(fields!(), "from health_issue i where ", visible!(), " and i.id in (select value::uuid from jsonb_array_elements_text($3)) order by i.id"),
    };
    SEEN_BY_SOURCE = (concat!(
        fields!(), "from health_issue i where ", visible!(), " and i.source = $3 and i.source_id = $4 and i.customer_id is null \
        order by case when i.organization_id = $1 then 0 else 1 end, i.id limit 1"
    ));
    BY_SOURCE = (concat!(
        fields!(), "from health_issue i where i.organization_id = $1 and i.cloud = $2 and i.source = $3 and i.source_id = $4 and i.customer_id is null"
    ));
    /// Two nodes may be told of one issue at the same time; the second one waits for what the first makes of it.
    lock TAKE_BY_SOURCE = (concat!(
        fields!(), "from health_issue i where i.organization_id = $1 and i.cloud = $2 and i.source = $3 and i.source_id = $4 and i.customer_id is null"
    ));
}

/// Which issues to list, the last active one first.
#[derive(Debug, Clone)]
pub struct IssueFilter {
    /// What title, identifier or impact contains, as typed.
    pub query: Option<String>,
    /// One of these statuses; empty means any.
    pub status: Vec<IssueStatus>,
    /// Of this kind.
    pub kind: Option<IssueKind>,
    /// About this service, by its canonical name.
    pub service: Option<String>,
    /// In this region, by its canonical name.
    pub region: Option<String>,
    /// That concern this customer: what concerns everybody, and what its own feed lists.
    pub customer: Option<CustomerId>,
    /// Only what this owner recorded or published itself.
    pub own_only: bool,
    /// Only what has not ended by this time.
    pub current_at: Option<DateTime<Utc>>,
    /// Only what comes after this one: when it was last active, and its identifier.
    pub after: Option<(DateTime<Utc>, HealthIssueId)>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for IssueFilter {
    fn default() -> Self {
        Self {
            query: None,
            status: Vec::new(),
            kind: None,
            service: None,
            region: None,
            customer: None,
            own_only: false,
            current_at: None,
            after: None,
            limit: DEFAULT_LIMIT,
        }
    }
}

/// What concerns everybody, or is listed by the feed of the customer that is bound next.
const CONCERNS: &str = " and (not i.is_listed or exists (select 1 from health_issue_customer l \
     where l.organization_id = i.organization_id and l.cloud = i.cloud and l.issue_id = i.id and l.customer_id = ";

/// When it ends, in the words of the index `health_issue_current`.
const CURRENT: &str = " and (case when i.ends_at is not null then i.ends_at \
     when i.is_over then '0001-01-01T00:00:00+00:00' else '9999-12-31T00:00:00+00:00' end) > ";

/// When an issue was last active: the order of lists.
fn active_at(issue: &HealthIssue) -> DateTime<Utc> {
    issue.last_post_at.unwrap_or(issue.published_at)
}

/// Texts one to a line, with a line break before and after each, so that a whole one can be looked for.
fn lines(texts: &[String]) -> String {
    let lines: String = texts.iter().map(|text| format!("{}\n", normalized(text))).collect();
    format!("\n{lines}")
}

/// The pattern that finds a whole line in [`lines`].
pub(crate) fn line_pattern(text: &str) -> Option<String> {
    let pattern = containing(Some(text))?;
    // The pattern is `%…%`: the line breaks go inside.
    Some(format!("%\n{}\n%", &pattern[1..pattern.len() - 1]))
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    organization_id: Uuid,
    cloud: String,
    pub(super) id: Uuid,
    source: String,
    source_id: String,
    kind: String,
    title: String,
    service: String,
    services: Json<Vec<String>>,
    regions: Json<Vec<String>>,
    status: String,
    source_status: String,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    last_modified_at: DateTime<Utc>,
    is_listed: bool,
    impact: String,
    published_at: DateTime<Utc>,
    posts: i64,
    last_post_at: Option<DateTime<Utc>>,
}

impl Row {
    pub(super) fn read(self) -> Result<HealthIssue> {
        let (id, table) = (HealthIssueId(self.id), "health_issue");
        Ok(HealthIssue {
            id,
            owner: owner_of(self.organization_id, &self.cloud, table, id)?,
            source: self.source,
            source_id: self.source_id,
            kind: word(IssueKind::from_word(&self.kind), table, "kind", id)?,
            title: self.title,
            service: self.service,
            services: self.services.0,
            regions: self.regions.0,
            status: word(IssueStatus::from_word(&self.status), table, "status", id)?,
            source_status: self.source_status,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            last_modified_at: self.last_modified_at,
            audience: if self.is_listed { Audience::Listed } else { Audience::Everyone },
            impact: self.impact,
            published_at: self.published_at,
            posts: word(usize::try_from(self.posts).ok(), table, "posts", id)?,
            last_post_at: self.last_post_at,
        })
    }
}

/// The list as one statement.
fn list_select(text: &'static str, owner: Owner, filter: &IssueFilter) -> Select {
    let mut select = Select::of(text, "o.id = ", ") and i.organization_id = o.id and i.cloud = ", owner);
    select.push(" and (not i.is_listed or i.organization_id = ");
    select.bind(Bound::Uuid(owner.organization.uuid())).push(")");
    if let Some(pattern) = containing(filter.query.as_deref()) {
        select.push(" and i.search_key like ").bind(Bound::Text(pattern)).push(" escape '\\'");
    }
    if let Some(pattern) = filter.service.as_deref().and_then(line_pattern) {
        select.push(" and i.service_key like ").bind(Bound::Text(pattern)).push(" escape '\\'");
    }
    if let Some(pattern) = filter.region.as_deref().and_then(line_pattern) {
        select.push(" and i.region_key like ").bind(Bound::Text(pattern)).push(" escape '\\'");
    }
    select.one_of(" and i.status in", filter.status.iter().map(|status| status.word()));
    select.with(" and i.kind = ", filter.kind.map(|kind| Bound::Word(kind.word())));
    if let Some(customer) = filter.customer {
        select.push(CONCERNS).bind(Bound::Uuid(customer.uuid())).push("))");
    }
    if filter.own_only {
        select.push(" and i.organization_id = ").bind(Bound::Uuid(owner.organization.uuid()));
    }
    if let Some(now) = filter.current_at {
        select.push(CURRENT).bind(Bound::Time(now));
    }
    if let Some((at, id)) = filter.after {
        select.push(" and (i.active_at, i.id) < (").bind(Bound::Time(at));
        select.push(", ").bind(Bound::Uuid(id.uuid())).push(")");
    }
    select.push(" order by i.active_at desc, i.id desc limit ").bind(Bound::Number(limit(filter.limit)));
    select
}

impl TenantRead<'_> {
    /// An issue that this owner sees.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_lookup(&mut self, id: HealthIssueId) -> Result<Option<HealthIssue>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// Some issues, by identifier; those that do not exist for this owner are left out.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_lookup_many(&mut self, ids: &[HealthIssueId]) -> Result<Vec<HealthIssue>> {
        let (owner, ids) = (self.owner(), id_list(ids.iter().map(|id| id.uuid())));
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LOOKUP_MANY.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// An issue that this owner sees by the provider's identifier: its own before one that a provider of the cloud published.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_seen_by_source(&mut self, source: &str, source_id: &str) -> Result<Option<HealthIssue>> {
        let owner = self.owner();
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(SEEN_BY_SOURCE).owner(owner).bind(source).bind(source_id).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// This owner's own issue with the provider's identifier.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_by_source(&mut self, source: &str, source_id: &str) -> Result<Option<HealthIssue>> {
        let owner = self.owner();
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(BY_SOURCE).owner(owner).bind(source).bind(source_id).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// Issues that this owner sees, the last active one first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_list(&mut self, filter: &IssueFilter) -> Result<Vec<HealthIssue>> {
        let select = list_select(list!(), self.owner(), filter);
        let rows: Vec<Row> = rows!(self, select)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How SQLite would look some up: for the test that it goes by their identifiers. None on PostgreSQL, which chooses by
    /// statistics that the few rows of a test do not make.
    #[cfg(test)]
    pub(crate) async fn issue_lookup_plan(&mut self) -> Option<String> {
        let owner = self.owner();
        let Conn::Lite(conn) = self.link().conn() else { return None };
        let sql = sqlx::AssertSqlSafe(format!("explain query plan {}", LOOKUP_MANY.lite));
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sql).owner(owner).bind(id_list([])).fetch_all(conn).await.ok()?;
        Some(rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n"))
    }

    /// How SQLite would make the list: for the test that it walks the index of what goes on. None on PostgreSQL, which chooses by
    /// statistics that the few rows of a test do not make.
    #[cfg(test)]
    pub(crate) async fn issue_list_plan(&mut self, filter: &IssueFilter) -> Result<Option<String>> {
        let owner = self.owner();
        let Conn::Lite(conn) = self.link().conn() else { return Ok(None) };
        let select = list_select(concat!("explain query plan ", list!()), owner, filter);
        let rows: Vec<(i64, i64, i64, String)> = select.build(&*conn).build_query_as().fetch_all(conn).await?;
        Ok(Some(rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n")))
    }
}

impl TenantTx<'_> {
    /// This owner's own issue with the provider's identifier, to be changed: nobody else changes it before this
    /// transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_take_by_source(&mut self, source: &str, source_id: &str) -> Result<Option<HealthIssue>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(TAKE_BY_SOURCE.on(&*c)).owner(owner).bind(source).bind(source_id).fetch_optional(c)
        })?;
        row.map(Row::read).transpose()
    }

    /// Keeps an issue: a new one, or a new state of one with this identifier. Its source and the source's identifier
    /// never change.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `health_issue_source` where another issue has the source's identifier.
    pub async fn issue_put(&mut self, issue: &HealthIssue) -> Result<()> {
        let owner = self.owner();
        ours(owner, issue.owner, "health_issue", issue.id)?;
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(issue.id.uuid())
                .bind(&issue.source)
                .bind(&issue.source_id)
                .bind(issue.kind.word())
                .bind(&issue.title)
                .bind(&issue.service)
                .bind(Json(&issue.services))
                .bind(Json(&issue.regions))
                .bind(issue.status.word())
                .bind(&issue.source_status)
                .bind(issue.starts_at)
                .bind(issue.ends_at)
                .bind(issue.last_modified_at)
                .bind(issue.audience == Audience::Listed)
                .bind(&issue.impact)
                .bind(issue.published_at)
                .bind(i64::try_from(issue.posts).unwrap_or(i64::MAX))
                .bind(issue.last_post_at)
                .bind(issue.status.is_over())
                .bind(active_at(issue))
                .bind(search_key(&[&issue.source_id, &issue.title, &issue.impact]))
                .bind(lines(&issue.services))
                .bind(lines(&issue.regions))
        )
        .map(drop)
    }
}

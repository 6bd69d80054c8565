//! What a service's history is made of: the issues that had not ended before a time, in few columns.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CustomerId, HealthIssueId,
    health::{HistoryIssue, IssueKind, IssueStatus},
};
use uuid::Uuid;

use super::health_issue::line_pattern;
use crate::{
    db::{BindOwner, on, word},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

/// When an issue ended, in the words of the index `health_issue_ended`.
macro_rules! ended {
    () => {
        "(case when i.ends_at is not null then i.ends_at when i.is_over then i.last_modified_at \
         else '9999-12-31T00:00:00+00:00' end)"
    };
}

/// The issues of a time under a condition, those that ended last first. One list of owners, and no "or" between two of them: only
/// so an index is walked for each.
macro_rules! window {
    ($condition:expr) => {
        concat!(
            "select i.id, i.source_id, i.title, i.kind, i.status, i.services, i.regions, i.starts_at, \
             case when i.ends_at is not null then i.ends_at when i.is_over then i.last_modified_at end as ends_at \
             from health_issue i where i.organization_id in \
             (select o.id from organization o where o.kind = 'provider' or o.id = $1) and i.cloud = $2 \
             and (not i.is_listed or i.organization_id = $1) and i.kind <> 'announcement' and ",
            ended!(),
            " > $3 and i.starts_at <= $4",
            $condition,
            " order by ",
            ended!(),
            " desc, i.id limit $5"
        )
    };
}

macro_rules! of_service {
    ($parameter:literal) => {
        concat!(" and i.service_key like ", $parameter, " escape '\\'")
    };
}

macro_rules! for_customer {
    ($parameter:literal) => {
        concat!(
            " and (not i.is_listed or exists (select 1 from health_issue_customer l where l.organization_id = i.organization_id \
             and l.cloud = i.cloud and l.issue_id = i.id and l.customer_id = ",
            $parameter,
            "))"
        )
    };
}

statements! {
    OF_SERVICE = (window!(of_service!("$6")));
    OF_CUSTOMER = (window!(for_customer!("$6")));
    OF_BOTH = (window!(concat!(of_service!("$6"), for_customer!("$7"))));
}

/// Issues that a history is made of, at most: beyond, it says that it does not know what was before.
const MOST: usize = 1_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    source_id: String,
    title: String,
    kind: String,
    status: String,
    services: Json<Vec<String>>,
    regions: Json<Vec<String>>,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<HistoryIssue> {
        let (id, table) = (HealthIssueId(self.id), "health_issue");
        Ok(HistoryIssue {
            id,
            source_id: self.source_id,
            title: self.title,
            kind: word(IssueKind::from_word(&self.kind), table, "kind", id)?,
            status: word(IssueStatus::from_word(&self.status), table, "status", id)?,
            services: self.services.0,
            regions: self.regions.0,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        })
    }
}

/// Whose history of what.
#[derive(Debug, Clone, Copy)]
pub enum HistoryOf<'a> {
    /// One service, for all customers.
    Service(&'a str),
    /// All services, for one customer.
    Customer(CustomerId),
    /// One service, for one customer.
    Both(&'a str, CustomerId),
}

/// The issues of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryFound {
    /// The issues, those that ended last first.
    pub issues: Vec<HistoryIssue>,
    /// Where there were more than are read: what ended before this time is not among them.
    pub complete_from: Option<DateTime<Utc>>,
}

impl TenantRead<'_> {
    /// The issues that this owner sees, that began by `to` and had not ended by `from`. News are none of them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_history(
        &mut self,
        of: HistoryOf<'_>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<HistoryFound> {
        self.history_found(of, (from, to), MOST).await
    }

    pub(crate) async fn history_found(
        &mut self,
        of: HistoryOf<'_>,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        most: usize,
    ) -> Result<HistoryFound> {
        let owner = self.owner();
        let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
        // A blank name is no service's: no line is empty.
        let line = |service: &str| line_pattern(service).unwrap_or_default();
        let rows: Vec<Row> = on!(self, |c| async {
            let query = |text| sqlx::query_as(text).owner(owner).bind(from).bind(to).bind(limit);
            match of {
                HistoryOf::Service(service) => query(OF_SERVICE).bind(line(service)).fetch_all(c).await,
                HistoryOf::Customer(customer) => query(OF_CUSTOMER).bind(customer.uuid()).fetch_all(c).await,
                HistoryOf::Both(service, customer) => {
                    query(OF_BOTH).bind(line(service)).bind(customer.uuid()).fetch_all(c).await
                }
            }
        })?;
        let mut issues: Vec<HistoryIssue> = rows.into_iter().map(Row::read).collect::<Result<_>>()?;
        let complete_from = issues.get(most).map(|first_left_out| first_left_out.ends_at.unwrap_or(to));
        issues.truncate(most);
        Ok(HistoryFound { issues, complete_from })
    }

    /// How SQLite would find them: for the test that it walks the index of what ended when. None on PostgreSQL, which chooses by
    /// statistics that the few rows of a test do not make.
    #[cfg(test)]
    pub(crate) async fn issue_history_plan(&mut self, from: DateTime<Utc>) -> Result<Option<String>> {
        let owner = self.owner();
        let crate::db::Conn::Lite(conn) = self.link().conn() else { return Ok(None) };
        let text = concat!("explain query plan ", window!(of_service!("$6")));
        let query = sqlx::query_as(text).owner(owner).bind(from).bind(from).bind(1_i64).bind("%");
        let rows: Vec<(i64, i64, i64, String)> = query.fetch_all(conn).await?;
        Ok(Some(rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n")))
    }
}

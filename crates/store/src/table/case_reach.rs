//! Which cases a changed issue can concern.

use sqlx::types::Json;
use tierline_domain::{
    Case, CaseId, CustomerId,
    health::{CaseReach, IssueReach, reach_stamp},
};
use uuid::Uuid;

use super::ours;
#[cfg(test)]
use crate::db::Conn;
use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// Walks the index `cases_by_onset`, whose condition and whose expression these are. What was made of another version of the
/// case, or by another catalogue, says nothing: such a case is taken in.
macro_rules! reached {
    ($regions:literal, $contains:literal) => {
        concat!(
            "select id, match_version is not null and match_version = version and substr(match_services, 1, 16) = $5 as is_fresh \
             from cases where organization_id = $1 and cloud = $2 \
             and status in ('open', 'waiting_on_customer', 'waiting_on_provider') \
             and coalesce(started_at, created_at) >= $3 and coalesce(started_at, created_at) <= $4 \
             and (match_version is null or match_version <> version or substr(match_services, 1, 16) <> $5 or (",
            $regions,
            " and ",
            $contains,
            ")) and (not $8 or exists (select 1 from health_issue_customer l where l.organization_id = $1 and l.cloud = $2 \
             and l.issue_id = $9 and l.customer_id = cases.customer_id)) and customer_id = coalesce($10, customer_id) order by id"
        )
    };
}

statements! {
    /// Lists whose length varies are read in two ways; see `id_list`.
    split REACHED = {
        lite: reached!(
            "(not exists (select 1 from json_each($6)) or match_region in (select value from json_each($6)))",
            "exists (select 1 from json_each($7) s where instr(match_services, s.value) > 0)"
        ),
        pg: reached!(
            "(not exists (select 1 from jsonb_array_elements_text($6)) or match_region in (select value from jsonb_array_elements_text($6)))",
            "exists (select 1 from jsonb_array_elements_text($7) s where strpos(match_services, s.value) > 0)"
        ),
    };
    /// Only where it is still the case that was read.
    PUT = "update cases set match_services = $5, match_region = $6, match_version = $4 \
           where organization_id = $1 and cloud = $2 and id = $3 and version = $4";
}

impl TenantRead<'_> {
    /// The cases that can still be worked on and that an issue can concern, all or those of one customer, by identifier; each
    /// with whether what is kept of its reach is of its present state.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn cases_reached(
        &mut self,
        issue: &IssueReach,
        customer: Option<CustomerId>,
    ) -> Result<Vec<(CaseId, bool)>> {
        let owner = self.owner();
        let rows: Vec<(Uuid, bool)> = on!(self, |c| {
            sqlx::query_as(REACHED.on(&*c))
                .owner(owner)
                .bind(issue.from)
                .bind(issue.to)
                .bind(reach_stamp())
                .bind(Json(&issue.regions))
                .bind(Json(&issue.services))
                .bind(issue.is_listed)
                .bind(issue.issue.uuid())
                .bind(customer.map(CustomerId::uuid))
                .fetch_all(c)
        })?;
        Ok(rows.into_iter().map(|(id, is_fresh)| (CaseId(id), is_fresh)).collect())
    }
}

#[cfg(test)]
impl TenantRead<'_> {
    /// How SQLite would find them: for the test that it walks the index. None on PostgreSQL, which chooses by statistics that
    /// the few rows of a test do not make.
    pub(crate) async fn cases_reached_plan(&mut self) -> Option<String> {
        let owner = self.owner();
        let Conn::Lite(conn) = self.link().conn() else { return None };
        let sql = sqlx::AssertSqlSafe(format!("explain query plan {}", REACHED.lite));
        let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).owner(owner).fetch_all(conn).await.ok()?;
        Some(rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("\n"))
    }
}

impl TenantTx<'_> {
    /// Keeps what a case can be about, where it is still the case that was read: its version and time stay.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_reach_put(&mut self, case: &Case) -> Result<()> {
        let (owner, reach) = (self.owner(), CaseReach::of(case));
        ours(owner, case.owner, "cases", case.id)?;
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(case.id.uuid())
                .bind(case.version)
                .bind(&reach.services)
                .bind(&reach.region)
        )
        .map(drop)
    }
}

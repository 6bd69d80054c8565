//! Which documented issues could explain which cases.

use std::collections::BTreeMap;

use tierline_domain::{CaseId, HealthIssueId, Verdict};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// The cases of issues, without those that somebody has said are something else, and without those that are over.
macro_rules! standing {
    () => {
        "from case_issue i join cases c on c.organization_id = i.organization_id and c.cloud = i.cloud and c.id = i.case_id \
         where i.organization_id = $1 and i.cloud = $2 and (i.verdict is null or i.verdict <> 'rejected') \
         and c.status in ('open', 'waiting_on_customer', 'waiting_on_provider')"
    };
}

statements! {
    /// A later check knows of no verdict, and takes none back.
    PUT = "insert into case_issue (organization_id, cloud, issue_id, case_id, certainty, verdict) \
           values ($1, $2, $3, $4, $5, $6) on conflict (organization_id, cloud, issue_id, case_id) \
           do update set certainty = excluded.certainty, verdict = coalesce(excluded.verdict, case_issue.verdict)";
    CASES = (concat!("select i.case_id ", standing!(), " and i.issue_id = $3 order by i.case_id"));
    COUNTS = (concat!(
        "select i.issue_id, count(*), count(distinct c.customer_id) ", standing!(), " group by i.issue_id"
    ));
}

impl TenantRead<'_> {
    /// Cases that can still be worked on and that this issue could explain.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_issue_cases(&mut self, issue: HealthIssueId) -> Result<Vec<CaseId>> {
        let owner = self.owner();
        let ids: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(CASES).owner(owner).bind(issue.uuid()).fetch_all(c))?;
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// Per issue: how many cases that can still be worked on it could explain, and of how many customers.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_issue_counts(&mut self) -> Result<BTreeMap<HealthIssueId, (i64, i64)>> {
        let owner = self.owner();
        let rows: Vec<(Uuid, i64, i64)> = on!(self, |c| sqlx::query_as(COUNTS).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(|(issue, cases, customers)| (HealthIssueId(issue), (cases, customers))).collect())
    }
}

impl TenantTx<'_> {
    /// Notes that an issue could explain a case, how certain that is (0 to 100), and what a person says of it. Without
    /// a verdict an earlier one stands.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such case here.
    pub async fn case_issue_put(
        &mut self,
        case: CaseId,
        issue: HealthIssueId,
        certainty: u8,
        verdict: Option<Verdict>,
    ) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(issue.uuid())
                .bind(case.uuid())
                .bind(i64::from(certainty))
                .bind(verdict.map(Verdict::word))
        )
        .map(drop)
    }
}

//! Which documented issues could explain which cases.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use tierline_domain::{CaseId, HealthIssueId, Verdict, health::MatchCount};
use uuid::Uuid;

use super::{health_issue::visible, id_list};
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

pub(crate) use standing;

statements! {
    /// A later check knows of no verdict, and takes none back.
    PUT = "insert into case_issue (organization_id, cloud, issue_id, case_id, certainty, is_certain, verdict, proposed_at) \
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (organization_id, cloud, issue_id, case_id) \
           do update set certainty = excluded.certainty, is_certain = (case_issue.is_certain or excluded.is_certain), \
           verdict = coalesce(excluded.verdict, case_issue.verdict), \
           proposed_at = coalesce(case_issue.proposed_at, excluded.proposed_at)";
    REPORT = (concat!(
        "select i.service, i.source, cast(count(*) as bigint) as proposals, \
         count(*) filter (where m.is_certain) as certain, \
         count(*) filter (where m.verdict = 'confirmed') as confirmed, \
         count(*) filter (where m.verdict = 'rejected') as rejected, \
         count(*) filter (where m.is_certain and m.verdict = 'confirmed') as certain_confirmed, \
         count(*) filter (where m.is_certain and m.verdict = 'rejected') as certain_rejected \
         from case_issue m join health_issue i on i.id = m.issue_id and ",
        visible!(),
        " where m.organization_id = $1 and m.cloud = $2 and m.proposed_at >= $3 and m.proposed_at < $4 \
         group by i.service, i.source order by proposals desc, i.service, i.source"
    ));
    CASES = (concat!("select i.case_id ", standing!(), " and i.issue_id = $3 order by i.case_id"));
    /// The number of issues varies and the text does not; see `id_list` for the two ways to read them.
    split COUNTS = {
        lite: concat!(
            "select i.issue_id, count(*), count(distinct c.customer_id) ", standing!(),
            " and i.issue_id in (select unhex(value) from json_each($3)) group by i.issue_id"
        ),
        pg: concat!(
            "select i.issue_id, count(*), count(distinct c.customer_id) ", standing!(),
            " and i.issue_id in (select value::uuid from jsonb_array_elements_text($3)) group by i.issue_id"
        ),
    };
}

#[derive(sqlx::FromRow)]
struct CountRow {
    service: String,
    source: String,
    proposals: i64,
    certain: i64,
    confirmed: i64,
    rejected: i64,
    certain_confirmed: i64,
    certain_rejected: i64,
}

impl TenantRead<'_> {
    /// What became of the issues that were first proposed for a case in a period (its end excluded), by service and
    /// source, the one with most proposals first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn match_counts(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<MatchCount>> {
        let owner = self.owner();
        let rows: Vec<CountRow> = on!(self, |c| sqlx::query_as(REPORT).owner(owner).bind(from).bind(to).fetch_all(c))?;
        let read = |row: CountRow| MatchCount {
            service: row.service,
            source: row.source,
            proposals: row.proposals,
            certain: row.certain,
            confirmed: row.confirmed,
            rejected: row.rejected,
            certain_confirmed: row.certain_confirmed,
            certain_rejected: row.certain_rejected,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Cases that can still be worked on and that this issue could explain.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_issue_cases(&mut self, issue: HealthIssueId) -> Result<Vec<CaseId>> {
        let owner = self.owner();
        let ids: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(CASES).owner(owner).bind(issue.uuid()).fetch_all(c))?;
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// For some issues: how many cases that can still be worked on each could explain, and of how many customers.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_issue_counts(&mut self, issues: &[HealthIssueId]) -> Result<BTreeMap<HealthIssueId, (i64, i64)>> {
        let (owner, ids) = (self.owner(), id_list(issues.iter().map(|id| id.uuid())));
        let rows: Vec<(Uuid, i64, i64)> =
            on!(self, |c| sqlx::query_as(COUNTS.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        Ok(rows.into_iter().map(|(issue, cases, customers)| (HealthIssueId(issue), (cases, customers))).collect())
    }
}

impl TenantTx<'_> {
    /// Notes that an issue could explain a case, how certain that is (0 to 100) and whether that is enough for the
    /// organization, and what a person says of it. Without a verdict an earlier one stands; the time of the first
    /// proposal stays.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such case here.
    pub async fn case_issue_put(
        &mut self,
        case: CaseId,
        issue: HealthIssueId,
        certainty: (u8, bool),
        verdict: Option<Verdict>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(issue.uuid())
                .bind(case.uuid())
                .bind(i64::from(certainty.0))
                .bind(certainty.1)
                .bind(verdict.map(Verdict::word))
                .bind(now)
        )
        .map(drop)
    }
}

//! What an outage leaves behind: customers who still suffer although the issue that explained their case is over. That is a ground
//! to hand a case up.

use std::collections::BTreeMap;

use tierline_domain::{Action, CaseLine, CaseStatus, HealthIssueId, health::HealthIssue};
use tierline_store::{CaseAfter, CaseFilter, CaseOrder};

use crate::{app::App, ctx::Ctx, error::Result};

/// The statuses of a case that can be worked on.
const ACTIVE: [CaseStatus; 3] = [CaseStatus::Open, CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider];

/// A case whose customer still suffers.
#[derive(Debug, Clone, PartialEq)]
pub struct Suffering {
    /// The case.
    pub case: CaseLine,
    /// The issue that is over.
    pub issue: HealthIssue,
}

fn filter(issue: Option<HealthIssueId>) -> CaseFilter {
    CaseFilter {
        status: ACTIVE.to_vec(),
        post_outage: Some(issue),
        order: CaseOrder::DueFirst,
        ..CaseFilter::default()
    }
}

/// Cases whose customers still suffer after an issue is over and that nobody has handed up, the clock that runs out first
/// on top: after one issue, or after any.
///
/// # Errors
/// [`crate::Error::Forbidden`] for who sees no customers.
pub async fn post_outage(
    app: &App,
    ctx: &Ctx,
    issue: Option<HealthIssueId>,
    after: Option<CaseAfter>,
    limit: u32,
) -> Result<Vec<Suffering>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let lines = read.case_list(&CaseFilter { after, limit, ..filter(issue) }).await?;
    let ids: Vec<HealthIssueId> = lines.iter().filter_map(|line| line.summary.post_outage).collect();
    let issues: BTreeMap<HealthIssueId, HealthIssue> =
        read.issue_lookup_many(&ids).await?.into_iter().map(|issue| (issue.id, issue)).collect();
    let with_issue = |case: CaseLine| {
        let issue = issues.get(&case.summary.post_outage?)?.clone();
        Some(Suffering { case, issue })
    };
    Ok(lines.into_iter().filter_map(with_issue).collect())
}

/// How many such cases there are; counting stops at a hundred.
///
/// # Errors
/// [`crate::Error::Forbidden`] for who sees no customers.
pub async fn post_outage_count(app: &App, ctx: &Ctx, issue: Option<HealthIssueId>) -> Result<i64> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.case_count(&filter(issue)).await?)
}

//! A person says whether a documented issue explains the case.

use tierline_domain::{Action, CaseId, Event, HealthIssueId, Verdict, Visibility};

use super::{
    step::require_active,
    work::{CaseWork, audit_detail},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A verdict on a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judge {
    /// Confirmed or rejected.
    pub verdict: Verdict,
    /// Why; needed for a rejection, because it opens the way up.
    pub reason: Option<String>,
}

/// Confirms or rejects a match of a case.
///
/// # Errors
/// [`Error::NotFound`] where no check of this case found the issue; [`Error::Invalid`], [`Error::Forbidden`].
pub async fn judge(app: &App, ctx: &Ctx, id: CaseId, issue: HealthIssueId, command: Judge) -> Result<Verdict> {
    app.require(ctx, Action::WorkCases).await?;
    let mut faults = Faults::default();
    let reason = faults.optional_prose("reason", command.reason.as_deref());
    if command.verdict == Verdict::Rejected && reason.is_none() {
        faults.add("reason", "empty", "Say in what way this is a different problem.");
    }
    faults.finish()?;
    let input = (issue, command.verdict, reason);
    app.change(ctx, "case.judge", input, move |tx, call| {
        Box::pin(async move {
            let (issue, verdict, reason) = call.input.clone();
            let organization = std::sync::Arc::clone(&call.ctx.organization);
            let mut work = CaseWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            call.ctx.expect_version(work.file.case.version)?;
            require_active(&work)?;
            let evidence = work.file.evidence();
            let found =
                evidence.checks.iter().rev().flat_map(|(_, _, check)| &check.matches).find(|m| m.issue == issue);
            let Some(found) = found.cloned() else { return Err(Error::NotFound) };
            let event = Event::MatchJudged { issue, source_id: found.source_id.clone(), verdict };
            work.push(event, Visibility::Internal, reason);
            tx.case_issue_put(id, issue, (found.certainty, found.certain), Some(verdict), call.now).await?;
            audit::append(tx, call, "case.judge", &id.to_string(), &audit_detail(&work)).await?;
            work.save(tx).await?;
            Ok(verdict)
        })
    })
    .await
}

//! Service health is looked up for a case, on demand.

use std::sync::Arc;

use tierline_domain::{Action, Actor, CaseId, CheckCause, Event, HealthCheck, Visibility};

use super::{
    step::require_active,
    work::{CaseWork, audit_detail},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::Result,
    health::{LookUp, known_issue_messages, link_matches},
};

/// Looks up service health and puts what was found on record.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Forbidden`]; [`crate::Error::Conflict`] on a case that is over.
pub async fn check_health(app: &App, ctx: &Ctx, id: CaseId) -> Result<HealthCheck> {
    app.require(ctx, Action::WorkCases).await?;
    let file = super::read::file(app, ctx, id).await?;
    let look_up = LookUp::run(app, ctx.owner, &file.case, &file.subscriptions, app.now()).await?;
    app.change(ctx, "case.check_health", look_up, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = CaseWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            require_active(&work)?;
            let check = call.input.finish(&call.app, tx, &mut work.file, CheckCause::OnDemand, call.now).await?;
            work.push(Event::HealthChecked(check.clone()), Visibility::Internal, None);
            known_issue_messages(tx, &mut work, &check).await?;
            audit::append(tx, call, "case.check_health", &id.to_string(), &audit_detail(&work)).await?;
            work.save(tx).await?;
            link_matches(tx, id, &check, call.now).await?;
            Ok(check)
        })
    })
    .await
}

/// A later issue may explain a case: the desk looks again and puts it on record where something new was found.
pub(crate) async fn check_again(
    tx: &mut tierline_store::TenantTx<'_>,
    app: &App,
    organization: &Arc<tierline_domain::Organization>,
    case: CaseId,
    look_up: &LookUp,
) -> Result<bool> {
    let now = app.now();
    let mut work = CaseWork::take(tx, app, Arc::clone(organization), Actor::desk(), case, now).await?;
    if !work.file.case.status.is_active() {
        return Ok(false);
    }
    let check = look_up.finish(app, tx, &mut work.file, CheckCause::LaterIssue, now).await?;
    let evidence = work.file.evidence();
    let seen: Vec<_> = evidence
        .last_check()
        .map(|(_, _, last)| last.matches.iter().map(|m| (m.issue, m.ended)).collect())
        .unwrap_or_default();
    let found: Vec<_> = check.matches.iter().map(|m| (m.issue, m.ended)).collect();
    if found.iter().all(|one| seen.contains(one)) {
        return Ok(false);
    }
    work.push(Event::HealthChecked(check.clone()), Visibility::Internal, None);
    known_issue_messages(tx, &mut work, &check).await?;
    work.record(tx, "case.check_health", ("cause", CheckCause::LaterIssue.word())).await?;
    work.save(tx).await?;
    link_matches(tx, case, &check, now).await?;
    Ok(true)
}

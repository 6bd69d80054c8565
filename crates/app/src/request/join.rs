//! A case joins a request that is open for the same cause, by the sharing rule.

use std::sync::Arc;

use tierline_domain::{Action, CaseId, Category, RequestId, Route, ServiceRequest, Visibility};

use super::work::RequestWork;
use crate::{
    app::App,
    audit,
    case::{escalate::link, work::CaseWork},
    ctx::Ctx,
    error::{Error, Result},
    relay::Message,
};

/// Joins a case to an open request. The recipient learns the number of further customers, never their names.
///
/// # Errors
/// [`Error::Conflict`] where the request is over or is about another problem, or the case stands on another open request;
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn join(app: &App, ctx: &Ctx, id: RequestId, case: CaseId) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    app.change(ctx, "request.join", case, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work =
                RequestWork::take(tx, &call.app, Arc::clone(&organization), call.ctx.actor(), id, call.now).await?;
            if !work.request.status.is_open() {
                return Err(Error::conflict("over", "This request is over: write a new one."));
            }
            let mut joining =
                CaseWork::take(tx, &call.app, organization, call.ctx.actor(), call.input, call.now).await?;
            crate::case::step::require_active(&joining)?;
            require_same_cause(&work.request, &joining)?;
            if !tx.request_case_add(id, call.input).await? {
                return Ok(work.request);
            }
            link(&mut joining, &work.request, true);
            work.entry("join", Visibility::Internal, None, Some(joining.file.case.number.clone()));
            tell_recipient(&mut work, &call.ctx);
            audit::append(tx, call, "request.join", &id.to_string(), &call.input).await?;
            joining.save(tx).await?;
            work.save(tx).await
        })
    })
    .await
}

/// The recipient learns that more is concerned: a number, never a name.
fn tell_recipient(work: &mut RequestWork<'_>, ctx: &Ctx) {
    let (event, text) = ("cases".to_owned(), (work.case_count() + 1).to_string());
    let entry = work.entry(&event, Visibility::Provider, None, Some(text.clone()));
    if work.request.route == Route::Local {
        let (request, actor) = (work.request.id, ctx.actor());
        work.message(Message::RequestNoted { request, entry, event: Some(event), text, actor });
    }
}

/// One request carries cases of one cause: the same service, and a category that the case was given or none yet.
fn require_same_cause(request: &ServiceRequest, joining: &CaseWork) -> Result<()> {
    let evidence = joining.file.evidence();
    if evidence.request.as_ref().is_some_and(|linked| linked.status.is_open() && linked.id != request.id) {
        return Err(Error::conflict("has_request", "This case stands on another open request already."));
    }
    let other_service = joining.file.case.service.is_some() && joining.file.case.service != request.service;
    let category: Option<Category> = evidence.category.map(|decided| decided.category);
    if other_service || category.is_some_and(|category| category != request.category) {
        return Err(Error::conflict(
            "other_cause",
            "This case has another service or category than the request: write its own.",
        ));
    }
    Ok(())
}

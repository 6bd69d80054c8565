//! A case joins a request that is open for the same cause, by the sharing rule.

use std::sync::Arc;

use tierline_domain::{Action, CaseId, CaseLine, CaseStatus, NextAction, RequestId, ServiceRequest, Visibility};
use tierline_store::{CaseFilter, TenantTx};

use super::work::RequestWork;
use crate::{
    app::{App, Call},
    audit,
    case::{
        escalate::{check_health, link},
        work::{CaseFile, CaseWork, Intent},
    },
    ctx::Ctx,
    error::{Error, Result},
    health::{LookUp, link_matches},
    relay::Message,
};

/// Joins a case to an open request: it is handed up like any other, so that whatever would keep it from a request of its own keeps
/// it from this one, the open request aside. Service health is looked up first. The recipient learns the number of further
/// customers, never their names.
///
/// # Errors
/// [`Error::Blocked`] with all that stands in the way of handing the case up; [`Error::Conflict`] where the request is over or
/// is about another problem, or the case stands on another open request; [`Error::NotFound`], [`Error::Forbidden`].
pub async fn join(app: &App, ctx: &Ctx, id: RequestId, case: CaseId) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let file = crate::case::read::file(app, ctx, case).await?;
    // A look-up that does not finish does not hide: the ladder then asks for a check that is not stale.
    let look_up = LookUp::run(app, ctx.owner, &file.case, &file.subscriptions, app.now()).await.ok();
    app.change(ctx, "request.join", Joining { case, look_up }, move |tx, call| Box::pin(write(tx, call, id))).await
}

struct Joining {
    case: CaseId,
    look_up: Option<LookUp>,
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<Joining>, id: RequestId) -> Result<ServiceRequest> {
    let Joining { case, look_up } = &call.input;
    let (app, organization) = (&call.app, &call.ctx.organization);
    let mut work = RequestWork::take(tx, app, Arc::clone(organization), call.ctx.actor(), id, call.now).await?;
    if !work.request.status.is_open() {
        return Err(Error::conflict("over", "This request is over: write a new one."));
    }
    let mut joining = CaseWork::take(tx, app, Arc::clone(organization), call.ctx.actor(), *case, call.now).await?;
    crate::case::step::require_active(&joining)?;
    if joining.file.evidence().request.is_some_and(|linked| linked.id == id && linked.status.is_open()) {
        return Ok(work.request);
    }
    let check = check_health(tx, app, &mut joining, look_up.as_ref(), call.now).await?;
    require_same_cause(&work.request, &joining.file)?;
    let ladder = joining.ladder(&intent(&work.request, look_up.is_none()));
    if !ladder.may_escalate() {
        return Err(Error::Blocked(ladder.blockers));
    }
    tx.request_case_add(id, *case).await?;
    link(&mut joining, &work.request, true);
    work.entry("join", Visibility::Internal, None, Some(joining.file.case.number.clone()));
    tell_recipient(&mut work, &call.ctx);
    audit::append(tx, call, "request.join", &id.to_string(), case).await?;
    joining.save(tx).await?;
    if let Some(check) = check {
        link_matches(tx, *case, &check, call.now).await?;
    }
    work.save(tx).await
}

/// The case would go the way that the request went.
fn intent(request: &ServiceRequest, check_failed: bool) -> Intent {
    Intent {
        recipient: Some(request.recipient.kind),
        route: Some(request.route),
        contact: Some(request.packet.sender.contact.clone()),
        // The open request is what it joins.
        duplicate_reason: true,
        check_failed,
        severity: None,
    }
}

/// Cases looked at when those are sought that could join a request.
const LOOKED_AT: u32 = 40;

/// Cases that could join a request now: of the same service and category, with nothing else in the way, the newest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn joinable(app: &App, ctx: &Ctx, id: RequestId) -> Result<Vec<CaseLine>> {
    ctx.require(Action::See)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let request = read.request_lookup(id).await?.ok_or(Error::NotFound)?;
    let Some(service) = request.service.clone().filter(|_| request.status.is_open() && ctx.may(Action::Escalate))
    else {
        return Ok(Vec::new());
    };
    let filter = CaseFilter {
        service: Some(service),
        status: vec![CaseStatus::Open, CaseStatus::WaitingOnCustomer],
        limit: LOOKED_AT,
        ..CaseFilter::default()
    };
    let mut found = Vec::new();
    // What waits for something else on its ladder is sorted out by what lists keep of it.
    let ready = |line: &CaseLine| matches!(line.summary.next_action, NextAction::Escalate | NextAction::Nothing);
    for line in read.case_list(&filter).await?.into_iter().filter(ready) {
        let Some(case) = read.case_lookup(line.id).await? else { continue };
        let file = CaseFile::gather(&mut read, case, app.now()).await?;
        let ladder = file.ladder(&ctx.organization, &intent(&request, false), app.now());
        if ladder.may_escalate() && require_same_cause(&request, &file).is_ok() {
            found.push(line);
        }
    }
    Ok(found)
}

/// The recipient learns that more is concerned: a number, never a name.
fn tell_recipient(work: &mut RequestWork<'_>, ctx: &Ctx) {
    let (event, text) = ("cases".to_owned(), (work.case_count() + 1).to_string());
    let entry = work.entry(&event, Visibility::Provider, None, Some(text.clone()));
    if work.request.route.is_carried() {
        let (request, actor) = (work.request.id, ctx.actor());
        work.message(Message::RequestNoted { request, entry, event: Some(event), text, actor });
    }
}

/// One request carries cases of one cause: the same service and category.
fn require_same_cause(request: &ServiceRequest, joining: &CaseFile) -> Result<()> {
    let evidence = joining.evidence();
    if evidence.request.as_ref().is_some_and(|linked| linked.status.is_open() && linked.id != request.id) {
        return Err(Error::conflict("has_request", "This case stands on another open request already."));
    }
    let category = evidence.category.map(|decided| decided.category);
    let other_category = category.is_some_and(|category| category != request.category);
    if joining.case.service != request.service || other_category {
        return Err(Error::conflict(
            "other_cause",
            "This case has another service or category than the request: write its own.",
        ));
    }
    Ok(())
}

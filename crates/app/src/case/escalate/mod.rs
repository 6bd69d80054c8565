//! A case is handed up: composed from the evidence, refused while anything stands in the way, written once.

mod compose;
mod plan;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Actor, AttachmentId, Blocker, BlockerCode, CaseId, CaseStatus, CheckCause, ConnectionId, Contact, Event,
    HealthCheck, Ladder, RecipientKind, RequestEntry, RequestStatus, Route, ServiceRequest, Severity, SupportTicket,
    SupportWorkspace, Visibility, cause_key, earlier_requests, first_due, request_clocks,
};
use tierline_store::{NumberKind, TenantTx};

pub use compose::{Compose, Preview, compose, preview};
use plan::Plan;

use super::{
    attach::going_along,
    way::Way,
    work::{CaseWork, Intent, audit_detail},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    health::{LookUp, link_matches},
    relay::Message,
};

/// What an agent writes for a service request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Escalate {
    /// One line.
    pub title: String,
    /// What happens, in whole.
    pub description: String,
    /// What it does to the customer's business.
    pub business_impact: String,
    /// Declared impact; the case's where nothing is said.
    pub severity: Option<Severity>,
    /// The recipient's own classification: a topic's identifier or name.
    pub support_topic: Option<String>,
    /// How it travels; the usual way where nothing is said.
    pub route: Option<Route>,
    /// The connection that it goes by, where several lead there by the same route; the first by name where nothing is said.
    pub connection: Option<ConnectionId>,
    /// To whom; the usual recipient where nothing is said.
    pub recipient: Option<RecipientKind>,
    /// The partner's contact; the acting agent where nothing is said.
    pub contact: Option<Contact>,
    /// Why a second request for the same cause is needed.
    pub duplicate_reason: Option<String>,
    /// The files of the case that go along: of those that the recipient may read; all of these where nothing is said.
    pub files: Option<BTreeSet<AttachmentId>>,
}

/// Hands a case up. Service health is looked up once more first; while any blocker stands, nothing is written.
///
/// # Errors
/// [`Error::Blocked`] with all blockers, [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn escalate(app: &App, ctx: &Ctx, id: CaseId, command: Escalate) -> Result<ServiceRequest> {
    escalate_named(app, ctx, id, command, None).await
}

/// The name that a program gives the request which it hands up, and what else it says of it: written with it, or not at all.
#[derive(Debug, Clone)]
pub(crate) struct Naming {
    /// The name.
    pub(crate) name: String,
    /// SHA-256 of what it was made from.
    pub(crate) digest: [u8; 32],
    /// Whether diagnostics may be gathered.
    pub(crate) advanced_diagnostic_consent: bool,
    /// The place whose files are the request's from now on.
    pub(crate) workspace: Option<String>,
}

impl Naming {
    async fn write(&self, tx: &mut TenantTx<'_>, request: &ServiceRequest) -> Result<()> {
        let ticket = SupportTicket {
            owner: request.owner,
            name: self.name.clone(),
            request: request.id,
            digest: Some(self.digest),
            advanced_diagnostic_consent: self.advanced_diagnostic_consent,
            workspace: self.workspace.clone(),
            created_at: request.created_at,
        };
        tx.support_ticket_insert(&ticket).await?;
        let Some(name) = &self.workspace else { return Ok(()) };
        if let Some(place) = tx.support_workspace_take(name).await?.filter(|place| place.request.is_none()) {
            tx.support_workspace_put(&SupportWorkspace { request: Some(request.id), ..place }).await?;
        }
        Ok(())
    }
}

/// The same, under a name.
///
/// # Errors
/// As [`escalate`].
pub(crate) async fn escalate_named(
    app: &App,
    ctx: &Ctx,
    id: CaseId,
    command: Escalate,
    naming: Option<Naming>,
) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let file = super::read::file(app, ctx, id).await?;
    let plan = Plan::of(app, ctx, &file, command).await?;
    ctx.in_earnest()?;
    // A look-up that does not finish does not hide: the ladder then asks for a check that is not stale.
    let look_up = LookUp::run(app, ctx.owner, &file.case, &file.subscriptions, app.now()).await.ok();
    let handing = Handing { case: id, plan, look_up, number: None, naming };
    let mut done = hand(app, ctx, handing.clone()).await;
    if done.as_ref().is_err_and(wants_number) {
        let number = app.store().number(ctx.owner, NumberKind::Request).await?;
        done = hand(app, ctx, Handing { number: Some(format!("R-{number}")), ..handing }).await;
    }
    match done {
        // Two agents at once: the second one finds the first one's request.
        Err(error) if error.violates("open_request_cause") => Err(blocked_by_twin(app, ctx, id).await?),
        other => other,
    }
}

async fn hand(app: &App, ctx: &Ctx, handing: Handing) -> Result<ServiceRequest> {
    app.change(ctx, "case.escalate", handing, |tx, call| Box::pin(write(tx, call))).await
}

/// Nothing stands in the way, and a number is wanted. Numbers are taken outside of transactions and are not given back: a
/// try that is refused must not use one up.
#[derive(Debug, thiserror::Error)]
#[error("nothing stands in the way of this request: it wants a number")]
struct NumberWanted;

fn wants_number(error: &Error) -> bool {
    matches!(error, Error::Internal(cause) if cause.0.is::<NumberWanted>())
}

/// Another agent was faster: their request is there by now, under one of this case's causes.
async fn blocked_by_twin(app: &App, ctx: &Ctx, id: CaseId) -> Result<Error> {
    let file = super::read::file(app, ctx, id).await?;
    let ladder = file.ladder(&ctx.organization, &Intent::default(), app.now());
    let blockers = if ladder.blockers.is_empty() {
        vec![Blocker::plain(BlockerCode::DuplicateOpenRequest)]
    } else {
        ladder.blockers
    };
    Ok(Error::Blocked(blockers))
}

#[derive(Clone)]
struct Handing {
    case: CaseId,
    plan: Plan,
    look_up: Option<LookUp>,
    /// None where it is not known yet whether one is wanted.
    number: Option<String>,
    naming: Option<Naming>,
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<Handing>) -> Result<ServiceRequest> {
    let Handing { case, plan, look_up, number, naming } = &call.input;
    let organization = Arc::clone(&call.ctx.organization);
    let mut work = CaseWork::take(tx, &call.app, Arc::clone(&organization), call.ctx.actor(), *case, call.now).await?;
    super::step::require_active(&work)?;
    let check = check_health(tx, &call.app, &mut work, look_up.as_ref(), call.now).await?;
    let way = Way::find(&call.app, tx, &organization, &work.file, plan.wanted(), call.now).await?;
    let ladder = work.ladder(&plan.intent(&way, look_up.is_none()));
    if !ladder.may_escalate() {
        return Err(Error::Blocked(ladder.blockers));
    }
    let Some(number) = number else { return Err(Error::internal(NumberWanted)) };
    let mut request = service_request(tx, call, &work, (&way, number), &ladder).await?;
    link(&mut work, &request, false);
    // A request that waits to be filed has its hour from the first moment.
    let clocks = request_clocks(&work.file.case, &work.file.entries, &organization.policy, request.id);
    request.next_due_at = first_due(&clocks).map(|(_, at)| at);
    tx.request_insert(&request).await?;
    if let Some(naming) = naming {
        naming.write(tx, &request).await?;
    }
    tx.request_case_add(request.id, *case).await?;
    tx.request_entry_append(&first_entry(&request, call)).await?;
    tx.request_draft_remove(*case).await?;
    if request.route.is_carried() {
        work.messages.push(Message::RequestSubmitted { request: request.id });
    }
    audit::append(tx, call, "case.escalate", &request.id.to_string(), &audit_detail(&work)).await?;
    work.save(tx).await?;
    if let Some(check) = check {
        link_matches(tx, *case, &check, call.now).await?;
    }
    Ok(request)
}

/// What a look-up of service health found just before a case is handed up, put on its timeline; none where it did not finish.
pub(crate) async fn check_health(
    tx: &mut TenantTx<'_>,
    app: &App,
    work: &mut CaseWork,
    look_up: Option<&LookUp>,
    now: DateTime<Utc>,
) -> Result<Option<HealthCheck>> {
    let Some(look_up) = look_up else { return Ok(None) };
    let made = look_up.finish(app, tx, &mut work.file, CheckCause::Escalation, now).await?;
    work.push_as(Actor::desk(), Event::HealthChecked(made.clone()), Visibility::Internal, None);
    Ok(Some(made))
}

/// What a case's timeline says of a request that carries it from now on.
pub(crate) fn linked(request: &ServiceRequest, joined: bool) -> Event {
    Event::RequestLinked {
        request: request.id,
        number: request.number.clone(),
        route: request.route,
        recipient: request.recipient.name.clone(),
        status: request.status,
        joined,
    }
}

/// Puts a request on the case's timeline and gives the ball away, or keeps it until it is filed.
pub(crate) fn link(work: &mut CaseWork, request: &ServiceRequest, joined: bool) {
    work.push(linked(request, joined), Visibility::Internal, None);
    match request.status {
        RequestStatus::Prepared | RequestStatus::AttentionNeeded => work.move_to(CaseStatus::Open),
        _ => work.move_to(CaseStatus::WaitingOnProvider),
    }
}

fn first_entry(request: &ServiceRequest, call: &Call<Handing>) -> RequestEntry {
    RequestEntry {
        owner: request.owner,
        request: request.id,
        id: call.app.id(),
        at: call.now,
        actor: request.author.clone(),
        kind: "written".to_owned(),
        visibility: Visibility::Provider,
        status: Some(request.status),
        text: None,
    }
}

async fn service_request(
    tx: &mut TenantTx<'_>,
    call: &Call<Handing>,
    work: &CaseWork,
    (way, number): (&Way, &str),
    ladder: &Ladder,
) -> Result<ServiceRequest> {
    let plan = &call.input.plan;
    let (file, now) = (&work.file, call.now);
    let files = going_along(tx, file.case.id, plan.files.as_ref()).await?;
    let follows = earlier_requests(&tx.case_requests(file.case.id).await?, way.recipient.kind);
    let packet = plan.packet(file, &call.ctx.organization, ladder, (files, follows), now);
    let issue = ladder.post_outage.as_ref().map(|known| known.issue);
    let status = if way.route.is_carried() { RequestStatus::Sending } else { RequestStatus::Prepared };
    Ok(ServiceRequest {
        owner: file.case.owner,
        id: call.app.id(),
        number: number.to_owned(),
        external_id: None,
        customer: file.case.customer,
        recipient: way.recipient.clone(),
        route: way.route,
        connection: way.connection,
        title: plan.draft.title.clone(),
        severity: packet.severity,
        category: packet.category,
        service: file.case.service.clone(),
        status,
        status_reason: None,
        return_reason: None,
        cause: cause_key(issue, file.case.customer, file.case.service.as_deref(), packet.category),
        duplicate_reason: plan.duplicate_reason.clone(),
        packet,
        author: call.ctx.actor(),
        version: 1,
        created_at: now,
        updated_at: now,
        submitted_at: None,
        answered_at: None,
        last_reply_at: None,
        next_due_at: None,
        recipient_due_at: None,
    })
}

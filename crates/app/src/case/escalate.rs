//! A case is handed up: composed from the evidence, refused while anything stands in the way, written once.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Actor, AttachmentId, Blocker, BlockerCode, CaseId, CaseStatus, CheckCause, ConnectionId, Contact, Draft,
    Event, Ladder, Language, Organization, Packet, PacketFile, PacketParts, PacketSender, PartnerKind, RankedRoute,
    Recipient, RecipientKind, RequestEntry, RequestStatus, Route, RouteStanding, ServiceRequest, Severity, Visibility,
    catalogue, cause_key, first_due, language_of, propose_draft, request_clocks,
};
use tierline_store::{NumberKind, TenantTx};

use super::{
    attach::going_along,
    draft::KeptDraft,
    way::{self, Wanted, Way},
    work::{CaseFile, CaseWork, Intent, audit_detail, contact_of, usual_route},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    health::{LookUp, link_matches},
    relay::Message,
    validate,
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

/// What an escalation starts from: a draft to change, and what stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Compose {
    /// Proposed texts.
    pub draft: Draft,
    /// The ladder for the usual recipient and route.
    pub ladder: Ladder,
    /// The usual recipient.
    pub recipient: RecipientKind,
    /// The route that is chosen.
    pub route: Route,
    /// All routes to the usual recipient as they stand, each with its reason.
    pub routes: Vec<RankedRoute>,
    /// The acting agent as contact.
    pub contact: Contact,
    /// The family of the service.
    pub family: Option<catalogue::ProductFamily>,
    /// What somebody began to write and kept for this case.
    pub kept: Option<KeptDraft>,
}

/// Exactly what would be sent, and what stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The packet.
    pub packet: Packet,
    /// To whom it would go.
    pub recipient: Recipient,
    /// How it would travel.
    pub route: Route,
    /// All routes to this recipient as they stand, each with its reason.
    pub routes: Vec<RankedRoute>,
    /// The ladder for this recipient, route and contact.
    pub ladder: Ladder,
    /// The language the packet is written in, where the recipient does not support it.
    pub unsupported_language: Option<Language>,
    /// The languages that the recipient answers in, by the organization's rules.
    pub recipient_languages: Vec<Language>,
}

/// What an escalation starts from.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn compose(app: &App, ctx: &Ctx, id: CaseId) -> Result<Compose> {
    app.require(ctx, Action::Escalate).await?;
    let file = super::read::file(app, ctx, id).await?;
    let now = app.now();
    let contact = contact_of(&ctx.user);
    let recipient = file.usual_recipient(&ctx.organization, now);
    let intent = Intent { contact: Some(contact.clone()), ..Intent::default() };
    let ladder = file.ladder(&ctx.organization, &intent, now);
    let post_outage = ladder.post_outage.as_ref().map(|known| known.source_id.as_str());
    let mut read = app.store().read(ctx.owner).await?;
    let (routes, _) = way::routes(app, &mut read, &ctx.organization, &file, recipient).await?;
    let kept = super::draft::kept(&mut read, id).await?;
    drop(read);
    let chosen = routes.first().filter(|one| one.standing == RouteStanding::Chosen).map(|one| one.route);
    Ok(Compose {
        kept,
        draft: propose_draft(&file.case, &file.entries, post_outage, written_in(&contact)),
        route: chosen.unwrap_or_else(|| usual_route(&ctx.organization, recipient)),
        routes,
        recipient,
        contact,
        family: file.family(),
        ladder,
    })
}

/// The language a request is proposed in: the contact's, in which the recipient will be answered.
fn written_in(contact: &Contact) -> Language {
    contact.language.as_deref().and_then(Language::from_word).unwrap_or(Language::En)
}

/// Shows exactly what the recipient would get, without writing anything.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn preview(app: &App, ctx: &Ctx, id: CaseId, command: Escalate) -> Result<Preview> {
    app.require(ctx, Action::Escalate).await?;
    let file = super::read::file(app, ctx, id).await?;
    let plan = Plan::of(app, ctx, &file, command).await?;
    let mut read = app.store().read(ctx.owner).await?;
    let way = Way::find(app, &mut read, &ctx.organization, &file, plan.wanted(), app.now()).await?;
    let files = going_along(&mut read, id, plan.files.as_ref()).await?;
    let ladder = file.ladder(&ctx.organization, &plan.intent(&way, false), app.now());
    let packet = packet(&file, &ctx.organization, &plan, &ladder, files, app.now());
    let written = language_of(&format!("{}\n{}\n{}", packet.title, packet.description, packet.business_impact));
    let recipient_languages = ctx.organization.policy.recipient_languages.clone();
    Ok(Preview {
        packet,
        recipient: way.recipient,
        route: way.route,
        routes: way.routes,
        ladder,
        unsupported_language: Some(written).filter(|written| !recipient_languages.contains(written)),
        recipient_languages,
    })
}

/// Hands a case up. Service health is looked up once more first; while any blocker stands, nothing is written.
///
/// # Errors
/// [`Error::Blocked`] with all blockers, [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn escalate(app: &App, ctx: &Ctx, id: CaseId, command: Escalate) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let file = super::read::file(app, ctx, id).await?;
    let plan = Plan::of(app, ctx, &file, command).await?;
    ctx.in_earnest()?;
    // A look-up that does not finish does not hide: the ladder then asks for a check that is not stale.
    let look_up = LookUp::run(app, ctx.owner, &file.case, &file.subscriptions, app.now()).await.ok();
    let handing = Handing { case: id, plan, look_up, number: None };
    let mut done = hand(app, ctx, handing.clone()).await;
    if done.as_ref().is_err_and(wants_number) {
        let number = app.store().number(ctx.owner, NumberKind::Request).await?;
        done = hand(app, ctx, Handing { number: Some(format!("R-{number}")), ..handing }).await;
    }
    match done {
        // Two agents at once: the second one finds the first one's request.
        Err(Error::Internal(cause)) if is_duplicate(&cause) => Err(blocked_by_twin(app, ctx, id).await?),
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

fn is_duplicate(cause: &crate::error::Cause) -> bool {
    cause.0.downcast_ref::<tierline_store::Error>().is_some_and(|error| error.violates("open_request_cause"))
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

/// A command that was checked.
#[derive(Debug, Clone)]
struct Plan {
    draft: Draft,
    severity: Option<Severity>,
    support_topic: Option<String>,
    route: Option<Route>,
    connection: Option<ConnectionId>,
    recipient: Option<RecipientKind>,
    contact: Contact,
    duplicate_reason: Option<String>,
    files: Option<BTreeSet<AttachmentId>>,
}

#[derive(Clone)]
struct Handing {
    case: CaseId,
    plan: Plan,
    look_up: Option<LookUp>,
    /// None where it is not known yet whether one is wanted.
    number: Option<String>,
}

impl Plan {
    async fn of(app: &App, ctx: &Ctx, file: &CaseFile, command: Escalate) -> Result<Self> {
        let mut faults = Faults::default();
        let draft = Draft {
            title: faults.line("title", &command.title),
            description: faults.prose("description", &command.description),
            business_impact: faults.prose("business_impact", &command.business_impact),
        };
        let support_topic = faults.optional_line("support_topic", command.support_topic.as_deref()).and_then(|text| {
            let known = catalogue::topic_find(&text).or_else(|| catalogue::topics().iter().find(|t| t.name == text));
            if known.is_none() {
                faults.add("support_topic", "unknown", "Take a topic from the list: type a few letters of it.");
            }
            known.map(|topic| topic.name.to_owned())
        });
        let given =
            command.contact.map(|contact| validate::contact(&mut faults, "contact", contact)).unwrap_or_default();
        if !given.email.is_empty() {
            let mut read = app.store().read(ctx.owner).await?;
            super::sender::require_ours(&mut faults, &mut read, file, &given.email).await?;
        }
        let contact = completed(given, contact_of(&ctx.user));
        let duplicate_reason = faults.optional_prose("duplicate_reason", command.duplicate_reason.as_deref());
        let Escalate { severity, route, connection, recipient, files, .. } = command;
        faults.finish()?;
        Ok(Self { draft, severity, support_topic, route, connection, recipient, contact, duplicate_reason, files })
    }

    /// The route, the connection and the recipient that somebody wants.
    const fn wanted(&self) -> Wanted {
        Wanted { route: self.route, connection: self.connection, recipient: self.recipient }
    }

    fn intent(&self, way: &Way, check_failed: bool) -> Intent {
        Intent {
            recipient: Some(way.recipient.kind),
            route: Some(way.route),
            contact: Some(self.contact.clone()),
            duplicate_reason: self.duplicate_reason.is_some(),
            check_failed,
            severity: self.severity,
        }
    }
}

/// What was given of a contact, and the acting agent's own for the rest.
fn completed(given: Contact, own: Contact) -> Contact {
    let text = |given: String, own: String| if given.is_empty() { own } else { given };
    Contact {
        name: text(given.name, own.name),
        email: text(given.email, own.email),
        phone: given.phone.or(own.phone),
        country: given.country.or(own.country),
        time_zone: given.time_zone.or(own.time_zone),
        language: given.language.or(own.language),
    }
}

fn packet(
    file: &CaseFile,
    organization: &Organization,
    plan: &Plan,
    ladder: &Ladder,
    files: Vec<PacketFile>,
    now: chrono::DateTime<chrono::Utc>,
) -> Packet {
    PacketParts {
        case: &file.case,
        customer: &file.customer,
        entries: &file.entries,
        sender: PacketSender {
            organization: organization.name.clone(),
            partner_kind: organization.partner_kind.unwrap_or(PartnerKind::DirectBill),
            contact: plan.contact.clone(),
        },
        delegated_admin: file.live_relationship(now).map(|d| d.name.clone()),
        product_family: file.family(),
        support_topic: plan.support_topic.clone(),
        draft: plan.draft.clone(),
        severity: plan.severity.unwrap_or(file.case.severity),
        post_outage: ladder.post_outage.as_ref().map(|known| known.source_id.clone()),
        other_customers: 0,
        files,
    }
    .packet()
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<Handing>) -> Result<ServiceRequest> {
    let Handing { case, plan, look_up, number } = &call.input;
    let organization = Arc::clone(&call.ctx.organization);
    let mut work = CaseWork::take(tx, &call.app, Arc::clone(&organization), call.ctx.actor(), *case, call.now).await?;
    super::step::require_active(&work)?;
    let mut check = None;
    if let Some(look_up) = look_up {
        let made = look_up.finish(&call.app, tx, &mut work.file, CheckCause::Escalation, call.now).await?;
        work.push_as(Actor::desk(), Event::HealthChecked(made.clone()), Visibility::Internal, None);
        check = Some(made);
    }
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

/// Puts a request on the case's timeline and gives the ball away, or keeps it until it is filed.
pub(crate) fn link(work: &mut CaseWork, request: &ServiceRequest, joined: bool) {
    let event = Event::RequestLinked {
        request: request.id,
        number: request.number.clone(),
        route: request.route,
        recipient: request.recipient.name.clone(),
        status: request.status,
        joined,
    };
    work.push(event, Visibility::Internal, None);
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
    let packet = packet(file, &call.ctx.organization, plan, ladder, files, now);
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
    })
}

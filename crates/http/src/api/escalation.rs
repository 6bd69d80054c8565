//! A case is handed up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tierline_app::case::{self as cases, Escalate, SaveDraft};
use tierline_domain::{self as domain, CaseId, Severity};
use utoipa::ToSchema;

use super::{
    case_body::LadderBody,
    service_request::{Recipient, ServiceRequest, recipient_body, shown},
    shared::{Actor, Contact},
};
use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, delete, get, post, put},
    wire::{self, Id, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases/{case_id}/service-requests", "Lists the service requests of a case, the newest first.", list),
        post(
            "/cases/{case_id}/service-requests",
            "Hands a case up. While anything stands in the way, nothing is written.",
            escalate,
        ),
        get(
            "/cases/{case_id}/service-request-draft",
            "Proposes the texts of a service request from the evidence.",
            compose,
        ),
        put(
            "/cases/{case_id}/service-request-draft",
            "Keeps what was written of a service request, for every agent of the case.",
            keep,
        ),
        delete("/cases/{case_id}/service-request-draft", "Throws away what is kept.", discard),
        post("/cases/{case_id}/service-request-preview", "Shows exactly what the recipient would get.", preview),
    ]
}

/// A service request to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewServiceRequest {
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// What happens, in whole.
    #[schema(min_length = 1, max_length = 20_000)]
    description: String,
    /// What it does to the customer's business.
    #[schema(min_length = 1, max_length = 20_000)]
    business_impact: String,
    /// Declared impact.
    severity: wire::Severity,
    /// The recipient's own classification: a topic's identifier or name.
    support_topic: Option<String>,
    /// How it travels; the usual way where nothing is said.
    route: Option<wire::Route>,
    /// The connection that it goes by, where several lead there by the same route; the first by name where nothing is said.
    connection_id: Option<wire::ConnectionId>,
    /// To whom; the usual recipient where nothing is said.
    recipient: Option<wire::RecipientKind>,
    /// The partner's contact; the caller where nothing is said.
    contact: Option<Contact>,
    /// Why a second request for the same cause is needed.
    duplicate_reason: Option<String>,
    /// The files of the case that go along, of those marked for the provider; all of these where nothing is said.
    files: Option<Vec<wire::AttachmentId>>,
}

impl From<NewServiceRequest> for Escalate {
    fn from(new: NewServiceRequest) -> Self {
        Self {
            title: new.title,
            description: new.description,
            business_impact: new.business_impact,
            severity: Some(new.severity.0),
            support_topic: new.support_topic,
            route: new.route.map(|route| route.0),
            connection: new.connection_id.map(|id| id.0),
            recipient: new.recipient.map(|recipient| recipient.0),
            contact: new.contact.map(Into::into),
            duplicate_reason: new.duplicate_reason,
            files: new.files.map(|files| files.into_iter().map(|file| file.0).collect()),
        }
    }
}

/// A route as it stands for a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RankedRoute)]
struct RouteBody {
    /// The route.
    route: wire::Route,
    /// The connection that it goes by, where it goes by one.
    connection_id: Option<wire::ConnectionId>,
    /// The connection's name.
    connection_name: Option<String>,
    /// Whether it is taken where nobody says otherwise, could be taken, or cannot.
    standing: wire::RouteStanding,
    /// Why.
    reason: wire::RouteReason,
}

impl From<domain::RankedRoute> for RouteBody {
    fn from(one: domain::RankedRoute) -> Self {
        Self {
            route: one.route.into(),
            connection_id: one.connection.map(wire::Id),
            connection_name: one.connection_name,
            standing: one.standing.into(),
            reason: one.reason.into(),
        }
    }
}

/// What a service request starts from.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceRequestDraft {
    /// One line.
    title: String,
    /// What happens, in whole.
    description: String,
    /// What it does to the customer's business.
    business_impact: String,
    /// The usual recipient.
    recipient: wire::RecipientKind,
    /// The route that is chosen.
    route: wire::Route,
    /// All routes to this recipient as they stand, the chosen one first, each with its reason.
    routes: Vec<RouteBody>,
    /// The caller as contact.
    contact: Contact,
    /// The family of the service: it decides which support topics there are.
    product_family: Option<wire::ProductFamily>,
    /// The ladder for this recipient, route and contact.
    ladder: LadderBody,
    /// To whom it can go, and when they first answer.
    recipients: Vec<RecipientOption>,
    /// What somebody began to write and kept for this case; else null.
    kept: Option<KeptDraft>,
}

/// Somebody to whom a service request can go.
#[derive(Debug, Serialize, ToSchema)]
struct RecipientOption {
    /// Provider or upstream partner.
    kind: wire::RecipientKind,
    /// Name.
    name: String,
    /// Whether it works on this desk, so that a request travels by itself.
    on_desk: bool,
    /// Minutes to its first answer, by severity; business minutes but for a critical one.
    first_response_minutes: BTreeMap<&'static str, i64>,
}

impl From<cases::PossibleRecipient> for RecipientOption {
    fn from(one: cases::PossibleRecipient) -> Self {
        let minutes = |severity: &Severity| (severity.word(), one.targets.of(*severity).provider_first_response);
        Self {
            kind: one.kind.into(),
            name: one.name,
            on_desk: one.here,
            first_response_minutes: Severity::ALL.iter().map(minutes).collect(),
        }
    }
}

/// A service request that is not finished yet: anything may be missing.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct UnfinishedServiceRequest {
    /// One line.
    #[schema(max_length = 200)]
    title: String,
    /// What happens, in whole.
    #[schema(max_length = 20_000)]
    description: String,
    /// What it does to the customer's business.
    #[schema(max_length = 20_000)]
    business_impact: String,
    /// Declared impact.
    severity: Option<wire::Severity>,
    /// The recipient's own classification.
    support_topic: Option<String>,
    /// How it travels.
    route: Option<wire::Route>,
    /// The connection that it goes by.
    connection_id: Option<wire::ConnectionId>,
    /// To whom.
    recipient: Option<wire::RecipientKind>,
    /// The partner's contact; whoever goes on writing where nothing is said.
    contact: Option<Contact>,
    /// Why a second request for the same cause is needed.
    duplicate_reason: Option<String>,
    /// The files that go along; all of those marked for the provider where nothing is said.
    files: Option<Vec<wire::AttachmentId>>,
}

impl From<Escalate> for UnfinishedServiceRequest {
    fn from(content: Escalate) -> Self {
        Self {
            title: content.title,
            description: content.description,
            business_impact: content.business_impact,
            severity: content.severity.map(Word),
            support_topic: content.support_topic,
            route: content.route.map(Word),
            connection_id: content.connection.map(Id),
            recipient: content.recipient.map(Word),
            contact: content.contact.map(Into::into),
            duplicate_reason: content.duplicate_reason,
            files: content.files.map(|files| files.into_iter().map(Id).collect()),
        }
    }
}

impl From<UnfinishedServiceRequest> for Escalate {
    fn from(body: UnfinishedServiceRequest) -> Self {
        Self {
            title: body.title,
            description: body.description,
            business_impact: body.business_impact,
            severity: body.severity.map(|word| word.0),
            support_topic: body.support_topic,
            route: body.route.map(|word| word.0),
            connection: body.connection_id.map(|id| id.0),
            recipient: body.recipient.map(|word| word.0),
            contact: body.contact.map(Into::into),
            duplicate_reason: body.duplicate_reason,
            files: body.files.map(|files| files.into_iter().map(|file| file.0).collect()),
        }
    }
}

/// A draft that is kept for a case, shared by all agents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptServiceRequestDraft)]
struct KeptDraft {
    /// What was written so far.
    content: UnfinishedServiceRequest,
    /// Counts the changes.
    version: i64,
    /// Who saved it last.
    saved_by: Actor,
    /// When.
    saved_at: Time,
}

impl From<cases::KeptDraft> for KeptDraft {
    fn from(kept: cases::KeptDraft) -> Self {
        Self { content: kept.content.into(), version: kept.version, saved_by: kept.by.into(), saved_at: kept.at.into() }
    }
}

/// What a recipient would get.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceRequestPreview {
    /// Exactly what the recipient gets.
    #[schema(value_type = Object)]
    packet: domain::Packet,
    /// To whom it would go.
    recipient: Recipient,
    /// How it would travel.
    route: wire::Route,
    /// All routes to this recipient as they stand, the chosen one first, each with its reason.
    routes: Vec<RouteBody>,
    /// The ladder for this recipient, route and contact.
    ladder: LadderBody,
    /// A warning: the language the request is written in, where the recipient does not answer in it; else null.
    unsupported_language: Option<wire::Language>,
    /// The languages that the recipient answers in, by the organization's rules.
    recipient_languages: Vec<wire::Language>,
}

async fn list(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Page<ServiceRequest>>> {
    let view = cases::view(&caller.app, &caller.ctx, id).await?;
    let name = view.customer.name;
    let requests = view.requests.into_iter().map(|request| ServiceRequest::sent(request, name.clone(), vec![id]));
    Ok(Found::new(Page::whole(requests.collect())))
}

async fn escalate(At(id): At<CaseId>, command: Command<NewServiceRequest>) -> Answer<Made<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    let request = cases::escalate(&app, &ctx, id, body.into()).await?.id;
    let body = shown(&app, &ctx, request).await?;
    let version = body.version;
    Ok(Made::at(body, format!("/api/v1/service-requests/{request}")).versioned(version))
}

async fn compose(caller: Caller, At(id): At<CaseId>) -> Answer<Found<ServiceRequestDraft>> {
    let composed = cases::compose(&caller.app, &caller.ctx, id).await?;
    let recipients = cases::recipients(&caller.app, &caller.ctx, composed.family).await?;
    Ok(Found::new(ServiceRequestDraft {
        title: composed.draft.title,
        description: composed.draft.description,
        business_impact: composed.draft.business_impact,
        recipient: composed.recipient.into(),
        route: composed.route.into(),
        routes: composed.routes.into_iter().map(Into::into).collect(),
        contact: composed.contact.into(),
        product_family: composed.family.map(Word),
        ladder: composed.ladder.into(),
        recipients: recipients.into_iter().map(Into::into).collect(),
        kept: composed.kept.map(Into::into),
    }))
}

async fn keep(At(id): At<CaseId>, command: Command<UnfinishedServiceRequest>) -> Answer<Found<KeptDraft>> {
    let Command { app, ctx, version, body } = command;
    let kept = cases::save_draft(&app, &ctx, id, SaveDraft { content: body.into(), version }).await?;
    let version = kept.version;
    Ok(Found::versioned(kept.into(), version))
}

async fn discard(At(id): At<CaseId>, act: Act) -> Answer<Done> {
    cases::discard_draft(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

async fn preview(At(id): At<CaseId>, command: Command<NewServiceRequest>) -> Answer<Found<ServiceRequestPreview>> {
    let Command { app, ctx, body, .. } = command;
    let preview = cases::preview(&app, &ctx, id, body.into()).await?;
    Ok(Found::new(ServiceRequestPreview {
        packet: preview.packet,
        recipient: recipient_body(preview.recipient),
        route: preview.route.into(),
        routes: preview.routes.into_iter().map(Into::into).collect(),
        ladder: preview.ladder.into(),
        unsupported_language: preview.unsupported_language.map(Word),
        recipient_languages: preview.recipient_languages.into_iter().map(Word).collect(),
    }))
}

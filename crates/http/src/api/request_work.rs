//! Work on a service request: filing, what a portal shows, notes, files, decisions.

use serde::{Deserialize, Serialize};
use tierline_app::{
    received::{self, Decide},
    request::{self, PortalUpdate, RequestNote},
};
use tierline_domain::{self as domain, RequestEntry, RequestId};
use utoipa::ToSchema;

use super::{
    service_request::{ServiceRequest, Side, shown, side},
    shared::{Actor, Reason},
};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, get, post, put},
    wire::{self, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        post(
            "/service-requests/{request_id}/filing",
            "Types back the number under which it was filed in a portal.",
            file,
        ),
        put("/service-requests/{request_id}/filing", "Corrects a number that was typed wrong.", correct),
        post("/service-requests/{request_id}/portal-updates", "Records what was read in the portal.", update),
        post("/service-requests/{request_id}/withdrawal", "Takes a request back.", withdraw),
        post(
            "/service-requests/{request_id}/reopening",
            "Gives a request that its recipient calls solved back to it, with what is not solved.",
            reopen,
        ),
        post("/service-requests/{request_id}/cases", "Joins a case to an open request.", join),
        get("/service-requests/{request_id}/notes", "Lists what was said and done, oldest first.", notes),
        post("/service-requests/{request_id}/notes", "Adds a note, internal or for the other side.", note),
        post(
            "/service-requests/{request_id}/decisions",
            "As the recipient: accepts, asks, returns or resolves.",
            decide,
        ),
        post(
            "/service-requests/{request_id}/case",
            "As a distributor: opens the own case for a received request, or names the one there is.",
            carry,
        ),
    ]
}

/// The number in the recipient's books.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Filing {
    /// As the portal shows it.
    #[schema(min_length = 1, max_length = 64)]
    external_id: String,
}

/// What was read in a portal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPortalUpdate {
    /// The status it shows.
    status: Option<wire::RequestStatus>,
    /// The text it shows.
    text: Option<String>,
    /// When the portal says it happened.
    occurred_at: Option<Time>,
}

/// A case to be joined.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Joining {
    /// The case.
    case_id: wire::CaseId,
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRequestNote {
    /// `internal`, or `provider` where the other side reads it too.
    visibility: wire::Visibility,
    /// What is said.
    #[schema(min_length = 1, max_length = 20_000)]
    text: String,
}

/// A decision of the recipient.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    /// What is decided.
    decision: wire::Decision,
    /// Why; needed for all but accepting. The sender reads it.
    reason: Option<String>,
    /// Which of the reasons for a return it is: `other` where nothing is said. Only with `return`.
    return_reason: Option<wire::ReturnReason>,
}

/// Something that was said or done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceRequestEntry)]
struct Entry {
    /// Identifier; the same on both sides where it travelled.
    id: wire::EntryId,
    /// When it happened.
    at: Time,
    /// Who did it.
    actor: Actor,
    /// A stable word.
    kind: String,
    /// Who may read it.
    visibility: wire::Visibility,
    /// The status it brought.
    status: Option<wire::RequestStatus>,
    /// What is said. Where nobody said anything, what the kind is about: `join` the number of the case, `cases` how many
    /// cases the request carries, `edit` the changed fields, `file` its name.
    text: Option<String>,
}

impl From<RequestEntry> for Entry {
    fn from(entry: RequestEntry) -> Self {
        Self {
            id: entry.id.into(),
            at: entry.at.into(),
            actor: entry.actor.into(),
            kind: entry.kind,
            visibility: entry.visibility.into(),
            status: entry.status.map(Word),
            text: entry.text,
        }
    }
}

async fn file(At(id): At<RequestId>, command: Command<Filing>) -> Answer<Found<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    request::file(&app, &ctx, id, &body.external_id).await?;
    Ok(Found::new(shown(&app, &ctx, id).await?))
}

async fn correct(At(id): At<RequestId>, command: Command<Filing>) -> Answer<Found<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    request::correct(&app, &ctx, id, &body.external_id).await?;
    Ok(Found::new(shown(&app, &ctx, id).await?))
}

async fn update(At(id): At<RequestId>, command: Command<NewPortalUpdate>) -> Answer<Made<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    let update = PortalUpdate {
        status: body.status.map(|status| status.0),
        text: body.text,
        occurred_at: body.occurred_at.map(|at| at.0),
    };
    request::portal_update(&app, &ctx, id, update).await?;
    Ok(Made::new(shown(&app, &ctx, id).await?))
}

async fn withdraw(At(id): At<RequestId>, command: Command<Reason>) -> Answer<Found<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    request::withdraw(&app, &ctx, id, &body.reason).await?;
    Ok(Found::new(shown(&app, &ctx, id).await?))
}

async fn reopen(At(id): At<RequestId>, command: Command<Reason>) -> Answer<Found<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    request::reopen(&app, &ctx, id, &body.reason).await?;
    Ok(Found::new(shown(&app, &ctx, id).await?))
}

async fn join(At(id): At<RequestId>, command: Command<Joining>) -> Answer<Made<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    request::join(&app, &ctx, id, body.case_id.0).await?;
    Ok(Made::new(shown(&app, &ctx, id).await?))
}

async fn notes(caller: Caller, At(id): At<RequestId>) -> Answer<Found<Page<Entry>>> {
    let entries = entries(&caller.app, &caller.ctx, id).await?;
    Ok(Found::new(Page::whole(entries.into_iter().map(Into::into).collect())))
}

async fn entries(app: &tierline_app::App, ctx: &tierline_app::Ctx, id: RequestId) -> Answer<Vec<RequestEntry>> {
    Ok(match side(app, ctx, id).await? {
        Side::Sender => request::notes(app, ctx, id).await?,
        Side::Recipient => received::view(app, ctx, id).await?.entries,
    })
}

async fn note(At(id): At<RequestId>, command: Command<NewRequestNote>) -> Answer<Made<Entry>> {
    let Command { app, ctx, body, .. } = command;
    let note = RequestNote { visibility: body.visibility.0, text: body.text };
    let added: domain::EntryId = match side(&app, &ctx, id).await? {
        Side::Sender => request::note(&app, &ctx, id, note).await?,
        Side::Recipient => received::note(&app, &ctx, id, note).await?,
    };
    let entry = entries(&app, &ctx, id).await?.into_iter().find(|entry| entry.id == added);
    Ok(Made::new(entry.ok_or(tierline_app::Error::NotFound)?.into()))
}

/// A case that carries a received request.
#[derive(Debug, Serialize, ToSchema)]
struct CarryingCase {
    /// The case.
    id: wire::CaseId,
    /// Its number.
    number: String,
}

async fn carry(At(id): At<RequestId>, act: Act) -> Answer<Made<CarryingCase>> {
    let case = received::carry(&act.app, &act.ctx, id).await?;
    let location = format!("/api/v1/cases/{}", case.id);
    Ok(Made::at(CarryingCase { id: case.id.into(), number: case.number }, location))
}

async fn decide(At(id): At<RequestId>, command: Command<NewDecision>) -> Answer<Made<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    if body.return_reason.is_some() && body.decision.0 != domain::Decision::Return {
        let message = "Only a return has one: leave it away.";
        return Err(tierline_app::Error::field("return_reason", "not_here", message).into());
    }
    let return_reason = body.return_reason.map(|word| word.0);
    let decision = Decide { decision: body.decision.0, reason: body.reason, return_reason };
    let decided = received::decide(&app, &ctx, id, decision).await?;
    Ok(Made::new(ServiceRequest::received(decided, &ctx)))
}

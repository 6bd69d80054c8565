//! Trouble tickets elsewhere that no request is known by: somebody mixed up numbers, used one again, or a request was not sent from here.

use serde::{Deserialize, Serialize};
use tierline_app::ticket::{self, StrayView};
use tierline_domain::{Connection, StrayTicket, StrayTicketId, TicketEvent};
use utoipa::ToSchema;

use super::service_request::{self, ServiceRequest};
use crate::kit::{
    answer::{Answer, Done, Found, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/stray-tickets",
            "Lists trouble tickets elsewhere that could not be taken for a service request, the latest first.",
            list,
        ),
        get(
            "/stray-tickets/{stray_ticket_id}",
            "Shows such a ticket: why it could not be matched, and which requests could be meant.",
            show,
        ),
        post(
            "/stray-tickets/{stray_ticket_id}/request",
            "Says to which service request such a ticket belongs: the request takes its number.",
            attach,
        ),
        post(
            "/stray-tickets/{stray_ticket_id}/dismissal",
            "Says that such a ticket is none of ours: it is not shown again.",
            dismiss,
        ),
    ]
}

/// A ticket that belongs to nothing known. It changed nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StrayTicket)]
struct Stray {
    /// Identifier.
    id: wire::StrayTicketId,
    /// By which connection it came.
    connection_id: wire::ConnectionId,
    /// That connection's name.
    connection_name: String,
    /// The other end's number of it.
    ticket: String,
    /// What it is called there, where that was said.
    title: Option<String>,
    /// What was last said to have happened to it, in the words of TMF621; null where its number came with an answer.
    event: Option<&'static str>,
    /// Why it could not be matched.
    reason: wire::StrayReason,
    /// The request to whose answer it came; null where an event brought it.
    request_id: Option<wire::RequestId>,
    /// How often it was heard of.
    times: i64,
    /// When it was heard of first.
    first_at: Time,
    /// When it was heard of last.
    last_at: Time,
}

impl Stray {
    fn of(stray: StrayTicket, connection: &Connection) -> Self {
        Self {
            id: stray.id.into(),
            connection_id: stray.connection.into(),
            connection_name: connection.name.clone(),
            ticket: stray.ticket,
            title: stray.title,
            event: stray.event.map(TicketEvent::word),
            reason: stray.reason.into(),
            request_id: stray.request.map(Into::into),
            times: stray.times,
            first_at: stray.first_at.into(),
            last_at: stray.last_at.into(),
        }
    }
}

/// A ticket that belongs to nothing known, with what is needed to say what it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StrayTicketWithRequests)]
struct Shown {
    #[serde(flatten)]
    stray: Stray,
    /// The request that has its number already; null where none has.
    taken_by: Option<Meant>,
    /// The open requests that went through the connection, the newest first: one of them could be meant.
    candidates: Vec<Meant>,
}

/// A request that could be meant by a ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequestMeant)]
struct Meant {
    /// Identifier.
    id: wire::RequestId,
    /// Its number.
    number: String,
    /// One line.
    title: String,
    /// Where it stands.
    status: wire::RequestStatus,
    /// The number that it has at the other end.
    external_id: Option<String>,
}

impl From<tierline_domain::ServiceRequest> for Meant {
    fn from(request: tierline_domain::ServiceRequest) -> Self {
        Self {
            id: request.id.into(),
            number: request.number,
            title: request.title,
            status: request.status.into(),
            external_id: request.external_id,
        }
    }
}

/// To which request a ticket belongs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StrayTicketRequest)]
struct Belongs {
    /// The request: one that went through the same connection and is not over.
    request_id: wire::RequestId,
}

async fn list(caller: Caller) -> Answer<Found<Page<Stray>>> {
    let strays = ticket::strays(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(strays.into_iter().map(|(stray, connection)| Stray::of(stray, &connection)).collect())))
}

async fn show(caller: Caller, At(id): At<StrayTicketId>) -> Answer<Found<Shown>> {
    let StrayView { stray, connection, taken_by, candidates } = ticket::stray(&caller.app, &caller.ctx, id).await?;
    Ok(Found::new(Shown {
        stray: Stray::of(stray, &connection),
        taken_by: taken_by.map(Into::into),
        candidates: candidates.into_iter().map(Into::into).collect(),
    }))
}

async fn attach(At(id): At<StrayTicketId>, command: Command<Belongs>) -> Answer<Found<ServiceRequest>> {
    let Command { app, ctx, body, .. } = command;
    let request = ticket::attach_stray(&app, &ctx, id, body.request_id.0).await?;
    Ok(Found::new(service_request::shown(&app, &ctx, request.id).await?))
}

async fn dismiss(At(id): At<StrayTicketId>, act: Act) -> Answer<Done> {
    ticket::dismiss_stray(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

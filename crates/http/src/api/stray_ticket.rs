//! Events of tickets that no request is known by: somebody mixed up numbers, or a request was not sent from here.

use serde::Serialize;
use tierline_app::ticket;
use tierline_domain::StrayTicket;
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Found, Page},
    call::Caller,
    endpoint::{Operation, get},
    wire::{self, Id, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![get(
        "/stray-tickets",
        "Lists events of trouble tickets that no request of this organization is known by, the newest first.",
        list,
    )]
}

/// An event that belongs to nothing known. It changed nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StrayTicket)]
struct Stray {
    /// By which connection it came.
    connection_id: wire::ConnectionId,
    /// The event's identifier at the other end.
    event_id: String,
    /// What it says happened, in the words of TMF621.
    event: &'static str,
    /// The ticket that it names.
    ticket: String,
    /// When it came.
    received_at: Time,
}

impl From<StrayTicket> for Stray {
    fn from(stray: StrayTicket) -> Self {
        Self {
            connection_id: Id(stray.connection),
            event_id: stray.event_id,
            event: stray.event.word(),
            ticket: stray.ticket,
            received_at: stray.received_at.into(),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Stray>>> {
    let strays = ticket::strays(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(strays.into_iter().map(Into::into).collect())))
}

//! Tickets elsewhere that no request is known by: the list, and one with what is needed to say what it is.

use askama::Template;
use tierline_domain::{Connection, Role, ServiceRequest, StrayReason, StrayTicket, TicketEvent};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Link, Look, Place, Tone};

/// A stray ticket with the connection by which it came.
#[derive(Debug, Clone, PartialEq)]
pub struct StrayLine {
    /// The ticket.
    pub stray: StrayTicket,
    /// The connection.
    pub connection: Connection,
}

/// The tickets that wait for somebody to say what they are. `/stray-tickets`
#[derive(Debug, Clone, Default)]
pub struct StrayTicketsPage {
    /// The tickets, the latest first.
    pub lines: Vec<StrayLine>,
}

#[derive(Template)]
#[template(path = "page/stray_tickets.html")]
struct StrayTickets<'a> {
    f: &'a Frame,
    p: &'a StrayTicketsPage,
}

impl StrayTickets<'_> {
    fn empty(&self) -> Html {
        self.f.nothing("ok", "strays-empty", "strays-empty-says")
    }

    fn last(&self, line: &StrayLine) -> Html {
        last(self.f, &line.stray)
    }
}

/// What was last heard of a ticket.
fn last(f: &Frame, stray: &StrayTicket) -> Html {
    Html::text(&stray.event.map_or_else(|| f.t("stray-answered"), |event| event_words(f, event)))
}

/// What an event of a ticket says.
pub(super) fn event_words(f: &Frame, event: TicketEvent) -> String {
    f.t(match event {
        TicketEvent::StatusChange => "stray-event-status",
        TicketEvent::AttributeValueChange => "stray-event-changed",
        TicketEvent::InformationRequired => "stray-event-asked",
        TicketEvent::Resolved => "stray-event-resolved",
        TicketEvent::Create => "stray-event-filed",
        TicketEvent::Delete => "stray-event-deleted",
    })
}

impl Page for StrayTicketsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("strays-title")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Deliveries)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&StrayTickets { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::stray_tickets()
    }
}

/// One of them. `/stray-tickets/{id}`; posts `request_id` to `…/request`, and nothing to `…/dismissal`.
#[derive(Debug, Clone)]
pub struct StrayTicketPage {
    /// The ticket with its connection.
    pub line: StrayLine,
    /// The request that has its number already, where one has.
    pub taken_by: Option<ServiceRequest>,
    /// The requests that could be meant, the newest first.
    pub candidates: Vec<ServiceRequest>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/stray_ticket.html")]
struct StrayTicketView<'a> {
    f: &'a Frame,
    p: &'a StrayTicketPage,
}

impl StrayTicketView<'_> {
    fn stray(&self) -> &StrayTicket {
        &self.p.line.stray
    }

    fn last(&self) -> Html {
        last(self.f, self.stray())
    }

    fn base(&self) -> String {
        format!("/stray-tickets/{}", self.stray().id)
    }

    /// Why nobody took it for one of ours.
    fn why(&self) -> Html {
        let (f, connection) = (self.f, &self.p.line.connection.name);
        let look = Look(Tone::Warn, "unknown");
        let number = &self.stray().ticket;
        match (&self.stray().reason, &self.p.taken_by) {
            (StrayReason::NumberTaken, Some(holder)) => {
                let link = format!("/service-requests/{}", holder.id);
                let says = f.h("stray-why-taken").s("ticket", number).s("connection", connection);
                f.notice(look, says.link("request", link, &holder.number).html())
            }
            (StrayReason::NumberTaken, None) => {
                f.notice(look, f.h("stray-why-was-taken").s("ticket", number).s("connection", connection).html())
            }
            (StrayReason::UnknownNumber, _) => {
                f.notice(look, f.h("stray-why-unknown").s("ticket", number).s("connection", connection).html())
            }
        }
    }

    /// The requests to choose from, each with the number that it has there.
    fn choices(&self) -> Vec<Choice> {
        let text = |one: &ServiceRequest| {
            let there = one.external_id.clone().unwrap_or_else(|| self.f.t("no-number-yet"));
            format!("{}, {} ({there})", one.number, one.title)
        };
        let mut all = vec![Choice::new("", self.f.t("stray-choose"))];
        all.extend(self.p.candidates.iter().map(|one| Choice::new(one.id.to_string(), text(one))));
        all
    }

    /// The request that is most likely meant: that to whose answer the number came.
    fn likely(&self) -> String {
        let meant = self.stray().request.filter(|id| self.p.candidates.iter().any(|one| one.id == *id));
        meant.map(|id| id.to_string()).unwrap_or_default()
    }
}

impl Page for StrayTicketPage {
    fn title(&self, _frame: &Frame) -> String {
        self.line.stray.ticket.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Deliveries)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&StrayTicketView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::stray_ticket()
    }
}

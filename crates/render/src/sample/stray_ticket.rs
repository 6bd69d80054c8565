//! Tickets that nobody knows: by an event, and by an answer with a number that is another request's.

use tierline_domain::{RequestStatus, ServiceRequest, StrayReason, StrayTicket, TicketEvent};

use super::{
    connection::{failing, working},
    desk::{ago, id, request_lines},
};
use crate::{
    Fault, Form,
    page::{StrayLine, StrayTicketPage, StrayTicketsPage},
};

fn unknown() -> StrayLine {
    let stray = StrayTicket {
        id: id("stt", 1),
        connection: id("con", 1),
        ticket: "SR-20417".to_owned(),
        title: Some("Shared calendars stay empty after the move".to_owned()),
        event: Some(TicketEvent::InformationRequired),
        event_id: Some("out_1".to_owned()),
        reason: StrayReason::UnknownNumber,
        request: None,
        times: 3,
        first_at: ago(190),
        last_at: ago(12),
    };
    StrayLine { stray, connection: working().connection }
}

fn reused() -> StrayLine {
    let stray = StrayTicket {
        id: id("stt", 2),
        connection: id("con", 2),
        ticket: "CD-77131".to_owned(),
        title: None,
        event: None,
        event_id: None,
        reason: StrayReason::NumberTaken,
        request: Some(id("srq", 1046)),
        times: 1,
        first_at: ago(48),
        last_at: ago(48),
    };
    StrayLine { stray, connection: failing().connection }
}

fn sent() -> Vec<ServiceRequest> {
    request_lines().into_iter().map(|line| line.request).take(4).collect()
}

pub(crate) fn stray_tickets() -> Vec<(&'static str, StrayTicketsPage)> {
    let long = StrayTicket {
        id: id("stt", 3),
        ticket: "0c8a6e1f-54c7-4a5e-8b7d-2f6a51f0c9aa/incident/2026/09/15".to_owned(),
        title: Some("\u{5ea}\u{5e7}\u{5dc}\u{5d4} <b>in Teams</b>".to_owned()),
        event: Some(TicketEvent::Delete),
        ..unknown().stray
    };
    let lines = vec![unknown(), reused(), StrayLine { stray: long, ..unknown() }];
    vec![("all", StrayTicketsPage { lines }), ("none", StrayTicketsPage::default())]
}

pub(crate) fn stray_ticket() -> Vec<(&'static str, StrayTicketPage)> {
    let mut candidates = sent();
    let taken_by = candidates.pop();
    for one in &mut candidates {
        one.status = RequestStatus::Unknown;
        one.external_id = None;
    }
    let by_event = StrayTicketPage { line: unknown(), taken_by: None, candidates: sent(), form: Form::default() };
    let fault =
        Form::posted("request", [("request_id".to_owned(), String::new())]).fault(Fault::new("request_id", "required"));
    vec![
        ("unknown", by_event.clone()),
        ("taken", StrayTicketPage { line: reused(), taken_by, candidates, form: Form::default() }),
        ("was_taken", StrayTicketPage { line: reused(), ..by_event.clone() }),
        ("nothing_to_choose", StrayTicketPage { candidates: Vec::new(), ..by_event.clone() }),
        ("nothing_chosen", StrayTicketPage { form: fault, ..by_event }),
    ]
}

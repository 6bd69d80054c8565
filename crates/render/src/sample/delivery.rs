//! Deliveries: one in every state, to both kinds of recipients.

use tierline_domain::{
    Delivery, DeliveryContent, DeliveryKind, DeliveryState, RecipientKind, RequestStatus, Route, Severity, TicketEvent,
};

use super::desk::{ago, id, owner};
#[cfg(test)]
use crate::HeldConnection;
use crate::{
    Fault, Form,
    page::{DeliveriesPage, DeliveryPage},
};

/// The connection that is held.
#[cfg(test)]
pub(super) fn held() -> HeldConnection {
    HeldConnection { id: id("con", 1), name: "Meridian desk".to_owned(), since: ago(74) }
}

fn line(number: u32, kind: DeliveryKind, state: DeliveryState, answer: Option<&str>) -> Delivery {
    let is_over = matches!(state, DeliveryState::Done | DeliveryState::Refused | DeliveryState::GivenUp);
    Delivery {
        owner: owner(),
        id: id("out", number),
        kind,
        request: id("srq", 1040 + number),
        request_number: Some(format!("R-{}", 1040 + number)),
        request_title: Some("Shared calendars stay empty for delegates".to_owned()),
        is_reply: false,
        route: Route::TroubleTicket,
        connection: Some(id("con", 1)),
        connection_name: Some("Meridian desk".to_owned()),
        connection_stopped_at: None,
        recipient: "Meridian Cloud".to_owned(),
        state,
        attempts: i64::from(number),
        created_at: ago(i64::from(number) * 17),
        next_at: matches!(state, DeliveryState::Waiting | DeliveryState::Unknown).then(|| ago(-4)),
        tried_at: Some(ago(3)),
        answer: answer.map(str::to_owned),
        finished_at: is_over.then(|| ago(2)),
        given_up_by: None,
    }
}

/// One in every state.
pub(super) fn lines() -> Vec<Delivery> {
    use DeliveryKind::{
        CaseNoted, FileReturned, FileSent, RequestDecided, RequestNoted, RequestSubmitted, RequestWithdrawn,
    };
    let local = Delivery {
        route: Route::Local,
        connection: None,
        connection_name: None,
        recipient: "Vistula Distribution".to_owned(),
        attempts: 0,
        tried_at: None,
        next_at: Some(ago(0)),
        ..line(1, RequestSubmitted, DeliveryState::Waiting, None)
    };
    let given_up = Delivery {
        given_up_by: Some("Ilse Brandt".to_owned()),
        ..line(
            7,
            RequestSubmitted,
            DeliveryState::GivenUp,
            Some("Their interface is down until tomorrow; filed by hand."),
        )
    };
    let reply = Delivery { is_reply: true, ..local.clone() };
    vec![
        local,
        line(2, RequestSubmitted, DeliveryState::Unknown, Some("The connection was cut before an answer came.")),
        line(3, RequestNoted, DeliveryState::Waiting, Some("503: come back after 11:58.")),
        line(4, FileSent, DeliveryState::InFlight, None),
        line(5, RequestWithdrawn, DeliveryState::Held, Some("Nobody listens at desk.meridian.example:443.")),
        line(6, CaseNoted, DeliveryState::Refused, Some("ticket_closed: The ticket is closed.")),
        given_up,
        line(20, RequestNoted, DeliveryState::GivenUp, Some("The name desk.meridian.example leads nowhere.")),
        Delivery { kind: RequestDecided, ..reply.clone() },
        Delivery { kind: FileReturned, state: DeliveryState::Done, answer: Some("CD-77131".to_owned()), ..reply },
    ]
}

pub(crate) fn deliveries() -> Vec<(&'static str, DeliveriesPage)> {
    let counts = vec![
        (DeliveryState::Waiting, 12_480),
        (DeliveryState::Unknown, 1),
        (DeliveryState::Held, 44),
        (DeliveryState::GivenUp, 2),
    ];
    let all = DeliveriesPage {
        counts,
        lines: lines(),
        next: Some("next".to_owned()),
        strays: Some(2),
        ..DeliveriesPage::default()
    };
    let filter = Form::posted("", [("state".to_owned(), "refused".to_owned())]);
    vec![
        ("all", all),
        ("none", DeliveriesPage::default()),
        ("none_of_a_state", DeliveriesPage { filter, ..DeliveriesPage::default() }),
    ]
}

pub(crate) fn delivery() -> Vec<(&'static str, DeliveryPage)> {
    const NAMES: &[&str] =
        &["waiting", "unknown", "later", "in_flight", "held", "refused", "given_up", "exhausted", "reply", "done"];
    let page = |delivery: Delivery| DeliveryPage {
        brings: brings(delivery.kind),
        delivery,
        recipient: Some(RecipientKind::Provider),
        form: Form::default(),
    };
    let mut all: Vec<_> = NAMES.iter().copied().zip(lines().into_iter().map(page)).collect();
    let fault = Form::posted("giving-up", [("reason".to_owned(), String::new())]).fault(Fault::new("reason", "empty"));
    let upstream = DeliveryPage { recipient: Some(RecipientKind::Upstream), form: fault, ..all[1].1.clone() };
    all.push(("reason_missing", upstream));
    let open = Delivery {
        route: Route::Email,
        connection_name: Some("Meridian's mailbox".to_owned()),
        next_at: None,
        ..line(
            2,
            DeliveryKind::RequestSubmitted,
            DeliveryState::Unknown,
            Some("mail.northgate.example did not confirm the mail within 120 seconds"),
        )
    };
    all.push(("mail_unconfirmed", page(open)));
    let stopped = Delivery { connection_stopped_at: Some(ago(42)), answer: None, ..all[4].1.delivery.clone() };
    all.push(("stopped", page(stopped)));
    let other = |brings| DeliveryPage { brings, ..all[2].1.clone() };
    let asked = DeliveryContent::Answer {
        status: Some(RequestStatus::AttentionNeeded),
        text: Some("Which build do the clients have?".to_owned()),
    };
    let rated = DeliveryContent::Severity { before: Severity::Moderate, severity: Severity::Critical };
    let again = DeliveryContent::Reopening("The calendars are empty again since noon.".to_owned());
    let more = [
        ("brings_a_question", other(Some(asked))),
        ("brings_a_severity", other(Some(rated))),
        ("brings_a_reopening", other(Some(again))),
        ("brings_a_number", other(Some(DeliveryContent::Cases(4)))),
        ("brings_an_event", other(Some(DeliveryContent::Event(TicketEvent::InformationRequired)))),
        ("not_to_be_read", other(None)),
    ];
    all.extend(more);
    all
}

/// What a delivery of this kind could bring.
fn brings(kind: DeliveryKind) -> Option<DeliveryContent> {
    let text = "The trace of one affected mailbox is attached.".to_owned();
    Some(match kind {
        DeliveryKind::RequestSubmitted => {
            DeliveryContent::Request("Shared calendars stay empty for delegates".to_owned())
        }
        DeliveryKind::RequestNoted | DeliveryKind::CaseNoted => DeliveryContent::Note(text),
        DeliveryKind::RequestWithdrawn => DeliveryContent::Withdrawal("Solved by the customer.".to_owned()),
        DeliveryKind::FileSent | DeliveryKind::FileReturned => {
            let (id, name) = (id("att", 7), "trace.har".to_owned());
            DeliveryContent::File { id, case: None, name, size: 48_200 }
        }
        DeliveryKind::RequestDecided => DeliveryContent::Answer { status: None, text: Some(text) },
        DeliveryKind::RequestRated | DeliveryKind::TicketEvent => return None,
    })
}

//! What arrives at a distributor.

use tierline_domain::{PartnerKind, ReceivedRequest, RequestStatus, ReturnCount, ReturnReason, Severity};

use super::{
    desk::{ago, id, owner, packet},
    request::{attachment, entries},
};
use crate::{
    Fault, Form,
    page::{Further, InboxPage, InboxView, OpenReceived, PartnerLine, PartnersPage, UpstreamAnswer},
};

fn received(
    number: u32,
    title: &str,
    severity: Severity,
    sender: &str,
    customer: &str,
    minutes: i64,
) -> ReceivedRequest {
    let mut packet = packet();
    packet.title = title.to_owned();
    packet.severity = severity;
    packet.priority = Some("P2".to_owned());
    packet.customer.name = customer.to_owned();
    packet.steps.truncate(2);
    ReceivedRequest {
        owner: owner(),
        id: id("srq", number),
        number: format!("CD-{number}"),
        sender: id("org", 1),
        sender_name: sender.to_owned(),
        sender_number: "R-1046".to_owned(),
        packet,
        status: RequestStatus::Submitted,
        status_reason: None,
        return_reason: None,
        case: None,
        due_at: Some(ago(-minutes)),
        version: 1,
        received_at: ago(216),
        updated_at: ago(216),
    }
}

fn lines() -> Vec<ReceivedRequest> {
    vec![
        received(
            77_131,
            "Invoices sync stops after plan change",
            Severity::Moderate,
            "Northgate Cloud Partners",
            "Sablewood Architects",
            24,
        ),
        received(
            77_133,
            "Shop front answers with error 503",
            Severity::Critical,
            "Quarrystone Systems",
            "Pinmoor Retail",
            72,
        ),
        received(77_136, "Report totals differ by one day", Severity::Minimal, "Bluefen IT", "Tarrow Clinics", 400),
    ]
}

pub(crate) fn inbox() -> Vec<(&'static str, InboxPage)> {
    let counts = vec![(InboxView::New, 6), (InboxView::Accepted, 14), (InboxView::Waiting, 5)];
    let list = InboxPage { view: InboxView::New, counts, lines: lines(), current: None, form: Form::default() };
    let open = |status| OpenReceived {
        request: ReceivedRequest { status, ..lines().remove(0) },
        entries: Vec::new(),
        attachments: vec![attachment()],
        further: Further::default(),
    };
    let may_open =
        OpenReceived { further: Further { may_open: true, ..Further::default() }, ..open(RequestStatus::Accepted) };
    let missing = Further { customer_is_missing: true, ..Further::default() };
    let missing = OpenReceived { further: missing, ..open(RequestStatus::Submitted) };
    let answer = UpstreamAnswer {
        request: id("srq", 1042),
        number: "R-1042".to_owned(),
        recipient: "Microsoft".to_owned(),
        status: RequestStatus::AttentionNeeded,
        text: Some("Send the message trace of one affected mail.".to_owned()),
    };
    let further =
        Further { case: Some((id("cas", 2291), "T-2291".to_owned())), answer: Some(answer), ..Further::default() };
    let carried = OpenReceived { further, ..open(RequestStatus::Accepted) };
    let returned =
        Form::posted("decision", [("decision".to_owned(), "return".to_owned()), ("reason".to_owned(), String::new())])
            .fault(Fault::new("reason", "empty"));
    let talk = OpenReceived { entries: entries(), ..open(RequestStatus::AttentionNeeded) };
    let no_file = Form::posted("attachments", []).fault(Fault::new("file", "empty"));
    let filed = OpenReceived { entries: entries(), ..open(RequestStatus::Accepted) };
    vec![
        ("list", list.clone()),
        ("may_open", InboxPage { current: Some(may_open), view: InboxView::Accepted, ..list.clone() }),
        ("customer_missing", InboxPage { current: Some(missing), ..list.clone() }),
        ("carried", InboxPage { current: Some(carried), view: InboxView::Accepted, ..list.clone() }),
        ("file_fault", InboxPage { current: Some(filed), form: no_file, view: InboxView::Accepted, ..list.clone() }),
        ("new", InboxPage { current: Some(open(RequestStatus::Submitted)), ..list.clone() }),
        ("return_fault", InboxPage { current: Some(open(RequestStatus::Submitted)), form: returned, ..list.clone() }),
        ("talk", InboxPage { current: Some(talk), view: InboxView::Waiting, ..list.clone() }),
        ("over", InboxPage { current: Some(open(RequestStatus::Resolved)), view: InboxView::Resolved, ..list.clone() }),
        ("empty", InboxPage { lines: Vec::new(), ..list }),
    ]
}

pub(crate) fn partners() -> Vec<(&'static str, PartnersPage)> {
    let line = |name: &str, kind, open, returned, sent| PartnerLine {
        name: name.to_owned(),
        kind: Some(kind),
        open,
        returned,
        sent,
        last_at: (sent > 0).then(|| ago(216)),
    };
    let lines = vec![
        line("Bluefen IT", PartnerKind::IndirectReseller, 0, 0, 0),
        line("Northgate Cloud Partners", PartnerKind::DirectBill, 9, 14, 418),
        line("Quarrystone Systems", PartnerKind::IndirectReseller, 2, 1, 36),
    ];
    let returned = |reason, count| ReturnCount { reason, count };
    let returns = vec![returned(ReturnReason::NotEscalationWorthy, 9), returned(ReturnReason::InsufficientEvidence, 6)];
    vec![
        ("some", PartnersPage { lines, returns, days: 90 }),
        ("empty", PartnersPage { days: 90, ..PartnersPage::default() }),
    ]
}

use chrono::{DateTime, Utc};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::json;
use tierline_app::UpdateKind;

use super::*;
use crate::answer::word;

fn now() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn reply(status: u16, body: Value) -> Reply {
    Reply {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: body.to_string().into_bytes(),
    }
}

fn counted(total: &str, body: Value) -> Reply {
    let mut reply = reply(200, body);
    reply.headers.insert(HeaderName::from_static("x-total-count"), HeaderValue::from_str(total).unwrap());
    reply
}

#[test]
fn what_may_have_been_done_is_unknown_and_what_the_connection_lacks_is_tried_later() {
    for (status, posted, expected) in [
        (400, true, "refused"),
        (422, true, "refused"),
        (409, false, "refused"),
        (404, false, "refused"),
        (404, true, "later"),
        (401, true, "later"),
        (403, true, "later"),
        (307, true, "later"),
        (429, true, "later"),
        (503, true, "later"),
        (500, true, "unknown"),
        (502, false, "unknown"),
        (504, true, "unknown"),
    ] {
        let outcome = outcome::of_reply(&reply(status, json!({})), "North", now(), posted);
        assert_eq!(word(&outcome), expected, "{status}");
    }
    let away = Fault::NotSent { reason: "not reached".into(), not_before: None };
    assert_eq!(word(&of_fault(away)), "later");
    assert_eq!(word(&of_fault(Fault::Unanswered { reason: "cut".into() })), "unknown");
}

#[test]
fn a_refusal_is_told_in_the_words_of_who_refuses() {
    let error = json!({"code": "other_cloud", "reason": "Not valid", "message": "cloud: nothing crosses\u{202e}"});
    let Outcome::Refused { code, reason } = outcome::of_reply(&reply(422, error), "North", now(), true) else {
        panic!("refused");
    };
    assert_eq!((code.as_str(), reason.as_str()), ("other_cloud", "North says (422): Not valid cloud: nothing crosses"));
}

#[test]
fn that_a_ticket_is_not_there_is_said_only_of_a_whole_list() {
    let ticket = |id: &str| json!({"id": "SR-1", "externalIdentifier": [{"id": id}]});
    assert!(matches!(found(&counted("1", json!([ticket("ours")])), "ours", "North"), Found::Yes(_)));
    assert_eq!(found(&counted("0", json!([])), "ours", "North"), Found::No);
    assert_eq!(found(&reply(200, json!([])), "ours", "North"), Found::No);
    assert_eq!(found(&counted("1", json!([ticket("x")])), "ours", "North"), Found::No, "all of it was seen");
    assert!(matches!(found(&counted("90", json!([ticket("x")])), "ours", "North"), Found::NoAnswer { .. }));
    assert!(matches!(found(&reply(200, json!([ticket("x")])), "ours", "North"), Found::NoAnswer { .. }));
    assert!(matches!(found(&reply(200, json!({})), "ours", "North"), Found::NoAnswer { .. }));
}

#[test]
fn a_number_from_elsewhere_leads_nowhere_else() {
    assert_eq!(one("SR-1042"), "/troubleTicket/SR-1042");
    assert_eq!(one("../hub?x=1#y"), "/troubleTicket/%2E%2E%2Fhub%3Fx%3D1%23y");
}

#[test]
fn a_tickets_history_becomes_updates_with_the_same_identifiers_each_time() {
    let ticket: Ticket = serde_json::from_value(json!({
        "id": "SR-1", "status": "resolved",
        "statusChangeHistory": [
            {"status": "acknowledged", "statusChangeDate": "2026-03-02T08:00:00Z"},
            {"status": "pending", "statusChangeDate": "2026-03-02T09:00:00.1234567Z", "statusChangeReason": "Which build?"},
            {"status": "resolved", "statusChangeDate": "2026-03-02T10:00:00Z"},
        ],
        "note": [{"id": "ent_x", "date": "2026-03-02T09:30:00Z", "text": "Looking"}, {"text": "no date"}],
    }))
    .unwrap();
    let updates = news::statuses("SR-1", &ticket);
    let said: Vec<_> = updates.iter().map(|update| format!("{:?} {}", update.kind, update.id)).collect();
    assert_eq!(
        said,
        [
            "Status(attention_needed) status/1772442000123456/pending",
            "Status(resolved) status/1772445600000000/resolved"
        ]
    );
    assert_eq!(news::statuses("SR-1", &ticket), updates);
    let notes = news::notes("SR-1", &ticket);
    assert_eq!(notes.len(), 1, "what has no date cannot be told apart");
    assert_eq!(notes[0].id, "ent_x");
}

#[test]
fn a_system_without_a_history_says_at_least_where_the_ticket_stands() {
    let ticket: Ticket =
        serde_json::from_value(json!({"status": "closed", "statusChangeDate": "2026-03-02T10:00:00Z"})).unwrap();
    let updates = news::statuses("1", &ticket);
    assert!(matches!(&updates[..], [Update { kind: UpdateKind::Status { status: RequestStatus::Closed, .. }, .. }]));
}

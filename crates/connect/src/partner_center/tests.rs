use chrono::{DateTime, Utc};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::json;
use tierline_app::UpdateKind;
use tierline_domain::Severity;

use super::*;
use crate::answer::word;

fn now() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn reply(status: u16, body: &Value) -> Reply {
    let status = StatusCode::from_u16(status).unwrap();
    Reply { status, headers: HeaderMap::new(), body: body.to_string().into_bytes() }
}

#[test]
fn what_may_have_been_done_is_unknown_and_what_the_connection_lacks_is_tried_later() {
    for (status, expected) in [
        (400, "refused"),
        (404, "refused"),
        (409, "refused"),
        (401, "later"),
        (403, "later"),
        (429, "later"),
        (503, "later"),
        (500, "unknown"),
        (504, "unknown"),
    ] {
        let outcome = outcome::of_reply(&reply(status, &json!({})), "Partner Center", now());
        assert_eq!(word(&outcome), expected, "{status}");
    }
    assert_eq!(word(&of_fault(Fault::not_sent("not reached".into()))), "later");
    assert_eq!(word(&of_fault(Fault::Unanswered { reason: "cut".into() })), "unknown");
}

#[test]
fn an_error_is_told_with_what_a_person_can_do_about_it() {
    let said = |status, body: &Value| outcome::said(&reply(status, body), "North");
    let lacks = json!({"code": 900150, "description": "x", "data": [], "source": "PartnerFD"});
    assert_eq!(
        said(403, &lacks),
        "North refuses the desk (403): the person who consented lacks the role: Admin agent or Helpdesk agent"
    );
    let other = json!({"code": "3000", "description": "Title is empty\u{202e}", "source": "PartnerFD"});
    assert_eq!(said(400, &other), "North says (400): Title is empty");
    let limit = json!({"statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds."});
    assert_eq!(said(429, &limit), "North says (429): Rate limit is exceeded. Try again in 57 seconds.");
    assert!(said(404, &Value::Null).contains("404"));
    let mut throttled = reply(429, &limit);
    throttled.headers.insert(reqwest::header::RETRY_AFTER, "57".parse().unwrap());
    let Outcome::Later { not_before, .. } = outcome::of_reply(&throttled, "North", now()) else { panic!("later") };
    assert_eq!(not_before, Some(now() + Duration::seconds(57)));
}

#[test]
fn a_number_from_elsewhere_leads_nowhere_else() {
    assert_eq!(one("616122292874576"), "/servicerequests/616122292874576");
    assert_eq!(one("../customers?x=1#y"), "/servicerequests/%2E%2E%2Fcustomers%3Fx%3D1%23y");
}

fn found() -> ServiceRequest {
    serde_json::from_value(json!({
        "id": "616122292874576", "status": "attention_needed", "severity": "critical",
        "createdDate": "2026-03-02T08:00:00", "lastModifiedDate": "2026-03-02T10:00:00.1234567Z",
        "lastClosedDate": "0001-01-01T00:00:00",
        "notes": [
            {"createdByName": "Engineer", "createdDate": "2026-03-02T09:00:00", "text": "Which build?"},
            {"createdByName": "Engineer", "createdDate": "2026-03-02T10:00:00", "text": "Which build?"},
            {"createdByName": "Engineer", "text": "no date"},
            {"createdByName": "Engineer", "createdDate": "0001-01-01T00:00:00", "text": "no date either"},
        ],
    }))
    .unwrap()
}

#[test]
fn the_same_request_gives_the_same_updates_each_time() {
    let notes = news::notes("6161", &found());
    assert_eq!(notes.len(), 2, "what has no time cannot be told apart");
    assert_ne!(notes[0].id, notes[1].id, "the same words said twice are two notes");
    assert_eq!(news::notes("6161", &found()), notes);
    let all = news::facts("6161", &found(), (RequestStatus::Submitted, Severity::Moderate));
    let said: Vec<_> = all.iter().map(|update| format!("{:?}", update.kind)).collect();
    assert_eq!(said, ["Status(attention_needed)", "Severity(critical)"]);
    assert!(all.iter().all(|update| update.id.ends_with("/1772445600123456")), "{all:?}");
    let again = news::facts("6161", &found(), (RequestStatus::AttentionNeeded, Severity::Critical));
    assert_eq!(again, [], "what is known is no news");
}

#[test]
fn being_open_is_no_answer_and_an_end_is_a_solution() {
    let heard = |status: &str, now| {
        let found = ServiceRequest { status: serde_json::from_value(json!(status)).ok(), ..found() };
        let all = news::facts("6161", &found, (now, Severity::Critical));
        all.into_iter().find_map(|update| match update.kind {
            UpdateKind::Status { status, .. } => Some(status),
            _ => None,
        })
    };
    assert_eq!(heard("open", RequestStatus::Submitted), None);
    assert_eq!(heard("open", RequestStatus::AttentionNeeded), Some(RequestStatus::Accepted));
    assert_eq!(heard("closed", RequestStatus::Accepted), Some(RequestStatus::Resolved));
    assert_eq!(heard("none", RequestStatus::Accepted), None);
    assert_eq!(heard("something new", RequestStatus::Accepted), None, "a word that nobody knows moves nothing");
}

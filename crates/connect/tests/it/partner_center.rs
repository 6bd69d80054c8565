//! The carrier of Partner Center's interface, against a server that signs in, throttles and errs.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tierline_app::{
    Beside, Call, Carrier, ConsentKeeper, Found, Opened, Outcome, OwnWords, Parcel, Poll, Secret, Sent, StepState,
    Update, UpdateKind,
};
use tierline_connect::{Outbound, PartnerCenterCarrier};
use tierline_domain::{
    ConnectionId, ConnectionSettings, CustomerId, EntryId, Language, OrganizationId, OutboxId, Owner, RequestId,
    RequestStatus, SecretField, ServiceRequest, SignIn,
};
use uuid::Uuid;

use crate::{
    outbound::{client, noon, opened},
    server::{Reply, Request, Server},
};

const NUMBER: &str = "616122292874576";

/// A server that lets in who brings the consent that it gave last, and hands all else to the test.
async fn provider(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    let given = AtomicUsize::new(0);
    Server::start(move |request| {
        if request.path != "/northgate.example/oauth2/v2.0/token" {
            return if request.header("authorization").starts_with("Bearer token-") {
                answer(request)
            } else {
                Reply::new(401, "", r#"{"code":400,"description":"Access denied","data":[],"source":"PartnerFD"}"#)
            };
        }
        let lets_in = ["grant_type=refresh_token", "refresh_token=consent-0", "client_secret=app-secret"];
        if !lets_in.iter().all(|part| request.body.contains(part)) {
            return Reply::new(400, "", r#"{"error":"invalid_grant","error_codes":[700082]}"#);
        }
        let number = given.fetch_add(1, Ordering::SeqCst) + 1;
        Reply::json(&json!({
            "access_token": format!("token-{number}"), "expires_in": 3_600, "refresh_token": format!("consent-{number}"),
        }))
    })
    .await
}

/// A connection to it, with this consent.
fn connection(server: &Server, consent: &str) -> Opened {
    let settings = ConnectionSettings {
        client_id: Some("desk-app".to_owned()),
        tenant: Some("northgate.example".to_owned()),
        authority: Some(server.url("")),
        ..ConnectionSettings::of(SignIn::Person)
    };
    let secrets = [(SecretField::ClientSecret, "app-secret"), (SecretField::RefreshToken, consent)];
    opened(server.url(""), settings, &secrets)
}

/// What a request that was filed in the portal is like.
pub(crate) fn filed() -> ServiceRequest {
    let contact = json!({"name": "Maren Holt", "email": "maren@northgate.example"});
    let packet = json!({
        "sender": {"organization": "Northgate Cloud Partners", "partner_kind": "direct_bill", "contact": contact},
        "customer": {"name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": Uuid::from_u128(5), "country": "PL",
            "relationship": "reseller", "delegated_admin": null, "others": 0},
        "cloud": "public", "service": "Exchange Online", "product_family": "microsoft_365", "region": null,
        "support_topic": null, "title": "Mail is delayed", "description": "By hours.", "business_impact": "No orders.",
        "severity": "moderate", "category": "service_unavailable", "category_reason": null, "grounds": {},
        "started_at": null, "reported_at": noon(), "affected_users": null, "error_text": null, "correlation_ids": [],
        "health": null, "post_outage": null, "steps": [], "files": [],
    });
    let request = json!({
        "owner": {"organization": OrganizationId(Uuid::from_u128(2)), "cloud": "public"},
        "id": RequestId(Uuid::from_u128(8)), "number": "R-1042", "external_id": NUMBER,
        "customer": CustomerId(Uuid::from_u128(5)),
        "recipient": {"kind": "provider", "organization": null, "name": "Microsoft"},
        "route": "assisted", "connection": ConnectionId(Uuid::from_u128(1)), "title": "Mail is delayed",
        "severity": "moderate", "category": "service_unavailable", "service": "Exchange Online", "status": "submitted",
        "status_reason": null, "return_reason": null, "cause": "mail", "duplicate_reason": null, "packet": packet,
        "author": {"user": null, "name": "Maren Holt", "side": "ours"}, "version": 1, "created_at": noon(),
        "updated_at": noon(), "submitted_at": noon(), "answered_at": null, "last_reply_at": null, "next_due_at": null,
    });
    serde_json::from_value(request).expect("a service request")
}

fn call(through: Opened, parcel: Parcel) -> Call {
    let (request, delivery) = (filed(), OutboxId(Uuid::from_u128(9)));
    Call { through, request, parcel, delivery, language: Language::En, beside: Beside::default() }
}

fn note(text: &str) -> Parcel {
    let entry = EntryId(Uuid::from_u128(77));
    Parcel::Note { entry, event: None, text: text.to_owned(), author: "Maren Holt".to_owned(), at: noon() }
}

fn carrier() -> (PartnerCenterCarrier, Arc<Outbound>) {
    let outbound = Arc::new(client());
    (PartnerCenterCarrier::new(Arc::clone(&outbound)), outbound)
}

/// The request as the provider shows it, with these notes.
fn shown(status: &str, notes: &[(&str, &str)]) -> Value {
    let notes: Vec<Value> =
        notes.iter().map(|(at, text)| json!({"createdByName": "Engineer", "createdDate": at, "text": text})).collect();
    json!({"id": NUMBER, "status": status, "severity": "moderate", "lastModifiedDate": "2026-03-02T11:00:00",
        "lastClosedDate": "0001-01-01T00:00:00", "notes": notes})
}

#[derive(Default)]
struct Keeper(Mutex<Vec<(String, String)>>);

impl ConsentKeeper for Keeper {
    fn renewed(&self, _: Owner, _: ConnectionId, before: Secret, after: Secret) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().push((before.expose().to_owned(), after.expose().to_owned()));
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn an_application_signs_in_for_a_person_and_what_renews_the_consent_is_kept() {
    let server = provider(|_| Reply::json(&shown("open", &[]))).await;
    let (carrier, outbound) = carrier();
    let keeper = Arc::new(Keeper::default());
    outbound.keep_consents(Arc::clone(&keeper) as Arc<dyn ConsentKeeper>);
    let poll = Poll {
        through: connection(&server, "consent-0"),
        requests: vec![filed()],
        known: BTreeSet::new(),
        ours: Vec::new(),
        answers: Vec::new(),
        is_round: true,
    };
    assert_eq!(carrier.poll(poll.clone()).await.unwrap(), [], "open is no answer");
    carrier.poll(poll).await.unwrap();
    assert_eq!(*keeper.0.lock().unwrap(), [("consent-0".to_owned(), "consent-1".to_owned())], "one token for both");
    let requests = server.requests();
    assert!(requests[0].body.contains("offline_access"), "{}", requests[0].body);
    assert_eq!(requests[1].path, format!("/v1/servicerequests/{NUMBER}"));
    let gone = Poll {
        through: connection(&server, "consent-of-somebody-who-left"),
        requests: vec![filed()],
        known: BTreeSet::new(),
        ours: Vec::new(),
        answers: Vec::new(),
        is_round: true,
    };
    let closed = carrier.poll(gone).await.unwrap_err();
    assert!(closed.reason.contains("the person's consent has ended"), "{}", closed.reason);
}

#[tokio::test]
async fn status_and_notes_come_back_with_the_times_of_the_provider() {
    let server = provider(|request| match request.path.ends_with(NUMBER) {
        true => Reply::json(&shown("attention_needed", &[("2026-03-02T10:30:00", "Which build?")])),
        false => Reply::new(404, "", r#"{"code":1000,"description":"Not found","data":[],"source":"PartnerFD"}"#),
    })
    .await;
    let unknown = ServiceRequest { external_id: Some("1".to_owned()), ..filed() };
    let poll = Poll {
        through: connection(&server, "consent-0"),
        requests: vec![filed(), unknown],
        known: BTreeSet::new(),
        ours: Vec::new(),
        answers: Vec::new(),
        is_round: true,
    };
    let all = carrier().0.poll(poll).await.unwrap();
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert!(matches!(all[0].kind, UpdateKind::Status { status: RequestStatus::AttentionNeeded, .. }), "{all:?}");
    assert_eq!(all[0].at, at("2026-03-02T11:00:00Z"));
    assert!(matches!(&all[1].kind, UpdateKind::Note { text, .. } if text == "Which build?"), "{all:?}");
    assert_eq!(all[1].at, at("2026-03-02T10:30:00Z"));
    assert!(matches!(all[2].kind, UpdateKind::Missing) && all[2].number == "1", "{all:?}");
    assert_eq!(all.len(), 3);
}

/// A request's time of change is the only one that a status has there: our own note moves it, and the question that it answers must not
/// come back as another one.
#[tokio::test]
async fn a_question_that_stands_there_behind_our_own_answer_is_not_asked_again() {
    let question = ("2026-03-02T10:30:00", "Which build?");
    let modified = |at: &str, notes: &[(&str, &str)]| {
        let mut there = shown("attention_needed", notes);
        there["lastModifiedDate"] = json!(at);
        there
    };
    let answer = ("2026-03-02T11:00:00", "Build 24.1");
    for (there, asks) in [
        (modified("2026-03-02T11:00:01", &[question, answer]), false),
        (modified("2026-03-02T11:00:00", &[question, ("2026-03-02T11:00:00", "Somebody else's word")]), true),
        (modified("2026-03-02T11:20:00", &[question, answer]), true),
        (modified("2026-03-02T11:20:00", &[question, answer, ("2026-03-02T11:20:00", "And which region?")]), true),
    ] {
        let told = there.to_string();
        let server = provider(move |_| Reply::json(&there)).await;
        let at = "2026-03-02T10:58:00Z".parse().unwrap();
        let answers = vec![OwnWords { at, text: "Build 24.1".to_owned() }];
        let poll = |answers| Poll {
            through: connection(&server, "consent-0"),
            requests: vec![ServiceRequest { status: RequestStatus::Accepted, ..filed() }],
            known: BTreeSet::new(),
            ours: Vec::new(),
            answers,
            is_round: false,
        };
        let (carrier, _) = carrier();
        let is_asked = |all: Vec<Update>| {
            all.iter().any(|one| matches!(one.kind, UpdateKind::Status { status: RequestStatus::AttentionNeeded, .. }))
        };
        assert_eq!(is_asked(carrier.poll(poll(answers)).await.unwrap()), asks, "{told}");
        // Where it was never heard before, a word of ours answers nothing.
        assert!(is_asked(carrier.poll(poll(Vec::new())).await.unwrap()), "{told}");
    }
}

#[tokio::test]
async fn a_note_is_patched_under_one_name_and_a_throttled_one_waits() {
    let tries = AtomicUsize::new(0);
    let server = provider(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::new(
            429,
            "Retry-After: 57\r\n",
            r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 57 seconds."}"#,
        ),
        _ => Reply::json(&shown("open", &[])),
    })
    .await;
    let (carrier, _) = carrier();
    let through = connection(&server, "consent-0");
    let later = carrier.send(call(through.clone(), note("Build 24.1"))).await;
    let Outcome::Later { reason, not_before } = later else { panic!("{later:?}") };
    assert!(reason.contains("Rate limit is exceeded"), "{reason}");
    assert_eq!(not_before, Some(noon() + Duration::seconds(57)));
    let done = carrier.send(call(through, note("Build 24.1"))).await;
    assert!(matches!(done, Outcome::Done(_)), "{done:?}");
    let patched: Vec<_> = server.requests().into_iter().filter(|request| request.method == "PATCH").collect();
    assert_eq!(patched.len(), 2);
    assert_eq!(patched[0].header("ms-requestid"), patched[1].header("ms-requestid"), "the same one at each try");
    let body: Value = serde_json::from_str(&patched[1].body).unwrap();
    assert_eq!(body, json!({"NewNote": {"Text": "Build 24.1"}}), "and nothing else is said");
}

#[tokio::test]
async fn what_may_have_arrived_is_looked_for_by_its_words_and_time() {
    let server = provider(|request| match request.method.as_str() {
        "PATCH" => Reply::cut(),
        _ => Reply::json(&shown(
            "open",
            &[("2026-03-02T12:01:00", "Build 24.1"), ("2026-03-01T12:00:00", "An old word")],
        )),
    })
    .await;
    let (carrier, _) = carrier();
    let through = connection(&server, "consent-0");
    let unknown = carrier.send(call(through.clone(), note("Build 24.1"))).await;
    assert!(matches!(unknown, Outcome::Unknown { .. }), "{unknown:?}");
    assert!(matches!(carrier.find(call(through.clone(), note("Build 24.1"))).await, Found::Yes(_)));
    assert_eq!(carrier.find(call(through.clone(), note("Another word"))).await, Found::No);
    assert_eq!(carrier.find(call(through.clone(), note("An old word"))).await, Found::No, "said the day before");
    let taken_back = Parcel::Withdrawal { entry: EntryId(Uuid::from_u128(78)), reason: "Solved".to_owned() };
    assert_eq!(carrier.find(call(through, taken_back)).await, Found::No, "it is open there");
}

#[tokio::test]
async fn the_same_words_said_twice_are_there_when_they_stand_there_twice() {
    let tries = AtomicUsize::new(0);
    let server = provider(move |_| {
        let (first, second) = (("2026-03-02T11:59:30", "Build 24.1"), ("2026-03-02T12:01:00", "Build 24.1"));
        match tries.fetch_add(1, Ordering::SeqCst) {
            0 => Reply::json(&shown("open", &[first])),
            _ => Reply::json(&shown("open", &[first, second])),
        }
    })
    .await;
    let (carrier, _) = carrier();
    let mut again = call(connection(&server, "consent-0"), note("Build 24.1"));
    let at = noon() - Duration::minutes(1);
    again.beside.ours.push(Sent::Note { event: None, text: "Build 24.1".to_owned(), at });
    assert_eq!(carrier.find(again.clone()).await, Found::No, "that is what was said a minute before");
    assert!(matches!(carrier.find(again).await, Found::Yes(_)));
}

#[tokio::test]
async fn what_the_provider_does_not_take_is_refused_without_asking() {
    let server = provider(|_| Reply::new(200, "", "{}")).await;
    let (carrier, _) = carrier();
    let refused = carrier.send(call(connection(&server, "consent-0"), Parcel::Request)).await;
    let Outcome::Refused { code, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(code, "reads_only");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn its_test_says_what_works_and_what_is_missing() {
    let server = provider(|request| match request.path.as_str() {
        "/v1/servicerequests?size=1" => {
            Reply::new(403, "", r#"{"code":900150,"description":"Access denied","data":[],"source":"PartnerFD"}"#)
        }
        _ => Reply::new(404, "", ""),
    })
    .await;
    let report = carrier().0.test(connection(&server, "consent-0")).await;
    let states: Vec<_> = report.steps.iter().map(|step| (step.code, step.state)).collect();
    assert_eq!(
        states,
        [
            ("reach", StepState::Works),
            ("sign_in", StepState::Works),
            ("permission", StepState::Fails),
            ("read", StepState::Skipped),
        ]
    );
    assert!(report.steps[2].says.contains("Helpdesk agent"), "{}", report.steps[2].says);
    let ended = carrier().0.test(connection(&server, "of-somebody-who-left")).await;
    assert_eq!(ended.steps[1].state, StepState::Fails);
}

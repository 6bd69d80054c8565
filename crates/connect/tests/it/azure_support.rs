//! The carrier of Azure Support, against a server that signs in per tenant, goes on with operations, and errs.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tierline_app::{Beside, Call, Carrier, Found, Opened, Outcome, Parcel, Poll, StepState, UpdateKind};
use tierline_connect::AzureSupportCarrier;
use tierline_domain::{
    ConnectionId, ConnectionSettings, CustomerId, EntryId, Language, OrganizationId, OutboxId, RequestId,
    RequestStatus, SecretField, ServiceRequest, Severity, SignIn, SupportSeverity,
};
use uuid::Uuid;

use crate::{
    outbound::{client, noon, opened},
    server::{Reply, Request, Server},
};

const NUMBER: &str = "119120321001170";
const SERVICES: &str = "/providers/Microsoft.Support/services";

/// A server whose sign-in service gives each tenant a token of its own, which hands all else to the test.
async fn provider(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        if let Some(tenant) = request.path.strip_suffix("/oauth2/v2.0/token") {
            let tenant = tenant.trim_start_matches('/');
            if tenant == "closed.example" {
                return Reply::new(400, "", r#"{"error":"unauthorized_client","error_codes":[65001]}"#);
            }
            return Reply::json(&json!({ "access_token": format!("of-{tenant}"), "expires_in": 3_600 }));
        }
        answer(request)
    })
    .await
}

fn connection(server: &Server) -> Opened {
    let settings = ConnectionSettings {
        client_id: Some("desk-app".to_owned()),
        tenant: Some("northgate.example".to_owned()),
        authority: Some(server.url("")),
        ..ConnectionSettings::of(SignIn::ClientSecret)
    };
    opened(server.url(""), settings, &[(SecretField::ClientSecret, "app-secret")])
}

fn filed(tenant: &str) -> ServiceRequest {
    let contact = json!({"name": "Maren Holt", "email": "maren@northgate.example", "country": "PL", "time_zone": "Europe/Warsaw",
        "phone": "+48 22 555 01 00", "language": "en"});
    let packet = json!({
        "sender": {"organization": "Northgate Cloud Partners", "partner_kind": "direct_bill", "contact": contact},
        "customer": {"name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": tenant, "country": "PL",
            "subscriptions": ["sub-1"], "relationship": "reseller", "delegated_admin": null, "others": 0},
        "cloud": "public", "service": "Key Vault", "product_family": "azure", "region": null,
        "support_topic": "Keys, secrets and certificates", "title": "Secrets cannot be read",
        "description": "Reading ends with a time-out.", "business_impact": "No orders.", "severity": "critical",
        "category": "bug_or_irregularity", "category_reason": null, "grounds": {}, "started_at": null, "reported_at": noon(),
        "affected_users": null, "error_text": null, "correlation_ids": [], "health": null, "post_outage": null, "steps": [],
        "files": [],
    });
    let request = json!({
        "owner": {"organization": OrganizationId(Uuid::from_u128(2)), "cloud": "public"},
        "id": RequestId(Uuid::from_u128(8)), "number": "R-1042", "external_id": NUMBER,
        "customer": CustomerId(Uuid::from_u128(5)),
        "recipient": {"kind": "provider", "organization": null, "name": "Microsoft"},
        "route": "azure_support", "connection": ConnectionId(Uuid::from_u128(1)), "title": "Secrets cannot be read",
        "severity": "critical", "category": "bug_or_irregularity", "service": "Key Vault", "status": "submitted",
        "status_reason": null, "return_reason": null, "cause": "vault", "duplicate_reason": null, "packet": packet,
        "author": {"user": null, "name": "Maren Holt", "side": "ours"}, "version": 1, "created_at": noon(),
        "updated_at": noon(), "submitted_at": noon(), "answered_at": null, "last_reply_at": null, "next_due_at": null,
    });
    serde_json::from_value(request).expect("a service request")
}

fn call(through: Opened, tenant: &str, parcel: Parcel) -> Call {
    let (request, delivery) = (filed(tenant), OutboxId(Uuid::from_u128(9)));
    Call { through, request, parcel, delivery, language: Language::En, beside: Beside::default() }
}

fn note(text: &str) -> Parcel {
    let entry = EntryId(Uuid::from_u128(77));
    Parcel::Note { entry, event: None, text: text.to_owned(), author: "Maren Holt".to_owned(), at: noon() }
}

fn carrier() -> AzureSupportCarrier {
    AzureSupportCarrier::new(Arc::new(client()))
}

fn path(request: &Request) -> &str {
    request.path.split('?').next().unwrap_or_default()
}

/// Services and kinds of problems, as the provider has them.
fn catalogue(request: &Request) -> Option<Reply> {
    let one =
        |id: &str, name: &str| json!({"id": id, "name": "guid", "type": "x", "properties": {"displayName": name}});
    match path(request) {
        SERVICES => Some(Reply::json(&json!({"value": [one("/s/storage", "Storage"), one("/s/vault", "Key Vault")]}))),
        path if path.ends_with("/problemClassifications") => Some(Reply::json(
            &json!({"value": [one("/s/vault/p/other", "Other"), one("/s/vault/p/keys", "Keys, secrets, certificates")]}),
        )),
        _ => None,
    }
}

fn ticket(status: &str) -> Value {
    json!({"id": "/x", "name": "tierline-8", "type": "Microsoft.Support/supportTickets", "properties": {
        "supportTicketId": NUMBER, "status": status, "severity": "critical", "modifiedDate": "2026-03-02T11:00:00Z",
        "fileWorkspaceName": "guid-of-files",
    }})
}

#[tokio::test]
async fn a_ticket_is_put_on_behalf_of_the_customer_and_its_operation_is_followed() {
    let looks = Arc::new(AtomicUsize::new(0));
    let base = Arc::new(std::sync::OnceLock::<String>::new());
    let (counted, at) = (Arc::clone(&looks), Arc::clone(&base));
    let server = provider(move |request| {
        if let Some(found) = catalogue(request) {
            return found;
        }
        match (request.method.as_str(), path(request)) {
            ("PUT", _) => {
                let base = at.get().cloned().unwrap_or_default();
                let headers = format!("Azure-AsyncOperation: {base}/operations/1\r\nRetry-After: 0\r\n");
                Reply::new(202, &headers, "")
            }
            ("GET", "/operations/1") => match counted.fetch_add(1, Ordering::SeqCst) {
                0 => Reply::json(&json!({"status": "InProgress"})),
                _ => Reply::json(&json!({"status": "Succeeded"})),
            },
            _ => Reply::json(&ticket("Open")),
        }
    })
    .await;
    base.set(server.url("")).expect("it is set once");
    let done = carrier().send(call(connection(&server), "kestrel.example", Parcel::Request)).await;
    let Outcome::Done(receipt) = done else { panic!("{done:?}") };
    assert_eq!(receipt.number.as_deref(), Some(NUMBER));
    let requests = server.requests();
    let put = requests.iter().find(|request| request.method == "PUT").unwrap();
    assert!(
        put.path.starts_with("/subscriptions/sub-1/providers/Microsoft.Support/supportTickets/tierline-"),
        "{}",
        put.path
    );
    assert_eq!(put.header("authorization"), "Bearer of-kestrel.example", "the customer's tenant lets in");
    assert_eq!(
        put.header("x-ms-authorization-auxiliary"),
        "Bearer of-northgate.example",
        "the partner stands beside it"
    );
    let body: Value = serde_json::from_str(&put.body).unwrap();
    let said = &body["properties"];
    assert_eq!((&said["serviceId"], &said["problemClassificationId"]), (&json!("/s/vault"), &json!("/s/vault/p/keys")));
    assert_eq!((&said["severity"], &said["advancedDiagnosticConsent"]), (&json!("critical"), &json!("No")));
    assert_eq!(said["contactDetails"]["country"], "POL");
    assert_eq!(looks.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_may_have_arrived_is_asked_for_by_its_name_and_is_there_once() {
    let there = Arc::new(AtomicUsize::new(0));
    let puts = Arc::clone(&there);
    let server = provider(move |request| match (catalogue(request), request.method.as_str()) {
        (Some(found), _) => found,
        (None, "PUT") => {
            puts.fetch_add(1, Ordering::SeqCst);
            Reply::cut()
        }
        (None, _) if puts.load(Ordering::SeqCst) > 0 => Reply::json(&ticket("Open")),
        _ => Reply::new(404, "", r#"{"error":{"code":"ResourceNotFound","message":"none"}}"#),
    })
    .await;
    let (carrier, through) = (carrier(), connection(&server));
    let asked = || call(through.clone(), "kestrel.example", Parcel::Request);
    assert_eq!(carrier.find(asked()).await, Found::No);
    let unknown = carrier.send(asked()).await;
    assert!(matches!(unknown, Outcome::Unknown { .. }), "{unknown:?}");
    let Found::Yes(receipt) = carrier.find(asked()).await else { panic!("it is there") };
    assert_eq!(receipt.number.as_deref(), Some(NUMBER));
    let names: std::collections::BTreeSet<String> =
        server.requests().into_iter().filter(|one| one.path.contains("/supportTickets/")).map(|one| one.path).collect();
    assert_eq!(names.len(), 1, "one name for all of it: {names:?}");
}

#[tokio::test]
async fn a_ticket_in_conflict_is_looked_for_by_its_name_before_anybody_files_it_again() {
    // There; being made, so that only its name is taken; and refused for another reason.
    for (shown, is_free, expected) in [(true, false, "done"), (false, false, "unknown"), (false, true, "Blocked")] {
        let server = provider(move |request| match (catalogue(request), request.method.as_str()) {
            (Some(found), _) => found,
            (None, "PUT") => Reply::new(409, "", r#"{"error":{"code":"Blocked","message":"It stands in the way."}}"#),
            (None, "POST") => Reply::json(&json!({"nameAvailable": is_free, "reason": "AlreadyExists"})),
            (None, _) if shown => Reply::json(&ticket("Open")),
            (None, _) => Reply::new(404, "", r#"{"error":{"code":"ResourceNotFound","message":"none"}}"#),
        })
        .await;
        let came = carrier().send(call(connection(&server), "kestrel.example", Parcel::Request)).await;
        let said = match &came {
            Outcome::Done(receipt) if receipt.number.as_deref() == Some(NUMBER) => "done",
            Outcome::Unknown { .. } => "unknown",
            Outcome::Refused { code, .. } => code.as_str(),
            other => panic!("{other:?}"),
        };
        assert_eq!(said, expected, "{came:?}");
        let asked = server.requests().into_iter().find(|one| path(one).ends_with("/checkNameAvailability"));
        assert_eq!(asked.is_none(), shown, "what is shown has its name");
        if let Some(asked) = asked {
            let body: Value = serde_json::from_str(&asked.body).unwrap();
            assert_eq!(body["type"], "Microsoft.Support/supportTickets");
            assert!(body["name"].as_str().unwrap().starts_with("tierline-"), "{body}");
            assert!(asked.path.starts_with("/subscriptions/sub-1/providers/"), "{}", asked.path);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_filed_this_way_comes_back_with_the_way_that_is_left() {
    let server = provider(|request| catalogue(request).unwrap_or_else(|| Reply::new(500, "", ""))).await;
    let code = |outcome: Outcome| match outcome {
        Outcome::Refused { code, reason } => {
            assert!(reason.contains("portal") || code == "not_let_in", "{reason}");
            code
        }
        other => panic!("{other:?}"),
    };
    let (carrier, through) = (carrier(), connection(&server));
    let mut strange = call(through.clone(), "kestrel.example", Parcel::Request);
    strange.request.packet.service = Some("Azure Front Door".to_owned());
    assert_eq!(code(carrier.send(strange).await), "no_service");
    let mut nowhere = call(through.clone(), "kestrel.example", Parcel::Request);
    nowhere.request.packet.customer.subscriptions.clear();
    assert_eq!(code(carrier.send(nowhere).await), "no_subscription");
    let closed = carrier.send(call(through.clone(), "closed.example", Parcel::Request)).await;
    let Outcome::Refused { code: word, reason } = &closed else { panic!("{closed:?}") };
    assert_eq!(word, "not_let_in");
    assert!(reason.contains("has not consented"), "{reason}");
    let bytes: Arc<[u8]> = vec![0; 5 * 1024 * 1024 + 1].into();
    let large = Parcel::File {
        entry: EntryId(Uuid::from_u128(78)),
        name: "dump.bin".to_owned(),
        media_type: "application/octet-stream".to_owned(),
        sha256: String::new(),
        bytes,
    };
    assert_eq!(code(carrier.send(call(through, "kestrel.example", large)).await), "too_large");
    assert!(server.requests().iter().all(|request| request.method != "PUT"), "nothing was put");
}

#[tokio::test]
async fn a_word_has_a_name_a_withdrawal_closes_and_a_file_goes_in_pieces() {
    let server = provider(|request| match (request.method.as_str(), path(request)) {
        ("GET", path) if path.contains("/communications/") => Reply::new(404, "", "{}"),
        ("GET" | "PATCH", _) => Reply::json(&ticket("Open")),
        ("POST", _) => Reply::new(204, "", ""),
        _ => Reply::new(200, "", "{}"),
    })
    .await;
    let (carrier, through) = (carrier(), connection(&server));
    let asked = |parcel| call(through.clone(), "kestrel.example", parcel);
    assert_eq!(carrier.find(asked(note("kv-1"))).await, Found::No);
    assert!(matches!(carrier.send(asked(note("kv-1"))).await, Outcome::Done(_)));
    let said = server.requests().into_iter().find(|one| one.method == "PUT").unwrap();
    assert!(path(&said).ends_with("/communications/note-00000000-0000-0000-0000-00000000004d"), "{}", said.path);
    let taken = Parcel::Withdrawal { entry: EntryId(Uuid::from_u128(79)), reason: "Solved".to_owned() };
    assert!(matches!(carrier.send(asked(taken)).await, Outcome::Done(_)));
    let closed = server.requests().into_iter().find(|one| one.method == "PATCH").unwrap();
    assert_eq!(closed.body, r#"{"status":"closed"}"#);
    let rated = |severity| {
        let (entry, author) = (EntryId(Uuid::from_u128(81)), "Maren Holt".to_owned());
        asked(Parcel::Rating { entry, severity, author, at: noon() })
    };
    let there: serde_json::Value = ticket("Open");
    let there = there["properties"]["severity"].as_str().and_then(SupportSeverity::read).unwrap().severity();
    assert_eq!(carrier.find(rated(there)).await, Found::Yes(tierline_app::Receipt::default()));
    let other = if there == Severity::Critical { Severity::Moderate } else { Severity::Critical };
    assert_eq!(carrier.find(rated(other)).await, Found::No);
    assert!(matches!(carrier.send(rated(other)).await, Outcome::Done(_)));
    let changed = server.requests().into_iter().rfind(|one| one.method == "PATCH").unwrap();
    assert_eq!(changed.body, json!({ "severity": other }).to_string(), "nothing else of the ticket is changed");
    let bytes: Arc<[u8]> = vec![7; 3 * 1024 * 1024].into();
    let file = Parcel::File {
        entry: EntryId(Uuid::from_u128(80)),
        name: "trace.har".to_owned(),
        media_type: "text/plain".to_owned(),
        sha256: String::new(),
        bytes,
    };
    assert!(matches!(carrier.send(asked(file)).await, Outcome::Done(_)));
    let sent: Vec<String> =
        server.requests().into_iter().filter(|one| one.path.contains("fileWorkspaces")).map(|one| one.method).collect();
    assert_eq!(sent, ["PUT", "POST", "POST"], "announced, and two pieces");
    assert!(server.requests().iter().any(|one| path(one).contains("/files/trace-00000050%2Ehar")));
}

#[tokio::test]
async fn news_are_read_from_page_to_page_and_a_ticket_that_is_gone_is_said() {
    let base = Arc::new(std::sync::OnceLock::<String>::new());
    let at = Arc::clone(&base);
    let server = provider(move |request| {
        let one = |name: &str, body: &str| json!({"id": "", "name": name, "type": "x", "properties": {"body": body,
            "createdDate": "2026-03-02T10:30:00Z", "sender": "engineer@provider.example", "communicationDirection": "outbound"}});
        match path(request) {
            "/more" => Reply::json(&json!({"value": [one("second", "And which region?")]})),
            path if path.ends_with("/communications") => {
                let next = format!("{}/more?api-version=2024-04-01", at.get().cloned().unwrap_or_default());
                Reply::json(&json!({"value": [one("first", "Which vault?"), one("note-1", "ours")], "nextLink": next}))
            }
            _ if request.header("authorization").contains("gone.example") => Reply::new(403, "", "{}"),
            _ => Reply::json(&ticket("Closed")),
        }
    })
    .await;
    base.set(server.url("")).expect("it is set once");
    let requests = vec![filed("kestrel.example"), filed("gone.example"), filed("closed.example")];
    let through = connection(&server);
    let poll =
        Poll { through, requests, known: BTreeSet::new(), ours: Vec::new(), answers: Vec::new(), is_round: true };
    let all = carrier().poll(poll).await.unwrap();
    let words: Vec<&str> = all
        .iter()
        .filter_map(|one| match &one.kind {
            UpdateKind::Note { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(words, ["Which vault?", "And which region?"]);
    assert!(matches!(all[0].kind, UpdateKind::Status { status: RequestStatus::Resolved, .. }), "{all:?}");
    assert_eq!(all.iter().filter(|one| one.kind == UpdateKind::Missing).count(), 2, "{all:?}");
}

/// Threat 49: what lets the desk in is not sent to where an answer points, unless that is the provider itself.
#[tokio::test]
async fn an_operation_on_another_host_is_not_asked() {
    let stranger = Server::start(|_| Reply::json(&json!({"status": "Succeeded"}))).await;
    let elsewhere = stranger.url("/operations/1");
    let server = provider(move |request| match (catalogue(request), request.method.as_str()) {
        (Some(found), _) => found,
        (None, "PUT") => Reply::new(202, &format!("Location: {elsewhere}\r\nRetry-After: 0\r\n"), ""),
        _ => Reply::json(&ticket("Open")),
    })
    .await;
    let outcome = carrier().send(call(connection(&server), "kestrel.example", Parcel::Request)).await;
    assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
    assert!(stranger.requests().is_empty(), "nobody else was asked");
}

#[tokio::test]
async fn its_test_says_what_works_and_what_is_missing() {
    let server = provider(|request| match path(request) {
        SERVICES => Reply::new(403, "", "{}"),
        _ => Reply::new(404, "", ""),
    })
    .await;
    let report = carrier().test(connection(&server)).await;
    let states: Vec<_> = report.steps.iter().map(|step| (step.code, step.state)).collect();
    let expected = [
        ("reach", StepState::Works),
        ("sign_in", StepState::Works),
        ("permission", StepState::Fails),
        ("read", StepState::Skipped),
    ];
    assert_eq!(states, expected);
    assert!(report.steps[2].says.contains("Support Request Contributor"), "{}", report.steps[2].says);
}

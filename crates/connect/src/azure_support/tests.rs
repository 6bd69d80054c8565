use reqwest::{StatusCode, header::HeaderMap};
use tierline_app::{UpdateKind, azure_support::wire::Communication};
use tierline_domain::{Connection, ConnectionKind, ConnectionSettings, RequestStatus, Severity, SignIn};

use super::*;
use crate::{answer::word, test_connection::connection};

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn reply(status: u16, body: &Value) -> Reply {
    let status = StatusCode::from_u16(status).unwrap();
    Reply { status, headers: HeaderMap::new(), body: body.to_string().into_bytes() }
}

fn through() -> Opened {
    let settings = ConnectionSettings::of(SignIn::ClientSecret);
    let connection = connection(ConnectionKind::AzureSupport, "https://support.example", settings);
    let connection = Connection { name: "Azure".to_owned(), ..connection };
    Opened { connection, secrets: tierline_app::Secrets::new() }
}

#[test]
fn what_may_have_been_done_is_unknown_and_what_one_customer_lacks_is_not_the_connections_fault() {
    for (status, expected) in [
        (400, "refused"),
        (403, "refused"),
        (404, "refused"),
        (409, "refused"),
        (401, "later"),
        (429, "later"),
        (503, "later"),
        (500, "unknown"),
        (504, "unknown"),
    ] {
        let outcome = of_reply(&reply(status, &json!({})), &through(), now());
        assert_eq!(word(&outcome), expected, "{status}");
    }
    assert_eq!(word(&of_fault(Fault::not_sent("not reached".into()))), "later");
    assert_eq!(word(&of_fault(Fault::Unanswered { reason: "cut".into() })), "unknown");
    assert_eq!(word(&of_fault(Fault::Denied { reason: "no consent".into() })), "refused");
    let mere = outcome::certainly(of_fault(Fault::Unanswered { reason: "cut".into() }));
    assert_eq!(word(&mere), "later", "a question that was cut has done nothing");
}

#[test]
fn an_error_is_told_with_what_a_person_can_do_about_it() {
    let told = |status, code: &str, message: &str| {
        said(&reply(status, &json!({"error": {"code": code, "message": message}})), &through())
    };
    assert!(told(403, "AuthorizationFailed", "kelp").contains("Support Request Contributor"));
    assert!(told(404, "SubscriptionNotFound", "kelp").contains("in the book"));
    assert_eq!(
        told(400, "InvalidParameter", "The title\u{202e} is too long"),
        "Azure says (400): The title is too long"
    );
    let Outcome::Refused { code, .. } =
        of_reply(&reply(409, &json!({"error": {"code": "SeverityFixed", "message": "x"}})), &through(), now())
    else {
        panic!("a conflict is final");
    };
    assert_eq!(code, "SeverityFixed");
}

/// A request that is at the provider.
fn known(status: RequestStatus) -> ServiceRequest {
    let contact = json!({"name": "Maren Holt", "email": "maren@northgate.example", "language": "pl"});
    let packet = json!({
        "sender": {"organization": "Northgate Cloud Partners", "partner_kind": "direct_bill", "contact": contact},
        "customer": {"name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": "kestrel-tenant", "country": "PL",
            "subscriptions": ["sub-1", "sub-2"], "relationship": "reseller", "delegated_admin": null, "others": 0},
        "cloud": "public", "service": "Key Vault", "product_family": "azure", "region": null,
        "support_topic": null, "title": "Secrets cannot be read", "description": "Reading ends with a time-out.",
        "business_impact": "No orders.", "severity": "moderate", "category": "bug_or_irregularity",
        "category_reason": null, "grounds": {}, "started_at": null, "reported_at": now(), "affected_users": 12,
        "error_text": null, "correlation_ids": ["c-1"], "health": null, "post_outage": null, "steps": [], "files": [],
    });
    let request = json!({
        "owner": {"organization": tierline_domain::OrganizationId(uuid::Uuid::from_u128(2)), "cloud": "public"},
        "id": tierline_domain::RequestId(uuid::Uuid::from_u128(8)), "number": "R-1042", "external_id": "119120321001170",
        "customer": tierline_domain::CustomerId(uuid::Uuid::from_u128(5)),
        "recipient": {"kind": "provider", "organization": null, "name": "Microsoft"},
        "route": "azure_support", "connection": tierline_domain::ConnectionId(uuid::Uuid::nil()),
        "title": "Secrets cannot be read", "severity": "moderate", "category": "bug_or_irregularity",
        "service": "Key Vault", "status": status, "status_reason": null, "return_reason": null, "cause": "vault",
        "duplicate_reason": null, "packet": packet,
        "author": {"user": null, "name": "Maren Holt", "side": "ours"}, "version": 1, "created_at": now(),
        "updated_at": now(), "submitted_at": now(), "answered_at": null, "last_reply_at": null, "next_due_at": null,
    });
    serde_json::from_value(request).expect("a service request")
}

#[test]
fn a_request_has_one_name_and_goes_under_the_first_subscription() {
    let at = At::of(&known(RequestStatus::Sending)).unwrap();
    assert_eq!(
        at.ticket(),
        "/subscriptions/sub-1/providers/Microsoft.Support/supportTickets/tierline-00000000-0000-0000-0000-000000000008?api-version=2024-04-01"
    );
    let mut bare = known(RequestStatus::Sending);
    bare.packet.customer.subscriptions.clear();
    assert_eq!(At::of(&bare), None);
    bare.packet.customer.subscriptions.push("../../providers".to_owned());
    assert!(
        At::of(&bare).unwrap().ticket().starts_with("/subscriptions/%2E%2E%2F%2E%2E%2Fproviders/"),
        "nothing leads elsewhere"
    );
}

#[test]
fn a_ticket_says_what_the_packet_says_and_consents_to_nothing() {
    let told = write::ticket(&known(RequestStatus::Sending), "/s".into(), "/s/p".into());
    let text = told.description.unwrap();
    for line in
        ["Reading ends with a time-out.", "Business impact: No orders.", "Affected users: 12", "Correlation ids: c-1"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(told.advanced_diagnostic_consent.as_deref(), Some("No"));
    let contact = told.contact_details.unwrap();
    assert_eq!(contact.preferred_support_language.as_deref(), Some("en-US"), "Polish is not supported there");
    assert_eq!(contact.primary_email_address.as_deref(), Some("maren@northgate.example"), "never the customer's");
}

fn ticket(status: &str, severity: &str) -> Ticket {
    serde_json::from_value(json!({"status": status, "severity": severity, "modifiedDate": "2026-03-02T11:00:00Z",
        "serviceLevelAgreement": {"startTime": "2020-03-20T21:36:18Z", "expirationTime": "2020-03-21T17:36:18Z", "slaMinutes": 240}}))
    .unwrap()
}

#[test]
fn only_what_is_new_is_news() {
    let kinds = |found: &Ticket, request: &ServiceRequest| {
        let all = news::facts("119120321001170", found, request);
        all.into_iter().map(|update| update.kind).collect::<Vec<_>>()
    };
    let due = "2020-03-21T17:36:18Z".parse().ok();
    let mut request = known(RequestStatus::Submitted);
    assert_eq!(kinds(&ticket("Open", "moderate"), &request), [UpdateKind::Due(due.unwrap())], "open is no answer");
    request.recipient_due_at = due;
    assert_eq!(kinds(&ticket("Open", "Moderate"), &request), []);
    let closed = kinds(&ticket("Closed", "critical"), &request);
    assert!(matches!(closed[0], UpdateKind::Status { status: RequestStatus::Resolved, .. }), "{closed:?}");
    assert!(matches!(closed[1], UpdateKind::Severity(Severity::Critical)), "{closed:?}");
    request.status = RequestStatus::Resolved;
    let open = kinds(&ticket("Open", "moderate"), &request);
    assert!(
        matches!(open[0], UpdateKind::Status { status: RequestStatus::Accepted, .. }),
        "it goes on there: {open:?}"
    );
}

#[test]
fn what_we_said_does_not_come_back_as_somebody_elses() {
    let one = |name: &str, at: Option<&str>| Resource {
        id: String::new(),
        name: name.to_owned(),
        kind: String::new(),
        properties: Communication {
            body: Some("Which vault?".to_owned()),
            sender: Some("engineer@provider.example".to_owned()),
            created_date: at.and_then(|at| at.parse().ok()),
            ..Communication::default()
        },
    };
    let at = Some("2026-03-02T11:00:00Z");
    assert!(news::word("1", &one("note-00000000-0000-0000-0000-000000000077", at)).is_none());
    assert!(news::word("1", &one("theirs", None)).is_none(), "what has no time cannot be told from another");
    let word = news::word("1", &one("theirs", at)).unwrap();
    assert!(matches!(&word.kind, UpdateKind::Note { text, .. } if text == "Which vault?"));
    assert_eq!(word.id, "said/theirs");
}

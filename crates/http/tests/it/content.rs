//! What is refused for its content, and how it is said.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use tierline_domain::Role;

use crate::{
    client::{Call, Client, call},
    web::{Browser, form},
};

fn new_case(client: &Client, body: impl Into<Vec<u8>>) -> Call {
    call(Method::POST, "/api/v1/cases").by(client.desk.person(Role::HelpdeskAgent)).bytes("application/json", body)
}

#[tokio::test]
async fn what_is_no_json_is_unreadable_and_says_where() {
    let client = Client::new().await;
    for body in ["", "{", "{\"subject\": \"\\ud800\"}", "not json", "{} {}", "\u{feff}{}"] {
        let answer = client.send(new_case(&client, body)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body:?}");
        assert!(answer.problem().starts_with("400 validation body "), "{body:?}");
    }
    let answer = client.send(new_case(&client, "{\n  \"subject\": oops\n}")).await;
    assert_eq!(answer.json()["detail"], "This is not JSON: look at line 2, column 14.");
    let invalid = client.send(new_case(&client, b"{\"subject\": \"\xff\"}".to_vec())).await;
    assert_eq!(invalid.status, StatusCode::BAD_REQUEST);
    let deep = client.send(new_case(&client, "[".repeat(100_000))).await;
    assert_eq!(deep.status, StatusCode::BAD_REQUEST);
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_json_and_cannot_be_names_its_field() {
    let client = Client::new().await;
    let good = json!({"customer_id": client.desk.customer.id, "subject": "Calendars stay empty", "description": "All of them."});
    let cases = [
        (json!({"subject": "x"}), "customer_id missing"),
        (json!({"customer_id": "cus_nonsense"}), "customer_id invalid"),
        (json!({"customer_id": 7}), "customer_id wrong_type"),
        (json!({"owner": "org_1"}), "owner unknown_field"),
        (json!({"subject": ""}), "subject empty"),
        (json!({"subject": ["x"]}), "subject wrong_type"),
        (json!({"subject": "a\u{202e}b"}), "subject forbidden_character"),
        (json!({"subject": "a\u{0}b"}), "subject forbidden_character"),
        (json!({"description": "x".repeat(100_000)}), "description too_long"),
        (json!({"severity": "awful"}), "severity unknown_value"),
        (json!({"service": "Timetravel Online"}), "service unknown"),
        (json!({"started_at": "2099-01-01T00:00:00Z"}), "started_at in_future"),
        (json!({"started_at": "yesterday"}), "started_at invalid"),
        (json!({"affected_users": -1}), "affected_users out_of_range"),
        (json!({"affected_users": 1e30}), "affected_users wrong_type"),
        (json!({"contact": {"email": "nobody"}}), "contact.email not_an_address"),
        (json!({"contact": {"fax": "1"}}), "contact.fax unknown_field"),
        (json!({"correlation_ids": "one"}), "correlation_ids wrong_type"),
    ];
    for (change, expected) in cases {
        let mut body = good.clone();
        let fields = body.as_object_mut().unwrap();
        if expected == "customer_id missing" {
            fields.remove("customer_id");
        }
        fields.extend(change.as_object().unwrap().clone());
        let answer = client.send(new_case(&client, body.to_string())).await;
        assert_eq!(answer.problem(), format!("422 validation {expected}"));
    }
    assert_eq!(client.send(new_case(&client, "[]")).await.problem(), "422 validation body wrong_type");
    client.desk.discard().await;
}

/// Contracts that read names alike in any case cannot tell which of both was meant either.
#[tokio::test]
async fn a_field_that_stands_twice_is_refused_by_the_contracts_of_others_too() {
    let client = Client::new().await;
    let admin = client.desk.person(Role::GlobalAdmin);
    for (method, path) in [
        (Method::POST, "/v1/servicerequests/en-US"),
        (Method::POST, "/v1.0/tenantRelationships/delegatedAdminRelationships"),
        (Method::POST, "/tmf-api/troubleTicket/v5/troubleTicket"),
        (Method::POST, "/scim/v2/Users"),
        (Method::PUT, "/providers/Microsoft.Support/supportTickets/one?api-version=2024-04-01"),
    ] {
        let sent = call(method, path).by(admin);
        let answer =
            client.send(sent.bytes("application/json", r#"{"properties": {"Title": "a", "title": "b"}}"#)).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(answer.text().contains("Give this field once."), "{path}: {}", answer.text());
        assert!(answer.text().contains("properties.title"), "{path}: {}", answer.text());
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn unknown_parameters_and_bad_ones_are_refused() {
    let client = Client::new().await;
    let problem =
        async |query: &str| client.get(Role::HelpdeskAgent, &format!("/api/v1/cases?{query}")).await.problem();
    assert_eq!(problem("sort=subject").await, "422 validation sort unknown_field");
    assert_eq!(problem("limit=0").await, "422 validation limit out_of_range");
    assert_eq!(problem("limit=201").await, "422 validation limit out_of_range");
    assert_eq!(problem("limit=-1").await, "422 validation limit out_of_range");
    assert_eq!(problem("limit=1&limit=2").await, "422 validation limit repeated");
    assert_eq!(problem("status=broken").await, "422 validation status unknown_value");
    assert_eq!(problem("customer_id=7").await, "422 validation customer_id invalid");
    assert_eq!(problem("assignee_id=me").await, "422 validation assignee_id invalid");
    assert_eq!(problem("cursor=forged").await, "422 validation cursor invalid");
    assert_eq!(problem("query=%00").await, "422 validation query forbidden_character");
    for query in ["status=open&status=closed", "query=%27%20or%201%3D1", "query=%25_%5C", "assignee_id=none", ""] {
        let answer = client.get(Role::HelpdeskAgent, &format!("/api/v1/cases?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn more_than_is_taken_is_too_large() {
    let client = Client::new().await;
    let megabyte = format!("{{\"subject\": \"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(client.send(new_case(&client, megabyte)).await.problem(), "413 too-large");
    let claimed = new_case(&client, "{}").header("content-length", "99999999999");
    assert_eq!(client.send(claimed).await.problem(), "413 too-large");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_form_before_the_door_is_small_and_one_behind_it_is_not() {
    let client = Client::new().await;
    let long = format!("{}@northgate.example", "a".repeat(64 * 1024));
    let fields = [("email", long.as_str()), ("password", "kelp otter horse"), ("text", long.as_str())];
    for path in ["/signin", "/signin/organization", "/forgotten", "/signin/second", "/theme"] {
        let answer = client.send(form(path, &fields)).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}: {}", answer.text());
    }
    let agent = Browser::agent(&client).await;
    let case = agent.case("Calendars stay empty").await;
    let note = agent.post(&format!("{case}/notes"), &[("visibility", "internal"), ("text", long.as_str())]).await;
    assert_ne!(note.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", note.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_under_the_api() {
    let client = Client::new().await;
    let role = Role::HelpdeskAgent;
    assert_eq!(client.get(role, "/api/v1/nothing").await.problem(), "404 not-found");
    assert_eq!(client.get(role, "/api/v2/me").await.problem(), "404 not-found");
    for bad in ["nonsense", "usr_01k6ha2f5mexqsd3c8y4v7nb9r", "cas_01k6ha2f5mexqsd3c8y4v7nb9r", "%00", "cas_%ff"] {
        assert_eq!(client.get(role, &format!("/api/v1/cases/{bad}")).await.problem(), "404 not-found", "{bad}");
    }
    let answer = client.send(call(Method::PUT, "/api/v1/me").by(client.desk.person(role))).await;
    assert_eq!(answer.header(header::ALLOW), "GET,HEAD");
    assert_eq!(answer.problem(), "405 method-not-allowed");
    let page = client.send(call(Method::GET, "/nothing")).await;
    assert_eq!((page.status, page.header(header::CONTENT_TYPE)), (StatusCode::NOT_FOUND, "text/html; charset=utf-8"));
    client.desk.discard().await;
}

#[tokio::test]
async fn only_json_is_taken_where_json_is_asked_for() {
    let client = Client::new().await;
    let request =
        call(Method::POST, "/api/v1/cases").by(client.desk.person(Role::HelpdeskAgent)).bytes("text/plain", "{}");
    assert_eq!(client.send(request).await.problem(), "415 unsupported-media-type");
    client.desk.discard().await;
}

#[tokio::test]
async fn every_answer_tells_browsers_what_never_happens_here() {
    let client = Client::new().await;
    for path in ["/healthz", "/readyz", "/nothing", "/api/v1/me", "/api/v1/openapi.json", "/problems/blocked"] {
        let answer = client.send(call(Method::GET, path)).await;
        for (name, part) in [
            ("content-security-policy", "default-src 'none'; style-src 'self'; script-src 'self'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age="),
            ("cache-control", "no-store"),
        ] {
            let value = answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
            assert!(value.starts_with(part), "{path}: {name}: {value}");
        }
        assert_eq!(answer.headers["x-request-id"].len(), 32, "{path}");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn every_type_of_problem_explains_itself() {
    let client = Client::new().await;
    for kind in tierline_http::kit::problem::KINDS {
        let answer = client.send(call(Method::GET, format!("/problems/{}", kind.name))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", kind.name);
    }
    assert_eq!(client.send(call(Method::GET, "/problems/boredom")).await.status, StatusCode::NOT_FOUND);
    client.desk.discard().await;
}

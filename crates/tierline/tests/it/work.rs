//! What a test does before it comes to its point: a desk, a case on the right rung, a request at the provider.

use std::path::Path;

use serde_json::{Value, json};
use tierline_testkit::{
    client::Client,
    desk::{Desk, Engine, eventually},
};

/// The program under test.
pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tierline"))
}

/// A folder that the tests of a run share.
pub(crate) fn shared() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// A desk with the demo, on SQLite.
pub(crate) async fn desk() -> Desk {
    Desk::demo(binary(), shared(), Engine::Sqlite).await
}

/// A customer's identifier, by its domain.
pub(crate) async fn customer(client: &Client, domain: &str) -> String {
    let found = client.get(&format!("customers?query={domain}")).await.expect(200);
    let one = found["items"].as_array().unwrap().iter().find(|item| item["domain"] == domain);
    text(&one.unwrap_or_else(|| panic!("no customer has {domain}: {found}"))["id"])
}

/// A text of an answer.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The items of a page.
#[track_caller]
pub(crate) fn items(page: &Value) -> &[Value] {
    page["items"].as_array().unwrap_or_else(|| panic!("no page: {page}"))
}

/// A report about calls that drop: nothing documented explains it.
pub(crate) fn dropping_calls(customer: &str) -> Value {
    json!({
        "customer_id": customer,
        "subject": "Group calls drop after two minutes",
        "description": "Calls with more than four people drop after two minutes, in both offices and from home.",
        "service": "Microsoft Teams",
        "severity": "moderate",
        "affected_users": 40,
        "error_text": "Call ended: 0x8004-77",
        "correlation_ids": ["8d1f6a3e-0b52-4d0e-9f7c-2a51c09e4411"],
    })
}

/// Opens a case.
pub(crate) async fn open(client: &Client, report: Value) -> Value {
    client.post("cases", report).await.expect(201)
}

/// Opens a case about dropping calls, and gives its identifier.
pub(crate) async fn open_for(client: &Client, domain: &str) -> String {
    let customer = customer(client, domain).await;
    text(&open(client, dropping_calls(&customer)).await["id"])
}

/// Records a step that changed nothing.
pub(crate) async fn step(client: &Client, case: &str) -> Value {
    let step = json!({
        "area": "configuration",
        "means": "with_customer",
        "action": "Signed in on another network and with a new profile, with the customer on the phone",
        "outcome": "no_change",
        "result": "The call drops all the same",
    });
    client.post(&format!("cases/{case}/troubleshooting-steps"), step).await.expect(201)
}

/// Decides that it is a bug, with its grounds.
pub(crate) async fn call_it_a_bug(client: &Client, case: &str) -> Value {
    let decision = json!({
        "category": "bug_or_irregularity",
        "reason": "Two networks and two devices show the same",
        "grounds": {
            "steps": "1. Start a group call with five people. 2. Wait two minutes.",
            "seen": "The call ends for everybody.",
            "expected": "The call goes on.",
        },
    });
    client.put(&format!("cases/{case}/category"), decision).await.expect(200)
}

/// What is written for a service request.
pub(crate) fn request() -> Value {
    json!({
        "title": "Group calls drop after two minutes",
        "description": "Group calls with more than four people end after two minutes, on every network we tried.",
        "business_impact": "Forty carers can't hold their handover calls.",
        "severity": "moderate",
    })
}

/// Hands a case up.
pub(crate) async fn escalate(client: &Client, case: &str, request: Value) -> Value {
    client.post(&format!("cases/{case}/service-requests"), request).await.expect(201)
}

/// A case that can be handed up, and nothing is in its way.
pub(crate) async fn ready(client: &Client, domain: &str) -> String {
    let case = open_for(client, domain).await;
    step(client, &case).await;
    call_it_a_bug(client, &case).await;
    case
}

/// A case that was handed up on this desk, with the request as the provider's engineer has received it.
pub(crate) async fn handed_up(agent: &Client, engineer: &Client, domain: &str) -> (String, String) {
    let case = ready(agent, domain).await;
    let request = text(&escalate(agent, &case, request()).await["id"]);
    received(engineer, &request).await;
    (case, request)
}

/// Waits until a request has reached its recipient.
pub(crate) async fn received(engineer: &Client, request: &str) -> Value {
    let ask = || async { engineer.get(&format!("service-requests/{request}")).await.body };
    eventually("the request reaches its recipient", ask, |body| body["id"] == request).await
}

/// Waits until a case is so.
pub(crate) async fn case_becomes(client: &Client, case: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let ask = || async { client.get(&format!("cases/{case}")).await.expect(200) };
    eventually("the case moves", ask, fits).await
}

/// Waits until a request is so, on the side of who asks.
pub(crate) async fn request_becomes(client: &Client, request: &str, status: &str) -> Value {
    let ask = || async { client.get(&format!("service-requests/{request}")).await.expect(200) };
    eventually(&format!("the request becomes {status}"), ask, |body| body["status"] == status).await
}

/// Decides a request as its recipient.
pub(crate) async fn decide(engineer: &Client, request: &str, decision: &str, reason: &str) -> Value {
    let body = json!({ "decision": decision, "reason": reason });
    engineer.post(&format!("service-requests/{request}/decisions"), body).await.expect(201)
}

/// The timeline of a case, whole.
pub(crate) async fn timeline(client: &Client, case: &str) -> Vec<Value> {
    items(&client.get(&format!("cases/{case}/timeline?limit=200")).await.expect(200)).to_vec()
}

/// How often something of a kind happened to a case.
pub(crate) async fn count(client: &Client, case: &str, kind: &str) -> usize {
    timeline(client, case).await.iter().filter(|entry| entry["kind"] == kind).count()
}

/// The state of a rung.
#[track_caller]
pub(crate) fn rung(case: &Value, key: &str) -> String {
    let rungs = case["ladder"]["rungs"].as_array().unwrap_or_else(|| panic!("no ladder: {case}"));
    text(&rungs.iter().find(|rung| rung["key"] == key).unwrap_or_else(|| panic!("no rung {key}: {case}"))["state"])
}

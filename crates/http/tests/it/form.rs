//! Forms: what is wrong with one is said whole, and what was not changed in one does not change.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{
    client::{Client, call},
    web::Browser,
};

const HELPDESK: Role = Role::HelpdeskAgent;

/// The fields that the summary on top of a page names, in its order.
fn named(page: &str) -> Vec<&str> {
    let summary = page.split("id=\"faults\"").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap_or_default();
    summary.split("href=\"#").skip(1).filter_map(|link| link.split('"').next()).collect()
}

#[tokio::test]
async fn all_that_is_wrong_with_a_report_is_said_at_once() {
    let client = Client::new().await;
    let browser = Browser::agent(&client).await;
    let customer = client.desk.customer.id.to_string();
    let fields = [
        ("customer_id", customer.as_str()),
        ("subject", " "),
        ("description", ""),
        ("service", "Timetravel Online"),
        ("started_at", "2099-01-01T10:00"),
        ("affected_users", "zwölf"),
    ];
    let answer = browser.post("/cases", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    let wrong = ["subject", "description", "service", "started_at", "affected_users"];
    assert_eq!(named(&page), wrong.map(|field| format!("cases-{field}")), "{page}");
    assert!(page.contains("Takes a whole number."), "{page}");
    assert!(page.contains("value=\"zwölf\""), "what was typed is there");
    let listed = client.get(HELPDESK, "/api/v1/cases").await.found();
    assert_eq!(listed["items"], json!([]), "nothing was opened");
    let opened = client.case("Calendars stay empty").await;
    assert_eq!(opened["number"], "T-10001", "and no number was used up");
    client.desk.discard().await;
}

/// The number alone is wrong, and the rest would do: that must not be taken for the whole.
#[tokio::test]
async fn a_form_with_one_unreadable_number_changes_nothing() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let browser = Browser::agent(&client).await;
    let path = format!("/cases/{}/details", case["id"].as_str().unwrap());
    let details = [("version", "1"), ("subject", "Another"), ("description", "x"), ("affected_users", "1e3")];
    let answer = browser.post(&path, &details).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(named(&answer.text()), ["details-affected_users"]);
    let many = [("version", "1"), ("subject", ""), ("description", "x"), ("affected_users", "99999999999999999999")];
    let answer = browser.post(&path, &many).await.text();
    assert_eq!(named(&answer), ["details-subject", "details-affected_users"]);
    assert!(answer.contains("Lies outside of what is possible."), "digits are a number: {answer}");
    let after = client.get(HELPDESK, &format!("/api/v1/cases/{}", case["id"].as_str().unwrap())).await.found();
    assert_eq!((&after["subject"], &after["version"]), (&case["subject"], &case["version"]));
    client.desk.discard().await;
}

/// A field of a date and a time shows minutes: the seconds that it does not show are not cut off.
#[tokio::test]
async fn a_time_that_comes_back_as_it_was_shown_is_unchanged() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let began = "2026-09-15T07:31:44Z";
    client.patch(HELPDESK, &path, &json!({ "started_at": began })).await.found();
    let browser = Browser::agent(&client).await;
    let page = browser.get(&format!("/cases/{}", case["id"].as_str().unwrap())).await.text();
    assert!(page.contains("value=\"2026-09-15T09:31\""), "the field shows the minute of the person's zone: {page}");
    let save = async |subject: &'static str, began: &'static str| {
        let version = client.get(HELPDESK, &path).await.found()["version"].to_string();
        let fields = [
            ("version", version.as_str()),
            ("subject", subject),
            ("description", "Since this morning shared calendars stay empty for everybody."),
            ("service", "Exchange Online"),
            ("severity", "moderate"),
            ("started_at", began),
        ];
        let form = format!("/cases/{}/details", case["id"].as_str().unwrap());
        assert_eq!(browser.post(&form, &fields).await.status, StatusCode::SEE_OTHER);
        let timeline = client.get(HELPDESK, &format!("{path}/timeline?limit=200")).await.found();
        let changed = timeline["items"].as_array().unwrap().iter().rfind(|entry| entry["kind"] == "details_changed");
        (changed.unwrap()["data"]["fields"].clone(), client.get(HELPDESK, &path).await.found()["started_at"].clone())
    };
    assert_eq!(save("Shared calendars stay empty", "2026-09-15T09:31").await, (json!(["subject"]), json!(began)));
    let later = (json!(["started_at"]), json!("2026-09-15T07:32:00Z"));
    assert_eq!(save("Shared calendars stay empty", "2026-09-15T09:32").await, later);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_file_of_another_format_is_named_as_what_it_is() {
    let client = Client::new().await;
    let browser = Browser::hired(&client, Role::GlobalAdmin).await;
    let graph = json!({ "value": [{
        "id": "QX100001", "title": "Some users can't open the planner", "service": "Planner", "classification": "incident",
        "status": "serviceDegradation", "isResolved": false, "startDateTime": "2026-09-14T10:00:00Z",
        "lastModifiedDateTime": "2026-09-14T11:00:00Z", "impactDescription": "The planner stays white.", "posts": [],
    }]});
    let import = async |format: &str, payload: &str| {
        let part = |name: &str, more: &str, value: &str| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
        };
        let form = [
            part("csrf", "", browser.csrf()),
            part("format", "", format),
            part("file", "; filename=\"issues.json\"", payload),
            "--edge--\r\n".to_owned(),
        ]
        .concat();
        let post = call(Method::POST, "/health/import").bytes("multipart/form-data; boundary=edge", form);
        browser.send(post).await.text()
    };
    let page = import("azure-events", &graph.to_string()).await;
    assert_eq!(named(&page), ["import-file"], "{page}");
    assert!(page.contains("Is in another format: Microsoft Graph, service issues. Choose that one."), "{page}");
    let page = import("graph", "[1, 2").await;
    assert!(page.contains("Is not in the chosen format."), "{page}");
    assert_eq!(named(&page), ["import-file"], "{page}");

    let admin = client.desk.person(Role::GlobalAdmin);
    let path = "/api/v1/service-health/imports?format=azure-events";
    let answer = client.send(call(Method::POST, path).by(admin).json(&graph)).await;
    assert_eq!(answer.problem(), "422 validation payload is_graph");
    client.desk.discard().await;
}

/// What the desk puts on record itself is worded for who reads it, and travels as what it is.
#[tokio::test]
async fn a_case_that_joins_is_told_in_the_language_of_who_reads_it() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    let first = client.case("Calendars stay empty").await;
    let request = handed_up(&client, &first).await;
    let second = client.case("Calendars of the second house stay empty").await;
    worked_on(&client, &second).await;
    let join = json!({ "case_id": second["id"] });
    let path = format!("/api/v1/service-requests/{request}");
    let joined = client.post(HELPDESK, &format!("{path}/cases"), &join).await;
    assert!(joined.status.is_success(), "{}", joined.text());
    client.desk.deliver().await;
    let said = |entries: &Value| {
        let entries = entries["items"].as_array().unwrap().clone();
        entries.into_iter().map(|entry| (entry["kind"].clone(), entry["text"].clone())).collect::<Vec<_>>()
    };
    let ours = said(&client.get(HELPDESK, &format!("{path}/notes")).await.found());
    assert!(ours.contains(&(json!("join"), second["number"].clone())), "{ours:?}");
    assert!(ours.contains(&(json!("cases"), json!("2"))), "{ours:?}");
    let page = Browser::agent(&client).await.get(&format!("/service-requests/{request}")).await.text();
    assert!(page.contains("2 cases in all") && !page.contains("One more case"), "{page}");
    let engineer = Browser::hired(&client, Role::Engineer).await;
    let russian = engineer.send(call(Method::GET, format!("/inbox/{request}")).header("accept-language", "ru")).await;
    assert!(russian.text().contains("всего 2 обращения"), "{}", russian.text());
    client.desk.discard().await;
}

/// A step that did not help, and a category with its grounds.
async fn worked_on(client: &Client, case: &Value) {
    let path = |end: &str| format!("/api/v1/cases/{}/{end}", case["id"].as_str().unwrap());
    let step = json!({ "area": "settings", "action": "Shared the calendar again.", "outcome": "no_change" });
    client.post(HELPDESK, &path("troubleshooting-steps"), &step).await.made();
    let grounds = json!({ "steps": "Open it.", "seen": "Nothing.", "expected": "Appointments." });
    let category = json!({ "category": "bug_or_irregularity", "grounds": grounds });
    client.put(HELPDESK, &path("category"), &category).await.found();
}

async fn handed_up(client: &Client, case: &Value) -> String {
    worked_on(client, case).await;
    let path = format!("/api/v1/cases/{}/service-requests", case["id"].as_str().unwrap());
    let request = json!({
        "title": "Shared calendars stay empty", "description": "Since 08:00 UTC.", "severity": "moderate",
        "business_impact": "Appointments cannot be made.",
    });
    let sent = client.post(HELPDESK, &path, &request).await.made();
    client.desk.deliver().await;
    sent["id"].as_str().unwrap().to_owned()
}

/// A second request was written because the first one did not do: the first one's end is not the case's.
#[tokio::test]
async fn the_first_of_two_requests_does_not_resolve_the_case() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    let case = client.case("Calendars stay empty").await;
    let first = handed_up(&client, &case).await;
    let case = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let another = json!({
        "title": "Calendars of one house stay empty", "description": "Since 08:00 UTC.", "severity": "moderate",
        "business_impact": "Appointments cannot be made.", "duplicate_reason": "The provider asked for a second one.",
    });
    let second = client.post(HELPDESK, &format!("{case}/service-requests"), &another).await.made();
    client.desk.deliver().await;
    let resolve = json!({ "decision": "resolve", "reason": "The filter was reset." });
    let statuses = async |request: &str| {
        client.post(Role::Engineer, &format!("/api/v1/service-requests/{request}/decisions"), &resolve).await.made();
        client.desk.deliver().await;
        let request = client.get(HELPDESK, &format!("/api/v1/service-requests/{request}")).await.found();
        (request["status"].clone(), client.get(HELPDESK, &case).await.found()["status"].clone())
    };
    assert_eq!(statuses(&first).await, (json!("resolved"), json!("waiting_on_provider")));
    assert_eq!(statuses(second["id"].as_str().unwrap()).await, (json!("resolved"), json!("resolved")));
    client.desk.discard().await;
}

#[tokio::test]
async fn the_customers_contact_can_be_named_later_on_the_page() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let (id, browser) = (case["id"].as_str().unwrap(), Browser::agent(&client).await);
    let save = async |name: &str, email: &str| {
        let shown = client.get(HELPDESK, &format!("/api/v1/cases/{id}")).await.found();
        let version = shown["version"].to_string();
        let form = [
            ("subject", "Calendars stay empty"),
            ("description", "They do."),
            ("severity", "moderate"),
            ("version", version.as_str()),
            ("contact_name", name),
            ("contact_email", email),
            ("contact_phone", ""),
        ];
        browser.post(&format!("/cases/{id}/details"), &form).await;
        client.get(HELPDESK, &format!("/api/v1/cases/{id}")).await.found()["contact"].clone()
    };
    let named = save("Hollis Brandt", "hollis@brightwater.example").await;
    assert_eq!((&named["name"], &named["email"]), (&json!("Hollis Brandt"), &json!("hollis@brightwater.example")));
    let kept = save("Hollis Brandt", "nowhere").await;
    assert_eq!(kept["email"], json!("hollis@brightwater.example"), "what is no address is refused");
    assert_eq!(save("", "").await, Value::Null);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_tenant_that_is_written_twice_is_one_tenant() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}/category", case["id"].as_str().unwrap());
    let missing = async |tenants: Value| {
        let body = json!({ "category": "regional_multi_tenant", "grounds": { "tenants": tenants } });
        client.put(HELPDESK, &path, &body).await.found()["missing"].clone()
    };
    assert_eq!(missing(json!(["brightwater.example", " Brightwater.example "])).await, json!(["tenants"]));
    assert_eq!(missing(json!(["brightwater.example", "sorrel.example"])).await, json!([]));
    client.desk.discard().await;
}

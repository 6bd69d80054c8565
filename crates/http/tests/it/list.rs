//! Lists that are narrowed and ordered, on pages and by the API; and a refusal that names colleagues.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{client::Client, web::Browser};

const HELPDESK: Role = Role::HelpdeskAgent;

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

/// Two more customers beside the desk's own: one abroad, one whose relationship has ended.
async fn book(client: &Client) {
    for (name, country, tenant) in [("Aurora Fjord", "NO", 11), ("Zenith Glass", "PL", 12)] {
        let new = json!({
            "name": name, "domain": format!("{}.example", name.to_lowercase().replace(' ', "-")), "country": country,
            "tenant_id": format!("5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a{tenant}"),
        });
        let made = client.post(Role::GlobalAdmin, "/api/v1/customers", &new).await.made();
        if name == "Zenith Glass" {
            let path = format!("/api/v1/customers/{}", made["id"].as_str().unwrap());
            client.patch(Role::GlobalAdmin, &path, &json!({ "relationship_status": "ended" })).await.found();
        }
    }
}

#[tokio::test]
async fn customers_are_narrowed_and_ordered_by_the_api() {
    let client = Client::new().await;
    book(&client).await;
    client.desk.delegate("Service Support Administrator").await;
    client.case("Calendars stay empty").await;
    let found = async |query: &str| client.get(HELPDESK, &format!("/api/v1/customers?{query}")).await.found();
    assert_eq!(names(&found("").await), ["Aurora Fjord", "Kestrel Dental", "Zenith Glass"]);
    assert_eq!(names(&found("country=no").await), ["Aurora Fjord"]);
    assert_eq!(names(&found("relationship_status=ended").await), ["Zenith Glass"]);
    assert_eq!(names(&found("delegated_admin=live").await), ["Kestrel Dental"]);
    assert_eq!(names(&found("delegated_admin=expiring").await), Vec::<&str>::new());
    assert_eq!(names(&found("delegated_admin=none&country=PL").await), ["Zenith Glass"]);
    assert_eq!(names(&found("open_cases=true").await), ["Kestrel Dental"]);
    let sorted = found("sort=open_cases").await;
    assert_eq!(names(&sorted), ["Kestrel Dental", "Aurora Fjord", "Zenith Glass"]);
    assert_eq!((&sorted["items"][0]["open_cases"], &sorted["items"][0]["open_requests"]), (&json!(1), &json!(0)));
    let first = found("sort=open_cases&limit=1").await;
    let rest = found(&format!("sort=open_cases&limit=5&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!(names(&rest), ["Aurora Fjord", "Zenith Glass"]);
    // A whole tenant identifier is narrowed by the other conditions too.
    assert_eq!(names(&found("query=5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a11&country=PL").await), Vec::<&str>::new());
    let strange = client.get(HELPDESK, "/api/v1/customers?delegated_admin=dead").await;
    assert!(strange.problem().contains("validation delegated_admin"));
    client.desk.discard().await;
}

#[tokio::test]
async fn the_page_of_customers_keeps_its_filters_and_says_what_is_open() {
    let client = Client::new().await;
    book(&client).await;
    client.case("Calendars stay empty").await;
    let browser = Browser::agent(&client).await;
    let page = browser.get("/customers").await.text();
    assert!(page.contains("With open cases <span class=\"count\">1</span>"), "{page}");
    assert!(page.contains("No delegated admin <span class=\"count\">3</span>"), "{page}");
    assert!(page.contains("<option value=\"NO\">NO</option>"), "the countries of the book");
    let page = browser.get("/customers?country=NO&sort=open_cases&delegated_admin=none").await.text();
    assert!(page.contains("Aurora Fjord") && !page.contains("Zenith Glass"), "{page}");
    assert!(page.contains("<option value=\"NO\" selected>") && page.contains("<option value=\"none\" selected>"));
    assert!(page.contains("aria-sort=\"descending\""), "the order is told");
    // The head of another column keeps the filters.
    assert!(page.contains("href=\"/customers?country=NO&#38;delegated_admin=none\""), "{page}");
    let nobody = browser.get("/customers?country=NO&relationship_status=ended").await.text();
    assert!(nobody.contains("No customer fits these filters"), "{nobody}");
    assert_eq!(browser.get("/customers?sort=colour").await.status, StatusCode::BAD_REQUEST);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_refusal_names_colleagues_who_may() {
    let client = Client::new().await;
    let admin = client.desk.person(Role::GlobalAdmin).user.name.clone();
    let refused = client.get(HELPDESK, "/api/v1/audit-events").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let body = refused.json();
    assert_eq!((&body["roles"], &body["people"]), (&json!(["global_admin"]), &json!([admin])));
    assert!(body["detail"].as_str().unwrap().ends_with(&format!("Ask {admin}.")), "{body}");
    // Others' people are never named: a provider's right is nobody's here.
    let publish = json!({ "title": "x", "service": "Exchange Online", "text": "x" });
    let body = client.post(HELPDESK, "/api/v1/service-health/issues", &publish).await.json();
    assert_eq!((&body["status"], &body["people"]), (&json!(403), &Value::Null), "{body}");

    let browser = Browser::agent(&client).await;
    let page = browser.get("/users").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = page.text();
    assert!(page.contains(&admin) && page.contains("It takes the role Global admin."), "{page}");
    client.desk.discard().await;
}

#[tokio::test]
async fn what_was_decided_of_delegated_admin_is_told() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    let all = format!("/api/v1/customers/{}/delegated-admin-relationships", client.desk.customer.id);
    let found = client.get(HELPDESK, &all).await.found();
    let one = &found["items"][0];
    let by = client.desk.person(Role::CustomerAdmin).user.name.clone();
    assert_eq!((&one["approved"]["by"]["name"], &one["approved"]["by"]["side"]), (&json!(by), &json!("customer")));
    assert_eq!(one["ended"], Value::Null);
    let decisions = format!("{all}/{}/decisions", one["id"].as_str().unwrap());
    client.post(Role::AdminAgent, &decisions, &json!({ "decision": "terminate" })).await.made();
    let found = client.get(HELPDESK, &all).await.found();
    let ended = &found["items"][0]["ended"];
    let admin = client.desk.person(Role::AdminAgent).user.name.clone();
    assert_eq!((&ended["by"]["name"], &ended["by"]["side"]), (&json!(admin), &json!("ours")));
    let browser = Browser::agent(&client).await;
    let page = browser.get(&format!("/customers/{}", client.desk.customer.id)).await.text();
    for told in ["Approved by", by.as_str(), "Ended by", admin.as_str(), "Northgate Cloud Partners"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    client.desk.discard().await;
}

/// A case that was handed up by the assisted route: its request waits to be filed, and has a clock.
async fn handed_up(client: &Client, subject: &str) -> Value {
    let case = client.case(subject).await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let step = json!({ "area": "settings", "means": "with_customer", "action": "Looked.", "outcome": "no_change" });
    client.post(HELPDESK, &format!("{path}/troubleshooting-steps"), &step).await.made();
    let decided = json!({
        "category": "bug_or_irregularity", "grounds": { "steps": "Open it.", "seen": "Nothing.", "expected": "Entries." },
    });
    client.put(HELPDESK, &format!("{path}/category"), &decided).await.found();
    let request = json!({
        "title": subject, "description": "Empty.", "business_impact": "None can be made.", "severity": "moderate",
        "route": "assisted", "duplicate_reason": "Another one is needed here.",
    });
    client.post(HELPDESK, &format!("{path}/service-requests"), &request).await.made()
}

fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn requests_stand_by_their_clocks_and_can_be_listed_whatever_their_status() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    handed_up(&client, "First written").await;
    client.desk.clock.advance(chrono::Duration::minutes(7));
    handed_up(&client, "Then written").await;
    client.desk.clock.advance(chrono::Duration::minutes(7));
    let over = handed_up(&client, "Taken back").await;
    let path = format!("/api/v1/service-requests/{}", over["id"].as_str().unwrap());
    client.post(HELPDESK, &format!("{path}/withdrawal"), &json!({ "reason": "Found it." })).await.found();

    let found = async |query: &str| client.get(HELPDESK, &format!("/api/v1/service-requests?{query}")).await.found();
    assert_eq!(titles(&found("").await), ["Taken back", "Then written", "First written"], "the newest first");
    assert_eq!(titles(&found("open=true&order=due_first").await), ["First written", "Then written"]);
    let first = found("order=due_first&limit=1").await;
    let rest = found(&format!("order=due_first&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!(titles(&rest), ["Then written", "Taken back"], "what has no clock stands last");
    assert!(titles(&found("category=service_unavailable").await).is_empty());

    let browser = Browser::agent(&client).await;
    let page = browser.get("/service-requests").await.text();
    let place = |title: &str| page.find(&format!(">{title}<"));
    assert!(place("First written") < place("Then written") && place("Taken back").is_none(), "{page}");
    assert!(page.contains("No case is ready for one now.") && page.contains("New request"), "{page}");
    let all = browser.get("/service-requests?status=all").await.text();
    assert!(all.contains(">Taken back<") && all.contains("<option value=\"all\" selected>"), "{all}");
    let found = browser.get("/service-requests?query=taken").await.text();
    assert!(found.contains(">Taken back<") && found.contains("<option value=\"all\" selected>"), "{found}");
    let mine = browser.get("/service-requests?author=me").await.text();
    assert!(mine.contains(">First written<"), "{mine}");
    let others = Browser::hired(&client, Role::AdminAgent).await.get("/service-requests?author=me").await.text();
    assert!(!others.contains(">First written<"), "{others}");
    client.desk.discard().await;
}

#[tokio::test]
async fn the_audit_log_is_looked_through_and_taken_along() {
    let client = Client::new().await;
    let admin = client.desk.person(Role::GlobalAdmin).user.id;
    client.case("Calendars stay empty").await;
    let by_admin = format!("/api/v1/audit-events?actor={admin}&refused=false");
    let found = client.get(Role::GlobalAdmin, &by_admin).await.found();
    assert!(found["items"].as_array().unwrap().iter().all(|one| one["actor"] == json!(admin)), "{found:#}");
    let unknown = client.get(Role::GlobalAdmin, "/api/v1/audit-events?action=galaxy.rename").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let export = client.get(Role::GlobalAdmin, "/api/v1/audit-events/export?action=case.open").await;
    assert_eq!(export.header(axum::http::header::CONTENT_TYPE), "application/x-ndjson");
    assert!(export.header(axum::http::header::CONTENT_DISPOSITION).starts_with("attachment"));
    let lines: Vec<Value> = export.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line["action"] == "case.open"), "{lines:?}");

    let browser = Browser::hired(&client, Role::GlobalAdmin).await;
    let page = browser.get("/audit?action=case.open&since=2020-01-01").await.text();
    assert!(page.contains("case.open") && page.contains("<option value=\"case.open\" selected>"), "{page}");
    let wrong = browser.get("/audit?since=yesterday").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"yesterday\""), "what was written stands there");
    client.desk.discard().await;
}

//! Service health as people look at it: the history of a service, the board by customer, and an import for one of many customers.

use serde_json::json;
use tierline_testkit::browser::Script;

use super::{signed_in, sits_down};
use crate::work::{desk, handed_up};

#[tokio::test]
async fn the_history_of_a_service_is_looked_at_and_read() {
    let desk = desk().await;
    let agent = signed_in(&desk, "maren").await;
    agent.visit("/health").await;
    agent.press_on("a[href^='/health/history?service=Exchange']").await;
    agent.reads("Exchange Online").await;
    agent.is_accessible().await;
    assert!(agent.displays("svg.history-bars").await, "bars for who looks");
    let label = "svg.history-bars[role=img][aria-label*='Exchange Online, last 90 days']";
    assert!(agent.has(label).await, "and the same in words");
    assert!(agent.has("th[scope=row] time[datetime]").await, "a table for who reads");
    agent.reads("Not recorded” means").await;
    // What the table names leads to the issue.
    agent.press_on("td a[href^='/health/issues/']").await;
    agent.reads("Who was told").await;
    agent.close().await;
}

#[tokio::test]
async fn a_history_is_narrowed_to_a_region_without_script_and_in_polish() {
    let desk = desk().await;
    let agent = sits_down(&desk, "marek", Script::Off).await;
    agent.visit("/health/history?service=Azure%20SQL").await;
    agent.reads("ostatnie 90 dni").await;
    assert!(agent.has("svg.history-bars").await);
    agent.submit("/health/history", None).await;
    assert!(agent.path().await.contains("service=Azure"), "{}", agent.path().await);
    agent.close().await;
}

#[tokio::test]
async fn the_board_by_customer_begins_with_those_in_trouble() {
    let desk = desk().await;
    let outage = json!({
        "title": "Mail is neither sent nor received", "service": "Exchange Online", "status": "interrupted",
        "text": "We look into it.",
    });
    let _ = desk.of("yun").post("service-health/issues", outage).await.expect(201);
    let agent = signed_in(&desk, "maren").await;
    agent.visit("/health?by=customer").await;
    agent.reads("Customers in trouble stand first").await;
    assert!(agent.has("tbody tr:first-child td:nth-of-type(1).is-bad").await, "{}", agent.text().await);
    agent.is_accessible().await;
    agent.fill("/health", "customer", "aldersyde").await;
    agent.submit("/health", None).await;
    agent.reads("Aldersyde Care Homes").await;
    agent.close().await;
}

#[tokio::test]
async fn a_feed_is_imported_for_a_customer_that_is_typed() {
    let desk = desk().await;
    let payload = desk.folder().join("issues.json");
    let issue = json!({
        "id": "EX7700001", "title": "Rooms cannot be booked", "startDateTime": "2026-03-02T10:20:00Z", "service": "Exchange Online",
        "lastModifiedDateTime": "2026-03-02T10:52:00Z", "classification": "incident", "status": "serviceDegradation", "posts": [],
    });
    std::fs::write(&payload, json!({ "value": [issue] }).to_string()).unwrap();
    let admin = signed_in(&desk, "ilse").await;
    admin.visit("/health/import").await;
    let import = async |customer: &str| {
        admin.fill("/health/import", "file", payload.to_str().unwrap()).await;
        admin.fill("/health/import", "format", "graph").await;
        admin.fill("/health/import", "customer_id", customer).await;
        admin.submit("/health/import", None).await;
    };
    import("bright").await;
    admin.reads("Which customer?").await;
    admin.is_accessible().await;
    import("brightwater.example").await;
    admin.reads("1 record").await;
    admin.visit("/health").await;
    admin.follow_text("Rooms cannot be booked").await;
    admin.reads("Rooms cannot be booked").await;
    admin.close().await;
}

#[tokio::test]
async fn an_engineers_bell_says_what_arrived_and_what_was_answered() {
    let desk = desk().await;
    let _ = desk.of("ansel").post("notices/readings", json!({})).await.expect(204);
    let engineer = signed_in(&desk, "ansel").await;
    engineer.visit("/guidance").await;
    let (_, request) = handed_up(&desk.of("maren"), &desk.of("ansel"), "aldersyde.example").await;
    engineer.settles("a[aria-label='Notifications, 1 unread']").await;
    engineer.press_on("a[aria-label='Notifications, 1 unread']").await;
    engineer.reads("New request from Northgate Cloud Partners").await;
    engineer.is_accessible().await;
    engineer.visit(&format!("/inbox/{request}")).await;
    assert!(
        engineer.has("a[aria-label='Notifications']").await,
        "who looks at the inbox has read that something arrived"
    );
    engineer.fill("/decision", "decision", "ask").await;
    engineer.fill("/decision", "reason", "Which version?").await;
    engineer.submit("/decision", None).await;
    let asked = || async { desk.of("maren").get(&format!("service-requests/{request}")).await.expect(200) };
    tierline_testkit::desk::eventually("the question arrives", asked, |body| body["status"] == "attention_needed")
        .await;
    // Who looks at the request itself sees the answer come; the bell is for who looks elsewhere.
    engineer.visit("/guidance").await;
    let answer = json!({ "text": "24.102, on both.", "visibility": "provider" });
    let _ = desk.of("maren").post(&format!("service-requests/{request}/notes"), answer).await.expect(201);
    engineer.settles("a[aria-label='Notifications, 1 unread']").await;
    engineer.visit("/notices").await;
    engineer.reads("Northgate Cloud Partners answered").await;
    engineer.close().await;
}

//! The power goes in between: what was answered was kept, and what was to be delivered is delivered once.

use std::time::Duration;

use serde_json::json;
use tierline_testkit::desk::eventually_within;

use crate::work::{count, desk, escalate, items, ready, request, request_becomes, text};

/// Threat 57, and the outbox's promise.
#[tokio::test]
async fn a_process_killed_right_after_its_answer_delivers_exactly_once_when_it_is_back() {
    let mut desk = desk().await;
    let mut sent = Vec::new();
    for domain in ["aldersyde.example", "pellworth.example", "haldenmoor.example"] {
        let agent = desk.of("maren");
        let case = ready(&agent, domain).await;
        let request_id = text(&escalate(&agent, &case, request()).await["id"]);
        desk.kill().await;
        desk.start().await;
        sent.push((case, request_id));
    }
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    for (case, request_id) in &sent {
        // Who died holding a message keeps it for the ten seconds of its lease, and the relay looks every five.
        let ask = || async { engineer.get(&format!("service-requests/{request_id}")).await.body };
        eventually_within(Duration::from_secs(25), "the request reaches its recipient", ask, |body| {
            body["id"] == json!(request_id)
        })
        .await;
        request_becomes(&agent, request_id, "submitted").await;
        assert_eq!(count(&agent, case, "request_linked").await, 1);
        let inbox = engineer.get("service-requests?direction=received&limit=200").await.expect(200);
        assert_eq!(items(&inbox).iter().filter(|one| one["id"] == json!(request_id)).count(), 1);
        let notes = engineer.get(&format!("service-requests/{request_id}/notes")).await.expect(200);
        let arrived =
            items(&notes).iter().filter(|entry| entry["kind"] == "written" || entry["kind"] == "received").count();
        assert!(arrived <= 1, "it arrived once: {notes:#}");
    }
    let audit = desk.run(&["audit", "verify"]).await;
    assert_eq!(audit.code, Some(0), "{} {}", audit.stdout, audit.stderr);
}

#[tokio::test]
async fn an_orderly_stop_keeps_everything_and_the_desk_comes_back_as_it_was() {
    let mut desk = desk().await;
    let agent = desk.of("maren");
    let case = ready(&agent, "aldersyde.example").await;
    let before = agent.get(&format!("cases/{case}")).await.expect(200);
    desk.stop().await;
    desk.start().await;
    assert_eq!(desk.of("maren").get(&format!("cases/{case}")).await.expect(200), before);
}

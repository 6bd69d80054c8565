//! Who may read what was written: nothing widens it, neither handing up nor joining nor an answer.

use serde_json::json;
use tierline_testkit::client::Client;

use crate::work::{decide, desk, handed_up, ready, received};

const CUSTOMER: &str = "brightwater.example";

/// Writes a note for each kind of reader, and adds a file, in words that are found again.
async fn written(agent: &Client, case: &str, mark: &str) {
    for visibility in ["internal", "customer"] {
        let note = json!({ "visibility": visibility, "text": format!("{mark} words for {visibility}") });
        let _ = agent.post(&format!("cases/{case}/notes"), note).await.expect(201);
        let (name, path) = (format!("{mark}-{visibility}.txt"), format!("cases/{case}/attachments"));
        let _ = agent.attach(&path, &name, b"x".to_vec(), Some(visibility)).await.expect(201);
    }
}

/// All that somebody can read of a case or a request.
async fn read(client: &Client, path: &str) -> String {
    let mut all = String::new();
    for part in ["", "/timeline", "/notes", "/attachments"] {
        all.push_str(&client.get(&format!("{path}{part}")).await.text);
    }
    all
}

#[tokio::test]
async fn what_is_written_inside_stays_inside_when_a_case_is_handed_up_and_another_one_joins() {
    let desk = desk().await;
    let (agent, engineer, customer) = (desk.of("maren"), desk.of("ansel"), desk.of("anneke"));
    let (case, request) = handed_up(&agent, &engineer, CUSTOMER).await;
    written(&agent, &case, "First").await;
    let second = ready(&agent, CUSTOMER).await;
    written(&agent, &second, "Second").await;
    let joins = json!({ "case_id": second });
    let joined = agent.post(&format!("service-requests/{request}/cases"), joins).await.expect(201);
    assert_eq!(joined["cases"].as_array().unwrap().len(), 2);
    let note = json!({ "visibility": "provider", "text": "Words for the provider" });
    let _ = agent.post(&format!("cases/{second}/notes"), note).await.expect(201);
    decide(&engineer, &request, "ask", "Which tenant is it?").await;
    let at_provider = format!("service-requests/{request}");
    tierline_testkit::desk::eventually(
        "the note reaches the engineer",
        || async { json!(read(&engineer, &at_provider).await) },
        |text| text.as_str().is_some_and(|text| text.contains("Words for the provider")),
    )
    .await;
    received(&engineer, &request).await;
    let there = read(&engineer, &at_provider).await;
    for kept in ["words for internal", "words for customer", "First-", "Second-"] {
        assert!(!there.contains(kept), "the provider reads {kept:?}: {there}");
    }
    for (mark, case) in [("First", &case), ("Second", &second)] {
        let path = format!("cases/{case}");
        let ours = read(&agent, &path).await;
        assert!(ours.contains(&format!("{mark} words for internal")) && ours.contains("Which tenant is it?"), "{ours}");
        let theirs = read(&customer, &path).await;
        assert!(theirs.contains(&format!("{mark} words for customer")), "{theirs}");
        for kept in ["words for internal", "-internal.txt", "Which tenant is it?", "Words for the provider"] {
            assert!(!theirs.contains(kept), "the customer reads {kept:?}: {theirs}");
        }
        let other = if mark == "First" { "Second" } else { "First" };
        assert!(!theirs.contains(&format!("{other} words")), "one case's words in the other: {theirs}");
    }
}

//! The package `partnercenterservices` 0.1.2 of the Python Package Index.

use serde_json::{Value, json};
use tierline_testkit::desk::Desk;

use super::script;
use crate::work::{call_it_a_bug, customer, decide, desk, items, received, request_becomes, step, text};

/// Whom the calls are for.
const CUSTOMER: &str = "aldersyde.example";
const TITLE: &str = "Group calls drop after two minutes";

struct Calls<'a> {
    desk: &'a Desk,
    token: &'a str,
}

impl Calls<'_> {
    async fn answer(&self, operation: &str, parameters: Value) -> Value {
        script("partner_center.py", &[self.desk.url(), self.token, operation], &parameters).await
    }

    /// What the package made of an answer of this status.
    async fn made(&self, operation: &str, parameters: Value, status: u16) -> Value {
        let answer = self.answer(operation, parameters).await;
        assert_eq!(answer["status"], status, "{operation}: {answer}");
        answer["made"].clone()
    }
}

/// The number of a topic, as the package reads it.
fn topic(topics: &Value, name: &str) -> String {
    let found = items(topics).iter().find(|one| one["name"].as_str().is_some_and(|text| text.starts_with(name)));
    let found = found.unwrap_or_else(|| panic!("no topic {name}: {topics}"));
    assert!(found["id"].is_number(), "the package reads a number: {found}");
    found["id"].to_string()
}

#[tokio::test]
async fn its_operations_work_against_a_desk() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let calls = Calls { desk: &desk, token: &desk.person("maren").token };
    let whose = customer(&agent, CUSTOMER).await;
    let tenant = text(&agent.get(&format!("customers/{whose}")).await.expect(200)["tenant_id"]);

    let customers = calls.made("customers", json!({ "size": 3 }), 200).await;
    assert_eq!(items(&customers).len(), 3, "{customers}");
    let begins = json!({ "filter": json!({"Field": "CompanyName", "Value": "Aldersyde", "Operator": "starts_with"}).to_string() });
    let found = calls.made("customers", begins, 200).await;
    assert_eq!((items(&found).len(), items(&found)[0]["id"].as_str()), (1, Some(tenant.as_str())), "{found}");
    let one = calls.made("customer", json!({ "customer_id": tenant }), 200).await;
    assert_eq!(one["company_profile"]["domain"], CUSTOMER, "{one}");

    // What is posted climbs the ladder; what stands in the way comes with its codes.
    let topics = calls.made("topics", json!({}), 200).await;
    let new = json!({ "service_request": {
        "title": TITLE, "description": "Calls with more than four people drop after two minutes, in both offices.",
        "severity": "moderate", "support_topic_id": topic(&topics, "Meetings"), "organization": tenant,
    }});
    let before = calls.made("list", json!({}), 200).await["total_count"].as_i64();
    let refused = calls.answer("create", new.clone()).await;
    assert_eq!(refused["status"], 409, "{refused}");
    let codes = refused["body"]["data"].as_array().cloned().unwrap_or_default();
    assert!(codes.contains(&json!("category_missing")), "{refused}");
    assert_eq!(calls.made("list", json!({}), 200).await["total_count"].as_i64(), before, "nothing went up");
    let cases = agent.get(&format!("customers/{whose}/cases")).await.expect(200);
    let case = items(&cases).iter().find(|one| one["subject"] == TITLE).map(|one| text(&one["id"]));
    let case = case.unwrap_or_else(|| panic!("the report is kept as a case: {cases}"));
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    let made = calls.made("create", new, 201).await;
    let number = text(&made["id"]);
    assert_eq!((made["title"].as_str(), made["severity"].as_str()), (Some(TITLE), Some("moderate")), "{made}");
    assert_eq!(made["organization"]["id"], tenant.as_str(), "{made}");

    // It reaches the provider, who asks; the script reads the question and answers it.
    let sent = agent.get(&format!("service-requests?query={number}")).await.expect(200);
    let request = text(&items(&sent)[0]["id"]);
    received(&engineer, &request).await;
    decide(&engineer, &request, "ask", "Which build of the app?").await;
    request_becomes(&agent, &request, "attention_needed").await;
    let asks = json!({ "filter": json!({"Field": "Status", "Value": "attention_needed", "Operator": "equals"}).to_string(),
        "offset": 0, "size": 50 });
    let waiting = calls.made("list", asks, 200).await;
    assert!(items(&waiting).iter().any(|one| one["id"] == number.as_str()), "{waiting}");
    let read = calls.made("get", json!({ "service_request_id": number }), 200).await;
    assert!(read["notes"].to_string().contains("Which build of the app?"), "{read}");
    let note = json!({ "service_request_id": number, "service_request": { "new_note": "Build 24.1" } });
    let answered = calls.made("patch", note, 200).await;
    assert_eq!(answered["status"], "open", "{answered}");
    assert_eq!((answered["title"].as_str(), answered["severity"].as_str()), (Some(TITLE), Some("moderate")));

    // The same by the customer's address; what a program fills with words that mean nothing changes nothing.
    let of_customer = calls.made("list_of_customer", json!({ "customer_id": tenant, "size": 20 }), 200).await;
    assert!(items(&of_customer).iter().any(|one| one["id"] == number.as_str()), "{of_customer}");
    let before =
        calls.made("get_of_customer", json!({ "customer_id": tenant, "service_request_id": number }), 200).await;
    let sentinels = json!({ "customer_id": tenant, "service_request_id": number,
        "service_request": { "severity": "unknown", "status": "none", "created_date": "0001-01-01T00:00:00" } });
    assert_eq!(calls.made("patch_of_customer", sentinels, 200).await, before);
    let closes =
        json!({ "customer_id": tenant, "service_request_id": number, "service_request": { "status": "closed" } });
    assert_eq!(calls.made("patch_of_customer", closes, 200).await["status"], "closed");
    request_becomes(&agent, &request, "withdrawn").await;

    let stranger = Calls { token: &desk.person("stefan").token, ..calls };
    stranger.made("get", json!({ "service_request_id": number }), 404).await;
}

//! Who follows is told in the desk, and nobody else; each cause is one line.

use serde_json::{Value, json};
use tierline_testkit::{client::Client, desk::eventually};

use crate::work::{customer, decide, desk, handed_up, items, open, text};

/// The provider documents that virtual machines in West Europe do not answer.
async fn publish(owner: &Client, regions: &[&str]) -> String {
    let issue = json!({
        "title": "Virtual machines stop answering",
        "service": "Virtual Machines",
        "regions": regions,
        "status": "investigating",
        "text": "Some virtual machines do not answer.",
    });
    text(&owner.post("service-health/issues", issue).await.expect(201)["id"])
}

async fn post(owner: &Client, issue: &str, words: &str, status: Option<&str>) {
    let body = json!({ "text": words, "status": status });
    let _ = owner.post(&format!("service-health/issues/{issue}/posts"), body).await.expect(201);
}

async fn follow(client: &Client, what: Value) -> Value {
    client.post("follows", what).await.expect(201)
}

/// Waits until what somebody was told of an issue is so. The demo has told them other things before.
async fn told_of(client: &Client, issue: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let of = |all: &[Value]| all.iter().filter(|one| one["issue_id"] == json!(issue)).cloned().collect::<Vec<_>>();
    of(&told(client, |all| fits(&of(all))).await)
}

/// Waits until what somebody was told is so.
async fn told(client: &Client, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let ask = || async { client.get("notices").await.expect(200) };
    items(&eventually("the notice comes", ask, |page| fits(items(page))).await).to_vec()
}

#[tokio::test]
async fn who_follows_a_service_is_told_of_its_issues_in_one_line_each() {
    let desk = desk().await;
    let (agent, owner) = (desk.of("tobin"), desk.of("yun"));
    let followed = follow(&agent, json!({ "service": "azure vm" })).await;
    assert_eq!((&followed["service"], &followed["region"]), (&json!("Virtual Machines"), &Value::Null));
    let issue = publish(&owner, &["West Europe"]).await;
    let first = told_of(&agent, &issue, |all| !all.is_empty()).await;
    assert_eq!(
        (&first[0]["kind"], &first[0]["title"]),
        (&json!("issue_new"), &json!("Virtual machines stop answering"))
    );
    post(&owner, &issue, "We found the cause.", None).await;
    post(&owner, &issue, "We move them to other hardware.", Some("degraded")).await;
    let line = told_of(&agent, &issue, |all| all[0]["count"] == 2).await;
    assert_eq!(line.len(), 1, "one line: {line:#?}");
    assert_eq!((&line[0]["kind"], &line[0]["status"]), (&json!("issue_new"), &json!("degraded")));

    let id = text(&line[0]["id"]);
    let _ = agent.post(&format!("notices/{id}/reading"), json!({})).await.expect(204);
    let waits =
        async || items(&agent.get("notices?unread=true").await.expect(200)).iter().any(|one| one["id"] == json!(id));
    assert!(!waits().await);
    post(&owner, &issue, "It is over.", Some("resolved")).await;
    let ended = told_of(&agent, &issue, |all| all[0]["read_at"].is_null()).await;
    assert_eq!((&ended[0]["kind"], &ended[0]["id"]), (&json!("issue_ended"), &json!(id)));
    assert!(waits().await);
    let _ = agent.post("notices/readings", json!({ "until": ended[0]["at"] })).await.expect(204);
    assert!(!waits().await);

    let _ = agent.send(reqwest::Method::DELETE, &format!("follows/{}", text(&followed["id"])), "", None).await;
    assert!(items(&agent.get("follows").await.expect(200)).is_empty());
}

#[tokio::test]
async fn a_place_and_a_customer_are_followed_and_other_people_are_told_nothing() {
    let desk = desk().await;
    let owner = desk.of("yun");
    let (of_place, of_customer, elsewhere) = (desk.of("dario"), desk.of("petra"), desk.of("tobin"));
    follow(&of_place, json!({ "region": "westeurope" })).await;
    follow(&elsewhere, json!({ "region": "North Europe", "service": "Virtual Machines" })).await;
    let vantor = customer(&of_customer, "vantor.example").await;
    let followed = follow(&of_customer, json!({ "customer_id": vantor })).await;
    assert_eq!(followed["customer"]["name"], "Vantor Precision Tools");
    let issue = publish(&owner, &["West Europe"]).await;
    for follower in [&of_place, &of_customer] {
        assert_eq!(told_of(follower, &issue, |all| !all.is_empty()).await.len(), 1);
    }
    for other in [&elsewhere, &desk.of("maren"), &desk.of("stefan"), &desk.of("casey")] {
        assert!(items(&other.get("notices").await.expect(200)).iter().all(|one| one["issue_id"] != json!(issue)));
    }
}

#[tokio::test]
async fn an_agent_is_told_when_a_later_issue_explains_their_case() {
    let desk = desk().await;
    let (agent, owner) = (desk.of("tobin"), desk.of("yun"));
    let customer = customer(&agent, "vantor.example").await;
    let report = json!({
        "customer_id": customer,
        "subject": "Virtual machines stop answering in West Europe",
        "description": "Two of our virtual machines in West Europe do not answer since this morning.",
        "service": "Virtual Machines",
        "region": "West Europe",
    });
    let case = text(&open(&agent, report).await["id"]);
    publish(&owner, &["West Europe"]).await;
    // The demo has cases of its own that the issue explains as well.
    let of_case = |one: &Value| one["kind"] == "case_explained" && one["case_id"] == json!(case);
    let all = told(&agent, |all| all.iter().any(of_case)).await;
    let line = all.iter().find(|one| of_case(one)).unwrap();
    assert!(line["explained_by"].is_string(), "{line:#}");
}

#[tokio::test]
async fn what_the_provider_asks_and_solves_is_one_line_of_the_request() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (_, request) = handed_up(&agent, &engineer, "aldersyde.example").await;
    decide(&engineer, &request, "ask", "Which client versions are affected?").await;
    let of_request =
        |all: &[Value], kind: &str| all.iter().any(|one| one["request_id"] == json!(request) && one["kind"] == kind);
    told(&agent, |all| of_request(all, "request_asked")).await;
    decide(&engineer, &request, "return", "Your firewall closes the ports.").await;
    let all = told(&agent, |all| of_request(all, "request_returned")).await;
    assert_eq!(all.iter().filter(|one| one["request_id"] == json!(request)).count(), 1);
}

#[tokio::test]
async fn what_cannot_be_followed_is_said_at_its_field() {
    let desk = desk().await;
    let agent = desk.of("tobin");
    for (what, field) in [
        (json!({}), "service"),
        (json!({ "service": "Exchnage" }), "service"),
        (json!({ "region": "Atlantis" }), "region"),
    ] {
        assert_eq!(agent.post("follows", what.clone()).await.wrong_fields(), [field], "{what}");
    }
}

//! Requests that were filed in a provider's portal are followed by its interface for partners: two desks, of which one is what the other
//! takes for Partner Center. Both ends of the contract are ours here; others' are in `real_client` and with the carrier.

use crate::work::{
    binary, case_becomes, decide, escalate, ready, received, request, request_becomes, shared, step, text,
};
use serde_json::{Value, json};
use tierline_testkit::{
    client::Client,
    desk::{Desk, Engine, eventually},
    sign_in::{PASTED, SignInService},
};

pub(crate) const SETTINGS: &str = "[outbound]\nallow = [\"127.0.0.0/8\"]\n";

/// Sets a connection up that leads to a desk as to Partner Center, in the name of a person there; and tests it.
pub(crate) async fn connect(admin: &Client, to: &Desk, service: &SignInService) -> String {
    let connection = json!({
        "kind": "partner_center", "name": "Partner Center", "address": to.url(), "tenant": "northgate.example",
        "client_id": "desk-app", "authority": service.url(), "secret": "app-secret",
    });
    let made = admin.post("connections", connection).await.expect(201);
    assert_eq!(made["has_secret"], false, "the person's consent is missing: {made}");
    let path = format!("connections/{}", text(&made["id"]));
    let said = admin.put(&format!("{path}/secret"), json!({ "field": "refresh_token", "secret": PASTED })).await;
    assert!(!said.text.contains(PASTED), "{}", said.text);
    let said = said.expect(200);
    assert!(said["has_secret"] == true && said["secret_ends_at"].is_string(), "a consent ends: {said}");
    let tested = admin.post(&format!("{path}/tests"), json!({})).await.expect(200);
    assert_eq!(tested["works"], true, "{tested}");
    path
}

/// A request that was filed by hand at the other desk, and typed back here.
async fn filed(agent: &Client, number: &str) -> (String, String) {
    let case = ready(agent, "aldersyde.example").await;
    let mut assisted = request();
    assisted["route"] = json!("assisted");
    let id = text(&escalate(agent, &case, assisted).await["id"]);
    let _ = agent.post(&format!("service-requests/{id}/filing"), json!({ "external_id": number })).await.expect(200);
    (case, id)
}

/// Has it looked for now: it is otherwise from time to time.
async fn look(agent: &Client, request: &str, number: &str) {
    let _ =
        agent.put(&format!("service-requests/{request}/filing"), json!({ "external_id": number })).await.expect(200);
}

async fn notes(client: &Client, request: &str) -> Value {
    client.get(&format!("service-requests/{request}/notes")).await.expect(200)
}

fn times(notes: &Value, words: &str) -> usize {
    notes["items"].as_array().map_or(0, |all| all.iter().filter(|note| note["text"] == words).count())
}

#[tokio::test]
async fn what_was_filed_in_the_portal_comes_back_by_its_number_and_answers_go_there() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Postgres, SETTINGS).await;
    let (there, engineer, agent) = (provider.of("maren"), provider.of("ansel"), desk.of("maren"));
    // Somebody files it in the portal: on the other desk, that is a request of the partner's there.
    let case = ready(&there, "aldersyde.example").await;
    let at_provider = text(&escalate(&there, &case, request()).await["id"]);
    received(&engineer, &at_provider).await;
    let number = text(&there.get(&format!("service-requests/{at_provider}")).await.expect(200)["number"]);

    // It is filed before there is a connection: the test of that finds it.
    let (case, sent) = filed(&agent, &number).await;
    let service = SignInService::giving(&provider.person("maren").token).await;
    let path = connect(&desk.of("ilse"), &provider, &service).await;
    decide(&engineer, &at_provider, "ask", "Which relay do the traces name?").await;
    request_becomes(&there, &at_provider, "attention_needed").await;
    look(&agent, &sent, &number).await;
    request_becomes(&agent, &sent, "attention_needed").await;
    case_becomes(&agent, &case, |case| case["ladder"]["next"]["action"] == "answer_provider").await;

    // The answer goes there by itself, and does not come back as somebody else's.
    let note = json!({ "visibility": "provider", "text": "The trace names relay 7" });
    let _ = agent.post(&format!("service-requests/{sent}/notes"), note).await.expect(201);
    let ask = || notes(&engineer, &at_provider);
    eventually("the answer arrives", ask, |page| times(page, "The trace names relay 7") == 1).await;
    decide(&engineer, &at_provider, "resolve", "Relay 7 was taken out").await;
    request_becomes(&there, &at_provider, "resolved").await;
    look(&agent, &sent, &number).await;
    request_becomes(&agent, &sent, "resolved").await;
    look(&agent, &sent, &number).await;
    let ask = || notes(&agent, &sent);
    let all = eventually("the solution is read", ask, |page| times(page, "Relay 7 was taken out") > 0).await;
    for words in ["Which relay do the traces name?", "The trace names relay 7", "Relay 7 was taken out"] {
        assert_eq!(times(&all, words), 1, "{words}: {all:#}");
    }
    let now = desk.of("ilse").get(&path).await.expect(200);
    assert_eq!(now["condition"], "working", "{now}");
}

#[tokio::test]
async fn a_number_that_the_provider_does_not_know_is_said_and_not_guessed() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let agent = desk.of("maren");
    let service = SignInService::giving(&provider.person("maren").token).await;
    connect(&desk.of("ilse"), &provider, &service).await;
    let (case, sent) = filed(&agent, "R-999999").await;
    let ask = || notes(&agent, &sent);
    let all = eventually("the number is missed", ask, |page| page.to_string().contains("number_unknown")).await;
    assert_eq!(times(&all, "R-999999"), 2, "as it was filed, and as it is missed: {all:#}");
    let now = agent.get(&format!("service-requests/{sent}")).await.expect(200);
    assert_eq!(now["status"], "submitted", "nothing else moved: {now}");
    step(&agent, &case).await;
}

#[tokio::test]
async fn an_invitation_names_the_tenant_of_the_partners_own_connection() {
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let (admin, agent) = (desk.of("ilse"), desk.of("maren"));
    let path = "/v1/customers/relationshiprequests";
    let tenant = "3c1b7a52-90de-4f6a-8b1e-2d4c5f6a7b80";
    let refused = agent.get(path).await;
    assert_eq!((refused.status, &refused.body["data"]), (409, &json!(["no_tenant"])), "{}", refused.text);
    let connection = json!({
        "kind": "partner_center", "name": "Invitations", "tenant": tenant, "client_id": "desk-app", "secret": "app-secret",
    });
    let _ = admin.post("connections", connection).await.expect(201);
    let url = text(&agent.get(path).await.expect(200)["url"]);
    assert!(url.starts_with("https://admin.microsoft.com/") && url.contains(&format!("partnerId={tenant}&")), "{url}");
    let elsewhere = desk.of("casey").get(path).await;
    assert_eq!((elsewhere.status, &elsewhere.body["data"]), (409, &json!(["other_cloud"])), "{}", elsewhere.text);
}

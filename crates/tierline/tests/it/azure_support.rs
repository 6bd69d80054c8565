//! A request goes through Azure Support to another desk: two desks, of which one is what the other takes for the provider. Both ends of
//! the contract are ours here; others' are in `real_client` and with the carrier.

use serde_json::{Value, json};
use tierline_testkit::{
    client::Client,
    desk::{Desk, Engine, eventually},
    sign_in::{SECRET, SignInService},
};

use crate::work::{
    binary, call_it_a_bug, customer, decide, items, open, received, request_becomes, shared, step, text,
};

pub(crate) const SETTINGS: &str = "[outbound]\nallow = [\"127.0.0.0/8\"]\n";
const CUSTOMER: &str = "aldersyde.example";
pub(crate) const SUBSCRIPTION: &str = "2f0a3c1e-7d55-4b8e-9a41-6c1f0e2d9b77";
pub(crate) const TITLE: &str = "Secrets cannot be read from the vault";

/// Says that the customer has a subscription for which requests may be filed.
pub(crate) async fn book(admin: &Client, whose: &str) {
    let tenant = text(&admin.get(&format!("customers/{whose}")).await.expect(200)["tenant_id"]);
    let lines = format!("tenant_id,service,subscription_id,support_right\n{tenant},Key Vault,{SUBSCRIPTION},yes\n");
    let sent = admin.send(reqwest::Method::POST, "customers/imports", "text/csv", Some(lines.into_bytes())).await;
    assert!(sent.status < 300, "{}", sent.text);
}

/// A case about the vault that can be handed up.
pub(crate) async fn ready(desk: &Desk) -> String {
    let agent = desk.of("maren");
    let whose = customer(&agent, CUSTOMER).await;
    book(&desk.of("ilse"), &whose).await;
    let report = json!({
        "customer_id": whose, "subject": TITLE, "description": "Reading any secret ends with a time-out.",
        "service": "Key Vault", "severity": "moderate",
    });
    let case = text(&open(&agent, report).await["id"]);
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    case
}

pub(crate) async fn connect(desk: &Desk, to: &Desk, service: &SignInService) -> String {
    let connection = json!({
        "kind": "azure_support", "name": "Azure", "address": to.url(), "tenant": "northgate.example",
        "client_id": "desk-app", "authority": service.url(), "secret": SECRET,
    });
    let admin = desk.of("ilse");
    let made = admin.post("connections", connection).await;
    assert!(!made.text.contains(SECRET), "{}", made.text);
    let path = format!("connections/{}", text(&made.expect(201)["id"]));
    let tested = admin.post(&format!("{path}/tests"), json!({})).await.expect(200);
    assert_eq!(tested["works"], true, "{tested}");
    path
}

async fn notes(client: &Client, request: &str) -> Value {
    client.get(&format!("service-requests/{request}/notes")).await.expect(200)
}

fn times(notes: &Value, words: &str) -> usize {
    notes["items"].as_array().map_or(0, |all| all.iter().filter(|note| note["text"] == words).count())
}

#[tokio::test]
async fn a_request_is_filed_once_and_words_and_files_follow_it() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Postgres, SETTINGS).await;
    let (there, engineer, agent) = (provider.of("maren"), provider.of("ansel"), desk.of("maren"));
    // What is filed there climbs the ladder there as well: its case is ready.
    ready(&provider).await;
    let service = SignInService::giving(&provider.person("maren").token).await;
    let path = connect(&desk, &provider, &service).await;

    let case = ready(&desk).await;
    let new = json!({
        "title": TITLE, "description": "Reading any secret ends with a time-out, since eight o'clock.",
        "business_impact": "Nobody can sign contracts.", "severity": "moderate", "support_topic": "azure-key-vault",
        "route": "azure_support",
        "contact": { "name": "Maren Holt", "email": text(&agent.get("me").await.expect(200)["email"]), "phone": "+48 22 555 01 00",
            "country": "PL", "time_zone": "Europe/Warsaw", "language": "en" },
    });
    let draft = agent.get(&format!("cases/{case}/service-request-draft")).await.expect(200);
    let way = draft["routes"].as_array().and_then(|all| all.iter().find(|one| one["route"] == "azure_support"));
    assert_eq!(way.map(|way| &way["reason"]), Some(&json!("connected")), "{draft}");
    let made = agent.post(&format!("cases/{case}/service-requests"), new).await.expect(201);
    assert_eq!(made["packet"]["customer"]["subscriptions"], json!([SUBSCRIPTION]), "it is seen which one is used");
    let sent = text(&made["id"]);
    let filed = request_becomes(&agent, &sent, "submitted").await;
    let number = text(&filed["external_id"]);
    let found = there.get(&format!("service-requests?query={number}")).await.expect(200);
    let mine: Vec<&Value> = items(&found).iter().filter(|one| one["title"] == TITLE).collect();
    assert_eq!(mine.len(), 1, "{found}");
    let at_provider = text(&mine[0]["id"]);
    let arrived = received(&engineer, &at_provider).await;
    let description = text(&arrived["packet"]["description"]);
    assert!(description.contains("Business impact: Nobody can sign contracts."), "{description}");

    // Another severity goes there as itself, and once; whoever works on the ticket decides of it alone.
    let rate = |severity: &'static str| {
        let path = format!("service-requests/{sent}");
        let agent = &agent;
        async move { agent.patch(&path, json!({ "severity": severity })).await.expect(200) }
    };
    rate("critical").await;
    let ask = || received(&engineer, &at_provider);
    eventually("the severity arrives", ask, |request| request["severity"] == "critical").await;

    // A word and a file go there by themselves, once.
    let note = json!({ "visibility": "provider", "text": "The vault is kv-north-1" });
    let _ = agent.post(&format!("service-requests/{sent}/notes"), note).await.expect(201);
    let ask = || notes(&engineer, &at_provider);
    eventually("the word arrives", ask, |page| times(page, "The vault is kv-north-1") == 1).await;
    let bytes = vec![b'x'; 3 * 1024 * 1024];
    let _ = agent.attach(&format!("service-requests/{sent}/attachments"), "trace.txt", bytes, None).await.expect(201);
    let files = || async { engineer.get(&format!("service-requests/{at_provider}/attachments")).await.expect(200) };
    let files = eventually("the file arrives", files, |page| !items(page).is_empty()).await;
    assert!(text(&items(&files)[0]["name"]).starts_with("trace-"), "{files}");
    assert_eq!((items(&files).len(), items(&files)[0]["size"].as_i64()), (1, Some(3 * 1024 * 1024)), "{files}");

    // Taken back here, it is closed there.
    decide(&engineer, &at_provider, "accept", "").await;
    rate("minimal").await;
    let ask = || async { agent.get(&format!("service-requests/{sent}")).await.expect(200) };
    eventually("the refusal comes back", ask, |request| request["severity"] == "critical").await;
    eventually("and is said", || notes(&agent, &sent), |page| page.to_string().contains("while somebody works")).await;
    let taken = json!({ "reason": "It works again" });
    let _ = agent.post(&format!("service-requests/{sent}/withdrawal"), taken).await.expect(200);
    request_becomes(&there, &at_provider, "withdrawn").await;
    let ask = || notes(&engineer, &at_provider);
    eventually("why it was taken back is read", ask, |page| times(page, "It works again") == 1).await;
    let now = desk.of("ilse").get(&path).await.expect(200);
    assert_eq!(now["condition"], "working", "{now}");
}

#[tokio::test]
async fn what_the_provider_refuses_comes_back_with_its_words() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let agent = desk.of("maren");
    let service = SignInService::giving(&provider.person("maren").token).await;
    let path = connect(&desk, &provider, &service).await;
    let case = ready(&desk).await;
    let new = json!({
        "title": TITLE, "description": "Reading any secret ends with a time-out.", "business_impact": "Nobody can sign.",
        "severity": "moderate", "support_topic": "azure-key-vault", "route": "azure_support",
        "contact": { "name": "Maren Holt", "email": text(&agent.get("me").await.expect(200)["email"]), "phone": "+48 22 555 01 00",
            "country": "PL", "time_zone": "Europe/Warsaw", "language": "en" },
    });
    let sent = text(&agent.post(&format!("cases/{case}/service-requests"), new).await.expect(201)["id"]);
    // The other desk's book does not have the subscription.
    let returned = request_becomes(&agent, &sent, "returned").await;
    assert!(text(&returned["status_reason"]).contains("correct its identifier in the book"), "{returned}");
    let now = desk.of("ilse").get(&path).await.expect(200);
    assert_eq!(now["condition"], "working", "the connection works for others: {now}");
}

//! The package `azure-mgmt-support` 7.0.0 of the Python Package Index.

use serde_json::{Value, json};
use tierline_testkit::{client::Client, desk::Desk};

use super::script;
use crate::{
    azure_support::{SUBSCRIPTION, book},
    work::{call_it_a_bug, customer, decide, desk, items, received, request_becomes, step, text},
};

/// Whom the calls are for.
const CUSTOMER: &str = "aldersyde.example";
const TITLE: &str = "Secrets cannot be read from the vault";
const NAME: &str = "vault-2026";

struct Calls<'a> {
    desk: &'a Desk,
    token: &'a str,
}

impl Calls<'_> {
    async fn answer(&self, operation: &str, parameters: Value) -> Value {
        script("azure_support.py", &[self.desk.url(), self.token, SUBSCRIPTION, operation], &parameters).await
    }

    /// What the package made of an answer.
    async fn made(&self, operation: &str, parameters: Value) -> Value {
        let answer = self.answer(operation, parameters).await;
        assert!(answer.get("status").is_none(), "{operation}: {answer}");
        answer["made"].clone()
    }
}

fn ticket(email: &str) -> Value {
    let service = "/providers/Microsoft.Support/services/keyvault";
    json!({ "properties": {
        "title": TITLE, "description": "Reading any secret ends with a time-out, since eight o'clock.",
        "severity": "moderate", "advancedDiagnosticConsent": "No", "serviceId": service,
        "problemClassificationId": format!("{service}/problemClassifications/azure-key-vault"),
        "contactDetails": {
            "firstName": "Maren", "lastName": "Holt", "primaryEmailAddress": email, "preferredContactMethod": "email",
            "preferredTimeZone": "W. Europe Standard Time", "country": "POL", "preferredSupportLanguage": "en-US",
        },
    }})
}

/// Climbs the ladder of the case that the report is kept as; gives the request once it is at the provider.
async fn climb(agent: &Client, whose: &str) {
    let cases = agent.get(&format!("customers/{whose}/cases")).await.expect(200);
    let case = items(&cases).iter().find(|one| one["subject"] == TITLE).map(|one| text(&one["id"]));
    let case = case.unwrap_or_else(|| panic!("the report is kept as a case: {cases}"));
    step(agent, &case).await;
    call_it_a_bug(agent, &case).await;
}

/// A file is put before the ticket, in two pieces.
async fn put_file(calls: &Calls<'_>) {
    let workspace = json!({ "file_workspace_name": "evidence" });
    assert_eq!(calls.made("file_workspaces.create", workspace.clone()).await["name"], "evidence");
    let file = |more: Value| {
        let mut named = json!({ "file_workspace_name": "evidence", "file_name": "trace.txt" });
        named.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        named
    };
    let announced =
        json!({ "create_file_parameters": { "properties": { "chunkSize": 6, "fileSize": 10, "numberOfChunks": 2 } } });
    assert_eq!(calls.made("files.create", file(announced)).await["file_size"], 10);
    // "hello " and "bye!", in base64.
    for (index, piece) in [(0, "aGVsbG8g"), (1, "YnllIQ==")] {
        let piece = json!({ "upload_file": { "chunkIndex": index, "content": piece } });
        assert!(calls.made("files.upload", file(piece)).await.is_null());
    }
}

#[tokio::test]
async fn its_operations_work_against_a_desk() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let calls = Calls { desk: &desk, token: &desk.person("maren").token };
    let whose = customer(&agent, CUSTOMER).await;
    book(&desk.of("ilse"), &whose).await;
    let email = text(&agent.get("me").await.expect(200)["email"]);

    let services = calls.made("services.list", json!({})).await;
    let vault = services.as_array().unwrap().iter().find(|one| one["display_name"] == "Key Vault").cloned();
    let vault = text(&vault.unwrap_or_else(|| panic!("no such service: {services}"))["name"]);
    let kinds = calls.made("problem_classifications.list", json!({ "service_name": vault })).await;
    assert!(kinds.as_array().unwrap().iter().any(|one| one["name"] == "azure-key-vault"), "{kinds}");
    let free = json!({ "check_name_availability_input": { "name": NAME, "type": "Microsoft.Support/supportTickets" } });
    assert_eq!(calls.made("support_tickets.check_name_availability", free.clone()).await["name_available"], true);

    put_file(&calls).await;

    // What is put climbs the ladder; what stands in the way comes with its codes.
    let mut new = ticket(&email);
    new["properties"]["fileWorkspaceName"] = json!("evidence");
    let put = json!({ "support_ticket_name": NAME, "create_support_ticket_parameters": new });
    let refused = calls.answer("support_tickets.begin_create", put.clone()).await;
    assert_eq!((&refused["status"], &refused["code"]), (&json!(409), &json!("Blocked")), "{refused}");
    assert!(refused["details"].to_string().contains("CategoryMissing"), "{refused}");
    climb(&agent, &whose).await;
    let made = calls.made("support_tickets.begin_create", put.clone()).await;
    assert_eq!((made["title"].as_str(), made["name"].as_str()), (Some(TITLE), Some(NAME)), "{made}");
    assert_eq!(calls.made("support_tickets.begin_create", put).await["support_ticket_id"], made["support_ticket_id"]);
    assert_eq!(calls.made("support_tickets.check_name_availability", free).await["name_available"], false);

    // It reaches the provider with its file; the provider asks, the script reads that and answers it.
    let number = text(&made["support_ticket_id"]);
    let sent = agent.get(&format!("service-requests?query={number}")).await.expect(200);
    let request = text(&items(&sent)[0]["id"]);
    let arrived = received(&engineer, &request).await;
    assert_eq!(arrived["packet"]["files"][0]["name"], "trace.txt", "{arrived}");
    decide(&engineer, &request, "ask", "Which vault?").await;
    request_becomes(&agent, &request, "attention_needed").await;
    let of = json!({ "support_ticket_name": NAME });
    let said = calls.made("communications.list", of.clone()).await;
    let question = said.as_array().unwrap().iter().find(|one| one["body"] == "Which vault?").cloned();
    assert_eq!(question.unwrap_or_else(|| panic!("no question: {said}"))["communication_direction"], "outbound");
    let answer = json!({ "support_ticket_name": NAME, "communication_name": "answer-1",
        "create_communication_parameters": { "properties": { "subject": TITLE, "body": "kv-north-1" } } });
    let told = calls.made("communications.begin_create", answer.clone()).await;
    assert_eq!(
        (told["body"].as_str(), told["communication_direction"].as_str()),
        (Some("kv-north-1"), Some("inbound"))
    );
    assert_eq!(calls.made("communications.begin_create", answer).await, told);
    request_becomes(&agent, &request, "accepted").await;

    // Lists by their filter and from page to page; what may be changed, and what not.
    let open = json!({ "top": 1, "filter": "Status eq 'Open' and CreatedDate ge 2020-01-01T00:00:00Z" });
    let listed = calls.made("support_tickets.list", open).await;
    assert!(listed.as_array().unwrap().iter().any(|one| one["name"] == NAME), "{listed}");
    let all = calls.made("support_tickets_no_subscription.list", json!({ "top": 2 })).await;
    assert!(all.as_array().unwrap().len() > 2, "the pages follow each other: {all}");
    let change = |body: Value| json!({ "support_ticket_name": NAME, "update_support_ticket": body });
    // The provider has answered: somebody works on it.
    let fixed = calls.answer("support_tickets.update", change(json!({ "severity": "critical" }))).await;
    assert_eq!((&fixed["status"], &fixed["code"]), (&json!(409), &json!("SeverityFixed")), "{fixed}");
    let shown = calls.made("support_tickets.get", of.clone()).await;
    assert!(shown["service_level_agreement"]["sla_minutes"].is_number(), "{shown}");
    assert_eq!(calls.made("chat_transcripts.list", of).await, json!([]));
    assert_eq!(calls.made("support_tickets.update", change(json!({ "status": "closed" }))).await["status"], "Closed");
    request_becomes(&agent, &request, "withdrawn").await;

    let stranger = Calls { token: &desk.person("stefan").token, ..calls };
    let none = stranger.answer("support_tickets.get", json!({ "support_ticket_name": NAME })).await;
    assert_eq!((&none["status"], &none["code"]), (&json!(404), &json!("SubscriptionNotFound")), "{none}");
}

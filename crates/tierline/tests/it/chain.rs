//! Three desks, three processes, two engines: a reseller hands up to its distributor, the distributor to the provider, each over the
//! open exchange of tickets. What a tier says goes to its neighbours alone.

use serde_json::{Value, json};
use tierline_testkit::{
    client::Client,
    desk::{Desk, Engine, eventually},
};

use crate::work::{
    binary, call_it_a_bug, case_becomes, customer, decide, escalate, items, ready, request, request_becomes, shared,
    step, text, timeline,
};

/// The other desks are on this machine: each may ask them, and over plain HTTP.
const SETTINGS: &str = "poll_seconds = 1\n[outbound]\nallow = [\"127.0.0.0/8\"]\n";

/// Where a desk answers tickets.
pub(crate) const TICKETS: &str = "/tmf-api/troubleTicket/v5";

pub(crate) async fn start(engine: Engine) -> Desk {
    Desk::demo_with(binary(), shared(), engine, SETTINGS).await
}

/// Lets an organization of one desk hand up to another desk, as this person there.
async fn connect(admin: &Client, to: &Desk, as_whom: &str, recipient: &str) {
    let connection = json!({
        "kind": "trouble_ticket",
        "name": format!("Tickets to the {recipient}"),
        "address": format!("{}{TICKETS}", to.url()),
        "recipient": recipient,
        "sign_in": "token",
        "secret": to.person(as_whom).token,
    });
    let made = admin.post("connections", connection).await.expect(201);
    let id = text(&made["id"]);
    let tested = admin.post(&format!("connections/{id}/tests"), json!({})).await;
    assert!(!tested.body.to_string().contains("\"fails\""), "the connection works: {}", tested.body);
}

pub(crate) fn by_ticket(recipient: &str) -> Value {
    let mut request = request();
    request["route"] = json!("trouble_ticket");
    request["recipient"] = json!(recipient);
    request
}

/// The distributor's customer is the reseller's too: the same tenant stands in both books.
async fn shared_customer(middle: &Client, reseller: &Client) {
    let id = customer(middle, "nordvik.example").await;
    let known = middle.get(&format!("customers/{id}")).await.expect(200);
    let same = json!({
        "name": known["name"], "domain": known["domain"], "country": known["country"], "tenant_id": known["tenant_id"],
    });
    let _ = reseller.post("customers", same).await.expect(201);
}

/// The request that arrived at a recipient, by a word of its title.
pub(crate) async fn arrived(inbox: &Client, title: &str) -> String {
    let ask = || async { inbox.get("service-requests?direction=received").await.expect(200) };
    let found = eventually("the ticket arrives", ask, |page| items(page).iter().any(|one| one["title"] == title)).await;
    let one = items(&found).iter().find(|one| one["title"] == title).cloned();
    text(&one.unwrap_or_default()["id"])
}

/// Waits until somebody reads this in a request of theirs.
async fn reads(client: &Client, request: &str, words: &str) -> Value {
    let ask = || async { client.get(&format!("service-requests/{request}/notes")).await.expect(200) };
    eventually(&format!("{words:?} is read"), ask, |page| page.to_string().contains(words)).await
}

/// A ticket that another program of the same partner files at the recipient: its events come to the partner's desk too.
pub(crate) async fn filed_elsewhere(recipient: &Desk, as_whom: &str, title: &str) -> String {
    let ticket = json!({
        "@type": "TroubleTicket", "name": title, "description": "Calls end by themselves.", "severity": "moderate",
        "ticketType": "incident",
        "relatedParty": [{
            "@type": "RelatedPartyRefOrPartyRoleRef", "role": "customer",
            "partyOrPartyRole": {
                "@type": "PartyRef", "id": "0c8a6e1f-54c7-4a5e-8b7d-2f6a51f0c9aa", "name": "Kestrel Dental",
            },
        }],
        "troubleTicketCharacteristic": [
            { "@type": "StringCharacteristic", "name": "category", "value": "bug_or_irregularity" },
            { "@type": "StringCharacteristic", "name": "businessImpact", "value": "Nobody can call." },
        ],
    });
    let filed = recipient.of(as_whom).post(&format!("{TICKETS}/troubleTicket"), ticket).await.expect(201);
    text(&filed["id"])
}

/// Waits until a request is as it should be.
async fn request_is(client: &Client, request: &str, is: impl Fn(&Value) -> bool) {
    let ask = || async { client.get(&format!("service-requests/{request}")).await.expect(200) };
    eventually("the request changes", ask, is).await;
}

async fn note(client: &Client, request: &str, words: &str) {
    let note = json!({"visibility": "provider", "text": words});
    let _ = client.post(&format!("service-requests/{request}/notes"), note).await.expect(201);
}

#[tokio::test]
async fn a_question_goes_down_the_chain_an_answer_up_and_the_solution_arrives_at_the_bottom() {
    let provider = start(Engine::Sqlite).await;
    let distributor = start(Engine::Postgres).await;
    let reseller = start(Engine::Sqlite).await;
    let (engineer, middle, bottom) = (provider.of("ansel"), distributor.of("stefan"), reseller.of("marek"));
    connect(&distributor.of("pavla"), &provider, "stefan", "provider").await;
    connect(&reseller.of("oksana"), &distributor, "marek", "upstream").await;

    // The reseller's case becomes the distributor's received request, and then its case.
    shared_customer(&middle, &reseller.of("oksana")).await;
    let case = ready(&bottom, "nordvik.example").await;
    let mut filed = by_ticket("upstream");
    filed["title"] = json!("Group calls of the branch drop");
    let up = text(&escalate(&bottom, &case, filed).await["id"]);
    let got = arrived(&middle, "Group calls of the branch drop").await;
    request_becomes(&bottom, &up, "submitted").await;
    decide(&middle, &got, "accept", "").await;
    request_becomes(&bottom, &up, "accepted").await;

    // The distributor tries what it can, in a case of its own, and hands up in its own words.
    let own = middle.post(&format!("service-requests/{got}/case"), json!({})).await.expect(201);
    let own_case = text(&own["id"]);
    step(&middle, &own_case).await;
    call_it_a_bug(&middle, &own_case).await;
    let mut filed = by_ticket("provider");
    filed["title"] = json!("Calls drop behind one media relay");
    // The demo's distributor has another request open for this customer.
    filed["duplicate_reason"] = json!("Another relay is at fault here.");
    let top = text(&escalate(&middle, &own_case, filed).await["id"]);
    let at_provider = arrived(&engineer, "Calls drop behind one media relay").await;

    // A question goes down.
    decide(&engineer, &at_provider, "ask", "Which relay do the traces name?").await;
    request_becomes(&middle, &top, "attention_needed").await;
    case_becomes(&middle, &own_case, |case| case["ladder"]["next"]["action"] == "answer_provider").await;
    decide(&middle, &got, "ask", "Please send a trace of one call").await;
    request_becomes(&bottom, &up, "attention_needed").await;
    case_becomes(&bottom, &case, |case| case["ladder"]["next"]["action"] == "answer_provider").await;

    // An answer goes up.
    note(&bottom, &up, "The trace names relay 7").await;
    reads(&middle, &got, "The trace names relay 7").await;
    note(&middle, &top, "Relay 7 of the northern region").await;
    reads(&engineer, &at_provider, "Relay 7 of the northern region").await;

    // A severity goes up where somebody says it: each tier judges for its own request.
    let _ = bottom.patch(&format!("service-requests/{up}"), json!({ "severity": "critical" })).await.expect(200);
    request_is(&middle, &got, |request| request["severity"] == "critical").await;
    let kept = middle.get(&format!("service-requests/{top}")).await.expect(200);
    assert_ne!(kept["severity"], "critical");
    let _ = middle.patch(&format!("service-requests/{top}"), json!({ "severity": "critical" })).await.expect(200);
    request_is(&engineer, &at_provider, |request| request["severity"] == "critical").await;
    let noted = engineer.get(&format!("service-requests/{at_provider}/notes")).await.expect(200);
    assert_eq!(items(&noted).iter().filter(|note| note["kind"] == "severity").count(), 1, "{noted}");

    // The solution arrives at the bottom, once.
    decide(&engineer, &at_provider, "resolve", "Relay 7 was taken out").await;
    request_becomes(&middle, &top, "resolved").await;
    decide(&middle, &got, "resolve", "A relay of the provider was at fault; calls hold again").await;
    request_becomes(&bottom, &up, "resolved").await;
    let solved = case_becomes(&bottom, &case, |case| case["status"] == "resolved").await;
    let times = timeline(&bottom, &case).await.iter().filter(|entry| entry["kind"] == "case_resolved").count();
    assert_eq!(times, 1, "{solved}");

    // Each tier sees what is its business, and nothing else.
    let seen_at_the_bottom = format!("{:?}", timeline(&bottom, &case).await);
    for word in ["Which relay do the traces name?", "Relay 7 was taken out", "Ansel", "Stefan Dobrev"] {
        assert!(!seen_at_the_bottom.contains(word), "the reseller does not read {word:?}");
    }
    let seen_at_the_top = engineer.get(&format!("service-requests/{at_provider}")).await.expect(200).to_string();
    for word in ["Quarrystone", "Marek", "The trace names relay 7"] {
        assert!(!seen_at_the_top.contains(word), "the provider does not read {word:?}");
    }
}

#[tokio::test]
async fn a_desk_that_is_away_gets_the_ticket_once_when_it_is_back() {
    let mut distributor = start(Engine::Sqlite).await;
    let reseller = start(Engine::Sqlite).await;
    let bottom = reseller.of("marek");
    let free = distributor.url().to_owned();
    connect(&reseller.of("oksana"), &distributor, "marek", "upstream").await;
    distributor.kill().await;
    let case = ready(&bottom, "mossvane.example").await;
    let mut filed = by_ticket("upstream");
    filed["title"] = json!("Filed while nobody listens");
    let up = text(&escalate(&bottom, &case, filed).await["id"]);
    let ask = || async { bottom.get("deliveries").await.expect(200) };
    let tried = |page: &Value| {
        items(page).iter().any(|one| one["request_id"] == json!(up) && one["attempts"].as_i64() > Some(0))
    };
    eventually("the delivery is tried", ask, tried).await;
    distributor.start_at(&free).await;
    let _ = arrived(&distributor.of("stefan"), "Filed while nobody listens").await;
    request_becomes(&bottom, &up, "submitted").await;
    let inbox = distributor.of("stefan").get("service-requests?direction=received&limit=200").await.expect(200);
    let times = items(&inbox).iter().filter(|one| one["title"] == "Filed while nobody listens").count();
    assert_eq!(times, 1);
}

#[tokio::test]
async fn a_ticket_that_another_program_filed_is_kept_aside_and_changes_nothing() {
    let (distributor, reseller) = (start(Engine::Sqlite).await, start(Engine::Sqlite).await);
    let (bottom, admin, middle) = (reseller.of("marek"), reseller.of("oksana"), distributor.of("stefan"));
    connect(&admin, &distributor, "marek", "upstream").await;
    let case = ready(&bottom, "mossvane.example").await;
    let mut filed = by_ticket("upstream");
    filed["title"] = json!("The one that is ours");
    let up = text(&escalate(&bottom, &case, filed).await["id"]);
    let ours = arrived(&middle, "The one that is ours").await;
    // The desk listens once it has looked for news.
    decide(&middle, &ours, "accept", "").await;
    request_becomes(&bottom, &up, "accepted").await;

    let number = filed_elsewhere(&distributor, "marek", "Filed by the old program").await;
    let foreign = arrived(&middle, "Filed by the old program").await;
    decide(&middle, &foreign, "ask", "Which office?").await;
    let ask = || async { admin.get("stray-tickets").await.expect(200) };
    let strays = eventually("the ticket is kept aside", ask, |page| !items(page).is_empty()).await;
    let stray = &items(&strays)[0];
    assert_eq!(
        (&stray["ticket"], &stray["title"], &stray["reason"]),
        (&json!(number), &json!("Filed by the old program"), &json!("unknown_number"))
    );
    let id = text(&stray["id"]);
    let one = admin.get(&format!("stray-tickets/{id}")).await.expect(200);
    assert_eq!(one["candidates"][0]["id"], json!(up));
    let _ = bottom.get("stray-tickets").await.expect(403);
    let sent = bottom.get(&format!("service-requests/{up}")).await.expect(200);
    assert_eq!(sent["status"], "accepted", "nothing was guessed");
    let _ = admin.post(&format!("stray-tickets/{id}/dismissal"), json!({})).await.expect(204);
    assert!(items(&ask().await).is_empty());
}

//! Trouble tickets over the wire, as a partner's program files and follows them.

use axum::http::{Method, StatusCode};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tierline_domain::{Cloud, Role};
use tierline_testkit::inner::Person;

use crate::{
    client::{Answer, Client, call},
    web::Browser,
};

const BASE: &str = "/tmf-api/troubleTicket/v5";

/// A ticket as a program that is no desk writes it.
pub(crate) fn ticket(id: &str) -> Value {
    json!({
        "@type": "TroubleTicket",
        "name": "Group calls drop after two minutes",
        "description": "Calls with more than four people drop after two minutes, on every network.",
        "severity": "Major",
        "ticketType": "incident",
        "externalIdentifier": [
            {"@type": "ExternalIdentifier", "owner": "Kelp CRM", "externalIdentifierType": "case", "id": id},
        ],
        "relatedParty": [{
            "@type": "RelatedPartyRefOrPartyRoleRef", "role": "customer",
            "partyOrPartyRole": {"@type": "PartyRef", "id": "0c8a6e1f-54c7-4a5e-8b7d-2f6a51f0c9aa", "name": "Kestrel Dental"},
        }],
        "relatedEntity": [
            {"@type": "RelatedEntity", "role": "service", "entity": {"@type": "EntityRef", "id": "teams", "name": "Microsoft Teams"}},
        ],
        "troubleTicketCharacteristic": [
            {"@type": "StringCharacteristic", "name": "category", "value": "bug_or_irregularity"},
            {"@type": "StringCharacteristic", "name": "businessImpact", "value": "Forty carers can't hold their handover calls."},
            {"@type": "StringCharacteristic", "name": "cloud", "value": "public"},
            {"@type": "ObjectCharacteristic", "name": "grounds", "value": {"seen": "The call ends.", "expected": "It goes on."}},
        ],
    })
}

impl Client {
    async fn ask(&self, person: &Person, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let call = call(method, format!("{BASE}{path}")).by(person);
        self.send(match body {
            Some(body) => call.json(body),
            None => call,
        })
        .await
    }

    async fn file(&self, ticket: &Value) -> Answer {
        self.ask(self.desk.person(Role::AdminAgent), Method::POST, "/troubleTicket", Some(ticket)).await
    }

    async fn read(&self, path: &str) -> Answer {
        self.ask(self.desk.person(Role::AdminAgent), Method::GET, path, None).await
    }

    /// The recipient decides on the newest request.
    async fn decides(&self, decision: &str, reason: &str) {
        let inbox = self.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found();
        let request = inbox["items"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/service-requests/{request}/decisions");
        let mut body = json!({"decision": decision, "reason": reason});
        if decision == "return" {
            body["return_reason"] = json!("known_issue");
        }
        self.post(Role::Engineer, &path, &body).await.made();
    }

    async fn change(&self, number: &str, body: &Value) -> Answer {
        let path = format!("/troubleTicket/{number}");
        self.ask(self.desk.person(Role::AdminAgent), Method::PATCH, &path, Some(body)).await
    }
}

fn number(ticket: &Value) -> String {
    ticket["id"].as_str().unwrap_or_else(|| panic!("no number: {ticket}")).to_owned()
}

/// The contract's own error: its code and what it says.
fn error(answer: &Answer, status: u16) -> (String, String) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let body = answer.json();
    assert_eq!(
        (body["@type"].as_str(), body["status"].as_str()),
        (Some("Error"), Some(&*status.to_string())),
        "{body}"
    );
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}")).to_owned();
    assert!(!text("reason").is_empty());
    (text("code"), text("message"))
}

#[tokio::test]
async fn a_posted_ticket_is_a_received_request_of_the_provider() {
    let client = Client::new().await;
    let made = client.file(&ticket("K-1")).await.made();
    assert_eq!(made["status"], "acknowledged");
    assert_eq!(made["severity"], "moderate");
    assert_eq!(made["externalIdentifier"][0]["id"], "K-1");
    let number = number(&made);
    assert_eq!(
        client.read(&format!("/troubleTicket/{number}")).await.found(),
        made,
        "what is answered is what is kept"
    );
    let inbox = client.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found();
    let received = &inbox["items"][0];
    assert_eq!(received["title"], "Group calls drop after two minutes", "{inbox}");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_second_post_with_the_same_key_is_the_same_ticket() {
    let client = Client::new().await;
    let first = client.file(&ticket("K-1")).await.made();
    let again = client.file(&ticket("K-1")).await.made();
    assert_eq!(first, again);
    assert_ne!(client.file(&ticket("K-2")).await.made()["id"], first["id"]);
    let listed = client.read("/troubleTicket?limit=1").await;
    assert_eq!(listed.header("x-total-count".parse().unwrap()), "2");
    assert_eq!(listed.header("x-result-count".parse().unwrap()), "1");
    let found = client.read("/troubleTicket?externalIdentifier.id=K-1").await.found();
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    assert_eq!(found[0]["id"], first["id"]);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_list_is_narrowed_and_ordered_and_what_it_cannot_be_is_refused_by_name() {
    let client = Client::new().await;
    let minute = || client.desk.clock.advance(chrono::Duration::minutes(1));
    let first = number(&client.file(&ticket("K-1")).await.made());
    minute();
    let between = client.desk.app.now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    minute();
    let mut urgent = ticket("K-2");
    (urgent["severity"], urgent["priority"]) = (json!("critical"), json!("Before noon"));
    let made = client.file(&urgent).await.made();
    assert_eq!(made["priority"], "Before noon", "kept as its sender says it");
    let second = number(&made);
    minute();
    client.change(&first, &json!({"severity": "minimal"})).await.found();
    let listed = async |query: String| {
        let found = client.read(&format!("/troubleTicket?fields=id&{query}")).await.found();
        found.as_array().unwrap().iter().map(number).collect::<Vec<_>>()
    };
    for (query, expected) in [
        ("sort=creationDate".to_owned(), vec![&first, &second]),
        ("sort=-creationDate".to_owned(), vec![&second, &first]),
        ("sort=lastUpdate".to_owned(), vec![&second, &first]),
        (format!("sort=creationDate&after={first}"), vec![&second]),
        (format!("sort=-creationDate&before={first}"), vec![&second]),
        ("severity=critical".to_owned(), vec![&second]),
        ("severity=minimal,critical&sort=creationDate".to_owned(), vec![&first, &second]),
        ("status=resolved,held".to_owned(), vec![]),
        ("status=acknowledged&limit=1".to_owned(), vec![&second]),
        (format!("creationDate.lt={between}"), vec![&first]),
        (format!("creationDate.gte={between}"), vec![&second]),
        (format!("lastUpdate.gt={between}&sort=-lastUpdate"), vec![&first, &second]),
        ("externalIdentifier.id=K-1&severity=critical".to_owned(), vec![]),
    ] {
        assert_eq!(listed(query.clone()).await.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    for (query, code) in [
        ("sort=severity", "not_supported"),
        ("sort=-creationDate,lastUpdate", "not_supported"),
        ("after=SR-1&sort=lastUpdate", "not_supported"),
        ("before=SR-1&sort=-lastUpdate", "not_supported"),
        ("priority=P1", "not_supported"),
        ("creationDate=2026-03-02T08:00:00Z", "not_supported"),
        ("externalId=K-1", "not_supported"),
        ("severity=awful", "unknown_value"),
        ("lastUpdate.gt=yesterday", "not_a_time"),
        ("colour=red", "unknown_field"),
    ] {
        let (said, message) = error(&client.read(&format!("/troubleTicket?{query}")).await, 422);
        let named = query.split('=').next().unwrap();
        assert!(said == code && message.starts_with(&format!("{named}: ")), "{query}: {said}: {message}");
        assert!(message.contains("Take") || message.contains("Write"), "the way out: {message}");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_missing_or_hides_something_is_named_by_its_field() {
    let client = Client::new().await;
    for (pointer, bad, field) in [
        ("/description", json!(""), "description"),
        ("/severity", json!("shattering"), "severity"),
        ("/ticketType", Value::Null, "ticketType"),
        ("/name", json!("gpj.exe\u{202e}"), "name"),
        ("/relatedParty", json!([]), "relatedParty.customer"),
        ("/troubleTicketCharacteristic/0/value", json!("a_curse"), "troubleTicketCharacteristic.category"),
        ("/troubleTicketCharacteristic/1/value", json!(""), "troubleTicketCharacteristic.businessImpact"),
        ("/troubleTicketCharacteristic/3/value/seen", json!("a\u{202e}b"), "troubleTicketCharacteristic.grounds"),
        ("/troubleTicketCharacteristic/3/value", json!(7), "troubleTicketCharacteristic.grounds"),
    ] {
        let mut sent = ticket("K-1");
        *sent.pointer_mut(pointer).unwrap() = bad;
        let (_, message) = error(&client.file(&sent).await, 422);
        assert!(message.contains(field), "{field}: {message}");
    }
    assert_eq!(client.read("/troubleTicket").await.found(), json!([]), "nothing was kept");
    client.desk.discard().await;
}

#[tokio::test]
async fn nothing_crosses_from_one_cloud_to_another() {
    let client = Client::new().await;
    let mut sent = ticket("K-1");
    sent["troubleTicketCharacteristic"][2]["value"] = json!("us_government");
    assert_eq!(error(&client.file(&sent).await, 422).0, "other_cloud");
    let number = number(&client.file(&ticket("K-1")).await.made());
    let other = client.desk.person_at(client.desk.direct.id, Cloud::UsGovernment, Role::AdminAgent);
    let answer = client.ask(other, Method::GET, &format!("/troubleTicket/{number}"), None).await;
    assert!(matches!(answer.status.as_u16(), 404 | 409), "{}", answer.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn another_organization_does_not_see_a_ticket() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    let other = client.desk.person_at(client.desk.distributor.id, Cloud::Public, Role::AdminAgent);
    for (method, body) in
        [(Method::GET, None), (Method::PATCH, Some(json!({"note": [{"text": "x"}]}))), (Method::DELETE, None)]
    {
        let answer = client.ask(other, method, &format!("/troubleTicket/{number}"), body.as_ref()).await;
        error(&answer, 404);
    }
    let listed = client.ask(other, Method::GET, "/troubleTicket", None).await.found();
    assert_eq!(listed, json!([]));
    let anonymous = client.send(call(Method::GET, format!("{BASE}/troubleTicket"))).await;
    assert_eq!(error(&anonymous, 401).0, "unauthorized");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_question_makes_it_pending_and_a_note_answers_once() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    let inbox = client.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found();
    let request = inbox["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/service-requests/{request}/decisions");
    let asked = json!({"decision": "ask", "reason": "Which build of the app?"});
    client.post(Role::Engineer, &path, &asked).await.made();
    let pending = client.read(&format!("/troubleTicket/{number}")).await.found();
    assert_eq!(
        (pending["status"].as_str(), pending["statusChangeReason"].as_str()),
        (Some("pending"), Some("Which build of the app?"))
    );
    let note = json!({"note": [{"@type": "Note", "id": "n-1", "author": "Maren Holt", "text": "Build 24.1"}]});
    let answered = client.change(&number, &note).await.found();
    assert_eq!(answered["status"], "inProgress");
    let again = client.change(&number, &note).await.found();
    assert_eq!(again["note"].as_array().map(Vec::len), Some(1), "the same note comes once: {again}");
    let history = again["statusChangeHistory"].as_array().unwrap();
    let stood: Vec<&str> = history.iter().filter_map(|one| one["status"].as_str()).collect();
    assert_eq!(stood, ["acknowledged", "pending", "inProgress"], "the answer moved it, and the history says so");
    let at = |one: &Value| one["statusChangeDate"].as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok()).unwrap();
    assert!(at(&history[2]) > at(&history[1]), "{history:?}");
    assert_eq!(again["statusChangeDate"], history[2]["statusChangeDate"]);
    let whole = json!({"note": again["note"]});
    assert_eq!(client.change(&number, &whole).await.found()["note"], again["note"], "what was read back is left alone");
    // The recipient's log says it once, of the sender, by its call.
    let admin = client.desk.person_at(client.desk.provider.id, Cloud::Public, Role::GlobalAdmin);
    let log = async |action: &str| {
        let asked = call(Method::GET, format!("/api/v1/audit-events?action={action}")).by(admin);
        client.send(asked).await.found()["items"].as_array().cloned().unwrap_or_default()
    };
    let (arrived, news) = (log("received.arrive").await, log("received.news").await);
    assert_eq!((arrived.len(), news.len()), (1, 1), "{arrived:?} {news:?}");
    for entry in [&arrived[0], &news[0]] {
        assert_eq!((&entry["entrance"], &entry["subject"]), (&json!("api"), &json!(request)));
        assert_eq!(entry["actor"], client.desk.direct.id.to_string());
    }
    assert_eq!(news[0]["detail"]["added"], json!(["note"]));
    assert_eq!(news[0]["detail"]["status"], json!({ "before": "attention_needed", "after": "accepted" }));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_sender_changes_the_severity_and_the_recipient_owes_its_answer_sooner() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    let inbox = || async { client.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found() };
    let before = inbox().await["items"][0].clone();
    assert_eq!(error(&client.change(&number, &json!({"severity": "shattering"})).await, 422).0, "unknown_value");
    // A desk says it in a note too, under its own identifier.
    let note = json!({"@type": "Note", "id": "r-1", "author": "Maren Holt", "text": "severity: critical"});
    let raised = json!({"severity": "critical", "note": [note]});
    let changed = client.change(&number, &raised).await.found();
    assert_eq!((&changed["severity"], &changed["note"][0]["text"]), (&json!("critical"), &json!("severity: critical")));
    assert_eq!(client.change(&number, &raised).await.found()["note"], changed["note"], "again is nothing new");
    let after = inbox().await["items"][0].clone();
    assert_eq!((&before["severity"], &after["severity"]), (&json!("moderate"), &json!("critical")));
    assert!(after["next_due_at"].as_str() < before["next_due_at"].as_str(), "{before} {after}");
    let path = format!("/api/v1/service-requests/{}/notes", after["id"].as_str().unwrap());
    let told = client.get(Role::Engineer, &path).await.found();
    let told = told["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "severity").count();
    assert_eq!(told, 1);
    // Lowered by a patch of the other kind, it is on record, and the promise stands.
    let patch = json!([{"op": "replace", "path": "/severity", "value": "minimal"}]);
    let path = format!("{BASE}/troubleTicket/{number}");
    let call = call(Method::PATCH, path).by(client.desk.person(Role::AdminAgent));
    let lowered = client.send(call.bytes("application/json-patch+json", patch.to_string())).await.found();
    assert_eq!(lowered["severity"], "minimal");
    assert_eq!(inbox().await["items"][0]["next_due_at"], after["next_due_at"]);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_sender_takes_its_ticket_back_and_changes_nothing_else() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    assert_eq!(error(&client.change(&number, &json!({"description": "x"})).await, 422).0, "cannot_change");
    assert_eq!(error(&client.change(&number, &json!({"status": "resolved"})).await, 422).0, "not_yours");
    let patch = json!([{"op": "replace", "path": "/status", "value": "cancelled"}]);
    let path = format!("{BASE}/troubleTicket/{number}");
    let call = call(Method::PATCH, path).by(client.desk.person(Role::AdminAgent));
    let gone = client.send(call.bytes("application/json-patch+json", patch.to_string())).await.found();
    assert_eq!(gone["status"], "cancelled");
    let engineer = Browser::hired(&client, Role::Engineer).await;
    for (view, holds) in [("resolved", false), ("withdrawn", true)] {
        let page = engineer.get(&format!("/inbox?status={view}")).await.text();
        assert_eq!(page.contains(&number), holds, "what was taken back was not resolved: {view}");
    }
    let late = client.change(&number, &json!({"note": [{"text": "One more thing"}]})).await;
    assert_eq!(error(&late, 409).0, "over");
    let path = format!("/troubleTicket/{number}");
    let deleted = client.ask(client.desk.person(Role::AdminAgent), Method::DELETE, &path, None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "it is read all the same: nothing is erased");
    assert_eq!(client.read(&path).await.found()["status"], "cancelled");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_sender_says_that_what_is_resolved_is_not_and_why() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    client.decides("resolve", "A relay was at fault").await;
    let mute = client.change(&number, &json!({"status": "inProgress"})).await;
    assert_eq!(error(&mute, 422).0, "not_yours", "without a note nobody knows what is not solved");
    let note = json!({"status": "inProgress", "note": [{"id": "n-1", "text": "Calls drop still"}]});
    assert_eq!(client.change(&number, &note).await.found()["status"], "inProgress");
    client.decides("resolve", "Another relay too").await;
    assert_eq!(client.read(&format!("/troubleTicket/{number}")).await.found()["status"], "resolved");
    let word = json!({"note": [{"text": "Thank you"}]});
    assert_eq!(error(&client.change(&number, &word).await, 409).0, "over", "a word alone moves nothing");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_returned_ticket_says_why_in_words_that_count() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    client.decides("return", "See the issue").await;
    let back = client.read(&format!("/troubleTicket/{number}")).await.found();
    let named = back["troubleTicketCharacteristic"].as_array().unwrap();
    let reason = named.iter().find(|one| one["name"] == "returnReason").map(|one| one["value"].clone());
    assert_eq!((back["status"].as_str(), reason), (Some("rejected"), Some(json!("known_issue"))));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_file_comes_by_its_content_and_programs_do_not_come() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    let file = |name: &str, content: Value| {
        json!({"attachment": [{"@type": "Attachment", "id": "f-1", "name": name, "attachmentType": "evidence",
            "mimeType": "text/plain", "content": content}]})
    };
    let sent = file("trace.log", json!("aGVsbG8="));
    let attached = client.change(&number, &sent).await.found();
    assert_eq!(client.change(&number, &sent).await.found()["attachment"], attached["attachment"], "once");
    let whole = json!({"attachment": attached["attachment"]});
    let back = client.change(&number, &whole).await.found();
    assert_eq!(back["attachment"], attached["attachment"], "what was read back is left alone");
    let url = attached["attachment"][0]["url"].as_str().unwrap().to_owned();
    let got = client.send(call(Method::GET, url).by(client.desk.person(Role::AdminAgent))).await;
    assert_eq!((got.status, got.bytes.as_slice()), (StatusCode::OK, b"hello".as_slice()));
    for (bad, code) in [
        (file("trace.log", Value::Null), "no_content"),
        (file("trace.log", json!("%%%")), "not_base64"),
        (file("tool.exe", json!("aGVsbG8=")), "program"),
        (file("tool.hta.", json!("aGVsbG8=")), "program"),
        (file("notes.txt", json!("IyEvYmluL3No")), "program"),
        (file("picture.png", json!("TVqQAAMAAAAEAAAA")), "program"),
    ] {
        let mut bad = bad;
        bad["attachment"][0]["id"] = json!(code);
        assert_eq!(error(&client.change(&number, &bad).await, 422).0, code);
    }
    client.desk.discard().await;
}

/// Threat 20: a ticket that is written to without end.
#[tokio::test]
async fn a_ticket_takes_a_thousand_entries_and_then_no_further_note() {
    let client = Client::new().await;
    let number = number(&client.file(&ticket("K-1")).await.made());
    let notes = |from: usize, to: usize| {
        let all: Vec<Value> = (from..to).map(|at| json!({"id": format!("n-{at}"), "text": "Still so"})).collect();
        json!({ "note": all })
    };
    client.change(&number, &notes(0, 500)).await.found();
    client.change(&number, &notes(500, 990)).await.found();
    assert_eq!(error(&client.change(&number, &notes(990, 1_010)).await, 422).0, "full");
    client.change(&number, &notes(480, 520)).await.found();
    let over = json!({"status": "cancelled", "statusChangeReason": "It has all been said"});
    assert_eq!(client.change(&number, &over).await.found()["status"], "cancelled", "it can still be ended");
    client.desk.discard().await;
}

#[tokio::test]
async fn files_alike_are_shown_each_under_the_identifier_that_its_sender_gave_it() {
    let client = Client::new().await;
    let file = |id: &str| json!({"@type": "Attachment", "id": id, "name": "trace.log", "content": "aGVsbG8="});
    let ids = ["ent_00000000000000000000000007", "ent_00000000000000000000000008", "ent_00000000000000000000000009"];
    let mut sent = ticket("K-1");
    sent["attachment"] = json!([file(ids[0])]);
    let number = number(&client.file(&sent).await.made());
    client.change(&number, &json!({"attachment": [file(ids[1])]})).await.found();
    let shown = client.change(&number, &json!({"attachment": [file(ids[1]), file(ids[2])]})).await.found();
    let shown = shown["attachment"].as_array().unwrap().clone();
    let mut there: Vec<&str> = shown.iter().filter_map(|one| one["id"].as_str()).collect();
    there.sort_unstable();
    assert_eq!(there, ids, "and none of them twice");
    for one in &shown {
        let url = one["url"].as_str().unwrap();
        let got = client.send(call(Method::GET, url).by(client.desk.person(Role::AdminAgent))).await;
        assert_eq!((got.status, got.bytes.as_slice()), (StatusCode::OK, b"hello".as_slice()), "{one}");
    }
    // The same identifier in another ticket is another file.
    let mut other = ticket("K-2");
    other["attachment"] = json!([file(ids[0])]);
    let other = client.file(&other).await.made();
    assert_eq!(other["attachment"][0]["id"], ids[0]);
    let file = |one: &Value| one["url"].as_str().and_then(|url| url.rsplit('/').next()).map(str::to_owned).unwrap();
    let kept: Vec<String> = shown.iter().map(file).collect();
    assert!(!kept.contains(&file(&other["attachment"][0])), "{kept:?}");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_subscription_is_kept_once_for_an_address_and_is_its_owners_alone() {
    let client = Client::new().await;
    let person = client.desk.person(Role::AdminAgent);
    let wanted = json!({"@type": "Hub", "callback": "https://partner.example/events", "query": "eventType=TroubleTicketResolvedEvent"});
    let made = client.ask(person, Method::POST, "/hub", Some(&wanted)).await.made();
    assert!(made["secret"].as_str().is_some_and(|secret| secret.len() >= 32), "{made}");
    let again = client.ask(person, Method::POST, "/hub", Some(&wanted)).await.made();
    assert_eq!(again["id"], made["id"]);
    let path = format!("/hub/{}", made["id"].as_str().unwrap());
    let read = client.read(&path).await.found();
    assert_eq!((read["callback"].as_str(), read.get("secret")), (Some("https://partner.example/events"), None));
    let other = client.desk.person_at(client.desk.distributor.id, Cloud::Public, Role::AdminAgent);
    error(&client.ask(other, Method::DELETE, &path, None).await, 404);
    let bad = json!({"@type": "Hub", "callback": "file:///etc/passwd", "secret": "short"});
    let (_, message) = error(&client.ask(person, Method::POST, "/hub", Some(&bad)).await, 422);
    assert!(message.contains("callback") && message.contains("secret"), "{message}");
    let ended = client.ask(person, Method::DELETE, &path, None).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    error(&client.read(&path).await, 404);
    client.desk.discard().await;
}

#[tokio::test]
async fn topics_are_read_and_not_written() {
    let client = Client::new().await;
    let listed = client.read("/troubleTicketSpecification?limit=2&offset=1&fields=name").await;
    assert_eq!(listed.header("x-result-count".parse().unwrap()), "2");
    let first = &listed.found()[0];
    assert_eq!(first.as_object().map(serde_json::Map::len), Some(4), "{first}");
    let path = format!("/troubleTicketSpecification/{}", first["id"].as_str().unwrap());
    assert_eq!(client.read(&path).await.found()["name"], first["name"]);
    let person = client.desk.person(Role::AdminAgent);
    for (method, path) in [(Method::POST, "/troubleTicketSpecification"), (Method::DELETE, &*path)] {
        error(&client.ask(person, method, path, Some(&json!({}))).await, 405);
    }
    error(&client.read("/nothing").await, 404);
    assert_eq!(error(&client.read("/troubleTicket?filter=x").await, 422).0, "not_supported");
    client.desk.discard().await;
}

/// Threat: an address that can be called by anybody must not tell whether a key is right, or let a stranger move anything.
#[tokio::test]
async fn a_call_without_the_key_or_its_signature_is_answered_like_nothing() {
    let client = Client::new().await;
    let event = json!({"eventId": "e-1", "event": {"troubleTicket": {"id": "SR-1"}}});
    let path = "/ticket-events/tll_unknown/listener/troubleTicketStatusChangeEvent";
    let answer = client.send(call(Method::POST, path).json(&event).header("x-hub-signature-256", "sha256=AAAA")).await;
    error(&answer, 404);
    client.desk.discard().await;
}

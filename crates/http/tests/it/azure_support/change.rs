//! What both sides of a ticket say, and what its sender changes.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use super::{AGENT, NAME, TITLE, desk, fault, local, under};
use crate::client::call;

#[tokio::test]
async fn each_word_of_both_sides_is_told_once_and_what_is_internal_stays() {
    let client = desk().await;
    client.filed().await;
    let path = format!("/supportTickets/{NAME}/communications");
    client.decide("ask", "Which machine, for example?").await;
    let asked = client.look(&path).await.found();
    let question = asked["value"].as_array().and_then(|all| all.last()).cloned().unwrap();
    assert_eq!(question["properties"]["body"], "Which machine, for example?");
    assert_eq!(question["properties"]["communicationDirection"], "outbound");
    assert_eq!(client.look(&format!("/supportTickets/{NAME}")).await.found()["properties"]["status"], "Open");

    let answer = json!({"properties": {"subject": TITLE, "body": "vm-7", "sender": "somebody@else.example"}});
    let said = client.place(&format!("{path}/answer-1"), &answer).await;
    assert_eq!(said.status, StatusCode::ACCEPTED, "{}", said.text());
    let result = client.send(client.by(Method::GET, local(&said, header::LOCATION))).await.found();
    let told = &result["properties"];
    assert_eq!((told["body"].as_str(), told["communicationDirection"].as_str()), (Some("vm-7"), Some("inbound")));
    assert_eq!(told["sender"], client.desk.person(AGENT).user.name.as_str(), "the caller is the sender");
    let again = client.place(&format!("{path}/answer-1"), &answer).await.found();
    assert_eq!(again, result, "the same again is the same");
    let other = json!({"properties": {"subject": "Another", "body": "vm-8"}});
    assert_eq!(fault(&client.place(&format!("{path}/Answer-1"), &other).await, 409).0, "NameTaken");
    assert_eq!(client.place(&format!("{path}/answer-2"), &other).await.status, StatusCode::ACCEPTED);
    let found = client.look(&format!("{path}/answer-2")).await.found();
    assert_eq!((&found["properties"]["subject"], &found["properties"]["body"]), (&json!("Another"), &json!("vm-8")));
    let request =
        client.get(AGENT, "/api/v1/service-requests").await.found()["items"][0]["id"].as_str().unwrap().to_owned();
    let note = json!({"visibility": "internal", "text": "Between us"});
    client.post(AGENT, &format!("/api/v1/service-requests/{request}/notes"), &note).await.made();
    client.desk.deliver().await;

    let all = client.look(&path).await.found();
    let bodies: Vec<&str> =
        all["value"].as_array().unwrap().iter().filter_map(|one| one["properties"]["body"].as_str()).collect();
    assert_eq!(bodies, ["Which machine, for example?", "vm-7", "vm-8"]);
    let notes = client.get(Role::Engineer, &format!("/api/v1/service-requests/{request}/notes")).await.found();
    let words: Vec<&str> = notes["items"].as_array().unwrap().iter().filter_map(|one| one["text"].as_str()).collect();
    assert!(words.contains(&"vm-7") && words.contains(&"Another\n\nvm-8"), "{words:?}");
    assert_eq!(words.iter().filter(|word| **word == "vm-7").count(), 1);
    for (filter, count) in [("communicationType%20eq%20'web'", 3), ("communicationType%20eq%20'phone'", 0)] {
        let found = client.look(&format!("{path}?$filter={filter}")).await.found();
        assert_eq!(found["value"].as_array().map(Vec::len), Some(count), "{filter}");
    }
    let page = client.look(&format!("{path}?$top=2")).await.found();
    let next = page["nextLink"].as_str().unwrap();
    let next = next.strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned())).unwrap();
    let rest = client.send(client.by(Method::GET, next)).await.found();
    assert_eq!((rest["value"][0]["properties"]["body"].as_str(), rest.get("nextLink")), (Some("vm-8"), None));
    let empty = json!({"properties": {"subject": "", "body": " "}});
    assert_eq!(fault(&client.place(&format!("{path}/empty"), &empty).await, 400).1, ["subject", "body"]);
    fault(&client.look(&format!("{path}/nothing")).await, 404);
    client.0.desk.discard().await;
}

#[tokio::test]
async fn a_sender_changes_what_the_contract_lets_it_and_nothing_else() {
    let client = desk().await;
    client.filed().await;
    let ticket = format!("/supportTickets/{NAME}");
    let before = client.look(&ticket).await.found();
    let nothing = json!({"severity": null, "status": "Open", "contactDetails": {}, "secondaryConsent": []});
    assert_eq!(client.alter(&nothing).await.found(), before, "what says nothing changes nothing");
    for (body, status, about) in [
        (json!({"title": "Another"}), 400, "title"),
        (json!({"severity": "A"}), 400, "severity"),
        (json!({"status": "Updating"}), 400, "status"),
        (json!({"secondaryConsent": [{"type": "x"}]}), 400, "secondaryConsent"),
        (json!({"contactDetails": {"country": "Poland"}}), 400, "contactDetails.country"),
        (json!([]), 400, "body"),
    ] {
        assert_eq!(fault(&client.alter(&body).await, status).1, [about], "{body}");
    }
    let raised = client.alter(&json!({"severity": "critical"})).await.found();
    assert_eq!(raised["properties"]["severity"], "critical", "nobody works on it yet");
    client.desk.deliver().await;
    client.decide("accept", "").await;
    let (code, _, says) = fault(&client.alter(&json!({"severity": "minimal"})).await, 409);
    assert_eq!(code, "SeverityFixed", "somebody works on it");
    assert!(says.contains("communication"), "{says}");
    assert_eq!(fault(&client.alter(&json!({"contactDetails": {"lastName": "Else"}})).await, 409).0, "AlreadySent");
    let sales = call(Method::PATCH, under(&ticket)).by(client.desk.person(Role::SalesAgent));
    let sales = sales.json(&json!({"advancedDiagnosticConsent": "No"}));
    assert_eq!(client.send(sales).await.status, StatusCode::FORBIDDEN, "who only reads tickets consents to nothing");
    let changed = client.alter(&json!({"advancedDiagnosticConsent": "No"})).await.found();
    assert_eq!(changed["properties"]["advancedDiagnosticConsent"], "No");

    client.decide("resolve", "The host was replaced.").await;
    assert_eq!(client.look(&ticket).await.found()["properties"]["status"], "Closed");
    let reopened = client.alter(&json!({"status": "open"})).await.found();
    assert_eq!(reopened["properties"]["status"], "Open", "what is solved there and not here goes back");
    let closed = client.alter(&json!({"status": "closed"})).await.found();
    assert_eq!(closed["properties"]["status"], "Closed");
    assert_eq!(client.alter(&json!({"status": "closed"})).await.found(), closed, "again is nothing new");
    assert_eq!(fault(&client.alter(&json!({"status": "open"})).await, 409).0, "NotResolved");
    let said = json!({"properties": {"subject": "x", "body": "One more"}});
    assert_eq!(fault(&client.place(&format!("{ticket}/communications/late"), &said).await, 409).0, "Over");
    client.0.desk.discard().await;
}

#[tokio::test]
async fn what_waits_to_be_filed_can_still_change_its_severity_and_its_contact() {
    let client = desk().await;
    fault(&client.hand_in(NAME).await, 409);
    client.climb().await;
    let case = client.get(AGENT, "/api/v1/cases").await.found()["items"][0]["id"].as_str().unwrap().to_owned();
    let agent = client.desk.person(AGENT).user.email.clone();
    let contact = json!({"name": "Maren Holt", "email": agent, "phone": "+48 22 555 01 00", "country": "PL",
        "time_zone": "Europe/Warsaw", "language": "en"});
    let request = json!({"title": TITLE, "description": "They restart.", "business_impact": "No work.", "severity": "moderate", "route": "assisted", "contact": contact});
    let made = client.post(AGENT, &format!("/api/v1/cases/{case}/service-requests"), &request).await.made();
    let number = made["number"].as_str().unwrap();
    let path = under(&format!("/supportTickets/{number}"));
    let alter = |body: Value| client.send(client.by(Method::PATCH, path.clone()).json(&body));
    let changed = alter(json!({"severity": "highestcriticalimpact", "contactDetails": {"lastName": "Holm", "preferredTimeZone": "Pacific Standard Time"}})).await.found();
    let said = &changed["properties"];
    assert_eq!((said["severity"].as_str(), said["status"].as_str()), (Some("critical"), Some("Open")));
    assert_eq!(said["contactDetails"]["lastName"], "Holm");
    assert_eq!(said["contactDetails"]["firstName"], "Maren", "what is not said of a contact stays");
    assert_eq!(said["contactDetails"]["preferredTimeZone"], "Pacific Standard Time");
    let theirs = json!({"contactDetails": {"primaryEmailAddress": "anybody@kestrel-dental.example"}});
    assert_eq!(fault(&alter(theirs).await, 400).1, ["contactDetails.primaryEmailAddress"]);
    let consents = alter(json!({"advancedDiagnosticConsent": "yes"})).await.found();
    assert_eq!(
        (&consents["properties"]["advancedDiagnosticConsent"], &consents["name"]),
        (&json!("Yes"), &json!(number))
    );
    client.0.desk.discard().await;
}

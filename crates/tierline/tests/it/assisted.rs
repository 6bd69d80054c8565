//! Requests that an agent files by hand in a portal: prepared, filed, followed, corrected, withdrawn.

use serde_json::{Value, json};
use tierline_testkit::{client::Client, desk::Desk};

use crate::work::{call_it_a_bug, count, desk, escalate, items, ready, request, step, text};

async fn prepared(agent: &Client, domain: &str) -> (String, Value) {
    let case = ready(agent, domain).await;
    let mut assisted = request();
    assisted["route"] = json!("assisted");
    let made = escalate(agent, &case, assisted).await;
    (case, made)
}

async fn asks(desk: &Desk) -> (Client, String, String) {
    let agent = desk.of("maren");
    let (case, made) = prepared(&agent, "aldersyde.example").await;
    (agent, case, format!("service-requests/{}", text(&made["id"])))
}

#[tokio::test]
async fn a_prepared_request_opens_the_portal_and_waits_for_its_number() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let (case, made) = prepared(&agent, "aldersyde.example").await;
    assert_eq!(
        (&made["status"], &made["external_id"], &made["route"]),
        (&json!("prepared"), &Value::Null, &json!("assisted"))
    );
    assert!(text(&made["portal_url"]).starts_with("https://"), "{made:#}");
    let to_file = made["next_due_at"].clone();
    assert!(to_file.is_string(), "the hour to file it runs from the first moment: {made:#}");
    let path = format!("service-requests/{}", text(&made["id"]));
    let seen = agent.get(&format!("cases/{case}")).await.expect(200);
    assert_eq!(seen["ladder"]["next"]["action"], "file_in_portal");

    // A number of fourteen digits is a mistyped one, and its digits are counted for the agent.
    let refused = agent.post(&format!("{path}/filing"), json!({ "external_id": "26091500400087" })).await;
    assert!(text(&refused.body["errors"][0]["message"]).contains("14"), "{}", refused.text);
    assert_eq!(refused.wrong_fields(), ["external_id"]);
    assert_eq!(agent.get(&path).await.expect(200)["status"], "prepared");
    let filed = agent.post(&format!("{path}/filing"), json!({ "external_id": "2609 1500 4000 871" })).await.expect(200);
    assert_eq!((&filed["status"], &filed["external_id"]), (&json!("submitted"), &json!("260915004000871")));
    assert!(filed["next_due_at"].is_string() && filed["next_due_at"] != to_file, "now the provider's answer is due");
    let seen = agent.get(&format!("cases/{case}")).await.expect(200);
    assert_eq!((&seen["status"], &seen["ladder"]["next"]["action"]), (&json!("waiting_on_provider"), &json!("none")));
    // Filing twice is no correction.
    let again = agent
        .post(&format!("{path}/filing"), json!({ "external_id": "260915004000872" }))
        .await
        .refused(409, "conflict");
    assert_eq!(again["code"], "not_prepared");
}

#[tokio::test]
async fn a_mistyped_number_is_corrected_and_one_of_another_request_is_refused() {
    let desk = desk().await;
    let (agent, case, path) = asks(&desk).await;
    let early = agent
        .put(&format!("{path}/filing"), json!({ "external_id": "260915004000871" }))
        .await
        .refused(409, "conflict");
    assert_eq!(early["code"], "not_filed");
    let _ = agent.post(&format!("{path}/filing"), json!({ "external_id": "260915004000871" })).await.expect(200);
    let right = agent.put(&format!("{path}/filing"), json!({ "external_id": "260915004000878" })).await.expect(200);
    assert_eq!(right["external_id"], "260915004000878");
    assert_eq!(count(&agent, &case, "request_filed").await, 2, "both are on record");
    let (_, other) = prepared(&agent, "pellworth.example").await;
    let taken = agent
        .post(&format!("service-requests/{}/filing", text(&other["id"])), json!({ "external_id": "260915004000878" }))
        .await;
    assert_eq!(taken.wrong_fields(), ["external_id"]);
}

#[tokio::test]
async fn what_is_read_in_the_portal_moves_the_case() {
    let desk = desk().await;
    let (agent, case, path) = asks(&desk).await;
    let update = |status: &str, words: &str| json!({ "status": status, "text": words });
    let early = agent.post(&format!("{path}/portal-updates"), update("accepted", "An engineer is assigned.")).await;
    assert_eq!(early.refused(409, "conflict")["code"], "not_filed", "what was not filed can't be read");
    let _ = agent.post(&format!("{path}/filing"), json!({ "external_id": "260915004000871" })).await.expect(200);
    let _ =
        agent.post(&format!("{path}/portal-updates"), update("accepted", "An engineer is assigned.")).await.expect(201);
    let _ = agent
        .post(&format!("{path}/portal-updates"), update("attention_needed", "Please send a trace."))
        .await
        .expect(201);
    let asked = agent.get(&format!("cases/{case}")).await.expect(200);
    assert_eq!((&asked["status"], &asked["ladder"]["next"]["action"]), (&json!("open"), &json!("answer_provider")));
    let strange = agent.post(&format!("{path}/portal-updates"), update("sending", "?")).await;
    assert_eq!(strange.wrong_fields(), ["status"]);
    let later = json!({ "text": "Read next week", "occurred_at": "2199-01-01T00:00:00Z" });
    assert_eq!(agent.post(&format!("{path}/portal-updates"), later).await.wrong_fields(), ["occurred_at"]);
    let _ = agent.post(&format!("{path}/portal-updates"), update("accepted", "Trace received.")).await.expect(201);
    let over = agent.post(&format!("{path}/portal-updates"), update("resolved", "Rolled back.")).await.expect(201);
    assert_eq!(over["status"], "resolved");
    let back = agent.get(&format!("cases/{case}")).await.expect(200);
    assert_eq!(back["ladder"]["next"]["action"], "confirm_with_customer");
    let notes = agent.get(&format!("{path}/notes")).await.expect(200);
    let read: Vec<_> = items(&notes).iter().filter(|entry| entry["kind"] == "portal").collect();
    assert_eq!(read.len(), 4, "{notes:#}");
    assert!(read.iter().all(|entry| entry["actor"]["name"] == "Maren Oskel"), "as read in the portal by …: {notes:#}");
}

/// Threat 58: what the provider's side says may come late or backwards.
#[tokio::test]
async fn a_status_that_goes_backwards_is_refused() {
    let desk = desk().await;
    let (agent, _, path) = asks(&desk).await;
    let _ = agent.post(&format!("{path}/filing"), json!({ "external_id": "260915004000871" })).await.expect(200);
    let _ = agent
        .post(&format!("{path}/portal-updates"), json!({ "status": "closed", "text": "Closed." }))
        .await
        .expect(201);
    let back =
        agent.post(&format!("{path}/portal-updates"), json!({ "status": "submitted" })).await.refused(409, "conflict");
    assert_eq!(back["code"], "cannot_follow");
    assert_eq!(agent.get(&path).await.expect(200)["status"], "closed");
}

#[tokio::test]
async fn a_withdrawn_request_gives_the_case_back() {
    let desk = desk().await;
    let (agent, case, path) = asks(&desk).await;
    assert_eq!(agent.post(&format!("{path}/withdrawal"), json!({ "reason": "" })).await.wrong_fields(), ["reason"]);
    let gone = agent
        .post(&format!("{path}/withdrawal"), json!({ "reason": "The customer found its own firewall." }))
        .await
        .expect(200);
    assert_eq!(gone["status"], "withdrawn");
    let twice = agent.post(&format!("{path}/withdrawal"), json!({ "reason": "Again" })).await;
    assert_eq!(twice.status, 409, "{}", twice.text);
    let seen = agent.get(&format!("cases/{case}")).await.expect(200);
    assert_eq!(seen["status"], "open");
    // The way up is free again.
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    escalate(&agent, &case, request()).await;
}

#[tokio::test]
async fn the_portal_asks_for_a_contact_that_can_be_called() {
    let desk = desk().await;
    let (agent, admin) = (desk.of("maren"), desk.of("ilse"));
    let new = json!({ "name": "Lotte Brandvold", "email": "lotte@northgate.example", "password": "hollow-lantern-43", "roles": ["helpdesk_agent"] });
    let user = admin.post("users", new).await.expect(201);
    let token = admin.post("tokens", json!({ "name": "Lotte's script", "user_id": user["id"] })).await.expect(201);
    let lotte = Client::new(desk.url(), Some(&text(&token["token"])));
    let case = ready(&agent, "aldersyde.example").await;
    let mut assisted = request();
    assisted["route"] = json!("assisted");
    let refused = lotte.post(&format!("cases/{case}/service-requests"), assisted.clone()).await;
    let missing = refused.body["blockers"][0]["missing"].to_string();
    assert!(missing.contains("phone") && missing.contains("country"), "{}", refused.text);
    assert_eq!(refused.blockers(), ["contact_missing"]);
    assisted["contact"] = json!({
        "name": "Lotte Brandvold", "email": "lotte@northgate.example", "phone": "+48 22 555 01 99", "country": "PL",
        "time_zone": "Europe/Warsaw", "language": "en",
    });
    let _ = lotte.post(&format!("cases/{case}/service-requests"), assisted).await.expect(201);
}

//! A problem climbs the whole ladder, by API alone.

use std::io::{Cursor, Read};

use axum::http::{Method, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{
    client::{Client, call},
    draft::attached,
    web::Browser,
};

const HELPDESK: Role = Role::HelpdeskAgent;

fn request() -> Value {
    json!({
        "title": "Shared calendars stay empty",
        "description": "Shared calendars stay empty in Outlook on the web since 08:00 UTC.",
        "business_impact": "Appointments cannot be made.",
        "severity": "moderate",
    })
}

fn codes(blockers: &Value) -> Vec<&str> {
    blockers.as_array().unwrap().iter().map(|blocker| blocker["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_problem_climbs_to_a_request_that_the_provider_resolves() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let id = case["id"].as_str().unwrap();
    let path = |end: &str| format!("/api/v1/cases/{id}{end}");

    // What stands in the way is said, and nothing is written.
    let refused = client.post(HELPDESK, &path("/service-requests"), &request()).await;
    assert_eq!(refused.status.as_u16(), 409);
    let blockers = refused.json()["blockers"].clone();
    assert_eq!(codes(&blockers), ["no_troubleshooting", "category_missing", "delegated_admin_missing"]);
    assert_eq!(blockers[0]["liftable_by"], json!(["global_admin", "admin_agent", "helpdesk_agent"]));
    assert_eq!(client.get(HELPDESK, &path("/service-requests")).await.found()["items"], json!([]));

    let step = json!({"area": "settings", "action": "Shared the calendar again.", "outcome": "no_change"});
    let step = client.post(HELPDESK, &path("/troubleshooting-steps"), &step).await.made();
    assert_eq!(step["means"], "with_customer");
    let category = json!({"category": "bug_or_irregularity", "reason": "Only the web client.", "grounds": {"steps": "Open it.", "seen": "Nothing."}});
    let decided = client.put(HELPDESK, &path("/category"), &category).await.found();
    assert_eq!(decided["missing"], json!(["expected"]));
    let refused = client.post(HELPDESK, &path("/service-requests"), &request()).await;
    assert_eq!(codes(&refused.json()["blockers"]), ["grounds_missing", "delegated_admin_missing"]);
    client.desk.delegate("Service Support Administrator").await;
    let grounds = json!({"steps": "Open it.", "seen": "Nothing.", "expected": "Appointments."});
    let category = json!({"category": "bug_or_irregularity", "grounds": grounds});
    client.put(HELPDESK, &path("/category"), &category).await.found();

    let ready = client.get(HELPDESK, &path("")).await.found();
    assert_eq!((&ready["ladder"]["next"]["action"], &ready["ladder"]["blockers"]), (&json!("escalate"), &json!([])));
    let draft = client.get(HELPDESK, &path("/service-request-draft")).await.found();
    assert!(draft["description"].as_str().unwrap().contains("Already tried:"));
    let preview = client.post(HELPDESK, &path("/service-request-preview"), &request()).await.found();
    assert_eq!(preview["packet"]["customer"]["name"], "Kestrel Dental");
    let sent = client.post(HELPDESK, &path("/service-requests"), &request()).await.made();
    assert_eq!((&sent["status"], &sent["route"], &sent["cases"]), (&json!("sending"), &json!("local"), &json!([id])));

    let again = client.post(HELPDESK, &path("/service-requests"), &request()).await;
    assert_eq!(again.status.as_u16(), 409);

    provider_resolves(&client, &sent).await;
    let resolved = client.get(HELPDESK, &path("")).await.found();
    assert_eq!(resolved["status"], "resolved");
    client.post(Role::CustomerAdmin, &path("/closure"), &json!({"text": "It works again."})).await.found();
    let reopened = client.post(HELPDESK, &path("/reopening"), &json!({"reason": "It is back."})).await.found();
    assert_eq!(reopened["status"], "open");
    let timeline = client.get(HELPDESK, &path("/timeline?limit=200")).await.found();
    let kinds: Vec<&str> =
        timeline["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    insta::assert_snapshot!(kinds.join("\n"));
    client.desk.discard().await;
}

async fn provider_resolves(client: &Client, sent: &Value) {
    client.desk.deliver().await;
    let path = format!("/api/v1/service-requests/{}", sent["id"].as_str().unwrap());
    let listed = client.get(Role::Engineer, "/api/v1/service-requests").await.found();
    let received = &listed["items"][0];
    assert_eq!(
        (&received["id"], &received["direction"], &received["status"]),
        (&sent["id"], &json!("received"), &json!("submitted"))
    );
    assert_eq!(received["external_id"], sent["number"]);
    client.post(Role::Engineer, &format!("{path}/decisions"), &json!({"decision": "accept"})).await.made();
    let why = client.post(Role::Engineer, &format!("{path}/decisions"), &json!({"decision": "ask"})).await;
    assert_eq!(why.problem(), "422 validation reason empty");
    let ask = json!({"decision": "ask", "reason": "Which client version?"});
    client.post(Role::Engineer, &format!("{path}/decisions"), &ask).await.made();
    client.desk.deliver().await;
    assert_eq!(client.get(HELPDESK, &path).await.found()["status"], "attention_needed");
    let answer = json!({"visibility": "provider", "text": "16.0.1."});
    client.post(HELPDESK, &format!("{path}/notes"), &answer).await.made();
    client.desk.deliver().await;
    let notes = client.get(Role::Engineer, &format!("{path}/notes")).await.found();
    assert_eq!(notes["items"].as_array().unwrap().last().unwrap()["text"], "16.0.1.");
    files_travel(client, &path).await;
    let resolve = json!({"decision": "resolve", "reason": "A service was restarted."});
    client.post(Role::Engineer, &format!("{path}/decisions"), &resolve).await.made();
    client.desk.deliver().await;
    assert_eq!(client.get(HELPDESK, &path).await.found()["status"], "resolved");
}

#[tokio::test]
async fn a_published_issue_holds_an_escalation_back_until_somebody_rejects_it() {
    let client = Client::new().await;
    let issue = json!({
        "title": "Calendars stay empty in Outlook on the web",
        "service": "Exchange Online",
        "status": "degraded",
        "text": "Shared calendars stay empty for some users.",
    });
    let published = client.post(Role::ServiceOwner, "/api/v1/service-health/issues", &issue).await.made();
    client.desk.deliver().await;
    let case = client.case("Calendars stay empty in Outlook").await;
    let id = case["id"].as_str().unwrap();
    assert_eq!(case["ladder"]["next"]["action"], "wait_for_known_issue");
    let checks = client.get(HELPDESK, &format!("/api/v1/cases/{id}/health-checks")).await.found();
    let found = &checks["items"][0]["matches"][0];
    assert_eq!(
        (&found["issue_id"], &found["blocking"], &found["verdict"]),
        (&published["id"], &json!(true), &Value::Null)
    );
    assert!(!found["reasons"].as_array().unwrap().is_empty());
    let message = format!("/api/v1/cases/{id}/matches/{}/message", published["id"].as_str().unwrap());
    let draft = client.get(HELPDESK, &message).await.found();
    client.post(HELPDESK, &message, &draft).await.made();
    let judge = format!("/api/v1/cases/{id}/matches/{}", published["id"].as_str().unwrap());
    assert_eq!(
        client.put(HELPDESK, &judge, &json!({"verdict": "rejected"})).await.problem(),
        "422 validation reason empty"
    );
    let judged =
        client.put(HELPDESK, &judge, &json!({"verdict": "rejected", "reason": "Another calendar."})).await.found();
    assert_eq!((&judged["verdict"], &judged["blocking"]), (&json!("rejected"), &json!(false)));
    let case = client.get(HELPDESK, &format!("/api/v1/cases/{id}")).await.found();
    assert!(!codes(&case["ladder"]["blockers"]).contains(&"known_issue_open"));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_customers_people_see_their_own_and_not_what_is_internal() {
    let client = Client::new().await;
    let agents = client.case("Calendars stay empty").await;
    let report = json!({"customer_id": client.desk.customer.id, "subject": "Mail is late", "description": "By hours."});
    let own = client.post(Role::CustomerContact, "/api/v1/cases", &report).await.made();
    assert_eq!((&own["ladder"], &own["channel"]), (&Value::Null, &json!("portal")));
    let listed = client.get(Role::CustomerContact, "/api/v1/cases").await.found();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let all = client.get(Role::CustomerAdmin, "/api/v1/cases").await.found();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let path = format!("/api/v1/cases/{}", own["id"].as_str().unwrap());
    let internal = json!({"visibility": "internal", "text": "They forgot to pay."});
    client.post(HELPDESK, &format!("{path}/notes"), &internal).await.made();
    let timeline = client.get(Role::CustomerContact, &format!("{path}/timeline")).await;
    assert!(!timeline.text().contains("forgot"), "{}", timeline.text());
    let other = format!("/api/v1/cases/{}", agents["id"].as_str().unwrap());
    assert_eq!(client.get(Role::CustomerContact, &other).await.problem(), "404 not-found");
    client.desk.discard().await;
}

/// Files go both ways, each side with a row of its own.
async fn files_travel(client: &Client, path: &str) {
    let form =
        b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"trace.txt\"\r\n\r\nhops\r\n--edge--\r\n";
    let path = format!("{path}/attachments");
    for (from, to, count) in [(HELPDESK, Role::Engineer, 1), (Role::Engineer, HELPDESK, 2)] {
        let request = call(Method::POST, path.clone()).by(client.desk.person(from));
        client.send(request.bytes("multipart/form-data; boundary=edge", form.to_vec())).await.made();
        client.desk.deliver().await;
        let files = client.get(to, &path).await.found()["items"].clone();
        assert_eq!(files.as_array().unwrap().len(), count);
        let id = files[count - 1]["id"].as_str().unwrap();
        assert_eq!(client.get(to, &format!("{path}/{id}")).await.text(), "hops");
        assert_eq!(files[count - 1]["by"]["id"], Value::Null, "people of the other side stay its own");
    }
    files_are_offered(client, path.trim_start_matches("/api/v1").trim_end_matches("/attachments")).await;
}

/// Both sides' pages of a request offer its files, and what they offer comes.
async fn files_are_offered(client: &Client, path: &str) {
    let inbox = path.replace("/service-requests/", "/inbox/");
    for (role, page) in [(Role::Engineer, inbox.as_str()), (HELPDESK, path)] {
        let browser = Browser::hired(client, role).await;
        let text = browser.get(page).await.text();
        let links: Vec<&str> = text
            .split("href=\"")
            .filter_map(|part| part.split('"').next())
            .filter(|href| href.contains("/attachments/att_"))
            .collect();
        assert_eq!(links.len(), 2, "{links:?}");
        for link in links {
            assert_eq!(browser.get(link).await.text(), "hops", "{link}");
        }
        let archive = format!("{page}/archive");
        assert!(text.contains(&format!("href=\"{archive}\"")), "{text}");
        assert_eq!(
            unpacked(&browser.get(&archive).await.bytes),
            named([("trace.txt", "hops"), ("trace (2).txt", "hops")])
        );
    }
}

/// Names and contents of an archive, in its order.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((file.name().unwrap().into_owned(), text));
    }
    files
}

/// What is expected of two files.
fn named(files: [(&str, &str); 2]) -> Vec<(String, String)> {
    files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec()
}

#[tokio::test]
async fn a_request_that_waits_to_be_filed_can_still_be_written_better() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let step = json!({"area": "settings", "action": "Shared the calendar again.", "outcome": "no_change"});
    client.post(HELPDESK, &format!("{path}/troubleshooting-steps"), &step).await.made();
    let grounds = json!({"steps": "Open it.", "seen": "Nothing.", "expected": "Appointments."});
    let category = json!({"category": "bug_or_irregularity", "grounds": grounds});
    client.put(HELPDESK, &format!("{path}/category"), &category).await.found();
    client.desk.delegate("Service Support Administrator").await;
    let mut body = request();
    let id = case["id"].as_str().unwrap();
    attached(&client, id, "left-out.txt", "provider").await;
    let trace = attached(&client, id, "trace.txt", "provider").await;
    body["route"] = json!("assisted");
    body["files"] = json!([trace]);
    let prepared = client.post(HELPDESK, &format!("{path}/service-requests"), &body).await.made();
    assert_eq!(prepared["status"], "prepared");
    let path = format!("/api/v1/service-requests/{}", prepared["id"].as_str().unwrap());
    client.desk.clock.advance(chrono::Duration::minutes(1));
    attached(&client, id, "later.txt", "provider").await;
    attached(&client, id, "ours.txt", "internal").await;
    let archive = client.get(HELPDESK, &format!("{path}/archive")).await;
    assert_eq!(
        unpacked(&archive.bytes),
        named([("trace.txt", "trace.txt"), ("later.txt", "later.txt")]),
        "what goes along"
    );
    let disposition = archive.header(header::CONTENT_DISPOSITION);
    assert!(disposition.contains(&format!("{}.zip", prepared["number"].as_str().unwrap())), "{disposition}");
    let changed = client.patch(HELPDESK, &path, &json!({"title": "Calendars", "severity": "critical"})).await.found();
    assert_eq!((&changed["title"], &changed["packet"]["severity"]), (&json!("Calendars"), &json!("critical")));
    let agent = client.desk.person(HELPDESK);
    let stale = call(Method::PATCH, path.clone()).by(agent).json(&json!({"title": "x"})).header("if-match", "\"1\"");
    assert_eq!(client.send(stale).await.problem(), "412 stale");
    let number = json!({"external_id": "2609 1400 4000 874"});
    let filed = client.post(HELPDESK, &format!("{path}/filing"), &number).await.found();
    assert_eq!((&filed["status"], &filed["external_id"]), (&json!("submitted"), &json!("260914004000874")));
    assert_eq!(client.patch(HELPDESK, &path, &json!({"title": "x"})).await.problem(), "409 conflict already_sent");
    client.desk.discard().await;
}

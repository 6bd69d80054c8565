//! A service request that is written in several sittings, by several agents; and the files that go along.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{
    client::{Client, call},
    web::Browser,
};

const HELPDESK: Role = Role::HelpdeskAgent;

fn fields<'f>(title: &'f str, version: &'f str, action: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("title", title),
        ("description", "Since this morning."),
        ("business_impact", ""),
        ("severity", "critical"),
        ("draft_version", version),
        ("action", action),
    ]
}

#[tokio::test]
async fn a_draft_is_there_next_time_for_every_agent() {
    let client = Client::new().await;
    let (first, second) = (Browser::agent(&client).await, Browser::hired(&client, Role::AdminAgent).await);
    let case = first.case("Calendars stay empty").await;
    let form = format!("{case}/service-requests");
    // Nothing needs to be whole: it has no impact yet.
    let saved = first.done(&form, &fields("Calendars of delegates", "0", "save")).await;
    assert!(saved.contains("The draft is kept for this case."), "{saved}");
    let theirs = second.get(&format!("{case}/escalate")).await.text();
    assert!(theirs.contains("value=\"Calendars of delegates\"") && theirs.contains("Since this morning."), "{theirs}");
    assert!(theirs.contains("name=\"draft_version\" value=\"1\"") && theirs.contains("A draft is kept"), "{theirs}");
    assert!(theirs.contains("value=\"critical\" checked"), "{theirs}");
    second.done(&form, &fields("Calendars of all delegates", "1", "save")).await;

    // The first one, who still has the page of before, sees both and keeps the text.
    let late = first.post(&form, &fields("Calendars of the board", "1", "save")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let late = late.text();
    for shown in ["value=\"Calendars of the board\"", "Calendars of all delegates", "Ada Nowak", "value=\"2\""] {
        assert!(late.contains(shown), "{shown}: {late}");
    }
    let again = first.done(&form, &fields("Calendars of the board", "2", "save")).await;
    assert!(again.contains("value=\"Calendars of the board\""), "{again}");
    let gone = first.done(&form, &[("action", "discard")]).await;
    assert!(!gone.contains("A draft is kept") && !gone.contains("Calendars of the board"), "{gone}");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_draft_is_kept_by_the_api_with_its_version() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}/service-request-draft", case["id"].as_str().unwrap());
    assert_eq!(client.get(HELPDESK, &path).await.found()["kept"], Value::Null);
    let kept = client.put(HELPDESK, &path, &json!({ "title": "One", "severity": "minimal" })).await;
    assert_eq!(kept.header(header::ETAG), "\"1\"");
    let put = async |tag: &str, title: &str| {
        let person = client.desk.person(Role::AdminAgent);
        let body = json!({ "title": title });
        client.send(call(Method::PUT, path.clone()).by(person).json(&body).header("if-match", tag)).await
    };
    assert_eq!(put("\"1\"", "Two").await.found()["version"], 2);
    assert_eq!(put("\"1\"", "Three").await.problem(), "412 stale");
    let draft = client.get(HELPDESK, &path).await.found();
    assert_eq!(
        (&draft["kept"]["content"]["title"], &draft["kept"]["content"]["severity"]),
        (&json!("Two"), &Value::Null)
    );
    assert_eq!(draft["kept"]["saved_by"]["name"], client.desk.person(Role::AdminAgent).user.name);
    assert_eq!(draft["recipients"][0]["first_response_minutes"]["critical"], 120);
    let hidden = json!({ "title": "in\u{202e}visible" });
    assert_eq!(client.put(HELPDESK, &path, &hidden).await.problem(), "422 validation title forbidden_character");
    assert_eq!(client.put(Role::SalesAgent, &path, &json!({})).await.status, StatusCode::FORBIDDEN);
    let gone = client.send(call(Method::DELETE, path.clone()).by(client.desk.person(HELPDESK))).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get(HELPDESK, &path).await.found()["kept"], Value::Null);
    client.desk.discard().await;
}

/// A file of the case, for this side; gives its identifier.
pub(crate) async fn attached(client: &Client, case: &str, name: &str, visibility: &str) -> String {
    let part = |head: &str, body: &str| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let parts = [part("name=\"visibility\"", visibility), part(&format!("name=\"file\"; filename=\"{name}\""), name)];
    let body = format!("{}--x--\r\n", parts.concat());
    let request = call(Method::POST, format!("/api/v1/cases/{case}/attachments")).by(client.desk.person(HELPDESK));
    let made = client.send(request.bytes("multipart/form-data; boundary=x", body)).await.made();
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_files_that_go_along_are_chosen_of_those_marked_for_the_provider() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let id = case["id"].as_str().unwrap();
    let (trace, log) =
        (attached(&client, id, "trace.txt", "provider").await, attached(&client, id, "log.txt", "provider").await);
    let ours = attached(&client, id, "ours.txt", "internal").await;
    let preview = async |files: Value| {
        let mut body = json!({
            "title": "Calendars", "description": "Empty.", "business_impact": "None can be made.", "severity": "minimal",
        });
        if !files.is_null() {
            body["files"] = files;
        }
        client.post(HELPDESK, &format!("/api/v1/cases/{id}/service-request-preview"), &body).await
    };
    let names = |found: Value| {
        let files = found["packet"]["files"].as_array().unwrap().clone();
        files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(preview(Value::Null).await.found()), ["trace.txt", "log.txt"], "all, where nothing is said");
    assert_eq!(names(preview(json!([log])).await.found()), ["log.txt"]);
    assert!(names(preview(json!([])).await.found()).is_empty());
    assert_eq!(preview(json!([trace, ours])).await.problem(), "422 validation files not_for_provider");

    let browser = Browser::agent(&client).await;
    let page = browser.get(&format!("/cases/{id}/escalate")).await.text();
    for offered in [&trace, &log] {
        assert!(page.contains(&format!("name=\"files\" value=\"{offered}\" checked")), "{page}");
    }
    assert!(!page.contains("ours.txt") && page.contains("First answer within"), "{page}");
    let chosen = [
        ("title", "Calendars"),
        ("description", "Empty."),
        ("business_impact", "None."),
        ("severity", "minimal"),
        ("files_shown", "true"),
        ("files", trace.as_str()),
        ("action", "preview"),
    ];
    let page = browser.post(&format!("/cases/{id}/service-requests"), &chosen).await.text();
    assert!(page.contains(&format!("name=\"files\" value=\"{trace}\" checked")), "{page}");
    assert!(page.contains(&format!("name=\"files\" value=\"{log}\"><span>")), "what was not ticked stays so: {page}");
    client.desk.discard().await;
}

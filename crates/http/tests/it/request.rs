//! Repetition, versions, paging, files.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::client::{Call, Client, call};

fn keyed(client: &Client, key: &str, subject: &str) -> Call {
    let body = json!({"customer_id": client.desk.customer.id, "subject": subject, "description": "y"});
    let person = client.desk.person(Role::HelpdeskAgent);
    call(Method::POST, "/api/v1/cases").by(person).json(&body).header("idempotency-key", key)
}

/// Threat 57: a retry after a lost answer.
#[tokio::test]
async fn a_repeated_request_is_the_same_request() {
    let client = Client::new().await;
    let first = client.send(keyed(&client, "k-1", "One")).await.made();
    let again = client.send(keyed(&client, "k-1", "One")).await.made();
    assert_eq!(first, again);
    let path = format!("/api/v1/cases/{}", first["id"].as_str().unwrap());
    assert_eq!(client.get(Role::HelpdeskAgent, &path).await.found(), first, "what is answered is what is kept");
    let other = client.send(keyed(&client, "k-1", "Two")).await;
    assert_eq!(other.problem(), "422 validation Idempotency-Key reused");
    assert_ne!(client.send(keyed(&client, "k-2", "One")).await.made()["id"], first["id"]);
    for bad in ["", "with space", &"x".repeat(201), "żółw"] {
        let answer = client.send(keyed(&client, bad, "One")).await;
        assert_eq!(answer.problem(), "422 validation Idempotency-Key invalid", "{bad:?}");
    }
    let listed = client.get(Role::HelpdeskAgent, "/api/v1/cases").await.found();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    client.desk.discard().await;
}

#[tokio::test]
async fn twins_in_flight_write_one_case() {
    let client = Client::new().await;
    let (one, two) = tokio::join!(client.send(keyed(&client, "k", "One")), client.send(keyed(&client, "k", "One")));
    let statuses = [one.status, two.status];
    assert!(statuses.contains(&StatusCode::CREATED), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status.as_u16(), 201 | 409)), "{statuses:?}");
    let listed = client.get(Role::HelpdeskAgent, "/api/v1/cases").await.found();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_stale_version_is_refused_with_the_current_one() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let person = client.desk.person(Role::HelpdeskAgent);
    let change = |tag: &str, subject: &str| {
        let request = call(Method::PATCH, path.clone()).by(person).json(&json!({"subject": subject}));
        client.send(request.header("if-match", tag))
    };
    let read = client.get(Role::HelpdeskAgent, &path).await;
    let tag = read.header(header::ETAG).to_owned();
    assert_eq!(tag, format!("\"{}\"", case["version"]));
    let changed = change(&tag, "Shared calendars stay empty").await;
    let current = changed.header(header::ETAG).to_owned();
    assert_eq!(changed.found()["subject"], "Shared calendars stay empty");
    let stale = change(&tag, "Too late").await;
    assert_eq!(stale.header(header::ETAG), current);
    assert_eq!(format!("\"{}\"", stale.json()["current_version"]), current);
    assert_eq!(stale.problem(), "412 stale");
    assert_eq!(change("*", "Any version").await.status, StatusCode::OK);
    assert_eq!(change("three", "x").await.problem(), "422 validation If-Match invalid");
    let category = call(Method::PUT, format!("{path}/category")).by(person).json(&json!({"category": "partner_scope"}));
    assert_eq!(client.send(category.header("if-match", tag)).await.problem(), "412 stale");
    client.desk.discard().await;
}

#[tokio::test]
async fn absent_means_unchanged_and_null_means_emptied() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let agent = client.desk.person(Role::HelpdeskAgent).user.id;
    let change = async |body: Value| client.patch(Role::HelpdeskAgent, &path, &body).await.found();
    let assigned = change(json!({"assignee_id": agent, "error_text": "0x8004010F"})).await;
    assert_eq!((&assigned["assignee_id"], &assigned["error_text"]), (&json!(agent), &json!("0x8004010F")));
    let kept = change(json!({"severity": "critical"})).await;
    assert_eq!((&kept["assignee_id"], &kept["severity"]), (&json!(agent), &json!("critical")));
    let placed = change(json!({"region": "westeurope"})).await;
    assert_eq!(placed["region"], "West Europe", "by any of its names");
    let nowhere = client.patch(Role::HelpdeskAgent, &path, &json!({"region": "Atlantis"})).await;
    assert_eq!(nowhere.problem(), "422 validation region unknown");
    let twice = call(Method::PATCH, path.clone()).by(client.desk.person(Role::HelpdeskAgent));
    let twice = twice.bytes("application/json", r#"{"region": "Europe", "region": null}"#.to_owned());
    assert_eq!(client.send(twice).await.problem(), "422 validation region repeated", "which of both was meant?");
    let emptied = change(json!({"assignee_id": null, "error_text": null})).await;
    assert_eq!((&emptied["assignee_id"], &emptied["error_text"]), (&Value::Null, &Value::Null));
    client.desk.discard().await;
}

#[tokio::test]
async fn pages_lead_through_the_whole_list_once() {
    let client = Client::new().await;
    for number in 0..5 {
        client.case(&format!("Problem {number}")).await;
        client.desk.clock.advance(chrono::Duration::seconds(1));
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/cases?limit=2".to_owned();
    loop {
        let page = client.get(Role::HelpdeskAgent, &path).await.found();
        seen.extend(page["items"].as_array().unwrap().iter().map(|case| case["subject"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/cases?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["Problem 4", "Problem 3", "Problem 2", "Problem 1", "Problem 0"]);
    client.desk.discard().await;
}

fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    body
}

#[tokio::test]
async fn a_file_goes_in_and_comes_out_to_be_saved() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}/attachments", case["id"].as_str().unwrap());
    let person = client.desk.person(Role::HelpdeskAgent);
    let send = |body: Vec<u8>| {
        client.send(call(Method::POST, path.clone()).by(person).bytes("multipart/form-data; boundary=edge", body))
    };
    let answer = send(form(&[("visibility", None, b"customer"), ("file", Some("../отчёт.html"), b"<script>")])).await;
    let location = answer.header(header::LOCATION).to_owned();
    let file = answer.made();
    assert_eq!(
        (&file["name"], &file["visibility"], &file["size"]),
        (&json!("отчёт.html"), &json!("customer"), &json!(8))
    );
    let download = client.get(Role::HelpdeskAgent, &location).await;
    assert_eq!(download.bytes, b"<script>");
    assert!(download.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename="));
    assert_eq!(download.header(header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
    for (bad, expected) in [
        (form(&[("visibility", None, b"customer")]), "422 validation file missing"),
        (form(&[("file", Some("a"), b"1"), ("file", Some("b"), b"2")]), "422 validation file repeated"),
        (form(&[("file", Some("a"), b"")]), "422 validation file empty"),
        (form(&[("file", Some("a"), b"1"), ("owner", None, b"x")]), "422 validation owner unknown_field"),
        (form(&[("file", Some("a"), b"1"), ("visibility", None, b"all")]), "422 validation visibility unknown_value"),
        (b"--edge\r\nnonsense".to_vec(), "400 validation body form"),
        (form(&[("file", Some("a"), &vec![0; 15 * 1024 * 1024 + 1])]), "413 too-large"),
        (form(&[("file", Some("a"), &vec![0; 17 * 1024 * 1024])]), "413 too-large"),
    ] {
        assert_eq!(send(bad).await.problem(), expected);
    }
    client.desk.discard().await;
}

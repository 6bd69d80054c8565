//! Deliveries, as pages and as the API show them.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tierline_domain::Role;
use tierline_testkit::backlog::{connect, write};

use crate::{
    client::{Client, call},
    web::Browser,
};

#[tokio::test]
async fn a_delivery_is_listed_tried_and_given_up_by_those_who_may() {
    let client = Client::new().await;
    let connection = connect(&client.desk).await;
    write(&client.desk, connection, 0..3).await;
    let listed = client.get(Role::HelpdeskAgent, "/api/v1/deliveries?limit=2").await.found();
    assert_eq!(
        (listed["items"][0]["state"].as_str(), listed["items"][0]["attempts"].as_i64()),
        (Some("waiting"), Some(0))
    );
    assert_eq!(listed["items"][0]["connection_name"], "Meridian desk");
    let next = format!("/api/v1/deliveries?limit=2&cursor={}", listed["next_cursor"].as_str().unwrap());
    assert_eq!(client.get(Role::HelpdeskAgent, &next).await.found()["items"].as_array().unwrap().len(), 1);
    let none = client.get(Role::HelpdeskAgent, "/api/v1/deliveries?state=held").await.found();
    assert_eq!(none["items"], json!([]));

    let id = listed["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/deliveries/{id}");
    let reason = json!({ "reason": "Their interface is down." });
    let refused = client.post(Role::HelpdeskAgent, &format!("{path}/giving-up"), &reason).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let retried = client.post(Role::AdminAgent, &format!("{path}/retry"), &json!({})).await.found();
    assert_eq!(retried["state"], "waiting");
    let given_up = client.post(Role::AdminAgent, &format!("{path}/giving-up"), &reason).await.found();
    assert_eq!(
        (given_up["state"].as_str(), given_up["answer"].as_str()),
        (Some("given_up"), reason["reason"].as_str())
    );
    let request = format!("/api/v1/service-requests/{}", given_up["request_id"].as_str().unwrap());
    let request = client.get(Role::HelpdeskAgent, &request).await.found();
    assert_eq!((request["status"].as_str(), request["route"].as_str()), (Some("prepared"), Some("assisted")));
    let again = client.post(Role::AdminAgent, &format!("{path}/giving-up"), &reason).await;
    assert_eq!(again.problem(), "409 conflict given_up");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_delivery_says_what_it_brings_and_leads_to_it() {
    let client = Client::new().await;
    let connection = connect(&client.desk).await;
    write(&client.desk, connection, 0..1).await;
    let first = client.get(Role::HelpdeskAgent, "/api/v1/deliveries").await.found()["items"][0].clone();
    assert_eq!(first["request_title"], "Shared calendars stay empty");
    let request = first["request_id"].as_str().unwrap();
    let path = format!("/api/v1/service-requests/{request}");
    client.patch(Role::AdminAgent, &path, &json!({ "severity": "critical" })).await.found();
    let note = json!({ "visibility": "provider", "text": "The trace names <relay> 7." });
    client.post(Role::AdminAgent, &format!("{path}/notes"), &note).await.made();
    let form =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"trace.har\"\r\n\r\n12345\r\n--edge--\r\n";
    let upload = call(Method::POST, format!("{path}/attachments")).by(client.desk.person(Role::AdminAgent));
    let file = client.send(upload.bytes("multipart/form-data; boundary=edge", form)).await.made();
    let withdrawn = json!({ "reason": "The customer solved it." });
    client.post(Role::AdminAgent, &format!("{path}/withdrawal"), &withdrawn).await.found();

    let listed = client.get(Role::HelpdeskAgent, &format!("{path}/deliveries")).await.found();
    let agent = Browser::agent(&client).await;
    let mut told = BTreeMap::new();
    for line in listed["items"].as_array().unwrap() {
        let (id, kind) = (line["id"].as_str().unwrap(), line["kind"].as_str().unwrap().to_owned());
        let shown = client.get(Role::HelpdeskAgent, &format!("/api/v1/deliveries/{id}")).await.found();
        told.insert(kind, (shown["brings"].clone(), agent.get(&format!("/deliveries/{id}")).await.text()));
    }
    let (brings, page) = &told["request_submitted"];
    assert_eq!(brings["title"], "Shared calendars stay empty");
    assert!(page.contains(&format!("<a href=\"/service-requests/{request}\" dir=\"auto\">Shared")), "{page}");
    let (brings, page) = &told["request_rated"];
    assert_eq!((&brings["severity_before"], &brings["severity"]), (&json!("moderate"), &json!("critical")));
    assert!(page.contains("Moderate") && page.contains("Critical"), "{page}");
    let (brings, page) = &told["request_noted"];
    assert_eq!((&brings["text"], &brings["file"]), (&note["text"], &Value::Null));
    assert!(page.contains("The trace names &lt;relay&gt; 7."), "words are text: {page}");
    let (brings, page) = &told["file_sent"];
    assert_eq!((&brings["file"]["name"], &brings["file"]["size"]), (&json!("trace.har"), &json!(5)));
    assert!(page.contains(&format!("href=\"/attachments/{}\"", file["id"].as_str().unwrap())), "{page}");
    let downloaded = client.get(Role::HelpdeskAgent, brings["file"]["url"].as_str().unwrap()).await;
    assert_eq!(downloaded.bytes, b"12345");
    assert_eq!(told["request_withdrawn"].0["text"], withdrawn["reason"]);
    let list = agent.get("/deliveries").await.text();
    assert!(list.contains("Shared calendars stay empty"), "{list}");
    client.desk.discard().await;
}

#[tokio::test]
async fn the_page_of_a_delivery_asks_for_a_reason_and_keeps_what_was_typed() {
    let client = Client::new().await;
    let connection = connect(&client.desk).await;
    write(&client.desk, connection, 0..1).await;
    let listed = client.get(Role::HelpdeskAgent, "/api/v1/deliveries").await.found();
    let path = format!("/deliveries/{}", listed["items"][0]["id"].as_str().unwrap());
    let agent = Browser::agent(&client).await;
    let seen = agent.get(&path).await.text();
    assert!(seen.contains("This takes: Global admin, Admin agent"), "{seen}");
    assert!(!seen.contains("giving-up\" method"), "no form for who may not: {seen}");

    let admin = Browser::hired(&client, Role::AdminAgent).await;
    let list = admin.get("/deliveries").await.text();
    assert!(list.contains(&path) && list.contains("R-100000") && list.contains("Meridian Cloud"), "{list}");
    let unsound = admin.post(&format!("{path}/giving-up"), &[("reason", " ")]).await;
    assert_eq!(unsound.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsound.text().contains("href=\"#giving-up-reason\""), "{}", unsound.text());
    let done = admin.done(&format!("{path}/giving-up"), &[("reason", "Their interface is down.")]).await;
    assert!(done.contains("Given up.") && done.contains("Their interface is down."), "{done}");
    let bad = admin.get("/deliveries?state=lost").await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    client.desk.discard().await;
}

#[tokio::test]
async fn every_page_says_that_a_connection_is_held_until_somebody_lets_it_go() {
    let client = Client::new().await;
    let connection = connect(&client.desk).await;
    write(&client.desk, connection, 0..1).await;
    let admin = Browser::hired(&client, Role::AdminAgent).await;
    assert!(!admin.get("/customers").await.text().contains("cannot be used since"));
    // Nothing of this desk's program carries trouble tickets: each try fails.
    for _ in 0..24 {
        client.desk.clock.advance(chrono::Duration::minutes(5));
        client.desk.deliver().await;
    }
    let admin = Browser::again(&client, &admin).await;
    let page = admin.get("/customers").await.text();
    assert!(page.contains("Meridian desk") && page.contains("cannot be used since"), "{page}");
    let path = format!("/connections/{connection}/release");
    assert_eq!(admin.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!admin.get("/customers").await.text().contains("cannot be used since"));
    client.desk.discard().await;
}

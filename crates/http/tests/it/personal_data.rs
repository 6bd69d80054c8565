//! What is kept of a person: looked up, taken along and erased, by pages and by the API.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{client::Client, web::Browser};

const ANNA: &str = "anna.nowak@brightwater.example";

/// A case whose contact she is; its identifier.
async fn case(client: &Client) -> String {
    let report = json!({
        "customer_id": client.desk.customer.id, "subject": "Shared calendars stay empty", "description": "Since this morning.",
        "contact": { "name": "Anna Nowak", "email": ANNA, "phone": "+48221234567" },
    });
    let made = client.post(Role::HelpdeskAgent, "/api/v1/cases", &report).await.made();
    made["id"].as_str().unwrap().to_owned()
}

async fn close(client: &Client, case: &str) {
    let path = format!("/api/v1/cases/{case}/closure");
    let done = client.post(Role::HelpdeskAgent, &path, &json!({ "text": "Solved by phone." })).await;
    assert!(done.status.is_success(), "{}", done.text());
}

#[tokio::test]
async fn a_contact_is_looked_up_taken_along_and_erased_by_pages() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let agent = Browser::agent(&client).await;
    assert_eq!(agent.get("/personal-data").await.status, StatusCode::FORBIDDEN);
    assert!(admin.get("/users").await.text().contains("href=\"/personal-data\""));
    let wrong = admin.get("/personal-data?person=anna").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"anna\""), "what was typed comes back");
    let path = format!("/personal-data?person={ANNA}");
    assert!(admin.get(&path).await.text().contains("Nothing is kept of this person"));

    let case = case(&client).await;
    let open = admin.get(&path).await.text();
    assert!(open.contains("not closed") && !open.contains("/personal-data/erasures"), "{open}");
    let refused = admin.post("/personal-data/erasures", &[("person", ANNA), ("address", ANNA)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("not closed"), "the page says what stands in the way");

    let file = admin.post("/personal-data/exports", &[("person", ANNA)]).await;
    assert_eq!(file.header(header::CONTENT_TYPE), "application/x-ndjson");
    let lines: Vec<Value> = file.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["kind"] == "case" && line["contact"]["phone"] == "+48221234567"), "{lines:?}");

    close(&client, &case).await;
    let wrong = admin.post("/personal-data/erasures", &[("person", ANNA), ("address", "anna@else.example")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("anna@else.example"), "what was typed comes back");
    let done = admin.post("/personal-data/erasures", &[("person", ANNA), ("address", ANNA)]).await;
    assert_eq!(done.header(header::LOCATION), "/personal-data?done=person_erased");
    assert!(admin.get(&path).await.text().contains("Nothing is kept of this person"));
    assert!(!agent.get(&format!("/cases/{case}")).await.text().contains("Anna"), "the case stays, without her");
    client.desk.discard().await;
}

#[tokio::test]
async fn an_agent_who_left_is_erased_by_the_api_and_pages_say_so_in_their_place() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let case = case(&client).await;
    close(&client, &case).await;
    let agent = client.desk.person(Role::HelpdeskAgent).user.clone();
    let look = format!("/api/v1/personal-data?person={}", agent.id);
    let kept = client.get(Role::GlobalAdmin, &look).await.found();
    let codes: Vec<&str> =
        kept["hindrances"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!((codes[0], &kept["is_member"]), ("still_here", &json!(true)));
    assert!(kept["timeline_count"].as_i64().unwrap() > 0);
    admin.post(&format!("/users/{}/removal", agent.id), &[]).await;
    client.desk.seal(client.desk.customer.owner).await;
    let wish = json!({ "person": agent.id, "address": agent.email });
    let gone = client.post(Role::GlobalAdmin, "/api/v1/personal-data/erasure", &wish).await.found();
    assert_eq!((&gone["account"], &gone["case_count"]), (&json!(true), &json!(1)));
    let page = admin.get(&format!("/cases/{case}")).await.text();
    assert!(page.contains("Erased person") && !page.contains(&agent.name), "{page}");
    let shown = client.get(Role::AdminAgent, &format!("/api/v1/cases/{case}/timeline")).await.found();
    assert!(shown["items"].as_array().unwrap().iter().any(|entry| entry["actor"]["name"] == ""), "{shown}");
    client.desk.discard().await;
}

//! Forms that were filled in while somebody else changed what they are about: both versions are shown, and nothing is lost.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{
    client::{Client, call},
    rules::{changed, the_rules},
    web::Browser,
};

#[tokio::test]
async fn a_stale_form_says_who_was_first_and_keeps_the_text() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let path = agent.case("Calendars stay empty").await;
    let details = format!("{path}/details");
    let fields = [
        ("version", "1"),
        ("subject", "Calendars stay empty for delegates"),
        ("description", "As before."),
        ("severity", "moderate"),
    ];
    agent.done(&details, &fields).await;
    let late =
        agent.post(&details, &[fields[0], ("subject", "My own better subject line"), fields[2], fields[3]]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = late.text();
    let who = &client.desk.person(Role::HelpdeskAgent).user.name;
    assert!(text.contains("id=\"faults\"") && text.contains(who.as_str()), "who was first: {text}");
    assert!(text.contains("value=\"My own better subject line\""), "what was written is kept: {text}");
    let now = text.split("id=\"details-subject-now\"").nth(1).expect("what stands there now");
    assert!(now.split("</span>").next().unwrap().contains("Calendars stay empty for delegates"), "{now}");
    assert!(!text.contains("id=\"details-description-now\""), "what is the same is not shown twice");
    // The form that came back knows of the other's change: it is taken.
    let version = text.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let fields = [("version", version), ("subject", "My own better subject line"), fields[2], fields[3]];
    assert!(agent.done(&details, &fields).await.contains("My own better subject line"));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_customers_details_that_somebody_changed_meanwhile_come_back_in_both_versions() {
    let client = Client::new().await;
    let (first, second) = (Browser::hired(&client, Role::AdminAgent).await, Browser::agent(&client).await);
    let customer = &client.desk.customer;
    let path = format!("/customers/{}", customer.id);
    let version = customer.version.to_string();
    let fields = |name| {
        [
            ("version", version.as_str()),
            ("name", name),
            ("domain", customer.domain.as_str()),
            ("country", customer.country.as_str()),
            ("language", customer.language.word()),
            ("support_plan", customer.support_plan.word()),
            ("inform", customer.inform.word()),
        ]
    };
    first.done(&path, &fields("Harbour Dental")).await;
    let late = first.post(&path, &fields("Harbour Dental Group")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = late.text();
    assert!(text.contains("Ada Nowak") && text.contains("value=\"Harbour Dental Group\""), "{text}");
    let now = text.split("id=\"details-name-now\"").nth(1).expect("what stands there now");
    assert!(now.split("</span>").next().unwrap().contains("Harbour Dental"), "{now}");
    assert!(!text.contains("id=\"details-country-now\""), "what is the same is not shown twice");
    let refused = second.post(&path, &fields("Mine")).await;
    assert!(!refused.text().contains("meanwhile: Ada Nowak"), "who may not change it is not told of changes");
    client.desk.discard().await;
}

#[tokio::test]
async fn rules_that_somebody_changed_meanwhile_come_back_in_both_versions() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let rules = the_rules();
    admin.done("/rules", &changed(&rules, &[("match_threshold", "81"), ("approval_required", "true")])).await;
    let late = admin.post("/rules", &changed(&rules, &[("match_threshold", "64")])).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = late.text();
    assert!(text.contains("Ada Nowak") && text.contains("value=\"64\""), "{text}");
    for (field, now) in [("match_threshold", "81"), ("approval_required", "Yes")] {
        let line = text.split(&format!("id=\"rules-{field}-now\"")).nth(1).expect(field);
        assert!(line.split("</span>").next().unwrap().contains(now), "{field}: {line}");
    }
    assert!(!text.contains("id=\"rules-calendar_days-now\""), "what is the same is not shown twice");
    client.desk.discard().await;
}

#[tokio::test]
async fn an_identity_provider_that_a_colleague_paused_meanwhile_stays_paused() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let say = |method: Method, path: &str, body: Value| {
        call(method, path).by(client.desk.person(Role::GlobalAdmin)).json(&body)
    };
    let new = json!({ "name": "Staff", "issuer": "https://login.example", "client_id": "desk", "secret": "kelp" });
    let made = client.send(say(Method::POST, "/api/v1/identity-providers", new)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let (id, version) = (made.json()["id"].as_str().unwrap().to_owned(), made.json()["version"].to_string());
    assert_eq!(made.header(header::ETAG), format!("\"{version}\""));
    let path = format!("/api/v1/identity-providers/{id}");
    let paused = client.send(say(Method::PATCH, &path, json!({ "is_paused": true }))).await;
    assert_eq!(paused.status, StatusCode::OK, "{}", paused.text());
    let late = say(Method::PATCH, &path, json!({ "is_paused": false })).header("if-match", version.as_str());
    assert_eq!(client.send(late).await.problem(), "412 stale");
    let page = format!("/sign-in-methods/{id}");
    let fields = [("version", version.as_str()), ("name", "Kelp"), ("client_id", "desk")];
    assert_eq!(admin.post(&page, &fields).await.status, StatusCode::CONFLICT, "the form was opened before");
    let shown = admin.get(&page).await.text();
    assert!(shown.contains(&format!("name=\"version\" value=\"{}\"", paused.json()["version"])), "{shown}");
    assert!(!shown.contains("Kelp"), "nothing was changed: {shown}");
    client.desk.discard().await;
}

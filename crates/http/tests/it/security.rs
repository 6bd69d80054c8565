//! Second factors, proofs before something dangerous, and sessions, as a browser without script meets them.

use axum::http::{Method, StatusCode, header};
use chrono::{Duration, Utc};
use tierline_domain::Role;
use tierline_testkit::inner::PASSWORD;
use totp_rs::{Builder, Secret};

use crate::{
    client::{Answer, Client, call},
    web::{Browser, form},
};

/// The secret of a cookie that an answer sets; none where it sets none of this name, or takes it away.
pub(crate) fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut found = all.filter_map(|value| value.strip_prefix(&format!("{name}=")));
    found.find_map(|rest| rest.split(';').next().filter(|secret| !secret.is_empty()).map(str::to_owned))
}

/// What stands between two texts of a page.
fn between(page: &str, before: &str, after: &str) -> String {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}")).1;
    rest.split_once(after).unwrap().0.to_owned()
}

/// The code that an app shows now.
fn shows(client: &Client, page: &str) -> String {
    let secret = between(page, "id=\"app-secret\">", "<").replace(' ', "");
    let totp = Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap();
    let now: chrono::DateTime<Utc> = client.desk.app.now();
    totp.generate(u64::try_from(now.timestamp()).unwrap()).to_string()
}

/// Threat 39: who takes over an open session does not make a token with it.
#[tokio::test]
async fn a_form_that_is_dangerous_asks_who_it_is_and_goes_on_with_what_was_typed() {
    let client = Client::new().await;
    let mut admin = Browser::hired(&client, Role::GlobalAdmin).await;
    client.desk.clock.advance(Duration::minutes(11));
    let typed = [("name", "Import \"at\" night"), ("days", "30"), ("scopes", "read")];
    let asked = admin.post("/tokens", &typed).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    let page = asked.text();
    assert!(page.contains("action=\"/tokens\"") && page.contains("again_password"), "{page}");
    assert!(page.contains("name=\"name\" value=\"Import &#34;at&#34; night\""), "{page}");

    let wrong = [typed.as_slice(), &[("again_password", "not this one at all")]].concat();
    let refused = admin.post("/tokens", &wrong).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("again-again_password-fault"), "{}", refused.text());
    assert!(!refused.text().contains("not this one at all"));

    let right = [typed.as_slice(), &[("again_password", PASSWORD)]].concat();
    let done = admin.post("/tokens", &right).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert!(done.text().contains("tl_"), "the token is shown");
    let fresh = cookie(&done, "__Host-tierline").expect("the session goes on under a new secret");
    assert_eq!(admin.get("/account").await.status, StatusCode::SEE_OTHER, "the old secret opens nothing");
    admin.goes_on(fresh);
    assert_eq!(admin.get("/account").await.status, StatusCode::OK);
    client.desk.discard().await;
}

/// What is secret is on no page again, not even for who typed it.
#[tokio::test]
async fn a_secret_does_not_come_back_on_the_page_that_asks() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    client.desk.clock.advance(Duration::minutes(11));
    let typed =
        [("kind", "graph"), ("name", "Feeds"), ("secret", "kelp-otter-9"), ("address", "https://graph.example")];
    let asked = admin.post("/connections", &typed).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN, "{}", asked.text());
    assert!(asked.text().contains("value=\"Feeds\"") && !asked.text().contains("kelp-otter-9"), "{}", asked.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn a_page_that_is_left_for_the_question_is_come_back_to_and_to_no_other_desk() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    client.desk.clock.advance(Duration::minutes(11));
    let page = admin.get("/signin/again?next=%2Ftokens").await;
    assert!(page.text().contains("name=\"next\" value=\"/tokens\""), "{}", page.text());
    // Threat 47: nothing leads away from the desk.
    let away = admin.get("/signin/again?next=https%3A%2F%2Felsewhere.example").await;
    assert!(away.text().contains("name=\"next\" value=\"\""), "{}", away.text());
    let fields = [("next", "//elsewhere.example"), ("again_password", PASSWORD)];
    let answer = admin.post("/signin/again", &fields).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/"));
    client.desk.discard().await;
}

#[tokio::test]
async fn somebody_sets_an_app_up_and_signs_in_with_its_code() {
    let client = Client::new().await;
    let agent = Browser::hired(&client, Role::HelpdeskAgent).await;
    let page = agent.post("/account/security/app", &[]).await.text();
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let sealed = between(&page, "name=\"sealed\" value=\"", "\"");
    let confirm = |code: String| [("name", "Phone".to_owned()), ("sealed", sealed.clone()), ("one_time_code", code)];
    let send = async |code: String| {
        let fields = confirm(code);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        agent.post("/account/security/apps", &fields).await
    };
    let wrong = send("000000".to_owned()).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains(&sealed), "the same secret is shown again: it may be in the app");
    let codes = send(shows(&client, &page)).await;
    assert_eq!(codes.status, StatusCode::OK, "{}", codes.text());
    let recovery = between(&codes.text(), "id=\"codes\"><li>", "<");

    client.desk.clock.advance(Duration::minutes(1));
    let enter = [("email", agent.email.as_str()), ("password", PASSWORD), ("next", "/cases")];
    let answer = client.send(form("/signin", &enter)).await;
    assert_eq!(answer.header(header::LOCATION), "/signin/second?next=%2Fcases");
    assert_eq!(cookie(&answer, "__Host-tierline"), None, "no session yet");
    let attempt = format!("__Host-tierline-attempt={}", cookie(&answer, "__Host-tierline-attempt").unwrap());
    // Threat 41: what is no session opens nothing as one.
    let disguised = attempt.replace("-attempt", "");
    let as_session = client.send(call(Method::GET, "/cases").header("cookie", disguised)).await;
    assert_eq!(as_session.status, StatusCode::SEE_OTHER);
    let question = client.send(call(Method::GET, "/signin/second").header("cookie", &attempt)).await;
    assert_eq!(question.status, StatusCode::OK);
    let give = |code: &str| {
        client.send(form("/signin/second", &[("one_time_code", code), ("next", "/cases")]).header("cookie", &attempt))
    };
    assert_eq!(give("000000").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let signed = give(&recovery).await;
    assert_eq!((signed.status, signed.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/cases"));
    assert!(cookie(&signed, "__Host-tierline").is_some());
    let over = give(&recovery).await;
    assert_eq!(over.header(header::LOCATION), "/signin?next=%2Fcases");
    client.desk.discard().await;
}

#[tokio::test]
async fn who_must_have_a_second_factor_sets_it_up_at_the_door() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let rules = call(Method::PATCH, "/api/v1/policy").by(client.desk.person(Role::GlobalAdmin));
    let changed = client.send(rules.json(&serde_json::json!({ "require_second_factor": true }))).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let answer = client.send(form("/signin", &[("email", admin.email.as_str()), ("password", PASSWORD)])).await;
    let attempt = format!("__Host-tierline-attempt={}", cookie(&answer, "__Host-tierline-attempt").unwrap());
    let question = client.send(call(Method::GET, "/signin/second").header("cookie", &attempt)).await.text();
    let (sealed, code) = (between(&question, "name=\"sealed\" value=\"", "\""), shows(&client, &question));
    let fields = [("name", "Phone"), ("sealed", sealed.as_str()), ("one_time_code", code.as_str())];
    let done = client.send(form("/signin/second/app", &fields).header("cookie", &attempt)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert!(done.text().contains("id=\"codes\"") && cookie(&done, "__Host-tierline").is_some());
    client.desk.discard().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_on_the_page_and_by_the_api() {
    let client = Client::new().await;
    let agent = Browser::hired(&client, Role::HelpdeskAgent).await;
    let other = Browser::again(&client, &agent).await;
    let page = agent.get("/account/security").await.text();
    assert_eq!(page.matches("/account/security/sessions/ses_").count(), 1, "all but the own one can be ended: {page}");
    let id = format!("ses_{}", between(&page, "/account/security/sessions/ses_", "/end"));
    let listed = agent.get("/api/v1/me/sessions").await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.text());
    let owns = listed.text().matches("\"is_own\":true").count();
    assert_eq!((listed.text().matches("\"id\":\"ses_").count(), owns), (2, 1), "{}", listed.text());
    agent.done(&format!("/account/security/sessions/{id}/end"), &[]).await;
    assert_eq!(other.get("/cases").await.status, StatusCode::SEE_OTHER, "that one has ended");
    assert_eq!(agent.post(&format!("/account/security/sessions/{id}/end"), &[]).await.status, StatusCode::NOT_FOUND);
    let third = Browser::again(&client, &agent).await;
    agent.done("/account/security/sessions/end", &[]).await;
    assert_eq!(third.get("/cases").await.status, StatusCode::SEE_OTHER);
    assert_eq!(agent.get("/cases").await.status, StatusCode::OK);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_session_that_calls_the_api_is_told_to_prove_itself() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    client.desk.clock.advance(Duration::minutes(11));
    let call = call(Method::POST, "/api/v1/tokens").json(&serde_json::json!({ "name": "Import" }));
    let answer = admin.send(call.header("x-csrf-token", admin.csrf()).header("sec-fetch-site", "same-origin")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("/problems/step-up"), "{}", answer.text());
    assert!(answer.text().contains("on the page /signin/again"), "the way out is named: {}", answer.text());
    let page = admin.get("/signin/again").await;
    assert!(page.text().contains("again_password"), "and is there: {}", page.text());
    client.desk.discard().await;
}

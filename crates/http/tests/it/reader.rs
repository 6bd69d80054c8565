//! What calendars and news readers fetch with a key.

use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::client::{Answer, Client, call};

async fn made(client: &Client, role: Role, body: Value) -> Value {
    client.post(role, "/api/v1/reader-keys", &body).await.made()
}

/// The path of an address of the desk.
fn path(url: &Value) -> String {
    let url = url.as_str().unwrap();
    url.strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned())).unwrap()
}

async fn fetch(client: &Client, path: &str) -> Answer {
    client.send(call(Method::GET, path)).await
}

/// An answer without what names it.
fn alike(answer: &Answer) -> (StatusCode, HeaderMap, String) {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    (answer.status, headers, answer.text())
}

/// Threat 45: a key is shown once, opens service health alone, and stops when it is revoked.
#[tokio::test]
async fn a_key_opens_calendar_and_news_until_it_is_revoked() {
    let client = Client::new().await;
    let key = made(&client, Role::HelpdeskAgent, json!({ "name": "Phone", "service": "Outlook on the web" })).await;
    assert_eq!(key["service"], "Exchange Online", "a service by any of its names");
    let (calendar, news) = (path(&key["calendar_url"]), path(&key["feed_url"]));
    let got = fetch(&client, &calendar).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.header(header::CONTENT_TYPE), "text/calendar; charset=utf-8");
    assert!(got.text().starts_with("BEGIN:VCALENDAR\r\n"), "{}", got.text());
    assert_eq!(got.header(header::CACHE_CONTROL), "private, no-cache");
    assert_eq!(got.header(header::REFERRER_POLICY), "no-referrer");
    assert_eq!(got.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(!got.headers.contains_key(header::SET_COOKIE));
    let again = call(Method::GET, &calendar).header("if-none-match", got.header(header::ETAG));
    let again = client.send(again).await;
    assert_eq!((again.status, again.text().as_str()), (StatusCode::NOT_MODIFIED, ""));
    let got = fetch(&client, &news).await;
    assert_eq!(got.header(header::CONTENT_TYPE), "application/atom+xml; charset=utf-8");
    let secret = calendar.split('/').nth(2).unwrap();
    assert!(secret.starts_with("tlr_") && !got.text().contains(secret), "an answer does not repeat the key");

    let listed = client.get(Role::HelpdeskAgent, "/api/v1/reader-keys").await;
    assert!(!listed.text().contains(secret) && listed.text().contains("\"last_used_at\":\"20"), "{}", listed.text());
    for refused in ["/api/v1/me", "/api/v1/cases"] {
        let used = client.send(call(Method::GET, refused).header("authorization", format!("Bearer {secret}"))).await;
        assert_eq!(used.problem(), "401 unauthorized");
    }
    let id = key["id"].as_str().unwrap();
    let by = client.desk.person(Role::HelpdeskAgent);
    let gone = client.send(call(Method::DELETE, format!("/api/v1/reader-keys/{id}")).by(by)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let revoked = fetch(&client, &calendar).await;
    let never = fetch(&client, &calendar.replace(secret, &format!("tlr_{}", "A".repeat(43)))).await;
    assert_eq!(revoked.status, StatusCode::NOT_FOUND);
    assert_eq!(alike(&revoked), alike(&never), "nobody learns which it is");
    assert_eq!(alike(&revoked), alike(&fetch(&client, "/reader/x/health.ics").await));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_key_needs_a_name_and_fits_what_exists() {
    let client = Client::new().await;
    let post = async |body: Value| client.post(Role::HelpdeskAgent, "/api/v1/reader-keys", &body).await.problem();
    assert_eq!(post(json!({ "name": "" })).await, "422 validation name empty");
    assert_eq!(post(json!({ "name": "x", "days": 400 })).await, "422 validation days out_of_range");
    let foreign = client.desk.reseller_customer.id;
    assert_eq!(post(json!({ "name": "x", "customer_id": foreign })).await, "422 validation customer_id unknown");
    client.desk.discard().await;
}

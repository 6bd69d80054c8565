//! The API with a session of the pages.

use axum::http::{Method, StatusCode};
use serde_json::json;
use tierline_app::account::{Caller, SignedIn, sign_in};
use tierline_domain::Role;
use tierline_testkit::inner::PASSWORD;

use crate::client::{Call, Client, call};

async fn signed_in(client: &Client) -> SignedIn {
    let person = client.desk.person(Role::HelpdeskAgent);
    sign_in(&client.desk.app, &Caller::default(), &person.user.email, PASSWORD).await.unwrap().session().unwrap()
}

fn with_cookie(call: Call, session: &SignedIn) -> Call {
    call.header("cookie", format!("__Host-tierline={}", session.secret.expose()))
}

/// Threat 47: forged requests.
#[tokio::test]
async fn a_cookie_alone_reads_and_changes_nothing() {
    let client = Client::new().await;
    let session = signed_in(&client).await;
    let read = client.send(with_cookie(call(Method::GET, "/api/v1/me"), &session)).await;
    assert_eq!(read.status, StatusCode::OK);
    let body = json!({"customer_id": client.desk.customer.id, "subject": "x", "description": "y"});
    let write = |csrf: Option<&str>, site: Option<&str>| {
        let mut request = with_cookie(call(Method::POST, "/api/v1/cases"), &session).json(&body);
        if let Some(csrf) = csrf {
            request = request.header("x-csrf-token", csrf);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        client.send(request)
    };
    assert_eq!(write(None, None).await.problem(), "403 forbidden");
    assert_eq!(write(Some(""), None).await.problem(), "403 forbidden");
    assert_eq!(write(Some("another"), Some("same-origin")).await.problem(), "403 forbidden");
    assert_eq!(write(Some(&session.csrf), Some("cross-site")).await.problem(), "403 forbidden");
    assert_eq!(write(Some(&session.csrf), Some("same-origin")).await.status, StatusCode::CREATED);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_cookie_without_its_prefix_is_nobodys_where_connections_are_secure() {
    let client = Client::new().await;
    let session = signed_in(&client).await;
    let request = call(Method::GET, "/api/v1/me").header("cookie", format!("tierline={}", session.secret.expose()));
    assert_eq!(client.send(request).await.problem(), "401 unauthorized");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_bad_token_is_not_helped_by_a_good_cookie() {
    let client = Client::new().await;
    let session = signed_in(&client).await;
    let request = with_cookie(call(Method::GET, "/api/v1/me"), &session).header("authorization", "Bearer nonsense");
    assert_eq!(client.send(request).await.problem(), "401 unauthorized");
    client.desk.discard().await;
}

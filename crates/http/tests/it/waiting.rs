//! Calls that last, and a right that ends meanwhile.

use axum::{
    body::{Body, Bytes},
    http::{Method, Request, StatusCode},
};
use futures::stream;
use serde_json::json;
use tierline_app::account::{token_list, token_revoke};
use tierline_domain::Role;

use crate::client::Client;

const FORM: &[u8] =
    b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"trace.txt\"\r\n\r\nhops\r\n--edge--\r\n";

/// Who calls was read before the file had arrived.
#[tokio::test]
async fn a_file_that_was_still_arriving_when_its_token_was_revoked_is_not_kept() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}/attachments", case["id"].as_str().unwrap());
    let agent = client.desk.person(Role::HelpdeskAgent);
    let admin = client.desk.ctx(client.desk.person(Role::GlobalAdmin)).await;
    let tokens = token_list(&client.desk.app, &admin).await.unwrap();
    let own = tokens.iter().find(|line| line.user == agent.user.id).expect("they have a token").id;
    let app = client.desk.app.clone();
    let body = Body::from_stream(stream::once(async move {
        token_revoke(&app, &admin, own).await.unwrap();
        Ok::<_, std::io::Error>(Bytes::from_static(FORM))
    }));
    let request = Request::builder()
        .method(Method::POST)
        .uri(&path)
        .header("authorization", format!("Bearer {}", agent.token))
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(body)
        .unwrap();
    let answer = client.take(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    assert_eq!(answer.problem(), "401 unauthorized");
    let kept = client.get(Role::AdminAgent, &path).await.found();
    assert_eq!(kept["items"], json!([]));
    client.desk.discard().await;
}

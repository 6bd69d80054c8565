//! Tokens that are narrowed to some scopes, at the doors of programs.

use axum::http::{Method, StatusCode};
use serde_json::json;
use tierline_domain::Role;

use crate::client::{Call, Client, call};

/// A token of the Global admin's with these scopes.
async fn token(client: &Client, scopes: &[&str]) -> String {
    let admin = client.desk.person(Role::GlobalAdmin);
    let made = call(Method::POST, "/api/v1/tokens").by(admin).json(&json!({ "name": "Narrow", "scopes": scopes }));
    let made = client.send(made).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let body = made.json();
    assert_eq!(body["scopes"], json!(scopes));
    body["token"].as_str().unwrap().to_owned()
}

fn with(call: Call, token: &str) -> Call {
    call.header("authorization", format!("Bearer {token}"))
}

#[tokio::test]
async fn a_token_that_reads_is_told_which_scope_it_lacks() {
    let client = Client::new().await;
    let token = token(&client, &["read"]).await;
    let read = client.send(with(call(Method::GET, "/api/v1/cases"), &token)).await;
    assert_eq!(read.status, StatusCode::OK);
    let body = json!({ "customer_id": client.desk.customer.id, "subject": "x", "description": "y" });
    let refused = client.send(with(call(Method::POST, "/api/v1/cases"), &token).json(&body)).await;
    assert_eq!(refused.json()["scopes"], json!(["work"]));
    assert_eq!(refused.problem(), "403 token-scope");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_contracts_token_opens_its_contract_and_nothing_else() {
    let client = Client::new().await;
    let doors = [
        ("partner_center", "/v1/customers"),
        ("graph", "/v1.0/admin/serviceAnnouncement/issues"),
        ("trouble_ticket", "/tmf-api/troubleTicket/v5/troubleTicket"),
        ("azure_support", "/providers/Microsoft.Support/services?api-version=2024-04-01"),
    ];
    for (scope, own) in doors {
        let token = token(&client, &[scope]).await;
        for (_, path) in doors {
            let status = client.send(with(call(Method::GET, path), &token)).await.status;
            let wanted = if path == own { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(status, wanted, "{scope} at {path}");
        }
        let api = client.send(with(call(Method::GET, "/api/v1/me"), &token)).await;
        assert_eq!(api.problem(), "403 token-scope", "{scope}");
    }
    client.desk.discard().await;
}

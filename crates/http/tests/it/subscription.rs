//! Who is told of trouble tickets: a Global admin sees and ends it, and nobody makes it who works for a part of the customers.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tierline_app::account::reach_set;
use tierline_domain::{Cloud, ReachLists, ReachTarget, Role};
use tierline_testkit::inner::Person;

use crate::{
    client::{Client, call},
    web::Browser,
};

const HUB: &str = "/tmf-api/troubleTicket/v5/hub";
const LIST: &str = "/api/v1/ticket-subscriptions";

fn hub(callback: &str) -> Value {
    json!({"@type": "Hub", "callback": callback, "query": "eventType=TroubleTicketResolvedEvent"})
}

/// Subscribes an address as the agent; gives the subscription's identifier.
async fn subscribed(client: &Client, callback: &str) -> String {
    let agent = client.desk.person(Role::AdminAgent);
    let made = client.send(call(Method::POST, HUB).by(agent).json(&hub(callback))).await.made();
    made["id"].as_str().unwrap().to_owned()
}

async fn listed(client: &Client) -> Value {
    client.get(Role::GlobalAdmin, LIST).await.found()["items"].take()
}

async fn ends(client: &Client, person: &Person, id: &str) -> StatusCode {
    client.send(call(Method::DELETE, format!("{LIST}/{id}")).by(person)).await.status
}

#[tokio::test]
async fn a_global_admin_sees_who_is_told_by_whom_and_ends_it() {
    let client = Client::new().await;
    assert_eq!(listed(&client).await, json!([]));
    let id = subscribed(&client, "https://partner.example/events").await;
    let agent = client.desk.person(Role::AdminAgent);
    let line = listed(&client).await[0].take();
    let shown = json!({
        "id": id, "address": "https://partner.example/events", "events": ["TroubleTicketResolvedEvent"],
        "user_id": agent.user.id, "user_name": agent.user.name, "token_id": line["token_id"], "token_name": "tests",
        "created_at": line["created_at"], "stands": true,
    });
    assert_eq!(line, shown);
    assert!(line["token_id"].is_string(), "{line}");
    assert_eq!(client.get(Role::AdminAgent, LIST).await.status, StatusCode::FORBIDDEN);
    let strangers = [
        client.desk.person_at(client.desk.reseller.id, Cloud::Public, Role::GlobalAdmin),
        client.desk.person_at(client.desk.direct.id, Cloud::UsGovernment, Role::GlobalAdmin),
    ];
    for stranger in strangers {
        assert_eq!(ends(&client, stranger, &id).await, StatusCode::NOT_FOUND);
        assert_eq!(client.send(call(Method::GET, LIST).by(stranger)).await.found()["items"], json!([]));
    }
    assert_eq!(ends(&client, agent, &id).await, StatusCode::FORBIDDEN);
    let admin = client.desk.person(Role::GlobalAdmin);
    assert_eq!(ends(&client, admin, &id).await, StatusCode::NO_CONTENT);
    assert_eq!(ends(&client, admin, &id).await, StatusCode::NOT_FOUND);
    assert_eq!(listed(&client).await, json!([]));
    client.desk.discard().await;
}

/// Promise 4, and threat 45: the address of another desk has its key in it.
#[tokio::test]
async fn the_log_names_the_address_of_each_subscription_without_the_key_in_it() {
    let client = Client::new().await;
    let key = "tll_pA7vQ2mXc9LzRk4eWy1TnB6uHs8dJf3gKo5iVx0q";
    let id = subscribed(&client, &format!("https://desk.example/ticket-events/{key}")).await;
    assert_eq!(ends(&client, client.desk.person(Role::GlobalAdmin), &id).await, StatusCode::NO_CONTENT);
    for action in ["ticket.subscribe", "ticket.unsubscribe"] {
        let path = format!("/api/v1/audit-events?action={action}");
        let log = client.get(Role::GlobalAdmin, &path).await.found();
        assert_eq!(log["items"].as_array().map(Vec::len), Some(1), "{action}: {log}");
        assert_eq!(log["items"][0]["detail"]["callback"], "https://desk.example/ticket-events/…", "{action}: {log}");
        assert!(!log.to_string().contains(key), "{action}: {log}");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn the_page_of_connections_lists_who_is_told_and_ends_it() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    assert!(admin.get("/connections").await.text().contains("Nobody is told"));
    let id = subscribed(&client, "https://evil.example/intake").await;
    let page = admin.get("/connections").await.text();
    let agent = client.desk.person(Role::AdminAgent).user.name.as_str();
    for text in ["https://evil.example/intake", agent, "by the token", "It was solved", "Is told"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let page = admin.done(&format!("/ticket-subscriptions/{id}/end"), &[]).await;
    assert!(page.contains("The subscription is ended") && page.contains("Nobody is told"), "{page}");
    assert!(!page.contains("evil.example"), "{page}");
    assert_eq!(listed(&client).await, json!([]));
    client.desk.discard().await;
}

/// What is told, is told of all customers.
#[tokio::test]
async fn who_works_for_some_of_the_customers_neither_makes_nor_sees_nor_ends_a_subscription() {
    let client = Client::new().await;
    let id = subscribed(&client, "https://partner.example/events").await;
    let agent = client.desk.person(Role::AdminAgent);
    let admin = client.desk.ctx(client.desk.person(Role::GlobalAdmin)).await;
    let allow = BTreeSet::from([ReachTarget::Customer(client.desk.customer.id)]);
    let lists = ReachLists { allow, ..ReachLists::default() };
    reach_set(&client.desk.app, &admin, agent.user.id, lists).await.unwrap();
    let one = format!("{HUB}/{id}");
    for (method, path) in [(Method::POST, HUB), (Method::GET, one.as_str()), (Method::DELETE, one.as_str())] {
        let asked = call(method.clone(), path).by(agent).json(&hub("https://other.example/events"));
        let answer = client.send(asked).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{method} {path}: {}", answer.text());
        assert_eq!(answer.json()["code"], "listed", "{method} {path}");
    }
    let left = listed(&client).await;
    assert_eq!((left.as_array().map(Vec::len), &left[0]["stands"]), (Some(1), &json!(false)), "{left}");
    client.desk.discard().await;
}

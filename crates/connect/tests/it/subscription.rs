//! Subscriptions to events of tickets: ours at another end, which may have lost it, and another's here, at whose address nobody may be.

use std::sync::{Arc, OnceLock};

use serde_json::json;
use tierline_app::{
    Carrier, Closed, Listening,
    ticket::{CallBack, CalledBack, EventCaller},
};
use tierline_connect::{TicketCaller, TicketCarrier};
use tierline_domain::{ConnectionSettings, SignIn};

use crate::{
    outbound::{client, opened},
    server::{Reply, Request, Server},
};

/// An other end that answers a question for a subscription so, and its end so.
async fn asked(status: u16, ended: u16) -> (Option<bool>, Vec<String>) {
    let server = Server::start(move |request: &Request| match request.method.as_str() {
        "GET" => Reply::new(status, "", "{}"),
        _ => Reply::new(ended, "", ""),
    })
    .await;
    let through = opened(server.url("/v5"), ConnectionSettings::of(SignIn::Nobody), &[]);
    let address = Arc::new(OnceLock::from("https://desk.example".to_owned()));
    let carrier = TicketCarrier::new(Arc::new(client()), address);
    let answer = carrier.is_subscribed(through, "hub/7".to_owned()).expect("it can be called").await;
    let requests = server.requests().into_iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    (answer.ok(), requests)
}

#[tokio::test]
async fn only_who_says_that_it_has_no_subscription_of_ours_has_none_and_then_surely() {
    const GET: &str = "GET /v5/hub/hub%2F7";
    const DELETE: &str = "DELETE /v5/hub/hub%2F7";
    for (status, expected, requests) in [
        (200, Some(true), &[GET][..]),
        (405, Some(true), &[GET][..]),
        (501, Some(true), &[GET][..]),
        (403, Some(true), &[GET][..]),
        (404, Some(false), &[GET, DELETE][..]),
        (410, Some(false), &[GET, DELETE][..]),
    ] {
        let (answer, sent) = asked(status, 204).await;
        assert_eq!(answer, expected, "{status}");
        assert_eq!(sent, requests, "{status}");
    }
}

/// Else one more subscription would be made each day, and each event be told as often.
#[tokio::test]
async fn a_subscription_that_may_be_there_is_not_made_anew() {
    for (ended, expected) in [
        (204, Some(false)),
        (200, Some(false)),
        (404, Some(false)),
        (410, Some(false)),
        (401, None),
        (403, None),
        (405, None),
        (429, None),
        (500, None),
        (503, None),
    ] {
        assert_eq!(asked(404, ended).await.0, expected, "{ended}");
    }
}

#[tokio::test]
async fn a_desk_that_cannot_be_called_asks_for_no_subscription_and_one_that_can_makes_it() {
    let server = Server::start(|_| Reply::json(&json!({"id": "hub_7"}))).await;
    let through = opened(server.url("/v5"), ConnectionSettings::of(SignIn::Nobody), &[]);
    let shut = TicketCarrier::new(Arc::new(client()), Arc::default());
    assert!(shut.is_subscribed(through.clone(), "hub_7".to_owned()).is_none());
    assert!(shut.listen(through.clone(), "tll_key".to_owned()).is_none());
    let open = TicketCarrier::new(Arc::new(client()), Arc::new(OnceLock::from("https://desk.example".to_owned())));
    let made: Result<Listening, Closed> = open.listen(through, "tll_key".to_owned()).expect("it can be called").await;
    assert_eq!(made, Ok(Listening { id: "hub_7".to_owned() }));
    assert!(server.requests()[0].body.contains("https://desk.example/ticket-events/tll_key"));
}

#[tokio::test]
async fn who_is_not_there_is_told_apart_from_who_is_gone_for_good() {
    for (status, expected) in
        [(204, Some(CalledBack::Heard)), (404, Some(CalledBack::NotThere)), (410, Some(CalledBack::Gone)), (503, None)]
    {
        let server = Server::start(move |_: &Request| Reply::new(status, "", "")).await;
        let caller = TicketCaller::new(Arc::new(client()));
        let call = CallBack {
            address: server.url("/events/listener/troubleTicketStatusChangeEvent"),
            body: b"{}".to_vec(),
            signature: "sha256=AAAA".to_owned(),
        };
        assert_eq!(caller.call(call).await.ok(), expected, "{status}");
    }
}

//! Calls beyond what is taken in a minute: who waits, how it is said, and who does not.

use axum::http::{Method, StatusCode, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::Duration;
use serde_json::json;
use sha2::{Digest, Sha256};
use tierline_app::{
    Error,
    account::{NewSecretToken, create_token},
    ticket::callback_secret,
};
use tierline_domain::{Cloud, Owner, Role};
use tierline_http::{AppState, Calls, HttpConfig};
use tierline_testkit::{
    backlog,
    engine::Engine,
    inner::{Desk, PASSWORD},
};

use crate::{
    client::{Answer, Call, Client, call},
    security::cookie,
    web::{Browser, form},
};

const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";
const ME: &str = "/api/v1/me";
const TICKETS: &str = "/tmf-api/troubleTicket/v5/troubleTicket";

fn look(path: &str) -> Call {
    call(Method::GET, path)
}

/// A token that never was.
fn guess(number: usize) -> Call {
    look(ME).header("authorization", format!("Bearer tl_{number:0>43}"))
}

#[track_caller]
fn waits(answer: &Answer, seconds: &str) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text());
    assert_eq!(answer.header(header::RETRY_AFTER), seconds);
}

/// A path with something in each of its places: nothing is looked up by it.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn who_calls_too_often_waits_for_the_minutes_end_and_nobody_else_does() {
    let client = Client::limited(3, 100).await;
    for _ in 0..3 {
        assert_eq!(client.get(Role::HelpdeskAgent, ME).await.status, StatusCode::OK);
    }
    client.desk.clock.advance(Duration::seconds(20));
    let refused = client.get(Role::HelpdeskAgent, ME).await;
    waits(&refused, "40");
    assert_eq!(refused.problem(), "429 too-many");
    assert_eq!(client.get(Role::SalesAgent, ME).await.status, StatusCode::OK);
    client.desk.clock.advance(Duration::seconds(40));
    assert_eq!(client.get(Role::HelpdeskAgent, ME).await.status, StatusCode::OK);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_person_is_one_caller_with_each_token_session_and_entrance() {
    let client = Client::limited(5, 100).await;
    let agent = client.desk.person(Role::HelpdeskAgent);
    let name = "Another".to_owned();
    let another = NewSecretToken { user: agent.user.id, owner: agent.owner, name, days: None, scopes: None };
    let (_, another) = create_token(&client.desk.app, another).await.unwrap();
    let by_another = || look(ME).header("authorization", format!("Bearer {}", another.expose()));
    let topics = || look("/v1/servicerequests/supporttopics").by(agent);
    let browser = Browser::agent(&client).await;
    for taken in [
        client.send(look(ME).by(agent)).await,
        client.send(by_another()).await,
        client.send(topics()).await,
        browser.get(ME).await,
        browser.get("/cases").await,
    ] {
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    }
    waits(&client.send(look(ME).by(agent)).await, "60");
    waits(&client.send(by_another()).await, "60");
    waits(&client.send(topics()).await, "60");
    for path in [ME, "/cases", "/live?list=cases", "/nowhere"] {
        waits(&browser.get(path).await, "60");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_refused_for_its_number_changes_nothing() {
    let client = Client::limited(1, 100).await;
    client.case("The first").await;
    let body = json!({ "customer_id": client.desk.customer.id, "subject": "The second", "description": "x" });
    waits(&client.post(Role::HelpdeskAgent, "/api/v1/cases", &body).await, "60");
    let browser = Browser::agent(&client).await;
    let customer = client.desk.customer.id.to_string();
    let typed = [("customer_id", customer.as_str()), ("subject", "The third"), ("description", "x")];
    waits(&browser.post("/cases", &typed).await, "60");
    client.desk.clock.advance(Duration::minutes(1));
    let listed = client.get(Role::HelpdeskAgent, "/api/v1/cases").await.found();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_page_says_in_the_readers_language_how_long_to_wait() {
    let client = Client::limited(1, 1).await;
    let (english, hired) = (Browser::agent(&client).await, Browser::hired(&client, Role::AdminAgent).await);
    for browser in [&english, &hired] {
        assert_eq!(browser.get("/cases").await.status, StatusCode::OK);
    }
    let cases = |language: &str| look("/cases?status=closed").header("accept-language", language);
    let page = english.send(cases("ru")).await;
    waits(&page, "60");
    assert!(page.text().contains("Too often") && page.text().contains("in 60 seconds"), "{}", page.text());
    assert!(page.text().contains("href=\"/cases?status=closed\""), "it can be asked for again: {}", page.text());
    assert!(!page.text().contains("class=\"side-nav\""), "nothing is read for it");
    for (language, title, wait) in [("pl", "Za często", "za 60 sekund"), ("ru", "Слишком часто", "через 60 секунд")]
    {
        let page = hired.send(cases(language)).await;
        waits(&page, "60");
        assert!(page.text().contains(title) && page.text().contains(wait), "{}", page.text());
    }
    assert_eq!(client.send(look("/signin").from(HERE)).await.status, StatusCode::OK);
    let nobody = client.send(look("/signin").from(HERE).header("accept-language", "pl")).await;
    waits(&nobody, "60");
    assert!(nobody.text().contains("Za często"), "{}", nobody.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn the_contracts_of_others_say_it_in_their_own_words() {
    let client = Client::limited(1, 1).await;
    let agent = client.desk.person(Role::AdminAgent);
    assert_eq!(client.send(look(TICKETS).by(agent)).await.status, StatusCode::OK);
    let ticket = client.send(look(TICKETS).by(agent)).await;
    waits(&ticket, "60");
    let body = ticket.json();
    assert_eq!((&body["@type"], &body["code"], &body["status"]), (&json!("Error"), &json!("too-many"), &json!("429")));
    let partner_center = client.send(look("/v1/servicerequests/supporttopics").by(agent)).await;
    waits(&partner_center, "60");
    assert_eq!(partner_center.json()["statusCode"], 429);
    let graph = client.send(look("/v1.0/admin/serviceAnnouncement/issues").by(agent)).await;
    waits(&graph, "60");
    assert_eq!(graph.json()["error"]["code"], "activityLimitReached");
    let event = || {
        let event = call(Method::POST, "/ticket-events/tll_x/listener/troubleTicketStatusChangeEvent").from(HERE);
        client.send(event.json(&json!({ "eventId": "1", "event": { "troubleTicket": { "id": "1" } } })))
    };
    assert_eq!(event().await.status, StatusCode::NOT_FOUND);
    let event = event().await;
    waits(&event, "60");
    assert_eq!(event.json()["@type"], "Error");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_reader_counts_for_its_key_alone_and_one_without_as_a_stranger() {
    let client = Client::limited(3, 2).await;
    let made = client.post(Role::HelpdeskAgent, "/api/v1/reader-keys", &json!({ "name": "Phone" })).await.made();
    let url = made["calendar_url"].as_str().unwrap();
    let path = url.strip_prefix("https://desk.example").unwrap();
    let fetch = || client.send(look(path).from(HERE));
    assert_eq!(fetch().await.status, StatusCode::OK);
    for number in 0..2 {
        let wrong = look(&format!("/reader/tlr_{number:0>43}/health.ics")).from(HERE);
        assert_eq!(client.send(wrong).await.status, StatusCode::NOT_FOUND);
    }
    let wrong = client.send(look("/reader/x/health.atom").from(HERE)).await;
    waits(&wrong, "60");
    assert_eq!(wrong.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    assert_eq!(wrong.text(), "That is too often: come again in 60 s.\n");
    assert_eq!(wrong.header(header::REFERRER_POLICY), "no-referrer");
    assert_eq!(fetch().await.status, StatusCode::OK, "a key that was good is looked up all the same");
    // Making the key was a call of its person; the two that the key took are none.
    assert_eq!(fetch().await.status, StatusCode::OK);
    waits(&fetch().await, "60");
    client.desk.discard().await;
}

/// Threat 45: the address of a calendar lies about in other programs, and its person alone revokes it.
#[tokio::test]
async fn whoever_got_hold_of_a_readers_address_keeps_its_person_out_of_nothing() {
    let client = Client::limited(4, 100).await;
    let made = client.post(Role::HelpdeskAgent, "/api/v1/reader-keys", &json!({ "name": "Phone" })).await.made();
    let path = made["calendar_url"].as_str().unwrap().strip_prefix("https://desk.example").unwrap();
    let mut refused = 0;
    for _ in 0..50 {
        let answer = client.send(look(path).from(ELSEWHERE)).await;
        refused += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 46);
    assert_eq!(client.get(Role::HelpdeskAgent, ME).await.status, StatusCode::OK);
    let another = client.post(Role::HelpdeskAgent, "/api/v1/reader-keys", &json!({ "name": "Tablet" })).await.made();
    let another = another["calendar_url"].as_str().unwrap().strip_prefix("https://desk.example").unwrap();
    assert_eq!(client.send(look(another).from(ELSEWHERE)).await.status, StatusCode::OK, "nor another key of theirs");
    let key = made["id"].as_str().unwrap();
    let revoke = call(Method::DELETE, format!("/api/v1/reader-keys/{key}"));
    let revoked = client.send(revoke.by(client.desk.person(Role::HelpdeskAgent))).await;
    assert!(revoked.status.is_success(), "{}", revoked.text());
    assert_eq!(client.send(look(path).from(ELSEWHERE)).await.status, StatusCode::NOT_FOUND);
    client.desk.discard().await;
}

/// Threat 46: a session goes on under another secret, which nobody has shown before.
#[tokio::test]
async fn who_proves_anew_or_signs_in_is_known_at_once_where_strangers_used_up_their_address() {
    let client = Client::limited(100, 3).await;
    let mut admin = Browser::hired(&client, Role::GlobalAdmin).await;
    client.desk.clock.advance(Duration::minutes(11));
    assert_eq!(admin.send(look("/account").from(HERE)).await.status, StatusCode::OK);
    let enter = [("email", admin.email.as_str()), ("password", PASSWORD), ("next", "/cases")];
    let entered = client.send(form("/signin", &enter).from(HERE)).await;
    for number in 0..4 {
        let _ = client.send(guess(number).from(HERE)).await;
    }
    waits(&client.send(guess(4).from(HERE)).await, "60");
    let fresh = cookie(&entered, "__Host-tierline").expect("a session");
    let first = look("/account").from(HERE).header("cookie", format!("__Host-tierline={fresh}"));
    assert_eq!(client.send(first).await.status, StatusCode::OK, "the first page of who has just signed in");
    let proof = [("next", "/account"), ("again_password", PASSWORD), ("csrf", admin.csrf())];
    let proven = admin.send(form("/signin/again", &proof).from(HERE)).await;
    assert_eq!(proven.status, StatusCode::SEE_OTHER, "{}", proven.text());
    admin.goes_on(cookie(&proven, "__Host-tierline").expect("another secret"));
    assert_eq!(admin.send(look("/account").from(HERE)).await.status, StatusCode::OK);
    client.desk.discard().await;
}

/// The key under which a connection of this desk is called.
const KEY: &str = "tll_kelp-and-otters";

async fn listens(client: &Client) {
    let (desk, connection) = (&client.desk, backlog::connect(&client.desk).await);
    let (owner, now) = (Owner { organization: desk.direct.id, cloud: Cloud::Public }, desk.app.now());
    let hash: [u8; 32] = Sha256::new().chain_update("tierline listener key 1|").chain_update(KEY).finalize().into();
    let put: Result<bool, Error> = desk
        .app
        .store()
        .write_with(owner, hash, move |tx, hash| {
            Box::pin(async move { Ok(tx.ticket_listener_put(connection, *hash, None, now).await?) })
        })
        .await;
    assert!(put.unwrap());
}

/// HMAC with SHA-256 (RFC 2104), of a secret that is shorter than a block.
fn hmac(secret: &str, body: &str) -> [u8; 32] {
    let padded = |with: u8| {
        let mut block = [with; 64];
        for (place, byte) in block.iter_mut().zip(secret.bytes()) {
            *place ^= byte;
        }
        block
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(body).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

/// An event that comes to that address, signed as by who knows this key.
fn event(signed_by: &str) -> Call {
    let body = json!({ "eventId": "1", "event": { "troubleTicket": { "id": "SR-9" } } }).to_string();
    let signature = format!("sha256={}", STANDARD.encode(hmac(callback_secret(signed_by).expose(), &body)));
    let event = call(Method::POST, format!("/ticket-events/{KEY}/listener/troubleTicketStatusChangeEvent")).from(HERE);
    event.header("x-hub-signature-256", signature).bytes("application/json", body)
}

#[tokio::test]
async fn events_that_are_signed_use_up_nothing_of_their_address_and_come_where_strangers_wait() {
    let client = Client::limited(100, 2).await;
    listens(&client).await;
    for number in 0..5 {
        assert_eq!(client.send(event(KEY)).await.status, StatusCode::NO_CONTENT, "{number}");
    }
    for number in 0..2 {
        assert_eq!(client.send(guess(number).from(HERE)).await.problem(), "401 unauthorized");
    }
    waits(&client.send(guess(2).from(HERE)).await, "60");
    assert_eq!(client.send(event(KEY)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(client.send(event("tll_another")).await.status, StatusCode::NOT_FOUND, "its signature is looked at");
    waits(&client.send(event("tll_another")).await, "60");
    client.desk.discard().await;
}

/// Threats 46 and 54: guesses end, and keep nobody out who is in.
#[tokio::test]
async fn strangers_at_an_address_wait_and_who_is_known_there_does_not() {
    let client = Client::limited(100, 3).await;
    let agent = client.desk.person(Role::HelpdeskAgent);
    assert_eq!(client.send(look(ME).by(agent).from(ELSEWHERE)).await.status, StatusCode::OK);
    for number in 0..3 {
        assert_eq!(client.send(guess(number).from(HERE)).await.problem(), "401 unauthorized");
    }
    let refused = client.send(guess(3).from(HERE)).await;
    waits(&refused, "60");
    assert_eq!(refused.problem(), "429 too-many");
    let fresh = client.desk.person(Role::SalesAgent);
    waits(&client.send(look(ME).by(fresh).from(HERE)).await, "60");
    for path in ["/signin", "/nowhere", "/cases", "/api/v1/nothing", "/api/v1/openapi.json", "/problems/blocked", ME] {
        waits(&client.send(look(path).from(HERE)).await, "60");
    }
    for _ in 0..10 {
        assert_eq!(client.send(look(ME).by(agent).from(HERE)).await.status, StatusCode::OK);
    }
    assert_eq!(client.send(guess(4).from(ELSEWHERE)).await.problem(), "401 unauthorized");
    client.desk.clock.advance(Duration::minutes(1));
    assert_eq!(client.send(guess(5).from(HERE)).await.problem(), "401 unauthorized");
    assert_eq!(client.send(look(ME).by(fresh).from(HERE)).await.status, StatusCode::OK);
    client.desk.discard().await;
}

#[tokio::test]
async fn probes_and_assets_are_never_refused() {
    let client = Client::limited(1, 1).await;
    let door = client.send(look("/signin").from(HERE)).await.text();
    let at = door.find("/assets/tierline.").unwrap();
    let asset: String = door[at..].chars().take_while(|c| *c != '"').collect();
    waits(&client.send(look("/signin").from(HERE)).await, "60");
    for _ in 0..10 {
        for path in ["/healthz", "/readyz", asset.as_str()] {
            assert_eq!(client.send(look(path).from(HERE)).await.status, StatusCode::OK, "{path}");
        }
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn calls_of_which_nobody_knows_from_where_lock_nobody_out() {
    let client = Client::limited(100, 1).await;
    for number in 0..10 {
        assert_eq!(client.send(guess(number)).await.problem(), "401 unauthorized");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_strangers_are_told_apart_and_its_silence_counts_for_nobody() {
    let desk = Desk::on(Engine::Sqlite).await;
    let one = std::num::NonZeroU32::MIN;
    let config = HttpConfig {
        public_url: "https://desk.example".to_owned(),
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        secure_cookies: true,
        calls: Calls { person: one, address: one },
    };
    let state = AppState::new(desk.app.clone(), config);
    let client = Client::at(desk, state);
    let by_proxy = |number, of: &str| client.send(guess(number).from("10.0.0.1").header("x-forwarded-for", of));
    assert_eq!(by_proxy(1, HERE).await.problem(), "401 unauthorized");
    waits(&by_proxy(2, HERE).await, "60");
    assert_eq!(by_proxy(3, ELSEWHERE).await.problem(), "401 unauthorized");
    for number in 4..9 {
        assert_eq!(client.send(guess(number).from("10.0.0.1")).await.problem(), "401 unauthorized");
    }
    client.desk.discard().await;
}

/// Threats 24 and 25: there is no route beside the limit, for nobody.
#[tokio::test]
async fn no_route_takes_a_call_too_many() {
    let client = Client::limited(1, 1).await;
    let admin = client.desk.person(Role::GlobalAdmin);
    let browser = Browser::hired(&client, Role::GlobalAdmin).await;
    assert_eq!(client.send(look(ME).by(admin)).await.status, StatusCode::OK);
    assert_eq!(browser.get("/cases").await.status, StatusCode::OK);
    assert_eq!(client.send(look("/signin").from(HERE)).await.status, StatusCode::OK);
    let mut routes = tierline_http::api::routes();
    routes.extend(tierline_http::contract_routes());
    for (method, path) in routes {
        let path = filled(&path);
        let known = client.send(call(method.clone(), &path).by(admin)).await;
        let stranger = client.send(call(method.clone(), &path).from(HERE)).await;
        for answer in [known, stranger] {
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{method} {path}: {}", answer.text());
        }
    }
    for (method, path) in tierline_http::web::routes() {
        let path = filled(path);
        let known = browser.send(call(method.clone(), &path)).await;
        let stranger = client.send(call(method.clone(), &path).from(HERE)).await;
        for answer in [known, stranger] {
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{method} {path}: {}", answer.text());
        }
    }
    client.desk.discard().await;
}

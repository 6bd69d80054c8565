//! The one client: what was sent and what was not, who is let in, and where it goes. Every test talks to a real server on this
//! machine.

use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeZone, Utc};
use futures::future::BoxFuture;
use serde_json::json;
use tierline_app::{
    FixedClock, Opened, Secret, Secrets, SeededChance, StepState, TestReport, connection::ConnectionProbe,
};
use tierline_connect::{
    GraphProbe, Outbound,
    outbound::{Allow, Fault, Lookup, Method, OutboundSettings, Proxy, Request as Asked, Times, check_certificate},
};
use tierline_domain::{
    Cloud, Connection, ConnectionId, ConnectionKind, ConnectionSettings, ConnectionState, OrganizationId, Owner,
    RecipientKind, SecretField, SignIn,
};
use uuid::Uuid;

use crate::server::{Reply, Request, Server};

const WORD: &str = "kelp-otter-9";

pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap()
}

/// Names of the tests' own: those that begin with `inside` lead to this machine's neighbours, all others to this machine.
struct Names;

impl Lookup for Names {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let address = if host.starts_with("inside") { [10, 0, 0, 8] } else { [127, 0, 0, 1] };
        Box::pin(std::future::ready(Ok(vec![IpAddr::from(address)])))
    }
}

/// A client that trusts this machine, changed as a test wants it.
pub(crate) fn client_with(change: impl FnOnce(&mut OutboundSettings)) -> Outbound {
    client_of(change, Arc::new(FixedClock::at(noon())))
}

/// The same by a clock that a test moves.
pub(crate) fn client_by(clock: Arc<FixedClock>) -> Outbound {
    client_of(|_| {}, clock)
}

fn client_of(change: impl FnOnce(&mut OutboundSettings), clock: Arc<FixedClock>) -> Outbound {
    let mut settings = OutboundSettings {
        allow: Allow::parse(&["127.0.0.1", "desk.example"]).unwrap(),
        times: Times { connect: Duration::from_millis(500), whole: Duration::from_secs(1) },
        ..OutboundSettings::default()
    };
    change(&mut settings);
    Outbound::new(settings, clock, Arc::new(SeededChance::new(7)), Arc::new(Names))
}

pub(crate) fn client() -> Outbound {
    client_with(|_| {})
}

fn post(address: &str) -> Asked {
    Asked::new(Method::POST, address.parse().unwrap()).json(&json!({ "name": "mail" })).up_to(1_024)
}

/// A connection to this address.
pub(crate) fn opened(address: String, settings: ConnectionSettings, secrets: &[(SecretField, &str)]) -> Opened {
    let connection = Connection {
        id: ConnectionId(Uuid::from_u128(1)),
        owner: Owner { organization: OrganizationId(Uuid::from_u128(2)), cloud: Cloud::Public },
        kind: ConnectionKind::Graph,
        name: "North".to_owned(),
        address,
        recipient: RecipientKind::Provider,
        families: Vec::new(),
        settings,
        paused_at: None,
        state: ConnectionState::default(),
        version: 1,
        created_at: noon(),
        updated_at: noon(),
    };
    let secrets = secrets.iter().map(|(field, text)| (*field, Secret::new((*text).to_owned()))).collect::<Secrets>();
    Opened { connection, secrets }
}

/// The settings of an application that asks this server for its tokens.
fn application(sign_in: SignIn, server: &Server) -> ConnectionSettings {
    ConnectionSettings {
        client_id: Some("desk-app".to_owned()),
        authority: Some(server.url("/token")),
        ..ConnectionSettings::of(sign_in)
    }
}

/// A server that gives a new token for each request at `/token`, and hands all others to the test.
async fn giving_tokens(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    let issued = AtomicUsize::new(0);
    Server::start(move |request| {
        if request.path != "/token" {
            return answer(request);
        }
        let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
        Reply::json(&json!({ "access_token": format!("token-{number}"), "expires_in": 3_600 }))
    })
    .await
}

fn asked_at<'a>(requests: &'a [Request], path: &str) -> Vec<&'a Request> {
    requests.iter().filter(|request| request.path == path).collect()
}

#[tokio::test]
async fn a_request_carries_its_method_its_headers_and_its_body() {
    let server = Server::start(|_| Reply::new(201, "Location: /7\r\n", "{\"id\":\"7\"}")).await;
    let request = Asked::new(Method::PATCH, server.url("/tickets/7").parse().unwrap())
        .body("application/merge-patch+json", b"{\"status\":\"closed\"}".to_vec())
        .header("x-request-id".parse().unwrap(), "srq_1");
    let reply = client().send(request).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.body.as_slice()), (201, &b"{\"id\":\"7\"}"[..]));
    let seen = &server.requests()[0];
    assert_eq!((seen.method.as_str(), seen.body.as_str()), ("PATCH", "{\"status\":\"closed\"}"));
    assert_eq!(seen.header("content-type"), "application/merge-patch+json");
    assert_eq!(seen.header("x-request-id"), "srq_1");
}

/// Threat 57: what may have been done is never taken for what was not.
#[tokio::test]
async fn what_was_certainly_not_sent_is_told_from_what_was_not_answered() {
    let server = Server::start(|request| match request.path.as_str() {
        "/cut" => Reply::cut(),
        "/silent" => Reply::silent(),
        "/broken" => Reply::broken(201, "{\"id\":"),
        "/large" => Reply::new(201, "", "x".repeat(5_000)),
        _ => Reply::new(200, "", "{}"),
    })
    .await;
    let client = client();
    for path in ["/cut", "/silent", "/broken", "/large"] {
        let fault = client.send(post(&server.url(path))).await.unwrap_err();
        assert!(matches!(fault, Fault::Unanswered { .. }), "{path}: {fault:?}");
    }
    assert_eq!(server.requests().len(), 4, "nothing is sent twice by itself");
    let port = server.address.port();
    let gone = Server::start(|_| Reply::cut()).await.url("/");
    tokio::task::yield_now().await;
    for address in [
        gone.as_str(),
        "https://10.0.0.8/",
        "http://elsewhere.example/",
        "https://inside.example/",
        // It speaks no TLS: the request waits for that, and does not go out.
        &format!("https://desk.example:{port}/"),
    ] {
        let fault = client.send(post(address)).await.unwrap_err();
        assert!(matches!(fault, Fault::NotSent { .. }), "{address}: {fault:?}");
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_refusal_counts_by_its_status_however_its_body_ends() {
    let server = Server::start(|request| match request.path.as_str() {
        "/broken" => Reply::broken(422, "{\"code\":\"7\""),
        "/large" => Reply::new(400, "", "x".repeat(100_000)),
        _ => Reply::new(409, "", "{\"reason\":\"there already\"}"),
    })
    .await;
    let client = client();
    let reply = client.send(post(&server.url("/broken"))).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.body.as_slice()), (422, &b"{\"code\":\"7\""[..]));
    assert_eq!(client.send(post(&server.url("/large"))).await.unwrap().body.len(), 64 * 1024);
    assert_eq!(client.send(post(&server.url("/"))).await.unwrap().body, b"{\"reason\":\"there already\"}");
}

/// Threat 49: a redirect is an answer. The caller sees it; nothing follows it.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let thief = Server::start(|_| Reply::new(200, "", "{}")).await;
    let to = thief.url("/");
    let server = Server::start(move |_| Reply::new(307, &format!("Location: {to}\r\n"), "")).await;
    let token = [(SecretField::Token, WORD)];
    let connection = opened(server.url(""), ConnectionSettings::of(SignIn::Token), &token);
    let reply = client().ask(&connection, post(&server.url("/"))).await.unwrap();
    assert_eq!(reply.status.as_u16(), 307);
    assert!(thief.requests().is_empty());
    let stray = client().ask(&connection, post(&thief.url("/"))).await.unwrap_err();
    assert!(matches!(stray, Fault::NotSent { .. }), "{stray:?}");
    assert!(thief.requests().is_empty(), "the token goes to no other host");
}

#[tokio::test]
async fn a_connection_signs_in_as_it_is_set_up() {
    let server = giving_tokens(|_| Reply::new(200, "", "{}")).await;
    let client = client();
    let said = [(SecretField::Token, WORD)];
    let by_token = opened(server.url(""), ConnectionSettings::of(SignIn::Token), &said);
    client.ask(&by_token, post(&server.url("/a"))).await.unwrap();
    let by_nothing = opened(server.url(""), ConnectionSettings::of(SignIn::Nobody), &[]);
    client.ask(&by_nothing, post(&server.url("/b"))).await.unwrap();
    let said = [(SecretField::ClientSecret, WORD)];
    let by_secret = opened(server.url(""), application(SignIn::ClientSecret, &server), &said);
    client.ask(&by_secret, post(&server.url("/c"))).await.unwrap();
    client.ask(&by_secret, post(&server.url("/c"))).await.unwrap();
    let requests = server.requests();
    assert_eq!(asked_at(&requests, "/a")[0].header("authorization"), format!("Bearer {WORD}"));
    assert_eq!(asked_at(&requests, "/b")[0].header("authorization"), "");
    let bearers: Vec<&str> = asked_at(&requests, "/c").iter().map(|request| request.header("authorization")).collect();
    assert_eq!(bearers, ["Bearer token-1"; 2], "a good token is used again");
    assert!(asked_at(&requests, "/token")[0].body.contains(&format!("client_secret={WORD}")));
    let lacking = opened(server.url(""), application(SignIn::ClientSecret, &server), &[]);
    let fault = client.ask(&lacking, post(&server.url("/d"))).await.unwrap_err();
    assert!(fault.reason().contains("has no client secret"), "{fault:?}");
}

#[tokio::test]
async fn a_certificate_signs_anew_for_each_token_and_its_key_is_never_sent() {
    let made = rcgen::generate_simple_self_signed(["desk.example".to_owned()]).unwrap();
    let key = made.signing_key.serialize_pem();
    check_certificate(&made.cert.pem(), &Secret::new(key.clone()), noon()).unwrap();
    let server = giving_tokens(|request| match request.path.as_str() {
        "/refused" => Reply::new(401, "", ""),
        _ => Reply::new(200, "", "{}"),
    })
    .await;
    let settings =
        ConnectionSettings { certificate: Some(made.cert.pem()), ..application(SignIn::Certificate, &server) };
    let connection = opened(server.url(""), settings, &[(SecretField::PrivateKey, &key)]);
    let client = client();
    client.ask(&connection, post(&server.url("/"))).await.unwrap();
    let refused = client.ask(&connection, post(&server.url("/refused"))).await.unwrap();
    assert_eq!(refused.status.as_u16(), 401, "a new token helped nothing: that is the answer");
    let requests = server.requests();
    let tokens = asked_at(&requests, "/token");
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0].body, tokens[1].body, "no two assertions are the same");
    for request in &requests {
        assert!(!request.body.contains("PRIVATE"), "{}", request.path);
    }
    assert!(tokens[0].body.contains("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type"));
}

#[tokio::test]
async fn a_token_that_is_not_given_is_a_request_that_was_not_sent() {
    let server = Server::start(|request| match request.path.as_str() {
        "/token" => Reply::new(503, "Retry-After: 60\r\n", ""),
        _ => Reply::new(200, "", "{}"),
    })
    .await;
    let said = [(SecretField::ClientSecret, WORD)];
    let connection = opened(server.url(""), application(SignIn::ClientSecret, &server), &said);
    let fault = client().ask(&connection, post(&server.url("/a"))).await.unwrap_err();
    let Fault::NotSent { not_before, reason } = fault else { panic!("{fault:?}") };
    assert_eq!(not_before, Some(noon() + chrono::Duration::seconds(60)));
    assert!(!reason.contains(WORD), "{reason}");
    assert!(asked_at(&server.requests(), "/a").is_empty());
}

#[tokio::test]
async fn requests_go_through_the_proxy_that_is_set_up() {
    let proxy = Server::start(|_| Reply::new(200, "", "{\"by\":\"proxy\"}")).await;
    let near = Server::start(|_| Reply::new(200, "", "{\"by\":\"itself\"}")).await;
    let address = proxy.url("");
    let client = client_with(|settings| {
        settings.proxy = Some(Proxy { address, bypass: vec!["127.0.0.1".to_owned()] });
    });
    let far = client.send(Asked::get("http://desk.example/tickets".parse().unwrap())).await.unwrap();
    assert_eq!(far.body, b"{\"by\":\"proxy\"}");
    assert_eq!(proxy.requests()[0].path, "http://desk.example/tickets");
    let direct = client.send(Asked::get(near.url("/").parse().unwrap())).await.unwrap();
    assert_eq!(direct.body, b"{\"by\":\"itself\"}");
    let refused = client.send(Asked::get("https://169.254.169.254/".parse().unwrap())).await.unwrap_err();
    assert!(refused.reason().contains("not public"), "{refused:?}");
    assert_eq!(proxy.requests().len(), 1);
}

fn told(report: &TestReport) -> Vec<(&'static str, StepState)> {
    report.steps.iter().map(|step| (step.code, step.state)).collect()
}

#[tokio::test]
async fn a_test_says_step_by_step_what_works_and_what_is_missing() {
    use StepState::{Fails, Skipped, Works};
    let server = giving_tokens(|request| match request.header("authorization") {
        "" => Reply::new(200, "", "<html>hello</html>"),
        "Bearer token-1" => Reply::json(&json!({ "value": [] })),
        "Bearer token-2" => Reply::new(403, "", ""),
        "Bearer token-3" => Reply::new(200, "", "<html>a hotel</html>"),
        "Bearer token-4" => Reply::new(404, "", ""),
        _ => Reply::new(401, "", ""),
    })
    .await;
    let probe = GraphProbe::new(Arc::new(client()));
    let said = [(SecretField::ClientSecret, WORD)];
    let connection = || opened(server.url(""), application(SignIn::ClientSecret, &server), &said);
    let mut reports = Vec::new();
    for _ in 0..5 {
        reports.push(probe.probe(connection()).await);
    }
    let all =
        |states: [StepState; 4]| ["reach", "sign_in", "permission", "read"].into_iter().zip(states).collect::<Vec<_>>();
    assert_eq!(told(&reports[0]), all([Works; 4]));
    assert!(reports[0].works());
    assert_eq!(told(&reports[1]), all([Works, Works, Fails, Skipped]));
    assert!(reports[1].steps[2].says.contains("ServiceHealth.Read.All"));
    assert_eq!(told(&reports[2]), all([Works, Works, Works, Fails]));
    assert_eq!(told(&reports[3]), all([Works, Works, Works, Fails]));
    assert_eq!(told(&reports[4]), all([Works, Works, Fails, Skipped]));
    let unsigned = opened(server.url(""), application(SignIn::ClientSecret, &server), &[]);
    assert_eq!(told(&probe.probe(unsigned).await), all([Works, Fails, Skipped, Skipped]));
    let inside = opened("https://inside.example".to_owned(), ConnectionSettings::of(SignIn::Nobody), &[]);
    let unreached = probe.probe(inside).await;
    assert_eq!(told(&unreached), all([Fails, Skipped, Skipped, Skipped]));
    assert!(unreached.steps[0].says.contains("[outbound] allow"), "{}", unreached.steps[0].says);
    for report in reports {
        assert!(!format!("{report:?}").contains(WORD));
    }
}

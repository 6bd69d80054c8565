//! Feeds of one tenant that come in pages, with a token.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tierline_app::{FetchCall, Fetched};
use tierline_connect::fetch::{Allowances, Limits};
use tierline_domain::{
    ConnectionSettings, SecretField, SignIn,
    health::{Allowance, FeedFormat},
};

use super::{Bench, SECRET, TENANT, call, pages, start, tenants};
use crate::{
    outbound::opened,
    server::{Reply, Request, Server, Throttle},
};

/// A server that gives a new token for each request, and hands all others to the test.
async fn graph(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    let issued = AtomicUsize::new(0);
    Server::start(move |request| {
        if request.method != "POST" {
            return answer(request);
        }
        let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
        Reply::json(&json!({ "access_token": format!("token-{number}"), "expires_in": 3_600, "token_type": "Bearer" }))
    })
    .await
}

/// A fetcher whose sign-in service is this server.
fn bench(server: &Server, limits: Limits, allowances: Allowances) -> Bench {
    let authority = server.url("");
    Bench::with(&["127.0.0.1"], |settings, outbound| {
        outbound.authority = Some(authority);
        settings.limits = limits;
        settings.allowances = allowances;
    })
}

fn easy(server: &Server) -> Bench {
    bench(server, Limits::default(), Allowances::default())
}

fn issues(server: &Server) -> FetchCall {
    tenants(FeedFormat::Graph, server.url(""), TENANT)
}

fn asked(server: &Server, method: &str) -> Vec<Request> {
    server.requests().into_iter().filter(|request| request.method == method).collect()
}

#[tokio::test]
async fn a_tenants_feed_is_read_with_a_token_page_by_page() {
    let server = graph(|request| {
        assert_eq!(request.header("authorization"), "Bearer token-1");
        assert_eq!(request.header("prefer"), "odata.maxpagesize=1000");
        let host = request.header("host").to_owned();
        let link = |rest: &str| json!(format!("http://{host}/v1.0/admin/serviceAnnouncement/issues?{rest}"));
        let (number, next) = match request.path.split_once('?').map_or("", |(_, query)| query) {
            "" => (1, link("$skip=1000&x=%2f+a")),
            "$skip=1000&x=%2f+a" => (2, link("$skip=2000")),
            _ => (3, Value::Null),
        };
        Reply::json(&json!({ "value": [{ "id": number }], "@odata.nextLink": next }))
    })
    .await;
    let bench = easy(&server);
    let got = pages(bench.get(issues(&server)).await.unwrap());
    assert_eq!(got.len(), 3);
    assert!(got[2].contains("\"id\":3"), "{}", got[2]);
    let _ = bench.get(issues(&server)).await.unwrap();
    let tokens = asked(&server, "POST");
    assert_eq!(tokens.len(), 1, "a good token is used again");
    assert_eq!(tokens[0].path, format!("/{TENANT}/oauth2/v2.0/token"));
    for part in
        ["grant_type=client_credentials", "client_id=desk-app", &format!("client_secret={SECRET}"), "%2F.default"]
    {
        assert!(tokens[0].body.contains(part), "{part}: {}", tokens[0].body);
    }
    assert_eq!(
        asked(&server, "GET")[1].path,
        "/v1.0/admin/serviceAnnouncement/issues?$skip=1000&x=%2f+a",
        "as it came"
    );
}

#[tokio::test]
async fn each_format_has_its_place_below_the_root_and_a_whole_address_is_taken_as_it_is() {
    let server = graph(|_| Reply::json(&json!({ "value": [] }))).await;
    let bench = easy(&server);
    for format in [FeedFormat::Graph, FeedFormat::GraphMessages, FeedFormat::GraphOverviews, FeedFormat::AzureEvents] {
        bench.get(tenants(format, server.url("/"), TENANT)).await.unwrap();
    }
    let own = "/subscriptions/7/providers/Microsoft.ResourceHealth/events?api-version=2022-10-01";
    bench.get(tenants(FeedFormat::AzureEvents, server.url(own), TENANT)).await.unwrap();
    let paths: Vec<String> = asked(&server, "GET").into_iter().map(|request| request.path).collect();
    assert_eq!(
        paths,
        [
            "/v1.0/admin/serviceAnnouncement/issues",
            "/v1.0/admin/serviceAnnouncement/messages",
            "/v1.0/admin/serviceAnnouncement/healthOverviews",
            "/providers/Microsoft.ResourceHealth/events?api-version=2022-10-01",
            own,
        ]
    );
}

#[tokio::test]
async fn azures_pages_follow_their_own_link() {
    let server = graph(|request| {
        let next = format!("http://{}/more?$skipToken=2", request.header("host"));
        let next = if request.path.starts_with("/more") { Value::Null } else { json!(next) };
        Reply::json(&json!({ "value": [], "nextLink": next }))
    })
    .await;
    let got = easy(&server).get(tenants(FeedFormat::AzureEvents, server.url(""), TENANT)).await.unwrap();
    assert_eq!(pages(got).len(), 2);
}

#[tokio::test]
async fn pages_that_never_end_are_ended() {
    let count = AtomicUsize::new(0);
    let server = graph(move |request| {
        let number = if request.path.starts_with("/growing") { count.fetch_add(1, Ordering::SeqCst) } else { 0 };
        let path = if request.path.starts_with("/growing") { "/growing" } else { "/circle" };
        Reply::json(
            &json!({ "value": [], "@odata.nextLink": format!("http://{}{path}?{number}", request.header("host")) }),
        )
    })
    .await;
    let bench = bench(&server, Limits { pages: 5, ..Limits::default() }, Allowances::default());
    let circle = bench.reason(tenants(FeedFormat::Graph, server.url("/circle"), TENANT)).await;
    assert!(circle.contains("circle"), "{circle}");
    let growing = bench.reason(tenants(FeedFormat::Graph, server.url("/growing"), TENANT)).await;
    assert!(growing.contains("more than 5 pages"), "{growing}");
    assert!(asked(&server, "GET").len() <= 2 + 5);
}

/// Threat 49: the token goes to no host but the one that it is for.
#[tokio::test]
async fn a_next_page_on_another_host_and_a_redirect_are_not_followed() {
    let thief = Server::start(|_| Reply::json(&json!({ "value": [] }))).await;
    let (elsewhere, away) = (thief.url("/"), thief.url("/"));
    let server = graph(move |request| match request.path.as_str() {
        "/redirect" => Reply::new(302, &format!("Location: {away}\r\n"), ""),
        "/number" => Reply::json(&json!({ "value": [], "@odata.nextLink": 7 })),
        _ => Reply::json(&json!({ "value": [], "@odata.nextLink": elsewhere })),
    })
    .await;
    let bench = easy(&server);
    assert!(bench.reason(issues(&server)).await.contains("another host"));
    assert!(bench.reason(tenants(FeedFormat::Graph, server.url("/redirect"), TENANT)).await.contains("302"));
    let unclear = bench.reason(tenants(FeedFormat::Graph, server.url("/number"), TENANT)).await;
    assert!(unclear.contains("clearly"), "half a list is never taken for one: {unclear}");
    assert!(thief.requests().is_empty());
}

#[tokio::test]
async fn what_is_no_json_is_left_to_the_reader_of_the_format() {
    let server = graph(|_| Reply::new(200, "", "<html>a page of the hotel's network</html>")).await;
    assert_eq!(pages(easy(&server).get(issues(&server)).await.unwrap()).len(), 1);
}

#[tokio::test]
async fn many_feeds_at_once_ask_for_one_token_of_their_tenant() {
    let server = graph(|_| Reply::json(&json!({ "value": [] }))).await;
    let bench = easy(&server);
    let other = "9a1f5c70-2222-4c3d-8e4f-5a6b7c8d9e0f";
    let all = (0..24).map(|number| {
        let tenant = if number % 2 == 0 { TENANT } else { other };
        bench.get(tenants(FeedFormat::Graph, server.url(""), tenant))
    });
    for got in futures::future::join_all(all).await {
        got.unwrap();
    }
    assert_eq!(asked(&server, "POST").len(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_is_asked_for_anew_once() {
    let server = graph(|request| match request.header("authorization") {
        "Bearer token-1" => Reply::new(401, "", ""),
        _ if request.path == "/never" => Reply::new(401, "", ""),
        _ => Reply::json(&json!({ "value": [] })),
    })
    .await;
    let bench = easy(&server);
    bench.get(issues(&server)).await.unwrap();
    assert_eq!((asked(&server, "POST").len(), asked(&server, "GET").len()), (2, 2));
    let told = bench.reason(tenants(FeedFormat::Graph, server.url("/never"), TENANT)).await;
    assert!(told.contains("does not let in the application desk-app"), "{told}");
    assert_eq!((asked(&server, "POST").len(), asked(&server, "GET").len()), (3, 4), "not for ever");
}

/// Threat 55: neither the secret nor a token stands in a reason.
#[tokio::test]
async fn a_refusal_says_what_is_missing_and_no_secret() {
    let server = Server::start(|request| match (request.method.as_str(), request.path.as_str()) {
        ("POST", path) if path.contains(TENANT) => {
            Reply::json(&json!({ "access_token": "token-1", "expires_in": 3_600 }))
        }
        ("POST", _) => {
            let body =
                json!({ "error": "invalid_client", "error_codes": [7_000_222], "error_description": request.body });
            Reply::new(401, "", body.to_string())
        }
        _ => Reply::new(403, "", request.header("authorization")),
    })
    .await;
    let bench = easy(&server);
    let forbidden = bench.reason(issues(&server)).await;
    assert!(forbidden.contains("ServiceHealth.Read.All"), "{forbidden}");
    let messages = bench.reason(tenants(FeedFormat::GraphMessages, server.url(""), TENANT)).await;
    assert!(messages.contains("ServiceMessage.Read.All"), "{messages}");
    let expired = bench.reason(tenants(FeedFormat::Graph, server.url(""), "other")).await;
    assert!(expired.contains("the secret graph of application desk-app has expired"), "{expired}");
    for told in [forbidden, messages, expired] {
        assert!(!told.contains(SECRET) && !told.contains("token-1"), "{told}");
    }
    let nobody = FetchCall { tenant: None, ..issues(&server) };
    assert!(bench.reason(nobody).await.contains("no tenant"));
}

#[tokio::test]
async fn without_its_secret_a_feed_asks_nobody() {
    let server = graph(|_| Reply::json(&json!({ "value": [] }))).await;
    let bench = easy(&server);
    std::fs::remove_file(bench.folder.path().join("secrets/graph")).unwrap();
    assert!(bench.reason(issues(&server)).await.contains("TIERLINE_SECRET_GRAPH"));
    assert!(server.requests().is_empty());
    let open = FetchCall { tenant: Some(TENANT.to_owned()), ..call(FeedFormat::Graph, server.url("")) };
    assert_eq!(pages(bench.get(open).await.unwrap()).len(), 1, "a mirror that asks for none gets none");
}

#[tokio::test]
async fn who_asks_to_be_left_alone_is_left_alone_by_all_feeds_of_the_tenant() {
    let server = graph(|request| match request.path.contains("messages") {
        true => Reply::new(429, "Retry-After: 17\r\n", ""),
        false => Reply::json(&json!({ "value": [] })),
    })
    .await;
    let bench = easy(&server);
    let told = bench.get(tenants(FeedFormat::GraphMessages, server.url(""), TENANT)).await.unwrap_err();
    let seconds = (told.not_before.unwrap() - start()).num_seconds();
    assert!((17..37).contains(&seconds) && !told.postponed, "{told:?}");
    let held = bench.get(issues(&server)).await.unwrap_err();
    assert!(held.postponed && held.not_before == told.not_before, "{held:?}");
    assert_eq!(asked(&server, "GET").len(), 1);
    bench.get(tenants(FeedFormat::Graph, server.url(""), "other")).await.unwrap();
}

#[tokio::test]
async fn a_feed_without_a_secret_of_its_own_is_read_by_the_connection_in_each_tenant() {
    let server = graph(|_| Reply::json(&json!({ "value": [] }))).await;
    let bench = easy(&server);
    let settings = ConnectionSettings {
        client_id: Some("connected-app".to_owned()),
        tenant: Some("home".to_owned()),
        authority: Some(server.url("")),
        ..ConnectionSettings::of(SignIn::ClientSecret)
    };
    let by = opened(server.url(""), settings, &[(SecretField::ClientSecret, "heron-lamp-4")]);
    let call = FetchCall { credential: None, connection: Some(by.clone()), ..issues(&server) };
    bench.get(call.clone()).await.unwrap();
    let tokens = asked(&server, "POST");
    assert_eq!(tokens[0].path, format!("/{TENANT}/oauth2/v2.0/token"), "the customer's tenant, not the partner's own");
    assert!(tokens[0].body.contains("client_id=connected-app") && tokens[0].body.contains("heron-lamp-4"));
    let thief = Server::start(|_| Reply::json(&json!({ "value": [] }))).await;
    let stray = FetchCall { location: thief.url("/"), ..call };
    assert!(bench.reason(stray).await.contains("is not one of the connection"));
    assert!(thief.requests().is_empty(), "its secret is for its own host");
}

/// The limits of Graph, 60 times smaller and in seconds: 8 in two seconds and 20 in the test. The desk keeps below.
#[tokio::test]
async fn a_source_that_throttles_has_nobody_to_throttle() {
    const SMALL: &[Allowance] = &[Allowance { requests: 8, seconds: 3 }, Allowance { requests: 18, seconds: 120 }];
    let throttle = Arc::new(Throttle::new(&[(8, Duration::from_secs(2)), (20, Duration::from_secs(100))]));
    let (limit, told_off) = (throttle.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = told_off.clone();
    let server = graph(move |request| match limit.admits(request.header("authorization")) {
        Ok(()) => Reply::json(&json!({ "value": [] })),
        Err(seconds) => {
            counted.fetch_add(1, Ordering::SeqCst);
            Reply::new(429, &format!("Retry-After: {seconds}\r\n"), "")
        }
    })
    .await;
    let bench = bench(&server, Limits::default(), Allowances { graph: SMALL, ..Allowances::default() });
    let (mut read, mut put_off) = (0, 0);
    for _ in 0..3 {
        let all = (0..12).map(|_| bench.get(issues(&server)));
        for got in futures::future::join_all(all).await {
            match got {
                Ok(Fetched::Payload { .. }) => read += 1,
                Err(failure) if failure.postponed => put_off += 1,
                other => panic!("neither read nor put off: {other:?}"),
            }
        }
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    assert_eq!(told_off.load(Ordering::SeqCst), 0);
    assert!(read >= 16 && put_off > 0 && read + put_off == 36, "{read} read, {put_off} put off");
    for _ in 0..20 {
        let _ = throttle.admits("Bearer token-1");
    }
    assert!(throttle.admits("Bearer token-1").is_err(), "the server would have throttled");
}

//! Feeds that are one document at one address.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use tierline_app::{FetchCall, Fetched};

use super::{Bench, pages, start, statuspage};
use crate::server::{Reply, Server};

#[tokio::test]
async fn a_document_that_has_not_changed_is_not_sent_again() {
    let server = Server::start(|request| {
        let headers =
            "ETag: \"v7\"\r\nLast-Modified: Mon, 02 Mar 2026 07:00:00 GMT\r\nDate: Mon, 02 Mar 2026 08:00:05 GMT\r\n";
        if request.header("if-none-match") == "\"v7\"" {
            assert_eq!(request.header("if-modified-since"), "Mon, 02 Mar 2026 07:00:00 GMT");
            return Reply::new(304, headers, "");
        }
        Reply::new(200, headers, "{}")
    })
    .await;
    let bench = Bench::new();
    let first = bench.get(statuspage(server.url("/api/v2/summary.json"))).await.unwrap();
    let Fetched::Payload { pages, etag, last_modified, source_time } = first else { panic!("it is new") };
    assert_eq!(pages, [b"{}"]);
    assert_eq!(source_time, Some(start() + chrono::Duration::seconds(5)));
    let again = FetchCall { etag, last_modified, ..statuspage(server.url("/api/v2/summary.json")) };
    assert_eq!(bench.get(again).await.unwrap(), Fetched::Unchanged { source_time });
    assert!(server.requests()[0].header("user-agent").starts_with("Tierline/"));
}

#[tokio::test]
async fn a_source_that_says_unchanged_unasked_gave_no_payload() {
    let server = Server::start(|_| Reply::new(304, "", "")).await;
    assert!(Bench::new().reason(statuspage(server.url("/"))).await.contains("304"));
}

fn packed(bytes: usize) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&vec![b' '; bytes]).unwrap();
    packer.finish().unwrap()
}

/// Threat 9: what unpacks to more than the limit is dropped when it passes it.
#[tokio::test]
async fn a_packed_answer_is_unpacked_up_to_the_limit_and_no_further() {
    let (bomb, good) = (packed(32 * 1024 * 1024), packed(64 * 1024));
    assert!(bomb.len() < 64 * 1024, "it is small while it is packed");
    let server = Server::start(move |request| {
        let bytes = if request.path == "/bomb" { bomb.clone() } else { good.clone() };
        Reply::new(200, "Content-Encoding: gzip\r\n", bytes)
    })
    .await;
    let bench = Bench::new();
    let good = pages(bench.get(statuspage(server.url("/"))).await.unwrap());
    assert_eq!(good[0].len(), 64 * 1024);
    assert!(server.requests()[0].header("accept-encoding").contains("gzip"));
    assert!(bench.reason(statuspage(server.url("/bomb"))).await.contains("larger than 65536 bytes"));
}

#[tokio::test]
async fn a_body_that_is_not_what_it_says_is_no_payload() {
    let server = Server::start(|request| match request.path.as_str() {
        "/short" => Reply::lying(5_000, "{\"incidents\": ["),
        "/endless" => Reply::endless(Duration::ZERO, &"x".repeat(4_096)),
        "/drip" => Reply::endless(Duration::from_millis(100), "."),
        "/garbage" => Reply::new(200, "Content-Encoding: gzip\r\n", "this was never packed"),
        _ => Reply::lying(2, "{}{\"more\": 1}"),
    })
    .await;
    let bench = Bench::with(&["127.0.0.1"], |_, outbound| outbound.times.whole = Duration::from_secs(1));
    assert!(bench.reason(statuspage(server.url("/short"))).await.contains("broke off"));
    assert!(bench.reason(statuspage(server.url("/endless"))).await.contains("larger"));
    assert!(bench.reason(statuspage(server.url("/drip"))).await.contains("within 1 seconds"));
    assert!(bench.reason(statuspage(server.url("/garbage"))).await.contains("unpacked"));
    assert_eq!(pages(bench.get(statuspage(server.url("/long"))).await.unwrap()), ["{}"], "what is beyond is not read");
}

#[tokio::test]
async fn a_refusal_is_told_in_a_sentence_and_the_time_to_come_back_is_kept() {
    let server = Server::start(|request| {
        let status = request.path.trim_start_matches('/').parse().unwrap();
        let headers = if status == 503 {
            "Date: Mon, 02 Mar 2026 09:00:00 GMT\r\nRetry-After: Mon, 02 Mar 2026 09:02:00 GMT\r\n"
        } else {
            "Retry-After: 30\r\n"
        };
        Reply::new(status, headers, "the body says kelp-otter-9")
    })
    .await;
    let bench = Bench::new();
    for (status, waits) in [(401, None), (403, None), (404, None), (429, Some(30)), (500, None), (503, Some(120))] {
        let failure = bench.get(statuspage(server.url(&format!("/{status}")))).await.unwrap_err();
        assert!(failure.reason.contains(&status.to_string()), "{}", failure.reason);
        assert!(!failure.reason.contains("kelp") && !failure.postponed, "{failure:?}");
        let waited = failure.not_before.map(|at| (at - start()).num_seconds());
        // The clock goes on while the test runs.
        assert!(
            waited.zip(waits).map_or(waited == waits, |(waited, waits)| (waits..waits + 20).contains(&waited)),
            "{status}: {waited:?}"
        );
    }
}

/// Threat 49: each redirect is checked like the first address, after its name is looked up.
#[tokio::test]
async fn a_redirect_leads_to_no_place_that_an_address_may_not_name() {
    let server = Server::start(|request| match request.path.as_str() {
        "/good" => Reply::new(200, "", "{}"),
        "/loop" => Reply::new(302, "Location: /loop\r\n", ""),
        "/near" => Reply::new(301, "Location: /good\r\n", ""),
        "/nowhere" => Reply::new(302, "", ""),
        other => Reply::new(302, &format!("Location: {}\r\n", &other[1..]), ""),
    })
    .await;
    let bench = Bench::new();
    assert_eq!(pages(bench.get(statuspage(server.url("/near"))).await.unwrap()), ["{}"]);
    assert!(bench.reason(statuspage(server.url("/loop"))).await.contains("more than 3 times"));
    assert!(bench.reason(statuspage(server.url("/nowhere"))).await.contains("does not say where"));
    let before = server.requests().len();
    for (to, why) in [
        ("http://10.0.0.8/", "https only"),
        ("https://10.0.0.8/", "not public"),
        ("https://169.254.169.254/latest/meta-data", "not public"),
        ("https://[::ffff:10.0.0.8]/", "not public"),
        ("http://elsewhere.example/", "https only"),
        ("https://inside.example/", "not public"),
        ("file:///etc/passwd", "no host"),
    ] {
        let told = bench.reason(statuspage(server.url(&format!("/{to}")))).await;
        assert!(told.contains(why), "{to}: {told}");
    }
    assert_eq!(server.requests().len(), before + 7, "nobody but the first server was asked");
}

/// Threat 49: a name is judged by the address that the connection goes to.
#[tokio::test]
async fn a_name_that_leads_inside_is_refused_and_one_that_is_allowed_is_asked() {
    let server = Server::start(|_| Reply::new(200, "", "{}")).await;
    let port = server.address.port();
    let strict = Bench::with(&[], |_, _| {});
    let told = strict.reason(statuspage(format!("https://rebinding.example:{port}/secret-path"))).await;
    assert!(told.contains("rebinding.example leads to an address that is not public"), "{told}");
    assert!(!told.contains("secret-path"), "{told}");
    assert!(strict.reason(statuspage(server.url("/"))).await.contains("https only"));
    assert_eq!(server.requests().len(), 0, "no connection was made");
    let bench = Bench::new();
    assert_eq!(pages(bench.get(statuspage(format!("http://feeds.example:{port}/"))).await.unwrap()), ["{}"]);
    let tls = bench.reason(statuspage(format!("https://feeds.example:{port}/"))).await;
    assert!(tls.contains("feeds.example"), "it speaks no TLS: {tls}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_so() {
    let address = Server::start(|_| Reply::new(200, "", "")).await.url("/token=kelp");
    tokio::task::yield_now().await;
    let told = Bench::new().reason(statuspage(address)).await;
    assert!(told.contains("could not be reached") && !told.contains("kelp"), "{told}");
}

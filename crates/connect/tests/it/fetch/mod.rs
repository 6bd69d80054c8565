//! How feeds are got: every test talks to a real server on this machine.

mod graph;
mod plain;

use std::{
    fs, io,
    net::IpAddr,
    os::unix::fs::PermissionsExt,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeZone, Utc};
use futures::future::BoxFuture;
use tierline_app::{Clock, FeedFetcher, FetchCall, FetchFailure, Fetched, SeededChance};
use tierline_connect::{
    Fetcher,
    fetch::{FetchSettings, Limits},
    outbound::{Allow, Lookup, Outbound, OutboundSettings, Times},
};
use tierline_domain::{
    Cloud,
    health::{FeedCredential, FeedFormat},
};

const TENANT: &str = "9a1f5c70-1111-4c3d-8e4f-5a6b7c8d9e0f";
const SECRET: &str = "kelp-otter-9";

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
}

/// A clock that begins at a day of the test's and goes on as life does.
struct Running(Instant);

impl Clock for Running {
    fn now(&self) -> DateTime<Utc> {
        start() + chrono::Duration::from_std(self.0.elapsed()).unwrap()
    }
}

/// Names of the tests' own: those that begin with `inside` lead to this machine's neighbours, all others to this machine.
struct Names;

impl Lookup for Names {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let address = if host.starts_with("inside") { [10, 0, 0, 8] } else { [127, 0, 0, 1] };
        Box::pin(std::future::ready(Ok(vec![IpAddr::from(address)])))
    }
}

/// A fetcher with a folder of its own.
struct Bench {
    fetcher: Fetcher,
    folder: tempfile::TempDir,
}

impl Bench {
    /// A fetcher that trusts this machine.
    fn new() -> Self {
        Self::with(&["127.0.0.1", "feeds.example"], |_, _| {})
    }

    fn with(allow: &[&str], change: impl FnOnce(&mut FetchSettings, &mut OutboundSettings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["feeds", "secrets"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let secret = folder.path().join("secrets/graph");
        fs::write(&secret, SECRET).unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        let mut settings = FetchSettings {
            feeds: folder.path().join("feeds"),
            limits: Limits { page_bytes: 64 * 1024, ..Limits::default() },
            ..FetchSettings::default()
        };
        let mut outbound = OutboundSettings {
            secrets: folder.path().join("secrets"),
            allow: Allow::parse(allow).unwrap(),
            times: Times { whole: Duration::from_secs(2), ..Times::default() },
            ..OutboundSettings::default()
        };
        change(&mut settings, &mut outbound);
        let clock = Arc::new(Running(Instant::now()));
        let outbound = Outbound::new(outbound, clock, Arc::new(SeededChance::new(7)), Arc::new(Names));
        let fetcher = Fetcher::new(settings, Arc::new(outbound));
        Self { fetcher, folder }
    }

    async fn get(&self, call: FetchCall) -> Result<Fetched, FetchFailure> {
        self.fetcher.fetch(call).await
    }

    /// Why a call fails.
    async fn reason(&self, call: FetchCall) -> String {
        self.get(call).await.expect_err("it fails").reason
    }
}

fn call(format: FeedFormat, location: String) -> FetchCall {
    FetchCall {
        format,
        cloud: Cloud::Public,
        location,
        tenant: None,
        credential: None,
        connection: None,
        etag: None,
        last_modified: None,
    }
}

fn statuspage(location: String) -> FetchCall {
    call(FeedFormat::Statuspage, location)
}

fn tenants(format: FeedFormat, location: String, tenant: &str) -> FetchCall {
    let credential = FeedCredential { client_id: "desk-app".to_owned(), secret: "graph".to_owned() };
    FetchCall { tenant: Some(tenant.to_owned()), credential: Some(credential), ..call(format, location) }
}

fn pages(fetched: Fetched) -> Vec<String> {
    match fetched {
        Fetched::Payload { pages, .. } => pages.into_iter().map(|page| String::from_utf8(page).unwrap()).collect(),
        Fetched::Unchanged { .. } => panic!("it has changed"),
    }
}

#[tokio::test]
async fn a_file_is_a_feed_for_each_tenant_that_it_is_named_after() {
    let bench = Bench::new();
    let folder = bench.folder.path().join("feeds").join(TENANT);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("1.json"), "one").unwrap();
    let each = |tenant: &str| FetchCall {
        tenant: Some(tenant.to_owned()),
        ..call(FeedFormat::Graph, "file:{tenant}".to_owned())
    };
    assert_eq!(pages(bench.get(each(TENANT)).await.unwrap()), ["one"]);
    assert!(bench.reason(each("other")).await.contains("no file other"));
    for tenant in ["..", "../secrets", "a/b"] {
        assert!(bench.reason(each(tenant)).await.contains("tenant"), "{tenant}");
    }
}

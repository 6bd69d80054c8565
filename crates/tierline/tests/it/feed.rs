//! Feeds that the program itself reads, as its settings say.

use std::fs;

use chrono::DateTime;
use serde_json::json;
use tierline_domain::{
    Cloud, FeedId, Owner,
    health::{FeedFormat, FeedTenants, PolledFeed},
};
use tierline_store::{Error, Options, Store, System};
use tierline_testkit::desk::{Desk, eventually};
use uuid::Uuid;

use crate::work::{desk, items};

/// Sets a feed up as the desk's own commands would, while it stands still.
async fn set_up(desk: &Desk, name: &str, location: &str) {
    let url = format!("sqlite:{}", desk.folder().join("tierline.db").display());
    let store = Store::open(&url, Options::default()).await.unwrap();
    let organizations = store.read(System).await.unwrap().organization_list().await.unwrap();
    let organization = organizations.into_iter().find(|one| one.name == "Northgate Cloud Partners").unwrap().id;
    let owner = Owner { organization, cloud: Cloud::Public };
    let at = DateTime::from_timestamp(1_740_000_000, 0).unwrap();
    let feed = PolledFeed {
        id: FeedId(Uuid::from_u128(name.bytes().fold(7, |sum, byte| sum * 31 + u128::from(byte)))),
        owner,
        name: name.to_owned(),
        format: FeedFormat::Graph,
        location: Some(location.to_owned()),
        tenants: FeedTenants::Public,
        customer: None,
        families: Vec::new(),
        interval_minutes: 5,
        is_enabled: true,
        credential: None,
        version: 1,
        created_at: at,
        updated_at: at,
    };
    let done: Result<(), Error> =
        store.write_with(owner, feed, |tx, feed| Box::pin(async move { tx.polled_feed_insert(feed).await })).await;
    done.unwrap();
    store.close().await;
}

#[tokio::test]
async fn the_program_reads_what_it_may_and_doctor_names_what_it_may_not() {
    let mut desk = desk().await;
    desk.stop().await;
    let feeds = desk.folder().join("feeds");
    fs::create_dir_all(&feeds).unwrap();
    let issue = json!({
        "id": "RP7001", "title": "Letters arrive late", "service": "Exchange Online", "classification": "incident",
        "status": "serviceDegradation", "startDateTime": "2025-03-03T06:00:00Z", "lastModifiedDateTime": "2025-03-03T06:00:00Z",
    });
    fs::write(feeds.join("graph.json"), json!({ "value": [issue] }).to_string()).unwrap();
    set_up(&desk, "Own folder", "file:graph.json").await;
    set_up(&desk, "Machine itself", "https://127.0.0.1:1/").await;
    desk.start().await;
    let agent = desk.of("tobin");
    let found = eventually(
        "the issue is read",
        async || agent.get("service-health/issues?query=RP7001").await.expect(200),
        |found| !items(found).is_empty(),
    )
    .await;
    assert_eq!(items(&found)[0]["title"], "Letters arrive late");
    let down = "the feed Machine itself of Northgate Cloud Partners is down";
    let fits = |told: &serde_json::Value| told.as_str().is_some_and(|told| told.contains(down));
    let _ = eventually("doctor names it", async || json!(desk.run(&["doctor"]).await.stdout), fits).await;
    let told = desk.run(&["doctor"]).await;
    assert_eq!(told.code, Some(3));
    assert!(!told.stdout.contains("Own folder"), "{}", told.stdout);
    fs::write(desk.folder().join("tierline.toml"), "[feeds]\nallow = [\"10.0.0.0/99\"]\n").unwrap();
    let wrong = desk.run(&["doctor"]).await;
    assert!(wrong.stdout.contains("10.0.0.0/99"), "{}", wrong.stdout);
}

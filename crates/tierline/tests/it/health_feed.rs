//! Feeds over the API: a Global admin sets them up, everybody at the desk sees how they stand.

use serde_json::{Value, json};
use tierline_testkit::{client::Client, desk::eventually};

use crate::work::{customer, desk, items, text};

/// A feed of the desk's own folder.
fn notices() -> Value {
    json!({
        "name": "Notices", "format": "rss", "location": "file:notices/feed.xml", "families": ["azure"], "interval_minutes": 30,
        "is_enabled": false,
    })
}

#[tokio::test]
async fn a_feed_is_set_up_changed_by_its_version_and_taken_away() {
    let desk = desk().await;
    let admin = desk.of("ilse");
    let made = admin.keyed("once").post("service-health/feeds", notices()).await;
    let (location, first) = (made.headers["location"].to_str().unwrap().to_owned(), made.etag());
    let feed = made.expect(201);
    let path = format!("service-health/feeds/{}", text(&feed["id"]));
    assert_eq!(location, format!("/api/v1/{path}"));
    assert_eq!((&feed["tenants"], &feed["condition"]), (&json!("public"), &json!("never_read")));
    assert_eq!(feed["next_reading_at"], Value::Null, "it is not to be read");
    // The same again is the same feed.
    let again = admin.keyed("once").post("service-health/feeds", notices()).await.expect(201);
    assert_eq!(again["id"], feed["id"]);

    let changed = admin.having_read(&first).patch(&path, json!({ "interval_minutes": 60, "families": [] })).await;
    let second = changed.etag();
    let changed = changed.expect(200);
    assert_eq!((&changed["interval_minutes"], &changed["families"]), (&json!(60), &json!([])));
    assert_eq!(changed["location"], feed["location"], "what is not named stays");
    let _ = admin.having_read(&first).patch(&path, json!({ "interval_minutes": 5 })).await.refused(412, "stale");
    assert_eq!(admin.get(&path).await.etag(), second);

    assert_eq!(admin.send(reqwest::Method::DELETE, &path, "application/json", None).await.status, 204);
    let _ = admin.get(&path).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_secret_is_named_and_never_sent_and_an_address_is_for_who_manages_feeds() {
    let desk = desk().await;
    let (admin, agent) = (desk.of("ilse"), desk.of("maren"));
    let tenants = |secret: &str| {
        json!({
            "name": "Tenants", "format": "graph", "tenants": "each", "is_enabled": false,
            "credential": { "client_id": "desk-app", "secret": secret },
        })
    };
    let wrong = admin.post("service-health/feeds", tenants("a secret, not a name!")).await.wrong_fields();
    assert_eq!(wrong, ["credential.secret"]);
    let with_password = json!({ "name": "Status", "format": "rss", "location": "https://me:word@status.example/feed" });
    assert_eq!(admin.post("service-health/feeds", with_password).await.wrong_fields(), ["location"]);
    let _ = agent.post("service-health/feeds", tenants("graph")).await.refused(403, "forbidden");

    let feed = admin.post("service-health/feeds", tenants("graph")).await.expect(201);
    assert_eq!(feed["credential"], json!({ "client_id": "desk-app", "secret": "graph" }));
    let path = format!("service-health/feeds/{}", text(&feed["id"]));
    let seen = agent.get(&path).await.expect(200);
    assert_eq!((&seen["credential"], &seen["location"]), (&Value::Null, &Value::Null));
    let listed = agent.get("service-health/feeds").await.expect(200);
    let line = items(&listed).iter().find(|line| line["name"] == "Tenants").unwrap();
    assert_eq!((&line["credential"], &line["id"]), (&Value::Null, &feed["id"]));
}

#[tokio::test]
async fn a_feed_has_a_name_of_its_own_that_reads_as_it_is_written() {
    let desk = desk().await;
    let admin = desk.of("ilse");
    let named = |name: &str| {
        let mut feed = notices();
        feed["name"] = json!(name);
        feed
    };
    let long = "n".repeat(tierline_domain::text::LINE_LIMIT + 1);
    for name in ["", "   ", "No\u{202e}secitoN", "No\u{200b}tices", "Notices\nof today", long.as_str()] {
        assert_eq!(admin.post("service-health/feeds", named(name)).await.wrong_fields(), ["name"], "{name:?}");
    }
    let feed = admin.post("service-health/feeds", named("Zażółć — notices")).await.expect(201);
    assert_eq!(feed["name"], "Zażółć — notices");
    for twin in ["Zażółć — notices", "ZAŻÓŁĆ  —  NOTICES "] {
        let refused = admin.post("service-health/feeds", named(twin)).await.refused(422, "validation");
        assert_eq!((&refused["errors"][0]["field"], &refused["errors"][0]["code"]), (&json!("name"), &json!("taken")));
    }
    let other = admin.post("service-health/feeds", named("Others")).await;
    let (version, other) = (other.etag(), other.expect(201));
    let path = format!("service-health/feeds/{}", text(&other["id"]));
    let renamed = admin.having_read(&version).patch(&path, json!({ "name": "zażółć — NOTICES" })).await;
    assert_eq!(renamed.wrong_fields(), ["name"]);
    let kept = admin.having_read(&version).patch(&path, json!({ "name": "OTHERS" })).await.expect(200);
    assert_eq!(kept["name"], "OTHERS", "its own name in another spelling is free for it");
}

/// A payload of each format in which many providers publish, with one incident that has this identifier.
fn shared_payloads(id: &str) -> [(&'static str, &'static str, String); 2] {
    let statuspage = json!({
        "page": { "id": "p4g3", "name": "Fabulon Pay" },
        "incidents": [{
            "id": id, "name": "Payments are slow", "status": "investigating", "impact": "minor",
            "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z",
            "incident_updates": [{ "id": "u1", "status": "investigating", "body": "We look.", "created_at": "2026-03-02T08:00:00Z" }],
        }],
    });
    let rss = format!(
        "<rss version=\"2.0\"><channel><title>Fabulon Pay</title><item><guid>{id}</guid><title>Payments are slow</title>\
         <description>We look.</description><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>"
    );
    [("statuspage", "application/json", statuspage.to_string()), ("rss", "application/xml", rss)]
}

#[tokio::test]
async fn a_payload_of_a_shared_format_is_told_apart_by_the_feeds_name_at_each_entrance() {
    let desk = desk().await;
    let admin = desk.of("ilse");
    let sources = async |id: &str| {
        let found = admin.get(&format!("service-health/issues?query={id}")).await.expect(200);
        items(&found).iter().map(|issue| text(&issue["source"])).collect::<std::collections::BTreeSet<String>>()
    };
    for (format, media_type, payload) in shared_payloads("shared-77") {
        let import = async |feed: &str| {
            let path = format!("service-health/imports?format={format}{feed}");
            admin.send(reqwest::Method::POST, &path, media_type, Some(payload.clone().into_bytes())).await
        };
        let before = sources("shared-77").await;
        assert_eq!(import("&feed=Fabulon%20one").await.expect(200)["created"], 1, "{format}");
        assert_eq!(import("&feed=fabulon%20ONE").await.expect(200)["unchanged"], 1, "{format}: the same feed");
        assert_eq!(import("&feed=Fabulon%20two").await.expect(200)["created"], 1, "{format}: another feed");
        let long = format!("&feed={}", "n".repeat(61));
        for wrong in [long.as_str(), "&feed=No%E2%80%AEseciton"] {
            assert_eq!(import(wrong).await.wrong_fields(), ["feed"], "{format} {wrong}");
        }
        // The command line means the same by the same name.
        let file = desk.folder().join(format!("payload.{format}"));
        std::fs::write(&file, &payload).unwrap();
        let run = async |feed: &str| {
            let file = tierline_testkit::seed::path(&file);
            let whose = ["--feed", feed, "--organization", "Northgate Cloud Partners"];
            let arguments = ["import", "health", "--format", format, file];
            desk.run(&[&arguments[..], &whose[..]].concat()).await.expect(0)
        };
        let again = run("Fabulon one").await;
        assert!(again.contains("0 issues created, 0 updated, 1 unchanged"), "{format}: {again}");
        let third = run("Fabulon three").await;
        assert!(third.contains("1 issue created"), "{format}: {third}");
        let new: Vec<String> = sources("shared-77").await.difference(&before).cloned().collect();
        let expected = ["one", "three", "two"].map(|name| format!("{format}:fabulon {name}"));
        assert_eq!(new, expected);
    }
    let graph = json!({ "value": [] }).to_string().into_bytes();
    let path = "service-health/imports?format=graph&feed=Mine";
    let refused = admin.send(reqwest::Method::POST, path, "application/json", Some(graph)).await;
    assert_eq!(refused.wrong_fields(), ["feed"], "one provider's own format takes no name");
}

#[tokio::test]
async fn a_feed_of_a_shared_format_is_read_under_its_own_name() {
    let desk = desk().await;
    let admin = desk.of("ilse");
    let feeds = desk.folder().join("feeds");
    std::fs::create_dir_all(&feeds).unwrap();
    for (format, _, payload) in shared_payloads("polled-78") {
        std::fs::write(feeds.join(format), payload).unwrap();
        for name in ["first", "second"] {
            let feed =
                json!({ "name": format!("{format} {name}"), "format": format, "location": format!("file:{format}") });
            let _ = admin.post("service-health/feeds", feed).await.expect(201);
        }
    }
    let found = eventually(
        "each feed is read",
        || async { admin.get("service-health/issues?query=polled-78").await.expect(200) },
        |found| items(found).len() == 4,
    )
    .await;
    let mut sources: Vec<String> = items(&found).iter().map(|issue| text(&issue["source"])).collect();
    sources.sort_unstable();
    assert_eq!(
        sources,
        ["rss:rss first", "rss:rss second", "statuspage:statuspage first", "statuspage:statuspage second"]
    );
}

#[tokio::test]
async fn a_feed_that_cannot_be_read_says_for_whom_what_went_wrong_and_when_it_is_tried_next() {
    let desk = desk().await;
    let (admin, agent) = (desk.of("ilse"), desk.of("maren"));
    let whose = customer(&agent, "vantor.example").await;
    let feed = json!({
        "name": "Vantor's own", "format": "azure-events", "location": "file:vantor/nothing-is-here.json", "customer_id": whose,
    });
    let feed = admin.post("service-health/feeds", feed).await.expect(201);
    assert_eq!(feed["tenants"], "one");
    let path = format!("service-health/feeds/{}", text(&feed["id"]));
    let tried = eventually(
        "the desk tries to read it",
        || async { agent.get(&format!("{path}/tenants")).await.expect(200) },
        |tenants| tenants["items"][0]["condition"] == "down",
    )
    .await;
    let tenant = &items(&tried)[0];
    assert_eq!((&tenant["customer_id"], &tenant["tries"]), (&json!(whose), &json!(["failed"])), "{tenant:#}");
    assert!(tenant["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{tenant:#}");
    assert_eq!(tenant["read_at"], Value::Null);
    assert!(tenant["next_reading_at"].is_string(), "{tenant:#}");
    assert_eq!(agent.get(&path).await.expect(200)["conditions"], json!([{ "condition": "down", "tenants": 1 }]));

    let _ = agent.post(&format!("{path}/readings"), json!({})).await.refused(403, "forbidden");
    assert_eq!(admin.post(&format!("{path}/readings"), json!({})).await.status, 202);
    eventually(
        "the desk tries again at once",
        || async { agent.get(&format!("{path}/tenants")).await.expect(200) },
        |tenants| tenants["items"][0]["tries"] == json!(["failed", "failed"]),
    )
    .await;
}

/// A file that was taken in once gets older and older, and would hold back the all clear of its services for good.
#[tokio::test]
async fn a_feed_that_was_imported_by_hand_can_be_forgotten() {
    let desk = desk().await;
    let admin = desk.of("ilse");
    let known = async || {
        let feeds = admin.get("service-health/feeds").await.expect(200);
        items(&feeds).iter().map(|feed| text(&feed["name"])).collect::<Vec<String>>()
    };
    let path = "service-health/imports?format=azure-events";
    let _ = admin.post(path, json!(7)).await.refused(422, "validation");
    assert!(!known().await.contains(&"azure-events".to_owned()), "a file that is refused whole is no feed");
    let _ = admin.post(path, json!({ "value": [] })).await.expect(200);
    assert!(known().await.contains(&"azure-events".to_owned()));
    let _ = admin.post(path, json!(7)).await.refused(422, "validation");
    let feeds = admin.get("service-health/feeds").await.expect(200);
    let feed = items(&feeds).iter().find(|feed| feed["name"] == "azure-events").unwrap();
    assert_eq!(feed["condition"], "malformed", "what was one has gone wrong");

    let forget = async |who: &Client, name: &str| {
        let path = format!("service-health/imports?feed={name}");
        who.send(reqwest::Method::DELETE, &path, "application/json", None).await
    };
    let _ = forget(&desk.of("maren"), "azure-events").await.refused(403, "forbidden");
    let _ = forget(&admin, "azure-events").await.expect(204);
    assert!(!known().await.contains(&"azure-events".to_owned()));
    let _ = forget(&admin, "azure-events").await.refused(404, "not-found");
}

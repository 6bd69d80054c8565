//! Feeds over the API: a Global admin sets them up, everybody at the desk sees how they stand.

use serde_json::{Value, json};
use tierline_testkit::desk::eventually;

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

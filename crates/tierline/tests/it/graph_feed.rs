//! Service health goes from desk to desk by Microsoft Graph's contract: one desk's feed reads the other desk's server. Both ends are ours
//! here; another's client is in `real_client`.

use serde_json::json;
use tierline_testkit::{
    desk::{Desk, Engine, eventually},
    sign_in::{SECRET, SignInService},
};

use crate::{
    partner_center::SETTINGS,
    work::{binary, customer, items, shared, text},
};

#[tokio::test]
async fn a_desks_feed_reads_what_another_desk_publishes() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let (owner, admin) = (provider.of("yun"), desk.of("ilse"));
    let published =
        json!({ "title": "Calls drop at the pier", "service": "Microsoft Teams", "text": "We look at relay 7." });
    let published = owner.post("service-health/issues", published).await.expect(201);
    let number = text(&published["source_id"]);

    let service = SignInService::giving(&provider.person("maren").token).await;
    let connection = json!({
        "kind": "graph", "name": "Upstream", "address": provider.url(), "tenant": "northgate.example", "client_id": "desk-app",
        "authority": service.url(), "secret": SECRET,
    });
    let _ = admin.post("connections", connection).await.expect(201);
    let whose = customer(&admin, "aldersyde.example").await;
    let feed = json!({
        "name": "Upstream desk", "format": "graph", "location": provider.url(), "tenants": "one", "customer_id": whose,
    });
    let feed = admin.post("service-health/feeds", feed).await.expect(201);
    let read = format!("service-health/feeds/{}/readings", text(&feed["id"]));
    let look = || async {
        let found = admin.get("service-health/issues?query=Calls%20drop%20at%20the%20pier").await.expect(200);
        items(&found).iter().find(|one| one["source"] == "microsoft_365").cloned().unwrap_or_default()
    };
    let found = eventually("the issue arrives", look, |found| found["source_id"] == number.as_str()).await;
    assert_eq!((found["kind"].as_str(), found["status"].as_str()), (Some("service_issue"), Some("investigating")));
    assert_eq!(found["posts"][0]["text"], "We look at relay 7.", "{found}");
    assert_eq!(found["audience"], "listed", "it concerns the customer whose feed lists it: {found}");

    let post = json!({ "text": "Relay 7 was taken out.", "status": "resolved" });
    let _ = owner.post(&format!("service-health/issues/{}/posts", text(&published["id"])), post).await.expect(201);
    let _ = admin.post(&read, json!({})).await;
    let over = eventually("its end arrives", look, |found| found["status"] == "resolved").await;
    assert_eq!(over["posts"].as_array().map(Vec::len), Some(2), "{over}");
}

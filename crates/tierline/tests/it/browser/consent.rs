//! A person consents to a connection that acts for them, in the browser, and hands it over when they leave.

use serde_json::json;
use tierline_testkit::{
    desk::{Desk, Engine},
    sign_in::{ACCOUNT, SignInService},
};

use super::signed_in;
use crate::work::{binary, shared, text};

const SETTINGS: &str = "[outbound]\nallow = [\"127.0.0.0/8\"]\n";

#[tokio::test]
async fn a_person_consents_at_the_sign_in_service_and_the_connection_works_in_their_name() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let service = SignInService::giving(&provider.person("maren").token).await;
    let connection = json!({
        "kind": "partner_center", "name": "Partner Center", "address": provider.url(), "tenant": "northgate.example",
        "client_id": "desk-app", "authority": service.url(), "secret": "app-secret",
    });
    let api = desk.of("ilse");
    let id = text(&api.post("connections", connection).await.expect(201)["id"]);

    let admin = signed_in(&desk, "ilse").await;
    admin.visit(&format!("/connections/{id}")).await;
    admin.is_accessible().await;
    admin.follow(&format!("/connections/{id}/consent")).await;
    // The page says where one goes, and which address the application there must know.
    admin.reads(&format!("{}/connections/consent", desk.url())).await;
    admin.is_accessible().await;
    admin.follow_text("On to 127.0.0.1").await;
    // The service sends the person back at once.
    admin.reads("The consent is kept").await;
    admin.reads(ACCOUNT).await;
    admin.submit("/tests", None).await;
    assert!(admin.has("#test-title").await && !admin.has("li .is-bad").await, "{}", admin.text().await);
    let now = api.get(&format!("connections/{id}")).await.expect(200);
    let consent = &now["secrets"][1]["consent"];
    assert_eq!((&consent["account"], &consent["has_left"]), (&json!(ACCOUNT), &json!(false)), "{now}");

    // Who comes back with what was never given here is told so, and what is kept stays.
    admin.visit("/connections/consent?code=code-0&state=made-up").await;
    admin.reads("You did not leave from here").await;
    admin.is_accessible().await;
    admin.visit("/connections/consent?error=access_denied&state=x").await;
    admin.reads("You did not consent").await;
    assert_eq!(api.get(&format!("connections/{id}")).await.expect(200)["secrets"], now["secrets"]);
    admin.close().await;
}

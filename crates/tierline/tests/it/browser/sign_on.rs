//! Single sign-on on pages: a Global admin sets a provider up and tests it, and somebody signs in by it.

use serde_json::json;
use tierline_testkit::browser::{Browser, Script};

use super::{axe, signed_in};
use crate::{real_client::identity_provider::Scene, work::desk};

#[tokio::test]
async fn an_administrator_connects_a_provider_and_is_told_what_is_missing() {
    let desk = desk().await;
    let admin = signed_in(&desk, "ilse").await;
    admin.visit("/users").await;
    admin.follow("/sign-in-methods").await;
    admin.reads("No single sign-on yet").await;
    admin.is_accessible().await;
    admin.follow("/sign-in-methods/new").await;
    admin.is_accessible().await;
    admin.fill("/sign-in-methods", "name", "Northgate sign-in").await;
    admin.fill("/sign-in-methods", "issuer", "https://127.0.0.1").await;
    admin.fill("/sign-in-methods", "client_id", "desk").await;
    admin.fill("/sign-in-methods", "secret", "kelp-otter-9").await;
    admin.submit("/sign-in-methods", None).await;
    admin.reads("The provider is connected").await;
    assert!(!admin.text().await.contains("kelp-otter-9"));
    admin.is_accessible().await;
    admin.submit("/tests", None).await;
    admin.reads("People cannot sign in yet").await;
    admin.reads("Add a domain below and prove it").await;
    admin.is_accessible().await;

    admin.fill("/domains", "domain", "not a domain").await;
    admin.submit("/domains", None).await;
    admin.reads("Takes a domain like").await;
    admin.fill("/domains", "domain", "northgate.example").await;
    admin.submit("/domains", None).await;
    admin.reads("https://northgate.example/.well-known/tierline-domain.txt").await;
    admin.is_accessible().await;
    admin.submit("/proof", None).await;
    admin.reads("The file is not there yet").await;
    admin.is_accessible().await;
    admin.visit("/sign-in-methods").await;
    admin.follow_text("Northgate sign-in").await;
    admin.fill("/groups", "group", "Service desk").await;
    admin.press_on("form[action$='/groups'] input[value='helpdesk_agent']").await;
    admin.submit("/groups", None).await;
    admin.reads("The group is saved").await;
    admin.reads("Service desk").await;
    admin.visit("/sign-in-methods").await;
    admin.reads("No domain sends its people here yet").await;
    admin.is_accessible().await;
    admin.close().await;
}

#[tokio::test]
async fn somebody_signs_in_at_their_organization_and_out_at_both_ends() {
    let scene = Scene::open().await;
    let tobin = json!({
        "email": "tobin.reyes@northgate.example", "email_verified": true, "name": "Tobin Reyes", "groups": ["agents"],
    });
    scene.claims(&json!({ "s-1": tobin }));
    let browser = Browser::open(scene.desk.url(), Script::On, &axe()).await;
    browser.visit("/signin").await;
    browser.is_accessible().await;
    browser.fill("/signin", "email", "tobin.reyes@northgate.example").await;
    browser.press_on("button[formaction='/signin/organization']").await;
    // The page of the provider: others wrote it.
    browser.comes("Sign-in").await;
    browser.press_on("input[name='login']").await;
    browser.keys(thirtyfour::Key::Control + "a").await;
    browser.keys("s-1").await;
    browser.press_on("input[name='password']").await;
    browser.keys("any").await;
    browser.press_on("button[type='submit']").await;
    browser.comes("Tobin Reyes").await;
    assert_eq!(browser.path().await, "/");
    browser.visit("/account/security").await;
    browser.reads("Linked since").await;
    browser.is_accessible().await;
    browser.submit("/signout", None).await;
    browser.reads("You are signed out").await;
    browser.is_accessible().await;
    browser.follow_text("Sign out at 127.0.0.1").await;
    browser.comes("Yes, sign me out").await;
    browser.press_on("button[name='logout']").await;
    browser.comes("Sign in with your organization").await;
    assert!(browser.path().await.starts_with("/signin"), "{}", browser.path().await);
    browser.close().await;
}

//! Journeys through the pages in a real browser, each on a desk of its own, with accessibility rules run on the way.

mod agent;
mod azure;
mod book;
mod connection;
mod consent;
mod customer;
mod follow;
mod health;
mod keyboard;
mod live;
mod mail;
mod passkey;
mod people;
mod provider;
mod reader;
mod sign_on;
mod unscripted;

use std::path::PathBuf;

use tierline_testkit::{
    browser::{Browser, Script},
    desk::Desk,
};

/// The accessibility rules, where `cargo xtask test` puts them.
fn axe() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/browser/node_modules/axe-core/axe.min.js")
}

/// Somebody of the demo, signed in.
async fn signed_in(desk: &Desk, part: &str) -> Browser {
    sits_down(desk, part, Script::On).await
}

async fn sits_down(desk: &Desk, part: &str, script: Script) -> Browser {
    let browser = Browser::open(desk.url(), script, &axe()).await;
    browser.sign_in(desk.person(part)).await;
    browser
}

/// Opens a case about dropping calls at Aldersyde, and gives its address.
async fn reports(browser: &Browser) -> String {
    browser.visit("/cases/new?query=aldersyde").await;
    browser.follow_text("Aldersyde Care Homes").await;
    browser.fill("/cases", "subject", "Group calls drop after two minutes").await;
    browser
        .fill("/cases", "description", "Calls with more than four people drop after two minutes, in both offices.")
        .await;
    browser.fill("/cases", "service", "Microsoft Teams").await;
    browser.fill("/cases", "severity", "moderate").await;
    browser.fill("/cases", "affected_users", "40").await;
    browser.submit("/cases", None).await;
    let path = browser.path().await;
    let path = path.split(['?', '#']).next().unwrap_or_default().to_owned();
    assert!(path.starts_with("/cases/cas_"), "{path}: {}", browser.text().await);
    path
}

/// Records a step and decides that it is a bug.
async fn climbs(browser: &Browser) {
    browser.fill("/steps", "area", "configuration").await;
    browser.fill("/steps", "means", "with_customer").await;
    browser.fill("/steps", "action", "Signed in on another network, with the customer on the phone").await;
    browser.fill("/steps", "outcome", "no_change").await;
    browser.submit("/steps", None).await;
    browser.fill("/category", "category", "bug_or_irregularity").await;
    browser.fill("/category", "steps", "1. Start a group call with five people. 2. Wait two minutes.").await;
    browser.fill("/category", "seen", "The call ends for everybody.").await;
    browser.fill("/category", "expected", "The call goes on.").await;
    browser.submit("/category", None).await;
}

/// Looks at the preview, which the recipient will get so, and sends it by this route.
async fn hands_up(browser: &Browser, case: &str, route: &str) {
    browser.visit(&format!("{case}/escalate")).await;
    browser.fill("/service-requests", "severity", "moderate").await;
    browser.fill("/service-requests", "business_impact", "Forty carers can't hold their handover calls.").await;
    browser.fill("/service-requests", "route", route).await;
    // What is begun is there when somebody comes back.
    browser.submit("/service-requests", Some("save")).await;
    browser.visit(&format!("{case}/escalate")).await;
    browser.reads("A draft is kept for this case").await;
    if browser.has_script() {
        browser.is_accessible().await;
    }
    browser.submit("/service-requests", Some("preview")).await;
    let preview = browser.text().await;
    assert!(
        preview.contains("Forty carers can't hold their handover calls.") && preview.contains("another network"),
        "{preview}"
    );
    browser.submit("/service-requests", Some("send")).await;
}

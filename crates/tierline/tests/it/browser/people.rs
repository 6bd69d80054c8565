//! Somebody is invited on a page, chooses a password behind the link and signs in with it; a program gets an account and a token.

use tierline_testkit::browser::{Browser, Script};

use super::{axe, signed_in};
use crate::work::desk;

/// The address of the link that a page shows, on its desk.
async fn link(browser: &Browser, url: &str) -> String {
    let text = browser.text().await;
    let secret = text.split_once(&format!("{url}/welcome/")).and_then(|(_, rest)| rest.split_whitespace().next());
    assert!(secret.is_some_and(|secret| secret.starts_with("tlp_")), "no link is shown: {text}");
    format!("/welcome/{}", secret.unwrap_or_default())
}

/// Signs the invited person in at the door, where they stand: whoever has a session is led past it.
async fn comes_in(lotte: &Browser) {
    lotte.fill("/signin", "email", "lotte.venn@northgate.example").await;
    lotte.fill("/signin", "password", "seven quiet harbours").await;
    lotte.submit("/signin", None).await;
    lotte.reads("Lotte Venn").await;
}

#[tokio::test]
async fn somebody_is_invited_comes_in_by_the_link_and_is_shut_out() {
    let desk = desk().await;
    let admin = signed_in(&desk, "ilse").await;
    admin.visit("/users").await;
    admin.is_accessible().await;
    admin.follow("/users/roles").await;
    admin.is_accessible().await;
    admin.visit("/users/new").await;
    admin.is_accessible().await;
    admin.fill("/users", "name", "Lotte Venn").await;
    admin.fill("/users", "email", "lotte.venn@northgate.example").await;
    admin.submit("/users", None).await;
    assert!(admin.has("#people-roles").await, "a role is missing: {}", admin.text().await);
    admin.is_accessible().await;
    admin.press_on("input[name='roles'][value='helpdesk_agent']").await;
    admin.submit("/users", None).await;
    admin.is_accessible().await;
    let welcome = link(&admin, desk.url()).await;

    let lotte = Browser::open(desk.url(), Script::On, &axe()).await;
    lotte.visit(&welcome).await;
    lotte.reads("Welcome, Lotte Venn").await;
    lotte.is_accessible().await;
    lotte.fill(&welcome, "new", "seven quiet harbours").await;
    lotte.submit(&welcome, None).await;
    lotte.reads("Your password is kept").await;
    lotte.is_accessible().await;
    comes_in(&lotte).await;

    admin.visit("/users?query=lotte").await;
    admin.follow_text("Lotte Venn").await;
    admin.is_accessible().await;
    admin.submit("/sessions", None).await;
    admin.comes("Their sessions here have ended").await;
    lotte.visit("/signin").await;
    comes_in(&lotte).await;
    admin.submit("/shut", None).await;
    admin.reads("Shut since").await;
    lotte.visit("/cases").await;
    assert!(lotte.path().await.starts_with("/signin"), "out at once");
    lotte.visit("/forgotten").await;
    lotte.is_accessible().await;
    lotte.visit(&welcome).await;
    lotte.reads("This link does not work any more").await;
    lotte.is_accessible().await;
    lotte.close().await;
    admin.close().await;
}

#[tokio::test]
async fn a_program_gets_an_account_and_a_token_that_says_what_it_is_for() {
    let desk = desk().await;
    let admin = signed_in(&desk, "ilse").await;
    admin.visit("/tokens").await;
    admin.is_accessible().await;
    admin.fill("/service-accounts", "name", "Night import").await;
    admin.press_on("form[action='/service-accounts'] input[value='helpdesk_agent']").await;
    admin.submit("/service-accounts", None).await;
    admin.reads("Night import").await;
    admin.fill("/tokens", "name", "Nightly").await;
    admin.submit("/tokens", None).await;
    assert!(admin.text().await.contains("tl_"), "{}", admin.text().await);
    admin.is_accessible().await;
    admin.close().await;
}

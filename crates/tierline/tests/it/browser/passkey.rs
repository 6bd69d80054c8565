//! Somebody sets up a passkey, comes in by it alone and as a second step, proves anew who they are, and takes it away.

use tierline_testkit::browser::{Browser, Script};

use super::axe;
use crate::work::desk;

/// Presses the button that a passkey answers, in the form with this action, and waits for the page that follows.
async fn opens(browser: &Browser, action: &str, leads_to: &str) {
    browser.settles(&format!("form[action='{action}'] [data-passkey] button")).await;
    browser.press_on(&format!("form[action='{action}'] [data-passkey] button")).await;
    browser.arrives(leads_to).await;
}

#[tokio::test]
async fn a_passkey_is_set_up_comes_in_alone_and_as_second_step_proves_anew_and_is_removed() {
    let desk = desk().await;
    // No browser gives a passkey to a number.
    let url = desk.url().replace("127.0.0.1", "localhost");
    let browser = Browser::open(&url, Script::On, &axe()).await;
    browser.takes_passkeys().await;
    let person = desk.person("ilse");
    browser.sign_in(person).await;

    browser.visit("/account/security").await;
    browser.is_accessible().await;
    browser.fill("/account/security/passkeys", "name", "Key on the ring").await;
    opens(&browser, "/account/security/passkeys", "/account/security/passkeys").await;
    browser.comes("shown this one time").await;
    browser.is_accessible().await;
    browser.visit("/account/security").await;
    browser.comes("Key on the ring").await;
    browser.is_accessible().await;
    // The same device again: it has one already, and says so.
    browser.fill("/account/security/passkeys", "name", "Once more").await;
    browser.press_on("form[action='/account/security/passkeys'] [data-passkey] button").await;
    browser.settles("[data-says='known']").await;
    browser.is_accessible().await;

    // By the passkey alone, to where they wanted.
    browser.submit("/signout", None).await;
    browser.visit("/signin?next=%2Faccount%2Fsecurity").await;
    browser.settles("form[action='/signin/passkey'] button").await;
    browser.is_accessible().await;
    opens(&browser, "/signin/passkey", "/account/security").await;
    browser.comes("Signed in with").await;

    // As the second step after the password.
    browser.submit("/signout", None).await;
    browser.fill("/signin", "email", &person.email).await;
    browser.fill("/signin", "password", &person.password).await;
    browser.submit("/signin", None).await;
    assert!(browser.path().await.starts_with("/signin/second"), "{}", browser.path().await);
    browser.settles("form[action='/signin/second/passkey'] button").await;
    browser.is_accessible().await;
    opens(&browser, "/signin/second/passkey", "/").await;

    // Proving anew, on the page that asks for it.
    browser.visit("/signin/again?next=%2Faccount%2Fsecurity").await;
    browser.settles("[data-passkey] button").await;
    browser.is_accessible().await;
    opens(&browser, "/signin/again", "/account/security").await;

    browser.press_on("button[aria-label='Remove Key on the ring']").await;
    browser.comes("The second factor is removed").await;
    browser.is_accessible().await;
    browser.submit("/signout", None).await;
    browser.visit("/signin").await;
    opens(&browser, "/signin/passkey", "/signin/passkey").await;
    browser.comes("This passkey opens nothing here").await;
    browser.is_accessible().await;
    browser.close().await;
}

#[tokio::test]
async fn where_a_second_factor_is_required_a_passkey_is_set_up_at_the_door() {
    let desk = desk().await;
    let rule = ["policy", "--require-second-factor", "true", "--organization", "Northgate Cloud Partners"];
    let _ = desk.run(&rule).await.expect(0);
    let url = desk.url().replace("127.0.0.1", "localhost");
    let browser = Browser::open(&url, Script::On, &axe()).await;
    browser.takes_passkeys().await;
    let person = desk.person("maren");
    browser.visit("/signin").await;
    browser.fill("/signin", "email", &person.email).await;
    browser.fill("/signin", "password", &person.password).await;
    browser.submit("/signin", None).await;
    browser.comes("a passkey, or an app for codes").await;
    browser.is_accessible().await;
    opens(&browser, "/signin/second/new-passkey", "/signin/second/new-passkey").await;
    browser.comes("shown this one time").await;
    browser.is_accessible().await;
    browser.visit("/account/security").await;
    browser.comes("Passkey").await;
    browser.submit("/signout", None).await;
    browser.visit("/signin").await;
    opens(&browser, "/signin/passkey", "/").await;
    browser.close().await;
}

#[tokio::test]
async fn a_browser_without_script_or_at_a_number_reads_why_no_passkey_is_offered() {
    let desk = desk().await;
    let browser = Browser::open(desk.url(), Script::Off, &axe()).await;
    browser.visit("/signin").await;
    browser.settles("[data-says='script']").await;
    assert!(!browser.displays("[data-passkey] button").await, "it would do nothing");
    browser.close().await;
    let browser = Browser::open(desk.url(), Script::On, &axe()).await;
    browser.visit("/signin").await;
    browser.settles("[data-says='browser']").await;
    assert!(!browser.displays("[data-passkey] button").await, "it would do nothing");
    browser.is_accessible().await;
    browser.close().await;
}

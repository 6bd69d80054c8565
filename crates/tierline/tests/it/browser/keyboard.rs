//! Without a mouse.

use tierline_testkit::browser::{Browser, Key, Script};

use super::{axe, reports, signed_in};
use crate::work::desk;

#[tokio::test]
async fn a_case_is_opened_and_a_step_recorded_by_keyboard_alone() {
    let desk = desk().await;
    let maren = desk.person("maren").clone();
    let browser = Browser::open(desk.url(), Script::On, &axe()).await;
    browser.visit("/signin").await;
    browser.tab_to("[name=email]").await;
    browser.keys(maren.email.as_str()).await;
    browser.tab_to("[name=password]").await;
    browser.keys(maren.password.as_str()).await;
    browser.keys(Key::Enter).await;
    browser.settles("a[href='/cases']").await;

    browser.tab_to("a[href='/cases']").await;
    browser.keys(Key::Enter).await;
    browser.settles("a[href='/cases/new']").await;
    browser.tab_to("a[href='/cases/new']").await;
    browser.keys(Key::Enter).await;
    browser.settles("form[action='/cases/new']").await;
    browser.tab_to("form[action='/cases/new'] [name=query]").await;
    browser.keys("aldersyde").await;
    browser.keys(Key::Enter).await;
    browser.settles("a[href*='customer_id=']").await;
    browser.tab_to("a[href*='customer_id=']").await;
    browser.keys(Key::Enter).await;
    browser.settles("form[action='/cases'] [name=subject]").await;
    browser.tab_to("[name=subject]").await;
    browser.keys("Group calls drop after two minutes").await;
    browser.tab_to("[name=description]").await;
    browser.keys("Calls with more than four people drop.").await;
    browser.tab_to("[name=service]").await;
    browser.keys("Microsoft T").await;
    browser.tab_to("form[action='/cases'] button.is-primary").await;
    browser.keys(Key::Enter).await;
    browser.settles("form[action$='/steps']").await;
    browser.tab_to("form[action$='/steps'] [name=action]").await;
    browser.keys("Signed in on another network").await;
    browser.tab_to("form[action$='/steps'] button").await;
    browser.keys(Key::Enter).await;
    browser.settles("form[action$='/category']").await;
    assert!(browser.text().await.contains("Signed in on another network"), "{}", browser.text().await);
    browser.close().await;
}

/// Presses a key of the sheet and waits for what it does.
async fn press(browser: &Browser, keys: &str, does: &str) {
    // In one go: of two keys the second counts only shortly after the first.
    browser.keys(keys).await;
    browser.settles(does).await;
}

#[tokio::test]
async fn each_key_of_the_sheet_that_holds_everywhere_works_everywhere() {
    let desk = desk().await;
    let browser = signed_in(&desk, "maren").await;
    for page in ["/guidance", "/account"] {
        for (letter, place) in
            [("t", "/"), ("c", "/cases"), ("u", "/customers"), ("r", "/service-requests"), ("h", "/health")]
        {
            browser.visit(page).await;
            press(&browser, &format!("g{letter}"), &format!(".side-nav a[href='{place}'][aria-current='page']")).await;
        }
        browser.visit(page).await;
        press(&browser, "c", "form[action='/cases/new']").await;
        browser.visit(page).await;
        press(&browser, "?", ".shortcut-grid").await;
        browser.visit(page).await;
        browser.keys(Key::Control + "k").await;
        browser.settles("dialog.palette[open] input[name=q]:focus").await;
        // Within the palette letters are letters.
        browser.keys("c").await;
        browser.keys(Key::Escape).await;
        browser.settles("[data-find]:focus").await;
        assert!(browser.path().await.starts_with(page), "{}", browser.path().await);
    }
    browser.visit("/shortcuts").await;
    browser.is_accessible().await;
    browser.close().await;
}

/// The sheet promises nothing that the reader's own desk has not.
#[tokio::test]
async fn the_sheet_of_a_customers_person_lists_their_own_places_and_keys() {
    let desk = desk().await;
    let browser = signed_in(&desk, "hollis").await;
    browser.visit("/shortcuts").await;
    let sheet = browser.text().await;
    assert!(!sheet.contains("Record a step") && !sheet.contains("Customers"), "{sheet}");
    press(&browser, "c", "form[action='/my/cases']").await;
    // The form has its first field ready to be typed in: there letters are letters.
    browser.visit("/shortcuts").await;
    press(&browser, "gc", ".side-nav a[href='/my'][aria-current='page']").await;
    browser.close().await;
}

#[tokio::test]
async fn each_key_of_a_list_and_of_a_case_works_and_none_while_typing() {
    let desk = desk().await;
    let browser = signed_in(&desk, "maren").await;
    for list in ["/cases", "/customers", "/service-requests"] {
        browser.visit(list).await;
        press(&browser, "j", "[data-rows] tbody tr:nth-child(1) .title-link:focus").await;
        press(&browser, "j", "[data-rows] tbody tr:nth-child(2) .title-link:focus").await;
        press(&browser, "k", "[data-rows] tbody tr:nth-child(1) .title-link:focus").await;
        press(&browser, "/", "main input[type=search]:focus").await;
        // Typing: no letter is a deed.
        browser.keys("cgt?").await;
        assert!(browser.path().await.starts_with(list), "{}", browser.path().await);
    }
    let case = reports(&browser).await;
    for (key, does) in
        [("l", ".rung-next :focus"), ("s", "form[action$='/steps'] :focus"), ("a", "#assign[open] :focus")]
    {
        browser.visit(&case).await;
        press(&browser, key, does).await;
    }
    for (key, addressee) in [("r", "customer"), ("n", "internal")] {
        browser.visit(&case).await;
        press(&browser, key, ".composer textarea:focus").await;
        assert!(browser.has(&format!(".composer input[value={addressee}]:checked")).await, "{key}");
    }
    browser.keys("scare a crab").await;
    assert_eq!(browser.value("/notes", "text").await, "scare a crab");
    browser.keys(Key::Control + Key::Enter).await;
    browser.settles("[role=status]").await;
    browser.comes("scare a crab").await;
    browser.close().await;
}

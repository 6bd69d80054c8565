//! Without a mouse.

use tierline_testkit::browser::{Browser, Key, Script};

use super::axe;
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

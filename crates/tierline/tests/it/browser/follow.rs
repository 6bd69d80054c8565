//! Somebody follows a service, and the bell says when something happens to it.

use serde_json::json;

use super::{signed_in, sits_down};
use crate::work::desk;
use tierline_testkit::{browser::Script, desk::Desk};

async fn publish(desk: &Desk, title: &str) {
    let issue = json!({ "title": title, "service": "Microsoft Teams", "text": "We look into it." });
    let _ = desk.of("yun").post("service-health/issues", issue).await.expect(201);
}

#[tokio::test]
async fn the_bell_says_what_happened_to_a_service_that_is_followed() {
    let desk = desk().await;
    // What the demo told them is read.
    let _ = desk.of("tobin").post("notices/readings", json!({})).await.expect(204);
    let agent = signed_in(&desk, "tobin").await;
    agent.visit("/health").await;
    agent.press_on("button[aria-label='Follow Microsoft Teams']").await;
    agent.reads("You follow it from now on.").await;
    assert!(agent.has("button[aria-label='Following: Microsoft Teams. Stop following']").await);
    agent.is_accessible().await;
    // The page stays open: the bell changes in its place, and nothing else does.
    publish(&desk, "Meetings cannot be joined").await;
    agent.settles("a[aria-label='Notifications, 1 unread']").await;
    agent.press_on("a[aria-label='Notifications, 1 unread']").await;
    agent.reads("New issue: Meetings cannot be joined").await;
    agent.is_accessible().await;
    agent.follow_text("Meetings cannot be joined").await;
    agent.reads("We look into it.").await;
    assert!(agent.has("a[aria-label='Notifications']").await, "it is read when its page is opened");
    agent.is_accessible().await;
    agent.visit("/account").await;
    agent.press_on("button[aria-label='Stop following Microsoft Teams']").await;
    agent.reads("You no longer follow it.").await;
    agent.is_accessible().await;
    agent.close().await;
}

#[tokio::test]
async fn following_and_reading_need_no_script() {
    let desk = desk().await;
    let agent = sits_down(&desk, "marek", Script::Off).await;
    agent.visit("/account").await;
    agent.fill("/follows", "service", "Microsoft Teams").await;
    agent.submit("/follows", None).await;
    agent.reads("Od teraz to obserwujesz.").await;
    publish(&desk, "Rooms are silent").await;
    let told = || async { desk.of("marek").get("notices").await.expect(200) };
    tierline_testkit::desk::eventually("the notice comes", told, |page| page["items"][0]["kind"] == "issue_new").await;
    agent.visit("/notices").await;
    agent.reads("Nowy problem: Rooms are silent").await;
    agent.submit("/notices/readings", None).await;
    agent.reads("Wszystko oznaczono jako przeczytane.").await;
    agent.close().await;
}

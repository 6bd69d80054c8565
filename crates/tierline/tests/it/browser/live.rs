//! A page that is open while others work.

use serde_json::json;

use super::{reports, signed_in};
use crate::work::desk;

#[tokio::test]
async fn a_bar_tells_of_new_entries_and_what_is_read_and_typed_stays() {
    let desk = desk().await;
    let agent = signed_in(&desk, "maren").await;
    let case = reports(&agent).await;
    agent.visit(&case).await;
    agent.fill("/notes", "text", "I am still writing this").await;
    let id = case.trim_start_matches("/cases/");
    let say = async |text: &str| {
        let note = json!({ "text": text, "visibility": "internal" });
        let _ = desk.of("tobin").post(&format!("cases/{id}/notes"), note).await.expect(201);
    };
    say("The other office is affected too.").await;
    agent.settles(".live-bar").await;
    assert!(agent.text().await.contains("1 new entry: show"), "{}", agent.text().await);
    assert!(!agent.text().await.contains("The other office is affected too."), "nothing moves by itself");
    assert_eq!(agent.value("/notes", "text").await, "I am still writing this");
    agent.is_accessible().await;
    say("And the third one.").await;
    agent.comes("2 new entries: show").await;
    agent.press_on(".live-bar").await;
    agent.comes("And the third one.").await;
    assert!(agent.text().await.contains("The other office is affected too."));
    assert!(!agent.has(".live-bar").await, "all is shown");
    assert_eq!(agent.value("/notes", "text").await, "I am still writing this");
    agent.is_accessible().await;
    agent.close().await;
}

#[tokio::test]
async fn a_list_says_how_many_lines_changed_and_shows_them_when_asked() {
    let desk = desk().await;
    let agent = signed_in(&desk, "marek").await;
    agent.visit("/cases").await;
    crate::work::open_for(&desk.of("marek"), "pinmoor.example").await;
    agent.settles(".live-bar").await;
    agent.comes("Zmieniło się 1 zgłoszenie: pokaż").await;
    agent.is_accessible().await;
    agent.press_on(".live-bar").await;
    agent.comes("Group calls drop after two minutes").await;
    assert!(!agent.has(".live-bar").await);
    agent.close().await;
}

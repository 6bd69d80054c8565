//! Without script: every form is a form.

use tierline_testkit::browser::Script;

use super::{climbs, hands_up, reports, sits_down};
use crate::work::desk;

#[tokio::test]
async fn the_whole_ladder_is_climbed_without_script() {
    let desk = desk().await;
    let agent = sits_down(&desk, "maren", Script::Off).await;
    let case = reports(&agent).await;
    climbs(&agent).await;
    hands_up(&agent, &case, "local").await;
    let engineer = sits_down(&desk, "ansel", Script::Off).await;
    engineer.visit("/inbox").await;
    engineer.reads("Group calls drop after two minutes").await;
    engineer.follow_text("Group calls drop after two minutes").await;
    engineer.fill("/decision", "decision", "resolve").await;
    engineer.fill("/decision", "reason", "The call controllers were rolled back.").await;
    engineer.submit("/decision", None).await;
    agent.visit(&case).await;
    agent.reads("The call controllers were rolled back.").await;
    agent.close().await;
    engineer.close().await;
}

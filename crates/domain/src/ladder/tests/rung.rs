//! The rungs of an ordinary climb, entry by entry.

use super::{climb, codes};
use crate::{Category, RequestStatus, Route, StepOutcome, fixture::Story, health::CheckResult};

#[test]
fn an_ordinary_case_climbs_rung_by_rung() {
    let mut text = String::new();
    let mut tell = |what: &str, story: &Story| {
        let ladder = climb(story);
        let states: Vec<&str> = ladder.rungs.iter().map(|rung| rung.state.word()).collect();
        text.push_str(&format!(
            "{what}\n  {}\n  on {}, next {}, blocked by [{}]\n",
            states.join(" | "),
            ladder.current(),
            ladder.next,
            codes(&ladder).join(" ")
        ));
    };
    let story = Story::opened();
    tell("opened", &story);
    let story = story.checked(CheckResult::AllClear, vec![]);
    tell("health checked, all clear", &story);
    let story = story.tried(StepOutcome::NoChange);
    tell("a step", &story);
    let story = story.decided_with(Category::BugOrIrregularity, crate::Grounds::default());
    tell("category without grounds", &story);
    let story = story.decided(Category::BugOrIrregularity);
    tell("grounds", &story);
    let story = story.linked(9, Route::Assisted, RequestStatus::Prepared);
    tell("prepared", &story);
    let story = story.moved(9, RequestStatus::Submitted);
    tell("number typed back", &story);
    let story = story.moved(9, RequestStatus::AttentionNeeded);
    tell("the provider asks", &story);
    let story = story.moved(9, RequestStatus::Accepted);
    tell("answered", &story);
    tell("the provider resolves", &story.moved(9, RequestStatus::Resolved));
    insta::assert_snapshot!(text);
}

#[test]
fn each_rung_names_its_author_and_time() {
    let story = Story::climbed();
    let ladder = climb(&story);
    let authors: Vec<_> = ladder.rungs.iter().map(|rung| rung.by.as_deref().unwrap_or("-")).collect();
    assert_eq!(authors, ["Hollis Brandt", "Tierline", "Maren Oskel", "Maren Oskel", "-"]);
    for (rung, entry) in ladder.rungs.iter().zip(&story.entries) {
        assert_eq!(rung.at, Some(entry.at), "{}", rung.key);
    }
}

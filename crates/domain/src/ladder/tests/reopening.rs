//! A case that comes back climbs again, with all its evidence.

use super::{assert_may_escalate, climb, codes, state};
use crate::{
    Event, NextAction, RequestStatus, Route, RungKey, RungState,
    fixture::{Story, customer},
    health::CheckResult,
};

fn solved_upstream() -> Story {
    Story::climbed().linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Resolved)
}

#[test]
fn a_reopened_case_looks_health_up_again_and_keeps_its_evidence() {
    let story = solved_upstream().then(&customer(), Event::CaseReopened);
    let ladder = climb(&story);
    assert_eq!((ladder.next, ladder.current()), (NextAction::CheckHealth, RungKey::HealthChecked));
    let states: Vec<&str> = ladder.rungs.iter().map(|rung| rung.state.word()).collect();
    assert_eq!(states, ["done", "reopened", "done", "done", "reopened"]);
    assert_may_escalate(&climb(&story.checked(CheckResult::AllClear, vec![])));
}

#[test]
fn a_symptom_that_outlives_the_solution_lets_the_case_climb_again() {
    let story = solved_upstream();
    assert_eq!(climb(&story).next, NextAction::ConfirmWithCustomer);
    assert_may_escalate(&climb(&story.then(&customer(), Event::SymptomPersists)));
}

#[test]
fn a_reopened_case_whose_request_is_still_open_goes_on_with_it() {
    let story = Story::climbed()
        .linked(9, Route::Local, RequestStatus::Accepted)
        .then(&customer(), Event::CaseReopened)
        .checked(CheckResult::AllClear, vec![]);
    let ladder = climb(&story);
    assert_eq!(ladder.next, NextAction::Nothing);
    assert_eq!(codes(&ladder), ["duplicate_open_request"]);
    assert_eq!(state(&ladder, RungKey::Escalated), RungState::Done);
}

#[test]
fn a_recipient_that_reopens_what_it_had_solved_has_the_ball_again() {
    let story = solved_upstream().then(&customer(), Event::CaseReopened).moved(9, RequestStatus::Accepted);
    let ladder = climb(&story);
    assert_eq!(ladder.next, NextAction::Nothing);
    assert_eq!(codes(&ladder), ["duplicate_open_request"]);
}

#[test]
fn a_confirmation_counts_only_until_the_case_comes_back() {
    let confirmed =
        solved_upstream().then(&customer(), Event::SolutionConfirmed).then(&customer(), Event::CaseReopened);
    let resolved = super::situation_with(|s| s.status = crate::CaseStatus::Resolved);
    assert_eq!(super::climb_in(&confirmed, &resolved).next, NextAction::ConfirmWithCustomer);
}

#[test]
fn a_return_of_long_ago_does_not_keep_a_case_climbing() {
    let story = Story::climbed().then(&customer(), Event::CaseReopened).checked(CheckResult::AllClear, vec![]);
    let story = story.linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Resolved);
    assert_eq!(climb(&story).next, NextAction::ConfirmWithCustomer);
}

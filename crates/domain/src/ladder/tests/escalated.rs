//! After the escalation: each status of the request, on each route.

use super::{assert_may_escalate, climb, climb_in, codes, situation_with, state};
use crate::{
    CaseStatus, Event, NextAction, RequestStatus, Route, RungKey, RungState, StepOutcome,
    fixture::{Story, customer},
};

#[test]
fn each_status_of_the_request_says_who_has_the_ball() {
    let mut text = String::new();
    for route in Route::ALL {
        for status in RequestStatus::ALL {
            let ladder = climb(&Story::climbed().linked(9, *route, *status));
            let rung = state(&ladder, RungKey::Escalated);
            text.push_str(&format!(
                "{route} {status}: rung {rung}, next {}, on {}, [{}]\n",
                ladder.next,
                ladder.current(),
                codes(&ladder).join(" ")
            ));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_status_heard_last_counts() {
    let story = Story::climbed()
        .linked(9, Route::Assisted, RequestStatus::Prepared)
        .moved(9, RequestStatus::Submitted)
        .moved(9, RequestStatus::Accepted);
    assert_eq!(climb(&story).next, NextAction::Nothing);
    let asked = story.moved(9, RequestStatus::AttentionNeeded);
    assert_eq!(climb(&asked).next, NextAction::AnswerProvider);
    assert_eq!(climb(&asked.moved(9, RequestStatus::Resolved)).next, NextAction::ConfirmWithCustomer);
}

#[test]
fn news_of_a_request_the_case_no_longer_stands_on_moves_nothing() {
    let story = Story::climbed()
        .linked(8, Route::Local, RequestStatus::Withdrawn)
        .linked(9, Route::Local, RequestStatus::Submitted)
        .moved(8, RequestStatus::Closed);
    let ladder = climb(&story);
    assert_eq!(ladder.next, NextAction::Nothing);
    assert_eq!(state(&ladder, RungKey::Escalated), RungState::Done);
}

#[test]
fn the_rung_names_who_handed_it_up_not_who_moved_it_last() {
    let story = Story::climbed().linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Accepted);
    let ladder = climb(&story);
    assert_eq!(ladder.rungs[4].by.as_deref(), Some("Maren Oskel"));
}

#[test]
fn a_returned_request_is_written_anew_once_there_is_new_evidence() {
    let returned = Story::climbed().linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Returned);
    assert!(!climb(&returned).may_escalate());
    let ladder = climb(&returned.tried(StepOutcome::NoChange));
    assert_may_escalate(&ladder);
}

#[test]
fn a_withdrawn_request_leaves_the_way_free() {
    let withdrawn =
        Story::climbed().linked(9, Route::Assisted, RequestStatus::Prepared).moved(9, RequestStatus::Withdrawn);
    assert_may_escalate(&climb(&withdrawn));
}

#[test]
fn a_resolved_case_asks_the_customer_and_is_closed_when_they_agree() {
    let resolved = situation_with(|s| s.status = CaseStatus::Resolved);
    let story = Story::climbed()
        .linked(9, Route::Local, RequestStatus::Submitted)
        .moved(9, RequestStatus::Resolved)
        .then(&customer(), Event::CaseResolved);
    assert_eq!(climb_in(&story, &resolved).next, NextAction::ConfirmWithCustomer);
    let confirmed = story.then(&customer(), Event::SolutionConfirmed);
    assert_eq!(climb_in(&confirmed, &resolved).next, NextAction::Close);
    let closed = situation_with(|s| s.status = CaseStatus::Closed);
    assert_eq!(climb_in(&confirmed, &closed).next, NextAction::Nothing);
}

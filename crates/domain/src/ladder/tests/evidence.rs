//! The fold itself.

use crate::{
    Actor, Channel, Event, Evidence, RequestStatus, Route, StepOutcome,
    fixture::{Story, agent, owner},
    health::{CheckResult, Said},
};

#[test]
fn evidence_keeps_every_check_and_step_in_the_order_of_time() {
    let story = Story::opened().checked(CheckResult::FeedUnavailable, vec![]).tried(StepOutcome::NoChange);
    let story = story.checked(CheckResult::AllClear, vec![]).tried(StepOutcome::Improved);
    let mut shuffled = story.entries.clone();
    shuffled.reverse();
    let evidence = Evidence::gather(owner(), &shuffled);
    let results: Vec<_> = evidence.checks.iter().map(|(_, _, check)| check.result).collect();
    assert_eq!(results, [CheckResult::FeedUnavailable, CheckResult::AllClear]);
    let outcomes: Vec<_> = evidence.steps.iter().map(|(_, _, step)| step.outcome).collect();
    assert_eq!(outcomes, [StepOutcome::NoChange, StepOutcome::Improved]);
}

#[test]
fn who_opened_a_case_stays_who_opened_it() {
    let story = Story::opened().then(&agent(), Event::CaseOpened { channel: Channel::Agent });
    let evidence = Evidence::gather(owner(), &story.entries);
    assert_eq!(evidence.opened.unwrap().1.name, "Hollis Brandt");
}

#[test]
fn entries_of_one_instant_are_ordered_by_their_ids() {
    let mut story = Story::climbed().linked(9, Route::Local, RequestStatus::Sending).moved(9, RequestStatus::Submitted);
    let at = story.now;
    for entry in story.entries.iter_mut().rev().take(2) {
        entry.at = at;
    }
    story.entries.reverse();
    let evidence = Evidence::gather(owner(), &story.entries);
    assert_eq!(evidence.request.unwrap().status, RequestStatus::Submitted);
}

#[test]
fn the_customer_was_told_of_an_issue_when_they_were_told_last() {
    let told = || Event::CustomerInformed { issue: crate::fixture::issue(1), said: Said::default() };
    let story = Story::opened().then(&Actor::desk(), told()).wait(30).then(&agent(), told());
    let evidence = Evidence::gather(owner(), &story.entries);
    assert_eq!(evidence.informed[&crate::fixture::issue(1)], story.entries[2].at);
}

#[test]
fn an_entry_that_comes_twice_counts_once() {
    let story = Story::climbed();
    let twice = [story.entries.clone(), story.entries].concat();
    let evidence = Evidence::gather(owner(), &twice);
    assert_eq!((evidence.checks.len(), evidence.steps.len()), (1, 1));
}

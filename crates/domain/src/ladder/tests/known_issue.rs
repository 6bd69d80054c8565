//! Documented issues: what explains a case, what blocks, what ends it, and what is a ground to escalate.

use chrono::{DateTime, Duration, Utc};

use super::{assert_may_escalate, climb, climb_in, codes, situation_with, state};
use crate::{
    CheckCause, IssueNow, MatchSeen, NextAction, RungKey, RungState, Situation, StepOutcome, Verdict,
    fixture::{Story, certain_match, customer, issue},
    health::CheckResult,
};

fn known() -> Story {
    Story::opened().checked(CheckResult::KnownIssue, vec![certain_match(1)])
}

/// Issue 1 as it stands now.
fn issue_now(ended: bool, last_post_at: DateTime<Utc>) -> Situation {
    situation_with(|s| s.issues = vec![IssueNow { issue: issue(1), ended, last_post_at }])
}

#[test]
fn an_open_service_issue_that_explains_the_case_blocks_and_names_itself() {
    let ladder = climb(&known());
    assert!(codes(&ladder).contains(&"known_issue_open"));
    let blocker = ladder.blockers.iter().find(|b| b.code == crate::BlockerCode::KnownIssueOpen).unwrap();
    assert_eq!(blocker.reference.as_deref(), Some("EX1"));
    let message = blocker.message();
    assert!(
        message.contains("EX1: inform the customer and wait") && message.contains("reject the match with a reason")
    );
    assert_eq!((ladder.next, ladder.current()), (NextAction::WaitForKnownIssue, RungKey::HealthChecked));
    assert_eq!(state(&ladder, RungKey::HealthChecked), RungState::Done);
    assert_eq!(state(&ladder, RungKey::Troubleshot), RungState::NotNeeded);
    assert_eq!(state(&ladder, RungKey::Categorized), RungState::NotNeeded);
}

#[test]
fn rejecting_the_match_lifts_it() {
    let story = Story::climbed().checked(CheckResult::KnownIssue, vec![certain_match(1)]);
    assert_eq!(codes(&climb(&story)), ["known_issue_open"]);
    let rejected = story.judged(1, Verdict::Rejected);
    assert_may_escalate(&climb(&rejected));
    let ladder = climb(&rejected.judged(1, Verdict::Confirmed));
    assert_eq!(codes(&ladder), ["known_issue_open"], "the last verdict counts");
    assert!(ladder.known_issue.unwrap().confirmed);
}

#[test]
fn an_uncertain_match_blocks_only_once_a_person_confirms_it() {
    let uncertain = MatchSeen { certain: false, certainty: 40, ..certain_match(1) };
    let story = Story::climbed().checked(CheckResult::AllClear, vec![uncertain]);
    assert_may_escalate(&climb(&story));
    assert_eq!(codes(&climb(&story.judged(1, Verdict::Confirmed))), ["known_issue_open"]);
}

#[test]
fn advisories_maintenance_and_announcements_inform_and_never_block() {
    let advisory = MatchSeen { service_issue: false, certainty: 100, ..certain_match(1) };
    let story = Story::climbed().checked(CheckResult::AllClear, vec![advisory]).judged(1, Verdict::Confirmed);
    let ladder = climb(&story);
    assert_may_escalate(&ladder);
    assert_eq!(ladder.known_issue, None);
}

#[test]
fn a_later_check_that_no_longer_finds_it_lifts_it_unless_a_person_confirmed_it() {
    let story = known().checked(CheckResult::AllClear, vec![]);
    assert_eq!(climb(&story).known_issue, None);
    let confirmed = known().judged(1, Verdict::Confirmed).checked(CheckResult::AllClear, vec![]);
    assert_eq!(climb(&confirmed).next, NextAction::WaitForKnownIssue);
}

#[test]
fn a_dead_feed_clears_nothing() {
    let story = known().checked(CheckResult::FeedUnavailable, vec![]).checked(CheckResult::FeedUnavailable, vec![]);
    let ladder = climb(&story);
    assert!(codes(&ladder).contains(&"known_issue_open"));
    assert_eq!(ladder.next, NextAction::WaitForKnownIssue);
}

#[test]
fn after_seventy_two_hours_of_silence_an_issue_no_longer_blocks() {
    let story = Story::climbed().checked(CheckResult::KnownIssue, vec![certain_match(1)]);
    let silent_since = |hours| issue_now(false, story.now - Duration::hours(hours));
    assert_eq!(codes(&climb_in(&story, &silent_since(72))), ["known_issue_open"]);
    let longer = issue_now(false, story.now - Duration::hours(72) - Duration::seconds(1));
    assert_may_escalate(&climb_in(&story, &longer));
}

#[test]
fn an_issue_that_appears_later_reopens_the_health_rung() {
    let story =
        Story::climbed().checked_because(CheckCause::LaterIssue, CheckResult::KnownIssue, vec![certain_match(1)]);
    let ladder = climb(&story);
    assert_eq!(state(&ladder, RungKey::HealthChecked), RungState::Reopened);
    assert_eq!(ladder.next, NextAction::WaitForKnownIssue);
    assert_eq!(state(&ladder, RungKey::Troubleshot), RungState::Done, "what was done stays done");
    let looked_at = climb(&story.judged(1, Verdict::Confirmed));
    assert_eq!(state(&looked_at, RungKey::HealthChecked), RungState::Done);
}

#[test]
fn when_the_issue_ends_the_customer_is_asked_before_anybody_climbs_on() {
    let story = known().judged(1, Verdict::Confirmed).wait(60).posted(1, true);
    let ladder = climb_in(&story, &issue_now(true, story.now));
    assert!(!codes(&ladder).contains(&"known_issue_open"));
    assert_eq!((ladder.next, ladder.post_outage), (NextAction::ConfirmWithCustomer, None));
}

#[test]
fn the_desks_own_look_up_at_the_end_says_nothing_of_the_problem() {
    let ended = MatchSeen { ended: true, ..certain_match(1) };
    let story = known().wait(60).posted(1, true);
    let story = story.checked_because(CheckCause::LaterIssue, CheckResult::PostOutage, vec![ended.clone()]);
    let ladder = climb_in(&story, &issue_now(true, story.now));
    assert_eq!((ladder.next, ladder.post_outage), (NextAction::ConfirmWithCustomer, None));
    let asked_by_a_person = story.checked_because(CheckCause::OnDemand, CheckResult::PostOutage, vec![ended]);
    let ladder = climb(&asked_by_a_person);
    assert!(ladder.post_outage.is_some());
    assert_eq!(ladder.next, NextAction::Troubleshoot);
    let flared_up = asked_by_a_person.posted(1, false).posted(1, true);
    assert_eq!(climb(&flared_up).post_outage, None, "that look-up was of the first outage");
}

#[test]
fn a_symptom_that_outlives_the_issue_is_a_ground_to_escalate() {
    let story = known().posted(1, true).then(&customer(), crate::Event::SymptomPersists);
    let ladder = climb_in(&story, &issue_now(true, story.now));
    assert_eq!(ladder.post_outage.unwrap().source_id, "EX1");
    assert_eq!(ladder.next, NextAction::Troubleshoot);
}

#[test]
fn a_complaint_from_before_the_end_says_nothing_of_what_stays() {
    let story = known().then(&customer(), crate::Event::SymptomPersists).posted(1, true);
    let ladder = climb_in(&story, &issue_now(true, story.now));
    assert_eq!((ladder.next, ladder.post_outage), (NextAction::ConfirmWithCustomer, None));
}

#[test]
fn a_check_that_finds_the_issue_ended_is_the_ground_itself() {
    let ended = MatchSeen { ended: true, ..certain_match(1) };
    let story = Story::opened().checked(CheckResult::PostOutage, vec![ended]).tried(StepOutcome::NoChange);
    let ladder = climb(&story.clone().decided(crate::Category::UndocumentedProblem));
    assert_may_escalate(&ladder);
    assert_eq!(ladder.post_outage.unwrap().source_id, "EX1");
    let dead_feed = story.checked(CheckResult::FeedUnavailable, vec![]);
    assert!(climb(&dead_feed).post_outage.is_some());
}

#[test]
fn an_issue_that_flares_up_again_blocks_again() {
    let story = known().posted(1, true).posted(1, false);
    assert_eq!(climb_in(&story, &issue_now(false, story.now)).next, NextAction::WaitForKnownIssue);
    let over = story.then(&customer(), crate::Event::SymptomPersists).posted(1, true);
    let ladder = climb_in(&over, &issue_now(true, over.now));
    assert_eq!(ladder.post_outage, None, "the complaint was of the second outage, not of what stayed after it");
}

#[test]
fn an_issue_that_was_over_when_it_was_looked_up_asks_nobody() {
    let ended = MatchSeen { ended: true, ..certain_match(1) };
    let ladder = climb(&Story::opened().checked(CheckResult::AllClear, vec![ended]));
    assert_eq!((ladder.next, ladder.post_outage), (NextAction::Troubleshoot, None));
}

#[test]
fn an_agent_who_works_on_after_the_end_is_not_held_up() {
    let story = known().posted(1, true).tried(StepOutcome::NoChange);
    assert_eq!(climb_in(&story, &issue_now(true, story.now)).next, NextAction::Categorize);
}

//! Between the partner and the customer: first response, next update, resolution, the close by silence.

use super::{case, case_in, clock_of, met, running, state_of};
use crate::{
    Actor, Case, CaseStatus, ClockKind, Event, Severity, Visibility,
    clock::ClockState,
    fixture::{Story, agent, at, customer, issue, provider},
    health::Said,
};

#[test]
fn the_first_response_is_met_by_the_first_word_to_the_customer() {
    let story = Story::opened();
    assert_eq!(state_of(&case(), &story, ClockKind::FirstResponse), running("2026-09-14T13:00:00Z"));
    let story = story.at("2026-09-14T09:19:00Z").told_customer().at("2026-09-14T17:00:00Z").told_customer();
    assert_eq!(state_of(&case(), &story, ClockKind::FirstResponse), met("2026-09-14T09:19:00Z", true));
}

#[test]
fn a_first_response_after_its_time_is_met_late() {
    let in_time = Story::opened().at("2026-09-14T13:00:00Z").told_customer();
    assert_eq!(state_of(&case(), &in_time, ClockKind::FirstResponse), met("2026-09-14T13:00:00Z", true));
    let late = Story::opened().at("2026-09-14T13:00:01Z").told_customer();
    assert_eq!(state_of(&case(), &late, ClockKind::FirstResponse), met("2026-09-14T13:00:01Z", false));
}

#[test]
fn only_words_of_ours_that_reach_the_customer_count() {
    let issue = issue(1);
    for (actor, visibility, event, counts) in [
        (agent(), Visibility::Customer, Event::NoteAdded, true),
        (Actor::desk(), Visibility::Customer, Event::CustomerInformed { issue, said: Said::default() }, true),
        (agent(), Visibility::Customer, Event::CaseResolved, true),
        // The desk asks by itself whether what the recipient calls solved is solved.
        (Actor::desk(), Visibility::Customer, Event::CaseResolved, false),
        (agent(), Visibility::Internal, Event::NoteAdded, false),
        (agent(), Visibility::Provider, Event::NoteAdded, false),
        (customer(), Visibility::Customer, Event::NoteAdded, false),
        (provider(), Visibility::Customer, Event::NoteAdded, false),
        (Actor::desk(), Visibility::Internal, Event::InformDrafted { issue, said: Said::default() }, false),
        (agent(), Visibility::Customer, Event::Assigned { to: None, name: None }, false),
    ] {
        let what = format!("{} by {:?} for {visibility}", event.kind(), actor.side);
        let story = Story::opened().said(&actor, visibility, event);
        let state = state_of(&case(), &story, ClockKind::FirstResponse);
        assert_eq!(matches!(state, ClockState::Met { .. }), counts, "{what}");
    }
}

#[test]
fn the_first_response_stands_still_while_the_customer_has_the_ball() {
    // After one of four hours the case waits; two hours later it is ours again.
    let waiting = Story::opened().at("2026-09-14T10:00:00Z").status(CaseStatus::WaitingOnCustomer);
    let case_waiting = case_in(CaseStatus::WaitingOnCustomer, waiting.now);
    assert_eq!(state_of(&case_waiting, &waiting, ClockKind::FirstResponse), ClockState::Paused { left: 180 });
    let back = waiting.at("2026-09-14T12:00:00Z").status(CaseStatus::Open);
    assert_eq!(state_of(&case(), &back, ClockKind::FirstResponse), running("2026-09-14T15:00:00Z"));
    let answered = back.at("2026-09-14T14:30:00Z").told_customer();
    assert_eq!(state_of(&case(), &answered, ClockKind::FirstResponse), met("2026-09-14T14:30:00Z", true));
}

#[test]
fn what_had_run_out_before_the_pause_stays_run_out() {
    let story = Story::opened().at("2026-09-14T14:00:00Z").status(CaseStatus::WaitingOnCustomer);
    let case = case_in(CaseStatus::WaitingOnCustomer, story.now);
    assert_eq!(state_of(&case, &story, ClockKind::FirstResponse), running("2026-09-14T13:00:00Z"));
}

#[test]
fn a_pause_after_the_answer_does_not_make_a_late_answer_timely() {
    let story = Story::opened().at("2026-09-14T15:00:00Z").told_customer().status(CaseStatus::WaitingOnCustomer);
    let case = case_in(CaseStatus::WaitingOnCustomer, story.now);
    assert_eq!(state_of(&case, &story, ClockKind::FirstResponse), met("2026-09-14T15:00:00Z", false));
}

#[test]
fn the_next_update_begins_with_the_first_word_and_restarts_with_each() {
    assert_eq!(clock_of(&case(), &Story::opened(), ClockKind::NextUpdate), None);
    let story = Story::opened().at("2026-09-14T10:00:00Z").told_customer();
    assert_eq!(state_of(&case(), &story, ClockKind::NextUpdate), running("2026-09-14T14:00:00Z"));
    // Two hours are left of Monday; the other two are Tuesday's.
    let story = story.at("2026-09-14T16:00:00Z").told_customer();
    let clock = clock_of(&case(), &story, ClockKind::NextUpdate).unwrap();
    assert_eq!((clock.state, clock.started_at), (running("2026-09-15T10:00:00Z"), at("2026-09-14T16:00:00Z")));
}

#[test]
fn the_next_update_waits_with_the_customer_but_not_with_the_provider() {
    let told = Story::opened().at("2026-09-14T10:00:00Z").told_customer().at("2026-09-14T10:30:00Z");
    let customer = told.clone().status(CaseStatus::WaitingOnCustomer);
    let waiting = case_in(CaseStatus::WaitingOnCustomer, customer.now);
    assert_eq!(state_of(&waiting, &customer, ClockKind::NextUpdate), ClockState::Paused { left: 210 });
    let provider = told.status(CaseStatus::WaitingOnProvider);
    let waiting = case_in(CaseStatus::WaitingOnProvider, provider.now);
    assert_eq!(state_of(&waiting, &provider, ClockKind::NextUpdate), running("2026-09-14T14:00:00Z"));
}

#[test]
fn the_resolution_waits_with_the_customer_and_with_the_provider() {
    // Three days of ten hours: 24 hours of work, due on Wednesday at 13:00.
    let story = Story::opened();
    assert_eq!(state_of(&case(), &story, ClockKind::Resolution), running("2026-09-16T13:00:00Z"));
    for status in [CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider] {
        let waits = story.clone().at("2026-09-14T11:00:00Z").status(status);
        let state = state_of(&case_in(status, waits.now), &waits, ClockKind::Resolution);
        assert_eq!(state, ClockState::Paused { left: 22 * 60 }, "{status}");
        // A whole day later.
        let back = waits.at("2026-09-15T11:00:00Z").status(CaseStatus::Open);
        assert_eq!(state_of(&case(), &back, ClockKind::Resolution), running("2026-09-17T13:00:00Z"), "{status}");
    }
}

#[test]
fn one_wait_that_follows_another_is_one_pause() {
    let story = Story::opened()
        .at("2026-09-14T11:00:00Z")
        .status(CaseStatus::WaitingOnCustomer)
        .at("2026-09-14T13:00:00Z")
        .status(CaseStatus::WaitingOnProvider)
        .at("2026-09-14T15:00:00Z")
        .status(CaseStatus::Open);
    assert_eq!(state_of(&case(), &story, ClockKind::Resolution), running("2026-09-16T17:00:00Z"));
}

#[test]
fn a_solution_meets_the_resolution_and_stops_what_was_never_met() {
    let story = Story::opened().at("2026-09-15T10:00:00Z").status(CaseStatus::Resolved);
    let solved = case_in(CaseStatus::Resolved, at("2026-09-15T10:00:00Z"));
    assert_eq!(state_of(&solved, &story, ClockKind::Resolution), met("2026-09-15T10:00:00Z", true));
    assert_eq!(state_of(&solved, &story, ClockKind::FirstResponse), met("2026-09-15T10:00:00Z", false));
    assert_eq!(clock_of(&solved, &story, ClockKind::NextUpdate), None);
}

#[test]
fn a_solution_that_comes_too_late_is_met_late() {
    let story = Story::opened().at("2026-09-16T13:01:00Z").status(CaseStatus::Resolved);
    let solved = case_in(CaseStatus::Resolved, at("2026-09-16T13:01:00Z"));
    assert_eq!(state_of(&solved, &story, ClockKind::Resolution), met("2026-09-16T13:01:00Z", false));
}

#[test]
fn the_days_in_which_a_case_was_over_do_not_count_when_it_comes_back() {
    let story = Story::opened()
        .at("2026-09-14T10:00:00Z")
        .told_customer()
        .at("2026-09-14T11:00:00Z")
        .status(CaseStatus::Resolved)
        .at("2026-09-21T11:00:00Z")
        .status(CaseStatus::Closed)
        .at("2026-09-25T09:00:00Z")
        .status(CaseStatus::Open);
    // Two of 24 hours were used on the first day, and one of four since the last word.
    assert_eq!(state_of(&case(), &story, ClockKind::Resolution), running("2026-09-29T11:00:00Z"));
    assert_eq!(state_of(&case(), &story, ClockKind::NextUpdate), running("2026-09-25T12:00:00Z"));
}

#[test]
fn a_resolved_case_closes_after_seven_days_of_silence() {
    let solved = case_in(CaseStatus::Resolved, at("2026-09-15T10:00:00Z"));
    let state = state_of(&solved, &Story::opened(), ClockKind::AutoClose);
    assert_eq!(state, running("2026-09-22T10:00:00Z"), "days, not business days");
    for status in [CaseStatus::Open, CaseStatus::WaitingOnCustomer, CaseStatus::Closed] {
        assert_eq!(
            clock_of(&case_in(status, at("2026-09-15T10:00:00Z")), &Story::opened(), ClockKind::AutoClose),
            None
        );
    }
}

#[test]
fn a_critical_case_of_the_night_is_due_in_the_night() {
    let night = at("2026-09-19T23:30:00Z");
    let critical = Case { severity: Severity::Critical, created_at: night, ..case() };
    let story = Story::empty().at("2026-09-19T23:30:00Z");
    assert_eq!(state_of(&critical, &story, ClockKind::FirstResponse), running("2026-09-20T00:30:00Z"));
    assert_eq!(state_of(&critical, &story, ClockKind::Resolution), running("2026-09-20T07:30:00Z"));
}

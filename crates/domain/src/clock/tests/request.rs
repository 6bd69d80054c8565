//! Between the partner and the recipient: filing, the first answer, and ours to its question.

use super::{case, case_in, clock_of, met, running, state_of};
use crate::{
    CaseStatus, ClockKind, Event, Policy, RequestStatus, Route, Visibility,
    clock::{ClockState, FILING_MINUTES, request_clocks},
    fixture::{Story, agent, at, customer, provider, request},
};

fn filed(story: Story, number: u128, corrected: bool) -> Story {
    let event = Event::RequestFiled {
        request: request(number),
        number: format!("R-{number}"),
        external_id: "2609".into(),
        corrected,
    };
    story.then(&agent(), event)
}

#[test]
fn a_prepared_request_is_to_be_filed_within_the_hour() {
    let story = Story::opened().at("2026-09-14T15:00:00Z").linked(9, Route::Assisted, RequestStatus::Prepared);
    let clock = clock_of(&case(), &story, ClockKind::Filing).unwrap();
    assert_eq!((clock.state, clock.target), (running("2026-09-14T16:00:00Z"), FILING_MINUTES));
    let story = filed(story.at("2026-09-14T15:41:00Z"), 9, false).moved(9, RequestStatus::Submitted);
    assert_eq!(clock_of(&case(), &story, ClockKind::Filing), None);
}

#[test]
fn the_recipients_first_response_runs_from_the_filing() {
    let story = Story::opened().at("2026-09-14T13:00:00Z").linked(9, Route::Assisted, RequestStatus::Prepared);
    assert_eq!(clock_of(&case(), &story, ClockKind::ProviderFirstResponse), None, "nobody has it yet");
    let story = filed(story.at("2026-09-14T13:30:00Z"), 9, false).moved(9, RequestStatus::Submitted);
    assert_eq!(state_of(&case(), &story, ClockKind::ProviderFirstResponse), running("2026-09-14T17:30:00Z"));
    let corrected = filed(story.at("2026-09-14T14:30:00Z"), 9, true);
    assert_eq!(state_of(&case(), &corrected, ClockKind::ProviderFirstResponse), running("2026-09-14T17:30:00Z"));
}

#[test]
fn on_its_way_and_unheard_of_no_clock_of_the_recipient_runs() {
    for status in [RequestStatus::Sending, RequestStatus::Unknown] {
        let story = Story::opened().linked(9, Route::Local, status);
        assert_eq!(clock_of(&case(), &story, ClockKind::ProviderFirstResponse), None, "{status}");
    }
    let story = Story::opened().linked(9, Route::Local, RequestStatus::Sending).at("2026-09-14T10:00:00Z");
    let story = story.moved(9, RequestStatus::Submitted);
    assert_eq!(state_of(&case(), &story, ClockKind::ProviderFirstResponse), running("2026-09-14T14:00:00Z"));
}

#[test]
fn whatever_the_recipient_says_first_is_its_first_response() {
    let submitted = Story::opened().at("2026-09-14T10:00:00Z").linked(9, Route::Local, RequestStatus::Submitted);
    let submitted = submitted.at("2026-09-14T13:12:00Z");
    for status in
        [RequestStatus::Accepted, RequestStatus::AttentionNeeded, RequestStatus::Returned, RequestStatus::Resolved]
    {
        let story = submitted.clone().moved(9, status).at("2026-09-15T10:00:00Z").moved(9, RequestStatus::Closed);
        let state = state_of(&case(), &story, ClockKind::ProviderFirstResponse);
        assert_eq!(state, met("2026-09-14T13:12:00Z", true), "{status}");
    }
    let noted = submitted.clone().said(&provider(), Visibility::Provider, Event::NoteAdded);
    assert_eq!(state_of(&case(), &noted, ClockKind::ProviderFirstResponse), met("2026-09-14T13:12:00Z", true));
    let late = submitted.at("2026-09-14T14:01:00Z").moved(9, RequestStatus::Accepted);
    assert_eq!(state_of(&case(), &late, ClockKind::ProviderFirstResponse), met("2026-09-14T14:01:00Z", false));
}

#[test]
fn an_answer_that_is_heard_of_before_the_arrival_is_both() {
    let story = Story::opened().linked(9, Route::Local, RequestStatus::Sending).at("2026-09-14T10:00:00Z");
    let story = story.moved(9, RequestStatus::Accepted).moved(9, RequestStatus::Submitted);
    assert_eq!(state_of(&case(), &story, ClockKind::ProviderFirstResponse), met("2026-09-14T10:00:00Z", true));
}

#[test]
fn words_of_others_are_no_response_of_the_recipient() {
    let story = Story::opened().at("2026-09-14T10:00:00Z").linked(9, Route::Local, RequestStatus::Submitted);
    let story = story.said(&customer(), Visibility::Customer, Event::NoteAdded).told_customer();
    assert_eq!(state_of(&case(), &story, ClockKind::ProviderFirstResponse), running("2026-09-14T14:00:00Z"));
}

#[test]
fn a_withdrawn_request_has_no_clocks() {
    let story = Story::opened().linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Withdrawn);
    for kind in [ClockKind::Filing, ClockKind::ProviderFirstResponse, ClockKind::AnswerProvider] {
        assert_eq!(clock_of(&case(), &story, kind), None, "{kind}");
    }
}

#[test]
fn a_question_of_the_recipient_is_to_be_answered_and_waits_with_the_customer() {
    let story = Story::opened().linked(9, Route::Local, RequestStatus::Submitted);
    let asked = story.at("2026-09-14T10:00:00Z").moved(9, RequestStatus::AttentionNeeded);
    assert_eq!(state_of(&case(), &asked, ClockKind::AnswerProvider), running("2026-09-14T14:00:00Z"));
    let waits = asked.clone().at("2026-09-14T11:00:00Z").status(CaseStatus::WaitingOnCustomer);
    let waiting = case_in(CaseStatus::WaitingOnCustomer, waits.now);
    assert_eq!(state_of(&waiting, &waits, ClockKind::AnswerProvider), ClockState::Paused { left: 180 });
    let answered = asked.moved(9, RequestStatus::Accepted);
    assert_eq!(clock_of(&case(), &answered, ClockKind::AnswerProvider), None);
}

#[test]
fn a_status_that_is_read_again_keeps_the_clock_it_started() {
    let story = Story::opened().linked(9, Route::Assisted, RequestStatus::Submitted);
    let asked = story.at("2026-09-14T10:00:00Z").moved(9, RequestStatus::AttentionNeeded);
    let again = asked.at("2026-09-14T13:00:00Z").moved(9, RequestStatus::AttentionNeeded);
    assert_eq!(state_of(&case(), &again, ClockKind::AnswerProvider), running("2026-09-14T14:00:00Z"));
}

#[test]
fn news_of_an_earlier_request_moves_no_clock_of_the_present_one() {
    let story = Story::opened()
        .linked(8, Route::Local, RequestStatus::Submitted)
        .moved(8, RequestStatus::Returned)
        .at("2026-09-14T10:00:00Z")
        .linked(9, Route::Local, RequestStatus::Submitted)
        .moved(8, RequestStatus::Closed);
    assert_eq!(state_of(&case(), &story, ClockKind::ProviderFirstResponse), running("2026-09-14T14:00:00Z"));
}

#[test]
fn a_case_that_is_over_has_no_running_clock_of_its_request() {
    for status in [RequestStatus::Submitted, RequestStatus::AttentionNeeded, RequestStatus::Prepared] {
        let story = Story::opened().linked(9, Route::Assisted, status).status(CaseStatus::Closed);
        let closed = case_in(CaseStatus::Closed, at("2026-09-14T12:00:00Z"));
        let due = crate::clocks(&closed, &story.entries, &crate::Policy::default());
        assert_eq!(crate::first_due(&due), None, "{status}");
    }
}

#[test]
fn a_requests_own_clocks_are_its_own_alone() {
    let story = Story::opened().at("2026-09-14T10:00:00Z").linked(8, Route::Local, RequestStatus::Submitted);
    let story = story.moved(8, RequestStatus::Returned).at("2026-09-14T15:00:00Z");
    let story = story.linked(9, Route::Assisted, RequestStatus::Prepared);
    let kinds = |number| {
        let clocks = request_clocks(&case(), &story.entries, &Policy::default(), request(number));
        clocks.iter().map(|clock| clock.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(9), [ClockKind::Filing]);
    assert_eq!(kinds(8), [], "it is over: the case stands on another");
}

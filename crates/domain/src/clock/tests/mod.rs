//! The clocks as a table of stories. The desk is open from 08:00 to 18:00 UTC on weekdays; the case comes in on a Monday
//! at 09:00, as moderate: four hours to answer, four to the next word, three days to solve it.

mod customer;
mod property;
mod request;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{Clock, ClockState, clocks, first_due};
use crate::{
    Calendar, Case, CaseId, CaseStatus, CaseSummary, Channel, ClockKind, CustomerId, Event, NextAction, Policy,
    RungKey, Severity, Visibility,
    fixture::{Story, agent, at, monday, owner},
};

/// A case that was opened on Monday at 09:00.
fn case() -> Case {
    Case {
        owner: owner(),
        id: CaseId(Uuid::from_u128(5)),
        number: "T-20418".to_owned(),
        customer: CustomerId(Uuid::from_u128(3)),
        subject: "Shared calendars stay empty".to_owned(),
        description: "Since this morning they are empty.".to_owned(),
        service: Some("Exchange Online".to_owned()),
        region: None,
        severity: Severity::Moderate,
        status: CaseStatus::Open,
        started_at: None,
        affected_users: None,
        error_text: None,
        correlation_ids: Vec::new(),
        contact: None,
        channel: Channel::Portal,
        reporter: None,
        assignee: None,
        continues: None,
        version: 1,
        created_at: monday(),
        updated_at: monday(),
        resolved_at: None,
        closed_at: None,
        summary: CaseSummary {
            rung: RungKey::Reported,
            next_action: NextAction::CheckHealth,
            next_clock: None,
            next_due_at: None,
            post_outage: None,
        },
    }
}

/// A case in a status, with the instants that go with it.
fn case_in(status: CaseStatus, since: DateTime<Utc>) -> Case {
    let over = !status.is_active();
    let closed_at = (status == CaseStatus::Closed).then_some(since);
    Case { status, resolved_at: over.then_some(since), closed_at, ..case() }
}

/// The clock of a kind, if it runs.
fn clock_of(case: &Case, story: &Story, kind: ClockKind) -> Option<Clock> {
    let mut found = clocks(case, &story.entries, &Policy::default());
    found.retain(|clock| clock.kind == kind);
    assert!(found.len() <= 1, "{kind} twice");
    found.pop()
}

/// What the clock of a kind says.
fn state_of(case: &Case, story: &Story, kind: ClockKind) -> ClockState {
    clock_of(case, story, kind).unwrap_or_else(|| panic!("no {kind} clock")).state
}

fn running(due_at: &str) -> ClockState {
    ClockState::Running { due_at: at(due_at) }
}

fn met(instant: &str, in_time: bool) -> ClockState {
    ClockState::Met { at: at(instant), in_time }
}

/// Ways to tell what clocks listen to.
impl Story {
    /// The time jumps to an instant.
    fn at(mut self, instant: &str) -> Self {
        self.now = at(instant);
        self
    }

    /// The case moves to a status.
    fn status(self, to: CaseStatus) -> Self {
        self.then(&agent(), Event::StatusChanged { from: CaseStatus::Open, to })
    }

    /// We write to the customer.
    fn told_customer(self) -> Self {
        self.said(&agent(), Visibility::Customer, Event::NoteAdded)
    }
}

#[test]
fn critical_cases_run_around_the_clock_and_others_in_business_hours() {
    // Friday 17:00: an hour is left of the working day.
    let friday = at("2026-09-18T17:00:00Z");
    let mut text = String::new();
    for severity in Severity::ALL {
        let case = Case { severity: *severity, created_at: friday, ..case() };
        let dues: Vec<String> = clocks(&case, &[], &Policy::default())
            .iter()
            .map(|clock| {
                format!("{} {} min, due {}", clock.kind, clock.target, clock.due_at().unwrap().format("%a %d %H:%M"))
            })
            .collect();
        text.push_str(&format!("{severity}: {}\n", dues.join("; ")));
    }
    insta::assert_snapshot!(text, @r"
    critical: first_response 60 min, due Fri 18 18:00; resolution 480 min, due Sat 19 01:00
    moderate: first_response 240 min, due Mon 21 11:00; resolution 1440 min, due Wed 23 11:00
    minimal: first_response 480 min, due Mon 21 15:00; resolution 2400 min, due Thu 24 17:00
    none: first_response 480 min, due Mon 21 15:00; resolution 4800 min, due Wed 30 17:00
    ");
}

#[test]
fn the_clock_that_runs_out_first_leads() {
    let story = Story::opened();
    let all = clocks(&case(), &story.entries, &Policy::default());
    assert_eq!(first_due(&all), Some((ClockKind::FirstResponse, monday() + Duration::hours(4))));
    let waiting = story.told_customer().status(CaseStatus::WaitingOnCustomer);
    let paused = clocks(&case_in(CaseStatus::WaitingOnCustomer, waiting.now), &waiting.entries, &Policy::default());
    assert_eq!(first_due(&paused), None, "all of them stand still");
}

#[test]
fn on_a_calendar_that_never_works_a_clock_stands_still() {
    let closed = Calendar { days: std::collections::BTreeSet::new(), ..Calendar::default() };
    let policy = Policy { calendar: closed, ..Policy::default() };
    let all = clocks(&case(), &Story::opened().entries, &policy);
    assert_eq!(all[0].state, ClockState::Paused { left: 240 });
}

//! What holds of the clocks of every timeline.

use chrono::Duration;
use proptest::{prelude::*, sample::select};

use super::case;
use crate::{
    Actor, Case, CaseStatus, Cloud, Entry, Event, Owner, Policy, RequestStatus, Route, Severity, Visibility,
    clock::{ClockState, clocks},
    fixture::{Story, agent, customer, monday, owner, provider, request},
};

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::NoteAdded),
        Just(Event::CaseResolved),
        Just(Event::CaseReopened),
        select(CaseStatus::ALL).prop_map(|to| Event::StatusChanged { from: CaseStatus::Open, to }),
        (1..3_u128, select(Route::ALL), select(RequestStatus::ALL)).prop_map(|(number, route, status)| {
            Event::RequestLinked {
                request: request(number),
                number: format!("R-{number}"),
                route,
                recipient: "Contour Cloud".into(),
                status,
                joined: false,
            }
        }),
        (1..3_u128, select(RequestStatus::ALL)).prop_map(|(number, status)| Event::RequestMoved {
            request: request(number),
            number: format!("R-{number}"),
            status,
            read_in_portal: true,
            occurred_at: None,
        }),
        (1..3_u128, any::<bool>()).prop_map(|(number, corrected)| Event::RequestFiled {
            request: request(number),
            number: format!("R-{number}"),
            external_id: "1".into(),
            corrected,
        }),
    ]
}

fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
    let actor = select(vec![agent(), customer(), provider(), Actor::desk()]);
    let entry = (actor, select(Visibility::ALL), any_event(), 0..3_000_i64);
    prop::collection::vec(entry, 0..16).prop_map(|entries| {
        let told = entries.into_iter().fold(Story::opened(), |mut story, (actor, visibility, event, minutes)| {
            story.now = monday() + Duration::minutes(minutes);
            story.said(&actor, visibility, event)
        });
        told.entries
    })
}

fn any_case() -> impl Strategy<Value = Case> {
    let over = prop::option::of((0..3_000_i64).prop_map(|minutes| monday() + Duration::minutes(minutes)));
    (select(Severity::ALL), select(CaseStatus::ALL), over).prop_map(|(severity, status, over)| {
        let resolved_at = over.filter(|_| !status.is_active());
        Case { severity, status, resolved_at, ..case() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_entries_in_any_order_and_twice_give_the_same_clocks(
        (entries, muddled) in any_entries().prop_flat_map(|entries| {
            let twice = [entries.clone(), entries.clone()].concat();
            (Just(entries), Just(twice).prop_shuffle())
        }),
        case in any_case(),
    ) {
        prop_assert_eq!(clocks(&case, &entries, &Policy::default()), clocks(&case, &muddled, &Policy::default()));
    }

    #[test]
    fn what_another_cloud_owns_moves_no_clock(entries in any_entries(), foreign in any_entries(), case in any_case()) {
        let other = Owner { cloud: Cloud::UsGovernment, ..owner() };
        let foreign: Vec<Entry> = foreign.into_iter().map(|entry| Entry { owner: other, ..entry }).collect();
        let mixed = [foreign, entries.clone()].concat();
        prop_assert_eq!(clocks(&case, &mixed, &Policy::default()), clocks(&case, &entries, &Policy::default()));
    }

    #[test]
    fn a_clock_never_runs_out_before_its_target_has_passed(entries in any_entries(), case in any_case()) {
        for clock in clocks(&case, &entries, &Policy::default()) {
            match clock.state {
                ClockState::Running { due_at } => prop_assert!(due_at - clock.started_at >= Duration::minutes(clock.target)),
                ClockState::Paused { left } => prop_assert!((0..=clock.target).contains(&left)),
                ClockState::Met { at, .. } => prop_assert!(at >= clock.started_at),
            }
        }
    }
}

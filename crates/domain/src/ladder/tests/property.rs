//! What holds of every timeline, however odd.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use super::{FULL_STANDING, situation};
use crate::{
    Actor, ApprovalDecision, AttachmentId, BlockerCode, CaseId, CaseStatus, Category, Channel, CheckCause, Cloud,
    Duplicate, Entry, EntryId, Event, Evidence, FreshCheck, Grounds, HealthCheck, HealthCheckId, IssueNow, Ladder,
    MatchSeen, NextAction, OrganizationId, Owner, PartnerKind, RecipientKind, RequestStatus, Route, RungKey, RungState,
    Severity, Situation, Step, StepArea, StepId, StepMeans, StepOutcome, Verdict, Visibility,
    catalogue::ProductFamily,
    entitlement::Standing,
    fixture::{agent, certain_match, colleague, customer, full_grounds, issue, monday, owner, provider, request},
    health::CheckResult,
    ladder,
};

fn any_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

fn small() -> impl Strategy<Value = u128> {
    1..4_u128
}

fn any_match() -> impl Strategy<Value = MatchSeen> {
    (small(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(number, certain, service_issue, ended)| {
        MatchSeen { certain, service_issue, ended, ..certain_match(number) }
    })
}

fn any_check() -> impl Strategy<Value = Event> {
    let matches = prop::collection::vec(any_match(), 0..3);
    (any_of(CheckCause::ALL), any_of(CheckResult::ALL), matches).prop_map(|(cause, result, matches)| {
        let id = HealthCheckId(Uuid::from_u128(1));
        Event::HealthChecked(HealthCheck { id, cause, result, feeds: vec![], matches })
    })
}

fn any_grounds() -> impl Strategy<Value = Grounds> {
    prop_oneof![Just(Grounds::default()), Just(full_grounds())]
}

fn any_step() -> impl Strategy<Value = Event> {
    (any_of(StepArea::ALL), any_of(StepMeans::ALL), any_of(StepOutcome::ALL)).prop_map(|(area, means, outcome)| {
        let id = StepId(Uuid::from_u128(1));
        Event::StepRecorded(Step { id, area, means, relationship: None, action: "Tried".into(), outcome, result: None })
    })
}

/// What the agents do and find.
fn any_work() -> impl Strategy<Value = Event> {
    prop_oneof![
        any_of(Channel::ALL).prop_map(|channel| Event::CaseOpened { channel }),
        Just(Event::NoteAdded),
        Just(Event::DetailsChanged { fields: vec!["error_text".into()] }),
        Just(Event::FileAttached { attachment: AttachmentId(Uuid::from_u128(1)), name: "a".into(), size: 1 }),
        any_check(),
        any_step(),
        (small(), any_of(Verdict::ALL)).prop_map(|(number, verdict)| Event::MatchJudged {
            issue: issue(number),
            source_id: format!("EX{number}"),
            verdict
        }),
        (small(), any::<bool>()).prop_map(|(number, ended)| Event::IssuePosted {
            issue: issue(number),
            source_id: format!("EX{number}"),
            post: None,
            ended
        }),
        small().prop_map(|number| Event::CustomerInformed { issue: issue(number) }),
        (any_of(Category::ALL), any_grounds()).prop_map(|(category, grounds)| Event::CategoryDecided {
            category,
            reason: None,
            grounds
        }),
        any_of(BlockerCode::ALL).prop_map(|blocker| Event::BlockerWaived { blocker }),
    ]
}

/// What moves the case and its request.
fn any_move() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::SymptomPersists),
        Just(Event::CaseResolved),
        Just(Event::SolutionConfirmed),
        any::<bool>().prop_map(|by_silence| Event::CaseClosed { by_silence }),
        Just(Event::CaseReopened),
        Just(Event::ApprovalRequested),
        any_of(ApprovalDecision::ALL).prop_map(|decision| Event::ApprovalDecided { decision }),
        (any_of(CaseStatus::ALL), any_of(CaseStatus::ALL)).prop_map(|(from, to)| Event::StatusChanged { from, to }),
        (small(), any_of(Route::ALL), any_of(RequestStatus::ALL)).prop_map(|(number, route, status)| {
            Event::RequestLinked {
                request: request(number),
                number: format!("R-{number}"),
                route,
                recipient: "Contour Cloud".into(),
                status,
                joined: false,
            }
        }),
        (small(), any_of(RequestStatus::ALL), any::<bool>()).prop_map(|(number, status, read_in_portal)| {
            Event::RequestMoved { request: request(number), number: format!("R-{number}"), status, read_in_portal }
        }),
    ]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    select(vec![agent(), colleague(), customer(), provider(), Actor::desk()])
}

/// A timeline with ids of its own, entries of one instant among them; the number is where its ids begin.
fn any_timeline(first_id: u128, most: usize) -> impl Strategy<Value = Vec<Entry>> {
    let entry = (any_actor(), any_of(Visibility::ALL), prop_oneof![any_work(), any_move()], -10_000..10_000_i64);
    prop::collection::vec(entry, 0..most).prop_map(move |entries| {
        let dated = entries.into_iter().enumerate();
        dated
            .map(|(number, (actor, visibility, event, minute))| Entry {
                owner: owner(),
                case: CaseId(Uuid::from_u128(5)),
                id: EntryId(Uuid::from_u128(first_id + number as u128)),
                at: monday() + Duration::minutes(minute / 7),
                actor,
                visibility,
                text: None,
                event,
            })
            .collect()
    })
}

fn any_standing() -> impl Strategy<Value = Standing> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(full, live, files, right, plan)| {
            let some = Standing {
                delegated_admin_live: live,
                delegated_admin_files: files,
                subscription_right: right,
                plan_covers: plan,
            };
            if full { FULL_STANDING } else { some }
        },
    )
}

fn any_issues() -> impl Strategy<Value = Vec<IssueNow>> {
    let one = (small(), any::<bool>(), -20_000..0_i64).prop_map(|(number, ended, minute)| IssueNow {
        issue: issue(number),
        ended,
        last_post_at: monday() + Duration::minutes(minute),
    });
    prop::collection::vec(one, 0..3)
}

fn any_situation() -> impl Strategy<Value = Situation> {
    let case =
        (any_of(CaseStatus::ALL), any_of(Severity::ALL), any::<bool>(), prop::option::of(any_of(ProductFamily::ALL)));
    let sides = (any::<bool>(), any_of(PartnerKind::ALL), any_of(RecipientKind::ALL), any_standing());
    let rest = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any_issues(), any_of(FreshCheck::ALL));
    (case, sides, rest).prop_map(|(case, sides, rest)| {
        let (no_contact, duplicate, duplicate_reason, approval_required, issues, fresh_check) = rest;
        Situation {
            status: case.0,
            severity: case.1,
            service_known: case.2,
            family: case.3,
            relationship_active: sides.0,
            partner_kind: sides.1,
            recipient: sides.2,
            standing: sides.3,
            contact_missing: if no_contact { vec!["phone"] } else { vec![] },
            duplicate: duplicate.then(|| Duplicate { request: request(3), number: "R-3".into() }),
            duplicate_reason,
            approval_required,
            issues,
            fresh_check,
            ..situation()
        }
    })
}

/// A time around the timeline's.
fn any_now() -> impl Strategy<Value = DateTime<Utc>> {
    (-2_000..20_000_i64).prop_map(|minute| monday() + Duration::minutes(minute))
}

/// The timeline with some entries twice, in another order.
fn muddled(entries: Vec<Entry>) -> impl Strategy<Value = Vec<Entry>> {
    let twice = entries.clone();
    let count = entries.len();
    prop::collection::vec(0..count.max(1), 0..8)
        .prop_map(move |again| {
            let mut all = entries.clone();
            all.extend(again.into_iter().filter_map(|index| twice.get(index).cloned()));
            all
        })
        .prop_shuffle()
}

fn due_rungs(ladder: &Ladder) -> Vec<RungKey> {
    ladder.rungs.iter().filter(|rung| rung.state == RungState::Due).map(|rung| rung.key).collect()
}

/// All that is ever recorded as evidence, by a text of its own.
fn recorded(entries: &[Entry]) -> BTreeSet<String> {
    let evidence = Evidence::gather(owner(), entries);
    let mut all = BTreeSet::new();
    all.extend(evidence.checks.iter().map(|check| format!("check {check:?}")));
    all.extend(evidence.steps.iter().map(|step| format!("step {step:?}")));
    all.extend(evidence.approvals.iter().map(|approval| format!("approval {approval:?}")));
    all.extend(evidence.verdicts.keys().map(|issue| format!("verdict {issue}")));
    all.extend(evidence.waivers.keys().map(|code| format!("waiver {code}")));
    all.extend(evidence.informed.keys().map(|issue| format!("informed {issue}")));
    all.extend(evidence.issues().iter().map(|issue| format!("issue {issue}")));
    all.extend(evidence.opened.map(|_| "opened".to_owned()));
    all.extend(evidence.category.map(|_| "category".to_owned()));
    all.extend(evidence.request.map(|_| "request".to_owned()));
    all.extend(evidence.returned.map(|_| "returned".to_owned()));
    all.extend(evidence.symptom_persists.map(|_| "symptom persists".to_owned()));
    all.extend(evidence.reopened.map(|_| "reopened".to_owned()));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_never_escalates_while_a_blocker_stands(entries in any_timeline(1000, 20), situation in any_situation(), now in any_now()) {
        let ladder = ladder(&entries, &situation, now);
        prop_assert_eq!(ladder.may_escalate(), ladder.blockers.is_empty());
        if !ladder.may_escalate() {
            prop_assert_ne!(ladder.next, NextAction::Escalate);
        }
    }

    #[test]
    fn evidence_is_never_erased(entries in any_timeline(1000, 20), more in any_timeline(5000, 5)) {
        let before = recorded(&entries);
        let after = recorded(&[entries, more].concat());
        prop_assert!(before.is_subset(&after), "lost: {:?}", before.difference(&after));
    }

    #[test]
    fn the_same_evidence_in_any_order_and_twice_gives_the_same_ladder(
        (entries, muddled) in any_timeline(1000, 20).prop_flat_map(|entries| (Just(entries.clone()), muddled(entries))),
        situation in any_situation(),
        now in any_now(),
    ) {
        prop_assert_eq!(ladder(&entries, &situation, now), ladder(&muddled, &situation, now));
    }

    #[test]
    fn what_another_cloud_or_organization_owns_changes_nothing(
        entries in any_timeline(1000, 20),
        foreign in any_timeline(5000, 10),
        same_organization in any::<bool>(),
        situation in any_situation(),
        now in any_now(),
    ) {
        let other = if same_organization {
            Owner { cloud: Cloud::UsGovernment, ..owner() }
        } else {
            Owner { organization: OrganizationId(Uuid::from_u128(2)), ..owner() }
        };
        let foreign: Vec<Entry> = foreign.into_iter().map(|entry| Entry { owner: other, ..entry }).collect();
        let mixed = [foreign, entries.clone()].concat();
        prop_assert_eq!(ladder(&mixed, &situation, now), ladder(&entries, &situation, now));
    }

    #[test]
    fn the_ladder_has_five_rungs_in_order_and_at_most_one_is_due(
        entries in any_timeline(1000, 20),
        situation in any_situation(),
        now in any_now(),
    ) {
        let ladder = ladder(&entries, &situation, now);
        let keys: Vec<RungKey> = ladder.rungs.iter().map(|rung| rung.key).collect();
        prop_assert_eq!(keys.as_slice(), RungKey::ALL);
        let due = due_rungs(&ladder);
        prop_assert!(due.len() <= 1, "due: {due:?}");
        if let [due] = due.as_slice() {
            prop_assert_eq!(*due, ladder.current());
        }
    }

    #[test]
    fn each_code_stands_at_most_once_and_has_something_to_say(
        entries in any_timeline(1000, 20),
        situation in any_situation(),
        now in any_now(),
    ) {
        let ladder = ladder(&entries, &situation, now);
        let codes: BTreeSet<BlockerCode> = ladder.blockers.iter().map(|blocker| blocker.code).collect();
        prop_assert_eq!(codes.len(), ladder.blockers.len());
        for blocker in &ladder.blockers {
            prop_assert!(!blocker.message().contains('?'), "{}", blocker.message());
        }
    }

    #[test]
    fn what_the_situation_alone_forbids_no_evidence_lifts(entries in any_timeline(1000, 20), now in any_now()) {
        let ended = Situation { relationship_active: false, ..situation() };
        let ladder = ladder(&entries, &ended, now);
        prop_assert!(ladder.blockers.iter().any(|blocker| blocker.code == BlockerCode::RelationshipInactive));
    }
}

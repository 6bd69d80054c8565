//! Timelines and situations of every kind, the impossible ones among them.

use chrono::{DateTime, Duration, Utc};
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use super::{FULL_STANDING, situation};
use crate::{
    Actor, ApprovalDecision, AttachmentId, BlockerCode, CaseId, CaseStatus, Category, Channel, CheckCause, Duplicate,
    Entry, EntryId, Event, FreshCheck, Grounds, HealthCheck, HealthCheckId, IssueNow, MatchSeen, PartnerKind,
    RecipientKind, RequestStatus, Route, Severity, Situation, Step, StepArea, StepId, StepMeans, StepOutcome, Verdict,
    Visibility,
    catalogue::ProductFamily,
    entitlement::Standing,
    fixture::{agent, certain_match, colleague, customer, full_grounds, issue, monday, owner, provider, request},
    health::{CheckResult, Said},
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
        Event::HealthChecked(HealthCheck { id, cause, result, gap: None, feeds: vec![], matches })
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
            posted_at: None,
            ended
        }),
        small().prop_map(|number| Event::CustomerInformed { issue: issue(number), said: Said::default() }),
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
            Event::RequestMoved {
                request: request(number),
                number: format!("R-{number}"),
                status,
                read_in_portal,
                occurred_at: None,
            }
        }),
    ]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    select(vec![agent(), colleague(), customer(), provider(), Actor::desk()])
}

/// A timeline with ids of its own, entries of one instant among them; the number is where its ids begin.
pub(super) fn any_timeline(first_id: u128, most: usize) -> impl Strategy<Value = Vec<Entry>> {
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

pub(super) fn any_situation() -> impl Strategy<Value = Situation> {
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
            duplicate: duplicate.then(|| Duplicate { named: Some((request(3), "R-3".into())) }),
            duplicate_reason,
            approval_required,
            issues,
            fresh_check,
            ..situation()
        }
    })
}

/// A time around the timeline's.
pub(super) fn any_now() -> impl Strategy<Value = DateTime<Utc>> {
    (-2_000..20_000_i64).prop_map(|minute| monday() + Duration::minutes(minute))
}

//! Rules that change reach what lists show of open cases: in batches, on both engines.

use chrono::Duration;
use tierline_app::{
    account::{self, EditCalendar, EditPolicy, EditTarget},
    case, request,
};
use tierline_domain::{CaseId, CaseSummary, NextAction, Role, Severity};
use tierline_store::Engine;
use tierline_testkit::inner::Desk;

use super::{agent, desk_on, handed_up, open};

async fn set(desk: &Desk, change: EditPolicy) {
    let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
    account::edit_policy(&desk.app, &admin, change).await.unwrap();
}

fn approvals(required: bool) -> EditPolicy {
    EditPolicy { approval_required: Some(required), ..EditPolicy::default() }
}

/// What the list shows, and the case's version.
async fn shown(desk: &Desk, case: CaseId) -> (CaseSummary, i64) {
    let case = case::view(&desk.app, &agent(desk).await, case).await.unwrap().case;
    (case.summary, case.version)
}

/// A case that could be handed up.
async fn ready(desk: &Desk) -> CaseId {
    let (case, request) = handed_up(desk).await;
    request::withdraw(&desk.app, &agent(desk).await, request.id, "Not now.").await.unwrap();
    desk.deliver().await;
    case.id
}

async fn lists_follow_the_rules(engine: Engine) {
    let desk = desk_on(engine).await;
    let case = ready(&desk).await;
    let (before, version) = shown(&desk, case).await;
    assert_eq!(before.next_action, NextAction::Escalate);

    set(&desk, approvals(true)).await;
    assert_eq!(shown(&desk, case).await.0.next_action, NextAction::Escalate, "nothing happens inside the request");
    desk.deliver().await;
    let (strict, untouched) = shown(&desk, case).await;
    assert_eq!(strict.next_action, NextAction::RequestApproval);
    assert_eq!(untouched, version, "nobody changed the case: who reads it may still change it");

    set(&desk, approvals(false)).await;
    desk.deliver().await;
    assert_eq!(shown(&desk, case).await.0, before, "and back");

    let calendar = EditCalendar { days: Some((1..=7).collect()), ..EditCalendar::default() };
    let hours = EditTarget {
        first_response: Some(7),
        next_update: Some(11),
        resolution: Some(13),
        provider_first_response: Some(5),
    };
    let targets = Severity::ALL.iter().map(|severity| (*severity, hours)).collect();
    set(&desk, EditPolicy { calendar, targets, ..EditPolicy::default() }).await;
    desk.deliver().await;
    assert!(shown(&desk, case).await.0.next_due_at < before.next_due_at, "the running clock is computed anew");
    desk.discard().await;
}

#[tokio::test]
async fn lists_follow_the_rules_on_sqlite() {
    lists_follow_the_rules(Engine::Sqlite).await;
}

#[tokio::test]
async fn lists_follow_the_rules_on_postgresql() {
    lists_follow_the_rules(Engine::Postgres).await;
}

/// How many messages it took, with all the batches in both clouds.
async fn batches(desk: &Desk) -> usize {
    let mut taken = 0;
    loop {
        match tierline_jobs::work_once(&desk.app).await.unwrap() {
            0 => return taken,
            more => taken += more,
        }
    }
}

async fn many_cases_follow_in_batches(engine: Engine) {
    let desk = desk_on(engine).await;
    let mut cases = Vec::new();
    for number in 0..103 {
        cases.push(open(&desk, &format!("The printer of room {number} waits")).await.id);
    }
    desk.deliver().await;
    let last = *cases.last().unwrap();
    let before = shown(&desk, last).await.0;
    let quick = EditTarget { first_response: Some(1), ..EditTarget::default() };
    let targets: Vec<_> = Severity::ALL.iter().map(|severity| (*severity, quick)).collect();
    set(&desk, EditPolicy { targets: targets.clone(), ..EditPolicy::default() }).await;
    assert_eq!(batches(&desk).await, 3, "two for this cloud, one for the other");
    for case in [cases[0], cases[99], cases[100], last] {
        assert!(shown(&desk, case).await.0.next_due_at < before.next_due_at);
    }

    set(&desk, EditPolicy { targets, ..EditPolicy::default() }).await;
    assert_eq!(batches(&desk).await, 0, "the same rules again set nothing going");

    set(&desk, approvals(true)).await;
    set(&desk, approvals(false)).await;
    assert_eq!(batches(&desk).await, 5, "rules that were overtaken leave the work to those that hold");
    desk.discard().await;
}

#[tokio::test]
async fn many_cases_follow_in_batches_on_sqlite() {
    many_cases_follow_in_batches(Engine::Sqlite).await;
}

#[tokio::test]
async fn many_cases_follow_in_batches_on_postgresql() {
    many_cases_follow_in_batches(Engine::Postgres).await;
}

#[tokio::test]
async fn a_batch_that_is_done_twice_is_done_once() {
    let desk = desk_on(Engine::Sqlite).await;
    let case = ready(&desk).await;
    set(&desk, approvals(true)).await;
    // A worker takes the message and dies: another does the work again once the lease has run out.
    let taken = super::relay::claim(&desk.app).await;
    let kinds: Vec<&str> = taken.iter().map(|message| message.kind.as_str()).collect();
    assert_eq!(kinds, ["policy_changed", "policy_changed"], "one for each cloud");
    desk.clock.advance(Duration::seconds(61));
    desk.deliver().await;
    let after = shown(&desk, case).await;
    assert_eq!(after.0.next_action, NextAction::RequestApproval);
    for message in &taken {
        tierline_app::relay::deliver(&desk.app, message).await.expect_err("its lease is gone");
    }
    assert_eq!(shown(&desk, case).await, after);
    desk.discard().await;
}

//! Each schedule does its work, by one node at a time.

use std::time::Duration;

use tierline_app::{
    Ctx, Idempotency,
    account::{self, AskElevation},
    case::{self, Note},
    notice::{self, NoticeQuery},
};
use tierline_domain::{CaseStatus, Cloud, ElevationState, Event, NOTICE_DAYS, Owner, Role, Visibility};
use tierline_jobs::{Config, run_due};
use tierline_store::{AuditKey, System};
use tierline_testkit::inner::Desk;

use super::{agent, desk, open};

fn config() -> Config {
    Config { poll: Duration::from_secs(1), audit_key: AuditKey::new([7; 32]) }
}

/// Sets the schedules up and runs them once, a little later.
async fn run(desk: &Desk) {
    tierline_jobs::ensure(&desk.app).await.unwrap();
    desk.clock.advance(chrono::Duration::seconds(1));
    run_due(&desk.app, &config()).await.unwrap();
}

/// Their names are kept in the database: a renamed one would run beside the old.
#[tokio::test]
async fn the_schedules_are_known_by_their_names() {
    let desk = desk().await;
    tierline_jobs::ensure(&desk.app).await.unwrap();
    let mut read = desk.app.store().read(System).await.unwrap();
    let known: Vec<String> = read.schedule_list().await.unwrap().into_iter().map(|schedule| schedule.name).collect();
    assert_eq!(known, ["end_elevations", "probe_connections", "purge", "seal_audit", "sweep_clocks"]);
    drop(read);
    desk.discard().await;
}

/// `seal_audit`.
#[tokio::test]
async fn what_was_done_is_sealed_and_can_be_proven() {
    let desk = desk().await;
    open(&desk, "Calendars stay empty").await;
    run(&desk).await;
    let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
    let mut read = desk.app.store().read(System).await.unwrap();
    let report = read.audit_verify(&config().audit_key, owner, None).await.unwrap();
    assert!(report.sound() && report.sealed > 0 && report.unsealed == 0, "{report:?}");
    let other_key = read.audit_verify(&AuditKey::new([8; 32]), owner, None).await.unwrap();
    assert!(!other_key.sound(), "who lacks the key cannot have sealed it");
    drop(read);
    desk.discard().await;
}

/// `end_elevations`.
#[tokio::test]
async fn a_role_for_a_time_is_written_down_as_over() {
    let desk = desk().await;
    let ctx = agent(&desk).await;
    let wish = AskElevation { role: Role::SalesAgent, reason: "The fair".to_owned(), minutes: 60 };
    account::elevation_ask(&desk.app, &ctx, wish).await.unwrap();
    desk.clock.advance(chrono::Duration::hours(25));
    let state = async || account::elevation_list(&desk.app, &ctx).await.unwrap()[0].state;
    assert_eq!(state().await, ElevationState::Asked);
    run(&desk).await;
    assert_eq!(state().await, ElevationState::Withdrawn, "nobody answered within a day");
    desk.discard().await;
}

/// `sweep_clocks`.
#[tokio::test]
async fn a_clock_that_ran_out_is_announced_once() {
    let desk = desk().await;
    let case = open(&desk, "Calendars stay empty").await;
    desk.clock.advance(chrono::Duration::days(4));
    run(&desk).await;
    desk.clock.advance(chrono::Duration::minutes(1));
    run_due(&desk.app, &config()).await.unwrap();
    let entries = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap().entries;
    let announced = entries.iter().filter(|entry| matches!(entry.event, Event::ClockRanOut { .. })).count();
    assert_eq!(announced, 1);
    desk.discard().await;
}

/// `sweep_clocks`.
#[tokio::test]
async fn a_solution_nobody_objects_to_closes_its_case_after_seven_days() {
    let desk = desk().await;
    let (case, ctx) = (open(&desk, "Calendars stay empty").await, agent(&desk).await);
    case::resolve(&desk.app, &ctx, case.id, "The calendars were shared again.").await.unwrap();
    let status = async || case::view(&desk.app, &ctx, case.id).await.unwrap().case.status;
    desk.clock.advance(chrono::Duration::days(7) - chrono::Duration::minutes(1));
    run(&desk).await;
    assert_eq!(status().await, CaseStatus::Resolved);
    desk.clock.advance(chrono::Duration::minutes(1));
    run_due(&desk.app, &config()).await.unwrap();
    assert_eq!(status().await, CaseStatus::Closed);
    desk.discard().await;
}

/// `purge`.
#[tokio::test]
async fn a_repeated_call_gets_the_first_answer_for_a_day_and_no_longer() {
    let desk = desk().await;
    let case = open(&desk, "Calendars stay empty").await;
    let idempotency = Some(Idempotency { key: "one".to_owned(), body_hash: [1; 32] });
    let ctx = Ctx { idempotency, ..agent(&desk).await };
    let note = async || {
        let note = Note { visibility: Visibility::Internal, text: "Seen.".to_owned() };
        case::note(&desk.app, &ctx, case.id, note).await.unwrap()
    };
    let first = note().await;
    desk.clock.advance(chrono::Duration::hours(23));
    run(&desk).await;
    assert_eq!(note().await, first);
    desk.clock.advance(chrono::Duration::hours(2));
    run_due(&desk.app, &config()).await.unwrap();
    assert_ne!(note().await, first);
    desk.discard().await;
}

/// `purge`.
#[tokio::test]
async fn a_notice_is_forgotten_when_its_days_are_over() {
    let desk = desk().await;
    let (case, ctx) = (open(&desk, "Calendars stay empty").await, agent(&desk).await);
    let contact = desk.ctx(desk.person(Role::CustomerAdmin)).await;
    let answer = Note { visibility: Visibility::Customer, text: "They are still empty.".to_owned() };
    case::note(&desk.app, &contact, case.id, answer).await.unwrap();
    let told = async || notice::list(&desk.app, &ctx, NoticeQuery::default()).await.unwrap().len();
    desk.clock.advance(chrono::Duration::days(NOTICE_DAYS) - chrono::Duration::minutes(1));
    run(&desk).await;
    assert_eq!(told().await, 1);
    desk.clock.advance(chrono::Duration::hours(1));
    run_due(&desk.app, &config()).await.unwrap();
    assert_eq!(told().await, 0);
    desk.discard().await;
}

#[tokio::test]
async fn a_schedule_that_another_node_runs_is_left_alone() {
    let desk = desk().await;
    run(&desk).await;
    let case = open(&desk, "Calendars stay empty").await;
    let (now, until) = (desk.app.now() + chrono::Duration::days(4), desk.app.now() + chrono::Duration::days(5));
    let token = desk.app.id();
    let held: Result<bool, tierline_app::Error> = desk
        .app
        .store()
        .write_with(System, (), move |tx, ()| {
            Box::pin(async move { Ok(tx.schedule_claim("sweep_clocks", now, until, token).await?) })
        })
        .await;
    assert!(held.unwrap());
    desk.clock.advance(chrono::Duration::days(4));
    run_due(&desk.app, &config()).await.unwrap();
    let entries = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap().entries;
    assert!(!entries.iter().any(|entry| matches!(entry.event, Event::ClockRanOut { .. })));
    desk.discard().await;
}

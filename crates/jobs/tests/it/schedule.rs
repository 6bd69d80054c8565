//! Each schedule does its work, by one node at a time.

use std::time::Duration;

use tierline_app::{
    Ctx, Error, Idempotency,
    account::{self, AskElevation},
    case::{self, Note},
    notice::{self, NoticeQuery},
};
use tierline_domain::{
    AttemptPurpose, CaseStatus, Cloud, ElevationState, Event, IdentityProvider, NOTICE_DAYS, OutboxId, Owner, Proofs,
    ProviderSettings, Role, SignInAttempt, SupportWorkspace, Visibility,
};
use tierline_jobs::{Config, run_due};
use tierline_store::{AuditEntry, AuditKey, Auth, Claim, IdempotencyKey, Message, System};
use tierline_testkit::inner::Desk;
use uuid::Uuid;

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
    desk.clock.advance(chrono::Duration::minutes(1));
    run_due(&desk.app, &config()).await.unwrap();
    let closed = super::audited(&desk.app, ctx.owner, "case.close_unanswered").await;
    assert_eq!(closed.len(), 1, "once: {closed:?}");
    assert_eq!((closed[0].actor.as_str(), closed[0].subject.as_deref()), ("desk", Some(&*case.id.to_string())));
    let said = &closed[0].detail;
    assert_eq!((said["entrance"].as_str(), said["detail"]["schedule"].as_str()), (Some("job"), Some("sweep_clocks")));
    assert_eq!(said["detail"]["status"], serde_json::json!({ "before": "resolved", "after": "closed" }));
    let mut read = desk.app.store().read(System).await.unwrap();
    let report = read.audit_verify(&config().audit_key, ctx.owner, None).await.unwrap();
    assert!(report.sound() && report.unsealed == 0, "{report:?}");
    drop(read);
    desk.discard().await;
}

/// `seal_audit`.
#[tokio::test]
async fn more_than_one_seal_of_entries_in_a_second_is_sealed_in_that_second() {
    let desk = desk().await;
    let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
    let entry = |_: i32| AuditEntry {
        id: desk.app.id(),
        at: desk.app.now(),
        actor: "desk".to_owned(),
        action: "request.news".to_owned(),
        subject: None,
        request_id: None,
        detail: serde_json::json!({}),
    };
    let entries: Vec<AuditEntry> = (1..=1_200).map(entry).collect();
    let written: Result<(), tierline_app::Error> = desk
        .app
        .store()
        .write_with(owner, entries, |tx, entries| {
            Box::pin(async move {
                for entry in entries {
                    tx.audit_append(entry, [7; 16]).await?;
                }
                Ok(())
            })
        })
        .await;
    written.unwrap();
    run(&desk).await;
    let mut read = desk.app.store().read(System).await.unwrap();
    let report = read.audit_verify(&config().audit_key, owner, None).await.unwrap();
    assert!(report.sound() && report.sealed >= 1_200 && report.unsealed == 0, "{report:?}");
    drop(read);
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

/// Old results of commands, and twice as many messages, of which every other one was given up.
async fn with_old_rows(desk: &Desk, number: u128) {
    let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
    let at = desk.app.now();
    let written: Result<(), Error> = desk
        .app
        .store()
        .write_with(owner, (), move |tx, ()| {
            Box::pin(async move {
                for place in 0..2 * number {
                    let (id, payload) = (OutboxId(Uuid::from_u128(place)), serde_json::Value::Null);
                    let (queue, kind, addressed) = ("old", "issues_changed", None);
                    tx.outbox_append(&Message { id, queue, kind, payload, at, run_at: at, addressed }).await?;
                }
                for place in 0..number {
                    let (actor, key) = ("usr_1".to_owned(), place.to_string());
                    let key = IdempotencyKey { actor, operation: "case.note", key, body_hash: [1; 32] };
                    tx.idempotency_keep(&key, &serde_json::Value::Null, at).await?;
                }
                Ok(())
            })
        })
        .await;
    written.unwrap();
    let until = at + chrono::Duration::minutes(1);
    let claim = Claim { queue: "old", now: at, until, token: desk.app.id(), limit: 9_999 };
    let over: Result<(), Error> = desk
        .app
        .store()
        .write_with(System, claim, |tx, claim| {
            Box::pin(async move {
                for leased in &tx.outbox_claim(claim).await? {
                    match leased.id.uuid().as_u128() % 2 {
                        0 => tx.outbox_complete(leased, claim.now).await?,
                        _ => tx.outbox_kill(leased, claim.now, "refused").await?,
                    }
                }
                Ok(())
            })
        })
        .await;
    over.unwrap();
}

/// `purge`.
#[tokio::test]
async fn all_that_is_old_is_removed_in_one_run_however_much_it_is() {
    let desk = desk().await;
    with_old_rows(&desk, 1_200).await;
    let after = desk.app.now() + chrono::Duration::seconds(1);
    desk.clock.advance(chrono::Duration::days(91));
    run(&desk).await;
    let left: Result<[u64; 3], Error> = desk
        .app
        .store()
        .write(System, move |tx| {
            Box::pin(async move {
                let results = tx.idempotency_purge(after, 9_999).await?;
                let done = tx.outbox_purge(after, 9_999).await?;
                Ok([results, done, tx.outbox_purge_dead(after, 9_999).await?])
            })
        })
        .await;
    assert_eq!(left.unwrap(), [0, 0, 0]);
    with_old_rows(&desk, 2).await;
    let counts = desk.app.store().read(System).await.unwrap().outbox_counts().await.unwrap();
    assert!(counts.iter().any(|count| count.queue == "old" && count.state == "dead" && count.number == 2));
    desk.clock.advance(chrono::Duration::days(89));
    run_due(&desk.app, &config()).await.unwrap();
    let counts = desk.app.store().read(System).await.unwrap().outbox_counts().await.unwrap();
    assert!(counts.iter().any(|count| count.queue == "old"), "what was given up is kept for 90 days");
    desk.discard().await;
}

/// `purge`.
#[tokio::test]
async fn sign_ins_that_were_never_completed_are_forgotten_and_what_providers_said_of_ended_sessions() {
    let desk = desk().await;
    let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
    let (now, ends) = (desk.app.now(), desk.app.now() + chrono::Duration::minutes(10));
    let attempt = SignInAttempt {
        hash: [9; 32],
        purpose: AttemptPurpose::Passkey,
        user: None,
        to: None,
        proofs: Proofs::default(),
        tries: 0,
        challenge: None,
        provider: None,
        created_at: now,
        expires_at: ends,
    };
    let provider = IdentityProvider {
        id: desk.app.id(),
        owner,
        name: "Kelp".to_owned(),
        issuer: "https://login.example".to_owned(),
        client_id: "desk".to_owned(),
        settings: ProviderSettings::default(),
        created_at: now,
        changed_at: now,
    };
    let provider = tierline_domain::SealedProvider { provider, sealed: vec![7; 40], key_id: "k-1".to_owned() };
    let kept: Result<(), Error> = desk
        .app
        .store()
        .write_with(System, (attempt, provider), move |tx, (attempt, provider)| {
            Box::pin(async move {
                tx.auth().attempt_insert(attempt).await?;
                tx.tenant(owner).identity_provider_insert(provider).await?;
                tx.tenant(owner).identity_logout_insert(provider.provider.id, "word-1", ends).await?;
                Ok(())
            })
        })
        .await;
    kept.unwrap();
    desk.clock.advance(chrono::Duration::minutes(11));
    run(&desk).await;
    let left: Result<(u64, u64), Error> = desk
        .app
        .store()
        .write(Auth, move |tx| {
            Box::pin(async move { Ok((tx.attempts_purge(ends).await?, tx.identity_logouts_purge(ends).await?)) })
        })
        .await;
    assert_eq!(left.unwrap(), (0, 0), "the schedule has done that");
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

/// `purge`.
#[tokio::test]
async fn a_workspace_that_no_ticket_named_goes_after_thirty_days() {
    let desk = desk().await;
    let owner = agent(&desk).await.owner;
    let place = SupportWorkspace {
        owner,
        name: "evidence".to_owned(),
        customer: None,
        request: None,
        files: Vec::new(),
        created_at: desk.app.now(),
    };
    let put: Result<(), tierline_app::Error> = desk
        .app
        .store()
        .write_with(owner, place, |tx, one| Box::pin(async move { Ok(tx.support_workspace_put(one).await?) }))
        .await;
    put.unwrap();
    let waiting = async || desk.app.store().read(owner).await.unwrap().support_workspaces_waiting().await.unwrap();
    desk.clock.advance(chrono::Duration::days(30) - chrono::Duration::minutes(1));
    run(&desk).await;
    assert_eq!(waiting().await, 1);
    desk.clock.advance(chrono::Duration::hours(1));
    run_due(&desk.app, &config()).await.unwrap();
    assert_eq!(waiting().await, 0);
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

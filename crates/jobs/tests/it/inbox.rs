//! What a recipient's people are told of their inbox: one line for what arrives, and what a sender says to who works on it.

use std::{sync::Arc, time::Duration};

use tierline_app::{
    Ctx, Error,
    notice::{self, NoticeQuery},
    received::{self, Decide},
    request::{self, RequestNote},
};
use tierline_domain::{Decision, Notice, NoticeKind, NoticeSubject, RequestId, Role, ServiceRequest, Visibility};
use tierline_store::Engine;
use tierline_testkit::inner::Desk;
use tokio::sync::Semaphore;

use super::{agent, desk_on, handed_up, relay::claim};

async fn told(desk: &Desk, ctx: &Ctx) -> Vec<Notice> {
    notice::list(&desk.app, ctx, NoticeQuery::default()).await.unwrap()
}

fn kinds(told: &[Notice]) -> Vec<(NoticeKind, i64)> {
    told.iter().map(|line| (line.kind, line.count)).collect()
}

async fn answers(desk: &Desk, request: RequestId) {
    let note = RequestNote { visibility: Visibility::Provider, text: "The one of room 4.".to_owned() };
    request::note(&desk.app, &agent(desk).await, request, note).await.unwrap();
    desk.deliver().await;
}

/// A request that has arrived.
async fn arrived(desk: &Desk) -> ServiceRequest {
    let (_, request) = handed_up(desk).await;
    desk.deliver().await;
    request
}

async fn what_arrives_is_one_line_for_who_may_decide_it(engine: Engine) {
    let desk = desk_on(engine).await;
    let [engineer, owner] =
        [desk.ctx(desk.person(Role::Engineer)).await, desk.ctx(desk.person(Role::ServiceOwner)).await];
    let first = arrived(&desk).await;
    request::withdraw(&desk.app, &agent(&desk).await, first.id, "Not now.").await.unwrap();
    desk.deliver().await;
    desk.clock.advance(chrono::Duration::minutes(5));
    let second = arrived(&desk).await;
    for theirs in [&engineer, &owner] {
        let lines = told(&desk, theirs).await;
        assert_eq!(kinds(&lines), [(NoticeKind::ReceivedNew, 2)], "nobody worked on the one that was withdrawn");
        assert_eq!(lines[0].subject, NoticeSubject::Inbox(desk.provider.id));
        let facts = &lines[0].facts;
        assert_eq!(
            (facts.title.as_str(), &facts.sender),
            (second.packet.title.as_str(), &Some(desk.direct.name.clone()))
        );
    }
    assert!(kinds(&told(&desk, &agent(&desk).await).await).iter().all(|(kind, _)| *kind != NoticeKind::ReceivedNew));
    let elsewhere = desk.person_at(desk.distributor.id, tierline_domain::Cloud::Public, Role::Engineer);
    assert_eq!(told(&desk, &desk.ctx(elsewhere).await).await, [], "another organization's inbox");

    notice::opened(&desk.app, &engineer, NoticeSubject::Inbox(desk.provider.id)).await.unwrap();
    assert!(told(&desk, &engineer).await[0].read_at.is_some());
    assert!(told(&desk, &owner).await[0].read_at.is_none(), "a colleague still has to look");
    desk.discard().await;
}

#[tokio::test]
async fn what_arrives_is_one_line_for_who_may_decide_it_on_sqlite() {
    what_arrives_is_one_line_for_who_may_decide_it(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_arrives_is_one_line_for_who_may_decide_it_on_postgresql() {
    what_arrives_is_one_line_for_who_may_decide_it(Engine::Postgres).await;
}

#[tokio::test]
async fn what_a_sender_says_is_told_to_who_works_on_the_request() {
    let desk = desk_on(Engine::Sqlite).await;
    let [engineer, owner] =
        [desk.ctx(desk.person(Role::Engineer)).await, desk.ctx(desk.person(Role::ServiceOwner)).await];
    let request = arrived(&desk).await;
    answers(&desk, request.id).await;
    assert_eq!(kinds(&told(&desk, &engineer).await), [(NoticeKind::ReceivedNew, 1)], "nobody works on it yet");
    let ask = Decide { decision: Decision::Ask, reason: Some("Which mailbox?".to_owned()), return_reason: None };
    received::decide(&desk.app, &engineer, request.id, ask).await.unwrap();
    desk.deliver().await;
    answers(&desk, request.id).await;
    desk.clock.advance(chrono::Duration::minutes(1));
    answers(&desk, request.id).await;
    let lines = told(&desk, &engineer).await;
    assert_eq!(kinds(&lines), [(NoticeKind::ReceivedAnswered, 2), (NoticeKind::ReceivedNew, 1)]);
    assert_eq!(lines[0].subject, NoticeSubject::Received(request.id));
    assert_eq!(kinds(&told(&desk, &owner).await), [(NoticeKind::ReceivedNew, 1)], "a colleague's request");

    request::withdraw(&desk.app, &agent(&desk).await, request.id, "It works again.").await.unwrap();
    desk.deliver().await;
    assert_eq!(told(&desk, &engineer).await[0].kind, NoticeKind::ReceivedWithdrawn);
    desk.discard().await;
}

/// Keeps the row of a received request to itself until the second gate opens; opens the first when it has it.
async fn holds(desk: &Desk, owner: tierline_domain::Owner, request: RequestId, gates: &Arc<[Semaphore; 2]>) {
    let held: Result<(), Error> = desk
        .app
        .store()
        .write_with(owner, (request, gates.clone()), |tx, (request, gates)| {
            Box::pin(async move {
                tx.received_lookup_for_update(*request).await?;
                gates[0].add_permits(1);
                drop(gates[1].acquire().await);
                Ok(())
            })
        })
        .await;
    held.unwrap();
}

/// Who asks what changed since a time misses nothing that was written after it asked.
#[tokio::test]
async fn a_change_is_dated_when_it_is_written_and_never_before_the_last_one() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = desk_on(engine).await;
        let engineer = desk.ctx(desk.person(Role::Engineer)).await;
        let id = arrived(&desk).await.id;
        let changed = async || received::view(&desk.app, &engineer, id).await.unwrap().request.updated_at;
        let gates = Arc::new([Semaphore::new(0), Semaphore::new(0)]);
        let waits = async {
            drop(gates[0].acquire().await);
            let accept = Decide { decision: Decision::Accept, reason: None, return_reason: None };
            received::decide(&desk.app, &engineer, id, accept).await.unwrap();
        };
        let goes_on = async {
            drop(gates[0].acquire().await);
            // By then the decision waits for the row, and its call has begun.
            tokio::time::sleep(Duration::from_millis(300)).await;
            desk.clock.advance(chrono::Duration::minutes(2));
            gates[1].add_permits(1);
        };
        tokio::join!(holds(&desk, engineer.owner, id, &gates), waits, goes_on);
        let written = desk.app.now();
        assert_eq!(changed().await, written, "{engine:?}");

        let reply = async |minutes: i64, visibility| {
            desk.clock.advance(chrono::Duration::minutes(minutes));
            let note = RequestNote { visibility, text: "We look at it.".to_owned() };
            received::note(&desk.app, &engineer, id, note).await.unwrap();
            changed().await
        };
        assert_eq!(reply(-1, Visibility::Provider).await, written, "a clock that was set back");
        assert_eq!(reply(5, Visibility::Internal).await, written, "the sender sees nothing of it");
        assert_eq!(reply(1, Visibility::Provider).await, desk.app.now(), "a reply changes what the sender reads");
        desk.discard().await;
    }
}

/// Threat 57: a worker that lost its lease must not tell twice.
#[tokio::test]
async fn a_request_that_is_delivered_twice_is_told_once() {
    let desk = desk_on(Engine::Sqlite).await;
    let engineer = desk.ctx(desk.person(Role::Engineer)).await;
    handed_up(&desk).await;
    let first = claim(&desk.app).await;
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    tierline_app::relay::deliver(&desk.app, &first[0]).await.expect_err("its lease is gone");
    assert_eq!(kinds(&told(&desk, &engineer).await), [(NoticeKind::ReceivedNew, 1)]);
    desk.discard().await;
}

//! Two desks exchange tickets: what is alike is told apart, and what crosses on the way leaves both ends at the same status.

use chrono::Duration;
use tierline_app::{
    case::{self, Escalate},
    received::{self, Decide},
    request::{self, RequestNote},
};
use tierline_domain::{
    CaseStatus, Decision, DeliveryState, ReceivedRequest, RecipientKind, RequestStatus, Role, Route, ServiceRequest,
    Visibility,
};
use tierline_store::Engine;
use tierline_testkit::exchange::TwoDesks;

use super::{agent, escalation, ready, sent};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// Longer than from one look at a request to the next.
const A_WHILE: Duration = Duration::minutes(6);
/// Longer than from one try to the next.
const LONG: Duration = Duration::minutes(20);

struct Pair {
    desks: TwoDesks,
    request: ServiceRequest,
}

impl Pair {
    /// A request of the near desk's that has arrived at the far one.
    async fn on(engine: Engine) -> Self {
        let desks = TwoDesks::on(engine, 7).await;
        let (case, ctx) = (ready(&desks.near).await, agent(&desks.near).await);
        let up = Escalate {
            route: Some(Route::TroubleTicket),
            connection: Some(desks.connection),
            recipient: Some(RecipientKind::Provider),
            ..escalation()
        };
        let request = case::escalate(&desks.near.app, &ctx, case.id, up).await.unwrap();
        let pair = Self { desks, request };
        pair.later(Duration::seconds(1)).await;
        pair
    }

    /// Time goes by, and what is due is done.
    async fn later(&self, time: Duration) {
        self.desks.tick(time);
        self.desks.near.deliver().await;
    }

    async fn note(&self, text: &str) {
        let note = RequestNote { visibility: Visibility::Provider, text: text.to_owned() };
        let (near, ctx) = (&self.desks.near, agent(&self.desks.near).await);
        request::note(&near.app, &ctx, self.request.id, note).await.unwrap();
    }

    async fn attach(&self) {
        let (near, ctx) = (&self.desks.near, agent(&self.desks.near).await);
        request::attach(&near.app, &ctx, self.request.id, "trace.log", b"hello".to_vec()).await.unwrap();
    }

    async fn received(&self) -> ReceivedRequest {
        let number = sent(&self.desks.near, self.request.id).await.external_id.expect("it has arrived");
        let far = &self.desks.far;
        let mut read = far.app.store().read(far.person(Role::Engineer).owner).await.unwrap();
        read.received_by_number(&number).await.unwrap().unwrap()
    }

    async fn ask(&self, question: &str) {
        let (received, far) = (self.received().await, &self.desks.far);
        let ctx = far.ctx(far.person(Role::Engineer)).await;
        let decide = Decide { decision: Decision::Ask, reason: Some(question.to_owned()), return_reason: None };
        received::decide(&far.app, &ctx, received.id, decide).await.unwrap();
    }

    /// Where the request stands, near and far.
    async fn statuses(&self) -> (RequestStatus, RequestStatus) {
        (sent(&self.desks.near, self.request.id).await.status, self.received().await.status)
    }

    /// How often these words, or a file of this name, stand at the far desk.
    async fn times(&self, text: &str) -> usize {
        let received = self.received().await;
        let mut read = self.desks.far.app.store().read(received.owner).await.unwrap();
        let entries = read.request_entry_list(received.id).await.unwrap();
        entries.iter().filter(|entry| entry.text.as_deref() == Some(text)).count()
    }

    /// Whether all that the near desk sent is said to have arrived.
    async fn is_done(&self) -> bool {
        let near = &self.desks.near;
        let all = tierline_app::delivery::list_of(&near.app, &agent(near).await, self.request.id).await.unwrap();
        all.iter().all(|delivery| delivery.state == DeliveryState::Done)
    }
}

#[tokio::test]
async fn a_note_that_crosses_the_question_is_its_answer_at_both_ends() {
    for (engine, seconds) in [(Engine::Sqlite, 0), (Engine::Sqlite, 1), (Engine::Postgres, 0), (Engine::Postgres, 1)] {
        let pair = Pair::on(engine).await;
        pair.ask("Which build?").await;
        assert_eq!(pair.statuses().await, (RequestStatus::Submitted, RequestStatus::AttentionNeeded));
        // It is not heard yet. Both may bear the same time.
        pair.desks.tick(Duration::seconds(seconds));
        pair.note("It is all rooms.").await;
        pair.desks.near.deliver().await;
        assert_eq!(pair.received().await.status, RequestStatus::Accepted, "the far end takes it for the answer");
        pair.later(A_WHILE).await;
        assert_eq!(pair.statuses().await, (RequestStatus::Accepted, RequestStatus::Accepted));
        let (near, ctx) = (&pair.desks.near, agent(&pair.desks.near).await);
        let view = request::view(&near.app, &ctx, pair.request.id).await.unwrap();
        let asked = view.entries.iter().filter(|entry| entry.text.as_deref() == Some("Which build?")).count();
        assert_eq!((asked, view.request.status_reason.as_deref()), (1, Some("Which build?")), "and it can be read");
        assert_eq!(view.cases[0].status, CaseStatus::WaitingOnProvider);
        // What is asked after that is asked, and answered by what is said after that.
        pair.ask("And which region?").await;
        pair.later(A_WHILE).await;
        assert_eq!(pair.statuses().await, (RequestStatus::AttentionNeeded, RequestStatus::AttentionNeeded));
        pair.note("West Europe.").await;
        for _ in 0..3 {
            pair.later(A_WHILE).await;
            assert_eq!(pair.statuses().await, (RequestStatus::Accepted, RequestStatus::Accepted));
        }
        pair.desks.discard().await;
    }
}

#[tokio::test]
async fn of_two_files_alike_the_second_is_not_taken_for_the_first() {
    for engine in ENGINES {
        let pair = Pair::on(engine).await;
        pair.attach().await;
        pair.later(Duration::seconds(1)).await;
        pair.desks.line.loses_the_next();
        pair.attach().await;
        pair.later(Duration::seconds(1)).await;
        assert_eq!((pair.times("trace.log").await, pair.is_done().await), (1, false), "it was lost");
        for _ in 0..4 {
            pair.later(LONG).await;
        }
        assert_eq!((pair.times("trace.log").await, pair.is_done().await), (2, true));
        assert!(pair.desks.line.taken().values().all(|times| *times == 1), "{:?}", pair.desks.line.taken());
        pair.desks.discard().await;
    }
}

#[tokio::test]
async fn of_the_same_words_said_twice_the_second_are_not_taken_for_the_first() {
    for engine in ENGINES {
        let pair = Pair::on(engine).await;
        pair.note("Any news?").await;
        pair.later(Duration::seconds(1)).await;
        pair.desks.line.loses_the_next();
        pair.note("Any news?").await;
        pair.later(Duration::seconds(1)).await;
        assert_eq!((pair.times("Any news?").await, pair.is_done().await), (1, false), "they were lost");
        for _ in 0..4 {
            pair.later(LONG).await;
        }
        assert_eq!((pair.times("Any news?").await, pair.is_done().await), (2, true));
        assert!(pair.desks.line.taken().values().all(|times| *times == 1), "{:?}", pair.desks.line.taken());
        pair.desks.discard().await;
    }
}

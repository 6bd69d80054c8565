//! Subscriptions to events of tickets: one of another's that nobody hears, and ours that the other end has lost.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use chrono::Duration;
use futures::future::BoxFuture;
use tierline_app::{
    App, Call, Carrier, Carriers, Closed, Ctx, Error, Found, Listening, NoFetcher, Opened, Outcome, Poll, Receipt,
    TestReport, Update,
    received::{self, Decide, ReceivedQuery},
    ticket::{self, CallBack, CalledBack, EventCaller, Subscribe},
};
use tierline_domain::{Cloud, Decision, HubId, Owner, Role, Route};
use tierline_jobs::{carry_once, exchange_once};
use tierline_store::{AuditFilter, Engine, System};
use tierline_testkit::{backlog, inner::Desk};

use super::{cloud::ticket as filed, desk_on};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Longer than from any try to the next, in minutes: nineteen of them are more than a day, eighteen are less.
const AN_HOUR_AND_MORE: i64 = 77;

/// Answers each call in the same way.
struct Answers(CalledBack);

impl EventCaller for Answers {
    fn call(&self, _: CallBack) -> BoxFuture<'_, Result<CalledBack, String>> {
        Box::pin(std::future::ready(Ok(self.0)))
    }
}

/// Nobody is there, but the twentieth time a proxy answers in its place.
#[derive(Default)]
struct Flickers(AtomicUsize);

impl EventCaller for Flickers {
    fn call(&self, _: CallBack) -> BoxFuture<'_, Result<CalledBack, String>> {
        let answer = match self.0.fetch_add(1, Ordering::SeqCst) {
            19 => Err("it answered with 502".to_owned()),
            _ => Ok(CalledBack::NotThere),
        };
        Box::pin(std::future::ready(answer))
    }
}

/// A desk on which an event waits to be told to a subscription whose address answers so.
struct Waiting {
    desk: Desk,
    node: App,
    sender: Ctx,
    hub: HubId,
}

impl Waiting {
    async fn on(engine: Engine, answer: CalledBack) -> Self {
        Self::with(engine, Arc::new(Answers(answer))).await
    }

    async fn with(engine: Engine, caller: Arc<dyn EventCaller>) -> Self {
        let desk = desk_on(engine).await;
        let sender = desk.ctx(desk.person(Role::AdminAgent)).await;
        let wish = Subscribe {
            callback: "https://partner.example/events".to_owned(),
            query: Some("eventType=TroubleTicketStatusChangeEvent".to_owned()),
            secret: None,
        };
        let hub = ticket::subscribe(&desk.app, &sender, wish).await.unwrap().hub.id;
        let node = desk.calling(7, caller);
        ticket::create(&node, &sender, &filed(Cloud::Public)).await.unwrap();
        tierline_jobs::drain(&node).await.unwrap();
        let engineer = desk.ctx(desk.person(Role::Engineer)).await;
        let inbox = received::list(&node, &engineer, ReceivedQuery { limit: 10, ..ReceivedQuery::default() });
        let request = inbox.await.unwrap()[0].id;
        let accept = Decide { decision: Decision::Accept, reason: None, return_reason: None };
        received::decide(&node, &engineer, request, accept).await.unwrap();
        tierline_jobs::drain(&node).await.unwrap();
        Self { desk, node, sender, hub }
    }

    async fn is_subscribed(&self) -> bool {
        match ticket::hub(&self.node, &self.sender, self.hub).await {
            Ok(_) => true,
            Err(Error::NotFound) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Time goes by, and what is due is told. Gives how much that was.
    async fn later(&self, minutes: i64) -> usize {
        self.desk.clock.advance(Duration::minutes(minutes));
        exchange_once(&self.node).await.unwrap()
    }

    async fn ended(&self) -> usize {
        let filter =
            AuditFilter { actions: vec!["ticket.unsubscribe".to_owned()], limit: 10, ..AuditFilter::default() };
        let mut read = self.node.store().read(self.sender.owner).await.unwrap();
        read.audit_list(&filter).await.unwrap().len()
    }
}

#[tokio::test]
async fn an_address_at_which_nobody_is_keeps_its_subscription_for_a_day_of_tries() {
    for engine in ENGINES {
        let waiting = Waiting::on(engine, CalledBack::NotThere).await;
        assert!(waiting.is_subscribed().await, "a proxy may be set up wrong for a minute");
        let mut tries = 1;
        for _ in 0..18 {
            tries += waiting.later(AN_HOUR_AND_MORE).await;
        }
        assert_eq!(tries, 19, "it is told again and again");
        assert!(waiting.is_subscribed().await);
        assert_eq!(waiting.later(AN_HOUR_AND_MORE).await, 1);
        assert!(!waiting.is_subscribed().await, "the twentieth time, a day later, it is believed");
        assert_eq!((waiting.ended().await, waiting.later(AN_HOUR_AND_MORE).await), (1, 0));
        let mut read = waiting.node.store().read(System).await.unwrap();
        assert!(read.outbox_dead(10).await.unwrap().is_empty(), "nothing is left over");
        drop(read);
        waiting.desk.discard().await;
    }
}

/// Else the event would be given up, and its subscription told for ever where nobody is.
#[tokio::test]
async fn another_answer_among_those_of_a_day_does_not_end_the_telling() {
    for engine in ENGINES {
        let waiting = Waiting::with(engine, Arc::new(Flickers::default())).await;
        // No pause between two tries is longer than seventy minutes.
        for number in 2..=21 {
            assert_eq!(waiting.later(71).await, 1, "try {number}");
        }
        assert!(waiting.is_subscribed().await, "twenty times and more, and not yet for a day");
        assert_eq!(waiting.later(71).await, 1);
        assert!(!waiting.is_subscribed().await, "a day is over, and nobody is there still");
        waiting.desk.discard().await;
    }
}

#[tokio::test]
async fn a_desk_that_was_switched_off_for_days_believes_no_single_answer() {
    let waiting = Waiting::on(Engine::Sqlite, CalledBack::NotThere).await;
    assert_eq!(waiting.later(3 * 24 * 60).await, 1);
    assert!(waiting.is_subscribed().await);
    waiting.desk.discard().await;
}

#[tokio::test]
async fn who_says_to_be_gone_for_good_has_no_subscription_any_more_at_once() {
    let waiting = Waiting::on(Engine::Sqlite, CalledBack::Gone).await;
    assert!(!waiting.is_subscribed().await);
    assert_eq!(waiting.ended().await, 1);
    waiting.desk.discard().await;
}

/// Another end that takes subscriptions, and may lose them.
#[derive(Default)]
struct Hubs {
    kept: Mutex<Vec<String>>,
    made: AtomicUsize,
    asked: AtomicUsize,
}

impl Hubs {
    fn counts(&self) -> (usize, usize) {
        (self.made.load(Ordering::SeqCst), self.asked.load(Ordering::SeqCst))
    }
}

impl Carrier for Hubs {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        let number = Some(call.request.number.replace("R-", "CD-"));
        Box::pin(std::future::ready(Outcome::Done(Receipt { number, ..Receipt::default() })))
    }

    fn find(&self, _: Call) -> BoxFuture<'_, Found> {
        Box::pin(std::future::ready(Found::No))
    }

    fn poll(&self, _: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn test(&self, _: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(std::future::ready(TestReport::default()))
    }

    fn listen(&self, _: Opened, key: String) -> Option<BoxFuture<'_, Result<Listening, Closed>>> {
        Some(Box::pin(async move {
            self.made.fetch_add(1, Ordering::SeqCst);
            let id = format!("hub of {key}");
            self.kept.lock().unwrap().push(id.clone());
            Ok(Listening { id })
        }))
    }

    fn is_subscribed(&self, _: Opened, id: String) -> Option<BoxFuture<'_, Result<bool, Closed>>> {
        Some(Box::pin(async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            Ok(self.kept.lock().unwrap().contains(&id))
        }))
    }
}

#[tokio::test]
async fn a_subscription_that_the_other_end_has_lost_is_made_anew_within_a_day() {
    for engine in ENGINES {
        let hubs = Arc::new(Hubs::default());
        let carriers = Carriers::default().with(Route::TroubleTicket, hubs.clone());
        let desk = Desk::connected(engine, Arc::new(NoFetcher), carriers).await;
        let connection = backlog::connect(&desk).await;
        backlog::write(&desk, connection, 0..5).await;
        assert_eq!(carry_once(&desk.app).await.unwrap(), 5);
        assert_eq!(exchange_once(&desk.app).await.unwrap(), 5);
        assert_eq!(hubs.counts(), (1, 0), "all five are looked at together, and one of them subscribes");
        let look = async |hours: i64| {
            desk.clock.advance(Duration::hours(hours));
            while exchange_once(&desk.app).await.unwrap() > 0 {}
            hubs.counts()
        };
        assert_eq!(look(23).await, (1, 0));
        assert_eq!(look(1).await, (1, 1), "once a day, by one of them");
        hubs.kept.lock().unwrap().clear();
        assert_eq!(look(23).await, (1, 1));
        assert_eq!(look(1).await, (2, 2), "it was lost, and is there again");
        let there = hubs.kept.lock().unwrap().clone();
        let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
        let listener = desk.app.store().read(owner).await.unwrap().ticket_listener(connection).await.unwrap().unwrap();
        assert_eq!(listener.hub.as_ref(), there.first());
        assert_eq!(look(24).await, (2, 3), "and stays");
        desk.discard().await;
    }
}

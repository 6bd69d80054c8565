//! Other ends that hang: they keep their places, and nobody else's.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::BoxFuture;
use tierline_app::{
    Call, Carrier, Carriers, Closed, Error, Found, NoFetcher, Opened, Outcome, Poll, Receipt, TestReport, Update,
};
use tierline_domain::{Cloud, Connection, ConnectionId, Owner, Route};
use tierline_jobs::{Config, carry_once};
use tierline_store::{AuditKey, Engine};
use tierline_testkit::{backlog, inner::Desk};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// How the names of connections begin whose other end hangs.
const HANGS: &str = "Hangs";

/// What hangs at that other end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hangs {
    Sending,
    News,
}

/// Other ends: some of them answer when the test says so.
struct Ends {
    hangs: Hangs,
    /// Shut until the test closes it.
    gate: Semaphore,
    /// A permit for each call that has begun to hang.
    hanging: Semaphore,
    /// A permit for each call that another one answered.
    answered: Semaphore,
    /// Those who answered.
    who: Mutex<BTreeSet<ConnectionId>>,
}

impl Ends {
    async fn meet(&self, through: &Opened, what: Hangs) {
        if self.hangs != what {
            return;
        }
        if through.connection.name.starts_with(HANGS) {
            self.hanging.add_permits(1);
            drop(self.gate.acquire().await);
        } else {
            self.who.lock().unwrap().insert(through.connection.id);
            self.answered.add_permits(1);
        }
    }
}

impl Carrier for Ends {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            self.meet(&call.through, Hangs::Sending).await;
            Outcome::Done(Receipt { number: Some(call.request.number.replace("R-", "CD-")), ..Receipt::default() })
        })
    }

    fn find(&self, _: Call) -> BoxFuture<'_, Found> {
        Box::pin(std::future::ready(Found::No))
    }

    fn poll(&self, poll: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(async move {
            self.meet(&poll.through, Hangs::News).await;
            Ok(Vec::new())
        })
    }

    fn test(&self, _: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(std::future::ready(TestReport::default()))
    }
}

/// A desk with connections, and its jobs.
struct Busy {
    desk: Desk,
    ends: Arc<Ends>,
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Busy {
    async fn on(engine: Engine, hangs: Hangs) -> Self {
        let closed = || Semaphore::new(0);
        let ends =
            Arc::new(Ends { hangs, gate: closed(), hanging: closed(), answered: closed(), who: Mutex::default() });
        let carriers = Carriers::default().with(Route::TroubleTicket, ends.clone());
        let desk = Desk::connected(engine, Arc::new(NoFetcher), carriers).await;
        Self { desk, ends, tracker: TaskTracker::new(), stop: CancellationToken::new() }
    }

    async fn connect(&self, name: &str) -> ConnectionId {
        let owner = Owner { organization: self.desk.direct.id, cloud: Cloud::Public };
        let (id, now) = (self.desk.app.id(), self.desk.app.now());
        let connection = Connection { name: name.to_owned(), ..backlog::connection(id, owner, now) };
        let put: Result<(), Error> = self
            .desk
            .app
            .store()
            .write_with(owner, connection, |tx, one| Box::pin(async move { Ok(tx.connection_insert(one).await?) }))
            .await;
        put.unwrap();
        id
    }

    fn start(&self) {
        let config = Config { poll: Duration::from_secs(1), audit_key: AuditKey::new([7; 32]) };
        tierline_jobs::start(&self.desk.app, config, &self.tracker, &self.stop);
    }

    /// Lets everything end, and throws the desk away.
    async fn end(self) {
        self.stop.cancel();
        self.ends.gate.close();
        self.tracker.close();
        soon("the jobs end", self.tracker.wait()).await;
        self.desk.discard().await;
    }
}

/// What happens without anything that hangs; the limit is for a test that fails.
async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.unwrap_or_else(|_| panic!("{what}: it never does"))
}

#[tokio::test]
async fn a_connection_that_hangs_takes_all_places_and_a_delivery_of_another_one_goes_all_the_same() {
    for engine in ENGINES {
        let busy = Busy::on(engine, Hangs::Sending).await;
        let (slow, quick) = (busy.connect(HANGS).await, busy.connect("Answers").await);
        // What hangs is older: it is taken first, and three times as much waits as there are places.
        backlog::write(&busy.desk, slow, 0..100).await;
        backlog::write(&busy.desk, quick, 100..103).await;
        busy.start();
        soon("all places are taken", busy.ends.hanging.acquire_many(32)).await.unwrap().forget();
        soon("the other connection's go", busy.ends.answered.acquire_many(3)).await.unwrap().forget();
        assert_eq!(busy.ends.hanging.available_permits(), 0, "and not one more of those that hang");
        busy.end().await;
    }
}

/// Threat: those who always have more to send take each place that gets free, and others none.
#[tokio::test]
async fn nine_connections_share_the_one_place_that_is_left_beside_those_that_hang() {
    for engine in ENGINES {
        let busy = Busy::on(engine, Hangs::Sending).await;
        let slow = busy.connect(HANGS).await;
        backlog::write(&busy.desk, slow, 0..40).await;
        // Of the eight places beside, seven hang too.
        for number in 0..7 {
            let slow = busy.connect(&format!("{HANGS} {number}")).await;
            backlog::write(&busy.desk, slow, 100 + number..101 + number).await;
        }
        let mut quick = BTreeSet::new();
        for number in 0..9 {
            let one = busy.connect(&format!("Answers {number}")).await;
            let first = 200 + 20 * number;
            backlog::write(&busy.desk, one, first..first + 20).await;
            quick.insert(one);
        }
        busy.start();
        soon("all places but one are taken", busy.ends.hanging.acquire_many(32 + 7)).await.unwrap().forget();
        // One after the other: each goes before any goes a third time, and all of them have more to send.
        soon("those that answer go", busy.ends.answered.acquire_many(2 * 9)).await.unwrap().forget();
        assert_eq!(*busy.ends.who.lock().unwrap(), quick);
        busy.end().await;
    }
}

#[tokio::test]
async fn an_end_that_is_slow_to_tell_its_news_holds_up_no_other_one() {
    for engine in ENGINES {
        let busy = Busy::on(engine, Hangs::News).await;
        let (slow, quick) = (busy.connect(HANGS).await, busy.connect("Answers").await);
        // The slow one is asked first.
        for (connection, numbers) in [(slow, 0..1_usize), (quick, 1..25)] {
            let expected = numbers.len();
            backlog::write(&busy.desk, connection, numbers).await;
            assert_eq!(carry_once(&busy.desk.app).await.unwrap(), expected);
        }
        busy.start();
        soon("the slow one is asked", busy.ends.hanging.acquire()).await.unwrap().forget();
        soon("all others are asked", busy.ends.answered.acquire_many(24)).await.unwrap().forget();
        busy.end().await;
    }
}

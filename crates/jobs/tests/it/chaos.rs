//! A worker is killed again and again, at points that a seed chooses between the commit and the acknowledgement. Afterwards
//! nothing is lost and nothing was sent twice.
//!
//! The worker is this very test program, started as a process of its own with the jobs of a desk. The provider counts what it
//! takes and refuses no repetition. What follows a request, and what comes back, is tried with another desk at the other end
//! (`exchange`). `cargo xtask chaos --rounds 1000` does all of it at length.

mod exchange;

use std::{env, process::Stdio, thread, time::Duration};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::SeededChance;
use tierline_domain::{RequestStatus, ServiceRequest};
use tierline_jobs::Config;
use tierline_store::{AuditKey, Engine, Options, Store, System};
use tierline_testkit::wire::{Moment, Provider, below, node};
use tokio::{
    process::{Child, Command},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::road::Road;

/// What a worker is told.
const PLACE: &str = "TIERLINE_CHAOS_WORKER";
/// How many workers are killed.
const ROUNDS: &str = "TIERLINE_CHAOS_ROUNDS";
/// Where chance begins.
const SEED: &str = "TIERLINE_CHAOS_SEED";
/// Rounds where nothing else is said: a few seconds.
const FEW: u32 = 20;
/// Requests that wait at least when a round begins.
const WAITING: i64 = 12;
/// How much later each worker believes it is: what the one before had leased is free, and its tries are due.
const LATER: chrono::Duration = chrono::Duration::seconds(45);

/// Where a worker works.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    database: String,
    provider: String,
    now: DateTime<Utc>,
    seed: u64,
}

/// The process that is killed. It ends by itself when nothing waits any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is started by the tests beside it"]
async fn a_worker_of_the_chaos_works_until_nothing_waits() {
    let place: Place = serde_json::from_str(&env::var(PLACE).expect("a place to work")).expect("a place");
    let store =
        Store::open(&place.database, Options { connections: 8, ..Options::default() }).await.expect("a database");
    let app = node(store.clone(), &place.provider, place.now, place.seed);
    let config = Config { poll: Duration::from_millis(20), audit_key: AuditKey::new([7; 32]) };
    tierline_jobs::start(&app, config, &TaskTracker::new(), &CancellationToken::new());
    let deadline = Instant::now() + Duration::from_secs(20);
    while waiting(&store).await > 0 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// Messages that are still to arrive.
async fn waiting(store: &Store) -> i64 {
    let mut read = store.read(System).await.expect("a connection");
    let counts = read.outbox_counts().await.expect("the counts");
    counts.iter().filter(|count| count.queue == "carry" && count.state != "refused").map(|count| count.number).sum()
}

/// Starts a worker: this test of the program itself, which is told where it works.
fn worker(test: &str, place: &impl Serialize) -> Child {
    Command::new(env::current_exe().expect("this program"))
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(PLACE, serde_json::to_string(place).expect("JSON"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("a worker")
}

/// Numbers that the seed gives.
struct Dice(SeededChance);

impl Dice {
    fn below(&self, limit: u64) -> u64 {
        below(&self.0, limit)
    }

    /// At which of so many arrivals a worker is killed, and when exactly.
    fn moment(&self, arrivals: u64) -> (usize, Moment) {
        let arrival = usize::try_from(1 + self.below(arrivals)).unwrap_or(1);
        let micros = Duration::from_micros(self.below(6_000));
        let moment = match self.below(4) {
            0 => Moment::BeforeItIsTaken,
            1 => Moment::BeforeItIsAnswered,
            2 => Moment::AfterItIsAnswered(micros),
            // Between its start and its first words to the provider, or somewhere among them.
            _ => Moment::After(Duration::from_millis(20 + self.below(180))),
        };
        (arrival, moment)
    }
}

struct Chaos {
    road: Road,
    provider: Provider,
    seed: u64,
    now: DateTime<Utc>,
    written: Vec<ServiceRequest>,
}

impl Chaos {
    /// Writes requests that are to go through the connection.
    async fn write(&mut self, number: i64) {
        for _ in 0..number {
            let first = self.road.sent().await;
            let next = self.written.len() + 1;
            let request = ServiceRequest {
                id: self.road.desk.app.id(),
                number: format!("R-{}", 50_000 + next),
                cause: format!("chaos {next}"),
                external_id: None,
                status: RequestStatus::Sending,
                submitted_at: None,
                version: 1,
                ..first
            };
            self.road.write(&request).await;
            self.written.push(request);
        }
    }

    async fn waiting(&self) -> i64 {
        waiting(self.road.desk.app.store()).await
    }

    /// Starts a worker, and kills it at its moment.
    async fn round(&mut self, arrival: usize, moment: Moment) {
        self.now += LATER;
        self.seed += 1;
        let place = Place {
            database: self.road.desk.database().to_owned(),
            provider: self.provider.url().to_owned(),
            now: self.now,
            seed: self.seed,
        };
        let child = worker("chaos::a_worker_of_the_chaos_works_until_nothing_waits", &place);
        self.provider.watch(child, arrival, moment).await;
    }

    /// Lets workers go on in peace until nothing waits.
    async fn drain(&mut self) {
        for _ in 0..40 {
            if self.waiting().await == 0 {
                return;
            }
            self.now += chrono::Duration::hours(1);
            self.round(usize::MAX, Moment::BeforeItIsTaken).await;
        }
        panic!("{} messages never arrive", self.waiting().await);
    }

    async fn judge(&self) {
        let taken = self.provider.taken();
        let mut read = self.road.desk.app.store().read(self.written[0].owner).await.unwrap();
        for request in &self.written {
            let id = request.id.to_string();
            assert_eq!(taken.get(&id), Some(&1), "{id} of seed {}", self.seed);
            let here = read.request_lookup(request.id).await.unwrap().unwrap();
            assert_eq!((here.status, here.external_id), (RequestStatus::Submitted, Some(format!("CD-{id}"))));
        }
    }
}

fn number<T: std::str::FromStr>(name: &str, usual: T) -> T {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// How it began: said where it fails, so that it can be tried again.
#[derive(Clone, Copy)]
struct Begun {
    rounds: u32,
    seed: u64,
}

impl Begun {
    fn now() -> Self {
        Self { rounds: number(ROUNDS, FEW), seed: number(SEED, 20_260_915) }
    }
}

/// Says it when it is dropped by a failure.
struct Told(Begun);

impl Drop for Told {
    fn drop(&mut self) {
        let Begun { rounds, seed } = self.0;
        if thread::panicking() {
            eprintln!("The same once more: cargo xtask chaos --rounds {rounds} --seed {seed}");
        }
    }
}

async fn workers_are_killed(engine: Engine) {
    let begun = Begun::now();
    let (_told, Begun { rounds, seed }) = (Told(begun), begun);
    let road = Road::on(engine).await;
    road.later(1).await;
    let now = road.desk.app.now();
    let mut chaos = Chaos { road, provider: Provider::start().await, seed, now, written: Vec::new() };
    let dice = Dice(SeededChance::new(seed));
    for _ in 0..rounds {
        let missing = WAITING - chaos.waiting().await;
        chaos.write(missing).await;
        let (arrival, moment) = dice.moment(10);
        chaos.round(arrival, moment).await;
    }
    chaos.drain().await;
    chaos.judge().await;
    assert!(chaos.provider.asked() > 0, "no worker was ever killed with something on the wire");
    println!(
        "{engine:?}: {rounds} workers killed, {} requests, {} questions",
        chaos.written.len(),
        chaos.provider.asked()
    );
    chaos.road.desk.discard().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_by_workers_that_are_killed_on_sqlite() {
    workers_are_killed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_by_workers_that_are_killed_on_postgresql() {
    workers_are_killed(Engine::Postgres).await;
}

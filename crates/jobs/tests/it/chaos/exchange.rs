//! What follows a request and what comes back: two desks exchange tickets over a bad line, and the process that sends, asks and takes in
//! is killed again and again. Afterwards every note, file and severity stands once in both timelines, and the last word holds.
//!
//! The far desk is a real one. The line counts what it takes, so that what it would forgive is seen too.

mod judge;
mod talk;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::SeededChance;
use tierline_jobs::{carry_once, exchange_once, work_once};
use tierline_store::{Engine, Options, Store};
use tierline_testkit::{
    exchange::{TwoDesks, ticket_node},
    wire::{Moment, going},
};

use self::talk::Talk;
use super::{Begun, Dice, PLACE, Told, waiting, worker};

/// Requests that are under way at the same time.
const AT_ONCE: usize = 4;
/// What is said in each round.
const ACTS: usize = 6;
/// How much is said of a request before it is taken back.
const ENOUGH: usize = 12;
/// How often the far desk is called in about one round: a worker is killed at one of so many arrivals.
const ARRIVALS: u64 = 24;
/// From one round to the next: what was leased is free, tries are due, and so is the next look at each request.
const LATER: chrono::Duration = chrono::Duration::seconds(310);
/// From one look to the next where nobody is killed any more: all tries come due.
const PEACE: chrono::Duration = chrono::Duration::minutes(20);

/// Where a worker works.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    database: String,
    files: PathBuf,
    now: DateTime<Utc>,
    seed: u64,
}

/// The process that is killed. It ends by itself when nothing is due any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is started by the tests beside it"]
async fn a_worker_of_the_exchange_works_until_nothing_is_due() {
    let place: Place = serde_json::from_str(&std::env::var(PLACE).expect("a place to work")).expect("a place");
    let store =
        Store::open(&place.database, Options { connections: 8, ..Options::default() }).await.expect("a database");
    let app = ticket_node(store, &place.files, going(place.now), place.seed);
    loop {
        // What is sent and what is fetched go on side by side, of the same request too.
        let (carried, asked) = tokio::join!(carry_once(&app), exchange_once(&app));
        let here = work_once(&app).await.expect("the database answers");
        if here + carried.expect("the database answers") + asked.expect("the database answers") == 0 {
            return;
        }
    }
}

struct Exchange {
    desks: TwoDesks,
    dice: Dice,
    /// All requests, also those that were taken back.
    talks: Vec<Talk>,
    seed: u64,
    /// How much was said at either end. About half of it is the same word.
    words: usize,
}

impl Exchange {
    async fn on(engine: Engine, seed: u64) -> Self {
        let desks = TwoDesks::on(engine, seed).await;
        Self { desks, dice: Dice(SeededChance::new(seed)), talks: Vec::new(), seed, words: 0 }
    }

    /// People work at both ends.
    async fn people(&mut self) {
        for place in 0..self.talks.len() {
            let talk = &self.talks[place];
            if !talk.is_over && talk.acts() >= ENOUGH && judge::is_told(&self.desks, talk).await {
                self.take_back(place).await;
            }
        }
        while self.under_way().len() < AT_ONCE {
            self.hand_up().await;
        }
        for _ in 0..ACTS {
            let under_way = self.under_way();
            let place = usize::try_from(self.dice.below(AT_ONCE as u64)).unwrap_or_default();
            self.say(under_way[place]).await;
        }
    }

    fn under_way(&self) -> Vec<usize> {
        (0..self.talks.len()).filter(|place| !self.talks[*place].is_over).collect()
    }

    /// Starts a worker, and kills it at its moment.
    async fn round(&mut self) {
        self.seed += 1;
        let place = Place {
            database: self.desks.near.database().to_owned(),
            files: self.desks.files().to_owned(),
            now: self.desks.near.app.now(),
            seed: self.seed,
        };
        let (arrival, moment): (usize, Moment) = self.dice.moment(ARRIVALS);
        let child = worker("chaos::exchange::a_worker_of_the_exchange_works_until_nothing_is_due", &place);
        self.desks.line.watch(child, arrival, moment).await;
    }

    /// Lets everything arrive in peace. What never does, the judgement names.
    async fn drain(&self) {
        for _ in 0..60 {
            self.desks.tick(PEACE);
            self.desks.near.deliver().await;
            let mut is_told = waiting(self.desks.near.app.store()).await == 0;
            for talk in &self.talks {
                is_told = is_told && judge::is_told(&self.desks, talk).await;
            }
            if is_told {
                return;
            }
        }
    }
}

async fn the_exchange_is_killed(engine: Engine) {
    let begun = Begun::now();
    let (_told, Begun { rounds, seed }) = (Told(begun), begun);
    let mut exchange = Exchange::on(engine, seed).await;
    exchange.desks.line.is_bad(true);
    for _ in 0..rounds {
        exchange.desks.tick(LATER);
        exchange.people().await;
        exchange.round().await;
    }
    exchange.desks.line.is_bad(false);
    exchange.drain().await;
    for place in exchange.under_way() {
        judge::stand_alike(&exchange.desks, &exchange.talks[place]).await;
        exchange.solve(place).await;
    }
    exchange.drain().await;
    judge::all(&exchange.desks, &exchange.talks).await;
    assert!(exchange.desks.line.unanswered() > 0, "no answer was ever lost");
    println!(
        "{engine:?}: {rounds} workers killed, {} requests, {} words, {} answers lost",
        exchange.talks.len(),
        exchange.words,
        exchange.desks.line.unanswered()
    );
    exchange.desks.discard().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_a_request_and_what_comes_back_arrives_once_though_workers_are_killed_on_sqlite() {
    the_exchange_is_killed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_a_request_and_what_comes_back_arrives_once_though_workers_are_killed_on_postgresql() {
    the_exchange_is_killed(Engine::Postgres).await;
}

//! A provider behind a socket of this machine, and a carrier that speaks to it: for tests in which a process is killed, and for
//! measuring. The provider takes everything it gets, the same thing twice as well, and counts.

mod victim;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::put,
};
use chrono::{DateTime, SubsecRound, Utc};
use futures::future::BoxFuture;
use object_store::memory::InMemory;
use serde_json::{Value, json};
use tierline_app::{
    App, Call, Carrier, Carriers, Chance, Clock, Closed, Found, NoFetcher, Opened, Outcome, Parcel, Parts, Poll,
    Receipt, SeededChance, TestReport, Update,
    connection::vault::{HeldKeys, SealKey},
};
use tierline_connect::FeedParsers;
use tierline_domain::Route;
use tierline_store::{AuditAccounts, AuditKey, Store};
use tokio::{net::TcpListener, process::Child, task::JoinHandle, time::Instant};

use crate::recipient::{EasyProbe, OpenDoors};

pub use victim::Moment;
pub(crate) use victim::Watch;

#[derive(Debug, Default)]
struct Seen {
    /// What was taken, by our identifier; not kept by one that only counts.
    taken: BTreeMap<String, usize>,
    only_counts: bool,
    /// How long an answer takes.
    answers_after: Duration,
    count: usize,
    asked: usize,
    watch: Watch,
}

impl Seen {
    fn keep(&mut self, id: &str) {
        self.count += 1;
        if !self.only_counts {
            *self.taken.entry(id.to_owned()).or_default() += 1;
        }
    }
}

type Shared = Arc<Mutex<Seen>>;

fn lock(seen: &Shared) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The provider.
#[derive(Debug)]
pub struct Provider {
    seen: Shared,
    url: String,
    task: JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Provider {
    /// Starts one on a free port of this machine.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start() -> Self {
        Self::with(Shared::default()).await
    }

    /// Starts one that counts what it takes and remembers none of it: its memory does not grow.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn counting() -> Self {
        let seen = Shared::default();
        lock(&seen).only_counts = true;
        Self::with(seen).await
    }

    /// Lets its answers take so long from now on, as those of providers far away do.
    pub fn answer_after(&self, time: Duration) {
        lock(&self.seen).answers_after = time;
    }

    async fn with(seen: Shared) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let router = Router::new().route("/parcels/{id}", put(take).get(find)).with_state(Arc::clone(&seen));
        let task = tokio::spawn(async move {
            // It ends with its test.
            axum::serve(listener, router).await.ok();
        });
        Self { seen, url, task }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often it took each thing, by our identifier.
    #[must_use]
    pub fn taken(&self) -> BTreeMap<String, usize> {
        lock(&self.seen).taken.clone()
    }

    /// How much it took.
    #[must_use]
    pub fn count(&self) -> usize {
        lock(&self.seen).count
    }

    /// How often it was asked whether it has something.
    #[must_use]
    pub fn asked(&self) -> usize {
        lock(&self.seen).asked
    }

    /// Watches a process, kills it when the moment has come, and waits until it has ended, by that or by itself.
    ///
    /// # Panics
    /// When it does neither within a minute.
    pub async fn watch(&self, child: Child, arrival: usize, moment: Moment) {
        let watch = lock(&self.seen).watch.clone();
        watch.until_it_ends(child, arrival, moment).await;
    }
}

async fn take(State(seen): State<Shared>, Path(id): Path<String>, Json(_): Json<Value>) -> (StatusCode, Json<Value>) {
    let watch = lock(&seen).watch.clone();
    let moment = watch.arrival();
    let refused = (StatusCode::SERVICE_UNAVAILABLE, Json(Value::Null));
    if moment == Some(Moment::BeforeItIsTaken) {
        watch.kill();
        return refused;
    }
    lock(&seen).keep(&id);
    let takes = lock(&seen).answers_after;
    if !takes.is_zero() {
        tokio::time::sleep(takes).await;
    }
    match moment {
        Some(Moment::BeforeItIsAnswered) => {
            watch.kill();
            return refused;
        }
        Some(Moment::AfterItIsAnswered(time)) => watch.kill_after(time),
        _ => {}
    }
    (StatusCode::CREATED, Json(json!({ "number": format!("CD-{id}") })))
}

async fn find(State(seen): State<Shared>, Path(id): Path<String>) -> (StatusCode, Json<Value>) {
    let mut seen = lock(&seen);
    seen.asked += 1;
    if seen.taken.contains_key(&id) {
        (StatusCode::OK, Json(json!({ "number": format!("CD-{id}") })))
    } else {
        (StatusCode::NOT_FOUND, Json(Value::Null))
    }
}

/// Carries to a [`Provider`]: what is sent is put under our identifier.
#[derive(Debug, Clone)]
pub struct HttpCarrier {
    url: String,
    http: reqwest::Client,
}

impl HttpCarrier {
    /// A carrier to a provider.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn to(url: &str) -> Self {
        let http = crate::client::builder().timeout(Duration::from_secs(5)).build().expect("a client");
        Self { url: url.to_owned(), http }
    }

    fn place(&self, call: &Call) -> String {
        format!("{}/parcels/{}", self.url, call.stable_id())
    }
}

/// What is sent.
fn body(call: &Call) -> Value {
    match &call.parcel {
        Parcel::Request => json!({ "request": call.request.number, "packet": call.request.packet }),
        Parcel::Note { text, author, .. } => json!({ "request": call.request.number, "text": text, "author": author }),
        Parcel::Rating { severity, .. } => json!({ "request": call.request.number, "severity": severity }),
        Parcel::Withdrawal { reason, .. } => json!({ "request": call.request.number, "reason": reason }),
        Parcel::File { name, sha256, .. } => json!({ "request": call.request.number, "name": name, "sha256": sha256 }),
    }
}

async fn receipt(answer: reqwest::Response) -> Option<Receipt> {
    let body: Value = answer.json().await.ok()?;
    Some(Receipt { number: Some(body["number"].as_str()?.to_owned()), ..Receipt::default() })
}

impl Carrier for HttpCarrier {
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome> {
        Box::pin(async move {
            let unknown = |reason: String| Outcome::Unknown { reason };
            match self.http.put(self.place(&call)).json(&body(&call)).send().await {
                Err(error) if error.is_connect() => Outcome::Later { reason: error.to_string(), not_before: None },
                Err(error) => unknown(error.to_string()),
                Ok(answer) if answer.status().is_success() => {
                    receipt(answer).await.map_or_else(|| unknown("the answer was cut".to_owned()), Outcome::Done)
                }
                Ok(answer) => unknown(answer.status().to_string()),
            }
        })
    }

    fn find(&self, call: Call) -> BoxFuture<'_, Found> {
        Box::pin(async move {
            let silence = |reason: String| Found::NoAnswer { reason };
            match self.http.get(self.place(&call)).send().await {
                Err(error) => silence(error.to_string()),
                Ok(answer) if answer.status() == reqwest::StatusCode::NOT_FOUND => Found::No,
                Ok(answer) if answer.status().is_success() => {
                    receipt(answer).await.map_or_else(|| silence("the answer was cut".to_owned()), Found::Yes)
                }
                Ok(answer) => silence(answer.status().to_string()),
            }
        })
    }

    fn poll(&self, _: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    fn test(&self, _: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(std::future::ready(TestReport::default()))
    }
}

/// A clock that begins at a time and then goes as clocks go.
struct Going(DateTime<Utc>, Instant);

impl Clock for Going {
    fn now(&self) -> DateTime<Utc> {
        (self.0 + self.1.elapsed()).trunc_subsecs(6)
    }
}

/// A clock that begins at this time and then goes as clocks go.
#[must_use]
pub fn going(now: DateTime<Utc>) -> Arc<dyn Clock> {
    Arc::new(Going(now, Instant::now()))
}

/// A number that chance gives, below this limit.
///
/// # Panics
/// Where nothing is below the limit.
#[must_use]
pub fn below(chance: &SeededChance, limit: u64) -> u64 {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    u64::from_le_bytes(bytes) % limit
}

/// What a node on this database has around it: it carries nothing yet, and opens connections that need no secret.
pub(crate) fn parts(store: Store, clock: Arc<dyn Clock>, seed: u64) -> Parts {
    Parts {
        store: store.clone(),
        clock,
        chance: Arc::new(SeededChance::new(seed)),
        feeds: Arc::new(FeedParsers),
        fetcher: Arc::new(NoFetcher),
        files: Arc::new(InMemory::new()),
        connections: Arc::new(OpenDoors(store)),
        carriers: Carriers::default(),
        probe: Arc::new(EasyProbe),
        consents: Arc::new(tierline_app::NoConsents),
        identities: Arc::new(tierline_app::NoIdentities),
        keys: Arc::new(HeldKeys(vec![SealKey::new([7; 32])])),
        callbacks: Arc::new(tierline_app::ticket::NoCallBacks),
        books: Arc::new(tierline_app::NoBooks),
        post: Arc::new(tierline_app::NoPost),
        breaches: Arc::new(tierline_app::NoBreachList),
        replies: None,
        audit_accounts: AuditAccounts::of(&AuditKey::new([7; 32])),
    }
}

/// A node on this database, which carries trouble tickets to a provider. It begins with a time and with a seed of its chance.
#[must_use]
pub fn node(store: Store, provider: &str, now: DateTime<Utc>, seed: u64) -> App {
    let carriers = Carriers::default().with(Route::TroubleTicket, Arc::new(HttpCarrier::to(provider)));
    App::new(Parts { carriers, ..parts(store, going(now), seed) })
}

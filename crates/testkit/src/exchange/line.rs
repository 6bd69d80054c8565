//! The line between two desks. What is sent over it is counted; when it is bad, chance decides what becomes of it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        Method, StatusCode,
        header::{ACCEPT_ENCODING, CONTENT_LENGTH},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tierline_app::SeededChance;
use tokio::{net::TcpListener, process::Child, task::JoinHandle};

use super::disorder::disorder;
use crate::{
    inner::Desk,
    wire::{Moment, Watch, below},
};

/// Bytes of what is sent or answered, at the most.
const MOST: usize = 16 * 1024 * 1024;

/// What becomes of a request on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Luck {
    /// It arrives, and so does the answer.
    Good,
    /// It does not arrive, and nobody says so.
    Lost,
    /// It is certainly not taken.
    TurnedAway,
    /// It arrives, and the answer does not.
    Unanswered,
}

/// What both ends of the line share.
struct Ends {
    watch: Watch,
    chance: SeededChance,
    is_bad: AtomicBool,
    loses_next: AtomicBool,
    under_way: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    taken: BTreeMap<String, usize>,
    unanswered: usize,
}

impl Ends {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_bad(&self) -> bool {
        self.is_bad.load(Ordering::SeqCst)
    }

    fn luck(&self, is_read: bool) -> Luck {
        if !is_read && self.loses_next.swap(false, Ordering::SeqCst) {
            return Luck::Lost;
        }
        if !self.is_bad() {
            return Luck::Good;
        }
        match below(&self.chance, 16) {
            0 => Luck::Lost,
            1 => Luck::TurnedAway,
            2 => Luck::Unanswered,
            _ => Luck::Good,
        }
    }
}

/// Something that was sent and is not dealt with yet.
struct UnderWay(Arc<Ends>);

impl UnderWay {
    fn on(ends: &Arc<Ends>) -> Self {
        ends.under_way.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(ends))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The line to a desk.
pub struct Line {
    ends: Arc<Ends>,
    url: String,
    task: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    /// Lays a good line to a desk, on a free port of this machine.
    pub(super) async fn to(desk: &Desk, seed: u64) -> Self {
        let ends = Arc::new(Ends {
            watch: Watch::default(),
            chance: SeededChance::new(seed),
            is_bad: AtomicBool::new(false),
            loses_next: AtomicBool::new(false),
            under_way: AtomicUsize::new(0),
            seen: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let routes = tierline_http::router(desk.state()).layer(middleware::from_fn_with_state(Arc::clone(&ends), pass));
        let task = tokio::spawn(async move {
            // It ends with its test.
            axum::serve(listener, routes).await.ok();
        });
        Self { ends, url, task }
    }

    /// Where it begins.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether it is bad from now on.
    pub fn is_bad(&self, is_bad: bool) {
        self.ends.is_bad.store(is_bad, Ordering::SeqCst);
    }

    /// The next thing that is sent does not arrive, and nobody says so. What is asked meanwhile is answered.
    pub fn loses_the_next(&self) {
        self.ends.loses_next.store(true, Ordering::SeqCst);
    }

    /// How often the far desk took each thing, by the near desk's identifier.
    #[must_use]
    pub fn taken(&self) -> BTreeMap<String, usize> {
        self.ends.seen().taken.clone()
    }

    /// How often it took something, and its answer never arrived.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.ends.seen().unanswered
    }

    /// Watches a process that sends, kills it when the moment has come, and waits until it has ended and nothing of it is on the line.
    ///
    /// # Panics
    /// When it does neither within a minute.
    pub async fn watch(&self, child: Child, arrival: usize, moment: Moment) {
        self.ends.watch.until_it_ends(child, arrival, moment).await;
        while self.ends.under_way.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Nobody knows what became of it.
fn silence() -> Response {
    StatusCode::GATEWAY_TIMEOUT.into_response()
}

async fn pass(State(ends): State<Arc<Ends>>, request: Request, next: Next) -> Response {
    let under_way = UnderWay::on(&ends);
    let is_read = request.method() == Method::GET;
    let is_news = is_read && is_ticket(request.uri().path());
    let (mut head, body) = request.into_parts();
    // Who is killed while it sends has sent nothing.
    let Ok(body) = to_bytes(body, MOST).await else { return silence() };
    // The line reads what it brings back.
    head.headers.remove(ACCEPT_ENCODING);
    let (moment, luck) = (ends.watch.arrival(), ends.luck(is_read));
    match (moment, luck) {
        (Some(Moment::BeforeItIsTaken), _) => {
            ends.watch.kill();
            return silence();
        }
        (_, Luck::Lost) => return silence(),
        (_, Luck::TurnedAway) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        (_, Luck::Good | Luck::Unanswered) => {}
    }
    let names = names(&body);
    let answer = next.run(Request::from_parts(head, Body::from(body)));
    // What was sent whole arrives, also where its sender is killed meanwhile.
    let taking = tokio::spawn(taken(Arc::clone(&ends), names, answer, under_way));
    let Ok(answer) = taking.await else { return silence() };
    if let Some(Moment::AfterItIsAnswered(time)) = moment {
        ends.watch.kill_after(time);
    }
    let is_killed = moment == Some(Moment::BeforeItIsAnswered);
    if is_killed {
        ends.watch.kill();
    }
    if is_killed || luck == Luck::Unanswered {
        ends.seen().unanswered += usize::from(!is_read);
        return silence();
    }
    if is_news && ends.is_bad() { told(&ends, answer).await } else { answer }
}

/// Lets the desk do what is asked, and counts what it took.
async fn taken(
    ends: Arc<Ends>,
    names: Vec<String>,
    answer: impl Future<Output = Response>,
    _under_way: UnderWay,
) -> Response {
    let answer = answer.await;
    if answer.status().is_success() {
        let mut seen = ends.seen();
        for name in names {
            *seen.taken.entry(name).or_default() += 1;
        }
    }
    answer
}

/// The near desk's identifiers of what it sends: of a ticket, its notes and its files.
fn names(body: &[u8]) -> Vec<String> {
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let lists = ["externalIdentifier", "note", "attachment"];
    let all = lists.iter().filter_map(|list| sent[*list].as_array()).flatten();
    all.filter_map(|one| one["id"].as_str().map(str::to_owned)).collect()
}

/// Whether one ticket is at this address, not a list of them nor a file of one.
fn is_ticket(path: &str) -> bool {
    path.rsplit_once("/troubleTicket/").is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains('/'))
}

/// A ticket as it is told over a bad line.
async fn told(ends: &Ends, answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else { return silence() };
    let Ok(mut ticket) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(head, Body::from(bytes));
    };
    disorder(&mut ticket, &ends.chance);
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(ticket.to_string()))
}

//! The stream by which an open page hears that something it shows has changed: `text/event-stream` (WHATWG HTML,
//! "Server-sent events").
//!
//! It carries hints without content. The script then loads the page's own address, which authorizes and narrows as it
//! always does. A stream ends with the session, with the process, and when the same session opens too many.

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures::stream;
use tierline_app::{
    Ctx, Entrance, Error,
    live::{self, News, Topic, Watch},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    query,
    route::{Route, get},
    visit::Visitor,
};
use crate::kit::{auth, state::AppState, trace::Origin};

/// How often a stream that says nothing sends a comment, so that proxies keep it, and asks whether the session still stands.
const BEAT: Duration = Duration::from_secs(15);
/// How long a stream is silent after a hint: what happens meanwhile is one more hint.
const PACE: Duration = Duration::from_secs(1);
/// After how long a browser comes back whose stream broke off.
const COME_BACK: Duration = Duration::from_secs(3);
/// Streams of one session at once. One more ends the oldest: a browser keeps one for each page that can be seen.
const OF_A_SESSION: usize = 6;
/// Streams of a node at once, half of the connections it takes: pages must still be served.
const OF_A_NODE: usize = 2048;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/live", open)]
}

/// The open streams of one session, the oldest first: their number, and what ends each.
type OfSession = VecDeque<(u64, CancellationToken)>;

/// The streams that are open.
#[derive(Debug, Clone)]
pub struct Streams {
    room: Arc<Semaphore>,
    sessions: Arc<Mutex<HashMap<String, OfSession>>>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(OF_A_NODE)), sessions: Arc::default() }
    }
}

impl Streams {
    /// A place for a stream of this session; none where the node is full.
    fn enter(&self, session: &str) -> Option<Seat> {
        let room = Arc::clone(&self.room).try_acquire_owned().ok()?;
        let ended = CancellationToken::new();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let open = sessions.entry(session.to_owned()).or_default();
        let number = open.back().map_or(0, |(number, _)| number + 1);
        open.push_back((number, ended.clone()));
        while open.len() > OF_A_SESSION {
            if let Some((_, oldest)) = open.pop_front() {
                oldest.cancel();
            }
        }
        Some(Seat { streams: self.clone(), session: session.to_owned(), number, ended, _room: room })
    }
}

/// A stream's place; free again when it is dropped.
struct Seat {
    streams: Streams,
    session: String,
    number: u64,
    ended: CancellationToken,
    _room: OwnedSemaphorePermit,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut sessions = self.streams.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = sessions.get_mut(&self.session) else { return };
        open.retain(|(number, _)| *number != self.number);
        if open.is_empty() {
            sessions.remove(&self.session);
        }
    }
}

async fn open(State(state): State<AppState>, visitor: Visitor, uri: Uri) -> Response {
    // To be led to the door is of no use to a script.
    let Some(signed) = visitor.signed.clone() else { return StatusCode::UNAUTHORIZED.into_response() };
    let Some((name, topic)) = topic(&uri) else { return StatusCode::NOT_FOUND.into_response() };
    // A browser that comes back by itself may have missed anything.
    let back = visitor.headers.contains_key("last-event-id");
    let age =
        query::value(&uri, "age").and_then(|text| text.parse().ok()).map_or(Duration::ZERO, Duration::from_millis);
    let age = if back { Duration::MAX } else { age };
    let watch = match live::watch(&state.app, &signed.ctx, topic, age).await {
        Ok(watch) => watch,
        Err(error) => return refusal(&error),
    };
    let Some(seat) = state.streams.enter(signed.csrf.as_deref().unwrap_or_default()) else {
        return refusal(&Error::Unavailable { retry_after: 60 });
    };
    let reader = Reader { state, headers: visitor.headers, origin: visitor.origin, ctx: signed.ctx };
    let until = reader.until(signed.expires_at);
    let line = Line {
        reader,
        watch,
        seat,
        name,
        count: 0,
        phase: Phase::Opening,
        changed: false,
        quiet: Instant::now(),
        until,
    };
    let mut response = Sse::new(stream::unfold(line, |mut line| async move {
        line.next().await.map(|event| (Ok::<_, Infallible>(event), line))
    }))
    .into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers would keep the hints back.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// What the page shows, with the word for it.
fn topic(uri: &Uri) -> Option<(&'static str, Topic)> {
    match query::pairs(uri).into_iter().find(|(name, _)| name != "age")? {
        (name, id) if name == "case" => Some(("case", Topic::Case(id.parse().ok()?))),
        (name, id) if name == "request" => Some(("request", Topic::Request(id.parse().ok()?))),
        (name, list) if name == "list" => match list.as_str() {
            "cases" => Some(("cases", Topic::Cases)),
            "requests" => Some(("requests", Topic::Requests)),
            "desk" => Some(("desk", Topic::Desk)),
            "bell" => Some(("bell", Topic::Bell)),
            _ => None,
        },
        _ => None,
    }
}

fn refusal(error: &Error) -> Response {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND.into_response(),
        Error::Forbidden { .. } => StatusCode::FORBIDDEN.into_response(),
        error => {
            tracing::debug!(?error, "a stream was refused");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]).into_response()
        }
    }
}

/// Who reads, and how that is asked again.
struct Reader {
    state: AppState,
    headers: HeaderMap,
    origin: Origin,
    ctx: Ctx,
}

impl Reader {
    /// When the session must be looked at next; none where it has ended, or its person is somebody else here by now.
    async fn still(&self) -> Option<Instant> {
        match self.now().await {
            Ok(Some(now)) => {
                let (before, after) = (&self.ctx, &now.ctx);
                let same = before.user.id == after.user.id
                    && (before.owner, before.customer) == (after.owner, after.customer)
                    && before.roles == after.roles
                    && before.listed == after.listed;
                same.then(|| self.until(now.expires_at))
            }
            Ok(None) => None,
            // The database does not answer: nothing can be said, but the session has not ended by that.
            Err(_) => Some(Instant::now() + BEAT),
        }
    }

    /// Who it is by now. One that began before sessions had names is known by its secret.
    async fn now(&self) -> Result<Option<auth::Signed>, Error> {
        match auth::still(&self.state, &self.ctx, Entrance::Page, &self.origin).await? {
            Some(signed) => Ok(Some(signed)),
            None => auth::by_session(&self.state, &self.headers, Entrance::Page, &self.origin).await,
        }
    }

    /// The next beat, or the end of the session if that is sooner.
    fn until(&self, expires_at: Option<chrono::DateTime<chrono::Utc>>) -> Instant {
        let left = expires_at.and_then(|at| (at - self.state.app.now()).to_std().ok()).unwrap_or(BEAT);
        Instant::now() + left.min(BEAT)
    }
}

#[derive(PartialEq)]
enum Phase {
    Opening,
    Open,
    Over,
}

/// One stream.
struct Line {
    reader: Reader,
    watch: Watch,
    seat: Seat,
    /// The word for what is watched.
    name: &'static str,
    /// How many hints were given.
    count: u64,
    phase: Phase,
    /// Whether a hint is due.
    changed: bool,
    /// No hint before.
    quiet: Instant,
    /// When the session is looked at.
    until: Instant,
}

impl Line {
    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        match self.phase {
            Phase::Opening => {
                self.phase = Phase::Open;
                return Some(Event::default().retry(COME_BACK).comment("open"));
            }
            Phase::Open => {}
            Phase::Over => return None,
        }
        loop {
            tokio::select! {
                () = self.reader.state.stopping.cancelled() => return None,
                () = self.seat.ended.cancelled() => return Some(self.over()),
                news = self.watch.next() => match news? {
                    News::Changed => self.changed = true,
                    News::Session => match self.reader.still().await {
                        Some(until) => self.until = until,
                        None => return Some(self.over()),
                    },
                },
                () = sleep_until(self.quiet), if self.changed => return Some(self.hint()),
                () = sleep_until(self.until) => match self.reader.still().await {
                    Some(until) => {
                        self.until = until;
                        return Some(Event::default().comment("beat"));
                    }
                    None => return Some(self.over()),
                },
            }
        }
    }

    fn hint(&mut self) -> Event {
        self.changed = false;
        self.quiet = Instant::now() + PACE;
        self.count += 1;
        let data = serde_json::json!({ "topic": self.name, "count": self.count });
        Event::default().event("changed").id(self.count.to_string()).data(data.to_string())
    }

    /// Tells the script not to come back.
    fn over(&mut self) -> Event {
        self.phase = Phase::Over;
        Event::default().event("over").data("{}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stream_too_many_ends_the_oldest_of_its_session_alone() {
        let streams = Streams::default();
        let other = streams.enter("another").unwrap();
        let mut seats: Vec<Seat> = (0..OF_A_SESSION).map(|_| streams.enter("one").unwrap()).collect();
        assert!(seats.iter().all(|seat| !seat.ended.is_cancelled()));
        drop(seats.pop());
        seats.push(streams.enter("one").unwrap());
        assert!(seats.iter().all(|seat| !seat.ended.is_cancelled()), "what was closed leaves its place");
        seats.push(streams.enter("one").unwrap());
        assert!(seats[0].ended.is_cancelled() && seats[1..].iter().all(|seat| !seat.ended.is_cancelled()));
        assert!(!other.ended.is_cancelled());
        drop((seats, other));
        assert!(streams.sessions.lock().unwrap().is_empty(), "nothing is kept of sessions without streams");
        assert_eq!(streams.room.available_permits(), OF_A_NODE);
    }

    #[test]
    fn what_is_no_topic_names_nothing() {
        let of = |text: &str| topic(&text.parse().unwrap());
        assert_eq!(of("/live?list=cases&age=5"), Some(("cases", Topic::Cases)));
        assert_eq!(of("/live?age=5&list=desk"), Some(("desk", Topic::Desk)));
        assert_eq!(of("/live?list=bell"), Some(("bell", Topic::Bell)));
        assert_eq!(of("/live?list=audit"), None);
        assert_eq!(of("/live?case=T-1"), None);
        assert_eq!(of("/live"), None);
    }
}

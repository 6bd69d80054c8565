//! A server on this machine that answers byte by byte as a test tells it: a library would not let it lie.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    headers: HashMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What goes out.
pub(crate) struct Reply {
    head: String,
    body: Vec<u8>,
    /// The body goes out for ever, a piece after each pause.
    endless: Option<Duration>,
}

impl Reply {
    /// An answer with these headers, each ended by a line end. Its length is told as it is.
    pub(crate) fn new(status: u16, headers: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let head = format!("HTTP/1.1 {status} .\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
        Self { head, body, endless: None }
    }

    pub(crate) fn json(body: &serde_json::Value) -> Self {
        Self::new(200, "Content-Type: application/json\r\n", body.to_string())
    }

    /// An answer that says another length than it has.
    pub(crate) fn lying(length: usize, body: &str) -> Self {
        Self { head: format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"), body: body.into(), endless: None }
    }

    /// No answer at all: the connection is cut once the request is read.
    pub(crate) fn cut() -> Self {
        Self { head: String::new(), body: Vec::new(), endless: None }
    }

    /// No answer at all: the connection stays, and nothing comes.
    pub(crate) fn silent() -> Self {
        Self { head: String::new(), body: Vec::new(), endless: Some(Duration::from_millis(50)) }
    }

    /// An answer with this status that breaks off.
    pub(crate) fn broken(status: u16, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} .\r\nContent-Length: {}\r\n\r\n", body.len() + 100);
        Self { head, body: body.into(), endless: None }
    }

    /// An answer that never ends.
    pub(crate) fn endless(pause: Duration, piece: &str) -> Self {
        Self { head: "HTTP/1.1 200 OK\r\n\r\n".to_owned(), body: piece.into(), endless: Some(pause) }
    }
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// A server that listens until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    listening: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, answer): (Arc<Mutex<Vec<Request>>>, Arc<Answer>) = (Arc::default(), Arc::new(answer));
        let kept = requests.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, answer.clone(), kept.clone()));
            }
        });
        Self { address, requests, listening }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// One request to a connection: it is closed after the answer.
async fn talk(mut stream: TcpStream, answer: Arc<Answer>, kept: Arc<Mutex<Vec<Request>>>) {
    let Some(request) = read(&mut stream).await else { return };
    let reply = answer(&request);
    kept.lock().unwrap().push(request);
    let head = reply.head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let mut going = stream.write_all(head.as_bytes()).await.is_ok() && stream.write_all(&reply.body).await.is_ok();
    while let (true, Some(pause)) = (going, reply.endless) {
        tokio::time::sleep(pause).await;
        going = stream.write_all(&reply.body).await.is_ok();
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let mut first = lines.next()?.split(' ').map(str::to_owned);
            let headers: HashMap<String, String> = lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                let (method, path) = (first.next()?, first.next()?);
                return Some(Request { method, path, headers, body: body.to_owned() });
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// A limit as Graph has it: so many requests in any span. What is over it is told when the span has room again.
pub(crate) struct Throttle {
    limits: Vec<(usize, Duration)>,
    arrived: Mutex<HashMap<String, VecDeque<Instant>>>,
}

impl Throttle {
    pub(crate) fn new(limits: &[(usize, Duration)]) -> Self {
        Self { limits: limits.to_vec(), arrived: Mutex::default() }
    }

    /// Whether a request of this name is let in; the seconds to wait otherwise.
    pub(crate) fn admits(&self, name: &str) -> Result<(), u64> {
        let mut arrived = self.arrived.lock().unwrap();
        let (arrived, now) = (arrived.entry(name.to_owned()).or_default(), Instant::now());
        for (limit, span) in &self.limits {
            let within: Vec<&Instant> = arrived.iter().filter(|at| now - **at < *span).collect();
            if within.len() >= *limit {
                return Err((*span - (now - *within[0])).as_secs() + 1);
            }
        }
        arrived.push_back(now);
        Ok(())
    }
}

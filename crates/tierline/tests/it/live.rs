//! Streams of open pages: what is told, to whom, and when they end. On both engines, by real servers.

use std::time::Duration;

use reqwest::{Response, header};
use serde_json::json;
use tierline_testkit::{
    client::builder,
    command::Server,
    desk::{Desk, Engine},
};
use tokio::time::timeout;

use crate::work::{binary, open_for, shared};

/// Somebody with a browser's session, of which the stream is listened to.
pub(crate) struct Reader {
    http: reqwest::Client,
    url: String,
}

impl Reader {
    pub(crate) async fn of(desk: &Desk, part: &str, url: &str) -> Self {
        let person = desk.person(part);
        let http = builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let form = [("email", person.email.as_str()), ("password", person.password.as_str())];
        let answer = http.post(format!("{url}/signin")).form(&form).send().await.expect("an answer");
        assert_eq!(answer.status(), 303, "{part} is let in");
        Self { http, url: url.to_owned() }
    }

    pub(crate) async fn ask(&self, topic: &str) -> Response {
        self.http.get(format!("{}/live?{topic}", self.url)).send().await.expect("an answer")
    }

    pub(crate) async fn listens(&self, topic: &str) -> Stream {
        let response = self.ask(topic).await;
        assert_eq!(response.status(), 200, "{topic}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert!(response.headers().contains_key("content-security-policy"));
        let mut stream = Stream { response, text: String::new() };
        assert!(stream.hears(": open", Duration::from_secs(10)).await);
        stream.calms().await;
        stream
    }

    /// Sends a form of a page, which leads on.
    pub(crate) async fn sends(&self, path: &str, fields: &[(&str, &str)]) {
        let page = self.http.get(format!("{}/account", self.url)).send().await.expect("an answer").text().await;
        let page = page.expect("a page");
        let token =
            page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
        let form: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token)]).collect();
        let answer = self.http.post(format!("{}{path}", self.url)).form(&form).send().await.expect("an answer");
        assert_eq!(answer.status(), 303, "{path}");
    }

    /// Signs out by the form of a page.
    async fn leaves(&self) {
        self.sends("/signout", &[]).await;
    }
}

pub(crate) struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    /// Whether these words come in time.
    async fn hears(&mut self, words: &str, patience: Duration) -> bool {
        let reading = async {
            while !self.text.contains(words) {
                match self.response.chunk().await {
                    Ok(Some(piece)) => self.text.push_str(&String::from_utf8_lossy(&piece)),
                    _ => return false,
                }
            }
            true
        };
        timeout(patience, reading).await.unwrap_or(false)
    }

    pub(crate) async fn is_told(&mut self) {
        assert!(self.hears("event: changed", Duration::from_secs(15)).await, "it is told; heard: {}", self.text);
        assert!(!self.text.contains("Group calls"), "hints carry no content: {}", self.text);
    }

    pub(crate) async fn is_not_told(&mut self) {
        assert!(!self.hears("event: changed", Duration::from_secs(3)).await, "it is not told: {}", self.text);
    }

    /// Forgets what a node says of itself when it begins to listen.
    async fn calms(&mut self) {
        while self.hears("event: changed", Duration::from_millis(1500)).await {
            self.text.clear();
        }
        self.text.clear();
    }

    async fn ends(&mut self, patience: Duration) {
        let ended = timeout(patience, async { while let Ok(Some(_)) = self.response.chunk().await {} });
        ended.await.expect("the stream ends");
    }
}

async fn note(desk: &Desk, case: &str, visibility: &str) {
    let note = json!({ "text": "Group calls work from the other office.", "visibility": visibility });
    let _ = desk.of("maren").post(&format!("cases/{case}/notes"), note).await.expect(201);
}

/// Threats 24, 30, 35 and 36: the stream is one more way to the same things.
async fn a_stream_tells_its_reader_and_nobody_else(engine: Engine) {
    let desk = Desk::demo(binary(), shared(), engine).await;
    let case = open_for(&desk.of("maren"), "brightwater.example").await;
    let url = desk.url();
    let colleague = Reader::of(&desk, "tobin", url).await;
    let stranger = Reader::of(&desk, "stefan", url).await;
    let cloud = Reader::of(&desk, "casey", url).await;
    let customer = Reader::of(&desk, "anneke", url).await;
    let topic = format!("case={case}");
    for other in [&stranger, &cloud] {
        assert_eq!(other.ask(&topic).await.status(), 404, "another's case does not exist");
    }
    let anonymous = builder().build().expect("a client");
    let nobody = anonymous.get(format!("{url}/live?{topic}")).send().await.expect("an answer");
    assert_eq!(nobody.status(), 401);
    assert_eq!(customer.ask("list=requests").await.status(), 403);

    let (mut open, mut list) = (colleague.listens(&topic).await, colleague.listens("list=cases").await);
    let mut theirs = stranger.listens("list=desk").await;
    let mut elsewhere = cloud.listens("list=desk").await;
    let mut shown = customer.listens("list=cases").await;
    note(&desk, &case, "internal").await;
    open.is_told().await;
    list.is_told().await;
    tokio::join!(theirs.is_not_told(), elsewhere.is_not_told(), shown.is_not_told());

    colleague.leaves().await;
    open.ends(Duration::from_secs(5)).await;
    list.ends(Duration::from_secs(5)).await;
    assert_eq!(colleague.ask(&topic).await.status(), 401);
}

#[tokio::test]
async fn on_sqlite_a_stream_tells_its_reader_and_nobody_else() {
    a_stream_tells_its_reader_and_nobody_else(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgres_a_stream_tells_its_reader_and_nobody_else() {
    a_stream_tells_its_reader_and_nobody_else(Engine::Postgres).await;
}

#[tokio::test]
async fn a_stream_goes_on_when_its_person_proves_anew_who_they_are() {
    let desk = Desk::demo(binary(), shared(), Engine::Sqlite).await;
    let case = open_for(&desk.of("maren"), "brightwater.example").await;
    let colleague = Reader::of(&desk, "tobin", desk.url()).await;
    let mut other_tab = colleague.listens(&format!("case={case}")).await;
    let password = desk.person("tobin").password.clone();
    for _ in 0..2 {
        colleague.sends("/signin/again", &[("again_password", &password)]).await;
        // Longer than a beat: the session was looked at again.
        assert!(other_tab.hears(": beat", Duration::from_secs(20)).await, "{}", other_tab.text);
        assert!(!other_tab.text.contains("event: over"), "{}", other_tab.text);
        other_tab.text.clear();
    }
    note(&desk, &case, "internal").await;
    other_tab.is_told().await;
    colleague.leaves().await;
    other_tab.ends(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn what_happens_at_one_node_is_told_at_the_other() {
    let desk = Desk::demo(binary(), shared(), Engine::Postgres).await;
    let case = open_for(&desk.of("maren"), "brightwater.example").await;
    let mut arguments = vec!["serve".to_owned(), "--listen".to_owned(), "127.0.0.1:0".to_owned()];
    arguments.extend(desk.target());
    let other = Server::start(binary(), &arguments, &desk.folder().join("other.log")).await;
    let colleague = Reader::of(&desk, "tobin", &other.url).await;
    let stranger = Reader::of(&desk, "stefan", &other.url).await;
    let mut open = colleague.listens(&format!("case={case}")).await;
    let mut theirs = stranger.listens("list=desk").await;
    note(&desk, &case, "internal").await;
    open.is_told().await;
    theirs.is_not_told().await;
    assert!(other.stop().await.success());
    open.ends(Duration::from_secs(1)).await;
}

#[tokio::test]
async fn an_open_stream_does_not_hold_up_the_end_of_the_program() {
    let mut desk = Desk::demo(binary(), shared(), Engine::Sqlite).await;
    let reader = Reader::of(&desk, "tobin", desk.url()).await;
    let mut open = reader.listens("list=desk").await;
    let began = std::time::Instant::now();
    desk.stop().await;
    assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
    open.ends(Duration::from_secs(1)).await;
}

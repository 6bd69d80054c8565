//! What comes back from where a request went is applied once, in whatever order it comes.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tierline_app::{Update, UpdateKind, case, request};
use tierline_domain::{NextAction, RequestEntry, RequestStatus, Visibility};
use tierline_store::Engine;

use super::road::Road;

/// Longer than from one look at a request to the next.
const A_WHILE: i64 = 301;

struct Told {
    road: Road,
    begin: DateTime<Utc>,
}

impl Told {
    /// A request that has arrived.
    async fn on(engine: Engine) -> Self {
        let road = Road::on(engine).await;
        road.later(2).await;
        assert_eq!(road.sent().await.status, RequestStatus::Submitted);
        let begin = road.desk.app.now();
        Self { road, begin }
    }

    fn update(&self, id: &str, minute: i64, kind: UpdateKind) -> Update {
        Update { id: id.to_owned(), number: "CD-1".to_owned(), at: self.begin + Duration::minutes(minute), kind }
    }

    fn status(&self, minute: i64, status: RequestStatus, reason: &str) -> Update {
        let kind = UpdateKind::Status { status, reason: Some(reason.to_owned()) };
        self.update(&format!("status/{minute}"), minute, kind)
    }

    fn note(&self, id: &str, minute: i64, text: &str) -> Update {
        self.update(id, minute, UpdateKind::Note { text: text.to_owned(), author: None })
    }

    async fn tells(&self, news: Vec<Update>) {
        self.road.recipient.tells(news);
        self.road.later(A_WHILE).await;
    }

    async fn entries(&self) -> Vec<RequestEntry> {
        request::notes(&self.road.desk.app, &self.road.agent().await, self.road.request).await.unwrap()
    }

    async fn times(&self, text: &str) -> usize {
        self.entries().await.iter().filter(|entry| entry.text.as_deref() == Some(text)).count()
    }
}

#[tokio::test]
async fn what_is_told_again_stands_there_once_and_moves_the_case_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let told = Told::on(engine).await;
        let asked = told.status(1, RequestStatus::AttentionNeeded, "Which build?");
        for _ in 0..3 {
            told.tells(vec![asked.clone(), told.note("n-1", 2, "Looking at it")]).await;
        }
        assert_eq!((told.times("Which build?").await, told.times("Looking at it").await), (1, 1));
        let sent = told.road.sent().await;
        assert_eq!(
            (sent.status, sent.status_reason.as_deref()),
            (RequestStatus::AttentionNeeded, Some("Which build?"))
        );
        let (app, agent) = (&told.road.desk.app, told.road.agent().await);
        let cases = request::view(app, &agent, told.road.request).await.unwrap().cases;
        let view = case::view(app, &agent, cases[0].id).await.unwrap();
        assert_eq!(view.ladder.next, NextAction::AnswerProvider, "the ball is the partner's");
        told.road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_comes_late_is_on_record_and_turns_nothing_back() {
    let told = Told::on(Engine::Sqlite).await;
    let (accepted, asked, solved) = (
        told.status(1, RequestStatus::Accepted, "Begun"),
        told.status(2, RequestStatus::AttentionNeeded, "Which build?"),
        told.status(3, RequestStatus::Resolved, "Solved"),
    );
    told.tells(vec![solved.clone()]).await;
    assert_eq!(told.road.sent().await.status, RequestStatus::Resolved);
    told.tells(vec![asked.clone(), solved, accepted]).await;
    let sent = told.road.sent().await;
    assert_eq!((sent.status, sent.status_reason.as_deref()), (RequestStatus::Resolved, Some("Solved")));
    assert_eq!((told.times("Begun").await, told.times("Which build?").await), (1, 1), "on record all the same");
    told.tells(vec![told.status(9, RequestStatus::Accepted, "Again")]).await;
    assert_eq!(
        told.road.sent().await.status,
        RequestStatus::Accepted,
        "a recipient may take up again what it had ended"
    );
    told.road.desk.discard().await;
}

#[tokio::test]
async fn a_note_from_elsewhere_stays_inside_until_somebody_passes_it_on() {
    let told = Told::on(Engine::Sqlite).await;
    told.tells(vec![told.note("n-1", 1, "The database node was moved")]).await;
    let (app, agent) = (&told.road.desk.app, told.road.agent().await);
    let cases = request::view(app, &agent, told.road.request).await.unwrap().cases;
    let view = case::view(app, &agent, cases[0].id).await.unwrap();
    let noted = view.entries.iter().find(|entry| entry.text.as_deref() == Some("The database node was moved"));
    assert_eq!(noted.map(|entry| entry.visibility), Some(Visibility::Internal));
    told.road.desk.discard().await;
}

#[tokio::test]
async fn a_file_comes_back_with_its_bytes_and_what_hides_words_is_taken_out_of_notes() {
    let told = Told::on(Engine::Sqlite).await;
    let file = |name: &str, bytes: &[u8]| UpdateKind::File { name: name.to_owned(), bytes: Arc::from(bytes) };
    let news = vec![
        told.update("file/1", 1, file("../fix.log", b"hello")),
        told.update("file/2", 1, file("empty.log", b"")),
        told.note("n-1", 2, "read\u{202e} this"),
    ];
    told.tells(news.clone()).await;
    told.tells(news).await;
    assert_eq!((told.times("fix.log").await, told.times("empty.log").await, told.times("read this").await), (1, 0, 1));
    let mut read = told.road.desk.app.store().read(told.road.sent().await.owner).await.unwrap();
    let files = read.attachment_list_of_request(told.road.request).await.unwrap();
    assert_eq!(files.iter().map(|file| (file.name.as_str(), file.size)).collect::<Vec<_>>(), [("fix.log", 5)]);
    drop(read);
    told.road.desk.discard().await;
}

#[tokio::test]
async fn where_nobody_answers_it_is_asked_again_and_the_desk_knows() {
    let told = Told::on(Engine::Sqlite).await;
    told.road.recipient.is_deaf(true);
    told.tells(vec![told.note("n-1", 1, "Begun")]).await;
    assert_eq!(told.times("Begun").await, 0);
    told.road.recipient.is_deaf(false);
    told.road.later(A_WHILE).await;
    assert_eq!(told.times("Begun").await, 1);
    told.road.desk.discard().await;
}

//! What comes back from where a request went is applied once, in whatever order it comes.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use tierline_app::{
    Ctx, Error, Update, UpdateKind,
    account::{self, EditPolicy},
    case::{self, Escalate},
    relay::{EXCHANGE_QUEUE, Message},
    request,
};
use tierline_domain::{
    Attachment, Entry, Event, HubId, NextAction, RequestEntry, RequestId, RequestStatus, ReturnReason, Severity,
    TicketEvent, Visibility,
};
use tierline_jobs::exchange_once;
use tierline_store::{AuditEntry, Engine, Message as OutboxMessage, System};

use tierline_testkit::recipient::Behaviour;

use super::{
    audited,
    hold::{keep, row},
    road::Road,
};

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
        let kind = UpdateKind::Status { status, reason: Some(reason.to_owned()), returned: None };
        self.update(&format!("status/{minute}"), minute, kind)
    }

    fn note(&self, id: &str, minute: i64, text: &str) -> Update {
        self.update(id, minute, UpdateKind::Note { text: text.to_owned(), author: None })
    }

    async fn tells(&self, news: Vec<Update>) {
        self.road.recipient.tells(news);
        self.road.later(A_WHILE).await;
    }

    /// What the case's timeline has of a text.
    async fn in_the_case(&self, text: &str) -> Option<Entry> {
        let (app, agent) = (&self.road.desk.app, self.road.agent().await);
        let cases = request::view(app, &agent, self.road.request).await.unwrap().cases;
        let view = case::view(app, &agent, cases[0].id).await.unwrap();
        view.entries.into_iter().find(|entry| entry.text.as_deref() == Some(text))
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
        let log = audited(app, sent.owner, "request.news").await;
        assert_eq!(log.len(), 2, "that it arrived, and the one look that brought something: {log:?}");
        let by = |entry: &AuditEntry| (entry.actor.clone(), entry.detail["actor_name"].clone());
        let connection = (told.road.connection.to_string(), json!(sent.recipient.name));
        assert!(log.iter().all(|entry| by(entry) == connection && entry.detail["entrance"] == "job"), "{log:?}");
        let said = &log[1].detail["detail"];
        assert_eq!(said["status"], json!({ "before": "submitted", "after": "attention_needed" }));
        assert_eq!(said["added"], json!(["decision", "note"]));
        let moved = json!({ "before": "waiting_on_provider", "after": "open" });
        assert_eq!(said[view.case.number.as_str()], moved, "{said}");
        assert!(!said.to_string().contains("Which build?"), "never the words: {said}");
        told.road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_one_answer_tells_twice_stands_once_in_the_request_and_in_its_case() {
    let told = Told::on(Engine::Sqlite).await;
    told.road.note("Any news?").await;
    let file = UpdateKind::File { name: "fix.log".to_owned(), bytes: Arc::from(b"hello".as_slice()) };
    let asked = told.status(2, RequestStatus::AttentionNeeded, "Which build?");
    // The last one is what we said, under a name that the other end gave it.
    let once = vec![
        told.note("n-1", 1, "Looking at it"),
        asked,
        told.update("file/1", 3, file),
        told.note("n-2", 4, "Any news?"),
    ];
    told.tells(once.iter().chain(&once).cloned().collect()).await;
    for text in ["Looking at it", "Which build?", "fix.log", "Any news?"] {
        assert_eq!(told.times(text).await, 1, "{text}");
    }
    let (app, agent) = (&told.road.desk.app, told.road.agent().await);
    let view = request::view(app, &agent, told.road.request).await.unwrap();
    let entries = case::view(app, &agent, view.cases[0].id).await.unwrap().entries;
    for text in ["Looking at it", "Which build?"] {
        assert_eq!(entries.iter().filter(|entry| entry.text.as_deref() == Some(text)).count(), 1, "{text}");
    }
    let files = request::attachment_list(app, &agent, told.road.request).await.unwrap();
    assert_eq!(files.iter().filter(|file| file.name == "fix.log").count(), 1);
    told.road.desk.discard().await;
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
    let noted = told.in_the_case("The database node was moved").await.unwrap();
    assert_eq!(noted.visibility, Visibility::Internal);
    let Event::AnswerNoted { occurred_at, request, .. } = noted.event else { panic!("{:?}", noted.event) };
    assert_eq!((request, occurred_at), (told.road.request, Some(told.begin + Duration::minutes(1))));
    assert!(noted.at > told.begin + Duration::minutes(1), "and our own time beside theirs");
    told.road.desk.discard().await;
}

#[tokio::test]
async fn where_the_rules_say_so_the_customer_reads_a_note_at_once_and_a_question_never() {
    let told = Told::on(Engine::Sqlite).await;
    let rule = EditPolicy { pass_on_answers: Some(true), ..EditPolicy::default() };
    let admin: Ctx = told.road.admin().await;
    account::edit_policy(&told.road.desk.app, &admin, rule).await.unwrap();
    let asked = told.status(2, RequestStatus::AttentionNeeded, "Which build?");
    told.tells(vec![told.note("n-1", 1, "The database node was moved"), asked]).await;
    let seen = |entry: Option<Entry>| entry.unwrap().visibility;
    assert_eq!(seen(told.in_the_case("The database node was moved").await), Visibility::Customer);
    assert_eq!(seen(told.in_the_case("Which build?").await), Visibility::Internal);
    told.road.desk.discard().await;
}

#[tokio::test]
async fn a_return_brings_its_reason_and_counts_as_another_where_it_names_none() {
    for (named, kept) in [(Some(ReturnReason::KnownIssue), ReturnReason::KnownIssue), (None, ReturnReason::Other)] {
        let told = Told::on(Engine::Sqlite).await;
        let reason = Some("See EX1184207".to_owned());
        let kind = UpdateKind::Status { status: RequestStatus::Returned, reason, returned: named };
        told.tells(vec![told.update("status/1", 1, kind)]).await;
        let sent = told.road.sent().await;
        assert_eq!((sent.status, sent.return_reason), (RequestStatus::Returned, Some(kept)));
        told.road.desk.discard().await;
    }
}

#[tokio::test]
async fn another_severity_is_taken_over_once_and_stands_in_the_case() {
    let told = Told::on(Engine::Sqlite).await;
    let before = told.road.sent().await.severity;
    assert_ne!(before, Severity::Critical);
    let rated = told.update("severity/1", 1, UpdateKind::Severity(Severity::Critical));
    told.tells(vec![rated.clone()]).await;
    told.tells(vec![rated]).await;
    assert_eq!(told.road.sent().await.severity, Severity::Critical);
    let (app, agent) = (&told.road.desk.app, told.road.agent().await);
    let cases = request::view(app, &agent, told.road.request).await.unwrap().cases;
    let view = case::view(app, &agent, cases[0].id).await.unwrap();
    let rated = view.entries.iter().filter(|entry| matches!(entry.event, Event::RequestRated { .. })).count();
    assert_eq!(rated, 1);
    let log = audited(app, told.road.sent().await.owner, "request.news").await;
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(log[1].detail["detail"]["severity"], json!({ "before": before, "after": "critical" }));
    told.road.desk.discard().await;
}

#[tokio::test]
async fn when_the_recipient_promises_an_answer_is_kept_as_it_stands_now_and_is_no_answer() {
    let told = Told::on(Engine::Sqlite).await;
    let (before, entries) = (told.road.sent().await, told.entries().await);
    for minutes in [240, 480] {
        let due = told.begin + Duration::minutes(minutes);
        let id = format!("due/{minutes}");
        told.tells(vec![told.update(&id, 1, UpdateKind::Due(due))]).await;
        let now = told.road.sent().await;
        assert_eq!(now.recipient_due_at, Some(due), "the last word holds");
        assert_eq!((now.status, now.answered_at), (before.status, before.answered_at), "nothing was answered");
    }
    assert_eq!(told.entries().await.len(), entries.len(), "nothing happened");
    let log = async || audited(&told.road.desk.app, before.owner, "request.news").await.len();
    let known = log().await;
    let due = told.begin + Duration::minutes(480);
    told.tells(vec![told.update("due/480", 1, UpdateKind::Due(due))]).await;
    assert_eq!(log().await, known, "a look that brings nothing new is not on record");
    told.road.desk.discard().await;
}

#[tokio::test]
async fn what_nobody_wants_any_more_is_done_and_not_tried_again() {
    let told = Told::on(Engine::Sqlite).await;
    let app = &told.road.desk.app;
    let (owner, unknown): (_, RequestId) = (told.road.sent().await.owner, app.id());
    // The request, and the subscription, have gone meanwhile.
    let hub: HubId = app.id();
    let event = Message::TicketEvent {
        request: told.road.request,
        sender: owner.organization,
        hub,
        event: TicketEvent::Resolved,
        at: app.now(),
    };
    let wanted = Message::NewsWanted { request: unknown, again: true };
    for (kind, message) in [("news_wanted", wanted), ("ticket_event", event)] {
        assert_eq!(message.kind(), kind);
        let (at, payload) = (app.now(), message.payload().unwrap());
        let waits =
            OutboxMessage { id: app.id(), queue: EXCHANGE_QUEUE, kind, payload, at, run_at: at, addressed: None };
        let put: Result<(), Error> = app
            .store()
            .write_with(owner, waits, |tx, one| Box::pin(async move { Ok(tx.outbox_append(one).await?) }))
            .await;
        put.unwrap();
        assert_eq!(exchange_once(app).await.unwrap(), 1, "{kind}");
        assert_eq!(exchange_once(app).await.unwrap(), 0, "{kind}");
    }
    let mut read = app.store().read(System).await.unwrap();
    assert!(read.outbox_counts().await.unwrap().iter().all(|count| count.state != "dead"));
    drop(read);
    told.road.desk.discard().await;
}

#[tokio::test]
async fn a_file_comes_back_with_its_bytes_and_what_hides_words_is_taken_out_of_notes() {
    let told = Told::on(Engine::Sqlite).await;
    let file = |name: &str, bytes: &[u8]| UpdateKind::File { name: name.to_owned(), bytes: Arc::from(bytes) };
    let news = vec![
        told.update("file/1", 1, file("../fix.log", b"hello")),
        told.update("file/2", 1, file("empty.log", b"")),
        told.update("file/3", 1, file("fix.exe", b"hello")),
        told.update("file/5", 1, file("notes.txt", b"#!/bin/sh")),
        told.update("file/4", 1, UpdateKind::FileLeft { name: "dump.zip".to_owned(), reason: "gone".to_owned() }),
        told.note("n-1", 2, "read\u{202e} this"),
    ];
    told.tells(news.clone()).await;
    told.tells(news).await;
    assert_eq!((told.times("fix.log").await, told.times("empty.log").await, told.times("read this").await), (1, 0, 1));
    let entries = told.entries().await;
    let left = entries.iter().filter(|entry| entry.kind == "file_left");
    let mut left: Vec<_> = left.map(|entry| (entry.visibility, entry.text.as_deref().unwrap_or_default())).collect();
    left.sort_by_key(|(_, text)| *text);
    let inside = |text| (Visibility::Internal, text);
    assert_eq!(
        left,
        [
            inside("dump.zip: gone"),
            inside("empty.log: it is empty or has no name"),
            inside("fix.exe: programs are not taken"),
            inside("notes.txt: programs are not taken")
        ]
    );
    let mut read = told.road.desk.app.store().read(told.road.sent().await.owner).await.unwrap();
    let files = read.attachment_list_of_request(told.road.request).await.unwrap();
    assert_eq!(files.iter().map(|file| (file.name.as_str(), file.size)).collect::<Vec<_>>(), [("fix.log", 5)]);
    drop(read);
    told.road.desk.discard().await;
}

/// Threat 20: what came before it leaves it no room, in the same round or in one before.
#[tokio::test]
async fn a_file_for_which_there_is_no_room_is_named_once_with_the_reason() {
    let told = Told::on(Engine::Sqlite).await;
    let (app, owner) = (&told.road.desk.app, told.road.sent().await.owner);
    let nearly = Attachment { request: Some(told.road.request), ..row(app, owner, case::HOLD_LIMIT - 3) };
    keep(app, owner, vec![nearly]).await;
    let file = |name: &str| UpdateKind::File { name: name.to_owned(), bytes: Arc::from(&b"hello"[..]) };
    let mut news = vec![told.update("file/1", 1, file("first.log")), told.update("file/2", 2, file("second.log"))];
    told.tells(news.clone()).await;
    news.push(told.update("file/3", 3, file("third.log")));
    told.tells(news.clone()).await;
    told.tells(news).await;
    let left = |name: &str| format!("{name}: the request holds as many files as it may");
    let (second, third) = (left("second.log"), left("third.log"));
    assert_eq!((told.times("first.log").await, told.times(&second).await, told.times(&third).await), (1, 1, 1));
    assert_eq!((told.times("second.log").await, told.times("third.log").await), (0, 0));
    let files = app.store().read(owner).await.unwrap().attachment_list_of_request(told.road.request).await.unwrap();
    assert_eq!(files.len(), 2);
    told.road.desk.discard().await;
}

#[tokio::test]
async fn our_own_file_and_our_own_words_told_back_are_no_news_and_the_same_words_once_more_are() {
    let told = Told::on(Engine::Sqlite).await;
    let (app, agent) = (&told.road.desk.app, told.road.agent().await);
    request::attach(app, &agent, told.road.request, "trace.txt", b"GET /".to_vec()).await.unwrap();
    told.road.note("Any news?").await;
    let file = |bytes: &[u8]| UpdateKind::File { name: "trace.txt".to_owned(), bytes: Arc::from(bytes) };
    let echoes = vec![told.update("file/7", 1, file(b"GET /")), told.note("n-1", 1, "Any news?")];
    told.tells(echoes.clone()).await;
    assert_eq!((told.times("trace.txt").await, told.times("Any news?").await), (1, 1));
    let theirs = vec![told.update("file/8", 2, file(b"200 OK")), told.note("n-2", 2, "Any news?")];
    let all: Vec<Update> = echoes.into_iter().chain(theirs).collect();
    told.tells(all.clone()).await;
    told.tells(all).await;
    assert_eq!((told.times("trace.txt").await, told.times("Any news?").await), (2, 2));
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

#[tokio::test]
async fn what_the_other_end_does_not_take_up_again_is_over() {
    let told = Told::on(Engine::Sqlite).await;
    told.tells(vec![told.status(1, RequestStatus::Resolved, "Solved")]).await;
    let (app, agent) = (&told.road.desk.app, told.road.agent().await);
    told.road.recipient.behaves([Behaviour::Refuses]);
    request::reopen(app, &agent, told.road.request, "Two mailboxes are still empty").await.unwrap();
    assert_eq!(told.road.sent().await.status, RequestStatus::Accepted);
    told.road.later(1).await;
    assert_eq!(told.road.sent().await.status, RequestStatus::Closed, "the case can be handed up again");
    let again = request::reopen(app, &agent, told.road.request, "Still").await;
    assert!(matches!(again, Err(Error::Conflict { code: "closed_for_good", .. })), "{again:?}");
    let gone = told.road.sent().await;
    let case = request::view(app, &agent, told.road.request).await.unwrap().cases[0].id;
    let anew = Escalate {
        title: "Two mailboxes are still empty".to_owned(),
        description: "They open, and nothing is in them.".to_owned(),
        business_impact: "Appointments cannot be made.".to_owned(),
        ..Escalate::default()
    };
    let packet = case::preview(app, &agent, case, anew).await.unwrap().packet;
    let name = format!("{} ({})", gone.external_id.unwrap(), gone.number);
    assert_eq!(packet.follows, [name], "the next request says what it follows");
    told.road.desk.discard().await;
}

#[tokio::test]
async fn our_own_reopening_told_back_is_no_answer() {
    let told = Told::on(Engine::Sqlite).await;
    let solved = told.status(1, RequestStatus::Resolved, "Solved");
    told.tells(vec![solved.clone()]).await;
    let (app, agent) = (&told.road.desk.app, told.road.agent().await);
    request::reopen(app, &agent, told.road.request, "Two mailboxes are still empty").await.unwrap();
    told.tells(vec![solved, told.status(9, RequestStatus::Accepted, "Two mailboxes are still empty")]).await;
    assert_eq!(told.times("Two mailboxes are still empty").await, 1);
    assert_eq!(told.road.sent().await.status, RequestStatus::Accepted, "and the old solution turns nothing back");
    told.road.desk.discard().await;
}

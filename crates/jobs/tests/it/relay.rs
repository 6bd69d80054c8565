//! Each kind of message arrives, and arrives once.

use serde_json::{Value, json};
use tierline_app::{
    App, Ctx, Error, case,
    case::Note,
    customer::{self, EditCustomer},
    health::{self, PublishIssue},
    received::{self, Decide, ReceivedView},
    relay::{Message, QUEUE},
    request::{self, EditRequest, RequestNote},
};
use tierline_domain::{
    CaseStatus, Cloud, Decision, NextAction, Owner, RelationshipStatus, RequestId, RequestStatus, Role, Severity,
    Visibility,
    health::{IssueKind, IssueStatus},
};
use tierline_store::{AuditEntry, Claim, Engine, Leased, System};
use tierline_testkit::inner::Desk;
use uuid::Uuid;

use super::{agent, audited, desk, desk_on, handed_up, open, sent};

async fn engineer(desk: &Desk) -> Ctx {
    desk.ctx(desk.person(Role::Engineer)).await
}

async fn received(desk: &Desk, id: RequestId) -> ReceivedView {
    received::view(&desk.app, &engineer(desk).await, id).await.unwrap()
}

/// Takes what is due, as a worker does.
pub(super) async fn claim(app: &App) -> Vec<Leased> {
    let now = app.now();
    let claim =
        Claim { queue: QUEUE, now, until: now + chrono::Duration::seconds(60), token: app.id::<Uuid>(), limit: 10 };
    let taken: Result<_, tierline_app::Error> = app
        .store()
        .write_with(System, claim, |tx, claim| Box::pin(async move { Ok(tx.outbox_claim(claim).await?) }))
        .await;
    taken.unwrap()
}

fn kinds(messages: &[Leased]) -> Vec<&str> {
    messages.iter().map(|message| message.kind.as_str()).collect()
}

/// `request_submitted`.
#[tokio::test]
async fn a_request_arrives_with_its_packet_and_the_sender_learns_its_number() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    assert_eq!(request.status, RequestStatus::Sending);
    desk.deliver().await;
    let (there, here) = (received(&desk, request.id).await.request, sent(&desk, request.id).await);
    assert_eq!((there.status, here.status), (RequestStatus::Submitted, RequestStatus::Submitted));
    assert_eq!(here.external_id, Some(there.number));
    assert_eq!(there.packet, request.packet);
    assert!(there.due_at.is_some(), "the recipient's clock runs");
    let case = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap().case;
    assert_eq!(case.status, CaseStatus::WaitingOnProvider);
    desk.discard().await;
}

/// Threat 57: a worker that was killed after delivering, or paused until its lease ran out, must not deliver twice.
#[tokio::test]
async fn a_request_whose_worker_lost_its_lease_arrives_once() {
    let desk = desk().await;
    let (_, request) = handed_up(&desk).await;
    let first = claim(&desk.app).await;
    assert_eq!(kinds(&first), ["request_submitted"]);
    assert!(claim(&desk.app).await.is_empty(), "what is leased is nobody else's");
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let before = (received(&desk, request.id).await, sent(&desk, request.id).await);
    tierline_app::relay::deliver(&desk.app, &first[0]).await.expect_err("its lease is gone");
    assert_eq!((received(&desk, request.id).await, sent(&desk, request.id).await), before);
    let there = engineer(&desk).await.owner;
    assert_eq!(audited(&desk.app, there, "received.arrive").await.len(), 1, "and is on record once");
    desk.discard().await;
}

/// `request_decided` and `request_noted`.
#[tokio::test]
async fn a_question_moves_the_case_to_us_and_the_answer_gives_the_ball_back() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    desk.deliver().await;
    let ask = Decide { decision: Decision::Ask, reason: Some("Which mailbox?".to_owned()), return_reason: None };
    received::decide(&desk.app, &engineer(&desk).await, request.id, ask).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["request_decided"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let asked = sent(&desk, request.id).await;
    assert_eq!(
        (asked.status, asked.status_reason.as_deref()),
        (RequestStatus::AttentionNeeded, Some("Which mailbox?"))
    );
    let view = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap();
    assert_eq!((view.case.status, view.ladder.next), (CaseStatus::Open, NextAction::AnswerProvider));

    let answer = RequestNote { visibility: Visibility::Provider, text: "The one of room 4.".to_owned() };
    let entry = request::note(&desk.app, &agent(&desk).await, request.id, answer).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["request_noted"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let there = received(&desk, request.id).await;
    assert!(there.entries.iter().any(|e| e.id == entry && e.text.as_deref() == Some("The one of room 4.")));
    assert_eq!(
        (there.request.status, sent(&desk, request.id).await.status),
        (RequestStatus::Accepted, RequestStatus::Accepted)
    );
    desk.discard().await;
}

#[tokio::test]
async fn a_note_that_crosses_the_question_is_its_answer_at_both_ends_in_whichever_order_they_arrive() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for asks_first in [true, false] {
            let desk = desk_on(engine).await;
            let (case, request) = handed_up(&desk).await;
            desk.deliver().await;
            let (app, agent, engineer) = (&desk.app, agent(&desk).await, engineer(&desk).await);
            let ask =
                Decide { decision: Decision::Ask, reason: Some("Which mailbox?".to_owned()), return_reason: None };
            let note = RequestNote { visibility: Visibility::Provider, text: "All of room 4.".to_owned() };
            if asks_first {
                received::decide(app, &engineer, request.id, ask).await.unwrap();
                desk.clock.advance(chrono::Duration::seconds(1));
                request::note(app, &agent, request.id, note).await.unwrap();
            } else {
                request::note(app, &agent, request.id, note).await.unwrap();
                desk.clock.advance(chrono::Duration::seconds(1));
                received::decide(app, &engineer, request.id, ask).await.unwrap();
            }
            desk.deliver().await;
            let (here, there) = (sent(&desk, request.id).await, received(&desk, request.id).await.request);
            assert_eq!((here.status, there.status), (RequestStatus::Accepted, RequestStatus::Accepted), "{asks_first}");
            assert_eq!(here.status_reason.as_deref(), Some("Which mailbox?"), "and it can be read");
            let case = case::view(app, &agent, case.id).await.unwrap().case;
            assert_eq!(case.status, CaseStatus::WaitingOnProvider);
            let news = audited(app, agent.owner, "request.news").await;
            let last = &news.last().unwrap().detail["detail"];
            assert_eq!(last["status"], json!({ "before": "attention_needed", "after": "accepted" }), "{asks_first}");
            // What is asked after that waits for what is said after that.
            let more = Decide { decision: Decision::Ask, reason: Some("Which build?".to_owned()), return_reason: None };
            received::decide(app, &engineer, request.id, more).await.unwrap();
            desk.deliver().await;
            let (here, there) = (sent(&desk, request.id).await, received(&desk, request.id).await.request);
            let asked = RequestStatus::AttentionNeeded;
            assert_eq!((here.status, there.status), (asked, asked), "{asks_first}");
            desk.discard().await;
        }
    }
}

/// `case_noted`.
#[tokio::test]
async fn a_note_for_the_provider_that_is_written_in_the_case_reaches_it() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    desk.deliver().await;
    let note = |visibility, text: &str| Note { visibility, text: text.to_owned() };
    let ctx = agent(&desk).await;
    case::note(&desk.app, &ctx, case.id, note(Visibility::Internal, "Ours alone.")).await.unwrap();
    assert!(claim(&desk.app).await.is_empty(), "an internal note does not travel");
    let entry = case::note(&desk.app, &ctx, case.id, note(Visibility::Provider, "It is all rooms.")).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["case_noted"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let there = received(&desk, request.id).await.entries;
    assert!(there.iter().any(|e| e.id == entry), "the same note, under the same identifier");
    assert!(!there.iter().any(|e| e.text.as_deref() == Some("Ours alone.")));
    desk.discard().await;
}

/// `request_withdrawn`.
#[tokio::test]
async fn a_withdrawn_request_is_over_on_both_sides_and_its_case_climbs_again() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    desk.deliver().await;
    request::withdraw(&desk.app, &agent(&desk).await, request.id, "The customer found it.").await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["request_withdrawn"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let there = received(&desk, request.id).await.request;
    assert_eq!(
        (there.status, there.status_reason.as_deref()),
        (RequestStatus::Withdrawn, Some("The customer found it."))
    );
    let late = Decide { decision: Decision::Accept, reason: None, return_reason: None };
    received::decide(&desk.app, &engineer(&desk).await, request.id, late)
        .await
        .expect_err("nothing follows a withdrawal");
    let view = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap();
    assert_eq!((view.case.status, view.ladder.next), (CaseStatus::Open, NextAction::Escalate));
    desk.discard().await;
}

/// `file_sent` and `file_returned`.
#[tokio::test]
async fn files_travel_both_ways_and_stand_on_each_side_once() {
    let desk = desk().await;
    let (_, request) = handed_up(&desk).await;
    desk.deliver().await;
    request::attach(&desk.app, &agent(&desk).await, request.id, "trace.txt", b"07:31:12Z".to_vec()).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["file_sent"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    received::attach(&desk.app, &engineer(&desk).await, request.id, "fix.txt", b"done".to_vec()).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["file_returned"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let here = request::attachment_list(&desk.app, &agent(&desk).await, request.id).await.unwrap();
    let there = received::attachment_list(&desk.app, &engineer(&desk).await, request.id).await.unwrap();
    for files in [here, there] {
        let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["fix.txt", "trace.txt"]);
    }
    desk.discard().await;
}

/// `issues_published` and `issues_changed`.
#[tokio::test]
async fn an_issue_that_is_published_later_finds_the_open_case_it_explains() {
    let desk = desk().await;
    let case = open(&desk, "Shared mailboxes do not open in Outlook on the web").await;
    let owner = desk.ctx(desk.person(Role::ServiceOwner)).await;
    let issue = PublishIssue {
        kind: IssueKind::ServiceIssue,
        title: "Some users can't open shared mailboxes in Outlook on the web".to_owned(),
        service: "Exchange Online".to_owned(),
        regions: Vec::new(),
        status: IssueStatus::Degraded,
        starts_at: Some(desk.app.now() - chrono::Duration::minutes(30)),
        ends_at: None,
        text: "Shared mailboxes do not open in Outlook on the web.".to_owned(),
        languages: health::PostLanguages::default(),
    };
    health::publish(&desk.app, &owner, issue).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["issues_published"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    assert_eq!(tierline_jobs::work_once(&desk.app).await.unwrap(), 1);
    let told = claim(&desk.app).await;
    assert!(!told.is_empty() && kinds(&told).iter().all(|kind| *kind == "issues_changed"), "{:?}", kinds(&told));
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    let view = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap();
    assert_eq!(view.ladder.next, NextAction::WaitForKnownIssue);
    assert_eq!(view.case.summary.next_action, NextAction::WaitForKnownIssue);
    let before = view.entries.len();
    tierline_app::relay::deliver(&desk.app, &told[0]).await.expect_err("its lease is gone");
    let again = case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap();
    assert_eq!(again.entries.len(), before, "a repeated message adds nothing");
    desk.discard().await;
}

/// `customers_changed`.
#[tokio::test]
async fn a_relationship_that_ends_is_seen_in_the_list_of_its_cases() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    request::withdraw(&desk.app, &agent(&desk).await, request.id, "Not now.").await.unwrap();
    desk.deliver().await;
    let action = async || case::view(&desk.app, &agent(&desk).await, case.id).await.unwrap().case.summary.next_action;
    assert_eq!(action().await, NextAction::Escalate);
    let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
    let end = EditCustomer { relationship_status: Some(RelationshipStatus::Ended), ..EditCustomer::default() };
    customer::edit(&desk.app, &admin, desk.customer.id, end).await.unwrap();
    assert_eq!(kinds(&claim(&desk.app).await), ["customers_changed"]);
    desk.clock.advance(chrono::Duration::seconds(61));
    desk.deliver().await;
    assert_ne!(action().await, NextAction::Escalate);
    desk.discard().await;
}

#[tokio::test]
async fn a_message_that_cannot_be_delivered_is_kept_with_its_reason_and_tried_later() {
    let desk = desk().await;
    let (_, request) = handed_up(&desk).await;
    // Another worker holds the request itself.
    assert_eq!(kinds(&claim(&desk.app).await), ["request_submitted"]);
    let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
    let lost = Message::RequestNoted {
        request: request.id,
        entry: desk.app.id(),
        event: None,
        text: "Before the request itself.".to_owned(),
        actor: agent(&desk).await.actor(),
    };
    let message = tierline_store::Message {
        id: desk.app.id(),
        queue: QUEUE,
        kind: lost.kind(),
        payload: lost.payload().unwrap(),
        at: desk.app.now(),
        run_at: desk.app.now(),
        addressed: None,
    };
    let put: Result<(), tierline_app::Error> = desk
        .app
        .store()
        .write_with(owner, message, |tx, message| Box::pin(async move { Ok(tx.outbox_append(message).await?) }))
        .await;
    put.unwrap();
    assert_eq!(tierline_jobs::work_once(&desk.app).await.unwrap(), 1, "the note is taken, and finds no request there");
    assert_eq!(tierline_jobs::work_once(&desk.app).await.unwrap(), 0, "it waits for its next try");
    desk.clock.advance(chrono::Duration::minutes(5));
    tierline_jobs::drain(&desk.app).await.unwrap();
    desk.clock.advance(chrono::Duration::minutes(5));
    tierline_jobs::drain(&desk.app).await.unwrap();
    let there = received(&desk, request.id).await.entries;
    assert_eq!(there.iter().filter(|e| e.text.as_deref() == Some("Before the request itself.")).count(), 1);
    desk.discard().await;
}

#[tokio::test]
async fn what_a_recipient_calls_solved_and_is_not_goes_back_to_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = desk_on(engine).await;
        let (case, request) = handed_up(&desk).await;
        desk.deliver().await;
        let (agent, engineer) = (agent(&desk).await, engineer(&desk).await);
        let early = request::reopen(&desk.app, &agent, request.id, "It still happens").await;
        assert!(matches!(early, Err(Error::Conflict { code: "not_resolved", .. })), "{early:?}");
        let solved = Decide { decision: Decision::Resolve, reason: Some("Moved".to_owned()), return_reason: None };
        received::decide(&desk.app, &engineer, request.id, solved).await.unwrap();
        desk.deliver().await;
        let replied = sent(&desk, request.id).await.last_reply_at;
        desk.clock.advance(chrono::Duration::minutes(5));
        let back = request::reopen(&desk.app, &agent, request.id, "Two mailboxes are still empty").await.unwrap();
        assert_eq!((back.status, back.last_reply_at), (RequestStatus::Accepted, replied));
        assert_eq!(case::view(&desk.app, &agent, case.id).await.unwrap().case.status, CaseStatus::WaitingOnProvider);
        desk.deliver().await;
        let theirs = received::view(&desk.app, &engineer, request.id).await.unwrap();
        assert_eq!(theirs.request.status, RequestStatus::Accepted);
        let said = theirs.entries.iter().filter(|entry| entry.kind == "reopening").count();
        assert_eq!(said, 1);
        desk.discard().await;
    }
}

#[tokio::test]
async fn what_each_side_sends_is_on_record_at_the_other_once_with_who_sent_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = desk_on(engine).await;
        let (_, request) = handed_up(&desk).await;
        desk.deliver().await;
        let (app, id, agent, engineer) = (&desk.app, request.id, agent(&desk).await, engineer(&desk).await);
        let ask = Decide { decision: Decision::Ask, reason: Some("Which mailbox?".to_owned()), return_reason: None };
        received::decide(app, &engineer, id, ask).await.unwrap();
        desk.deliver().await;
        let answer = RequestNote { visibility: Visibility::Provider, text: "The one of room 4.".to_owned() };
        request::note(app, &agent, id, answer).await.unwrap();
        desk.deliver().await;
        let rate = EditRequest { severity: Some(Severity::Critical), ..EditRequest::default() };
        request::edit(app, &agent, id, rate).await.unwrap();
        desk.deliver().await;
        request::attach(app, &agent, id, "trace.txt", b"07:31:12Z".to_vec()).await.unwrap();
        desk.deliver().await;
        request::withdraw(app, &agent, id, "The customer found it.").await.unwrap();
        desk.deliver().await;

        let said = |log: &[AuditEntry], what: &str| -> Vec<Value> {
            log.iter().map(|entry| entry.detail["detail"][what].clone()).collect()
        };
        let by = |log: &[AuditEntry], who: &Ctx| {
            let who = who.owner.organization.to_string();
            log.iter().all(|entry| entry.actor == who && entry.detail["entrance"] == "job")
        };
        let moved = |before: &str, after: &str| json!({ "before": before, "after": after });
        let here = audited(app, agent.owner, "request.news").await;
        assert!(by(&here, &engineer), "{here:?}");
        assert_eq!(said(&here, "added"), [json!(["arrived"]), json!(["decision"])]);
        let status = [moved("sending", "submitted"), moved("submitted", "attention_needed")];
        assert_eq!(said(&here, "status"), status);
        let there = audited(app, engineer.owner, "received.news").await;
        assert!(by(&there, &agent), "{there:?}");
        let added = ["note", "severity", "file", "withdrawal"].map(|kind| json!([kind]));
        assert_eq!(said(&there, "added"), added);
        let status = [moved("attention_needed", "accepted"), Value::Null, Value::Null, moved("accepted", "withdrawn")];
        assert_eq!(said(&there, "status"), status);
        assert_eq!(said(&there, "severity")[1], moved("moderate", "critical"));
        assert_eq!(audited(app, engineer.owner, "received.arrive").await.len(), 1);
        desk.discard().await;
    }
}

#[tokio::test]
async fn the_number_of_a_case_finds_the_requests_that_carry_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = desk_on(engine).await;
        let (case, request) = handed_up(&desk).await;
        let ctx = agent(&desk).await;
        for number in [case.number.clone(), case.number.to_lowercase(), format!(" {} ", case.number)] {
            let found = tierline_app::search::search(&desk.app, &ctx, &number).await.unwrap();
            assert_eq!(found.requests.items.iter().map(|line| line.request.id).collect::<Vec<_>>(), [request.id]);
        }
        let other = open(&desk, "Another one").await;
        assert!(tierline_app::search::search(&desk.app, &ctx, &other.number).await.unwrap().requests.items.is_empty());
        desk.discard().await;
    }
}

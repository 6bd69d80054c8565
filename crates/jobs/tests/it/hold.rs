//! What files a desk takes, by the doors that they come through: no programs from outside, and no more than one case or request holds.

use tierline_app::{
    App, Ctx, Error, Idempotency, Result,
    case::{self, Attach, HOLD_LIMIT},
    received, request,
    ticket::{self, ChangeTicket, wire::FileValue},
};
use tierline_domain::{Actor, Attachment, CaseId, Cloud, Owner, RequestId, Role, Visibility};
use tierline_store::Engine;
use tierline_testkit::inner::Desk;

use super::{agent, cloud::ticket as filed, desk, desk_on, handed_up, open};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Files by name and how they begin, and whether they are programs.
const FILES: [(&str, &[u8], bool); 11] = [
    ("invoice.exe", b"hello", true),
    ("tool.hta.", b"hello", true),
    ("Fix.PS1 ", b"hello", true),
    ("settings.reg", b"hello", true),
    ("disk.iso", b"hello", true),
    ("report.pdf", b"MZ\x90\x00", true),
    ("photo.png", b"\x7fELF\x02", true),
    ("notes.txt", b"#!/bin/sh\nrm -r /", true),
    ("report.pdf", b"\xcf\xfa\xed\xfe", true),
    ("trace.log", b"hello", false),
    ("bundle.zip", b"PK\x03\x04", false),
];

/// A file of so many bytes, as far as its row says.
pub(super) fn row(app: &App, owner: Owner, size: i64) -> Attachment {
    Attachment {
        owner,
        id: app.id(),
        case: None,
        request: None,
        name: "dump.bin".to_owned(),
        media_type: "application/octet-stream".to_owned(),
        size,
        sha256: "0".repeat(64),
        visibility: Visibility::Internal,
        at: app.now(),
        by: Actor::desk(),
    }
}

/// Writes the rows of files.
pub(super) async fn keep(app: &App, owner: Owner, files: Vec<Attachment>) {
    let kept: Result<()> = app
        .store()
        .write_with(owner, files, |tx, files| {
            Box::pin(async move {
                for file in files {
                    tx.attachment_insert(file).await?;
                }
                Ok(())
            })
        })
        .await;
    kept.unwrap();
}

async fn fill_request(app: &App, owner: Owner, request: RequestId) {
    keep(app, owner, vec![Attachment { request: Some(request), ..row(app, owner, HOLD_LIMIT) }]).await;
}

/// The first field that is wrong, with its code.
fn refused<T>(done: Result<T>) -> (String, String) {
    match done {
        Err(Error::Invalid(mut errors)) => {
            let first = errors.remove(0);
            (first.field, first.code)
        }
        Err(other) => panic!("{other:?}"),
        Ok(_) => ("taken".to_owned(), String::new()),
    }
}

fn named(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

async fn attach(desk: &Desk, ctx: &Ctx, case: CaseId, name: &str, bytes: &[u8], visibility: Visibility) -> Result<()> {
    let file = Attach { name: name.to_owned(), bytes: bytes.to_vec(), visibility };
    case::attach(&desk.app, ctx, case, file).await.map(drop)
}

/// Threat 52: by its name or by how it begins, at each door to another organization or from a customer. What the organization's own
/// people bring for themselves or their customer is theirs to judge.
#[tokio::test]
async fn a_program_comes_by_no_door_from_outside() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    desk.deliver().await;
    let (ours, customer) = (agent(&desk).await, desk.ctx(desk.person(Role::CustomerAdmin)).await);
    let engineer = desk.ctx(desk.person(Role::Engineer)).await;
    for (name, bytes, is_program) in FILES {
        let expected = if is_program { named("file", "program") } else { named("taken", "") };
        let by = async |ctx: &Ctx, visibility| refused(attach(&desk, ctx, case.id, name, bytes, visibility).await);
        assert_eq!(by(&customer, Visibility::Customer).await, expected, "{name} of a customer");
        assert_eq!(by(&customer, Visibility::Internal).await, expected, "{name}, whatever the customer says");
        assert_eq!(by(&ours, Visibility::Provider).await, expected, "{name} for the provider");
        assert_eq!(by(&ours, Visibility::Internal).await, named("taken", ""), "{name} of our own");
        assert_eq!(by(&ours, Visibility::Customer).await, named("taken", ""), "{name} for our customer");
        let up = request::attach(&desk.app, &ours, request.id, name, bytes.to_vec()).await;
        assert_eq!(refused(up), expected, "{name} up");
        let down = received::attach(&desk.app, &engineer, request.id, name, bytes.to_vec()).await;
        assert_eq!(refused(down), expected, "{name} down");
    }
    desk.discard().await;
}

/// Threat 20: who may write to a case may not fill the disk by it.
#[tokio::test]
async fn a_case_that_holds_as_much_as_it_may_takes_no_file_from_anybody() {
    for engine in ENGINES {
        let desk = desk_on(engine).await;
        let (case, many) = (open(&desk, "Calendars stay empty").await.id, open(&desk, "Rooms are lost").await.id);
        let (ours, customer) = (agent(&desk).await, desk.ctx(desk.person(Role::CustomerAdmin)).await);
        let keyed = Ctx {
            idempotency: Some(Idempotency { key: "the-last".to_owned(), body_hash: [1; 32] }),
            ..customer.clone()
        };
        let (app, owner) = (&desk.app, ours.owner);
        keep(app, owner, vec![Attachment { case: Some(case), ..row(app, owner, HOLD_LIMIT - 1) }]).await;
        attach(&desk, &keyed, case, "last.txt", b"the last", Visibility::Customer).await.unwrap();
        for ctx in [&customer, &ours] {
            let more = attach(&desk, ctx, case, "more.txt", b"one more", Visibility::Customer).await;
            assert_eq!(refused(more), named("file", "full"));
        }
        let again = attach(&desk, &keyed, case, "last.txt", b"the last", Visibility::Customer).await;
        assert!(again.is_ok(), "who repeats a call gets the answer that was lost: {again:?}");
        assert_eq!(case::attachment_list(app, &ours, case).await.unwrap().len(), 2);

        let small = |_| Attachment { case: Some(many), ..row(app, owner, 1) };
        keep(app, owner, (0..999).map(small).collect()).await;
        attach(&desk, &ours, many, "last.txt", b"x", Visibility::Internal).await.unwrap();
        let more = attach(&desk, &ours, many, "more.txt", b"y", Visibility::Internal).await;
        assert_eq!(refused(more), named("file", "full"), "many small ones are much, too");
        desk.discard().await;
    }
}

#[tokio::test]
async fn a_request_that_is_full_takes_no_file_at_either_end() {
    for engine in ENGINES {
        let desk = desk_on(engine).await;
        let (_, request) = handed_up(&desk).await;
        desk.deliver().await;
        let (ours, engineer) = (agent(&desk).await, desk.ctx(desk.person(Role::Engineer)).await);
        fill_request(&desk.app, engineer.owner, request.id).await;
        let down = received::attach(&desk.app, &engineer, request.id, "fix.txt", b"fix".to_vec()).await;
        assert_eq!(refused(down), named("file", "full"));

        // Ours has room: what does not arrive is said to who sent it, once.
        request::attach(&desk.app, &ours, request.id, "trace.txt", b"trace".to_vec()).await.unwrap();
        desk.deliver().await;
        desk.deliver().await;
        let there = received::attachment_list(&desk.app, &engineer, request.id).await.unwrap();
        assert!(there.iter().all(|file| file.name != "trace.txt"));
        let entries = request::notes(&desk.app, &ours, request.id).await.unwrap();
        let told: Vec<_> = entries.iter().filter(|entry| entry.kind == "undelivered").collect();
        assert_eq!(told.len(), 1, "{entries:?}");
        assert_eq!(told[0].text.as_deref(), Some("trace.txt: the request holds as many files as it may"));

        fill_request(&desk.app, ours.owner, request.id).await;
        let up = request::attach(&desk.app, &ours, request.id, "more.txt", b"more".to_vec()).await;
        assert_eq!(refused(up), named("file", "full"));
        desk.discard().await;
    }
}

#[tokio::test]
async fn a_ticket_that_is_full_takes_no_file_and_keeps_what_it_has() {
    let desk = desk().await;
    let sender = desk.ctx(desk.person(Role::AdminAgent)).await;
    let engineer = desk.ctx(desk.person(Role::Engineer)).await;
    let number = ticket::create(&desk.app, &sender, &filed(Cloud::Public)).await.unwrap().ticket.id.unwrap();
    let file = |id: &str| FileValue {
        id: Some(id.to_owned()),
        name: Some(format!("{id}.log")),
        content: Some("aGVsbG8=".to_owned()),
        ..FileValue::default()
    };
    let send = async |files: Vec<FileValue>| {
        ticket::change(&desk.app, &sender, &number, ChangeTicket { files, ..ChangeTicket::default() }).await
    };
    let attached = |ticket: ticket::wire::Ticket| ticket.attachment.unwrap_or_default().len();
    assert_eq!(attached(send(vec![file("a")]).await.unwrap()), 1);
    let inbox = received::list(&desk.app, &engineer, received::ReceivedQuery { limit: 10, ..Default::default() });
    fill_request(&desk.app, engineer.owner, inbox.await.unwrap()[0].id).await;
    assert_eq!(refused(send(vec![file("a"), file("b")]).await), named("attachment", "full"));
    assert_eq!(attached(send(vec![file("a")]).await.unwrap()), 1, "what is there may come again");
    desk.discard().await;
}

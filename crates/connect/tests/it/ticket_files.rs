//! The files of a ticket: which are fetched, and what becomes of one that cannot be had.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tierline_app::{Carrier, Poll, Update, UpdateKind, ticket::update_entry};
use tierline_connect::TicketCarrier;
use tierline_domain::{ConnectionSettings, PacketFile, SignIn};

use crate::{
    outbound::{client, opened},
    partner_center::filed,
    server::{Reply, Request, Server},
};

const BASE: &str = "/tmf-api/troubleTicket/v5";

/// A ticket with a file of each sort.
fn ticket() -> Value {
    let file = |id: &str, name: &str| json!({"id": id, "name": name, "url": format!("{BASE}/files/{id}")});
    let sized = |id: &str, name: &str, bytes: i64| {
        let mut file = file(id, name);
        file["size"] = json!({"amount": bytes, "units": "byte"});
        file
    };
    json!({
        "id": "1", "lastUpdate": "2026-03-02T12:00:00Z",
        "note": [{"id": "n-1", "date": "2026-03-02T11:00:00Z", "text": "Looking"}],
        "attachment": [
            file("good", "good.log"),
            file("known", "known.log"),
            sized("sent", "trace.log", 5),
            sized("theirs", "trace.log", 6),
            file("gone", "gone.log"),
            file("busy", "busy.log"),
            sized("large", "large.log", 20_000_000),
            {"id": "elsewhere", "name": "elsewhere.log", "url": "https://10.0.0.8/file"},
            {"id": "inline", "name": "inline.log", "content": "aGVs bG8="},
        ],
    })
}

/// Looks at the one request, and gives what was said.
async fn look(server: &Server) -> Vec<Update> {
    let (through, request) = (opened(server.url(BASE), ConnectionSettings::of(SignIn::Nobody), &[]), filed());
    let known = BTreeSet::from([update_entry(request.id, "file/known")]);
    let ours = vec![PacketFile { name: "trace.log".to_owned(), size: 5, sha256: String::new() }];
    let poll = Poll { through, requests: vec![request], known, ours, answers: Vec::new(), is_round: false };
    TicketCarrier::new(Arc::new(client()), Arc::default()).poll(poll).await.unwrap()
}

#[tokio::test]
async fn only_what_is_new_and_theirs_is_fetched_and_a_file_that_cannot_be_had_keeps_nothing_back() {
    let server = Server::start(|request: &Request| match request.path.rsplit('/').next().unwrap_or_default() {
        "good" | "theirs" => Reply::new(200, "", "hello"),
        "gone" => Reply::new(404, "", ""),
        "busy" => Reply::new(503, "", ""),
        _ => Reply::json(&ticket()),
    })
    .await;
    let told = look(&server).await;
    let said: Vec<String> = told
        .iter()
        .map(|update| match &update.kind {
            UpdateKind::Note { text, .. } => format!("note {text}"),
            UpdateKind::File { name, bytes } => format!("file {name} {}", bytes.len()),
            UpdateKind::FileLeft { name, .. } => format!("left {name}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            "note Looking",
            "file good.log 5",
            "file trace.log 5",
            "left gone.log",
            "left large.log",
            "left elsewhere.log",
            "file inline.log 5",
        ]
    );
    let requests = server.requests();
    let asked: Vec<&str> = requests.iter().skip(1).filter_map(|one| one.path.rsplit('/').next()).collect();
    assert_eq!(asked, ["good", "theirs", "gone", "busy"], "nothing that is known, ours, too large or elsewhere");
}

#[tokio::test]
async fn what_a_desk_attached_is_theirs_though_ours_is_called_the_same_and_what_has_our_identifier_is_ours() {
    let sized = |id: &str, name: &str| json!({"id": id, "name": name, "url": format!("{BASE}/files/{id}"), "size": {"amount": 5, "units": "byte"}});
    let (theirs, ours) = ("att_00000000000000000000000007", "ent_00000000000000000000000008");
    let ticket = json!({
        "id": "1", "lastUpdate": "2026-03-02T12:00:00Z",
        "attachment": [sized(theirs, "trace.log"), sized(ours, "nobody knows yet.log")],
    });
    let server = Server::start(move |request: &Request| match request.path.rsplit('/').next().unwrap_or_default() {
        id if id == theirs => Reply::new(200, "", "hello"),
        id if id == ours => Reply::new(500, "", "it is not asked for"),
        _ => Reply::json(&ticket),
    })
    .await;
    let told = look(&server).await;
    assert!(
        matches!(&told[..], [Update { kind: UpdateKind::File { name, .. }, .. }] if name == "trace.log"),
        "{told:?}"
    );
    assert_eq!(server.requests().len(), 2, "the ticket, and their file");
}

/// SHA-256 of `hello`.
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

#[tokio::test]
async fn our_own_file_of_which_nobody_says_how_large_it_is_is_fetched_once() {
    let file = |id: &str, name: &str| json!({"id": id, "name": name, "url": format!("{BASE}/files/{id}")});
    let ticket = json!({
        "id": "1", "lastUpdate": "2026-03-02T12:00:00Z", "attachment": [file("echo", "trace.log"), file("new", "fix.log")],
    });
    let server = Server::start(move |request: &Request| match request.path.rsplit('/').next().unwrap_or_default() {
        "echo" => Reply::new(200, "", "hello"),
        "new" => Reply::new(200, "", "200 OK"),
        _ => Reply::json(&ticket),
    })
    .await;
    let (through, request) = (opened(server.url(BASE), ConnectionSettings::of(SignIn::Nobody), &[]), filed());
    let ours = vec![PacketFile { name: "trace.log".to_owned(), size: 5, sha256: HELLO.to_owned() }];
    let carrier = TicketCarrier::new(Arc::new(client()), Arc::default());
    for _ in 0..3 {
        let poll = Poll {
            through: through.clone(),
            requests: vec![request.clone()],
            known: BTreeSet::new(),
            ours: ours.clone(),
            answers: Vec::new(),
            is_round: false,
        };
        let told = carrier.poll(poll).await.unwrap();
        assert!(
            matches!(&told[..], [Update { kind: UpdateKind::File { name, .. }, .. }] if name == "fix.log"),
            "theirs alone is told: {told:?}"
        );
    }
    let requests = server.requests();
    let fetched = |id: &str| requests.iter().filter(|one| one.path.ends_with(id)).count();
    assert_eq!((fetched("/echo"), fetched("/new")), (1, 3), "and theirs as long as nobody has written it down");
}

#[tokio::test]
async fn what_a_desk_attached_and_has_the_same_in_it_as_ours_is_fetched_once_and_not_told() {
    let theirs = "att_00000000000000000000000007";
    let ticket = json!({
        "id": "1", "lastUpdate": "2026-03-02T12:00:00Z",
        "attachment": [{
            "id": theirs, "name": "sent back.log", "url": format!("{BASE}/files/{theirs}"),
            "size": {"amount": 5, "units": "byte"},
        }],
    });
    let server = Server::start(move |request: &Request| match request.path.rsplit('/').next().unwrap_or_default() {
        id if id == theirs => Reply::new(200, "", "hello"),
        _ => Reply::json(&ticket),
    })
    .await;
    let (through, request) = (opened(server.url(BASE), ConnectionSettings::of(SignIn::Nobody), &[]), filed());
    let ours = vec![PacketFile { name: "trace.log".to_owned(), size: 5, sha256: HELLO.to_owned() }];
    let carrier = TicketCarrier::new(Arc::new(client()), Arc::default());
    for _ in 0..2 {
        let (through, requests, known) = (through.clone(), vec![request.clone()], BTreeSet::new());
        let poll = Poll { through, requests, known, ours: ours.clone(), answers: Vec::new(), is_round: false };
        assert!(carrier.poll(poll).await.unwrap().is_empty());
    }
    assert_eq!(server.requests().iter().filter(|one| one.path.ends_with(theirs)).count(), 1);
}

#[tokio::test]
async fn a_ticket_that_is_not_there_any_more_is_said_to_be_missing() {
    let server = Server::start(|_| Reply::new(404, "", "")).await;
    let told = look(&server).await;
    assert!(matches!(&told[..], [Update { kind: UpdateKind::Missing, .. }]), "{told:?}");
}

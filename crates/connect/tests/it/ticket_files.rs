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
    let poll = Poll { through, requests: vec![request], known, ours, is_round: false };
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
async fn a_ticket_that_is_not_there_any_more_is_said_to_be_missing() {
    let server = Server::start(|_| Reply::new(404, "", "")).await;
    let told = look(&server).await;
    assert!(matches!(&told[..], [Update { kind: UpdateKind::Missing, .. }]), "{told:?}");
}

use std::sync::Arc;

use serde_json::{Value, json};
use tierline_app::Beside;
use tierline_domain::Severity;

use super::*;
use crate::email::sample;

const OURS: &str = "ent_00000000000000000000000007";

fn now() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

/// A ticket with these notes and files.
fn holding(notes: Value, files: Value) -> Ticket {
    serde_json::from_value(json!({"id": "SR-1", "note": notes, "attachment": files})).unwrap()
}

fn note(event: Option<&str>) -> Parcel {
    Parcel::Note {
        entry: OURS.parse().unwrap(),
        event: event.map(str::to_owned),
        text: "T-20431".to_owned(),
        author: "Maren Holt".to_owned(),
        at: now(),
    }
}

fn file() -> Parcel {
    Parcel::File {
        entry: OURS.parse().unwrap(),
        name: "trace.log".to_owned(),
        media_type: "text/plain".to_owned(),
        sha256: String::new(),
        bytes: Arc::from(&b"hello"[..]),
    }
}

/// A call, with what else of ours the other end has or may have.
fn call(parcel: Parcel, ours: Vec<Sent>) -> Call {
    Call { beside: Beside { ours, ..Beside::default() }, ..sample::call(parcel) }
}

/// The same words, said some minutes before.
fn said(minutes: i64) -> Sent {
    Sent::Note { event: None, text: "T-20431".to_owned(), at: now() - Duration::minutes(minutes) }
}

fn sent(name: &str, size: i64) -> Sent {
    Sent::File { name: name.to_owned(), size }
}

#[test]
fn a_note_is_there_by_our_identifier_or_by_the_words_as_they_were_sent_and_not_by_older_ones() {
    for (event, there, expected) in [
        (None, json!({"id": OURS, "text": "edited there"}), true),
        (None, json!({"id": "7", "text": "T-20431", "date": "2026-03-02T11:56:00Z"}), true),
        (None, json!({"id": "7", "text": "T-20431"}), true),
        (None, json!({"id": "7", "text": "T-20431", "date": "2026-03-02T11:54:00Z"}), false),
        (Some("join"), json!({"id": "7", "text": "join: T-20431", "date": "2026-03-02T12:00:00Z"}), true),
        (Some("join"), json!({"id": "7", "text": "T-20431", "date": "2026-03-02T12:00:00Z"}), false),
        (Some(REOPENING), json!({"id": "7", "text": "T-20431", "date": "2026-03-02T12:00:00Z"}), true),
    ] {
        let ticket = holding(json!([there]), json!([]));
        assert_eq!(has(&ticket, &call(note(event), Vec::new())), expected, "{event:?} {there}");
    }
}

#[test]
fn the_same_words_under_the_identifier_of_something_else_are_not_ours() {
    let other = "ent_00000000000000000000000008";
    let same = |id: &str| json!({"id": id, "text": "T-20431", "date": "2026-03-02T12:00:00Z"});
    let has = |notes: Value| has(&holding(notes, json!([])), &call(note(None), Vec::new()));
    assert!(!has(json!([same(other)])), "another entry of ours, or of theirs");
    assert!(has(json!([same(other), same(OURS)])));
    assert!(!has(json!([{"id": other, "text": "Other words"}, same("7")])), "who gives one back gives back all");
    let mut known = call(note(None), Vec::new());
    known.beside.theirs.insert(update_entry(known.request.id, "7"));
    let ticket = holding(json!([same("7")]), json!([]));
    assert!(!super::has(&ticket, &known), "their own note, that we have heard already");
}

#[test]
fn the_same_words_said_twice_are_there_when_they_stand_there_twice() {
    let same = |minute: u32| json!({"text": "T-20431", "date": format!("2026-03-02T12:{minute:02}:00Z")});
    let has = |notes: Value, ours: Vec<Sent>| has(&holding(notes, json!([])), &call(note(None), ours));
    assert!(!has(json!([same(0)]), vec![said(1)]), "what stands there is what we said before");
    assert!(has(json!([same(0), same(1)]), vec![said(1)]));
    assert!(!has(json!([same(0), same(1)]), vec![said(1), said(2)]));
    // What was held back for an hour came there late, and is what we said then.
    assert!(!has(json!([same(0)]), vec![said(60)]));
    let yesterday = json!({"text": "T-20431", "date": "2026-03-01T12:00:00Z"});
    assert!(has(json!([yesterday, same(0)]), vec![said(24 * 60)]), "each stands for its own day");
    let other = Sent::Note { event: None, text: "Other words".to_owned(), at: now() };
    assert!(has(json!([same(0)]), vec![other, sent("T-20431", 5)]), "what is not alike explains nothing");
}

#[test]
fn a_severity_that_was_said_in_a_note_explains_a_note_of_these_words() {
    let words = Parcel::Note {
        entry: OURS.parse().unwrap(),
        event: None,
        text: Parcel::rating_note(Severity::Critical),
        author: "Maren Holt".to_owned(),
        at: now(),
    };
    let there = json!([{"text": "severity: critical", "date": "2026-03-02T12:00:00Z"}]);
    let rated = Sent::Rating { severity: Severity::Critical, at: now() };
    let ticket = holding(there, json!([]));
    assert!(has(&ticket, &call(words.clone(), Vec::new())));
    assert!(!has(&ticket, &call(words, vec![rated])));
}

#[test]
fn a_file_is_there_by_our_identifier_or_by_name_and_size() {
    let sized =
        |amount: i64, units: &str| json!({"id": "7", "name": "trace.log", "size": {"amount": amount, "units": units}});
    for (there, expected) in [
        (json!({"id": OURS, "name": "other.log"}), true),
        (sized(5, "byte"), true),
        (sized(6, "byte"), false),
        (sized(6, "MB"), true),
        (json!({"id": "7", "name": "trace.log"}), true),
        (json!({"id": "7", "name": "other.log"}), false),
    ] {
        let ticket = holding(json!([]), json!([there]));
        assert_eq!(has(&ticket, &call(file(), Vec::new())), expected, "{there}");
    }
}

#[test]
fn a_file_of_the_same_name_and_size_under_a_desks_identifier_is_another_one() {
    let same = |id: &str| json!({"id": id, "name": "trace.log", "size": {"amount": 5, "units": "byte"}});
    let has = |files: Value| has(&holding(json!([]), files), &call(file(), Vec::new()));
    assert!(!has(json!([same("ent_00000000000000000000000008")])), "another one of ours");
    assert!(!has(json!([same("att_00000000000000000000000008")])), "one that the desk attached itself");
    assert!(has(json!([same("att_00000000000000000000000008"), same(OURS)])));
}

#[test]
fn files_of_the_same_name_and_size_are_there_when_as_many_stand_there() {
    let same = |id: &str| json!({"id": id, "name": "trace.log", "size": {"amount": 5, "units": "byte"}});
    let has = |files: Value, ours: Vec<Sent>| has(&holding(json!([]), files), &call(file(), ours));
    let one = || sent("trace.log", 5);
    assert!(!has(json!([same("7")]), vec![one()]), "that is the first one");
    assert!(has(json!([same("7"), same("8")]), vec![one()]));
    assert!(!has(json!([same("7"), same("8")]), vec![one(), one()]));
    assert!(
        has(json!([same("7")]), vec![sent("trace.log", 6), sent("other.log", 5), said(0)]),
        "none of them is alike"
    );
    let mut known = call(file(), Vec::new());
    known.beside.theirs.insert(update_entry(known.request.id, "file/7"));
    assert!(!super::has(&holding(json!([]), json!([same("7")])), &known), "theirs, that we have already");
}

//! What a change of a ticket asks for, as a merge patch (RFC 7396) or a JSON patch (RFC 6902). A sender adds notes and files, changes
//! the severity, and takes the ticket back; the rest is the recipient's, or stands as it was sent.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tierline_app::{
    Error,
    ticket::{
        ChangeTicket, NewNote, severity_of,
        wire::{FileValue, Note, Ticket},
    },
};
use tierline_domain::{Severity, TicketStatus};

use super::refusal::Refusal;
use crate::kit::read;

/// Reads a merge patch.
///
/// # Errors
/// Each field that cannot be changed so, by its name.
pub(super) fn merge(patch: &Value, before: &Ticket) -> Result<ChangeTicket, Refusal> {
    let Value::Object(fields) = patch else {
        return Err(Error::field("body", "wrong_type", "Send an object with the fields that change.").into());
    };
    let there = serde_json::to_value(before).unwrap_or_default();
    let mut change = ChangeTicket::default();
    for (name, value) in fields {
        match name.as_str() {
            "note" => change.notes = notes(value, before)?,
            "attachment" => change.files = read_field::<Vec<FileValue>>(name, value)?,
            "status" | "statusChangeReason" => {}
            "severity" if there.get(name) != Some(value) => change.severity = Some(severity(value)?),
            _ if there.get(name) == Some(value) || name.starts_with('@') => {}
            _ => {
                let message = "This stands as it was sent. Say in a note what is different.";
                return Err(Error::field(name.clone(), "cannot_change", message).into());
            }
        }
    }
    if let Some(status) = fields.get("status") {
        let status: TicketStatus = read_field("status", status)?;
        change.cancel = cancel(status, before, fields.get("statusChangeReason"), &change)?;
        change.reopens = before.status == Some(TicketStatus::Resolved) && status == TicketStatus::InProgress;
    }
    Ok(change)
}

fn severity(value: &Value) -> Result<Severity, Refusal> {
    let word: String = read_field("severity", value)?;
    severity_of(&word).ok_or_else(|| {
        let message = "Take critical, moderate, minimal or none.";
        Error::field("severity", "unknown_value", message).into()
    })
}

/// Why the ticket is taken back, where that is what the status says.
fn cancel(
    status: TicketStatus,
    before: &Ticket,
    reason: Option<&Value>,
    change: &ChangeTicket,
) -> Result<Option<String>, Refusal> {
    if status == TicketStatus::Cancelled {
        let reason = reason.map(|reason| read_field::<Option<String>>("statusChangeReason", reason)).transpose()?;
        return Ok(Some(reason.flatten().unwrap_or_default()));
    }
    // A note answers what was asked, and says why what was solved is not: it moves the status by itself.
    let answers = matches!(before.status, Some(TicketStatus::Pending | TicketStatus::Resolved))
        && status == TicketStatus::InProgress
        && !change.notes.is_empty();
    if before.status == Some(status) || answers {
        return Ok(None);
    }
    let message = "A sender takes its ticket back (`cancelled`), or goes on with it (`inProgress`) with a note: after a question, or where what is \
                   resolved is not. The rest is the recipient's.";
    Err(Error::field("status", "not_yours", message).into())
}

/// The notes that are new. Those that were read come back with the list, and are left alone.
fn notes(value: &Value, before: &Ticket) -> Result<Vec<NewNote>, Refusal> {
    let all: Vec<Note> = read_field("note", value)?;
    let known = |note: &Note| note.id.is_some() && before.note.iter().flatten().any(|there| there.id == note.id);
    let new = all.into_iter().filter(|note| !known(note)).map(|note| NewNote {
        id: note.id,
        author: note.author,
        date: note.date,
        text: note.text.unwrap_or_default(),
    });
    Ok(new.collect())
}

fn read_field<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T, Refusal> {
    read::from_json(value).map_err(|mut fault| {
        fault.field = if fault.field == "body" { name.to_owned() } else { format!("{name}.{}", fault.field) };
        fault.into()
    })
}

/// Reads a JSON patch, as far as it says what a sender can change.
///
/// # Errors
/// The first operation that cannot be done.
pub(super) fn patch(patch: &Value, before: &Ticket) -> Result<ChangeTicket, Refusal> {
    let Value::Array(operations) = patch else {
        return Err(Error::field("body", "wrong_type", "Send a list of operations.").into());
    };
    let mut merged = Map::new();
    let mut lists: [(&str, Vec<Value>); 2] = [("note", Vec::new()), ("attachment", Vec::new())];
    for operation in operations {
        let (op, path) = (operation["op"].as_str().unwrap_or_default(), operation["path"].as_str().unwrap_or_default());
        let value = operation["value"].clone();
        let list = lists.iter_mut().find(|(name, _)| path == format!("/{name}/-"));
        match (op, path, list) {
            ("add", _, Some((_, all))) => all.push(value),
            ("add" | "replace", "/status" | "/statusChangeReason" | "/severity", _) => {
                merged.insert(path[1..].to_owned(), value);
            }
            _ => {
                let message = "Take `add` with /note/- or /attachment/-, or `replace` with /severity, /status and /statusChangeReason.";
                return Err(Error::field(if path.is_empty() { "path" } else { path }, "not_supported", message).into());
            }
        }
    }
    for (name, all) in lists {
        if !all.is_empty() {
            merged.insert(name.to_owned(), json!(all));
        }
    }
    merge(&Value::Object(merged), before)
}

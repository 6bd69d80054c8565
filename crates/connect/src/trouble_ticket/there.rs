//! Whether a ticket has what we sent: by our identifier where the other end keeps those that it is given, else by what is there more often
//! than all else of ours and theirs explains.

use chrono::{DateTime, Duration, Utc};
use tierline_app::{
    Call, Parcel, Sent,
    relay::REOPENING,
    ticket::{
        severity_of, update_entry,
        wire::{FileValue, Note, Ticket},
    },
};
use tierline_domain::{AttachmentId, EntryId, TicketStatus};

use super::{bytes_of, news::note_id};
use crate::answer::is_left;

/// How far the other end's clock may be behind ours.
const SKEW: Duration = Duration::minutes(5);

/// A note as it is sent: what nobody wrote says what happened.
pub(super) fn sent_text(event: Option<&str>, text: &str) -> String {
    let named = event.filter(|event| *event != REOPENING);
    named.map_or_else(|| text.to_owned(), |event| format!("{event}: {text}"))
}

/// Whether a ticket has what a call brings.
pub(super) fn has(ticket: &Ticket, call: &Call) -> bool {
    match &call.parcel {
        Parcel::Request => true,
        Parcel::Note { event, text, at, .. } => has_note(ticket, call, (&sent_text(event.as_deref(), text), *at)),
        Parcel::Rating { severity, .. } => {
            let id = call.stable_id();
            ticket.note.iter().flatten().any(|note| note.id.as_deref() == Some(id.as_str()))
                || ticket.severity.as_deref().and_then(severity_of) == Some(*severity)
        }
        Parcel::Withdrawal { .. } => matches!(ticket.status, Some(TicketStatus::Cancelled | TicketStatus::Closed)),
        Parcel::File { name, bytes, .. } => {
            has_file(ticket, call, (name, i64::try_from(bytes.len()).unwrap_or(i64::MAX)))
        }
    }
}

/// What an identifier in a ticket says of something that is looked for.
enum Named {
    /// It is that.
    This,
    /// It is something else, and the other end gives back the identifiers that it is given, as every desk does: no other one is that.
    Kept,
    /// It is known as the other end's own.
    Theirs,
    /// The other end gives identifiers of its own, or none: nothing.
    Open,
}

/// The words as they were sent, not long before they were, and once more than the others that were sent alike.
fn has_note(ticket: &Ticket, call: &Call, (text, at): (&str, DateTime<Utc>)) -> bool {
    let id = call.stable_id();
    let named = |note: &Note| match note.id.as_deref() {
        Some(there) if there == id => Named::This,
        Some(there) if there.parse::<EntryId>().is_ok() => Named::Kept,
        _ if note_id(note).is_some_and(|id| is_theirs(call, &id)) => Named::Theirs,
        _ => Named::Open,
    };
    let (mut copies, mut is_kept) = (Vec::new(), false);
    for note in ticket.note.iter().flatten() {
        match named(note) {
            Named::This => return true,
            Named::Kept => is_kept = true,
            Named::Open if note.text.as_deref() == Some(text) => copies.push(note.date),
            Named::Open | Named::Theirs => {}
        }
    }
    let others = call.beside.ours.iter().filter_map(|sent| match sent {
        Sent::Note { event, text: said, at } => (sent_text(event.as_deref(), said) == text).then_some(*at),
        Sent::Rating { severity, at } => (Parcel::rating_note(*severity) == text).then_some(*at),
        Sent::File { .. } => None,
    });
    !is_kept && is_left(copies, others.collect(), at, SKEW)
}

/// A file of this name and size, once more than the others that were sent alike. Where the other end does not say how large it is, the
/// name alone is asked for.
fn has_file(ticket: &Ticket, call: &Call, (name, size): (&str, i64)) -> bool {
    let id = call.stable_id();
    let named = |file: &FileValue| match file.id.as_deref() {
        Some(there) if there == id => Named::This,
        // A desk shows the sender's files under the sender's identifiers, and others under those of its own. One that knows only its own,
        // as desks did before, leaves a file alone that it is sent again.
        Some(there) if there.parse::<EntryId>().is_ok() || there.parse::<AttachmentId>().is_ok() => Named::Kept,
        Some(there) if is_theirs(call, &format!("file/{there}")) => Named::Theirs,
        _ => Named::Open,
    };
    let is_same = |file: &FileValue| file.name.as_deref() == Some(name) && bytes_of(file).is_none_or(|its| its == size);
    let (mut copies, mut is_kept) = (0, false);
    for file in ticket.attachment.iter().flatten() {
        match named(file) {
            Named::This => return true,
            Named::Kept => is_kept = true,
            Named::Open => copies += usize::from(is_same(file)),
            Named::Theirs => {}
        }
    }
    let is_alike =
        |sent: &&Sent| matches!(sent, Sent::File { name: other, size: its } if other == name && *its == size);
    !is_kept && copies > call.beside.ours.iter().filter(is_alike).count()
}

/// Whether what is called so there is known as the other end's own.
fn is_theirs(call: &Call, id: &str) -> bool {
    call.beside.theirs.contains(&update_entry(call.request.id, id))
}

#[cfg(test)]
mod tests;

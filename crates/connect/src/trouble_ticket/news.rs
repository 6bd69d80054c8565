//! What happened to tickets: read from the tickets themselves, whole each time, so that the order in which we look does not matter.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, SubsecRound, Utc};
use reqwest::{Method, StatusCode, Url};
use ring::digest;
use tierline_app::{
    Closed, Opened, Poll, Update, UpdateKind,
    ticket::{
        return_reason, severity_of, update_entry,
        wire::{FileValue, Note, Ticket},
    },
};
use tierline_domain::{AttachmentId, EntryId, PacketFile, RequestId, RequestStatus, Severity, TicketStatus};

use super::{TICKETS, TicketCarrier, bytes_of, name, one, outcome, ticket};
use crate::{
    outbound::{Request, host, too_large},
    overview::Changes,
};

/// Tickets of a page of the list: what a desk gives at the most.
const PAGE: usize = 200;
/// Pages of the list that are read at the most.
const PAGES: usize = 10;

/// The largest file that is fetched, in bytes.
const FILE_BYTES: usize = 15 * 1024 * 1024;

/// What became of a file that was looked for.
enum Got {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It cannot be had, for this reason, and is not looked for again.
    Left(String),
    /// It cannot be had now, for this reason: the next look tries again.
    Later(String),
    /// The other end says only that there is one.
    Nothing,
}

/// The most files that are remembered: then all are forgotten, and each is fetched once more.
const REMEMBERED: usize = 100_000;

/// Files that other ends show and that were found to have what one of ours has, once they were fetched: not fetched again as long as this
/// program runs.
#[derive(Default)]
pub(super) struct OwnFiles(Mutex<BTreeSet<EntryId>>);

impl OwnFiles {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<EntryId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has(&self, file: EntryId) -> bool {
        self.lock().contains(&file)
    }

    fn note(&self, file: EntryId) {
        let mut all = self.lock();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(file);
    }
}

impl TicketCarrier {
    /// The news of the requests that were asked for.
    pub(super) async fn news(&self, poll: Poll) -> Result<Vec<Update>, Closed> {
        let mut all = Vec::new();
        for request in &poll.requests {
            let Some(number) = &request.external_id else { continue };
            let (place, now) = ((poll.through.connection.id, number.as_str()), self.outbound.clock().now());
            if poll.is_round && self.overviews.is_unchanged(place, now, || self.changes(&poll.through)).await {
                continue;
            }
            let reply = self.ask(&poll.through, Method::GET, &one(number), None).await;
            let reply = reply.map_err(|fault| Closed { reason: fault.into_reason() })?;
            if reply.status == StatusCode::NOT_FOUND {
                // Said once of each number, and nothing is guessed.
                let (id, number) = (format!("missing/{number}"), number.clone());
                all.push(Update { id, number, at: now, kind: UpdateKind::Missing });
                continue;
            }
            let found = ticket(&reply).filter(|_| reply.status.is_success());
            let found = found.ok_or_else(|| Closed { reason: outcome::said(&reply, name(&poll.through)) })?;
            all.extend(statuses(number, &found));
            all.extend(notes(number, &found));
            all.extend(rating(number, &found, request.severity));
            let (files, is_whole) = self.files(&poll, (request.id, number.as_str()), &found).await;
            all.extend(files);
            // What is still to be fetched does not change the ticket: it is read again all the same.
            self.overviews.note(place, found.last_update.filter(|_| is_whole), now).await;
        }
        Ok(all)
    }

    /// When each ticket was changed last, by the list: its filters are the other end's choice, so it is read from its beginning.
    async fn changes(&self, through: &Opened) -> Option<Changes> {
        let mut all = Changes::new();
        for page in 0..PAGES {
            let path = format!("{TICKETS}?fields=lastUpdate&offset={}&limit={PAGE}", page * PAGE);
            let reply = self.ask(through, Method::GET, &path, None).await.ok()?;
            let found: Vec<Ticket> = serde_json::from_slice(&reply.body).ok().filter(|_| reply.status.is_success())?;
            let read = found.len();
            all.extend(found.into_iter().filter_map(|one| one.id.zip(one.last_update)));
            if read < PAGE {
                break;
            }
        }
        Some(all)
    }

    /// Files that are neither known nor ours, with their bytes; and whether none of them is left for the next look. One that cannot be had
    /// takes nothing from all else that the ticket says.
    async fn files(&self, poll: &Poll, (request, number): (RequestId, &str), ticket: &Ticket) -> (Vec<Update>, bool) {
        let (mut all, mut is_whole) = (Vec::new(), true);
        let changed = ticket.last_update.or(ticket.creation_date).unwrap_or_else(|| self.outbound.clock().now());
        for file in ticket.attachment.iter().flatten() {
            let (Some(theirs), Some(name)) = (&file.id, &file.name) else { continue };
            let id = format!("file/{theirs}");
            let entry = update_entry(request, &id);
            let is_known = poll.known.contains(&entry) || self.own_files.has(entry);
            if is_known || is_ours(file, theirs, &poll.ours) {
                continue;
            }
            let kind = match self.content(&poll.through, file).await {
                Got::Bytes(bytes) if has_what_is_ours(&bytes, &poll.ours) => {
                    self.own_files.note(entry);
                    continue;
                }
                Got::Bytes(bytes) => UpdateKind::File { name: name.clone(), bytes: Arc::from(bytes) },
                Got::Left(reason) => UpdateKind::FileLeft { name: name.clone(), reason },
                Got::Nothing => continue,
                Got::Later(reason) => {
                    tracing::warn!(request.id = %request, reason, "a file of a ticket is to be fetched later");
                    is_whole = false;
                    continue;
                }
            };
            let at = file.valid_for.as_ref().and_then(|period| period.start_date_time).unwrap_or(changed);
            all.push(Update { id, number: number.to_owned(), at: at.trunc_subsecs(6), kind });
        }
        (all, is_whole)
    }

    /// A file's bytes, as far as they are to be had.
    async fn content(&self, through: &Opened, file: &FileValue) -> Got {
        if bytes_of(file).and_then(|size| usize::try_from(size).ok()).is_some_and(|size| size > FILE_BYTES) {
            return Got::Left("it is larger than 15 MB".to_owned());
        }
        let Some(url) = file.url.as_deref() else { return inline(file) };
        let base = Url::parse(&through.connection.address).ok();
        let Some((base, url)) = base.and_then(|base| base.join(url).ok().map(|url| (base, url))) else {
            return Got::Left("its address is none".to_owned());
        };
        match self.outbound.ask(through, Request::get(url.clone()).up_to(FILE_BYTES)).await {
            Ok(reply) if reply.status.is_success() => Got::Bytes(reply.body),
            Ok(reply) => match reply.status.as_u16() {
                408 | 425 | 429 | 500..=599 => Got::Later(reply.refusal(name(through), "the file")),
                _ => Got::Left(reply.refusal(name(through), "the file")),
            },
            // Nothing is asked elsewhere, now or later.
            Err(fault) if url.origin() != base.origin() => Got::Left(fault.into_reason()),
            Err(fault) if fault.reason() == too_large(host(&url), FILE_BYTES) => {
                Got::Left("it is larger than 15 MB".to_owned())
            }
            Err(fault) => Got::Later(fault.into_reason()),
        }
    }
}

/// Whether a file is one of ours: under an identifier of ours, where the other end gives those back; else of the same name and size, where
/// it says how large it is. What a desk shows under an identifier of its own it has attached, however much its name and size are like those of
/// ours: it is fetched, and what is in it decides.
fn is_ours(file: &FileValue, id: &str, ours: &[PacketFile]) -> bool {
    if id.parse::<AttachmentId>().is_ok() {
        return false;
    }
    let is_alike = |one: &PacketFile| file.name.as_ref() == Some(&one.name) && bytes_of(file) == Some(one.size);
    id.parse::<EntryId>().is_ok() || ours.iter().any(is_alike)
}

/// Whether a fetched file has what one of ours has, whoever attached it and however large it was said to be: nobody needs it a second time.
fn has_what_is_ours(bytes: &[u8], ours: &[PacketFile]) -> bool {
    if ours.is_empty() {
        return false;
    }
    let sha256: String =
        digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    ours.iter().any(|one| one.sha256 == sha256)
}

/// A file that stands in the ticket itself.
fn inline(file: &FileValue) -> Got {
    let Some(content) = &file.content else { return Got::Nothing };
    let text: String = content.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(text).map_or_else(|_| Got::Left("its content is no base 64".to_owned()), Got::Bytes)
}

/// Where a ticket stood and stands. That it arrived is known: its own status says so no second time.
pub(super) fn statuses(number: &str, ticket: &Ticket) -> Vec<Update> {
    let update = |status: TicketStatus, at: DateTime<Utc>, reason: Option<&String>| {
        let at = at.trunc_subsecs(6);
        Update {
            id: format!("status/{}/{status}", at.timestamp_micros()),
            number: number.to_owned(),
            at,
            kind: UpdateKind::Status { status: status.request_status(), reason: reason.cloned(), returned: None },
        }
    };
    let history = ticket.status_change_history.iter().flatten();
    let mut all: Vec<Update> = history
        .filter_map(|one| Some(update(one.status?, one.status_change_date?, one.status_change_reason.as_ref())))
        .collect();
    // A system without a history says at least where the ticket stands.
    if all.is_empty()
        && let (Some(status), Some(at)) = (ticket.status, ticket.status_change_date.or(ticket.last_update))
    {
        all.push(update(status, at, ticket.status_change_reason.as_ref()));
    }
    let arrived = TicketStatus::Acknowledged.request_status();
    all.retain(|one| !matches!(&one.kind, UpdateKind::Status { status, .. } if *status == arrived));
    // The ticket says why it is returned now: an earlier return may have had another reason.
    if let Some(UpdateKind::Status { status: RequestStatus::Returned, returned, .. }) =
        all.iter_mut().max_by_key(|one| one.at).map(|one| &mut one.kind)
    {
        *returned = return_reason(ticket);
    }
    all
}

/// Another severity than the request has, by the recipient's own judgement.
pub(super) fn rating(number: &str, ticket: &Ticket, known: Severity) -> Option<Update> {
    let severity = severity_of(ticket.severity.as_deref()?).filter(|severity| *severity != known)?;
    let at = ticket.last_update.or(ticket.status_change_date)?.trunc_subsecs(6);
    let id = format!("severity/{}/{severity}", at.timestamp_micros());
    Some(Update { id, number: number.to_owned(), at, kind: UpdateKind::Severity(severity) })
}

/// What a note is called: its own identifier, or else one made of what it says. None where it has neither that nor a time.
pub(super) fn note_id(note: &Note) -> Option<String> {
    let made = || Some(format!("note/{}/{}", note.date?.trunc_subsecs(6).timestamp_micros(), note.text.as_deref()?));
    note.id.clone().or_else(made)
}

pub(super) fn notes(number: &str, ticket: &Ticket) -> Vec<Update> {
    let said = ticket.note.iter().flatten().filter_map(|note| {
        let (text, at, id) = (note.text.clone()?, note.date?.trunc_subsecs(6), note_id(note)?);
        let kind = UpdateKind::Note { text, author: note.author.clone() };
        Some(Update { id, number: number.to_owned(), at, kind })
    });
    said.collect()
}

//! What happened to tickets: read from the tickets themselves, whole each time, so that the order in which we look does not matter.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use reqwest::{Method, StatusCode};
use tierline_app::{
    Closed, Opened, Poll, Update, UpdateKind,
    ticket::{
        return_reason, severity_of,
        wire::{FileValue, Ticket},
    },
};
use tierline_domain::{RequestStatus, Severity, TicketStatus};

use super::{TICKETS, TicketCarrier, name, one, outcome, ticket};
use crate::{outbound::Request, overview::Changes};

/// Tickets of a page of the list: what a desk gives at the most.
const PAGE: usize = 200;
/// Pages of the list that are read at the most.
const PAGES: usize = 10;

/// The largest file that is fetched, in bytes.
const FILE_BYTES: usize = 15 * 1024 * 1024;

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
                tracing::warn!(request.id = %request.id, "the other end knows no ticket of this number any more");
                continue;
            }
            let found = ticket(&reply).filter(|_| reply.status.is_success());
            let found = found.ok_or_else(|| Closed { reason: outcome::said(&reply, name(&poll.through)) })?;
            all.extend(statuses(number, &found));
            all.extend(notes(number, &found));
            all.extend(rating(number, &found, request.severity));
            all.extend(self.files(&poll.through, number, &found, poll.since).await?);
            self.overviews.note(place, found.last_update, now).await;
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

    /// Files that came after what we have, with their bytes.
    async fn files(
        &self,
        through: &Opened,
        number: &str,
        ticket: &Ticket,
        since: Option<DateTime<Utc>>,
    ) -> Result<Vec<Update>, Closed> {
        let mut all = Vec::new();
        for file in ticket.attachment.iter().flatten() {
            let at = file.valid_for.as_ref().and_then(|period| period.start_date_time).map(|at| at.trunc_subsecs(6));
            let (Some(id), Some(name), Some(at)) = (&file.id, &file.name, at) else { continue };
            if since.is_some_and(|since| at <= since) {
                continue;
            }
            let Some(bytes) = self.content(through, file).await? else { continue };
            let kind = UpdateKind::File { name: name.clone(), bytes: Arc::from(bytes) };
            all.push(Update { id: format!("file/{id}"), number: number.to_owned(), at, kind });
        }
        Ok(all)
    }

    /// A file's bytes; none where the other end does not give them.
    async fn content(&self, through: &Opened, file: &FileValue) -> Result<Option<Vec<u8>>, Closed> {
        let base = reqwest::Url::parse(&through.connection.address).ok();
        let Some(url) = file.url.as_deref().and_then(|url| base?.join(url).ok()) else { return Ok(None) };
        let reply = self.outbound.ask(through, Request::get(url).up_to(FILE_BYTES)).await;
        let reply = reply.map_err(|fault| Closed { reason: fault.into_reason() })?;
        Ok(reply.status.is_success().then_some(reply.body))
    }
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

pub(super) fn notes(number: &str, ticket: &Ticket) -> Vec<Update> {
    let said = ticket.note.iter().flatten().filter_map(|note| {
        let (text, at) = (note.text.clone()?, note.date?.trunc_subsecs(6));
        let id = note.id.clone().unwrap_or_else(|| format!("note/{}/{text}", at.timestamp_micros()));
        let kind = UpdateKind::Note { text, author: note.author.clone() };
        Some(Update { id, number: number.to_owned(), at, kind })
    });
    said.collect()
}

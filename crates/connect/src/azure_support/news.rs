//! What happened to tickets: read from the tickets themselves, whole each time, so that the order in which we look does not matter. Files
//! do not come back: the interface gives none.

use chrono::{DateTime, SubsecRound, Utc};
use reqwest::{Method, StatusCode};
use tierline_app::{
    Closed, Poll, Update, UpdateKind,
    azure_support::wire::{self, Communication, Page, Resource, Ticket},
};
use tierline_domain::{ServiceRequest, SupportSeverity, SupportStatus};

use super::{At, AzureSupportCarrier, PAGES, outcome::said};
use crate::{answer::name, outbound::Fault};

/// How the names of our own communications begin.
pub(super) const OURS: &str = "note-";

impl AzureSupportCarrier {
    /// The news of the requests that were asked for.
    pub(super) async fn news(&self, poll: Poll) -> Result<Vec<Update>, Closed> {
        let mut all = Vec::new();
        for request in &poll.requests {
            let (Some(number), Some(at)) = (&request.external_id, At::of(request)) else { continue };
            let found: Option<Resource<Ticket>> = self.read(&poll, &at, &at.ticket()).await?;
            let Some(found) = found else {
                // The ticket is gone, or what tied us to the customer is over: said once of each number, and nothing is guessed.
                all.push(Update {
                    id: format!("missing/{number}"),
                    number: number.clone(),
                    at: self.outbound.clock().now(),
                    kind: UpdateKind::Missing,
                });
                continue;
            };
            all.extend(facts(number, &found.properties, request));
            let mut next = Some(at.path(&format!("/supportTickets/{}/communications", at.ticket)));
            for _ in 0..PAGES {
                let Some(path) = next.take() else { break };
                let page: Option<Page<Resource<Communication>>> = self.read(&poll, &at, &path).await?;
                let Some(page) = page else { break };
                all.extend(page.value.iter().filter_map(|one| word(number, one)));
                next = page.next_link;
            }
        }
        Ok(all)
    }

    /// Reads something; none where it is not there, or not for us any more.
    async fn read<T: serde::de::DeserializeOwned>(
        &self,
        poll: &Poll,
        at: &At,
        path: &str,
    ) -> Result<Option<T>, Closed> {
        let reply = match self.ask(&poll.through, &at.tenant, Method::GET, path, None).await {
            Ok(reply) => reply,
            Err(Fault::Denied { .. }) => return Ok(None),
            Err(fault) => return Err(Closed { reason: fault.into_reason() }),
        };
        match reply.status {
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Ok(None),
            status if status.is_success() => wire::read(&reply.body).map(Some).map_err(|_| Closed {
                reason: format!("{} answered with something else than was asked for", name(&poll.through)),
            }),
            _ => Err(Closed { reason: said(&reply, &poll.through) }),
        }
    }
}

/// Status, severity and the time of the next answer, where they are other ones than we know. The interface keeps no history: the
/// time is that of the last change.
pub(super) fn facts(number: &str, found: &Ticket, known: &ServiceRequest) -> Vec<Update> {
    let Some(modified) = found.modified_date.or(found.created_date).map(|at| at.trunc_subsecs(6)) else {
        return Vec::new();
    };
    let update = |what: String, kind| Update {
        id: format!("{what}/{}", modified.timestamp_micros()),
        number: number.to_owned(),
        at: modified,
        kind,
    };
    let mut all = Vec::new();
    let status = found.status.as_deref().and_then(SupportStatus::read);
    if let Some(to) = status.and_then(|status| status.heard(known.status)) {
        let kind = UpdateKind::Status { status: to, reason: None, returned: None };
        all.push(update(format!("status/{to}"), kind));
    }
    let rated = found.severity.as_deref().and_then(SupportSeverity::read).map(SupportSeverity::severity);
    // What is not break-fix has no word there: minimal says nothing new of it.
    let known_there = SupportSeverity::of(known.severity).severity();
    if let Some(severity) = rated.filter(|severity| *severity != known_there) {
        all.push(update(format!("severity/{severity}"), UpdateKind::Severity(severity)));
    }
    let due: Option<DateTime<Utc>> = found.service_level_agreement.as_ref().and_then(|due| due.expiration_time);
    if let Some(due) = due.map(|due| due.trunc_subsecs(6)).filter(|due| known.recipient_due_at != Some(*due)) {
        all.push(update(format!("due/{}", due.timestamp()), UpdateKind::Due(due)));
    }
    all
}

/// What was said, but by us.
pub(super) fn word(number: &str, found: &Resource<Communication>) -> Option<Update> {
    let said = &found.properties;
    if found.name.starts_with(OURS) || found.name.is_empty() {
        return None;
    }
    let at = said.created_date?.trunc_subsecs(6);
    let text = said.body.clone().filter(|text| !text.trim().is_empty())?;
    let kind = UpdateKind::Note { text, author: said.sender.clone() };
    Some(Update { id: format!("said/{}", found.name), number: number.to_owned(), at, kind })
}

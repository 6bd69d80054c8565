//! What happened to requests at the provider: read from the requests themselves, whole each time, so that the order in which we look
//! does not matter.

use chrono::{DateTime, Duration, Utc};
use reqwest::Method;
use ring::digest;
use tierline_app::{
    Closed, Opened, OwnWords, Poll, Update, UpdateKind,
    partner_center::wire::{self, Collection, Note, ServiceRequest},
};
use tierline_domain::{PartnerStatus, RequestStatus, Severity};

use super::{PartnerCenterCarrier, SKEW_MINUTES, heard};
use crate::overview::Changes;

/// How long after a note the request may be said to have changed by that note. What changes it later is something else.
const MOMENT: Duration = Duration::seconds(5);
/// Requests of a page of the list, as many as the interface gives.
const PAGE: usize = 500;
/// Pages of the list that are read at the most.
const PAGES: usize = 10;

impl PartnerCenterCarrier {
    /// The news of the requests that were asked for.
    pub(super) async fn news(&self, poll: Poll) -> Result<Vec<Update>, Closed> {
        let mut all = Vec::new();
        for request in &poll.requests {
            let Some(number) = &request.external_id else { continue };
            let (place, now) = ((poll.through.connection.id, number.as_str()), self.outbound.clock().now());
            if poll.is_round && self.overviews.is_unchanged(place, now, || self.changes(&poll.through)).await {
                continue;
            }
            let found = self.read(&poll.through, number).await?;
            let changed = found.as_ref().and_then(|found| found.last_modified_date?.0);
            self.overviews.note(place, changed, now).await;
            match found {
                Some(found) => {
                    let mut facts = facts(number, &found, (request.status, request.severity));
                    if is_answered(&found, &poll.answers) {
                        facts.retain(|fact| !asks(fact));
                    }
                    all.extend(facts);
                    all.extend(notes(number, &found));
                }
                // A mistyped number, or the relationship is over: said once of each number, and nothing is guessed.
                None => all.push(Update {
                    id: format!("missing/{number}"),
                    number: number.clone(),
                    at: self.outbound.clock().now(),
                    kind: UpdateKind::Missing,
                }),
            }
        }
        Ok(all)
    }

    /// When each of the partner's requests was changed last, by the list: it has no filter by that time, so it is read from its
    /// beginning.
    async fn changes(&self, through: &Opened) -> Option<Changes> {
        let mut all = Changes::new();
        for page in 0..PAGES {
            let path = format!("/servicerequests?offset={}&size={PAGE}", page * PAGE);
            let reply = self.ask(through, Method::GET, &path, None, "").await.ok()?;
            let found: Collection = wire::read(&reply.body).ok().filter(|_| reply.status.is_success())?;
            let items = found.items.unwrap_or_default();
            let read = items.len();
            for item in items {
                let Ok(one) = serde_json::from_value::<ServiceRequest>(item) else { continue };
                let changed = one.last_modified_date.and_then(|moment| moment.0);
                all.extend(one.id.zip(changed));
            }
            if read < PAGE {
                break;
            }
        }
        Some(all)
    }
}

/// Whether an update gives the ball to us.
fn asks(update: &Update) -> bool {
    matches!(update.kind, UpdateKind::Status { status: RequestStatus::AttentionNeeded, .. })
}

/// Whether the last thing that happened to a request is our own answer. The interface tells when a request last changed, not when its
/// status did: our note changes it too, and the question that it answers may stand there until somebody has read it.
fn is_answered(found: &ServiceRequest, answers: &[OwnWords]) -> bool {
    let is_ours = |text: &str, at: DateTime<Utc>| {
        answers.iter().any(|one| one.text.trim() == text.trim() && at >= one.at - Duration::minutes(SKEW_MINUTES))
    };
    let said = found.notes.iter().flatten().filter_map(|note| {
        let at = note.created_date.and_then(|moment| moment.0)?;
        Some((at, is_ours(note.text.as_deref()?, at)))
    });
    // Of two at the same moment, the other side's is the later one.
    let last = said.max_by_key(|(at, is_ours)| (*at, !is_ours));
    let modified = found.last_modified_date.and_then(|moment| moment.0);
    last.zip(modified).is_some_and(|((at, is_ours), modified)| is_ours && modified - at <= MOMENT)
}

/// Status and severity, where they are other ones than we know. The interface keeps no history: the time is that of the last change.
pub(super) fn facts(number: &str, found: &ServiceRequest, known: (RequestStatus, Severity)) -> Vec<Update> {
    let modified = found.last_modified_date.and_then(|moment| moment.0);
    let update = |what: &str, at: DateTime<Utc>, kind| Update {
        id: format!("{what}/{}", at.timestamp_micros()),
        number: number.to_owned(),
        at,
        kind,
    };
    let mut all = Vec::new();
    if let (Some(word), Some(status)) = (found.status.map(|status| status.0), heard(found, known.0)) {
        let closed = found.last_closed_date.and_then(|moment| moment.0).filter(|_| word == PartnerStatus::Closed);
        // What is asked or said of it is its last note; that comes as a note.
        let kind = UpdateKind::Status { status, reason: None, returned: None };
        all.extend(closed.or(modified).map(|at| update(&format!("status/{word}"), at, kind)));
    }
    let severity = found.severity.and_then(|one| one.0.severity()).filter(|severity| *severity != known.1);
    if let (Some(severity), Some(at)) = (severity, modified) {
        all.push(update(&format!("severity/{severity}"), at, UpdateKind::Severity(severity)));
    }
    all
}

/// What was said. A note without a time or words cannot be told from another, and is left out.
pub(super) fn notes(number: &str, found: &ServiceRequest) -> Vec<Update> {
    let told = found.notes.iter().flatten().filter_map(|note| {
        let (id, at) = (note_id(note)?, note.created_date.and_then(|moment| moment.0)?);
        let (text, author) = (note.text.clone()?, note.created_by_name.clone());
        Some(Update { id, number: number.to_owned(), at, kind: UpdateKind::Note { text, author } })
    });
    told.collect()
}

/// What a note is called by us: by its time, its author and its words. None where it has no time or no words.
pub(super) fn note_id(note: &Note) -> Option<String> {
    let at = note.created_date.and_then(|moment| moment.0)?;
    let text = note.text.as_deref().filter(|text| !text.trim().is_empty())?;
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [note.created_by_name.as_deref().unwrap_or_default(), text] {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part.as_bytes());
    }
    let digest: String = context.finish().as_ref()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("note/{}/{digest}", at.timestamp_micros()))
}

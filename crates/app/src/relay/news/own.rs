//! What of the other end's news is our own: words and files that we sent and that it shows again.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{Attachment, EntryId, PacketFile, RequestEntry, RequestStatus, ServiceRequest, Side, Visibility};

use crate::{
    app::App,
    error::Result,
    port::carrier::{OwnWords, Update, UpdateKind},
};

/// How far the other end's clock may be behind ours: what was said longer before ours is no echo of it.
const SKEW: Duration = Duration::minutes(5);

/// Our own files of a request: those that went along with it and those that followed.
///
/// # Errors
/// The store's.
pub(super) async fn files(app: &App, request: &ServiceRequest) -> Result<Vec<PacketFile>> {
    let mut read = app.store().read(request.owner).await?;
    let mut all = read.attachment_list_of_request(request.id).await?;
    for case in read.request_cases(request.id).await? {
        all.extend(read.attachment_list(case).await?);
    }
    drop(read);
    let is_ours = |file: &Attachment| file.by.side != Side::Provider && file.visibility == Visibility::Provider;
    let mut ours = request.packet.files.clone();
    ours.extend(all.into_iter().filter(is_ours).map(|file| PacketFile {
        name: file.name,
        size: file.size,
        sha256: file.sha256,
    }));
    Ok(ours)
}

/// What we said to the other end since it asked last, each as it may show it; nothing where it never asked.
pub(super) fn answers(entries: &[RequestEntry]) -> Vec<OwnWords> {
    let asked = entries.iter().filter(|entry| entry.status == Some(RequestStatus::AttentionNeeded));
    let Some(asked) = asked.map(|entry| entry.at).max() else { return Vec::new() };
    let ours = entries.iter().filter(|entry| {
        entry.actor.side != Side::Provider && entry.visibility == Visibility::Provider && entry.at >= asked - SKEW
    });
    let both = ours.flat_map(|entry| {
        let text = entry.text.as_deref().unwrap_or_default();
        let words = [text.to_owned(), format!("{}: {text}", entry.kind)];
        words.map(|text| OwnWords { at: entry.at, text })
    });
    both.collect()
}

/// Our entries that have explained an echo already: each explains one of its words and one of its status, so that who says the same once
/// more is heard.
#[derive(Default)]
pub(super) struct Echoes(BTreeSet<(EntryId, bool)>);

impl Echoes {
    /// Begins with what the other end shows under our own identifiers: those entries explain nothing else.
    pub(super) fn among(updates: &[(EntryId, Update)]) -> Self {
        Self(updates.iter().map(|(entry, update)| (*entry, is_status(update))).collect())
    }

    /// Whether an update is the other end's echo of what we sent: systems that give notes identifiers of their own show ours again, and
    /// a reopening stands in the ticket's history.
    pub(super) fn explain(&mut self, entries: &[RequestEntry], update: &Update) -> bool {
        let is_status = is_status(update);
        let found = entries.iter().find(|known| !self.0.contains(&(known.id, is_status)) && says(known, update));
        found.is_some_and(|known| self.0.insert((known.id, is_status)))
    }
}

fn is_status(update: &Update) -> bool {
    matches!(update.kind, UpdateKind::Status { .. })
}

/// Whether an update says what an entry of ours says.
fn says(known: &RequestEntry, update: &Update) -> bool {
    let text = match &update.kind {
        UpdateKind::Note { text, .. } => text,
        UpdateKind::Status { status, reason: Some(reason), .. } if known.status == Some(*status) => reason,
        _ => return false,
    };
    let Some(said) = known.text.as_deref() else { return false };
    known.actor.side != Side::Provider
        && known.visibility == Visibility::Provider
        && update.at >= known.at - SKEW
        && (said == text || known.data().is_some() && *text == format!("{}: {said}", known.kind))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use tierline_domain::{Actor, Cloud, OrganizationId, Owner, RequestId};
    use uuid::Uuid;

    use super::*;

    fn entry(minute: i64, side: Side, kind: &str, status: Option<RequestStatus>, text: &str) -> RequestEntry {
        let noon: DateTime<Utc> = "2026-03-02T12:00:00Z".parse().unwrap();
        RequestEntry {
            owner: Owner { organization: OrganizationId(Uuid::from_u128(2)), cloud: Cloud::Public },
            request: RequestId(Uuid::from_u128(8)),
            id: EntryId(Uuid::from_u128(1)),
            at: noon + Duration::minutes(minute),
            actor: Actor { user: None, name: "Somebody".to_owned(), side },
            kind: kind.to_owned(),
            visibility: Visibility::Provider,
            status,
            text: Some(text.to_owned()),
        }
    }

    #[test]
    fn what_we_said_answers_only_what_was_asked_before() {
        let before = entry(0, Side::Ours, "note", None, "It began at noon.");
        let question =
            entry(30, Side::Provider, "decision", Some(RequestStatus::AttentionNeeded), "Which build do they have?");
        let theirs = entry(40, Side::Provider, "note", None, "We wait.");
        let answer = entry(60, Side::Ours, "note", None, "Build 24.1");
        let hidden = RequestEntry { visibility: Visibility::Internal, ..entry(61, Side::Ours, "note", None, "Odd.") };
        let rated = entry(62, Side::Ours, "severity", None, "critical");
        assert_eq!(answers(&[before.clone(), answer.clone()]), [], "nobody asked");
        let said: Vec<String> =
            answers(&[before, question, theirs, answer, hidden, rated]).into_iter().map(|one| one.text).collect();
        assert_eq!(said, ["Build 24.1", "note: Build 24.1", "critical", "severity: critical"]);
    }
}

//! What of the other end's news is our own: words and files that we sent and that it shows again.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{Attachment, EntryId, PacketFile, RequestEntry, ServiceRequest, Side, Visibility};

use crate::{
    app::App,
    error::Result,
    port::carrier::{Update, UpdateKind},
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

//! What a sender says of its request arrives at the recipient: on the same desk by a message, from another desk by its ticket.
//! The identifier that it was given where it was written makes a second time harmless.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Actor, Attachment, EntryId, Event, NoticeKind, Organization, OutboxId, RequestEntry, RequestId, RequestStatus,
    Severity, Side, Visibility,
};
use tierline_store::TenantTx;

use crate::{
    app::App,
    case::work::CaseWork,
    error::{Error, Result},
    notice,
    received::first_answer_due,
    relay::{RATING, REOPENING},
};

/// Something that the sender said.
pub(crate) struct Said<'a> {
    /// Its identifier.
    pub(crate) entry: EntryId,
    /// The word of what happened, where nobody wrote a note: the text is its data then.
    pub(crate) event: Option<&'a str>,
    /// The text.
    pub(crate) text: &'a str,
    /// Who said it. Who that is at the sender's stays there.
    pub(crate) actor: &'a Actor,
}

impl Said<'_> {
    fn entry(&self, tx: &TenantTx<'_>, request: RequestId, kind: &str, now: DateTime<Utc>) -> RequestEntry {
        RequestEntry {
            owner: tx.owner(),
            request,
            id: self.entry,
            at: now,
            actor: Actor { side: Side::Customer, user: None, ..self.actor.clone() },
            kind: kind.to_owned(),
            visibility: Visibility::Provider,
            status: None,
            text: Some(self.text.to_owned()),
        }
    }
}

/// A note arrives. Says whether it is news.
///
/// # Errors
/// [`Error::Unavailable`] where the request itself is still on its way: the note waits for it.
pub(crate) async fn note(
    tx: &mut TenantTx<'_>,
    (app, told_by): (&App, OutboxId),
    id: RequestId,
    said: &Said<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(mut received) = tx.received_lookup_for_update(id).await? else {
        return Err(Error::Unavailable { retry_after: 1 });
    };
    let reopens = said.event == Some(REOPENING) && received.status == RequestStatus::Resolved;
    let status = reopens.then_some(RequestStatus::Accepted);
    let arrived = RequestEntry { status, ..said.entry(tx, id, said.event.unwrap_or("note"), now) };
    if !tx.request_entry_append(&arrived).await? {
        return Ok(false);
    }
    if let Some(status) = status {
        received.status = status;
        received.status_reason = None;
    }
    // Only what somebody wrote answers a question.
    if said.event.is_none() && received.status == RequestStatus::AttentionNeeded {
        received.status = RequestStatus::Accepted;
    }
    received.updated_at = now;
    tx.received_save(&received).await?;
    // That a case joined says what happened and asks for nothing.
    if said.event.is_none() || reopens {
        notice::tell_of_received(tx, app, &received, NoticeKind::ReceivedAnswered, told_by).await?;
    }
    Ok(true)
}

/// Another severity that the sender gave.
pub(crate) struct Rated<'a> {
    /// Its identifier.
    pub(crate) entry: EntryId,
    /// The severity.
    pub(crate) severity: Severity,
    /// Who gave it.
    pub(crate) actor: &'a Actor,
}

/// Another severity arrives. Says whether it is news. Who has not answered yet owes the first answer by it, and never later than
/// before.
///
/// # Errors
/// [`Error::Unavailable`] where the request itself is still on its way: the severity waits for it.
pub(crate) async fn rating(
    tx: &mut TenantTx<'_>,
    (app, told_by): (&App, OutboxId),
    (recipient, id): (&Organization, RequestId),
    rated: &Rated<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(mut received) = tx.received_lookup_for_update(id).await? else {
        return Err(Error::Unavailable { retry_after: 1 });
    };
    let said = Said { entry: rated.entry, event: Some(RATING), text: rated.severity.word(), actor: rated.actor };
    if !tx.request_entry_append(&said.entry(tx, id, RATING, now)).await? {
        return Ok(false);
    }
    received.packet.severity = rated.severity;
    if let Some(due) = received.due_at {
        let sooner = first_answer_due(recipient, rated.severity, now);
        received.due_at = Some(sooner.map_or(due, |sooner| sooner.min(due)));
    }
    received.updated_at = now;
    tx.received_save(&received).await?;
    notice::tell_of_received(tx, app, &received, NoticeKind::ReceivedAnswered, told_by).await?;
    Ok(true)
}

/// The sender takes its request back. Says whether it is news: it may have been withdrawn before it left, then nothing arrives.
///
/// # Errors
/// The store's.
pub(crate) async fn withdrawal(
    tx: &mut TenantTx<'_>,
    (app, told_by): (&App, OutboxId),
    id: RequestId,
    said: &Said<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(mut received) = tx.received_lookup_for_update(id).await? else { return Ok(false) };
    let withdrawn = RequestEntry { status: Some(RequestStatus::Withdrawn), ..said.entry(tx, id, "withdrawal", now) };
    if !tx.request_entry_append(&withdrawn).await? {
        return Ok(false);
    }
    received.status = RequestStatus::Withdrawn;
    received.status_reason = Some(said.text.to_owned());
    received.due_at = None;
    received.updated_at = now;
    tx.received_save(&received).await?;
    notice::tell_of_received(tx, app, &received, NoticeKind::ReceivedWithdrawn, told_by).await?;
    Ok(true)
}

/// A file that follows the request arrives. Says whether it is news. Where a case of ours carries the request, the file is its too.
///
/// # Errors
/// [`Error::Unavailable`] where the request itself is still on its way: the file waits for it.
pub(crate) async fn file(
    tx: &mut TenantTx<'_>,
    app: &App,
    id: RequestId,
    entry: EntryId,
    theirs: &Attachment,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(mut received) = tx.received_lookup_for_update(id).await? else {
        return Err(Error::Unavailable { retry_after: 1 });
    };
    let said = Said { entry, event: None, text: &theirs.name, actor: &theirs.by };
    let arrived = said.entry(tx, id, "file", now);
    if !tx.request_entry_append(&arrived).await? {
        return Ok(false);
    }
    tx.attachment_insert(theirs).await?;
    received.updated_at = now;
    tx.received_save(&received).await?;
    if let Some(case) = received.case {
        let ours = Attachment { id: app.id(), case: Some(case), request: None, ..theirs.clone() };
        tx.attachment_insert(&ours).await?;
        let gone = || Error::internal("an organization has gone");
        let owner = tx.owner();
        let organization = Arc::new(tx.organization_lookup(owner.organization).await?.ok_or_else(gone)?);
        let mut work = CaseWork::take(tx, app, organization, theirs.by.clone(), case, now).await?;
        let event = Event::FileAttached { attachment: ours.id, name: ours.name.clone(), size: ours.size };
        work.push(event, Visibility::Internal, None);
        work.save(tx).await?;
    }
    Ok(true)
}

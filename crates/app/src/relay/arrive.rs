//! What a sender says of its request arrives at the recipient: on the same desk by a message, from another desk by its ticket.
//! The identifier that it was given where it was written makes a second time harmless.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use tierline_domain::{
    Actor, Attachment, EntryId, Event, NoticeKind, Organization, OutboxId, ReceivedRequest, RequestEntry, RequestId,
    RequestStatus, Severity, Side, Visibility,
};
use tierline_store::TenantTx;

use crate::{
    app::App,
    audit::{self, Elsewhere},
    case::work::CaseWork,
    ctx::Ctx,
    error::{Error, Result},
    notice,
    received::{date_change, first_answer_due},
    relay::{RATING, REOPENING},
};

/// By which way something arrives.
pub(crate) struct Way<'a> {
    /// The desk.
    pub(crate) app: &'a App,
    /// What brought it: who is told of it is told once.
    pub(crate) told_by: OutboxId,
    /// The sender's own call; none where the desk delivers it.
    pub(crate) call: Option<&'a Ctx>,
}

impl Way<'_> {
    /// Puts on record what the sender did, in the recipient's log.
    async fn record(
        &self,
        tx: &mut TenantTx<'_>,
        received: &ReceivedRequest,
        (action, detail): (&str, &serde_json::Value),
        now: DateTime<Utc>,
    ) -> Result<()> {
        let who = Elsewhere::organization(received.sender, &received.sender_name);
        let entry = who.entry(self.app, now, (action, &received.id.to_string()), detail);
        let entry = match self.call {
            Some(ctx) => audit::by_call(entry, ctx),
            None => entry,
        };
        Ok(tx.audit_append(&entry, self.app.secret()).await?)
    }
}

/// What of a received request its sender can change, as the audit log says it before and after.
#[derive(Serialize)]
struct Standing {
    status: RequestStatus,
    severity: Severity,
    due_at: Option<DateTime<Utc>>,
}

impl Standing {
    fn of(received: &ReceivedRequest) -> Self {
        Self { status: received.status, severity: received.packet.severity, due_at: received.due_at }
    }
}

/// That a request has arrived is put on record.
pub(crate) async fn request(
    tx: &mut TenantTx<'_>,
    way: &Way<'_>,
    received: &ReceivedRequest,
    now: DateTime<Utc>,
) -> Result<()> {
    let detail = json!({
        "request": received.number, "sender_number": received.sender_number, "severity": received.packet.severity,
    });
    way.record(tx, received, ("received.arrive", &detail), now).await
}

/// So is what arrives for it: of what kind it is, and what it changed.
async fn record(
    tx: &mut TenantTx<'_>,
    way: &Way<'_>,
    (before, received): (&Standing, &ReceivedRequest),
    kind: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut detail = audit::changes(before, &Standing::of(received), &[])?;
    detail["request"] = json!(received.number);
    detail["added"] = json!([kind]);
    way.record(tx, received, ("received.news", &detail), now).await
}

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
    way: &Way<'_>,
    id: RequestId,
    said: &Said<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(mut received) = tx.received_lookup_for_update(id).await? else {
        return Err(Error::Unavailable { retry_after: 1 });
    };
    let before = Standing::of(&received);
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
    date_change(way.app, &mut received);
    tx.received_save(&received).await?;
    record(tx, way, (&before, &received), &arrived.kind, now).await?;
    // That a case joined says what happened and asks for nothing.
    if said.event.is_none() || reopens {
        notice::tell_of_received(tx, way.app, &received, NoticeKind::ReceivedAnswered, way.told_by).await?;
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
    way: &Way<'_>,
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
    let before = Standing::of(&received);
    received.packet.severity = rated.severity;
    if let Some(due) = received.due_at {
        let sooner = first_answer_due(recipient, rated.severity, now);
        received.due_at = Some(sooner.map_or(due, |sooner| sooner.min(due)));
    }
    date_change(way.app, &mut received);
    tx.received_save(&received).await?;
    record(tx, way, (&before, &received), RATING, now).await?;
    notice::tell_of_received(tx, way.app, &received, NoticeKind::ReceivedAnswered, way.told_by).await?;
    Ok(true)
}

/// The sender takes its request back. Says whether it is news: it may have been withdrawn before it left, then nothing arrives.
///
/// # Errors
/// The store's.
pub(crate) async fn withdrawal(
    tx: &mut TenantTx<'_>,
    way: &Way<'_>,
    id: RequestId,
    said: &Said<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(mut received) = tx.received_lookup_for_update(id).await? else { return Ok(false) };
    let withdrawn = RequestEntry { status: Some(RequestStatus::Withdrawn), ..said.entry(tx, id, "withdrawal", now) };
    if !tx.request_entry_append(&withdrawn).await? {
        return Ok(false);
    }
    let before = Standing::of(&received);
    received.status = RequestStatus::Withdrawn;
    received.status_reason = Some(said.text.to_owned());
    received.due_at = None;
    date_change(way.app, &mut received);
    tx.received_save(&received).await?;
    record(tx, way, (&before, &received), &withdrawn.kind, now).await?;
    notice::tell_of_received(tx, way.app, &received, NoticeKind::ReceivedWithdrawn, way.told_by).await?;
    Ok(true)
}

/// A file that follows the request arrives. Says whether it is news. Where a case of ours carries the request, the file is its too.
///
/// # Errors
/// [`Error::Unavailable`] where the request itself is still on its way: the file waits for it.
pub(crate) async fn file(
    tx: &mut TenantTx<'_>,
    way: &Way<'_>,
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
    let before = Standing::of(&received);
    date_change(way.app, &mut received);
    tx.received_save(&received).await?;
    record(tx, way, (&before, &received), &arrived.kind, now).await?;
    if let Some(case) = received.case {
        let ours = Attachment { id: way.app.id(), case: Some(case), request: None, ..theirs.clone() };
        tx.attachment_insert(&ours).await?;
        let gone = || Error::internal("an organization has gone");
        let owner = tx.owner();
        let organization = Arc::new(tx.organization_lookup(owner.organization).await?.ok_or_else(gone)?);
        let mut work = CaseWork::take(tx, way.app, organization, theirs.by.clone(), case, now).await?;
        let event = Event::FileAttached { attachment: ours.id, name: ours.name.clone(), size: ours.size };
        work.push(event, Visibility::Internal, None);
        work.save(tx).await?;
    }
    Ok(true)
}

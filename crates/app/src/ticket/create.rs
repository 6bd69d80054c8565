//! A ticket is posted.

use std::sync::Arc;

use serde_json::json;
use tierline_domain::{
    Action, Actor, Attachment, NoticeKind, Organization, OutboxId, Owner, ReceivedRequest, RequestId, RequestStatus,
    TicketKey, TicketOrigin, Visibility,
};
use tierline_store::{NumberKind, System, SystemTx};

use super::{
    change::{NewFile, file_of, files},
    read, recipient, show,
    wire::Ticket,
};
use crate::{
    app::App,
    audit,
    case::attach::keep_for,
    ctx::Ctx,
    error::{Error, Result},
    notice,
    received::first_answer_due,
    relay::arrive::{self, Way},
    standing,
};

/// A ticket that was posted.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// The ticket as it stands.
    pub ticket: Ticket,
    /// Whether it was made now; else it was there, under the same key.
    pub is_new: bool,
}

/// Takes in a ticket as a received request of whom the caller's organization hands up to. The sender's key makes a second post the
/// same ticket.
///
/// # Errors
/// [`Error::Invalid`] with all fields that are wrong, [`Error::Conflict`] where nobody receives it, [`Error::TooLarge`],
/// [`Error::Forbidden`].
pub async fn create(app: &App, ctx: &Ctx, ticket: &Ticket) -> Result<Filed> {
    app.require(ctx, Action::Escalate).await?;
    let (owner, organization) = recipient(app, ctx).await?;
    let key = read::key(ticket)?;
    if let Some(key) = &key
        && let Some(known) = known(app, ctx, owner, key).await?
    {
        return Ok(Filed { ticket: known, is_new: false });
    }
    let now = app.now();
    let packet = read::packet(ticket, &ctx.organization, ctx.owner.cloud, now)?;
    let id: RequestId = app.id();
    let kept = keep_all(app, ctx, owner, id, files(ticket.attachment.as_deref().unwrap_or_default())?).await?;
    let number = format!("SR-{}", app.store().number(owner, NumberKind::Request).await?);
    let received = ReceivedRequest {
        owner,
        id,
        number: number.clone(),
        sender: ctx.organization.id,
        sender_name: ctx.organization.name.clone(),
        sender_number: read::sender_number(ticket, key.as_ref()),
        due_at: first_answer_due(&organization, packet.severity, now),
        packet,
        status: RequestStatus::Submitted,
        status_reason: None,
        return_reason: None,
        case: None,
        version: 1,
        received_at: now,
        updated_at: now,
    };
    let origin = TicketOrigin { owner, request: id, sender: ctx.organization.id, key: key.clone(), received_at: now };
    let arrival = Arrival { app: app.clone(), ctx: ctx.clone(), received, origin, kept };
    let done = app.store().write_with(System, arrival, |tx, arrival| Box::pin(arrival.run(tx))).await;
    let is_new = app.on_record(ctx, "ticket.create", done).await?;
    if !is_new && let Some(key) = &key {
        // Somebody posted the same one at the same moment.
        let known = known(app, ctx, owner, key).await?.ok_or(Error::Unavailable { retry_after: 1 })?;
        return Ok(Filed { ticket: known, is_new: false });
    }
    Ok(Filed { ticket: show(app, ctx, &number).await?, is_new: true })
}

/// The ticket that the caller filed under this key before.
async fn known(app: &App, ctx: &Ctx, owner: Owner, key: &TicketKey) -> Result<Option<Ticket>> {
    let mut read = app.store().read(owner).await?;
    let Some(id) = read.ticket_by_key(ctx.organization.id, key).await? else { return Ok(None) };
    let received = read.received_lookup(id).await?.ok_or(Error::NotFound)?;
    drop(read);
    Ok(Some(show(app, ctx, &received.number).await?))
}

/// Keeps the files that come with a ticket. They belong to the recipient.
pub(super) async fn keep_all(
    app: &App,
    ctx: &Ctx,
    owner: Owner,
    request: RequestId,
    files: Vec<NewFile>,
) -> Result<Vec<(NewFile, Attachment)>> {
    let mut all = Vec::new();
    for mut file in files {
        let bytes = std::mem::take(&mut file.bytes);
        let kept = keep_for(app, owner, sender(ctx), file.name.clone(), bytes).await?;
        let id = file_of(request, file.entry(app, request));
        let kept = Attachment { id, request: Some(request), visibility: Visibility::Provider, ..kept };
        all.push((file, kept));
    }
    Ok(all)
}

/// The sender as the recipient names it: its people stay its own.
pub(super) fn sender(ctx: &Ctx) -> Actor {
    Actor { user: None, name: ctx.organization.name.clone(), side: tierline_domain::Side::Customer }
}

struct Arrival {
    app: App,
    ctx: Ctx,
    received: ReceivedRequest,
    origin: TicketOrigin,
    kept: Vec<(NewFile, Attachment)>,
}

impl Arrival {
    /// Says whether it is the first of its key; else nothing is written.
    async fn run(&self, tx: &mut SystemTx<'_>) -> Result<bool> {
        let Self { app, ctx, received, origin, kept } = self;
        standing::ask(&mut tx.tenant(ctx.owner), ctx, app.now()).await?;
        let (id, now) = (received.id, received.received_at);
        let mut theirs = tx.tenant(received.owner);
        if let Some(key) = &origin.key
            && theirs.ticket_by_key(origin.sender, key).await?.is_some()
        {
            return Ok(false);
        }
        theirs.received_insert(received).await?;
        // A twin in flight on another node had the key a moment earlier: all of this is rolled back, and the caller asks again.
        if !theirs.ticket_origin_insert(origin).await? {
            return Err(Error::Unavailable { retry_after: 1 });
        }
        let way = Way { app, told_by: OutboxId(id.uuid()), call: Some(ctx) };
        arrive::request(&mut theirs, &way, received, now).await?;
        for (file, kept) in kept {
            arrive::file(&mut theirs, &way, id, file.entry(app, id), kept, now).await?;
        }
        notice::tell_of_received(&mut theirs, app, received, NoticeKind::ReceivedNew, way.told_by).await?;
        let entry =
            audit::entry(app, ctx, now, "ticket.create", &id.to_string(), &json!({ "number": received.number }))?;
        tx.tenant(ctx.owner).audit_append(&entry, app.secret()).await?;
        Ok(true)
    }
}

/// The organization that a ticket went to, for what is shown of it.
pub(super) type Recipient = (Owner, Arc<Organization>);

//! Notes on a service request: for us, or for the recipient.

use std::sync::Arc;

use tierline_domain::{Action, EntryId, RequestEntry, RequestId, RequestStatus, Visibility};
use tierline_store::TenantTx;

use super::work::{Move, RequestWork};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// A note to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestNote {
    /// Internal, or for the recipient.
    pub visibility: Visibility,
    /// The text.
    pub text: String,
}

/// Adds a note. A word to the recipient answers its question: the ball goes back to it.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] where the request is over.
pub async fn note(app: &App, ctx: &Ctx, id: RequestId, note: RequestNote) -> Result<EntryId> {
    app.require(ctx, Action::Escalate).await?;
    let mut faults = Faults::default();
    let text = faults.prose("text", &note.text);
    if note.visibility == Visibility::Customer {
        faults.add(
            "visibility",
            "not_here",
            "Write to the customer in the case: a request has no customer to read it.",
        );
    }
    faults.finish()?;
    app.change(ctx, "request.note", (note.visibility, text), move |tx, call| {
        Box::pin(async move {
            let (visibility, text) = call.input.clone();
            write(tx, call, id, (visibility, text)).await
        })
    })
    .await
}

/// Writes a note whose text was checked.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] where the request is over.
pub(crate) async fn write<V>(
    tx: &mut TenantTx<'_>,
    call: &Call<V>,
    id: RequestId,
    (visibility, text): (Visibility, String),
) -> Result<EntryId> {
    let organization = Arc::clone(&call.ctx.organization);
    let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
    if visibility == Visibility::Provider && !work.request.status.is_open() {
        return Err(Error::conflict("over", "This request is over: the recipient reads nothing here any more."));
    }
    let entry = work.entry("note", visibility, None, Some(text.clone()));
    if visibility == Visibility::Provider {
        answer(&mut work, call.now);
        if work.request.is_carried() {
            work.message(Message::RequestNoted { request: id, entry, event: None, text, actor: call.ctx.actor() });
        }
    }
    audit::append(tx, call, "request.note", &id.to_string(), &visibility).await?;
    work.save(tx).await?;
    Ok(entry)
}

/// A word to a recipient that asked gives the ball back.
pub(crate) fn answer(work: &mut RequestWork<'_>, now: chrono::DateTime<chrono::Utc>) {
    if work.request.status == RequestStatus::AttentionNeeded {
        let author = work.actor.clone();
        work.move_to(Move { to: RequestStatus::Accepted, text: None, occurred_at: now, read_in_portal: false, author });
    }
}

/// The request's timeline, oldest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn notes(app: &App, ctx: &Ctx, id: RequestId) -> Result<Vec<RequestEntry>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    read.request_lookup(id).await?.ok_or(Error::NotFound)?;
    Ok(read.request_entry_list(id).await?)
}

//! A recipient replies without deciding, or notes something for itself.

use tierline_domain::{Action, EntryId, RequestEntry, RequestId, Visibility};

use super::date_change;
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
    request::RequestNote,
};

/// Adds a note to a received request; one for the provider side and its sender travels to the sender.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn note(app: &App, ctx: &Ctx, id: RequestId, note: RequestNote) -> Result<EntryId> {
    app.require(ctx, Action::DecideReceived).await?;
    let mut faults = Faults::default();
    let text = faults.prose("text", &note.text);
    if note.visibility == Visibility::Customer {
        faults.add("visibility", "not_here", "The customer belongs to the partner: write to the partner.");
    }
    faults.finish()?;
    app.change(ctx, "received.note", (note.visibility, text), move |tx, call| {
        Box::pin(async move {
            let (visibility, text) = call.input.clone();
            let mut received = tx.received_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
            let entry = RequestEntry {
                owner: received.owner,
                request: id,
                id: call.app.id(),
                at: call.now,
                actor: call.ctx.actor(),
                kind: "note".to_owned(),
                visibility,
                status: None,
                text: Some(text),
            };
            tx.request_entry_append(&entry).await?;
            let id_of_entry = entry.id;
            if visibility == Visibility::Provider {
                date_change(&call.app, &mut received);
                tx.received_save(&received).await?;
                let sender = received.sender;
                let message = Message::RequestDecided { request: id, sender, entry, return_reason: None };
                message.append(tx, &call.app, call.now).await?;
            }
            audit::append(tx, call, "received.note", &id.to_string(), &visibility).await?;
            Ok(id_of_entry)
        })
    })
    .await
}

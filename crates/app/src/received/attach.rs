//! Files of a received request: the sender's, and the recipient's own.

use tierline_domain::{Action, Attachment, AttachmentId, RequestEntry, RequestId, Visibility};

use super::date_change;
use crate::{
    app::App,
    audit,
    case::{
        attach::{check_foreign, content, keep},
        hold::{self, Holder},
    },
    ctx::Ctx,
    error::{Error, Result},
    relay::Message,
    standing,
};

/// Attaches a file to a received request; it travels to the sender.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attach(app: &App, ctx: &Ctx, id: RequestId, name: &str, bytes: Vec<u8>) -> Result<Attachment> {
    app.require(ctx, Action::DecideReceived).await?;
    let name = check_foreign(name, &bytes)?;
    // Who has no such request must not be able to fill the file store either.
    app.store().read(ctx.reach()).await?.received_lookup(id).await?.ok_or(Error::NotFound)?;
    hold::expect_room(&mut app.store().read(ctx.reach()).await?, Holder::Request(id), &bytes).await?;
    let kept = keep(app, ctx, name, bytes).await?;
    let file = Attachment { request: Some(id), visibility: Visibility::Provider, ..kept };
    app.change(ctx, "received.attach", file, move |tx, call| {
        Box::pin(async move {
            let file = call.input.clone();
            let mut received = tx.received_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
            hold::require_room(tx, Holder::Request(id), "file").await?;
            date_change(&call.app, &mut received);
            tx.received_save(&received).await?;
            let entry = RequestEntry {
                owner: received.owner,
                request: id,
                id: call.app.id(),
                at: call.now,
                actor: call.ctx.actor(),
                kind: "file".to_owned(),
                visibility: Visibility::Provider,
                status: None,
                text: Some(file.name.clone()),
            };
            tx.request_entry_append(&entry).await?;
            tx.attachment_insert(&file).await?;
            let message = Message::FileReturned { request: id, sender: received.sender, entry, file: file.clone() };
            message.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "received.attach", &id.to_string(), &file.id).await?;
            Ok(file)
        })
    })
    .await
}

/// The files of a received request, the oldest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attachment_list(app: &App, ctx: &Ctx, id: RequestId) -> Result<Vec<Attachment>> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    read.received_lookup(id).await?.ok_or(Error::NotFound)?;
    Ok(read.attachment_list_of_request(id).await?)
}

/// A file of a received request with its bytes.
///
/// # Errors
/// [`Error::NotFound`] where it is not one of this request, [`Error::Forbidden`]; [`Error::Unauthorized`], and [`Error::Conflict`]
/// `standing_changed`, where the right ended since the call began: an archive is many files, one after the other.
pub async fn attachment_read(app: &App, ctx: &Ctx, id: RequestId, file: AttachmentId) -> Result<(Attachment, Vec<u8>)> {
    let files = attachment_list(app, ctx, id).await?;
    standing::still(app, ctx).await?;
    let file = files.into_iter().find(|one| one.id == file).ok_or(Error::NotFound)?;
    let bytes = content(app, &file).await?;
    Ok((file, bytes))
}

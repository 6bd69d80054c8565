//! Files of a received request: the sender's, and the recipient's own.

use tierline_domain::{Action, Attachment, AttachmentId, RequestEntry, RequestId, Visibility};

use crate::{
    app::App,
    audit,
    case::attach::{check, content, keep},
    ctx::Ctx,
    error::{Error, Result},
    relay::Message,
};

/// Attaches a file to a received request; it travels to the sender.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attach(app: &App, ctx: &Ctx, id: RequestId, name: &str, bytes: Vec<u8>) -> Result<Attachment> {
    app.require(ctx, Action::DecideReceived).await?;
    let name = check(name, &bytes)?;
    // Who has no such request must not be able to fill the file store either.
    app.store().read(ctx.reach()).await?.received_lookup(id).await?.ok_or(Error::NotFound)?;
    let kept = keep(app, ctx, name, bytes).await?;
    let file = Attachment { request: Some(id), visibility: Visibility::Provider, ..kept };
    app.change(ctx, "received.attach", file, move |tx, call| {
        Box::pin(async move {
            let file = call.input.clone();
            let mut received = tx.received_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
            received.updated_at = call.now;
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
/// [`Error::NotFound`] where it is not one of this request, [`Error::Forbidden`].
pub async fn attachment_read(app: &App, ctx: &Ctx, id: RequestId, file: AttachmentId) -> Result<(Attachment, Vec<u8>)> {
    let files = attachment_list(app, ctx, id).await?;
    let file = files.into_iter().find(|one| one.id == file).ok_or(Error::NotFound)?;
    let bytes = content(app, &file).await?;
    Ok((file, bytes))
}

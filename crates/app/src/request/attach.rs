//! Files of a service request: what went along with it, and what follows later.

use std::sync::Arc;

use tierline_domain::{Action, Attachment, AttachmentId, RequestId, ServiceRequest, Visibility};

use super::work::RequestWork;
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

/// Attaches a file to a request; where the route carries it, it travels to the recipient.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] where the request
/// is over.
pub async fn attach(app: &App, ctx: &Ctx, id: RequestId, name: &str, bytes: Vec<u8>) -> Result<Attachment> {
    app.require(ctx, Action::Escalate).await?;
    let name = check_foreign(name, &bytes)?;
    // Who has no such request must not be able to fill the file store either.
    app.store().read(ctx.reach()).await?.request_lookup(id).await?.ok_or(Error::NotFound)?;
    hold::expect_room(&mut app.store().read(ctx.reach()).await?, Holder::Request(id), &bytes).await?;
    let kept = keep(app, ctx, name, bytes).await?;
    let file = Attachment { request: Some(id), visibility: Visibility::Provider, ..kept };
    app.change(ctx, "request.attach", file, move |tx, call| {
        Box::pin(async move {
            let (file, organization) = (call.input.clone(), Arc::clone(&call.ctx.organization));
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            if !work.request.status.is_open() {
                return Err(Error::conflict(
                    "over",
                    "This request is over: the recipient reads nothing here any more.",
                ));
            }
            hold::require_room(tx, Holder::Request(id), "file").await?;
            let entry = work.entry("file", Visibility::Provider, None, Some(file.name.clone()));
            if work.request.route.is_carried() {
                work.message(Message::FileSent { request: id, entry, file: file.clone() });
            }
            tx.attachment_insert(&file).await?;
            audit::append(tx, call, "request.attach", &id.to_string(), &file.id).await?;
            work.save(tx).await?;
            Ok(file)
        })
    })
    .await
}

/// The files that the recipient of a request gets: those that went along with it and those that followed, the oldest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attachment_list(app: &App, ctx: &Ctx, id: RequestId) -> Result<Vec<Attachment>> {
    let view = super::view(app, ctx, id).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let mut files = Vec::new();
    for case in view.cases.iter().filter(|case| case.customer == view.request.customer) {
        let of_case = read.attachment_list(case.id).await?;
        files.extend(of_case.into_iter().filter(|file| goes_along(&view.request, file)));
    }
    files.extend(read.attachment_list_of_request(id).await?);
    files.sort_by_key(|file| (file.at, file.id));
    Ok(files)
}

/// Whether a file of a case goes along with its request: one that was there when it was written goes where it was chosen.
fn goes_along(request: &ServiceRequest, file: &Attachment) -> bool {
    let chosen = || request.packet.files.iter().any(|one| one.sha256 == file.sha256 && one.name == file.name);
    file.visibility == Visibility::Provider && (file.at > request.created_at || chosen())
}

/// A file of a request with its bytes.
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

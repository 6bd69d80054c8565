//! Files of cases and of service requests.

use serde::Serialize;
use tierline_app::{Error, case as cases, received, request};
use tierline_domain::{self as domain, AttachmentId, CaseId, RequestId, Visibility};
use utoipa::ToSchema;

use super::{
    service_request::{Side, side},
    shared::Actor,
};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    archive::Archive,
    call::{At, Caller},
    download::Download,
    endpoint::{Operation, get, post},
    upload::Upload,
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases/{case_id}/attachments", "Lists the files of a case.", list),
        post("/cases/{case_id}/attachments", "Attaches a file to a case. Internal where nothing else is said.", add),
        get("/cases/{case_id}/attachments/{attachment_id}", "Downloads a file of a case.", download),
        get("/service-requests/{request_id}/attachments", "Lists the files of a service request.", list_of_request),
        post(
            "/service-requests/{request_id}/attachments",
            "Attaches a file; it travels to the other side.",
            add_to_request,
        ),
        get(
            "/service-requests/{request_id}/attachments/{attachment_id}",
            "Downloads a file of a service request.",
            download_of_request,
        ),
        get(
            "/service-requests/{request_id}/archive",
            "Downloads all files of a service request in one ZIP archive.",
            archive,
        ),
    ]
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Attachment {
    /// Identifier.
    id: wire::AttachmentId,
    /// The name it came with.
    name: String,
    /// Its type, by its name.
    media_type: String,
    /// Bytes.
    size: i64,
    /// SHA-256 of its content, hexadecimal.
    sha256: String,
    /// Who may read it.
    visibility: wire::Visibility,
    /// When it came.
    at: Time,
    /// Who brought it.
    by: Actor,
}

impl From<domain::Attachment> for Attachment {
    fn from(file: domain::Attachment) -> Self {
        Self {
            id: file.id.into(),
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256,
            visibility: file.visibility.into(),
            at: file.at.into(),
            by: file.by.into(),
        }
    }
}

async fn list(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Page<Attachment>>> {
    let files = cases::attachment_list(&caller.app, &caller.ctx, id).await?;
    Ok(Found::new(Page::whole(files.into_iter().map(Into::into).collect())))
}

async fn add(At(id): At<CaseId>, Upload { app, ctx, file }: Upload) -> Answer<Made<Attachment>> {
    let visibility = file.visibility.unwrap_or(Visibility::Internal);
    let attach = cases::Attach { name: file.name, bytes: file.bytes, visibility };
    let file = cases::attach(&app, &ctx, id, attach).await?;
    let location = format!("/api/v1/cases/{id}/attachments/{}", file.id);
    Ok(Made::at(file.into(), location))
}

async fn download(caller: Caller, At((case, id)): At<(CaseId, AttachmentId)>) -> Answer<Download> {
    let (file, bytes) = cases::attachment_read(&caller.app, &caller.ctx, id).await?;
    if file.case != Some(case) {
        return Err(Error::NotFound.into());
    }
    Ok(Download { name: file.name, media_type: file.media_type, bytes })
}

async fn list_of_request(caller: Caller, At(id): At<RequestId>) -> Answer<Found<Page<Attachment>>> {
    let (app, ctx) = (&caller.app, &caller.ctx);
    let files = match side(app, ctx, id).await? {
        Side::Sender => request::attachment_list(app, ctx, id).await?,
        Side::Recipient => received::attachment_list(app, ctx, id).await?,
    };
    Ok(Found::new(Page::whole(files.into_iter().map(Into::into).collect())))
}

async fn add_to_request(At(id): At<RequestId>, Upload { app, ctx, file }: Upload) -> Answer<Made<Attachment>> {
    if file.visibility.is_some_and(|visibility| visibility != Visibility::Provider) {
        let message = "A file of a service request is for the other side: attach to the case what is not.";
        return Err(Error::field("visibility", "not_here", message).into());
    }
    let file = match side(&app, &ctx, id).await? {
        Side::Sender => request::attach(&app, &ctx, id, &file.name, file.bytes).await?,
        Side::Recipient => received::attach(&app, &ctx, id, &file.name, file.bytes).await?,
    };
    let location = format!("/api/v1/service-requests/{id}/attachments/{}", file.id);
    Ok(Made::at(file.into(), location))
}

async fn download_of_request(caller: Caller, At((id, file)): At<(RequestId, AttachmentId)>) -> Answer<Download> {
    let (app, ctx) = (&caller.app, &caller.ctx);
    let (file, bytes) = match side(app, ctx, id).await? {
        Side::Sender => request::attachment_read(app, ctx, id, file).await?,
        Side::Recipient => received::attachment_read(app, ctx, id, file).await?,
    };
    Ok(Download { name: file.name, media_type: file.media_type, bytes })
}

async fn archive(caller: Caller, At(id): At<RequestId>) -> Answer<Archive> {
    let (app, ctx) = (caller.app.clone(), caller.ctx.clone());
    Ok(match side(&app, &ctx, id).await? {
        Side::Sender => Archive::of_request(app, ctx, id).await?,
        Side::Recipient => Archive::of_received(app, ctx, id).await?,
    })
}

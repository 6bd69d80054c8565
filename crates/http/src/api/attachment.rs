//! Files of cases.

use serde::Serialize;
use tierline_app::{Error, case as cases};
use tierline_domain::{self as domain, AttachmentId, CaseId, Visibility};
use utoipa::ToSchema;

use super::shared::Actor;
use crate::kit::{
    answer::{Answer, Found, Made, Page},
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
        get("/cases/{case_id}/attachments/{attachment_id}", "Downloads a file.", download),
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

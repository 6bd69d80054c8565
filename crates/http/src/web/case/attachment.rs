//! Files of a case.

use axum::response::{IntoResponse, Response};
use tierline_app::{Error, case, error::Faults};
use tierline_domain::{AttachmentId, CaseId, Visibility};

use super::deed;
use crate::{
    kit::download::Download,
    web::{fault::Answer, multipart::Sent, path::At, posted::Posted, visit::Visit},
};

pub(super) async fn attach(At(id): At<CaseId>, Sent { posted, file }: Sent) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let mut faults = Faults::default();
    let visibility = values.chosen(&mut faults, "visibility", Visibility::from_word, Visibility::Internal);
    let outcome = match file.within(case::FILE_LIMIT).and_then(|file| faults.finish().map(|()| file)) {
        Ok((name, bytes)) => case::attach(&visit.app, &ctx, id, case::Attach { name, bytes, visibility }).await,
        Err(error) => Err(error),
    };
    deed::finish(&visit, id, &values, "attachments", outcome, |_| "file_attached").await
}

pub(super) async fn download(visit: Visit, At(id): At<AttachmentId>) -> Result<Response, crate::web::fault::Fault> {
    let (attachment, bytes) = case::attachment_read(&visit.app, &visit.ctx, id).await.map_err(hidden)?;
    Ok(Download { name: attachment.name, media_type: attachment.media_type, bytes }.into_response())
}

/// A file that may not be read is as good as absent.
fn hidden(error: Error) -> Error {
    match error {
        Error::Forbidden { .. } => Error::NotFound,
        other => other,
    }
}

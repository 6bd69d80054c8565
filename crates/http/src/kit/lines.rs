//! Lines of JSON that leave while they are read (<https://jsonlines.org>).

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use futures::stream;
use tierline_app::{AuditExport, Ctx};

use super::{
    download::{Download, saved},
    endpoint::{Doc, Output},
};

/// The type of such a file; it has no registered one.
const MEDIA_TYPE: &str = "application/x-ndjson";

/// A file of lines that is read while it is sent. Where that fails the transfer breaks off, so that nobody takes a part for the whole.
pub(crate) struct Lines {
    name: String,
    body: Body,
}

impl Lines {
    /// The audit log, as an export gives it.
    pub(crate) fn of(ctx: &Ctx, now: DateTime<Utc>, export: AuditExport) -> Self {
        let pages = stream::try_unfold(export, |mut export| async move {
            let page = export.next().await.map_err(|error| {
                tracing::error!(?error, "an export of the audit log broke off");
                std::io::Error::other("the export broke off")
            })?;
            Ok::<_, std::io::Error>(page.map(|page| (page, export)))
        });
        let name = format!("audit {} {} {}.jsonl", ctx.organization.name, ctx.owner.cloud, now.format("%Y-%m-%d"));
        Self { name, body: Body::from_stream(pages) }
    }
}

impl IntoResponse for Lines {
    fn into_response(self) -> Response {
        saved(&self.name, MEDIA_TYPE, self.body)
    }
}

impl Output for Lines {
    fn describe(doc: &mut Doc) {
        Download::describe(doc);
    }
}

//! Lines of JSON that leave while they are read (<https://jsonlines.org>).

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use futures::{Stream, stream};
use std::future::Future;

use tierline_app::{AuditExport, Ctx, Error, account::PersonExport};

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

/// What gives its lines some at a time.
pub(crate) trait Export: Send + Sized + 'static {
    /// What the file is called by, before the organization.
    const NAME: &'static str;

    /// The next lines; none at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<String>, Error>> + Send;
}

impl Export for AuditExport {
    const NAME: &'static str = "audit";

    async fn next(&mut self) -> Result<Option<String>, Error> {
        Self::next(self).await
    }
}

impl Export for PersonExport {
    const NAME: &'static str = "person";

    async fn next(&mut self) -> Result<Option<String>, Error> {
        Self::next(self).await
    }
}

impl Lines {
    /// An export, as it gives its lines.
    pub(crate) fn of<E: Export>(ctx: &Ctx, now: DateTime<Utc>, export: E) -> Self {
        let name =
            format!("{} {} {} {}.jsonl", E::NAME, ctx.organization.name, ctx.owner.cloud, now.format("%Y-%m-%d"));
        Self { name, body: Body::from_stream(pages(export)) }
    }
}

/// The pages of an export; an error is the last, and ends the body without its end.
fn pages<E: Export>(export: E) -> impl Stream<Item = std::io::Result<String>> {
    stream::try_unfold(export, |mut export| async move {
        let page = Export::next(&mut export).await.map_err(|error| {
            tracing::error!(?error, "an export of {} broke off", E::NAME);
            std::io::Error::other("the export broke off")
        })?;
        Ok::<_, std::io::Error>(page.map(|page| (page, export)))
    })
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

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    /// Gives so many pages, and is refused then.
    struct Refused(u32);

    impl Export for Refused {
        const NAME: &'static str = "test";

        async fn next(&mut self) -> Result<Option<String>, Error> {
            self.0 = self.0.checked_sub(1).ok_or(Error::Unauthorized)?;
            Ok(Some("{}\n".to_owned()))
        }
    }

    #[tokio::test]
    async fn an_export_that_is_refused_half_way_is_no_short_file() {
        let mut body = Body::from_stream(pages(Refused(1)));
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()), "what was read before leaves");
        assert!(body.frame().await.is_some_and(|frame| frame.is_err()), "the transfer breaks off");
    }
}

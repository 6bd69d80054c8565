//! What one was told in the desk.

use axum::http::Uri;
use chrono::{DateTime, Utc};
use tierline_app::{
    Error,
    notice::{self, NoticeQuery},
};
use tierline_domain::{NoticeId, NoticeSubject};
use tierline_render::page::NoticesPage;

use super::{
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::Posted,
    query,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::cursor;

/// Where they stand.
const PATH: &str = "/notices";
/// The most that is shown unread: who has more marks them as read, or opens the board.
const UNREAD: u32 = 100;
/// Lines of a page of what was read.
const LINES: u32 = 30;

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, list), post("/notices/readings", read_all), post("/notices/{id}/reading", read)]
}

async fn list(visit: Visit, uri: Uri) -> Answer {
    let (app, ctx, until) = (&visit.app, &visit.ctx, visit.now());
    let after: Option<(DateTime<Utc>, NoticeId)> = query::value(&uri, "cursor")
        .map(|text| cursor::read(&text))
        .transpose()
        .map_err(|fault| Error::Invalid(vec![fault]))?;
    let unread = match after {
        Some(_) => Vec::new(),
        None => notice::list(app, ctx, NoticeQuery { unread: Some(true), after, limit: UNREAD }).await?,
    };
    let mut read = notice::list(app, ctx, NoticeQuery { unread: Some(false), after, limit: LINES + 1 }).await?;
    let more = read.len() > LINES as usize;
    read.truncate(LINES as usize);
    let next = read.last().filter(|_| more).map(|last| cursor::write(&(last.at, last.id)));
    visit.page(&NoticesPage { unread, read, until, next }).await
}

async fn read_all(Posted { visit, ctx, values }: Posted) -> Answer {
    let until = DateTime::parse_from_rfc3339(values.text("until")).map_err(|_| Fault::unreadable())?;
    notice::read_all(&visit.app, &ctx, until.with_timezone(&Utc)).await?;
    Ok(done(PATH, "notices_read"))
}

async fn read(At(id): At<NoticeId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    notice::read(&visit.app, &ctx, id).await.map_err(|error| Fault::from(error).back(PATH))?;
    Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(PATH)))
}

impl Visit {
    /// The person opens the page of something: what they were told of it is read. Who has nothing unread, which is most of the
    /// time, costs no statement. A page is shown whether or not that could be written.
    pub(super) async fn opens(mut self, subject: NoticeSubject) -> Self {
        let Some(unread) = self.visitor.signed.as_ref().map(|signed| signed.unread).filter(|unread| *unread > 0) else {
            return self;
        };
        match notice::opened(&self.app, &self.ctx, subject).await {
            Ok(read) => {
                let left = unread - i64::try_from(read).unwrap_or(unread);
                if let Some(signed) = self.visitor.signed.as_mut() {
                    signed.unread = left.max(0);
                }
            }
            Err(error) => tracing::warn!(?error, "a notice could not be marked as read"),
        }
        self
    }
}

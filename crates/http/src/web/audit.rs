//! The audit log.

use axum::http::Uri;
use tierline_app::{AuditQuery, Error, audit_list};
use tierline_domain::AuditId;
use tierline_render::{
    Form,
    page::{AuditLine, AuditPage},
};

use super::{
    fault::Answer,
    posted::Values,
    query,
    route::{Route, get},
    visit::Visit,
};
use crate::kit::cursor;

/// Entries of a page of the audit log.
const LINES: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/audit", audit)]
}

async fn audit(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    let before: Option<AuditId> = asked
        .given("cursor")
        .map(|text| cursor::read(&text))
        .transpose()
        .map_err(|fault| Error::Invalid(vec![fault]))?;
    let query = AuditQuery {
        action: asked.given("action").map(|text| text.trim().to_owned()),
        subject: asked.given("subject").map(|text| text.trim().to_owned()),
        before,
        limit: i64::try_from(LINES + 1).unwrap_or(i64::MAX),
    };
    let mut found = audit_list(&visit.app, &visit.ctx, query).await?;
    let next = (found.len() > LINES).then(|| found.truncate(LINES)).and_then(|()| found.last());
    let next = next.map(|last| cursor::write(&last.id));
    let lines = found.into_iter().map(|line| AuditLine {
        at: line.at,
        actor: line.actor_name.or(line.actor),
        action: line.action,
        subject: line.subject,
        request_id: line.request_id,
        seal: line.seal,
    });
    visit.page(&AuditPage { filter: Form::posted("", asked.0), lines: lines.collect(), next }).await
}

//! The audit log for somebody else's archive: all that fits, the oldest first, a line of JSON each.

use chrono::Duration;
use serde::Serialize;
use serde_json::json;
use tierline_domain::{Action, AuditId, Owner};
use tierline_store::AuditFilter;

use super::list::{AuditLine, AuditQuery};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// Entries that are read at a time.
const PAGE: i64 = 1_000;

/// An export on its way out: read page by page, so that a log of any length takes the memory of one page.
pub struct AuditExport {
    app: App,
    ctx: Ctx,
    owner: Owner,
    filter: AuditFilter,
    last: Option<AuditId>,
}

/// A line as it stands in the file.
#[derive(Serialize)]
struct Line<'a> {
    organization: String,
    cloud: &'static str,
    #[serde(flatten)]
    line: &'a AuditLine,
}

impl AuditExport {
    /// The next lines, each ended by a line feed; none at the end. What is written meanwhile is not part of it.
    ///
    /// # Errors
    /// As [`PersonExport::next`](crate::account::PersonExport::next).
    pub async fn next(&mut self) -> Result<Option<String>> {
        let stands = standing::still(&self.app, &self.ctx).await;
        self.app.on_record(&self.ctx, "audit.export", stands).await?;
        let filter = AuditFilter { after: self.last, ..self.filter.clone() };
        let records = self.app.store().read(self.owner).await?.audit_list(&filter).await?;
        let Some(last) = records.last() else { return Ok(None) };
        self.last = Some(last.id);
        let (organization, cloud) = (self.owner.organization.to_string(), self.owner.cloud.word());
        let mut lines = String::new();
        for record in records {
            let line = AuditLine::of(record);
            let line = Line { organization: organization.clone(), cloud, line: &line };
            lines.push_str(&serde_json::to_string(&line).map_err(Error::internal)?);
            lines.push('\n');
        }
        Ok(Some(lines))
    }
}

/// Begins an export; that it was made is on record before the first line leaves.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`], [`Error::StepUp`].
pub async fn audit_export(app: &App, ctx: &Ctx, query: AuditQuery) -> Result<AuditExport> {
    app.require(ctx, Action::ReadAudit).await?;
    let now = app.now();
    ctx.require_recent(now)?;
    // All up to this moment: what is written while the lines leave is not part of them.
    let until = query.until.filter(|until| *until <= now).unwrap_or(now + Duration::microseconds(1));
    let asked = json!({ "actor": query.actor, "action": query.action, "subject": query.subject, "since": query.since, "until": until });
    let filter = AuditFilter {
        oldest_first: true,
        limit: PAGE,
        after: None,
        ..AuditQuery { until: Some(until), ..query }.filter()?
    };
    app.change(ctx, "audit.export", asked, |tx, call| {
        Box::pin(async move { super::append(tx, call, "audit.export", "", &call.input).await })
    })
    .await?;
    Ok(AuditExport { app: app.clone(), ctx: ctx.clone(), owner: ctx.owner, filter, last: None })
}

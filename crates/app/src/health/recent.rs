//! What goes on, and what was active lately: what a board of another's contract tells of a service.

use std::collections::BTreeMap;

use chrono::Duration;
use tierline_domain::{CustomerId, health::HealthIssue};

use super::{IssueQuery, issue_list};
use crate::{app::App, ctx::Ctx, error::Result};

/// Days for which a service's state tells of what is over.
const DAYS: i64 = 30;
/// How many issues are read together.
const BATCH: u32 = 200;

/// The issues and messages that go on, and those that were active in the last 30 days; where a customer is named, what concerns it.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub(crate) async fn recent(app: &App, ctx: &Ctx, customer: Option<CustomerId>) -> Result<Vec<HealthIssue>> {
    let (now, mut found) = (app.now(), BTreeMap::new());
    let since = now - Duration::days(DAYS);
    for current_at in [Some(now), None] {
        let mut after = None;
        loop {
            let query = IssueQuery { customer, current_at, after, limit: BATCH, ..IssueQuery::default() };
            let batch = issue_list(app, ctx, query).await?;
            after = batch.last().map(|last| (last.last_active_at(), last.id));
            let goes_on =
                batch.len() == BATCH as usize && (current_at.is_some() || after.is_some_and(|(at, _)| at >= since));
            let counts = |issue: &HealthIssue| current_at.is_some() || issue.last_active_at() >= since;
            found.extend(batch.into_iter().filter(counts).map(|issue| (issue.id, issue)));
            if !goes_on {
                break;
            }
        }
    }
    Ok(found.into_values().collect())
}

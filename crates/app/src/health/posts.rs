//! Documented issues together with their posts.

use std::collections::HashMap;

use tierline_domain::{
    HealthIssueId,
    health::{HealthIssue, HealthPost},
};

use super::IssueQuery;
use crate::{app::App, ctx::Ctx, error::Result};

/// Documented issues with their posts, oldest first: one's own, and those that providers of the cloud published.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn issues_with_posts(app: &App, ctx: &Ctx, query: IssueQuery) -> Result<Vec<(HealthIssue, Vec<HealthPost>)>> {
    let issues = super::issue_list(app, ctx, query).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    super::outlook::with_posts(&mut read, issues).await
}

/// Documented issues, each with what was posted last.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn issues_with_last_post(
    app: &App,
    ctx: &Ctx,
    query: IssueQuery,
) -> Result<Vec<(HealthIssue, Option<HealthPost>)>> {
    let issues = super::issue_list(app, ctx, query).await?;
    let ids: Vec<HealthIssueId> = issues.iter().map(|issue| issue.id).collect();
    let mut last: HashMap<HealthIssueId, HealthPost> =
        app.store().read(ctx.reach()).await?.post_last_of(&ids).await?.into_iter().collect();
    let with_last = |issue: HealthIssue| {
        let post = last.remove(&issue.id);
        (issue, post)
    };
    Ok(issues.into_iter().map(with_last).collect())
}

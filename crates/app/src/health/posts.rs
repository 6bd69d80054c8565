//! Documented issues together with their posts.

use tierline_domain::health::{HealthIssue, HealthPost};

use super::IssueQuery;
use crate::{app::App, ctx::Ctx, error::Result};

/// Documented issues with their posts, oldest first: one's own, and those that providers of the cloud published.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn issues_with_posts(app: &App, ctx: &Ctx, query: IssueQuery) -> Result<Vec<(HealthIssue, Vec<HealthPost>)>> {
    let issues = super::issue_list(app, ctx, query).await?;
    let mut read = app.store().read(ctx.owner).await?;
    super::outlook::with_posts(&mut read, issues).await
}

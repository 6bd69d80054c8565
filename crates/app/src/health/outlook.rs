//! What a calendar or news reader shows: the latest issues with their posts, as far as the person behind its key may see them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tierline_domain::{
    HealthIssueId, Owner, ReaderScope, Subscription,
    health::{HealthIssue, HealthPost, IssueKind},
};
use tierline_store::{IssueFilter, Read};

use super::{overlaps, require_see};
use crate::{app::App, ctx::Ctx, error::Result};

/// Issues that are shown, at most.
const ISSUES: usize = 200;
/// Issues that are read at a time, and how often: a narrow view looks further back, and not for ever.
const PAGE: u32 = 200;
const PAGES: usize = 5;

/// Documented issues with their posts, oldest post first; the last active issue comes first. News are left out of a calendar.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::NotFound`] for a customer that is not there.
pub async fn outlook(
    app: &App,
    ctx: &Ctx,
    scope: &ReaderScope,
    with_news: bool,
) -> Result<Vec<(HealthIssue, Vec<HealthPost>)>> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let used = match scope.customer {
        Some(id) => {
            let customer = read.customer_lookup(id).await?.ok_or(crate::Error::NotFound)?;
            ctx.see_customer(&customer)?;
            Some(read.subscription_list(id).await?)
        }
        None => None,
    };
    let takes = |issue: &HealthIssue| {
        (with_news || issue.kind != IssueKind::Announcement)
            && in_region(issue, scope.region.as_deref())
            && used.as_deref().is_none_or(|used| used.iter().any(|one| is_about(issue, one)))
    };
    let issues = latest(&mut read, scope, takes).await?;
    with_posts(&mut read, issues).await
}

async fn latest(
    read: &mut Read<'_, Owner>,
    scope: &ReaderScope,
    takes: impl Fn(&HealthIssue) -> bool,
) -> Result<Vec<HealthIssue>> {
    let (mut found, mut after): (Vec<HealthIssue>, Option<(DateTime<Utc>, HealthIssueId)>) = (Vec::new(), None);
    for _ in 0..PAGES {
        let filter = IssueFilter {
            service: scope.service.clone(),
            customer: scope.customer,
            after,
            limit: PAGE,
            ..IssueFilter::default()
        };
        let page = read.issue_list(&filter).await?;
        let is_last = page.len() < PAGE as usize;
        after = page.last().map(|issue| (issue.last_active_at(), issue.id));
        found.extend(page.into_iter().filter(&takes));
        if is_last || found.len() >= ISSUES {
            break;
        }
    }
    found.truncate(ISSUES);
    Ok(found)
}

/// Issues with all their posts: one statement more, however many they are.
pub(super) async fn with_posts(
    read: &mut Read<'_, Owner>,
    issues: Vec<HealthIssue>,
) -> Result<Vec<(HealthIssue, Vec<HealthPost>)>> {
    let ids: Vec<HealthIssueId> = issues.iter().map(|issue| issue.id).collect();
    let mut posts: HashMap<HealthIssueId, Vec<HealthPost>> = HashMap::new();
    for (issue, post) in read.post_list_of(&ids).await? {
        posts.entry(issue).or_default().push(post);
    }
    let told = |issue: HealthIssue| {
        let posts = posts.remove(&issue.id).unwrap_or_default();
        (issue, posts)
    };
    Ok(issues.into_iter().map(told).collect())
}

/// Whether an issue is in a region, in one above it or below it; one without regions is everywhere.
fn in_region(issue: &HealthIssue, region: Option<&str>) -> bool {
    issue.regions.is_empty() || region.is_none_or(|region| issue.regions.iter().any(|other| overlaps(region, other)))
}

/// Whether an issue is about what a customer subscribes to, where it does.
fn is_about(issue: &HealthIssue, used: &Subscription) -> bool {
    let named = issue.service == used.service || issue.services.contains(&used.service);
    named && in_region(issue, used.region.as_deref())
}

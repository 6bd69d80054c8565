//! Reading service health: issues and feeds.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, HealthIssueId, Owner,
    health::{FeedPolicy, FeedState, HealthIssue, HealthPost, feed_state, next_update},
};
use tierline_store::{IssueFilter, Read};

use super::{
    look_up::{self, Known},
    open,
};
use crate::{
    app::App,
    case::message::plain,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of issues is narrowed by.
pub type IssueQuery = IssueFilter;

/// Documented issues: one's own, and those that providers of the cloud published.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn issue_list(app: &App, ctx: &Ctx, query: IssueQuery) -> Result<Vec<HealthIssue>> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    listed(app, &mut read, &query).await
}

/// What goes on is known without a look at what is over: the index in memory says which rows are read.
async fn listed(app: &App, read: &mut Read<'_, Owner>, query: &IssueQuery) -> Result<Vec<HealthIssue>> {
    if query.current_at.is_some() {
        let known = look_up::known(app, read, app.now()).await?;
        if open::answers(&known, query) {
            return open::list(read, &known, query).await;
        }
    }
    Ok(read.issue_list(query).await?)
}

pub(crate) fn require_see(ctx: &Ctx) -> Result<()> {
    if ctx.may(Action::PublishIssues) || ctx.may(Action::SeeReceived) { Ok(()) } else { ctx.require(Action::See) }
}

/// An issue with its posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssueView {
    /// The issue.
    pub issue: HealthIssue,
    /// Its posts, oldest first.
    pub posts: Vec<HealthPost>,
    /// When the provider says that it will speak next; none where it says nothing or the issue is over.
    pub next_update_at: Option<DateTime<Utc>>,
}

/// Reads one issue.
///
/// # Errors
/// [`Error::NotFound`] where it is not there or not for the reader; [`Error::Forbidden`].
pub async fn issue(app: &App, ctx: &Ctx, id: HealthIssueId) -> Result<IssueView> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let issue = read.issue_lookup(id).await?.ok_or(Error::NotFound)?;
    let posts = read.post_list(id).await?;
    let open = !issue.has_ended(app.now());
    let promised = posts.last().filter(|_| open).and_then(|last| next_update(&plain(last.format, &last.text)));
    Ok(IssueView { issue, posts, next_update_at: promised })
}

/// How many partners will see what the caller's organization publishes: all that work in its cloud on this desk.
///
/// # Errors
/// [`Error::Forbidden`] for who publishes nothing.
pub async fn audience(app: &App, ctx: &Ctx) -> Result<i64> {
    ctx.require(Action::PublishIssues)?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.partner_count().await?)
}

/// When a feed was last read for anybody: what the foot of each page says. None where none ever was.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn read_last(app: &App, ctx: &Ctx) -> Result<Option<DateTime<Utc>>> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let (newest, publishes) = read.feed_read_last(ctx.organization.provider).await?;
    // What a provider publishes on this desk is known as it is written.
    Ok(if publishes { Some(app.now()) } else { newest })
}

/// What the provider publishes on this desk, as a feed.
pub(super) fn publisher(known: &Known, ctx: &Ctx, now: DateTime<Utc>) -> Option<FeedState> {
    let policy = FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes };
    known.publisher().map(|publisher| feed_state(publisher, now, policy))
}

/// How many open cases each of some issues could explain, and of how many customers.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn affected_counts(
    app: &App,
    ctx: &Ctx,
    issues: &[HealthIssueId],
) -> Result<BTreeMap<HealthIssueId, (i64, i64)>> {
    ctx.require(Action::See)?;
    Ok(app.store().read(ctx.reach()).await?.case_issue_counts(issues).await?)
}

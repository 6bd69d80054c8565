//! Reading service health: issues, feeds, and the board.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, CustomerId, HealthIssueId, Owner, Subscription,
    catalogue::{self, RegionRelation},
    health::{
        Audience, FeedCondition, FeedPolicy, FeedState, HealthIssue, HealthPost, IssueKind, IssueStatus, feed_state,
        feeds_for, next_update,
    },
    words,
};
use tierline_store::{IssueFilter, Read};

use super::{feed_line::FeedLine, look_up};
use crate::{
    app::App,
    case::message::plain,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of issues is narrowed by.
pub type IssueQuery = IssueFilter;

words! {
    /// How a service stands, for somebody who looks at it.
    pub enum ServiceHealth {
        /// Nothing documented, and the feed was read lately.
        Healthy = "healthy",
        /// An advisory, or something that recovers.
        Advisory = "advisory",
        /// It works badly.
        Degraded = "degraded",
        /// It does not work.
        Unavailable = "unavailable",
        /// No feed, or none that can be relied on.
        Unknown = "unknown",
    }
}

fn health_of(issue: &HealthIssue) -> ServiceHealth {
    match (issue.kind, issue.status) {
        (IssueKind::ServiceIssue, IssueStatus::Interrupted) => ServiceHealth::Unavailable,
        (IssueKind::ServiceIssue, IssueStatus::Degraded | IssueStatus::Investigating) => ServiceHealth::Degraded,
        _ => ServiceHealth::Advisory,
    }
}

/// Documented issues: one's own, and those that providers of the cloud published.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn issue_list(app: &App, ctx: &Ctx, query: IssueQuery) -> Result<Vec<HealthIssue>> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.owner).await?;
    Ok(read.issue_list(&query).await?)
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
    let mut read = app.store().read(ctx.owner).await?;
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
    let mut read = app.store().read(ctx.owner).await?;
    Ok(read.partner_count().await?)
}

/// The feeds and how they stand, the troubled ones first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn feeds(app: &App, ctx: &Ctx) -> Result<Vec<FeedState>> {
    require_see(ctx)?;
    let now = app.now();
    let mut read = app.store().read(ctx.owner).await?;
    feed_states(app, ctx, &mut read, now).await
}

/// When a feed was last read for anybody: what the foot of each page says. None where none ever was.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn read_last(app: &App, ctx: &Ctx) -> Result<Option<DateTime<Utc>>> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.owner).await?;
    let (newest, publishes) = read.feed_read_last(ctx.organization.provider).await?;
    // What a provider publishes on this desk is known as it is written.
    Ok(if publishes { Some(app.now()) } else { newest })
}

/// How each feed stands, the worst of its tenants: a feed may be read for thousands. The troubled ones come first.
async fn feed_states(app: &App, ctx: &Ctx, read: &mut Read<'_, Owner>, now: DateTime<Utc>) -> Result<Vec<FeedState>> {
    let mut states: Vec<FeedState> =
        super::feed_line::lines(read, app, ctx).await?.iter().map(FeedLine::state).collect();
    states.extend(publisher(app, ctx, read, now).await?);
    states.sort_by_key(|feed| feed.state == FeedCondition::Fresh);
    Ok(states)
}

/// What the provider publishes on this desk, as a feed.
async fn publisher(app: &App, ctx: &Ctx, read: &mut Read<'_, Owner>, now: DateTime<Utc>) -> Result<Option<FeedState>> {
    let policy = FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes };
    let known = look_up::known(app, read, now).await?;
    Ok(known.publisher().map(|publisher| feed_state(publisher, now, policy)))
}

/// One cell of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCell {
    /// How the service stands there; none where no customer uses it there.
    pub health: Option<ServiceHealth>,
    /// Customers who use it there.
    pub customers: i64,
    /// The issue that says so.
    pub issue: Option<HealthIssueId>,
    /// Whether it recovers.
    pub recovering: bool,
    /// How many issues are open there.
    pub open: usize,
}

/// One service of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardRow {
    /// The service.
    pub service: String,
    /// One cell a region, in the board's order.
    pub cells: Vec<BoardCell>,
}

/// Services by region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// The regions, in order; an empty name stands for services without regions.
    pub regions: Vec<String>,
    /// The services, by name.
    pub rows: Vec<BoardRow>,
    /// Issues that are not over, newest first.
    pub current: Vec<HealthIssue>,
    /// The feeds, the troubled ones first.
    pub feeds: Vec<FeedLine>,
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
    Ok(app.store().read(ctx.owner).await?.case_issue_counts(issues).await?)
}

/// The state of everything the customers use.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn board(app: &App, ctx: &Ctx) -> Result<Board> {
    require_see(ctx)?;
    let now = app.now();
    let mut read = app.store().read(ctx.owner).await?;
    let used = read.subscription_services().await?;
    let current = read.issue_list(&IssueFilter { current_at: Some(now), limit: 200, ..IssueFilter::default() }).await?;
    let mut feeds = super::feed_line::list(&mut read, app, ctx).await?;
    feeds.extend(publisher(app, ctx, &mut read, now).await?.map(FeedLine::published));
    feeds.sort_by_key(|feed| feed.worst() == FeedCondition::Fresh);
    drop(read);
    // Nothing documented is good news only where somebody read a feed that would have documented it.
    let told = |service: &str| {
        let family = catalogue::service_find(service).map(|service| service.family);
        feeds.iter().any(|feed| feed.is_read() && family.is_some_and(|family| feed.tells_of(family)))
    };
    let regions: BTreeSet<String> = used.iter().map(|(_, region, _)| region.clone().unwrap_or_default()).collect();
    let services: BTreeSet<&str> = used.iter().map(|(service, _, _)| service.as_str()).collect();
    let rows = services.into_iter().map(|service| BoardRow {
        service: service.to_owned(),
        cells: regions.iter().map(|region| cell(service, region, &used, &current, told(service))).collect(),
    });
    let rows = rows.collect();
    Ok(Board { regions: regions.iter().cloned().collect(), rows, current, feeds })
}

fn cell(
    service: &str,
    region: &str,
    used: &[(String, Option<String>, i64)],
    current: &[HealthIssue],
    told: bool,
) -> BoardCell {
    let here = |(s, r, _): &&(String, Option<String>, i64)| s == service && r.as_deref().unwrap_or_default() == region;
    let customers = used.iter().filter(here).map(|(_, _, customers)| customers).sum();
    if customers == 0 {
        return BoardCell { health: None, customers, issue: None, recovering: false, open: 0 };
    }
    let found = concerning(service, Some(region).filter(|r| !r.is_empty()), current.iter());
    let worst = worst(&found);
    let health = worst.map_or(if told { ServiceHealth::Healthy } else { ServiceHealth::Unknown }, health_of);
    BoardCell {
        health: Some(health),
        customers,
        issue: worst.map(|issue| issue.id),
        recovering: worst.is_some_and(|issue| issue.status == IssueStatus::Recovering),
        open: found.len(),
    }
}

/// The open issues of a service in a region; news are none.
fn concerning<'a>(
    service: &str,
    region: Option<&str>,
    issues: impl Iterator<Item = &'a HealthIssue>,
) -> Vec<&'a HealthIssue> {
    issues
        .filter(|issue| issue.service == service || issue.services.iter().any(|name| name == service))
        .filter(|issue| issue.kind != IssueKind::Announcement)
        .filter(|issue| {
            issue.regions.is_empty() || region.is_none_or(|region| issue.regions.iter().any(|r| overlaps(region, r)))
        })
        .collect()
}

/// The worst of some issues.
fn worst<'a>(issues: &[&'a HealthIssue]) -> Option<&'a HealthIssue> {
    issues.iter().copied().max_by_key(|issue| health_of(issue))
}

pub(crate) fn overlaps(region: &str, other: &str) -> bool {
    match (catalogue::region_find(region), catalogue::region_find(other)) {
        (Some(one), Some(two)) => catalogue::region_relation(one, two) != RegionRelation::Apart,
        _ => region.eq_ignore_ascii_case(other),
    }
}

/// A service of a customer with its health.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceState {
    /// The subscription.
    pub subscription: Subscription,
    /// How it stands.
    pub health: ServiceHealth,
    /// The issue that says so.
    pub issue: Option<HealthIssue>,
    /// How many issues are open for the customer.
    pub open: usize,
}

/// The services of one customer with their health.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn customer_services(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Vec<ServiceState>> {
    crate::case::read::require_see(ctx)?;
    let mut read = app.store().read(ctx.owner).await?;
    let found = read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    ctx.see_customer(&found)?;
    let subscriptions = read.subscription_list(customer).await?;
    states_of(app, ctx, &mut read, subscriptions).await
}

/// How the services of some customers stand: those of a list that its reader has got.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn service_states(app: &App, ctx: &Ctx, subscriptions: Vec<Subscription>) -> Result<Vec<ServiceState>> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.owner).await?;
    states_of(app, ctx, &mut read, subscriptions).await
}

async fn states_of(
    app: &App,
    ctx: &Ctx,
    read: &mut Read<'_, Owner>,
    subscriptions: Vec<Subscription>,
) -> Result<Vec<ServiceState>> {
    let now = app.now();
    let current = read.issue_list(&IssueFilter { current_at: Some(now), limit: 200, ..IssueFilter::default() }).await?;
    let customers: BTreeSet<CustomerId> = subscriptions.iter().map(|subscription| subscription.customer).collect();
    let customers: Vec<CustomerId> = customers.into_iter().collect();
    let listed: HashSet<_> = read.issues_listed_for(&customers).await?.into_iter().collect();
    let mut feeds = read.feed_list_of(&customers).await?;
    feeds.extend(look_up::known(app, read, now).await?.publisher().cloned());
    let policy = FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes };
    let states = subscriptions.into_iter().map(|subscription| {
        let (customer, family) = (subscription.customer, Some(subscription.product_family));
        let feeds = feeds_for(&feeds, ctx.owner.cloud, customer, family, now, policy);
        let told = feeds.iter().any(|feed| feed.state == FeedCondition::Fresh);
        let concerns =
            |issue: &&HealthIssue| issue.audience == Audience::Everyone || listed.contains(&(issue.id, customer));
        let own = current.iter().filter(concerns);
        let found = concerning(&subscription.service, subscription.region.as_deref(), own);
        let issue = worst(&found).cloned();
        let health =
            issue.as_ref().map_or(if told { ServiceHealth::Healthy } else { ServiceHealth::Unknown }, health_of);
        ServiceState { subscription, health, issue, open: found.len() }
    });
    Ok(states.collect())
}

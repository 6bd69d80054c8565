//! Reading service health: issues, feeds, and the board.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, CaseLine, CustomerId, HealthIssueId, Language, Owner, Subscription,
    catalogue::{self, RegionRelation},
    health::{
        Audience, FeedCondition, FeedPolicy, FeedState, HealthIssue, HealthPost, IssueKind, IssueStatus, feed_state,
        feeds_for,
    },
    words,
};
use tierline_store::{CaseFilter, IssueFilter, Read};

use super::{feed_line::FeedLine, look_up};
use crate::{
    app::App,
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

/// A case that an issue could explain, with what its customer was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffectedCase {
    /// The case.
    pub case: CaseLine,
    /// The language its customer is written to in.
    pub language: Language,
    /// When its customer was last told of the issue: when that was put on their page.
    pub informed_at: Option<DateTime<Utc>>,
    /// Whether anybody at the customer can read the case here.
    pub readable: bool,
}

/// An issue with its posts and the cases it could explain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssueView {
    /// The issue.
    pub issue: HealthIssue,
    /// Its posts, oldest first.
    pub posts: Vec<HealthPost>,
    /// Cases that it could explain, as far as the reader may see them.
    pub cases: Vec<AffectedCase>,
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
    let cases = if ctx.may(Action::See) { affected(&mut read, id).await? } else { Vec::new() };
    Ok(IssueView { issue, posts, cases })
}

async fn affected(read: &mut Read<'_, Owner>, issue: HealthIssueId) -> Result<Vec<AffectedCase>> {
    let filter = CaseFilter { issue: Some(issue), limit: 200, ..CaseFilter::default() };
    let cases = read.case_list(&filter).await?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let customers: Vec<_> = cases.iter().map(|case| case.customer).collect();
    let (informed, unread) = (read.entry_informed(issue).await?, read.case_unread(&ids).await?);
    let languages = read.customer_languages(&customers).await?;
    let one = |case: CaseLine| AffectedCase {
        language: languages.get(&case.customer).copied().unwrap_or(Language::En),
        informed_at: informed.get(&case.id).copied(),
        readable: !unread.contains(&case.id),
        case,
    };
    Ok(cases.into_iter().map(one).collect())
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
        return BoardCell { health: None, customers, issue: None, recovering: false };
    }
    let worst = worst(service, Some(region).filter(|r| !r.is_empty()), current.iter());
    let health = worst.map_or(if told { ServiceHealth::Healthy } else { ServiceHealth::Unknown }, health_of);
    BoardCell {
        health: Some(health),
        customers,
        issue: worst.map(|issue| issue.id),
        recovering: worst.is_some_and(|issue| issue.status == IssueStatus::Recovering),
    }
}

/// The worst open issue of a service in a region.
fn worst<'a>(
    service: &str,
    region: Option<&str>,
    issues: impl Iterator<Item = &'a HealthIssue>,
) -> Option<&'a HealthIssue> {
    issues
        .filter(|issue| issue.service == service || issue.services.iter().any(|name| name == service))
        .filter(|issue| issue.kind != IssueKind::Announcement)
        .filter(|issue| {
            issue.regions.is_empty() || region.is_none_or(|region| issue.regions.iter().any(|r| overlaps(region, r)))
        })
        .max_by_key(|issue| health_of(issue))
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
        let issue = worst(&subscription.service, subscription.region.as_deref(), own).cloned();
        let health =
            issue.as_ref().map_or(if told { ServiceHealth::Healthy } else { ServiceHealth::Unknown }, health_of);
        ServiceState { subscription, health, issue }
    });
    Ok(states.collect())
}

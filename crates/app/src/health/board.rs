//! The board: how the services stand that customers use, by region and by customer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use tierline_domain::{
    CustomerId, HealthIssueId, Owner, Subscription,
    catalogue::{self, ProductFamily},
    health::{Audience, FeedCondition, FeedPolicy, IssueFacts, IssueStatus, feeds_for},
};
use tierline_store::{Read, Trouble, TroublePlace};

use super::{
    feed_line::FeedLine,
    look_up,
    open::{OpenIssues, ServiceHealth, Spot, StandingIssue, health_of, worst},
    read::{publisher, require_see},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// One cell of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardCell {
    /// How the service stands there; none where no customer uses it.
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
    /// The feeds, the troubled ones first.
    pub feeds: Vec<FeedLine>,
}

/// Customers of each service in each region; the region is empty where the service has none.
type Used = (String, String, i64);

/// The state of everything the customers use: each open issue counts, however many there are.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn board(app: &App, ctx: &Ctx) -> Result<Board> {
    require_see(ctx)?;
    let now = app.now();
    let mut read = app.store().read(ctx.reach()).await?;
    let used = read.subscription_services().await?;
    let known = look_up::known(app, &mut read, now).await?;
    let feeds = heard(app, ctx, &mut read, &known).await?;
    drop(read);
    let told = |service: &str| is_told(&feeds, service);
    let open = OpenIssues::of(&known, now);
    let regions: BTreeSet<&str> = used.iter().map(|(_, region, _)| region.as_str()).collect();
    let spots: Vec<Spot<'_>> = regions.iter().map(|region| Spot::of(region)).collect();
    let rows = used.chunk_by(|one, next| one.0 == next.0).filter_map(|of_service| {
        let service = &of_service.first()?.0;
        let told = told(service);
        let here: HashMap<&str, i64> =
            of_service.iter().map(|(_, region, customers)| (region.as_str(), *customers)).collect();
        let cell = |(region, spot): (&&str, &Spot<'_>)| {
            let customers = here.get(region).copied().unwrap_or_default();
            cell(&open.of_service(service, Some(*spot).filter(|_| !region.is_empty())), customers, told)
        };
        Some(BoardRow { service: service.clone(), cells: regions.iter().zip(&spots).map(cell).collect() })
    });
    let rows = rows.collect();
    Ok(Board { regions: regions.into_iter().map(str::to_owned).collect(), rows, feeds })
}

/// The feeds, and what a provider publishes on this desk: the troubled ones first.
pub(super) async fn heard(
    app: &App,
    ctx: &Ctx,
    read: &mut Read<'_, Owner>,
    known: &look_up::Known,
) -> Result<Vec<FeedLine>> {
    let mut feeds = super::feed_line::list(read, app, ctx).await?;
    feeds.extend(publisher(known, ctx, app.now()).map(FeedLine::published));
    feeds.sort_by_key(|feed| feed.worst() == FeedCondition::Fresh);
    Ok(feeds)
}

/// Nothing documented is good news only where somebody read a feed that would have documented it.
pub(super) fn is_told(feeds: &[FeedLine], service: &str) -> bool {
    let family = catalogue::service_find(service).map(|service| service.family);
    feeds.iter().any(|feed| feed.is_read() && family.is_some_and(|family| feed.tells_of(family)))
}

/// How a service stands by what goes on there.
fn cell(found: &[&IssueFacts], customers: i64, told: bool) -> BoardCell {
    if customers == 0 {
        return BoardCell { health: None, customers, issue: None, recovering: false, open: 0 };
    }
    let worst = worst(found);
    BoardCell {
        health: Some(standing(worst, told)),
        customers,
        issue: worst.map(|issue| issue.id),
        recovering: worst.is_some_and(|issue| issue.status == IssueStatus::Recovering),
        open: found.len(),
    }
}

pub(super) fn standing(worst: Option<&IssueFacts>, told: bool) -> ServiceHealth {
    worst.map_or(if told { ServiceHealth::Healthy } else { ServiceHealth::Unknown }, health_of)
}

/// A service of a customer with its health.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceState {
    /// The subscription.
    pub subscription: Subscription,
    /// How it stands.
    pub health: ServiceHealth,
    /// The issue that says so.
    pub issue: Option<StandingIssue>,
    /// How many issues are open for the customer.
    pub open: usize,
}

/// The services of one customer with their health.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn customer_services(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Vec<ServiceState>> {
    crate::case::read::require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
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
    let mut read = app.store().read(ctx.reach()).await?;
    states_of(app, ctx, &mut read, subscriptions).await
}

async fn states_of(
    app: &App,
    ctx: &Ctx,
    read: &mut Read<'_, Owner>,
    subscriptions: Vec<Subscription>,
) -> Result<Vec<ServiceState>> {
    let now = app.now();
    let customers: BTreeSet<CustomerId> = subscriptions.iter().map(|subscription| subscription.customer).collect();
    let customers: Vec<CustomerId> = customers.into_iter().collect();
    let mut feeds = read.feed_list_of(&customers).await?;
    let known = look_up::known(app, read, now).await?;
    feeds.extend(known.publisher().cloned());
    let policy = FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes };
    let open = OpenIssues::of(&known, now);
    let states = subscriptions.into_iter().map(|subscription| {
        let (customer, family) = (subscription.customer, Some(subscription.product_family));
        let feeds = feeds_for(&feeds, ctx.owner.cloud, customer, family, now, policy);
        let told = feeds.iter().any(|feed| feed.state == FeedCondition::Fresh);
        let mut found = open.of_service(&subscription.service, subscription.region.as_deref().map(Spot::of));
        found.retain(|issue| issue.concerns(customer));
        let worst = worst(&found);
        ServiceState {
            health: standing(worst, told),
            issue: worst.map(StandingIssue::from),
            open: found.len(),
            subscription,
        }
    });
    Ok(states.collect())
}

/// Which customers the board has columns for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnQuery {
    /// What name or domain contains, as typed.
    pub query: Option<String>,
    /// What counts as their trouble: of one service, of one family, and in one region with what has none.
    pub service: Option<String>,
    /// See above.
    pub family: Option<ProductFamily>,
    /// See above.
    pub region: Option<String>,
    /// Where the page before ended.
    pub after: Option<TroublePlace>,
    /// How many at the most.
    pub limit: u32,
}

impl ColumnQuery {
    /// Whether a service in a region counts; an empty region is none.
    fn takes(&self, service: &str, region: &str) -> bool {
        let family = || catalogue::service_find(service).map(|service| service.family);
        self.service.as_ref().is_none_or(|wanted| wanted == service)
            && self.family.is_none_or(|wanted| family() == Some(wanted))
            && self.region.as_ref().is_none_or(|wanted| region.is_empty() || wanted == region)
    }
}

/// A column of the board: a customer, and how its services stand.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardColumn {
    /// The customer's name.
    pub name: String,
    /// Its services, as far as they count.
    pub states: Vec<ServiceState>,
    /// Where a page that ends with it goes on.
    pub place: TroublePlace,
}

/// The customers whose partner relationship stands, whoever has the worst of what goes on first, out of all of them, and then by
/// name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn board_columns(app: &App, ctx: &Ctx, query: ColumnQuery) -> Result<Vec<BoardColumn>> {
    app.require(ctx, tierline_domain::Action::See).await?;
    let now = app.now();
    let mut read = app.store().read(ctx.reach()).await?;
    let mut used = read.subscription_services().await?;
    used.retain(|(service, region, _)| query.takes(service, region));
    let known = look_up::known(app, &mut read, now).await?;
    let troubles = troubles(&OpenIssues::of(&known, now), &used);
    let text = query.query.as_deref();
    let found = read.customers_by_trouble(&troubles, text, query.after.as_ref(), query.limit).await?;
    let ids: Vec<CustomerId> = found.iter().map(|one| one.id).collect();
    let mut subscriptions = read.subscription_list_of(&ids).await?;
    subscriptions.retain(|one| query.takes(&one.service, one.region.as_deref().unwrap_or_default()));
    let mut states: BTreeMap<CustomerId, Vec<ServiceState>> = BTreeMap::new();
    for state in states_of(app, ctx, &mut read, subscriptions).await? {
        states.entry(state.subscription.customer).or_default().push(state);
    }
    let column = |one: tierline_store::TroubledCustomer| BoardColumn {
        states: states.remove(&one.id).unwrap_or_default(),
        name: one.name,
        place: one.place,
    };
    Ok(found.into_iter().map(column).collect())
}

/// What goes on where a service is used: the worst that concerns everybody, and beside it what only some feeds list and weighs
/// more.
fn troubles(open: &OpenIssues<'_>, used: &[Used]) -> Vec<Trouble> {
    let mut all = Vec::new();
    for (service, region, _) in used {
        let found = open.of_service(service, Some(Spot::of(region)).filter(|_| !region.is_empty()));
        let of_all = found.iter().filter(|issue| issue.audience == Audience::Everyone).map(|issue| weight(issue)).max();
        let trouble = |weight, issue| Trouble { service: service.clone(), region: region.clone(), weight, issue };
        all.extend(of_all.map(|weight| trouble(weight, None)));
        let listed = found.iter().filter(|issue| issue.audience == Audience::Listed);
        let listed = listed.map(|issue| (weight(issue), issue.id)).filter(|(weight, _)| Some(*weight) > of_all);
        all.extend(listed.map(|(weight, issue)| trouble(weight, Some(issue))));
    }
    all
}

/// How much an issue weighs in the order of customers.
fn weight(issue: &IssueFacts) -> i64 {
    match health_of(issue) {
        ServiceHealth::Unavailable => 4,
        ServiceHealth::Degraded => 3,
        _ if issue.status == IssueStatus::Recovering => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests;

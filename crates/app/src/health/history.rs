//! How services were in the last ninety days.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tierline_domain::{
    Customer, CustomerId, Owner,
    catalogue::{self, ProductFamily},
    health::{FeedFacts, FeedPolicy, Gap, HistoryDay, HistoryIssue, history, history_from, unread_by_all},
};
use tierline_store::{HistoryFound, HistoryOf, Read};

use super::{look_up, overlaps, read::require_see};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// Customers whose own feeds are asked since when a service is known: some suffice, and each tells of the same service.
const WITNESSES: u32 = 12;

/// Whose history of which service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The service, by any of its names.
    pub service: String,
    /// One region, by any of its names: with what lies in it and what it lies in.
    pub region: Option<String>,
    /// For one customer: what its own feed lists, and the public ones.
    pub customer: Option<CustomerId>,
}

/// A service's last ninety days.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceHistory {
    /// The service, by its canonical name.
    pub service: String,
    /// The region that it is narrowed to, by its canonical name.
    pub region: Option<String>,
    /// The customer that it is for; none for all.
    pub customer: Option<Customer>,
    /// Where its days begin at midnight.
    pub zone: Tz,
    /// The days, the oldest first, today last.
    pub days: Vec<HistoryDay>,
    /// The issues that touched them, the latest to begin first.
    pub issues: Vec<HistoryIssue>,
    /// The regions in which it is used.
    pub regions: Vec<String>,
}

/// The days of one service, as a list of several has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDays {
    /// The service.
    pub service: String,
    /// Its region.
    pub region: Option<String>,
    /// The days, the oldest first, today last.
    pub days: Vec<HistoryDay>,
}

/// How a service was, day by day.
///
/// # Errors
/// [`Error::NotFound`] for a customer that is not there, and for a service that nobody uses, knows or documents;
/// [`Error::Forbidden`].
pub async fn service_history(app: &App, ctx: &Ctx, query: HistoryQuery) -> Result<ServiceHistory> {
    require_see(ctx)?;
    let (now, zone) = (app.now(), ctx.zone());
    let from = history_from(zone, now);
    let known = catalogue::service_find(&query.service);
    let service = known.map_or_else(|| query.service.trim().to_owned(), |found| found.name.to_owned());
    let region = query.region.filter(|region| !region.trim().is_empty());
    let region = region.map(|name| catalogue::region_find(&name).map_or(name, |found| found.name.to_owned()));
    let mut read = app.store().read(ctx.reach()).await?;
    let customer = match query.customer {
        Some(id) => Some(read.customer_lookup(id).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let of = query.customer.map_or(HistoryOf::Service(&service), |id| HistoryOf::Both(&service, id));
    let found = read.issue_history(of, from, now).await?;
    let regions = read.subscription_regions(&service).await?;
    if known.is_none() && found.issues.is_empty() && regions.is_empty() {
        return Err(Error::NotFound);
    }
    let witnesses = match query.customer {
        Some(id) => vec![id],
        None => read.subscription_users(&service, WITNESSES).await?,
    };
    let feeds = Feeds::read(app, ctx, &mut read, &witnesses, now).await?;
    drop(read);
    let unknown = feeds.unknown(known.map(|found| found.family), &found, from);
    let issues: Vec<HistoryIssue> =
        found.issues.into_iter().filter(|issue| touches(issue, region.as_deref())).collect();
    let days = history(&issues, &unknown, zone, now);
    Ok(ServiceHistory { service, region, customer, zone, days, issues: latest_first(issues), regions: named(regions) })
}

/// How the services of one customer were, each with its region: the issues of all are read at once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn customer_history(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Vec<ServiceDays>> {
    require_see(ctx)?;
    let (now, zone) = (app.now(), ctx.zone());
    let from = history_from(zone, now);
    let mut read = app.store().read(ctx.reach()).await?;
    read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    let subscriptions = read.subscription_list(customer).await?;
    let found = read.issue_history(HistoryOf::Customer(customer), from, now).await?;
    let feeds = Feeds::read(app, ctx, &mut read, &[customer], now).await?;
    drop(read);
    let mut all: Vec<ServiceDays> = Vec::new();
    for one in subscriptions {
        let own = |days: &ServiceDays| days.service == one.service && days.region == one.region;
        if all.iter().any(own) {
            continue;
        }
        let is_about =
            |issue: &&HistoryIssue| issue.services.contains(&one.service) && touches(issue, one.region.as_deref());
        let issues: Vec<HistoryIssue> = found.issues.iter().filter(is_about).cloned().collect();
        let unknown = feeds.unknown(Some(one.product_family), &found, from);
        all.push(ServiceDays { days: history(&issues, &unknown, zone, now), service: one.service, region: one.region });
    }
    Ok(all)
}

/// The feeds that could have told, and how long a reading counts.
struct Feeds {
    feeds: Vec<FeedFacts>,
    /// Since when the provider on this desk is heard, where it publishes here: since the partner is here itself.
    publisher_since: Option<DateTime<Utc>>,
    policy: FeedPolicy,
    now: DateTime<Utc>,
}

impl Feeds {
    async fn read(
        app: &App,
        ctx: &Ctx,
        read: &mut Read<'_, Owner>,
        customers: &[CustomerId],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let feeds = read.feed_list_of(customers).await?;
        let publishes = look_up::known(app, read, now).await?.publisher().is_some();
        let publisher_since = publishes.then_some(ctx.organization.created_at);
        let policy = FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes };
        Ok(Self { feeds, publisher_since, policy, now })
    }

    /// When nothing was known of a service of this family: before the first reading, while no feed that would tell was read, and
    /// where there was more than could be read here.
    fn unknown(&self, family: Option<ProductFamily>, found: &HistoryFound, from: DateTime<Utc>) -> Vec<Gap> {
        let telling = self.feeds.iter().filter(|feed| feed.tells_of(family));
        let mut unknown = unread_by_all(telling, from, self.policy, self.now);
        if let Some(since) = self.publisher_since {
            unknown.retain(|gap| gap.from < since);
            unknown.iter_mut().for_each(|gap| gap.to = gap.to.min(since));
        }
        if let Some(complete) = found.complete_from.filter(|complete| *complete > from) {
            unknown.retain(|gap| gap.to > complete);
            unknown.iter_mut().for_each(|gap| gap.from = gap.from.max(complete));
            unknown.insert(0, Gap { from, to: complete });
        }
        unknown
    }
}

/// Whether an issue is in a region, in one above it or below it; one without regions is everywhere.
fn touches(issue: &HistoryIssue, region: Option<&str>) -> bool {
    issue.regions.is_empty() || region.is_none_or(|region| issue.regions.iter().any(|other| overlaps(region, other)))
}

fn latest_first(mut issues: Vec<HistoryIssue>) -> Vec<HistoryIssue> {
    issues.sort_by_key(|issue| (std::cmp::Reverse(issue.starts_at), issue.id));
    issues
}

fn named(regions: Vec<String>) -> Vec<String> {
    regions.into_iter().filter(|region| !region.is_empty()).collect()
}

//! How feeds stand: each one counted by the condition of its tenants, and the tenants that are in trouble.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    CustomerId, FeedId, Owner,
    catalogue::ProductFamily,
    health::{FeedCondition, FeedFormat, FeedOutcome, FeedPolicy, FeedState, FeedTenants, PolledFeed, aged},
};
use tierline_store::{FeedCount, FeedTenantKey, Read};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// A feed with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// Its name.
    pub name: String,
    /// Its shape; none for what a provider publishes on this desk.
    pub format: Option<FeedFormat>,
    /// How it is set up; none where somebody imports it by hand.
    pub polled: Option<PolledFeed>,
    /// The name of its customer, where it is one customer's and set up here.
    pub customer_name: Option<String>,
    /// How many tenants it is read for; one for a public feed.
    pub tenants: i64,
    /// How many of them are in which condition, the worst first. Nothing where it was never due.
    pub conditions: Vec<(FeedCondition, i64)>,
    /// The oldest reading of its tenants; none where one was never read.
    pub oldest: Option<DateTime<Utc>>,
    /// The newest reading of its tenants.
    pub newest: Option<DateTime<Utc>>,
    /// Since when something is not known, where some of its tenants are in trouble: the oldest reading of these. None where none of
    /// them was ever read.
    pub troubled_since: Option<DateTime<Utc>>,
    /// When the desk reads it next by itself; none where nobody or somebody else does.
    pub next_at: Option<DateTime<Utc>>,
}

impl FeedLine {
    /// The worst condition of its tenants.
    #[must_use]
    pub fn worst(&self) -> FeedCondition {
        self.conditions.first().map_or(FeedCondition::NeverRead, |(condition, _)| *condition)
    }

    /// How many of its tenants are not fresh.
    #[must_use]
    pub fn troubled(&self) -> i64 {
        self.conditions
            .iter()
            .filter(|(condition, _)| *condition != FeedCondition::Fresh)
            .map(|(_, tenants)| tenants)
            .sum()
    }

    /// Whether it was read well and lately for somebody.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.conditions.iter().any(|(condition, _)| *condition == FeedCondition::Fresh)
    }

    /// Whether it would tell of an outage of a family.
    #[must_use]
    pub fn tells_of(&self, family: ProductFamily) -> bool {
        let Some(format) = self.format else { return true };
        let own = self.polled.iter().flat_map(|feed| &feed.families);
        format.families().iter().chain(own).any(|known| *known == family)
    }

    /// The whole feed as one state: as bad and as old as the worst of its tenants.
    #[must_use]
    pub fn state(&self) -> FeedState {
        FeedState { state: self.worst(), fetched_at: self.oldest, name: self.name.clone() }
    }

    /// What the provider publishes on this desk.
    pub(super) fn published(state: FeedState) -> Self {
        Self {
            name: state.name,
            format: None,
            polled: None,
            customer_name: None,
            tenants: 1,
            conditions: vec![(state.state, 1)],
            oldest: state.fetched_at,
            newest: state.fetched_at,
            troubled_since: None,
            next_at: None,
        }
    }

    fn of(name: String, format: Option<FeedFormat>) -> Self {
        Self {
            name,
            format,
            polled: None,
            customer_name: None,
            tenants: 0,
            conditions: Vec::new(),
            oldest: None,
            newest: None,
            troubled_since: None,
            next_at: None,
        }
    }

    fn count(&mut self, condition: FeedCondition, tenants: i64) {
        match self.conditions.iter_mut().find(|(known, _)| *known == condition) {
            Some((_, known)) => *known += tenants,
            None if tenants > 0 => self.conditions.push((condition, tenants)),
            None => {}
        }
    }
}

fn policy(ctx: &Ctx) -> FeedPolicy {
    FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes }
}

/// What counts of feeds come to, by name; ages are judged now.
pub(super) async fn lines(read: &mut Read<'_, Owner>, app: &App, ctx: &Ctx) -> Result<Vec<FeedLine>> {
    let (policy, now) = (policy(ctx), app.now());
    let mut lines: BTreeMap<String, FeedLine> = BTreeMap::new();
    for count in read.feed_counts().await? {
        let parts = by_age(read, &count, policy, now).await?;
        let is_new = !lines.contains_key(&count.name);
        let line = lines.entry(count.name.clone()).or_insert_with(|| FeedLine::of(count.name, count.format));
        line.tenants += count.tenants;
        for (condition, tenants) in parts {
            line.count(condition, tenants);
            if condition != FeedCondition::Fresh && tenants > 0 {
                line.troubled_since = [line.troubled_since, count.oldest].into_iter().flatten().min();
            }
        }
        line.conditions.sort_by_key(|(condition, _)| (*condition == FeedCondition::Fresh, condition.word()));
        // A tenant that was never read is older than any other.
        line.oldest = if is_new { count.oldest } else { line.oldest.min(count.oldest) };
        line.newest = line.newest.max(count.newest);
    }
    Ok(lines.into_values().collect())
}

/// The tenants of one count, those whose reading is too old apart. They are only looked for where some are and some are not.
async fn by_age(
    read: &mut Read<'_, Owner>,
    count: &FeedCount,
    policy: FeedPolicy,
    now: DateTime<Utc>,
) -> Result<Vec<(FeedCondition, i64)>> {
    let at = |time| aged(count.condition, time, count.interval_minutes, now, policy);
    let (oldest, newest) = (at(count.oldest), at(count.newest));
    if oldest == newest {
        return Ok(vec![(oldest, count.tenants)]);
    }
    let stale = read.feed_count_before(count, policy.fresh_since(count.interval_minutes, now)).await?;
    Ok(vec![(oldest, stale), (newest, count.tenants - stale)])
}

/// All feeds of the actor's organization: those that are set up, and those that were imported by hand.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn feed_list(app: &App, ctx: &Ctx) -> Result<Vec<FeedLine>> {
    super::read::require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    list(&mut read, app, ctx).await
}

pub(super) async fn list(read: &mut Read<'_, Owner>, app: &App, ctx: &Ctx) -> Result<Vec<FeedLine>> {
    let mut lines = lines(read, app, ctx).await?;
    let mut standing: BTreeMap<FeedId, _> =
        read.polled_feed_standing().await?.into_iter().map(|standing| (standing.feed, standing)).collect();
    for feed in read.polled_feed_list().await? {
        let at = lines.iter().position(|line| line.name == feed.name);
        let at = at.unwrap_or_else(|| {
            lines.push(FeedLine::of(feed.name.clone(), Some(feed.format)));
            lines.len() - 1
        });
        let line = &mut lines[at];
        if let Some(standing) = standing.remove(&feed.id) {
            line.next_at = feed.is_enabled.then_some(standing.next_at);
            line.customer_name = standing.customer_name;
        }
        line.polled = Some(feed);
    }
    lines.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(lines)
}

/// One feed that is set up, with how it stands.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn feed_view(app: &App, ctx: &Ctx, id: FeedId) -> Result<FeedLine> {
    let lines = feed_list(app, ctx).await?;
    lines.into_iter().find(|line| line.polled.as_ref().is_some_and(|feed| feed.id == id)).ok_or(Error::NotFound)
}

/// A tenant of a feed, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedTenantLine {
    /// The customer with its name; none for a public feed.
    pub customer: Option<(CustomerId, String)>,
    /// Whether what is known from it can be relied on.
    pub condition: FeedCondition,
    /// When it was last read whole: since then nothing is known.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
    /// How many records the last reading had.
    pub records: i64,
    /// What went wrong at the last try, in one sentence; empty where nothing did.
    pub detail: String,
    /// How the last tries went, the newest last, a letter each: `r` read, `f` failed, `m` malformed.
    pub tries: String,
    /// Where a page that ends with it goes on.
    pub after: FeedTenantKey,
}

impl FeedTenantLine {
    /// How the last tries went, the newest last.
    #[must_use]
    pub fn outcomes(&self) -> Vec<FeedOutcome> {
        let read = |letter| match letter {
            'r' => FeedOutcome::Read,
            'm' => FeedOutcome::Malformed,
            _ => FeedOutcome::Failed,
        };
        self.tries.chars().map(read).collect()
    }
}

/// The tenants of a feed that are in trouble, by the customer's name, at most `limit` of them from a place on. Of a feed that is
/// read for one tenant, or for nobody in particular, that one, however it stands.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn feed_tenants(
    app: &App,
    ctx: &Ctx,
    id: FeedId,
    after: Option<FeedTenantKey>,
    limit: u32,
) -> Result<Vec<FeedTenantLine>> {
    super::read::require_see(ctx)?;
    let (policy, now) = (policy(ctx), app.now());
    let mut read = app.store().read(ctx.reach()).await?;
    let feed = read.polled_feed_lookup(id).await?.ok_or(Error::NotFound)?;
    let interval = Some(feed.interval_minutes);
    let before = match feed.tenants {
        FeedTenants::Each => policy.fresh_since(interval, now),
        FeedTenants::Public | FeedTenants::One => now + Duration::days(1),
    };
    let found = read.feed_tenants_troubled(id, before, after.as_ref(), i64::from(limit)).await?;
    let line = |tenant: tierline_store::FeedTenant| FeedTenantLine {
        condition: aged(tenant.condition, tenant.fetched_at, interval, now, policy),
        customer: tenant.customer,
        read_at: tenant.fetched_at,
        tried_at: tenant.tried_at,
        next_at: tenant.next_at.filter(|_| feed.is_enabled),
        records: tenant.records,
        detail: tenant.history.detail,
        tries: tenant.history.tries,
        after: tenant.after,
    };
    Ok(found.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(conditions: &[(FeedCondition, i64)]) -> FeedLine {
        FeedLine { conditions: conditions.to_vec(), ..FeedLine::of("Graph".to_owned(), Some(FeedFormat::Graph)) }
    }

    #[test]
    fn a_feed_that_was_read_for_some_says_for_how_many_it_was_not() {
        let some = line(&[(FeedCondition::Down, 2), (FeedCondition::Stale, 1), (FeedCondition::Fresh, 409)]);
        assert_eq!((some.worst(), some.troubled(), some.is_read()), (FeedCondition::Down, 3, true));
        let none = line(&[]);
        assert_eq!((none.worst(), none.troubled(), none.is_read()), (FeedCondition::NeverRead, 0, false));
    }

    #[test]
    fn a_feed_tells_of_the_families_of_its_format_and_of_its_own() {
        assert!(line(&[]).tells_of(ProductFamily::Microsoft365));
        assert!(!line(&[]).tells_of(ProductFamily::Azure));
        assert!(FeedLine { format: None, ..line(&[]) }.tells_of(ProductFamily::Azure));
    }
}

//! What is wrong with the feeds that a desk reads by itself.

use std::path::Path;

use chrono::{DateTime, Utc};
use tierline_app::Clock;
use tierline_connect::fetch::check_secret;
use tierline_domain::{
    Organization, Owner,
    health::{FeedCondition, FeedPolicy, PolledFeed, aged},
};
use tierline_store::{FeedCount, Store, System};

use super::{Finding, bad, good};
use crate::{config, system::SystemClock};

/// Looks at the feeds of all organizations. Nothing is fetched: what the last readings came to is known.
pub(super) async fn findings(store: &Store, folder: &Path) -> Vec<Finding> {
    match look(store, folder, SystemClock.now()).await {
        Ok(findings) => findings,
        Err(error) => vec![bad(format!("feeds can't be read: {error}"), "see the log of the desk")],
    }
}

async fn look(store: &Store, folder: &Path, now: DateTime<Utc>) -> Result<Vec<Finding>, tierline_store::Error> {
    let organizations = store.read(System).await?.organization_list().await?;
    let (mut findings, mut well) = (Vec::new(), 0);
    for organization in &organizations {
        for cloud in &organization.clouds {
            let owner = Owner { organization: organization.id, cloud: *cloud };
            let mut read = store.read(owner).await?;
            let feeds = read.polled_feed_list().await?;
            let counts = read.feed_counts().await?;
            for feed in feeds.iter().filter(|feed| feed.is_enabled) {
                let faults = faults(organization, feed, &counts, folder, now);
                well += usize::from(faults.is_empty());
                findings.extend(faults);
            }
        }
    }
    if well > 0 {
        findings.push(good(format!("{well} feeds are read well or wait for their first reading")));
    }
    Ok(findings)
}

fn faults(
    organization: &Organization,
    feed: &PolledFeed,
    counts: &[FeedCount],
    folder: &Path,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let mut faults = Vec::new();
    let name = format!("the feed {} of {}", feed.name, organization.name);
    if let Some(Err(what)) = feed.credential.as_ref().map(|said| check_secret(&config::secrets(folder), &said.secret)) {
        faults.push(bad(
            format!("{name} has no secret that can be used: {what}"),
            "docs/operating.md says how secrets are kept",
        ));
    }
    let policy = FeedPolicy { fresh_minutes: organization.policy.feed_fresh_minutes };
    for count in counts.iter().filter(|count| count.name == feed.name) {
        let condition = aged(count.condition, count.oldest, count.interval_minutes, now, policy);
        if matches!(condition, FeedCondition::Fresh | FeedCondition::NeverRead) {
            continue;
        }
        let what =
            format!("{name} is {} for {} of those it is read for", condition.word().replace('_', " "), count.tenants);
        faults.push(bad(
            what,
            "the desk's page of feeds says what went wrong; a feed that is not read makes no all-clear",
        ));
    }
    faults
}

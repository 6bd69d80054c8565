//! What is wrong with the feeds that a desk reads by itself.

use std::path::Path;

use chrono::{DateTime, Utc};
use tierline_app::Clock;
use tierline_connect::outbound::check_secret;
use tierline_domain::{
    Owner,
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
            let policy = FeedPolicy { fresh_minutes: organization.policy.feed_fresh_minutes };
            let secrets = config::secrets(folder);
            for feed in feeds.iter().filter(|feed| feed.is_enabled) {
                let name = format!("the feed {} of {}", feed.name, organization.name);
                let mut faults = Vec::from_iter(secret(&name, feed, &secrets));
                faults.extend(readings(&name, feed, &counts, policy, now));
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

/// Whether the feed's secret can be used.
fn secret(name: &str, feed: &PolledFeed, secrets: &Path) -> Option<Finding> {
    let what = check_secret(secrets, &feed.credential.as_ref()?.secret).err()?;
    Some(bad(format!("{name} has no secret that can be used: {what}"), "docs/operating.md says how secrets are kept"))
}

/// What the last readings came to, where that is not good.
fn readings(
    name: &str,
    feed: &PolledFeed,
    counts: &[FeedCount],
    policy: FeedPolicy,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Finding> {
    counts.iter().filter(move |count| count.name == feed.name).filter_map(move |count| {
        let condition = aged(count.condition, count.oldest, count.interval_minutes, now, policy);
        let good = matches!(condition, FeedCondition::Fresh | FeedCondition::NeverRead);
        let what = format!("{name} is {} for {} of those that it is read for", condition.word(), count.tenants);
        let remedy = "the desk's page of feeds says what went wrong; a feed that is not read makes no all-clear";
        (!good).then(|| bad(what, remedy))
    })
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use chrono::{Duration, TimeZone};
    use tierline_domain::{
        Cloud, FeedId, OrganizationId,
        health::{FeedCredential, FeedFormat, FeedTenants},
    };
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    fn feed() -> PolledFeed {
        PolledFeed {
            id: FeedId(Uuid::nil()),
            owner: Owner { organization: OrganizationId(Uuid::nil()), cloud: Cloud::Public },
            name: "Tenants".to_owned(),
            format: FeedFormat::Graph,
            location: None,
            tenants: FeedTenants::Each,
            customer: None,
            families: Vec::new(),
            interval_minutes: 5,
            is_enabled: true,
            credential: Some(FeedCredential { client_id: "desk-app".to_owned(), secret: "graph".to_owned() }),
            version: 1,
            created_at: now(),
            updated_at: now(),
        }
    }

    #[test]
    fn a_feed_without_a_secret_that_can_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let told = || secret("the feed Tenants", &feed(), folder.path()).map(|finding| finding.what);
        assert!(told().unwrap().contains("there is no secret graph"));
        let file = folder.path().join("graph");
        fs::write(&file, "kelp").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(told().unwrap().contains("may be read by others"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(told(), None);
    }

    #[test]
    fn a_feed_that_fails_or_grows_old_is_named_with_how_many_it_concerns() {
        let count = |condition, hours, tenants| FeedCount {
            name: "Tenants".to_owned(),
            format: Some(FeedFormat::Graph),
            condition,
            interval_minutes: Some(5),
            tenants,
            oldest: Some(now() - Duration::hours(hours)),
            newest: Some(now()),
        };
        let counts = [
            count(FeedCondition::Fresh, 0, 40),
            count(FeedCondition::Down, 1, 3),
            count(FeedCondition::Fresh, 900, 2),
            FeedCount { name: "Other".to_owned(), ..count(FeedCondition::Malformed, 0, 1) },
        ];
        let policy = FeedPolicy { fresh_minutes: 60 };
        let told: Vec<String> =
            readings("the feed Tenants", &feed(), &counts, policy, now()).map(|finding| finding.what).collect();
        assert_eq!(
            told,
            [
                "the feed Tenants is down for 3 of those that it is read for",
                "the feed Tenants is stale for 2 of those that it is read for",
            ]
        );
    }
}

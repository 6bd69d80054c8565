//! Feeds that the desk reads by itself: what is set up, what is remembered of each reading, and when the next is due.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Coverage, FeedFormat, FeedOutcome};
use crate::{Cloud, CustomerId, FeedId, Owner, catalogue::ProductFamily, words};

words! {
    /// Whose feed a location gives.
    pub enum FeedTenants {
        /// Nobody's in particular: it is public, and what it lists concerns everybody who uses the service.
        Public = "public",
        /// One customer's.
        One = "one",
        /// Each customer's, tenant by tenant, with the partner's own application.
        Each = "each",
    }
}

/// How the desk says who it is when it reads a tenant's feed: an application that the tenants' delegated admin permits.
/// Only the name of the secret stands here; the secret itself is kept outside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedCredential {
    /// The application's identifier.
    pub client_id: String,
    /// The name of its secret.
    pub secret: String,
}

/// A feed that is set up to be read by the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolledFeed {
    /// Identifier.
    pub id: FeedId,
    /// Whose feed it is, in which cloud.
    pub owner: Owner,
    /// Its name, once in an organization and cloud.
    pub name: String,
    /// Its shape.
    pub format: FeedFormat,
    /// An address (`https://…`) or the name of a file or folder below the desk's folder of feeds (`file:…`). None stands
    /// for the provider's own address, see [`default_location`].
    pub location: Option<String>,
    /// Whose feed the location gives.
    pub tenants: FeedTenants,
    /// The customer, where it is one customer's.
    pub customer: Option<CustomerId>,
    /// The families whose outages it tells of, where the format does not say so.
    pub families: Vec<ProductFamily>,
    /// Minutes from one reading to the next.
    pub interval_minutes: i64,
    /// Whether it is read.
    pub is_enabled: bool,
    /// What the desk says to be let in.
    pub credential: Option<FeedCredential>,
    /// Grows with each change.
    pub version: i64,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Least and most minutes from one reading to the next. Microsoft lets an application read 800 times an hour for each
/// tenant and asks not to poll more often than every few minutes; a feed that is read once a day is no feed.
pub const INTERVAL_MINUTES: std::ops::RangeInclusive<i64> = 1..=24 * 60;

/// The provider's own address of a format in a cloud; none where there is none, or many.
///
/// Microsoft Graph: its root for the cloud (national clouds have hosts of their own). The others: the whole address.
#[must_use]
pub const fn default_location(format: FeedFormat, cloud: Cloud) -> Option<&'static str> {
    match (format, cloud) {
        (FeedFormat::Graph | FeedFormat::GraphMessages | FeedFormat::GraphOverviews, Cloud::Public) => {
            Some("https://graph.microsoft.com")
        }
        (FeedFormat::Graph | FeedFormat::GraphMessages | FeedFormat::GraphOverviews, Cloud::UsGovernment) => {
            Some("https://graph.microsoft.us")
        }
        (FeedFormat::AzureEvents, Cloud::Public) => Some("https://management.azure.com"),
        (FeedFormat::AzureEvents, Cloud::UsGovernment) => Some("https://management.usgovcloudapi.net"),
        _ => None,
    }
}

/// What came of one try to read a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// How it went.
    pub outcome: FeedOutcome,
    /// How many records it had.
    pub records: usize,
    /// The newest change that it tells of, where its format lists what is over as well: of such a feed it never goes back.
    pub newest_at: Option<DateTime<Utc>>,
    /// What the source's clock said.
    pub source_time: Option<DateTime<Utc>>,
    /// What went wrong, in one sentence; empty where nothing did.
    pub detail: String,
}

/// Tries that are remembered.
const TRIES: usize = 12;
/// Of the last tries, how many changes between well and ill make a feed flap: twice away and back.
const FLAPS: usize = 4;
/// Seconds by which a source's clock may differ before its times are not believed.
const SKEW_SECONDS: i64 = 300;

/// What is remembered of a feed's readings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedHistory {
    /// How the last tries went, the newest last, a letter each: `r` read, `f` failed, `m` malformed.
    pub tries: String,
    /// How many of the last tries failed in a row.
    pub failures: u32,
    /// The newest change that it ever told of.
    pub newest_at: Option<DateTime<Utc>>,
    /// Whether its last answer was older than one before it: somebody served a stale copy.
    pub is_behind: bool,
    /// By how many seconds the source's clock is ahead of the desk's.
    pub skew_seconds: i64,
    /// What went wrong at the last try, in one sentence; empty where nothing did.
    pub detail: String,
    /// When it was read well. [`Coverage::after`] says what becomes of it with a reading.
    #[serde(default)]
    pub coverage: Coverage,
}

impl FeedHistory {
    /// What is remembered after one more reading.
    #[must_use]
    pub fn after(&self, reading: &Reading, now: DateTime<Utc>) -> Self {
        let letter = match reading.outcome {
            FeedOutcome::Read => 'r',
            FeedOutcome::Failed => 'f',
            FeedOutcome::Malformed => 'm',
        };
        let mut tries: Vec<char> = self.tries.chars().chain([letter]).collect();
        tries.drain(..tries.len().saturating_sub(TRIES));
        let read = reading.outcome == FeedOutcome::Read;
        let ahead = reading.newest_at.map_or(0, |newest| (newest - now).num_seconds().max(0));
        let clock = reading.source_time.map_or(0, |at| (at - now).num_seconds());
        Self {
            tries: tries.into_iter().collect(),
            failures: if read { 0 } else { self.failures.saturating_add(1) },
            newest_at: self.newest_at.max(reading.newest_at.filter(|at| *at <= now)),
            is_behind: if read {
                reading.newest_at.is_some() && reading.newest_at < self.newest_at
            } else {
                self.is_behind
            },
            skew_seconds: match (read, ahead > SKEW_SECONDS) {
                (true, true) => ahead,
                (true, false) => clock,
                (false, _) => self.skew_seconds,
            },
            detail: reading.detail.clone(),
            coverage: self.coverage.clone(),
        }
    }

    /// Whether one more reading leaves nothing new to remember but that it was made.
    #[must_use]
    pub fn stays(&self, after: &Self) -> bool {
        let small = |history: &Self| Self {
            skew_seconds: if history.is_shifted() { history.skew_seconds } else { 0 },
            ..history.clone()
        };
        small(self) == small(after)
    }

    /// Whether it comes and goes: a feed that answers every other time may have missed what lies between.
    #[must_use]
    pub fn flaps(&self) -> bool {
        let well: Vec<bool> = self.tries.chars().map(|letter| letter == 'r').collect();
        well.windows(2).filter(|pair| pair[0] != pair[1]).count() >= FLAPS
    }

    /// Whether the source's clock, or the times it tells of, cannot be believed.
    #[must_use]
    pub fn is_shifted(&self) -> bool {
        self.skew_seconds.abs() > SKEW_SECONDS
    }
}

/// When a feed is read next: after its interval; after a failure later and later, an hour at the most or its own interval;
/// never before the time that the source asked to be left alone.
#[must_use]
pub fn next_reading(
    now: DateTime<Utc>,
    interval_minutes: i64,
    failures: u32,
    not_before: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let interval = interval_minutes.max(1);
    let doubled = interval.saturating_mul(1 << failures.saturating_sub(1).min(6));
    let wait = if failures == 0 { interval } else { doubled.min(60.max(interval)) };
    let next = now + Duration::minutes(wait);
    not_before.map_or(next, |at| next.max(at))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    fn read() -> Reading {
        Reading {
            outcome: FeedOutcome::Read,
            records: 3,
            newest_at: Some(now() - Duration::hours(1)),
            source_time: Some(now()),
            detail: String::new(),
        }
    }

    fn failed() -> Reading {
        Reading {
            outcome: FeedOutcome::Failed,
            newest_at: None,
            source_time: None,
            detail: "no answer".into(),
            ..read()
        }
    }

    fn after(readings: &[Reading]) -> FeedHistory {
        readings.iter().fold(FeedHistory::default(), |history, reading| history.after(reading, now()))
    }

    #[test]
    fn failures_are_counted_until_a_reading_goes_well() {
        let history = after(&[failed(), failed()]);
        assert_eq!((history.failures, history.detail.as_str(), history.tries.as_str()), (2, "no answer", "ff"));
        let history = history.after(&read(), now());
        assert_eq!((history.failures, history.detail.as_str(), history.tries.as_str()), (0, "", "ffr"));
    }

    #[test]
    fn only_the_last_tries_are_remembered() {
        assert_eq!(after(&vec![read(); 40]).tries, "r".repeat(TRIES));
    }

    #[test]
    fn a_feed_that_comes_and_goes_flaps_and_one_outage_is_no_flapping() {
        assert!(!after(&[read(), failed(), failed(), read(), read()]).flaps());
        assert!(after(&[read(), failed(), read(), failed(), read()]).flaps());
    }

    #[test]
    fn an_answer_that_is_older_than_one_before_is_behind_until_a_newer_one_comes() {
        let older = Reading { newest_at: Some(now() - Duration::hours(3)), ..read() };
        assert!(after(&[read(), older.clone()]).is_behind);
        assert!(after(&[read(), older.clone(), failed()]).is_behind, "a failure says nothing new");
        assert!(!after(&[read(), older, read()]).is_behind);
        assert!(!after(&[read(), read()]).is_behind);
    }

    #[test]
    fn a_source_whose_clock_or_times_are_ahead_is_not_believed() {
        let clock = Reading { source_time: Some(now() + Duration::minutes(6)), ..read() };
        assert!(after(&[clock]).is_shifted());
        let times = Reading { newest_at: Some(now() + Duration::hours(2)), ..read() };
        assert_eq!(after(std::slice::from_ref(&times)).skew_seconds, 7200);
        assert_eq!(after(&[times]).newest_at, None, "a time that lies ahead is no measure");
        assert!(!after(&[Reading { source_time: Some(now() - Duration::minutes(4)), ..read() }]).is_shifted());
    }

    #[test]
    fn a_feed_that_goes_on_well_leaves_nothing_new_to_remember() {
        let well = after(&vec![read(); TRIES]);
        let late = Reading { source_time: Some(now() - Duration::seconds(2)), ..read() };
        assert!(well.stays(&well.after(&late, now())));
        assert!(!well.stays(&well.after(&failed(), now())));
        assert!(!well.stays(&well.after(&Reading { newest_at: Some(now()), ..read() }, now())));
        assert!(!after(&[read()]).stays(&after(&[read(), read()])), "its first tries are counted");
    }

    #[test]
    fn a_failing_feed_is_asked_less_and_less_often_and_never_before_the_time_it_named() {
        let minutes = |interval, failures| (next_reading(now(), interval, failures, None) - now()).num_minutes();
        assert_eq!([0, 1, 2, 3, 4, 5, 9].map(|failures| minutes(5, failures)), [5, 5, 10, 20, 40, 60, 60]);
        assert_eq!(minutes(240, 3), 240, "not more often than its own interval");
        let asked = now() + Duration::minutes(90);
        assert_eq!(next_reading(now(), 5, 1, Some(asked)), asked);
        assert_eq!(next_reading(now(), 5, 0, Some(now() - Duration::hours(1))), now() + Duration::minutes(5));
    }

    #[test]
    fn the_providers_addresses_are_apart_by_cloud() {
        for format in FeedFormat::ALL {
            let (public, government) =
                (default_location(*format, Cloud::Public), default_location(*format, Cloud::UsGovernment));
            assert!(public.is_none() || public != government, "{format}");
        }
    }
}

//! What the application needs from outside, as traits: there are truly two of each, a real one and one for tests.

pub(crate) mod books;
pub(crate) mod breach;
pub(crate) mod carrier;
pub(crate) mod consent;
pub(crate) mod identity;
pub(crate) mod mail;

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, SubsecRound, TimeZone, Utc};
use futures::future::BoxFuture;
use tierline_domain::{
    Cloud,
    health::{FeedCredential, FeedFormat, ParsedFeed},
};
use uuid::Uuid;

/// Where the time comes from. Times are cut to microseconds: what PostgreSQL keeps.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Where chance comes from.
pub trait Chance: Send + Sync {
    /// Fills the bytes with chance that cannot be guessed.
    fn fill(&self, bytes: &mut [u8]);
}

/// Reads the payload of a provider's health feed.
pub trait FeedReader: Send + Sync {
    /// Reads a payload. A malformed record is reported in the result and the good ones are kept.
    ///
    /// # Errors
    /// The payload is not of this format at all; the text says what was expected.
    fn read(&self, format: FeedFormat, bytes: &[u8]) -> Result<ParsedFeed, String>;
}

/// What is to be got of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchCall {
    /// Its shape: how its pages follow each other, and what its address is made of.
    pub format: FeedFormat,
    /// The cloud that it tells of.
    pub cloud: Cloud,
    /// Its address (`https://…`), or a file or folder below the desk's folder of feeds (`file:…`).
    pub location: String,
    /// The provider's identifier of the tenant, where the feed is one tenant's.
    pub tenant: Option<String>,
    /// What the desk says to be let in.
    pub credential: Option<FeedCredential>,
    /// The connection by which it is read, where it has no credential of its own.
    pub connection: Option<carrier::Opened>,
    /// What the source gave with its last answer, to ask whether that has changed.
    pub etag: Option<String>,
    /// The same, as a time in the source's own words.
    pub last_modified: Option<String>,
}

/// What a source answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing has changed since the last answer.
    Unchanged {
        /// What the source's clock said.
        source_time: Option<DateTime<Utc>>,
    },
    /// All of the payload.
    Payload {
        /// Its pages, in order: each is a payload of the feed's format.
        pages: Vec<Vec<u8>>,
        /// What to ask by next time.
        etag: Option<String>,
        /// The same, as a time in the source's own words.
        last_modified: Option<String>,
        /// What the source's clock said.
        source_time: Option<DateTime<Utc>>,
    },
}

/// Why a feed was not got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchFailure {
    /// What happened, in one sentence for the person who runs the desk: no secret, nothing of a body.
    pub reason: String,
    /// Before this time there is no use in another try: the source said so, or the budget of requests is used up.
    pub not_before: Option<DateTime<Utc>>,
    /// Whether nothing was tried at all, because the desk keeps to the source's limits by itself: that is no failure.
    pub postponed: bool,
}

/// Gets the payload of a provider's health feed from where it is. Keeps to the source's limits, whoever asks.
pub trait FeedFetcher: Send + Sync {
    /// Gets a payload whole: all its pages, or a failure.
    fn fetch(&self, call: FetchCall) -> BoxFuture<'_, Result<Fetched, FetchFailure>>;
}

/// Gets nothing: for a desk without feeds of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFetcher;

impl FeedFetcher for NoFetcher {
    fn fetch(&self, _: FetchCall) -> BoxFuture<'_, Result<Fetched, FetchFailure>> {
        let reason = "this program reads no feeds by itself".to_owned();
        Box::pin(std::future::ready(Err(FetchFailure { reason, not_before: None, postponed: false })))
    }
}

/// Makes UUIDv7s that sort by when they were made, those of one instant too: what a transaction writes shares one time, and
/// a timeline is read in the order in which it was written.
#[derive(Debug, Default)]
pub(crate) struct IdSource(Mutex<Last>);

/// How far behind the last one a time may lie and still be counted as the same.
const LAG_MILLIS: u64 = 1_000;

/// The last millisecond that ids were made for, and how many of it.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    millis: u64,
    count: u64,
}

impl IdSource {
    /// The next identifier. 48 bits of time, 12 that count within a millisecond, 62 of chance; a count that runs over
    /// carries into the time.
    pub(crate) fn next(&self, now: DateTime<Utc>, chance: &dyn Chance) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let Last { millis, count } = {
            let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Another thread may have read the clock a moment later and be here first; a clock that was set back is followed.
            let same = millis <= last.millis && last.millis - millis < LAG_MILLIS;
            *last = if same { Last { count: last.count + 1, ..*last } } else { Last { millis, count: 0 } };
            *last
        };
        let [.., high, low] = (count & 0xfff).to_be_bytes();
        let mut bytes = [0; 10];
        chance.fill(&mut bytes[2..]);
        bytes[..2].copy_from_slice(&[high, low]);
        uuid::Builder::from_unix_timestamp_millis(millis + (count >> 12), &bytes).into_uuid()
    }
}

/// A clock that stands still until it is moved: for tests and for the demo's past.
#[derive(Debug)]
pub struct FixedClock(AtomicU64);

impl FixedClock {
    /// A clock at this instant.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        let clock = Self(AtomicU64::new(0));
        clock.set(now);
        clock
    }

    /// Moves it to an instant.
    pub fn set(&self, now: DateTime<Utc>) {
        self.0.store(u64::try_from(now.timestamp_micros()).unwrap_or(0), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance(&self, time: chrono::Duration) {
        self.set(self.now() + time);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        let micros = i64::try_from(self.0.load(Ordering::SeqCst)).unwrap_or(0);
        Utc.timestamp_micros(micros).single().unwrap_or_default().trunc_subsecs(6)
    }
}

/// Chance that is the same in each run: for tests and the demo, never where something must not be guessed.
#[derive(Debug)]
pub struct SeededChance(AtomicU64);

impl SeededChance {
    /// Chance from a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64: each value of the counter gives another, well-mixed word.
            let mut word = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_sort_in_the_order_in_which_they_were_made() {
        let (ids, chance) = (IdSource::default(), SeededChance::new(7));
        let now = Utc.timestamp_millis_opt(1_768_000_000_000).single().unwrap();
        let made: Vec<Uuid> = (0..10_000).map(|_| ids.next(now, &chance)).collect();
        assert!(made.is_sorted_by(|one, next| one < next));
        assert!(made.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
        assert!(ids.next(now - chrono::Duration::milliseconds(1), &chance) > made[9_999], "a thread that came late");
        assert!(ids.next(now + chrono::Duration::milliseconds(10), &chance) > made[9_999]);
        assert!(ids.next(now - chrono::Duration::days(1), &chance) < made[0], "a clock that was set back is followed");
    }

    #[test]
    fn ids_of_one_place_in_time_differ_by_chance() {
        let now = Utc.timestamp_millis_opt(1_768_000_000_000).single().unwrap();
        let make = |seed| IdSource::default().next(now, &SeededChance::new(seed));
        assert_ne!(make(1), make(2));
    }
}

//! What the application needs from outside, as traits: there are truly two of each, a real one and one for tests.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, SubsecRound, TimeZone, Utc};
use tierline_domain::health::{FeedFormat, ParsedFeed};
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

/// A UUIDv7: its first 48 bits are the time, so that ids of one kind sort by when they were made.
pub(crate) fn make_id(now: DateTime<Utc>, chance: &dyn Chance) -> Uuid {
    let mut bytes = [0; 10];
    chance.fill(&mut bytes);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
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

//! How often a caller may call: so many times a minute, which begins with a call and, once it is over, with the next one.
//! Counted in this process: on several nodes a caller gets as many times the calls.

use std::{
    collections::HashMap,
    hash::Hash,
    mem,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};

/// How long a count lasts, in seconds.
const WINDOW: i64 = 60;
/// The most counts that are kept: 10,000 take about two megabytes.
const CAPACITY: usize = 10_000;
/// Seconds between looks for counts that are over, where there is no room: a flood of new callers does not pay for one each.
const SWEEP: i64 = 1;

#[derive(Debug)]
struct Count {
    since: DateTime<Utc>,
    calls: u32,
    /// Whether a call of its minute was refused already.
    is_told: bool,
}

impl Count {
    const fn new(since: DateTime<Utc>) -> Self {
        Self { since, calls: 0, is_told: false }
    }

    /// Seconds until it begins anew.
    fn left(&self, now: DateTime<Utc>) -> i64 {
        WINDOW - (now - self.since).num_seconds()
    }

    /// Whether its minute is not over. A clock that was set back ends it.
    fn lasts(&self, now: DateTime<Utc>) -> bool {
        now >= self.since && self.left(now) > 0
    }
}

/// A call too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Over {
    /// Seconds until the next may be made.
    pub(crate) seconds: u64,
    /// Whether it is the first one that is refused in its minute: the log hears of no other.
    pub(crate) is_first: bool,
}

struct Counts<K> {
    all: HashMap<K, Count>,
    swept_at: Option<DateTime<Utc>>,
}

/// The calls of the last minute, by who made them.
pub(crate) struct Meter<K> {
    calls: u32,
    crowd: fn(&K) -> Option<K>,
    counts: Mutex<Counts<K>>,
}

impl<K: Eq + Hash> Meter<K> {
    /// A meter of so many calls a minute. When too many callers are counted, a new one counts as its crowd does; without one, it is
    /// not counted.
    pub(crate) fn new(calls: NonZeroU32, crowd: fn(&K) -> Option<K>) -> Self {
        let counts = Counts { all: HashMap::new(), swept_at: None };
        Self { calls: calls.get(), crowd, counts: Mutex::new(counts) }
    }

    /// Counts a call. What is refused does not count.
    ///
    /// # Errors
    /// It is one too many.
    pub(crate) fn count(&self, caller: K, now: DateTime<Utc>) -> Result<(), Over> {
        let mut counts = self.counts();
        let Some(caller) = counts.room(caller, self.crowd, now) else { return Ok(()) };
        let count = counts.all.entry(caller).or_insert_with(|| Count::new(now));
        if !count.lasts(now) {
            *count = Count::new(now);
        }
        if count.calls < self.calls {
            count.calls += 1;
            return Ok(());
        }
        let seconds = u64::try_from(count.left(now)).unwrap_or(1);
        Err(Over { seconds, is_first: !mem::replace(&mut count.is_told, true) })
    }

    /// Gives a call back that was counted.
    pub(crate) fn give_back(&self, caller: &K) {
        if let Some(count) = self.counts().all.get_mut(caller) {
            count.calls = count.calls.saturating_sub(1);
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts<K>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Counts<K> {
    /// As whom a caller is counted; none where not at all.
    fn room(&mut self, caller: K, crowd: fn(&K) -> Option<K>, now: DateTime<Utc>) -> Option<K> {
        if self.all.len() < CAPACITY || self.all.contains_key(&caller) {
            return Some(caller);
        }
        if self.swept_at.is_none_or(|at| now < at || (now - at).num_seconds() >= SWEEP) {
            self.swept_at = Some(now);
            self.all.retain(|_, count| count.lasts(now));
        }
        if self.all.len() < CAPACITY { Some(caller) } else { crowd(&caller) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn meter(calls: u32, crowd: fn(&usize) -> Option<usize>) -> Meter<usize> {
        Meter::new(NonZeroU32::new(calls).unwrap(), crowd)
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn after_so_many_calls_the_next_waits_for_the_minutes_end() {
        let meter = meter(500, |_| None);
        for _ in 0..500 {
            assert_eq!(meter.count(1, now()), Ok(()));
        }
        let later = now() + Duration::seconds(3);
        assert_eq!(meter.count(1, later), Err(Over { seconds: 57, is_first: true }));
        assert_eq!(meter.count(1, later), Err(Over { seconds: 57, is_first: false }), "the log hears of one");
        assert_eq!(meter.count(2, later), Ok(()), "another caller has a count of its own");
        assert_eq!(meter.count(1, now() + Duration::seconds(59)), Err(Over { seconds: 1, is_first: false }));
        assert_eq!(meter.count(1, now() + Duration::seconds(60)), Ok(()));
    }

    #[test]
    fn what_is_given_back_can_be_used_again() {
        let meter = meter(1, |_| None);
        assert_eq!(meter.count(1, now()), Ok(()));
        meter.give_back(&1);
        assert_eq!(meter.count(1, now()), Ok(()));
        assert!(meter.count(1, now()).is_err());
        meter.give_back(&2);
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_out() {
        let meter = meter(1, |_| None);
        assert_eq!(meter.count(1, now()), Ok(()));
        assert_eq!(meter.count(1, now() - Duration::hours(1)), Ok(()));
    }

    /// Threat 54: made-up callers must not use up the memory.
    #[test]
    fn the_memory_has_an_end() {
        let (crowded, open) = (meter(500, |_| Some(usize::MAX)), meter(500, |_| None));
        for caller in 0..2 * CAPACITY {
            let _ = crowded.count(caller, now());
            let _ = open.count(caller, now());
        }
        assert!(crowded.counts().all.len() <= CAPACITY + 1 && open.counts().all.len() <= CAPACITY);
        assert!(crowded.count(3 * CAPACITY, now()).is_err(), "those beyond it count as one");
        assert_eq!(crowded.count(7, now()), Ok(()), "who was there before has a count of its own");
        for _ in 0..1000 {
            assert_eq!(open.count(3 * CAPACITY, now()), Ok(()), "those beyond it are not counted");
        }
        let next = now() + Duration::seconds(60);
        assert_eq!(crowded.count(3 * CAPACITY, next), Ok(()));
        assert_eq!(crowded.counts().all.len(), 1, "what is over is forgotten");
    }
}

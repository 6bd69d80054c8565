//! How often an organization may call: so many times a minute for itself, and as many for each of its customers, as the contract says.
//! Counted in this process: on several nodes a caller gets as many times the calls.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use tierline_domain::Owner;

/// Calls a minute.
const CALLS: u32 = 500;
/// How long a count lasts, in seconds.
const WINDOW: i64 = 60;
/// The longest name of a customer that is told from others, in bytes: longer ones count as one.
const NAME: usize = 64;
/// The most counts that are kept: 10,000 take about two megabytes.
const CAPACITY: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Count {
    since: DateTime<Utc>,
    calls: u32,
}

impl Count {
    /// Seconds until it begins anew.
    fn left(self, now: DateTime<Utc>) -> i64 {
        WINDOW - (now - self.since).num_seconds()
    }
}

/// The calls of the last minute.
#[derive(Debug, Default)]
pub(super) struct Meter(Mutex<HashMap<(Owner, String), Count>>);

impl Meter {
    /// Counts a call.
    ///
    /// # Errors
    /// It is one too many: seconds until the next may be made.
    pub(super) fn count(&self, owner: Owner, customer: &str, now: DateTime<Utc>) -> Result<(), u64> {
        let customer = if customer.len() > NAME { "" } else { customer };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= CAPACITY {
            all.retain(|_, count| count.left(now) > 0);
        }
        // Customers are named by the caller: when there are too many names, all that are new count as one.
        let room = all.len() < CAPACITY;
        let mut key = (owner, customer.to_ascii_lowercase());
        if !room && !all.contains_key(&key) {
            key.1 = String::new();
        }
        let count = all.entry(key).or_insert(Count { since: now, calls: 0 });
        if count.left(now) <= 0 || now < count.since {
            *count = Count { since: now, calls: 0 };
        }
        count.calls += 1;
        match count.calls > CALLS {
            true => Err(u64::try_from(count.left(now).max(1)).unwrap_or(1)),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use tierline_domain::{Cloud, OrganizationId};

    use super::*;

    fn owner(number: u128) -> Owner {
        Owner { organization: OrganizationId(uuid::Uuid::from_u128(number)), cloud: Cloud::Public }
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn after_so_many_calls_the_next_waits_for_the_minutes_end() {
        let meter = Meter::default();
        for _ in 0..CALLS {
            assert_eq!(meter.count(owner(1), "", now()), Ok(()));
        }
        assert_eq!(meter.count(owner(1), "", now() + Duration::seconds(3)), Err(57));
        assert_eq!(meter.count(owner(1), "0c8a", now()), Ok(()), "a customer has a count of its own");
        assert_eq!(meter.count(owner(2), "", now()), Ok(()), "another organization too");
        assert_eq!(meter.count(owner(1), "", now() + Duration::seconds(60)), Ok(()));
    }

    /// Threat: made-up customers must not use up the memory.
    #[test]
    fn the_memory_has_an_end() {
        let meter = Meter::default();
        for number in 0..2 * CAPACITY {
            let _ = meter.count(owner(1), &format!("made-up-{number}"), now());
        }
        assert!(meter.0.lock().unwrap().len() <= CAPACITY + 1);
        assert!(meter.count(owner(1), "another", now()).is_err(), "those beyond it count as one");
    }
}

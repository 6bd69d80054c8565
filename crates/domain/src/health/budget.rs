//! How many requests a source allows, counted so that nobody has to be told off.

use std::collections::VecDeque;

use chrono::{DateTime, Duration, Utc};

/// One limit: so many requests in any span of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Requests.
    pub requests: usize,
    /// In so many seconds.
    pub seconds: i64,
}

/// Microsoft Graph's limits for service communications, for one application and one tenant: 240 requests in a minute and 800
/// in an hour. Source: Microsoft Graph throttling limits, "Service communications".
///
/// A request is counted by the source when it arrives, not when it leaves, so two that left a minute apart may arrive closer
/// together: the desk stays a little below.
pub const GRAPH_PER_TENANT: &[Allowance] =
    &[Allowance { requests: 230, seconds: 62 }, Allowance { requests: 780, seconds: 3_610 }];

/// Microsoft Graph's limit for one application, whatever the tenants: 2,000 requests in a second. Source: as above, "global".
///
/// What left within three seconds may arrive within one.
pub const GRAPH_PER_APPLICATION: &[Allowance] = &[Allowance { requests: 1_900, seconds: 3 }];

/// What the desk allows itself at Azure Resource Manager, for one application and one tenant. Its limits refill like a bucket, 250
/// requests deep and 25 a second for each scope, and the providers behind it have tighter ones that are not written down.
pub const AZURE_PER_TENANT: &[Allowance] =
    &[Allowance { requests: 20, seconds: 5 }, Allowance { requests: 60, seconds: 60 }];

/// Requests made to one source under one name, and whether one more is within its limits.
#[derive(Debug, Clone)]
pub struct Budget {
    allowances: &'static [Allowance],
    /// When the requests of the longest span were made, the oldest first.
    made: VecDeque<DateTime<Utc>>,
    /// Until when the source asked to be left alone.
    not_before: Option<DateTime<Utc>>,
}

impl Budget {
    /// A budget of which nothing is used.
    #[must_use]
    pub const fn new(allowances: &'static [Allowance]) -> Self {
        Self { allowances, made: VecDeque::new(), not_before: None }
    }

    /// Takes one request from the budget.
    ///
    /// # Errors
    /// The time from which on it is within the limits again; nothing is taken.
    pub fn take(&mut self, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let free = self.free_at(now);
        if free > now {
            return Err(free);
        }
        let longest = self.allowances.iter().map(|allowance| allowance.seconds).max().unwrap_or(0);
        while self.made.front().is_some_and(|at| *at <= now - Duration::seconds(longest)) {
            self.made.pop_front();
        }
        self.made.push_back(now);
        Ok(())
    }

    /// The source said when it wants to hear from us again.
    pub fn hold_until(&mut self, at: DateTime<Utc>) {
        self.not_before = self.not_before.max(Some(at));
    }

    /// When one more request is within the limits; now, where it is already.
    #[must_use]
    pub fn free_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let spans = self.allowances.iter().filter_map(|allowance| {
            // The request that must have left the span before one more fits into it.
            let last = self.made.len().checked_sub(allowance.requests)?;
            Some(*self.made.get(last)? + Duration::seconds(allowance.seconds))
        });
        spans.chain(self.not_before).fold(now, DateTime::max)
    }

    /// Whether nothing in it matters any more: it may be forgotten.
    #[must_use]
    pub fn is_spent(&self, now: DateTime<Utc>) -> bool {
        let longest = self.allowances.iter().map(|allowance| allowance.seconds).max().unwrap_or(0);
        self.not_before.is_none_or(|at| at <= now)
            && self.made.back().is_none_or(|at| *at <= now - Duration::seconds(longest))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    const SMALL: &[Allowance] = &[Allowance { requests: 3, seconds: 10 }, Allowance { requests: 5, seconds: 60 }];

    fn at(seconds: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap() + Duration::seconds(seconds)
    }

    #[test]
    fn one_request_too_many_waits_for_the_span_that_it_would_overrun() {
        let mut budget = Budget::new(SMALL);
        for second in [0, 1, 2] {
            assert_eq!(budget.take(at(second)), Ok(()));
        }
        assert_eq!(budget.take(at(3)), Err(at(10)));
        assert_eq!(budget.take(at(10)), Ok(()));
        assert_eq!(budget.take(at(11)), Ok(()));
        assert_eq!(budget.take(at(12)), Err(at(60)), "five in a minute");
    }

    #[test]
    fn a_source_that_asked_to_be_left_alone_is() {
        let mut budget = Budget::new(SMALL);
        budget.hold_until(at(40));
        budget.hold_until(at(30));
        assert_eq!(budget.take(at(39)), Err(at(40)));
        assert_eq!(budget.take(at(40)), Ok(()));
        assert!(!budget.is_spent(at(99)));
        assert!(budget.is_spent(at(100)));
    }

    proptest! {
        #[test]
        fn no_span_ever_holds_more_than_is_allowed(steps in proptest::collection::vec(0..9i64, 1..200)) {
            let mut budget = Budget::new(SMALL);
            let (mut second, mut made) = (0, Vec::new());
            for step in steps {
                second += step;
                if budget.take(at(second)).is_ok() {
                    made.push(second);
                }
            }
            for allowance in SMALL {
                for start in &made {
                    let span = made.iter().filter(|at| (*start..start + allowance.seconds).contains(at));
                    prop_assert!(span.count() <= allowance.requests);
                }
            }
        }

        #[test]
        fn the_time_that_is_named_is_the_first_at_which_it_goes(steps in proptest::collection::vec(0..4i64, 1..100)) {
            let mut budget = Budget::new(SMALL);
            let mut now = at(0);
            for step in steps {
                now += Duration::seconds(step);
                if let Err(free) = budget.take(now) {
                    prop_assert!(budget.clone().take(free - Duration::seconds(1)).is_err());
                    prop_assert_eq!(budget.clone().take(free), Ok(()));
                }
            }
        }
    }
}

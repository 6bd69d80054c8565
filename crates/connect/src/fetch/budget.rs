//! The requests that are left, shared by all feeds of one application and tenant.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tierline_app::{Clock, FetchFailure};
use tierline_domain::health::{
    AZURE_PER_TENANT, Allowance, Budget, FeedFormat, GRAPH_PER_APPLICATION, GRAPH_PER_TENANT,
};

/// The longest that a request waits for its turn, in milliseconds; beyond it the feed is read another time.
const PATIENCE_MILLIS: i64 = 2_000;
/// Budgets among which it is worth looking for those of which nothing is used.
const MANY: usize = 1_024;

/// Under which name requests are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Whether it is Azure Resource Manager; Graph otherwise. They count apart.
    pub(super) is_azure: bool,
    /// The application's identifier.
    pub(super) application: String,
    /// The tenant's identifier.
    pub(super) tenant: String,
}

/// What a source allows.
#[derive(Debug, Clone, Copy)]
pub struct Allowances {
    /// Graph, for an application and a tenant.
    pub graph: &'static [Allowance],
    /// Graph, for an application.
    pub application: &'static [Allowance],
    /// Azure Resource Manager, for an application and a tenant.
    pub azure: &'static [Allowance],
}

impl Default for Allowances {
    fn default() -> Self {
        Self { graph: GRAPH_PER_TENANT, application: GRAPH_PER_APPLICATION, azure: AZURE_PER_TENANT }
    }
}

/// All budgets of this node. They begin full when the program starts.
#[derive(Debug)]
pub(super) struct Budgets {
    allowances: Allowances,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    tenants: HashMap<Key, Budget>,
    applications: HashMap<(bool, String), Budget>,
    /// How many may be there before those are looked for that can go.
    sweep_at: usize,
}

impl Budgets {
    pub(super) fn new(allowances: Allowances) -> Self {
        Self { allowances, inner: Mutex::new(Inner { sweep_at: MANY, ..Inner::default() }) }
    }

    /// Takes one request from the tenant's budget and from the application's, or from neither.
    ///
    /// # Errors
    /// The time from which on it is within both.
    pub(super) fn take(&self, key: &Key, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.sweep(now);
        let Inner { tenants, applications, .. } = &mut *inner;
        let of_tenant = if key.is_azure { self.allowances.azure } else { self.allowances.graph };
        let tenant = tenants.entry(key.clone()).or_insert_with(|| Budget::new(of_tenant));
        let application = applications
            .entry((key.is_azure, key.application.clone()))
            .or_insert_with(|| Budget::new(self.allowances.application));
        let free = tenant.free_at(now).max(application.free_at(now));
        if free > now {
            return Err(free);
        }
        tenant.take(now)?;
        application.take(now)
    }

    /// The source wants to be left alone by this application for this tenant.
    pub(super) fn hold(&self, key: &Key, until: DateTime<Utc>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(budget) = inner.tenants.get_mut(key) {
            budget.hold_until(until);
        }
    }

    /// Waits for one request's turn where it comes soon.
    ///
    /// # Errors
    /// A postponement: the limits are used up for longer than a request waits.
    pub(super) async fn pass(&self, key: &Key, clock: &dyn Clock) -> Result<(), FetchFailure> {
        let mut waited = 0;
        loop {
            let now = clock.now();
            let Err(free) = self.take(key, now) else { return Ok(()) };
            // A millisecond more, so that the time that was named has come.
            let wait = (free - now).num_milliseconds().max(0) + 1;
            waited += wait;
            if waited > PATIENCE_MILLIS {
                let reason = "the requests that the source allows are used up".to_owned();
                return Err(FetchFailure { reason, not_before: Some(free), postponed: true });
            }
            tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
        }
    }
}

impl Inner {
    /// Forgets the budgets of which nothing is used: tenants come and go.
    fn sweep(&mut self, now: DateTime<Utc>) {
        if self.tenants.len() >= self.sweep_at {
            self.tenants.retain(|_, budget| !budget.is_spent(now));
            self.applications.retain(|_, budget| !budget.is_spent(now));
            self.sweep_at = MANY.max(self.tenants.len() * 2);
        }
    }
}

/// Whether a format is read from Azure Resource Manager.
pub(super) fn is_azure(format: FeedFormat) -> bool {
    format == FeedFormat::AzureEvents
}

#[cfg(test)]
mod tests {
    use std::collections::{BinaryHeap, VecDeque};

    use chrono::TimeZone;
    use tierline_app::FixedClock;

    use super::*;

    fn start() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    fn key(tenant: usize) -> Key {
        Key { is_azure: false, application: "desk".to_owned(), tenant: tenant.to_string() }
    }

    /// A window of so many milliseconds that counts when requests arrive, as Graph does.
    struct Window {
        limit: usize,
        millis: i64,
        arrived: VecDeque<i64>,
    }

    impl Window {
        const fn new(limit: usize, millis: i64) -> Self {
            Self { limit, millis, arrived: VecDeque::new() }
        }

        /// Whether one more is let in at this time.
        fn admits(&mut self, at: i64) -> bool {
            while self.arrived.front().is_some_and(|first| *first <= at - self.millis) {
                self.arrived.pop_front();
            }
            self.arrived.push_back(at);
            self.arrived.len() <= self.limit
        }
    }

    /// Milliseconds of the way, up to a second and a half, the same in each run.
    fn way(step: u64) -> i64 {
        i64::try_from((step.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 1_500).unwrap()
    }

    /// What a simulated hour came to.
    #[derive(Default)]
    struct Hour {
        sent: usize,
        postponed: usize,
        arrivals: Vec<(i64, usize)>,
    }

    impl Hour {
        /// How many the source would have told off.
        fn told_off(mut self, tenants: usize) -> usize {
            self.arrivals.sort_unstable();
            let mut windows: Vec<[Window; 2]> =
                (0..tenants).map(|_| [Window::new(240, 60_000), Window::new(800, 3_600_000)]).collect();
            let mut application = Window::new(2_000, 1_000);
            let refused = self.arrivals.iter().filter(|(at, tenant)| {
                let mut good = application.admits(*at);
                for window in &mut windows[*tenant] {
                    good &= window.admits(*at);
                }
                !good
            });
            refused.count()
        }
    }

    /// Feeds of all tenants, each read again after its interval in milliseconds, or when it was told to come back.
    fn hour(tenants: usize, feeds_of: impl Fn(usize) -> Vec<i64>, budgets: &Budgets) -> Hour {
        let mut due = BinaryHeap::new();
        for tenant in 0..tenants {
            due.extend(feeds_of(tenant).into_iter().map(|interval| std::cmp::Reverse((0_i64, tenant, interval))));
        }
        let mut done = Hour::default();
        while let Some(std::cmp::Reverse((at, tenant, interval))) = due.pop() {
            if at >= 3_600_000 {
                break;
            }
            let now = start() + chrono::Duration::milliseconds(at);
            let next = match budgets.take(&key(tenant), now) {
                Ok(()) => {
                    done.sent += 1;
                    done.arrivals.push((at + way(done.sent as u64), tenant));
                    at + interval
                }
                Err(free) => {
                    assert!(free > now, "a request that may not go is told a later time");
                    done.postponed += 1;
                    (free - start()).num_milliseconds()
                }
            };
            due.push(std::cmp::Reverse((next, tenant, interval)));
        }
        done
    }

    #[test]
    fn five_thousand_tenants_are_followed_for_an_hour_without_being_told_off_once() {
        let minutes = |number: i64| number * 60_000;
        // Three feeds each; every hundredth is read as if somebody pressed a button twice a second.
        let feeds = |tenant: usize| {
            let mut feeds = vec![minutes(2), minutes(5), minutes(15)];
            feeds.extend(tenant.is_multiple_of(100).then_some(500));
            feeds
        };
        let done = hour(5_000, feeds, &Budgets::new(Allowances::default()));
        assert!(done.sent > 5_000 * (30 + 12 + 4) * 9 / 10, "they are followed, not put off: {}", done.sent);
        assert!(done.postponed > 0, "the hasty ones were held");
        assert_eq!(done.told_off(5_000), 0);
    }

    #[test]
    fn without_a_budget_the_same_hour_would_be_told_off() {
        const NONE: &[Allowance] = &[];
        let budgets = Budgets::new(Allowances { graph: NONE, application: NONE, azure: NONE });
        assert!(hour(100, |_| vec![500], &budgets).told_off(100) > 0);
    }

    #[test]
    fn a_hold_is_for_one_tenant_and_what_is_not_taken_is_not_counted() {
        const ONE: &[Allowance] = &[Allowance { requests: 1, seconds: 10 }];
        const TWO: &[Allowance] = &[Allowance { requests: 2, seconds: 10 }];
        let budgets = Budgets::new(Allowances { graph: ONE, application: TWO, azure: ONE });
        assert_eq!(budgets.take(&key(1), start()), Ok(()));
        assert!(budgets.take(&key(1), start()).is_err());
        assert_eq!(budgets.take(&key(2), start()), Ok(()), "the refused one took nothing from the application");
        assert!(budgets.take(&key(3), start()).is_err(), "the application has had its two");
        let later = start() + chrono::Duration::seconds(10);
        let held = start() + chrono::Duration::seconds(40);
        budgets.hold(&key(1), held);
        assert_eq!(budgets.take(&key(1), later), Err(held));
        assert_eq!(budgets.take(&key(2), later), Ok(()));
        let azure = Key { is_azure: true, ..key(1) };
        assert_eq!(budgets.take(&azure, later), Ok(()), "another source counts apart");
    }

    #[test]
    fn budgets_of_tenants_that_left_are_forgotten() {
        let budgets = Budgets::new(Allowances::default());
        for tenant in 0..MANY * 3 {
            let now = start() + chrono::Duration::seconds(i64::try_from(tenant).unwrap() * 10);
            budgets.take(&key(tenant), now).unwrap();
        }
        assert!(budgets.inner.lock().unwrap().tenants.len() <= MANY + 1);
    }

    #[tokio::test]
    async fn a_short_wait_is_waited_and_a_long_one_is_a_postponement() {
        const ONE: &[Allowance] = &[Allowance { requests: 1, seconds: 60 }];
        let budgets = Budgets::new(Allowances { graph: ONE, ..Allowances::default() });
        let clock = FixedClock::at(start());
        budgets.pass(&key(1), &clock).await.unwrap();
        let failure = budgets.pass(&key(1), &clock).await.unwrap_err();
        assert_eq!((failure.postponed, failure.not_before), (true, Some(start() + chrono::Duration::seconds(60))));
        clock.advance(chrono::Duration::milliseconds(59_700));
        let waiting = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            clock.advance(chrono::Duration::milliseconds(400));
        };
        let first = key(1);
        let (passed, ()) = tokio::join!(budgets.pass(&first, &clock), waiting);
        assert_eq!(passed, Ok(()));
    }
}

//! Leases: short, so that what a killed process held is soon taken by another, and renewed for as long as the work goes
//! on, so that nobody takes what is only slow.

use std::{convert::Infallible, future::Future, time::Duration};

use chrono::{DateTime, Utc};
use tierline_app::Error;

/// Seconds a lease lasts when it is not renewed. The clocks of the nodes must agree better than this.
const SECONDS: i64 = 10;
/// How long after the last renewal the next one is due: two may fail before the lease is lost.
const RENEWAL: Duration = Duration::from_secs(3);

/// The end of a lease that is taken or renewed now.
pub(crate) fn until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + chrono::Duration::seconds(SECONDS)
}

/// Does the work, and renews its lease meanwhile. Where that fails the work goes on: whether it still held the lease is
/// asked when it is acknowledged, in the same transaction.
///
/// Both are polled side by side: a renewal may have to wait for the row that the work is changing.
pub(crate) async fn held<T, R>(work: impl Future<Output = T>, renew: impl Fn() -> R) -> T
where
    R: Future<Output = Result<(), Error>>,
{
    let renewals = async {
        loop {
            tokio::time::sleep(RENEWAL).await;
            if let Err(error) = renew().await {
                tracing::warn!(?error, "a lease could not be renewed");
            }
        }
    };
    tokio::select! {
        biased;
        done = work => done,
        never = renewals => {
            let never: Infallible = never;
            match never {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn slow_work_renews_its_lease_until_it_ends_even_where_that_fails() {
        let renewals = AtomicU32::new(0);
        let renew = || {
            renewals.fetch_add(1, Ordering::Relaxed);
            std::future::ready(Err(Error::Unavailable { retry_after: 1 }))
        };
        let work = async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            "done"
        };
        assert_eq!(held(work, renew).await, "done");
        assert_eq!(renewals.load(Ordering::Relaxed), 3);
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert_eq!(renewals.load(Ordering::Relaxed), 3, "no longer than the work");
    }

    #[tokio::test(start_paused = true)]
    async fn work_goes_on_while_its_renewal_waits_for_it() {
        let row = tokio::sync::Mutex::new(());
        let work = async {
            let _changing = row.lock().await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        };
        let renew = || async {
            drop(row.lock().await);
            Ok(())
        };
        tokio::time::timeout(Duration::from_secs(6), held(work, renew)).await.expect("they do not wait for each other");
    }
}

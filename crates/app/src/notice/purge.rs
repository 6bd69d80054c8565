//! Old notices are forgotten.

use chrono::Duration;
use tierline_domain::NOTICE_DAYS;
use tierline_store::System;

use crate::{app::App, error::Result};

/// Rows of one transaction: others wait no longer than that takes.
const BATCH: i64 = 500;
/// Transactions of one run. What is left is taken by the next.
const RUNS: usize = 200;

/// Forgets what had nothing to say for [`NOTICE_DAYS`] days. Gives how many notices that were.
///
/// # Errors
/// The store's.
pub async fn purge(app: &App) -> Result<u64> {
    let before = app.now() - Duration::days(NOTICE_DAYS);
    let mut gone = 0;
    for _ in 0..RUNS {
        let done: Result<u64> = app
            .store()
            .write(System, move |tx| Box::pin(async move { Ok(tx.notice_purge(before, BATCH).await?) }))
            .await;
        let done = done?;
        gone += done;
        if done < BATCH.unsigned_abs() {
            break;
        }
    }
    Ok(gone)
}

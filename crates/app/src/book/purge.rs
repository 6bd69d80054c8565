//! What was changed is shown for a time only: the audit log keeps it.

use chrono::Duration;
use tierline_store::System;

use crate::{
    app::App,
    error::{Error, Result},
};

/// Days for which it is shown.
const DAYS: i64 = 90;

/// Removes what is older. Gives how much that was.
///
/// # Errors
/// The store's.
pub async fn purge(app: &App) -> Result<u64> {
    let before = app.now() - Duration::days(DAYS);
    app.store()
        .write_with(System, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.book_changes_purge(before).await?) })
        })
        .await
}

//! The books are kept in step with the provider's: what is due is read a slice at a time.

use std::time::Duration;

use tierline_app::{App, book};
use tokio_util::sync::CancellationToken;

/// Between two looks at what is due.
const PAUSE: Duration = Duration::from_secs(2);

/// Works until it is told to stop. A slice under way ends where it is: the books are free again when its lease runs out, and what it
/// had written is kept.
pub(crate) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => return,
            done = book::work_due(&app) => {
                if let Err(error) = done {
                    tracing::error!(?error, "the books could not be kept in step");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

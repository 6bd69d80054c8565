//! Feeds are read when they are due. Each is leased by itself, so that many nodes share the work.

use std::time::Duration;

use tierline_app::{App, health};
use tokio_util::sync::CancellationToken;

/// Between two looks at what is due.
const PAUSE: Duration = Duration::from_secs(2);

/// Works until it is told to stop. A round under way ends where it is: its feed is free again when the lease runs out, and
/// what it had taken in is kept.
pub(crate) async fn run(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => return,
            done = health::poll_due(&app) => {
                if let Err(error) = done {
                    tracing::error!(?error, "feeds could not be read");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

//! What the desk does by itself: the relay of the outbox, and schedules.
//!
//! A worker takes messages under a lease, delivers each through a use case, and completes it in the delivery's own
//! transaction. A lease is short and renewed while the work goes on, so that what a killed process leaves is taken by
//! another within seconds. The state is in the database alone: being woken only means looking sooner.

mod book;
mod carry;
mod exchange;
mod lease;
mod letter;
mod places;
mod poll;
mod relay;
mod schedule;

use std::time::Duration;

use tierline_app::App;
use tierline_store::AuditKey;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use carry::carry_once;
pub use exchange::exchange_once;
pub use letter::letters_once;
pub use relay::{drain, work_once};
pub use schedule::{SCHEDULES, ensure, run_due};

/// How the jobs run.
#[derive(Clone)]
pub struct Config {
    /// How long to wait between looks where nothing wakes the worker.
    pub poll: Duration,
    /// The key that seals the audit log; kept outside the database.
    pub audit_key: AuditKey,
}

/// Starts the jobs of this node. They end when the token is cancelled; what was leased is finished first.
pub fn start(app: &App, config: Config, tracker: &TaskTracker, stop: &CancellationToken) {
    tracker.spawn(relay::run(app.clone(), config.poll, stop.clone()));
    tracker.spawn(carry::run(app.clone(), config.poll, stop.clone()));
    tracker.spawn(exchange::run(app.clone(), config.poll, stop.clone()));
    tracker.spawn(letter::run(app.clone(), config.poll, stop.clone()));
    tracker.spawn(poll::run(app.clone(), stop.clone()));
    tracker.spawn(book::run(app.clone(), stop.clone()));
    tracker.spawn(schedule::run(app.clone(), config, stop.clone()));
}

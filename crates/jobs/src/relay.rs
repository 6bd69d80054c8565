//! The relay: takes messages of the outbox under a lease and delivers them.

use std::time::Duration;

use tierline_app::{
    App, Error,
    relay::{QUEUE, deliver},
};
use tierline_store::{Claim, Leased, System};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Messages taken at once.
const BATCH: i64 = 16;
/// Seconds a lease lasts: longer than any delivery, shorter than people wait.
const LEASE_SECONDS: i64 = 60;
/// Tries after which a message is given up and shown as dead.
const TRIES: i64 = 20;

/// Works until it is told to stop.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    let mut signal = app.store().outbox_signal();
    while !stop.is_cancelled() {
        let busy = match work_once(&app).await {
            Ok(taken) => taken > 0,
            Err(error) => {
                tracing::error!(?error, "the relay could not look for messages");
                false
            }
        };
        if busy {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = signal.appended() => {}
            () = tokio::time::sleep(poll) => {}
        }
    }
}

/// Takes what is due and delivers it. Gives how many messages it took.
///
/// # Errors
/// The store's, where messages could not be taken; a failed delivery is kept with its message.
pub async fn work_once(app: &App) -> Result<usize, Error> {
    let taken = claim(app).await?;
    for message in &taken {
        if let Err(error) = deliver(app, message).await {
            failed(app, message, &error).await;
        }
    }
    Ok(taken.len())
}

/// Delivers until nothing is due any more: for tests and the demo.
///
/// # Errors
/// As [`work_once`].
pub async fn drain(app: &App) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        match work_once(app).await? {
            0 => return Ok(all),
            taken => all += taken,
        }
    }
}

async fn claim(app: &App) -> Result<Vec<Leased>, Error> {
    let now = app.now();
    let until = now + chrono::Duration::seconds(LEASE_SECONDS);
    let token: Uuid = app.id();
    let claim = Claim { queue: QUEUE, now, until, token, limit: BATCH };
    app.store().write_with(System, claim, |tx, claim| Box::pin(async move { Ok(tx.outbox_claim(claim).await?) })).await
}

/// Keeps why a delivery failed and when it is tried again: twice as late each time, up to an hour.
async fn failed(app: &App, message: &Leased, error: &Error) {
    tracing::warn!(message.id = %message.id, message.kind, attempt = message.attempt, ?error, "a delivery failed");
    let now = app.now();
    let wait = backoff(message.attempt, message.id.uuid());
    let input = (message.clone(), now, wait, error.to_string());
    let kept: Result<(), Error> = app
        .store()
        .write_with(System, input, |tx, (message, now, wait, reason)| {
            Box::pin(async move {
                if message.attempt >= TRIES {
                    tx.outbox_kill(message, *now, reason).await?;
                } else {
                    tx.outbox_retry(message, *now + *wait, reason).await?;
                }
                Ok(())
            })
        })
        .await;
    // Where even this fails, the lease runs out and the message is taken again.
    if let Err(error) = kept {
        tracing::error!(message.id = %message.id, ?error, "a failed delivery could not be kept");
    }
}

/// Seconds, doubled with each try, with a part that differs from message to message so that they do not come back at once.
fn backoff(attempt: i64, id: Uuid) -> chrono::Duration {
    let doubled = 1_i64 << attempt.clamp(0, 12);
    let spread = i64::from(id.as_bytes()[15]) * doubled / 512;
    chrono::Duration::seconds(doubled.min(3_600)) + chrono::Duration::seconds(spread.min(600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_delivery_waits_longer_each_time_and_never_for_ever() {
        let id = Uuid::from_u128(0);
        assert_eq!(backoff(1, id), chrono::Duration::seconds(2));
        assert_eq!(backoff(3, id), chrono::Duration::seconds(8));
        assert!(backoff(60, Uuid::from_u128(u128::MAX)) <= chrono::Duration::seconds(4_200));
    }

    #[test]
    fn two_messages_that_failed_together_do_not_come_back_together() {
        assert_ne!(backoff(8, Uuid::from_u128(1)), backoff(8, Uuid::from_u128(200)));
    }
}

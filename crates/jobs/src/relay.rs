//! The relay: takes messages of the outbox under a lease and delivers them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tierline_app::{
    App, Error,
    relay::{QUEUE, deliver},
    ticket::EVENT_PATIENCE,
};
use tierline_domain::{DELIVERY_TRIES, delivery_backoff};
use tierline_store::{Claim, Leased, System};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{carry, exchange, lease};

/// The kind of what is asked for again and again as long as a request lives: given up once, nothing would be heard of it any more.
const NEVER_GIVEN_UP: &str = "news_wanted";
/// The kind of an event that is told to who subscribed.
const EVENT: &str = "ticket_event";

/// Messages taken at once.
const BATCH: usize = 16;

/// Works until it is told to stop.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    look(&app, "relay", poll, stop, || work_once(&app)).await;
}

/// Looks for messages until it is told to stop: at once while there are some, else when something is committed into the
/// outbox, and from time to time. `once` works on what is due and gives how many messages that was.
pub(crate) async fn look<F>(app: &App, who: &'static str, poll: Duration, stop: CancellationToken, once: impl Fn() -> F)
where
    F: Future<Output = Result<usize, Error>>,
{
    let mut signal = app.store().outbox_signal();
    while !stop.is_cancelled() {
        let busy = match once().await {
            Ok(taken) => taken > 0,
            Err(error) => {
                tracing::error!(?error, who, "no messages could be looked for");
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
    let taken = claim(app, QUEUE).await?;
    let deliveries = async {
        for message in &taken {
            if let Err(error) = deliver(app, message).await {
                failed(app, message, &error).await;
            }
        }
    };
    lease::held(deliveries, || renew(app, &taken)).await;
    Ok(taken.len())
}

/// Delivers until nothing is due any more: for tests and the demo.
///
/// # Errors
/// As [`work_once`].
pub async fn drain(app: &App) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        match work_once(app).await? + carry::carry_once(app).await? + exchange::exchange_once(app).await? {
            0 => return Ok(all),
            taken => all += taken,
        }
    }
}

pub(crate) async fn claim(app: &App, queue: &'static str) -> Result<Vec<Leased>, Error> {
    claim_some(app, queue, BATCH).await
}

/// Takes what is due of a queue, so many messages at the most.
pub(crate) async fn claim_some(app: &App, queue: &'static str, limit: usize) -> Result<Vec<Leased>, Error> {
    let now = app.now();
    let token: Uuid = app.id();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let claim = Claim { queue, now, until: lease::until(now), token, limit };
    app.store().write_with(System, claim, |tx, claim| Box::pin(async move { Ok(tx.outbox_claim(claim).await?) })).await
}

/// Keeps what is still held of these messages; what was delivered or given back meanwhile is left alone.
pub(crate) async fn renew(app: &App, taken: &[Leased]) -> Result<(), Error> {
    let input = (taken.to_vec(), lease::until(app.now()));
    app.store()
        .write_with(System, input, |tx, (taken, until)| {
            Box::pin(async move {
                for message in taken {
                    match tx.outbox_renew(message, *until).await {
                        Ok(()) | Err(tierline_store::Error::LeaseLost) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Whether a message that failed is given up: after many tries; an event not before it was told for a day as well; a look for news never.
fn is_over(message: &Leased, now: DateTime<Utc>) -> bool {
    let is_young = message.kind == EVENT && now - message.at < EVENT_PATIENCE;
    message.attempt >= DELIVERY_TRIES && message.kind != NEVER_GIVEN_UP && !is_young
}

/// Keeps why a delivery failed and when it is tried again: twice as late each time, up to an hour; or gives it up.
pub(crate) async fn failed(app: &App, message: &Leased, error: &Error) {
    tracing::warn!(message.id = %message.id, message.kind, attempt = message.attempt, ?error, "a delivery failed");
    let now = app.now();
    let wait = delivery_backoff(message.attempt, message.id.uuid().as_bytes()[15]);
    let input = (message.clone(), now, wait, error.to_string());
    let kept: Result<(), Error> = app
        .store()
        .write_with(System, input, |tx, (message, now, wait, reason)| {
            Box::pin(async move {
                if is_over(message, *now) {
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

#[cfg(test)]
mod tests {
    use tierline_domain::{Cloud, Owner};
    use tierline_store::Engine;
    use tierline_testkit::inner::Desk;

    use super::*;

    /// A desk on which one message waits.
    async fn desk_with_a_message(engine: Engine) -> Desk {
        let desk = Desk::on(engine).await;
        drain(&desk.app).await.unwrap();
        let (id, at) = (desk.app.id(), desk.app.now());
        let payload = serde_json::Value::Null;
        let message = tierline_store::Message {
            id,
            queue: QUEUE,
            kind: "issues_changed",
            payload,
            at,
            run_at: at,
            addressed: None,
        };
        let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
        let put: Result<(), Error> = desk
            .app
            .store()
            .write_with(owner, message, |tx, message| Box::pin(async move { Ok(tx.outbox_append(message).await?) }))
            .await;
        put.unwrap();
        desk
    }

    #[tokio::test]
    async fn what_a_dead_worker_held_is_taken_by_another_after_ten_seconds() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let desk = desk_with_a_message(engine).await;
            assert_eq!(claim(&desk.app, QUEUE).await.unwrap().len(), 1);
            desk.clock.advance(chrono::Duration::seconds(9));
            assert_eq!(claim(&desk.app, QUEUE).await.unwrap(), []);
            desk.clock.advance(chrono::Duration::seconds(1));
            assert_eq!(claim(&desk.app, QUEUE).await.unwrap().len(), 1);
            desk.discard().await;
        }
    }

    #[tokio::test]
    async fn a_look_for_news_is_never_given_up() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let desk = desk_with_a_message(engine).await;
            let (reason, hours) = (Error::Unavailable { retry_after: 1 }, chrono::Duration::hours(2));
            for (kind, left) in [(NEVER_GIVEN_UP, 1), ("issues_changed", 0)] {
                let taken = claim(&desk.app, QUEUE).await.unwrap().remove(0);
                let tried = Leased { kind: kind.to_owned(), attempt: DELIVERY_TRIES, ..taken };
                failed(&desk.app, &tried, &reason).await;
                desk.clock.advance(hours);
                assert_eq!(claim(&desk.app, QUEUE).await.unwrap().len(), left, "{kind}");
                desk.clock.advance(hours);
            }
            desk.discard().await;
        }
    }

    #[tokio::test]
    async fn an_event_is_not_given_up_before_it_was_told_for_a_day() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let desk = desk_with_a_message(engine).await;
            let (reason, hours) = (Error::conflict("not_heard", "It answered with 502."), chrono::Duration::hours);
            for (wait, left) in [(21, 1), (2, 0)] {
                desk.clock.advance(hours(wait));
                let taken = claim(&desk.app, QUEUE).await.unwrap().remove(0);
                let tried = Leased { kind: EVENT.to_owned(), attempt: DELIVERY_TRIES, ..taken };
                failed(&desk.app, &tried, &reason).await;
                desk.clock.advance(hours(2));
                assert_eq!(claim(&desk.app, QUEUE).await.unwrap().len(), left, "{wait}");
            }
            desk.discard().await;
        }
    }

    #[tokio::test]
    async fn what_a_slow_worker_holds_stays_its_own_and_what_it_lost_stays_lost() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let desk = desk_with_a_message(engine).await;
            let slow = claim(&desk.app, QUEUE).await.unwrap();
            desk.clock.advance(chrono::Duration::seconds(9));
            renew(&desk.app, &slow).await.unwrap();
            desk.clock.advance(chrono::Duration::seconds(9));
            assert_eq!(claim(&desk.app, QUEUE).await.unwrap(), [], "renewed");
            desk.clock.advance(chrono::Duration::seconds(1));
            assert_eq!(claim(&desk.app, QUEUE).await.unwrap().len(), 1);
            renew(&desk.app, &slow).await.unwrap();
            desk.clock.advance(chrono::Duration::seconds(10));
            assert_eq!(claim(&desk.app, QUEUE).await.unwrap().len(), 1, "the first did not renew what the second held");
            desk.discard().await;
        }
    }
}

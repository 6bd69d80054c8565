//! Carries messages through connections: several at once, each under a lease of its own, so that a slow recipient holds up
//! only what goes to it.

use std::time::Duration;

use tierline_app::{
    App, Error,
    relay::{CARRY_QUEUE, board, carry},
};
use tierline_store::{Carried, Claim, System};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::lease;

/// Messages of this node that are on the wire at the same time, at the most.
const AT_ONCE: usize = 32;
/// How many places must be free before more is taken: each taking is a transaction.
const WORTH_TAKING: usize = AT_ONCE / 2;

/// Works until it is told to stop; what is on the wire then is finished first.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    let mut signal = app.store().outbox_signal();
    let mut under_way = JoinSet::new();
    // Whether there may be more than was found at the last look.
    let mut may_be_more = true;
    while !stop.is_cancelled() {
        let free = AT_ONCE - under_way.len();
        if may_be_more && (free >= WORTH_TAKING || under_way.is_empty()) {
            may_be_more = take(&app, free, &mut under_way).await;
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            Some(done) = under_way.join_next() => {
                told(done);
                while let Some(done) = under_way.try_join_next() {
                    told(done);
                }
                // The next message of the same request was not to be had before.
                may_be_more = true;
            }
            () = signal.appended() => may_be_more = true,
            () = tokio::time::sleep(poll) => may_be_more = true,
        }
    }
    while let Some(done) = under_way.join_next().await {
        told(done);
    }
}

/// Takes as many messages as there are places for. Says whether there may be more.
async fn take(app: &App, free: usize, under_way: &mut JoinSet<()>) -> bool {
    match claim(app, free).await {
        Ok(taken) => {
            let all = taken.len() == free;
            for message in taken {
                under_way.spawn(one(app.clone(), message));
            }
            all
        }
        Err(error) => {
            tracing::error!(?error, "the relay could not look for messages to be carried");
            false
        }
    }
}

fn told(done: Result<(), tokio::task::JoinError>) {
    if let Err(error) = done {
        tracing::error!(
            ?error,
            "a message was dropped while it was carried: it is taken again when its lease has run out"
        );
    }
}

/// Takes what is due and carries it. Gives how many messages it took: for tests and the demo.
///
/// # Errors
/// The store's, where messages could not be taken.
pub async fn carry_once(app: &App) -> Result<usize, Error> {
    let taken = claim(app, AT_ONCE).await?;
    let number = taken.len();
    futures::future::join_all(taken.into_iter().map(|message| one(app.clone(), message))).await;
    Ok(number)
}

async fn claim(app: &App, limit: usize) -> Result<Vec<Carried>, Error> {
    let now = app.now();
    let token: Uuid = app.id();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    board(app, Claim { queue: CARRY_QUEUE, now, until: lease::until(now), token, limit }).await
}

/// Carries one message. Where even its outcome cannot be kept, its lease runs out and the recipient is asked first.
async fn one(app: App, message: Carried) {
    let leased = &message.leased;
    if let Err(error) = lease::held(carry(&app, &message), || renew(&app, &message)).await {
        tracing::warn!(message.id = %leased.id, leased.kind, attempt = leased.attempt, ?error, "what became of a message could not be kept");
    }
}

async fn renew(app: &App, message: &Carried) -> Result<(), Error> {
    let input = (message.leased.clone(), lease::until(app.now()));
    app.store()
        .write_with(System, input, |tx, (leased, until)| {
            Box::pin(async move { Ok(tx.outbox_renew(leased, *until).await?) })
        })
        .await
}

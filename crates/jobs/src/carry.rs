//! Carries messages through connections: several at once, each under a lease of its own, so that a slow recipient holds up
//! only what goes to it.
//!
//! Most places are for whatever is due, the oldest first: one connection alone may take all of them, and is drained as fast as
//! that goes. A connection whose recipient hangs takes all of them too, and keeps them until it is given up. So some places beside
//! them are kept for connections of which nothing is on the wire: those go on, one message of each at a time and each in its turn.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::future::{FutureExt, join_all};
use tierline_app::{
    App, Error,
    relay::{CARRY_QUEUE, board, board_beside, hand_over, write_down},
};
use tierline_domain::ConnectionId;
use tierline_store::{Carried, Claim, System};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    lease,
    places::{Piece, Places},
};

/// Messages of this node that are on the wire at the same time, at the most, whatever they go through.
const AT_ONCE: usize = 32;
/// Places beside these, for connections of which this node has nothing on the wire.
const BESIDE: usize = AT_ONCE / 4;
/// From so many on the wire on, somebody may wait behind a connection that has the places.
const CROWDED: usize = AT_ONCE / 2;

/// Works until it is told to stop; what is on the wire then is finished first.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    let wire = Wire::default();
    let places = Places { who: "carry", all: AT_ONCE, worth: AT_ONCE / 2, poll };
    // A look for these costs a statement of its own: never more of them than one in a moment.
    let beside = Places { who: "carry beside", all: BESIDE, worth: usize::MAX, poll };
    tokio::join!(
        places.fill(&app, stop.clone(), |free| take(app.clone(), wire.clone(), free)),
        beside.fill(&app, stop.clone(), |free| take_beside(app.clone(), wire.clone(), free)),
    );
}

async fn take(app: App, wire: Wire, free: usize) -> Result<Vec<Piece>, Error> {
    let taken = board(&app, claim(&app, free)).await?;
    Ok(going(&app, &wire, taken))
}

/// What waits behind the connections that are on the wire, where many are.
async fn take_beside(app: App, wire: Wire, free: usize) -> Result<Vec<Piece>, Error> {
    let Some(busy) = wire.crowd() else { return Ok(Vec::new()) };
    let taken = board_beside(&app, claim(&app, free), busy, wire.last_beside()).await?;
    if let Some(last) = taken.last() {
        wire.note_beside(last.connection);
    }
    Ok(going(&app, &wire, taken))
}

fn going(app: &App, wire: &Wire, taken: Vec<Carried>) -> Vec<Piece> {
    let piece = |message: Carried| -> Piece {
        let (app, on_wire) = (app.clone(), wire.put(message.connection));
        Box::new(move |place| one(app, message, (place, on_wire)).boxed())
    };
    taken.into_iter().map(piece).collect()
}

/// Takes what is due and carries it. Gives how many messages it took: for tests and the demo.
///
/// # Errors
/// The store's, where messages could not be taken.
pub async fn carry_once(app: &App) -> Result<usize, Error> {
    let taken = board(app, claim(app, AT_ONCE)).await?;
    let number = taken.len();
    join_all(taken.into_iter().map(|message| one(app.clone(), message, ()))).await;
    Ok(number)
}

fn claim(app: &App, limit: usize) -> Claim {
    let now = app.now();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Claim { queue: CARRY_QUEUE, now, until: lease::until(now), token: app.id(), limit }
}

/// Carries one message, which keeps its place for as long as the recipient is waited for. Where even its outcome cannot be kept, its
/// lease runs out and the recipient is asked first.
async fn one(app: App, message: Carried, place: impl Send) {
    let leased = &message.leased;
    let work = async {
        let answer = hand_over(&app, &message).await?;
        drop(place);
        write_down(&app, &message, answer).await
    };
    if let Err(error) = lease::held(work, || renew(&app, &message)).await {
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

/// How many messages of this node each connection has on the wire, and whose turn it is beside.
#[derive(Clone, Default)]
struct Wire {
    all: Arc<Mutex<HashMap<ConnectionId, usize>>>,
    /// The connection that had the last turn; none before the first.
    beside: Arc<Mutex<Option<ConnectionId>>>,
}

impl Wire {
    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, usize>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Behind which connection the next turn begins.
    fn last_beside(&self) -> ConnectionId {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(ConnectionId(Uuid::nil()))
    }

    fn note_beside(&self, connection: ConnectionId) {
        *self.beside.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
    }

    /// Counts one more, until what is given back is dropped.
    fn put(&self, connection: ConnectionId) -> OnWire {
        *self.lock().entry(connection).or_default() += 1;
        OnWire { wire: self.clone(), connection }
    }

    /// The connections that have something on the wire, where that is so much that others may wait behind it.
    fn crowd(&self) -> Option<Vec<ConnectionId>> {
        let all = self.lock();
        (all.values().sum::<usize>() >= CROWDED).then(|| all.keys().copied().collect())
    }
}

/// A message on the wire.
struct OnWire {
    wire: Wire,
    connection: ConnectionId,
}

impl Drop for OnWire {
    fn drop(&mut self) {
        let mut all = self.wire.lock();
        if let Some(number) = all.get_mut(&self.connection) {
            *number -= 1;
            if *number == 0 {
                all.remove(&self.connection);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_is_crowded_from_half_of_its_places_on_and_forgets_what_has_left_it() {
        let (wire, connection) = (Wire::default(), |number| ConnectionId(Uuid::from_u128(number)));
        let first = wire.put(connection(1));
        let others: Vec<OnWire> = (0..CROWDED - 1).map(|_| wire.put(connection(2))).collect();
        let mut crowd = wire.crowd().expect("half of the places are taken");
        crowd.sort_unstable();
        assert_eq!(crowd, [connection(1), connection(2)]);
        drop(first);
        assert_eq!(wire.crowd(), None);
        drop(others);
        assert!(wire.lock().is_empty());
    }
}

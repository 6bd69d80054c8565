//! Places for work that waits for others: several pieces at once, each under a lease of its own. A place is filled again as soon
//! as it is left, so that what is slow holds up its own place only.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use tierline_app::{App, Error};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    task::{JoinError, JoinSet},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

/// How long the last free places wait for more of them: each taking is a transaction.
const MOMENT: Duration = Duration::from_millis(200);

/// A piece of work, which is given the place that it takes up.
pub(crate) type Piece = Box<dyn FnOnce(Place) -> BoxFuture<'static, ()> + Send>;

/// A place, taken up until this is dropped: as soon as nobody else is waited for. What is left to do then, like writing down what
/// came of it, keeps no other piece waiting.
pub(crate) struct Place {
    permit: Option<OwnedSemaphorePermit>,
    left: Arc<Notify>,
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.left.notify_one();
    }
}

/// The places of this node for one kind of work.
pub(crate) struct Places {
    /// What the log calls it.
    pub(crate) who: &'static str,
    /// How many there are.
    pub(crate) all: usize,
    /// So many free ones are filled at once, fewer a moment after the last time.
    pub(crate) worth: usize,
    /// How long to wait between looks where nothing wakes the worker.
    pub(crate) poll: Duration,
}

impl Places {
    /// Works until it is told to stop; what is under way then is finished first. `take` gives work that is due, so many pieces at
    /// the most.
    pub(crate) async fn fill<F>(&self, app: &App, stop: CancellationToken, take: impl Fn(usize) -> F)
    where
        F: Future<Output = Result<Vec<Piece>, Error>>,
    {
        let mut signal = app.store().outbox_signal();
        let (places, left) = (Arc::new(Semaphore::new(self.all)), Arc::new(Notify::new()));
        let mut under_way = JoinSet::new();
        // Whether there may be more than was found at the last look.
        let mut may_be_more = true;
        let mut looked: Option<Instant> = None;
        while !stop.is_cancelled() {
            // Of what has left its place and is still written down there is never more than there are places.
            let free = places.available_permits().min((2 * self.all).saturating_sub(under_way.len()));
            let pause = looked.map_or(Duration::ZERO, |at| MOMENT.saturating_sub(at.elapsed()));
            if may_be_more && (free >= self.worth || free > 0 && pause.is_zero()) {
                looked = Some(Instant::now());
                let taken = self.taken(take(free).await);
                may_be_more = taken.len() == free;
                for piece in taken {
                    let permit = Arc::clone(&places).try_acquire_owned().ok();
                    under_way.spawn(piece(Place { permit, left: Arc::clone(&left) }));
                }
                continue;
            }
            let pause = if may_be_more && free > 0 { pause } else { self.poll };
            tokio::select! {
                () = stop.cancelled() => {}
                Some(done) = under_way.join_next() => {
                    self.told(done);
                    while let Some(done) = under_way.try_join_next() {
                        self.told(done);
                    }
                    // What had to wait for this piece was not to be had before.
                    may_be_more = true;
                }
                () = left.notified() => {}
                () = signal.appended() => may_be_more = true,
                () = tokio::time::sleep(pause) => may_be_more = true,
            }
        }
        while let Some(done) = under_way.join_next().await {
            self.told(done);
        }
    }

    fn taken(&self, taken: Result<Vec<Piece>, Error>) -> Vec<Piece> {
        taken.unwrap_or_else(|error| {
            tracing::error!(?error, who = self.who, "no messages could be looked for");
            Vec::new()
        })
    }

    fn told(&self, done: Result<(), JoinError>) {
        if let Err(error) = done {
            tracing::error!(
                ?error,
                who = self.who,
                "a message was dropped while it was worked on: it is taken again when its lease has run out"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use tierline_store::Engine;
    use tierline_testkit::inner::Desk;
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_place_is_free_for_the_next_piece_as_soon_as_it_is_left() {
        let desk = Desk::on(Engine::Sqlite).await;
        let (gate, stop) = (Arc::new(Semaphore::new(0)), CancellationToken::new());
        let (begun, mut told) = mpsc::unbounded_channel();
        let places = Places { who: "test", all: 1, worth: 1, poll: Duration::from_secs(3_600) };
        let take = |free: usize| {
            let (gate, begun) = (Arc::clone(&gate), begun.clone());
            let piece: Piece = Box::new(move |place| {
                let work = async move {
                    begun.send(()).ok();
                    drop(place);
                    drop(gate.acquire().await);
                };
                work.boxed()
            });
            assert_eq!(free, 1, "there is one place");
            std::future::ready(Ok(vec![piece]))
        };
        let both = async {
            told.recv().await.expect("the first piece begins");
            told.recv().await.expect("the second begins although the first is not over");
            stop.cancel();
            gate.add_permits(9);
        };
        let filled = places.fill(&desk.app, stop.clone(), take);
        tokio::time::timeout(Duration::from_secs(60), async { tokio::join!(filled, both) }).await.expect("both begin");
        desk.discard().await;
    }
}

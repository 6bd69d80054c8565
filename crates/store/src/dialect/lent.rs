//! PostgreSQL: connections between two uses.
//!
//! The driver's pool asks the server for an answer each time a connection comes back to it. A page reads about ten times,
//! so that was ten round trips more, with a task each. Here a connection whose last statement ended well rests for a
//! moment and is lent again as it is. What failed, was broken off or rested too long goes back to the pool and is tested.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a connection may rest to be lent without a test: after a restart of the server hardly anybody meets a dead one.
pub(crate) const UNTESTED: Duration = Duration::from_secs(1);

/// How long a connection is lent again and again before the pool sees it, which ends connections that have grown old.
const ROUND: Duration = Duration::from_secs(60);

/// The connections of a node.
pub(crate) struct Connections {
    pool: PgPool,
    patience: Duration,
    /// As many as the pool may open, so that who may have one finds it resting or in the pool. Served in turn.
    places: Arc<Semaphore>,
    shelf: Arc<Shelf>,
}

struct Shelf {
    resting: Mutex<Vec<Resting>>,
    /// One fewer than there are, so that who asks the pool itself finds one, too.
    most: usize,
    closed: AtomicBool,
}

struct Resting {
    conn: PoolConnection<Postgres>,
    /// When it was taken from the pool.
    taken: Instant,
    /// Since when it rests.
    since: Instant,
}

impl Shelf {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Resting>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last. Where that is long ago, all go back to the pool.
    fn take(&self) -> Option<Resting> {
        let mut resting = self.lock();
        let last = resting.pop()?;
        if last.since.elapsed() < UNTESTED {
            return Some(last);
        }
        let old = std::mem::take(&mut *resting);
        drop(resting);
        drop((last, old));
        None
    }

    /// Keeps a connection; gives it back where it must go to the pool.
    fn put(&self, conn: PoolConnection<Postgres>, taken: Instant) -> Option<PoolConnection<Postgres>> {
        let mut resting = self.lock();
        if resting.len() >= self.most || taken.elapsed() > ROUND || self.closed.load(Ordering::SeqCst) {
            return Some(conn);
        }
        resting.push(Resting { conn, taken, since: Instant::now() });
        None
    }
}

impl Connections {
    /// Lends what this pool opens.
    pub(crate) fn of(pool: PgPool, patience: Duration) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(1);
        let shelf = Shelf { resting: Mutex::default(), most: most.saturating_sub(1), closed: AtomicBool::new(false) };
        Self { pool, patience, places: Arc::new(Semaphore::new(most)), shelf: Arc::new(shelf) }
    }

    /// How many there can be.
    pub(crate) fn most(&self) -> u32 {
        self.pool.options().get_max_connections()
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// The driver's; `PoolTimedOut` where none comes free in time.
    pub(crate) async fn lend(&self) -> sqlx::Result<Lent> {
        let place = tokio::time::timeout(self.patience, Arc::clone(&self.places).acquire_owned());
        let place = place.await.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let (conn, taken) = match self.shelf.take() {
            Some(resting) => (resting.conn, resting.taken),
            None => (self.pool.acquire().await?, Instant::now()),
        };
        let shelf = Arc::clone(&self.shelf);
        Ok(Lent { conn: Some(conn), taken, sound: AtomicBool::new(true), shelf, _place: place })
    }

    /// Closes all; what is lent is closed when it comes back.
    pub(crate) async fn close(&self) {
        self.shelf.closed.store(true, Ordering::SeqCst);
        self.places.close();
        let resting = std::mem::take(&mut *self.shelf.lock());
        drop(resting);
        self.pool.close().await;
    }
}

/// A connection that is lent; it comes back when this is dropped.
pub(crate) struct Lent {
    conn: Option<PoolConnection<Postgres>>,
    taken: Instant,
    /// Whether the last statement ended. Who is dropped in the middle of one leaves an answer under way.
    sound: AtomicBool,
    shelf: Arc<Shelf>,
    /// Goes after the connection has come back: fields are dropped after [`Drop::drop`].
    _place: OwnedSemaphorePermit,
}

impl Lent {
    /// Says whether the connection can be lent again as it is: not before its statement or transaction has ended.
    pub(crate) fn set_sound(&self, sound: bool) {
        self.sound.store(sound, Ordering::Relaxed);
    }
}

/// Whether a connection is as good as before after a statement that gave this.
pub(crate) fn is_sound<T>(done: &sqlx::Result<T>) -> bool {
    matches!(done, Ok(_) | Err(sqlx::Error::RowNotFound))
}

impl Deref for Lent {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        self.conn.as_ref().expect("it is there until it is dropped")
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.conn.as_mut().expect("it is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if self.sound.load(Ordering::Relaxed) {
            drop(self.shelf.put(conn, self.taken));
        }
    }
}

//! The store: how it is opened, and the one way to read and the one way to write.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use futures::future::BoxFuture;
use sqlx::ConnectOptions;
use tokio::sync::watch;

use crate::{
    change::{Change, Changes, Feed, Nowhere},
    db::{Db, Engine, Held, Link},
    dialect::{INSIDE_WRITE, Outcome, Work, lent::Connections, lite, notify, pg},
    error::{Error, Result},
    number::Blocks,
    scope::{Read, Scope, Tx},
};

/// How much of the machine the store may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite: how many connections read at the same time.
    pub readers: u32,
    /// SQLite: how many writes may wait; one more is refused as [`Error::Busy`].
    pub queue: usize,
    /// PostgreSQL: how many connections a node opens at the most.
    pub connections: u32,
    /// How long somebody waits for a connection before [`Error::Busy`].
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, queue: 512, connections: 16, patience: Duration::from_secs(5) }
    }
}

/// Where the database is.
#[derive(Debug, Clone)]
pub(crate) enum Address {
    File(PathBuf),
    Server(String),
}

impl Address {
    fn parse(url: &str) -> Result<Self> {
        let refuse = |reason: &str| Err(Error::Address { reason: reason.into() });
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Server(url.into()));
        }
        let Some(path) = url.strip_prefix("sqlite:") else {
            return refuse("it begins neither with `sqlite:` nor with `postgres://`");
        };
        match path.strip_prefix("//").unwrap_or(path) {
            "" => refuse("the path of the file is missing"),
            // Each connection would see a database of its own.
            ":memory:" => refuse("a database in memory cannot be shared by the writer and the readers"),
            path => Ok(Self::File(path.into())),
        }
    }
}

/// What the store tells the rest of the process.
#[derive(Debug)]
pub(crate) struct Signals {
    outbox: watch::Sender<()>,
    changes: Feed,
}

impl Signals {
    fn new(changes: Feed) -> Self {
        Self { outbox: watch::Sender::new(()), changes }
    }

    /// A transaction was committed.
    pub(crate) fn committed(&self, appended: bool, changes: Vec<Change>) {
        if appended {
            self.outbox.send_replace(());
        }
        self.changes.committed(changes);
    }
}

/// Tells when this node has committed something into the outbox: a hint to look now instead of at the next poll.
#[derive(Debug)]
pub struct OutboxSignal(watch::Receiver<()>);

impl OutboxSignal {
    /// Ends at once when something was committed since the last call (or since the signal was made), else when
    /// something is.
    pub async fn appended(&mut self) {
        if self.0.changed().await.is_err() {
            // The store is gone, and nothing will ever be appended.
            std::future::pending().await
        }
    }
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) address: Address,
    signals: Arc<Signals>,
    /// The number by which this node knows its own notifications.
    node: notify::Node,
    listening: Once,
    /// Numbers that this node has reserved.
    pub(crate) blocks: Blocks,
    /// Requests with an idempotency key that this node is working on.
    pub(crate) flights: Arc<Mutex<HashSet<crate::idempotency::FlightKey>>>,
}

/// The database of a desk. Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.engine()).finish()
    }
}

impl Store {
    /// Opens the database at `sqlite:PATH` or `postgres://…`. A SQLite file is made if there is none; its folder must
    /// exist. The schema is neither looked at nor changed: see [`Store::migrate`] and [`Store::schema_state`].
    ///
    /// # Errors
    /// [`Error::Address`] for a text that is no address, [`Error::Unavailable`] when the database cannot be reached.
    pub async fn open(url: &str, options: Options) -> Result<Self> {
        let address = Address::parse(url)?;
        let node = notify::Node::default();
        let (db, signals) = match &address {
            Address::File(path) => {
                let signals = Arc::new(Signals::new(Feed::start(Nowhere)));
                let writer = lite::Writer::start(path, &options, Arc::clone(&signals)).await?;
                (Db::Lite { writer, readers: lite::readers(path, &options) }, signals)
            }
            Address::Server(url) => {
                let pool = pg::open(url, &options).await?;
                let others = notify::Others { pool: pool.clone(), node: Arc::clone(&node) };
                (Db::Pg(Connections::of(pool, options.patience)), Arc::new(Signals::new(Feed::start(others))))
            }
        };
        let (blocks, listening) = (Blocks::default(), Once::new());
        Ok(Self(Arc::new(Inner { db, address, signals, node, listening, blocks, flights: Arc::default() })))
    }

    /// The engine below.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0.db {
            Db::Lite { .. } => Engine::Sqlite,
            Db::Pg(_) => Engine::Postgres,
        }
    }

    /// A connection for reading within a scope. Drop it before waiting for anything else.
    ///
    /// # Errors
    /// [`Error::Busy`] when no connection comes free in time, [`Error::Nested`] inside a write.
    pub async fn read<S: Scope>(&self, scope: S) -> Result<Read<'static, S::Rows>> {
        refuse_nesting()?;
        let held = match &self.0.db {
            Db::Lite { readers, .. } => Held::LitePool(readers.acquire().await?),
            Db::Pg(connections) => Held::PgLent(connections.lend().await?),
        };
        Ok(Read::open(Link::reading(held), scope))
    }

    /// Runs `f` in a transaction and answers when it is durable. An error that `f` gives rolls back everything it did.
    ///
    /// `f` does SQL and pure functions only: everybody else's writes wait for it. It can run more than once
    /// (PostgreSQL asks for that after a deadlock), so it clones what it consumes; [`Store::write_with`] spares that.
    /// Once a statement has failed inside, `f` must fail as well: what may well happen is asked for with
    /// `on conflict do nothing`, not tried and forgiven.
    ///
    /// # Errors
    /// What `f` refuses with; or [`Error::Busy`] when too many writes wait, [`Error::Unavailable`],
    /// [`Error::Aborted`], [`Error::Nested`].
    ///
    /// # Panics
    /// When `f` does; what it did is rolled back first.
    pub async fn write<S, T, E, F>(&self, scope: S, f: F) -> Result<T, E>
    where
        S: Scope,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c, S::Rows>) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        self.work(scope, Plain(f)).await
    }

    /// As [`Store::write`], with something that `f` gets to see by reference: mostly the command.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_with<S, A, T, E, F>(&self, scope: S, state: A, f: F) -> Result<T, E>
    where
        S: Scope,
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'a, 'c> Fn(&'a mut Tx<'c, S::Rows>, &'a A) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        self.work(scope, With { state, f }).await
    }

    async fn work<S, T, E>(&self, scope: S, work: impl Work<S::Rows, T, E>) -> Result<T, E>
    where
        S: Scope,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        refuse_nesting()?;
        match &self.0.db {
            Db::Lite { writer, .. } => match writer.write(scope, work).await {
                Outcome::Done(result) => result,
                Outcome::Panicked(panic) => std::panic::resume_unwind(panic),
                Outcome::Failed(error) => Err(error.into()),
            },
            Db::Pg(connections) => pg::write(connections, &self.0.signals, scope, &work).await,
        }
    }

    /// A signal for one loop that works through the outbox.
    #[must_use]
    pub fn outbox_signal(&self) -> OutboxSignal {
        OutboxSignal(self.0.signals.outbox.subscribe())
    }

    /// What is changed from now on, and what was changed within this time before, at this node and at all others of the
    /// desk. A hint: what may have been missed is said as a gap, and what counts is what the database says.
    ///
    /// On PostgreSQL the first call opens the connection on which this node hears the others.
    #[must_use]
    pub fn changes(&self, age: Duration) -> Changes {
        if let Address::Server(url) = &self.0.address {
            self.0.listening.call_once(|| {
                let (feed, node) = (&self.0.signals.changes, Arc::clone(&self.0.node));
                tokio::spawn(notify::listen(url.clone(), Arc::clone(&feed.board), node, feed.open()));
            });
        }
        self.0.signals.changes.listen(age)
    }

    /// Ends when the store can never write again (its SQLite writer has died): the process should end, so that it is
    /// started anew. Never ends on PostgreSQL, nor after [`Store::close`].
    pub async fn died(&self) {
        match &self.0.db {
            Db::Lite { writer, .. } => writer.died().await,
            Db::Pg(_) => std::future::pending().await,
        }
    }

    /// Lets the engine refresh its query planner's statistics: SQLite after many changes, daily. PostgreSQL does so by
    /// itself.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn optimize(&self) -> Result<()> {
        match &self.0.db {
            Db::Lite { writer, .. } => writer.optimize().await,
            Db::Pg(_) => Ok(()),
        }
    }

    /// Finishes the writes that wait and closes all connections. Later calls get [`Error::Unavailable`].
    pub async fn close(&self) {
        match &self.0.db {
            Db::Lite { writer, readers } => {
                readers.close().await;
                writer.close().await;
                self.0.signals.changes.close().await;
            }
            Db::Pg(connections) => {
                self.0.signals.changes.close().await;
                connections.close().await;
            }
        }
    }

    /// An own connection without time limits, for migrations.
    pub(crate) async fn direct(&self) -> Result<Direct> {
        Ok(match &self.0.address {
            Address::File(path) => Direct::Lite(lite::writing(path).connect().await?),
            Address::Server(url) => Direct::Pg(pg::patient(url)?.connect().await?),
        })
    }
}

/// A connection outside all pools.
pub(crate) enum Direct {
    Lite(sqlx::SqliteConnection),
    Pg(sqlx::PgConnection),
}

fn refuse_nesting() -> Result<()> {
    match INSIDE_WRITE.try_with(|()| ()) {
        Ok(()) => Err(Error::Nested),
        Err(_) => Ok(()),
    }
}

struct Plain<F>(F);

impl<S, T, E, F> Work<S, T, E> for Plain<F>
where
    F: for<'a, 'c> Fn(&'a mut Tx<'c, S>) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
{
    fn run<'a>(&'a self, tx: &'a mut Tx<'_, S>) -> BoxFuture<'a, Result<T, E>> {
        (self.0)(tx)
    }
}

struct With<A, F> {
    state: A,
    f: F,
}

impl<S, A, T, E, F> Work<S, T, E> for With<A, F>
where
    A: Send + Sync + 'static,
    F: for<'a, 'c> Fn(&'a mut Tx<'c, S>, &'a A) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
{
    fn run<'a>(&'a self, tx: &'a mut Tx<'_, S>) -> BoxFuture<'a, Result<T, E>> {
        (self.f)(tx, &self.state)
    }
}

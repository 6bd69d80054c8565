//! What must differ between the engines, each with its reason. Everything else has one text.

pub(crate) mod lent;
pub(crate) mod lite;
pub(crate) mod notify;
pub(crate) mod pg;

use sqlx::{PgConnection, SqliteConnection};

/// A statement with one text per engine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql {
    /// For SQLite.
    pub(crate) lite: &'static str,
    /// For PostgreSQL.
    pub(crate) pg: &'static str,
}

impl Sql {
    /// The text for the engine of this connection.
    pub(crate) fn on(self, conn: &impl Speaks) -> &'static str {
        conn.choose(self)
    }
}

/// A connection that knows its engine.
pub(crate) trait Speaks {
    /// The text for this engine.
    fn choose(&self, sql: Sql) -> &'static str;
}

impl Speaks for SqliteConnection {
    fn choose(&self, sql: Sql) -> &'static str {
        sql.lite
    }
}

impl Speaks for PgConnection {
    fn choose(&self, sql: Sql) -> &'static str {
        sql.pg
    }
}

/// What a write leaves behind for its caller.
pub(crate) enum Outcome<T, E> {
    /// The write ended by itself: with a value and committed, or with a refusal and rolled back.
    Done(Result<T, E>),
    /// It panicked and was rolled back. The panic goes on in the caller: it costs one request.
    Panicked(Box<dyn std::any::Any + Send>),
    /// The engine could not do it.
    Failed(crate::error::Error),
}

/// One piece of work inside a transaction. It can run more than once: PostgreSQL asks for that after a deadlock.
pub(crate) trait Work<S, T, E>: Send + Sync + 'static {
    /// Runs it once.
    fn run<'a>(&'a self, tx: &'a mut crate::scope::Tx<'_, S>) -> futures::future::BoxFuture<'a, Result<T, E>>;
}

tokio::task_local! {
    /// Set while a write's closure runs, so that a read or write started inside is refused, not waited for.
    pub(crate) static INSIDE_WRITE: ();
}

//! What can go wrong in the store, said in the same words for both engines.

use std::borrow::Cow;

use crate::{constraint, migration::SchemaState};

/// A failure of the store. That a row does not exist is not one: look-ups give an `Option`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row with the same key is already there.
    #[error("a row with the same key exists ({constraint})")]
    Unique {
        /// The name of the unique index, the same on both engines.
        constraint: &'static str,
    },
    /// The row refers to another that does not exist, or one that is referred to was to be removed.
    #[error("a row that is referred to does not exist")]
    Reference,
    /// The row has another version than the one that was read.
    #[error("the row has changed since it was read")]
    Stale,
    /// The lease that this work was done under belongs to somebody else by now.
    #[error("the lease was lost")]
    LeaseLost,
    /// Too much is going on at the moment; the same call may succeed a little later.
    #[error("the database is busy")]
    Busy,
    /// The database is away, full or broken. Whether a write that was being committed took effect is not known.
    #[error("the database is not available: {reason}")]
    Unavailable {
        /// What the driver said, for the log.
        reason: String,
    },
    /// No connection to the database's server can be made.
    #[error("PostgreSQL at {place} {reason}")]
    Unreachable {
        /// Its host and port, or its socket; never the user's name or password.
        place: String,
        /// What happened, as the rest of a sentence.
        reason: String,
    },
    /// A stored value is none that this program writes.
    #[error("{table}.{column} of row {row} holds a value that cannot be")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's identifier, as text.
        row: String,
    },
    /// A statement failed inside a write, yet the write reported success: nothing was kept. On PostgreSQL a failed
    /// statement ends its transaction; SQLite is held to the same, so that both give the same answer.
    #[error("a failed statement was ignored inside a write")]
    Aborted,
    /// A write tried to start another read or write of the store, which would wait for itself.
    #[error("a read or write was started inside a write")]
    Nested,
    /// The schema is not one that this program can work on.
    #[error("{0}")]
    Schema(SchemaState),
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The text is no address of a database.
    #[error("no usable database address: {reason}")]
    Address {
        /// What is wrong with it.
        reason: String,
    },
    /// Anything else that the driver reports: a mistake in this program.
    #[error("the database refused a statement: {0}")]
    Driver(#[source] sqlx::Error),
}

/// The result of a function of the store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the constraint of this name was violated.
    #[must_use]
    pub fn violates(&self, name: &str) -> bool {
        matches!(self, Self::Unique { constraint } if *constraint == name)
    }
}

/// How badly a driver's error hits the transaction that it happened in. Ordered: the worst is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// One statement was refused.
    Statement,
    /// The engine asks to run the transaction again (PostgreSQL's 40001 and 40P01).
    Conflict,
    /// The storage below failed: nothing else of this transaction or batch can be trusted.
    Storage,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        classify(error).0
    }
}

/// Translates a driver's error and says what it means for the transaction around it.
pub(crate) fn classify(error: sqlx::Error) -> (Error, Fault) {
    use sqlx::Error as E;
    match error {
        E::Database(found) => classify_database(found),
        E::PoolTimedOut => (Error::Busy, Fault::Statement),
        E::Io(_) | E::Tls(_) | E::Protocol(_) | E::PoolClosed | E::WorkerCrashed => {
            (Error::Unavailable { reason: error.to_string() }, Fault::Storage)
        }
        E::Configuration(reason) => (Error::Address { reason: reason.to_string() }, Fault::Statement),
        other => (Error::Driver(other), Fault::Statement),
    }
}

/// The classes of an engine's own error codes that the program treats alike.
enum Class {
    Busy,
    Conflict,
    Storage,
    Other,
}

fn classify_database(found: Box<dyn sqlx::error::DatabaseError>) -> (Error, Fault) {
    if found.is_unique_violation() {
        let name = match found.constraint() {
            Some(name) => constraint::by_name(name),
            None => constraint::by_message(found.message()),
        };
        return match name {
            Some(constraint) => (Error::Unique { constraint }, Fault::Statement),
            None => (Error::Driver(sqlx::Error::Database(found)), Fault::Statement),
        };
    }
    if found.is_foreign_key_violation() {
        return (Error::Reference, Fault::Statement);
    }
    let lite = found.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
    let code = found.code().unwrap_or(Cow::Borrowed(""));
    match if lite { sqlite_class(&code) } else { postgres_class(&code) } {
        Class::Busy => (Error::Busy, Fault::Statement),
        Class::Conflict => (Error::Busy, Fault::Conflict),
        Class::Storage => (Error::Unavailable { reason: found.to_string() }, Fault::Storage),
        Class::Other => (Error::Driver(sqlx::Error::Database(found)), Fault::Statement),
    }
}

/// SQLite's result codes (<https://www.sqlite.org/rescode.html>); the low byte is the primary code.
fn sqlite_class(code: &str) -> Class {
    match code.parse::<u32>().unwrap_or(0) & 0xff {
        5 | 6 => Class::Busy,
        // NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
        7 | 8 | 10 | 11 | 13 | 14 | 15 | 26 => Class::Storage,
        _ => Class::Other,
    }
}

/// PostgreSQL's SQLSTATEs (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn postgres_class(code: &str) -> Class {
    match code {
        // serialization_failure, deadlock_detected
        "40001" | "40P01" => Class::Conflict,
        // lock_not_available, query_canceled (by the time limit), too_many_connections
        "55P03" | "57014" | "53300" => Class::Busy,
        // class 08: connection exception; 53: insufficient resources; 58: system error; XX: internal, corrupt;
        // 57P: shutdown
        _ if ["08", "53", "58", "XX", "57P"].iter().any(|class| code.starts_with(class)) => Class::Storage,
        _ => Class::Other,
    }
}

/// What a change under a lease comes to: no row has the lease's token any more where another node has the work by now.
pub(crate) fn held(touched: u64) -> Result<()> {
    if touched == 0 { Err(Error::LeaseLost) } else { Ok(()) }
}

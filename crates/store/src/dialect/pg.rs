//! PostgreSQL: settings, and transactions that are run again when the server asks for it.

use std::time::Duration;

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{INSIDE_WRITE, Work};
use crate::{
    db::{Held, Link, Noted, Notes},
    error::{Error, Fault, Result, classify},
    scope::{Scope, Tx},
    statement::statements,
    store::{Options, Signals},
};

statements! {
    /// Taken for a transaction: the lock goes with it, whatever becomes of the connection.
    pg TRY_LOCK = "select pg_try_advisory_xact_lock($1)";
}

/// How often a transaction is tried. Deadlocks have one victim each, so that a few rounds are many.
const ATTEMPTS: u32 = 6;

/// The settings of a connection without time limits: migrations may take long.
pub(crate) fn patient(url: &str) -> Result<PgConnectOptions> {
    Ok(url.parse::<PgConnectOptions>()?.application_name("tierline").statement_cache_capacity(512))
}

/// Opens the pool; fails when the server cannot be reached.
pub(crate) async fn open(url: &str, wanted: &Options) -> Result<PgPool> {
    let limits = [
        ("lock_timeout", "5s"),
        ("statement_timeout", "30s"),
        // A transaction holds locks that others wait for: one that does nothing is broken.
        ("idle_in_transaction_session_timeout", "60s"),
    ];
    let pool = PgPoolOptions::new()
        .max_connections(wanted.connections)
        .acquire_timeout(wanted.patience)
        .test_before_acquire(false)
        .connect_with(patient(url)?.options(limits))
        .await?;
    Ok(pool)
}

/// What to do after one attempt.
enum Attempt<T, E> {
    Ended(Result<T, E>),
    Again(Error),
}

/// Runs a piece of work in a transaction, again after a serialization failure or a deadlock.
pub(crate) async fn write<S, T, E>(
    pool: &PgPool,
    signals: &Signals,
    scope: S,
    work: &impl Work<S, T, E>,
) -> Result<T, E>
where
    S: Scope,
    E: From<Error>,
{
    let mut last = Error::Busy;
    for attempt in 0..ATTEMPTS {
        match once(pool, signals, scope, work).await {
            Attempt::Ended(result) => return result,
            Attempt::Again(error) => last = error,
        }
        tokio::time::sleep(Duration::from_millis(5 << attempt)).await;
    }
    Err(last.into())
}

async fn once<S, T, E>(pool: &PgPool, signals: &Signals, scope: S, work: &impl Work<S, T, E>) -> Attempt<T, E>
where
    S: Scope,
    E: From<Error>,
{
    let mut transaction = match pool.begin().await {
        Ok(transaction) => transaction,
        // Connections are not tested before use. One that the server has closed shows it here, before anything was
        // done, and the next may be good.
        Err(error) => {
            return match classify(error) {
                (error, Fault::Storage) => Attempt::Again(error),
                (error, _) => Attempt::Ended(Err(error.into())),
            };
        }
    };
    let notes = Notes::default();
    let done = {
        let mut tx = Tx::new(Link::writing(Held::Pg(&mut transaction), &notes), scope);
        INSIDE_WRITE.scope((), work.run(&mut tx)).await
    };
    let Noted { fault, appended } = notes.noted();
    let value = match (done, fault) {
        (Ok(value), None) => value,
        (done, fault) => {
            if let Err(error) = transaction.rollback().await {
                tracing::debug!(%error, "rolling back");
            }
            return match (done, fault) {
                (_, Some((Fault::Conflict, _))) => Attempt::Again(Error::Busy),
                (Ok(_), _) => Attempt::Ended(Err(Error::Aborted.into())),
                (Err(refusal), _) => Attempt::Ended(Err(refusal)),
            };
        }
    };
    match transaction.commit().await.map_err(classify) {
        Ok(()) if appended => signals.appended(),
        Ok(()) => {}
        Err((error, Fault::Conflict)) => return Attempt::Again(error),
        Err((error, _)) => return Attempt::Ended(Err(error.into())),
    }
    Attempt::Ended(Ok(value))
}

/// Tries to take the advisory lock of this number until the transaction ends; says whether it was free.
pub(crate) async fn try_lock(conn: &mut sqlx::PgConnection, number: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar(TRY_LOCK).bind(number).fetch_one(conn).await
}

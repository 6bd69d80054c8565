//! PostgreSQL: settings, and transactions that are run again when the server asks for it.

use std::{io::ErrorKind, time::Duration};

use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{
    INSIDE_WRITE, Work,
    lent::{Connections, UNTESTED},
};
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

/// Opens the pool; fails when the server cannot be reached. One that refuses is asked again until patience ends: it may be starting.
pub(crate) async fn open(url: &str, wanted: &Options) -> Result<PgPool> {
    let settings = [
        ("lock_timeout", "5s"),
        ("statement_timeout", "30s"),
        // A transaction holds locks that others wait for: one that does nothing is broken.
        ("idle_in_transaction_session_timeout", "60s"),
        // A statement is planned once for each connection, not anew for each owner: the larger an owner's part of a table, the
        // more often the server would do that, and planning a list costs it more than running it (docs/adr/0020).
        ("plan_cache_mode", "force_generic_plan"),
    ];
    let server = patient(url)?;
    let pool = PgPoolOptions::new()
        .max_connections(wanted.connections)
        .acquire_timeout(wanted.patience)
        .test_before_acquire(false)
        // Only what has been idle for a while is tested.
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for < UNTESTED {
                    return Ok(true);
                }
                Ok(conn.ping().await.is_ok())
            })
        })
        .connect_with(server.clone().options(settings))
        .await;
    match pool {
        Ok(pool) => Ok(pool),
        // The pool tells only that it waited in vain.
        Err(sqlx::Error::PoolTimedOut) => Err(out_of_reach(&server).await),
        Err(error) => Err(unopened(error, &server)),
    }
}

/// How long the one try may take that is to say why the others came to nothing.
const LAST_TRY: Duration = Duration::from_secs(2);

/// Why no connection was made, found out by one more try outside the pool.
async fn out_of_reach(server: &PgConnectOptions) -> Error {
    match tokio::time::timeout(LAST_TRY, PgConnection::connect_with(server)).await {
        // Just now it works: whoever tries again gets on.
        Ok(Ok(_)) => Error::Busy,
        Ok(Err(error)) => unopened(error, server),
        Err(_) => Error::Unreachable { place: place(server), reason: "does not answer".to_owned() },
    }
}

/// Where a server is, without anything by which somebody is let in.
fn place(server: &PgConnectOptions) -> String {
    match server.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", server.get_host(), server.get_port()),
    }
}

/// Says which server it was that could not be reached; and what to do where its certificate is refused: the library's own words
/// name neither setting.
fn unopened(error: sqlx::Error, server: &PgConnectOptions) -> Error {
    let reason = error.to_string();
    if reason.contains("invalid peer certificate") {
        let advice = "sslrootcert names the certificate that signed the server's, and sslmode=verify-full wants the \
                      server's name to be in it";
        return Error::Unavailable { reason: format!("the server's certificate is refused: {reason}; {advice}") };
    }
    match error {
        sqlx::Error::Io(error) => {
            let reason = match error.kind() {
                ErrorKind::ConnectionRefused => "refused the connection".to_owned(),
                _ => format!("can't be reached: {error}"),
            };
            Error::Unreachable { place: place(server), reason }
        }
        other => other.into(),
    }
}

/// What to do after one attempt.
enum Attempt<T, E> {
    Ended(Result<T, E>),
    Again(Error),
}

/// Runs a piece of work in a transaction, again after a serialization failure or a deadlock.
pub(crate) async fn write<S, T, E>(
    connections: &Connections,
    signals: &Signals,
    scope: S,
    work: &impl Work<S::Rows, T, E>,
) -> Result<T, E>
where
    S: Scope,
    E: From<Error>,
{
    let mut last = Error::Busy;
    for attempt in 0..ATTEMPTS {
        match once(connections, signals, scope, work).await {
            Attempt::Ended(result) => return result,
            Attempt::Again(error) => last = error,
        }
        tokio::time::sleep(Duration::from_millis(5 << attempt)).await;
    }
    Err(last.into())
}

/// Makes one attempt. A connection that the server has closed shows it when the transaction begins, before anything was
/// done; the next may be good, and at the latest a new one is.
async fn once<S, T, E>(
    connections: &Connections,
    signals: &Signals,
    scope: S,
    work: &impl Work<S::Rows, T, E>,
) -> Attempt<T, E>
where
    S: Scope,
    E: From<Error>,
{
    let mut left = connections.most();
    loop {
        let mut conn = match connections.lend().await {
            Ok(conn) => conn,
            Err(error) => return Attempt::Ended(Err(Error::from(error).into())),
        };
        conn.set_sound(false);
        let transaction = match conn.begin().await.map_err(classify) {
            Ok(transaction) => transaction,
            Err((_, Fault::Storage)) if left > 0 => {
                left -= 1;
                continue;
            }
            Err((error, _)) => return Attempt::Ended(Err(error.into())),
        };
        let (attempt, sound) = transact(transaction, signals, scope, work).await;
        conn.set_sound(sound);
        return attempt;
    }
}

/// Does the work and ends the transaction. Says, too, whether the connection is as good as before.
async fn transact<S, T, E>(
    mut transaction: sqlx::Transaction<'_, sqlx::Postgres>,
    signals: &Signals,
    scope: S,
    work: &impl Work<S::Rows, T, E>,
) -> (Attempt<T, E>, bool)
where
    S: Scope,
    E: From<Error>,
{
    let notes = Notes::default();
    let done = {
        let mut tx = Tx::open(Link::writing(Held::Pg(&mut transaction), &notes), scope);
        INSIDE_WRITE.scope((), work.run(&mut tx)).await
    };
    let Noted { fault, appended, changes } = notes.noted();
    let value = match (done, fault) {
        (Ok(value), None) => value,
        (done, fault) => {
            let ended = transaction.rollback().await;
            if let Err(error) = &ended {
                tracing::debug!(%error, "rolling back");
            }
            let attempt = match (done, fault) {
                (_, Some((Fault::Conflict, _))) => Attempt::Again(Error::Busy),
                (Ok(_), _) => Attempt::Ended(Err(Error::Aborted.into())),
                (Err(refusal), _) => Attempt::Ended(Err(refusal)),
            };
            return (attempt, ended.is_ok());
        }
    };
    match transaction.commit().await.map_err(classify) {
        Ok(()) => signals.committed(appended, changes),
        Err((error, Fault::Conflict)) => return (Attempt::Again(error), false),
        Err((error, _)) => return (Attempt::Ended(Err(error.into())), false),
    }
    (Attempt::Ended(Ok(value)), true)
}

/// Tries to take the advisory lock of this number until the transaction ends; says whether it was free.
pub(crate) async fn try_lock(conn: &mut sqlx::PgConnection, number: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar(TRY_LOCK).bind(number).fetch_one(conn).await
}

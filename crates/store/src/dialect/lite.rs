//! SQLite: settings, and the one writer with its group commit.
//!
//! SQLite lets one transaction write at a time, and a durable commit waits for the disk. So all writes of the process
//! queue before one task, which takes as many as wait into one transaction, each inside a savepoint of its own, and
//! answers all of them after the one commit. A refusal rolls back its savepoint only. A failure of the storage fails
//! every member of the batch.

use std::{panic::AssertUnwindSafe, path::Path, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{INSIDE_WRITE, Outcome, Work};
use crate::{
    change::Change,
    db::{Held, Link, Notes},
    error::{Error, Fault, Result},
    scope::{Scope, Tx},
    statement::statements,
    store::{Options, Signals},
};

statements! {
    /// A deferred transaction that read first fails at once when it writes, whatever the busy timeout.
    lite BEGIN = "begin immediate";
    lite COMMIT = "commit";
    lite ROLLBACK = "rollback";
    lite MEMBER_BEGIN = "savepoint member";
    lite MEMBER_KEEP = "release member";
    lite MEMBER_UNDO = "rollback to member";
    lite OPTIMIZE = "pragma optimize";
    /// Beside how many rows there are, SQLite keeps samples of their values, and then plans a statement anew for each value that is
    /// bound to it (sqlite3_bind_*, "automatic re-preparation"): that costs more than the plans gain. The counts stay.
    lite FORGET_SAMPLES = "drop table if exists sqlite_stat4";
    /// Reads the statistics as they are kept now, instead of those that were in mind.
    lite RELOAD = "analyze sqlite_schema";
    /// Leaves everything in the one file. The last connection to close would do that too, but a reader cannot.
    lite CHECKPOINT = "pragma wal_checkpoint(truncate)";
}

/// How many writes share one commit at the most: bounds how long the first of them waits for the last.
const BATCH: usize = 64;

/// The settings that all connections share. A mapped file is the biggest single win for lists.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(512)
        .pragma("mmap_size", "1073741824")
        .pragma("cache_size", "-8192")
}

/// The settings of a connection that may write.
pub(crate) fn writing(path: &Path) -> SqliteConnectOptions {
    options(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
}

/// Opens the pool of readers. The file exists by now: the writer comes first.
pub(crate) fn readers(path: &Path, wanted: &Options) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(wanted.readers)
        .acquire_timeout(wanted.patience)
        .test_before_acquire(false)
        .connect_lazy_with(options(path).read_only(true))
}

/// What the writer is asked to do.
enum Job {
    Write(Box<dyn Member>),
    Optimize(oneshot::Sender<Result<()>>),
    Close(oneshot::Sender<()>),
}

/// The way to the one task that writes.
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
    dead: watch::Receiver<bool>,
}

impl Writer {
    /// Opens the connection and starts the task.
    pub(crate) async fn start(path: &Path, wanted: &Options, signals: Arc<Signals>) -> Result<Self> {
        let conn = writing(path).connect().await?;
        let (queue, jobs) = mpsc::channel(wanted.queue);
        let (died, dead) = watch::channel(false);
        let task = Task { conn, jobs, signals };
        tokio::spawn(async move {
            let note = DeathNote(Some(died));
            INSIDE_WRITE.scope((), task.run(note)).await;
        });
        Ok(Self { queue, dead })
    }

    /// Queues one piece of work and waits until it is durable, refused or failed.
    pub(crate) async fn write<S, T, E>(&self, scope: S, work: impl Work<S::Rows, T, E>) -> Outcome<T, E>
    where
        S: Scope,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let member = Typed { work, scope, outcome: None, reply };
        match self.queue.try_send(Job::Write(Box::new(member))) {
            Err(mpsc::error::TrySendError::Full(_)) => return Outcome::Failed(Error::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => return Outcome::Failed(gone()),
            Ok(()) => {}
        }
        answer.await.unwrap_or_else(|_| Outcome::Failed(gone()))
    }

    /// Lets SQLite refresh the statistics that its query planner needs.
    pub(crate) async fn optimize(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Job::Optimize(reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Finishes what is queued and closes the file.
    pub(crate) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Job::Close(reply)).await.is_ok() {
            // An error means that the task has ended already, which is what is wanted.
            answer.await.ok();
        }
    }

    /// Ends when the task has died: the process cannot write any more.
    pub(crate) async fn died(&self) {
        let mut dead = self.dead.clone();
        if dead.wait_for(|dead| *dead).await.is_err() {
            // An orderly close: nobody will ever die.
            std::future::pending().await
        }
    }
}

fn gone() -> Error {
    Error::Unavailable { reason: "the writer has ended".into() }
}

/// Tells the world when the task ends in any way but by being closed.
struct DeathNote(Option<watch::Sender<bool>>);

impl DeathNote {
    fn tear(mut self) {
        self.0 = None;
    }
}

impl Drop for DeathNote {
    fn drop(&mut self) {
        if let Some(died) = self.0.take() {
            died.send_replace(true);
        }
    }
}

/// One write that waits for the task.
trait Member: Send {
    /// Runs it inside its savepoint.
    fn run<'a>(&'a mut self, conn: &'a mut SqliteConnection) -> BoxFuture<'a, Verdict>;
    /// Nobody waits for the answer any more.
    fn abandoned(&self) -> bool;
    /// Answers: with the outcome, or with the failure of the whole batch.
    fn finish(self: Box<Self>, failure: Option<Error>);
}

/// What is told once a write is committed.
#[derive(Default)]
struct Kept {
    appended: bool,
    changes: Vec<Change>,
}

/// What becomes of a member's savepoint.
enum Verdict {
    Keep(Kept),
    Undo,
    Broken(Error),
}

struct Typed<S, T, E, W> {
    work: W,
    scope: S,
    outcome: Option<Outcome<T, E>>,
    reply: oneshot::Sender<Outcome<T, E>>,
}

impl<S, T, E, W> Member for Typed<S, T, E, W>
where
    S: Scope,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    W: Work<S::Rows, T, E>,
{
    fn run<'a>(&'a mut self, conn: &'a mut SqliteConnection) -> BoxFuture<'a, Verdict> {
        Box::pin(async move {
            let notes = Notes::default();
            let mut tx = Tx::open(Link::writing(Held::Lite(conn), &notes), self.scope);
            let done = AssertUnwindSafe(self.work.run(&mut tx)).catch_unwind().await;
            let noted = notes.noted();
            if let Some((Fault::Storage, reason)) = noted.fault {
                return Verdict::Broken(Error::Unavailable { reason });
            }
            let (verdict, outcome) = match done {
                Ok(Ok(_)) if noted.fault.is_some() => (Verdict::Undo, Outcome::Done(Err(Error::Aborted.into()))),
                Ok(Ok(value)) => {
                    let kept = Kept { appended: noted.appended, changes: noted.changes };
                    (Verdict::Keep(kept), Outcome::Done(Ok(value)))
                }
                Ok(Err(refusal)) => (Verdict::Undo, Outcome::Done(Err(refusal))),
                Err(panic) => (Verdict::Undo, Outcome::Panicked(panic)),
            };
            self.outcome = Some(outcome);
            verdict
        })
    }

    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn finish(self: Box<Self>, failure: Option<Error>) {
        let outcome = match (failure, self.outcome) {
            (None, Some(outcome)) => outcome,
            // A panic stays the panic of the one who caused it.
            (Some(_), Some(Outcome::Panicked(panic))) => Outcome::Panicked(panic),
            (Some(error), _) => Outcome::Failed(error),
            (None, None) => Outcome::Failed(gone()),
        };
        // An error means that the caller has left; the fact stands all the same.
        self.reply.send(outcome).ok();
    }
}

struct Task {
    conn: SqliteConnection,
    jobs: mpsc::Receiver<Job>,
    signals: Arc<Signals>,
}

impl Task {
    async fn run(mut self, note: DeathNote) {
        let mut next = None;
        loop {
            let Some(job) = (match next.take() {
                Some(job) => Some(job),
                None => self.jobs.recv().await,
            }) else {
                // The store was dropped without being closed.
                return note.tear();
            };
            match job {
                Job::Write(member) => match self.batch(member).await {
                    Ok(carried) => next = carried,
                    Err(error) => {
                        tracing::error!(%error, "the writer cannot go on");
                        return;
                    }
                },
                Job::Optimize(reply) => {
                    reply.send(self.optimize().await).ok();
                }
                Job::Close(reply) => {
                    self.jobs.close();
                    let checkpoint = sqlx::query(CHECKPOINT).execute(&mut self.conn).await.map(drop);
                    if let Err(error) = checkpoint.and(self.conn.close().await) {
                        tracing::warn!(%error, "closing the database");
                    }
                    note.tear();
                    reply.send(()).ok();
                    return;
                }
            }
        }
    }

    /// Counts what tables have. Other connections read the statistics when this is committed, and meet no samples then.
    async fn optimize(&mut self) -> Result<()> {
        sqlx::query(BEGIN).execute(&mut self.conn).await?;
        for (number, statement) in [OPTIMIZE, FORGET_SAMPLES, COMMIT, RELOAD].into_iter().enumerate() {
            if let Err(error) = sqlx::query(statement).execute(&mut self.conn).await {
                if number < 3 {
                    sqlx::query(ROLLBACK).execute(&mut self.conn).await?;
                }
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Runs one transaction with all the writes that wait, beginning with this one. Gives back a job of another kind
    /// that it met in the queue; an error means that the connection is of no use any more.
    async fn batch(&mut self, first: Box<dyn Member>) -> Result<Option<Job>> {
        if let Err(error) = sqlx::query(BEGIN).execute(&mut self.conn).await {
            let lost = !matches!(error, sqlx::Error::Database(_));
            let error = Error::from(error);
            let reason = error.to_string();
            first.finish(Some(error));
            // Without its connection the writer is of no use; the process is started anew.
            return if lost { Err(Error::Unavailable { reason }) } else { Ok(None) };
        }
        let mut members = Vec::new();
        let mut kept = Kept::default();
        let mut carried = None;
        let mut next = Some(first);
        while let Some(mut member) = next.take() {
            if !member.abandoned() {
                let verdict = self.member(member.as_mut()).await;
                members.push(member);
                match verdict {
                    Ok(one) => {
                        kept.appended |= one.appended;
                        kept.changes.extend(one.changes);
                    }
                    Err(error) => return self.fail(members, error).await.map(|()| None),
                }
            }
            if members.len() < BATCH {
                match self.jobs.try_recv() {
                    Ok(Job::Write(member)) => next = Some(member),
                    Ok(other) => carried = Some(other),
                    Err(_) => {}
                }
            }
        }
        if let Err(error) = sqlx::query(COMMIT).execute(&mut self.conn).await {
            return self.fail(members, Error::from(error)).await.map(|()| carried);
        }
        members.into_iter().for_each(|member| member.finish(None));
        self.signals.committed(kept.appended, kept.changes);
        Ok(carried)
    }

    /// Runs one member in its savepoint; gives what is to be told of it. An error is the whole batch's.
    async fn member(&mut self, member: &mut dyn Member) -> Result<Kept> {
        sqlx::query(MEMBER_BEGIN).execute(&mut self.conn).await?;
        let kept = match member.run(&mut self.conn).await {
            Verdict::Broken(error) => return Err(error),
            Verdict::Keep(kept) => kept,
            Verdict::Undo => {
                sqlx::query(MEMBER_UNDO).execute(&mut self.conn).await?;
                Kept::default()
            }
        };
        sqlx::query(MEMBER_KEEP).execute(&mut self.conn).await?;
        Ok(kept)
    }

    /// Rolls everything back and tells every member. A connection that cannot even do that is given up.
    async fn fail(&mut self, members: Vec<Box<dyn Member>>, error: Error) -> Result<()> {
        let reason = error.to_string();
        tracing::error!(%reason, members = members.len(), "a group commit failed");
        for member in members {
            member.finish(Some(Error::Unavailable { reason: reason.clone() }));
        }
        // SQLite may have rolled back by itself: then there is no transaction to end, and all is well.
        if sqlx::query(ROLLBACK).execute(&mut self.conn).await.is_ok() {
            return Ok(());
        }
        sqlx::query(BEGIN).execute(&mut self.conn).await?;
        sqlx::query(ROLLBACK).execute(&mut self.conn).await?;
        Ok(())
    }
}

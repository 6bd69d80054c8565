//! The bare driver: the same statements without the program, as fast as the engine takes them.

use std::sync::Arc;

use anyhow::{Context, Result};
use sqlx::{Connection, PgPool, SqliteConnection, SqlitePool};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::load::Client;
use crate::statement::{Statement, on_postgres, on_sqlite};

/// What is done once: reads, a transaction, reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unit {
    pub(crate) before: Vec<Statement>,
    pub(crate) inside: Vec<Statement>,
    pub(crate) after: Vec<Statement>,
}

/// Makes one more; each call takes new ids.
pub(crate) type Make = Arc<dyn Fn() -> Unit + Send + Sync>;

/// How many transactions share one commit at the most: as many as the program's own writer takes.
const BATCH: usize = 64;

/// SQLite without group commit: one connection writes, a commit for each.
#[derive(Clone)]
pub(crate) struct Lone {
    pub(crate) writer: Arc<Mutex<SqliteConnection>>,
    pub(crate) readers: SqlitePool,
    pub(crate) make: Make,
}

impl Client for Lone {
    async fn once(&mut self) -> Result<()> {
        let unit = (self.make)();
        read(&self.readers, &unit.before).await?;
        let mut writer = self.writer.lock().await;
        let mut transaction = writer.begin_with("begin immediate").await?;
        on_sqlite(&unit.inside, &mut transaction).await?;
        transaction.commit().await?;
        drop(writer);
        read(&self.readers, &unit.after).await
    }
}

/// SQLite with group commit: a task takes what waits into one transaction, each in a savepoint of its own.
#[derive(Clone)]
pub(crate) struct Grouped {
    queue: mpsc::Sender<(Vec<Statement>, oneshot::Sender<()>)>,
    readers: SqlitePool,
    make: Make,
}

impl Grouped {
    /// Starts the task that writes; it ends with the last of its clients.
    pub(crate) fn start(writer: SqliteConnection, readers: SqlitePool, make: Make) -> Self {
        let (queue, waiting) = mpsc::channel(512);
        tokio::spawn(write(writer, waiting));
        Self { queue, readers, make }
    }
}

impl Client for Grouped {
    async fn once(&mut self) -> Result<()> {
        let unit = (self.make)();
        read(&self.readers, &unit.before).await?;
        let (done, committed) = oneshot::channel();
        self.queue.send((unit.inside, done)).await.ok().context("the writer has ended")?;
        committed.await.context("the writer has failed")?;
        read(&self.readers, &unit.after).await
    }
}

async fn read(readers: &SqlitePool, statements: &[Statement]) -> Result<()> {
    if !statements.is_empty() {
        on_sqlite(statements, &mut *readers.acquire().await?).await?;
    }
    Ok(())
}

/// An error ends the task, which every waiting client then sees.
async fn write(
    mut connection: SqliteConnection,
    mut waiting: mpsc::Receiver<(Vec<Statement>, oneshot::Sender<()>)>,
) -> Result<()> {
    while let Some(first) = waiting.recv().await {
        let mut transaction = connection.begin_with("begin immediate").await?;
        let mut batch = Vec::new();
        let mut next = Some(first);
        while let Some((statements, done)) = next.take() {
            let mut savepoint = transaction.begin().await?;
            on_sqlite(&statements, &mut savepoint).await?;
            savepoint.commit().await?;
            batch.push(done);
            if batch.len() < BATCH {
                next = waiting.try_recv().ok();
            }
        }
        transaction.commit().await?;
        for done in batch {
            done.send(()).ok();
        }
    }
    Ok(())
}

/// PostgreSQL: a transaction each, on connections of a pool.
#[derive(Clone)]
pub(crate) struct Pooled {
    pub(crate) pool: PgPool,
    pub(crate) make: Make,
}

impl Client for Pooled {
    async fn once(&mut self) -> Result<()> {
        let unit = (self.make)();
        let mut connection = self.pool.acquire().await?;
        on_postgres(&unit.before, &mut connection).await?;
        let mut transaction = connection.begin().await?;
        on_postgres(&unit.inside, &mut transaction).await?;
        transaction.commit().await?;
        on_postgres(&unit.after, &mut connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::time::Duration;

    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;
    use crate::load::measure;

    struct Place {
        _folder: tempfile::TempDir,
        writer: SqliteConnection,
        readers: SqlitePool,
        make: Make,
    }

    async fn place() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("db"))
            .create_if_missing(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
        let mut writer = options.connect().await.unwrap();
        sqlx::query("create table t (id integer primary key) strict").execute(&mut writer).await.unwrap();
        let readers = SqlitePool::connect_lazy_with(options);
        let next = AtomicI64::new(0);
        let make: Make = Arc::new(move || {
            let id = next.fetch_add(1, Ordering::Relaxed);
            let inside = vec![Statement::change("insert into t (id) values ($1)", [id.into()])];
            let after = vec![Statement::select("select id from t where id = $1", [id.into()])];
            Unit { before: Vec::new(), inside, after }
        });
        Place { _folder: folder, writer, readers, make }
    }

    async fn count(readers: &SqlitePool) -> i64 {
        sqlx::query_scalar("select count(*) from t").fetch_one(readers).await.unwrap()
    }

    #[tokio::test]
    async fn what_a_grouped_client_is_told_is_committed() {
        let place = place().await;
        let grouped = Grouped::start(place.writer, place.readers.clone(), place.make);
        let mut clients = vec![grouped; 8];
        let done = measure(&mut clients, Duration::ZERO, Duration::from_millis(200)).await.unwrap();
        let counted = count(&place.readers).await;
        assert!(done.rate() > 0.0);
        assert!(counted as f64 >= done.rate() * 0.2, "{counted} rows after {} a second", done.rate());
    }

    #[tokio::test]
    async fn a_lone_client_commits_each_transaction() {
        let place = place().await;
        let writer = Arc::new(Mutex::new(place.writer));
        let mut client = Lone { writer, readers: place.readers.clone(), make: place.make };
        client.once().await.unwrap();
        assert_eq!(count(&place.readers).await, 1);
        client.once().await.unwrap();
        assert_eq!(count(&place.readers).await, 2);
    }

    #[tokio::test]
    async fn a_statement_that_fails_fails_the_client_that_waits_for_it() {
        let place = place().await;
        let wrong = || vec![Statement::change("insert into gone values (1)", [])];
        let make: Make = Arc::new(move || Unit { inside: wrong(), ..Unit::default() });
        assert!(Grouped::start(place.writer, place.readers, make).once().await.is_err());
    }
}

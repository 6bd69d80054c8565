//! The bare driver: the same statements without the program, as fast as the engine takes them.

use std::sync::Arc;

use anyhow::{Context, Result};
use sqlx::{Connection, PgPool, SqliteConnection};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::load::Client;
use crate::statement::{Statement, on_postgres, on_sqlite};

/// Makes the statements of one more transaction; each call takes new ids.
pub(crate) type Make = Arc<dyn Fn() -> Vec<Statement> + Send + Sync>;

/// How many transactions share one commit at the most: as many as the program's own writer takes.
const BATCH: usize = 64;

/// SQLite without group commit: one connection writes, a commit for each.
pub(crate) struct Lone {
    pub(crate) connection: Arc<Mutex<SqliteConnection>>,
    pub(crate) make: Make,
}

impl Client for Lone {
    async fn once(&mut self) -> Result<()> {
        let statements = (self.make)();
        let mut connection = self.connection.lock().await;
        let mut transaction = connection.begin_with("begin immediate").await?;
        on_sqlite(&statements, &mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// SQLite with group commit: a task takes what waits into one transaction, each in a savepoint of its own.
#[derive(Clone)]
pub(crate) struct Grouped {
    queue: mpsc::Sender<(Vec<Statement>, oneshot::Sender<()>)>,
    make: Make,
}

impl Grouped {
    /// Starts the task that writes; it ends with the last of its clients.
    pub(crate) fn start(connection: SqliteConnection, make: Make) -> Self {
        let (queue, waiting) = mpsc::channel(512);
        tokio::spawn(write(connection, waiting));
        Self { queue, make }
    }
}

impl Client for Grouped {
    async fn once(&mut self) -> Result<()> {
        let (done, committed) = oneshot::channel();
        self.queue.send(((self.make)(), done)).await.ok().context("the writer has ended")?;
        committed.await.context("the writer has failed")
    }
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
pub(crate) struct Pooled {
    pub(crate) pool: PgPool,
    pub(crate) make: Make,
}

impl Client for Pooled {
    async fn once(&mut self) -> Result<()> {
        let statements = (self.make)();
        let mut transaction = self.pool.begin().await?;
        on_postgres(&statements, &mut transaction).await?;
        transaction.commit().await?;
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

    async fn table() -> (tempfile::TempDir, SqliteConnection, SqliteConnection, Make) {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("db"))
            .create_if_missing(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
        let mut writer = options.connect().await.unwrap();
        sqlx::query("create table t (id integer primary key) strict").execute(&mut writer).await.unwrap();
        let reader = options.connect().await.unwrap();
        let next = AtomicI64::new(0);
        let make: Make = Arc::new(move || {
            let id = next.fetch_add(1, Ordering::Relaxed);
            vec![Statement::change("insert into t (id) values ($1)", [id.into()])]
        });
        (folder, writer, reader, make)
    }

    async fn count(connection: &mut SqliteConnection) -> i64 {
        sqlx::query_scalar("select count(*) from t").fetch_one(connection).await.unwrap()
    }

    #[tokio::test]
    async fn what_a_grouped_client_is_told_is_committed() {
        let (_folder, writer, mut reader, make) = table().await;
        let grouped = Grouped::start(writer, make);
        let mut clients = vec![grouped; 8];
        let done = measure(&mut clients, Duration::ZERO, Duration::from_millis(200)).await.unwrap();
        let counted = count(&mut reader).await;
        assert!(done.rate() > 0.0);
        assert!(counted as f64 >= done.rate() * 0.2, "{counted} rows after {} a second", done.rate());
    }

    #[tokio::test]
    async fn a_lone_client_commits_each_transaction() {
        let (_folder, writer, mut reader, make) = table().await;
        let connection = Arc::new(Mutex::new(writer));
        let mut client = Lone { connection, make };
        client.once().await.unwrap();
        assert_eq!(count(&mut reader).await, 1);
        client.once().await.unwrap();
        assert_eq!(count(&mut reader).await, 2);
    }

    #[tokio::test]
    async fn a_statement_that_fails_fails_the_client_that_waits_for_it() {
        let (_folder, writer, _reader, _) = table().await;
        let make: Make = Arc::new(|| vec![Statement::change("insert into gone values (1)", [])]);
        assert!(Grouped::start(writer, make).once().await.is_err());
    }
}

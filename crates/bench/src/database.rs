//! The database of the desk under measurement, opened beside the program with the same settings.

use std::path::Path;

use anyhow::Result;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, PgPool, SqliteConnection, SqlitePool};

use crate::statement::{Statement, on_postgres, on_sqlite};

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The text of this engine.
    pub(crate) fn choose(self, sqlite: &str, postgres: &str) -> String {
        match self {
            Self::Sqlite => sqlite.to_owned(),
            Self::Postgres => postgres.to_owned(),
        }
    }
}

/// The bare driver's way to the database.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite { options: SqliteConnectOptions, readers: SqlitePool },
    Postgres(PgPool),
}

/// As many connections as the program opens by itself.
const READERS: u32 = 4;
const CONNECTIONS: u32 = 16;

impl Database {
    /// Opens the file as the program does: the durability and the memory are the same.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn sqlite(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(std::time::Duration::from_secs(30))
            .statement_cache_capacity(512)
            .pragma("mmap_size", "1073741824")
            .pragma("cache_size", "-8192");
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().read_only(true));
        Ok(Self::Sqlite { options, readers })
    }

    /// Connects to the server as the program does.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn postgres(url: &str) -> Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        Ok(Self::Postgres(pool.connect_with(options.statement_cache_capacity(512)).await?))
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection that writes, for SQLite.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn writer(options: &SqliteConnectOptions) -> Result<SqliteConnection> {
        Ok(options.connect().await?)
    }

    /// Runs statements in one transaction.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn change(&self, statements: &[Statement]) -> Result<u64> {
        match self {
            Self::Sqlite { options, .. } => {
                let mut connection = Self::writer(options).await?;
                let mut transaction = sqlx::Connection::begin_with(&mut connection, "begin immediate").await?;
                let rows = on_sqlite(statements, &mut transaction).await?;
                transaction.commit().await?;
                Ok(rows)
            }
            Self::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                let rows = on_postgres(statements, &mut transaction).await?;
                transaction.commit().await?;
                Ok(rows)
            }
        }
    }

    /// Runs statements for reading, on a connection of the pool.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn read(&self, statements: &[Statement]) -> Result<u64> {
        match self {
            Self::Sqlite { readers, .. } => on_sqlite(statements, &mut *readers.acquire().await?).await,
            Self::Postgres(pool) => on_postgres(statements, &mut *pool.acquire().await?).await,
        }
    }

    /// One column of one row or more, as text.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn texts(&self, sql: String) -> Result<Vec<String>> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite { readers, .. } => sqlx::query_scalar(sql).fetch_all(readers).await?,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await?,
        })
    }

    /// Runs text of our own making, without values.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn execute(&self, sql: String) -> Result<()> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite { options, .. } => {
                sqlx::raw_sql(sql).execute(&mut Self::writer(options).await?).await?;
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql(sql).execute(pool).await?;
            }
        }
        Ok(())
    }
}

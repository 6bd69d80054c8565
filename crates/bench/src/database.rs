//! The database of the desk under measurement, opened beside the program with the same settings.

use std::path::Path;

use anyhow::{Context, Result};
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
    Sqlite { options: Box<SqliteConnectOptions>, readers: SqlitePool },
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
        let shared = SqliteConnectOptions::new()
            .filename(file)
            .foreign_keys(true)
            .busy_timeout(std::time::Duration::from_secs(30))
            .statement_cache_capacity(512)
            .pragma("mmap_size", "1073741824")
            .pragma("cache_size", "-8192");
        let readers = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false);
        let readers = readers.connect_lazy_with(shared.clone().read_only(true));
        let options = Box::new(shared.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full));
        Ok(Self::Sqlite { options, readers })
    }

    /// Connects to the server as the program does.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn postgres(url: &str) -> Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        let options = options.options([("plan_cache_mode", "force_generic_plan")]);
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

    /// Runs statements one after the other outside all transactions, and says how many rows each gave or changed.
    ///
    /// # Errors
    /// The driver's, with the statement.
    pub(crate) async fn counts(&self, statements: &[&Statement]) -> Result<Vec<u64>> {
        let mut counts = Vec::new();
        match self {
            Self::Sqlite { options, .. } => {
                let mut connection = Self::writer(options).await?;
                for one in statements {
                    counts.push(on_sqlite(std::slice::from_ref(*one), &mut connection).await.context(one.sql)?);
                }
            }
            Self::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                for one in statements {
                    counts.push(on_postgres(std::slice::from_ref(*one), &mut connection).await.context(one.sql)?);
                }
            }
        }
        Ok(counts)
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

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, .. } => readers.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

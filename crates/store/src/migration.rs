//! The schema: one folder of migrations for both engines.
//!
//! A migration names types in braces (`{uuid}`, `{timestamptz}`), which are filled in per engine. A shipped migration
//! is never edited: its text is checked against what was applied. Nodes of two neighbouring versions work on one
//! schema, so a migration only adds; one that takes away what an older program needs says so by writing the first
//! version that can do without into `meta` under `schema.compatible_from`.

use std::fmt;

use sqlx::{
    AssertSqlSafe, Connection, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::{
    db::{Conn, Engine},
    error::{Error, Result},
    statement::statements,
    store::{Direct, Store},
};

/// All migrations: version, description, text.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "engine", include_str!("../migrations/0001_engine.sql")),
    (2, "people", include_str!("../migrations/0002_people.sql")),
    (3, "customer", include_str!("../migrations/0003_customer.sql")),
    (4, "request", include_str!("../migrations/0004_request.sql")),
    (5, "case", include_str!("../migrations/0005_case.sql")),
    (6, "health", include_str!("../migrations/0006_health.sql")),
    (7, "attachment", include_str!("../migrations/0007_attachment.sql")),
    (8, "access", include_str!("../migrations/0008_access.sql")),
    (9, "request_case", include_str!("../migrations/0009_request_case.sql")),
    (13, "health_audience", include_str!("../migrations/0013_health_audience.sql")),
    (14, "polled_feed", include_str!("../migrations/0014_polled_feed.sql")),
    (16, "health_issue_current", include_str!("../migrations/0016_health_issue_current.sql")),
    (17, "match_report", include_str!("../migrations/0017_match_report.sql")),
    (18, "issue_message", include_str!("../migrations/0018_issue_message.sql")),
    (19, "reader_key_and_history", include_str!("../migrations/0019_reader_key_and_history.sql")),
    (20, "follow", include_str!("../migrations/0020_follow.sql")),
    (21, "volume", include_str!("../migrations/0021_volume.sql")),
    (22, "desk_page", include_str!("../migrations/0022_desk_page.sql")),
    (23, "delivery", include_str!("../migrations/0023_delivery.sql")),
    (24, "connection", include_str!("../migrations/0024_connection.sql")),
    (25, "board", include_str!("../migrations/0025_board.sql")),
    (26, "ticket", include_str!("../migrations/0026_ticket.sql")),
    (27, "case_next", include_str!("../migrations/0027_case_next.sql")),
    (28, "public_feed", include_str!("../migrations/0028_public_feed.sql")),
    (29, "support_ticket", include_str!("../migrations/0029_support_ticket.sql")),
    (30, "mail", include_str!("../migrations/0030_mail.sql")),
    (32, "book", include_str!("../migrations/0032_book.sql")),
    (33, "consent", include_str!("../migrations/0033_consent.sql")),
    (34, "second_factor", include_str!("../migrations/0034_second_factor.sql")),
    (35, "people", include_str!("../migrations/0035_people.sql")),
    (37, "provisioning", include_str!("../migrations/0037_provisioning.sql")),
    (39, "audit_search", include_str!("../migrations/0039_audit_search.sql")),
    (40, "customer_reach", include_str!("../migrations/0040_customer_reach.sql")),
    (41, "single_sign_on", include_str!("../migrations/0041_single_sign_on.sql")),
    (42, "session_id", include_str!("../migrations/0042_session_id.sql")),
    (43, "elevation", include_str!("../migrations/0043_elevation.sql")),
    (44, "emergency_access", include_str!("../migrations/0044_emergency_access.sql")),
    (45, "provider_sign_out", include_str!("../migrations/0045_provider_sign_out.sql")),
    (48, "severity", include_str!("../migrations/0048_severity.sql")),
    (49, "received_by_change", include_str!("../migrations/0049_received_by_change.sql")),
    (50, "ticket_subscriber", include_str!("../migrations/0050_ticket_subscriber.sql")),
    (51, "opens_for", include_str!("../migrations/0051_opens_for.sql")),
];

/// What the placeholders stand for: on SQLite, on PostgreSQL. Texts compare by their bytes on both.
const TYPES: &[(&str, &str, &str)] = &[
    ("{uuid}", "blob", "uuid"),
    ("{text}", "text", "text collate \"C\""),
    ("{timestamptz}", "text", "timestamptz"),
    ("{json}", "text", "jsonb"),
    ("{bool}", "integer", "boolean"),
    ("{bigint}", "integer", "bigint"),
    ("{blob}", "blob", "bytea"),
    // After a table's closing parenthesis: types are enforced; for tables that are little more than their key, the
    // rows are kept in the key's own order.
    ("{strict}", "strict", ""),
    ("{strict_by_key}", "strict, without rowid", ""),
];

statements! {
    lite LITE_HAS_TABLE = "select count(*) from sqlite_schema where type = 'table' and name = $1";
    pg PG_HAS_TABLE = "select count(*) from pg_catalog.pg_tables where schemaname = any(current_schemas(false)) and tablename = $1";
    COMPATIBLE_FROM = "select value from meta where key = 'schema.compatible_from'";
}

/// The driver keeps this table; it is not there before the first migration, so it is in no list of statements.
const APPLIED: &str = "select version, checksum, success from _sqlx_migrations order by version";

/// How the database's schema relates to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// Nothing is there yet.
    Empty,
    /// Migrations of this program are missing: newer ones, or one that came into it after a later number did.
    Behind {
        /// The newest that was applied.
        applied: i64,
        /// Which are missing, in order.
        missing: Vec<i64>,
    },
    /// The schema is the one that this program was written for.
    Current {
        /// Its version.
        version: i64,
    },
    /// A newer program has been here.
    Newer {
        /// What it applied that this program does not know, in order.
        unknown: Vec<i64>,
        /// Whether this program can work on it all the same.
        compatible: bool,
    },
    /// Another program has been here, neither older nor newer: each has migrations that the other lacks.
    Apart {
        /// What was applied that this program does not know, in order.
        unknown: Vec<i64>,
        /// Which of this program's are missing, in order.
        missing: Vec<i64>,
    },
    /// A migration was applied with another text than this program has.
    Changed {
        /// Which.
        version: i64,
    },
    /// A migration began and did not end.
    Incomplete {
        /// Which.
        version: i64,
    },
}

impl SchemaState {
    /// Whether this program may work on the schema as it is.
    #[must_use]
    pub fn usable(&self) -> bool {
        matches!(self, Self::Current { .. } | Self::Newer { compatible: true, .. })
    }
}

impl fmt::Display for SchemaState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the database is empty"),
            Self::Behind { applied, missing } => {
                write!(f, "the schema has version {applied} and lacks {}", numbered(missing))
            }
            Self::Current { version } => write!(f, "the schema has version {version}"),
            Self::Newer { unknown, compatible: true } => {
                write!(f, "a newer program has added {} to the schema, which can be used", numbered(unknown))
            }
            Self::Newer { unknown, compatible: false } => {
                write!(f, "a newer program has added {} to the schema: this one cannot work on it", numbered(unknown))
            }
            Self::Apart { unknown, missing } => {
                let (unknown, missing) = (numbered(unknown), numbered(missing));
                write!(f, "another program has added {unknown} to the schema, which lacks {missing} of this one")
            }
            Self::Changed { version } => write!(f, "migration {version} was applied with another text"),
            Self::Incomplete { version } => write!(f, "migration {version} did not end"),
        }
    }
}

/// Migrations by their numbers: `migration 26`, `migrations 26, 28`.
fn numbered(versions: &[i64]) -> String {
    let numbers: Vec<String> = versions.iter().map(i64::to_string).collect();
    format!("migration{} {}", if versions.len() == 1 { "" } else { "s" }, numbers.join(", "))
}

/// A migration's text for one engine. Lines between `-- only sqlite:` or `-- only postgres:` and `-- both:` are for that
/// engine alone: what has no common form, such as a full-text index.
fn fill(engine: Engine, text: &str) -> String {
    let mut only = None;
    let mut filled = String::with_capacity(text.len());
    for line in text.lines() {
        match line {
            "-- only sqlite:" => only = Some(Engine::Sqlite),
            "-- only postgres:" => only = Some(Engine::Postgres),
            "-- both:" => only = None,
            line if only.is_none_or(|only| only == engine) => {
                filled.push_str(line);
                filled.push('\n');
            }
            _ => {}
        }
    }
    TYPES
        .iter()
        .fold(filled, |text, (name, lite, pg)| text.replace(name, if engine == Engine::Sqlite { lite } else { pg }))
}

/// The migrations with the types of one engine.
pub(crate) fn migrations(engine: Engine) -> Vec<Migration> {
    MIGRATIONS
        .iter()
        .map(|(version, description, text)| {
            let sql = AssertSqlSafe(fill(engine, text)).into_sql_str();
            Migration::new(*version, (*description).into(), MigrationType::Simple, sql, false)
        })
        .collect()
}

impl Store {
    /// Brings the schema to this program's version; does nothing where it is usable already. Several nodes may call
    /// it at the same time: one does the work, the others wait.
    ///
    /// # Errors
    /// [`Error::Schema`] where the database is not one to be migrated by this program, [`Error::Migration`] when a
    /// migration fails (on both engines nothing of it stays).
    pub async fn migrate(&self) -> Result<()> {
        let state = self.schema_state().await?;
        match state {
            SchemaState::Empty | SchemaState::Behind { .. } => {}
            state if state.usable() => return Ok(()),
            state => return Err(Error::Schema(state)),
        }
        self.apply(migrations(self.engine())).await
    }

    async fn apply(&self, migrations: Vec<Migration>) -> Result<()> {
        let migrator = Migrator::with_migrations(migrations);
        match self.direct().await? {
            Direct::Lite(mut conn) => {
                // The driver locks nothing on SQLite. Inside this transaction its own ones become savepoints, so that
                // a second process waits, and all migrations happen or none.
                let mut all = conn.begin_with("begin immediate").await?;
                migrator.run_direct(None, &mut *all, false).await?;
                all.commit().await?;
                conn.close().await?;
            }
            Direct::Pg(mut conn) => {
                migrator.run_direct(None, &mut conn, false).await?;
                conn.close().await?;
            }
        }
        Ok(())
    }

    /// Brings an empty database to the schema of an older version, to see what becomes of its rows.
    #[cfg(test)]
    pub(crate) async fn migrate_up_to(&self, version: i64) -> Result<()> {
        self.migrate_only(|one| one <= version).await
    }

    /// Brings an empty database to the schema of a program that knows some of the migrations.
    #[cfg(test)]
    pub(crate) async fn migrate_only(&self, knows: impl Fn(i64) -> bool) -> Result<()> {
        self.apply(migrations(self.engine()).into_iter().filter(|migration| knows(migration.version)).collect()).await
    }

    /// Compares the database's schema with what this program knows; changes nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`] and what else the driver reports.
    pub async fn schema_state(&self) -> Result<SchemaState> {
        let mut read = self.read(crate::scope::System).await?;
        let known = migrations(self.engine());
        if !has_table(read.link().conn(), "_sqlx_migrations").await? {
            return Ok(SchemaState::Empty);
        }
        let rows: Vec<(i64, Vec<u8>, bool)> =
            crate::db::on!(read, |c| sqlx::query_as::<_, (i64, Vec<u8>, bool)>(APPLIED).fetch_all(c))?;
        if let Some((version, ..)) = rows.iter().find(|(_, _, success)| !success) {
            return Ok(SchemaState::Incomplete { version: *version });
        }
        let find = |version: i64| known.iter().find(|one| one.version == version);
        let same = |version: i64, checksum: &[u8]| find(version).is_none_or(|one| *one.checksum == *checksum);
        if let Some((version, ..)) = rows.iter().find(|(version, checksum, _)| !same(*version, checksum)) {
            return Ok(SchemaState::Changed { version: *version });
        }
        let Some(applied) = rows.last().map(|(version, ..)| *version) else { return Ok(SchemaState::Empty) };
        // Numbers are taken when work begins and land when it is whole: the highest one says nothing of those below it.
        let unknown: Vec<i64> = rows.iter().map(|(version, ..)| *version).filter(|one| find(*one).is_none()).collect();
        let is_applied = |version: i64| rows.iter().any(|(one, ..)| *one == version);
        let missing: Vec<i64> = known.iter().map(|one| one.version).filter(|one| !is_applied(*one)).collect();
        Ok(match (unknown.is_empty(), missing.is_empty()) {
            (true, true) => SchemaState::Current { version: applied },
            (true, false) => SchemaState::Behind { applied, missing },
            (false, false) => SchemaState::Apart { unknown, missing },
            (false, true) => {
                let from: Option<String> =
                    crate::db::on!(read, |c| sqlx::query_scalar(COMPATIBLE_FROM).fetch_optional(c))?;
                let newest = known.last().map_or(0, |migration| migration.version);
                let compatible = from.is_none_or(|from| from.parse::<i64>().is_ok_and(|from| from <= newest));
                SchemaState::Newer { unknown, compatible }
            }
        })
    }

    /// Refuses to go on where this program cannot work on the schema.
    ///
    /// # Errors
    /// [`Error::Schema`] with the state.
    pub async fn ensure_schema(&self) -> Result<()> {
        match self.schema_state().await? {
            state if state.usable() => Ok(()),
            state => Err(Error::Schema(state)),
        }
    }
}

async fn has_table(conn: Conn<'_>, name: &str) -> Result<bool> {
    let count: i64 = match conn {
        Conn::Lite(conn) => sqlx::query_scalar(LITE_HAS_TABLE).bind(name).fetch_one(conn).await?,
        Conn::Pg(conn) => sqlx::query_scalar(PG_HAS_TABLE).bind(name).fetch_one(conn).await?,
    };
    Ok(count > 0)
}

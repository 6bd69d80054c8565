//! Statements with their values, run by the bare driver of either engine.

use anyhow::Result;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, SqliteConnection};
use uuid::Uuid;

/// A value of a column, by its type: both drivers must know the type of a null as well.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Id(Option<Uuid>),
    Text(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
    Time(Option<DateTime<Utc>>),
    Bytes(Option<Vec<u8>>),
    Json(Option<serde_json::Value>),
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Id(Some(id))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(Some(flag))
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(Some(time))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        Self::Json(Some(json))
    }
}

/// One statement as it is run: its text, and what stands for `$1`, `$2`, ….
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
    /// Whether it gives rows, which are then all fetched.
    pub(crate) gives_rows: bool,
}

impl Statement {
    /// One that changes rows.
    pub(crate) fn change(sql: &'static str, values: impl Into<Vec<Value>>) -> Self {
        Self { sql, values: values.into(), gives_rows: false }
    }

    /// One that gives rows.
    pub(crate) fn select(sql: &'static str, values: impl Into<Vec<Value>>) -> Self {
        Self { sql, values: values.into(), gives_rows: true }
    }
}

/// Binds and runs on either driver; gives the number of rows fetched or changed.
macro_rules! run {
    ($statement:expr, $connection:expr) => {{
        let mut query = sqlx::query($statement.sql);
        for value in &$statement.values {
            query = match value {
                Value::Id(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Number(value) => query.bind(value),
                Value::Flag(value) => query.bind(value),
                Value::Time(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
                Value::Json(value) => query.bind(value),
            };
        }
        if $statement.gives_rows {
            query.fetch_all($connection).await?.len() as u64
        } else {
            query.execute($connection).await?.rows_affected()
        }
    }};
}

/// Runs all of them in this order on SQLite.
///
/// # Errors
/// The driver's.
pub(crate) async fn on_sqlite(statements: &[Statement], connection: &mut SqliteConnection) -> Result<u64> {
    let mut rows = 0;
    for statement in statements {
        rows += run!(statement, &mut *connection);
    }
    Ok(rows)
}

/// Runs all of them in this order on PostgreSQL.
///
/// # Errors
/// The driver's.
pub(crate) async fn on_postgres(statements: &[Statement], connection: &mut PgConnection) -> Result<u64> {
    let mut rows = 0;
    for statement in statements {
        rows += run!(statement, &mut *connection);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use sqlx::Connection;

    use super::*;

    #[tokio::test]
    async fn every_kind_of_value_is_written_and_found_again() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let values: Vec<Value> = vec![
            Uuid::from_u128(7).into(),
            "text".into(),
            7_i64.into(),
            true.into(),
            DateTime::<Utc>::UNIX_EPOCH.into(),
            vec![1_u8, 2].into(),
            serde_json::json!({"a": 1}).into(),
            Value::Text(None),
        ];
        let statements = [
            Statement::change(
                "create table t (a blob, b text, c int, d int, e text, f blob, g text, h text) strict",
                [],
            ),
            Statement::change("insert into t values ($1, $2, $3, $4, $5, $6, $7, $8)", values.clone()),
            Statement::select(
                "select 1 from t where a = $1 and b = $2 and c = $3 and d = $4 and e = $5 and f = $6 and g = $7 and $8 is null",
                values,
            ),
        ];
        assert_eq!(on_sqlite(&statements, &mut connection).await.unwrap(), 2, "one row written, one found");
    }
}

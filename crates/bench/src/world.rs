//! The rows around one person and one case: what the values of captured statements are taken from.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Column, Row, TypeInfo, ValueRef};
use uuid::Uuid;

use crate::capture::Captured;
use crate::database::{Database, Engine};
use crate::place::{Place, places};
use crate::statement::{Statement, Value};

/// The statuses of a queue.
const STATUSES: [&str; 4] = ["open", "waiting_on_customer", "waiting_on_provider", "resolved"];

/// Who reads all cases of a customer.
const ADMINISTRATOR: &str = "customer_admin";

/// The program's own limit where it counts.
const COUNT_LIMIT: i64 = 100;

/// A row by its columns.
pub(crate) type Columns = HashMap<String, Value>;

/// Who asks, and for which case.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// Rows by their table.
    rows: HashMap<String, Columns>,
    /// Values by the column alone, where every table means the same by it.
    shared: Columns,
    now: DateTime<Utc>,
}

impl World {
    /// Reads the rows around a case and the person who looks at it.
    ///
    /// # Errors
    /// Where one of them is not there.
    pub(crate) async fn read(database: &Database, user: Uuid, case: Uuid, now: DateTime<Utc>) -> Result<Self> {
        let literal = |id: &Value| literal(database.engine(), id);
        let mut rows = HashMap::new();
        let id = database.id(case);
        let one = |table: &str, condition: String| {
            let sql = format!("select * from {table} where {condition} limit 1");
            async move { database.rows(sql).await?.into_iter().next().context("no such row") }
        };
        let case = one("cases", format!("id = {}", literal(&id))).await.context("the case")?;
        let organization = case["organization_id"].clone();
        let customer = case["customer_id"].clone();
        let user_id = database.id(user);
        let mut shared = Columns::new();
        for (column, value) in [
            ("organization_id", organization.clone()),
            ("cloud", case["cloud"].clone()),
            ("case_id", id.clone()),
            ("customer_id", customer.clone()),
            ("user_id", user_id.clone()),
            ("assignee_id", user_id.clone()),
        ] {
            shared.insert(column.to_owned(), value);
        }
        let of_user = format!("user_id = {}", literal(&user_id));
        for (table, condition) in [
            ("customer", format!("id = {}", literal(&customer))),
            ("organization", format!("id = {}", literal(&organization))),
            ("users", format!("id = {}", literal(&user_id))),
            ("token", of_user.clone()),
            ("session", format!("{of_user} order by created_at desc")),
        ] {
            // Not everybody has a token, or is signed in.
            let sql = format!("select * from {table} where {condition} limit 1");
            rows.extend(database.rows(sql).await?.into_iter().next().map(|row| (table.to_owned(), row)));
        }
        rows.insert("cases".to_owned(), case);
        // The page of a case asks for notices of this case, whether there are any or not.
        rows.insert("notice".to_owned(), Columns::from([("subject_id".to_owned(), id)]));
        Ok(Self { rows, shared, now })
    }

    /// Learns of a row of another table.
    pub(crate) fn learn(&mut self, table: &str, row: Columns) {
        self.rows.insert(table.to_owned(), row);
    }

    /// A captured statement with the values of this world.
    ///
    /// # Errors
    /// Where a value is not known.
    pub(crate) fn statement(&self, captured: &Captured) -> Result<Statement> {
        let values =
            places(&captured.sql)?.iter().map(|place| self.value(place, captured)).collect::<Result<Vec<_>>>()?;
        // The texts live as long as the process: the driver knows a statement again by its text.
        let sql: &'static str = Box::leak(captured.sql.clone().into_boxed_str());
        Ok(if captured.gives_rows() { Statement::select(sql, values) } else { Statement::change(sql, values) })
    }

    fn value(&self, place: &Place, captured: &Captured) -> Result<Value> {
        let words = |column: &str| {
            ensure!(column == "status", "the words of `{column}` are not known in: {}", captured.sql);
            Ok(STATUSES)
        };
        match place {
            Place::Limit if captured.sql.starts_with("select count(*)") => Ok(COUNT_LIMIT.into()),
            Place::Limit => Ok(i64::try_from(captured.rows.max(1))?.into()),
            // Whoever finds it taken is told so, and goes on.
            Place::Lock => Ok(1_i64.into()),
            Place::List { table, column } if table == "cases" && column == "id" => {
                let id = self.shared.get("case_id").and_then(hex).context("the case's id")?;
                Ok(serde_json::json!([id]).into())
            }
            Place::List { column, .. } if column == "customer_id" => {
                let id = self.shared.get(column).and_then(hex).context("the customer's id")?;
                Ok(serde_json::json!([id]).into())
            }
            Place::List { column, .. } => Ok(serde_json::json!(words(column)?).into()),
            Place::Element { column, .. } => {
                ensure!(column == "roles", "the words in `{column}` are not known in: {}", captured.sql);
                Ok(ADMINISTRATOR.into())
            }
            Place::Word { column, index, .. } => Ok(words(column)?[(*index).min(STATUSES.len() - 1)].into()),
            Place::Column { table, column } => {
                // A time is compared with the present, not with the row's own.
                let is_time = column == "at" || column.ends_with("_at") || column.ends_with("_until");
                let now = is_time.then(|| self.now.into());
                let own = || self.rows.get(table).and_then(|row| row.get(column)).cloned();
                let found = now.or_else(|| self.shared.get(column).cloned()).or_else(own);
                found.with_context(|| format!("no value for {table}.{column} in: {}", captured.sql))
            }
        }
    }
}

/// An identifier as it stands in a list.
fn hex(id: &Value) -> Option<String> {
    match id {
        Value::Id(Some(id)) => Some(id.simple().to_string()),
        Value::Bytes(Some(bytes)) => Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        _ => None,
    }
}

/// A value as it is written in a statement of our own.
pub(crate) fn literal(engine: Engine, value: &Value) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match value {
        Value::Id(Some(id)) => engine.choose(&format!("x'{}'", id.simple()), &format!("'{id}'::uuid")),
        Value::Bytes(Some(bytes)) => {
            engine.choose(&format!("x'{}'", hex(bytes)), &format!("'\\x{}'::bytea", hex(bytes)))
        }
        Value::Text(Some(text)) => format!("'{}'", text.replace('\'', "''")),
        Value::Number(Some(number)) => number.to_string(),
        _ => "null".to_owned(),
    }
}

impl Database {
    /// An identifier as this engine's driver gives it.
    pub(crate) fn id(&self, id: Uuid) -> Value {
        match self.engine() {
            Engine::Sqlite => Value::Bytes(Some(id.as_bytes().to_vec())),
            Engine::Postgres => Value::Id(Some(id)),
        }
    }

    /// Rows of a statement of our own, with their values as the driver will take them again.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn rows(&self, sql: String) -> Result<Vec<Columns>> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite { readers, .. } => {
                sqlx::query(sql).fetch_all(readers).await?.iter().map(from_sqlite).collect()
            }
            Self::Postgres(pool) => sqlx::query(sql).fetch_all(pool).await?.iter().map(from_postgres).collect(),
        }
    }
}

fn from_sqlite(row: &SqliteRow) -> Result<Columns> {
    let value = |index: usize| -> Result<Value> {
        Ok(match row.try_get_raw(index)?.type_info().name() {
            "BLOB" => Value::Bytes(row.try_get_unchecked(index)?),
            "INTEGER" => Value::Number(row.try_get_unchecked(index)?),
            _ => Value::Text(row.try_get_unchecked(index)?),
        })
    };
    row.columns().iter().map(|column| Ok((column.name().to_owned(), value(column.ordinal())?))).collect()
}

fn from_postgres(row: &PgRow) -> Result<Columns> {
    let value = |index: usize, kind: &str| -> Result<Value> {
        Ok(match kind {
            "UUID" => Value::Id(row.try_get(index)?),
            "INT8" => Value::Number(row.try_get(index)?),
            "BOOL" => Value::Flag(row.try_get(index)?),
            "TIMESTAMPTZ" => Value::Time(row.try_get(index)?),
            "BYTEA" => Value::Bytes(row.try_get(index)?),
            "JSONB" => Value::Json(row.try_get(index)?),
            "TEXT" => Value::Text(row.try_get(index)?),
            // Made by the engine itself, and bound by nobody.
            _ => Value::Text(None),
        })
    };
    let columns = row.columns().iter();
    columns.map(|column| Ok((column.name().to_owned(), value(column.ordinal(), column.type_info().name())?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        let case = Columns::from([("id".to_owned(), Value::from("case")), ("version".to_owned(), 3_i64.into())]);
        let shared = Columns::from([("cloud".to_owned(), Value::from("public"))]);
        World { rows: HashMap::from([("cases".to_owned(), case)]), shared, now: DateTime::UNIX_EPOCH }
    }

    fn statement(sql: &str, rows: u64) -> Result<Vec<Value>> {
        Ok(world().statement(&Captured { sql: sql.to_owned(), rows })?.values)
    }

    #[test]
    fn values_come_from_the_rows_of_their_tables() {
        let sql = "select 1 from cases c where c.cloud = $1 and c.id = $2 and c.updated_at < $3 limit $4";
        let expected = [Value::from("public"), "case".into(), DateTime::UNIX_EPOCH.into(), 50_i64.into()];
        assert_eq!(statement(sql, 50).unwrap(), expected);
    }

    #[test]
    fn a_list_of_cases_holds_the_case_and_a_list_of_roles_an_administrators() {
        let mut world = world();
        world.shared.insert("case_id".to_owned(), Value::Bytes(Some(vec![0, 255])));
        let sql = "select c.id from cases c where c.id in (select unhex(value) from json_each($1)) \
                   and exists (select 1 from membership m where jsonb_exists(m.roles, $2))";
        let found = world.statement(&Captured { sql: sql.to_owned(), rows: 1 }).unwrap().values;
        assert_eq!(found, [serde_json::json!(["00ff"]).into(), "customer_admin".into()]);
    }

    #[test]
    fn a_list_of_customers_holds_the_cases_own() {
        let mut world = world();
        world.shared.insert("customer_id".to_owned(), Value::Bytes(Some(vec![1, 171])));
        let sql = "select name from health_feed where customer_id in (select value from json_each($1))";
        let found = world.statement(&Captured { sql: sql.to_owned(), rows: 1 }).unwrap().values;
        assert_eq!(found, [serde_json::json!(["01ab"]).into()]);
    }

    #[test]
    fn a_count_stops_where_the_programs_does() {
        let sql = "select count(*) from (select 1 from cases c where c.status in (?, ?) limit ?) found";
        let expected = [Value::from("open"), "waiting_on_customer".into(), 100_i64.into()];
        assert_eq!(statement(sql, 1).unwrap(), expected);
    }

    #[test]
    fn a_value_that_nobody_knows_is_an_error_with_the_statement() {
        let error = statement("select 1 from elsewhere where colour = $1", 1).unwrap_err().to_string();
        assert_eq!(error, "no value for elsewhere.colour in: select 1 from elsewhere where colour = $1");
    }
}

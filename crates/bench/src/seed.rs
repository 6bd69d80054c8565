//! Fills a desk: a few cases made through the API are copied by the database itself, each many times, with its
//! timeline and its words, under new ids, numbers and times. So every row is one that the program wrote.

use anyhow::{Context, Result, ensure};

use crate::database::{Database, Engine};

/// The tables that belong to a case, with the column that says which.
const TABLES: &[(&str, &str)] = &[("cases", "id"), ("timeline", "case_id"), ("case_text", "case_id")];

/// The first number of a copied case: above all that a desk of this size would give by itself.
const FIRST_NUMBER: u64 = 1_000_000;

/// A case to be copied.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    /// Its identifier as 32 hexadecimal digits.
    pub(crate) id: String,
    /// How many copies of it are made.
    pub(crate) copies: u64,
}

/// Copies the templates, and lets the engine count what it has, as it would by itself after a while.
///
/// # Errors
/// The driver's.
pub(crate) async fn copy(database: &Database, templates: &[Template]) -> Result<()> {
    for (index, template) in templates.iter().enumerate() {
        ensure!(template.id.len() == 32, "not an identifier: {}", template.id);
        for (table, key) in TABLES {
            let columns = columns(database, table).await?;
            ensure!(!columns.is_empty(), "there is no table {table}");
            let sql = statement(database.engine(), table, key, &columns, index, template);
            database.execute(sql).await.with_context(|| format!("copying into {table}"))?;
        }
    }
    database
        .execute(
            database.engine().choose(
                "analyze; drop table if exists sqlite_stat4; pragma wal_checkpoint(truncate)",
                "vacuum analyze",
            ),
        )
        .await
}

/// How many rows there are.
///
/// # Errors
/// The driver's.
pub(crate) async fn count(database: &Database, table: &str) -> Result<u64> {
    let counted = database.texts(format!("select cast(count(*) as text) from {table}")).await?;
    counted.first().and_then(|count| count.parse().ok()).context("a count is a number")
}

/// The columns that are written; the others the engine fills in.
async fn columns(database: &Database, table: &str) -> Result<Vec<String>> {
    let sql = database.engine().choose(
        "select name from pragma_table_info('TABLE') where name <> 'doc' order by cid",
        "select column_name::text from information_schema.columns where table_name = 'TABLE' \
         and table_schema = any(current_schemas(false)) and is_generated = 'NEVER' order by ordinal_position",
    );
    database.texts(sql.replace("TABLE", table)).await
}

/// `insert … select` of all copies of one template. The rows of the template are `t`, with their place `k`; the copies
/// are counted by `n.i`.
fn statement(engine: Engine, table: &str, key: &str, columns: &[String], index: usize, template: &Template) -> String {
    let Template { id, copies } = template;
    let values: Vec<String> = columns.iter().map(|column| value(engine, key, column, index)).collect();
    let names = columns.join(", ");
    let values = values.join(", ");
    let id = engine.choose(&format!("x'{id}'"), &format!("'{id}'::uuid"));
    let order = if columns.iter().any(|column| column == "id") { "id" } else { key };
    let rows = format!("select *, row_number() over (order by {order}) as k from {table} where {key} = {id}");
    let numbers = engine.choose(
        &format!("with recursive n (i) as (select 1 union all select i + 1 from n where i < {copies})"),
        &format!("with n (i) as (select generate_series(1, {copies}))"),
    );
    // Copy by copy, so that what belongs together is written together.
    format!("insert into {table} ({names}) {numbers} select {values} from n cross join ({rows}) t order by n.i, t.k")
}

/// What a column of a copy holds.
fn value(engine: Engine, key: &str, column: &str, index: usize) -> String {
    let earlier = |column: &str| {
        engine.choose(
            // The driver's own way to write a time, so that texts sort as times.
            &format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', t.{column}, '-' || (n.i * 60) || ' seconds')"),
            &format!("t.{column} - n.i * interval '60 seconds'"),
        )
    };
    match column {
        column if column == key => new_id(engine, index, "0"),
        "id" => new_id(engine, index, "t.k"),
        "number" => {
            let first = FIRST_NUMBER * (index as u64 + 1);
            engine.choose(&format!("'T-' || ({first} + n.i)"), &format!("'T-' || ({first} + n.i)::text"))
        }
        "words" => engine.choose("t.words || ' copy' || n.i", "t.words || ' copy' || n.i::text"),
        "created_at" | "updated_at" | "at" => earlier(column),
        "resolved_at" | "closed_at" => format!("case when t.{column} is null then null else {} end", earlier(column)),
        // Never due while it is measured, and each at another time. What no clock runs for stays at the end of time.
        "next_due_at" => {
            let later = engine.choose(
                "strftime('%Y-%m-%dT%H:%M:%S+00:00', t.next_due_at, '+' || (7 * 86400 + n.i * 60) || ' seconds')",
                "t.next_due_at + interval '7 days' + n.i * interval '60 seconds'",
            );
            let never = engine.choose("t.next_due_at > '9999'", "t.next_due_at > '9999-01-01'::timestamptz");
            format!("case when {never} then t.next_due_at else {later} end")
        }
        _ => format!("t.{column}"),
    }
}

/// An identifier of the shape that the program's own have: a time, then what makes it unique. A case's own has the
/// part 0, its entries count from 1.
fn new_id(engine: Engine, index: usize, part: &str) -> String {
    // Each template has a stretch of time of its own, so that keys grow as they would in use.
    let start = 1_600_000_000_000_u64 + index as u64 * 10_000_000;
    engine.choose(
        &format!("unhex(printf('%012x7%03x8%015x', {start} + n.i, {part}, n.i))"),
        &format!(
            "(lpad(to_hex({start} + n.i), 12, '0') || '7' || lpad(to_hex({part}), 3, '0') || '8' || lpad(to_hex(n.i), 15, '0'))::uuid"
        ),
    )
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions;

    use super::*;

    const ID: &str = "0198c0de00007000800000000000beef";

    async fn database() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        options.connect().await.unwrap();
        let database = Database::sqlite(&file).await.unwrap();
        let schema =
            "create table cases (id blob primary key, number text unique, next_due_at text, created_at text) strict;
            create table timeline (case_id blob, id blob, at text, text text, primary key (case_id, id)) strict;
            create table case_text (doc integer primary key, case_id blob unique, words text) strict;";
        database.execute(schema.to_owned()).await.unwrap();
        let row = format!(
            "insert into cases values (x'{ID}', 'T-1', '9999-12-31T23:59:59+00:00', '2026-09-14T05:30:00.25+00:00');
             insert into timeline values (x'{ID}', x'01', '2026-09-14T05:30:00+00:00', 'one');
             insert into timeline values (x'{ID}', x'02', '2026-09-14T05:31:00+00:00', 'two');
             insert into case_text (case_id, words) values (x'{ID}', 'teams link');"
        );
        database.execute(row).await.unwrap();
        (folder, database)
    }

    #[tokio::test]
    async fn each_copy_has_its_own_id_number_time_and_timeline() {
        let (_folder, database) = database().await;
        let template = Template { id: ID.to_owned(), copies: 100 };
        copy(&database, &[template.clone(), template]).await.unwrap();
        assert_eq!(count(&database, "cases").await.unwrap(), 201);
        assert_eq!(count(&database, "timeline").await.unwrap(), 402);
        assert_eq!(count(&database, "case_text").await.unwrap(), 201);
        let times = database.texts("select created_at from cases where number = 'T-1000002'".to_owned()).await.unwrap();
        assert_eq!(times, ["2026-09-14T05:28:00+00:00"]);
        let sql =
            "select t.text from timeline t join cases c on c.id = t.case_id where c.number = 'T-2000100' order by t.id";
        assert_eq!(database.texts(sql.to_owned()).await.unwrap(), ["one", "two"]);
    }

    #[tokio::test]
    async fn the_end_of_time_stays_the_end_of_time() {
        let (_folder, database) = database().await;
        copy(&database, &[Template { id: ID.to_owned(), copies: 2 }]).await.unwrap();
        let due = database.texts("select distinct next_due_at from cases".to_owned()).await.unwrap();
        assert_eq!(due, ["9999-12-31T23:59:59+00:00"]);
    }
}

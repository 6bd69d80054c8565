//! What can be said of all statements and all tables at once.

use std::collections::BTreeSet;

use sqlx::{Executor, SqlSafeStr};

use crate::{
    System, constraint,
    db::{Conn, Engine},
    guard, statement,
    test_support::TestStore,
};

async fn every_statement_can_be_prepared(store: TestStore) {
    let mut read = store.read(System).await.unwrap();
    for one in statement::ALL.iter().copied().flatten() {
        let done = match (read.link().conn(), one.lite, one.pg) {
            (Conn::Lite(conn), Some(sql), _) => conn.prepare(sql.into_sql_str()).await.map(drop),
            (Conn::Pg(conn), _, Some(sql)) => conn.prepare(sql.into_sql_str()).await.map(drop),
            _ => Ok(()),
        };
        assert!(done.is_ok(), "{}: {}", one.name, done.unwrap_err());
    }
}

/// Threat 24: whatever statement a person's handle runs, it can be run behind the guards.
async fn every_statement_can_be_prepared_behind_the_guards(store: TestStore) {
    let mut read = store.read(System).await.unwrap();
    let mut guarded = 0;
    for one in statement::ALL.iter().copied().flatten() {
        let (sql, place) = match (read.link().engine(), one.lite, one.pg) {
            (Engine::Sqlite, Some(sql), _) => (sql, "main."),
            (Engine::Postgres, _, Some(sql)) => (sql, ""),
            _ => continue,
        };
        let bound = (1..=40).rev().find(|number| sql.contains(&format!("${number}"))).unwrap_or(0);
        let Some(text) = guard::guarded(sql, bound, place) else { continue };
        guarded += 1;
        let sql = sqlx::AssertSqlSafe(text.clone()).into_sql_str();
        let done = match read.link().conn() {
            Conn::Lite(conn) => conn.prepare(sql).await.map(drop),
            Conn::Pg(conn) => conn.prepare(sql).await.map(drop),
        };
        assert!(done.is_ok(), "{}: {}\n{text}", one.name, done.unwrap_err());
    }
    assert!(guarded > 100, "{guarded}");
}

/// Tables with a column that leads to a customer and no guard of their own, and why nothing of a customer is read from them by
/// somebody who does not reach it.
const UNGUARDED: &[(&str, &str)] = &[
    ("case_text", "read only together with the cases whose words it has"),
    ("customer_reach", "what the guards are made from"),
    ("reader_key", "a person's own keys, which show service health alone"),
    ("received_request", "its customers are the sender's; the use cases look up our case for it"),
    ("ticket_origin", "of received requests"),
];

/// Threat 24: a table that was added and forgotten.
async fn every_table_that_leads_to_a_customer_is_guarded(store: TestStore) {
    let mut read = store.read(System).await.unwrap();
    let leads: Vec<String> =
        match read.link().conn() {
            Conn::Lite(conn) => sqlx::query_scalar(
                "select distinct t.name from pragma_table_list t, pragma_table_info(t.name) c where t.type = 'table' \
                 and t.schema = 'main' and c.name in ('customer_id', 'case_id', 'request_id') order by t.name",
            )
            .fetch_all(conn)
            .await,
            Conn::Pg(conn) => {
                sqlx::query_scalar(
                    "select distinct table_name::text from information_schema.columns where table_schema = 'public' \
                 and column_name in ('customer_id', 'case_id', 'request_id') order by 1",
                )
                .fetch_all(conn)
                .await
            }
        }
        .unwrap();
    for table in &leads {
        let is_guarded = guard::GUARDED.iter().any(|(name, _)| name == table);
        let is_said = UNGUARDED.iter().any(|(name, _)| name == table);
        assert!(is_guarded != is_said, "{table}: guarded {is_guarded}, said to need no guard {is_said}");
    }
    for (name, _) in UNGUARDED {
        assert!(leads.iter().any(|table| table == name), "{name} leads to no customer any more");
    }
}

/// The unique constraints as the engine itself describes them, in the form of the table in `constraint.rs`.
async fn described(store: &TestStore) -> BTreeSet<(String, String)> {
    let mut read = store.read(System).await.unwrap();
    let rows: Vec<(String, String, String, bool)> = match read.link().conn() {
        Conn::Lite(conn) => {
            sqlx::query_as(
                "select t.name, i.name, c.name, i.origin = 'pk' from pragma_table_list t, pragma_index_list(t.name) i, \
                 pragma_index_info(i.name) c where t.type = 'table' and t.schema = 'main' and i.\"unique\" = 1 order by t.name, i.name, c.seqno",
            )
            .fetch_all(conn)
            .await
        }
        Conn::Pg(conn) => {
            sqlx::query_as(
                "select t.relname::text, i.relname::text, a.attname::text, x.indisprimary from pg_index x \
                 join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid \
                 join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public' \
                 cross join lateral unnest(x.indkey) with ordinality k(attnum, place) \
                 join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum \
                 where x.indisunique order by t.relname, i.relname, k.place",
            )
            .fetch_all(conn)
            .await
        }
    }
    .unwrap();
    let mut found: Vec<(String, String)> = Vec::new();
    for (table, index, column, primary) in rows.into_iter().filter(|row| row.0 != "_sqlx_migrations") {
        let name = if primary { format!("{table}_pkey") } else { index };
        match found.last_mut() {
            Some((last, columns)) if *last == name => *columns += &format!(", {table}.{column}"),
            _ => found.push((name, format!("{table}.{column}"))),
        }
    }
    found.into_iter().collect()
}

async fn every_unique_constraint_is_known_by_name(store: TestStore) {
    let known: BTreeSet<_> =
        constraint::UNIQUE.iter().map(|(name, columns)| ((*name).to_owned(), (*columns).to_owned())).collect();
    let described = described(&store).await;
    let unknown: Vec<_> = described.difference(&known).collect();
    assert!(unknown.is_empty(), "not in constraint.rs: {unknown:#?}");
    let gone: Vec<_> = known.difference(&described).collect();
    assert!(gone.is_empty(), "only in constraint.rs: {gone:#?}");
}

/// Tables that belong to the desk itself, not to an owner.
const WITHOUT_OWNER: &[&str] = &[
    "meta",
    "organization",
    "recovery_code",
    "schedule",
    "person_link",
    "second_factor",
    "session",
    "sign_in_attempt",
    "users",
];

#[test]
fn the_owner_leads_every_primary_key() {
    for (name, columns) in constraint::UNIQUE.iter().filter(|(name, _)| name.ends_with("_pkey")) {
        let table = name.trim_end_matches("_pkey");
        let led = columns.starts_with(&format!("{table}.organization_id, {table}.cloud"));
        assert_eq!(led, !WITHOUT_OWNER.contains(&table), "{table}");
    }
}

#[test]
fn no_statement_stands_outside_the_lists() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut folders = vec![std::path::PathBuf::from(source)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" && name != "test_support" {
                    folders.push(path);
                }
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (number, line) in text.lines().enumerate() {
                let direct = ["query(\"", "query_as(\"", "query_scalar(\"", "raw_sql(\""];
                assert!(!direct.iter().any(|call| line.contains(call)), "{}:{}", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn every_placeholder_is_filled_in_on_both_engines() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for migration in crate::migration::migrations(engine) {
            assert!(!migration.sql.as_str().contains('{'), "{engine:?} {}", migration.description);
        }
    }
}

#[test]
fn every_file_in_the_folder_of_migrations_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let files: BTreeSet<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let listed: BTreeSet<_> = crate::migration::migrations(Engine::Sqlite)
        .iter()
        .map(|one| format!("{:04}_{}.sql", one.version, one.description))
        .collect();
    assert_eq!(files, listed);
}

crate::on_both_engines!(
    every_statement_can_be_prepared,
    every_statement_can_be_prepared_behind_the_guards,
    every_table_that_leads_to_a_customer_is_guarded,
    every_unique_constraint_is_known_by_name,
);

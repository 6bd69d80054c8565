//! All that a database says, for tests that look for what must not be in it.

use sqlx::AssertSqlSafe;

use crate::{Store, store::Direct};

/// The tables with their rows as text, bytes as what they spell; an engine that does not spell them gives them in hexadecimal digits.
///
/// # Panics
/// When the database cannot be read.
pub async fn dump(store: &Store) -> Vec<(String, String)> {
    let mut all = Vec::new();
    match store.direct().await.expect("a connection of its own") {
        Direct::Lite(mut conn) => {
            let tables = "select m.name, group_concat('coalesce(cast(\"' || c.name || '\" as text), '''')', ' || '' '' || ') \
                          from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' \
                          and m.name not like 'sqlite_%' and m.name not like 'case_words%' group by m.name";
            let tables: Vec<(String, String)> = sqlx::query_as(tables).fetch_all(&mut conn).await.expect("its tables");
            for (table, row) in tables {
                let rows = AssertSqlSafe(format!("select cast({row} as blob) from \"{table}\""));
                let rows: Vec<Vec<u8>> = sqlx::query_scalar(rows).fetch_all(&mut conn).await.expect("its rows");
                let rows: Vec<_> = rows.iter().map(|row| String::from_utf8_lossy(row).into_owned()).collect();
                all.push((table, rows.join("\n")));
            }
        }
        Direct::Pg(mut conn) => {
            let tables = "select table_name::text from information_schema.tables where table_schema = current_schema()";
            let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut conn).await.expect("its tables");
            for table in tables {
                let rows = AssertSqlSafe(format!("select coalesce(string_agg(t::text, ' '), '') from \"{table}\" t"));
                let rows = sqlx::query_scalar(rows).fetch_one(&mut conn).await.expect("its rows");
                all.push((table, rows));
            }
        }
    }
    all
}

/// The tables that say this somewhere.
pub async fn tables_that_say(store: &Store, text: &str) -> Vec<String> {
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let all = dump(store).await;
    all.into_iter().filter(|(_, rows)| rows.contains(text) || rows.contains(&digits)).map(|(table, _)| table).collect()
}

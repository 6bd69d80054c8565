//! What the bare driver does to open a case: the statements that the program ran for one, with the rows that it wrote,
//! under new identifiers each time.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::bare::{Make, Unit};
use crate::capture::{Asked, Captured};
use crate::database::Database;
use crate::place::{Place, inserted, places};
use crate::statement::{Statement, Value};
use crate::world::{Columns, World, literal};

/// The first number of a case that the bare driver opens: above all others.
const FIRST_NUMBER: u64 = 90_000_000;

/// The case that the program opened.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) id: Uuid,
    /// The identifier as people see it.
    pub(crate) text: String,
    /// The key that came with the request.
    pub(crate) key: String,
    /// The database's time just before.
    pub(crate) since: DateTime<Utc>,
}

/// The statements of one opening, and what in them is new each time.
#[derive(Debug)]
pub(crate) struct Opening {
    unit: Unit,
    ids: Vec<Value>,
    number: Value,
    key: Value,
}

impl Opening {
    /// Puts the captured statements together with the rows that they wrote.
    ///
    /// # Errors
    /// Where a row or a value is not found.
    pub(crate) async fn read(database: &Database, asked: &Asked, mut world: World, opened: &Opened) -> Result<Self> {
        let mut written: HashMap<String, Vec<Columns>> = HashMap::new();
        for captured in &asked.inside {
            if let Some((table, _)) = inserted(&captured.sql).filter(|(table, _)| !written.contains_key(table)) {
                let mut rows = rows_of(database, &table, opened).await?;
                if let Some(row) = rows.first() {
                    world.learn(&table, row.clone());
                }
                rows.reverse(); // to be taken from the end
                written.insert(table, rows);
            }
        }
        let ids =
            ["cases", "timeline", "audit_entry", "outbox"].iter().filter_map(|table| written.get(*table)).flatten();
        let ids = ids.filter_map(|row| row.get("id").cloned()).collect();
        let number = written["cases"].first().and_then(|row| row.get("number")).context("the case's number")?.clone();
        let mut inside = Vec::new();
        for captured in &asked.inside {
            inside.push(match inserted(&captured.sql).and_then(|(table, _)| written.get_mut(&table)) {
                Some(rows) => insert(captured, &rows.pop().with_context(|| captured.sql.clone())?)?,
                None => world.statement(captured)?,
            });
        }
        let statements = |part: &[Captured]| part.iter().map(|one| world.statement(one)).collect::<Result<Vec<_>>>();
        let unit = Unit { before: statements(&asked.before)?, inside, after: statements(&asked.after)? };
        Ok(Self { unit, ids, number, key: opened.key.as_str().into() })
    }

    /// Runs one opening, and compares the rows of each statement with those that the program's had.
    ///
    /// # Errors
    /// Where they differ: then the bare driver would do something else than the program.
    pub(crate) async fn prove(&self, database: &Database, asked: &Asked) -> Result<()> {
        let unit = self.anew(0);
        let statements: Vec<&Statement> = unit.before.iter().chain(&unit.inside).chain(&unit.after).collect();
        let captured: Vec<&Captured> = asked.before.iter().chain(&asked.inside).chain(&asked.after).collect();
        compare(&database.counts(&statements).await?, &captured)
    }

    /// Makes one opening after the other.
    pub(crate) fn make(self) -> Make {
        let next = AtomicU64::new(1);
        Arc::new(move || self.anew(next.fetch_add(1, Ordering::Relaxed)))
    }

    fn anew(&self, turn: u64) -> Unit {
        let renew = |statements: &[Statement]| {
            statements
                .iter()
                .map(|one| Statement {
                    values: one.values.iter().map(|value| self.renew(value, turn)).collect(),
                    ..*one
                })
                .collect()
        };
        Unit { before: renew(&self.unit.before), inside: renew(&self.unit.inside), after: renew(&self.unit.after) }
    }

    fn renew(&self, value: &Value, turn: u64) -> Value {
        if let Some(index) = self.ids.iter().position(|id| id == value) {
            // In the order of time, as the program's own.
            let id = Uuid::from_u128((0x01ff_0000_0000_7000_8000_u128 << 48) | (u128::from(turn) << 8) | index as u128);
            return match value {
                Value::Bytes(_) => id.as_bytes().to_vec().into(),
                _ => id.into(),
            };
        }
        match value {
            value if *value == self.number => format!("T-{}", FIRST_NUMBER + turn).into(),
            value if *value == self.key => format!("bare-{turn}").into(),
            value => value.clone(),
        }
    }
}

/// Every statement must give or change as many rows as the program's own did.
///
/// # Errors
/// Naming those that do not.
pub(crate) fn compare(counts: &[u64], captured: &[&Captured]) -> Result<()> {
    let differ = counts.iter().zip(captured).filter(|(count, captured)| **count != captured.rows);
    let lines: Vec<String> =
        differ.map(|(count, one)| format!("{count} rows instead of {}: {}", one.rows, one.sql)).collect();
    ensure!(
        lines.is_empty() && counts.len() == captured.len(),
        "the bare driver does something else:\n{}",
        lines.join("\n")
    );
    Ok(())
}

/// The rows that the program wrote into a table for this case, in the order in which it wrote them.
async fn rows_of(database: &Database, table: &str, opened: &Opened) -> Result<Vec<Columns>> {
    let case = literal(database.engine(), &database.id(opened.id));
    let condition = match table {
        "cases" => format!("id = {case}"),
        "timeline" => format!("case_id = {case} order by id"),
        "case_text" | "case_issue" => format!("case_id = {case}"),
        "audit_entry" => format!("subject = '{}' order by id", opened.text),
        "idempotency" => format!("key = '{}'", opened.key),
        "outbox" => format!("created_at >= '{}' order by id", opened.since.to_rfc3339()),
        other => {
            anyhow::bail!("the program writes into {other} now; tell crates/bench/src/opening.rs how to find the row")
        }
    };
    database.rows(format!("select * from {table} where {condition}")).await
}

fn insert(captured: &Captured, row: &Columns) -> Result<Statement> {
    let places = places(&captured.sql)?;
    let values = places.iter().map(|place| {
        let Place::Column { column, .. } = place else { anyhow::bail!("no column in: {}", captured.sql) };
        row.get(column).cloned().with_context(|| format!("no {column} in the row of: {}", captured.sql))
    });
    let values = values.collect::<Result<Vec<_>>>()?;
    let sql: &'static str = Box::leak(captured.sql.clone().into_boxed_str());
    Ok(if captured.gives_rows() { Statement::select(sql, values) } else { Statement::change(sql, values) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening() -> Opening {
        let values = vec![vec![7_u8; 16].into(), "T-20418".into(), "key".into(), "Teams".into()];
        let inside = vec![Statement::change("insert", values)];
        let unit = Unit { inside, ..Unit::default() };
        Opening { unit, ids: vec![vec![7_u8; 16].into()], number: "T-20418".into(), key: "key".into() }
    }

    #[test]
    fn each_opening_has_an_id_a_number_and_a_key_of_its_own_and_the_rest_stays() {
        let make = opening().make();
        let (first, second) = (make(), make());
        let (first, second) = (&first.inside[0].values, &second.inside[0].values);
        for place in 0..3 {
            assert_ne!(first[place], second[place], "{place}");
        }
        assert_eq!(first[1], Value::from("T-90000001"));
        assert_eq!((&first[3], &second[3]), (&Value::from("Teams"), &Value::from("Teams")));
    }

    #[test]
    fn a_statement_with_other_rows_than_the_programs_is_named() {
        let captured = Captured { sql: "select 1".to_owned(), rows: 2 };
        assert!(compare(&[2], &[&captured]).is_ok());
        let error = compare(&[1], &[&captured]).unwrap_err().to_string();
        assert!(error.ends_with("1 rows instead of 2: select 1"), "{error}");
    }
}

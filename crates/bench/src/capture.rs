//! What the program asks of its database for one request, read off its own log: the text of each statement and how
//! many rows it gave or changed. The bare driver then runs the same, so that the two can never drift apart.

use std::collections::HashSet;

/// How much of a log was read before the request came.
pub(crate) type Offset = usize;

/// The filter that makes the program log its statements.
pub(crate) const LOG_FILTER: &str = "warn,sqlx::query=debug";

/// A statement as the program ran it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Captured {
    pub(crate) sql: String,
    /// Rows that it gave, or changed where it gives none.
    pub(crate) rows: u64,
}

impl Captured {
    /// Whether it gives rows.
    pub(crate) fn gives_rows(&self) -> bool {
        self.sql.starts_with("select") || self.sql.starts_with("with") || self.sql.contains(" returning ")
    }
}

/// The statements of a part of the log, without those that begin and end transactions, and without those of these
/// texts: what the program does by itself from time to time.
pub(crate) fn read(log: &str, background: &HashSet<String>) -> Vec<Captured> {
    let all = log.lines().filter_map(statement);
    all.filter(|one| !is_control(&one.sql) && !background.contains(&one.sql)).collect()
}

/// `… summary="…" db.statement="…" rows_affected=1 rows_returned=0 …`
fn statement(line: &str) -> Option<Captured> {
    let whole = quoted(line, " db.statement=\"")?;
    let sql = if whole.is_empty() { quoted(line, "summary=\"")? } else { whole };
    let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = |name: &str| line.split_once(name)?.1.split(' ').next()?.parse::<u64>().ok();
    let (changed, given) = (number(" rows_affected=")?, number(" rows_returned=")?);
    let mut found = Captured { sql, rows: given };
    if !found.gives_rows() {
        found.rows = changed;
    }
    Some(found)
}

/// The quoted text that begins behind this, unescaped.
fn quoted(line: &str, start: &str) -> Option<String> {
    let (_, rest) = line.split_once(start)?;
    let mut text = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(text),
            '\\' => match chars.next()? {
                'n' | 'r' | 't' => text.push(' '),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

fn is_control(sql: &str) -> bool {
    let first = sql.split(' ').next().unwrap_or_default();
    ["begin", "commit", "rollback", "savepoint", "release", "pragma"]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = r#"
2026-09-14T05:30:00Z DEBUG summary="begin immediate" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z DEBUG request{id=7}: summary="select id from cases …" db.statement="\n\nselect id from cases where a = $1\n  and b = \"x\"\n" rows_affected=3 rows_returned=2 elapsed=9µs elapsed_secs=0.1
2026-09-14T05:30:00Z DEBUG summary="insert into timeline (a) …" db.statement="\n\ninsert into timeline (a) values ($1)\n" rows_affected=1 rows_returned=0 elapsed=9µs
2026-09-14T05:30:00Z DEBUG summary="update schedule set a …" db.statement="\n\nupdate schedule set a = 1 where b\n" rows_affected=1 rows_returned=0 elapsed=9µs
2026-09-14T05:30:00Z  INFO request{id=7}: answered status=200
"#;

    #[test]
    fn statements_are_read_with_their_rows_and_without_transactions() {
        let background = HashSet::from(["update schedule set a = 1 where b".to_owned()]);
        let expected = [
            Captured { sql: "select id from cases where a = $1 and b = \"x\"".to_owned(), rows: 2 },
            Captured { sql: "insert into timeline (a) values ($1)".to_owned(), rows: 1 },
        ];
        assert_eq!(read(LOG, &background), expected);
    }
}

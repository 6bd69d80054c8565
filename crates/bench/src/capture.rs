//! What the program asks of its database for one request, read off its own log: the text of each statement and how
//! many rows it gave or changed. The bare driver then runs the same, so that the two can never drift apart.

use std::collections::HashSet;

use crate::place::inserted;

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

    fn is_part_of_a_change(&self) -> bool {
        let locks = self.sql.contains("_advisory_") || self.sql.ends_with(" for update");
        locks || ["insert ", "update ", "delete "].iter().any(|change| self.sql.starts_with(change))
    }
}

/// What one request asks for: before its transaction, inside, and after. One that only reads has it all before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) before: Vec<Captured>,
    pub(crate) inside: Vec<Captured>,
    pub(crate) after: Vec<Captured>,
}

impl Asked {
    /// Reads a part of the log. Statements of these texts are left out: the program runs them by itself from time to
    /// time.
    pub(crate) fn read(log: &str, background: &HashSet<String>) -> Self {
        let mut asked = Self::default();
        let mut in_transaction = false;
        for one in log.lines().filter_map(statement) {
            match control(&one.sql) {
                Some(Control::Begin) => in_transaction = true,
                Some(Control::End) if in_transaction => in_transaction = false,
                Some(Control::End) => asked.split_off(),
                Some(Control::Other) => {}
                None if background.contains(&one.sql) => {}
                None if in_transaction => asked.inside.push(one),
                None if asked.inside.is_empty() => asked.before.push(one),
                None => asked.after.push(one),
            }
        }
        asked
    }

    /// A transaction ended whose beginning is not in the log, as PostgreSQL's driver sends it along with its first
    /// statement: the first that locks or changes something.
    fn split_off(&mut self) {
        if self.inside.is_empty() {
            let begin = self.before.iter().position(Captured::is_part_of_a_change).unwrap_or(self.before.len());
            self.inside = self.before.split_off(begin);
        }
    }

    /// How many statements there are.
    pub(crate) fn len(&self) -> usize {
        self.before.len() + self.inside.len() + self.after.len()
    }

    /// Whether one of them adds rows to this table.
    pub(crate) fn writes(&self, table: &str) -> bool {
        let all = self.before.iter().chain(&self.inside).chain(&self.after);
        all.filter_map(|one| inserted(&one.sql)).any(|(into, _)| into == table)
    }

    /// The same statements, whatever order those took that ran side by side.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let sorted = |part: &[Captured]| {
            let mut texts: Vec<(String, u64)> = part.iter().map(|one| (one.sql.clone(), one.rows)).collect();
            texts.sort();
            texts
        };
        let parts = [(&self.before, &other.before), (&self.inside, &other.inside), (&self.after, &other.after)];
        parts.iter().all(|(mine, others)| sorted(mine) == sorted(others))
    }
}

/// The texts of all statements in a part of the log.
pub(crate) fn texts(log: &str) -> HashSet<String> {
    log.lines().filter_map(statement).map(|one| one.sql).collect()
}

/// The statements of a part of the log, without those that begin, end or set up something.
pub(crate) fn captured(log: &str) -> Vec<Captured> {
    log.lines().filter_map(statement).filter(|one| control(&one.sql).is_none()).collect()
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

/// What is no statement of the program's own.
enum Control {
    Begin,
    End,
    /// Savepoints, and the settings of a new connection.
    Other,
}

fn control(sql: &str) -> Option<Control> {
    let first = sql.split([' ', ';']).next().unwrap_or_default().to_ascii_lowercase();
    match first.as_str() {
        "begin" => Some(Control::Begin),
        "commit" => Some(Control::End),
        "rollback" if !sql.contains(" to ") => Some(Control::End),
        "rollback" | "savepoint" | "release" | "pragma" => Some(Control::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = r#"
2026-09-14T05:30:00Z DEBUG request{id=7}: summary="select id from cases …" db.statement="\n\nselect id from cases where a = $1\n  and b = \"x\"\n" rows_affected=3 rows_returned=2 elapsed=9µs elapsed_secs=0.1
2026-09-14T05:30:00Z DEBUG summary="begin immediate" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z DEBUG summary="savepoint member" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z DEBUG summary="update schedule set a …" db.statement="\n\nupdate schedule set a = 1 where b\n" rows_affected=1 rows_returned=0 elapsed=9µs
2026-09-14T05:30:00Z DEBUG summary="commit" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z DEBUG summary="begin immediate" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z DEBUG summary="insert into timeline (a) …" db.statement="\n\ninsert into timeline (a) values ($1)\n" rows_affected=1 rows_returned=0 elapsed=9µs
2026-09-14T05:30:00Z DEBUG summary="commit" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z DEBUG request{id=7}: summary="select 1 from b" db.statement="" rows_affected=0 rows_returned=0 elapsed=1µs
2026-09-14T05:30:00Z  INFO request{id=7}: answered status=200
"#;

    fn one(sql: &str, rows: u64) -> Captured {
        Captured { sql: sql.to_owned(), rows }
    }

    #[test]
    fn statements_are_read_with_their_rows_and_their_place_around_the_transaction() {
        let background = HashSet::from(["update schedule set a = 1 where b".to_owned()]);
        let asked = Asked::read(LOG, &background);
        assert_eq!(asked.before, [one("select id from cases where a = $1 and b = \"x\"", 2)]);
        assert_eq!(asked.inside, [one("insert into timeline (a) values ($1)", 1)]);
        assert_eq!(asked.after, [one("select 1 from b", 0)]);
        assert_eq!(asked.len(), 3);
    }

    #[test]
    fn a_transaction_that_begins_unseen_begins_with_its_first_lock_or_change() {
        let line =
            |sql: &str| format!("summary=\"{sql}\" db.statement=\"\" rows_affected=1 rows_returned=1 elapsed=1\n");
        let log =
            ["select 1", "select pg_try_advisory_xact_lock($1)", "select 2", "insert into a", "COMMIT", "select 3"];
        let asked = Asked::read(&log.map(line).concat(), &HashSet::new());
        let sql = |part: &[Captured]| part.iter().map(|one| one.sql.clone()).collect::<Vec<_>>();
        assert_eq!(sql(&asked.before), ["select 1"]);
        assert_eq!(sql(&asked.inside), ["select pg_try_advisory_xact_lock($1)", "select 2", "insert into a"]);
        assert_eq!(sql(&asked.after), ["select 3"]);
    }

    #[test]
    fn the_order_of_what_ran_side_by_side_does_not_matter_but_its_rows_do() {
        let asked = |before: &[Captured]| Asked { before: before.to_vec(), ..Asked::default() };
        let (a, b) = (one("select 1", 1), one("select 2", 2));
        assert!(asked(&[a.clone(), b.clone()]).is_like(&asked(&[b.clone(), a.clone()])));
        assert!(!asked(std::slice::from_ref(&a)).is_like(&asked(&[a.clone(), b])));
        assert!(!asked(&[a]).is_like(&asked(&[one("select 1", 3)])));
    }

    #[test]
    fn the_texts_of_an_idle_program_are_all_of_them() {
        assert!(texts(LOG).contains("update schedule set a = 1 where b"));
    }
}

//! What a person whose lists narrow which customers they reach is shown of the tables: the wall stands below every statement, so
//! that no statement has to think of it (docs/adr/0023).
//!
//! The handle of such a person puts a common table expression before each select, under the name of each table that holds
//! something of a customer: the statement then reads that instead of the table. Both engines put such an expression into the
//! statement before they plan it. For anybody else a statement is what it was.

use std::{
    fmt::{self, Write},
    ops::Deref,
};

use futures::{future::BoxFuture, stream::BoxStream};
use sqlx::{
    Arguments, AssertSqlSafe, Database, Describe, Either, Encode, Execute, Executor, PgConnection, Postgres,
    SqlSafeStr, SqlStr, Sqlite, SqliteConnection, Type, error::BoxDynError,
};
use tierline_domain::{Owner, UserId};
use uuid::Uuid;

/// Whose eyes a handle has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Eyes {
    pub(crate) owner: Owner,
    pub(crate) person: UserId,
}

/// A row of the table `g` is shown where this customer is within reach. `$a`, `$b` and `$c` are the owner and the person.
macro_rules! reached {
    ($customer:literal) => {
        concat!(
            "exists (select 1 from customer_reach s where s.organization_id = $a and s.cloud = $b and s.user_id = $c \
             and s.customer_id = ",
            $customer,
            ")"
        )
    };
}

/// As above, for a column that can be empty.
macro_rules! reached_if_any {
    ($customer:literal) => {
        concat!("(", $customer, " is null or ", reached!("g.customer_id"), ")")
    };
}

/// A row of the table `g` is shown where its case is: `cases` is the guarded one.
macro_rules! of_case {
    () => {
        "exists (select 1 from cases s where s.organization_id = $a and s.cloud = $b and s.id = g.case_id)"
    };
}

/// A row of the table `g` is shown where its request is: `request` is the guarded one.
macro_rules! of_request {
    () => {
        "exists (select 1 from request s where s.organization_id = $a and s.cloud = $b and s.id = g.request_id)"
    };
}

/// A row of the table `g` is kept back where its column names a row of that table out of reach. What it names may also be
/// something else, or nothing.
macro_rules! not_of {
    ($table:literal, $column:literal) => {
        concat!(
            "not exists (select 1 from ~",
            $table,
            " h where h.organization_id = $a and h.cloud = $b and h.id = ",
            $column,
            " and not exists (select 1 from customer_reach s where s.organization_id = $a and s.cloud = $b and s.user_id = $c \
             and s.customer_id = h.customer_id))"
        )
    };
}

/// The tables that hold something of a customer, and which of their rows `g` are shown. A table may refer to those before it;
/// `~` stands before a table where it itself is meant, all of it.
pub(crate) const GUARDED: &[(&str, &str)] = &[
    ("customer", reached!("g.id")),
    ("cases", reached!("g.customer_id")),
    ("request", reached!("g.customer_id")),
    ("subscription", reached!("g.customer_id")),
    ("delegated_admin", reached!("g.customer_id")),
    ("book_change", reached!("g.customer_id")),
    ("health_issue_customer", reached!("g.customer_id")),
    ("counterpart", reached_if_any!("g.customer_id")),
    ("follow", reached_if_any!("g.customer_id")),
    ("health_feed", reached_if_any!("g.customer_id")),
    ("health_issue", reached_if_any!("g.customer_id")),
    ("membership", reached_if_any!("g.customer_id")),
    ("polled_feed", reached_if_any!("g.customer_id")),
    ("customer_group_member", reached!("g.customer_id")),
    ("timeline", of_case!()),
    ("case_issue", of_case!()),
    ("issue_message", of_case!()),
    ("request_case", of_case!()),
    ("request_draft", of_case!()),
    ("support_ticket", of_request!()),
    ("support_communication", of_request!()),
    ("request_entry", not_of!("request", "g.request_id")),
    ("attachment", concat!(not_of!("cases", "g.case_id"), " and ", not_of!("request", "g.request_id"))),
    ("notice", concat!(not_of!("cases", "g.subject_id"), " and ", not_of!("request", "g.subject_id"))),
    ("outbox", not_of!("request", "g.request_id")),
    ("support_workspace", concat!(reached_if_any!("g.customer_id"), " and ", not_of!("request", "g.request_id"))),
    ("ticket_stray", not_of!("request", "g.request_id")),
];

/// What each guarded table refers to besides itself.
fn needs(condition: &str) -> &'static [&'static str] {
    if condition.contains(" from cases s ") {
        &["cases"]
    } else if condition.contains(" from request s ") {
        &["request"]
    } else {
        &[]
    }
}

/// Whether a statement names this table. Columns and aliases of the same name count as well: a table too many does no harm.
fn names(sql: &str, table: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    sql.match_indices(table)
        .any(|(at, _)| !part(sql[..at].chars().next_back()) && !part(sql[at + table.len()..].chars().next()))
}

/// The statement as this person's handle runs it, with the owner and the person as the parameters after the first `bound`;
/// none where it stays as it is: it writes, it locks what was looked at before, or it reads nothing of a customer.
pub(crate) fn guarded(sql: &str, bound: usize, place: &str) -> Option<String> {
    let (explain, rest) = match sql.find("select ").map(|at| sql.split_at(at)) {
        Some((before, rest)) if before.starts_with("explain ") => (before, rest),
        _ => ("", sql),
    };
    let (rest, own) = match rest.strip_prefix("with ") {
        Some(own) if !rest.contains(" returning ") => (own, true),
        _ if rest.starts_with("select ") => (rest, false),
        _ => return None,
    };
    if rest.ends_with(" for update") {
        return None;
    }
    let mut wanted: Vec<bool> = GUARDED.iter().map(|(table, _)| names(rest, table)).collect();
    if !wanted.contains(&true) {
        return None;
    }
    for at in (0..GUARDED.len()).filter(|at| wanted[*at]).collect::<Vec<_>>() {
        for need in needs(GUARDED[at].1) {
            if let Some(place) = GUARDED.iter().position(|(table, _)| table == need) {
                wanted[place] = true;
            }
        }
    }
    let mut text = String::with_capacity(rest.len() + 1024);
    let mut next = "with ";
    text.push_str(explain);
    for ((table, condition), _) in GUARDED.iter().zip(&wanted).filter(|(_, wanted)| **wanted) {
        let condition = condition
            .replace("$a", &format!("${}", bound + 1))
            .replace("$b", &format!("${}", bound + 2))
            .replace("$c", &format!("${}", bound + 3))
            .replace('~', place);
        // Writing to a text never fails.
        write!(text, "{next}{table} as not materialized (select g.* from {place}{table} g where {condition})").ok();
        next = ", ";
    }
    text.push_str(if own { ", " } else { " " });
    text.push_str(rest);
    Some(text)
}

/// A connection for one statement, seen with somebody's eyes.
pub(crate) struct Seen<'c, C> {
    conn: &'c mut C,
    eyes: Option<Eyes>,
}

impl<'c, C> Seen<'c, C> {
    pub(crate) fn by(conn: &'c mut C, eyes: Option<Eyes>) -> Self {
        Self { conn, eyes }
    }
}

impl<C> fmt::Debug for Seen<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen").field("eyes", &self.eyes).finish_non_exhaustive()
    }
}

impl<C> Deref for Seen<'_, C> {
    type Target = C;
    fn deref(&self) -> &C {
        self.conn
    }
}

/// A statement with its guards and their parameters.
struct Guarded<DB: Database> {
    sql: SqlStr,
    arguments: Option<Result<Option<DB::Arguments>, BoxDynError>>,
    persistent: bool,
}

impl<DB> Guarded<DB>
where
    DB: Database,
    Uuid: for<'e> Encode<'e, DB> + Type<DB>,
    &'static str: for<'e> Encode<'e, DB> + Type<DB>,
{
    /// `place` stands before the name of a table that is meant itself: within an expression of the same name SQLite would
    /// take the name for the expression's own.
    fn of<'q>(mut query: impl Execute<'q, DB>, eyes: Eyes, place: &str) -> Self {
        let (arguments, persistent) = (query.take_arguments(), query.persistent());
        let sql = query.sql();
        let mut arguments = match arguments {
            Ok(Some(arguments)) => arguments,
            other => return Self { sql, arguments: Some(other), persistent },
        };
        let Some(text) = guarded(sql.as_str(), arguments.len(), place) else {
            return Self { sql, arguments: Some(Ok(Some(arguments))), persistent };
        };
        let Eyes { owner, person } = eyes;
        let added = arguments
            .add(owner.organization.uuid())
            .and_then(|()| arguments.add(owner.cloud.word()))
            .and_then(|()| arguments.add(person.uuid()));
        Self { sql: AssertSqlSafe(text).into_sql_str(), arguments: Some(added.map(|()| Some(arguments))), persistent }
    }
}

impl<DB: Database> Execute<'_, DB> for Guarded<DB> {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&DB::Statement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<DB::Arguments>, BoxDynError> {
        self.arguments.take().unwrap_or(Ok(None))
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}

/// Implements the driver's trait for a connection of one engine, with what stands before the name of a table itself.
macro_rules! seen {
    ($conn:ty, $db:ty, $place:literal) => {
        impl<'c> Executor<'c> for Seen<'c, $conn> {
            type Database = $db;

            fn fetch_many<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxStream<'e, sqlx::Result<Either<<$db as Database>::QueryResult, <$db as Database>::Row>>>
            where
                'c: 'e,
                E: 'q + Execute<'q, $db>,
            {
                match self.eyes {
                    None => self.conn.fetch_many(query),
                    Some(eyes) => self.conn.fetch_many(Guarded::of(query, eyes, $place)),
                }
            }

            fn fetch_optional<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxFuture<'e, sqlx::Result<Option<<$db as Database>::Row>>>
            where
                'c: 'e,
                E: 'q + Execute<'q, $db>,
            {
                match self.eyes {
                    None => self.conn.fetch_optional(query),
                    Some(eyes) => self.conn.fetch_optional(Guarded::of(query, eyes, $place)),
                }
            }

            fn prepare_with<'e>(
                self,
                sql: SqlStr,
                parameters: &'e [<$db as Database>::TypeInfo],
            ) -> BoxFuture<'e, sqlx::Result<<$db as Database>::Statement>>
            where
                'c: 'e,
            {
                self.conn.prepare_with(sql, parameters)
            }

            fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<Describe<$db>>>
            where
                'c: 'e,
            {
                self.conn.describe(sql)
            }
        }
    };
}

seen!(SqliteConnection, Sqlite, "main.");
seen!(PgConnection, Postgres, "");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_select_of_customers_begins_with_what_the_person_reaches() {
        let text = guarded("select id from customer where organization_id = $1 and cloud = $2", 2, "main.").unwrap();
        assert!(
            text.starts_with("with customer as not materialized (select g.* from main.customer g where exists ("),
            "{text}"
        );
        assert!(text.contains("organization_id = $3 and s.cloud = $4 and s.user_id = $5"), "{text}");
        assert!(text.ends_with(") select id from customer where organization_id = $1 and cloud = $2"), "{text}");
    }

    #[test]
    fn what_hangs_on_a_case_brings_the_guarded_cases_along() {
        let text = guarded("select id from timeline", 0, "").unwrap();
        assert!(text.starts_with("with cases as"), "{text}");
        assert!(text.contains(", timeline as not materialized (select g.* from timeline g"), "{text}");
    }

    #[test]
    fn a_statement_keeps_its_own_expressions_behind_the_guards() {
        let text = guarded("with w as (select 1 from customer) select * from w", 0, "").unwrap();
        assert!(text.ends_with("), w as (select 1 from customer) select * from w"), "{text}");
    }

    #[test]
    fn what_writes_locks_or_reads_nothing_of_a_customer_stays_as_it_is() {
        for sql in [
            "update cases set version = 1",
            "insert into customer values (1)",
            "select id from customer for update",
            "select id from organization",
            "with due as (select 1) update outbox set state = '' returning id",
        ] {
            assert_eq!(guarded(sql, 0, ""), None, "{sql}");
        }
    }

    #[test]
    fn a_name_within_another_is_not_the_table() {
        assert!(names("select 1 from cases c", "cases"));
        assert!(!names("select 1 from cases_old", "cases") && !names("select customer_id from x", "customer"));
    }
}

//! A select whose conditions depend on what is asked for. Only literals, words of the program's own and numbers can become
//! its text; what comes from outside is carried by parameters.
//!
//! Words and limits stand in the text so that PostgreSQL sees them when it plans a prepared statement. With parameters in
//! their place the plan that fits all values looks dear to it, so that it planned anew each time, which took longer than the
//! list itself.

use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};
use tierline_domain::Owner;
use uuid::Uuid;

use crate::dialect::Speaks;

/// A value: words and numbers become text, the others parameters.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Uuid(Uuid),
    Text(String),
    Word(&'static str),
    Time(DateTime<Utc>),
    Number(i64),
}

enum Part {
    Text(&'static str),
    Bound(Bound),
}

/// The parts of the statement, in order.
pub(crate) struct Select(Vec<Part>);

impl Select {
    /// Begins with a text that ends before the condition on the owner, and adds that condition for the table of this
    /// alias: `t.organization_id = ` and so on. There is no select of an owner's rows without it.
    pub(crate) fn of(text: &'static str, organization: &'static str, cloud: &'static str, owner: Owner) -> Self {
        let mut select = Self(vec![Part::Text(text)]);
        select.push(organization).bind(Bound::Uuid(owner.organization.uuid()));
        select.push(cloud).bind(Bound::Word(owner.cloud.word()));
        select
    }

    /// Adds a literal text.
    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.0.push(Part::Text(text));
        self
    }

    /// Adds a value.
    pub(crate) fn bind(&mut self, value: Bound) -> &mut Self {
        self.0.push(Part::Bound(value));
        self
    }

    /// Adds a literal text and a value, where there is one.
    pub(crate) fn with(&mut self, text: &'static str, value: Option<Bound>) -> &mut Self {
        match value {
            Some(value) => self.push(text).bind(value),
            None => self,
        }
    }

    /// Adds a condition that a column's value is one of some words; `text` ends with `in`. No words: no condition.
    pub(crate) fn one_of(&mut self, text: &'static str, words: impl IntoIterator<Item = &'static str>) -> &mut Self {
        let mut comma = " (";
        for word in words {
            self.push(if comma == " (" { text } else { "" }).push(comma).bind(Bound::Word(word));
            comma = ", ";
        }
        self.push(if comma == " (" { "" } else { ")" })
    }

    /// The query for the engine of this connection.
    pub(crate) fn build<DB>(&self, _conn: &impl Speaks) -> QueryBuilder<DB>
    where
        DB: Database,
        Uuid: for<'e> Encode<'e, DB> + Type<DB>,
        String: for<'e> Encode<'e, DB> + Type<DB>,
        DateTime<Utc>: for<'e> Encode<'e, DB> + Type<DB>,
    {
        let mut query = QueryBuilder::new("");
        for part in &self.0 {
            match part {
                Part::Text(text) => query.push(text),
                Part::Bound(Bound::Uuid(value)) => query.push_bind(*value),
                Part::Bound(Bound::Text(value)) => query.push_bind(value.clone()),
                Part::Bound(Bound::Word(word)) => {
                    debug_assert!(
                        word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'),
                        "{word}"
                    );
                    query.push("'").push(word).push("'")
                }
                Part::Bound(Bound::Time(value)) => query.push_bind(*value),
                Part::Bound(Bound::Number(value)) => query.push(value),
            };
        }
        query
    }
}

/// Runs a [`Select`] and gives its rows.
macro_rules! rows {
    ($scope:expr, $select:expr) => {
        $crate::db::on!($scope, |c| {
            let mut query = $select.build(&*c);
            async move { query.build_query_as().fetch_all(c).await }
        })
    };
}

/// Runs a [`Select`] that gives one number.
macro_rules! number {
    ($scope:expr, $select:expr) => {
        $crate::db::on!($scope, |c| {
            let mut query = $select.build(&*c);
            async move { query.build_query_scalar::<i64>().fetch_one(c).await }
        })
    };
}

pub(crate) use {number, rows};

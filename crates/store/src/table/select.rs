//! A select whose conditions depend on what is asked for. Only literals can become its text, only parameters carry values.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{Database, Encode, QueryBuilder, Type, types::Json};
use tierline_domain::Owner;
use uuid::Uuid;

use crate::dialect::{Speaks, Sql};

/// A value for a parameter.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Uuid(Uuid),
    Text(String),
    Word(&'static str),
    Time(DateTime<Utc>),
    Number(i64),
    Json(Value),
}

enum Part {
    Text(&'static str),
    Split(Sql),
    Bound(Bound),
}

/// The parts of the statement, in order.
pub(crate) struct Select(Vec<Part>);

/// Gives the elements of a list of texts as rows with a column `value`: the engines' functions have different names.
const ELEMENTS: Sql = Sql { lite: "json_each", pg: "jsonb_array_elements_text" };

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

    /// Adds a parameter.
    pub(crate) fn bind(&mut self, value: Bound) -> &mut Self {
        self.0.push(Part::Bound(value));
        self
    }

    /// Adds a literal text and a parameter, where there is a value.
    pub(crate) fn with(&mut self, text: &'static str, value: Option<Bound>) -> &mut Self {
        match value {
            Some(value) => self.push(text).bind(value),
            None => self,
        }
    }

    /// Adds a condition that a column's value is one of some words; `text` ends with `in`. No words: no condition.
    pub(crate) fn one_of(&mut self, text: &'static str, words: impl IntoIterator<Item = &'static str>) -> &mut Self {
        let words: Vec<Value> = words.into_iter().map(Value::from).collect();
        if words.is_empty() {
            return self;
        }
        self.push(text).push(" (select value from ");
        self.0.push(Part::Split(ELEMENTS));
        self.push("(").bind(Bound::Json(Value::Array(words))).push("))")
    }

    /// The query for the engine of this connection.
    pub(crate) fn build<DB>(&self, conn: &impl Speaks) -> QueryBuilder<DB>
    where
        DB: Database,
        Uuid: for<'e> Encode<'e, DB> + Type<DB>,
        String: for<'e> Encode<'e, DB> + Type<DB>,
        &'static str: for<'e> Encode<'e, DB> + Type<DB>,
        DateTime<Utc>: for<'e> Encode<'e, DB> + Type<DB>,
        i64: for<'e> Encode<'e, DB> + Type<DB>,
        Json<Value>: for<'e> Encode<'e, DB> + Type<DB>,
    {
        let mut query = QueryBuilder::new("");
        for part in &self.0 {
            match part {
                Part::Text(text) => query.push(text),
                Part::Split(sql) => query.push(conn.choose(*sql)),
                Part::Bound(Bound::Uuid(value)) => query.push_bind(*value),
                Part::Bound(Bound::Text(value)) => query.push_bind(value.clone()),
                Part::Bound(Bound::Word(value)) => query.push_bind(*value),
                Part::Bound(Bound::Time(value)) => query.push_bind(*value),
                Part::Bound(Bound::Number(value)) => query.push_bind(*value),
                Part::Bound(Bound::Json(value)) => query.push_bind(Json(value.clone())),
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

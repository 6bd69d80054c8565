//! Facts about the database itself, as texts by key.

use crate::{
    db::{on, run},
    error::Result,
    scope::{SystemRead, SystemTx},
    statement::statements,
};

statements! {
    GET = "select value from meta where key = $1";
    SET = "insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value";
    REMOVE = "delete from meta where key = $1";
}

impl SystemRead<'_> {
    /// The value of a key.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn meta_get(&mut self, key: &str) -> Result<Option<String>> {
        on!(self, |c| sqlx::query_scalar(GET).bind(key).fetch_optional(c))
    }
}

impl SystemTx<'_> {
    /// Sets the value of a key.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn meta_set(&mut self, key: &str, value: &str) -> Result<()> {
        run!(self, sqlx::query(SET).bind(key).bind(value)).map(drop)
    }

    /// The value of a key, within what is being changed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn meta_get(&mut self, key: &str) -> Result<Option<String>> {
        on!(self, |c| sqlx::query_scalar(GET).bind(key).fetch_optional(c))
    }

    /// Forgets a key.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn meta_remove(&mut self, key: &str) -> Result<()> {
        run!(self, sqlx::query(REMOVE).bind(key)).map(drop)
    }
}

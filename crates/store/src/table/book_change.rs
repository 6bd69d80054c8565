//! What was changed in the book to keep it in step.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{CustomerId, book::Difference};
use uuid::Uuid;

use super::limit;
use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{SystemTx, TenantRead, TenantTx},
    statement::statements,
};

statements! {
    INSERT = "insert into book_change (organization_id, cloud, id, at, customer_id, name, differences) \
              values ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "select id, at, customer_id, name, differences from book_change \
            where organization_id = $1 and cloud = $2 order by id desc limit $3";
    PURGE = "delete from book_change where at < $1";
}

/// What was changed of one customer at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct BookChange {
    /// Identifier.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Of which customer.
    pub customer: CustomerId,
    /// What it was called then.
    pub name: String,
    /// What was taken: from what to what.
    pub differences: Vec<Difference>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    customer_id: Uuid,
    name: String,
    differences: Json<Vec<Difference>>,
}

impl TenantRead<'_> {
    /// What was changed last, the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_changes(&mut self, wanted: u32) -> Result<Vec<BookChange>> {
        let (owner, wanted) = (self.owner(), limit(wanted));
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(wanted).fetch_all(c))?;
        let read = |Row { id, at, customer_id, name, differences }| BookChange {
            id,
            at,
            customer: CustomerId(customer_id),
            name,
            differences: differences.0,
        };
        Ok(rows.into_iter().map(read).collect())
    }
}

impl TenantTx<'_> {
    /// Keeps what was changed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_change_insert(&mut self, change: &BookChange) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(change.id)
                .bind(change.at)
                .bind(change.customer.uuid())
                .bind(&change.name)
                .bind(Json(&change.differences))
        )
        .map(drop)
    }
}

impl SystemTx<'_> {
    /// Removes what was changed before this time; gives how much that was.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_changes_purge(&mut self, before: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(before))
    }
}

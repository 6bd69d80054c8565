//! All of an owner's delegated admin relationships, customer by customer or not: for contracts that list them in the order in which
//! they were made.

use tierline_domain::{CustomerId, DelegatedAdmin, DelegatedAdminId};
use uuid::Uuid;

use super::{
    delegated_admin::{Row, delegated_admin_columns as columns},
    limit,
};
use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// The granular ones with their customers, behind a place in an order.
macro_rules! walk {
    ($after:literal, $order:literal) => {
        concat!(
            "select ",
            columns!(),
            ", c.name as customer_name, c.tenant_id from delegated_admin d join customer c \
             on c.organization_id = d.organization_id and c.cloud = d.cloud and c.id = d.customer_id \
             where d.organization_id = $1 and d.cloud = $2 and d.kind = 'granular' and d.id ",
            $after,
            " $3 order by d.id",
            $order,
            " limit $4"
        )
    };
}

statements! {
    OLDEST_FIRST = (walk!(">", ""));
    NEWEST_FIRST = (walk!("<", " desc"));
    REMOVE = "delete from delegated_admin where organization_id = $1 and cloud = $2 and id = $3 and customer_id = $4";
}

/// A relationship with what its customer is called.
#[derive(Debug, Clone, PartialEq)]
pub struct DelegatedAdminLine {
    /// The relationship.
    pub relationship: DelegatedAdmin,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's tenant.
    pub tenant_id: String,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    row: Row,
    customer_name: String,
    tenant_id: String,
}

impl TenantRead<'_> {
    /// The granular relationships of all customers in the order of their identifiers, which is that in which they were made, or the
    /// other way around: what comes behind one of them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_walk(
        &mut self,
        after: Option<DelegatedAdminId>,
        newest_first: bool,
        wanted: u32,
    ) -> Result<Vec<DelegatedAdminLine>> {
        let owner = self.owner();
        let (text, begin) = if newest_first { (NEWEST_FIRST, Uuid::max()) } else { (OLDEST_FIRST, Uuid::nil()) };
        let after = after.map_or(begin, |id| id.uuid());
        let rows: Vec<LineRow> =
            on!(self, |c| sqlx::query_as(text).owner(owner).bind(after).bind(limit(wanted)).fetch_all(c))?;
        let line = |row: LineRow| {
            let relationship = row.row.read(owner)?;
            Ok(DelegatedAdminLine { relationship, customer_name: row.customer_name, tenant_id: row.tenant_id })
        };
        rows.into_iter().map(line).collect()
    }
}

impl TenantTx<'_> {
    /// Takes a customer's relationship away; whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_remove(&mut self, customer: CustomerId, id: DelegatedAdminId) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()).bind(customer.uuid()))?;
        Ok(touched > 0)
    }
}

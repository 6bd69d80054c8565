//! What customers permit the partner to administer.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    AccessAssignment, CustomerId, Decided, DelegatedAdmin, DelegatedAdminId, DelegatedAdminKind, DelegatedAdminStatus,
    Owner, UserId,
};
use uuid::Uuid;

use super::{LIST_LIMIT, id_list, limit, ours};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{CustomerRead, Read, Scope, TenantRead, TenantTx},
    statement::statements,
};

macro_rules! columns {
    () => {
        "d.id, d.customer_id, d.name, d.kind, d.status, d.roles, d.assigned_to, d.starts_at, d.ends_at, d.approved, \
         d.ended, d.assignments"
    };
}

/// The relationships of an owner's customers under a condition: what ends last stands first, what never ends before it.
macro_rules! list {
    ($condition:literal) => {
        concat!(
            "select ",
            columns!(),
            " from delegated_admin d where d.organization_id = $1 and d.cloud = $2 and d.customer_id ",
            $condition,
            " order by d.customer_id, d.ends_at desc nulls first, d.id"
        )
    };
}

statements! {
    /// A relationship keeps its customer: one of another customer is another one.
    PUT = "insert into delegated_admin (organization_id, cloud, id, customer_id, name, kind, status, roles, assigned_to, \
           starts_at, ends_at, approved, ended, assignments) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
           on conflict (organization_id, cloud, id) do update set name = excluded.name, kind = excluded.kind, \
           status = excluded.status, roles = excluded.roles, assigned_to = excluded.assigned_to, \
           starts_at = excluded.starts_at, ends_at = excluded.ends_at, approved = excluded.approved, \
           ended = excluded.ended, assignments = excluded.assignments \
           where delegated_admin.customer_id = excluded.customer_id";
    LOOKUP = (concat!("select ", columns!(), " from delegated_admin d \
                       where d.organization_id = $1 and d.cloud = $2 and d.id = $3"));
    LIST = (list!("= $3"));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split LIST_OF = {
        lite: list!("in (select unhex(value) from json_each($3))"),
        pg: list!("in (select value::uuid from jsonb_array_elements_text($3))"),
    };
    ENDING = (concat!("select ", columns!(), ", c.name as customer_name from delegated_admin d join customer c \
                       on c.organization_id = d.organization_id and c.cloud = d.cloud and c.id = d.customer_id \
                       where d.organization_id = $1 and d.cloud = $2 and d.status in ('active', 'expiring') \
                       and d.ends_at > $3 and d.ends_at <= $4 order by d.ends_at, d.id limit $5"));
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    customer_id: Uuid,
    name: String,
    kind: String,
    status: String,
    roles: Json<BTreeSet<String>>,
    assigned_to: Json<BTreeSet<UserId>>,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    approved: Option<Json<Decided>>,
    ended: Option<Json<Decided>>,
    assignments: Option<Json<Vec<AccessAssignment>>>,
}

#[derive(sqlx::FromRow)]
struct EndingRow {
    #[sqlx(flatten)]
    row: Row,
    customer_name: String,
}

impl Row {
    fn read(self, owner: Owner) -> Result<DelegatedAdmin> {
        let (id, table) = (DelegatedAdminId(self.id), "delegated_admin");
        Ok(DelegatedAdmin {
            owner,
            id,
            customer: CustomerId(self.customer_id),
            name: self.name,
            kind: word(DelegatedAdminKind::from_word(&self.kind), table, "kind", id)?,
            status: word(DelegatedAdminStatus::from_word(&self.status), table, "status", id)?,
            roles: self.roles.0,
            assigned_to: self.assigned_to.0,
            assignments: self.assignments.map(|assignments| assignments.0),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            approved: self.approved.map(|decided| decided.0),
            ended: self.ended.map(|decided| decided.0),
        })
    }
}

async fn list<S: Scope>(read: &mut Read<'_, S>, owner: Owner, customer: CustomerId) -> Result<Vec<DelegatedAdmin>> {
    let rows: Vec<Row> = on!(read, |c| sqlx::query_as(LIST).owner(owner).bind(customer.uuid()).fetch_all(c))?;
    rows.into_iter().map(|row| row.read(owner)).collect()
}

impl TenantRead<'_> {
    /// A relationship.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_lookup(&mut self, id: DelegatedAdminId) -> Result<Option<DelegatedAdmin>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The relationships of a customer: those without an end first, then the latest end first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_list(&mut self, customer: CustomerId) -> Result<Vec<DelegatedAdmin>> {
        let owner = self.owner();
        list(self, owner, customer).await
    }

    /// The relationships of some customers, by customer and as [`TenantRead::delegated_admin_list`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_list_of(&mut self, customers: &[CustomerId]) -> Result<Vec<DelegatedAdmin>> {
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }

    /// The relationships in force that end after `now` and not after `before`, the soonest first, with their
    /// customers' names; at most [`LIST_LIMIT`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_ending(
        &mut self,
        now: DateTime<Utc>,
        before: DateTime<Utc>,
    ) -> Result<Vec<(DelegatedAdmin, String)>> {
        let owner = self.owner();
        let rows: Vec<EndingRow> = on!(self, |c| {
            sqlx::query_as(ENDING).owner(owner).bind(now).bind(before).bind(limit(LIST_LIMIT)).fetch_all(c)
        })?;
        rows.into_iter().map(|row| Ok((row.row.read(owner)?, row.customer_name))).collect()
    }
}

impl CustomerRead<'_> {
    /// The customer's relationships, as [`TenantRead::delegated_admin_list`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn delegated_admin_list(&mut self) -> Result<Vec<DelegatedAdmin>> {
        let (owner, customer) = (self.owner(), self.customer());
        list(self, owner, customer).await
    }
}

impl TenantTx<'_> {
    /// Writes a relationship, new or changed.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the customer is none of this owner, or where the
    /// relationship is another customer's.
    pub async fn delegated_admin_put(&mut self, relationship: &DelegatedAdmin) -> Result<()> {
        let owner = self.owner();
        ours(owner, relationship.owner, "delegated_admin", relationship.id)?;
        let touched = run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(relationship.id.uuid())
                .bind(relationship.customer.uuid())
                .bind(&relationship.name)
                .bind(relationship.kind.word())
                .bind(relationship.status.word())
                .bind(Json(&relationship.roles))
                .bind(Json(&relationship.assigned_to))
                .bind(relationship.starts_at)
                .bind(relationship.ends_at)
                .bind(relationship.approved.as_ref().map(Json))
                .bind(relationship.ended.as_ref().map(Json))
                .bind(relationship.assignments.as_ref().map(Json))
        )?;
        if touched == 0 { Err(crate::Error::Reference) } else { Ok(()) }
    }
}

//! Customers of an owner.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Customer, CustomerId, InformPolicy, Language, OrganizationId, Owner, RelationshipKind, RelationshipStatus,
    SupportPlan, text::normalized,
};
use uuid::Uuid;

use super::{id_list, ours, saved};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{CustomerRead, Read, Scope, TenantRead, TenantTx},
    statement::statements,
};

/// The columns of a customer, without its owner.
macro_rules! customer_columns {
    () => {
        "id, name, domain, tenant_id, country, language, support_plan, inform, relationship, relationship_status, \
         relationship_since, indirect_reseller_id, version, created_at, updated_at"
    };
}

pub(super) use customer_columns;

macro_rules! lookup {
    ($condition:literal) => {
        concat!(
            "select ",
            customer_columns!(),
            " from customer where organization_id = $1 and cloud = $2 and ",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into customer (organization_id, cloud, id, name, name_key, domain, tenant_id, country, language, \
              support_plan, inform, relationship, relationship_status, relationship_since, indirect_reseller_id, \
              version, created_at, updated_at) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    SAVE = "update customer set name = $5, name_key = $6, domain = $7, tenant_id = $8, country = $9, language = $10, \
            support_plan = $11, inform = $12, relationship = $13, relationship_status = $14, relationship_since = $15, \
            indirect_reseller_id = $16, updated_at = $17, version = version + 1 \
            where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    LOOKUP = (lookup!("id = $3"));
    lock LOOKUP_FOR_UPDATE = (lookup!("id = $3"));
    BY_TENANT = (lookup!("tenant_id = $3"));
    BY_DOMAIN = (lookup!("domain = $3"));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split NAMES = {
        lite: "select id, name from customer where organization_id = $1 and cloud = $2 \
               and id in (select unhex(value) from json_each($3))",
        pg: "select id, name from customer where organization_id = $1 and cloud = $2 \
             and id in (select value::uuid from jsonb_array_elements_text($3))",
    };
    /// As above.
    split LANGUAGES = {
        lite: "select id, language from customer where organization_id = $1 and cloud = $2 \
               and id in (select unhex(value) from json_each($3))",
        pg: "select id, language from customer where organization_id = $1 and cloud = $2 \
             and id in (select value::uuid from jsonb_array_elements_text($3))",
    };
}

/// A customer as the driver reads it.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: Uuid,
    name: String,
    domain: String,
    tenant_id: String,
    country: String,
    language: String,
    support_plan: String,
    inform: String,
    relationship: String,
    relationship_status: String,
    relationship_since: Option<DateTime<Utc>>,
    indirect_reseller_id: Option<Uuid>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Row {
    /// The customer of this owner.
    pub(super) fn read(self, owner: Owner) -> Result<Customer> {
        let (id, table) = (CustomerId(self.id), "customer");
        let status = RelationshipStatus::from_word(&self.relationship_status);
        Ok(Customer {
            owner,
            id,
            name: self.name,
            domain: self.domain,
            tenant_id: self.tenant_id,
            country: self.country,
            language: word(Language::from_word(&self.language), table, "language", id)?,
            support_plan: word(SupportPlan::from_word(&self.support_plan), table, "support_plan", id)?,
            inform: word(InformPolicy::from_word(&self.inform), table, "inform", id)?,
            relationship: word(RelationshipKind::from_word(&self.relationship), table, "relationship", id)?,
            relationship_status: word(status, table, "relationship_status", id)?,
            relationship_since: self.relationship_since,
            indirect_reseller: self.indirect_reseller_id.map(OrganizationId),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

async fn lookup<S: Scope>(read: &mut Read<'_, S>, owner: Owner, id: CustomerId) -> Result<Option<Customer>> {
    let row: Option<Row> = on!(read, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
    row.map(|row| row.read(owner)).transpose()
}

impl TenantRead<'_> {
    /// A customer.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_lookup(&mut self, id: CustomerId) -> Result<Option<Customer>> {
        let owner = self.owner();
        lookup(self, owner, id).await
    }

    /// The customer with this tenant at the provider, in any case of letters.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_by_tenant(&mut self, tenant: &str) -> Result<Option<Customer>> {
        let (owner, tenant) = (self.owner(), normalized(tenant));
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_TENANT).owner(owner).bind(&tenant).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The customer with this domain, in any case of letters.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_by_domain(&mut self, domain: &str) -> Result<Option<Customer>> {
        let (owner, domain) = (self.owner(), normalized(domain));
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_DOMAIN).owner(owner).bind(&domain).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The names of some customers; those that do not exist here are left out.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_names(&mut self, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, String>> {
        let (owner, ids) = (self.owner(), id_list(ids.iter().map(|id| id.uuid())));
        let rows: Vec<(Uuid, String)> =
            on!(self, |c| sqlx::query_as(NAMES.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        Ok(rows.into_iter().map(|(id, name)| (CustomerId(id), name)).collect())
    }

    /// The languages that some customers are written to in; those that do not exist here are left out.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_languages(&mut self, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, Language>> {
        let (owner, ids) = (self.owner(), id_list(ids.iter().map(|id| id.uuid())));
        let rows: Vec<(Uuid, String)> =
            on!(self, |c| sqlx::query_as(LANGUAGES.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        let read = |(id, language): (Uuid, String)| {
            let id = CustomerId(id);
            Ok((id, word(Language::from_word(&language), "customer", "language", id)?))
        };
        rows.into_iter().map(read).collect()
    }
}

impl CustomerRead<'_> {
    /// The customer itself.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_lookup(&mut self) -> Result<Option<Customer>> {
        let (owner, id) = (self.owner(), self.customer());
        lookup(self, owner, id).await
    }
}

impl TenantTx<'_> {
    /// A customer, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_lookup_for_update(&mut self, id: CustomerId) -> Result<Option<Customer>> {
        let owner = self.owner();
        if self.is_narrowed() && self.customer_lookup(id).await?.is_none() {
            return Ok(None);
        }
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(LOOKUP_FOR_UPDATE.on(&*c)).owner(owner).bind(id.uuid()).fetch_optional(c)
        })?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Takes a customer into the book.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `customer_tenant` or `customer_domain` where another customer of
    /// this owner has the same.
    pub async fn customer_insert(&mut self, customer: &Customer) -> Result<()> {
        let owner = self.owner();
        ours(owner, customer.owner, "customer", customer.id)?;
        self.reach_turn().await?;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(customer.id.uuid())
                .bind(&customer.name)
                .bind(normalized(&customer.name))
                .bind(&customer.domain)
                .bind(&customer.tenant_id)
                .bind(&customer.country)
                .bind(customer.language.word())
                .bind(customer.support_plan.word())
                .bind(customer.inform.word())
                .bind(customer.relationship.word())
                .bind(customer.relationship_status.word())
                .bind(customer.relationship_since)
                .bind(customer.indirect_reseller.map(OrganizationId::uuid))
                .bind(customer.version)
                .bind(customer.created_at)
                .bind(customer.updated_at)
        )?;
        self.reach_refresh([customer.id]).await
    }

    /// Changes a customer that was read with this version; gives the new version.
    ///
    /// # Errors
    /// [`Error::Stale`](crate::Error::Stale) where it has another version by now or is none of this owner;
    /// [`Error::Unique`](crate::Error::Unique) as for inserting.
    pub async fn customer_save(&mut self, customer: &Customer) -> Result<i64> {
        let owner = self.owner();
        ours(owner, customer.owner, "customer", customer.id)?;
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(SAVE)
                .owner(owner)
                .bind(customer.id.uuid())
                .bind(customer.version)
                .bind(&customer.name)
                .bind(normalized(&customer.name))
                .bind(&customer.domain)
                .bind(&customer.tenant_id)
                .bind(&customer.country)
                .bind(customer.language.word())
                .bind(customer.support_plan.word())
                .bind(customer.inform.word())
                .bind(customer.relationship.word())
                .bind(customer.relationship_status.word())
                .bind(customer.relationship_since)
                .bind(customer.indirect_reseller.map(OrganizationId::uuid))
                .bind(customer.updated_at)
                .fetch_optional(c)
        })?;
        saved(version)
    }
}

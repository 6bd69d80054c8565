//! The provider's side of each customer.

use std::collections::BTreeMap;

use sqlx::types::Json;
use tierline_domain::{
    CustomerId, DelegatedAdminId, Owner,
    book::{BookStep, Counterpart, DifferenceKind, FactKey, Facts, LeftBecause, There},
    text::normalized,
};
use uuid::Uuid;

use super::{limit, ours};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! list {
    ($condition:literal) => {
        concat!(
            "select tenant_id, customer_id, there, agreed, links, choices, left_over, step from counterpart \
             where organization_id = $1 and cloud = $2",
            $condition
        )
    };
}

statements! {
    PUT = "insert into counterpart (organization_id, cloud, tenant_id, customer_id, name_key, there, agreed, links, choices, \
           left_over, step, kinds) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
           on conflict (organization_id, cloud, tenant_id) do update set customer_id = excluded.customer_id, \
           name_key = excluded.name_key, there = excluded.there, agreed = excluded.agreed, links = excluded.links, \
           choices = excluded.choices, left_over = excluded.left_over, step = excluded.step, kinds = excluded.kinds";
    /// What a person says, beside what is read.
    CHOOSE = "update counterpart set agreed = $4, choices = $5, left_over = $6, step = $7 \
              where organization_id = $1 and cloud = $2 and tenant_id = $3";
    LOOKUP = (list!(" and tenant_id = $3"));
    lock TAKE = (list!(" and tenant_id = $3"));
    OF_CUSTOMER = (list!(" and customer_id = $3 order by tenant_id limit 1"));
    AFTER = (list!(" and tenant_id > $3 order by tenant_id limit $4"));
    LIST = (list!(" and step = $3 and (name_key, tenant_id) > ($4, $5) order by name_key, tenant_id limit $6"));
    KINDS = "select kinds from counterpart where organization_id = $1 and cloud = $2 and step = $3";
    COUNT = "select count(*) from counterpart where organization_id = $1 and cloud = $2";
    TENANTS = "select tenant_id, id from customer where organization_id = $1 and cloud = $2";
}

#[derive(sqlx::FromRow)]
struct Row {
    tenant_id: String,
    customer_id: Option<Uuid>,
    there: Json<There>,
    agreed: Option<Json<Facts>>,
    links: Json<BTreeMap<String, DelegatedAdminId>>,
    choices: Json<BTreeMap<FactKey, bool>>,
    left_over: Json<BTreeMap<FactKey, LeftBecause>>,
    step: String,
}

impl Row {
    fn read(self, owner: Owner) -> Result<Counterpart> {
        Ok(Counterpart {
            owner,
            customer: self.customer_id.map(CustomerId),
            there: self.there.0,
            agreed: self.agreed.map(|agreed| agreed.0),
            links: self.links.0,
            choices: self.choices.0,
            left: self.left_over.0,
            step: word(BookStep::from_word(&self.step), "counterpart", "step", &self.tenant_id)?,
            tenant: self.tenant_id,
        })
    }
}

fn all(rows: Vec<Row>, owner: Owner) -> Result<Vec<Counterpart>> {
    rows.into_iter().map(|row| row.read(owner)).collect()
}

/// The key by which a list of counterparts goes on after this one: the name it is sorted by, and its tenant.
#[must_use]
pub fn counterpart_cursor(one: &Counterpart) -> (String, String) {
    (name_key(one), one.tenant.clone())
}

fn name_key(one: &Counterpart) -> String {
    match one.there.facts.get(&FactKey::Name) {
        Some(tierline_domain::book::Fact::Text(name)) => normalized(name),
        _ => String::new(),
    }
}

impl TenantRead<'_> {
    /// One, by its tenant.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_lookup(&mut self, tenant: &str) -> Result<Option<Counterpart>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(tenant).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// The one of a customer.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_of(&mut self, customer: CustomerId) -> Result<Option<Counterpart>> {
        let owner = self.owner();
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(OF_CUSTOMER).owner(owner).bind(customer.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Those after a tenant, by tenant, as many as are wanted: an empty text comes before all.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterparts_after(&mut self, tenant: &str, wanted: i64) -> Result<Vec<Counterpart>> {
        let owner = self.owner();
        all(on!(self, |c| sqlx::query_as(AFTER).owner(owner).bind(tenant).bind(wanted).fetch_all(c))?, owner)
    }

    /// Those that stand so, by name, after a name and tenant as [`counterpart_cursor`] gives them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_list(
        &mut self,
        step: BookStep,
        (name, tenant): (&str, &str),
        wanted: u32,
    ) -> Result<Vec<Counterpart>> {
        let (owner, wanted) = (self.owner(), limit(wanted));
        let rows = on!(self, |c| {
            sqlx::query_as(LIST).owner(owner).bind(step.word()).bind(name).bind(tenant).bind(wanted).fetch_all(c)
        })?;
        all(rows, owner)
    }

    /// How many differences of which kind those have that stand so, and how many customers these are.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_kinds(&mut self, step: BookStep) -> Result<(u64, BTreeMap<DifferenceKind, u64>)> {
        let owner = self.owner();
        let rows: Vec<Json<BTreeMap<DifferenceKind, u64>>> =
            on!(self, |c| sqlx::query_scalar(KINDS).owner(owner).bind(step.word()).fetch_all(c))?;
        let mut kinds = BTreeMap::new();
        for (kind, count) in rows.iter().flat_map(|row| &row.0) {
            *kinds.entry(*kind).or_default() += count;
        }
        Ok((u64::try_from(rows.len()).unwrap_or(u64::MAX), kinds))
    }

    /// How many there are.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_count(&mut self) -> Result<u64> {
        let owner = self.owner();
        let count: i64 = on!(self, |c| sqlx::query_scalar(COUNT).owner(owner).fetch_one(c))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// All customers of our book by their tenants.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_tenants(&mut self) -> Result<BTreeMap<String, CustomerId>> {
        let owner = self.owner();
        let rows: Vec<(String, Uuid)> = on!(self, |c| sqlx::query_as(TENANTS).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(|(tenant, id)| (tenant, CustomerId(id))).collect())
    }
}

impl TenantTx<'_> {
    /// One, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_take(&mut self, tenant: &str) -> Result<Option<Counterpart>> {
        let owner = self.owner();
        if self.is_narrowed() && self.counterpart_lookup(tenant).await?.is_none() {
            return Ok(None);
        }
        let row: Option<Row> = on!(self, |c| sqlx::query_as(TAKE.on(&*c)).owner(owner).bind(tenant).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Keeps the provider's side of a customer, with how many differences of which kind there are.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the customer is none of this owner.
    pub async fn counterpart_put(&mut self, one: &Counterpart, kinds: &BTreeMap<DifferenceKind, u64>) -> Result<()> {
        let owner = self.owner();
        ours(owner, one.owner, "counterpart", &one.tenant)?;
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(&one.tenant)
                .bind(one.customer.map(CustomerId::uuid))
                .bind(name_key(one))
                .bind(Json(&one.there))
                .bind(one.agreed.as_ref().map(Json))
                .bind(Json(&one.links))
                .bind(Json(&one.choices))
                .bind(Json(&one.left))
                .bind(one.step.word())
                .bind(Json(kinds))
        )
        .map(drop)
    }

    /// Keeps what a person says of differences; how many there are stays as it was.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn counterpart_choose(&mut self, one: &Counterpart) -> Result<()> {
        let owner = self.owner();
        ours(owner, one.owner, "counterpart", &one.tenant)?;
        run!(
            self,
            sqlx::query(CHOOSE)
                .owner(owner)
                .bind(&one.tenant)
                .bind(one.agreed.as_ref().map(Json))
                .bind(Json(&one.choices))
                .bind(Json(&one.left))
                .bind(one.step.word())
        )
        .map(drop)
    }
}

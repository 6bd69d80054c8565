//! Groups of customers.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tierline_domain::{CustomerGroup, CustomerGroupId, CustomerGroupLine, CustomerId, ReachTarget, text::normalized};
use uuid::Uuid;

use super::{id_list, saved};
use crate::{
    change::Change,
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! groups {
    ($condition:literal) => {
        concat!(
            "select g.id, g.name, g.version, g.created_at, g.updated_at, \
             (select count(*) from customer_group_member m where m.organization_id = g.organization_id \
             and m.cloud = g.cloud and m.group_id = g.id) as customers, \
             (select count(*) from reach_entry e where e.organization_id = g.organization_id and e.cloud = g.cloud \
             and e.target_id = g.id) as people \
             from customer_group g where g.organization_id = $1 and g.cloud = $2",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into customer_group (organization_id, cloud, id, name, name_key, version, created_at, updated_at) \
              values ($1, $2, $3, $4, $5, $6, $7, $8)";
    SAVE = "update customer_group set name = $5, name_key = $6, updated_at = $7, version = version + 1 \
            where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    REMOVE = "delete from customer_group where organization_id = $1 and cloud = $2 and id = $3";
    LIST = (groups!(" order by g.name_key, g.id"));
    LOOKUP = (groups!(" and g.id = $3"));
    OF_CUSTOMER = (groups!(
        " and exists (select 1 from customer_group_member x where x.organization_id = g.organization_id and x.cloud = g.cloud \
         and x.group_id = g.id and x.customer_id = $3) order by g.name_key, g.id"
    ));
    CUSTOMERS = "select m.customer_id, c.name from customer_group_member m \
                 join customer c on c.organization_id = m.organization_id and c.cloud = m.cloud and c.id = m.customer_id \
                 where m.organization_id = $1 and m.cloud = $2 and m.group_id = $3 order by c.name_key, c.id";
    /// The engines read lists of JSON by functions of different names, here and below.
    split PUT_IN = {
        lite: "insert into customer_group_member (organization_id, cloud, group_id, customer_id) \
               select $1, $2, $3, unhex(value) from json_each($4)",
        pg: "insert into customer_group_member (organization_id, cloud, group_id, customer_id) \
             select $1, $2, $3, value::uuid from jsonb_array_elements_text($4)",
    };
    split TAKE_OUT = {
        lite: "delete from customer_group_member where organization_id = $1 and cloud = $2 and group_id = $3 \
               and customer_id in (select unhex(value) from json_each($4))",
        pg: "delete from customer_group_member where organization_id = $1 and cloud = $2 and group_id = $3 \
             and customer_id in (select value::uuid from jsonb_array_elements_text($4))",
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    customers: i64,
    people: i64,
}

impl From<Row> for CustomerGroupLine {
    fn from(row: Row) -> Self {
        let Row { id, name, version, created_at, updated_at, customers, people } = row;
        let group = CustomerGroup { id: CustomerGroupId(id), name, version, created_at, updated_at };
        Self { group, customers, people }
    }
}

impl TenantRead<'_> {
    /// All groups, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_group_list(&mut self) -> Result<Vec<CustomerGroupLine>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// A group.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_group_lookup(&mut self, id: CustomerGroupId) -> Result<Option<CustomerGroupLine>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        Ok(row.map(Into::into))
    }

    /// The groups that a customer is in, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_groups_of(&mut self, customer: CustomerId) -> Result<Vec<CustomerGroup>> {
        let owner = self.owner();
        let rows: Vec<Row> =
            on!(self, |c| sqlx::query_as(OF_CUSTOMER).owner(owner).bind(customer.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(|row| CustomerGroupLine::from(row).group).collect())
    }

    /// The customers in a group and their names, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_group_customers(&mut self, id: CustomerGroupId) -> Result<Vec<(CustomerId, String)>> {
        let owner = self.owner();
        let rows: Vec<(Uuid, String)> =
            on!(self, |c| sqlx::query_as(CUSTOMERS).owner(owner).bind(id.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(|(id, name)| (CustomerId(id), name)).collect())
    }
}

impl TenantTx<'_> {
    /// Makes a group, without customers yet.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `customer_group_name`.
    pub async fn customer_group_insert(&mut self, group: &CustomerGroup) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(group.id.uuid())
                .bind(&group.name)
                .bind(normalized(&group.name))
                .bind(group.version)
                .bind(group.created_at)
                .bind(group.updated_at)
        )
        .map(drop)
    }

    /// Renames a group that was read with this version; gives the new version.
    ///
    /// # Errors
    /// [`Error::Stale`](crate::Error::Stale) where it has another version by now, or is none of this owner;
    /// [`Error::Unique`](crate::Error::Unique) as for inserting.
    pub async fn customer_group_save(&mut self, group: &CustomerGroup) -> Result<i64> {
        let owner = self.owner();
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(SAVE)
                .owner(owner)
                .bind(group.id.uuid())
                .bind(group.version)
                .bind(&group.name)
                .bind(normalized(&group.name))
                .bind(group.updated_at)
                .fetch_optional(c)
        })?;
        saved(version)
    }

    /// Puts exactly these customers into a group; says who came in and who went out. What people reach follows, and their open
    /// pages hear of it.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where a customer or the group does not exist.
    pub async fn customer_group_fill(
        &mut self,
        id: CustomerGroupId,
        customers: &BTreeSet<CustomerId>,
    ) -> Result<(BTreeSet<CustomerId>, BTreeSet<CustomerId>)> {
        let owner = self.owner();
        self.reach_turn().await?;
        let before: BTreeSet<_> =
            self.desk().customer_group_customers(id).await?.into_iter().map(|(id, _)| id).collect();
        let added: BTreeSet<_> = customers.difference(&before).copied().collect();
        let taken: BTreeSet<_> = before.difference(customers).copied().collect();
        for (sql, some) in [(TAKE_OUT, &taken), (PUT_IN, &added)] {
            if !some.is_empty() {
                let ids = id_list(some.iter().map(|id| id.uuid()));
                on!(self, |c| async {
                    sqlx::query(sql.on(&*c)).owner(owner).bind(id.uuid()).bind(&ids).execute(c).await.map(drop)
                })?;
            }
        }
        if !(added.is_empty() && taken.is_empty()) {
            self.reach_refresh(added.union(&taken).copied()).await?;
            for user in self.reach_naming(ReachTarget::Group(id)).await? {
                self.link().note_change(Change::Person { user });
            }
        }
        Ok((added, taken))
    }

    /// Takes a group away that no list names; says whether that was done. One that a list allows alone would leave its person
    /// with no list, and so with all customers.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_group_remove(&mut self, id: CustomerGroupId) -> Result<bool> {
        let owner = self.owner();
        self.reach_turn().await?;
        if !self.reach_naming(ReachTarget::Group(id)).await?.is_empty() {
            return Ok(false);
        }
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }
}

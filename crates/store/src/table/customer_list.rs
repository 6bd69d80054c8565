//! Lists of customers: the book, narrowed and in order.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Customer, CustomerId, CustomerOrder, DelegatedAdminState, EXPIRING_DAYS, Owner, RelationshipStatus,
    text::normalized,
};

use super::{
    COUNT_LIMIT, DEFAULT_LIMIT, LIST_LIMIT, containing,
    customer::{Row, customer_columns},
    limit,
    select::{Bound, Select, number, rows},
};
use crate::{
    db::{BindOwner, on},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

statements! {
    COUNTRIES = "select distinct country from customer where organization_id = $1 and cloud = $2 \
                 order by country limit $3";
}

/// Which customers to list.
#[derive(Debug, Clone)]
pub struct CustomerFilter {
    /// What name or domain contains, as typed.
    pub query: Option<String>,
    /// Only the one with this tenant at the provider, in any case of letters.
    pub tenant: Option<String>,
    /// Only those whose partner relationship stands so.
    pub relationship_status: Option<RelationshipStatus>,
    /// Only those of this country (ISO 3166, two letters).
    pub country: Option<String>,
    /// Only those that stand so with delegated admin at this instant.
    pub delegated_admin: Option<(DelegatedAdminState, DateTime<Utc>)>,
    /// Only those with cases that are not over.
    pub open_cases: bool,
    /// The order.
    pub order: CustomerOrder,
    /// Only what comes after this line.
    pub after: Option<CustomerAfter>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for CustomerFilter {
    fn default() -> Self {
        Self {
            query: None,
            tenant: None,
            relationship_status: None,
            country: None,
            delegated_admin: None,
            open_cases: false,
            order: CustomerOrder::Name,
            after: None,
            limit: DEFAULT_LIMIT,
        }
    }
}

/// Where a list goes on: behind this line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerAfter {
    /// Its normalized name.
    pub name: String,
    /// The customer.
    pub id: CustomerId,
    /// How many open cases it has, counted up to [`COUNT_LIMIT`]; says something where the list is in that order.
    pub open_cases: i64,
}

impl CustomerAfter {
    /// Behind the line of this customer, which has so many open cases.
    #[must_use]
    pub fn line(customer: &Customer, open_cases: i64) -> Self {
        Self { name: normalized(&customer.name), id: customer.id, open_cases }
    }
}

/// The customers as far as the condition on their owner. Only the open cases are read to count them: most are over.
fn begin(order: CustomerOrder, owner: Owner) -> Select {
    if order == CustomerOrder::Name {
        let text = concat!("select ", customer_columns!(), " from customer where");
        return Select::of(text, " organization_id = ", " and cloud = ", owner);
    }
    let text = "with counted as (select c.customer_id, case when count(*) > 100 then 100 else count(*) end as active \
                from cases c where";
    let mut select = Select::of(text, " c.organization_id = ", " and c.cloud = ", owner);
    select.push(concat!(
        " and c.status <> 'closed' and c.status <> 'resolved' group by c.customer_id) select ",
        customer_columns!(),
        " from customer left join counted on counted.customer_id = customer.id where organization_id = "
    ));
    select.bind(Bound::Uuid(owner.organization.uuid())).push(" and cloud = ").bind(Bound::Word(owner.cloud.word()));
    select
}

/// The conditions that the list and its count share.
fn narrow(select: &mut Select, filter: &CustomerFilter) {
    if let Some(pattern) = containing(filter.query.as_deref()) {
        select.push(" and (name_key like ").bind(Bound::Text(pattern.clone()));
        select.push(" escape '\\' or domain like ").bind(Bound::Text(pattern)).push(" escape '\\')");
    }
    select.with(" and tenant_id = ", filter.tenant.as_deref().map(|tenant| Bound::Text(normalized(tenant))));
    let status = filter.relationship_status.map(|status| Bound::Word(status.word()));
    select.with(" and relationship_status = ", status);
    select.with(" and country = ", filter.country.clone().map(Bound::Text));
    if let Some((state, now)) = filter.delegated_admin {
        match state {
            DelegatedAdminState::Live => live(select, " and exists", now, now),
            DelegatedAdminState::None => live(select, " and not exists", now, now),
            DelegatedAdminState::Expiring => {
                live(select, " and exists", now, now);
                live(select, " and not exists", now, now + Duration::days(EXPIRING_DAYS));
            }
        }
    }
    if filter.open_cases {
        select.push(
            " and exists (select 1 from cases c where c.organization_id = customer.organization_id \
             and c.cloud = customer.cloud and c.customer_id = customer.id and c.status <> 'closed' \
             and c.status <> 'resolved')",
        );
    }
}

/// Whether a relationship is live now and does not end before an instant, as `DelegatedAdmin::is_live` has it.
fn live(select: &mut Select, whether: &'static str, now: DateTime<Utc>, beyond: DateTime<Utc>) {
    select.push(whether);
    select.push(
        " (select 1 from delegated_admin d where d.organization_id = customer.organization_id \
         and d.cloud = customer.cloud and d.customer_id = customer.id and d.status in ('active', 'expiring') \
         and (d.starts_at is null or d.starts_at <= ",
    );
    select.bind(Bound::Time(now)).push(") and (d.ends_at is null or d.ends_at > ");
    select.bind(Bound::Time(beyond)).push("))");
}

/// The place in the list to go on from, and the order.
fn page(select: &mut Select, filter: &CustomerFilter) {
    let by_cases = filter.order == CustomerOrder::OpenCases;
    if let Some(after) = &filter.after {
        select.push(" and (");
        if by_cases {
            select.push("coalesce(active, 0) < ").bind(Bound::Number(after.open_cases));
            select.push(" or coalesce(active, 0) = ").bind(Bound::Number(after.open_cases)).push(" and ");
        }
        select.push("(name_key, id) > (").bind(Bound::Text(after.name.clone()));
        select.push(", ").bind(Bound::Uuid(after.id.uuid())).push("))");
    }
    select.push(if by_cases { " order by coalesce(active, 0) desc, name_key, id" } else { " order by name_key, id" });
    select.push(" limit ").bind(Bound::Number(limit(filter.limit)));
}

impl TenantRead<'_> {
    /// Customers in the filter's order.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_list(&mut self, filter: &CustomerFilter) -> Result<Vec<Customer>> {
        let owner = self.owner();
        let mut select = begin(filter.order, owner);
        narrow(&mut select, filter);
        page(&mut select, filter);
        let rows: Vec<Row> = rows!(self, select)?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }

    /// How many customers there are, whatever the page; counting stops at [`COUNT_LIMIT`].
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_count(&mut self, filter: &CustomerFilter) -> Result<i64> {
        let text = "select count(*) from (select 1 from customer where";
        let mut select = Select::of(text, " organization_id = ", " and cloud = ", self.owner());
        narrow(&mut select, filter);
        select.push(" limit ").bind(Bound::Number(COUNT_LIMIT)).push(") found");
        number!(self, select)
    }

    /// The countries that customers are in, by code.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customer_countries(&mut self) -> Result<Vec<String>> {
        let owner = self.owner();
        Ok(on!(self, |c| sqlx::query_scalar(COUNTRIES).owner(owner).bind(i64::from(LIST_LIMIT)).fetch_all(c))?)
    }
}

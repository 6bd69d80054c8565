//! What customers subscribe to.

use tierline_domain::{CustomerId, Owner, Subscription, SubscriptionId, catalogue::ProductFamily};
use uuid::Uuid;

use super::id_list;
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{CustomerRead, Read, Scope, TenantRead, TenantTx},
    statement::statements,
};

/// The subscriptions of an owner's customers under a condition.
macro_rules! list {
    ($condition:literal) => {
        concat!(
            "select id, customer_id, service, product_family, region, quantity, external_id, support_right \
             from subscription where organization_id = $1 and cloud = $2 and customer_id ",
            $condition,
            " order by customer_id, service, region_key, id"
        )
    };
}

statements! {
    PUT = "insert into subscription (organization_id, cloud, id, customer_id, service, product_family, region, \
           region_key, quantity, external_id, support_right) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
           on conflict (organization_id, cloud, customer_id, service, region_key) \
           do update set product_family = excluded.product_family, quantity = excluded.quantity, \
           external_id = excluded.external_id, support_right = excluded.support_right returning id";
    REMOVE = "delete from subscription where organization_id = $1 and cloud = $2 and id = $3";
    LIST = (list!("= $3"));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split LIST_OF = {
        lite: list!("in (select unhex(value) from json_each($3))"),
        pg: list!("in (select value::uuid from jsonb_array_elements_text($3))"),
    };
    /// The first ones: their feeds tell of it the longest.
    USERS = "select distinct s.customer_id from subscription s \
             join customer c on c.organization_id = s.organization_id and c.cloud = s.cloud and c.id = s.customer_id \
             where s.organization_id = $1 and s.cloud = $2 and s.service = $3 and c.relationship_status = 'active' \
             order by s.customer_id limit $4";
    REGIONS = "select distinct region_key from subscription where organization_id = $1 and cloud = $2 and service = $3 \
               order by region_key";
    /// All there are, by the index alone, less those of the few customers whose relationship does not stand: a service in a region
    /// is one row of a customer.
    SERVICES = "select u.service, u.region_key, cast(sum(u.customers) as bigint) as customers from \
                (select s.service, s.region_key, count(*) as customers from subscription s \
                where s.organization_id = $1 and s.cloud = $2 group by s.service, s.region_key \
                union all select s.service, s.region_key, -count(*) from customer c join subscription s \
                on s.organization_id = c.organization_id and s.cloud = c.cloud and s.customer_id = c.id \
                where c.organization_id = $1 and c.cloud = $2 and c.relationship_status <> 'active' \
                group by s.service, s.region_key) u group by u.service, u.region_key having sum(u.customers) > 0 \
                order by u.service, u.region_key";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    customer_id: Uuid,
    service: String,
    product_family: String,
    region: Option<String>,
    quantity: Option<i64>,
    external_id: Option<String>,
    support_right: bool,
}

impl Row {
    fn read(self) -> Result<Subscription> {
        let id = SubscriptionId(self.id);
        let family = ProductFamily::from_word(&self.product_family);
        Ok(Subscription {
            id,
            customer: CustomerId(self.customer_id),
            service: self.service,
            product_family: word(family, "subscription", "product_family", id)?,
            region: self.region,
            quantity: self.quantity,
            external_id: self.external_id,
            support_right: self.support_right,
        })
    }
}

async fn list<S: Scope>(read: &mut Read<'_, S>, owner: Owner, customer: CustomerId) -> Result<Vec<Subscription>> {
    let rows: Vec<Row> = on!(read, |c| sqlx::query_as(LIST).owner(owner).bind(customer.uuid()).fetch_all(c))?;
    rows.into_iter().map(Row::read).collect()
}

impl TenantRead<'_> {
    /// What a customer subscribes to, by service.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_list(&mut self, customer: CustomerId) -> Result<Vec<Subscription>> {
        let owner = self.owner();
        list(self, owner, customer).await
    }

    /// What some customers subscribe to, by customer and service.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_list_of(&mut self, customers: &[CustomerId]) -> Result<Vec<Subscription>> {
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Customers who use a service and whose partner relationship stands: those that came first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_users(&mut self, service: &str, limit: u32) -> Result<Vec<CustomerId>> {
        let (owner, limit) = (self.owner(), super::limit(limit));
        let rows: Vec<Uuid> =
            on!(self, |c| sqlx::query_scalar(USERS).owner(owner).bind(service).bind(limit).fetch_all(c))?;
        Ok(rows.into_iter().map(CustomerId).collect())
    }

    /// The regions in which a service is used; where it is used without one, an empty name stands among them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_regions(&mut self, service: &str) -> Result<Vec<String>> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(REGIONS).owner(owner).bind(service).fetch_all(c))
    }

    /// The services and regions that are subscribed to, with the number of customers whose partner relationship
    /// stands. The region is empty where a service has none.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_services(&mut self) -> Result<Vec<(String, String, i64)>> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_as(SERVICES).owner(owner).fetch_all(c))
    }
}

impl CustomerRead<'_> {
    /// What the customer subscribes to, by service.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_list(&mut self) -> Result<Vec<Subscription>> {
        let (owner, customer) = (self.owner(), self.customer());
        list(self, owner, customer).await
    }
}

impl TenantTx<'_> {
    /// Writes what a customer subscribes to: there is one row for a service in a region. Where there was one, it
    /// keeps its identifier, and that is given.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the customer is none of this owner.
    pub async fn subscription_put(&mut self, subscription: &Subscription) -> Result<SubscriptionId> {
        let owner = self.owner();
        let id: Uuid = on!(self, |c| {
            sqlx::query_scalar(PUT)
                .owner(owner)
                .bind(subscription.id.uuid())
                .bind(subscription.customer.uuid())
                .bind(&subscription.service)
                .bind(subscription.product_family.word())
                .bind(&subscription.region)
                .bind(subscription.region.as_deref().unwrap_or_default())
                .bind(subscription.quantity)
                .bind(&subscription.external_id)
                .bind(subscription.support_right)
                .fetch_one(c)
        })?;
        Ok(SubscriptionId(id))
    }

    /// Removes a subscription; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn subscription_remove(&mut self, id: SubscriptionId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }
}

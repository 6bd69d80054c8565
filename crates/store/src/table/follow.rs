//! What people follow.

use chrono::{DateTime, Utc};
use tierline_domain::{CustomerId, Follow, FollowId, Followed, UserId};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! follows {
    ($condition:literal) => {
        concat!(
            "select f.id, f.kind, f.service, f.region, f.customer_id, f.created_at from follow f \
             where f.organization_id = $1 and f.cloud = $2 and f.user_id = $3",
            $condition
        )
    };
}

statements! {
    PUT = "insert into follow (organization_id, cloud, id, user_id, kind, service, region, customer_id, subject, created_at) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
           on conflict (organization_id, cloud, user_id, subject) do nothing";
    LIST = (follows!(" order by f.kind, f.subject, f.id"));
    LOOKUP = (follows!(" and f.id = $4"));
    LOOKUP_SUBJECT = (follows!(" and f.subject = $4"));
    REMOVE = "delete from follow where organization_id = $1 and cloud = $2 and user_id = $3 and id = $4";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    service: String,
    region: String,
    customer_id: Option<Uuid>,
    created_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<Follow> {
        let id = FollowId(self.id);
        let service = Some(self.service).filter(|service| !service.is_empty());
        let followed = match (self.kind.as_str(), service, self.customer_id) {
            ("service", Some(service), _) => Some(Followed::Service { service }),
            ("region", service, _) => Some(Followed::Region { region: self.region, service }),
            ("customer", _, Some(customer)) => Some(Followed::Customer { customer: CustomerId(customer) }),
            _ => None,
        };
        Ok(Follow { id, followed: word(followed, "follow", "kind", id)?, created_at: self.created_at })
    }
}

/// The columns of what is followed: service, region, customer, and the text by which two of them are the same.
fn columns(followed: &Followed) -> (&str, &str, Option<Uuid>, String) {
    match followed {
        Followed::Service { service } => (service, "", None, format!("service\n{service}")),
        Followed::Region { region, service } => {
            let service = service.as_deref().unwrap_or_default();
            (service, region, None, format!("region\n{region}\n{service}"))
        }
        Followed::Customer { customer } => ("", "", Some(customer.uuid()), format!("customer\n{}", customer.uuid())),
    }
}

impl TenantRead<'_> {
    /// What a person follows here: customers, regions, services, each by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn follow_list(&mut self, user: UserId) -> Result<Vec<Follow>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(user.uuid()).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// One of a person's follows.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn follow_lookup(&mut self, user: UserId, id: FollowId) -> Result<Option<Follow>> {
        let owner = self.owner();
        let row: Option<Row> =
            on!(self, |c| { sqlx::query_as(LOOKUP).owner(owner).bind(user.uuid()).bind(id.uuid()).fetch_optional(c) })?;
        row.map(Row::read).transpose()
    }

    /// That a person follows this very thing, where they do.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn follow_of(&mut self, user: UserId, followed: &Followed) -> Result<Option<Follow>> {
        let (owner, subject) = (self.owner(), columns(followed).3);
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(LOOKUP_SUBJECT).owner(owner).bind(user.uuid()).bind(&subject).fetch_optional(c)
        })?;
        row.map(Row::read).transpose()
    }
}

impl TenantTx<'_> {
    /// Keeps that a person follows something; says whether that is new.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the person or the customer is none of this owner's.
    pub async fn follow_put(&mut self, user: UserId, follow: &Follow) -> Result<bool> {
        let owner = self.owner();
        let (service, region, customer, subject) = columns(&follow.followed);
        let touched = run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(follow.id.uuid())
                .bind(user.uuid())
                .bind(follow.followed.kind())
                .bind(service)
                .bind(region)
                .bind(customer)
                .bind(&subject)
                .bind(follow.created_at)
        )?;
        Ok(touched > 0)
    }

    /// Forgets that a person follows something; says whether they did.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn follow_remove(&mut self, user: UserId, id: FollowId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(user.uuid()).bind(id.uuid()))? > 0)
    }
}

//! The customers whose own feeds list an issue.

use chrono::{DateTime, Utc};
use tierline_domain::{CustomerId, HealthIssueId};
use uuid::Uuid;

use super::id_list;
use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    PUT = "insert into health_issue_customer (organization_id, cloud, issue_id, customer_id, seen_at) \
           values ($1, $2, $3, $4, $5) on conflict (organization_id, cloud, issue_id, customer_id) do nothing";
    OF_ISSUE = "select customer_id from health_issue_customer \
                where organization_id = $1 and cloud = $2 and issue_id = $3 order by customer_id";
    /// The number of customers varies and the text does not; see `id_list` for the two ways to read them.
    split OF_CUSTOMERS = {
        lite: "select l.issue_id, l.customer_id from health_issue_customer l where l.organization_id = $1 and l.cloud = $2 \
               and l.customer_id in (select unhex(value) from json_each($3)) order by l.issue_id, l.customer_id",
        pg: "select l.issue_id, l.customer_id from health_issue_customer l where l.organization_id = $1 and l.cloud = $2 \
             and l.customer_id in (select value::uuid from jsonb_array_elements_text($3)) order by l.issue_id, l.customer_id",
    };
}

fn pairs(rows: Vec<(Uuid, Uuid)>) -> Vec<(HealthIssueId, CustomerId)> {
    rows.into_iter().map(|(issue, customer)| (HealthIssueId(issue), CustomerId(customer))).collect()
}

impl TenantRead<'_> {
    /// The customers whose own feeds list an issue, in the order of their identifiers.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_customers(&mut self, issue: HealthIssueId) -> Result<Vec<CustomerId>> {
        let owner = self.owner();
        let rows: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(OF_ISSUE).owner(owner).bind(issue.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(CustomerId).collect())
    }

    /// Which issues the own feeds of some customers list.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issues_listed_for(&mut self, customers: &[CustomerId]) -> Result<Vec<(HealthIssueId, CustomerId)>> {
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        on!(self, |c| sqlx::query_as(OF_CUSTOMERS.on(&*c)).owner(owner).bind(&ids).fetch_all(c)).map(pairs)
    }
}

impl TenantTx<'_> {
    /// Keeps that a customer's own feed lists an issue, and since when. Says whether that is new.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such issue or customer here.
    pub async fn issue_customer_put(
        &mut self,
        issue: HealthIssueId,
        customer: CustomerId,
        seen_at: DateTime<Utc>,
    ) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(self, sqlx::query(PUT).owner(owner).bind(issue.uuid()).bind(customer.uuid()).bind(seen_at))?;
        Ok(touched > 0)
    }
}

//! Customers in the order of their trouble: whoever has the worst of what goes on comes first, out of all of them.

use sqlx::types::Json;
use tierline_domain::{CustomerId, HealthIssueId};
use uuid::Uuid;

use super::{containing, limit};
use crate::{
    db::{BindOwner, on},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

/// Each engine reads a list of JSON in its own way: `$3` has what is in trouble. It is read once, and SQLite takes a cross join in the
/// order in which it stands: who uses what is in trouble is looked up, instead of going through the list for each subscription.
macro_rules! troubled {
    ($troubles:literal, $issue:literal) => {
        concat!(
            "with w as materialized (",
            $troubles,
            ") select c.id, c.name, c.name_key, coalesce(t.weight, 0) as weight from customer c left join \
             (select s.customer_id, max(w.weight) as weight from w cross join subscription s \
             where s.organization_id = $1 and s.cloud = $2 and s.service = w.service and s.region_key = w.region \
             and (w.issue is null or exists (select 1 from health_issue_customer l \
             where l.organization_id = $1 and l.cloud = $2 and l.issue_id = ",
            $issue,
            " and l.customer_id = s.customer_id)) group by s.customer_id) t on t.customer_id = c.id \
             where c.organization_id = $1 and c.cloud = $2 and c.relationship_status = 'active' \
             and ($4 = '' or c.name_key like $4 escape '\\' or c.domain like $4 escape '\\') \
             and (coalesce(t.weight, 0) < $5 or (coalesce(t.weight, 0) = $5 and (c.name_key, c.id) > ($6, $7))) \
             order by weight desc, c.name_key, c.id limit $8"
        )
    };
}

statements! {
    split TROUBLED = {
        lite: troubled!(
            "select json_extract(value, '$[0]') as service, json_extract(value, '$[1]') as region, \
             json_extract(value, '$[2]') as weight, json_extract(value, '$[3]') as issue from json_each($3)",
            "unhex(w.issue)"
        ),
        pg: troubled!(
            "select value ->> 0 as service, value ->> 1 as region, cast(value ->> 2 as bigint) as weight, \
             cast(value ->> 3 as uuid) as issue from jsonb_array_elements($3)",
            "w.issue"
        ),
    };
}

/// A service in a region where something goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The service, by its canonical name.
    pub service: String,
    /// The region as subscriptions name it; empty where they name none.
    pub region: String,
    /// How much it weighs; more than nothing.
    pub weight: i64,
    /// The issue, where it concerns only the customers whose own feeds list it.
    pub issue: Option<HealthIssueId>,
}

/// The place of a customer in the order of trouble: how much the worst of it weighs, the normalized name, the identifier.
pub type TroublePlace = (i64, String, CustomerId);

/// A customer in the order of trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubledCustomer {
    /// Identifier.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Where a page that ends with it goes on.
    pub place: TroublePlace,
}

impl TenantRead<'_> {
    /// Customers whose partner relationship stands, those with the most trouble first and then by name, from a place on. `query` is
    /// what name or domain contains, as typed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn customers_by_trouble(
        &mut self,
        troubles: &[Trouble],
        query: Option<&str>,
        after: Option<&TroublePlace>,
        wanted: u32,
    ) -> Result<Vec<TroubledCustomer>> {
        let owner = self.owner();
        let issue = |trouble: &Trouble| trouble.issue.map(|issue| issue.uuid().simple().to_string());
        let troubles: Vec<_> = troubles.iter().map(|one| (&one.service, &one.region, one.weight, issue(one))).collect();
        let (weight, name, id) =
            after.map_or((i64::MAX, "", Uuid::nil()), |(weight, name, id)| (*weight, name.as_str(), id.uuid()));
        let rows: Vec<(Uuid, String, String, i64)> = on!(self, |c| sqlx::query_as(TROUBLED.on(&*c))
            .owner(owner)
            .bind(Json(&troubles))
            .bind(containing(query).unwrap_or_default())
            .bind(weight)
            .bind(name)
            .bind(id)
            .bind(limit(wanted))
            .fetch_all(c))?;
        let read = |(id, name, key, weight): (Uuid, String, String, i64)| {
            let id = CustomerId(id);
            TroubledCustomer { id, name, place: (weight, key, id) }
        };
        Ok(rows.into_iter().map(read).collect())
    }
}

//! Where documented issues come from, and the revision of all that is known of service health.

use chrono::{DateTime, Utc};
use tierline_domain::{
    CustomerId,
    health::{FeedFacts, FeedFormat, FeedOutcome},
};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run, word},
    error::{Error, Result},
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// What an owner sees: as for issues.
macro_rules! visible {
    ($public:literal) => {
        concat!(
            "cloud = $2 and (organization_id = $1 or (organization_id in \
             (select o.id from organization o where o.kind = 'provider')",
            $public,
            "))"
        )
    };
}

statements! {
    PUT = "insert into health_feed (organization_id, cloud, name, scope, customer_id, format, fetched_at, outcome, records) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (organization_id, cloud, name, scope) \
           do update set format = excluded.format, fetched_at = excluded.fetched_at, outcome = excluded.outcome, \
           records = excluded.records";
    LIST = (concat!(
        "select name, customer_id, format, fetched_at, outcome, records from health_feed where ",
        visible!(" and customer_id is null"), " order by name, scope, organization_id"
    ));
    REVISION = (concat!(
        "select cast(coalesce(sum(revision), 0) as bigint) from health_revision where ", visible!("")
    ));
    BUMP = "insert into health_revision (organization_id, cloud, revision) values ($1, $2, 1) \
            on conflict (organization_id, cloud) do update set revision = health_revision.revision + 1";
}

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    customer_id: Option<Uuid>,
    format: Option<String>,
    fetched_at: Option<DateTime<Utc>>,
    outcome: String,
    records: i64,
}

impl TenantRead<'_> {
    /// The feeds of this owner, and the public ones of the providers in its cloud.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_list(&mut self) -> Result<Vec<FeedFacts>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        rows.into_iter()
            .map(|row| {
                let (table, name) = ("health_feed", &row.name);
                let format = row.format.map(|text| word(FeedFormat::from_word(&text), table, "format", name));
                Ok(FeedFacts {
                    format: format.transpose()?,
                    cloud: owner.cloud,
                    customer: row.customer_id.map(CustomerId),
                    fetched_at: row.fetched_at,
                    outcome: word(FeedOutcome::from_word(&row.outcome), table, "outcome", name)?,
                    records: word(usize::try_from(row.records).ok(), table, "records", name)?,
                    name: row.name,
                })
            })
            .collect()
    }

    /// Changes whenever an issue or a feed changes that this owner sees. Two that are equal stand for the same state.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn health_revision(&mut self) -> Result<String> {
        let owner = self.owner();
        let revision: i64 = on!(self, |c| sqlx::query_scalar(REVISION).owner(owner).fetch_one(c))?;
        Ok(revision.to_string())
    }
}

impl TenantTx<'_> {
    /// Keeps what is known of a feed.
    ///
    /// # Errors
    /// [`Error::Reference`] where the customer does not exist here; [`Error::Inconsistent`] where the feed tells of
    /// another cloud than the owner's.
    pub async fn feed_put(&mut self, feed: &FeedFacts) -> Result<()> {
        let owner = self.owner();
        if feed.cloud != owner.cloud {
            return Err(Error::Inconsistent { table: "health_feed", column: "cloud", row: feed.name.clone() });
        }
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(&feed.name)
                .bind(feed.customer.map_or_else(String::new, |id| id.to_string()))
                .bind(feed.customer.map(CustomerId::uuid))
                .bind(feed.format.map(FeedFormat::word))
                .bind(feed.fetched_at)
                .bind(feed.outcome.word())
                .bind(i64::try_from(feed.records).unwrap_or(i64::MAX))
        )
        .map(drop)
    }

    /// Says that this owner's issues or feeds have changed, in the transaction that changes them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn health_revision_bump(&mut self) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(BUMP).owner(owner)).map(drop)
    }
}

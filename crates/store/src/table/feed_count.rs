//! How feeds stand, counted: a feed may be read for thousands of tenants.

use chrono::{DateTime, Utc};
use tierline_domain::{
    OrganizationId,
    health::{FeedCondition, FeedFormat},
};

use super::health_feed::visible;
use crate::{
    db::{BindOwner, on, word},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

macro_rules! counts {
    ($whose:literal) => {
        concat!(
            "select name, format, condition, interval_minutes, count(*) as tenants, \
             min(fetched_at) as oldest, max(fetched_at) as newest from health_feed where cloud = $2 and ",
            $whose,
            " group by name, format, condition, interval_minutes"
        )
    };
}

statements! {
    /// What the desk reads by itself says so once for all its tenants; what is imported, each for itself. And whether this provider
    /// has published anything.
    LATEST = "select (select max(at) from (select max(read_at) as at from polled_feed where organization_id = $1 and cloud = $2 \
              union all select max(fetched_at) as at from health_feed where organization_id = $1 and cloud = $2 \
              and feed_id is null) as newest) as newest, \
              exists (select 1 from health_issue i where i.organization_id = $3 and i.cloud = $2) as publishes";
    /// The owner's own and what a provider publishes are two walks through one index that has all that is asked for: a condition
    /// with "or" between them would be a walk through the table.
    COUNTS = (concat!(
        "select c.name, c.format, c.condition, c.interval_minutes, cast(sum(c.tenants) as bigint) as tenants, \
         min(c.oldest) as oldest, max(c.newest) as newest from (",
        counts!("organization_id = $1"),
        " union all ",
        counts!("organization_id in (select o.id from organization o where o.kind = 'provider' and o.id <> $1) and customer_id is null"),
        ") c group by c.name, c.format, c.condition, c.interval_minutes order by c.name, c.format, c.condition"
    ));
    AGED = (concat!(
        "select cast(count(*) as bigint) from health_feed where ",
        visible!(),
        " and name = $3 and condition = $4 and coalesce(interval_minutes, 0) = $5 and fetched_at < $6"
    ));
}

const TABLE: &str = "health_feed";

/// How many tenants of a feed are in one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedCount {
    /// The feed's name.
    pub name: String,
    /// Its shape.
    pub format: Option<FeedFormat>,
    /// What the last readings say, their age aside.
    pub condition: FeedCondition,
    /// Minutes from one reading to the next, where the desk reads it by itself.
    pub interval_minutes: Option<i64>,
    /// So many tenants; one for a public feed.
    pub tenants: i64,
    /// The oldest of their readings.
    pub oldest: Option<DateTime<Utc>>,
    /// The newest of their readings.
    pub newest: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    name: String,
    format: Option<String>,
    condition: String,
    interval_minutes: Option<i64>,
    tenants: i64,
    oldest: Option<DateTime<Utc>>,
    newest: Option<DateTime<Utc>>,
}

impl TenantRead<'_> {
    /// When any of the own feeds was last read for anybody, and whether a provider publishes here: however many tenants there are,
    /// none is looked at.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_read_last(&mut self, provider: Option<OrganizationId>) -> Result<(Option<DateTime<Utc>>, bool)> {
        let (owner, provider) = (self.owner(), provider.map(OrganizationId::uuid));
        on!(self, |c| sqlx::query_as(LATEST).owner(owner).bind(provider).fetch_one(c))
    }

    /// How many tenants of each feed are in which condition: a feed may be read for thousands.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_counts(&mut self) -> Result<Vec<FeedCount>> {
        let owner = self.owner();
        let rows: Vec<CountRow> = on!(self, |c| sqlx::query_as(COUNTS).owner(owner).fetch_all(c))?;
        let read = |row: CountRow| {
            let format = row.format.map(|text| word(FeedFormat::from_word(&text), TABLE, "format", &row.name));
            Ok(FeedCount {
                format: format.transpose()?,
                condition: word(FeedCondition::from_word(&row.condition), TABLE, "condition", &row.name)?,
                interval_minutes: row.interval_minutes,
                tenants: row.tenants,
                oldest: row.oldest,
                newest: row.newest,
                name: row.name,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Of the tenants that one count of [`Self::feed_counts`] is of, how many were last read before a time.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_count_before(&mut self, count: &FeedCount, before: DateTime<Utc>) -> Result<i64> {
        let (owner, interval) = (self.owner(), count.interval_minutes.unwrap_or(0));
        on!(self, |c| sqlx::query_scalar(AGED)
            .owner(owner)
            .bind(&count.name)
            .bind(count.condition.word())
            .bind(interval)
            .bind(before)
            .fetch_one(c))
    }
}

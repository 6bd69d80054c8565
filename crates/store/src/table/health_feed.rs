//! Where documented issues come from: the state of each feed, for each tenant that it is read for.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CustomerId, FeedId,
    catalogue::ProductFamily,
    health::{FeedCondition, FeedFacts, FeedFormat, FeedHistory, FeedOutcome, feed_condition},
};
use uuid::Uuid;

use super::id_list;
use crate::{
    db::{BindOwner, on, run, word},
    error::{Error, Result},
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// What an owner sees: as for issues.
macro_rules! visible {
    () => {
        "cloud = $2 and (organization_id = $1 or (organization_id in \
         (select o.id from organization o where o.kind = 'provider') and customer_id is null))"
    };
}

pub(crate) use visible;

macro_rules! columns {
    () => {
        "select name, customer_id, format, fetched_at, outcome, records, families, interval_minutes, history from health_feed where "
    };
}

/// The public feeds, and those of some customers: each by an index of its own. A feed may be read for thousands of tenants, and with
/// "or" between the two all of them would be read.
macro_rules! of_customers {
    ($list:literal) => {
        concat!(
            "select name, customer_id, format, fetched_at, outcome, records, families, interval_minutes, history from (",
            "select name, scope, organization_id, customer_id, format, fetched_at, outcome, records, families, ",
            "interval_minutes, history from health_feed where cloud = $2 and customer_id is null and organization_id in ",
            "(select o.id from organization o where o.kind = 'provider' or o.id = $1) union all ",
            "select name, scope, organization_id, customer_id, format, fetched_at, outcome, records, families, ",
            "interval_minutes, history from health_feed where organization_id = $1 and cloud = $2 and customer_id in ",
            $list,
            ") f order by name, scope, organization_id"
        )
    };
}

statements! {
    PUT = "insert into health_feed (organization_id, cloud, name, scope, customer_id, format, fetched_at, outcome, records, \
           families, interval_minutes, history, condition, feed_id, tried_at, next_at, etag, last_modified, digest) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
           on conflict (organization_id, cloud, name, scope) \
           do update set format = excluded.format, fetched_at = excluded.fetched_at, outcome = excluded.outcome, \
           records = excluded.records, families = excluded.families, interval_minutes = excluded.interval_minutes, \
           history = excluded.history, condition = excluded.condition, feed_id = excluded.feed_id, \
           tried_at = excluded.tried_at, next_at = excluded.next_at, etag = excluded.etag, \
           last_modified = excluded.last_modified, digest = excluded.digest";
    /// The number of customers varies and the text does not; see `id_list` for the two ways to read them.
    split LIST_OF = {
        lite: of_customers!("(select unhex(value) from json_each($3))"),
        pg: of_customers!("(select value::uuid from jsonb_array_elements_text($3))"),
    };
    LOOKUP = (concat!(columns!(), "organization_id = $1 and cloud = $2 and name = $3 and scope = $4"));
    /// Of a feed's tenants those that were not read well and lately, by the customer's name.
    TROUBLED = "select f.customer_id, c.name as customer_name, coalesce(c.name_key, '') as name_key, f.scope, f.condition, \
                f.fetched_at, f.tried_at, f.next_at, f.history, f.records from health_feed f \
                left join customer c on c.organization_id = f.organization_id and c.cloud = f.cloud and c.id = f.customer_id \
                where f.organization_id = $1 and f.cloud = $2 and f.feed_id = $3 \
                and (f.condition <> 'fresh' or f.fetched_at is null or f.fetched_at < $4) \
                and ($7 or coalesce(c.name_key, '') > $5 or (coalesce(c.name_key, '') = $5 and f.scope > $6)) \
                order by name_key, f.scope limit $8";
    DUE = "select f.name, f.customer_id, f.format, f.fetched_at, f.outcome, f.records, f.families, f.interval_minutes, \
           f.history, c.tenant_id, f.etag, f.last_modified, f.digest, f.next_at from health_feed f \
           left join customer c on c.organization_id = f.organization_id and c.cloud = f.cloud and c.id = f.customer_id \
           where f.organization_id = $1 and f.cloud = $2 and f.feed_id = $3 and f.next_at <= $4 order by f.next_at, f.scope limit $5";
    NEXT = "select min(next_at) from health_feed where organization_id = $1 and cloud = $2 and feed_id = $3";
    MISSING = "select c.id from customer c where c.organization_id = $1 and c.cloud = $2 and c.relationship_status = 'active' \
               and c.tenant_id <> '' and not exists (select 1 from health_feed f where f.organization_id = c.organization_id \
               and f.cloud = c.cloud and f.feed_id = $3 and f.customer_id = c.id) order by c.id";
    LAPSED = "delete from health_feed where organization_id = $1 and cloud = $2 and feed_id = $3 and customer_id in \
              (select c.id from customer c where c.organization_id = $1 and c.cloud = $2 and c.relationship_status <> 'active')";
    FORGET = "delete from health_feed where organization_id = $1 and cloud = $2 and feed_id = $3";
    FORGET_IMPORTED = "delete from health_feed where organization_id = $1 and cloud = $2 and name = $3 and feed_id is null";
    SET_UP = "update health_feed set name = $4, families = $5, interval_minutes = $6, next_at = $7 \
              where organization_id = $1 and cloud = $2 and feed_id = $3";
    HURRY = "update health_feed set next_at = $4 where organization_id = $1 and cloud = $2 and feed_id = $3 and next_at > $4";
}

const TABLE: &str = "health_feed";

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    customer_id: Option<Uuid>,
    format: Option<String>,
    fetched_at: Option<DateTime<Utc>>,
    outcome: String,
    records: i64,
    families: Option<Json<Vec<ProductFamily>>>,
    interval_minutes: Option<i64>,
    history: Option<Json<FeedHistory>>,
}

impl Row {
    fn read(self, cloud: tierline_domain::Cloud) -> Result<FeedFacts> {
        let name = &self.name;
        let format = self.format.map(|text| word(FeedFormat::from_word(&text), TABLE, "format", name));
        Ok(FeedFacts {
            format: format.transpose()?,
            cloud,
            customer: self.customer_id.map(CustomerId),
            fetched_at: self.fetched_at,
            outcome: word(FeedOutcome::from_word(&self.outcome), TABLE, "outcome", name)?,
            records: word(usize::try_from(self.records).ok(), TABLE, "records", name)?,
            families: self.families.map(|families| families.0).unwrap_or_default(),
            interval_minutes: self.interval_minutes,
            history: self.history.map(|history| history.0).unwrap_or_default(),
            name: self.name,
        })
    }
}

/// What the desk keeps of a feed that it reads by itself, beside what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedReading {
    /// Which feed.
    pub feed: FeedId,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// When it is due.
    pub next_at: DateTime<Utc>,
    /// What the source gave to ask "has it changed" by.
    pub etag: Option<String>,
    /// The same, as a time in the source's own words.
    pub last_modified: Option<String>,
    /// What the last payload came to.
    pub digest: Option<Vec<u8>>,
}

/// One tenant that a feed is due for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTenant {
    /// The state as it is.
    pub facts: FeedFacts,
    /// The provider's identifier of the tenant, where the feed is one customer's.
    pub tenant_id: Option<String>,
    /// What is kept of the last reading.
    pub reading: FeedReading,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    #[sqlx(flatten)]
    facts: Row,
    tenant_id: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
    digest: Option<Vec<u8>>,
    next_at: DateTime<Utc>,
}

/// One tenant of a feed, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedTenant {
    /// The customer with its name; none for a public feed.
    pub customer: Option<(CustomerId, String)>,
    /// What the last reading says of it, its age aside.
    pub condition: FeedCondition,
    /// When it was last read whole.
    pub fetched_at: Option<DateTime<Utc>>,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
    /// How many records the last reading had.
    pub records: i64,
    /// What is remembered of its readings.
    pub history: FeedHistory,
    /// Where a page that ends with it goes on.
    pub after: FeedTenantKey,
}

/// The place of a tenant in the list of a feed's tenants: the normalized name, and the row's own key.
pub type FeedTenantKey = (String, String);

#[derive(sqlx::FromRow)]
struct TenantRow {
    customer_id: Option<Uuid>,
    customer_name: Option<String>,
    name_key: String,
    scope: String,
    condition: String,
    fetched_at: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    records: i64,
    history: Option<Json<FeedHistory>>,
}

impl TenantRow {
    fn read(self) -> Result<FeedTenant> {
        Ok(FeedTenant {
            customer: self.customer_id.map(|id| (CustomerId(id), self.customer_name.unwrap_or_default())),
            condition: word(FeedCondition::from_word(&self.condition), TABLE, "condition", &self.scope)?,
            fetched_at: self.fetched_at,
            tried_at: self.tried_at,
            next_at: self.next_at,
            records: self.records,
            history: self.history.map(|history| history.0).unwrap_or_default(),
            after: (self.name_key, self.scope),
        })
    }
}

/// Part of the key: the customer's identifier as text, empty for a public feed.
pub(super) fn scope_key(customer: Option<CustomerId>) -> String {
    customer.map_or_else(String::new, |id| id.to_string())
}

impl TenantRead<'_> {
    /// The public feeds that this owner sees, and those of some of its customers.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_list_of(&mut self, customers: &[CustomerId]) -> Result<Vec<FeedFacts>> {
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner.cloud)).collect()
    }

    /// What is known of an own feed, by its name and whose it is.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_lookup(&mut self, name: &str, customer: Option<CustomerId>) -> Result<Option<FeedFacts>> {
        let (owner, scope) = (self.owner(), scope_key(customer));
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(name).bind(&scope).fetch_optional(c))?;
        row.map(|row| row.read(owner.cloud)).transpose()
    }

    /// The tenants of a feed that are in trouble, or were last read before a time; by the customer's name, from a place on.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_tenants_troubled(
        &mut self,
        feed: FeedId,
        read_before: DateTime<Utc>,
        after: Option<&FeedTenantKey>,
        limit: i64,
    ) -> Result<Vec<FeedTenant>> {
        let owner = self.owner();
        let (name, scope) = after.map_or(("", ""), |(name, scope)| (name.as_str(), scope.as_str()));
        let rows: Vec<TenantRow> = on!(self, |c| sqlx::query_as(TROUBLED)
            .owner(owner)
            .bind(feed.uuid())
            .bind(read_before)
            .bind(name)
            .bind(scope)
            // A public feed has neither name nor scope: no place comes before it.
            .bind(after.is_none())
            .bind(limit)
            .fetch_all(c))?;
        rows.into_iter().map(TenantRow::read).collect()
    }

    /// The tenants that a feed is due for, the longest due first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_tenants_due(&mut self, feed: FeedId, now: DateTime<Utc>, limit: i64) -> Result<Vec<DueTenant>> {
        let owner = self.owner();
        let rows: Vec<DueRow> =
            on!(self, |c| { sqlx::query_as(DUE).owner(owner).bind(feed.uuid()).bind(now).bind(limit).fetch_all(c) })?;
        let read = |row: DueRow| {
            let reading = FeedReading {
                feed,
                tried_at: None,
                next_at: row.next_at,
                etag: row.etag,
                last_modified: row.last_modified,
                digest: row.digest,
            };
            Ok(DueTenant { facts: row.facts.read(owner.cloud)?, tenant_id: row.tenant_id, reading })
        };
        rows.into_iter().map(read).collect()
    }

    /// When a feed is due next for one of its tenants.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_next_at(&mut self, feed: FeedId) -> Result<Option<DateTime<Utc>>> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(NEXT).owner(owner).bind(feed.uuid()).fetch_one(c))
    }

    /// The customers in an active relationship for whom a feed was never due.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_tenants_missing(&mut self, feed: FeedId) -> Result<Vec<CustomerId>> {
        let owner = self.owner();
        let rows: Vec<Uuid> = on!(self, |c| sqlx::query_scalar(MISSING).owner(owner).bind(feed.uuid()).fetch_all(c))?;
        Ok(rows.into_iter().map(CustomerId).collect())
    }
}

impl TenantTx<'_> {
    /// Keeps what is known of a feed, and of its reading where the desk reads it by itself.
    ///
    /// # Errors
    /// [`Error::Reference`] where the customer does not exist here; [`Error::Inconsistent`] where the feed tells of
    /// another cloud than the owner's.
    pub async fn feed_put(&mut self, feed: &FeedFacts, reading: Option<&FeedReading>) -> Result<()> {
        let owner = self.owner();
        if feed.cloud != owner.cloud {
            return Err(Error::Inconsistent { table: TABLE, column: "cloud", row: feed.name.clone() });
        }
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(&feed.name)
                .bind(scope_key(feed.customer))
                .bind(feed.customer.map(CustomerId::uuid))
                .bind(feed.format.map(FeedFormat::word))
                .bind(feed.fetched_at)
                .bind(feed.outcome.word())
                .bind(i64::try_from(feed.records).unwrap_or(i64::MAX))
                .bind(Json(&feed.families))
                .bind(feed.interval_minutes)
                .bind(Json(&feed.history))
                .bind(feed_condition(feed).word())
                .bind(reading.map(|reading| reading.feed.uuid()))
                .bind(reading.and_then(|reading| reading.tried_at))
                .bind(reading.map(|reading| reading.next_at))
                .bind(reading.and_then(|reading| reading.etag.clone()))
                .bind(reading.and_then(|reading| reading.last_modified.clone()))
                .bind(reading.and_then(|reading| reading.digest.clone()))
        )
        .map(drop)
    }

    /// Leaves out the customers whose relationship is not active any more. Says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_tenants_lapse(&mut self, feed: FeedId) -> Result<u64> {
        let owner = self.owner();
        run!(self, sqlx::query(LAPSED).owner(owner).bind(feed.uuid()))
    }

    /// Forgets the state of a feed that is not read any more.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_forget(&mut self, feed: FeedId) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(FORGET).owner(owner).bind(feed.uuid())).map(drop)
    }

    /// Forgets that a feed of this name was imported by hand, for whomever; says how many of its states there were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_forget_imported(&mut self, name: &str) -> Result<u64> {
        let owner = self.owner();
        run!(self, sqlx::query(FORGET_IMPORTED).owner(owner).bind(name))
    }

    /// Carries a changed set-up over to the state of each tenant, and makes all of them due.
    ///
    /// # Errors
    /// [`Error::Unique`] with `health_feed_pkey` where something else was imported under the new name.
    pub async fn feed_set_up(
        &mut self,
        feed: FeedId,
        name: &str,
        families: &[ProductFamily],
        interval_minutes: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(SET_UP)
                .owner(owner)
                .bind(feed.uuid())
                .bind(name)
                .bind(Json(families))
                .bind(interval_minutes)
                .bind(now)
        )
        .map(drop)
    }

    /// Makes a feed due for all its tenants.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feed_tenants_hurry(&mut self, feed: FeedId, now: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(HURRY).owner(owner).bind(feed.uuid()).bind(now)).map(drop)
    }
}

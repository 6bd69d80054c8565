//! Feeds that the desk reads by itself: what is set up.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CustomerId, FeedId,
    catalogue::ProductFamily,
    health::{FeedCredential, FeedFormat, FeedTenants, PolledFeed},
    text::normalized,
};
use uuid::Uuid;

use super::ours;
use crate::{
    db::{BindOwner, on, owner_of, run, word},
    error::{Error, Result},
    scope::{TenantRead, TenantTx},
    statement::statements,
};

macro_rules! columns {
    () => {
        "select organization_id, cloud, id, name, format, location, tenants, customer_id, families, interval_minutes, \
         is_enabled, credential, version, created_at, updated_at from polled_feed where "
    };
}

statements! {
    INSERT = "insert into polled_feed (organization_id, cloud, id, name, name_key, format, location, tenants, customer_id, \
              families, interval_minutes, is_enabled, credential, next_at, version, created_at, updated_at) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $14)";
    UPDATE = "update polled_feed set name = $5, name_key = $6, location = $7, families = $8, interval_minutes = $9, \
              is_enabled = $10, credential = $11, next_at = $12, updated_at = $12, version = version + 1 \
              where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    REMOVE = "delete from polled_feed where organization_id = $1 and cloud = $2 and id = $3";
    LOOKUP = (concat!(columns!(), "organization_id = $1 and cloud = $2 and id = $3"));
    LIST = (concat!(columns!(), "organization_id = $1 and cloud = $2 order by name_key, id"));
    STANDING = "select f.id, f.next_at, c.name as customer_name from polled_feed f \
                left join customer c on c.organization_id = f.organization_id and c.cloud = f.cloud and c.id = f.customer_id \
                where f.organization_id = $1 and f.cloud = $2";
    /// What the removal of `health_feed` would take away, asked by a read: a write waits for other writes.
    LAPSED = "select exists (select 1 from health_feed f join customer c on c.organization_id = f.organization_id \
              and c.cloud = f.cloud and c.id = f.customer_id where f.organization_id = $1 and f.cloud = $2 and f.feed_id = $3 \
              and c.relationship_status <> 'active')";
    HURRY = "update polled_feed set next_at = $4 where organization_id = $1 and cloud = $2 and id = $3 and next_at > $4";
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    organization_id: Uuid,
    cloud: String,
    id: Uuid,
    name: String,
    format: String,
    location: Option<String>,
    tenants: String,
    customer_id: Option<Uuid>,
    families: Json<Vec<ProductFamily>>,
    interval_minutes: i64,
    is_enabled: bool,
    credential: Option<Json<FeedCredential>>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<PolledFeed> {
        let (id, table) = (FeedId(self.id), "polled_feed");
        Ok(PolledFeed {
            id,
            owner: owner_of(self.organization_id, &self.cloud, table, id)?,
            name: self.name,
            format: word(FeedFormat::from_word(&self.format), table, "format", id)?,
            location: self.location,
            tenants: word(FeedTenants::from_word(&self.tenants), table, "tenants", id)?,
            customer: self.customer_id.map(CustomerId),
            families: self.families.0,
            interval_minutes: self.interval_minutes,
            is_enabled: self.is_enabled,
            credential: self.credential.map(|credential| credential.0),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

pub(super) fn all(rows: Vec<Row>) -> Result<Vec<PolledFeed>> {
    rows.into_iter().map(Row::read).collect()
}

/// When a feed is due, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedStanding {
    /// Which feed.
    pub feed: FeedId,
    /// When the next of its tenants is due.
    pub next_at: DateTime<Utc>,
    /// The name of its customer, where it is one customer's.
    pub customer_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    id: Uuid,
    next_at: DateTime<Utc>,
    customer_name: Option<String>,
}

impl TenantRead<'_> {
    /// When each feed that is set up here is due, and the name of its customer.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_standing(&mut self) -> Result<Vec<FeedStanding>> {
        let owner = self.owner();
        let rows: Vec<StandingRow> = on!(self, |c| sqlx::query_as(STANDING).owner(owner).fetch_all(c))?;
        let read =
            |StandingRow { id, next_at, customer_name }| FeedStanding { feed: FeedId(id), next_at, customer_name };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Whether a feed is still read for a customer whose relationship is not active any more.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_has_lapsed(&mut self, id: FeedId) -> Result<bool> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(LAPSED).owner(owner).bind(id.uuid()).fetch_one(c))
    }

    /// The feeds that are set up here, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_list(&mut self) -> Result<Vec<PolledFeed>> {
        let owner = self.owner();
        let rows = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        all(rows)
    }

    /// One of them.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_lookup(&mut self, id: FeedId) -> Result<Option<PolledFeed>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }
}

impl TenantTx<'_> {
    /// Sets a feed up; it is due at once.
    ///
    /// # Errors
    /// [`Error::Unique`] with `polled_feed_name` where another one has the name; [`Error::Reference`] where the customer
    /// does not exist here.
    pub async fn polled_feed_insert(&mut self, feed: &PolledFeed) -> Result<()> {
        let owner = self.owner();
        ours(owner, feed.owner, "polled_feed", feed.id)?;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(feed.id.uuid())
                .bind(&feed.name)
                .bind(normalized(&feed.name))
                .bind(feed.format.word())
                .bind(&feed.location)
                .bind(feed.tenants.word())
                .bind(feed.customer.map(CustomerId::uuid))
                .bind(Json(&feed.families))
                .bind(feed.interval_minutes)
                .bind(feed.is_enabled)
                .bind(feed.credential.as_ref().map(Json))
                .bind(feed.created_at)
                .bind(feed.version)
        )
        .map(drop)
    }

    /// Changes a feed that was read with this version; it is due at once. Its format and whose feed it is never change.
    /// Gives the new version.
    ///
    /// # Errors
    /// [`Error::Stale`] where it has another version by now or is none of this owner; [`Error::Unique`] as for setting up.
    pub async fn polled_feed_update(&mut self, feed: &PolledFeed) -> Result<i64> {
        let owner = self.owner();
        ours(owner, feed.owner, "polled_feed", feed.id)?;
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(UPDATE)
                .owner(owner)
                .bind(feed.id.uuid())
                .bind(feed.version)
                .bind(&feed.name)
                .bind(normalized(&feed.name))
                .bind(&feed.location)
                .bind(Json(&feed.families))
                .bind(feed.interval_minutes)
                .bind(feed.is_enabled)
                .bind(feed.credential.as_ref().map(Json))
                .bind(feed.updated_at)
                .fetch_optional(c)
        })?;
        version.ok_or(Error::Stale)
    }

    /// Takes a feed away; what it brought stays. Says whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_remove(&mut self, id: FeedId) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()))? > 0)
    }

    /// Makes a feed due.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_hurry(&mut self, id: FeedId, now: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(HURRY).owner(owner).bind(id.uuid()).bind(now)).map(drop)
    }
}

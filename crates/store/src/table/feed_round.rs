//! Rounds of feeds: what is due is taken at once, and what came of it is written at once, however many feeds that is.
//!
//! A round has one token, which stands with each feed that it has taken. Before a round writes, it takes the rows of those
//! feeds that are still its own and locks them: what another node has taken over, or what its lease has run out for, it
//! leaves alone.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{CustomerId, FeedId, health::PolledFeed};
use uuid::Uuid;

use super::{
    health_feed::scope_key,
    json_time,
    polled_feed::{Row, all},
};
use crate::{
    db::{on, run},
    error::Result,
    scope::{SystemRead, SystemTx},
    statement::statements,
};

/// The predicate stands twice: without that, a row that another node has just taken would be taken again.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "with due as materialized (select organization_id, cloud, id from polled_feed ",
            "where is_enabled and next_at <= $1 and (lease_until is null or lease_until <= $1) order by next_at, id limit $2",
            $lock,
            ") update polled_feed set lease_token = $3, lease_until = $4 from due ",
            "where polled_feed.organization_id = due.organization_id and polled_feed.cloud = due.cloud ",
            "and polled_feed.id = due.id and polled_feed.is_enabled and polled_feed.next_at <= $1 ",
            "and (polled_feed.lease_until is null or polled_feed.lease_until <= $1) ",
            "returning polled_feed.organization_id, polled_feed.cloud, polled_feed.id, polled_feed.name, polled_feed.format, ",
            "polled_feed.location, polled_feed.tenants, polled_feed.customer_id, polled_feed.families, ",
            "polled_feed.interval_minutes, polled_feed.is_enabled, polled_feed.credential, polled_feed.version, ",
            "polled_feed.created_at, polled_feed.updated_at"
        )
    };
}

/// By the feed's name: the key of the state of a tenant. Where the feed was renamed meanwhile, it is due again anyway.
macro_rules! heartbeat {
    ($beats:literal) => {
        concat!(
            "update health_feed set fetched_at = b.at, tried_at = b.at, next_at = b.next_at from (",
            $beats,
            ") b where health_feed.organization_id = b.organization_id and health_feed.cloud = b.cloud ",
            "and health_feed.name = b.name and health_feed.scope = b.scope and health_feed.feed_id = b.feed_id"
        )
    };
}

/// A feed is due when the next of its tenants is; one that could not be read as a whole, when it is told to be.
macro_rules! release {
    ($ends:literal) => {
        concat!(
            "update polled_feed set lease_token = null, lease_until = null, read_at = coalesce(e.read_at, polled_feed.read_at), ",
            "next_at = coalesce(e.retry_at, (select min(h.next_at) from health_feed h ",
            "where h.organization_id = polled_feed.organization_id and h.cloud = polled_feed.cloud ",
            "and h.feed_id = polled_feed.id), e.next_at) from (",
            $ends,
            ") e where polled_feed.organization_id = e.organization_id and polled_feed.cloud = e.cloud ",
            "and polled_feed.id = e.id and polled_feed.lease_token = $1"
        )
    };
}

statements! {
    IS_DUE = "select exists (select 1 from polled_feed where is_enabled and next_at <= $1 \
              and (lease_until is null or lease_until <= $1))";
    /// Nodes would otherwise queue up behind each other's row locks.
    split CLAIM = { lite: claim!(""), pg: claim!(" for update skip locked") };
    RENEW = "update polled_feed set lease_until = $2 where lease_token = $1 and lease_until > $3";
    lock HELD = "select id from polled_feed where lease_token = $1 and lease_until > $2";
    /// Lists of JSON are read by each engine in its own way.
    split HEARTBEAT = {
        lite: heartbeat!(
            "select unhex(f.value ->> 0) as organization_id, f.value ->> 1 as cloud, unhex(f.value ->> 2) as feed_id, \
             f.value ->> 3 as name, f.value ->> 4 as at, f.value ->> 5 as next_at, s.value as scope \
             from json_each($1) f, json_each(f.value, '$[6]') s"
        ),
        pg: heartbeat!(
            "select cast(f.value ->> 0 as uuid) as organization_id, f.value ->> 1 as cloud, cast(f.value ->> 2 as uuid) as feed_id, \
             f.value ->> 3 as name, cast(f.value ->> 4 as timestamptz) as at, cast(f.value ->> 5 as timestamptz) as next_at, \
             s.value as scope from jsonb_array_elements($1) f, jsonb_array_elements_text(f.value -> 6) s"
        ),
    };
    split RELEASE = {
        lite: release!(
            "select unhex(value ->> 0) as organization_id, value ->> 1 as cloud, unhex(value ->> 2) as id, \
             value ->> 3 as next_at, value ->> 4 as retry_at, value ->> 5 as read_at from json_each($2)"
        ),
        pg: release!(
            "select cast(value ->> 0 as uuid) as organization_id, value ->> 1 as cloud, cast(value ->> 2 as uuid) as id, \
             cast(value ->> 3 as timestamptz) as next_at, cast(value ->> 4 as timestamptz) as retry_at, \
             cast(value ->> 5 as timestamptz) as read_at from jsonb_array_elements($2)"
        ),
    };
}

/// A feed that was read and brought nothing new for some of its tenants.
#[derive(Debug, Clone, Copy)]
pub struct FeedBeat<'f> {
    /// The feed.
    pub feed: &'f PolledFeed,
    /// These tenants; none stands for a public feed.
    pub tenants: &'f [Option<CustomerId>],
    /// When it was read.
    pub at: DateTime<Utc>,
    /// When it is due again for them.
    pub next_at: DateTime<Utc>,
}

/// A feed that a round is done with.
#[derive(Debug, Clone, Copy)]
pub struct FeedEnd<'f> {
    /// The feed.
    pub feed: &'f PolledFeed,
    /// When it is due, where it has no tenants.
    pub next_at: DateTime<Utc>,
    /// When it is due, whatever its tenants say; none where it was read.
    pub retry_at: Option<DateTime<Utc>>,
    /// When it was read for any of its tenants, where it was.
    pub read_at: Option<DateTime<Utc>>,
}

impl SystemRead<'_> {
    /// Whether a feed is due that no node reads.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feed_is_due(&mut self, now: DateTime<Utc>) -> Result<bool> {
        on!(self, |c| sqlx::query_scalar(IS_DUE).bind(now).fetch_one(c))
    }
}

impl SystemTx<'_> {
    /// Takes feeds that are due and that no node reads, the longest due first, for the length of a lease. On SQLite they come in no
    /// particular order.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feeds_claim(
        &mut self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        token: Uuid,
        limit: i64,
    ) -> Result<Vec<PolledFeed>> {
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(CLAIM.on(&*c)).bind(now).bind(limit).bind(token).bind(until).fetch_all(c)
        })?;
        all(rows)
    }

    /// Prolongs the leases of a round, as far as it still has them. Says how many these are.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feeds_renew(&mut self, token: Uuid, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(RENEW).bind(token).bind(until).bind(now))
    }

    /// The feeds that a round still has; nobody else takes one of them before this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feeds_held(&mut self, token: Uuid, now: DateTime<Utc>) -> Result<Vec<FeedId>> {
        let rows: Vec<Uuid> = on!(self, |c| { sqlx::query_scalar(HELD.on(&*c)).bind(token).bind(now).fetch_all(c) })?;
        Ok(rows.into_iter().map(FeedId).collect())
    }

    /// Keeps that feeds were read for some tenants and brought nothing new: one statement, however many they are. Gives how many
    /// tenants that were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn feeds_heartbeat(&mut self, beats: &[FeedBeat<'_>]) -> Result<u64> {
        let beat = |beat: &FeedBeat<'_>| {
            let (owner, times) = (beat.feed.owner, [beat.at, beat.next_at].map(json_time));
            let [at, next_at] = times;
            let scopes: Vec<String> = beat.tenants.iter().map(|customer| scope_key(*customer)).collect();
            let (organization, feed) = (owner.organization.uuid().simple(), beat.feed.id.uuid().simple());
            (
                organization.to_string(),
                owner.cloud.word(),
                feed.to_string(),
                beat.feed.name.clone(),
                at,
                next_at,
                scopes,
            )
        };
        let beats = Json(beats.iter().map(beat).collect::<Vec<_>>());
        on!(self, |c| async {
            sqlx::query(HEARTBEAT.on(&*c)).bind(&beats).execute(c).await.map(|done| done.rows_affected())
        })
    }

    /// Gives feeds back that a round has read, and says when each is due next.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn polled_feeds_release(&mut self, token: Uuid, ends: &[FeedEnd<'_>]) -> Result<()> {
        let time = |at: Option<DateTime<Utc>>| at.map(json_time);
        let end = |end: &FeedEnd<'_>| {
            let (owner, feed) = (end.feed.owner, end.feed.id.uuid().simple().to_string());
            let times = (time(Some(end.next_at)), time(end.retry_at), time(end.read_at));
            (owner.organization.uuid().simple().to_string(), owner.cloud.word(), feed, times.0, times.1, times.2)
        };
        let ends = Json(ends.iter().map(end).collect::<Vec<_>>());
        on!(self, |c| async { sqlx::query(RELEASE.on(&*c)).bind(token).bind(&ends).execute(c).await.map(drop) })
    }
}

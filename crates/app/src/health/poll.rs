//! Feeds are read by the desk itself: each by one node at a time, tenant by tenant.
//!
//! What is due is taken together, under one lease, and what came of it is written together: a round of feeds that have nothing new
//! writes one batched heartbeat, and nothing to issues or cases. What its lease has run out for, it does not write.

mod round;

use std::{sync::Arc, time::Duration as Span};

use chrono::{DateTime, Duration, Utc};
use futures::{StreamExt, stream};
use tierline_domain::{
    FeedId, Owner,
    health::{PolledFeed, next_reading},
};
use tierline_store::{FeedBeat, FeedEnd, System, SystemTx};
use uuid::Uuid;

use self::round::Kept;
use crate::{
    app::App,
    error::{Error, Result},
};

/// Feeds taken at once, and read at the same time.
const FEEDS: i64 = 256;
const FEEDS_AT_ONCE: usize = 8;
/// Seconds for which a node has its feeds for itself.
const LEASE_SECONDS: i64 = 120;
/// How often a round that takes long prolongs its leases, and writes what it has read so far.
const PULSE: Span = Span::from_secs(20);

/// A feed that was read, or could not be, with what is to be written of it.
#[derive(Debug, Clone)]
struct Read {
    feed: PolledFeed,
    at: DateTime<Utc>,
    kept: Kept,
    failed: bool,
}

impl Read {
    fn next_at(&self) -> DateTime<Utc> {
        next_reading(self.at, self.feed.interval_minutes, 0, None)
    }

    /// Its tenants of which nothing but the time is to be written.
    fn beat(&self) -> Option<FeedBeat<'_>> {
        let beat = FeedBeat { feed: &self.feed, tenants: &self.kept.calm, at: self.at, next_at: self.next_at() };
        (!beat.tenants.is_empty()).then_some(beat)
    }

    fn end(&self) -> FeedEnd<'_> {
        FeedEnd {
            feed: &self.feed,
            next_at: self.next_at(),
            retry_at: self.failed.then(|| self.next_at()),
            read_at: self.kept.is_read.then_some(self.at),
        }
    }
}

/// Reads the feeds that are due and that no other node reads. Gives how many it read.
///
/// # Errors
/// The store's. What goes wrong with a feed is kept with the feed.
pub async fn poll_due(app: &App) -> Result<usize> {
    let token = app.id::<Uuid>();
    let feeds = claim(app, token).await?;
    if feeds.is_empty() {
        return Ok(0);
    }
    let (taken, mut read, mut fault) = (feeds.len(), Vec::new(), None);
    let mut rounds = stream::iter(feeds).map(|feed| one(app, feed)).buffer_unordered(FEEDS_AT_ONCE);
    let mut pulse = tokio::time::interval(PULSE);
    pulse.tick().await;
    loop {
        tokio::select! {
            done = rounds.next() => match done {
                Some((done, error)) => {
                    read.push(done);
                    fault = fault.or(error);
                }
                None => break,
            },
            _ = pulse.tick() => {
                renew(app, token).await?;
                write(app, token, std::mem::take(&mut read)).await?;
            }
        }
    }
    write(app, token, read).await?;
    fault.map_or(Ok(taken), Err)
}

async fn claim(app: &App, token: Uuid) -> Result<Vec<PolledFeed>> {
    let now = app.now();
    // A write waits for other writes, and mostly there is nothing to take.
    if !app.store().read(System).await?.polled_feed_is_due(now).await? {
        return Ok(Vec::new());
    }
    let until = now + Duration::seconds(LEASE_SECONDS);
    app.store()
        .write_with(System, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.polled_feeds_claim(now, until, token, FEEDS).await?) })
        })
        .await
}

async fn renew(app: &App, token: Uuid) -> Result<()> {
    let now = app.now();
    let until = now + Duration::seconds(LEASE_SECONDS);
    app.store()
        .write_with(System, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.polled_feeds_renew(token, now, until).await.map(drop)?) })
        })
        .await
}

/// Reads one feed. One that could not be read as a whole is given back like the others, and its error goes on.
async fn one(app: &App, feed: PolledFeed) -> (Read, Option<Error>) {
    let done = round::read(app, &feed).await;
    let (failed, at) = (done.is_err(), app.now());
    let (kept, error) = match done {
        Ok(kept) => (kept, None),
        Err(error) => (Kept::default(), Some(error)),
    };
    (Read { feed, at, kept, failed }, error)
}

/// Writes what came of some feeds and gives them back: all of them in one transaction. Where that is refused, one by one, so that
/// one that cannot be written holds up no other.
async fn write(app: &App, token: Uuid, read: Vec<Read>) -> Result<()> {
    if read.is_empty() {
        return Ok(());
    }
    let read = Arc::new(read);
    match write_together(app, token, Arc::clone(&read)).await {
        Err(error) if read.len() > 1 => {
            tracing::warn!(?error, feeds = read.len(), "feeds are written one by one");
            let mut fault = None;
            for one in read.iter() {
                fault = fault.or(write_together(app, token, Arc::new(vec![one.clone()])).await.err());
            }
            fault.map_or(Ok(()), Err)
        }
        done => done,
    }
}

async fn write_together(app: &App, token: Uuid, read: Arc<Vec<Read>>) -> Result<()> {
    let now = app.now();
    app.store()
        .write_with(System, read, move |tx, read| {
            Box::pin(async move {
                let held = tx.polled_feeds_held(token, now).await?;
                let (read, lost): (Vec<&Read>, Vec<&Read>) = read.iter().partition(|one| held.contains(&one.feed.id));
                for one in lost {
                    // Another node has it by now, or somebody took it away meanwhile.
                    tracing::info!(feed = %one.feed.id, "the lease of a feed ran out: what was read is not written");
                }
                keep(tx, token, &read).await
            })
        })
        .await
}

async fn keep(tx: &mut SystemTx<'_>, token: Uuid, read: &[&Read]) -> Result<()> {
    let beats: Vec<FeedBeat<'_>> = read.iter().filter_map(|one| one.beat()).collect();
    if !beats.is_empty() {
        tx.feeds_heartbeat(&beats).await?;
    }
    for one in read {
        for (facts, reading) in &one.kept.states {
            tx.tenant(one.feed.owner).feed_put(facts, Some(reading)).await?;
        }
    }
    let ends: Vec<FeedEnd<'_>> = read.iter().map(|one| one.end()).collect();
    Ok(tx.polled_feeds_release(token, &ends).await?)
}

/// Makes a feed due now, for all its tenants.
pub(super) async fn hurry(app: &App, owner: Owner, feed: FeedId) -> Result<()> {
    let now = app.now();
    app.store()
        .write_with(owner, (), move |tx, ()| {
            Box::pin(async move {
                tx.feed_tenants_hurry(feed, now).await?;
                tx.polled_feed_hurry(feed, now).await?;
                Ok(())
            })
        })
        .await
}

//! One feed is read for all its tenants that are due.

use std::collections::VecDeque;

use chrono::{DateTime, Duration, Utc};
use futures::{StreamExt, stream};
use tierline_domain::{
    CustomerId, OrganizationKind,
    health::{
        Coverage, FeedCondition, FeedFacts, FeedHistory, FeedOutcome, FeedPolicy, FeedTenants, ParsedFeed, PolledFeed,
        Reading, default_location, feed_condition, next_reading,
    },
};
use tierline_store::{DueTenant, FeedReading};

use super::super::{
    ImportReport, by_connection,
    take_in::{Origin, digest_of_all, take_in},
};
use crate::{
    app::App,
    error::{Error, Result},
    port::{FetchCall, FetchFailure, Fetched, carrier::Opened},
};

/// Tenants read in one round, and at the same time: a slow source does not make the others wait.
const TENANTS: i64 = 5_000;
const TENANTS_AT_ONCE: usize = 16;
/// The most of an explanation that is kept.
const DETAIL_CHARS: usize = 300;

/// What a round of one feed came to, for the log.
#[derive(Default)]
struct Counted {
    /// Tenants read (one for a public feed).
    tenants: usize,
    /// Of these, how many brought nothing new.
    unchanged: usize,
    /// Of these, how many could not be read.
    failed: usize,
    /// Of these, how many were put off because the limits of the source are used up.
    postponed: usize,
    /// What was taken in.
    report: ImportReport,
}

impl Counted {
    fn log(&self, feed: &PolledFeed) {
        let Self { tenants, unchanged, failed, postponed, report } = self;
        let (created, updated, posts, rejected) = (report.created, report.updated, report.posts, report.rejected.len());
        tracing::debug!(
            feed = %feed.id, tenants, unchanged, failed, postponed, created, updated, posts, rejected, "a feed was read"
        );
    }
}

/// What is to be written of the tenants that were read.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// When a reading counts as fresh here.
    policy: FeedPolicy,
    /// Tenants of which nothing but the time is to be written.
    pub(super) calm: Vec<Option<CustomerId>>,
    /// What is known of the others now.
    pub(super) states: VecDeque<(FeedFacts, FeedReading)>,
    /// Whether the feed was read for any of them.
    pub(super) is_read: bool,
}

/// Reads a feed once for all its tenants that are due. What it brings of issues is taken in at once: in whatever order and however
/// often that is done, it comes to the same. What is to be remembered of the reading is given back.
pub(super) async fn read(app: &App, feed: &PolledFeed) -> Result<Kept> {
    make_tenants_known(app, feed).await?;
    let mut read = app.store().read(feed.owner).await?;
    let due = read.feed_tenants_due(feed.id, app.now(), TENANTS).await?;
    let organization = read.organization_lookup(feed.owner.organization).await?;
    drop(read);
    let published = organization.as_ref().is_some_and(|found| found.kind == OrganizationKind::Provider);
    let policy = organization
        .map_or_else(FeedPolicy::default, |found| FeedPolicy { fresh_minutes: found.policy.feed_fresh_minutes });
    let mut counted = Counted { tenants: due.len(), ..Counted::default() };
    let mut kept = Kept { policy, ..Kept::default() };
    let by = &by_connection::open(app, feed).await?;
    let mut answers = stream::iter(due).map(|tenant| fetch(app, feed, by, tenant)).buffer_unordered(TENANTS_AT_ONCE);
    while let Some((tenant, answer)) = answers.next().await {
        let origin = Origin { owner: feed.owner, published, customer: tenant.facts.customer, by: None };
        judge(app, feed, origin, tenant, answer, &mut counted, &mut kept).await?;
    }
    drop(answers);
    counted.log(feed);
    kept.is_read = counted.tenants > counted.failed + counted.postponed;
    Ok(kept)
}

/// Each tenant of a feed has a state of its own: new customers get one, those who left lose it.
async fn make_tenants_known(app: &App, feed: &PolledFeed) -> Result<()> {
    let mut read = app.store().read(feed.owner).await?;
    let (missing, lapsed): (Vec<Option<CustomerId>>, bool) = match feed.tenants {
        FeedTenants::Each => {
            let missing = read.feed_tenants_missing(feed.id).await?.into_iter().map(Some).collect();
            (missing, read.polled_feed_has_lapsed(feed.id).await?)
        }
        FeedTenants::Public | FeedTenants::One if read.feed_next_at(feed.id).await?.is_none() => {
            (vec![feed.customer], false)
        }
        FeedTenants::Public | FeedTenants::One => (Vec::new(), false),
    };
    drop(read);
    let now = app.now();
    if missing.is_empty() && !lapsed {
        return Ok(());
    }
    app.store()
        .write_with(feed.owner, (feed.clone(), missing), move |tx, (feed, missing)| {
            Box::pin(async move {
                if lapsed {
                    tx.feed_tenants_lapse(feed.id).await?;
                }
                for customer in missing {
                    let reading = FeedReading {
                        feed: feed.id,
                        tried_at: None,
                        next_at: now,
                        etag: None,
                        last_modified: None,
                        digest: None,
                    };
                    tx.feed_put(&never_read(feed, *customer), Some(&reading)).await?;
                }
                Ok(())
            })
        })
        .await
}

fn never_read(feed: &PolledFeed, customer: Option<CustomerId>) -> FeedFacts {
    FeedFacts {
        name: feed.name.clone(),
        format: Some(feed.format),
        cloud: feed.owner.cloud,
        customer,
        fetched_at: None,
        outcome: FeedOutcome::Read,
        records: 0,
        families: feed.families.clone(),
        interval_minutes: Some(feed.interval_minutes),
        history: FeedHistory::default(),
    }
}

async fn fetch(
    app: &App,
    feed: &PolledFeed,
    by: &Option<Result<Opened, FetchFailure>>,
    tenant: DueTenant,
) -> (DueTenant, Result<Fetched, FetchFailure>) {
    let connection = match by {
        Some(Err(closed)) => return (tenant, Err(closed.clone())),
        Some(Ok(opened)) => Some(opened.clone()),
        None => None,
    };
    let location = feed.location.clone().or_else(|| default_location(feed.format, feed.owner.cloud).map(str::to_owned));
    let Some(location) = location else {
        let reason = "the feed has no address".to_owned();
        return (tenant, Err(FetchFailure { reason, not_before: None, postponed: false }));
    };
    let call = FetchCall {
        format: feed.format,
        cloud: feed.owner.cloud,
        location,
        tenant: tenant.tenant_id.clone(),
        credential: feed.credential.clone(),
        connection,
        etag: tenant.reading.etag.clone(),
        last_modified: tenant.reading.last_modified.clone(),
    };
    let answer = app.0.parts.fetcher.fetch(call).await;
    (tenant, answer)
}

/// What an answer means: what is new is taken in at once, what is to be remembered of the reading is kept for the end.
async fn judge(
    app: &App,
    feed: &PolledFeed,
    origin: Origin,
    tenant: DueTenant,
    answer: Result<Fetched, FetchFailure>,
    counted: &mut Counted,
    kept: &mut Kept,
) -> Result<()> {
    let now = app.now();
    match answer {
        Err(failure) if failure.postponed => {
            counted.postponed += 1;
            let next_at = failure.not_before.unwrap_or(now + Duration::minutes(1));
            let reading = FeedReading { next_at, tried_at: tenant.reading.tried_at, ..tenant.reading };
            kept.states.push_back((tenant.facts, reading));
        }
        Err(failure) => {
            counted.failed += 1;
            let state = ill(feed, tenant, FeedOutcome::Failed, failure.reason, failure.not_before, (kept.policy, now));
            kept.states.push_back(state);
        }
        Ok(Fetched::Unchanged { source_time }) => {
            counted.unchanged += 1;
            let records = tenant.facts.records;
            calm(feed, tenant, records, None, source_time, kept, now);
        }
        Ok(Fetched::Payload { pages, etag, last_modified, source_time }) => {
            let parsed = match parse(app, feed, pages).await? {
                Ok(parsed) => parsed,
                Err(reason) => {
                    counted.failed += 1;
                    kept.states.push_back(ill(feed, tenant, FeedOutcome::Malformed, reason, None, (kept.policy, now)));
                    return Ok(());
                }
            };
            let records = parsed.records;
            let digest = digest_of_all(&parsed.issues).to_vec();
            let same = tenant.reading.digest.as_ref() == Some(&digest) && parsed.rejected.is_empty();
            let newest_at = newest(feed, &parsed);
            if same {
                // Whatever the source calls this version now: what it says is what it said.
                counted.unchanged += 1;
                calm(feed, tenant, records, newest_at, source_time, kept, now);
                return Ok(());
            }
            let mut report = ImportReport { records, rejected: parsed.rejected, ..ImportReport::default() };
            let outcome = report.outcome(parsed.issues.len());
            report.add(&take_in(app, origin, parsed.issues, None).await?);
            let detail = report.rejected.first().map_or_else(String::new, |rejected| {
                format!(
                    "{} of {records} records could not be read, the first: {}",
                    report.rejected.len(),
                    rejected.reason
                )
            });
            let reading = Reading { outcome, records, newest_at, source_time, detail: short(&detail) };
            let mut state = after(feed, tenant, &reading, None, (kept.policy, now));
            (state.1.etag, state.1.last_modified, state.1.digest) = (etag, last_modified, Some(digest));
            kept.states.push_back(state);
            counted.report.add(&report);
            counted.report.records += records;
            counted.report.rejected.extend(report.rejected);
        }
    }
    Ok(())
}

/// Reads all pages; a page that is no payload of the format spoils the whole, so that half a list is never taken for one.
async fn parse(app: &App, feed: &PolledFeed, pages: Vec<Vec<u8>>) -> Result<Result<ParsedFeed, String>> {
    let (reader, format, name) = (app.0.parts.feeds.clone(), feed.format, feed.name.clone());
    let work = move || {
        let mut whole = ParsedFeed::default();
        for page in &pages {
            let parsed = reader.read(format, page)?;
            let before = whole.records;
            whole.records += parsed.records;
            whole.issues.extend(parsed.issues);
            whole.rejected.extend(parsed.rejected.into_iter().map(|mut rejected| {
                rejected.position += before;
                rejected
            }));
        }
        // Where many providers share the format, the feed's name tells their identifiers apart.
        Ok(whole.named(format, &name))
    };
    // A large payload takes a while; nobody else is to wait for it.
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

/// The newest change that a payload tells of, where it would always have told of it.
fn newest(feed: &PolledFeed, parsed: &ParsedFeed) -> Option<DateTime<Utc>> {
    let newest = parsed.issues.iter().map(|issue| issue.last_modified_at).max();
    newest.filter(|_| feed.format.lists_history())
}

fn calm(
    feed: &PolledFeed,
    tenant: DueTenant,
    records: usize,
    newest_at: Option<DateTime<Utc>>,
    source_time: Option<DateTime<Utc>>,
    kept: &mut Kept,
    now: DateTime<Utc>,
) {
    let newest_at = newest_at.or(tenant.facts.history.newest_at);
    let reading = Reading { outcome: FeedOutcome::Read, records, newest_at, source_time, detail: String::new() };
    let history = tenant.facts.history.after(&reading, now);
    let known = tenant.facts.outcome == FeedOutcome::Read && tenant.facts.fetched_at.is_some();
    let known = known && tenant.facts.records == records && tenant.facts.history.stays(&history);
    let condition = feed_condition(&tenant.facts);
    if known && (condition != FeedCondition::Fresh || Coverage::goes_on(&tenant.facts, kept.policy, now)) {
        kept.calm.push(tenant.facts.customer);
    } else {
        kept.states.push_back(after(feed, tenant, &reading, None, (kept.policy, now)));
    }
}

fn ill(
    feed: &PolledFeed,
    tenant: DueTenant,
    outcome: FeedOutcome,
    reason: String,
    not_before: Option<DateTime<Utc>>,
    (policy, now): (FeedPolicy, DateTime<Utc>),
) -> (FeedFacts, FeedReading) {
    let records = tenant.facts.records;
    let reading = Reading { outcome, records, newest_at: None, source_time: None, detail: short(&reason) };
    after(feed, tenant, &reading, not_before, (policy, now))
}

/// The state after a try.
fn after(
    feed: &PolledFeed,
    tenant: DueTenant,
    reading: &Reading,
    not_before: Option<DateTime<Utc>>,
    (policy, now): (FeedPolicy, DateTime<Utc>),
) -> (FeedFacts, FeedReading) {
    let history = tenant.facts.history.after(reading, now);
    let next_at = next_reading(now, feed.interval_minutes, history.failures, not_before);
    let read = reading.outcome == FeedOutcome::Read;
    let mut facts = FeedFacts {
        fetched_at: if read { Some(now) } else { tenant.facts.fetched_at },
        outcome: reading.outcome,
        records: reading.records,
        history,
        ..tenant.facts.clone()
    };
    facts.history.coverage = Coverage::after(&tenant.facts, &facts, policy, now);
    (facts, FeedReading { tried_at: Some(now), next_at, ..tenant.reading })
}

fn short(text: &str) -> String {
    text.chars().take(DETAIL_CHARS).collect()
}

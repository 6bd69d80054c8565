//! A feed's payload is taken in: from a file, or as it came.

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, CustomerId, OrganizationKind,
    health::{Coverage, FeedFacts, FeedFormat, FeedHistory, FeedOutcome, FeedPolicy, Rejected},
    text::is_deceptive,
};

use super::take_in::{Origin, take_in};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// The largest payload, in bytes.
pub(crate) const PAYLOAD_LIMIT: usize = 32 * 1024 * 1024;

/// What is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The shape of the payload.
    pub format: FeedFormat,
    /// The payload.
    pub payload: Vec<u8>,
    /// For one tenant's feed: whose.
    pub customer: Option<CustomerId>,
    /// The name of the feed, where many providers share the format: it tells its issues from those of other feeds, so it stays
    /// the same from import to import. Without one the payload's own name of its publisher counts.
    pub feed: Option<String>,
}

/// Longest name of a feed, in characters.
const FEED_NAME_LIMIT: usize = 60;

impl Import {
    /// The name, where it is one: a name that would change nothing is a misunderstanding, and said.
    fn name(&self) -> Result<Option<&str>> {
        let Some(name) = self.feed.as_deref().map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
        if !self.format.is_shared() {
            let message = "This format is one provider's: leave the name out.";
            return Err(Error::field("feed", "not_for_this_format", message));
        }
        if name.chars().count() > FEED_NAME_LIMIT || name.chars().any(is_deceptive) {
            let message = format!("At most {FEED_NAME_LIMIT} characters, none of them invisible.");
            return Err(Error::field("feed", "not_a_name", message));
        }
        Ok(Some(name))
    }
}

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Records in the payload.
    pub records: usize,
    /// Issues that are new.
    pub created: usize,
    /// Issues that changed.
    pub updated: usize,
    /// Issues that were known as they are.
    pub unchanged: usize,
    /// Posts that are new.
    pub posts: usize,
    /// Records that could not be read: their position from 1, and why.
    pub rejected: Vec<Rejected>,
}

impl ImportReport {
    /// Adds what a part of the payload came to.
    pub(super) fn add(&mut self, part: &Self) {
        self.created += part.created;
        self.updated += part.updated;
        self.unchanged += part.unchanged;
        self.posts += part.posts;
    }

    /// How the reading went: a payload of which nothing could be read is no reading.
    pub(super) fn outcome(&self, issues: usize) -> FeedOutcome {
        if !self.rejected.is_empty() && issues == 0 { FeedOutcome::Malformed } else { FeedOutcome::Read }
    }
}

/// Imports documented issues. Importing again updates and never doubles; malformed records are reported and the good ones
/// kept; open cases are matched again.
///
/// # Errors
/// [`Error::Invalid`] where the payload is not of this format, [`Error::TooLarge`], [`Error::NotFound`] for a customer that
/// is not the actor's, [`Error::Forbidden`].
pub async fn import(app: &App, ctx: &Ctx, command: Import) -> Result<ImportReport> {
    app.require(ctx, Action::ManageFeeds).await?;
    if command.payload.len() > PAYLOAD_LIMIT {
        return Err(Error::TooLarge { limit: PAYLOAD_LIMIT });
    }
    let name = command.name()?;
    if let Some(customer) = command.customer {
        let mut read = app.store().read(ctx.reach()).await?;
        read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    }
    let parsed = match app.0.parts.feeds.read(command.format, &command.payload) {
        Ok(parsed) => match name {
            Some(name) => parsed.named(command.format, name),
            None => parsed,
        },
        Err(reason) => {
            let source = name.map(|name| command.format.source_named(name));
            note_malformed(app, ctx, &command, source).await?;
            return Err(of_another_format(app, &command, reason));
        }
    };
    let records = parsed.records;
    let mut report = ImportReport { records, rejected: parsed.rejected, ..ImportReport::default() };
    let outcome = report.outcome(parsed.issues.len());
    let published = ctx.organization.kind == OrganizationKind::Provider;
    let origin = Origin { owner: ctx.owner, published, customer: command.customer, by: Some(ctx.user.id) };
    let taken = take_in(app, origin, parsed.issues, Some(ctx)).await;
    report.add(&app.on_record(ctx, "health.import", taken).await?);
    keep_feed(app, ctx, &command, parsed.source, outcome, records).await?;
    finish(app, ctx, report).await
}

/// A feed that somebody imports again and again has gone wrong, and says so. A file that never was one is only refused.
async fn note_malformed(app: &App, ctx: &Ctx, command: &Import, source: Option<String>) -> Result<()> {
    let name = source.clone().unwrap_or_else(|| command.format.word().to_owned());
    let known = app.store().read(ctx.reach()).await?.feed_lookup(&name, command.customer).await?;
    if known.is_some() {
        keep_feed(app, ctx, command, source, FeedOutcome::Malformed, 0).await?;
    }
    Ok(())
}

/// What is said of a payload that is not of the chosen format: which one it is, where another reads it.
fn of_another_format(app: &App, command: &Import, reason: String) -> Error {
    let reads = |format: &FeedFormat| {
        let read = app.0.parts.feeds.read(*format, &command.payload);
        read.is_ok_and(|parsed| parsed.records > parsed.rejected.len())
    };
    let others = FeedFormat::ALL.iter().copied().filter(|format| *format != command.format);
    match others.into_iter().find(reads) {
        Some(other) => {
            let code = format!("is_{}", other.word().replace('-', "_"));
            Error::field("payload", code, format!("{reason}. It can be read as {other}: choose that format."))
        }
        None => Error::field("payload", "not_this_format", reason),
    }
}

/// Keeps when the feed was read and how that went: a failed reading is shown as such and never counts as all clear.
async fn keep_feed(
    app: &App,
    ctx: &Ctx,
    command: &Import,
    source: Option<String>,
    outcome: FeedOutcome,
    records: usize,
) -> Result<()> {
    let feed = FeedFacts {
        // Feeds of a shared format are told apart as their issues are.
        name: source.unwrap_or_else(|| command.format.word().to_owned()),
        format: Some(command.format),
        cloud: ctx.owner.cloud,
        customer: command.customer,
        fetched_at: Some(app.now()),
        outcome,
        records,
        families: Vec::new(),
        interval_minutes: None,
        history: FeedHistory::default(),
    };
    let (policy, now) = (FeedPolicy { fresh_minutes: ctx.organization.policy.feed_fresh_minutes }, app.now());
    let kept = app
        .store()
        .write_with(ctx.reach(), (app.clone(), ctx.clone(), feed), move |tx, (app, ctx, feed)| {
            Box::pin(async move {
                standing::ask(tx, ctx, app.now()).await?;
                let never = FeedFacts { fetched_at: None, outcome: FeedOutcome::Read, ..feed.clone() };
                let before = tx.feed_lookup(&feed.name, feed.customer).await?.unwrap_or(never);
                let mut feed = feed.clone();
                feed.history.coverage = Coverage::after(&before, &feed, policy, now);
                tx.feed_put(&feed, None).await?;
                Ok(())
            })
        })
        .await;
    app.on_record(ctx, "health.import", kept).await
}

async fn finish(app: &App, ctx: &Ctx, report: ImportReport) -> Result<ImportReport> {
    app.change(ctx, "health.import", report, move |tx, call| {
        Box::pin(async move {
            let report = &call.input;
            let counts = serde_json::json!({
                "records": report.records, "created": report.created, "updated": report.updated, "rejected": report.rejected.len(),
            });
            audit::append(tx, call, "health.import", "", &counts).await?;
            Ok(call.input.clone())
        })
    })
    .await
}

//! A feed's payload is taken in: from a file, or as it came.

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, CustomerId, OrganizationKind,
    health::{FeedFacts, FeedFormat, FeedHistory, FeedOutcome, Rejected},
};

use super::take_in::{Origin, take_in};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
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
    pub(super) fn outcome(&self) -> FeedOutcome {
        if self.records > 0 && self.rejected.len() == self.records { FeedOutcome::Malformed } else { FeedOutcome::Read }
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
    if let Some(customer) = command.customer {
        let mut read = app.store().read(ctx.owner).await?;
        read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    }
    let parsed = match app.0.parts.feeds.read(command.format, &command.payload) {
        Ok(parsed) => parsed,
        Err(reason) => {
            keep_feed(app, ctx, &command, FeedOutcome::Malformed, 0).await?;
            return Err(Error::field("payload", "not_this_format", reason));
        }
    };
    let records = parsed.records;
    let mut report = ImportReport { records, rejected: parsed.rejected, ..ImportReport::default() };
    let published = ctx.organization.kind == OrganizationKind::Provider;
    let origin = Origin { owner: ctx.owner, published, customer: command.customer };
    report.add(&take_in(app, origin, parsed.issues).await?);
    keep_feed(app, ctx, &command, report.outcome(), records).await?;
    finish(app, ctx, report).await
}

/// Keeps when the feed was read and how that went: a failed reading is shown as such and never counts as all clear.
async fn keep_feed(app: &App, ctx: &Ctx, command: &Import, outcome: FeedOutcome, records: usize) -> Result<()> {
    let feed = FeedFacts {
        name: command.format.word().to_owned(),
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
    app.store()
        .write_with(ctx.owner, feed, |tx, feed| {
            Box::pin(async move {
                tx.feed_put(feed, None).await?;
                Ok(())
            })
        })
        .await
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

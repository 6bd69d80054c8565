//! A feed's payload is taken in: from a file, or as it came.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, CustomerId, HealthIssueId, OrganizationKind, Owner,
    health::{Audience, FeedFacts, FeedFormat, FeedOutcome, ImportedIssue, Merge, Rejected, merge},
    text::is_deceptive,
};
use tierline_store::TenantTx;

use super::pass_on::ChangedIssue;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    relay::Message,
};

/// The largest payload, in bytes.
pub(crate) const PAYLOAD_LIMIT: usize = 32 * 1024 * 1024;
/// Issues in one transaction: a large import does not keep others waiting.
const CHUNK: usize = 50;

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
        let mut read = app.store().read(ctx.owner).await?;
        read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    }
    let parsed = match app.0.parts.feeds.read(command.format, &command.payload) {
        Ok(parsed) => match name {
            Some(name) => parsed.named(command.format, name),
            None => parsed,
        },
        Err(reason) => {
            let source = name.map(|name| command.format.source_named(name));
            keep_feed(app, ctx, &command, source, FeedOutcome::Malformed, 0).await?;
            return Err(Error::field("payload", "not_this_format", reason));
        }
    };
    let mut report = ImportReport { records: parsed.records, rejected: parsed.rejected, ..ImportReport::default() };
    let mut changed = Vec::new();
    for chunk in parsed.issues.chunks(CHUNK) {
        let part = take_in(app, ctx, chunk.to_vec(), command.customer).await?;
        report.created += part.0.created;
        report.updated += part.0.updated;
        report.unchanged += part.0.unchanged;
        report.posts += part.0.posts;
        changed.extend(part.1);
    }
    let outcome = if !report.rejected.is_empty() && parsed.issues.is_empty() {
        FeedOutcome::Malformed
    } else {
        FeedOutcome::Read
    };
    keep_feed(app, ctx, &command, parsed.source, outcome, report.records).await?;
    finish(app, ctx, report, changed).await
}

async fn take_in(
    app: &App,
    ctx: &Ctx,
    issues: Vec<ImportedIssue>,
    customer: Option<CustomerId>,
) -> Result<(ImportReport, Vec<ChangedIssue>)> {
    let call = Call { app: app.clone(), ctx: ctx.clone(), now: app.now(), input: issues };
    app.store()
        .write_with(ctx.owner, call, move |tx, call| {
            Box::pin(async move {
                let mut report = ImportReport::default();
                let mut changed = Vec::new();
                for issue in &call.input {
                    changed.extend(take_one(tx, call, issue, customer, &mut report).await?);
                }
                if !changed.is_empty() {
                    tx.health_revision_bump().await?;
                }
                Ok((report, changed))
            })
        })
        .await
}

async fn take_one(
    tx: &mut TenantTx<'_>,
    call: &Call<Vec<ImportedIssue>>,
    imported: &ImportedIssue,
    customer: Option<CustomerId>,
    report: &mut ImportReport,
) -> Result<Option<ChangedIssue>> {
    let (app, now, owner): (&App, _, Owner) = (&call.app, call.now, call.ctx.owner);
    let existing = tx.issue_by_source(&imported.source, &imported.source_id).await?;
    let posts = match &existing {
        Some(issue) => tx.post_list(issue.id).await?,
        None => Vec::new(),
    };
    let audience = if customer.is_some() { Audience::Listed } else { Audience::Everyone };
    match merge(existing.as_ref().map(|issue| (issue, posts.as_slice())), imported, audience, now) {
        Merge::Unchanged => {
            report.unchanged += 1;
            // Known from a neighbour's feed, and new to this customer.
            let Some(known) = existing.filter(|_| customer.is_some()) else { return Ok(None) };
            let is_new = listed(tx, known.id, customer, now).await?;
            Ok(is_new.then(|| ChangedIssue { issue: known.id, posts: Vec::new(), ended: false }))
        }
        Merge::Created => {
            let issue = imported.to_issue(app.id(), owner, audience, now);
            tx.issue_put(&issue).await?;
            listed(tx, issue.id, customer, now).await?;
            for post in &imported.posts {
                tx.post_put(issue.id, &post.to_post(app.id())).await?;
            }
            report.created += 1;
            report.posts += imported.posts.len();
            Ok(Some(ChangedIssue { issue: issue.id, posts: Vec::new(), ended: issue.has_ended(now) }))
        }
        Merge::Updated(update) => {
            tx.issue_put(&update.issue).await?;
            listed(tx, update.issue.id, customer, now).await?;
            let mut added = Vec::new();
            for post in &update.new_posts {
                let post = post.to_post(app.id());
                tx.post_put(update.issue.id, &post).await?;
                added.push(post.id);
            }
            for post in &update.edited_posts {
                tx.post_put(update.issue.id, post).await?;
            }
            report.updated += 1;
            report.posts += added.len();
            let ended = update.issue.has_ended(now) && !existing.is_some_and(|before| before.has_ended(now));
            Ok(Some(ChangedIssue { issue: update.issue.id, posts: added, ended }))
        }
    }
}

/// Keeps that a customer's own feed lists an issue; says whether that is new.
async fn listed(
    tx: &mut TenantTx<'_>,
    issue: HealthIssueId,
    customer: Option<CustomerId>,
    now: DateTime<Utc>,
) -> Result<bool> {
    match customer {
        Some(customer) => Ok(tx.issue_customer_put(issue, customer, now).await?),
        None => Ok(false),
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
    };
    app.store()
        .write_with(ctx.owner, feed, |tx, feed| {
            Box::pin(async move {
                tx.feed_put(feed).await?;
                tx.health_revision_bump().await?;
                Ok(())
            })
        })
        .await
}

async fn finish(app: &App, ctx: &Ctx, report: ImportReport, changed: Vec<ChangedIssue>) -> Result<ImportReport> {
    let published = ctx.organization.kind == OrganizationKind::Provider;
    app.change(ctx, "health.import", (report, changed), move |tx, call| {
        Box::pin(async move {
            let (report, changed) = call.input.clone();
            if !changed.is_empty() {
                let message =
                    if published { Message::IssuesPublished { issues: changed } } else { Message::IssuesChanged { issues: changed } };
                message.append(tx, &call.app, call.now).await?;
            }
            let counts = serde_json::json!({
                "records": report.records, "created": report.created, "updated": report.updated, "rejected": report.rejected.len(),
            });
            audit::append(tx, call, "health.import", "", &counts).await?;
            Ok(report)
        })
    })
    .await
}

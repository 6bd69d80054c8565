//! Issues as a feed gave them become issues that are kept: what is new is written, what is known costs nothing.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use tierline_domain::{
    CustomerId, HealthIssueId, Owner, UserId,
    health::{Audience, ImportedIssue, Merge, merge},
};
use tierline_store::{AuditEntry, TenantTx};

use super::{ImportReport, pass_on::ChangedIssue};
use crate::{
    account::record::by_job,
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    relay::Message,
    standing,
};

/// Issues in one transaction: a large import does not keep others waiting.
const CHUNK: usize = 50;
/// Tries for a chunk that another node got ahead of.
const TRIES: usize = 5;
/// Issues whose last merge is remembered. The least that a distributor needs is what all its feeds list at one time.
const REMEMBERED: usize = 200_000;

/// What was merged last, by where it came from: thousands of tenants' feeds list the same issues, and the second one that
/// does so has nothing to say.
#[derive(Default)]
pub(crate) struct Merged(Mutex<HashMap<Key, (HealthIssueId, [u8; 32])>>);

type Key = (Owner, String, String);

impl Merged {
    fn get(&self, key: &Key) -> Option<(HealthIssueId, [u8; 32])> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied()
    }

    fn put(&self, merged: Vec<(Key, (HealthIssueId, [u8; 32]))>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() + merged.len() > REMEMBERED {
            all.clear();
        }
        all.extend(merged);
    }
}

/// What an issue says, in one number: the same content gives the same.
pub(super) fn digest(issue: &ImportedIssue) -> [u8; 32] {
    // The derived form names each field, so that two issues of other content never look the same.
    Sha256::digest(format!("{issue:?}")).into()
}

/// What all issues of a payload say, whatever their order.
pub(super) fn digest_of_all(issues: &[ImportedIssue]) -> [u8; 32] {
    let mut all: Vec<[u8; 32]> = issues.iter().map(digest).collect();
    all.sort_unstable();
    let mut whole = Sha256::new();
    all.iter().for_each(|one| whole.update(one));
    whole.finalize().into()
}

/// Where issues come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// Whose they are here.
    pub(super) owner: Owner,
    /// Whether they are a provider's, which all its partners see.
    pub(super) published: bool,
    /// Whose feed lists them; none for a public one.
    pub(super) customer: Option<CustomerId>,
    /// Who brings them; none where the desk reads them by itself.
    pub(super) by: Option<UserId>,
}

impl Origin {
    const fn audience(self) -> Audience {
        if self.customer.is_some() { Audience::Listed } else { Audience::Everyone }
    }
}

/// Takes issues in. What changed and the word of it that goes to the open cases are written together. Somebody who brings them must
/// have the right to with each piece that is written; a feed that the desk reads by itself is nobody's.
pub(super) async fn take_in(
    app: &App,
    origin: Origin,
    issues: Vec<ImportedIssue>,
    by: Option<&Ctx>,
) -> Result<ImportReport> {
    let mut report = ImportReport::default();
    let issues = without_known(app, origin, issues, &mut report).await?;
    for chunk in issues.chunks(CHUNK) {
        let mut done = write_chunk(app, origin, chunk, by).await;
        for _ in 0..TRIES {
            // Another node had the same issue for the first time, at the same time: now it is known.
            if !matches!(done, Err(Error::InFlight)) {
                break;
            }
            done = write_chunk(app, origin, chunk, by).await;
        }
        let (part, merged) = done?;
        app.0.merged.put(merged);
        report.add(&part);
    }
    Ok(report)
}

async fn write_chunk(app: &App, origin: Origin, chunk: &[ImportedIssue], by: Option<&Ctx>) -> Result<Part> {
    let input = (app.clone(), chunk.to_vec(), by.cloned());
    app.store()
        .write_with(origin.owner, input, move |tx, (app, issues, by)| {
            Box::pin(async move {
                if let Some(ctx) = by {
                    standing::ask(tx, ctx, app.now()).await?;
                }
                take_in_chunk(tx, app, origin, issues).await
            })
        })
        .await
}

/// Leaves out what was merged as it is, from this feed or a neighbour's.
async fn without_known(
    app: &App,
    origin: Origin,
    issues: Vec<ImportedIssue>,
    report: &mut ImportReport,
) -> Result<Vec<ImportedIssue>> {
    let listed: HashSet<HealthIssueId> = match origin.customer {
        None => HashSet::new(),
        Some(customer) => {
            let mut read = app.store().read(origin.owner).await?;
            read.issues_listed_for(&[customer]).await?.into_iter().map(|(issue, _)| issue).collect()
        }
    };
    let (known, new): (Vec<_>, Vec<_>) = issues.into_iter().partition(|issue| {
        let key = (origin.owner, issue.source.clone(), issue.source_id.clone());
        // A public feed's word about an issue that only tenants listed until now is news, so it is never left out.
        origin.customer.is_some()
            && app.0.merged.get(&key).is_some_and(|(id, merged)| listed.contains(&id) && merged == digest(issue))
    });
    report.unchanged += known.len();
    Ok(new)
}

type Part = (ImportReport, Vec<(Key, (HealthIssueId, [u8; 32]))>);

async fn take_in_chunk(tx: &mut TenantTx<'_>, app: &App, origin: Origin, issues: &[ImportedIssue]) -> Result<Part> {
    let now = app.now();
    let (mut report, mut changed, mut merged) = (ImportReport::default(), Vec::new(), Vec::new());
    for issue in issues {
        let (id, change) = take_one(tx, app, origin, issue, now, &mut report).await?;
        changed.extend(change);
        let key = (origin.owner, issue.source.clone(), issue.source_id.clone());
        merged.push((key, (id, digest(issue))));
    }
    if !changed.is_empty() {
        let ids: Vec<HealthIssueId> = changed.iter().map(|one| one.issue).collect();
        tx.health_changed(&ids).await?;
        // What a person brings stands there under their name, once it is all in.
        if origin.by.is_none() {
            let ImportReport { created, updated, posts, .. } = report;
            let detail = json!({ "created": created, "updated": updated, "posts": posts, "customer": origin.customer });
            let entry = AuditEntry { subject: None, ..by_job(app, now, "health.import", "", &detail) };
            tx.audit_append(&entry, app.secret()).await?;
        }
        let message = if origin.published {
            Message::IssuesPublished { issues: changed }
        } else {
            Message::IssuesChanged { issues: changed }
        };
        message.append(tx, app, now).await?;
    }
    Ok((report, merged))
}

async fn take_one(
    tx: &mut TenantTx<'_>,
    app: &App,
    origin: Origin,
    imported: &ImportedIssue,
    now: DateTime<Utc>,
    report: &mut ImportReport,
) -> Result<(HealthIssueId, Option<ChangedIssue>)> {
    let imported = &*imported.known_at(now);
    let existing = tx.issue_take_by_source(&imported.source, &imported.source_id).await?;
    let posts = match &existing {
        Some(issue) => tx.post_list(issue.id).await?,
        None => Vec::new(),
    };
    let known = existing.as_ref().map(|issue| (issue, posts.as_slice()));
    match (merge(known, imported, origin.audience(), now), &existing) {
        (Merge::Unchanged, Some(known)) => {
            report.unchanged += 1;
            // Known from a neighbour's feed, and new to this customer.
            let is_new = listed(tx, known.id, origin.customer, now).await?;
            let change = ChangedIssue { listed_for: origin.customer, ..ChangedIssue::of(known.id, origin.by) };
            Ok((known.id, is_new.then_some(change)))
        }
        (Merge::Updated(update), _) => {
            tx.issue_put(&update.issue).await?;
            let newly_listed = listed(tx, update.issue.id, origin.customer, now).await?;
            let mut added = Vec::new();
            for post in &update.new_posts {
                let post = post.to_post(app.id(), imported.last_modified_at.min(now));
                tx.post_put(update.issue.id, &post).await?;
                added.push(post.id);
            }
            for post in &update.edited_posts {
                tx.post_put(update.issue.id, post).await?;
            }
            report.updated += 1;
            report.posts += added.len();
            let ended = update.issue.has_ended(now) && !existing.as_ref().is_some_and(|before| before.has_ended(now));
            let moved = existing.is_some_and(|before| before.status != update.issue.status);
            let listed_for = origin.customer.filter(|_| newly_listed);
            let of = ChangedIssue::of(update.issue.id, origin.by);
            Ok((update.issue.id, Some(ChangedIssue { posts: added, ended, moved, listed_for, ..of })))
        }
        (Merge::Created | Merge::Unchanged, _) => {
            let issue = imported.to_issue(app.id(), origin.owner, origin.audience(), now);
            tx.issue_put(&issue).await.map_err(|error| match error.violates("health_issue_source") {
                true => Error::InFlight,
                false => error.into(),
            })?;
            listed(tx, issue.id, origin.customer, now).await?;
            for post in &imported.posts {
                tx.post_put(issue.id, &post.to_post(app.id(), issue.last_modified_at)).await?;
            }
            report.created += 1;
            report.posts += imported.posts.len();
            let ended = issue.has_ended(now);
            Ok((issue.id, Some(ChangedIssue { ended, new: true, ..ChangedIssue::of(issue.id, origin.by) })))
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

//! Service communications: how services stand, and what is documented of them.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use tierline_domain::{
    HealthIssueId,
    catalogue::{self, ProductFamily, lookup_key},
    health::{FeedFormat, HealthIssue, HealthPost, IssueKind, IssueStatus, PostFormat, status_of},
};

use super::walk::posts_of;
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    health::{self, DESK_SOURCE, ServiceHealth, Standing},
};

/// The words of the contract for the state of an issue or a service (Microsoft Graph, `serviceHealthStatus`).
const WORDS: &[&str] = &[
    "serviceOperational",
    "investigating",
    "restoringService",
    "verifyingService",
    "serviceRestored",
    "postIncidentReviewPublished",
    "serviceDegradation",
    "serviceInterruption",
    "extendedRecovery",
    "falsePositive",
    "investigationSuspended",
    "resolved",
    "mitigatedExternal",
    "mitigated",
    "resolvedExternal",
    "confirmed",
    "reported",
];
/// What the contract says of a state that it has no word for.
const NO_WORD: &str = "unknownFutureValue";

/// The families whose services the contract is about.
pub(crate) const fn families() -> &'static [ProductFamily] {
    FeedFormat::Graph.families()
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Whether an issue is from the provider's own documentation, or published on this desk about a service that the contract is about.
pub(crate) fn is_known_here(issue: &HealthIssue) -> bool {
    let ours = |name: &String| catalogue::service_find(name).is_some_and(|found| families().contains(&found.family));
    issue.source == FeedFormat::Graph.source() || (issue.source == DESK_SOURCE && issue.services.iter().any(ours))
}

/// Whether it is an issue by the contract: news are messages.
pub(super) fn is_issue(issue: &HealthIssue) -> bool {
    is_known_here(issue) && issue.kind != IssueKind::Announcement
}

/// The contract's word for how an issue stands.
const fn word_of(status: IssueStatus) -> &'static str {
    match status {
        IssueStatus::Investigating => "investigating",
        IssueStatus::Degraded => "serviceDegradation",
        IssueStatus::Interrupted => "serviceInterruption",
        IssueStatus::Recovering => "restoringService",
        IssueStatus::Resolved => "serviceRestored",
        IssueStatus::FalsePositive => "falsePositive",
        IssueStatus::Informational => "serviceOperational",
    }
}

/// The source's own word, where it is one of the contract's and says what is known.
fn status(issue: &HealthIssue) -> &'static str {
    let key = lookup_key(&issue.source_status);
    let own = WORDS.iter().find(|word| lookup_key(word) == key);
    own.filter(|word| status_of(word, false) == issue.status).copied().unwrap_or_else(|| word_of(issue.status))
}

/// What a list shows of an issue; [`tell`] adds what was posted.
pub(super) fn line(issue: &HealthIssue, now: DateTime<Utc>) -> Value {
    json!({
        "id": issue.source_id,
        "title": issue.title,
        "startDateTime": time(issue.starts_at),
        "endDateTime": issue.ends_at.map(time),
        "lastModifiedDateTime": time(issue.last_modified_at),
        "impactDescription": issue.impact,
        "classification": if issue.kind == IssueKind::ServiceIssue { "incident" } else { "advisory" },
        "status": status(issue),
        "service": issue.service,
        "isResolved": issue.has_ended(now),
    })
}

/// A text as the contract has it.
pub(super) fn body(post: &HealthPost) -> Value {
    let kind = if post.format == PostFormat::Html { "html" } else { "text" };
    json!({ "contentType": kind, "content": post.text })
}

pub(super) fn tell(item: &mut Value, posts: &[HealthPost]) {
    let post = |post: &HealthPost| json!({ "createdDateTime": time(post.at), "description": body(post) });
    item["posts"] = posts.iter().map(post).collect();
}

/// One issue: by its provider's identifier, or the desk's.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn issue(app: &App, ctx: &Ctx, named: &str) -> Result<Value> {
    let found = documented(app, ctx, named).await?.filter(is_issue).ok_or(Error::NotFound)?;
    let mut item = line(&found, app.now());
    tell(&mut item, &posts_of(app, ctx, &[found.id]).await?.remove(&found.id).unwrap_or_default());
    Ok(item)
}

/// What is documented under an identifier.
pub(super) async fn documented(app: &App, ctx: &Ctx, named: &str) -> Result<Option<HealthIssue>> {
    health::require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    if let Ok(id) = named.parse::<HealthIssueId>() {
        return Ok(read.issue_lookup(id).await?);
    }
    for source in [FeedFormat::Graph.source(), DESK_SOURCE] {
        if let Some(found) = read.issue_seen_by_source(source, named).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// How the services stand that customers use or that something is documented of, each with its issues where they are wanted: what goes
/// on, and what was active lately.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn overviews(app: &App, ctx: &Ctx, with_issues: bool) -> Result<Vec<Value>> {
    let standings = health::standings(app, ctx, families()).await?;
    let mut issues = if with_issues { health::recent(app, ctx, None).await? } else { Vec::new() };
    issues.retain(is_issue);
    let ids: Vec<HealthIssueId> = issues.iter().map(|issue| issue.id).collect();
    let (posts, now) = (posts_of(app, ctx, &ids).await?, app.now());
    let overview = |standing: Standing| {
        let mut item = json!({
            "id": identifier(&standing.service),
            "service": standing.service,
            "status": standing_word(&standing),
        });
        if with_issues {
            let about = issues.iter().filter(|issue| issue.services.contains(&standing.service));
            let whole = |issue: &HealthIssue| {
                let mut item = line(issue, now);
                tell(&mut item, posts.get(&issue.id).map_or(&[][..], Vec::as_slice));
                item
            };
            item["issues"] = about.map(whole).collect();
        }
        item
    };
    Ok(standings.into_iter().map(overview).collect())
}

/// How one service stands.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn overview(app: &App, ctx: &Ctx, named: &str, with_issues: bool) -> Result<Value> {
    let name = catalogue::service_find(named).map_or(named, |found| found.name);
    let all = overviews(app, ctx, with_issues).await?;
    all.into_iter().find(|one| one["service"] == name).ok_or(Error::NotFound)
}

/// The name under which the provider's own feed lists a service; without one, its name.
fn identifier(service: &str) -> &str {
    let workload = catalogue::service_find(service).and_then(|found| found.workloads.first().copied());
    workload.unwrap_or(service)
}

/// A service is called operational only where somebody read a feed that would have told of trouble.
fn standing_word(standing: &Standing) -> &'static str {
    match (standing.status, standing.health) {
        (Some(status), _) => word_of(status),
        (None, ServiceHealth::Healthy) => "serviceOperational",
        (None, _) => NO_WORD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_that_reads_back_as_it() {
        for status in IssueStatus::ALL {
            let word = word_of(*status);
            assert!(WORDS.contains(&word), "{word}");
            if *status != IssueStatus::Informational {
                assert_eq!(status_of(word, false), *status, "{word}");
            }
        }
    }

    #[test]
    fn what_nobody_reads_is_not_called_operational() {
        let standing = |health| Standing { service: "Exchange Online".into(), health, status: None };
        assert_eq!(standing_word(&standing(ServiceHealth::Unknown)), "unknownFutureValue");
        assert_eq!(standing_word(&standing(ServiceHealth::Healthy)), "serviceOperational");
    }
}

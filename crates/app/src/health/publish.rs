//! A provider publishes an issue and posts to it: its partners' cases see it at once.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, HealthIssueId, catalogue,
    health::{Audience, HealthIssue, HealthPost, IssueKind, IssueStatus, PostFormat},
};
use tierline_store::NumberKind;

use super::pass_on::ChangedIssue;
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
    validate,
};

/// An issue to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishIssue {
    /// Its kind.
    pub kind: IssueKind,
    /// One line.
    pub title: String,
    /// The service, by any of its names.
    pub service: String,
    /// Regions; empty means all.
    pub regions: Vec<String>,
    /// Status.
    pub status: IssueStatus,
    /// Since when; now where nothing is said.
    pub starts_at: Option<DateTime<Utc>>,
    /// The first post.
    pub text: String,
}

/// A post to an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostToIssue {
    /// The status with it; unchanged where nothing is said.
    pub status: Option<IssueStatus>,
    /// The text.
    pub text: String,
}

/// Publishes an issue.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`].
pub async fn publish(app: &App, ctx: &Ctx, command: PublishIssue) -> Result<HealthIssue> {
    app.require(ctx, Action::PublishIssues).await?;
    let now = app.now();
    let mut faults = Faults::default();
    let title = faults.line("title", &command.title);
    let text = faults.prose("text", &command.text);
    let service = faults.line("service", &command.service);
    let regions: Vec<String> = command.regions.iter().map(|region| faults.line("regions", region)).collect();
    let starts_at = validate::past(&mut faults, "starts_at", command.starts_at, now).unwrap_or(now);
    faults.finish()?;
    let service = catalogue::service_find(&service).map_or(service, |found| found.name.to_owned());
    let number = app.store().number(ctx.owner, NumberKind::Issue).await?;
    let issue = HealthIssue {
        id: app.id(),
        owner: ctx.owner,
        source: "desk".to_owned(),
        source_id: format!("HI-{number}"),
        kind: command.kind,
        title,
        services: vec![service.clone()],
        service,
        regions,
        status: command.status,
        source_status: command.status.word().to_owned(),
        starts_at,
        ends_at: command.status.is_over().then_some(now),
        last_modified_at: now,
        audience: Audience::Everyone,
        impact: String::new(),
        published_at: now,
        posts: 1,
        last_post_at: Some(now),
    };
    app.change(ctx, "health.publish", (issue, text), |tx, call| {
        Box::pin(async move {
            let (issue, text) = call.input.clone();
            tx.issue_put(&issue).await?;
            tx.post_put(issue.id, &first_post(&call.app, &issue, text)).await?;
            tx.health_changed(&[issue.id]).await?;
            let changed = ChangedIssue { issue: issue.id, posts: Vec::new(), ended: false, customer: None };
            Message::IssuesPublished { issues: vec![changed] }.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "health.publish", &issue.id.to_string(), &issue.source_id).await?;
            Ok(issue)
        })
    })
    .await
}

fn first_post(app: &App, issue: &HealthIssue, text: String) -> HealthPost {
    let id = app.id();
    HealthPost {
        source_key: format!("{id}"),
        id,
        at: issue.published_at,
        text,
        format: PostFormat::Text,
        revisions: Vec::new(),
    }
}

/// Posts to an issue of one's own.
///
/// # Errors
/// [`Error::NotFound`] where it is not one's own, [`Error::Invalid`], [`Error::Forbidden`].
pub async fn post(app: &App, ctx: &Ctx, id: HealthIssueId, command: PostToIssue) -> Result<HealthPost> {
    app.require(ctx, Action::PublishIssues).await?;
    let mut faults = Faults::default();
    let text = faults.prose("text", &command.text);
    faults.finish()?;
    app.change(ctx, "health.post", (command.status, text), move |tx, call| {
        Box::pin(async move {
            let (status, text) = call.input.clone();
            let own = tx.issue_lookup(id).await?.filter(|issue| issue.owner == call.ctx.owner);
            let mut issue = own.ok_or(Error::NotFound)?;
            let post = first_post(&call.app, &HealthIssue { published_at: call.now, ..issue.clone() }, text);
            let was_over = issue.has_ended(call.now);
            if let Some(status) = status {
                issue.status = status;
                issue.source_status = status.word().to_owned();
                issue.ends_at = status.is_over().then_some(call.now);
            }
            issue.last_modified_at = call.now;
            issue.last_post_at = Some(call.now);
            issue.posts += 1;
            tx.issue_put(&issue).await?;
            tx.post_put(id, &post).await?;
            tx.health_changed(&[id]).await?;
            let ended = issue.has_ended(call.now) && !was_over;
            let changed = ChangedIssue { issue: id, posts: vec![post.id], ended, customer: None };
            Message::IssuesPublished { issues: vec![changed] }.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "health.post", &id.to_string(), &issue.status).await?;
            Ok(post)
        })
    })
    .await
}

//! A provider publishes an issue and posts to it: its partners' cases see it at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Action, HealthIssueId, Language, LanguageTag,
    health::{Audience, HealthIssue, HealthPost, IssueKind, IssueStatus, PostFormat, Translation},
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

/// The source of what a provider publishes on this desk.
pub const DESK_SOURCE: &str = "desk";
/// How far ahead work is planned.
const PLANNED_AHEAD: Duration = Duration::days(731);

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
    /// The planned end of planned maintenance; other kinds have none.
    pub ends_at: Option<DateTime<Utc>>,
    /// The first post.
    pub text: String,
    /// Its language and translations.
    pub languages: PostLanguages,
}

/// In which languages a post is published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostLanguages {
    /// The language of its text, which is the binding one.
    pub own: Option<Language>,
    /// What it says in other languages.
    pub translations: Vec<PostTranslation>,
}

/// A translation of a post that its publisher gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostTranslation {
    /// The language.
    pub language: Language,
    /// The text.
    pub text: String,
    /// Whether a machine translated it.
    pub machine: bool,
}

impl PostLanguages {
    /// The languages with their texts as they are kept.
    fn checked(&self, faults: &mut Faults, now: DateTime<Utc>) -> (Option<LanguageTag>, Vec<Translation>) {
        let mut kept = BTreeMap::new();
        for given in &self.translations {
            let text = faults.prose("translations", &given.text);
            let translation = Translation { language: given.language.into(), text, machine: given.machine, as_of: now };
            if Some(given.language) == self.own || kept.insert(given.language, translation).is_some() {
                faults.add("translations", "same_language", "One text for each language, and none twice.");
            }
        }
        (self.own.map(LanguageTag::from), kept.into_values().collect())
    }
}

/// A post to an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostToIssue {
    /// The status with it; unchanged where nothing is said.
    pub status: Option<IssueStatus>,
    /// The text.
    pub text: String,
    /// Its language and translations.
    pub languages: PostLanguages,
}

/// From when to when: what happens has begun, and only planned work has an end that lies ahead.
fn span(faults: &mut Faults, command: &PublishIssue, now: DateTime<Utc>) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    if command.kind != IssueKind::PlannedMaintenance {
        if command.ends_at.is_some() {
            faults.add("ends_at", "not_planned", "Only planned maintenance has a planned end: leave this empty.");
        }
        return (validate::past(faults, "starts_at", command.starts_at, now).unwrap_or(now), None);
    }
    let cut = |at: DateTime<Utc>| chrono::SubsecRound::trunc_subsecs(at, 6);
    let starts_at = command.starts_at.map_or(now, cut);
    let ends_at = command.ends_at.map(cut);
    if starts_at > now + PLANNED_AHEAD || ends_at.is_some_and(|end| end > now + PLANNED_AHEAD) {
        faults.add("starts_at", "too_far", "This is more than two years ahead: check the year.");
    }
    if ends_at.is_some_and(|end| end <= starts_at) {
        faults.add("ends_at", "before_start", "The end must be later than the start.");
    }
    (starts_at, ends_at)
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
    let service = validate::catalogued_service(&mut faults, &command.service);
    let regions = validate::regions(&mut faults, &command.regions, ctx.owner.cloud);
    let (starts_at, ends_at) = span(&mut faults, &command, now);
    let languages = command.languages.checked(&mut faults, now);
    faults.finish()?;
    ctx.in_earnest()?;
    let number = app.store().number(ctx.owner, NumberKind::Issue).await?;
    let issue = HealthIssue {
        id: app.id(),
        owner: ctx.owner,
        source: DESK_SOURCE.to_owned(),
        source_id: format!("HI-{number}"),
        kind: command.kind,
        title,
        services: vec![service.clone()],
        service,
        regions,
        status: command.status,
        source_status: command.status.word().to_owned(),
        starts_at,
        ends_at: if command.status.is_over() { Some(now) } else { ends_at },
        last_modified_at: now,
        audience: Audience::Everyone,
        impact: String::new(),
        published_at: now,
        posts: 1,
        last_post_at: Some(now),
    };
    app.change(ctx, "health.publish", (issue, text, languages), |tx, call| {
        Box::pin(async move {
            let (issue, text, languages) = call.input.clone();
            tx.issue_put(&issue).await?;
            tx.post_put(issue.id, &new_post(&call.app, text, languages, call.now)).await?;
            tx.health_changed(&[issue.id]).await?;
            let changed = ChangedIssue { new: true, ..ChangedIssue::of(issue.id, Some(call.ctx.user.id)) };
            Message::IssuesPublished { issues: vec![changed] }.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "health.publish", &issue.id.to_string(), &issue.source_id).await?;
            Ok(issue)
        })
    })
    .await
}

fn new_post(
    app: &App,
    text: String,
    (language, translations): (Option<LanguageTag>, Vec<Translation>),
    now: DateTime<Utc>,
) -> HealthPost {
    let id = app.id();
    HealthPost {
        source_key: format!("{id}"),
        id,
        at: now,
        text,
        format: PostFormat::Text,
        language,
        since: Some(now),
        translations,
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
    let languages = command.languages.checked(&mut faults, app.now());
    faults.finish()?;
    app.change(ctx, "health.post", (command.status, text, languages), move |tx, call| {
        Box::pin(async move {
            let (status, text, languages) = call.input.clone();
            let own = tx.issue_lookup(id).await?.filter(|issue| issue.owner == call.ctx.owner);
            let mut issue = own.ok_or(Error::NotFound)?;
            let post = new_post(&call.app, text, languages, call.now);
            let (was_over, before) = (issue.has_ended(call.now), issue.status);
            if let Some(status) = status {
                issue.status = status;
                issue.source_status = status.word().to_owned();
                // What is planned still ends when it was announced to.
                let planned =
                    issue.ends_at.filter(|end| issue.kind == IssueKind::PlannedMaintenance && *end > call.now);
                issue.ends_at = if status.is_over() { Some(call.now) } else { planned };
            }
            issue.last_modified_at = call.now;
            issue.last_post_at = Some(call.now);
            issue.posts += 1;
            tx.issue_put(&issue).await?;
            tx.post_put(id, &post).await?;
            tx.health_changed(&[id]).await?;
            let ended = issue.has_ended(call.now) && !was_over;
            let moved = issue.status != before;
            let changed =
                ChangedIssue { posts: vec![post.id], ended, moved, ..ChangedIssue::of(id, Some(call.ctx.user.id)) };
            Message::IssuesPublished { issues: vec![changed] }.append(tx, &call.app, call.now).await?;
            audit::append(tx, call, "health.post", &id.to_string(), &issue.status).await?;
            Ok(post)
        })
    })
    .await
}

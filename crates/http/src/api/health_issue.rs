//! Service health: documented issues, and how they come in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::health::{self, Import, IssueQuery, PostLanguages, PostToIssue, PostTranslation, PublishIssue};
use tierline_domain::{
    HealthIssueId,
    health::{HealthPost, IssueKind, IssueStatus, Rejected},
};
use utoipa::{IntoParams, ToSchema};

use super::shared::{plain, region_name, service_name};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Ask, At, Caller, Command, FeedPayload, Payload, page_limit},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/service-health/issues", "Lists documented issues, the last active first.", list),
        post("/service-health/issues", "As a provider: publishes an issue.", publish),
        get("/service-health/issues/{issue_id}", "Shows a documented issue with its posts.", show),
        post("/service-health/issues/{issue_id}/posts", "As a provider: posts to an issue.", add_post),
        post("/service-health/imports", "Takes in a feed's payload as it came. Again is an update.", import),
    ]
}

/// A documented issue.
#[derive(Debug, Serialize, ToSchema)]
struct HealthIssue {
    /// Identifier.
    id: wire::HealthIssueId,
    /// Whose documentation it is from.
    source: String,
    /// The provider's identifier of it.
    source_id: String,
    /// Its kind.
    kind: wire::IssueKind,
    /// Its title.
    title: String,
    /// The service as the source says it.
    service: String,
    /// Canonical names of the services.
    services: Vec<String>,
    /// The regions; none where the source has none.
    regions: Vec<String>,
    /// Where the provider stands with it.
    status: wire::IssueStatus,
    /// The source's own word for that.
    source_status: String,
    /// When it began.
    starts_at: Time,
    /// When it ended or is to end.
    ends_at: Option<Time>,
    /// When the source last changed it.
    last_modified_at: Time,
    /// Whom it concerns: everyone who uses the service, or those customers whose own feeds list it.
    audience: wire::Audience,
    /// What users notice.
    impact: String,
    /// When its provider says that it will speak next; null where it does not, and on lists.
    next_update_at: Option<Time>,
    /// Its posts, oldest first.
    posts: Vec<Post>,
}

/// A post of an issue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthPost)]
struct Post {
    /// Identifier.
    id: wire::HealthPostId,
    /// When it was published.
    at: Time,
    /// Its text, as it came: the binding one.
    text: String,
    /// Plain or HTML, its translations and earlier texts too.
    format: wire::PostFormat,
    /// The language of the text (BCP 47), where the source says it.
    language: Option<String>,
    /// Its text in other languages, as the source gives it.
    translations: Vec<Translation>,
    /// Texts that it had earlier, the one replaced last first.
    earlier: Vec<EarlierText>,
}

/// A text in another language, as the source gives it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthPostTranslation)]
struct Translation {
    /// The language (BCP 47).
    language: String,
    /// The text.
    text: String,
    /// Whether the source says that a machine translated it.
    machine: bool,
}

/// A text that a post had earlier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthPostEarlierText)]
struct EarlierText {
    /// The text.
    text: String,
    /// When another one took its place, as far as that is known.
    replaced_at: Option<Time>,
}

impl From<HealthPost> for Post {
    fn from(post: HealthPost) -> Self {
        let earlier = post
            .replaced()
            .into_iter()
            .map(|(revision, at)| EarlierText { text: revision.text.clone(), replaced_at: at.map(Time) });
        let earlier = earlier.collect();
        let translated = |one: tierline_domain::health::Translation| Translation {
            language: one.language.into(),
            text: one.text,
            machine: one.machine,
        };
        Self {
            id: post.id.into(),
            at: post.at.into(),
            text: post.text,
            format: post.format.into(),
            language: post.language.map(Into::into),
            translations: post.translations.into_iter().map(translated).collect(),
            earlier,
        }
    }
}

impl HealthIssue {
    fn shown(view: health::IssueView) -> Self {
        Self { next_update_at: view.next_update_at.map(Time), ..Self::of(view.issue, view.posts) }
    }

    fn of(issue: tierline_domain::health::HealthIssue, posts: Vec<HealthPost>) -> Self {
        Self {
            id: issue.id.into(),
            source: issue.source,
            source_id: issue.source_id,
            kind: issue.kind.into(),
            title: issue.title,
            service: issue.service,
            services: issue.services,
            regions: issue.regions,
            status: issue.status.into(),
            source_status: issue.source_status,
            starts_at: issue.starts_at.into(),
            ends_at: issue.ends_at.map(Time),
            last_modified_at: issue.last_modified_at.into(),
            audience: issue.audience.into(),
            impact: issue.impact,
            next_update_at: None,
            posts: posts.into_iter().map(Into::into).collect(),
        }
    }
}

/// What a list of issues is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Part of the title, the provider's identifier or the impact.
    query: Option<String>,
    /// One or several statuses.
    #[param(value_type = Option<Vec<wire::IssueStatus>>)]
    status: Vec<wire::IssueStatus>,
    /// One service, by any of its names.
    service: Option<String>,
    /// One region, by any of its names.
    region: Option<String>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

type Listed = (tierline_domain::health::HealthIssue, Vec<HealthPost>);

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<HealthIssue>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<(DateTime<Utc>, HealthIssueId)> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let query = IssueQuery {
        query: question.query.filter(|text| !text.trim().is_empty()),
        status: plain(question.status),
        service: question.service.map(service_name),
        region: question.region.map(region_name),
        after,
        limit: limit + 1,
        ..IssueQuery::default()
    };
    let issues = health::issues_with_posts(&caller.app, &caller.ctx, query).await?;
    let key = |(issue, _): &Listed| (issue.last_active_at(), issue.id);
    Ok(Found::new(Page::cut(issues, limit, key, |(issue, posts)| HealthIssue::of(issue, posts))))
}

async fn show(caller: Caller, At(id): At<HealthIssueId>) -> Answer<Found<HealthIssue>> {
    let view = health::issue(&caller.app, &caller.ctx, id).await?;
    Ok(Found::new(HealthIssue::shown(view)))
}

/// An issue to be published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHealthIssue {
    /// Its kind; a service issue where nothing is said.
    kind: Option<wire::IssueKind>,
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The service, by any of its names.
    #[schema(min_length = 1, max_length = 200)]
    service: String,
    /// Regions; none means all.
    #[serde(default)]
    regions: Vec<String>,
    /// Status; investigating where nothing is said.
    status: Option<wire::IssueStatus>,
    /// Since when; now where nothing is said.
    starts_at: Option<Time>,
    /// The planned end, of planned maintenance.
    ends_at: Option<Time>,
    /// The first post.
    #[schema(min_length = 1, max_length = 20_000)]
    text: String,
    /// The language of the first post: its words are the binding ones.
    language: Option<wire::Language>,
    /// What the first post says in other languages.
    #[serde(default)]
    translations: Vec<NewTranslation>,
}

/// What a post says in another language.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewHealthPostTranslation)]
#[serde(deny_unknown_fields)]
struct NewTranslation {
    /// The language: each one once, and not the text's own.
    language: wire::Language,
    /// The text.
    #[schema(min_length = 1, max_length = 20_000)]
    text: String,
    /// Whether a machine translated it; not where nothing is said.
    #[serde(default)]
    machine: bool,
}

fn languages(own: Option<wire::Language>, translations: Vec<NewTranslation>) -> PostLanguages {
    let given =
        |one: NewTranslation| PostTranslation { language: one.language.0, text: one.text, machine: one.machine };
    PostLanguages { own: own.map(|word| word.0), translations: translations.into_iter().map(given).collect() }
}

async fn publish(command: Command<NewHealthIssue>) -> Answer<Made<HealthIssue>> {
    let Command { app, ctx, body, .. } = command;
    let issue = PublishIssue {
        kind: body.kind.map_or(IssueKind::ServiceIssue, |kind| kind.0),
        title: body.title,
        service: body.service,
        regions: body.regions,
        status: body.status.map_or(IssueStatus::Investigating, |status| status.0),
        starts_at: body.starts_at.map(|at| at.0),
        ends_at: body.ends_at.map(|at| at.0),
        text: body.text,
        languages: languages(body.language, body.translations),
    };
    let id = health::publish(&app, &ctx, issue).await?.id;
    let view = health::issue(&app, &ctx, id).await?;
    Ok(Made::at(HealthIssue::shown(view), format!("/api/v1/service-health/issues/{id}")))
}

/// A post to an issue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHealthPost {
    /// The status with it; unchanged where nothing is said.
    status: Option<wire::IssueStatus>,
    /// The text.
    #[schema(min_length = 1, max_length = 20_000)]
    text: String,
    /// The language of the text: its words are the binding ones.
    language: Option<wire::Language>,
    /// What it says in other languages.
    #[serde(default)]
    translations: Vec<NewTranslation>,
}

async fn add_post(At(id): At<HealthIssueId>, command: Command<NewHealthPost>) -> Answer<Made<Post>> {
    let Command { app, ctx, body, .. } = command;
    let post = PostToIssue {
        status: body.status.map(|status| status.0),
        text: body.text,
        languages: languages(body.language, body.translations),
    };
    Ok(Made::new(health::post(&app, &ctx, id, post).await?.into()))
}

/// What a payload is.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ImportQuestion {
    /// Its shape.
    format: wire::FeedFormat,
    /// For one tenant's feed: whose.
    customer_id: Option<wire::CustomerId>,
    /// The feed's name, for the formats `statuspage` and `rss`, which many providers publish in. It tells their issues apart, so it
    /// stays the same from import to import.
    #[param(max_length = 60)]
    feed: Option<String>,
}

/// What an import came to.
#[derive(Debug, Serialize, ToSchema)]
struct HealthImport {
    /// Records in the payload.
    records: usize,
    /// Issues that are new.
    created: usize,
    /// Issues that changed.
    updated: usize,
    /// Issues that were known as they are.
    unchanged: usize,
    /// Posts that are new.
    posts: usize,
    /// Records that could not be read.
    rejected: Vec<RejectedRecord>,
}

/// A record that could not be read.
#[derive(Debug, Serialize, ToSchema)]
struct RejectedRecord {
    /// Its place in the payload, from 1.
    position: usize,
    /// Its identifier, where it has one.
    id: Option<String>,
    /// Why.
    reason: String,
}

impl From<Rejected> for RejectedRecord {
    fn from(rejected: Rejected) -> Self {
        Self { position: rejected.position, id: rejected.id, reason: rejected.reason }
    }
}

async fn import(Ask(question): Ask<ImportQuestion>, payload: Payload<FeedPayload>) -> Answer<Found<HealthImport>> {
    let Payload { app, ctx, bytes, .. } = payload;
    let customer = question.customer_id.map(|id| id.0);
    let import = Import { format: question.format.0, payload: bytes.into(), customer, feed: question.feed };
    let report = health::import(&app, &ctx, import).await?;
    Ok(Found::new(HealthImport {
        records: report.records,
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        posts: report.posts,
        rejected: report.rejected.into_iter().map(Into::into).collect(),
    }))
}

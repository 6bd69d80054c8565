//! Atlassian Statuspage, the public interface of a status page: `summary.json`, `incidents.json`, `scheduled-maintenances.json`,
//! `components.json`. Other makers of status pages answer in the same shape.

use std::collections::BTreeMap;

use serde_json::Value;
use tierline_domain::{
    catalogue::lookup_key,
    health::{
        FeedFormat, ImportedIssue, ImportedPost, IssueKind, IssueStatus, PostFormat, ServiceState, condition_of,
        status_of,
    },
};

use super::record::{ID_LIMIT, Record, looks_like_html, post_key};

/// The lists of a payload that hold issues.
const LISTS: [&str; 2] = ["incidents", "scheduled_maintenances"];

/// Who speaks.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its name, for people.
    name: Option<String>,
    /// Its identifier, unique among all pages of the maker.
    id: Option<String>,
}

impl Page {
    /// The page that a payload names.
    pub(super) fn of(payload: &Value) -> Self {
        let page = Record::of(payload).and_then(|record| record.record("page").ok().flatten());
        let Some(page) = page else { return Self::default() };
        let line = |name| page.line(name).ok().flatten();
        Self { name: line("name"), id: page.id("id").ok() }
    }

    /// What tells this page's issues from those of others.
    pub(super) fn source(&self) -> Option<String> {
        self.id.as_deref().map(source_of)
    }

    /// A component, told from one of the same name at another provider: every page has an "API".
    fn component(&self, name: &str) -> String {
        format!("{}: {name}", self.name.as_deref().unwrap_or("Statuspage"))
    }
}

fn source_of(page_id: &str) -> String {
    format!("{}:{page_id}", FeedFormat::Statuspage.source())
}

/// The issues of a payload; none where it is not of this shape.
pub(super) fn unfold(payload: &Value) -> Option<Vec<&Value>> {
    let object = payload.as_object()?;
    let lists: Vec<&Value> = LISTS.iter().filter_map(|name| object.get(*name)).collect();
    if lists.is_empty() && !(object.contains_key("page") && object.contains_key("components")) {
        return None;
    }
    lists
        .into_iter()
        .map(Value::as_array)
        .collect::<Option<Vec<_>>>()
        .map(|lists| lists.into_iter().flatten().collect())
}

/// The components of a payload. Groups only hold others.
pub(super) fn components(payload: &Value) -> Vec<&Value> {
    let list = payload.get("components").filter(|_| payload.get("page").is_some()).and_then(Value::as_array);
    let group = |value: &&Value| value.get("group").and_then(Value::as_bool).unwrap_or(false);
    list.into_iter().flatten().filter(|value| !group(value)).collect()
}

/// The state of a component.
pub(super) fn component(record: &Record<'_>, page: &Page) -> Result<ServiceState, String> {
    let source_status = record.line("status")?.unwrap_or_default();
    Ok(ServiceState {
        service: page.component(&record.required_line("name")?),
        condition: condition_of(&source_status),
        source_status,
        changed_at: record.time("updated_at")?,
    })
}

pub(super) fn read(record: &Record<'_>, page: &Page) -> Result<ImportedIssue, String> {
    let source_id = record.id("id")?;
    let title = record.required_line("name")?;
    let impact = record.line("impact")?.unwrap_or_default();
    let planned = record.has("scheduled_for") || impact.eq_ignore_ascii_case("maintenance");
    let starts_at = starts_at(record)?;
    let source_status = record.line("status")?.unwrap_or_default();
    let resolved_at = record.time("resolved_at")?;
    let kind = kind(planned, &impact);
    let status = status(kind, &source_status, &impact, resolved_at.is_some());
    let posts = posts(record)?;
    let latest = posts.iter().map(|post| post.at).max();
    let ends_at = match resolved_at {
        None if planned => record.time("scheduled_until")?,
        at => at,
    };
    let components = names(record)?;
    Ok(ImportedIssue {
        source: match (page.source(), record.line("page_id")?) {
            (Some(source), _) => source,
            (None, Some(id)) => source_of(&id),
            (None, None) => FeedFormat::Statuspage.source().to_owned(),
        },
        source_id,
        kind,
        title,
        service: if components.is_empty() { page.name.clone().unwrap_or_default() } else { components.join(", ") },
        services: components.iter().map(|name| page.component(name)).collect(),
        regions: Vec::new(),
        status,
        source_status,
        starts_at,
        ends_at,
        last_modified_at: record.time("updated_at")?.or(latest).unwrap_or(starts_at),
        impact: String::new(),
        posts,
    })
}

/// When it began or is to begin; where that is not said, when it was put on the page.
fn starts_at(record: &Record<'_>) -> Result<chrono::DateTime<chrono::Utc>, String> {
    for name in ["scheduled_for", "started_at"] {
        if let Some(at) = record.time(name)? {
            return Ok(at);
        }
    }
    record.required_time("created_at")
}

fn kind(planned: bool, impact: &str) -> IssueKind {
    match lookup_key(impact).as_str() {
        _ if planned => IssueKind::PlannedMaintenance,
        "none" => IssueKind::Advisory,
        _ => IssueKind::ServiceIssue,
    }
}

/// The words of the maker; with "identified", its level says how bad it is.
pub(super) fn status(kind: IssueKind, word: &str, impact: &str, over: bool) -> IssueStatus {
    match (lookup_key(word).as_str(), lookup_key(impact).as_str()) {
        ("resolved" | "postmortem" | "completed", _) => IssueStatus::Resolved,
        (_, _) if over => IssueStatus::Resolved,
        (_, _) if kind == IssueKind::PlannedMaintenance => IssueStatus::Informational,
        ("monitoring", _) => IssueStatus::Recovering,
        ("identified", "critical") => IssueStatus::Interrupted,
        ("identified", "major" | "minor") => IssueStatus::Degraded,
        (_, "none") => IssueStatus::Informational,
        _ => status_of(word, false),
    }
}

/// The names of the components that an issue touches, each once.
fn names(record: &Record<'_>) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for (n, component) in record.records("components")?.iter().enumerate() {
        let inside = |reason: String| format!("components[{n}].{reason}");
        if !component.flag("group").map_err(inside)?.unwrap_or(false) {
            let name = component.line("name").map_err(inside)?;
            names.extend(name.filter(|name| !names.contains(name)));
        }
    }
    Ok(names)
}

/// The updates, known by their identifiers. Of one that stands twice, the text that was changed last counts.
fn posts(record: &Record<'_>) -> Result<Vec<ImportedPost>, String> {
    let mut posts = BTreeMap::new();
    for (n, update) in record.records("incident_updates")?.iter().enumerate() {
        let inside = |reason: String| format!("incident_updates[{n}].{reason}");
        let Some(text) = update.text("body").map_err(inside)? else { continue };
        let shown = update.time("display_at").map_err(inside)?;
        let at = shown.map_or_else(|| update.required_time("created_at"), Ok).map_err(inside)?;
        let key = update.line("id").map_err(inside)?.filter(|id| id.chars().count() <= ID_LIMIT);
        let key = key.unwrap_or_else(|| post_key(at, 1));
        let changed = update.time("updated_at").map_err(inside)?.unwrap_or(at);
        let kept = posts.entry(key).or_insert_with(|| (changed, text.clone(), at));
        *kept = (changed, text, at).max(kept.clone());
    }
    let format = |text: &str| if looks_like_html(text) { PostFormat::Html } else { PostFormat::Text };
    let post = |(source_key, (_, text, at)): (String, (_, String, _))| {
        let format = format(&text);
        ImportedPost::new(source_key, at, text, format)
    };
    let mut posts: Vec<ImportedPost> = posts.into_iter().map(post).collect();
    posts.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.source_key.cmp(&b.source_key)));
    Ok(posts)
}

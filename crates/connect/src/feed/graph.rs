//! Microsoft Graph, `serviceHealthIssue`: `/admin/serviceAnnouncement/issues`.

use serde_json::Value;
use tierline_domain::health::{FeedFormat, ImportedIssue, IssueKind, IssueStatus, status_of};

use super::record::{RawPost, Record, keyed_by_time, services_of};

/// The issues of a payload. Health overviews (`healthOverviews?$expand=issues`) carry theirs inside.
pub(super) fn unfold(records: Vec<&Value>) -> Vec<&Value> {
    let inside =
        |value: &Value| value.get("issues").and_then(Value::as_array).is_some() && value.get("posts").is_none();
    let issues = |value| match Value::get(value, "issues").and_then(Value::as_array) {
        Some(issues) if inside(value) => issues.iter().collect(),
        _ => vec![value],
    };
    records.into_iter().flat_map(issues).collect()
}

pub(super) fn read(record: &Record<'_>) -> Result<ImportedIssue, String> {
    let source_id = record.id("id")?;
    let title = record.required_line("title")?;
    let starts_at = record.required_time("startDateTime")?;
    let ends_at = record.time("endDateTime")?;
    let source_status = record.line("status")?.unwrap_or_default();
    let resolved = record.flag("isResolved")?.unwrap_or(false);
    let service = record.line("service")?.unwrap_or_default();
    let posts = posts(record)?;
    let latest = posts.iter().map(|post| post.at).max();
    let last_modified_at = record.time("lastModifiedDateTime")?.or(latest).unwrap_or(starts_at);
    let status = status_of(&source_status, resolved || ends_at.is_some());
    Ok(ImportedIssue {
        source: FeedFormat::Graph.source().to_owned(),
        source_id,
        kind: kind_of(record.line("classification")?.as_deref()),
        title,
        services: services_of([service.as_str()]),
        service,
        // The feed names no regions: its scope is the tenant.
        regions: Vec::new(),
        status: if resolved && !status.is_over() { IssueStatus::Resolved } else { status },
        source_status,
        starts_at,
        ends_at,
        last_modified_at,
        impact: record.line("impactDescription")?.unwrap_or_default(),
        posts: keyed_by_time(posts),
    })
}

/// Only what is called an incident can hold an escalation back: an unknown word informs.
pub(super) fn kind_of(classification: Option<&str>) -> IssueKind {
    match classification {
        Some(word) if word.eq_ignore_ascii_case("incident") => IssueKind::ServiceIssue,
        _ => IssueKind::Advisory,
    }
}

fn posts(record: &Record<'_>) -> Result<Vec<RawPost>, String> {
    let mut posts = Vec::new();
    for (n, post) in record.records("posts")?.iter().enumerate() {
        let inside = |reason: String| format!("posts[{n}].{reason}");
        let at = post.required_time("createdDateTime").map_err(inside)?;
        if let Some((text, format)) = post.body("description").map_err(inside)? {
            posts.push(RawPost { at, text, format });
        }
    }
    Ok(posts)
}

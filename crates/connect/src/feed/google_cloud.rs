//! Google Cloud, `incidents.json` of the public status dashboard, as its `incidents.schema.json` describes it.

use tierline_domain::{
    catalogue::lookup_key,
    health::{FeedFormat, ImportedIssue, IssueKind, IssueStatus, PostFormat, status_of},
};

use super::record::{RawPost, Record, foreign_services_of, keyed_by_time, looks_like_html, regions_of};

pub(super) fn read(record: &Record<'_>) -> Result<ImportedIssue, String> {
    let source_id = record.id("id")?;
    let title = record.required_line("external_desc")?;
    let starts_at = record.required_time("begin")?;
    let ends_at = record.time("end")?;
    let impact = record.line("status_impact")?.unwrap_or_default();
    let updates = Updates::of(record)?;
    let source_status = updates.status.unwrap_or_else(|| impact.clone());
    let latest = updates.posts.iter().map(|post| post.at).max();
    let services = services(record)?;
    Ok(ImportedIssue {
        source: FeedFormat::GoogleCloud.source().to_owned(),
        source_id,
        kind: kind(&impact),
        title,
        service: services.join(", "),
        services: foreign_services_of("Google Cloud", &services),
        regions: regions_of(regions(record)?.iter().map(String::as_str)),
        status: if ends_at.is_some() { IssueStatus::Resolved } else { status(&source_status) },
        source_status,
        starts_at,
        ends_at,
        last_modified_at: record.time("modified")?.or(latest).unwrap_or(starts_at),
        impact: String::new(),
        posts: keyed_by_time(updates.posts),
    })
}

/// Only a disruption and an outage can hold an escalation back: an unknown word informs.
fn kind(impact: &str) -> IssueKind {
    match lookup_key(impact).as_str() {
        "servicedisruption" | "serviceoutage" => IssueKind::ServiceIssue,
        _ => IssueKind::Advisory,
    }
}

/// What the latest update says of an incident without an end. "Available" is said while Google still watches.
fn status(word: &str) -> IssueStatus {
    match lookup_key(word).as_str() {
        "available" => IssueStatus::Recovering,
        "serviceinformation" => IssueStatus::Informational,
        "servicedisruption" => IssueStatus::Degraded,
        "serviceoutage" => IssueStatus::Interrupted,
        _ => status_of(word, false),
    }
}

/// The products by their titles; in records from before products, the one service.
fn services(record: &Record<'_>) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for (n, product) in record.records("affected_products")?.iter().enumerate() {
        let name = product.line("title").map_err(|reason| format!("affected_products[{n}].{reason}"))?;
        names.extend(name.filter(|name| !names.contains(name)));
    }
    if names.is_empty() {
        names.extend(record.line("service_name")?);
    }
    Ok(names)
}

/// The codes of the locations that are or were hit: an incident is matched by where it was, too.
fn regions(record: &Record<'_>) -> Result<Vec<String>, String> {
    let mut codes = Vec::new();
    for list in ["currently_affected_locations", "previously_affected_locations"] {
        for (n, location) in record.records(list)?.iter().enumerate() {
            let inside = |reason: String| format!("{list}[{n}].{reason}");
            let code = location.line("id").map_err(inside)?;
            codes.extend(code.or(location.line("title").map_err(inside)?));
        }
    }
    Ok(codes)
}

/// What was published of an incident, and the status with the latest of it.
struct Updates {
    posts: Vec<RawPost>,
    status: Option<String>,
}

impl Updates {
    fn of(record: &Record<'_>) -> Result<Self, String> {
        let mut posts = Vec::new();
        let mut status = None;
        let list = record.records("updates")?;
        // It repeats the newest of the list, and stands alone in short answers.
        let alone = if list.is_empty() { record.record("most_recent_update")? } else { None };
        for (n, update) in list.iter().chain(&alone).enumerate() {
            let inside = |reason: String| format!("updates[{n}].{reason}");
            // The time of creation stays when an update is edited.
            let created = update.time("created").map_err(inside)?;
            let Some(at) = created.or(update.time("when").map_err(inside)?) else {
                return Err(inside("created is missing".to_owned()));
            };
            let word = update.line("status").map_err(inside)?;
            status = status.max(word.map(|word| (at, word)));
            if let Some(text) = update.text("text").map_err(inside)? {
                let format = if looks_like_html(&text) { PostFormat::Html } else { PostFormat::Text };
                posts.push(RawPost { at, text, format });
            }
        }
        Ok(Self { posts, status: status.map(|(_, word)| word) })
    }
}

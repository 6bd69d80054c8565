//! The older service-communications shape of the Office 365 Management API: incidents and message-centre posts in one list.

use tierline_domain::health::{FeedFormat, ImportedIssue, IssueKind, IssueStatus, PostFormat, status_of};

use super::{
    graph,
    record::{RawPost, Record, keyed_by_time, looks_like_html, services_of},
};

pub(super) fn read(record: &Record<'_>) -> Result<ImportedIssue, String> {
    let source_id = record.id("Id")?;
    let starts_at = record.required_time("StartTime")?;
    let ends_at = record.time("EndTime")?;
    let kind = kind(record)?;
    let source_status = record.line("Status")?.unwrap_or_default();
    let posts = posts(record)?;
    let latest = posts.iter().map(|post| post.at).max();
    let informs = matches!(kind, IssueKind::Announcement | IssueKind::PlannedMaintenance) && source_status.is_empty();
    let status = if informs { IssueStatus::Informational } else { status_of(&source_status, ends_at.is_some()) };
    let (service, services) = services(record)?;
    Ok(ImportedIssue {
        source: FeedFormat::ServiceComms.source().to_owned(),
        title: record.line("Title")?.or(record.line("ImpactDescription")?).ok_or("Title is missing")?,
        source_id,
        kind,
        service,
        services,
        regions: Vec::new(),
        status,
        source_status,
        starts_at,
        ends_at,
        last_modified_at: record.time("LastUpdatedTime")?.or(latest).unwrap_or(starts_at),
        impact: record.line("ImpactDescription")?.unwrap_or_default(),
        posts: keyed_by_time(posts),
    })
}

fn kind(record: &Record<'_>) -> Result<IssueKind, String> {
    let message = record.line("MessageType")?.unwrap_or_default().to_lowercase();
    Ok(match message.as_str() {
        "messagecenter" => IssueKind::Announcement,
        "plannedmaintenance" => IssueKind::PlannedMaintenance,
        _ => graph::kind_of(record.line("Classification")?.as_deref()),
    })
}

/// The services as the source says them, and their names: the workload's own and the affected ones.
fn services(record: &Record<'_>) -> Result<(String, Vec<String>), String> {
    let own = record.line("WorkloadDisplayName")?.or(record.line("Workload")?);
    let affected = match record.lines("AffectedWorkloadDisplayNames")? {
        names if names.is_empty() => record.lines("AffectedWorkloadNames")?,
        names => names,
    };
    let service = own.clone().unwrap_or_else(|| affected.join(", "));
    Ok((service, services_of(own.iter().chain(&affected).map(String::as_str))))
}

fn posts(record: &Record<'_>) -> Result<Vec<RawPost>, String> {
    let mut posts = Vec::new();
    for (n, message) in record.records("Messages")?.iter().enumerate() {
        let inside = |reason: String| format!("Messages[{n}].{reason}");
        let at = message.required_time("PublishedTime").map_err(inside)?;
        if let Some(text) = message.text("MessageText").map_err(inside)? {
            let format = if looks_like_html(&text) { PostFormat::Html } else { PostFormat::Text };
            posts.push(RawPost { at, text, format });
        }
    }
    Ok(posts)
}

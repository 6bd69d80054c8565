//! Azure Service Health events, of a subscription or of the tenant, as the REST interface and its clients give them.
//!
//! One event reaches a desk many times: once per subscription, and in each of them its updates once per service and region. So
//! updates are known by their text, and the services and regions of all of them are united.

use tierline_domain::{
    catalogue::lookup_key,
    health::{FeedFormat, ImportedIssue, IssueKind, IssueStatus, PostFormat},
};

use super::record::{RawPost, Record, keyed_by_text, regions_of, services_of};

pub(super) fn read(record: &Record<'_>) -> Result<ImportedIssue, String> {
    let source_id = tracking_id(record)?;
    let title = record.required_line("title")?;
    let kind = kind(&lookup_key(&record.required_line("eventType")?));
    let starts_at = record.required_time("impactStartTime")?;
    let ends_at = record.time("impactMitigationTime")?;
    let source_status = record.line("status")?.unwrap_or_default();
    let impact = Impact::of(record)?;
    let latest = impact.posts.iter().map(|post| post.at).max();
    let last_modified_at = record.time("lastUpdateTime")?.or(latest).unwrap_or(starts_at);
    let mitigated = ends_at.is_some_and(|end| end <= last_modified_at);
    let posts = if impact.posts.is_empty() { whole_text(record, last_modified_at)? } else { impact.posts };
    Ok(ImportedIssue {
        source: FeedFormat::AzureEvents.source().to_owned(),
        source_id,
        kind,
        status: status(record, kind, &title, &source_status, mitigated)?,
        title,
        service: impact.services.join(", "),
        services: services_of(impact.services.iter().map(String::as_str)),
        regions: regions_of(impact.regions.iter().map(String::as_str)),
        source_status,
        starts_at,
        ends_at,
        last_modified_at,
        // The summary of an event is its latest update as a whole, not a sentence.
        impact: String::new(),
        posts: keyed_by_text(posts),
    })
}

/// The tracking identifier that the portal shows (`VT10-7QK`): the resource's name, or the last part of its path.
fn tracking_id(record: &Record<'_>) -> Result<String, String> {
    for name in ["trackingId", "name"] {
        if record.line(name)?.is_some() {
            return record.id(name);
        }
    }
    let path = record.id("id")?;
    Ok(path.rsplit('/').next().unwrap_or(&path).to_owned())
}

fn kind(event_type: &str) -> IssueKind {
    match event_type {
        "serviceissue" | "rca" | "emergingissues" => IssueKind::ServiceIssue,
        "plannedmaintenance" => IssueKind::PlannedMaintenance,
        // Advisories, of security too, and types that come later: they inform.
        _ => IssueKind::Advisory,
    }
}

/// The source says only whether an event is active; its level, its end and its title say the rest.
fn status(
    record: &Record<'_>,
    kind: IssueKind,
    title: &str,
    word: &str,
    mitigated: bool,
) -> Result<IssueStatus, String> {
    let level = record.line("eventLevel")?.or(record.line("level")?).unwrap_or_default();
    Ok(match (lookup_key(word).as_str(), kind) {
        // Told afterwards to those who had been warned for nothing.
        ("resolved", _) if lookup_key(title).starts_with("noimpact") => IssueStatus::FalsePositive,
        ("resolved", _) => IssueStatus::Resolved,
        (_, IssueKind::ServiceIssue) if mitigated => IssueStatus::Recovering,
        (_, IssueKind::ServiceIssue) if level.eq_ignore_ascii_case("critical") => IssueStatus::Interrupted,
        (_, IssueKind::ServiceIssue) => IssueStatus::Degraded,
        _ => IssueStatus::Informational,
    })
}

/// What an event touches, over all its services and regions.
#[derive(Default)]
struct Impact {
    services: Vec<String>,
    regions: Vec<String>,
    posts: Vec<RawPost>,
}

impl Impact {
    fn of(record: &Record<'_>) -> Result<Self, String> {
        let mut impact = Self::default();
        for (n, service) in record.records("impact")?.iter().enumerate() {
            let inside = |reason: String| format!("impact[{n}].{reason}");
            let name = service.line("impactedService").map_err(inside)?;
            impact.services.extend(name.filter(|name| !impact.services.contains(name)));
            for region in service.records("impactedRegions").map_err(inside)? {
                impact.regions.extend(region.line("impactedRegion").map_err(inside)?);
                for update in region.records("updates").map_err(inside)? {
                    let at = update.required_time("updateDateTime").map_err(inside)?;
                    let text = update.text("summary").map_err(inside)?;
                    impact.posts.extend(text.map(|text| RawPost { at, text, format: PostFormat::Html }));
                }
            }
        }
        Ok(impact)
    }
}

/// An event without updates says everything in its description.
fn whole_text(record: &Record<'_>, at: chrono::DateTime<chrono::Utc>) -> Result<Vec<RawPost>, String> {
    let text = record.text("description")?.or(record.text("summary")?);
    Ok(text.map(|text| RawPost { at, text, format: PostFormat::Html }).into_iter().collect())
}

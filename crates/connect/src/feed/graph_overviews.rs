//! Microsoft Graph, `serviceHealth`: `/admin/serviceAnnouncement/healthOverviews`, with or without `$expand=issues`.

use tierline_domain::{
    catalogue::service_find,
    health::{ImportedIssue, ServiceState, condition_of},
};

use super::{graph, record::Record};

/// The state of a service and its issues, where they are expanded.
pub(super) fn read(record: &Record<'_>) -> Result<(ServiceState, Vec<Result<ImportedIssue, String>>), String> {
    let service = record.line("service")?.map_or_else(|| record.required_line("id"), Ok)?;
    let source_status = record.line("status")?.unwrap_or_default();
    let state = ServiceState {
        service: service_find(&service).map_or(service, |known| known.name.to_owned()),
        condition: condition_of(&source_status),
        source_status,
        changed_at: None,
    };
    let issues = record.records("issues")?;
    let inside = |(n, issue)| graph::read(issue).map_err(|reason| format!("issues[{n}].{reason}"));
    Ok((state, issues.iter().enumerate().map(inside).collect()))
}

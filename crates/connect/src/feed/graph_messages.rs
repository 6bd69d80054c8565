//! Microsoft Graph, `serviceUpdateMessage`: `/admin/serviceAnnouncement/messages`. News, changes, retirements.

use tierline_domain::health::{FeedFormat, ImportedIssue, ImportedPost, IssueKind, IssueStatus};

use super::record::{Record, services_of};

pub(super) fn read(record: &Record<'_>) -> Result<ImportedIssue, String> {
    let starts_at = record.required_time("startDateTime")?;
    let services = record.lines("services")?;
    let body = record.body("body")?;
    let category = record.line("category")?.unwrap_or_default();
    Ok(ImportedIssue {
        source: FeedFormat::GraphMessages.source().to_owned(),
        source_id: record.id("id")?,
        kind: IssueKind::Announcement,
        title: record.required_line("title")?,
        service: services.join(", "),
        services: services_of(services.iter().map(String::as_str)),
        regions: Vec::new(),
        status: IssueStatus::Informational,
        // There is no status; the category says what is expected of the reader.
        source_status: category,
        starts_at,
        ends_at: record.time("endDateTime")?,
        last_modified_at: record.time("lastModifiedDateTime")?.unwrap_or(starts_at),
        impact: String::new(),
        // One text, rewritten in place: each rewriting is an edit of this post.
        posts: body
            .map(|(text, format)| ImportedPost::new("body".to_owned(), starts_at, text, format))
            .into_iter()
            .collect(),
    })
}

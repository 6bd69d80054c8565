//! Pages of Atlassian Statuspage.

use serde_json::json;
use tierline_domain::health::{FeedFormat, IssueKind, IssueStatus, ServiceCondition};

use crate::sample::{only, read, statuspage_incident, statuspage_maintenance, statuspage_summary, with};

#[test]
fn a_summary_has_incidents_planned_work_and_the_states_of_components() {
    let feed = read(FeedFormat::Statuspage, &statuspage_summary());
    assert_eq!((feed.records, feed.rejected.len(), feed.source.as_deref()), (4, 0, Some("statuspage:p4g3")));
    let [incident, planned] = feed.issues.as_slice() else { panic!("{:?}", feed.issues) };
    assert_eq!((incident.source.as_str(), incident.source_id.as_str()), ("statuspage:p4g3", "k9l8m7n6"));
    assert_eq!(
        (incident.kind, incident.status, incident.source_status.as_str()),
        (IssueKind::ServiceIssue, IssueStatus::Interrupted, "identified")
    );
    assert_eq!(incident.posts.iter().map(|post| post.source_key.as_str()).collect::<Vec<_>>(), ["upd1", "upd2"]);
    assert_eq!((planned.kind, planned.status), (IssueKind::PlannedMaintenance, IssueStatus::Informational));
    assert_eq!(
        (planned.starts_at.to_rfc3339(), planned.ends_at.unwrap().to_rfc3339()),
        ("2026-03-08T01:00:00+00:00".to_owned(), "2026-03-08T05:00:00+00:00".to_owned())
    );
    let states: Vec<(&str, ServiceCondition, &str)> = feed
        .overviews
        .iter()
        .map(|state| (state.service.as_str(), state.condition, state.source_status.as_str()))
        .collect();
    assert_eq!(
        states,
        [
            ("Fabulon Pay: API", ServiceCondition::Interrupted, "partial_outage"),
            ("Fabulon Pay: Email", ServiceCondition::Operational, "operational"),
        ]
    );
}

#[test]
fn two_pages_of_different_providers_never_share_an_issue() {
    let other = with(statuspage_summary(), "page", json!({ "id": "0th3r", "name": "Northwind Maps" }));
    let keys = |feed: tierline_domain::health::ParsedFeed| {
        feed.issues.into_iter().map(|issue| (issue.source, issue.source_id)).collect::<Vec<_>>()
    };
    let (one, two) =
        (keys(read(FeedFormat::Statuspage, &statuspage_summary())), keys(read(FeedFormat::Statuspage, &other)));
    assert!(one.iter().all(|key| !two.contains(key)), "{one:?} {two:?}");
    let bare = only(read(FeedFormat::Statuspage, &json!([statuspage_incident()])));
    assert_eq!(bare.source, "statuspage:p4g3", "a list without a page says whose it is in each record");
}

#[test]
fn a_component_is_no_service_of_the_catalogue_however_it_is_called() {
    let named = with(
        statuspage_incident(),
        "components",
        json!([{ "name": "Exchange Online" }, { "name": "Group", "group": true }]),
    );
    let issue = only(read(
        FeedFormat::Statuspage,
        &json!({ "page": { "id": "p4g3", "name": "Fabulon Pay" }, "incidents": [named] }),
    ));
    assert_eq!(
        (issue.services, issue.service.as_str()),
        (vec!["Fabulon Pay: Exchange Online".to_owned()], "Exchange Online")
    );
}

#[test]
fn an_incident_is_judged_by_its_word_and_its_level() {
    let judged = |status: &str, impact: &str| {
        let record = with(with(statuspage_incident(), "status", json!(status)), "impact", json!(impact));
        let issue = only(read(FeedFormat::Statuspage, &json!([record])));
        (issue.kind, issue.status)
    };
    assert_eq!(judged("Investigating", "major"), (IssueKind::ServiceIssue, IssueStatus::Investigating));
    assert_eq!(judged("identified", "minor"), (IssueKind::ServiceIssue, IssueStatus::Degraded));
    assert_eq!(judged("MONITORING", "critical"), (IssueKind::ServiceIssue, IssueStatus::Recovering));
    assert_eq!(judged("resolved", "critical"), (IssueKind::ServiceIssue, IssueStatus::Resolved));
    assert_eq!(judged("post mortem", "critical"), (IssueKind::ServiceIssue, IssueStatus::Resolved));
    assert_eq!(judged("identified", "none"), (IssueKind::Advisory, IssueStatus::Informational));
    assert_eq!(judged("pondering", "major"), (IssueKind::ServiceIssue, IssueStatus::Investigating));
    assert_eq!(judged("in_progress", "maintenance"), (IssueKind::PlannedMaintenance, IssueStatus::Informational));
    assert_eq!(judged("completed", "maintenance"), (IssueKind::PlannedMaintenance, IssueStatus::Resolved));
}

#[test]
fn planned_work_that_was_done_ended_when_it_was_done() {
    let done = with(
        with(statuspage_maintenance(), "status", json!("completed")),
        "resolved_at",
        json!("2026-03-08T03:00:00Z"),
    );
    let done = with(done, "updated_at", json!("2026-03-08T03:00:00Z"));
    let issue = only(read(FeedFormat::Statuspage, &json!({ "scheduled_maintenances": [done] })));
    assert_eq!(issue.ends_at.unwrap().to_rfc3339(), "2026-03-08T03:00:00+00:00");
}

#[test]
fn a_quiet_page_is_a_feed_without_issues() {
    let quiet = json!({ "page": { "id": "p4g3", "name": "Fabulon Pay" }, "components": [], "incidents": [], "scheduled_maintenances": [] });
    let feed = read(FeedFormat::Statuspage, &quiet);
    assert_eq!((feed.records, feed.source.as_deref()), (0, Some("statuspage:p4g3")));
}

#[test]
fn a_record_that_cannot_be_read_is_reported_and_the_others_are_kept() {
    let summary = with(
        statuspage_summary(),
        "incidents",
        json!([
            with(statuspage_incident(), "id", json!(null)),
            with(statuspage_incident(), "started_at", json!("0099-01-01T00:00:00Z")),
            statuspage_incident()
        ]),
    );
    let summary = with(summary, "components", json!([{ "status": "operational" }, 7, { "name": "API" }]));
    let feed = read(FeedFormat::Statuspage, &summary);
    let reasons: Vec<(usize, &str)> = feed.rejected.iter().map(|bad| (bad.position, bad.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, "id is missing"),
            (2, "started_at lies too far away: \"0099-01-01T00:00:00Z\""),
            (5, "name is missing"),
            (6, "it is a number, expected an object"),
        ]
    );
    assert_eq!((feed.issues.len(), feed.overviews.len(), feed.records), (2, 1, 7));
    assert_eq!(feed.overviews[0].condition, ServiceCondition::Unknown);
}

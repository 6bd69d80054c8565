//! Google Cloud's incidents.

use serde_json::json;
use tierline_domain::health::{FeedFormat, IssueKind, IssueStatus, PostFormat};

use crate::sample::{google_incident, only, read, with};

#[test]
fn an_incident_is_read_whole() {
    let issue = only(read(FeedFormat::GoogleCloud, &json!([google_incident()])));
    assert_eq!((issue.source.as_str(), issue.source_id.as_str()), ("google_cloud", "qR7tLmNoPaBcDeFgHiJk"));
    assert_eq!((issue.kind, issue.status), (IssueKind::ServiceIssue, IssueStatus::Interrupted));
    assert_eq!(issue.source_status, "SERVICE_OUTAGE", "the word of the latest update, wherever it stands in the list");
    assert_eq!(issue.service, "Ledger Warehouse, Exchange Online");
    assert_eq!(issue.regions, ["hill-north1", "lake-south2"]);
    assert_eq!((issue.posts.len(), issue.posts[0].format), (2, PostFormat::Text));
    assert_eq!(
        issue.posts[1].at,
        "2026-03-02T11:10:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap(),
        "with its offset"
    );
    assert_eq!(issue.ends_at, None);
}

#[test]
fn a_service_that_is_called_like_one_of_another_provider_is_told_apart() {
    let issue = only(read(FeedFormat::GoogleCloud, &json!([google_incident()])));
    assert_eq!(issue.services, ["Google Cloud: Exchange Online", "Ledger Warehouse"]);
}

#[test]
fn an_incident_is_judged_by_its_end_its_latest_word_and_its_impact() {
    let judged = |fields: &[(&str, serde_json::Value)]| {
        let record = fields.iter().fold(google_incident(), |record, (name, value)| with(record, name, value.clone()));
        let issue = only(read(FeedFormat::GoogleCloud, &json!([record])));
        (issue.kind, issue.status)
    };
    let word = |word: &str| {
        let update = json!({ "created": "2026-03-02T12:00:00Z", "text": "x", "status": word });
        judged(&[("updates", json!([])), ("most_recent_update", update)]).1
    };
    assert_eq!(word("AVAILABLE"), IssueStatus::Recovering);
    assert_eq!(word("service information"), IssueStatus::Informational);
    assert_eq!(word("Service_Disruption"), IssueStatus::Degraded);
    assert_eq!(word("SOMETHING_NEW"), IssueStatus::Investigating);
    let over = ("end", json!("2026-03-02T12:00:00Z"));
    assert_eq!(judged(&[over]), (IssueKind::ServiceIssue, IssueStatus::Resolved));
    assert_eq!(judged(&[("status_impact", json!("SERVICE_INFORMATION"))]).0, IssueKind::Advisory);
    assert_eq!(judged(&[("status_impact", json!("SOMETHING_NEW"))]).0, IssueKind::Advisory, "it informs");
}

#[test]
fn an_unknown_word_is_kept() {
    let update = json!({ "created": "2026-03-02T12:00:00Z", "text": "x", "status": "Partly Cloudy" });
    let record = with(with(google_incident(), "updates", json!([])), "most_recent_update", update);
    assert_eq!(only(read(FeedFormat::GoogleCloud, &json!([record]))).source_status, "Partly Cloudy");
}

#[test]
fn an_incident_of_the_whole_world_is_in_every_region_and_an_old_one_has_one_service() {
    let record =
        with(google_incident(), "currently_affected_locations", json!([{ "title": "Global", "id": "global" }]));
    let record = with(with(record, "previously_affected_locations", json!([])), "affected_products", json!(null));
    let issue = only(read(FeedFormat::GoogleCloud, &json!([record])));
    assert_eq!((issue.regions, issue.services), (vec!["Global".to_owned()], vec!["Multiple Products".to_owned()]));
}

#[test]
fn a_record_that_cannot_be_read_is_reported_and_the_others_are_kept() {
    let records = json!([
        with(google_incident(), "id", json!(null)),
        with(google_incident(), "begin", json!("3026-03-02T10:05:00Z")),
        with(google_incident(), "updates", json!([{ "text": "no time" }])),
        google_incident(),
    ]);
    let feed = read(FeedFormat::GoogleCloud, &records);
    let reasons: Vec<(usize, &str)> = feed.rejected.iter().map(|bad| (bad.position, bad.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, "id is missing"),
            (2, "begin lies too far away: \"3026-03-02T10:05:00Z\""),
            (3, "updates[0].created is missing"),
        ]
    );
    assert_eq!(feed.issues.len(), 1);
}

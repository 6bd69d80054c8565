//! The public events of AWS, in the shape until 2022 and in the one since.

use serde_json::json;
use tierline_connect::feed::parse;
use tierline_domain::health::{FeedFormat, IssueKind, IssueStatus, PostFormat};

use crate::sample::{aws_archived, aws_event, only, read, with};

#[test]
fn an_archived_event_is_read_whole_with_its_updates_apart() {
    let issue = only(read(FeedFormat::Aws, &json!({ "archive": [aws_archived()], "current": [] })));
    assert_eq!((issue.source.as_str(), issue.source_id.as_str()), ("aws", "parcelqueue-us-east-2/1772494380"));
    assert_eq!(
        (issue.kind, issue.status, issue.source_status.as_str()),
        (IssueKind::ServiceIssue, IssueStatus::Resolved, "RESOLVED")
    );
    assert_eq!((issue.title.as_str(), issue.service.as_str()), ("Parcels wait", "Amazon Parcel Queue"));
    assert_eq!(issue.regions, ["AWS US East (Ohio)"]);
    let posts: Vec<(String, &str)> =
        issue.posts.iter().map(|post| (post.at.to_rfc3339(), post.text.as_str())).collect();
    assert_eq!(
        posts,
        [
            ("2026-03-02T23:33:00+00:00".to_owned(), "Parcels wait longer than usual."),
            ("2026-03-03T00:10:00+00:00".to_owned(), "The cause is found."),
            ("2026-03-03T08:24:00+00:00".to_owned(), "Solved."),
        ]
    );
    assert_eq!(issue.ends_at, Some(issue.posts[2].at), "it had ended when that was published");
}

#[test]
fn a_current_event_is_read_whole_in_utf_16() {
    let text = json!([aws_event()]).to_string();
    let wide: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let issue = only(parse(FeedFormat::Aws, &wide).unwrap());
    assert_eq!(issue.source_id, "AWS_PARCEL_OPERATIONAL_ISSUE_QWERT_1");
    assert_eq!(
        (issue.kind, issue.status, issue.source_status.as_str()),
        (IssueKind::ServiceIssue, IssueStatus::Interrupted, "3")
    );
    assert_eq!(issue.services, ["AWS Ledger", "Amazon Parcel Queue"]);
    assert_eq!(issue.regions, ["AWS US East (Ohio)", "AWS US West (Oregon)"]);
    assert_eq!((issue.posts.len(), issue.posts[0].format, issue.ends_at), (2, PostFormat::Text, None));
}

#[test]
fn an_event_in_two_languages_is_in_english_with_a_japanese_translation() {
    let log = json!([{ "timestamp": 1_772_494_380, "status": "2", "message": "小包が遅れています。 | Parcels wait." }]);
    let event = with(with(aws_event(), "event_log", log), "summary", json!("小包の遅れ | Parcels wait"));
    let issue = only(read(FeedFormat::Aws, &json!([event])));
    let post = &issue.posts[0];
    assert_eq!((issue.title.as_str(), post.text.as_str()), ("Parcels wait", "Parcels wait."));
    let translations: Vec<_> =
        post.translations.iter().map(|one| (one.language.as_str(), one.text.as_str(), one.machine)).collect();
    assert_eq!(translations, [("ja", "小包が遅れています。", false)]);
}

#[test]
fn an_event_is_judged_by_its_level_and_its_end() {
    let judged = |fields: &[(&str, serde_json::Value)]| {
        let quiet = with(with(aws_event(), "event_log", json!([])), "impacted_services", json!({}));
        let record = fields.iter().fold(quiet, |record, (name, value)| with(record, name, value.clone()));
        let issue = only(read(FeedFormat::Aws, &json!([record])));
        (issue.kind, issue.status)
    };
    let status = |word: &str| judged(&[("status", json!(word))]);
    assert_eq!(status("1"), (IssueKind::Advisory, IssueStatus::Informational));
    assert_eq!(status("2"), (IssueKind::ServiceIssue, IssueStatus::Degraded));
    assert_eq!(judged(&[("status", json!(3))]), (IssueKind::ServiceIssue, IssueStatus::Interrupted));
    assert_eq!(status("0"), (IssueKind::Advisory, IssueStatus::Resolved));
    assert_eq!(status("9"), (IssueKind::Advisory, IssueStatus::Investigating), "a level that comes later informs");
    assert_eq!(judged(&[("end_time", json!("1772500000"))]).1, IssueStatus::Resolved);
    assert_eq!(judged(&[("summary", json!("[resolved] Parcels wait"))]).1, IssueStatus::Resolved);
    let planned = json!("arn:aws:health:us-east-2::event/X/AWS_X_SCHEDULED_MAINTENANCE/AWS_X_SCHEDULED_MAINTENANCE_1");
    assert_eq!(judged(&[("arn", planned)]).0, IssueKind::PlannedMaintenance);
    let worst = json!({ "x-us-east-2": { "service_name": "X", "current": "0", "max": "3" } });
    assert_eq!(
        judged(&[("status", json!("0")), ("impacted_services", worst)]),
        (IssueKind::ServiceIssue, IssueStatus::Resolved)
    );
}

#[test]
fn history_comes_as_lists_under_the_names_of_services() {
    let history =
        json!({ "parcelqueue-us-east-2": [aws_event()], "ledger-us-west-2": [with(aws_event(), "arn", json!(null))] });
    let feed = read(FeedFormat::Aws, &history);
    assert_eq!((feed.records, feed.issues.len(), feed.rejected.len()), (2, 2, 0));
}

#[test]
fn a_record_that_cannot_be_read_is_reported_and_the_others_are_kept() {
    let records = json!({ "current": [
        with(aws_archived(), "date", json!("99999999999999")),
        with(aws_archived(), "date", json!("")),
        with(aws_archived(), "service", json!(null)),
        with(aws_archived(), "date", json!("soon")),
        with(aws_event(), "event_log", json!([{ "message": "no time" }])),
        aws_archived(),
    ] });
    let feed = read(FeedFormat::Aws, &records);
    let reasons: Vec<(usize, &str)> = feed.rejected.iter().map(|bad| (bad.position, bad.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, "date lies too far away: \"99999999999999\""),
            (2, "date is missing"),
            (3, "service is missing"),
            (4, "date is not a time: \"soon\""),
            (5, "event_log[0].timestamp is missing"),
        ]
    );
    assert_eq!(feed.issues.len(), 1);
}

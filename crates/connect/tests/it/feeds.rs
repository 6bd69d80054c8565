//! The readers of Microsoft's formats, and what holds for all.

use proptest::prelude::*;
use serde_json::{Value, json};
use tierline_connect::feed::{FeedError, invariant, parse};
use tierline_domain::health::{FeedFormat, IssueKind, IssueStatus, ParsedFeed, PostFormat};

use crate::sample::{azure_event, graph_issue, graph_message, only, read, service_comms_message, with};

#[test]
fn a_graph_issue_is_read_whole() {
    let issue = only(read(FeedFormat::Graph, &json!({ "value": [graph_issue()] })));
    assert_eq!((issue.source.as_str(), issue.source_id.as_str()), ("microsoft_365", "EX1184207"));
    assert_eq!((issue.kind, issue.status), (IssueKind::ServiceIssue, IssueStatus::Degraded));
    assert_eq!(issue.source_status, "serviceDegradation");
    assert_eq!(
        (issue.service.as_str(), issue.services.as_slice()),
        ("Exchange Online", &["Exchange Online".to_owned()][..])
    );
    assert_eq!((issue.posts.len(), issue.posts[0].format), (1, PostFormat::Html));
    assert_eq!(
        issue.posts[0].text, "<p>We're investigating.</p>",
        "kept as it came: it is sanitized where it is shown"
    );
    assert!(issue.regions.is_empty() && issue.ends_at.is_none());
}

#[test]
fn the_same_list_is_read_bare_wrapped_alone_and_as_powershell_writes_it() {
    let pascal = json!([{
        "Id": "EX1184207", "Title": "Some users can't open shared mailboxes", "StartDateTime": "/Date(1772446800000)/",
        "Classification": "incident", "Status": "serviceDegradation", "Service": "Exchange Online", "Posts": []
    }]);
    let overview = json!({ "value": [{ "id": "Exchange", "service": "Exchange Online", "status": "serviceDegradation", "issues": [graph_issue()] }] });
    for payload in [json!([graph_issue()]), json!({ "value": [graph_issue()] }), graph_issue(), pascal, overview] {
        assert_eq!(only(read(FeedFormat::Graph, &payload)).source_id, "EX1184207", "{payload}");
    }
}

#[test]
fn a_status_is_understood_in_every_spelling() {
    for (word, resolved, status) in [
        ("serviceRestored", true, IssueStatus::Resolved),
        ("ServiceRestored", true, IssueStatus::Resolved),
        ("Service restored", false, IssueStatus::Resolved),
        ("extendedRecovery", false, IssueStatus::Recovering),
        ("falsePositive", true, IssueStatus::FalsePositive),
        ("somethingNew", false, IssueStatus::Investigating),
        ("somethingNew", true, IssueStatus::Resolved),
        ("investigating", true, IssueStatus::Resolved),
    ] {
        let record = with(with(graph_issue(), "status", json!(word)), "isResolved", json!(resolved));
        let issue = only(read(FeedFormat::Graph, &json!([record])));
        assert_eq!((issue.status, issue.source_status.as_str()), (status, word));
    }
}

#[test]
fn a_malformed_record_is_reported_with_its_place_and_the_good_ones_are_kept() {
    let records = json!([
        graph_issue(),
        with(graph_issue(), "startDateTime", json!("yesterday")),
        with(graph_issue(), "title", json!(null)),
        with(graph_issue(), "id", json!(17)),
        "not an object",
        with(graph_issue(), "posts", json!([{ "description": { "content": "no time" } }])),
        with(graph_issue(), "posts", json!("none")),
        with(graph_issue(), "id", json!("EX1184208")),
    ]);
    let feed = read(FeedFormat::Graph, &records);
    assert_eq!((feed.records, feed.issues.len()), (8, 2));
    let reasons: Vec<(usize, Option<&str>, &str)> =
        feed.rejected.iter().map(|bad| (bad.position, bad.id.as_deref(), bad.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (2, Some("EX1184207"), "startDateTime is not a time: \"yesterday\""),
            (3, Some("EX1184207"), "title is missing"),
            (4, None, "id is a number, expected a text"),
            (5, None, "it is a text, expected an object"),
            (6, Some("EX1184207"), "posts[0].createdDateTime is missing"),
            (7, Some("EX1184207"), "posts is a text, expected a list"),
        ]
    );
}

#[test]
fn what_is_no_feed_is_one_clear_error() {
    let error = |format, payload: &str| parse(format, payload.as_bytes()).unwrap_err().to_string();
    assert!(
        error(FeedFormat::Graph, "<html>")
            .starts_with("the payload is not JSON (line 1, column 1); expected a list of Microsoft Graph")
    );
    assert!(error(FeedFormat::Graph, "").contains("not JSON"));
    assert!(
        error(FeedFormat::AzureEvents, "\"text\"")
            .starts_with("the payload is a text of another shape; expected a list of Azure")
    );
    assert!(
        error(FeedFormat::ServiceComms, "{\"error\": {\"code\": \"x\"}}")
            .starts_with("the payload is an object of another shape")
    );
    assert!(error(FeedFormat::Graph, "[{\"foo\": 1}]").starts_with("the payload is a list of something else"));
    assert_eq!(parse(FeedFormat::Graph, &[0xff, 0x00]), Err(FeedError::NotText));
}

#[test]
fn a_feed_of_another_format_is_called_by_its_name() {
    let payload = json!([graph_issue()]).to_string();
    let error = parse(FeedFormat::AzureEvents, payload.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("the payload is of the format graph;"), "{error}");
    let error = parse(FeedFormat::ServiceComms, payload.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("the payload is of the format graph;"), "{error}");
    let comms =
        json!([{ "Id": "EX1", "Workload": "Exchange", "Title": "x", "StartTime": "2026-03-02", "Messages": [] }])
            .to_string();
    let error = parse(FeedFormat::Graph, comms.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("the payload is of the format service-comms;"), "{error}");
}

#[test]
fn an_empty_list_is_a_feed_without_records_and_a_page_says_that_more_follow() {
    for format in FeedFormat::ALL.iter().filter(|format| **format != FeedFormat::Rss) {
        assert_eq!(read(*format, &json!({ "value": [] })), ParsedFeed::default(), "{format}");
    }
    let page = json!({ "value": [graph_issue()], "@odata.nextLink": "https://graph.example/next" });
    assert!(read(FeedFormat::Graph, &page).more);
}

#[test]
fn a_message_is_an_announcement_with_its_body_as_the_post() {
    let issue = only(read(FeedFormat::GraphMessages, &json!([graph_message()])));
    assert_eq!((issue.kind, issue.status), (IssueKind::Announcement, IssueStatus::Informational));
    assert_eq!(issue.services, ["Exchange Online", "Fabulon Ledger"], "an unknown service keeps its name");
    assert_eq!((issue.posts[0].source_key.as_str(), issue.source_status.as_str()), ("body", "planForChange"));
}

#[test]
fn a_service_communications_record_is_read_by_its_type() {
    let record = |kind: &str, classification: &str| {
        json!([with(
            with(service_comms_message(), "MessageType", json!(kind)),
            "Classification",
            json!(classification)
        )])
    };
    for (kind, classification, expected) in [
        ("Incident", "Incident", IssueKind::ServiceIssue),
        ("Incident", "Advisory", IssueKind::Advisory),
        ("MessageCenter", "Advisory", IssueKind::Announcement),
        ("PlannedMaintenance", "Advisory", IssueKind::PlannedMaintenance),
    ] {
        let issue = only(read(FeedFormat::ServiceComms, &record(kind, classification)));
        assert_eq!(issue.kind, expected);
        assert_eq!(issue.services, ["Microsoft Teams", "Skype for Business"]);
        assert_eq!(issue.posts[0].format, PostFormat::Text);
    }
}

#[test]
fn an_azure_event_is_read_nested_as_the_interface_gives_it() {
    let issue = only(read(FeedFormat::AzureEvents, &json!({ "value": [azure_event()], "nextLink": null })));
    assert_eq!((issue.source.as_str(), issue.source_id.as_str()), ("azure", "VT90-7QK"));
    assert_eq!(
        (issue.kind, issue.status, issue.source_status.as_str()),
        (IssueKind::ServiceIssue, IssueStatus::Degraded, "Active")
    );
    assert_eq!((issue.service.as_str(), issue.services.as_slice()), ("SQL Database", &["Azure SQL".to_owned()][..]));
    assert_eq!(issue.regions, ["Brazil South", "Brazil Southeast"]);
    assert_eq!(issue.posts.len(), 1, "one update, listed once per region");
}

#[test]
fn an_azure_event_is_judged_by_type_level_end_and_title() {
    let change = |field: &str, value: &str| {
        let mut event = azure_event();
        event["properties"][field] = json!(value);
        let issue = only(read(FeedFormat::AzureEvents, &json!([event])));
        (issue.kind, issue.status)
    };
    assert_eq!(change("eventLevel", "Critical"), (IssueKind::ServiceIssue, IssueStatus::Interrupted));
    assert_eq!(change("status", "Resolved"), (IssueKind::ServiceIssue, IssueStatus::Resolved));
    assert_eq!(
        change("impactMitigationTime", "2026-03-02T13:20:00Z"),
        (IssueKind::ServiceIssue, IssueStatus::Recovering)
    );
    assert_eq!(change("eventType", "PlannedMaintenance"), (IssueKind::PlannedMaintenance, IssueStatus::Informational));
    assert_eq!(change("eventType", "HealthAdvisory"), (IssueKind::Advisory, IssueStatus::Informational));
    assert_eq!(change("eventType", "SomethingNew"), (IssueKind::Advisory, IssueStatus::Informational));
}

#[test]
fn maintenance_that_was_done_early_ended_when_it_was_done() {
    let mut event = azure_event();
    event["properties"]["eventType"] = json!("PlannedMaintenance");
    event["properties"]["status"] = json!("Resolved");
    event["properties"]["impactMitigationTime"] = json!("2026-03-12T00:00:00Z");
    let issue = only(read(FeedFormat::AzureEvents, &json!([event])));
    assert_eq!(issue.ends_at, Some(issue.last_modified_at));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(json!("2026-03-02T10:00:00Z")),
    ];
    let names = [
        "id",
        "title",
        "posts",
        "startDateTime",
        "Messages",
        "eventType",
        "impact",
        "value",
        "properties",
        "body",
        "issues",
        "Id",
    ];
    leaf.prop_recursive(4, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(names.to_vec()), inner), 0..6).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_payload_makes_a_reader_fall_over(payload in any_json(), format in proptest::sample::select(FeedFormat::ALL.to_vec())) {
        prop_assert_eq!(invariant::checked(format, payload.to_string().as_bytes()), Ok(()));
    }

    #[test]
    fn no_bytes_make_a_reader_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for format in FeedFormat::ALL {
            prop_assert_eq!(invariant::checked(*format, &bytes), Ok(()));
        }
    }
}

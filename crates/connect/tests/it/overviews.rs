//! Microsoft Graph's health overviews.

use serde_json::json;
use tierline_connect::feed::parse;
use tierline_domain::health::{FeedFormat, ServiceCondition};

use crate::sample::{graph_issue, overview, read, with};

#[test]
fn an_overview_is_a_state_with_its_issues() {
    let feed = read(
        FeedFormat::GraphOverviews,
        &json!({ "value": [overview()], "@odata.nextLink": "https://graph.example/next" }),
    );
    assert_eq!((feed.records, feed.issues.len(), feed.more), (2, 1, true));
    assert_eq!(
        (feed.overviews[0].service.as_str(), feed.overviews[0].condition),
        ("Exchange Online", ServiceCondition::Degraded)
    );
    let same = read(FeedFormat::Graph, &json!({ "value": [graph_issue()] }));
    assert_eq!(feed.issues, same.issues, "the issue that the list of issues has");
}

#[test]
fn an_overview_without_issues_is_a_state_alone() {
    let overview = json!({ "id": "Kaizala", "service": "fabulon chat", "status": "Service Operational" });
    let feed = read(FeedFormat::GraphOverviews, &json!([overview]));
    assert_eq!((feed.records, feed.issues.len()), (1, 0));
    let state = &feed.overviews[0];
    assert_eq!((state.service.as_str(), state.condition), ("fabulon chat", ServiceCondition::Operational));
    assert_eq!(state.source_status, "Service Operational");
}

#[test]
fn a_state_that_is_not_known_is_kept_and_is_no_good_news() {
    let feed = read(FeedFormat::GraphOverviews, &json!([with(overview(), "status", json!("somethingNew"))]));
    assert_eq!(
        (feed.overviews[0].condition, feed.overviews[0].source_status.as_str()),
        (ServiceCondition::Unknown, "somethingNew")
    );
}

#[test]
fn a_bad_issue_inside_is_reported_and_the_rest_is_kept() {
    let issues = json!([with(graph_issue(), "title", json!(null)), graph_issue()]);
    let feed =
        read(FeedFormat::GraphOverviews, &json!([overview(), with(overview(), "issues", issues), { "status": "x" }]));
    let reasons: Vec<(usize, &str)> = feed.rejected.iter().map(|bad| (bad.position, bad.reason.as_str())).collect();
    assert_eq!(reasons, [(2, "issues[0].title is missing"), (3, "id is missing")]);
    assert_eq!((feed.overviews.len(), feed.issues.len(), feed.records), (2, 2, 6));
}

#[test]
fn overviews_read_as_a_list_of_issues_are_called_by_their_name() {
    let bare = json!([with(overview(), "issues", json!(null))]).to_string();
    let error = parse(FeedFormat::Graph, bare.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("the payload is of the format graph-overviews;"), "{error}");
}

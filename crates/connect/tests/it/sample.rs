//! Payloads of every format, small and whole. All names and identifiers are invented.

use serde_json::{Value, json};
use tierline_connect::feed::parse;
use tierline_domain::health::{FeedFormat, ImportedIssue, ParsedFeed};

pub(crate) fn read(format: FeedFormat, payload: &Value) -> ParsedFeed {
    parse(format, payload.to_string().as_bytes()).unwrap()
}

pub(crate) fn only(feed: ParsedFeed) -> ImportedIssue {
    assert_eq!(feed.rejected, []);
    let [issue] = feed.issues.try_into().unwrap();
    issue
}

pub(crate) fn with(mut record: Value, field: &str, value: Value) -> Value {
    record[field] = value;
    record
}

pub(crate) fn graph_issue() -> Value {
    json!({
        "id": "EX1184207",
        "title": "Some users can't open shared mailboxes",
        "startDateTime": "2026-03-02T10:20:00Z",
        "endDateTime": null,
        "lastModifiedDateTime": "2026-03-02T13:05:00Z",
        "impactDescription": "Users can't open shared mailboxes in a browser.",
        "classification": "incident",
        "status": "serviceDegradation",
        "service": "Exchange Online",
        "isResolved": false,
        "posts": [{
            "createdDateTime": "2026-03-02T10:52:00Z",
            "postType": "regular",
            "description": { "contentType": "html", "content": "<p>We're investigating.</p>" }
        }]
    })
}

pub(crate) fn graph_message() -> Value {
    json!({
        "id": "MC900100", "title": "Old clients retire", "startDateTime": "2026-01-05T00:00:00Z", "endDateTime": "2026-06-30T00:00:00Z",
        "lastModifiedDateTime": "2026-01-06T00:00:00Z", "category": "planForChange", "services": ["Exchange Online", "Fabulon Ledger"],
        "body": { "contentType": "html", "content": "<p>They retire.</p>" }
    })
}

pub(crate) fn service_comms_message() -> Value {
    json!({
        "Id": "TM900200", "Title": "Calls drop", "Workload": "microsoftteams", "WorkloadDisplayName": "Microsoft Teams",
        "MessageType": "Incident", "Classification": "Incident", "Status": "", "StartTime": "2026-03-02T08:00:00Z",
        "AffectedWorkloadNames": ["Lync"], "AffectedWorkloadDisplayNames": [],
        "Messages": [{ "MessageText": "Calls drop.", "PublishedTime": "2026-03-02T08:10:00Z" }]
    })
}

pub(crate) fn azure_event() -> Value {
    let region = |name: &str, at: &str| json!({ "impactedRegion": name, "status": "Active", "updates": [{ "summary": "<p>Restarting.</p>", "updateDateTime": at }] });
    json!({
        "name": "VT90-7QK",
        "id": "/providers/Microsoft.ResourceHealth/events/VT90-7QK",
        "properties": {
            "eventType": "ServiceIssue", "status": "Active", "eventLevel": "Warning", "title": "Databases may be unreachable",
            "impactStartTime": "2026-03-02T13:12:00Z", "lastUpdateTime": "2026-03-02T13:31:00Z",
            "impact": [{
                "impactedService": "SQL Database",
                "impactedRegions": [region("brazilsouth", "2026-03-02T13:31:02Z"), region("Brazil Southeast", "2026-03-02T13:31:00Z"), region("Region Unknown", "2026-03-02T13:31:00Z")]
            }]
        }
    })
}

pub(crate) fn google_incident() -> Value {
    let first = json!({
        "created": "2026-03-02T10:40:00+00:00", "modified": "2026-03-02T10:41:00+00:00", "when": "2026-03-02T10:40:00+00:00",
        "text": "**Summary**\nQueries wait longer than usual.", "status": "SERVICE_DISRUPTION",
        "affected_locations": [{ "title": "Hilltown (hill-north1)", "id": "hill-north1" }]
    });
    let second = json!({
        "created": "2026-03-02T12:10:00+01:00", "when": "2026-03-02T11:10:00+00:00",
        "text": "A change is rolling out.", "status": "SERVICE_OUTAGE", "affected_locations": []
    });
    json!({
        "id": "qR7tLmNoPaBcDeFgHiJk", "number": "70071", "begin": "2026-03-02T10:05:00+00:00", "created": "2026-03-02T10:40:00+00:00",
        "modified": "2026-03-02T11:10:05+00:00", "external_desc": "Queries of Ledger Warehouse are slow in hill-north1",
        "updates": [second, first], "most_recent_update": second, "status_impact": "SERVICE_DISRUPTION", "severity": "medium",
        "service_key": "zall", "service_name": "Multiple Products",
        "affected_products": [{ "title": "Ledger Warehouse", "id": "pRoDuCt1" }, { "title": "Exchange Online", "id": "pRoDuCt2" }],
        "uri": "incidents/qR7tLmNoPaBcDeFgHiJk",
        "currently_affected_locations": [{ "title": "Hilltown (hill-north1)", "id": "hill-north1" }],
        "previously_affected_locations": [{ "title": "Lakeside (lake-south2)", "id": "lake-south2" }]
    })
}

pub(crate) fn aws_archived() -> Value {
    json!({
        "service_name": "Amazon Parcel Queue (Ohio)", "summary": "[RESOLVED] Parcels wait", "date": "1772494380", "status": "2", "details": "",
        "description": "<div><span class=\"yellowfg\"> 3:33 PM PST</span>&nbsp;Parcels wait longer than usual.</div>\
            <div><span class=\"yellowfg\"> 4:10 PM PST</span>&nbsp;The cause is found.</div>\
            <div><span class=\"yellowfg\">Mar 3, 12:24 AM PST</span>&nbsp;Solved.</div>",
        "service": "parcelqueue-us-east-2"
    })
}

pub(crate) fn aws_event() -> Value {
    json!({
        "date": "1772494380", "arn": "arn:aws:health:us-east-2::event/PARCEL/AWS_PARCEL_OPERATIONAL_ISSUE/AWS_PARCEL_OPERATIONAL_ISSUE_QWERT_1",
        "region_name": "Ohio", "status": "3", "service": "parcelqueue-us-east-2", "service_name": "Amazon Parcel Queue",
        "summary": "Parcels wait",
        "event_log": [
            { "summary": "Parcels wait", "message": "Parcels wait longer than usual.", "status": 1, "timestamp": 1_772_494_380 },
            { "summary": "Parcels wait", "message": "The cause is found.", "status": "3", "timestamp": 1_772_496_600 }
        ],
        "impacted_services": {
            "parcelqueue-us-east-2": { "service_name": "Amazon Parcel Queue", "current": "3", "max": "3" },
            "ledger-us-west-2": { "service_name": "AWS Ledger", "current": "0", "max": "2" }
        }
    })
}

fn update(id: &str, status: &str, body: &str, at: &str) -> Value {
    json!({
        "id": id, "status": status, "body": body, "incident_id": "k9l8m7n6", "created_at": at, "updated_at": at, "display_at": at,
        "affected_components": [{ "code": "c0mp1", "name": "API", "old_status": "operational", "new_status": "partial_outage" }],
        "deliver_notifications": true, "custom_tweet": null
    })
}

pub(crate) fn statuspage_incident() -> Value {
    json!({
        "id": "k9l8m7n6", "name": "Payments are declined", "status": "identified", "created_at": "2026-03-02T10:31:00.000+01:00",
        "updated_at": "2026-03-02T11:00:00.000Z", "monitoring_at": null, "resolved_at": null, "impact": "critical",
        "shortlink": "https://status.example/k9l8m7n6", "started_at": "2026-03-02T09:20:00.000Z", "page_id": "p4g3",
        "incident_updates": [
            update("upd2", "identified", "The cause is found.", "2026-03-02T11:00:00.000Z"),
            update("upd1", "investigating", "We look into it.", "2026-03-02T09:31:00.000Z")
        ],
        "components": [{ "id": "c0mp1", "name": "API", "status": "partial_outage", "group": false, "page_id": "p4g3" }]
    })
}

pub(crate) fn statuspage_maintenance() -> Value {
    json!({
        "id": "m1n2t3", "name": "New storage", "status": "scheduled", "created_at": "2026-03-01T08:00:00Z", "updated_at": "2026-03-01T08:00:00Z",
        "resolved_at": null, "impact": "maintenance", "started_at": "2026-03-01T08:00:00Z", "page_id": "p4g3",
        "incident_updates": [update("upd9", "scheduled", "We move on Sunday.", "2026-03-01T08:00:00Z")], "components": [],
        "scheduled_for": "2026-03-08T01:00:00Z", "scheduled_until": "2026-03-08T05:00:00Z"
    })
}

pub(crate) fn statuspage_summary() -> Value {
    json!({
        "page": { "id": "p4g3", "name": "Fabulon Pay", "url": "https://status.example", "time_zone": "Etc/UTC", "updated_at": "2026-03-02T11:00:00Z" },
        "components": [
            { "id": "gr0up", "name": "Europe", "status": "partial_outage", "group": true, "components": ["c0mp1"] },
            { "id": "c0mp1", "name": "API", "status": "partial_outage", "group": false, "group_id": "gr0up", "updated_at": "2026-03-02T11:00:00Z" },
            { "id": "c0mp2", "name": "Email", "status": "operational", "group": false, "updated_at": null }
        ],
        "incidents": [statuspage_incident()], "scheduled_maintenances": [statuspage_maintenance()],
        "status": { "indicator": "critical", "description": "Major Service Outage" }
    })
}

pub(crate) const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss xmlns:a10="http://www.w3.org/2005/Atom" version="2.0">
  <channel xmlns:content="http://purl.org/rss/1.0/modules/content/">
    <title>Fabulon Cloud Status</title><link>https://status.fabulon.example/feed?key=abc</link>
    <description>What works and what does not</description><language>en-US</language>
    <lastBuildDate>Mon, 02 Mar 2026 12:00:00 GMT</lastBuildDate>
    <item>
      <guid isPermaLink="false">fab-7</guid><link>https://status.fabulon.example/7</link>
      <category>Email</category><category>Archive</category>
      <title>Mail &amp; archive are slow</title>
      <description>&lt;p&gt;&lt;strong&gt;Identified&lt;/strong&gt; - Disks are slow.&lt;/p&gt;</description>
      <pubDate>Mon, 02 Mar 2026 11:20:00 +0100</pubDate><a10:updated>2026-03-02T11:45:00Z</a10:updated>
    </item>
    <item>
      <guid>fab-8</guid><title>Scheduled maintenance of the archive</title><description>On Sunday.</description>
      <pubDate>Sun, 01 Mar 2026 08:00:00 Z</pubDate>
    </item>
  </channel>
</rss>"#;

pub(crate) const ATOM: &str = r#"<?xml version="1.0"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.fabulon.example,2005:/history</id><title>Fabulon Cloud Status</title><updated>2026-03-02T12:00:00Z</updated>
  <link rel="self" href="https://status.fabulon.example/history.atom"/>
  <entry>
    <id>tag:status.fabulon.example,2005:Incident/7</id><title>RESOLVED: Mail is slow</title>
    <published>2026-03-02T10:20:00+00:00</published><updated>2026-03-02T11:45:00Z</updated>
    <link rel="alternate" href="https://status.fabulon.example/7"/><category term="Email"/>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Solved.</p></div></content>
  </entry>
</feed>"#;

pub(crate) fn overview() -> Value {
    json!({ "id": "Exchange", "service": "Exchange Online", "status": "serviceDegradation", "issues": [graph_issue()] })
}

/// A whole payload of each format.
pub(crate) fn payloads() -> Vec<(FeedFormat, String)> {
    let json = |format, value: Value| (format, value.to_string());
    vec![
        json(FeedFormat::Graph, json!({ "value": [graph_issue()] })),
        json(FeedFormat::GraphMessages, json!({ "value": [graph_message()] })),
        json(FeedFormat::ServiceComms, json!([service_comms_message()])),
        json(FeedFormat::AzureEvents, json!({ "value": [azure_event()] })),
        json(FeedFormat::GoogleCloud, json!([google_incident()])),
        json(FeedFormat::Aws, json!({ "archive": [aws_archived()], "current": [aws_event()] })),
        json(FeedFormat::Aws, json!([aws_event()])),
        json(FeedFormat::Statuspage, statuspage_summary()),
        (FeedFormat::Rss, RSS.to_owned()),
        (FeedFormat::Rss, ATOM.to_owned()),
        json(FeedFormat::GraphOverviews, json!({ "value": [overview()] })),
    ]
}

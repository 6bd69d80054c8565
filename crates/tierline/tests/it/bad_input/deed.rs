//! Deeds on cases, requests and feeds.

use reqwest::Method;
use serde_json::{Value, json};

use super::refused_well;
use crate::work::{call_it_a_bug, desk, handed_up, request, step, text, timeline};

/// Deeds on a case, and the field that is wrong.
fn of_case(case: &str) -> Vec<(String, Value, &'static str)> {
    vec![
        (format!("cases/{case}/notes"), json!({ "visibility": "internal", "text": "" }), "text"),
        (format!("cases/{case}/notes"), json!({ "visibility": "everybody", "text": "x" }), "visibility"),
        (format!("cases/{case}/notes"), json!({ "text": "x" }), "visibility"),
        (
            format!("cases/{case}/troubleshooting-steps"),
            json!({ "area": "weather", "action": "x", "outcome": "solved" }),
            "area",
        ),
        (
            format!("cases/{case}/troubleshooting-steps"),
            json!({ "area": "software", "action": " ", "outcome": "solved" }),
            "action",
        ),
        (
            format!("cases/{case}/troubleshooting-steps"),
            json!({ "area": "software", "action": "x", "outcome": "worse" }),
            "outcome",
        ),
        (
            format!("cases/{case}/troubleshooting-steps"),
            json!({ "area": "software", "means": "telepathy", "action": "x", "outcome": "solved" }),
            "means",
        ),
        (format!("cases/{case}/resolution"), json!({ "text": "" }), "text"),
        (format!("cases/{case}/closure"), json!({}), "text"),
        (format!("cases/{case}/reopening"), json!({ "reason": "" }), "reason"),
        (format!("cases/{case}/waivers"), json!({ "blocker": "everything", "reason": "x" }), "blocker"),
        (format!("cases/{case}/approvals"), json!({ "decision": "maybe" }), "decision"),
    ]
}

/// Escalations, and the field that is wrong.
fn of_escalation(case: &str) -> Vec<(String, Value, &'static str)> {
    vec![
        (
            format!("cases/{case}/service-requests"),
            json!({ "title": "", "description": "x", "business_impact": "x", "severity": "minimal" }),
            "title",
        ),
        (
            format!("cases/{case}/service-requests"),
            json!({ "title": "x", "description": "x", "business_impact": "", "severity": "minimal" }),
            "business_impact",
        ),
        (
            format!("cases/{case}/service-requests"),
            json!({ "title": "x", "description": "x", "business_impact": "x" }),
            "severity",
        ),
        (
            format!("cases/{case}/service-requests"),
            json!({ "title": "x", "description": "x", "business_impact": "x", "severity": "minimal", "route": "pigeon" }),
            "route",
        ),
        (
            format!("cases/{case}/service-requests"),
            json!({ "title": "x", "description": "x", "business_impact": "x", "severity": "minimal", "support_topic": "no such topic" }),
            "support_topic",
        ),
        (
            format!("cases/{case}/service-requests"),
            json!({ "title": "x", "description": "x", "business_impact": "x", "severity": "minimal", "recipient": "upstream" }),
            "recipient",
        ),
    ]
}

/// Deeds on a request, and the field that is wrong.
fn of_request(request_id: &str) -> Vec<(String, Value, &'static str)> {
    vec![
        (format!("service-requests/{request_id}/filing"), json!({ "external_id": "<b>1</b>" }), "external_id"),
        (format!("service-requests/{request_id}/portal-updates"), json!({}), "text"),
        (format!("service-requests/{request_id}/withdrawal"), json!({ "reason": "" }), "reason"),
        (
            format!("service-requests/{request_id}/cases"),
            json!({ "case_id": "cus_01k6ha2f5mexqsd3c8y4v7nb9r" }),
            "case_id",
        ),
        (format!("service-requests/{request_id}/notes"), json!({ "visibility": "provider", "text": "" }), "text"),
    ]
}

#[tokio::test]
async fn every_command_refuses_empty_texts_and_strange_words() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (case, request_id) = handed_up(&agent, &engineer, "aldersyde.example").await;
    let before = timeline(&agent, &case).await;
    let posts = [of_case(&case), of_escalation(&case), of_request(&request_id)].concat();
    for (path, body, field) in posts {
        let reply = agent.post(&path, body.clone()).await;
        refused_well(&format!("{path} {body}"), &reply);
        let shown = reply.text.clone();
        assert!(reply.wrong_fields().contains(&field.to_owned()), "{path} {body}: {shown}");
    }
    for (body, field) in [
        (json!({ "decision": "wonder" }), "decision"),
        (json!({ "decision": "resolve" }), "reason"),
        (json!({}), "decision"),
    ] {
        assert_eq!(
            engineer.post(&format!("service-requests/{request_id}/decisions"), body).await.wrong_fields(),
            [field]
        );
    }
    let grounds = json!({ "category": "undocumented_problem", "grounds": { "documentation_url": "javascript:alert(1)", "expected": "x" } });
    let reply = agent.put(&format!("cases/{case}/category"), grounds).await;
    refused_well("a link that is a script", &reply);
    let strange = agent
        .put(
            &format!("cases/{case}/category"),
            json!({ "category": "bug_or_irregularity", "grounds": { "tenants": "one" } }),
        )
        .await;
    refused_well("a list that is none", &strange);
    assert_eq!(timeline(&agent, &case).await, before, "nothing of it is on record");
}

/// Threat 59: payloads that are no feed, and records that are malformed among good ones.
#[tokio::test]
async fn a_feed_with_malformed_records_keeps_the_good_ones_and_says_which_are_not() {
    let desk = desk().await;
    let admin = desk.of("ilse");
    let good = json!({
        "id": "QX100001", "title": "Some users can't open the planner", "service": "Planner", "classification": "incident",
        "status": "serviceDegradation", "isResolved": false, "startDateTime": "2026-11-01T10:00:00Z",
        "lastModifiedDateTime": "2026-11-01T11:00:00Z", "impactDescription": "The planner stays white.", "posts": [],
    });
    let mut later = good.clone();
    later["id"] = json!("QX100002");
    let feed = json!({ "value": [good, 7, { "id": "QX100003" }, later, { "title": "no id" }] });
    let path = "service-health/imports?format=graph";
    let report = admin.post(path, feed.clone()).await.expect(200);
    assert_eq!((&report["records"], &report["created"]), (&json!(5), &json!(2)), "{report:#}");
    let positions: Vec<&Value> = report["rejected"].as_array().unwrap().iter().map(|one| &one["position"]).collect();
    assert_eq!(positions.len(), 3, "{report:#}");
    assert!(report["rejected"].as_array().unwrap().iter().all(|one| !text(&one["reason"]).is_empty()));
    let again = admin.post(path, feed).await.expect(200);
    assert_eq!(
        (&again["created"], &again["updated"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(2)),
        "{again:#}"
    );
    for (format, body) in [
        ("graph", "{"),
        ("graph", ""),
        ("graph", "<rss/>"),
        ("azure-events", "7"),
        ("service-comms", "null"),
        ("telepathy", "{}"),
    ] {
        let reply = admin
            .send(
                Method::POST,
                &format!("service-health/imports?format={format}"),
                "application/json",
                Some(body.as_bytes().to_vec()),
            )
            .await;
        refused_well(&format!("{format} {body}"), &reply);
    }
    let _ = desk.of("maren").post(path, json!({ "value": [] })).await.refused(403, "forbidden");
}

#[tokio::test]
async fn an_escalated_case_refuses_a_second_escalation_until_the_first_is_over() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (case, request_id) = handed_up(&agent, &engineer, "aldersyde.example").await;
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    for _ in 0..2 {
        assert_eq!(
            agent.post(&format!("cases/{case}/service-requests"), request()).await.blockers(),
            ["duplicate_open_request"]
        );
    }
    // Decisions of the recipient that cannot follow are refused too.
    let decide = |what: &'static str| {
        let (engineer, path) = (engineer.clone(), format!("service-requests/{request_id}/decisions"));
        async move { engineer.post(&path, json!({ "decision": what, "reason": "Because." })).await }
    };
    let _ = decide("resolve").await.expect(201);
    for late in ["accept", "ask", "return", "resolve"] {
        assert_eq!(decide(late).await.refused(409, "conflict")["code"], "cannot_decide", "{late}");
    }
}

//! Addresses, queries and pages of lists.

use reqwest::Method;
use serde_json::json;

use super::refused_well;
use crate::work::{desk, items, open_for, text};

#[tokio::test]
async fn addresses_and_pages_that_make_no_sense_are_refused() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let id = open_for(&agent, "aldersyde.example").await;
    for path in [
        "cases/1",
        "cases/cas_",
        "cases/null",
        "cases/..%2f..%2fetc",
        "cases/cas_01k6ha2f5mexqsd3c8y4v7nb9r",
        "cases/%00",
        "nothing",
        "cases/%F0%28%8C%28",
        "service-requests/x/notes",
        "customers/cas_01k6ha2f5mexqsd3c8y4v7nb9r",
    ] {
        let reply = agent.get(path).await;
        refused_well(path, &reply);
        assert_eq!(reply.status, 404, "{path}: {}", reply.text);
    }
    for list in [
        "cases",
        "customers",
        "service-requests",
        "service-health/issues",
        "support-topics",
        &format!("cases/{id}/timeline"),
    ] {
        for wrong in [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=many",
            "limit=99999999999999999999",
            "limit=5&limit=6",
            "cursor=x",
            "cursor=e30",
            "cursor=%F0",
            "no_such=1",
        ] {
            let path = format!("{list}?{wrong}");
            let reply = agent.get(&path).await;
            refused_well(&path, &reply);
            assert!(matches!(reply.status, 400 | 422), "{path}: {}", reply.text);
        }
    }
    assert_eq!(
        agent.send(Method::DELETE, &format!("cases/{id}"), "", None).await.refused(405, "method-not-allowed")["status"],
        405
    );
    for (name, value) in [("if-match", "three"), ("if-match", "\"1\", \"2\""), ("idempotency-key", "a b")] {
        let reply = agent.with(name, value).patch(&format!("cases/{id}"), json!({ "affected_users": 1 })).await;
        refused_well(&format!("{name}: {value}"), &reply);
    }
}

/// Threat 51: a query is text, whatever it looks like.
#[tokio::test]
async fn queries_that_look_like_something_else_are_text() {
    let desk = desk().await;
    let agent = desk.of("maren");
    for query in [
        "query=%25",
        "query='%20or%201=1--",
        "query=%22",
        "query=a%00b",
        &format!("query={}", "a".repeat(5000)),
        "service=nothing%20known",
        "status=open&status=closed",
    ] {
        for list in ["cases", "service-health/issues"] {
            let path = format!(
                "{list}?{}",
                if list != "cases" {
                    query.replace("status=open&status=closed", "status=resolved")
                } else {
                    query.to_owned()
                }
            );
            let reply = agent.get(&path).await;
            assert!(
                reply.status == 200 || (400..500).contains(&reply.status),
                "{path}: {} {}",
                reply.status,
                reply.text
            );
        }
    }
}

/// Every page of a list, once each and none twice.
#[tokio::test]
async fn a_list_is_read_page_by_page_without_gaps() {
    let desk = desk().await;
    let agent = desk.of("maren");
    for (list, limit) in [
        ("cases", 4),
        ("customers", 5),
        ("service-requests", 2),
        ("service-health/issues", 2),
        ("support-topics?product_family=azure", 7),
    ] {
        let join = if list.contains('?') { '&' } else { '?' };
        let whole = agent.get(&format!("{list}{join}limit=200")).await.expect(200);
        let whole: Vec<String> = items(&whole).iter().map(|item| text(&item["id"])).collect();
        assert!(whole.len() > limit, "{list} has several pages: {}", whole.len());
        let (mut read, mut next) = (Vec::new(), String::new());
        loop {
            let page = agent.get(&format!("{list}{join}limit={limit}{next}")).await.expect(200);
            read.extend(items(&page).iter().map(|item| text(&item["id"])));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
            assert!(read.len() <= whole.len(), "{list} does not end");
        }
        assert_eq!(read, whole, "{list}");
    }
}

//! What belongs to others, and who claims to be somebody.

use reqwest::Method;
use serde_json::json;
use tierline_testkit::client::Client;

use super::refused_well;
use crate::work::{customer, desk, dropping_calls, handed_up, items, open_for, ready, request, text};

/// Threats 23, 28 and 32: identifiers of others, in the address and in the body.
#[tokio::test]
async fn what_belongs_to_others_does_not_exist() {
    let desk = desk().await;
    let (agent, other, government) = (desk.of("maren"), desk.of("stefan"), desk.of("casey"));
    let own = customer(&agent, "aldersyde.example").await;
    let theirs = customer(&other, "quillon.example").await;
    let beyond = customer(&government, "dunmorewater.example").await;
    for foreign in [&theirs, &beyond] {
        let _ = agent.post("cases", dropping_calls(foreign)).await.refused(404, "not-found");
        let _ = agent.get(&format!("customers/{foreign}")).await.refused(404, "not-found");
        let _ =
            agent.patch(&format!("customers/{foreign}"), json!({ "name": "Ours now" })).await.refused(404, "not-found");
        for list in ["cases", "service-requests", "services", "delegated-admin-relationships"] {
            let _ = agent.get(&format!("customers/{foreign}/{list}")).await.refused(404, "not-found");
        }
        let listed = agent.get(&format!("cases?customer_id={foreign}")).await.expect(200);
        assert_eq!(items(&listed).len(), 0);
    }
    let (case, request_id) = handed_up(&agent, &desk.of("ansel"), "aldersyde.example").await;
    let foreign_case = open_for(&other, "quillon.example").await;
    let mine = ready(&other, "nordvik.example").await;
    for stranger in [&other, &government, &desk.of("marek"), &desk.of("rhea")] {
        for path in [
            format!("cases/{case}"),
            format!("cases/{case}/timeline"),
            format!("service-requests/{request_id}"),
            format!("service-requests/{request_id}/notes"),
        ] {
            let reply = stranger.get(&path).await;
            assert!(matches!(reply.status, 403 | 404), "{path}: {}", reply.text);
            assert!(!reply.text.contains("Group calls"), "{path}: {}", reply.text);
        }
    }
    // The address is allowed, the body is not.
    let _ = agent
        .post(&format!("service-requests/{request_id}/cases"), json!({ "case_id": foreign_case }))
        .await
        .refused(404, "not-found");
    let _ = other
        .post(&format!("service-requests/{request_id}/cases"), json!({ "case_id": mine }))
        .await
        .refused(404, "not-found");
    let _ = other
        .post(&format!("cases/{case}/notes"), json!({ "visibility": "internal", "text": "x" }))
        .await
        .refused(404, "not-found");
    let _ = other.post(&format!("cases/{case}/service-requests"), request()).await.refused(404, "not-found");
    let stranger = desk.person("stefan");
    let user = text(&other.get("me").await.expect(200)["id"]);
    let reply = agent.patch(&format!("cases/{case}"), json!({ "assignee_id": user })).await;
    assert!(matches!(reply.status, 404 | 422), "{} is nobody here: {}", stranger.name, reply.text);
    let after = agent.get(&format!("customers/{own}")).await.expect(200);
    assert_eq!(after["name"], "Aldersyde Care Homes");
    // A known issue of no tenant of theirs, a relationship of another customer.
    let relationships = agent.get(&format!("customers/{own}/delegated-admin-relationships")).await.expect(200);
    let relationship = text(&relationships["items"][0]["id"]);
    let crossed = customer(&agent, "pellworth.example").await;
    let _ = agent
        .get(&format!("customers/{crossed}/delegated-admin-relationships/{relationship}"))
        .await
        .refused(404, "not-found");
}

/// Threats 5, 6, 25, 33 and 52: files with sly names and types, and files of others.
#[tokio::test]
async fn attachments_come_back_as_downloads_and_only_to_those_who_may() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let case = open_for(&agent, "aldersyde.example").await;
    let path = format!("cases/{case}/attachments");
    let page = b"<script>alert(1)</script>".to_vec();
    let kept = agent.attach(&path, "../../../trace\u{202e}gpj.html", page.clone(), None).await;
    if kept.status == 201 {
        let name = text(&kept.body["name"]);
        assert!(!name.contains('/') && !name.contains("..") && !name.contains('\u{202e}'), "{name}");
    } else {
        refused_well("a sly name", &kept);
    }
    let kept = agent.attach(&path, "trace.html", page.clone(), None).await.expect(201);
    assert_eq!((&kept["visibility"], &kept["size"]), (&json!("internal"), &json!(page.len())));
    let one = format!("{path}/{}", text(&kept["id"]));
    let file = agent.get(&one).await;
    assert_eq!((file.status, file.text.as_bytes()), (200, page.as_slice()));
    let header =
        |name: &str| file.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert!(header("content-disposition").starts_with("attachment"), "{:?}", file.headers);
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(!file.media_type().contains("html"), "it never opens as a page here: {}", file.media_type());
    for (part, status) in [("stefan", 404), ("casey", 404), ("ansel", 403), ("hollis", 404)] {
        let reply = desk.of(part).get(&one).await;
        assert!(reply.status == status || reply.status == 404 || reply.status == 403, "{part}: {}", reply.text);
        assert_ne!(reply.status, 200);
    }
    assert_eq!(desk.anonymous().get(&one).await.status, 401);
    let other = open_for(&agent, "pellworth.example").await;
    let _ = agent.get(&format!("cases/{other}/attachments/{}", text(&kept["id"]))).await.refused(404, "not-found");
    let huge = agent.attach(&path, "dump.bin", vec![0; 17 * 1024 * 1024], None).await;
    let _ = huge.refused(413, "too-large");
    let empty = agent.attach(&path, "", Vec::new(), None).await;
    refused_well("an empty file without a name", &empty);
}

/// Threats 27, 40 and 41: headers and tokens that claim to be somebody.
#[tokio::test]
async fn tokens_that_are_none_and_headers_that_claim_something_open_nothing() {
    let desk = desk().await;
    let token = desk.person("maren").token.clone();
    let organization = desk.person("stefan").organization_id.clone();
    for wrong in
        ["", " ", "null", "tl_", &token[..token.len() - 1], &format!("{token}x"), &token.to_uppercase(), "Bearer"]
    {
        let reply = tierline_testkit::client::Client::new(desk.url(), None)
            .with("authorization", &format!("Bearer {wrong}"))
            .get("me")
            .await;
        let _ = reply.refused(401, "unauthorized");
    }
    let _ =
        desk.anonymous().with("authorization", &format!("Basic {token}")).get("me").await.refused(401, "unauthorized");
    let claims = [
        ("x-organization-id", organization.as_str()),
        ("x-cloud", "us_government"),
        ("x-user", "ilse@northgate.example"),
        ("x-forwarded-user", "ilse@northgate.example"),
        ("x-tenant", "1"),
    ];
    let me = desk.of("maren").get("me").await.expect(200);
    for (name, value) in claims {
        assert_eq!(desk.of("maren").with(name, value).get("me").await.expect(200), me, "{name}");
        let _ = desk.anonymous().with(name, value).get("me").await.refused(401, "unauthorized");
    }
    // A revoked token opens nothing from then on.
    let admin = desk.of("ilse");
    let made = admin.post("tokens", json!({ "name": "Short", "days": 1 })).await.expect(201);
    let short = Client::new(desk.url(), Some(&text(&made["token"])));
    let _ = short.get("me").await.expect(200);
    assert_eq!(admin.send(Method::DELETE, &format!("tokens/{}", text(&made["id"])), "", None).await.status, 204);
    let _ = short.get("me").await.refused(401, "unauthorized");
    let listed = admin.get("tokens").await.expect(200);
    assert!(!listed.to_string().contains(&text(&made["token"])), "a secret is shown once");
}

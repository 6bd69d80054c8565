//! Bad input, replayed input, foreign input: a clear refusal and nothing half done, never a fault of ours.

use reqwest::Method;
use serde_json::{Value, json};
use tierline_testkit::client::{Client, Reply};

use crate::work::{
    call_it_a_bug, customer, desk, dropping_calls, handed_up, items, open_for, ready, request, step, text, timeline,
};

/// What every refusal has in common: it is the caller's, it says so after RFC 9457, and nothing of the inside shows.
#[track_caller]
fn refused_well(what: &str, reply: &Reply) {
    assert!((400..500).contains(&reply.status), "{what}: {} {}", reply.status, reply.text);
    assert_eq!(reply.media_type(), "application/problem+json", "{what}: {}", reply.text);
    for inner in ["sqlx", "sqlite", "serde", "panicked", "src/", "Option<", "constraint"] {
        assert!(!reply.text.to_lowercase().contains(inner), "{what} shows the inside: {}", reply.text);
    }
    if reply.status == 422 || reply.status == 400 {
        let errors = reply.body["errors"].as_array().unwrap_or_else(|| panic!("{what}: {}", reply.text));
        for error in errors {
            for key in ["field", "code", "message"] {
                assert!(error[key].as_str().is_some_and(|text| !text.is_empty()), "{what}: {}", reply.text);
            }
        }
    }
}

/// Opens a case with one field as it should not be.
async fn with(client: &Client, customer: &str, field: &str, value: Value) -> Reply {
    let mut report = dropping_calls(customer);
    report[field] = value;
    client.post("cases", report).await
}

#[tokio::test]
async fn each_field_of_a_report_that_cannot_be_is_named() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let customer = customer(&agent, "aldersyde.example").await;
    let bad = [
        ("subject", json!("")),
        ("subject", json!(" \t\n ")),
        ("subject", json!("x".repeat(201))),
        ("subject", json!(7)),
        ("subject", json!(null)),
        ("subject", json!(["a", "b"])),
        ("subject", json!("calls\u{0000}drop")),
        ("description", json!("")),
        ("description", json!("x".repeat(20_001))),
        ("description", json!({ "text": "no text" })),
        ("service", json!("Quantum Teleporter 9000")),
        ("service", json!(true)),
        ("severity", json!("urgent")),
        ("severity", json!("CRITICAL")),
        ("severity", json!(1)),
        ("started_at", json!("2199-01-01T00:00:00Z")),
        ("started_at", json!("yesterday")),
        ("started_at", json!("2026-09-01")),
        ("started_at", json!("2026-02-30T00:00:00Z")),
        ("started_at", json!(1_600_000_000)),
        ("affected_users", json!(-1)),
        ("affected_users", json!(1.5)),
        ("affected_users", json!("many")),
        ("affected_users", json!(9_223_372_036_854_775_807_i64)),
        ("correlation_ids", json!("one")),
        ("correlation_ids", json!(vec!["x"; 51])),
        ("contact", json!("Anneke")),
        ("customer_id", json!("")),
        ("customer_id", json!("cus_")),
        ("customer_id", json!("8c1f2a34-5b6c-4d7e-8f90-a1b2c3000001")),
        ("customer_id", json!(5)),
    ];
    for (field, value) in bad {
        let short: String = value.to_string().chars().take(60).collect();
        let reply = with(&agent, &customer, field, value).await;
        refused_well(&format!("{field} = {short}"), &reply);
        let wrong = reply.wrong_fields();
        assert!(wrong.iter().any(|name| name.starts_with(field)), "{field} = {short}: {wrong:?}");
    }
    let mut missing = dropping_calls(&customer);
    missing.as_object_mut().unwrap().remove("description");
    assert_eq!(agent.post("cases", missing).await.wrong_fields(), ["description"]);
    let cases = agent.get(&format!("customers/{customer}/cases?limit=200")).await.expect(200);
    assert!(!cases.to_string().contains("Group calls"), "nothing was half opened");
}

/// Number 38 of the attacks: what the caller may not choose is no field.
#[tokio::test]
async fn fields_that_nobody_asked_for_are_refused() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let customer = customer(&agent, "aldersyde.example").await;
    for field in [
        "id",
        "number",
        "organization_id",
        "cloud",
        "status",
        "version",
        "channel",
        "ladder",
        "waivers",
        "Subject",
        "__proto__",
    ] {
        let reply = with(&agent, &customer, field, json!("x")).await;
        refused_well(field, &reply);
        assert_eq!(reply.body["errors"][0]["code"], "unknown_field", "{field}: {}", reply.text);
    }
    let id = open_for(&agent, "aldersyde.example").await;
    for field in ["customer_id", "version", "number", "closed_at"] {
        let reply = agent.patch(&format!("cases/{id}"), json!({ field: "x" })).await;
        assert_eq!(reply.body["errors"][0]["code"], "unknown_field", "{field}: {}", reply.text);
    }
    let reply = agent.get("cases?organization_id=org_01k6ha2f5mexqsd3c8y4v7nb9r").await;
    refused_well("an unknown parameter", &reply);
}

/// Number 52 and the trojan-source family: text that reads other than it is.
#[tokio::test]
async fn control_and_bidirectional_characters_do_not_get_into_a_line() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let customer = customer(&agent, "aldersyde.example").await;
    for sly in [
        "calls \u{202e}pord",
        "calls\u{0007}drop",
        "calls\u{2066}drop\u{2069}",
        "calls\u{200b}drop",
        "calls\u{feff}drop",
        "a\r\nBcc: all@brightwater.example",
    ] {
        let reply = with(&agent, &customer, "subject", json!(sly)).await;
        if reply.status == 201 {
            let kept = text(&reply.body["subject"]);
            let clean = !kept.chars().any(|c| {
                c.is_control()
                    || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            });
            assert!(clean, "{sly:?} was kept as {kept:?}");
        } else {
            refused_well(&format!("{sly:?}"), &reply);
            assert_eq!(reply.wrong_fields(), ["subject"], "{sly:?}");
        }
    }
    // What people write in any language stays as it is, line by line.
    let words = "Звонки обрываются.\nDrugie biuro też. 通話が切れる — 👩‍💻";
    let kept = with(&agent, &customer, "description", json!(words)).await.expect(201);
    assert_eq!(kept["description"], words);
}

/// Number 54: bodies that are no JSON, too large, or too deep.
#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_and_the_desk_goes_on() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let json = "application/json";
    let bodies: [(&str, Vec<u8>, u16); 9] = [
        (json, b"{".to_vec(), 400),
        (json, b"\xff\xfe\x00".to_vec(), 400),
        (json, b"[]".to_vec(), 422),
        (json, b"null".to_vec(), 422),
        (json, b"\"text\"".to_vec(), 422),
        (json, b"{\"subject\":\"a\",\"subject\":\"b\"}".to_vec(), 422),
        (json, "[".repeat(100_000).into_bytes(), 400),
        ("text/xml", b"<case/>".to_vec(), 415),
        ("application/x-www-form-urlencoded", b"subject=x".to_vec(), 415),
    ];
    for (media_type, body, status) in bodies {
        let short = String::from_utf8_lossy(&body).chars().take(20).collect::<String>();
        let reply = agent.send(Method::POST, "cases", media_type, Some(body)).await;
        refused_well(&short, &reply);
        assert_eq!(reply.status, status, "{short}: {}", reply.text);
    }
    let customer = customer(&agent, "aldersyde.example").await;
    let huge = with(&agent, &customer, "description", json!("x".repeat(1024 * 1024 + 10))).await;
    let _ = huge.refused(413, "too-large");
    let big = with(&agent, &customer, "description", json!("x".repeat(900_000))).await;
    assert_eq!(big.wrong_fields(), ["description"]);
    open_for(&agent, "aldersyde.example").await;
}

/// Numbers 23, 28 and 32: identifiers of others, in the address and in the body.
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
    assert_eq!(
        agent.send(Method::DELETE, &format!("cases/{id}"), "", None).await.refused(405, "method-not-allowed")["status"],
        405
    );
    for (name, value) in [("if-match", "three"), ("if-match", "\"1\", \"2\""), ("idempotency-key", "a b")] {
        let reply = agent.with(name, value).patch(&format!("cases/{id}"), json!({ "affected_users": 1 })).await;
        refused_well(&format!("{name}: {value}"), &reply);
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

#[tokio::test]
async fn every_command_refuses_empty_texts_and_strange_words() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (case, request_id) = handed_up(&agent, &engineer, "aldersyde.example").await;
    let before = timeline(&agent, &case).await;
    let posts = [
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
        (format!("service-requests/{request_id}/filing"), json!({ "external_id": "<b>1</b>" }), "external_id"),
        (format!("service-requests/{request_id}/portal-updates"), json!({}), "text"),
        (format!("service-requests/{request_id}/withdrawal"), json!({ "reason": "" }), "reason"),
        (
            format!("service-requests/{request_id}/cases"),
            json!({ "case_id": "cus_01k6ha2f5mexqsd3c8y4v7nb9r" }),
            "case_id",
        ),
        (format!("service-requests/{request_id}/notes"), json!({ "visibility": "provider", "text": "" }), "text"),
    ];
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

/// Numbers 5, 6, 33 and 52: files with sly names and types, and files of others.
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

/// Numbers 27 and 41: headers and tokens that claim to be somebody.
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

/// Number 59: payloads that are no feed, and records that are malformed among good ones.
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

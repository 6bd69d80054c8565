//! Reports and bodies that cannot be.

use reqwest::Method;
use serde_json::json;

use super::{refused_well, with};
use crate::work::{customer, desk, dropping_calls, open_for, text};

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

/// Threat 38: what the caller may not choose is no field.
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

/// Threat 52 and the trojan-source family: text that reads other than it is.
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

/// Threat 54: bodies that are no JSON, too large, or too deep.
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

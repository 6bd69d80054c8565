//! What the exchange of tickets answers, held against the published description of TMF621 v5.0.1, where that is at hand.

use std::path::{Path, PathBuf};

use axum::http::Method;
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{
    client::{Answer, Client, call},
    ticket::ticket,
};

const BASE: &str = "/tmf-api/troubleTicket/v5";

/// The description, from a folder beside the project's own; it is the TM Forum's and no part of this project.
fn description() -> Option<Value> {
    let named = std::env::var_os("TIERLINE_TMF621").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/design/contracts/tmf621-v5.0.1.openapi.yaml"));
    let path = named.into_iter().chain(beside).find(|path| path.exists())?;
    let text = std::fs::read_to_string(path).expect("the description can be read");
    Some(serde_yaml_ng::from_str(&text).expect("the description is YAML"))
}

/// Compares values with the schemas of a description, as far as this one uses the language of schemas.
struct Checker<'a> {
    description: &'a Value,
    faults: Vec<String>,
}

impl<'a> Checker<'a> {
    fn resolve(&self, reference: &str) -> &'a Value {
        let pointer = reference.trim_start_matches('#');
        self.description.pointer(pointer).unwrap_or_else(|| panic!("{reference} is not there"))
    }

    fn fault(&mut self, path: &str, what: &str) {
        self.faults.push(format!("{path}: {what}"));
    }

    fn check(&mut self, value: &Value, schema: &'a Value, path: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.check(value, self.resolve(reference), path);
        }
        if let Some(mapping) = schema["discriminator"]["mapping"].as_object() {
            let kind = value["@type"].as_str().unwrap_or_default();
            let Some(target) = mapping.get(kind).and_then(Value::as_str) else {
                return self
                    .fault(path, &format!("@type {kind:?} is none of {:?}", mapping.keys().collect::<Vec<_>>()));
            };
            let target = self.resolve(target);
            if !schema["oneOf"].is_null() {
                return self.check(value, target, path);
            }
            self.part(value, target, path);
        }
        self.part(value, schema, path);
    }

    /// A part of a whole: what it says holds, whatever the whole is called.
    fn part(&mut self, value: &Value, schema: &'a Value, path: &str) {
        let schema = schema["$ref"].as_str().map_or(schema, |reference| self.resolve(reference));
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.part(value, part, path);
        }
        self.own(value, schema, path);
    }

    fn own(&mut self, value: &Value, schema: &'a Value, path: &str) {
        let fits = match schema["type"].as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("number") => value.is_number(),
            Some("integer") => value.is_i64(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        };
        if !fits {
            return self.fault(path, &format!("{value} is no {}", schema["type"]));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.get(name).is_none() {
                self.fault(path, &format!("{name} is missing"));
            }
        }
        if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            self.fault(path, &format!("{value} is no word of {}", schema["enum"]));
        }
        let is_time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).is_ok();
        if schema["format"] == "date-time" && !value.as_str().is_some_and(is_time) {
            self.fault(path, &format!("{value} is no time"));
        }
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                self.check(value, schema, &format!("{path}.{name}"));
            }
        }
        if let (Some(items), Some(all)) = (schema.get("items"), value.as_array()) {
            for (place, one) in all.iter().enumerate() {
                self.check(one, items, &format!("{path}[{place}]"));
            }
        }
    }
}

/// Holds an answer against a schema of the description.
fn holds(description: &Value, answer: &Answer, status: u16, name: &str, is_list: bool) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let schema = &description["components"]["schemas"][name];
    assert!(schema.is_object(), "{name}");
    let body = answer.json();
    let mut checker = Checker { description, faults: Vec::new() };
    match is_list {
        true => body.as_array().expect("a list").iter().for_each(|one| checker.check(one, schema, name)),
        false => checker.check(&body, schema, name),
    }
    assert!(checker.faults.is_empty(), "{:#?}\n{body:#}", checker.faults);
    body
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let Some(description) = description() else { return };
    let schema = &description["components"]["schemas"]["TroubleTicket_RES"];
    for (wrong, says) in [
        (json!({"@type": "TroubleTicket", "href": "x"}), "id is missing"),
        (json!({"@type": "TroubleTicket", "id": "1", "href": "x", "status": "open"}), "is no word of"),
        (json!({"@type": "TroubleTicket", "id": "1", "href": "x", "lastUpdate": "today"}), "is no time"),
        (json!({"@type": "Case", "id": "1", "href": "x"}), "is none of"),
        (json!({"@type": "TroubleTicket", "id": "1", "href": "x", "note": [{"text": "a"}]}), "is none of"),
    ] {
        let mut checker = Checker { description: &description, faults: Vec::new() };
        checker.check(&wrong, schema, "ticket");
        assert!(checker.faults.iter().any(|fault| fault.contains(says)), "{says}: {:?}", checker.faults);
    }
}

#[tokio::test]
async fn every_answer_fits_the_published_description() {
    let Some(description) = description() else {
        eprintln!("the description of TMF621 is not at hand (TIERLINE_TMF621): its schemas were not looked at");
        return;
    };
    let client = Client::new().await;
    let by = |method, path: &str| call(method, format!("{BASE}{path}")).by(client.desk.person(Role::AdminAgent));
    let made = client.send(by(Method::POST, "/troubleTicket").json(&ticket("K-1"))).await;
    let made = holds(&description, &made, 201, "TroubleTicket_RES", false);
    let path = format!("/troubleTicket/{}", made["id"].as_str().unwrap());
    let change = json!({
        "note": [{"@type": "Note", "id": "n-1", "text": "Still so", "date": "2026-03-02T08:00:00Z", "author": "Maren"}],
        "attachment": [{"@type": "Attachment", "name": "a.log", "content": "aGVsbG8=", "mimeType": "text/plain",
            "attachmentType": "evidence"}],
    });
    let inbox = client.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found();
    let decided = format!("/api/v1/service-requests/{}/decisions", inbox["items"][0]["id"].as_str().unwrap());
    for decision in ["ask", "resolve"] {
        client.post(Role::Engineer, &decided, &json!({"decision": decision, "reason": "Because"})).await.made();
        let read = client.send(by(Method::GET, &path)).await;
        holds(&description, &read, 200, "TroubleTicket_RES", false);
        if decision == "ask" {
            let changed = client.send(by(Method::PATCH, &path).json(&change)).await;
            holds(&description, &changed, 200, "TroubleTicket_RES", false);
        }
    }
    let listed = client.send(by(Method::GET, "/troubleTicket")).await;
    assert_eq!(holds(&description, &listed, 200, "TroubleTicket_RES", true).as_array().map(Vec::len), Some(1));
    let hub = json!({"@type": "Hub", "callback": "https://partner.example/events"});
    let hub = client.send(by(Method::POST, "/hub").json(&hub)).await;
    let hub = holds(&description, &hub, 201, "Hub", false);
    let read = client.send(by(Method::GET, &format!("/hub/{}", hub["id"].as_str().unwrap()))).await;
    holds(&description, &read, 200, "Hub", false);
    let topics = client.send(by(Method::GET, "/troubleTicketSpecification")).await;
    let topics = holds(&description, &topics, 200, "TroubleTicketSpecification_RES", true);
    let one = format!("/troubleTicketSpecification/{}", topics[0]["id"].as_str().unwrap());
    holds(&description, &client.send(by(Method::GET, &one)).await, 200, "TroubleTicketSpecification_RES", false);
    for (call, status) in [
        (by(Method::GET, "/troubleTicket/SR-0"), 404),
        (by(Method::POST, "/troubleTicket").json(&json!({"@type": "TroubleTicket"})), 422),
        (by(Method::POST, "/troubleTicket").bytes("application/json", "{"), 422),
        (by(Method::POST, "/troubleTicket").bytes("text/xml", "<a/>"), 415),
        (by(Method::DELETE, "/troubleTicketSpecification"), 405),
        (call(Method::GET, format!("{BASE}/troubleTicket")), 401),
    ] {
        holds(&description, &client.send(call).await, status, "Error", false);
    }
    client.desk.discard().await;
}

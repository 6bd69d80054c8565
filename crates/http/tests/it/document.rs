//! The description of the API.

use std::{env, fs, path::Path};

use axum::http::Method;

use crate::client::{Client, call};

/// The committed document. After a change of the API: `UPDATE_OPENAPI=1 cargo nextest run -p tierline-http openapi`.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

#[test]
fn the_committed_openapi_document_is_current() {
    let current = tierline_http::api::openapi().to_pretty_json().unwrap() + "\n";
    if env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(Path::new(PATH), &current).unwrap();
    }
    let committed = fs::read_to_string(PATH).unwrap_or_default();
    assert!(committed == current, "docs/openapi.json is not current: run the tests with UPDATE_OPENAPI=1");
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let text = tierline_http::api::openapi().to_json().unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    for reference in text.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn every_operation_says_what_it_does_under_a_name_of_its_own() {
    let document = serde_json::to_value(tierline_http::api::openapi()).unwrap();
    let mut names = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            names.push(operation["operationId"].as_str().unwrap().to_owned());
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{method} {path}");
            for status in ["401", "403", "429", "500", "503"] {
                assert!(operation["responses"][status].is_object(), "{method} {path} has no {status}");
            }
        }
    }
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), all), (all, tierline_http::api::routes().len()));
}

#[tokio::test]
async fn the_document_is_open_to_everybody() {
    let client = Client::new().await;
    let document = client.send(call(Method::GET, "/api/v1/openapi.json")).await.found();
    assert_eq!(document["openapi"], "3.1.0");
    client.desk.discard().await;
}

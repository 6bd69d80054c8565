//! `schemathesis` 4.32.5 of the Python Package Index: thousands of calls made from the desk's own document, right and wrong ones,
//! alone and in sequences that use what earlier ones answered.

use serde_json::json;
use tierline_testkit::command::run_in;

use super::program;
use crate::work::{desk, text};

/// What every answer must be: no mistake of ours, of a status, a type and a form that the document names.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      response_headers_conformance";
/// What would end the caller's own account or token, and everything after it with that.
const LEFT_OUT: &str = "/(tokens|users)/[{][a-z_]+[}]$";
/// Seconds for all of it: what time is left after each operation was tried alone goes into sequences.
const SECONDS: &str = "90";

#[tokio::test]
async fn every_call_made_from_the_document_is_answered_as_it_says() {
    let desk = desk().await;
    let (folder, url) = (tempfile::tempdir().expect("a folder"), desk.url().to_owned());
    let document = folder.path().join("openapi.json");
    std::fs::write(&document, include_str!("../../../../../docs/openapi.json")).expect("it can be written");
    let token = desk.of("ilse").post("tokens", json!({ "name": "Walk" })).await.expect(201);
    let authorization = format!("Authorization: Bearer {}", text(&token["token"]));
    let database = folder.path().join("examples");
    let (document, database) = (document.to_string_lossy(), database.to_string_lossy());
    let arguments = [
        "run",
        &document,
        "--url",
        &url,
        "--header",
        &authorization,
        "--checks",
        CHECKS,
        "--exclude-path-regex",
        LEFT_OUT,
        "--phases",
        "coverage,stateful",
        "--max-time",
        SECONDS,
        "--seed",
        "20260915",
        "--generation-database",
        &database,
        "--continue-on-failure",
        "--no-shrink",
        "--no-color",
    ];
    let said = run_in(folder.path(), &program("schemathesis"), &arguments, b"").await.expect(0);
    let count = |line: &str| line.trim().split_once(" generated")?.0.parse().ok();
    let generated: u32 = said.lines().find_map(count).unwrap_or_default();
    assert!(generated > 3_000, "it made {generated} calls only: {said}");
}

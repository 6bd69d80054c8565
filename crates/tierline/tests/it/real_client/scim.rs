//! The package `scim2-tester` 0.5.2 of the Python Package Index, which tries a server against RFC 7643 and 7644.

use serde_json::{Value, json};
use tierline_testkit::client::builder;

use super::script;
use crate::work::{desk, text};

#[tokio::test]
async fn the_tester_of_the_contract_finds_nothing_wrong() {
    let desk = desk().await;
    let url = format!("{}/scim/v2", desk.url());
    let token = desk.of("ilse").post("tokens", json!({ "name": "Directory", "scopes": ["scim"] })).await.expect(201);
    let token = text(&token["token"]);
    let said = script("scim.py", &[&url, &token], &json!({})).await;
    let checks = said["checks"].as_array().expect("checks");
    let wrong: Vec<&Value> =
        checks.iter().filter(|one| !matches!(one["status"].as_str(), Some("SUCCESS" | "SKIPPED"))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Searching over several kinds of resources at once is what it leaves out, because the desk says that it has none.
    let skipped: Vec<&Value> = checks.iter().filter(|one| one["status"] == "SKIPPED").collect();
    assert!(skipped.iter().all(|one| one["title"] == "search_with_attributes"), "{skipped:#?}");
    for title in [
        "service_provider_config_endpoint",
        "access_schema_by_id",
        "object_creation",
        "object_list_with_attributes",
        "object_replacement",
        "object_deletion",
        "check_add_attribute",
        "check_remove_attribute",
        "check_replace_attribute",
    ] {
        let done = checks.iter().filter(|one| one["title"] == title && one["status"] == "SUCCESS").count();
        assert!(done > 0, "{title} was not tried: {checks:#?}");
    }
    // Such a token is good at this door alone.
    let elsewhere = builder().build().expect("a client").get(format!("{}/api/v1/users", desk.url()));
    let reply = elsewhere.bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(reply.status().as_u16(), 403);
    assert!(said["worst"].as_u64().is_some_and(|status| status <= 501), "{said}");
}

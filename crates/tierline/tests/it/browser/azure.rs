//! A request goes to Azure Support by the pages: another desk is what this one takes for the provider.

use serde_json::Value;
use tierline_testkit::{
    desk::{Desk, Engine, eventually},
    sign_in::SignInService,
};

use super::signed_in;
use crate::{
    azure_support::{SETTINGS, SUBSCRIPTION, TITLE, connect, ready},
    work::{binary, items, received, request_becomes, shared, text},
};

#[tokio::test]
async fn a_request_is_handed_up_to_azure_support_and_its_severity_and_words_follow() {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    // What is filed there climbs the ladder there as well: its case is ready.
    ready(&provider).await;
    let service = SignInService::giving(&provider.person("maren").token).await;
    let path = connect(&desk, &provider, &service).await;
    let route = format!("azure_support:{}", path.trim_start_matches("connections/"));
    let case = ready(&desk).await;

    let agent = signed_in(&desk, "maren").await;
    agent.visit(&format!("/cases/{case}/escalate")).await;
    agent.is_accessible().await;
    for (field, value) in [
        ("title", TITLE),
        ("description", "Reading any secret ends with a time-out, since eight o'clock."),
        ("business_impact", "Nobody can sign contracts."),
        ("severity", "moderate"),
        ("route", route.as_str()),
        ("support_topic", "azure-key-vault"),
        ("contact_phone", "+48 22 555 01 00"),
        ("contact_country", "PL"),
        ("contact_time_zone", "Europe/Warsaw"),
    ] {
        agent.fill("/service-requests", field, value).await;
    }
    agent.submit("/service-requests", Some("preview")).await;
    agent.reads(SUBSCRIPTION).await;
    agent.is_accessible().await;
    agent.submit("/service-requests", Some("send")).await;
    let api = desk.of("maren");
    let of_case = api.get(&format!("cases/{case}/service-requests")).await.expect(200);
    let sent = text(&items(&of_case)[0]["id"]);
    let filed = request_becomes(&api, &sent, "submitted").await;
    let number = text(&filed["external_id"]);

    // The page says where it went, and by which subscription.
    agent.visit(&format!("/service-requests/{sent}")).await;
    agent.reads(&number).await;
    agent.reads(SUBSCRIPTION).await;
    agent.is_accessible().await;

    let (there, engineer) = (provider.of("maren"), provider.of("ansel"));
    let found = there.get(&format!("service-requests?query={number}")).await.expect(200);
    let at_provider = text(&items(&found)[0]["id"]);
    let arrived = received(&engineer, &at_provider).await;
    assert_eq!(arrived["severity"], "moderate", "{arrived}");

    // Another severity goes there as itself, a word as a word.
    agent.press_on("details:has(form[action$='/severity']) > summary").await;
    agent.is_accessible().await;
    agent.fill("/severity", "severity", "critical").await;
    agent.submit("/severity", None).await;
    let ask = || async { engineer.get(&format!("service-requests/{at_provider}")).await.expect(200) };
    eventually("the severity arrives", ask, |request: &Value| request["severity"] == "critical").await;
    agent.fill("/notes", "text", "The vault is kv-north-1").await;
    agent.submit("/notes", None).await;
    let ask = || async { engineer.get(&format!("service-requests/{at_provider}/notes")).await.expect(200) };
    eventually("the word arrives", ask, |page: &Value| page.to_string().contains("The vault is kv-north-1")).await;
    agent.visit(&format!("/service-requests/{sent}")).await;
    agent.reads("rated the request as Critical").await;
    agent.is_accessible().await;
    let reader = signed_in(&provider, "ansel").await;
    reader.visit(&format!("/inbox/{at_provider}")).await;
    reader.reads("rated the request as Critical").await;
    reader.is_accessible().await;
    reader.close().await;
    agent.close().await;
}

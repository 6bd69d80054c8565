//! The provider's side: an inbox, questions, returns, and service health for everybody below.

use super::{climbs, hands_up, reports, signed_in};
use crate::work::{desk, handed_up};

#[tokio::test]
async fn an_engineer_asks_the_partner_answers_and_the_request_is_returned() {
    let desk = desk().await;
    let agent = signed_in(&desk, "maren").await;
    let case = reports(&agent).await;
    climbs(&agent).await;
    hands_up(&agent, &case, "local").await;
    let engineer = signed_in(&desk, "ansel").await;
    engineer.visit("/inbox").await;
    engineer.reads("Group calls drop after two minutes").await;
    engineer.follow_text("Group calls drop after two minutes").await;
    let open = engineer.path().await;
    engineer.fill("/decision", "decision", "ask").await;
    engineer.fill("/decision", "reason", "Which client versions are affected?").await;
    engineer.submit("/decision", None).await;
    agent.visit(&case).await;
    agent.reads("Which client versions are affected?").await;
    agent.fill("/notes", "visibility", "provider").await;
    agent.fill("/notes", "text", "24.091 and 24.102, on both platforms.").await;
    agent.submit("/notes", None).await;
    engineer.visit(&open).await;
    engineer.reads("24.091 and 24.102, on both platforms.").await;
    engineer.fill("/decision", "decision", "return").await;
    engineer.fill("/decision", "reason", "Your firewall closes the ports.").await;
    engineer.submit("/decision", None).await;
    agent.visit(&case).await;
    agent.reads("Your firewall closes the ports.").await;
    agent.is_accessible().await;
    agent.close().await;
    engineer.close().await;
}

#[tokio::test]
async fn the_providers_pages_are_accessible_in_each_language() {
    let desk = desk().await;
    handed_up(&desk.of("maren"), &desk.of("ansel"), "aldersyde.example").await;
    let owner = signed_in(&desk, "yun").await;
    for page in
        ["/", "/inbox", "/partners", "/health/published", "/health/publish", "/account", "/guidance", "/shortcuts"]
    {
        owner.visit(page).await;
        owner.is_accessible().await;
    }
    owner.close().await;
    let russian = signed_in(&desk, "oksana").await;
    for page in [
        "/",
        "/cases",
        "/customers",
        "/service-requests",
        "/health",
        "/users",
        "/tokens",
        "/audit",
        "/customers/import",
        "/health/import",
        "/health/feeds",
        "/health/feeds/new",
    ] {
        russian.visit(page).await;
        russian.is_accessible().await;
    }
    assert!(russian.has("html[lang=ru]").await);
    russian.close().await;
    let polish = signed_in(&desk, "marek").await;
    for page in ["/", "/cases", "/cases/new?query=pinmoor", "/search?query=T-2"] {
        polish.visit(page).await;
        polish.is_accessible().await;
    }
    assert!(polish.has("html[lang=pl]").await);
    polish.close().await;
}

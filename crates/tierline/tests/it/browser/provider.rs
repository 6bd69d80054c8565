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
    engineer.fill("/decision", "return_reason", "not_escalation_worthy").await;
    engineer.is_accessible().await;
    engineer.fill("/decision", "reason", "Your firewall closes the ports.").await;
    engineer.submit("/decision", None).await;
    agent.visit(&case).await;
    agent.reads("Your firewall closes the ports.").await;
    agent.reads("The partner can solve it").await;
    agent.is_accessible().await;
    agent.close().await;
    engineer.close().await;
}

#[tokio::test]
async fn files_go_to_the_provider_and_come_back_on_the_pages_of_both() {
    let desk = desk().await;
    let (trace, fix) = (desk.folder().join("trace.txt"), desk.folder().join("fix.txt"));
    std::fs::write(&trace, "17 ms to the gateway").unwrap();
    std::fs::write(&fix, "open the ports 3478 to 3481").unwrap();
    let (_, request) = handed_up(&desk.of("maren"), &desk.of("ansel"), "aldersyde.example").await;
    let agent = signed_in(&desk, "maren").await;
    agent.visit(&format!("/service-requests/{request}")).await;
    agent.fill("/attachments", "file", trace.to_str().unwrap()).await;
    agent.submit("/attachments", None).await;
    agent.reads("trace.txt").await;
    let engineer = signed_in(&desk, "ansel").await;
    engineer.visit(&format!("/inbox/{request}")).await;
    engineer.reads("trace.txt").await;
    engineer.fill("/attachments", "file", fix.to_str().unwrap()).await;
    engineer.submit("/attachments", None).await;
    engineer.reads("fix.txt").await;
    engineer.is_accessible().await;
    agent.visit(&format!("/service-requests/{request}")).await;
    agent.reads("fix.txt").await;
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

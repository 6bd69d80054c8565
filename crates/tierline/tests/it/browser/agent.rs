//! What an agent does, and what a Sales agent may only see.

use super::{climbs, hands_up, reports, signed_in};
use crate::work::{desk, handed_up, open_for, ready};

#[tokio::test]
async fn a_helpdesk_agent_takes_a_case_up_the_whole_ladder_and_the_provider_resolves_it() {
    let desk = desk().await;
    let agent = signed_in(&desk, "maren").await;
    agent.is_accessible().await;
    let case = reports(&agent).await;
    agent.is_accessible().await;
    climbs(&agent).await;
    hands_up(&agent, &case, "local").await;
    agent.visit(&case).await;
    agent.is_accessible().await;

    let engineer = signed_in(&desk, "ansel").await;
    engineer.visit("/inbox").await;
    engineer.reads("Group calls drop after two minutes").await;
    engineer.follow_text("Group calls drop after two minutes").await;
    engineer.is_accessible().await;
    engineer.fill("/decision", "decision", "resolve").await;
    engineer.fill("/decision", "reason", "The call controllers were rolled back.").await;
    engineer.submit("/decision", None).await;

    agent.visit(&case).await;
    agent.reads("The call controllers were rolled back.").await;
    agent.close().await;
    engineer.close().await;
}

#[tokio::test]
async fn a_known_issue_waits_and_the_customer_is_told() {
    let desk = desk().await;
    let owner = signed_in(&desk, "yun").await;
    owner.visit("/health/publish").await;
    owner.is_accessible().await;
    owner.fill("/health/publish", "title", "Group calls drop in Microsoft Teams").await;
    owner.fill("/health/publish", "service", "Microsoft Teams").await;
    owner.fill("/health/publish", "text", "Group calls drop after two minutes for some users.").await;
    owner.submit("/health/publish", None).await;
    let agent = signed_in(&desk, "maren").await;
    agent.visit("/health").await;
    agent.reads("Group calls drop in Microsoft Teams").await;
    agent.is_accessible().await;
    let case = reports(&agent).await;
    agent.reads("Group calls drop in Microsoft Teams").await;
    agent.is_accessible().await;
    agent.submit("/inform", None).await;
    agent.visit(&case).await;
    let told =
        desk.of("maren").get(&format!("cases/{}/timeline", case.trim_start_matches("/cases/"))).await.expect(200);
    assert!(told.to_string().contains("customer_informed"), "{told:#}");
    agent.close().await;
    owner.close().await;
}

#[tokio::test]
async fn a_request_is_filed_by_hand_with_its_number_typed_back() {
    let desk = desk().await;
    let agent = signed_in(&desk, "tobin").await;
    let case = reports(&agent).await;
    climbs(&agent).await;
    hands_up(&agent, &case, "assisted").await;
    let path = agent.path().await;
    assert!(path.starts_with("/service-requests/"), "{path}");
    agent.is_accessible().await;
    agent.fill("/filing", "external_id", "26091500400087").await;
    agent.submit("/filing", None).await;
    assert!(agent.text().await.contains("14"), "its digits are counted: {}", agent.text().await);
    agent.is_accessible().await;
    agent.fill("/filing", "external_id", "260915004000871").await;
    agent.submit("/filing", None).await;
    agent.fill("/portal-updates", "status", "accepted").await;
    agent.fill("/portal-updates", "text", "An engineer is assigned.").await;
    agent.submit("/portal-updates", None).await;
    agent.reads("An engineer is assigned.").await;
    agent.close().await;
}

#[tokio::test]
async fn a_sales_agent_sees_everything_and_can_change_nothing_of_a_case() {
    let desk = desk().await;
    let case = open_for(&desk.of("maren"), "aldersyde.example").await;
    let sales = signed_in(&desk, "petra").await;
    for page in ["/cases", "/customers", "/health", "/service-requests"] {
        sales.visit(page).await;
        sales.is_accessible().await;
    }
    sales.visit(&format!("/cases/{case}")).await;
    assert!(sales.text().await.contains("Group calls drop after two minutes"));
    let forms = format!("form[method=post][action^='/cases/{case}']");
    assert!(!sales.has(&forms).await, "no form of the case is offered");
    assert!(!sales.has("a[href='/cases/new']").await);
    sales.visit(&format!("/cases/{case}/escalate")).await;
    assert!(!sales.has("form[action$='/service-requests']").await, "{}", sales.text().await);
    sales.close().await;
}

#[tokio::test]
async fn a_second_case_joins_the_open_request_or_gives_its_reason_and_loses_no_word() {
    let desk = desk().await;
    handed_up(&desk.of("maren"), &desk.of("ansel"), "aldersyde.example").await;
    let second = ready(&desk.of("maren"), "aldersyde.example").await;
    let agent = signed_in(&desk, "maren").await;
    agent.visit(&format!("/cases/{second}/escalate")).await;
    let form = "/service-requests";
    let reason = "This office is on another network path.";
    agent.fill(form, "title", "Group calls drop in the second office, too").await;
    agent.fill(form, "duplicate_reason", reason).await;
    agent.submit(form, Some("preview")).await;
    assert_eq!(agent.value(form, "duplicate_reason").await, reason, "a look at the packet keeps what was written");
    agent.visit(&format!("/cases/{second}")).await;
    agent.is_accessible().await;
    agent.submit("/cases", None).await;
    assert!(agent.path().await.starts_with("/service-requests/srq_"), "{}", agent.text().await);
    agent.reads("The case is part of this request now.").await;
    agent.close().await;
}

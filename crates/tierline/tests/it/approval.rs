//! Where a partner's policy asks for another person's approval.

use serde_json::json;
use tierline_testkit::{client::codes, desk::Desk};

use crate::work::{call_it_a_bug, count, customer, desk, dropping_calls, escalate, open, ready, request, step, text};

/// A desk whose direct bill partner asks for approvals.
async fn strict_desk() -> Desk {
    let desk = desk().await;
    let organization = ["--organization", "Northgate Cloud Partners"];
    let done = desk.run(&[&["policy", "--approval-required", "true"], &organization[..]].concat()).await;
    assert!(done.expect(0).contains("approval-required        true"));
    let refused = desk.run(&[&["policy", "--match-threshold", "0"], &organization[..]].concat()).await;
    assert!(refused.stderr.contains("match_threshold"), "{}", refused.stderr);
    let _ = refused.expect(2);
    desk
}

#[tokio::test]
async fn an_escalation_waits_for_another_persons_approval() {
    let desk = strict_desk().await;
    let (agent, admin) = (desk.of("maren"), desk.of("dario"));
    let id = ready(&agent, "aldersyde.example").await;
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert_eq!(
        (codes(&case["ladder"]["blockers"]), &case["ladder"]["next"]["action"]),
        (vec!["approval_pending".into()], &json!("request_approval"))
    );
    let path = format!("cases/{id}/service-requests");
    assert_eq!(agent.post(&path, request()).await.blockers(), ["approval_pending"]);
    let _ =
        agent.post(&format!("cases/{id}/approval-requests"), json!({ "reason": "Ready to go up." })).await.expect(201);
    let approve = json!({ "decision": "approve" });
    let _ = agent.post(&format!("cases/{id}/approvals"), approve.clone()).await.refused(403, "forbidden");
    let silent = json!({ "decision": "refuse" });
    assert_eq!(admin.post(&format!("cases/{id}/approvals"), silent).await.wrong_fields(), ["reason"]);
    let refusal = json!({ "decision": "refuse", "reason": "Try it once more on the other floor." });
    let _ = admin.post(&format!("cases/{id}/approvals"), refusal).await.expect(201);
    assert_eq!(agent.post(&path, request()).await.blockers(), ["approval_pending"]);
    let _ = admin.post(&format!("cases/{id}/approvals"), approve).await.expect(201);
    escalate(&agent, &id, request()).await;
    assert_eq!(count(&agent, &id, "approval_decided").await, 2);
}

#[tokio::test]
async fn nobody_approves_what_they_asked_for_or_decided_themselves() {
    let desk = strict_desk().await;
    let admin = desk.of("dario");
    let id = ready(&admin, "aldersyde.example").await;
    let own =
        admin.post(&format!("cases/{id}/approvals"), json!({ "decision": "approve" })).await.refused(409, "conflict");
    assert_eq!(own["code"], "own_request");
    assert_eq!(admin.post(&format!("cases/{id}/service-requests"), request()).await.blockers(), ["approval_pending"]);
    let _ = desk.of("ilse").post(&format!("cases/{id}/approvals"), json!({ "decision": "approve" })).await.expect(201);
    escalate(&admin, &id, request()).await;
}

#[tokio::test]
async fn a_critical_case_goes_up_at_once_and_is_approved_after_the_fact() {
    let desk = strict_desk().await;
    let agent = desk.of("maren");
    let customer = customer(&agent, "aldersyde.example").await;
    let mut report = dropping_calls(&customer);
    report["severity"] = json!("critical");
    let id = text(&open(&agent, report).await["id"]);
    step(&agent, &id).await;
    call_it_a_bug(&agent, &id).await;
    let mut urgent = request();
    urgent["severity"] = json!("critical");
    escalate(&agent, &id, urgent).await;
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert_eq!(case["ladder"]["next"]["action"], "request_approval", "it is still owed: {case:#}");
}

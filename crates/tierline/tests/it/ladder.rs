//! The main job: a problem climbs the ladder, is handed up once, and comes back resolved.

use serde_json::json;
use tierline_testkit::{
    client::codes,
    desk::{Desk, Engine},
};

use crate::work::{
    binary, call_it_a_bug, case_becomes, count, customer, decide, desk, dropping_calls, escalate, handed_up, items,
    open, open_for, ready, received, request, request_becomes, rung, shared, step, text, timeline,
};

#[tokio::test]
async fn a_problem_climbs_the_ladder_and_comes_back_resolved() {
    climbs_and_comes_back(&desk().await).await;
}

#[tokio::test]
async fn a_problem_climbs_the_ladder_on_postgresql_too() {
    climbs_and_comes_back(&Desk::demo(binary(), shared(), Engine::Postgres).await).await;
}

async fn climbs_and_comes_back(desk: &Desk) {
    let case = climbs(desk).await;
    let request = goes_up(desk, &case).await;
    comes_back(desk, &case, &request).await;
}

/// Reported, health checked, troubleshot, categorized.
async fn climbs(desk: &Desk) -> String {
    let agent = desk.of("maren");
    let me = agent.get("me").await.expect(200);
    assert_eq!(
        (&me["roles"][0], &me["organization"]["kind"], &me["cloud"]),
        (&json!("helpdesk_agent"), &json!("partner"), &json!("public"))
    );

    // Reported: health is looked up before anyone asks.
    let customer = customer(&agent, "aldersyde.example").await;
    let case = open(&agent, dropping_calls(&customer)).await;
    let id = text(&case["id"]);
    assert!(id.starts_with("cas_") && text(&case["number"]).starts_with("T-"), "{case}");
    assert_eq!((rung(&case, "reported"), rung(&case, "health_checked")), ("done".into(), "done".into()), "{case:#}");
    let checks = agent.get(&format!("cases/{id}/health-checks")).await.expect(200);
    assert_eq!((items(&checks).len(), &checks["items"][0]["result"]), (1, &json!("all_clear")), "{checks:#}");
    assert!(!checks["items"][0]["feeds"].as_array().unwrap().is_empty(), "the feeds are evidence: {checks:#}");

    // What stands in the way is listed, and what comes next is one thing.
    assert_eq!(codes(&case["ladder"]["blockers"]), ["no_troubleshooting", "category_missing"]);
    assert_eq!(case["ladder"]["next"]["action"], "troubleshoot");

    // Troubleshot and categorized.
    step(&agent, &id).await;
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert_eq!((rung(&case, "troubleshot"), &case["ladder"]["next"]["action"]), ("done".into(), &json!("categorize")));
    let decided = call_it_a_bug(&agent, &id).await;
    assert_eq!(decided["missing"], json!([]));
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert_eq!((codes(&case["ladder"]["blockers"]).len(), &case["ladder"]["next"]["action"]), (0, &json!("escalate")));
    id
}

/// Handed up: health is looked up once more, and the packet needs no question back.
async fn goes_up(desk: &Desk, id: &str) -> String {
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let sent = escalate(&agent, id, request()).await;
    let request = text(&sent["id"]);
    assert_eq!(
        (&sent["route"], &sent["recipient"]["kind"], &sent["direction"]),
        (&json!("local"), &json!("provider"), &json!("sent"))
    );
    let checks = agent.get(&format!("cases/{id}/health-checks")).await.expect(200);
    assert_eq!(items(&checks).last().unwrap()["cause"], "escalation", "{checks:#}");
    let there = received(&engineer, &request).await;
    assert_eq!((&there["direction"], &there["external_id"]), (&json!("received"), &sent["number"]));
    let packet = there["packet"].to_string();
    for said in [
        "Aldersyde Care Homes",
        "Maren Oskel",
        "Microsoft Teams",
        "Forty carers",
        "new profile",
        "The call ends for everybody",
        "0x8004-77",
    ] {
        assert!(packet.contains(said), "the packet lacks {said}: {:#}", there["packet"]);
    }
    let waiting = case_becomes(&agent, id, |case| case["status"] == "waiting_on_provider").await;
    assert_eq!(rung(&waiting, "escalated"), "done");
    request_becomes(&agent, &request, "submitted").await;
    request
}

/// The provider asks, the partner answers, the provider resolves, the customer is content.
async fn comes_back(desk: &Desk, id: &str, request: &str) {
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    decide(&engineer, request, "accept", "").await;
    decide(&engineer, request, "ask", "Which client versions are affected?").await;
    let asked = case_becomes(&agent, id, |case| case["ladder"]["next"]["action"] == "answer_provider").await;
    assert_eq!(asked["status"], "open", "the ball is with the partner: {asked:#}");
    let note = json!({ "visibility": "provider", "text": "24.091 and 24.102, on both platforms." });
    let _ = agent.post(&format!("cases/{id}/notes"), note).await.expect(201);
    let heard = request_becomes(&engineer, request, "accepted").await;
    let notes = engineer.get(&format!("service-requests/{}/notes", text(&heard["id"]))).await.expect(200);
    assert!(notes.to_string().contains("24.091 and 24.102"), "{notes:#}");
    case_becomes(&agent, id, |case| case["status"] == "waiting_on_provider").await;

    // It comes back resolved, and the customer is to be asked.
    decide(&engineer, request, "resolve", "The call controllers were rolled back.").await;
    let back = case_becomes(&agent, id, |case| case["status"] != "waiting_on_provider").await;
    assert_eq!(back["ladder"]["next"]["action"], "confirm_with_customer", "{back:#}");
    assert_eq!(
        request_becomes(&agent, request, "resolved").await["status_reason"],
        "The call controllers were rolled back."
    );
    let _ = agent
        .post(&format!("cases/{id}/resolution"), json!({ "text": "The provider has mended it: calls hold again." }))
        .await;
    let closed = agent.post(&format!("cases/{id}/closure"), json!({ "text": "Confirmed by phone." })).await.expect(200);
    assert_eq!((&closed["status"], &closed["ladder"]["next"]["action"]), (&json!("closed"), &json!("none")));

    // Everything is on record, with actor and time, in its order.
    let entries = timeline(&agent, id).await;
    assert!(entries.iter().all(|entry| entry["actor"]["name"].is_string() && entry["at"].is_string()));
    assert!(entries.windows(2).all(|two| text(&two[0]["id"]) < text(&two[1]["id"])), "oldest first");
    for kind in [
        "case_opened",
        "health_checked",
        "step_recorded",
        "category_decided",
        "request_linked",
        "request_moved",
        "case_closed",
    ] {
        assert!(entries.iter().any(|entry| entry["kind"] == kind), "{kind} is not on record");
    }
}

#[tokio::test]
async fn a_refused_escalation_names_every_blocker_and_changes_nothing() {
    let desk = desk().await;
    let agent = desk.of("tobin");
    // Its delegated admin relationship has ended, nothing was tried, nothing is decided.
    let id = open_for(&agent, "lumenfold.example").await;
    let before = (agent.get(&format!("cases/{id}")).await.expect(200), timeline(&agent, &id).await);
    let refused = agent.post(&format!("cases/{id}/service-requests"), request()).await;
    assert_eq!(refused.clone().blockers(), ["no_troubleshooting", "category_missing", "delegated_admin_missing"]);
    for blocker in refused.body["blockers"].as_array().unwrap() {
        assert!(
            !text(&blocker["message"]).is_empty() && !blocker["liftable_by"].as_array().unwrap().is_empty(),
            "{blocker}"
        );
    }
    let after = (agent.get(&format!("cases/{id}")).await.expect(200), timeline(&agent, &id).await);
    assert_eq!(before, after, "a refusal changes nothing");
    let requests = agent.get(&format!("cases/{id}/service-requests")).await.expect(200);
    assert_eq!(items(&requests).len(), 0);
    // The list on the case is the list of the refusal: every entrance shows alike.
    assert_eq!(codes(&after.0["ladder"]["blockers"]), codes(&refused.body["blockers"]));
}

#[tokio::test]
async fn grounds_that_a_category_lacks_are_named() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let id = open_for(&agent, "aldersyde.example").await;
    step(&agent, &id).await;
    let decision = json!({ "category": "bug_or_irregularity", "grounds": { "seen": "The call ends." } });
    let decided = agent.put(&format!("cases/{id}/category"), decision).await.expect(200);
    assert_eq!(decided["missing"], json!(["steps", "expected"]));
    let refused = agent.post(&format!("cases/{id}/service-requests"), request()).await;
    assert_eq!(refused.body["blockers"][0]["missing"], json!(["steps", "expected"]));
    assert_eq!(refused.blockers(), ["grounds_missing"]);
}

#[tokio::test]
async fn what_stays_with_the_partner_is_never_handed_up() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let id = open_for(&agent, "aldersyde.example").await;
    step(&agent, &id).await;
    for (category, said) in [("partner_scope", "stays with the partner"), ("vulnerability", "security contact")] {
        let _ = agent.put(&format!("cases/{id}/category"), json!({ "category": category })).await.expect(200);
        let refused = agent.post(&format!("cases/{id}/service-requests"), request()).await;
        assert!(text(&refused.body["blockers"][0]["message"]).contains(said), "{}", refused.text);
        assert_eq!(refused.blockers(), ["category_stays_with_partner"], "{category}");
    }
}

#[tokio::test]
async fn an_account_request_needs_neither_health_nor_troubleshooting() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let id = open_for(&agent, "aldersyde.example").await;
    let _ = agent.put(&format!("cases/{id}/category"), json!({ "category": "account_request" })).await.expect(200);
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert_eq!((rung(&case, "troubleshot"), codes(&case["ladder"]["blockers"])), ("not_needed".into(), vec![]));
    let mut wanted = request();
    wanted["severity"] = json!("none");
    assert_eq!(escalate(&agent, &id, wanted).await["severity"], "none");
}

#[tokio::test]
async fn an_ended_partner_relationship_blocks_until_it_is_active_again() {
    let desk = desk().await;
    let (agent, admin) = (desk.of("maren"), desk.of("dario"));
    let id = ready(&agent, "aldersyde.example").await;
    let customer = customer(&agent, "aldersyde.example").await;
    let set = |status: &'static str| {
        let (admin, customer) = (admin.clone(), customer.clone());
        async move {
            admin.patch(&format!("customers/{customer}"), json!({ "relationship_status": status })).await.expect(200)
        }
    };
    set("ended").await;
    let refused = agent.post(&format!("cases/{id}/service-requests"), request()).await;
    assert!(refused.blockers().contains(&"relationship_inactive".to_owned()));
    set("active").await;
    escalate(&agent, &id, request()).await;
}

/// Threat 57: double click, retry, two agents at once give one request.
#[tokio::test]
async fn two_agents_who_escalate_at_once_make_one_request() {
    two_at_once(&desk().await).await;
}

/// Threat 57 on the other engine, where transactions do run at once.
#[tokio::test]
async fn two_agents_who_escalate_at_once_make_one_request_on_postgresql() {
    two_at_once(&Desk::demo(binary(), shared(), Engine::Postgres).await).await;
}

async fn two_at_once(desk: &Desk) {
    let (maren, tobin) = (desk.of("maren"), desk.of("tobin"));
    for domain in ["aldersyde.example", "pellworth.example", "haldenmoor.example"] {
        let id = ready(&maren, domain).await;
        let path = format!("cases/{id}/service-requests");
        let (one, other) = tokio::join!(maren.post(&path, request()), tobin.post(&path, request()));
        let (won, lost) = if one.status == 201 { (one, other) } else { (other, one) };
        let made = won.expect(201);
        assert_eq!(
            lost.body["blockers"][0]["request_id"], made["id"],
            "the loser is offered the winner's: {}",
            lost.text
        );
        assert_eq!(lost.blockers(), ["duplicate_open_request"]);
        assert_eq!(items(&maren.get(&path).await.expect(200)).len(), 1);
        assert_eq!(count(&maren, &id, "request_linked").await, 1);
    }
}

#[tokio::test]
async fn a_second_case_of_the_same_cause_is_offered_the_open_request_and_can_join_it() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (_, request_id) = handed_up(&agent, &engineer, "aldersyde.example").await;
    let second = ready(&agent, "aldersyde.example").await;
    let refused = agent.post(&format!("cases/{second}/service-requests"), request()).await;
    assert_eq!(refused.body["blockers"][0]["request_id"], json!(request_id));
    assert_eq!(refused.blockers(), ["duplicate_open_request"]);
    let joined =
        agent.post(&format!("service-requests/{request_id}/cases"), json!({ "case_id": second })).await.expect(201);
    assert_eq!(joined["cases"].as_array().unwrap().len(), 2, "one request carries both: {joined:#}");
    // Both hear of its end.
    decide(&engineer, &request_id, "resolve", "Rolled back.").await;
    let back = case_becomes(&agent, &second, |case| case["ladder"]["next"]["action"] == "confirm_with_customer").await;
    assert_eq!(back["ladder"]["next"]["action"], "confirm_with_customer");
}

#[tokio::test]
async fn joining_is_handing_up_and_is_refused_while_anything_stands_in_the_way() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (_, request_id) = handed_up(&agent, &engineer, "aldersyde.example").await;
    let second = open_for(&agent, "aldersyde.example").await;
    let path = format!("service-requests/{request_id}/cases");
    let join = || agent.post(&path, json!({ "case_id": second }));
    assert_eq!(join().await.blockers(), ["no_troubleshooting", "category_missing"]);
    step(&agent, &second).await;
    assert_eq!(join().await.blockers(), ["category_missing"]);
    let other = json!({ "category": "partner_scope", "reason": "The firewall is ours" });
    let _ = agent.put(&format!("cases/{second}/category"), other).await.expect(200);
    let _ = join().await.refused(409, "conflict");
    assert_eq!(count(&agent, &second, "request_linked").await, 0, "a refused case stays as it was");
    call_it_a_bug(&agent, &second).await;
    let _ = join().await.expect(201);
    let _ = join().await.expect(201);
    assert_eq!(count(&agent, &second, "request_linked").await, 1, "joining twice is joining once");
}

#[tokio::test]
async fn a_written_reason_lets_a_second_request_through() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    handed_up(&agent, &engineer, "aldersyde.example").await;
    let second = ready(&agent, "aldersyde.example").await;
    let mut again = request();
    again["duplicate_reason"] =
        json!("This office is on another network path, the provider asked for a request of its own.");
    escalate(&agent, &second, again).await;
}

#[tokio::test]
async fn a_returned_request_goes_up_again_only_with_new_evidence() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let (id, request_id) = handed_up(&agent, &engineer, "aldersyde.example").await;
    let body = json!({ "decision": "return", "reason": "" });
    assert_eq!(
        engineer.post(&format!("service-requests/{request_id}/decisions"), body).await.wrong_fields(),
        ["reason"]
    );
    decide(&engineer, &request_id, "return", "Your firewall closes the ports; see the network guide.").await;
    let back = case_becomes(&agent, &id, |case| case["status"] == "open").await;
    assert_eq!(codes(&back["ladder"]["blockers"]), ["returned_without_new_evidence"], "{back:#}");
    let refused = agent.post(&format!("cases/{id}/service-requests"), request()).await;
    assert_eq!(refused.blockers(), ["returned_without_new_evidence"]);
    step(&agent, &id).await;
    let again = escalate(&agent, &id, request()).await;
    assert_ne!(again["id"], json!(request_id), "a new request, the old one stays on record");
    assert_eq!(items(&agent.get(&format!("cases/{id}/service-requests")).await.expect(200)).len(), 2);
}

#[tokio::test]
async fn troubleshooting_is_waived_by_an_admin_agent_with_a_reason_and_by_nobody_below() {
    let desk = desk().await;
    let (agent, admin) = (desk.of("maren"), desk.of("dario"));
    let id = open_for(&agent, "aldersyde.example").await;
    call_it_a_bug(&agent, &id).await;
    let waiver = json!({ "blocker": "no_troubleshooting", "reason": "The trace of the first call shows the provider's side hanging up." });
    let path = format!("cases/{id}/waivers");
    let refused = agent.post(&path, waiver.clone()).await.refused(403, "forbidden");
    assert_eq!(refused["roles"], json!(["global_admin", "admin_agent"]));
    let silent = json!({ "blocker": "no_troubleshooting", "reason": " " });
    assert_eq!(admin.post(&path, silent).await.wrong_fields(), ["reason"]);
    let other = json!({ "blocker": "category_missing", "reason": "It is in a hurry" });
    assert_eq!(admin.post(&path, other).await.wrong_fields(), ["blocker"]);
    let _ = admin.post(&path, waiver).await.expect(201);
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert_eq!((rung(&case, "troubleshot"), codes(&case["ladder"]["blockers"])), ("waived".into(), vec![]));
    escalate(&agent, &id, request()).await;
}

#[tokio::test]
async fn a_step_by_delegated_admin_needs_a_live_relationship() {
    let desk = desk().await;
    let agent = desk.of("tobin");
    let step = |means: Option<&str>| json!({ "area": "settings", "means": means, "action": "Policy assigned again", "outcome": "no_change" });
    let ended = open_for(&agent, "lumenfold.example").await;
    let refused = agent.post(&format!("cases/{ended}/troubleshooting-steps"), step(Some("delegated_admin"))).await;
    assert!(matches!(refused.status, 409 | 422), "{}", refused.text);
    assert_eq!(count(&agent, &ended, "step_recorded").await, 0);
    let with = |means| json!({ "area": "settings", "action": "Policy assigned again", "outcome": "no_change", "result": means });
    let without = agent.post(&format!("cases/{ended}/troubleshooting-steps"), with("by phone")).await.expect(201);
    assert_eq!(without["means"], "with_customer", "the path without a relationship");
    let live = open_for(&agent, "aldersyde.example").await;
    let by_it = agent.post(&format!("cases/{live}/troubleshooting-steps"), with("from here")).await.expect(201);
    assert_eq!((&by_it["means"], by_it["relationship_id"].is_string()), (&json!("delegated_admin"), true), "{by_it}");
}

#[tokio::test]
async fn the_same_call_twice_is_one_call_and_another_body_under_its_key_is_refused() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let customer = customer(&agent, "aldersyde.example").await;
    let keyed = agent.keyed("open-once-0001");
    let first = keyed.post("cases", dropping_calls(&customer)).await;
    let again = keyed.post("cases", dropping_calls(&customer)).await;
    assert_eq!((first.status, &first.body["id"]), (201, &again.clone().expect(201)["id"]));
    let mut other = dropping_calls(&customer);
    other["subject"] = json!("Something else");
    assert_eq!(keyed.post("cases", other).await.status, 422);
    // Another person's key of the same letters is another key.
    let theirs = desk.of("tobin").keyed("open-once-0001").post("cases", dropping_calls(&customer)).await.expect(201);
    assert_ne!(theirs["id"], first.body["id"]);

    let id = ready(&agent, "pellworth.example").await;
    let path = format!("cases/{id}/service-requests");
    let keyed = agent.keyed("escalate-once-0001");
    let (one, other) = tokio::join!(keyed.post(&path, request()), keyed.post(&path, request()));
    let made: Vec<_> = [&one, &other].into_iter().filter(|reply| reply.status == 201).collect();
    assert!(
        !made.is_empty() && made.iter().all(|reply| reply.body["id"] == made[0].body["id"]),
        "{} {}",
        one.text,
        other.text
    );
    for reply in [&one, &other] {
        assert!(reply.status == 201 || reply.body["type"] == "/problems/in-flight", "{}", reply.text);
    }
    assert_eq!(items(&agent.get(&path).await.expect(200)).len(), 1);
}

#[tokio::test]
async fn a_refusal_is_not_kept_under_its_key() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let id = open_for(&agent, "aldersyde.example").await;
    let keyed = agent.keyed("escalate-when-ready");
    let path = format!("cases/{id}/service-requests");
    assert_eq!(keyed.post(&path, request()).await.blockers(), ["no_troubleshooting", "category_missing"]);
    step(&agent, &id).await;
    call_it_a_bug(&agent, &id).await;
    let _ = keyed.post(&path, request()).await.expect(201);
}

#[tokio::test]
async fn a_change_of_what_was_read_before_somebody_else_changed_it_is_refused() {
    let desk = desk().await;
    let (maren, tobin) = (desk.of("maren"), desk.of("tobin"));
    let id = open_for(&maren, "aldersyde.example").await;
    let path = format!("cases/{id}");
    let read = maren.get(&path).await.etag();
    let _ = tobin.having_read(&read).patch(&path, json!({ "affected_users": 41 })).await.expect(200);
    let stale = maren.having_read(&read).patch(&path, json!({ "affected_users": 9 })).await;
    let now = maren.get(&path).await;
    let refused = stale.refused(412, "stale");
    assert_eq!((&refused["current_version"], &now.body["affected_users"]), (&now.body["version"], &json!(41)));
    let _ = maren.having_read(&now.etag()).patch(&path, json!({ "affected_users": 42 })).await.expect(200);
    // A token may leave the version out.
    let _ = maren.patch(&path, json!({ "affected_users": 43 })).await.expect(200);
}

#[tokio::test]
async fn a_case_reopens_with_its_history_and_asks_for_another_look() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let id = open_for(&agent, "aldersyde.example").await;
    let _ = agent
        .post(&format!("cases/{id}/resolution"), json!({ "text": "A driver was at fault; it is replaced." }))
        .await
        .expect(200);
    let _ = agent.post(&format!("cases/{id}/closure"), json!({ "text": "Confirmed." })).await.expect(200);
    let refused =
        agent.post(&format!("cases/{id}/closure"), json!({ "text": "Again." })).await.refused(409, "conflict");
    assert_eq!(refused["code"], "closed");
    let before = timeline(&agent, &id).await;
    let reopened =
        agent.post(&format!("cases/{id}/reopening"), json!({ "reason": "Calls drop again." })).await.expect(200);
    assert_eq!(reopened["status"], "open");
    let after = timeline(&agent, &id).await;
    assert_eq!(after[..before.len()], before[..], "its history stays");
}

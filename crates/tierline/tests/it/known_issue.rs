//! A problem that the provider has documented: the case waits, the customer is told, and nothing is handed up in vain.

use serde_json::{Value, json};
use tierline_testkit::client::{Client, codes};

use crate::work::{
    call_it_a_bug, case_becomes, count, customer, desk, escalate, items, open, request, rung, step, text, timeline,
};

pub(crate) fn silent_machines(customer: &str) -> Value {
    json!({
        "customer_id": customer,
        "subject": "Virtual machines stop answering in West Europe",
        "description": "Two of our virtual machines in West Europe do not answer since this morning.",
        "service": "Virtual Machines",
        "region": "West Europe",
    })
}

/// The provider documents that virtual machines in West Europe do not answer.
pub(crate) async fn publish(owner: &Client) -> String {
    let issue = json!({
        "title": "Virtual machines stop answering in West Europe",
        "service": "Virtual Machines",
        "regions": ["West Europe"],
        "status": "degraded",
        "text": "Some virtual machines in West Europe do not answer. We are moving them to other hardware.",
    });
    text(&owner.post("service-health/issues", issue).await.expect(201)["id"])
}

async fn post(owner: &Client, issue: &str, words: &str, status: Option<&str>) -> Value {
    owner
        .post(&format!("service-health/issues/{issue}/posts"), json!({ "text": words, "status": status }))
        .await
        .expect(201)
}

/// The newest health check of a case that knows of an issue.
async fn found(client: &Client, case: &str) -> Value {
    let checks = client.get(&format!("cases/{case}/health-checks")).await.expect(200);
    items(&checks).last().unwrap()["matches"][0].clone()
}

#[tokio::test]
async fn a_documented_issue_makes_the_case_wait_and_drafts_what_the_customer_is_told() {
    let desk = desk().await;
    let (agent, owner) = (desk.of("tobin"), desk.of("yun"));
    let customer = customer(&agent, "vantor.example").await;
    let before = text(&open(&agent, silent_machines(&customer)).await["id"]);
    assert_eq!(rung(&agent.get(&format!("cases/{before}")).await.expect(200), "health_checked"), "done");

    // Published after the case was opened: the case finds it by itself.
    let issue = publish(&owner).await;
    let waiting =
        case_becomes(&agent, &before, |case| case["ladder"]["next"]["action"] == "wait_for_known_issue").await;
    assert!(codes(&waiting["ladder"]["blockers"]).contains(&"known_issue_open".to_owned()));
    let seen = found(&agent, &before).await;
    assert_eq!((&seen["issue_id"], &seen["blocking"]), (&json!(issue), &json!(true)), "{seen:#}");
    assert!(!seen["reasons"].as_array().unwrap().is_empty(), "it says why: {seen:#}");
    assert_eq!(
        (count(&agent, &before, "inform_drafted").await, count(&agent, &before, "customer_informed").await),
        (1, 0)
    );

    // A case that is opened later finds it at intake.
    let later = open(&agent, silent_machines(&customer)).await;
    assert_eq!(later["ladder"]["next"]["action"], "wait_for_known_issue");

    // It can't be handed up while it waits.
    step(&agent, &before).await;
    call_it_a_bug(&agent, &before).await;
    let refused = agent.post(&format!("cases/{before}/service-requests"), request()).await;
    assert_eq!(refused.blockers(), ["known_issue_open"]);

    // The agent sends the draft.
    let draft = agent.get(&format!("cases/{before}/matches/{issue}/message")).await.expect(200);
    let _ = agent
        .post(&format!("cases/{before}/matches/{issue}/message"), json!({ "text": draft["text"] }))
        .await
        .expect(201);
    let told: Vec<Value> =
        timeline(&agent, &before).await.into_iter().filter(|entry| entry["kind"] == "customer_informed").collect();
    assert_eq!((told.len(), &told[0]["visibility"], &told[0]["text"]), (1, &json!("customer"), &draft["text"]));
}

#[tokio::test]
async fn a_customer_whose_policy_says_so_is_told_at_once_and_each_post_once() {
    let desk = desk().await;
    let (agent, admin, owner) = (desk.of("tobin"), desk.of("dario"), desk.of("yun"));
    let customer = customer(&agent, "vantor.example").await;
    let _ = admin.patch(&format!("customers/{customer}"), json!({ "inform": "at_once" })).await.expect(200);
    let reader = json!({
        "name": "Ines Vantor", "email": "ines@vantor.example", "password": "hollow-lantern-43",
        "roles": ["customer_admin"], "customer_id": customer,
    });
    let _ = desk.of("ilse").post("users", reader).await.expect(201);
    let case = text(&open(&agent, silent_machines(&customer)).await["id"]);
    let issue = publish(&owner).await;
    case_becomes(&agent, &case, |case| case["ladder"]["next"]["action"] == "wait_for_known_issue").await;
    assert_eq!(count(&agent, &case, "customer_informed").await, 1);

    post(&owner, &issue, "Half of the machines are moved.", None).await;
    post(&owner, &issue, "Nine of ten machines are moved.", Some("recovering")).await;
    case_becomes_informed(&agent, &case, 3).await;
    let told = timeline(&agent, &case).await;
    let texts: Vec<String> =
        told.iter().filter(|entry| entry["kind"] == "customer_informed").map(|entry| text(&entry["text"])).collect();
    for said in ["Half of the machines", "Nine of ten machines"] {
        assert_eq!(texts.iter().filter(|text| text.contains(said)).count(), 1, "{said} is told once: {texts:#?}");
    }

    // Its end asks the customer; the symptom stays, and that is a ground to go up.
    post(&owner, &issue, "All machines answer again.", Some("resolved")).await;
    let asked = case_becomes(&agent, &case, |case| case["status"] == "waiting_on_customer").await;
    assert_eq!(asked["ladder"]["next"]["action"], "confirm_with_customer", "{asked:#}");
    let _ = agent
        .post(&format!("cases/{case}/symptom-reports"), json!({ "text": "One machine still does not answer." }))
        .await
        .expect(200);
    let check = agent.post(&format!("cases/{case}/health-checks"), json!({})).await.expect(201);
    assert_eq!(check["result"], "post_outage", "{check:#}");
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    let sent = escalate(&agent, &case, request()).await;
    assert!(sent["packet"].to_string().contains("post_outage"), "the ground is in the packet: {:#}", sent["packet"]);
}

/// A message that nobody can read tells nobody: it waits as a draft, and nobody is waited for.
#[tokio::test]
async fn where_nobody_at_the_customer_can_read_it_the_message_stays_a_draft() {
    let desk = desk().await;
    let (agent, admin, owner) = (desk.of("tobin"), desk.of("dario"), desk.of("yun"));
    let customer = customer(&agent, "vantor.example").await;
    let _ = admin.patch(&format!("customers/{customer}"), json!({ "inform": "at_once" })).await.expect(200);
    let case = text(&open(&agent, silent_machines(&customer)).await["id"]);
    let issue = publish(&owner).await;
    case_becomes(&agent, &case, |case| case["ladder"]["next"]["action"] == "wait_for_known_issue").await;
    assert_eq!(count(&agent, &case, "inform_drafted").await, 1);
    post(&owner, &issue, "All machines answer again.", Some("resolved")).await;
    let over = case_becomes(&agent, &case, |case| case["ladder"]["next"]["action"] != "wait_for_known_issue").await;
    assert_eq!(over["status"], "open", "who was not asked is not waited for: {over:#}");
    assert_eq!(count(&agent, &case, "customer_informed").await, 0);
}

pub(crate) async fn case_becomes_informed(agent: &Client, case: &str, times: usize) {
    for _ in 0..100 {
        if count(agent, case, "customer_informed").await >= times {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the posts did not reach the customer: {:#?}", timeline(agent, case).await);
}

/// What pages do the API does: the preview, the act, who was told, and a draft that counts as told once it is sent.
#[tokio::test]
async fn all_customers_of_an_issue_are_told_in_one_act_and_nobody_twice() {
    let desk = desk().await;
    let (agent, owner) = (desk.of("tobin"), desk.of("yun"));
    let customer = customer(&agent, "vantor.example").await;
    let reader = json!({
        "name": "Ines Vantor", "email": "ines@vantor.example", "password": "hollow-lantern-43",
        "roles": ["customer_admin"], "customer_id": customer,
    });
    let _ = desk.of("ilse").post("users", reader).await.expect(201);
    let issue = publish(&owner).await;
    let case = text(&open(&agent, silent_machines(&customer)).await["id"]);
    let path = format!("service-health/issues/{issue}/informing");
    let plan = agent.get(&path).await.expect(200);
    let of_case = |list: &Value, key: &str| -> Vec<Value> {
        list.as_array().unwrap().iter().filter(|one| one[key] == json!(case)).cloned().collect()
    };
    assert_eq!(of_case(&plan["told"], "id").len(), 1, "{plan:#}");
    let late = agent.post(&path, json!({ "as_of": "none" })).await;
    assert_eq!(late.status, 409, "what was not previewed is not sent: {}", late.text);
    let act = json!({ "as_of": plan["as_of"], "text_en": "We know of it." });
    for _ in 0..2 {
        let _ = agent.post(&path, act.clone()).await.expect(201);
    }
    case_becomes_informed(&agent, &case, 1).await;
    let messages = agent.get(&format!("service-health/issues/{issue}/messages")).await.expect(200);
    let sent: Vec<Value> =
        of_case(&messages["items"], "case_id").into_iter().filter(|one| one["sent"] == true).collect();
    assert_eq!((sent.len(), &sent[0]["by"]["name"]), (1, &json!("Tobin Achterhof")), "{messages:#}");
    let customers = agent.get(&format!("service-health/issues/{issue}/customers")).await.expect(200);
    let found: Vec<Value> = items(&customers).iter().flat_map(|one| of_case(&one["cases"], "id")).collect();
    assert_eq!((found.len(), &found[0]["told"]), (1, &json!(true)), "{customers:#}");
    let after = agent.get(&path).await.expect(200);
    assert_eq!(of_case(&after["left_out"], "id")[0]["reason"], "already_told", "{after:#}");
    let shown = agent.get(&format!("service-health/issues/{issue}")).await.expect(200);
    assert_eq!(shown["posts"][0]["translations"], json!([]), "{shown:#}");
}

#[tokio::test]
async fn a_match_that_is_rejected_with_a_reason_opens_the_way_up() {
    let desk = desk().await;
    let (agent, owner) = (desk.of("tobin"), desk.of("yun"));
    let issue = publish(&owner).await;
    let customer = customer(&agent, "vantor.example").await;
    let mut case = open(&agent, silent_machines(&customer)).await;
    if case["ladder"]["next"]["action"] != "wait_for_known_issue" {
        case =
            case_becomes(&agent, &text(&case["id"]), |case| case["ladder"]["next"]["action"] == "wait_for_known_issue")
                .await;
    }
    let id = text(&case["id"]);
    let path = format!("cases/{id}/matches/{issue}");
    assert_eq!(agent.put(&path, json!({ "verdict": "rejected" })).await.wrong_fields(), ["reason"]);
    let judged = agent
        .put(&path, json!({ "verdict": "rejected", "reason": "Our machines are in another zone." }))
        .await
        .expect(200);
    assert_eq!((&judged["verdict"], &judged["blocking"]), (&json!("rejected"), &json!(false)));
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert!(!codes(&case["ladder"]["blockers"]).contains(&"known_issue_open".to_owned()), "{case:#}");
    // It stays rejected when the provider posts again.
    post(&owner, &issue, "Half of the machines are moved.", None).await;
    let check = agent.post(&format!("cases/{id}/health-checks"), json!({})).await.expect(201);
    assert_eq!(check["matches"][0]["blocking"], false, "{check:#}");
}

#[tokio::test]
async fn what_people_say_of_a_proposal_is_counted_in_the_report() {
    let desk = desk().await;
    let (agent, owner) = (desk.of("tobin"), desk.of("yun"));
    let customer = customer(&agent, "vantor.example").await;
    let issue = publish(&owner).await;
    let case = text(&open(&agent, silent_machines(&customer)).await["id"]);
    let of_machines = async |period: &str| {
        let report = agent.get(&format!("reports/matching{period}")).await.expect(200);
        items(&report).iter().find(|line| line["service"] == "Virtual Machines").cloned().unwrap_or_default()
    };
    // What was published reaches the cases that were open already in its own time, and one of the demo's is about machines.
    let before = tierline_testkit::desk::eventually(
        "the issue reaches the open cases",
        async || of_machines("").await,
        |line| line["proposals"] == 3,
    )
    .await;
    let _ = agent.put(&format!("cases/{case}/matches/{issue}"), json!({ "verdict": "confirmed" })).await.expect(200);
    let after = of_machines("").await;
    let more = |field: &str| after[field].as_i64().unwrap() - before[field].as_i64().unwrap();
    assert_eq!((more("proposals"), more("confirmed"), more("certain_confirmed")), (0, 1, 1), "{before:#} {after:#}");
    assert_eq!(of_machines("?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z").await, json!(null));
    let backwards = "reports/matching?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z";
    assert_eq!(agent.get(backwards).await.wrong_fields(), ["from"]);
}

/// Threat 59: no feed is no all-clear.
#[tokio::test]
async fn without_a_feed_the_check_says_so_and_blocks_nothing() {
    let desk = desk().await;
    let agent = desk.of("casey");
    let customer = customer(&agent, "dunmorewater.example").await;
    let case = open(&agent, json!({ "customer_id": customer, "subject": "Chats arrive late", "description": "Chats arrive an hour late.", "service": "Microsoft Teams" })).await;
    let checks = agent.get(&format!("cases/{}/health-checks", text(&case["id"]))).await.expect(200);
    assert_eq!(checks["items"][0]["result"], "feed_unavailable", "{checks:#}");
    assert_eq!(checks["items"][0]["feeds"], json!([]), "no feed was read, and that is recorded");
    assert_eq!(checks["items"][0]["gap"], "no_feed", "the check says why");
    let blockers = codes(&case["ladder"]["blockers"]);
    assert!(!blockers.iter().any(|code| code.starts_with("health")), "{blockers:?}");
}

/// Threat 36: what is published for one cloud is not known in another.
#[tokio::test]
async fn an_issue_of_the_public_cloud_does_not_exist_in_the_government_cloud() {
    let desk = desk().await;
    let issue = publish(&desk.of("yun")).await;
    for (part, status) in [("maren", 200), ("casey", 404), ("rhea", 404), ("jordan", 404)] {
        let ask = || async { json!(desk.of(part).get(&format!("service-health/issues/{issue}")).await.status) };
        tierline_testkit::desk::eventually(part, ask, |got| *got == json!(status)).await;
    }
    let listed = desk.of("casey").get("service-health/issues?limit=200").await.expect(200);
    assert!(!listed.to_string().contains("West Europe"), "{listed:#}");
}

/// Threats 35 and 36: what one tenant's feed says, it says of that tenant.
#[tokio::test]
async fn a_tenants_feed_speaks_for_that_tenant_and_two_that_list_one_issue_share_it() {
    let desk = desk().await;
    let (admin, agent) = (desk.of("ilse"), desk.of("maren"));
    let lines = |customer: &str| {
        json!({
            "customer_id": customer, "subject": "Invitations to meetings arrive hours late", "service": "Exchange Online",
            "description": "Invitations to meetings arrive hours late or not at all.",
        })
    };
    let (first, second) = (customer(&agent, "aldersyde.example").await, customer(&agent, "haldenmoor.example").await);
    let third = customer(&agent, "pellworth.example").await;
    // The issue begins when somebody else reports something else: now, as the desk sees it.
    let start = text(&open(&agent, silent_machines(&customer(&agent, "vantor.example").await)).await["created_at"]);
    let feed = json!({ "value": [{
        "id": "EX7700123", "title": "Invitations to meetings arrive hours late", "classification": "incident",
        "service": "Exchange Online", "status": "serviceDegradation", "startDateTime": start, "lastModifiedDateTime": start,
        "impactDescription": "Invitations to meetings arrive hours late or not at all.", "isResolved": false,
        "posts": [{ "createdDateTime": start, "postType": "regular",
            "description": { "contentType": "text", "content": "Invitations to meetings arrive late. We look into it." } }],
    }] });
    let import = async |customer: &str| {
        let path = format!("service-health/imports?format=graph&customer_id={customer}");
        admin.post(&path, feed.clone()).await.expect(200)
    };
    assert_eq!(import(&first).await["created"], 1);
    let concerned = open(&agent, lines(&first)).await;
    let neighbour = open(&agent, lines(&second)).await;
    let matched = |check: Value| check["items"][0]["matches"].to_string().contains("EX7700123");
    let check = async |case: &Value| agent.get(&format!("cases/{}/health-checks", text(&case["id"]))).await.expect(200);
    assert!(matched(check(&concerned).await));
    assert!(!matched(check(&neighbour).await), "the neighbour's feed does not list it");

    let again = import(&second).await;
    assert_eq!((&again["created"], &again["posts"]), (&json!(0), &json!(0)), "one issue, not two: {again:#}");
    case_becomes(&agent, &text(&neighbour["id"]), |case| case["ladder"]["next"]["action"] == "wait_for_known_issue")
        .await;
    let other = open(&agent, lines(&third)).await;
    assert!(!matched(check(&other).await));
    let listed = agent.get("service-health/issues?query=EX7700123").await.expect(200);
    assert_eq!((items(&listed).len(), &listed["items"][0]["audience"]), (1, &json!("listed")));

    // A public feed lists it as well: now it concerns everybody.
    let _ = admin.post("service-health/imports?format=graph", feed.clone()).await.expect(200);
    case_becomes(&agent, &text(&other["id"]), |case| case["ladder"]["next"]["action"] == "wait_for_known_issue").await;
    assert_eq!(import(&first).await["unchanged"], 1);
    let listed = agent.get("service-health/issues?query=EX7700123").await.expect(200);
    assert_eq!(listed["items"][0]["audience"], "everyone");
}

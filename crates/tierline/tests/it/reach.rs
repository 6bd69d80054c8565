//! An agent whose lists keep them from a customer: for them there is no such customer, whichever way they come.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use tierline_testkit::{
    client::{Client, Reply},
    desk::Desk,
};

use crate::{
    authorization::{REQUEST_FILE, ask, things},
    known_issue::{case_becomes_informed, publish, silent_machines},
    live::Reader,
    page::Visitor,
    work::{case_becomes, count, customer, desk, escalate, handed_up, items, open, open_for, ready, request, text},
};

/// What the routes name that belongs to the customer.
pub(crate) const OF_THE_CUSTOMER: &[&str] = &[
    "case_id",
    "request_id",
    "draft_id",
    "customer_id",
    "delivery_id",
    "attachment_id",
    REQUEST_FILE,
    "relationship_id",
    "subscription_id",
];

/// An identifier of the same kind that names nothing.
pub(crate) fn nothing(id: &str) -> String {
    let letter = if id.ends_with('0') { '1' } else { '0' };
    // The first part says when it was made: what was made earlier than all is nothing here.
    match id.split_once('_') {
        Some((prefix, rest)) => format!("{prefix}_00{}{letter}", &rest[2..rest.len() - 1]),
        None => format!("0{}{letter}", &id[1..id.len() - 1]),
    }
}

async fn user(desk: &Desk, part: &str) -> String {
    text(&desk.of(part).get("me").await.expect(200)["id"])
}

/// Keeps Dario, who is an Admin agent, from a customer.
pub(crate) async fn keep(desk: &Desk, customer: &str) {
    let lists = json!({ "block": [{ "customer_id": customer }] });
    let kept = desk.of("ilse").put(&format!("users/{}/reach", user(desk, "dario").await), lists).await.expect(200);
    assert_eq!(kept["applies"], true, "{kept}");
}

/// The answer without what differs from call to call, and with names in the place of identifiers.
pub(crate) fn said(reply: &Reply, named: &BTreeMap<&'static str, String>) -> String {
    let mut text = reply.text.clone();
    for name in OF_THE_CUSTOMER {
        text = text.replace(&named[name], &format!("<{name}>"));
    }
    if let Ok(mut body) = serde_json::from_str::<Value>(&text) {
        steady(&mut body);
        text = body.to_string();
    }
    format!("{} {text}", reply.status)
}

/// Takes out what tells of the call itself: its identifier and its times.
fn steady(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let of_the_call = |name: &str| {
                let name = name.to_lowercase().replace(['-', '_'], "");
                ["requestid", "instance", "date", "correlation"].iter().any(|part| name.contains(part))
                    || ["createdon", "from", "to"].contains(&name.as_str())
                    || name.ends_with("at")
                    || name.ends_with("timestamp")
            };
            fields.retain(|name, _| !of_the_call(name));
            fields.values_mut().for_each(steady);
        }
        Value::Array(all) => all.iter_mut().for_each(steady),
        _ => {}
    }
}

pub(crate) fn routes() -> Vec<(Method, String)> {
    let mut routes = tierline_http::api::routes();
    routes.extend(tierline_http::contract_routes());
    routes
}

/// Whether a call names something of the customer, in its address or in its body.
pub(crate) fn names_the_customer(method: &Method, route: &str) -> bool {
    let in_the_address = OF_THE_CUSTOMER.iter().any(|name| route.contains(&format!("{{{name}}}")));
    let in_the_body = ["/cases", "/follows", "/servicerequests", "/delegatedAdminRelationships"];
    in_the_address
        || route.ends_with("/history")
        || (*method == Method::POST && in_the_body.iter().any(|end| route.ends_with(end)))
}

/// Threats 23, 24, 26 and 32: whichever route names something of a customer out of reach, the answer is that of what does not
/// exist.
#[tokio::test]
async fn what_an_agent_is_kept_from_answers_as_what_does_not_exist() {
    let desk = desk().await;
    let named = things(&desk).await;
    let mut none = named.clone();
    for name in OF_THE_CUSTOMER {
        none.insert(name, nothing(&named[name]));
    }
    keep(&desk, &named["customer_id"]).await;
    let kept = desk.of("dario");
    let (mut asked, mut wrong) = (0, Vec::new());
    for (method, route) in routes().into_iter().filter(|(method, route)| names_the_customer(method, route)) {
        let there = ask(&kept, &method, &route, &named, "kept_agent").await;
        let nowhere = ask(&kept, &method, &route, &none, "kept_agent").await;
        let (there_said, nowhere_said) = (said(&there, &named), said(&nowhere, &none));
        if there_said != nowhere_said {
            wrong.push(format!("{method} {route}\n  {there_said}\n  {nowhere_said}"));
        }
        asked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 80, "{asked}");
}

/// What every list, count, board and page of the API says to somebody.
pub(crate) async fn all_that_is_said(
    client: &Client,
    named: &BTreeMap<&'static str, String>,
) -> BTreeMap<String, String> {
    let mut answers = BTreeMap::new();
    for (method, route) in routes() {
        if method == Method::GET && !names_the_customer(&method, &route) {
            let reply = ask(client, &method, &route, named, "kept_agent").await;
            answers.insert(route, said(&reply, named));
        }
    }
    answers
}

/// Threats 30, 31 and 37: whatever is done for a customer out of reach, no list, count or board says anything else than before.
#[tokio::test]
async fn what_is_done_for_a_customer_out_of_reach_shows_in_no_list_and_no_count() {
    let desk = desk().await;
    let named = things(&desk).await;
    keep(&desk, &named["customer_id"]).await;
    let kept = desk.of("dario");
    let before = all_that_is_said(&kept, &named).await;
    let maren = desk.of("maren");
    let case = ready(&maren, "brightwater.example").await;
    let mut again = request();
    again["duplicate_reason"] = json!("Another office has it too");
    let request = text(&escalate(&maren, &case, again).await["id"]);
    let _ = maren.attach(&format!("cases/{case}/attachments"), "more.txt", b"more".to_vec(), None).await.expect(201);
    let _ = maren
        .attach(&format!("service-requests/{request}/attachments"), "up.txt", b"up".to_vec(), None)
        .await
        .expect(201);
    let mail = json!({
        "customer_id": named["customer_id"], "subject": "Mail is late", "description": "Mail arrives an hour late.",
        "service": "Exchange Online", "severity": "critical", "affected_users": 300,
    });
    let explained = text(&open(&maren, mail).await["id"]);
    let _ = maren.post(&format!("cases/{explained}/health-checks"), json!({})).await.expect(201);
    let word = json!({ "text": "It still happens.", "visibility": "customer" });
    let _ = desk.of("anneke").post(&format!("cases/{case}/notes"), word).await.expect(201);
    let _ = maren.post("follows", json!({ "customer_id": named["customer_id"] })).await.expect(201);
    let lines = "domain,service\nbrightwater.example,Power BI\n";
    let sent = desk.of("ilse").send(Method::POST, "customers/imports", "text/csv", Some(lines.into())).await;
    assert!(sent.status < 300, "{}", sent.text);
    let after = all_that_is_said(&kept, &named).await;
    let other = before.iter().filter(|(route, answer)| *answer != &after[*route]);
    let other: Vec<String> =
        other.map(|(route, answer)| format!("{route}\n  before {answer}\n  after  {}", after[route])).collect();
    assert!(other.is_empty(), "{}", other.join("\n"));
    for name in ["Brightwater", "brightwater.example", case.as_str(), request.as_str()] {
        let naming: Vec<&String> =
            after.iter().filter(|(_, said)| said.contains(name)).map(|(route, _)| route).collect();
        assert!(naming.is_empty(), "{name} is named by {naming:?}");
    }
    assert!(before.len() > 60, "{}", before.len());
}

/// Promise 5: lists hold with the very next call, both ways, by groups too, and never for a Global admin.
#[tokio::test]
async fn lists_hold_with_the_next_call() {
    let desk = desk().await;
    let (ilse, dario) = (desk.of("ilse"), desk.of("dario"));
    let brightwater = customer(&dario, "brightwater.example").await;
    let all = items(&dario.get("customers").await.expect(200)).len();
    let reach = format!("users/{}/reach", user(&desk, "dario").await);
    assert_eq!(ilse.get(&reach).await.expect(200)["reached_count"], Value::Null);
    let group = ilse.post("customer-groups", json!({ "name": "Clinics" })).await.expect(201);
    let group = text(&group["id"]);
    let by_group = json!({ "allow": [{ "customer_group_id": group }] });
    assert_eq!(ilse.put(&reach, by_group).await.expect(200)["reached_count"], 0);
    assert_eq!(items(&dario.get("customers").await.expect(200)).len(), 0, "a group of nobody lets nothing through");
    let _ = ilse.patch(&format!("customer-groups/{group}"), json!({ "add": [brightwater] })).await.expect(200);
    let seen = dario.get("customers").await.expect(200);
    assert_eq!((items(&seen).len(), &items(&seen)[0]["id"]), (1, &json!(brightwater)));
    let refused = ilse.send(Method::DELETE, &format!("customer-groups/{group}"), "application/json", None).await;
    let _ = refused.refused(409, "conflict");
    let _ = ilse.put(&reach, json!({})).await.expect(200);
    assert_eq!(items(&dario.get("customers").await.expect(200)).len(), all);
    // Whoever keeps the lists is narrowed by none; from the moment that the role is gone they hold.
    let _ = ilse.put(&reach, json!({ "block": [{ "customer_id": brightwater }] })).await.expect(200);
    let person = format!("users/{}", user(&desk, "dario").await);
    let _ = ilse.patch(&person, json!({ "roles": ["global_admin", "admin_agent"] })).await.expect(200);
    let _ = dario.get(&format!("customers/{brightwater}")).await.expect(200);
    assert_eq!(ilse.get(&reach).await.expect(200)["applies"], false);
    let _ = ilse.patch(&person, json!({ "roles": ["admin_agent"] })).await.expect(200);
    let _ = dario.get(&format!("customers/{brightwater}")).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_case_is_handed_to_nobody_who_does_not_reach_its_customer() {
    let desk = desk().await;
    let maren = desk.of("maren");
    let brightwater = customer(&maren, "brightwater.example").await;
    let case = open_for(&maren, "brightwater.example").await;
    let dario = user(&desk, "dario").await;
    let _ = maren.patch(&format!("cases/{case}"), json!({ "assignee_id": dario })).await.expect(200);
    keep(&desk, &brightwater).await;
    let shown = maren.get(&format!("cases/{case}")).await.expect(200);
    assert_eq!((&shown["assignee_id"], &shown["assignee_out_of_reach"]), (&json!(dario), &json!(true)), "{shown}");
    let page = Visitor::of(&desk, "maren").await.opens(&format!("/cases/{case}")).await.2;
    assert!(page.contains("does not work for this customer any more"), "{page}");
    let _ = maren.patch(&format!("cases/{case}"), json!({ "assignee_id": null })).await.expect(200);
    let refused = maren.patch(&format!("cases/{case}"), json!({ "assignee_id": dario })).await;
    assert_eq!(refused.wrong_fields(), ["assignee_id"]);
}

/// Threats 31 and 37: of the cases that a request carries, those out of reach are a number.
#[tokio::test]
async fn a_request_names_only_the_cases_that_one_reaches() {
    let desk = desk().await;
    let maren = desk.of("maren");
    let aldersyde = customer(&maren, "aldersyde.example").await;
    let (_, request) = handed_up(&maren, &desk.of("ansel"), "brightwater.example").await;
    let number = text(&maren.get(&format!("service-requests/{request}")).await.expect(200)["number"]);
    // A case of another customer joins it; both are seen by who reaches both.
    let joined = ready(&maren, "aldersyde.example").await;
    let _ = maren.post(&format!("service-requests/{request}/cases"), json!({ "case_id": joined })).await.expect(201);
    let lists = json!({ "block": [{ "customer_id": aldersyde }] });
    let _ = desk.of("ilse").put(&format!("users/{}/reach", user(&desk, "dario").await), lists).await.expect(200);
    let seen = desk.of("dario").get(&format!("service-requests/{request}")).await.expect(200);
    let cases = seen["cases"].as_array().unwrap();
    assert_eq!((cases.len(), &seen["case_count"]), (1, &json!(2)), "{seen}");
    assert!(!seen.to_string().contains(&joined) && !seen.to_string().contains("Aldersyde"), "{seen}");
    assert_eq!(text(&seen["number"]), number);
    let page = Visitor::of(&desk, "dario").await.opens(&format!("/service-requests/{request}")).await.2;
    assert!(
        page.contains("And 1 case of a customer that you do not work for.") && !page.contains("Aldersyde"),
        "{page}"
    );
}

/// Threats 24 and 30: an open page is one more way to the same things.
#[tokio::test]
async fn an_open_page_hears_nothing_of_a_customer_out_of_reach() {
    let desk = desk().await;
    let maren = desk.of("maren");
    let kept_from = open_for(&maren, "brightwater.example").await;
    let within = open_for(&maren, "aldersyde.example").await;
    keep(&desk, &customer(&maren, "brightwater.example").await).await;
    let dario = Reader::of(&desk, "dario", desk.url()).await;
    assert_eq!(dario.ask(&format!("case={kept_from}")).await.status(), 404);
    let mut lists = [dario.listens("list=cases").await, dario.listens("list=desk").await];
    let note = async |case: &str| {
        let note = json!({ "text": "It works from the other office.", "visibility": "internal" });
        let _ = maren.post(&format!("cases/{case}/notes"), note).await.expect(201);
    };
    note(&kept_from).await;
    for list in &mut lists {
        list.is_not_told().await;
    }
    note(&within).await;
    for list in &mut lists {
        list.is_told().await;
    }
}

/// Threat 37: telling all customers of an issue tells those whom the agent reaches, and counts no others.
#[tokio::test]
async fn who_tells_all_customers_of_an_issue_tells_those_within_reach() {
    let desk = desk().await;
    let (maren, owner) = (desk.of("maren"), desk.of("yun"));
    let (kept_from, within) = (customer(&maren, "vantor.example").await, customer(&maren, "tarnfield.example").await);
    for (name, customer) in [("ines", &kept_from), ("bo", &within)] {
        let reader = json!({
            "name": name, "email": format!("{name}@reads.example"), "password": "hollow-lantern-43",
            "roles": ["customer_admin"], "customer_id": customer,
        });
        let _ = desk.of("ilse").post("users", reader).await.expect(201);
    }
    let issue = publish(&owner).await;
    let (hidden, seen) =
        (open(&maren, silent_machines(&kept_from)).await, open(&maren, silent_machines(&within)).await);
    let (hidden, seen) = (text(&hidden["id"]), text(&seen["id"]));
    for case in [&hidden, &seen] {
        let _ = case_becomes(&maren, case, |case| case["ladder"]["next"]["action"] == "wait_for_known_issue").await;
    }
    keep(&desk, &kept_from).await;
    let (dario, path) = (desk.of("dario"), format!("service-health/issues/{issue}/informing"));
    let plan = dario.get(&path).await.expect(200);
    let whole = maren.get(&path).await.expect(200);
    assert!(plan.to_string().contains(&seen), "{plan:#}");
    assert!(!plan.to_string().contains(&hidden) && !plan.to_string().contains("Vantor"), "{plan:#}");
    let planned = |plan: &Value| plan["told_count"].as_u64().unwrap();
    assert!(planned(&plan) < planned(&whole), "{whole:#}");
    let _ = dario.post(&path, json!({ "as_of": plan["as_of"], "text_en": "We know of it." })).await.expect(201);
    case_becomes_informed(&maren, &seen, 1).await;
    assert_eq!(count(&maren, &hidden, "customer_informed").await, 0);
    let left = maren.get(&path).await.expect(200);
    assert!(left["told"].to_string().contains(&hidden), "somebody who reaches it still has to tell it: {left:#}");
}

/// Who gives what to whom is on record, with what was before.
#[tokio::test]
async fn a_change_of_lists_is_on_record_with_what_was_before() {
    let desk = desk().await;
    let brightwater = customer(&desk.of("maren"), "brightwater.example").await;
    keep(&desk, &brightwater).await;
    let ilse = desk.of("ilse");
    let found = ilse.get("audit-events?action=reach.set").await.expect(200);
    let entry = &items(&found)[0];
    assert_eq!(entry["detail"]["block"]["before"], json!([]), "{entry}");
    assert!(entry["detail"]["block"]["after"].to_string().contains(&brightwater), "{entry}");
    let _ = desk
        .of("maren")
        .put(&format!("users/{}/reach", user(&desk, "dario").await), json!({}))
        .await
        .refused(403, "forbidden");
}

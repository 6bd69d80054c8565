//! The wall between clouds, row by row (threat 36): nothing of the government cloud reaches a person or a route of the public one,
//! and somebody who is cleared for both works in one at a time.
//!
//! | what | shown by |
//! |---|---|
//! | rows, attachments, contracts | [`what_is_named_of_another_cloud_answers_as_what_does_not_exist`]: every route of the API and the contracts |
//! | search hits, counts, lists, notices | [`what_is_done_in_another_cloud_shows_in_no_list_no_count_and_no_search`] |
//! | pages | [`no_page_says_a_word_of_another_cloud`] |
//! | signals | [`an_open_page_hears_nothing_of_another_cloud`] |
//! | exports | [`an_export_of_the_log_has_only_what_was_done_in_its_cloud`] |
//! | staff in both | each of them: Dario is cleared for both |
//! | mails of routes, webhooks | `crates/jobs/tests/it/cloud.rs` |
//! | the desk's own mails | `crates/app/src/account/tests/emergency.rs` |

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use tierline_testkit::{client::Client, desk::Desk};

use crate::{
    authorization::{REQUEST_FILE, ask, things},
    live::Reader,
    page::{Visitor, pages},
    reach::{OF_THE_CUSTOMER, all_that_is_said, names_the_customer, nothing, routes, said},
    work::{call_it_a_bug, customer, desk, escalate, items, open, received, step, text},
};

/// Who works in the public cloud and is asked: cleared for both, Global admin, another partner, the provider's engineer, a customer.
const HERE: &[&str] = &["dario", "ilse", "stefan", "ansel", "anneke"];

/// A word that stands in everything that is done in the other cloud.
const WORD: &str = "Zinnia";

/// What a case of the other cloud is about.
fn report(customer: &str) -> Value {
    json!({
        "customer_id": customer, "subject": format!("{WORD} telemetry stays empty"), "service": "Microsoft Teams",
        "description": format!("The channel of {WORD} stays empty since noon."), "severity": "moderate", "affected_users": 40,
    })
}

/// Sees to it that requests can be filed for the customer: its own people allow it.
async fn delegated(desk: &Desk, customer: &str) {
    let jordan = desk.of("jordan");
    let path = format!("customers/{customer}/delegated-admin-relationships");
    let all = jordan.get(&path).await.expect(200);
    if items(&all).iter().any(|one| one["status"] == "active") {
        return;
    }
    let asked = json!({ "name": WORD, "roles": ["Service Support Administrator"], "days": 180 });
    let asked = jordan.post(&path, asked).await.expect(201);
    let theirs = json!({
        "name": "Wes Dunmore", "email": "wes@dunmorewater.example", "password": "hollow-lantern-43",
        "roles": ["customer_admin"], "customer_id": customer,
    });
    let theirs = jordan.post("users", theirs).await.expect(201);
    let token = jordan.post("tokens", json!({ "name": "Wes", "user_id": theirs["id"] })).await.expect(201);
    let theirs = Client::new(desk.url(), Some(&text(&token["token"])));
    let decide = format!("{path}/{}/decisions", text(&asked["id"]));
    let _ = theirs.post(&decide, json!({ "decision": "approve" })).await.expect(201);
    let ask = || async { jordan.get(&path).await.expect(200) };
    let active = |all: &Value| items(all).iter().any(|one| one["status"] == "active");
    let _ = tierline_testkit::desk::eventually("the relationship becomes active", ask, active).await;
}

/// A case of the other cloud that was handed up there.
async fn work_beyond(desk: &Desk) -> (String, String) {
    let casey = desk.of("casey");
    let customer = customer(&casey, "dunmorewater.example").await;
    delegated(desk, &customer).await;
    let case = text(&open(&casey, report(&customer)).await["id"]);
    step(&casey, &case).await;
    call_it_a_bug(&casey, &case).await;
    let sent = json!({
        "title": format!("{WORD} telemetry stays empty"), "description": format!("The channel of {WORD} stays empty."),
        "business_impact": "Nobody sees the water.", "severity": "moderate", "duplicate_reason": "Another office has it too",
    });
    let request = text(&escalate(&casey, &case, sent).await["id"]);
    received(&desk.of("rhea"), &request).await;
    (case, request)
}

/// What the routes name, with that of the customer in the other cloud.
async fn beyond(desk: &Desk) -> BTreeMap<&'static str, String> {
    let mut named = things(desk).await;
    let (casey, jordan) = (desk.of("casey"), desk.of("jordan"));
    let (case, request) = work_beyond(desk).await;
    let name = format!("{WORD}.txt");
    let file = casey.attach(&format!("cases/{case}/attachments"), &name, WORD.into(), None).await.expect(201);
    let up = format!("service-requests/{request}/attachments");
    let handed = casey.attach(&up, &name, WORD.into(), None).await.expect(201);
    let customer = customer(&casey, "dunmorewater.example").await;
    let path = format!("customers/{customer}/delegated-admin-relationships");
    let asked = json!({ "name": format!("{WORD} readers"), "roles": ["Directory Readers"], "days": 30 });
    let relationship = jordan.post(&path, asked).await.expect(201);
    let tenant = text(&casey.get(&format!("customers/{customer}")).await.expect(200)["tenant_id"]);
    let draft = json!({
        "displayName": format!("{WORD} draft"), "duration": "P30D", "customer": { "tenantId": tenant },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "Directory Readers" }] },
    });
    let draft = jordan.post("/v1.0/tenantRelationships/delegatedAdminRelationships", draft).await.expect(201);
    let subscription = "7b1d4e0a-3c52-4f9e-8a17-5e2f9c0d6b44";
    let lines = format!("domain,service,subscription_id\ndunmorewater.example,Key Vault,{subscription}\n");
    let taken = jordan.send(Method::POST, "customers/imports", "text/csv", Some(lines.into())).await;
    assert!(taken.status < 300, "{}", taken.text);
    let deliveries = casey.get(&format!("service-requests/{request}/deliveries")).await.expect(200);
    named.extend([
        ("case_id", case),
        ("request_id", request),
        ("attachment_id", text(&file["id"])),
        (REQUEST_FILE, text(&handed["id"])),
        ("customer_id", customer),
        ("relationship_id", text(&relationship["id"])),
        ("draft_id", text(&draft["id"])),
        ("subscription_id", subscription.to_owned()),
        ("delivery_id", text(&items(&deliveries)[0]["id"])),
    ]);
    named
}

/// What nobody of the public cloud reads: what is called so there.
async fn words(desk: &Desk, named: &BTreeMap<&'static str, String>) -> Vec<String> {
    let casey = desk.of("casey");
    let customer = casey.get(&format!("customers/{}", named["customer_id"])).await.expect(200);
    let request = casey.get(&format!("service-requests/{}", named["request_id"])).await.expect(200);
    let mut words: Vec<String> = [WORD, "Dunmore", "dunmorewater"].map(str::to_owned).into();
    words.extend([text(&customer["tenant_id"]), text(&request["id"]), named["case_id"].clone()]);
    words
}

/// Dario in the other cloud, by a token that was made there.
async fn cleared(desk: &Desk) -> Client {
    let dario = text(&desk.of("dario").get("me").await.expect(200)["id"]);
    let token = json!({ "name": "Beyond", "user_id": dario });
    let token = desk.of("jordan").post("tokens", token).await.expect(201);
    Client::new(desk.url(), Some(&text(&token["token"])))
}

/// Rows, attachments and contracts: threats 23, 24, 33 and 36.
#[tokio::test]
async fn what_is_named_of_another_cloud_answers_as_what_does_not_exist() {
    let desk = desk().await;
    let named = beyond(&desk).await;
    let mut none = named.clone();
    for name in OF_THE_CUSTOMER {
        let _ = none.insert(name, nothing(&named[name]));
    }
    let (mut asked, mut wrong) = (0, Vec::new());
    for part in HERE {
        let client = desk.of(part);
        for (method, route) in routes().into_iter().filter(|(method, route)| names_the_customer(method, route)) {
            let there = ask(&client, &method, &route, &named, part).await;
            let nowhere = ask(&client, &method, &route, &none, part).await;
            let (there_said, nowhere_said) = (said(&there, &named), said(&nowhere, &none));
            if there_said != nowhere_said || there_said.contains(WORD) {
                wrong.push(format!("{part} {method} {route}\n  {there_said}\n  {nowhere_said}"));
            }
            asked += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 400, "{asked}");
    let jordan = desk.of("jordan");
    let file = format!("cases/{}/attachments/{}", named["case_id"], named["attachment_id"]);
    assert_eq!((jordan.get(&file).await.status, cleared(&desk).await.get(&file).await.status), (200, 200));
}

/// Lists, counts, boards, notices: threats 30 and 36.
#[tokio::test]
async fn what_is_done_in_another_cloud_shows_in_no_list_no_count_and_no_search() {
    let desk = desk().await;
    let named = beyond(&desk).await;
    let words = words(&desk, &named).await;
    let mut before = BTreeMap::new();
    for part in HERE {
        let _ = before.insert(*part, all_that_is_said(&desk.of(part), &named).await);
    }
    let _ = work_beyond(&desk).await;
    let note = json!({ "text": format!("{WORD} again."), "visibility": "customer" });
    let _ = desk.of("casey").post(&format!("cases/{}/notes", named["case_id"]), note).await.expect(201);
    let _ = desk.of("casey").post("follows", json!({ "customer_id": named["customer_id"] })).await.expect(201);
    for part in HERE {
        let after = all_that_is_said(&desk.of(part), &named).await;
        let naming = after.iter().filter(|(_, said)| words.iter().any(|word| said.contains(word.as_str())));
        let naming: Vec<&String> = naming.map(|(route, _)| route).collect();
        assert!(naming.is_empty(), "{part} reads of it by {naming:?}");
        // What a Global admin asks for is itself on record, and what they read of the log so grows.
        if *part != "ilse" {
            let other = before[part].iter().filter(|(route, said)| *said != &after[*route]);
            let other: Vec<_> = other.map(|(route, said)| format!("{route}\n {said}\n {}", after[route])).collect();
            assert!(other.is_empty(), "{part}: {}", other.join("\n"));
        }
    }
    // And the other way round: who is cleared for both, and works there, reads of there alone.
    let there = all_that_is_said(&cleared(&desk).await, &named).await;
    assert!(there["/api/v1/cases"].contains(WORD) && there["/api/v1/customers"].contains("Dunmore"));
    for word in ["Brightwater", "Aldersyde", "Maren Oskel", "Group calls"] {
        let naming: Vec<&String> =
            there.iter().filter(|(_, said)| said.contains(word)).map(|(route, _)| route).collect();
        assert!(naming.is_empty(), "{word} is read there by {naming:?}");
    }
}

/// Pages and what is searched on them, with the cloud that somebody has switched to.
#[tokio::test]
async fn no_page_says_a_word_of_another_cloud() {
    let desk = desk().await;
    let named = beyond(&desk).await;
    let words = words(&desk, &named).await;
    let finds = |page: &str, id: &str| page.contains(&format!("/cases/{id}\""));
    for part in HERE {
        let visitor = Visitor::of(&desk, part).await;
        for (route, path) in pages(&named) {
            let (_, _, page) = visitor.opens(&path).await;
            // The address itself, which a page may repeat, was known already.
            let page = named.values().fold(page, |page, id| page.replace(id.as_str(), ""));
            let found: Vec<&String> = words.iter().filter(|word| page.contains(word.as_str())).collect();
            assert!(found.is_empty(), "{part} reads {found:?} on {route}");
        }
        let (_, _, page) = visitor.opens(&format!("/search?q={WORD}")).await;
        assert!(!finds(&page, &named["case_id"]), "{part} finds it");
    }
    let dario = Visitor::of(&desk, "dario").await;
    dario.sends("/cloud", &[("cloud", "us_government")]).await;
    let (_, _, page) = dario.opens(&format!("/search?q={WORD}")).await;
    assert!(finds(&page, &named["case_id"]), "{page}");
    // The form of the import shows a line as an example, which the demo's customer was called by.
    for (route, path) in pages(&named).into_iter().filter(|(route, _)| *route != "/customers/import") {
        let (_, _, page) = dario.opens(&path).await;
        assert!(!page.contains("Brightwater") && !page.contains("Aldersyde"), "{route} is of the public cloud");
    }
    dario.sends("/cloud", &[("cloud", "public")]).await;
    let (_, _, page) = dario.opens(&format!("/search?q={WORD}")).await;
    assert!(!finds(&page, &named["case_id"]), "back here, it is as if it were not");
}

/// Signals: what open pages are told.
#[tokio::test]
async fn an_open_page_hears_nothing_of_another_cloud() {
    let desk = desk().await;
    let mut here = Vec::new();
    for part in ["dario", "ansel"] {
        here.push(Reader::of(&desk, part, desk.url()).await.listens("list=desk").await);
    }
    let there = Reader::of(&desk, "dario", desk.url()).await;
    there.sends("/cloud", &[("cloud", "us_government")]).await;
    let mut there = there.listens("list=desk").await;
    let _ = work_beyond(&desk).await;
    there.is_told().await;
    for stream in &mut here {
        stream.is_not_told().await;
    }
}

/// Exports: the log of each cloud is its own.
#[tokio::test]
async fn an_export_of_the_log_has_only_what_was_done_in_its_cloud() {
    let desk = desk().await;
    let named = beyond(&desk).await;
    let export = async |part: &str| {
        let reply = desk.of(part).get("audit-events/export").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.text
    };
    let (here, there) = (export("ilse").await, export("jordan").await);
    let cloud = |log: &str| {
        log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["cloud"].clone()).collect::<Vec<_>>()
    };
    assert!(
        cloud(&here).iter().all(|cloud| cloud == "public")
            && cloud(&there).iter().all(|cloud| cloud == "us_government")
    );
    for id in ["case_id", "request_id", "relationship_id", "attachment_id"] {
        assert!(!here.contains(&named[id]), "{id}");
    }
    assert!(there.contains(&named["case_id"]) && !there.contains("Maren Oskel"));
    assert!(here.contains("Maren Oskel") && !here.contains("Casey Rowland"));
}

//! A desk keeps its books in step with a provider: two desks, of which one is what the other takes for Partner Center and Microsoft Graph.
//! Both come with the same customers, so what differs is what the test changes.

use serde_json::{Value, json};
use tierline_testkit::{
    client::Client,
    desk::{Desk, Engine, eventually},
    sign_in::{SECRET, SignInService},
};

use crate::{
    partner_center::{SETTINGS, connect},
    work::{binary, shared, text},
};

const NEW_TENANT: &str = "6f1d8c24-93b0-4d5e-8a17-0c2f4b7e9d31";

/// A provider that has one customer more than the desk, and calls another one differently; and the desk, connected to it. Gives the
/// tenant of the customer that was renamed.
pub(crate) async fn two_desks(engine: Engine) -> (Desk, Desk, SignInService, String) {
    let provider = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let desk = Desk::demo_with(binary(), shared(), engine, SETTINGS).await;
    let there = provider.of("ilse");
    let found = there.get("customers?query=aldersyde").await.expect(200)["items"][0].clone();
    let path = format!("customers/{}", text(&found["id"]));
    let _ = there.patch(&path, json!({ "name": "Aldersyde Care Group" })).await.expect(200);
    let new = json!({
        "name": "Winterhalde Mills", "domain": "winterhalde.example", "tenant_id": NEW_TENANT, "country": "CH", "locale": "en",
    });
    let _ = there.post("customers", new).await.expect(201);
    let service = SignInService::giving(&provider.person("ilse").token).await;
    connect(&desk.of("ilse"), &provider, &service).await;
    (provider, desk, service, text(&found["tenant_id"]))
}

async fn books(admin: &Client) -> Value {
    admin.get("books").await.expect(200)
}

/// Has the provider's side read, and waits until it is.
pub(crate) async fn read(admin: &Client) -> Value {
    let rests = |books: &Value| books["is_at_work"] == false;
    let before = eventually("nobody is at work", || books(admin), rests).await["round_ended_at"].clone();
    let _ = admin.post("books/readings", json!({})).await.expect(202);
    let ended =
        |books: &Value| books["round_ended_at"].is_string() && books["round_ended_at"] != before && rests(books);
    eventually("the provider's side is read", || books(admin), ended).await
}

async fn differences(admin: &Client, step: &str) -> Vec<Value> {
    let page = admin.get(&format!("books/differences?step={step}")).await.expect(200);
    page["items"].as_array().cloned().unwrap_or_default()
}

fn find<'a>(lines: &'a [Value], tenant: &str, kind: &str) -> &'a Value {
    let found = lines.iter().find(|line| line["tenant_id"] == tenant && line["kind"] == kind);
    found.unwrap_or_else(|| panic!("{kind} of {tenant} is not among {lines:#?}"))
}

async fn customer(admin: &Client, query: &str) -> Value {
    admin.get(&format!("customers?query={query}")).await.expect(200)["items"][0].clone()
}

#[tokio::test]
async fn what_differs_is_shown_first_then_taken_over_and_then_kept_in_step() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (provider, desk, _service, renamed) = two_desks(engine).await;
        let (admin, there) = (desk.of("ilse"), provider.of("ilse"));
        let early = admin.post("books/take-over", json!({})).await;
        assert_eq!(early.status, 409, "{}", early.text);
        read(&admin).await;
        let lines = differences(&admin, "apart").await;
        let name = find(&lines, &renamed, "name");
        assert_eq!(
            (&name["theirs"], &name["is_taken"]),
            (&json!({ "text": "Aldersyde Care Group" }), &json!(true)),
            "{name}"
        );
        let new = find(&lines, NEW_TENANT, "customer_new");
        assert_eq!((&new["customer"], &new["because"]), (&json!("Winterhalde Mills"), &Value::Null), "{new}");
        assert_eq!(customer(&admin, "winterhalde").await, Value::Null, "nothing is written yet");

        let left = json!({ "choices": [{ "tenant_id": renamed, "key": "name", "is_taken": false }] });
        let _ = admin.post("books/take-over", left).await.expect(202);
        let ask = || customer(&admin, "winterhalde");
        let taken = eventually("the new customer is taken in", ask, |found| found["id"].is_string()).await;
        assert_eq!((&taken["country"], &taken["tenant_id"]), (&json!("CH"), &json!(NEW_TENANT)));
        assert_eq!(customer(&admin, "aldersyde").await["name"], "Aldersyde Care Homes", "left");
        let ask = || books(&admin);
        eventually("all is settled", ask, |books| books["apart"] == 0 && books["left"] != 0).await;
        let kept = find(&differences(&admin, "left").await, &renamed, "name").clone();
        assert_eq!(kept["because"], "person", "{kept}");

        // It changes there again: then it is taken by itself, and what was taken is on record.
        let path = format!("customers/{}", text(&customer(&there, "aldersyde").await["id"]));
        let _ = there.patch(&path, json!({ "name": "Aldersyde Care Trust" })).await.expect(200);
        read(&admin).await;
        let ours = customer(&admin, "aldersyde").await;
        assert_eq!(ours["name"], "Aldersyde Care Trust");
        let changes = admin.get("books/changes").await.expect(200);
        assert_eq!(changes["items"][0]["differences"][0]["kind"], "name", "{changes:#}");
        let told = admin.get(&format!("customers/{}/books", text(&ours["id"]))).await.expect(200);
        assert!(told["is_in_step"] == true && told["customers_read_at"].is_string(), "{told}");

        // The contract ends there.
        let winterhalde = customer(&there, "winterhalde").await;
        let ended = json!({ "relationship_status": "ended" });
        let _ = there.patch(&format!("customers/{}", text(&winterhalde["id"])), ended).await.expect(200);
        read(&admin).await;
        assert_eq!(customer(&admin, "winterhalde").await["relationship_status"], "ended");
    }
}

/// The roles and the end of what a customer granted there.
async fn granted(there: &Client, domain: &str, roles: &[&str]) -> String {
    let customer = text(&customer(there, domain).await["id"]);
    let path = format!("customers/{customer}/delegated-admin-relationships");
    let asked = there.post(&path, json!({ "name": "Night watch", "roles": roles, "days": 90 })).await.expect(201);
    text(&asked["id"])
}

#[tokio::test]
async fn delegated_admin_is_read_from_a_desk_as_from_microsoft_graph_and_ends_here_when_it_ends_there() {
    let (provider, desk, service, _) = two_desks(Engine::Sqlite).await;
    let (admin, there) = (desk.of("ilse"), provider.of("ilse"));
    let relationship = granted(&there, "brightwater", &["Exchange Administrator"]).await;
    let customer_there = text(&customer(&there, "brightwater").await["id"]);
    let decide = async |client: &Client, decision: &str| {
        let path = format!("customers/{customer_there}/delegated-admin-relationships/{relationship}/decisions");
        let _ = client.post(&path, json!({ "decision": decision })).await.expect(201);
    };
    decide(&provider.of("anneke"), "approve").await;
    let connection = json!({
        "kind": "graph", "name": "Graph", "address": provider.url(), "tenant": "northgate.example", "client_id": "desk-app",
        "authority": service.url(), "secret": SECRET,
    });
    let connection = admin.post("connections", connection).await.expect(201);
    let read_once = read(&admin).await;
    assert_eq!(read_once["last_failure"], Value::Null, "{read_once}");
    let ours = customer(&admin, "brightwater").await;
    let lines = differences(&admin, "apart").await;
    let named = |line: &&Value| line["theirs"]["delegated"]["name"] == "Night watch";
    let new = lines.iter().find(named).unwrap_or_else(|| panic!("{lines:#?}"));
    assert_eq!((&new["kind"], &new["tenant_id"]), (&json!("delegated_admin_new"), &ours["tenant_id"]));

    let _ = admin.post("books/take-over", json!({})).await.expect(202);
    let path = format!("customers/{}/delegated-admin-relationships", text(&ours["id"]));
    let ask = || async {
        let all = admin.get(&path).await.expect(200);
        let found = all["items"].as_array().into_iter().flatten().find(|one| one["name"] == "Night watch").cloned();
        found.unwrap_or_default()
    };
    let taken = eventually("it is taken in", ask, |one| one["status"] == "active").await;
    assert_eq!(taken["roles"], json!(["Exchange Administrator"]), "{taken}");
    decide(&there, "terminate").await;
    let read_again = read(&admin).await;
    assert_eq!(read_again["last_failure"], Value::Null, "{read_again}");
    eventually("it ends here", ask, |one| one["status"] == "terminated").await;
    let path = format!("connections/{}", text(&connection["id"]));
    assert_eq!(
        admin.get(&path).await.expect(200)["condition"],
        "working",
        "what the desk there has not read is no failure"
    );
}

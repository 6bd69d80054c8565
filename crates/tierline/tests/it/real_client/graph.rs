//! The package `msgraph-sdk` 1.65.0 of the Python Package Index.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tierline_domain::catalogue::directory_role_find;
use tierline_testkit::{client::builder, desk::Desk};

use super::script;
use crate::work::{customer, desk, items, text};

/// Whom the calls are for.
const CUSTOMER: &str = "aldersyde.example";

struct Calls<'a> {
    desk: &'a Desk,
    token: &'a str,
}

impl Calls<'_> {
    async fn answer(&self, operation: &str, parameters: Value) -> Value {
        script("graph.py", &[self.desk.url(), self.token, operation], &parameters).await
    }

    /// What the package made of an answer.
    async fn made(&self, operation: &str, parameters: Value) -> Value {
        let answer = self.answer(operation, parameters).await;
        assert!(answer["refused"].is_null(), "{operation}: {answer}");
        answer["made"].clone()
    }

    /// The refusal as the package read it.
    async fn refused(&self, operation: &str, parameters: Value, status: u16) -> Value {
        let answer = self.answer(operation, parameters).await;
        assert_eq!(answer["refused"]["status"], status, "{operation}: {answer}");
        assert!(answer["refused"]["request_id"].is_string(), "{answer}");
        answer["refused"].clone()
    }
}

/// What a list says of something.
fn of<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list["all"].as_array().into_iter().flatten().filter_map(|one| one[field].as_str()).collect()
}

/// Calls until the desk says that it is enough.
async fn exhaust(desk: &Desk, token: &str) {
    let (http, url) = (builder().build().expect("a client"), format!("{}/v1.0/nothing", desk.url()));
    for _ in 0..600 {
        let reply = http.get(&url).bearer_auth(token).send().await.expect("an answer");
        if reply.status() == StatusCode::TOO_MANY_REQUESTS {
            return;
        }
    }
    panic!("600 calls within a minute were let through");
}

#[tokio::test]
async fn service_health_is_read_page_by_page() {
    let desk = desk().await;
    // Long before its turn comes, another organization uses its calls up.
    let patient = desk.person("pavla").token.clone();
    exhaust(&desk, &patient).await;
    let calls = Calls { desk: &desk, token: &desk.person("maren").token };

    let plain = calls.made("overviews", json!({})).await;
    let expanded = calls.made("overviews", json!({ "query": { "expand": ["issues"] } })).await;
    assert_eq!(of(&plain, "service"), of(&expanded, "service"));
    let all = expanded["all"].as_array().expect("overviews");
    let troubled: Vec<&Value> =
        all.iter().filter(|one| one["issues"].as_array().is_some_and(|issues| !issues.is_empty())).collect();
    assert!(!troubled.is_empty(), "the demo has trouble: {expanded}");
    assert!(troubled.iter().all(|one| one["status"].is_string()), "{expanded}");

    let whole = calls.made("issues", json!({})).await;
    let paged = calls.made("issues", json!({ "page_size": 3 })).await;
    assert_eq!((paged["first"].as_i64(), of(&paged, "id")), (Some(3), of(&whole, "id")), "every page was followed");
    assert!(of(&whole, "id").len() > 3, "{whole}");
    let filtered =
        json!({ "query": { "filter": "isResolved eq false and classification eq 'incident'", "count": true } });
    let open = calls.made("issues", filtered).await;
    let found = of(&open, "id");
    assert!(!found.is_empty() && found.len() < of(&whole, "id").len(), "{open}");
    assert_eq!(open["count"].as_u64(), Some(found.len() as u64));
    let one = calls.made("issue", json!({ "id": found[0] })).await;
    assert_eq!((one["id"].as_str(), one["isResolved"].as_bool()), (Some(found[0]), Some(false)), "{one}");
    assert!(one["posts"][0]["description"]["content"].is_string(), "{one}");
    calls.made("messages", json!({})).await;
    assert_eq!(calls.refused("report", json!({ "id": found[0] }), 404).await["code"], "itemNotFound");
    let strange = json!({ "query": { "filter": "startswith(title,'A')" } });
    assert_eq!(calls.refused("issues", strange, 400).await["code"], "notSupported");
    let nobody = Calls { token: "tl_nobody", ..calls };
    assert_eq!(nobody.refused("overviews", json!({}), 401).await["code"], "unauthenticated");

    let patient = Calls { desk: &desk, token: &patient };
    let answer = patient.answer("overviews", json!({})).await;
    assert_eq!((answer["status"].as_u64(), answer["tries"].as_u64()), (Some(200), Some(1)), "{answer}");
}

#[tokio::test]
async fn delegated_admin_is_written_down_asked_for_and_ended() {
    let desk = desk().await;
    let (agent, calls) = (desk.of("dario"), Calls { desk: &desk, token: &desk.person("dario").token });
    let whose = customer(&agent, CUSTOMER).await;
    let tenant = text(&agent.get(&format!("customers/{whose}")).await.expect(200)["tenant_id"]);
    let customers = calls.made("customers", json!({ "page_size": 2 })).await;
    assert!(of(&customers, "tenantId").len() > 2, "{customers}");
    let served = calls.made("services", json!({ "tenant_id": of(&customers, "tenantId")[0] })).await;
    assert!(served[0]["serviceManagementUrl"].as_str().is_some_and(|url| url.starts_with("https://")), "{served}");

    let role = |name: &str| directory_role_find(name).expect("a role").template_id;
    let new = json!({ "display_name": "Kelp support", "days": 365, "tenant_id": tenant, "roles": [role("Directory Readers")] });
    let made = calls.made("create", new.clone()).await;
    let (id, tag) = (text(&made["id"]), text(&made["@odata.etag"]));
    assert_eq!(
        (made["status"].as_str(), made["customer"]["tenantId"].as_str()),
        (Some("created"), Some(tenant.as_str()))
    );
    assert_eq!(calls.refused("create", new, 409).await["code"], "nameAlreadyExists");
    let change = |tag: &str| json!({ "id": id, "tag": tag, "days": 90, "roles": [role("Directory Readers"), role("Service Support Administrator")] });
    let changed = calls.made("change", change(&tag)).await;
    assert_eq!(changed["accessDetails"]["unifiedRoles"].as_array().map(Vec::len), Some(2), "{changed}");
    assert_eq!(calls.refused("change", change(&tag), 412).await["code"], "resourceModified");

    let asked = calls.made("act", json!({ "id": id, "action": "lockForApproval" })).await;
    assert_eq!(asked["status"], "succeeded", "{asked}");
    let waiting =
        json!({ "query": { "filter": format!("status eq 'approvalPending' and customer/tenantId eq '{tenant}'") } });
    let waiting = calls.made("relationships", waiting).await;
    assert_eq!(of(&waiting, "id"), [id.as_str()], "{waiting}");
    let tag = text(&waiting["all"][0]["@odata.etag"]);
    assert_eq!(calls.refused("discard", json!({ "id": id, "tag": tag }), 409).await["code"], "notAllowed");
    let on_desk = agent.get(&format!("customers/{whose}/delegated-admin-relationships")).await.expect(200);
    let here = items(&on_desk).iter().find(|one| one["name"] == "Kelp support");
    assert_eq!(here.map(|one| &one["status"]), Some(&json!("approval_pending")), "{on_desk}");
    calls.made("act", json!({ "id": id, "action": "terminate" })).await;
    assert_eq!(calls.made("relationship", json!({ "id": id })).await["status"], "terminated");

    // What nobody was asked for can be thrown away.
    let another =
        json!({ "display_name": "Kelp again", "days": 30, "tenant_id": tenant, "roles": [role("Directory Readers")] });
    let another = calls.made("create", another).await;
    calls.made("discard", json!({ "id": another["id"], "tag": another["@odata.etag"] })).await;
    calls.refused("relationship", json!({ "id": another["id"] }), 404).await;
    let stranger = Calls { token: &desk.person("stefan").token, ..calls };
    stranger.refused("relationship", json!({ "id": id }), 404).await;
}

//! Who may do what, walked over every route of the API and of the contracts that scripts call: as nobody, as each role, from another organization, from another cloud.
//!
//! Each call names things of the first partner and would do what its route is for. A row that is another's does not exist for
//! the asker (404), an action that the role may not do is refused as such (403); `may` is whatever the deed itself came to.

use std::{collections::BTreeMap, fmt::Write as _};

use reqwest::Method;
use serde_json::{Value, json};
use tierline_testkit::{
    client::{Client, Reply},
    desk::Desk,
};

use crate::work::{
    call_it_a_bug, customer, desk, dropping_calls, escalate, items, open_for, received, request, step, text,
};

/// Who asks, in the order of the columns: those who may nothing first, so that they meet everything as it was.
pub(crate) const ASKERS: &[(&str, &str)] = &[
    ("nobody", ""),
    ("other_cloud", "casey"),
    ("other_cloud_admin", "jordan"),
    ("other_cloud_engineer", "rhea"),
    ("other_partner", "stefan"),
    ("other_partner_admin", "pavla"),
    ("customer_contact", "hollis"),
    ("customer_admin", "anneke"),
    ("provider_engineer", "ansel"),
    ("service_owner", "yun"),
    ("sales_agent", "petra"),
    ("helpdesk_agent", "tobin"),
    ("admin_agent", "dario"),
    ("global_admin", "ilse"),
];

/// An address that is nobody's.
const NOBODY: &str = "nobody@else.example";

/// A file of the request, which has its own address.
pub(crate) const REQUEST_FILE: &str = "file of the request";

/// What the routes name that nothing has to be made for.
const WORDS: &[(&str, &str)] = &[
    // No token removes one, whosever it is.
    ("factor_id", "fac_01k6ha2f5mexqsd3c8y4v7nb9r"),
    ("agent_locale", "en-US"),
    ("resource_type", "User"),
    ("schema_id", "urn:ietf:params:scim:schemas:core:2.0:Group"),
    ("role_id", "admin_agent"),
    ("assignment_id", "asked"),
    ("service_name", "keyvault"),
    ("classification_name", "azure-key-vault"),
    ("ticket_name", "asked"),
    ("communication_name", "asked"),
    ("file_name", "asked.txt"),
    ("health_service", "ExchangeOnline"),
    ("message_id", "MC1001"),
    // A token is no session, and no other desk calls this one: who may ask is told that there is none.
    ("session_id", "ses_01k6ha2f5mexqsd3c8y4v7nb9r"),
    ("stray_ticket_id", "stt_01k6ha2f5mexqsd3c8y4v7nb9r"),
];

/// What the routes name, all of the first partner.
pub(crate) async fn things(desk: &Desk) -> BTreeMap<&'static str, String> {
    let agent = desk.of("maren");
    let case = open_for(&agent, "brightwater.example").await;
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    let request_id = text(&escalate(&agent, &case, request()).await["id"]);
    received(&desk.of("ansel"), &request_id).await;
    let file =
        agent.attach(&format!("cases/{case}/attachments"), "trace.txt", b"trace".to_vec(), None).await.expect(201);
    let path = format!("service-requests/{request_id}/attachments");
    let handed = agent.attach(&path, "more.txt", b"more".to_vec(), None).await.expect(201);
    let customer = customer(&agent, "brightwater.example").await;
    let relationships = agent.get(&format!("customers/{customer}/delegated-admin-relationships")).await.expect(200);
    let issues = agent.get("service-health/issues?query=EX1184207").await.expect(200);
    let feed = json!({ "name": "Notices", "format": "rss", "location": "file:notices.xml", "is_enabled": false });
    let feed = desk.of("ilse").post("service-health/feeds", feed).await.expect(201);
    // Its address leads into this machine, which is refused before anybody is asked.
    let connection = json!({ "kind": "graph", "name": "Feeds", "address": "https://127.0.0.1", "tenant": "northgate.example", "client_id": "desk", "secret": "kelp" });
    let connection = desk.of("ilse").post("connections", connection).await.expect(201);
    let followed = agent.post("follows", json!({ "service": "Exchange Online" })).await.expect(201);
    let word = json!({ "text": "It still happens.", "visibility": "customer" });
    let _ = desk.of("anneke").post(&format!("cases/{case}/notes"), word).await.expect(201);
    let told = agent.get("notices").await.expect(200);
    let token = desk.of("ilse").post("tokens", json!({ "name": "Spare" })).await.expect(201);
    let program = json!({ "name": "Night import", "roles": ["helpdesk_agent"] });
    let program = desk.of("ilse").post("service-accounts", program).await.expect(201);
    let customer_group = desk.of("ilse").post("customer-groups", json!({ "name": "Kept" })).await.expect(201);
    let deliveries = agent.get(&format!("service-requests/{request_id}/deliveries")).await.expect(200);
    let tenant = text(&agent.get(&format!("customers/{customer}")).await.expect(200)["tenant_id"]);
    let draft = json!({
        "displayName": "Asked", "duration": "P30D", "customer": { "tenantId": tenant },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "Directory Readers" }] },
    });
    let draft = desk.of("dario").post("/v1.0/tenantRelationships/delegatedAdminRelationships", draft).await.expect(201);
    let news = json!({ "value": [{ "id": "MC1001", "title": "A button moves", "startDateTime": "2026-09-01T08:00:00Z",
        "services": ["Microsoft Teams"], "body": { "contentType": "text", "content": "It moves to the left." } }] });
    let _ = desk.of("ilse").post("service-health/imports?format=graph-messages", news).await.expect(200);
    // A subscription names a customer where scripts call as they call Azure Support.
    let subscription = "2f0a3c1e-7d55-4b8e-9a41-6c1f0e2d9b77";
    let lines = format!("domain,service,subscription_id\nbrightwater.example,Key Vault,{subscription}\n");
    let sent = desk.of("ilse").send(Method::POST, "customers/imports", "text/csv", Some(lines.into())).await;
    assert!(sent.status < 300, "{}", sent.text);
    let provisioned = json!({ "userName": "told@northgate.example" });
    let provisioned = desk.of("ilse").post("/scim/v2/Users", provisioned).await.expect(201);
    let group = desk.of("ilse").post("/scim/v2/Groups", json!({ "displayName": "Told" })).await.expect(201);
    let (provider, domain) = sign_in_things(desk).await;
    let wish = json!({ "role": "sales_agent", "minutes": 60, "reason": "Asked" });
    let elevation = desk.of("tobin").post("elevations", wish).await.expect(201);
    let reader_key = agent.post("reader-keys", json!({ "name": "Phone" })).await.expect(201);
    let mut named = BTreeMap::from([
        ("identity_provider_id", provider),
        ("sign_in_domain_id", domain),
        ("scim_user_id", text(&provisioned["id"])),
        ("group_id", text(&group["id"])),
        ("elevation_id", text(&elevation["id"])),
        ("subscription_id", subscription.to_owned()),
        ("case_id", case),
        ("request_id", request_id),
        ("draft_id", text(&draft["id"])),
        ("customer_id", customer),
        ("delivery_id", text(&items(&deliveries)[0]["id"])),
        ("connection_id", text(&connection["id"])),
        ("attachment_id", text(&file["id"])),
        (REQUEST_FILE, text(&handed["id"])),
        ("relationship_id", text(&items(&relationships)[0]["id"])),
        ("issue_id", text(&items(&issues)[0]["id"])),
        ("feed_id", text(&feed["id"])),
        ("user_id", text(&agent.get("me").await.expect(200)["id"])),
        ("token_id", text(&token["id"])),
        ("service_account_id", text(&program["id"])),
        ("customer_group_id", text(&customer_group["id"])),
        ("follow_id", text(&followed["id"])),
        ("notice_id", text(&items(&told)[0]["id"])),
        ("reader_key_id", text(&reader_key["id"])),
        ("ticket_subscription_id", ticket_subscription(&agent).await),
    ]);
    named.extend(WORDS.iter().map(|(name, word)| (*name, (*word).to_owned())));
    named
}

/// An address that is told of trouble tickets. No ticket comes, so nothing is told.
async fn ticket_subscription(agent: &Client) -> String {
    let hub = json!({ "@type": "Hub", "callback": "https://told.example/events" });
    text(&agent.post("/tmf-api/troubleTicket/v5/hub", hub).await.expect(201)["id"])
}

/// A body that a route of Azure Support takes.
fn support_body(method: &Method, last: &str, route: &str, named: &BTreeMap<&'static str, String>) -> Option<Value> {
    Some(match (method.as_str(), last) {
        ("POST", "checkNameAvailability") => json!({
            "name": "asked",
            "type": if route.contains("supportTickets/") { "Microsoft.Support/communications" } else { "Microsoft.Support/supportTickets" },
        }),
        ("PUT", "supportTickets") => json!({ "properties": {
            "title": "Asked", "description": "Asked", "severity": "moderate", "advancedDiagnosticConsent": "No",
            "serviceId": "keyvault", "problemClassificationId": "azure-key-vault",
            "contactDetails": { "primaryEmailAddress": "maren@northgate.example" },
            "technicalTicketDetails": { "resourceId": format!("/subscriptions/{}", named["subscription_id"]) },
        }}),
        ("PATCH", "supportTickets") => json!({ "advancedDiagnosticConsent": "No" }),
        ("PUT", "communications") => json!({ "properties": { "subject": "Asked", "body": "Asked" } }),
        ("PUT", "fileWorkspaces") => json!({}),
        ("PUT", "files") => {
            json!({ "properties": { "fileSize": 5, "chunkSize": 5, "numberOfChunks": 1 } })
        }
        ("POST", "upload") => json!({ "chunkIndex": 0, "content": "YXNrZWQ=" }),
        _ => return None,
    })
}

/// What is changed of a customer: Partner Center's interface changes one thing of it.
fn customer_change(route: &str) -> Value {
    if route.starts_with("/v1/") { json!({ "RelationshipToPartner": "none" }) } else { json!({ "locale": "en" }) }
}

/// A body that a route of people and groups takes that an identity provider tells of.
fn scim_body(method: &Method, last: &str, asker: &str) -> Option<Value> {
    Some(match (method.as_str(), last) {
        ("POST", "Users") => json!({ "userName": format!("{asker}@told.example") }),
        ("PUT", "Users") => json!({ "userName": "told@northgate.example" }),
        ("PATCH", "Users" | "Groups") => {
            json!({ "Operations": [{ "op": "replace", "path": "externalId", "value": "asked" }] })
        }
        ("POST", "Groups") => json!({ "displayName": format!("Asked by {asker}") }),
        ("PUT", "Groups") => json!({ "displayName": "Told" }),
        ("PATCH", "provisioned-groups") => json!({ "roles": ["sales_agent"] }),
        _ => return None,
    })
}

/// A body that a route about people and their keys takes.
fn people_body(method: &Method, last: &str, asker: &str) -> Option<Value> {
    Some(match (method.as_str(), last) {
        ("POST", "users") => {
            json!({ "name": "Lotte", "email": format!("{asker}@northgate.example"), "password": "hollow-lantern-43", "roles": ["sales_agent"] })
        }
        ("POST", "elevations") => json!({ "role": "sales_agent", "minutes": 60, "reason": "Asked" }),
        ("POST", "decision") => json!({ "give": false, "note": "Asked" }),
        ("POST", "reader-keys") => json!({ "name": "Asked" }),
        ("POST", "passkeys") => json!({ "name": "Asked", "attempt": "asked", "passkey": {} }),
        ("POST", "question") => json!({}),
        ("POST", "tokens") => json!({ "name": "Asked" }),
        ("POST", "people") => {
            json!({ "name": "Lotte", "email": format!("{asker}-invited@northgate.example"), "roles": ["sales_agent"] })
        }
        ("POST", "links" | "end" | "seals") => json!({}),
        ("POST", "service-accounts") => json!({ "name": "Asked", "roles": ["helpdesk_agent"] }),
        ("PATCH", "service-accounts") => json!({ "disabled": false }),
        ("PATCH", "users") => json!({ "disabled": false }),
        ("POST", "customer-groups") => json!({ "name": format!("Asked by {asker}") }),
        ("PATCH", "customer-groups") => json!({ "name": "Asked" }),
        ("PUT", "reach") => json!({}),
        _ => return None,
    })
}

/// An identity provider and a domain that sends its people there. Nothing answers there: what is tried is who may ask.
async fn sign_in_things(desk: &Desk) -> (String, String) {
    let ilse = desk.of("ilse");
    let provider = json!({ "name": "Sign-in", "issuer": "https://127.0.0.1", "client_id": "desk", "secret": "kelp" });
    let provider = ilse.post("identity-providers", provider).await.expect(201);
    let domain = json!({ "domain": "northgate.example", "provider_id": provider["id"] });
    let domain = ilse.post("sign-in-domains", domain).await.expect(201);
    (text(&provider["id"]), text(&domain["id"]))
}

/// A body that the route takes.
fn body(method: &Method, route: &str, named: &BTreeMap<&'static str, String>, asker: &str) -> Value {
    let route = route.split('?').next().unwrap_or(route);
    let last = route.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or_default();
    let of_one = route.ends_with('}');
    let of_others = support_body(method, last, route, named).or_else(|| scim_body(method, last, asker));
    let of_others = of_others.or_else(|| sign_in_body(method, last, named, asker));
    if let Some(body) = of_others.or_else(|| people_body(method, last, asker)) {
        return body;
    }
    match (method.as_str(), last, of_one) {
        ("PATCH", "servicerequests", _) => json!({ "NewNote": { "Text": "Asked" } }),
        ("POST", "servicerequests", _) => json!({
            "Title": "Group calls drop", "Description": "Asked", "Severity": "moderate", "SupportTopicId": "teams-meetings",
            "Organization": { "Id": named["customer_id"] },
        }),
        ("PATCH", "cases", _) => json!({ "affected_users": 12 }),
        ("PATCH", "customers", _) => customer_change(route),
        ("PUT", "support", _) => json!({ "telephone": "+48 22 555 01 00" }),
        ("PATCH", "policy", _) => json!({ "match_threshold": 61 }),
        ("PUT", "service-request-draft", _) => json!({ "title": "Asked" }),
        ("POST", "case" | "dismissal", _) => json!({}),
        ("POST", "request", _) => json!({ "request_id": named["request_id"] }),
        ("PATCH", "service-requests", _) => json!({ "title": "Asked" }),
        ("PUT", "category", _) => json!({ "category": "partner_scope", "reason": "Asked" }),
        ("PUT", "matches", _) => json!({ "verdict": "rejected", "reason": "Asked" }),
        ("PUT" | "POST", "filing", _) => json!({ "external_id": "260915004000871" }),
        ("POST", "cases", _) if route.contains("service-requests") => json!({ "case_id": named["case_id"] }),
        ("POST", "cases", _) => dropping_calls(&named["customer_id"]),
        ("POST", "customers", _) => json!({
            "name": "Ketterick Glass", "domain": format!("{asker}.example").replace('_', "-"), "country": "GB",
            "tenant_id": format!("8c1f2a34-5b6c-4d7e-8f90-a1b2c3{:06}", 800_000 + asker.len()),
        }),
        ("POST", "notes", _) => json!({ "visibility": "internal", "text": "Asked" }),
        ("POST", "retry" | "release", _) => json!({}),
        ("POST", "confirmation", _) => json!({ "has_arrived": true }),
        ("POST", "giving-up", _) => json!({ "reason": "Asked" }),
        ("POST", "resolution" | "closure" | "message", _) => json!({ "text": "Asked" }),
        ("POST", "reopening" | "withdrawal" | "approval-requests", _) => json!({ "reason": "Asked" }),
        ("POST", "symptom-reports" | "health-checks", _) => json!({}),
        ("POST", "troubleshooting-steps", _) => {
            json!({ "area": "settings", "means": "with_customer", "action": "Asked", "outcome": "no_change" })
        }
        ("POST", "waivers", _) => json!({ "blocker": "no_troubleshooting", "reason": "Asked" }),
        ("POST", "approvals", _) => json!({ "decision": "approve" }),
        ("PATCH", "delegatedAdminRelationships", _) => json!({ "duration": "P60D" }),
        ("POST", "delegatedAdminRelationships", _) => json!({
            "displayName": format!("Asked by {asker}"), "duration": "P30D", "customer": { "tenantId": named["customer_id"] },
            "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "Directory Readers" }] },
        }),
        ("POST", "requests", _) => json!({ "action": "terminate" }),
        ("POST", "service-requests" | "service-request-preview", _) => request(),
        ("POST", "portal-updates", _) => json!({ "text": "Asked" }),
        ("POST", "decisions", _) if route.contains("delegated") => json!({ "decision": "terminate" }),
        ("POST", "decisions", _) => json!({ "decision": "accept" }),
        ("POST", "delegated-admin-relationships", _) => {
            json!({ "roles": ["Service Support Administrator"], "days": 30 })
        }
        ("POST", "issues", _) => json!({ "title": "Asked", "service": "Planner", "text": "Asked" }),
        ("POST", "feeds", _) => {
            json!({ "name": format!("Asked by {asker}"), "format": "rss", "location": "file:asked.xml", "is_enabled": false })
        }
        ("PATCH", "feeds", _) => json!({ "interval_minutes": 30 }),
        ("POST", "readings" | "tests" | "test-messages" | "take-over" | "proof", _) => json!({}),
        ("POST", "choices", _) => json!({ "choices": [] }),
        ("POST", "endings", _) => json!({ "count": 0 }),
        ("POST", "connections", _) => {
            json!({ "kind": "graph", "name": format!("Asked by {asker}"), "tenant": "northgate.example", "client_id": "desk", "secret": "asked" })
        }
        ("PATCH", "connections", _) => json!({ "is_paused": true }),
        ("PUT", "secret", _) => json!({ "secret": "asked" }),
        ("POST", "posts", _) => json!({ "text": "Asked" }),
        ("POST", "informing", _) => json!({ "as_of": "asked" }),
        ("POST", "follows", _) => json!({ "customer_id": named["customer_id"] }),
        ("POST", "reading", _) => json!({}),
        ("POST", "erasure", _) => json!({ "person": NOBODY, "address": NOBODY }),
        _ => panic!("write a body for {method} {route}"),
    }
}

/// The same of single sign-on.
fn sign_in_body(method: &Method, last: &str, named: &BTreeMap<&'static str, String>, asker: &str) -> Option<Value> {
    Some(match (method.as_str(), last) {
        ("POST", "identity-providers") => {
            json!({ "name": format!("Asked by {asker}"), "issuer": "https://127.0.0.1", "client_id": "desk", "secret": "asked" })
        }
        ("PATCH", "identity-providers") => json!({ "makes_people": false }),
        ("POST", "sign-in-domains") => {
            json!({ "domain": format!("{asker}.example").replace('_', "-"), "provider_id": named["identity_provider_id"] })
        }
        _ => return None,
    })
}

/// Calls a route as it wants to be called, and gives the status of the answer.
async fn call(
    client: &Client,
    method: &Method,
    route: &str,
    named: &BTreeMap<&'static str, String>,
    asker: &str,
) -> u16 {
    let reply = ask(client, method, route, named, asker).await;
    assert!(reply.status < 500, "{method} {route} as {asker}: {}", reply.text);
    if reply.status == 422 {
        assert!(
            reply.body["errors"][0]["code"] != "unknown_field" && reply.body["errors"][0]["code"] != "missing",
            "{method} {route}: {}",
            reply.text
        );
    }
    reply.status
}

/// Calls a route as it wants to be called, with what is named for its parts.
pub(crate) async fn ask(
    client: &Client,
    method: &Method,
    route: &str,
    named: &BTreeMap<&'static str, String>,
    asker: &str,
) -> Reply {
    let file = if route.contains("/service-requests/") { REQUEST_FILE } else { "attachment_id" };
    let path = route.replace("{attachment_id}", &named[file]);
    let path = named.iter().fold(path, |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
    assert!(!path.contains('{'), "nothing is named for {route}");
    let path = if *method == Method::DELETE && route.ends_with("/service-health/imports") {
        path + "?feed=nothing"
    } else if route.contains("/personal-data") && *method == Method::GET {
        path + "?person=" + NOBODY
    } else if route.ends_with("/history") {
        path + "?service=Planner&customer_id=" + named["customer_id"].as_str()
    } else if route == "/v1/relationships" {
        path + "?relationship_type=is_indirect_reseller_of"
    } else {
        path
    };
    match (method.as_str(), route) {
        ("GET" | "DELETE", _) => client.send(method.clone(), &path, "application/json", None).await,
        ("POST", route) if route.ends_with("/attachments") => {
            let form =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nasked\r\n--x--\r\n";
            client.send(Method::POST, &path, "multipart/form-data; boundary=x", Some(form.into())).await
        }
        ("POST", route) if route.ends_with("/customers/imports") => {
            client
                .send(
                    Method::POST,
                    &format!("{path}?dry_run=true"),
                    "text/csv",
                    Some("name,domain,tenant_id,country\n".into()),
                )
                .await
        }
        ("POST", route) if route.ends_with("/service-health/imports") => {
            client.post(&format!("{path}?format=graph"), json!({ "value": [] })).await
        }
        _ => {
            client
                .send(
                    method.clone(),
                    &path,
                    "application/json",
                    Some(body(method, route, named, asker).to_string().into()),
                )
                .await
        }
    }
}

/// Threats 23, 24, 25, 26, 32 and 36: one table of rights, whichever way somebody comes.
#[tokio::test]
async fn every_route_answers_each_asker_as_the_table_of_rights_says() {
    let desk = desk().await;
    let named = things(&desk).await;
    let mut routes = tierline_http::api::routes();
    routes.extend(tierline_http::contract_routes());
    // What takes things away comes last.
    let ends = ["withdrawal", "closure", "resolution", "decisions", "/requests"];
    routes.sort_by_key(|(method, route)| {
        let ends_the_customer = *method == Method::PATCH && route == "/v1/customers/{customer_id}";
        (*method == Method::DELETE, ends_the_customer, ends.iter().any(|end| route.ends_with(end)))
    });
    let mut rows: Vec<String> = Vec::new();
    for (method, route) in routes {
        let mut row = format!("{:<6} {route}\n      ", method.as_str());
        for (column, part) in ASKERS {
            if method == Method::DELETE && *column == "global_admin" {
                // It would be done, and nobody would be left to ask.
                continue;
            }
            let client = if part.is_empty() { desk.anonymous() } else { desk.of(part) };
            match call(&client, &method, &route, &named, column).await {
                status @ (401 | 403 | 404) => write!(row, " {column}={status}").unwrap(),
                _ => write!(row, " {column}=may").unwrap(),
            }
        }
        rows.push(row);
    }
    rows.sort_by_key(|row| row[7..].to_owned());
    insta::assert_snapshot!(rows.join("\n"));
}

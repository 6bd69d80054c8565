//! Microsoft Graph over the wire, as partners' scripts call it.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::{Cloud, Role, catalogue::directory_role_find};

use crate::client::{Answer, Call, Client, call};

const AGENT: Role = Role::AdminAgent;
const ISSUES: &str = "/admin/serviceAnnouncement/issues";
const OVERVIEWS: &str = "/admin/serviceAnnouncement/healthOverviews";
const RELATIONSHIPS: &str = "/tenantRelationships/delegatedAdminRelationships";
const CUSTOMERS: &str = "/tenantRelationships/delegatedAdminCustomers";

impl Client {
    fn graph(&self, role: Role, method: Method, path: &str) -> Call {
        call(method, format!("/v1.0{}", path.replace(' ', "%20").replace('\'', "%27"))).by(self.desk.person(role))
    }

    async fn look_at(&self, path: &str) -> Answer {
        self.send(self.graph(AGENT, Method::GET, path)).await
    }

    async fn page(&self, path: &str) -> Value {
        self.look_at(path).await.found()
    }

    async fn order(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.send(self.graph(role, Method::POST, path).json(body)).await
    }

    /// Takes in what Graph itself would send.
    async fn documented(&self, format: &str, records: &Value) {
        let path = format!("/api/v1/service-health/imports?format={format}");
        self.post(Role::GlobalAdmin, &path, &json!({ "value": records })).await.found();
    }

    /// What the direct bill partner's customer uses.
    async fn subscribed(&self, services: &[&str]) {
        let customer = &self.desk.customer;
        let begin = format!("{},{},{},{}", customer.name, customer.domain, customer.tenant_id, customer.country);
        let lines: String = services.iter().map(|service| format!("{begin},{service}\n")).collect();
        let call = call(Method::POST, "/api/v1/customers/imports").by(self.desk.person(Role::GlobalAdmin));
        let sheet = format!("name,domain,tenant_id,country,service\n{lines}");
        self.send(call.bytes("text/csv", sheet)).await.found();
    }

    fn new_relationship(&self, name: &str) -> Value {
        json!({
            "displayName": name, "duration": "P730D", "customer": { "tenantId": self.desk.customer.tenant_id, "displayName": "x" },
            "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": role("Helpdesk Administrator") }] },
            "autoExtendDuration": "PT0S", "@odata.type": "#microsoft.graph.delegatedAdminRelationship",
        })
    }

    async fn drafted(&self, name: &str) -> Value {
        self.order(AGENT, RELATIONSHIPS, &self.new_relationship(name)).await.made()
    }
}

fn role(name: &str) -> &'static str {
    directory_role_find(name).expect("a role").template_id
}

fn issue(number: u32, status: &str, ends: Option<&str>) -> Value {
    json!({
        "id": format!("EX{number}"), "title": format!("Mail is late {number}"), "service": "Exchange Online",
        "classification": if number.is_multiple_of(2) { "advisory" } else { "incident" }, "status": status,
        "isResolved": ends.is_some(), "startDateTime": format!("2026-09-14T0{number}:00:00Z"), "endDateTime": ends,
        "lastModifiedDateTime": "2026-09-15T07:00:00Z", "impactDescription": "Mail arrives late",
        "posts": [{ "createdDateTime": format!("2026-09-14T0{number}:30:00Z"),
            "description": { "contentType": "html", "content": "<p>We look</p>" } }],
    })
}

fn ids(page: &Value) -> Vec<&str> {
    page["value"].as_array().into_iter().flatten().filter_map(|one| one["id"].as_str()).collect()
}

/// The contract's own error: its word, what it is about, and what it says.
fn fault(answer: &Answer, status: u16) -> (String, Vec<String>, String) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let body = answer.json();
    let (error, inner) = (&body["error"], &body["error"]["innerError"]);
    assert_eq!(inner["request-id"], answer.header("request-id".parse().unwrap()), "{body}");
    assert!(inner["client-request-id"].is_string() && inner["date"].as_str().is_some_and(|date| !date.ends_with('Z')));
    let details = error["details"].as_array().into_iter().flatten();
    let about = details.filter_map(|detail| detail["target"].as_str()).map(str::to_owned).collect();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no text: {body}")).to_owned();
    (text(&error["code"]), about, text(&error["message"]))
}

#[tokio::test]
async fn issues_read_as_the_providers_own_words_have_them() {
    let client = Client::new().await;
    client
        .documented(
            "graph",
            &json!([issue(1, "restoringService", None), issue(2, "resolved", Some("2026-09-15T06:00:00Z"))]),
        )
        .await;
    let one = client.page(&format!("{ISSUES}/EX1")).await;
    assert_eq!(
        one,
        json!({
            "id": "EX1", "title": "Mail is late 1", "service": "Exchange Online", "classification": "incident",
            "status": "restoringService", "isResolved": false, "startDateTime": "2026-09-14T01:00:00Z", "endDateTime": null,
            "lastModifiedDateTime": "2026-09-15T07:00:00Z", "impactDescription": "Mail arrives late",
            "posts": [{ "createdDateTime": "2026-09-14T01:30:00Z",
                "description": { "contentType": "html", "content": "<p>We look</p>" } }],
        })
    );
    let over = client.page(&format!("{ISSUES}/EX2?$select=status,isResolved,classification")).await;
    assert_eq!(over, json!({ "status": "resolved", "isResolved": true, "classification": "advisory" }));
    let resolved = client.page(&format!("{ISSUES}?$filter=isResolved eq true&$select=id")).await;
    assert_eq!(resolved["value"], json!([{ "id": "EX2" }]));
    let found = client.get(AGENT, "/api/v1/service-health/issues?query=EX1").await.found();
    let ours = found["items"][0]["id"].as_str().unwrap();
    assert_eq!(client.page(&format!("{ISSUES}/{ours}")).await["id"], "EX1", "the desk's own identifier is taken too");
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_not_of_the_contract_is_not_in_its_lists() {
    let client = Client::new().await;
    client.documented("graph", &json!([issue(1, "investigating", None)])).await;
    client
        .documented("graph-messages", &json!([{
            "id": "MC100", "title": "A button moves", "startDateTime": "2026-09-10T08:00:00Z", "services": ["Microsoft Teams"],
            "lastModifiedDateTime": "2026-09-11T08:00:00Z", "category": "planForChange", "severity": "high",
            "body": { "contentType": "text", "content": "It moves to the left." },
        }]))
        .await;
    let azure = json!({ "value": [{ "name": "AZ-1", "properties": { "title": "Disks are slow", "eventType": "ServiceIssue", "status": "Active",
        "impactStartTime": "2026-09-15T05:00:00Z", "lastUpdateTime": "2026-09-15T06:00:00Z",
        "impact": [{ "impactedService": "Storage", "impactedRegions": [{ "impactedRegion": "Norway East" }] }] } }] });
    client.post(Role::GlobalAdmin, "/api/v1/service-health/imports?format=azure-events", &azure).await.found();
    let published = json!({ "title": "Calls drop", "service": "Microsoft Teams", "text": "We look" });
    let published = client.post(Role::ServiceOwner, "/api/v1/service-health/issues", &published).await.made();
    let page = client.page(ISSUES).await;
    let mut listed = ids(&page);
    listed.sort_unstable();
    assert_eq!(listed, ["EX1", published["source_id"].as_str().unwrap()], "neither news nor another provider's");
    let messages = client.page("/admin/serviceAnnouncement/messages").await;
    assert_eq!(
        messages["value"],
        json!([{ "id": "MC100", "title": "A button moves", "startDateTime": "2026-09-10T08:00:00Z", "endDateTime": null,
            "lastModifiedDateTime": "2026-09-11T08:00:00Z", "category": "planForChange", "services": ["Microsoft Teams"],
            "body": { "contentType": "text", "content": "It moves to the left." } }])
    );
    assert_eq!(client.page("/admin/serviceAnnouncement/messages/MC100").await["id"], "MC100");
    for missing in
        ["messages/EX1", "issues/MC100", "issues/AZ-1", "issues/EX1/incidentReport", "messages/MC100/attachments"]
    {
        fault(&client.look_at(&format!("/admin/serviceAnnouncement/{missing}")).await, 404);
    }
    let marks =
        client.order(AGENT, "/admin/serviceAnnouncement/messages/markRead", &json!({ "messageIds": ["MC100"] })).await;
    assert_eq!(fault(&marks, 400).0, "notSupported");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_service_is_operational_only_where_somebody_would_know() {
    let client = Client::new().await;
    client.subscribed(&["Exchange Online", "Microsoft Teams", "Storage"]).await;
    let services = async || {
        let page = client.page(&format!("{OVERVIEWS}?$select=service,status")).await;
        page["value"].as_array().unwrap().clone()
    };
    assert_eq!(
        services().await,
        [
            json!({ "service": "Exchange Online", "status": "unknownFutureValue" }),
            json!({ "service": "Microsoft Teams", "status": "unknownFutureValue" })
        ]
    );
    client
        .documented(
            "graph",
            &json!([issue(1, "serviceDegradation", None), issue(3, "serviceRestored", Some("2026-09-15T06:00:00Z"))]),
        )
        .await;
    assert_eq!(
        services().await,
        [
            json!({ "service": "Exchange Online", "status": "serviceDegradation" }),
            json!({ "service": "Microsoft Teams", "status": "serviceOperational" })
        ]
    );
    let one = client.page(&format!("{OVERVIEWS}/ExchangeOnline?$expand=issues")).await;
    assert_eq!(one["id"], "ExchangeOnline", "as the provider's own feed names it");
    let issues: Vec<&str> = one["issues"].as_array().unwrap().iter().filter_map(|issue| issue["id"].as_str()).collect();
    assert_eq!(issues.len(), 2, "what goes on, and what was active lately: {one}");
    assert!(one["issues"][0]["posts"][0]["description"]["content"].is_string());
    let plain = client.page(&format!("{OVERVIEWS}/Exchange Online")).await;
    assert!(plain.get("issues").is_none(), "{plain}");
    let troubled = client.page(&format!("{OVERVIEWS}?$filter=status ne 'serviceOperational'")).await;
    assert_eq!(ids(&troubled), ["ExchangeOnline"]);
    fault(&client.look_at(&format!("{OVERVIEWS}/Storage")).await, 404);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_list_is_followed_to_its_end_by_its_links() {
    let client = Client::new().await;
    client.documented("graph", &(1..=7).map(|number| issue(number, "investigating", None)).collect()).await;
    let mut found = Vec::new();
    let mut path = format!("{ISSUES}?%24select=id&$filter=classification eq 'incident'&$count=true");
    loop {
        let call = client.graph(AGENT, Method::GET, &path).header("prefer", "odata.maxpagesize=3");
        let answer = client.send(call).await;
        assert_eq!(answer.header("preference-applied".parse().unwrap()), "odata.maxpagesize=3");
        let page = answer.found();
        assert_eq!(page["@odata.count"], 4, "on each page");
        assert!(ids(&page).len() <= 3);
        found.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        path = next.strip_prefix("https://desk.example/v1.0").unwrap_or_else(|| panic!("{next}")).to_owned();
    }
    assert_eq!(found, ["EX7", "EX5", "EX3", "EX1"], "the last active first, each once");
    for (query, code, about) in [
        ("$filter=contains(title,'x')", "notSupported", "$filter"),
        ("$filter=severity eq 'x'", "notSupported", "$filter"),
        ("$orderby=title", "notSupported", "orderby"),
        ("$skip=100", "notSupported", "skip"),
        ("$expand=posts", "notSupported", "expand"),
        ("$select=secrets", "invalidRequest", "$select"),
        ("$top=0", "invalidRequest", "top"),
        ("$top=1001", "invalidRequest", "top"),
        ("$skiptoken=forged", "invalidRequest", "$skiptoken"),
        ("$count=maybe", "invalidRequest", "$count"),
    ] {
        let (word, fields, _) = fault(&client.look_at(&format!("{ISSUES}?{query}")).await, 400);
        assert_eq!((word.as_str(), fields.as_slice()), (code, &[about.to_owned()][..]), "{query}");
    }
    let first = client.page(&format!("{ISSUES}?$top=1")).await;
    let token = first["@odata.nextLink"].as_str().unwrap().split("skiptoken=").nth(1).unwrap().to_owned();
    let elsewhere = client.look_at(&format!("{RELATIONSHIPS}?$skiptoken={token}")).await;
    assert_eq!(fault(&elsewhere, 400).1, ["$skiptoken"], "a token is of one list");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_relationship_is_written_down_changed_and_asked_for() {
    let client = Client::new().await;
    let made = client.order(AGENT, RELATIONSHIPS, &client.new_relationship("Kelp")).await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let path = format!("{RELATIONSHIPS}/{id}");
    assert_eq!(made.header(header::LOCATION), format!("https://desk.example/v1.0{path}"));
    let made = made.made();
    let tag = made["@odata.etag"].as_str().unwrap().to_owned();
    assert_eq!(
        made,
        json!({ "@odata.etag": tag, "id": id, "displayName": "Kelp", "duration": "P730D", "status": "created",
            "customer": { "tenantId": client.desk.customer.tenant_id, "displayName": "Kestrel Dental" },
            "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": role("Helpdesk Administrator") }] },
            "createdDateTime": "2026-09-15T09:00:00Z", "activatedDateTime": null, "endDateTime": null })
    );
    let alter = async |tag: Option<&str>, body: Value| {
        let call = client.graph(AGENT, Method::PATCH, &path).json(&body);
        client.send(if let Some(tag) = tag { call.header("if-match", tag) } else { call }).await
    };
    let shorter = json!({ "duration": "P90D", "displayName": "Kelp and eel", "accessDetails": null });
    assert_eq!(fault(&alter(None, shorter.clone()).await, 400).1, ["If-Match"]);
    let changed = alter(Some(&tag), shorter.clone()).await;
    assert_ne!(changed.header(header::ETAG), tag);
    let changed = changed.found();
    assert_eq!((changed["duration"].as_str(), changed["displayName"].as_str()), (Some("P90D"), Some("Kelp and eel")));
    assert_eq!(changed["accessDetails"], made["accessDetails"], "a null says nothing");
    assert_eq!(fault(&alter(Some(&tag), shorter).await, 412).0, "resourceModified");

    // The customer does not know of it before it is asked.
    let own = format!("/api/v1/customers/{}/delegated-admin-relationships", client.desk.customer.id);
    let seen = client.get(Role::CustomerAdmin, &own).await.found();
    assert_eq!(seen["items"], json!([]));
    let early = client.order(Role::CustomerAdmin, &format!("{path}/requests"), &json!({ "action": "approve" })).await;
    assert_eq!(fault(&early, 404).0, "itemNotFound");
    let asked = client.order(AGENT, &format!("{path}/requests"), &json!({ "action": "lockForApproval" })).await.made();
    assert_eq!((asked["action"].as_str(), asked["status"].as_str()), (Some("lockForApproval"), Some("succeeded")));
    let again = client.order(AGENT, &format!("{path}/requests"), &json!({ "action": "lockForApproval" })).await;
    assert_eq!(again.json()["error"]["innerError"]["code"], "not_created");
    assert_eq!(fault(&alter(Some("*"), json!({ "duration": "P1D" })).await, 409).0, "notAllowed");
    let mine = client.order(AGENT, &format!("{path}/requests"), &json!({ "action": "approve" })).await;
    assert_eq!(fault(&mine, 403).0, "accessDenied", "nobody approves in the customer's place");
    client.order(Role::CustomerAdmin, &format!("{path}/requests"), &json!({ "action": "approve" })).await.made();
    let active = client.page(&path).await;
    assert_eq!(
        (active["status"].as_str(), active["activatedDateTime"].as_str()),
        (Some("active"), Some("2026-09-15T09:00:00Z"))
    );
    assert_eq!(active["endDateTime"], "2026-12-14T09:00:00Z");
    let strange = client.order(AGENT, &format!("{path}/requests"), &json!({ "action": "dance" })).await;
    assert_eq!(fault(&strange, 400).1, ["action"]);
    let log = client.get(Role::GlobalAdmin, "/api/v1/audit-events").await.found().to_string();
    for word in
        ["delegated_admin.draft", "delegated_admin.redraft", "delegated_admin.request", "delegated_admin.decide"]
    {
        assert!(log.contains(word), "{word} is on record: {log}");
    }
    assert!(log.contains("decide_delegated_admin.refused"), "and so is what was refused: {log}");
    client.desk.discard().await;
}

#[tokio::test]
async fn only_what_nobody_was_asked_for_can_be_thrown_away() {
    let client = Client::new().await;
    let draft = client.drafted("Kelp").await;
    let path = format!("{RELATIONSHIPS}/{}", draft["id"].as_str().unwrap());
    let remove = async |tag: Option<&str>| {
        let call = client.graph(AGENT, Method::DELETE, &path);
        client.send(if let Some(tag) = tag { call.header("if-match", tag) } else { call }).await
    };
    assert_eq!(fault(&remove(Some("W/\"0123\"")).await, 412).0, "resourceModified");
    assert_eq!(remove(draft["@odata.etag"].as_str()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(fault(&remove(None).await, 404).0, "itemNotFound");
    let again = client.drafted("Kelp").await;
    let path = format!("{RELATIONSHIPS}/{}", again["id"].as_str().unwrap());
    client.order(AGENT, &format!("{path}/requests"), &json!({ "action": "lockForApproval" })).await.made();
    let late = client.send(client.graph(AGENT, Method::DELETE, &path)).await;
    assert_eq!(fault(&late, 409).0, "notAllowed");
    let log = client.get(Role::GlobalAdmin, "/api/v1/audit-events").await.found().to_string();
    assert!(log.contains("delegated_admin.discard"), "{log}");
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_relationship_is_named_as_the_contract_names_it() {
    let client = Client::new().await;
    let (_, fields, _) = fault(&client.order(AGENT, RELATIONSHIPS, &json!({})).await, 400);
    assert_eq!(fields, ["customer.tenantId", "duration"]);
    let changed = |field: &str, value: Value| {
        let mut body = client.new_relationship("Kelp");
        body[field] = value;
        body
    };
    for (field, value, about) in [
        ("displayName", json!(""), "displayName"),
        ("displayName", json!("x".repeat(51)), "displayName"),
        ("duration", json!("P731D"), "duration"),
        ("duration", json!("two years"), "duration"),
        ("autoExtendDuration", json!("P180D"), "autoExtendDuration"),
        ("accessDetails", json!({ "unifiedRoles": [] }), "accessDetails.unifiedRoles"),
        ("customer", json!({ "tenantId": "nobody" }), "customer.tenantId"),
        ("accessDetails", json!(7), "body"),
    ] {
        let body = changed(field, value);
        let (_, fields, _) = fault(&client.order(AGENT, RELATIONSHIPS, &body).await, 400);
        assert_eq!(fields, [about], "{body}");
    }
    client.drafted("Kelp").await;
    let taken = client.order(AGENT, RELATIONSHIPS, &client.new_relationship("KELP")).await;
    assert_eq!(fault(&taken, 409).0, "nameAlreadyExists");
    for other in [&client.desk.government_customer, &client.desk.reseller_customer] {
        let body = changed("customer", json!({ "tenantId": other.tenant_id }));
        fault(&client.order(AGENT, RELATIONSHIPS, &body).await, 404);
    }
    let call = client.graph(AGENT, Method::POST, RELATIONSHIPS).bytes("text/plain", "{}");
    fault(&client.send(call).await, 415);
    client.desk.discard().await;
}

#[tokio::test]
async fn relationships_are_listed_with_their_filter_order_and_number() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    for name in ["Kelp", "Eel", "Crab"] {
        client.drafted(name).await;
    }
    let names = |page: &Value| -> Vec<String> {
        let all = page["value"].as_array().unwrap().iter();
        all.map(|one| one["displayName"].as_str().unwrap().to_owned()).collect()
    };
    let all = client.page(RELATIONSHIPS).await;
    assert_eq!(names(&all), ["Service Support Administrator", "Kelp", "Eel", "Crab"]);
    let drafts = client
        .page(&format!("{RELATIONSHIPS}?$filter=status eq 'created'&$orderby=createdDateTime desc&$top=2&$count=true"))
        .await;
    assert_eq!((names(&drafts), drafts["@odata.count"].as_i64()), (vec!["Crab".to_owned(), "Eel".to_owned()], Some(3)));
    let next =
        drafts["@odata.nextLink"].as_str().unwrap().strip_prefix("https://desk.example/v1.0").unwrap().to_owned();
    let rest = client.page(&next).await;
    assert_eq!((names(&rest), rest.get("@odata.nextLink")), (vec!["Kelp".to_owned()], None));
    for bad in ["$orderby=displayName", "$orderby=createdDateTime sideways", "$top=301"] {
        fault(&client.look_at(&format!("{RELATIONSHIPS}?{bad}")).await, 400);
    }
    let tenant = &client.desk.customer.tenant_id;
    let customers = client.page(CUSTOMERS).await;
    assert_eq!(customers["value"], json!([{ "id": tenant, "tenantId": tenant, "displayName": "Kestrel Dental" }]));
    assert_eq!(client.page(&format!("{CUSTOMERS}/{tenant}")).await["tenantId"], tenant.as_str());
    client.subscribed(&["Exchange Online"]).await;
    let services = client.page(&format!("{CUSTOMERS}/{tenant}/serviceManagementDetails")).await;
    assert_eq!(services["value"][0]["serviceName"], "Exchange Online");
    assert!(
        services["value"][0]["serviceManagementUrl"].as_str().is_some_and(|url| url.contains(tenant.as_str())),
        "{services}"
    );
    client.desk.discard().await;
}

/// Threat: what is another organization's, or of another cloud, does not exist.
#[tokio::test]
async fn what_belongs_to_another_does_not_exist() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    client.documented("graph", &json!([issue(1, "investigating", None)])).await;
    let draft = client.drafted("Kelp").await;
    let id = draft["id"].as_str().unwrap();
    let desk = &client.desk;
    let tenant = &desk.customer.tenant_id;
    for person in [
        desk.person_at(desk.distributor.id, Cloud::Public, AGENT),
        desk.person_at(desk.direct.id, Cloud::UsGovernment, AGENT),
    ] {
        for (method, path, body) in [
            (Method::GET, format!("{ISSUES}/EX1"), json!({})),
            (Method::GET, format!("{RELATIONSHIPS}/{id}"), json!({})),
            (Method::PATCH, format!("{RELATIONSHIPS}/{id}"), json!({})),
            (Method::DELETE, format!("{RELATIONSHIPS}/{id}"), json!({})),
            (Method::POST, format!("{RELATIONSHIPS}/{id}/requests"), json!({ "action": "lockForApproval" })),
            (Method::POST, RELATIONSHIPS.to_owned(), client.new_relationship("Theirs")),
            (Method::GET, format!("{CUSTOMERS}/{tenant}"), json!({})),
            (Method::GET, format!("{CUSTOMERS}/{tenant}/serviceManagementDetails"), json!({})),
        ] {
            let answer = client.send(call(method, format!("/v1.0{path}")).by(person).json(&body)).await;
            assert_eq!(fault(&answer, 404).0, "itemNotFound", "{path}");
        }
        for list in [ISSUES, RELATIONSHIPS, CUSTOMERS, OVERVIEWS] {
            let page = client.send(call(Method::GET, format!("/v1.0{list}")).by(person)).await.found();
            assert_eq!(page["value"], json!([]), "{list}");
        }
    }
    // A relationship is found under its own customer only.
    let (own, _) = id.split_at(36);
    let forged = format!("{RELATIONSHIPS}/{own}-{}", desk.reseller_customer.id.uuid());
    fault(&client.look_at(&forged).await, 404);
    client.desk.discard().await;
}

#[tokio::test]
async fn who_is_nobody_or_may_not_is_told_so_in_the_contracts_words() {
    let client = Client::new().await;
    let bare = client.send(call(Method::GET, format!("/v1.0{ISSUES}")).header("client-request-id", "c-7")).await;
    assert_eq!(fault(&bare, 401).0, "unauthenticated");
    assert_eq!(bare.header(header::WWW_AUTHENTICATE), "Bearer");
    assert_eq!(bare.json()["error"]["innerError"]["client-request-id"], "c-7");
    assert_eq!(bare.header("client-request-id".parse().unwrap()), "c-7");
    for list in [ISSUES, OVERVIEWS, RELATIONSHIPS, CUSTOMERS] {
        let contact = client.send(client.graph(Role::CustomerContact, Method::GET, list)).await;
        assert_eq!(fault(&contact, 403).0, "accessDenied", "{list}");
    }
    let sales = client.order(Role::SalesAgent, RELATIONSHIPS, &client.new_relationship("Kelp")).await;
    assert_eq!(fault(&sales, 403).0, "accessDenied");
    assert_eq!(fault(&client.look_at("/me").await, 404).0, "itemNotFound");
    let put = client.send(client.graph(AGENT, Method::PUT, ISSUES).json(&json!({}))).await;
    assert_eq!(fault(&put, 405).0, "notAllowed");
    client.desk.discard().await;
}

#[tokio::test]
async fn who_comes_too_often_is_told_when_to_come_again() {
    let client = Client::new().await;
    for _ in 0..500 {
        client.look_at("/nothing").await;
    }
    let last = client.look_at(ISSUES).await;
    assert_eq!(fault(&last, 429).0, "activityLimitReached");
    assert_eq!(last.header(header::RETRY_AFTER), "60");
    let elsewhere = client.get(AGENT, "/v1/servicerequests/supporttopics").await;
    assert_eq!(elsewhere.status, StatusCode::OK, "each contract counts for itself");
    client.desk.discard().await;
}

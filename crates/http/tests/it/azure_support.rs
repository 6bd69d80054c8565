//! Azure Support over the wire, as partners' scripts call it.

use std::ops::Deref;

use axum::http::{HeaderName, Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::{Cloud, Role};

use crate::client::{Answer, Call, Client, call};

mod change;
mod file;

const AGENT: Role = Role::AdminAgent;
const TITLE: &str = "Machines restart by themselves";
const SUBSCRIPTION: &str = "2f0a3c1e-7d55-4b8e-9a41-6c1f0e2d9b77";
const OTHER: &str = "90d4a6b2-1c3e-4f5a-8b7c-0d1e2f3a4b5c";
const NAME: &str = "restarts-2026-03";

/// A desk, called as Azure Support is.
struct Support(Client);

impl Deref for Support {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// A desk whose direct bill partner may file for its customer's subscription.
async fn desk() -> Support {
    let client = Support(Client::new().await);
    client.book(&client.desk.customer.tenant_id.clone(), SUBSCRIPTION).await;
    client
}

/// An address with the version that is spoken.
fn versioned(path: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}api-version=2024-04-01")
}

/// An address under the customer's subscription.
fn under(path: &str) -> String {
    versioned(&format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Support{path}"))
}

/// An address above all subscriptions.
fn above(path: &str) -> String {
    versioned(&format!("/providers/Microsoft.Support{path}"))
}

impl Support {
    /// Says that a customer has a subscription.
    async fn book(&self, tenant: &str, subscription: &str) {
        let lines = format!(
            "tenant_id,service,region,subscription_id,support_right\n{tenant},Virtual Machines,West Europe,{subscription},yes\n"
        );
        let call = call(Method::POST, "/api/v1/customers/imports").by(self.desk.person(Role::GlobalAdmin));
        let answer = self.send(call.bytes("text/csv", lines)).await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    fn by(&self, method: Method, path: String) -> Call {
        call(method, path).by(self.desk.person(AGENT))
    }

    async fn look(&self, path: &str) -> Answer {
        self.send(self.by(Method::GET, under(path))).await
    }

    async fn place(&self, path: &str, body: &Value) -> Answer {
        self.send(self.by(Method::PUT, under(path)).json(body)).await
    }

    async fn ask(&self, path: &str, body: &Value) -> Answer {
        self.send(self.by(Method::POST, under(path)).json(body)).await
    }

    async fn alter(&self, body: &Value) -> Answer {
        self.send(self.by(Method::PATCH, under(&format!("/supportTickets/{NAME}"))).json(body)).await
    }

    async fn hand_in(&self, name: &str) -> Answer {
        self.place(&format!("/supportTickets/{name}"), &self.ticket()).await
    }

    /// A ticket as the provider's examples have one.
    fn ticket(&self) -> Value {
        let agent = &self.desk.person(AGENT).user;
        json!({ "properties": {
            "title": TITLE,
            "description": "Since this morning the machines of the host pool restart by themselves.",
            "severity": "moderate", "advancedDiagnosticConsent": "Yes",
            "serviceId": "/providers/Microsoft.Support/services/virtualmachines",
            "problemClassificationId":
                "/providers/Microsoft.Support/services/virtualmachines/problemClassifications/azure-vm-start",
            "contactDetails": {
                "firstName": "Maren", "lastName": "Holt", "primaryEmailAddress": agent.email,
                "preferredContactMethod": "email", "preferredTimeZone": "W. Europe Standard Time",
                "country": "POL", "preferredSupportLanguage": "en-US",
            },
            "technicalTicketDetails": {
                "resourceId": format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/a/providers/Microsoft.Compute/virtualMachines/b"),
            },
            "supportPlanId": "left aside", "require24X7Response": false,
        }})
    }

    /// Climbs the ladder of the customer's case of that title.
    async fn climb(&self) {
        let found = self.get(AGENT, "/api/v1/cases?query=Machines").await.found();
        let case = found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("no case: {found}")).to_owned();
        let step = json!({"area": "settings", "action": "Started them anew", "outcome": "no_change"});
        self.post(AGENT, &format!("/api/v1/cases/{case}/troubleshooting-steps"), &step).await.made();
        let decided = json!({"category": "bug_or_irregularity", "reason": "Two machines show the same",
            "grounds": {"steps": "Wait.", "seen": "They restart.", "expected": "They run."}});
        self.put(AGENT, &format!("/api/v1/cases/{case}/category"), &decided).await.found();
    }

    /// A ticket that reached the provider.
    async fn filed(&self) {
        fault(&self.hand_in(NAME).await, 409);
        self.climb().await;
        assert_eq!(self.hand_in(NAME).await.status, StatusCode::ACCEPTED);
        self.desk.deliver().await;
    }

    async fn received(&self) -> Value {
        self.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found()["items"][0].clone()
    }

    async fn decide(&self, decision: &str, reason: &str) {
        let path = format!("/api/v1/service-requests/{}/decisions", self.received().await["id"].as_str().unwrap());
        self.post(Role::Engineer, &path, &json!({"decision": decision, "reason": reason})).await.made();
        self.desk.deliver().await;
    }
}

/// The contract's own error: its code, what it is about, and what it says.
fn fault(answer: &Answer, status: u16) -> (String, Vec<String>, String) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let error = &answer.json()["error"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let details = error["details"].as_array().cloned().unwrap_or_default();
    let about = details.iter().map(|one| text(if one["target"].is_string() { &one["target"] } else { &one["code"] }));
    let (code, message) = (text(&error["code"]), text(&error["message"]));
    assert!(!code.is_empty() && !message.is_empty(), "{error}");
    assert_eq!(error["target"].as_str(), details.first().and_then(|one| one["target"].as_str()), "{error}");
    (code, about.collect(), message)
}

/// Where an answer points to, on this desk.
fn local(answer: &Answer, name: HeaderName) -> String {
    let address = answer.header(name);
    let path = address.strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned()));
    path.unwrap_or_else(|| panic!("{address} is no whole address"))
}

#[tokio::test]
async fn a_ticket_climbs_the_ladder_and_is_an_operation_under_its_name() {
    let client = desk().await;
    let (code, blockers, says) = fault(&client.hand_in(NAME).await, 409);
    assert_eq!(code, "Blocked");
    assert!(blockers.contains(&"CategoryMissing".to_owned()), "{blockers:?}");
    let cases = client.get(AGENT, "/api/v1/cases").await.found();
    assert!(says.contains(cases["items"][0]["number"].as_str().unwrap()), "the report is kept: {says}");
    fault(&client.look(&format!("/supportTickets/{NAME}")).await, 404);
    fault(&client.hand_in(NAME).await, 409);
    let cases = client.get(AGENT, "/api/v1/cases").await.found();
    assert_eq!(cases["items"].as_array().map(Vec::len), Some(1), "the same name again is the same case");

    client.climb().await;
    let accepted = client.hand_in(NAME).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.text());
    let status = local(&accepted, "azure-asyncoperation".parse().unwrap());
    let status = client.send(client.by(Method::GET, status)).await.found();
    assert_eq!((status["status"].as_str(), status["percentComplete"].as_f64()), (Some("Succeeded"), Some(100.0)));
    let result = local(&accepted, header::LOCATION);
    let made = client.send(client.by(Method::GET, result.clone())).await.found();
    assert_eq!((made["name"].as_str(), made["type"].as_str()), (Some(NAME), Some("Microsoft.Support/supportTickets")));
    let said = &made["properties"];
    assert_eq!((said["title"].as_str(), said["severity"].as_str()), (Some(TITLE), Some("moderate")));
    assert_eq!(said["status"], "Updating", "it is on its way");
    assert_eq!(said["advancedDiagnosticConsent"], "Yes");
    assert_eq!(said["contactDetails"]["country"], "POL");
    assert_eq!(said["contactDetails"]["preferredTimeZone"], "W. Europe Standard Time");
    assert!(said["description"].as_str().unwrap().contains("\nResource: /subscriptions/"), "{said}");
    assert!(said["supportTicketId"].as_str().unwrap().starts_with("R-"), "{said}");

    let again = client.hand_in(NAME).await.found();
    assert_eq!(again["properties"]["supportTicketId"], said["supportTicketId"], "the same again is the same ticket");
    let mut other = client.ticket();
    other["properties"]["title"] = json!("Something else");
    let taken = client.place(&format!("/supportTickets/{}", NAME.to_uppercase()), &other).await;
    assert_eq!(fault(&taken, 409).0, "NameTaken");
    let listed = client.look("/supportTickets").await.found();
    assert_eq!(listed["value"].as_array().map(Vec::len), Some(1), "{listed}");
    // Whose operation it is not has none of this name.
    let elsewhere = client.desk.person_at(client.desk.distributor.id, Cloud::Public, AGENT);
    let stranger = client.send(call(Method::GET, result).by(elsewhere)).await;
    assert_eq!(fault(&stranger, 404).0, "SubscriptionNotFound");
    client.0.desk.discard().await;
}

#[tokio::test]
async fn a_subscription_names_the_customer_of_a_ticket() {
    let client = desk().await;
    let unknown = versioned(&format!("/subscriptions/{OTHER}/providers/Microsoft.Support/supportTickets"));
    let answer = client.send(client.by(Method::GET, unknown.clone())).await;
    assert_eq!(fault(&answer, 404).0, "SubscriptionNotFound");
    // Above all subscriptions the resource names it; without one, nobody knows for whom the ticket is.
    let mut bare = client.ticket();
    bare["properties"]["technicalTicketDetails"] = Value::Null;
    let put = |body: Value| client.send(client.by(Method::PUT, above(&format!("/supportTickets/{NAME}"))).json(&body));
    assert_eq!(fault(&put(bare).await, 400).1, ["technicalTicketDetails.resourceId"]);
    assert_eq!(fault(&put(client.ticket()).await, 409).0, "Blocked");
    client.climb().await;
    assert_eq!(put(client.ticket()).await.status, StatusCode::ACCEPTED);
    let name = format!("/supportTickets/{NAME}");
    assert_eq!(
        client.look(&name).await.found()["id"],
        format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Support{name}")
    );
    let found = client.send(client.by(Method::GET, above(&name))).await.found();
    assert_eq!(found["id"], format!("/providers/Microsoft.Support{name}"));
    // Under another customer's subscription there is no such ticket.
    let body = json!({"name": "Anchor", "domain": "anchor.example", "country": "PL",
        "tenant_id": "5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a01"});
    client.post(Role::GlobalAdmin, "/api/v1/customers", &body).await.made();
    client.book("5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a01", OTHER).await;
    let path = versioned(&format!("/subscriptions/{OTHER}/providers/Microsoft.Support{name}"));
    assert_eq!(fault(&client.send(client.by(Method::GET, path)).await, 404).0, "ResourceNotFound");
    assert_eq!(client.send(client.by(Method::GET, unknown)).await.found()["value"], json!([]));
    client.0.desk.discard().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_ticket_is_named_as_the_contract_names_it() {
    let client = desk().await;
    let nothing = client.place(&format!("/supportTickets/{NAME}"), &json!({"properties": {}})).await;
    let (code, fields, _) = fault(&nothing, 400);
    assert_eq!(code, "InvalidRequestContent");
    assert_eq!(
        fields,
        [
            "title",
            "description",
            "severity",
            "serviceId",
            "problemClassificationId",
            "advancedDiagnosticConsent",
            "contactDetails.primaryEmailAddress",
        ]
    );
    for (pointer, value, named) in [
        ("severity", json!("A"), "severity"),
        ("serviceId", json!("/providers/Microsoft.Support/services/06bfd9d3"), "serviceId"),
        ("problemClassificationId", json!("azure-vpn"), "problemClassificationId"),
        ("advancedDiagnosticConsent", json!("Perhaps"), "advancedDiagnosticConsent"),
        ("secondaryConsent", json!([{"type": "x", "userConsent": "Yes"}]), "secondaryConsent"),
        ("fileWorkspaceName", json!("nowhere"), "fileWorkspaceName"),
        ("problemStartTime", json!("2030-01-01T00:00:00Z"), "problemStartTime"),
        ("title", json!("gpj.exe\u{202e}"), "title"),
    ] {
        let mut body = client.ticket();
        body["properties"][pointer] = value;
        let (_, fields, _) = fault(&client.place(&format!("/supportTickets/{NAME}"), &body).await, 400);
        assert_eq!(fields, [named], "{body}");
    }
    for (pointer, value, named) in [
        ("primaryEmailAddress", json!("anybody@kestrel-dental.example"), "contactDetails.primaryEmailAddress"),
        ("preferredTimeZone", json!("Lunchtime"), "contactDetails.preferredTimeZone"),
        ("country", json!("Poland"), "contactDetails.country"),
        ("additionalEmailAddresses", json!(["all@northgate.example"]), "contactDetails.additionalEmailAddresses"),
        ("preferredContactMethod", json!("phone"), "contactDetails.phoneNumber"),
    ] {
        let mut body = client.ticket();
        body["properties"]["contactDetails"][pointer] = value;
        let (_, fields, _) = fault(&client.place(&format!("/supportTickets/{NAME}"), &body).await, 400);
        assert_eq!(fields, [named], "{body}");
    }
    let strange = client.place("/supportTickets/a%20b", &client.ticket()).await;
    assert_eq!(fault(&strange, 400).1, ["supportTicketName"]);
    for (query, code) in [("", "MissingApiVersionParameter"), ("?api-version=2020-04-01", "NoRegisteredProviderFound")]
    {
        let path = format!("/providers/Microsoft.Support/supportTickets{query}");
        let (said, _, message) = fault(&client.send(client.by(Method::GET, path)).await, 400);
        assert_eq!(said, code);
        assert!(message.contains("2024-04-01"), "{message}");
    }
    for (media_type, body, status) in [("application/json", "{", 400), ("text/plain", "{}", 415)] {
        let call = client.by(Method::PUT, under(&format!("/supportTickets/{NAME}")));
        fault(&client.send(call.bytes(media_type, body)).await, status);
    }
    client.0.desk.discard().await;
}

#[tokio::test]
async fn lists_have_a_top_a_filter_and_a_next_page() {
    let client = desk().await;
    client.filed().await;
    let page = client.look("/supportTickets?$top=1").await.found();
    assert_eq!((page["value"][0]["name"].as_str(), page.get("nextLink")), (Some(NAME), None));
    for (filter, count) in [
        ("Status%20eq%20'Open'", 1),
        ("Status%20eq%20'Closed'", 0),
        ("Status%20eq%20'Open'%20and%20Status%20eq%20'Closed'", 0),
        ("ServiceId%20eq%20'virtualmachines'", 1),
        ("ServiceId%20eq%20'storage'", 0),
        ("ProblemClassificationId%20eq%20'azure-vm-start'%20and%20CreatedDate%20ge%202026-01-01T00:00:00Z", 1),
        ("CreatedDate%20gt%202030-01-01T00:00:00Z", 0),
    ] {
        let found = client.look(&format!("/supportTickets?$filter={filter}")).await.found();
        assert_eq!(found["value"].as_array().map(Vec::len), Some(count), "{filter}");
    }
    for (path, about) in [
        ("/supportTickets?$filter=Title%20eq%20'x'", "$filter"),
        ("/supportTickets?$filter=Status%20eq%20'Open'%20or%20Status%20eq%20'Closed'", "$filter"),
        ("/supportTickets?$top=0", "top"),
        ("/supportTickets?$top=101", "top"),
        ("/supportTickets?$orderby=title", "orderby"),
        ("/supportTickets?$skiptoken=forged", "$skiptoken"),
    ] {
        let (code, fields, _) = fault(&client.look(path).await, 400);
        assert_eq!((code.as_str(), fields), ("InvalidRequestContent", vec![about.to_owned()]), "{path}");
    }
    // A second one, and the pages go on from each other.
    client.alter(&json!({"status": "closed"})).await.found();
    assert_eq!(client.hand_in("second").await.status, StatusCode::ACCEPTED);
    let mut names = Vec::new();
    let mut path = under("/supportTickets?$top=1");
    loop {
        let page = client.send(client.by(Method::GET, path)).await.found();
        names.extend(page["value"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["nextLink"].as_str() else { break };
        assert!(next.contains("$top=1") && next.contains("api-version=2024-04-01"), "{next}");
        path = next.strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned())).unwrap();
    }
    assert_eq!(names, ["second", NAME], "the newest first");
    client.0.desk.discard().await;
}

/// Threats 27, 28 and 34: who calls is who its own token says, whatever else it brings.
#[tokio::test]
async fn what_belongs_to_another_does_not_exist_and_a_second_token_gives_no_right() {
    let client = desk().await;
    client.filed().await;
    let desk = &client.0.desk;
    let owner = desk.person(AGENT).token.clone();
    let elsewhere = desk.person_at(desk.distributor.id, Cloud::Public, AGENT);
    let other_cloud = desk.person_at(desk.direct.id, Cloud::UsGovernment, AGENT);
    for person in [elsewhere, other_cloud] {
        for (method, path, code) in [
            (Method::GET, under("/supportTickets"), "SubscriptionNotFound"),
            (Method::GET, above(&format!("/supportTickets/{NAME}")), "ResourceNotFound"),
            (Method::PATCH, above(&format!("/supportTickets/{NAME}")), "ResourceNotFound"),
            (Method::GET, above(&format!("/supportTickets/{NAME}/communications")), "ResourceNotFound"),
            (Method::GET, above(&format!("/supportTickets/{NAME}/chatTranscripts")), "ResourceNotFound"),
        ] {
            let call = call(method, path.clone()).by(person).json(&json!({}));
            let call = call.header("x-ms-authorization-auxiliary", format!("Bearer {owner}"));
            assert_eq!(fault(&client.send(call).await, 404).0, code, "{path}");
        }
        let listed = client.send(call(Method::GET, above("/supportTickets")).by(person)).await.found();
        assert_eq!(listed["value"], json!([]));
    }
    // A name is one's own in one's own organization.
    let free = json!({"name": NAME, "type": "Microsoft.Support/supportTickets"});
    let asked = call(Method::POST, above("/checkNameAvailability")).by(elsewhere).json(&free);
    assert_eq!(client.send(asked).await.found()["nameAvailable"], true);
    let taken = client.ask("/checkNameAvailability", &free).await.found();
    assert_eq!((&taken["nameAvailable"], &taken["reason"]), (&json!(false), &json!("AlreadyExists")));
    client.0.desk.discard().await;
}

#[tokio::test]
async fn who_is_nobody_or_may_not_is_told_so_in_the_contracts_words() {
    let client = desk().await;
    let bare = client.send(call(Method::GET, above("/supportTickets"))).await;
    assert_eq!(fault(&bare, 401).0, "AuthenticationFailed");
    assert_eq!(bare.header(header::WWW_AUTHENTICATE), "Bearer");
    let sales = call(Method::PUT, under(&format!("/supportTickets/{NAME}"))).by(client.desk.person(Role::SalesAgent));
    assert_eq!(fault(&client.send(sales.json(&client.ticket())).await, 403).0, "AuthorizationFailed");
    let contact = call(Method::GET, above("/supportTickets")).by(client.desk.person(Role::CustomerContact));
    assert_eq!(fault(&client.send(contact).await, 403).0, "AuthorizationFailed");
    assert_eq!(fault(&client.look("/invoices").await, 404).0, "ResourceNotFound");
    let gone = client.send(client.by(Method::DELETE, under("/supportTickets"))).await;
    assert_eq!(fault(&gone, 405).0, "MethodNotAllowed");
    client.0.desk.discard().await;
}

#[tokio::test]
async fn services_and_kinds_of_problems_are_those_of_the_desk() {
    let client = desk().await;
    let services = client.look("/services").await.found();
    let machines = services["value"].as_array().unwrap().iter().find(|one| one["name"] == "virtualmachines").cloned();
    assert_eq!(machines.unwrap()["properties"]["displayName"], "Virtual Machines");
    let kinds = client.look("/services/virtualmachines/problemClassifications").await.found();
    let start = kinds["value"].as_array().unwrap().iter().find(|one| one["name"] == "azure-vm-start").cloned().unwrap();
    let one = client.look("/services/virtualmachines/problemClassifications/azure-vm-start").await.found();
    assert_eq!(one, start);
    fault(&client.look("/services/molten").await, 404);
    let operations = client.send(client.by(Method::GET, above("/operations"))).await.found();
    assert!(operations["value"].to_string().contains("Microsoft.Support/supportTickets/write"), "{operations}");
    client.0.desk.discard().await;
}

#[tokio::test]
async fn a_desk_has_no_chats_and_says_when_its_answer_is_due() {
    let client = desk().await;
    client.filed().await;
    let ticket = format!("/supportTickets/{NAME}");
    assert_eq!(client.look(&format!("{ticket}/chatTranscripts")).await.found(), json!({"value": []}));
    fault(&client.look(&format!("{ticket}/chatTranscripts/first")).await, 404);
    let due = client.look(&ticket).await.found()["properties"]["serviceLevelAgreement"].clone();
    // The programme's four hours for B, of the calendar's.
    assert_eq!(due["slaMinutes"], 240, "{due}");
    let at = |field: &str| due[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert!(at("expirationTime") - at("startTime") >= chrono::Duration::minutes(240), "{due}");
    let wrong = json!({"name": "x", "type": "Microsoft.Support/communications"});
    assert_eq!(fault(&client.ask("/checkNameAvailability", &wrong).await, 400).1, ["type"]);
    assert_eq!(client.ask(&format!("{ticket}/checkNameAvailability"), &wrong).await.found()["nameAvailable"], true);
    client.0.desk.discard().await;
}

#[tokio::test]
async fn who_comes_too_often_is_told_when_to_come_again() {
    let client = desk().await;
    let mut last = client.look("/services/virtualmachines").await;
    for _ in 0..500 {
        last = client.look("/services/virtualmachines").await;
    }
    assert_eq!(fault(&last, 429).0, "TooManyRequests");
    assert_eq!(last.header(header::RETRY_AFTER), "60");
    assert_eq!(client.send(client.by(Method::GET, above("/supportTickets"))).await.status, StatusCode::OK);
    client.0.desk.discard().await;
}

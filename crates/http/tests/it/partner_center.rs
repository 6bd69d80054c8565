//! Partner Center's REST interface over the wire, as partners' scripts call it.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::{Cloud, Role, catalogue::topic_find};

use crate::client::{Answer, Call, Client, call};

pub(crate) const AGENT: Role = Role::AdminAgent;
const TITLE: &str = "Shared calendars stay empty";

/// A desk where a request of the direct bill partner for its customer can be handed up.
async fn desk() -> Client {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    client
}

impl Client {
    pub(crate) fn v1(&self, role: Role, method: Method, path: &str) -> Call {
        call(method, format!("/v1{path}")).by(self.desk.person(role))
    }

    pub(crate) async fn look(&self, path: &str) -> Answer {
        self.send(self.v1(AGENT, Method::GET, path)).await
    }

    pub(crate) async fn alter(&self, path: &str, body: &Value) -> Answer {
        self.send(self.v1(AGENT, Method::PATCH, path).json(body)).await
    }

    async fn hand_in(&self, body: &Value) -> Answer {
        self.send(self.v1(AGENT, Method::POST, "/servicerequests/en-US").json(body)).await
    }

    pub(crate) fn tenant(&self) -> String {
        self.desk.customer.tenant_id.clone()
    }

    /// What a program of the provider would post: its names are in PascalCase, and what it does not say is null.
    fn posted(&self) -> Value {
        let topic = topic_find("exchange-calendar").expect("a topic").number();
        json!({
            "Title": TITLE, "Description": "Since this morning shared calendars stay empty for everybody.",
            "Severity": "moderate", "SupportTopicId": topic.to_string(), "Organization": {"Id": self.tenant()},
            "Id": null, "Status": "none", "CreatedDate": "0001-01-01T00:00:00", "Notes": null,
        })
    }

    /// Climbs the ladder of the customer's case of that title.
    async fn climb(&self) -> String {
        let found = self.get(AGENT, "/api/v1/cases?query=calendars").await.found();
        let case = found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("no case: {found}")).to_owned();
        let step = json!({"area": "settings", "action": "Shared it anew", "outcome": "no_change"});
        self.post(AGENT, &format!("/api/v1/cases/{case}/troubleshooting-steps"), &step).await.made();
        let decided = json!({"category": "bug_or_irregularity", "reason": "Two devices show the same",
            "grounds": {"steps": "Open the calendar.", "seen": "It is empty.", "expected": "Entries."}});
        self.put(AGENT, &format!("/api/v1/cases/{case}/category"), &decided).await.found();
        case
    }

    /// A request that reached the provider: its number.
    async fn filed(&self) -> String {
        fault(&self.hand_in(&self.posted()).await, 409);
        self.climb().await;
        let made = self.hand_in(&self.posted()).await.made();
        self.desk.deliver().await;
        made["id"].as_str().unwrap_or_else(|| panic!("no number: {made}")).to_owned()
    }

    async fn decide(&self, decision: &str, reason: &str) {
        let inbox = self.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found();
        let path = format!("/api/v1/service-requests/{}/decisions", inbox["items"][0]["id"].as_str().unwrap());
        self.post(Role::Engineer, &path, &json!({"decision": decision, "reason": reason})).await.made();
        self.desk.deliver().await;
    }
}

/// The contract's own error: its code, what it is about, and what it says.
pub(crate) fn fault(answer: &Answer, status: u16) -> (u64, Vec<String>, String) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["source"], "PartnerFD", "{body}");
    let data = body["data"].as_array().unwrap_or_else(|| panic!("no data: {body}"));
    let data = data.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let code = body["code"].as_u64().unwrap_or_else(|| panic!("no code: {body}"));
    let description = body["description"].as_str().unwrap_or_default().to_owned();
    assert!(!description.is_empty(), "{body}");
    (code, data, description)
}

#[tokio::test]
async fn a_posted_request_climbs_the_ladder_like_any_other() {
    let client = desk().await;
    let (code, blockers, says) = fault(&client.hand_in(&client.posted()).await, 409);
    assert_eq!(code, 409);
    assert!(blockers.contains(&"category_missing".to_owned()), "{blockers:?}");
    let cases = client.get(AGENT, "/api/v1/cases").await.found();
    let number = cases["items"][0]["number"].as_str().unwrap();
    assert!(says.contains(number), "the report is kept as {number}: {says}");
    assert_eq!(client.look("/servicerequests").await.found()["totalCount"], 0, "nothing went up");
    fault(&client.hand_in(&client.posted()).await, 409);
    let cases = client.get(AGENT, "/api/v1/cases").await.found();
    assert_eq!(cases["items"].as_array().map(Vec::len), Some(1), "the same report again is the same case");

    client.climb().await;
    let made = client.hand_in(&client.posted()).await;
    assert!(made.header(header::LOCATION).starts_with("/v1/servicerequests/R-"), "{:?}", made.headers);
    let made = made.made();
    assert_eq!((made["title"].as_str(), made["severity"].as_str()), (Some(TITLE), Some("moderate")));
    assert_eq!(made["status"], "none", "it is on its way");
    assert_eq!(made["organization"]["id"], client.tenant());
    assert_eq!(made["lastClosedDate"], "0001-01-01T00:00:00");
    assert_eq!(made["supportTopicName"], "Calendar sharing and delegates");
    client.desk.deliver().await;
    let path = format!("/servicerequests/{}", made["id"].as_str().unwrap());
    assert_eq!(client.look(&path).await.found()["status"], "open");
    let (_, blockers, _) = fault(&client.hand_in(&client.posted()).await, 409);
    assert!(blockers.contains(&"duplicate_open_request".to_owned()), "{blockers:?}");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_repeated_post_is_the_same_request() {
    let client = desk().await;
    fault(&client.hand_in(&client.posted()).await, 409);
    client.climb().await;
    let post = |body: Value| {
        let call = client.v1(AGENT, Method::POST, "/servicerequests/en-US").json(&body);
        client
            .send(call.header("ms-requestid", "65fec26d-12b3-4f2d-9a0c-6f1d2b3c4d5e").header("ms-correlationid", "c-1"))
    };
    let first = post(client.posted()).await;
    assert_eq!(first.header("ms-requestid".parse().unwrap()), "65fec26d-12b3-4f2d-9a0c-6f1d2b3c4d5e");
    assert_eq!(first.header("ms-correlationid".parse().unwrap()), "c-1");
    let again = post(client.posted()).await.made();
    assert_eq!(first.made()["id"], again["id"]);
    let mut other = client.posted();
    other["Description"] = json!("Something else.");
    assert_eq!(fault(&post(other).await, 400).0, 3000, "the same name for another call");
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_missing_in_a_post_is_named_as_the_contract_names_it() {
    let client = desk().await;
    let nothing = json!({"Severity": "unknown"});
    let (code, fields, _) = fault(&client.hand_in(&nothing).await, 400);
    assert_eq!(
        (code, fields),
        (3000, ["Title", "Description", "Severity", "SupportTopicId", "Organization.Id"].map(str::to_owned).to_vec())
    );
    for (field, value, named) in [
        ("Organization", json!({"Id": "not a tenant"}), "Organization.Id"),
        ("SupportTopicId", json!(7), "SupportTopicId"),
        ("Id", json!("T-1"), "Id"),
        ("PrimaryContact", json!({"Email": "anybody@kestrel-dental.example"}), "PrimaryContact.Email"),
        ("Title", json!("gpj.exe\u{202e}"), "Title"),
    ] {
        let mut body = client.posted();
        body[field] = value;
        let (code, fields, _) = fault(&client.hand_in(&body).await, 400);
        assert_eq!((code, fields), (3000, vec![named.to_owned()]), "{body}");
    }
    for other in [&client.desk.government_customer, &client.desk.reseller_customer] {
        let mut body = client.posted();
        body["Organization"]["Id"] = json!(other.tenant_id);
        assert_eq!(fault(&client.hand_in(&body).await, 404).0, 60_003, "another cloud's or organization's is none");
    }
    for (media_type, body) in [("application/json", "{"), ("application/json", "[]"), ("application/json", "")] {
        let call = client.v1(AGENT, Method::POST, "/servicerequests/en-US");
        assert_eq!(fault(&client.send(call.bytes(media_type, body)).await, 400).0, 3000, "{body}");
    }
    let call = client.v1(AGENT, Method::POST, "/servicerequests/en%2FUS").json(&client.posted());
    assert_eq!(fault(&client.send(call).await, 400).1, ["agent-locale"]);
    client.desk.discard().await;
}

/// Threat: a program that fills what it does not mean with words that mean nothing must not wipe a request.
#[tokio::test]
async fn what_says_nothing_changes_nothing() {
    let client = desk().await;
    let path = format!("/servicerequests/{}", client.filed().await);
    let before = client.look(&path).await.found();
    let sentinels = json!({
        "Title": null, "Description": null, "Severity": "unknown", "Status": "none", "SupportTopicId": null,
        "SupportTopicName": null, "Organization": null, "PrimaryContact": null, "ProductName": null,
        "CreatedDate": "0001-01-01T00:00:00", "LastModifiedDate": "0001-01-01T00:00:00",
        "LastClosedDate": "0001-01-01T00:00:00", "NewNote": null, "Notes": null, "CountryCode": null, "Id": null,
    });
    assert_eq!(client.alter(&path, &sentinels).await.found(), before);
    assert_eq!(client.alter(&path, &json!({"Severity": 0, "Status": 0})).await.found(), before);
    assert_eq!(client.alter(&path, &before).await.found(), before, "what was read comes back as it is");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_note_reaches_the_provider_and_its_question_the_script() {
    let client = desk().await;
    let path = format!("/servicerequests/{}", client.filed().await);
    client.decide("ask", "Which mailbox, for example?").await;
    let asked = client.look(&path).await.found();
    assert_eq!(asked["status"], "attention_needed");
    assert_eq!(
        asked["notes"].as_array().and_then(|all| all.last()).map(|one| &one["text"]),
        Some(&json!("Which mailbox, for example?"))
    );
    assert_eq!(fault(&client.alter(&path, &json!({"Status": "open"})).await, 400).1, ["Status"], "an answer is wanted");
    let answered = client.alter(&path, &json!({"NewNote": {"Text": "reception@"}, "Status": "Open"})).await.found();
    assert_eq!(answered["status"], "open");
    let note = answered["notes"].as_array().and_then(|all| all.last()).unwrap();
    assert_eq!(
        (note["text"].as_str(), note["createdByName"].as_str()),
        (Some("reception@"), Some(client.desk.person(AGENT).user.name.as_str()))
    );
    client.desk.deliver().await;
    let inbox = client.get(Role::Engineer, "/api/v1/service-requests?direction=received").await.found();
    let request = inbox["items"][0]["id"].as_str().unwrap();
    let notes = client.get(Role::Engineer, &format!("/api/v1/service-requests/{request}/notes")).await.found();
    assert!(notes.to_string().contains("reception@"), "{notes}");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_sender_closes_its_request_and_leaves_the_rest_to_the_provider() {
    let client = desk().await;
    let path = format!("/servicerequests/{}", client.filed().await);
    for (body, status, about) in [
        (json!({"Status": "attention_needed"}), 400, "Status"),
        (json!({"Title": "Another"}), 409, "already_sent"),
        (json!({"NewNote": {"Text": " "}}), 400, "NewNote.Text"),
        (json!({"SupportTopicId": "7"}), 400, "SupportTopicId"),
    ] {
        assert_eq!(fault(&client.alter(&path, &body).await, status).1, [about], "{body}");
    }
    let raised = client.alter(&path, &json!({"Severity": "critical"})).await.found();
    assert_eq!(raised["severity"], "critical", "the provider hears of it");
    let closed =
        client.alter(&path, &json!({"Status": "closed", "NewNote": {"Text": "It works again."}})).await.found();
    assert_eq!(closed["status"], "closed");
    assert_ne!(closed["lastClosedDate"], "0001-01-01T00:00:00");
    assert!(closed["notes"].to_string().contains("It works again."), "{closed}");
    assert_eq!(client.alter(&path, &json!({"Status": "closed"})).await.found(), closed, "again is nothing new");
    assert_eq!(fault(&client.alter(&path, &json!({"Status": "open"})).await, 400).1, ["Status"]);
    assert_eq!(fault(&client.alter(&path, &json!({"NewNote": {"Text": "One more"}})).await, 409).1, ["over"]);
    client.desk.discard().await;
}

#[tokio::test]
async fn lists_have_a_place_a_number_and_a_filter() {
    let client = desk().await;
    let number = client.filed().await;
    let page = client.look("/servicerequests?offset=0&size=1").await.found();
    assert_eq!((page["totalCount"].as_i64(), page["items"][0]["id"].as_str()), (Some(1), Some(number.as_str())));
    assert_eq!(page["attributes"]["objectType"], "Collection");
    assert!(page["items"][0].get("description").is_none() && page["items"][0]["primaryContact"]["email"].is_string());
    let filter = |word: &str, operator: &str| {
        format!(
            "/servicerequests?filter=%7B%22Field%22%3A%22Status%22%2C%22Value%22%3A%22{word}%22%2C%22Operator%22%3A%22{operator}%22%7D"
        )
    };
    assert_eq!(client.look(&filter("open", "equals")).await.found()["totalCount"], 1);
    assert_eq!(client.look(&filter("closed", "equals")).await.found()["totalCount"], 0);
    assert_eq!(client.look(&filter("closed", "not_equals")).await.found()["totalCount"], 1);
    for (path, about) in [
        (filter("open", "greater_than"), "filter.Operator"),
        (filter("molten", "equals"), "filter.Value"),
        ("/servicerequests?filter=Status%20eq%20'open'".to_owned(), "filter"),
        ("/servicerequests?$orderby=title".to_owned(), "orderby"),
        ("/servicerequests?size=0".to_owned(), "size"),
    ] {
        let (code, data, _) = fault(&client.look(&path).await, 400);
        assert_eq!((code, data), (3000, vec![about.to_owned()]), "{path}");
    }
    let tenant = client.tenant();
    let of_customer = format!("/customers/{tenant}/servicerequests");
    let page = client.look(&format!("{of_customer}?size=5")).await.found();
    assert_eq!(page["items"][0]["id"], number.as_str());
    assert_eq!(page["links"]["self"]["uri"], format!("{of_customer}?offset=0&size=5"));
    assert_eq!(client.look(&format!("{of_customer}/{number}")).await.found()["id"], number.as_str());
    let note = json!({"newNote": {"text": "By the customer's address"}});
    let noted = client.alter(&format!("{of_customer}/{number}"), &note).await.found();
    assert!(noted["notes"].to_string().contains("By the customer's address"));
    client.desk.discard().await;
}

#[tokio::test]
async fn customers_are_walked_from_page_to_page() {
    let client = Client::new().await;
    for number in 0..4 {
        let body = json!({"name": format!("Anchor {number}"), "domain": format!("anchor-{number}.example"), "country": "PL",
            "tenant_id": format!("5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a0{number}")});
        client.post(Role::GlobalAdmin, "/api/v1/customers", &body).await.made();
    }
    let mut names = Vec::new();
    let mut page = client.look("/customers?size=2").await.found();
    loop {
        assert_eq!(page["totalCount"], 5);
        for one in page["items"].as_array().unwrap() {
            assert_eq!(one["id"], one["companyProfile"]["tenantId"]);
            names.push(one["companyProfile"]["companyName"].as_str().unwrap().to_owned());
        }
        let next = &page["links"]["next"];
        let Some(uri) = next["uri"].as_str() else { break };
        let header = &next["headers"][0];
        assert_eq!(header["key"], "MS-ContinuationToken");
        let token = header["value"].as_str().unwrap().to_owned();
        page = client.send(client.v1(AGENT, Method::GET, uri).header("ms-continuationtoken", token)).await.found();
    }
    assert_eq!(names, ["Anchor 0", "Anchor 1", "Anchor 2", "Anchor 3", "Kestrel Dental"]);
    let begins = "/customers?filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22anch%22%2C%22Operator%22%3A%22starts_with%22%7D";
    let found = client.look(&format!("{begins}&size=3")).await.found();
    assert_eq!((found["totalCount"].as_i64(), found["items"].as_array().map(Vec::len)), (Some(4), Some(3)));
    let token = found["continuationToken"].as_str().unwrap().to_owned();
    let rest = client.v1(AGENT, Method::GET, "/customers?seekOperation=Next").header("ms-continuationtoken", token);
    let rest = client.send(rest).await.found();
    assert_eq!(rest["items"][0]["companyProfile"]["companyName"], "Anchor 3", "a walk keeps its filter");
    for (path, token, about) in [
        ("/customers?seekOperation=Next", None, "MS-ContinuationToken"),
        ("/customers?seekOperation=Next", Some("forged"), "MS-ContinuationToken"),
        ("/customers?seekOperation=Sideways", None, "seekOperation"),
        (
            "/customers?filter=%7B%22Field%22%3A%22Turnover%22%2C%22Value%22%3A%221%22%2C%22Operator%22%3A%22equals%22%7D",
            None,
            "filter.Field",
        ),
    ] {
        let call = client.v1(AGENT, Method::GET, path);
        let call = if let Some(token) = token { call.header("ms-continuationtoken", token) } else { call };
        assert_eq!(fault(&client.send(call).await, 400).1, [about], "{path}");
    }
    let one = client.look(&format!("/customers/{}", client.tenant())).await.found();
    assert_eq!(
        (one["relationshipToPartner"].as_str(), one["allowDelegatedAccess"].as_bool()),
        (Some("reseller"), Some(false))
    );
    client.desk.discard().await;
}

#[tokio::test]
async fn what_belongs_to_another_does_not_exist() {
    let client = desk().await;
    let number = client.filed().await;
    let desk = &client.desk;
    let elsewhere = desk.person_at(desk.distributor.id, Cloud::Public, AGENT);
    let other_cloud = desk.person_at(desk.direct.id, Cloud::UsGovernment, AGENT);
    let tenant = client.tenant();
    for person in [elsewhere, other_cloud] {
        for (method, path, code) in [
            (Method::GET, format!("/v1/servicerequests/{number}"), 1000),
            (Method::PATCH, format!("/v1/servicerequests/{number}"), 1000),
            (Method::GET, format!("/v1/customers/{tenant}"), 60_003),
            (Method::GET, format!("/v1/customers/{tenant}/servicerequests"), 60_003),
            (Method::PATCH, format!("/v1/customers/{tenant}/servicerequests/{number}"), 60_003),
        ] {
            let body = json!({"NewNote": {"Text": "x"}});
            let answer = client.send(call(method, path.clone()).by(person).json(&body)).await;
            assert_eq!(fault(&answer, 404).0, code, "{path}");
        }
        let listed = client.send(call(Method::GET, "/v1/servicerequests").by(person)).await.found();
        assert_eq!(listed["totalCount"], 0);
    }
    // A request is found under its own customer only.
    let other = json!({"name": "Anchor", "domain": "anchor.example", "country": "PL",
        "tenant_id": "5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a01"});
    client.post(Role::GlobalAdmin, "/api/v1/customers", &other).await.made();
    let path = format!("/customers/5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a01/servicerequests/{number}");
    assert_eq!(fault(&client.look(&path).await, 404).0, 1000);
    assert_eq!(fault(&client.look("/customers/nobody").await, 400).0, 900_118);
    client.desk.discard().await;
}

#[tokio::test]
async fn who_is_nobody_or_may_not_is_told_so_in_the_contracts_words() {
    let client = desk().await;
    let bare = client.send(call(Method::GET, "/v1/servicerequests")).await;
    assert_eq!(fault(&bare, 401).0, 800_001);
    assert_eq!(bare.header(header::WWW_AUTHENTICATE), "Bearer");
    let stale = call(Method::GET, "/v1/customers").header("authorization", "Bearer tl_AAAA");
    assert_eq!(fault(&client.send(stale).await, 401).0, 400);
    let sales = client.v1(Role::SalesAgent, Method::POST, "/servicerequests/en-US").json(&client.posted());
    assert_eq!(fault(&client.send(sales).await, 403).0, 900_150);
    let contact = client.v1(Role::CustomerContact, Method::GET, "/customers");
    assert_eq!(fault(&client.send(contact).await, 403).0, 900_150);
    assert_eq!(fault(&client.look("/invoices").await, 404).0, 1000);
    let put = client.v1(AGENT, Method::PUT, "/servicerequests").json(&json!({}));
    let put = client.send(put).await;
    assert_eq!(fault(&put, 405).0, 405);
    client.desk.discard().await;
}

#[tokio::test]
async fn who_comes_too_often_is_told_when_to_come_again() {
    let client = Client::new().await;
    let mut last = client.look("/servicerequests/supporttopics").await;
    for _ in 0..500 {
        last = client.look("/servicerequests/supporttopics?").await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(last.header(header::RETRY_AFTER), "60");
    assert_eq!(last.json(), json!({"statusCode": 429, "message": "Rate limit is exceeded. Try again in 60 seconds."}));
    assert_eq!(client.look(&format!("/customers/{}", client.tenant())).await.status, StatusCode::OK);
    client.desk.discard().await;
}

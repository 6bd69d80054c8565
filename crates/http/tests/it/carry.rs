//! The recipient's pages: a return with its reason, and a distributor that takes a reseller's request further.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use tierline_domain::{Cloud, OrganizationId, Role};
use tierline_testkit::inner::Person;

use crate::{
    client::{Client, call},
    web::Browser,
};

fn at(client: &Client, organization: OrganizationId, role: Role) -> &Person {
    client.desk.person_at(organization, Cloud::Public, role)
}

async fn post(client: &Client, by: &Person, path: &str, body: &Value) -> crate::client::Answer {
    client.send(call(Method::POST, path).by(by).json(body)).await
}

/// A request that the reseller handed up to its distributor; gives its identifier.
async fn handed_up(client: &Client) -> String {
    let agent = at(client, client.desk.reseller.id, Role::HelpdeskAgent);
    let report = json!({
        "customer_id": client.desk.reseller_customer.id, "subject": "Ovens do not print labels",
        "description": "Since this morning.", "service": "Exchange Online", "affected_users": 7,
    });
    let case = post(client, agent, "/api/v1/cases", &report).await.made();
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let step = json!({ "area": "settings", "means": "with_customer", "action": "Looked.", "outcome": "no_change" });
    post(client, agent, &format!("{path}/troubleshooting-steps"), &step).await.made();
    let decided = json!({
        "category": "bug_or_irregularity", "grounds": { "steps": "Print.", "seen": "Nothing.", "expected": "A label." },
    });
    client.send(call(Method::PUT, format!("{path}/category")).by(agent).json(&decided)).await.found();
    let request = json!({
        "title": "Ovens do not print labels", "description": "Nothing comes out.", "severity": "moderate",
        "business_impact": "Bread goes out unlabelled.", "recipient": "upstream",
    });
    let request = post(client, agent, &format!("{path}/service-requests"), &request).await.made();
    client.desk.deliver().await;
    request["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_return_needs_its_reason_and_the_sender_reads_it() {
    let client = Client::new().await;
    let id = handed_up(&client).await;
    let agent = at(&client, client.desk.distributor.id, Role::HelpdeskAgent);
    let browser = Browser::of(&client, &agent.user.email).await;
    let form = format!("/inbox/{id}/decision");
    let bare = [("decision", "return"), ("reason", "Send a trace.")];
    let refused = browser.post(&form, &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    assert!(page.contains("href=\"#decision-return_reason\"") && page.contains("Send a trace."), "{page}");
    let accept = json!({ "decision": "accept", "return_reason": "duplicate" });
    let path = format!("/api/v1/service-requests/{id}");
    let answer = post(&client, agent, &format!("{path}/decisions"), &accept).await;
    assert_eq!(answer.problem(), "422 validation return_reason not_here");

    let done = browser.done(&form, &[bare[0], bare[1], ("return_reason", "insufficient_evidence")]).await;
    assert!(done.contains("Not enough evidence"), "{done}");
    client.desk.deliver().await;
    let sender = at(&client, client.desk.reseller.id, Role::HelpdeskAgent);
    let sent = client.send(call(Method::GET, path).by(sender)).await.found();
    assert_eq!((&sent["status"], &sent["return_reason"]), (&json!("returned"), &json!("insufficient_evidence")));
    let page = Browser::of(&client, &sender.user.email).await.get(&format!("/service-requests/{id}")).await.text();
    assert!(page.contains("Returned: Not enough evidence") && page.contains("Send a trace."), "{page}");
    client.desk.clock.advance(chrono::Duration::minutes(1));
    let counted = client.send(call(Method::GET, "/api/v1/reports/returns").by(agent)).await.found();
    assert_eq!(counted["received"], json!([{ "reason": "insufficient_evidence", "count": 1 }]));
    assert_eq!(counted["sent"], json!([]));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_distributor_looks_through_a_request_and_takes_it_further() {
    let client = Client::new().await;
    let id = handed_up(&client).await;
    let desk = &client.desk;
    let agent = at(&client, desk.distributor.id, Role::HelpdeskAgent);
    let browser = Browser::of(&client, &agent.user.email).await;
    let inbox = format!("/inbox/{id}");
    let page = browser.get(&inbox).await.text();
    assert!(page.contains("is not in your book") && !page.contains("Open our case for it"), "{page}");
    let begin = format!("/cases/new?received={id}");
    let refused = browser.get(&begin).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("This customer is not in your book."), "the refusal says the way out");

    let new = json!({
        "name": "Bramble Bakery", "domain": "bramble-bakery.example", "country": "PL",
        "tenant_id": desk.reseller_customer.tenant_id,
    });
    post(&client, at(&client, desk.distributor.id, Role::GlobalAdmin), "/api/v1/customers", &new).await.made();
    assert!(browser.get(&inbox).await.text().contains("Open our case for it"));
    let form = browser.get(&begin).await.text();
    assert!(form.contains("value=\"Ovens do not print labels\"") && form.contains("Lantern IT"), "{form}");
    let customer = form.split("name=\"customer_id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let said = |subject: &str| {
        let received = id.to_string();
        [
            ("customer_id", customer.to_owned()),
            ("received", received),
            ("subject", subject.to_owned()),
            ("description", "In our own words.".to_owned()),
            ("severity", "moderate".to_owned()),
        ]
    };
    let post_case = async |fields: [(&str, String); 5]| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/cases", &fields).await
    };
    let faulty = post_case(said("")).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.text().contains("In our own words.") && faulty.text().contains("name=\"received\""));
    let opened = post_case(said("Calendars at the bakery")).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let case = opened.header(header::LOCATION).split('?').next().unwrap().to_owned();
    let page = browser.get(&case).await.text();
    assert!(page.contains("Calendars at the bakery"), "{page}");
    assert_eq!(browser.get(&begin).await.status, StatusCode::SEE_OTHER, "there is one case for it");
    assert!(page.contains("Takes further") && page.contains(&format!("href=\"{inbox}\"")), "{page}");
    assert!(page.contains("received from") && page.contains("Lantern IT"), "{page}");
    let back = browser.get(&inbox).await.text();
    assert!(back.contains("takes this request further") && back.contains(&format!("href=\"{case}\"")), "{back}");

    // By the API it is the same case, and it stands with the request.
    let path = format!("/api/v1/service-requests/{id}");
    let again = post(&client, agent, &format!("{path}/case"), &json!({})).await.made();
    let case = case.rsplit('/').next().unwrap();
    assert_eq!(again["id"], case);
    let shown = client.send(call(Method::GET, path).by(agent)).await.found();
    assert_eq!(shown["cases"], json!([case]));
    client.desk.discard().await;
}

//! What a service request may say, and what is said of it before it goes.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tierline_domain::Role;

use crate::{client::Client, web::Browser};

const HELPDESK: Role = Role::HelpdeskAgent;

fn request() -> Value {
    json!({
        "title": "Shared calendars stay empty",
        "description": "Shared calendars stay empty in Outlook on the web since 08:00 UTC.",
        "business_impact": "Appointments cannot be made.",
        "severity": "moderate",
    })
}

fn with_contact(email: &str) -> Value {
    let mut body = request();
    body["contact"] = json!({ "email": email });
    body
}

#[tokio::test]
async fn the_contact_of_a_request_is_never_a_customers_person() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let named = json!({ "contact": { "name": "Odile Brandt", "email": "odile.brandt@mailbox.example" } });
    client.patch(HELPDESK, &path, &named).await.found();
    let person = client.desk.person(Role::CustomerAdmin).user.email.clone();
    let theirs = [
        person.as_str(),
        &person.to_uppercase(),
        "anybody@kestrel-dental.example",
        "anybody@Mail.Kestrel-Dental.example",
        "odile.brandt@mailbox.example",
    ];
    for email in theirs {
        for end in ["service-requests", "service-request-preview"] {
            let answer = client.post(HELPDESK, &format!("{path}/{end}"), &with_contact(email)).await;
            assert_eq!(answer.problem(), "422 validation contact.email of_customer", "{email} {end}");
        }
    }
    let colleague = client.desk.person(Role::AdminAgent).user.email.clone();
    for email in [colleague.as_str(), "desk@kestrel-dental.example.net", "desk@northgate.example"] {
        let shown = client.post(HELPDESK, &format!("{path}/service-request-preview"), &with_contact(email)).await;
        assert_eq!(shown.found()["packet"]["sender"]["contact"]["email"], email);
    }
    client.desk.discard().await;
}

/// A partner that is in its own book shares the domain with that customer: its own people stay its contacts.
#[tokio::test]
async fn our_own_people_may_have_an_address_in_a_customers_domain() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let colleague = client.desk.person(Role::AdminAgent).user.email.clone();
    let domain = colleague.split_once('@').unwrap().1;
    let ourselves = json!({
        "name": "Northgate itself", "domain": domain, "country": "PL", "relationship": "reseller",
        "tenant_id": "5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a11",
    });
    client.post(Role::GlobalAdmin, "/api/v1/customers", &ourselves).await.made();
    let path = format!("/api/v1/cases/{}/service-request-preview", case["id"].as_str().unwrap());
    let shown = client.post(HELPDESK, &path, &with_contact(&colleague)).await.found();
    assert_eq!(shown["packet"]["sender"]["contact"]["email"], colleague);
    let stranger = with_contact(&format!("stranger@{domain}"));
    assert_eq!(client.post(HELPDESK, &path, &stranger).await.problem(), "422 validation contact.email of_customer");
    client.desk.discard().await;
}

#[tokio::test]
async fn the_form_names_the_contact_that_is_a_customers() {
    let client = Client::new().await;
    let browser = Browser::agent(&client).await;
    let case = browser.case("Calendars stay empty").await;
    let fields = [
        ("title", "Shared calendars stay empty"),
        ("description", "Since this morning."),
        ("business_impact", "No appointments."),
        ("severity", "moderate"),
        ("contact_email", "anybody@kestrel-dental.example"),
        ("action", "preview"),
    ];
    let answer = browser.post(&format!("{case}/service-requests"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("href=\"#service-requests-contact_email\""), "{page}");
    assert!(page.contains("Belongs to a customer."), "{page}");
    client.desk.discard().await;
}

/// The rules promise it: a request in a language that the recipient does not answer in gets a warning.
#[tokio::test]
async fn a_request_in_a_language_the_recipient_does_not_answer_in_is_warned_about() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}/service-request-preview", case["id"].as_str().unwrap());
    let shown = client.post(HELPDESK, &path, &request()).await.found();
    assert_eq!((&shown["unsupported_language"], &shown["recipient_languages"]), (&Value::Null, &json!(["en"])));
    let mut russian = request();
    russian["title"] = json!("Общие календари остаются пустыми");
    russian["description"] = json!("С восьми утра общие календари пусты у всех сотрудников.");
    let shown = client.post(HELPDESK, &path, &russian).await.found();
    assert_eq!(shown["unsupported_language"], "ru");

    let browser = Browser::agent(&client).await;
    let page_of = async |description: &'static str| {
        let fields = [
            ("title", "Calendars"),
            ("description", description),
            ("business_impact", "No appointments."),
            ("severity", "moderate"),
            ("action", "preview"),
        ];
        let form = format!("/cases/{}/service-requests", case["id"].as_str().unwrap());
        browser.post(&form, &fields).await.text()
    };
    let foreign = page_of("Od ósmej rano wspólne kalendarze są puste, żadne spotkanie się nie pokazuje.").await;
    assert!(foreign.contains("This is written in Polish. The recipient answers around the clock"), "{foreign}");
    let understood = page_of("Since eight in the morning all shared calendars are empty.").await;
    assert!(!understood.contains("This is written in"), "{understood}");
    client.desk.discard().await;
}

#[tokio::test]
async fn an_issue_is_published_about_a_service_that_there_is() {
    let client = Client::new().await;
    let mut issue = json!({
        "kind": "service_issue", "title": "Something fails", "service": "Nope Service", "status": "investigating",
        "text": "We look into it.",
    });
    let publish = async |issue: &Value| client.post(Role::ServiceOwner, "/api/v1/service-health/issues", issue).await;
    assert_eq!(publish(&issue).await.problem(), "422 validation service unknown");
    issue["service"] = json!("Sharepoint Onlin");
    let said = publish(&issue).await.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(said.ends_with("Near to it: SharePoint Online."), "{said}");
    issue["service"] = json!("sharepoint-online");
    assert_eq!(publish(&issue).await.made()["service"], "SharePoint Online");
    let with = |pairs: Value| {
        let mut issue = issue.clone();
        issue.as_object_mut().unwrap().extend(pairs.as_object().unwrap().clone());
        issue
    };
    let placed = publish(&with(json!({ "regions": ["westeurope", "Europe", "West Europe"] }))).await.made();
    assert_eq!(placed["regions"], json!(["West Europe", "Europe"]), "by any of its names, each once");
    for nowhere in ["Atlantis", "US Gov Virginia"] {
        let refused = publish(&with(json!({ "regions": ["Europe", nowhere] }))).await;
        assert_eq!(refused.problem(), "422 validation regions unknown", "{nowhere}: of this cloud is the issue");
    }
    let begun = publish(&with(json!({ "starts_at": "2026-09-01T06:00:00Z" }))).await.made();
    assert_eq!(begun["starts_at"], "2026-09-01T06:00:00Z");
    let end = "2027-01-01T02:00:00Z";
    assert_eq!(publish(&with(json!({ "ends_at": end }))).await.problem(), "422 validation ends_at not_planned");
    let planned = |starts_at| json!({ "kind": "planned_maintenance", "starts_at": starts_at, "ends_at": end });
    assert_eq!(publish(&with(planned("2027-01-01T00:00:00Z"))).await.made()["ends_at"], end);
    assert_eq!(publish(&with(planned("2027-01-01T03:00:00Z"))).await.problem(), "422 validation ends_at before_start");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_refused_try_uses_no_number_up() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = |end: &str| format!("/api/v1/cases/{}/{end}", case["id"].as_str().unwrap());
    for _ in 0..3 {
        assert_eq!(client.post(HELPDESK, &path("service-requests"), &request()).await.status, StatusCode::CONFLICT);
    }
    client.desk.delegate("Service Support Administrator").await;
    let step = json!({ "area": "settings", "action": "Shared the calendar again.", "outcome": "no_change" });
    client.post(HELPDESK, &path("troubleshooting-steps"), &step).await.made();
    let grounds = json!({ "steps": "Open it.", "seen": "Nothing.", "expected": "Appointments." });
    let category = json!({ "category": "bug_or_irregularity", "grounds": grounds });
    client.put(HELPDESK, &path("category"), &category).await.found();
    let sent = client.post(HELPDESK, &path("service-requests"), &request()).await.made();
    assert_eq!(sent["number"], "R-1001");
    let again = client.post(HELPDESK, &path("service-requests"), &request()).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    client.desk.discard().await;
}

//! How services were, and forms that name one customer of thousands.

use axum::http::StatusCode;
use serde_json::json;
use tierline_domain::Role;

use crate::{client::Client, web::Browser};

/// Imports one ended outage of Exchange Online for everybody.
async fn documented(client: &Client) {
    let payload = json!({ "value": [{
        "id": "EX7001", "title": "Letters <arrive> late", "service": "Exchange Online", "classification": "incident",
        "status": "serviceRestored", "startDateTime": "2026-09-01T06:00:00Z", "endDateTime": "2026-09-01T09:00:00Z",
        "lastModifiedDateTime": "2026-09-01T09:00:00Z",
    }] });
    client.post(Role::GlobalAdmin, "/api/v1/service-health/imports?format=graph", &payload).await.found();
}

#[tokio::test]
async fn page_and_api_show_the_same_ninety_days() {
    let client = Client::new().await;
    documented(&client).await;
    let found = client.get(Role::SalesAgent, "/api/v1/service-health/history?service=OWA").await.found();
    assert_eq!(found["service"], "Exchange Online");
    let days = found["days"].as_array().unwrap();
    assert_eq!(days.len(), 90);
    let bad: Vec<_> = days.iter().filter(|day| day["health"] == "degraded").collect();
    assert_eq!((bad.len(), bad[0]["day"].as_str()), (1, Some("2026-09-01")));
    assert_eq!(bad[0]["issue_ids"][0], found["issues"][0]["id"]);
    assert_eq!(days[0]["health"], "unknown", "before the first reading");
    assert_eq!(days[0]["unknown_minutes"], 1440);

    let agent = Browser::agent(&client).await;
    let page = agent.get("/health/history?service=Exchange%20Online").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(
        page.contains("<time datetime=\"2026-09-01\">") && page.contains("Letters &#60;arrive&#62; late"),
        "{page}"
    );
    let customer = client.desk.customer.id;
    let of_one = agent.get(&format!("/health/history?service=Exchange%20Online&customer_id={customer}")).await;
    assert!(of_one.text().contains(&client.desk.customer.name));
    client.desk.discard().await;
}

/// Threats 23 and 30: another partner's customer does not exist, and a service that nobody knows is nothing.
#[tokio::test]
async fn a_history_is_of_what_exists_here() {
    let client = Client::new().await;
    let foreign = client.desk.reseller_customer.id;
    let get =
        async |query: &str| client.get(Role::HelpdeskAgent, &format!("/api/v1/service-health/history?{query}")).await;
    assert_eq!(get(&format!("service=Planner&customer_id={foreign}")).await.problem(), "404 not-found");
    assert_eq!(get("service=Nothing%20of%20ours").await.problem(), "404 not-found");
    assert_eq!(get("service=Planner").await.status, StatusCode::OK);
    assert_eq!(client.get(Role::CustomerAdmin, "/api/v1/service-health/history?service=Planner").await.status, 403);
    let agent = Browser::agent(&client).await;
    assert_eq!(agent.get("/health/history").await.status, StatusCode::BAD_REQUEST);
    client.desk.discard().await;
}

#[tokio::test]
async fn one_customer_of_thousands_is_typed_and_chosen_without_script() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let customer = &client.desk.customer;
    let part: String = customer.name.chars().take(4).collect();
    let fields = |typed: &str, more: &[(&str, &str)]| {
        let all = [
            ("name", "Own"),
            ("format", "rss"),
            ("tenants", "one"),
            ("location", "file:own.xml"),
            ("interval_minutes", "5"),
        ];
        let typed = [("customer_id", typed)];
        all.iter()
            .chain(&typed)
            .chain(more)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<Vec<_>>()
    };
    let post = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        admin.post("/health/feeds", &fields).await
    };
    let unclear = post(fields(&part, &[])).await;
    assert_eq!(unclear.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = unclear.text();
    let choice = format!("name=\"customer_choice\" value=\"{}\"", customer.id);
    assert!(text.contains(&choice) && text.contains(&format!("name=\"customer_typed\" value=\"{part}\"")), "{text}");
    let nobody = post(fields("zzz", &[])).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text().contains("No customer of yours is called so."));
    let id = customer.id.to_string();
    let stale = post(fields(&part, &[("customer_choice", &id), ("customer_typed", "zzz")])).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "what was chosen of another search is not taken");
    let chosen = post(fields(&part, &[("customer_choice", &id), ("customer_typed", &part)])).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
    let exact = fields(&customer.domain.to_uppercase(), &[]).into_iter();
    let exact = exact.map(|(name, value)| if name == "name" { (name, "Another".to_owned()) } else { (name, value) });
    assert_eq!(post(exact.collect()).await.status, StatusCode::SEE_OTHER, "an exact domain needs no choice");
    client.desk.discard().await;
}

/// A source with a wrong clock: its post would be the newest one for years, and the issue would never lapse.
#[tokio::test]
async fn a_post_from_the_future_was_written_by_now() {
    let client = Client::new().await;
    let payload = json!({ "value": [{
        "id": "EX7002", "title": "Letters arrive late", "service": "Exchange Online", "classification": "incident",
        "status": "serviceDegradation", "startDateTime": "2026-09-01T06:00:00Z", "endDateTime": null,
        "lastModifiedDateTime": "2026-09-01T07:00:00Z",
        "posts": [{ "createdDateTime": "2036-09-01T07:00:00Z", "postType": "regular",
                    "description": { "contentType": "text", "content": "We look into it." } }],
    }] });
    let import = async || {
        let path = "/api/v1/service-health/imports?format=graph";
        client.post(Role::GlobalAdmin, path, &payload).await.found()
    };
    import().await;
    let issues = client.get(Role::SalesAgent, "/api/v1/service-health/issues").await.found();
    let id = issues["items"][0]["id"].as_str().unwrap();
    let posts = async || client.get(Role::SalesAgent, &format!("/api/v1/service-health/issues/{id}")).await.found();
    let first = posts().await["posts"].clone();
    assert!(first[0]["at"].as_str().unwrap() < "2030", "{first}");
    client.desk.clock.advance(chrono::Duration::hours(1));
    import().await;
    assert_eq!(posts().await["posts"], first, "and it stays where it was");
    client.desk.discard().await;
}

//! What a desk tells of itself and of its services by Partner Center's interface: links, ties, incidents, records, roles.

use axum::http::Method;
use serde_json::json;
use tierline_app::Clock;
use tierline_domain::{Cloud, Role};

use crate::{
    client::{Client, call},
    partner_center::{AGENT, fault},
};

#[tokio::test]
async fn a_customers_services_open_in_its_own_portal() {
    let client = Client::new().await;
    let customer = &client.desk.customer;
    let begin = format!("{},{},{},{}", customer.name, customer.domain, customer.tenant_id, customer.country);
    let sheet = format!(
        "name,domain,tenant_id,country,service,region\n{begin},Exchange Online,\n{begin},Storage,Norway East\n\
         {begin},Storage,Norway West\n"
    );
    let import = call(Method::POST, "/api/v1/customers/imports").by(client.desk.person(Role::GlobalAdmin));
    client.send(import.bytes("text/csv", sheet)).await.found();
    let page = client.look(&format!("/customers/{}/managedservices", client.tenant())).await.found();
    assert_eq!(page["totalCount"], 2, "each service once: {page}");
    let mail = page["items"].as_array().unwrap().iter().find(|one| one["name"] == "Exchange Online").unwrap();
    assert_eq!(mail["groupName"], "Microsoft 365");
    for (link, ends) in [("adminService", "Exchange"), ("serviceHealth", "ServiceStatus"), ("serviceTicket", "Support")]
    {
        let uri = mail["links"][link]["uri"].as_str().unwrap_or_else(|| panic!("no {link}: {mail}"));
        assert!(uri.contains(&client.tenant()) && uri.ends_with(ends), "{uri}");
    }
    client.desk.discard().await;
}

/// Threat: nothing of an organization's ties is told to one that is not tied to it.
#[tokio::test]
async fn a_distributor_names_its_resellers_and_a_reseller_its_distributor() {
    let client = Client::new().await;
    let desk = &client.desk;
    let tied = async |organization, kind: &str| {
        let person = desk.person_at(organization, Cloud::Public, AGENT);
        let path = format!("/v1/relationships?relationship_type={kind}");
        let page = client.send(call(Method::GET, path).by(person)).await.found();
        let all = page["items"].as_array().unwrap().iter();
        all.map(|one| (one["id"].as_str().unwrap().to_owned(), one["relationshipType"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let (provider_of, reseller_of) = ("is_indirect_cloud_solution_provider_of", "is_indirect_reseller_of");
    let (distributor, reseller) = (desk.distributor.id, desk.reseller.id);
    assert_eq!(tied(distributor, provider_of).await, [(reseller.to_string(), provider_of.to_owned())]);
    assert_eq!(tied(reseller, reseller_of).await, [(distributor.to_string(), reseller_of.to_owned())]);
    for (organization, kind) in [(distributor, reseller_of), (reseller, provider_of), (desk.direct.id, provider_of)] {
        assert_eq!(tied(organization, kind).await, [], "{kind}");
    }
    for (query, code) in
        [("", "relationship_type"), ("?relationship_type=is_friend_of", "relationship_type"), ("?filter=x", "filter")]
    {
        assert_eq!(fault(&client.look(&format!("/relationships{query}")).await, 400).1, [code], "{query}");
    }
    let own = client.look(&format!("/customers/{}/relationships", client.tenant())).await.found();
    assert_eq!(own["items"], json!([]), "it comes by itself");
    let theirs = &desk.reseller_customer.tenant_id;
    for path in ["relationships", "managedservices"] {
        assert_eq!(fault(&client.look(&format!("/customers/{theirs}/{path}")).await, 404).0, 60_003, "{path}");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn the_partners_own_support_is_read_by_all_and_written_by_who_runs_the_desk() {
    let client = Client::new().await;
    let path = "/v1/profiles/support";
    let none = client.look("/profiles/support").await.found();
    assert_eq!((&none["profileType"], &none["email"]), (&json!("support_profile"), &json!(null)), "{none}");
    let put = async |role, body: serde_json::Value| {
        client.send(call(Method::PUT, path).by(client.desk.person(role)).json(&body)).await
    };
    // The provider's own client writes names in PascalCase.
    let sent = json!({ "Email": "help@northgate.example", "Telephone": "+48 22 555 01 00",
        "Website": "https://northgate.example/help", "ProfileType": "support_profile" });
    assert_eq!(fault(&put(Role::AdminAgent, sent.clone()).await, 403).0, 900_150);
    let kept = put(Role::GlobalAdmin, sent).await.found();
    assert_eq!(client.look("/profiles/support").await.found(), kept);
    assert_eq!(
        (&kept["telephone"], &kept["website"]),
        (&json!("+48 22 555 01 00"), &json!("https://northgate.example/help"))
    );
    let rules = client.get(Role::GlobalAdmin, "/api/v1/policy").await.found();
    assert_eq!((&rules["support_email"], &rules["version"]), (&json!("help@northgate.example"), &json!(2)));
    for (body, about) in [
        (json!({ "Email": "nobody" }), "Email"),
        (json!({ "Telephone": "ring me" }), "Telephone"),
        (json!({ "Website": "northgate" }), "Website"),
        (json!({ "ProfileType": "billing_profile" }), "ProfileType"),
    ] {
        assert_eq!(fault(&put(Role::GlobalAdmin, body).await, 400).1, [about]);
    }
    // Written whole: what is not said there is none of.
    let less = put(Role::GlobalAdmin, json!({ "Telephone": "+48 22 555 01 01" })).await.found();
    assert_eq!((&less["telephone"], &less["email"]), (&json!("+48 22 555 01 01"), &json!(null)));
    client.desk.discard().await;
}

fn filter(field: &str, operator: &str, value: &str) -> String {
    format!(
        "filter=%7B%22Field%22%3A%22{field}%22%2C%22Value%22%3A%22{value}%22%2C%22Operator%22%3A%22{operator}%22%7D"
    )
}

#[tokio::test]
async fn incidents_stand_with_their_services_and_those_that_are_over_can_be_left_out() {
    let client = Client::new().await;
    let customer = &client.desk.customer;
    let line = format!("{},{},{},{}", customer.name, customer.domain, customer.tenant_id, customer.country);
    let sheet = format!("name,domain,tenant_id,country,service\n{line},Microsoft Teams\n{line},Storage\n");
    let import = call(Method::POST, "/api/v1/customers/imports").by(client.desk.person(Role::GlobalAdmin));
    client.send(import.bytes("text/csv", sheet)).await.found();
    let teams = async |query: &str| {
        let page = client.look(&format!("/serviceincidents/office{query}")).await.found();
        let all = page["items"].as_array().cloned().unwrap();
        all.into_iter().find(|one| one["workload"] == "Microsoft Teams").unwrap_or_else(|| panic!("{page}"))
    };
    assert_eq!(teams("").await["status"], json!(null), "nobody has told whether it works");
    let issue =
        json!({ "title": "Calls drop at the pier", "service": "Microsoft Teams", "text": "We look at relay 7." });
    let published = client.post(Role::ServiceOwner, "/api/v1/service-health/issues", &issue).await.made();
    let service = teams("").await;
    assert_eq!(service["status"], "warning");
    let incident = &service["incidents"][0];
    assert_eq!((&incident["id"], &incident["resolved"]), (&published["source_id"], &json!(false)), "{service}");
    assert_eq!(incident["messages"][0]["messageText"], "We look at relay 7.");
    assert_eq!(incident["endTime"], "0001-01-01T00:00:00");
    assert_eq!(client.look("/serviceincidents/office/count").await.found()["totalCount"], 1);

    let path = format!("/api/v1/service-health/issues/{}/posts", published["id"].as_str().unwrap());
    let post = json!({ "text": "Relay 7 was taken out.", "status": "resolved" });
    client.post(Role::ServiceOwner, &path, &post).await.made();
    let over = teams("").await;
    assert_eq!((&over["incidents"][0]["resolved"], &over["incidents"][0]["status"]), (&json!(true), &json!("normal")));
    let open = teams(&format!("?{}", filter("Resolved", "equals", "false"))).await;
    assert_eq!(open["incidents"], json!([]), "{open}");
    assert_eq!(open["status"], "normal");
    let path = format!("/serviceincidents/office?{}", filter("Severity", "equals", "1"));
    assert_eq!(fault(&client.look(&path).await, 400).1, ["filter.Field"]);
    let own = client.look(&format!("/customers/{}/serviceincidents/office", client.tenant())).await.found();
    assert_eq!((&own["totalCount"], &own["items"][0]["workload"]), (&json!(1), &json!("Microsoft Teams")), "{own}");
    let theirs = &client.desk.reseller_customer.tenant_id;
    assert_eq!(fault(&client.look(&format!("/customers/{theirs}/serviceincidents/office")).await, 404).0, 60_003);
    client.desk.discard().await;
}

#[tokio::test]
async fn what_was_done_for_a_customer_is_on_record_with_its_name() {
    let client = Client::new().await;
    let customer = client.desk.customer.clone();
    let path = format!("/api/v1/customers/{}", customer.id);
    let edited = client.patch(Role::GlobalAdmin, &path, &json!({ "locale": "ru" })).await;
    edited.found();
    client.get(Role::SalesAgent, "/api/v1/audit-events").await;
    let look = async |query: &str| {
        client.send(client.v1(Role::GlobalAdmin, Method::GET, &format!("/auditrecords{query}"))).await
    };
    let page = look("").await.found();
    let records = page["items"].as_array().unwrap();
    let edit = records.iter().find(|one| one["operationType"] == "customer.edit").unwrap_or_else(|| panic!("{page}"));
    assert_eq!((&edit["customerId"], &edit["customerName"]), (&json!(customer.tenant_id), &json!(customer.name)));
    assert_eq!((&edit["resourceType"], &edit["operationStatus"]), (&json!("customer"), &json!("succeeded")));
    assert_eq!(edit["userPrincipalName"], client.desk.person(Role::GlobalAdmin).user.email);
    let refused = records.iter().find(|one| one["operationStatus"] == "failed");
    assert!(refused.is_some_and(|one| one["customerId"].is_null()), "{page}");

    let named = |text: &str| filter("CompanyName", "substring", text);
    let all = records.iter().filter(|one| one["customerName"] == customer.name.as_str()).count();
    let count = async |query: String| look(&format!("?{query}")).await.found()["items"].as_array().map(Vec::len);
    assert_eq!(count(named(&customer.name[..4].to_uppercase())).await, Some(all));
    assert_eq!(count(named("nobody")).await, Some(0));
    assert_eq!(count(filter("CustomerId", "equals", &customer.tenant_id)).await, Some(all));
    assert_eq!(
        count(filter("ResourceType", "equals", "Customer")).await,
        Some(all),
        "all was done to the customer itself"
    );
    assert_eq!(count(filter("ResourceType", "equals", "policy")).await, Some(0));
    for (query, about) in [
        (filter("CustomerId", "substring", "x"), "filter.Operator"),
        (filter("OperationType", "equals", "x"), "filter.Field"),
        ("startDate=2020-01-01".to_owned(), "startDate"),
        ("endDate=soon".to_owned(), "endDate"),
        ("seekOperation=Last".to_owned(), "seekOperation"),
    ] {
        assert_eq!(fault(&look(&format!("?{query}")).await, 400).1, [about], "{query}");
    }
    let agent = client.v1(Role::HelpdeskAgent, Method::GET, "/auditrecords");
    assert_eq!(fault(&client.send(agent).await, 403).0, 900_150);
    client.desk.discard().await;
}

#[tokio::test]
async fn records_are_walked_to_their_end_within_the_days_that_are_asked_for() {
    let client = Client::new().await;
    for number in 0..5 {
        let body = json!({"name": format!("Anchor {number}"), "domain": format!("anchor-{number}.example"), "country": "PL",
            "tenant_id": format!("5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a0{number}")});
        client.post(Role::GlobalAdmin, "/api/v1/customers", &body).await.made();
    }
    let (mut names, mut token) = (Vec::new(), None::<String>);
    let mut path = format!("/auditrecords?size=2&{}", filter("CompanyName", "substring", "anchor"));
    loop {
        let call = client.v1(Role::GlobalAdmin, Method::GET, &path);
        let call = if let Some(token) = &token { call.header("ms-continuationtoken", token.clone()) } else { call };
        let page = client.send(call).await.found();
        let records = page["items"].as_array().unwrap();
        assert!(records.len() <= 2, "{page}");
        names.extend(records.iter().map(|one| one["customerName"].as_str().unwrap().to_owned()));
        let next = &page["links"]["next"];
        let Some(uri) = next["uri"].as_str() else { break };
        (path, token) = (uri.to_owned(), next["headers"][0]["value"].as_str().map(str::to_owned));
    }
    assert_eq!(names, ["Anchor 4", "Anchor 3", "Anchor 2", "Anchor 1", "Anchor 0"], "the filter goes along");
    let day = client.desk.clock.now().date_naive();
    let look = async |query: String| {
        let call = client.v1(Role::GlobalAdmin, Method::GET, &format!("/auditrecords?{query}"));
        client.send(call).await.found()["totalCount"].as_i64().unwrap()
    };
    assert!(look(format!("startDate={day}&endDate={day}")).await >= 5, "a day ends with its last moment");
    let before = day.pred_opt().unwrap();
    assert_eq!(look(format!("startDate={before}&endDate={before}")).await, 0);
    client.desk.discard().await;
}

#[tokio::test]
async fn roles_name_those_who_hold_them_now() {
    let client = Client::new().await;
    let roles = client.look("/roles").await.found();
    let ids: Vec<&str> = roles["items"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.contains(&"admin_agent") && !ids.contains(&"customer_admin"), "{ids:?}");
    let holders = client.look("/roles/admin_agent/usermembers").await.found();
    let names: Vec<&str> =
        holders["items"].as_array().unwrap().iter().filter_map(|one| one["userPrincipalName"].as_str()).collect();
    assert_eq!(names, [client.desk.person(AGENT).user.email.as_str()], "{holders}");
    assert_eq!(fault(&client.look("/roles/customer_admin/usermembers").await, 404).0, 1000);
    client.desk.discard().await;
}

/// Threat: a program that sends a whole customer back must not end what it only read.
#[tokio::test]
async fn a_relationship_ends_where_a_script_says_so_and_nothing_else_is_changed() {
    let client = Client::new().await;
    let path = format!("/customers/{}", client.tenant());
    let read = client.look(&path).await.found();
    assert_eq!(fault(&client.alter(&path, &json!({ "Id": client.tenant() })).await, 400).1, ["RelationshipToPartner"]);
    assert_eq!(fault(&client.alter(&path, &read).await, 400).0, 3000);
    let name = json!({ "CompanyProfile": { "CompanyName": "Another" }, "RelationshipToPartner": "none" });
    assert_eq!(fault(&client.alter(&path, &name).await, 400).1, ["companyProfile"]);
    assert_eq!(client.look(&path).await.found()["relationshipToPartner"], "reseller");
    let helpdesk =
        client.v1(Role::HelpdeskAgent, Method::PATCH, &path).json(&json!({ "relationshipToPartner": "none" }));
    assert_eq!(fault(&client.send(helpdesk).await, 403).0, 900_150);
    let none = json!({ "Id": client.tenant(), "CompanyProfile": null, "RelationshipToPartner": "None" });
    assert_eq!(client.alter(&path, &none).await.found()["relationshipToPartner"], "none");
    client.desk.discard().await;
}

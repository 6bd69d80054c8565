//! The provider's side of the books, read from a server that pages, throttles, errs and lies.

use serde_json::{Value, json};
use tierline_app::{Books, ListedRelationship, Opened, Unread};
use tierline_connect::BookReader;
use tierline_domain::{AssignmentStatus, ConnectionSettings, DelegatedAdminStatus, SignIn};

use crate::{
    outbound::{client, noon, opened},
    server::{Reply, Request, Server},
};

/// A connection to a server that asks nobody who they are.
fn through(server: &Server) -> Opened {
    opened(server.url(""), ConnectionSettings::of(SignIn::Nobody), &[])
}

fn reader() -> BookReader {
    BookReader::new(std::sync::Arc::new(client()))
}

fn tenant(number: usize) -> String {
    format!("0b5c2f6e-8f1d-4f1a-9b57-2f6f0d6b{number:04x}")
}

fn customer(number: usize) -> Value {
    json!({
        "id": tenant(number), "relationshipToPartner": "reseller", "associatedPartnerId": "7654321",
        "companyProfile": { "tenantId": tenant(number), "domain": "kelp.example", "companyName": "Kelp & Otter" },
        "attributes": { "objectType": "Customer" },
    })
}

/// Pages of two customers each, of so many, walked by a token as the interface has it.
fn page(request: &Request, of: usize) -> Value {
    let token = request.header("ms-continuationtoken");
    let at: usize = token.strip_prefix("at-").map_or(0, |at| at.parse().unwrap());
    let items: Vec<Value> = (at..of.min(at + 2)).map(customer).collect();
    let mut links = json!({ "self": { "uri": "/customers?size=2", "method": "GET", "headers": [] } });
    if at + 2 < of {
        let headers = json!([{ "key": "MS-ContinuationToken", "value": format!("at-{}", at + 2) }]);
        links["next"] = json!({ "uri": "/customers?size=2&seekOperation=Next", "method": "GET", "headers": headers });
    }
    json!({ "totalCount": of, "items": items, "links": links, "attributes": { "objectType": "Collection" } })
}

/// What reading all customers comes to.
async fn customers(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Result<usize, Unread> {
    let server = Server::start(answer).await;
    reader().customers(&through(&server)).await.map(|all| all.len())
}

#[tokio::test]
async fn a_list_of_customers_is_walked_to_its_end() {
    let server = Server::start(|request| Reply::json(&page(request, 5))).await;
    let all = reader().customers(&through(&server)).await.unwrap();
    assert_eq!(all.iter().map(|one| one.tenant.clone()).collect::<Vec<_>>(), (0..5).map(tenant).collect::<Vec<_>>());
    assert_eq!(all[0].name.as_deref(), Some("Kelp & Otter"));
    assert_eq!((all[0].domain.as_deref(), all[0].reseller.as_deref()), (Some("kelp.example"), Some("7654321")));
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].path, "/v1/customers?size=500&seekOperation=First");
    assert!(requests.iter().all(|request| request.header("ms-contract-version") == "v1"));
}

#[tokio::test]
async fn a_list_that_breaks_off_is_no_list() {
    let second = |request: &Request| request.header("ms-continuationtoken") == "at-2";
    let broken = |status: u16| {
        move |request: &Request| {
            if second(request) { Reply::new(status, "", "{}") } else { Reply::json(&page(request, 5)) }
        }
    };
    for status in [500, 403, 404, 302] {
        let told = customers(broken(status)).await.unwrap_err();
        assert!(told.reason.contains(&status.to_string()), "{}", told.reason);
    }
    let cut =
        customers(move |request| if second(request) { Reply::cut() } else { Reply::json(&page(request, 5)) }).await;
    assert!(cut.is_err());
    let circle = customers(|request| {
        let mut page = page(request, 5);
        page["links"]["next"]["headers"][0]["value"] = json!("at-2");
        Reply::json(&page)
    });
    assert!(circle.await.unwrap_err().reason.contains("circle"));
    let fewer = customers(|request| {
        let mut page = page(request, 4);
        page["totalCount"] = json!(9);
        Reply::json(&page)
    });
    assert!(fewer.await.unwrap_err().reason.contains("there are 9, and lists 4"));
    let elsewhere = customers(|request| {
        let mut page = page(request, 5);
        page["links"]["next"]["uri"] = json!("https://elsewhere.example/v1/customers");
        Reply::json(&page)
    });
    assert!(elsewhere.await.unwrap_err().reason.contains("another host"));
    for body in ["[]", "{}", r#"{"items":{}}"#, "<html>", r#"{"items":[{"id":"../../x"}]}"#, r#"{"items":[7]}"#] {
        assert!(customers(move |_| Reply::new(200, "", body)).await.is_err(), "{body}");
    }
    assert_eq!(customers(|_| Reply::json(&json!({ "totalCount": 0, "items": [] }))).await, Ok(0), "empty is an answer");
}

#[tokio::test]
async fn who_asks_for_a_moment_gets_it_and_who_asks_for_longer_is_read_another_time() {
    let (throttled, asked) = (std::sync::atomic::AtomicBool::new(false), std::sync::atomic::Ordering::SeqCst);
    let limit = r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 0 seconds."}"#;
    let read = customers(move |request| {
        if request.header("ms-continuationtoken") == "at-2" && !throttled.swap(true, asked) {
            return Reply::new(429, "Retry-After: 0\r\n", limit);
        }
        Reply::json(&page(request, 5))
    });
    assert_eq!(read.await, Ok(5), "the page is read again, and the list goes on");
    let later = customers(move |_| Reply::new(429, "Retry-After: 600\r\n", limit)).await.unwrap_err();
    assert_eq!(later.not_before, Some(noon() + chrono::Duration::seconds(600)));
    let unsaid = customers(move |_| Reply::new(429, "", limit)).await.unwrap_err();
    assert_eq!(unsaid.not_before, Some(noon() + chrono::Duration::seconds(60)));
}

/// Threats 17, 49 and 52, of a list: what it says of headers, hosts and names leads nowhere and hides nothing.
#[tokio::test]
async fn a_hostile_list_is_shown_as_what_it_is() {
    let server = Server::start(|request| {
        let mut page = page(request, 3);
        page["items"][0]["companyProfile"]["companyName"] = json!("Kelp\u{202e}\r\nretto\u{0} \u{200b}Ltd");
        page["items"][0]["companyProfile"]["domain"] = json!("x".repeat(1_000_000));
        page["items"][0]["associatedPartnerId"] = json!("a/../b");
        if page["links"]["next"].is_object() {
            page["links"]["next"]["headers"].as_array_mut().unwrap().extend([
                json!({ "key": "Authorization", "value": "Bearer stolen" }),
                json!({ "key": "Host", "value": "elsewhere.example" }),
            ]);
        }
        Reply::json(&page)
    })
    .await;
    let all = reader().customers(&through(&server)).await.unwrap();
    assert_eq!(all[0].name.as_deref(), Some("Kelp retto Ltd"));
    assert_eq!(all[0].domain.as_ref().map(String::len), Some(200));
    assert_eq!(all[0].reseller, None);
    let next = &server.requests()[1];
    assert_eq!((next.header("authorization"), next.header("host")), ("", server.address.to_string().as_str()));
}

#[tokio::test]
async fn details_of_a_customer_are_read_and_what_is_not_there_is_about_that_one_alone() {
    let server = Server::start(|request| {
        let known = format!("/v1/customers/{}", tenant(1));
        if request.path == known {
            let billing = json!({ "culture": "pl-PL", "defaultAddress": { "Country": "PL" } });
            return Reply::json(&json!({ "id": tenant(1), "BillingProfile": billing }));
        }
        if request.path == format!("{known}/subscriptions") {
            return Reply::json(&json!({ "totalCount": 2, "items": [
                { "id": "s-1", "offerName": "Exchange Online (Plan 1)", "friendlyName": "Mail", "quantity": 20, "status": "active" },
                { "id": "s-2", "offerName": "Azure plan", "quantity": 1, "status": "suspended" },
            ]}));
        }
        if request.path.starts_with("/v1/relationships") {
            return Reply::new(403, "", r#"{"code":2032,"description":"Access denied"}"#);
        }
        Reply::new(404, "", "{}")
    })
    .await;
    let through = through(&server);
    let detail = reader().detail(&through, &tenant(1)).await.unwrap();
    assert_eq!((detail.country.as_deref(), detail.locale.as_deref()), (Some("PL"), Some("pl-PL")));
    let bought = reader().subscriptions(&through, &tenant(1)).await.unwrap();
    assert_eq!(
        bought.iter().map(|one| (one.quantity, one.is_active)).collect::<Vec<_>>(),
        [(Some(20), true), (Some(1), false)]
    );
    assert_eq!(bought[0].names, ["Exchange Online (Plan 1)", "Mail"]);
    assert!(reader().subscriptions(&through, &tenant(2)).await.unwrap_err().is_single);
    assert_eq!(reader().resellers(&through).await, Ok(Vec::new()), "who is no indirect provider has none");
}

fn relationship(number: usize, status: &str) -> Value {
    json!({
        "@odata.etag": "W/\"1\"", "id": format!("r-{number}"), "displayName": format!("Support {number}"),
        "customer": { "tenantId": tenant(number), "displayName": "Kelp" }, "status": status,
        "accessDetails": { "unifiedRoles": [
            { "roleDefinitionId": "f023fd81-a637-4b56-95fd-791ac0226033" },
            { "roleDefinitionId": "11111111-2222-3333-4444-555555555555" },
        ]},
        "duration": "P730D", "activatedDateTime": "2026-01-01T00:00:00.1234567Z", "endDateTime": "2027-01-01T00:00:00Z",
    })
}

#[tokio::test]
async fn relationships_and_their_assignments_are_read_from_graph() {
    let server = Server::start(|request| {
        let base = "/v1.0/tenantRelationships/delegatedAdminRelationships";
        if request.path == format!("{base}?$top=300") {
            let statuses = ["active", "approvalPending", "terminationRequested", "somethingNew"];
            let all: Vec<Value> = statuses.iter().enumerate().map(|(n, status)| relationship(n, status)).collect();
            return Reply::json(&json!({ "value": all, "@odata.nextLink": format!("{base}?$skiptoken=x%20y") }));
        }
        if request.path == format!("{base}?$skiptoken=x%20y") {
            let unnamed = json!({ "id": "r-9", "displayName": "Offered", "customer": null, "status": "created" });
            return Reply::json(&json!({ "value": [unnamed] }));
        }
        let group = |id: &str, status: &str| {
            json!({ "id": id, "status": status, "accessContainer": { "accessContainerId": "g-1", "accessContainerType": "securityGroup" },
                "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "729827e3-9c14-49f7-bb1b-9608f156bbb8" }] } })
        };
        Reply::json(&json!({ "value": [group("a-2", "active"), group("a-1", "error"), group("a-2", "active"), group("a-3", "melting")] }))
    })
    .await;
    let through = through(&server);
    let all = reader().relationships(&through).await.unwrap();
    let status = |one: &ListedRelationship| one.status;
    use DelegatedAdminStatus::{Active, ApprovalPending, Created, TerminationRequested};
    assert_eq!(
        all.iter().map(status).collect::<Vec<_>>(),
        [Some(Active), Some(ApprovalPending), Some(TerminationRequested), None, Some(Created)]
    );
    assert_eq!(
        all[0].roles.iter().map(String::as_str).collect::<Vec<_>>(),
        ["11111111-2222-3333-4444-555555555555", "Service Support Administrator"]
    );
    assert_eq!((all[0].tenant.clone(), all[4].tenant.clone()), (Some(tenant(0)), None));
    assert_eq!(all[0].starts_at.map(|at| at.to_rfc3339()), Some("2026-01-01T00:00:00.123456+00:00".to_owned()));
    let assignments = reader().assignments(&through, "r-1").await.unwrap();
    let read: Vec<_> = assignments.iter().map(|one| (one.id.as_str(), one.status)).collect();
    // A word that nobody knows gives nobody a right.
    use AssignmentStatus as S;
    assert_eq!(read, [("a-1", S::Error), ("a-2", S::Active), ("a-3", S::Pending)]);
    assert!(assignments[0].roles.contains("Helpdesk Administrator"));
    assert!(reader().assignments(&through, "../../users").await.is_err());
}

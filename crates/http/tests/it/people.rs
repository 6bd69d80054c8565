//! Who administers people: by pages and by the API. And the door for who has no password.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use tierline_domain::Role;

use crate::{
    client::{Client, call},
    web::Browser,
};

/// The address of the link that a page shows.
fn link(page: &str) -> String {
    let begin = page.find("https://desk.example/welcome/").expect("a link is shown") + "https://desk.example".len();
    page[begin..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/_-".contains(*c)).collect()
}

async fn open(client: &Client, path: &str) -> (StatusCode, String) {
    let answer = client.send(call(Method::GET, path)).await;
    (answer.status, answer.text())
}

async fn knock(client: &Client, path: &str, form: &str) -> crate::client::Answer {
    let from_here = call(Method::POST, path).header("sec-fetch-site", "same-origin");
    client.send(from_here.bytes("application/x-www-form-urlencoded", form)).await
}

#[tokio::test]
async fn somebody_is_invited_chooses_a_password_and_signs_in_with_it() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let fields = [("name", "Ida Lund"), ("email", "ida.lund@northgate.example"), ("roles", "sales_agent")];
    let short = admin.post("/users", &fields[..2]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().contains("ida.lund@northgate.example"), "what was typed comes back");
    let shown = admin.post("/users", &fields).await;
    assert_eq!(shown.status, StatusCode::OK, "no mail goes: the link stands in the answer");
    let path = link(&shown.text());
    let list = admin.get("/users?state=invited").await.text();
    assert!(list.contains("Ida Lund") && !list.contains(&path), "and nowhere else");

    let (status, page) = open(&client, &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Welcome, Ida Lund"), "{page}");
    let (again, _) = open(&client, &path).await;
    assert_eq!(again, StatusCode::OK, "looking uses nothing up");
    assert_eq!(knock(&client, &path, "new=kelp").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = knock(&client, &path, "new=seven+quiet+harbours").await;
    assert_eq!(chosen.header(header::LOCATION), "/signin?done=password_chosen");
    assert_eq!(open(&client, &path).await.0, StatusCode::GONE);
    assert_eq!(knock(&client, &path, "new=another+one+entirely").await.status, StatusCode::GONE);
    let signed = knock(&client, "/signin", "email=ida.lund%40northgate.example&password=seven+quiet+harbours").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
    client.desk.discard().await;
}

/// Threat 46: two addresses, one of which has an account: the same answer to the letter.
#[tokio::test]
async fn the_door_says_the_same_of_every_address() {
    let client = Client::new().await;
    let known = client.desk.person(Role::HelpdeskAgent).user.email.replace('@', "%40");
    let mut answers = Vec::new();
    for email in [known.as_str(), "nobody%40northgate.example"] {
        let answer = knock(&client, "/forgotten", &format!("email={email}")).await;
        let keyless: Vec<String> =
            answer.text().lines().filter(|line| !line.contains("name=\"key\"")).map(str::to_owned).collect();
        answers.push((answer.status, keyless));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, StatusCode::OK);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_person_is_shut_out_brought_back_and_taken_out() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let path = format!("/users/{}", client.desk.person(Role::SalesAgent).user.id);
    assert!(admin.get(&path).await.text().contains("Sales agent"));
    let page = admin.done(&path, &[("roles", "helpdesk_agent"), ("roles", "sales_agent")]).await;
    assert!(page.contains("Helpdesk agent, Sales agent"), "{page}");
    assert_eq!(admin.post(&path, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "some role it must be");
    let page = admin.done(&format!("{path}/shut"), &[]).await;
    assert!(page.contains("Shut since") && !page.contains(&format!("{path}/link")), "{page}");
    let page = admin.done(&format!("{path}/open"), &[]).await;
    assert!(page.contains(&format!("{path}/link")), "{page}");
    let page = admin.done(&format!("{path}/removal"), &[]).await;
    assert!(!page.contains(&path), "{page}");
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
    client.desk.discard().await;
}

#[tokio::test]
async fn the_page_of_a_person_says_what_second_factors_they_have_and_removes_them() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let path = format!("/users/{}", client.desk.person(Role::SalesAgent).user.id);
    let page = admin.get(&path).await.text();
    assert!(page.contains("They have no second factor."), "{page}");
    assert!(!page.contains(&format!("{path}/second-factors")), "there is nothing to remove: {page}");
    let page = admin.done(&format!("{path}/second-factors"), &[]).await;
    assert!(page.contains("Their second factors are removed"), "{page}");
    let agent = Browser::agent(&client).await;
    assert_eq!(agent.post(&format!("{path}/second-factors"), &[]).await.status, StatusCode::FORBIDDEN);
    client.desk.discard().await;
}

#[tokio::test]
async fn the_table_of_roles_is_shown_as_the_desk_goes_by_it() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let page = admin.get("/users/roles").await.text();
    for words in ["Administer the desk", "Helpdesk agent", "No, but your rules can allow it", "Customers&#39; people"] {
        assert!(page.contains(words) || page.contains(&words.replace("&#39;", "'")), "{words}: {page}");
    }
    assert_eq!(Browser::agent(&client).await.get("/users/roles").await.status, StatusCode::FORBIDDEN);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_program_gets_an_account_and_a_token_on_one_page() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let page = admin.done("/service-accounts", &[("name", "Night import"), ("roles", "helpdesk_agent")]).await;
    assert!(page.contains("Night import"), "{page}");
    let made = client.get(Role::GlobalAdmin, "/api/v1/service-accounts").await.found();
    let id = made["items"][0]["id"].as_str().unwrap().to_owned();
    let bare = admin.post("/tokens", &[("name", "Nightly"), ("days", "30"), ("user_id", &id)]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "a token says what it is for");
    let fields = [("name", "Nightly"), ("days", "30"), ("user_id", id.as_str()), ("scopes", "read")];
    let shown = admin.post("/tokens", &fields).await.text();
    assert!(shown.contains("tl_") && shown.contains("Program"), "{shown}");
    let shut =
        admin.done(&format!("/service-accounts/{id}"), &[("roles", "helpdesk_agent"), ("disabled", "true")]).await;
    assert!(shut.contains("Shut since"), "{shut}");
    client.desk.discard().await;
}

#[tokio::test]
async fn the_api_invites_lists_and_pages() {
    let client = Client::new().await;
    let new = json!({ "name": "Ida Lund", "email": "ida.lund@northgate.example", "roles": ["sales_agent"] });
    let made = client.post(Role::GlobalAdmin, "/api/v1/people", &new).await.made();
    assert_eq!(made["is_mailed"], false);
    assert!(made["secret"].as_str().unwrap().starts_with("tlp_"));
    let path = format!("/api/v1/people/{}/links", made["id"].as_str().unwrap());
    let again = client.post(Role::GlobalAdmin, &path, &json!({})).await.made();
    assert!(again["secret"].as_str().unwrap().starts_with("tlp_"));
    let found = client.get(Role::GlobalAdmin, "/api/v1/people?state=invited&query=ida").await.found();
    assert_eq!((&found["items"][0]["name"], &found["next_cursor"]), (&json!("Ida Lund"), &json!(null)));
    let first = client.get(Role::GlobalAdmin, "/api/v1/people?limit=1").await.found();
    let next = format!("/api/v1/people?limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = client.get(Role::GlobalAdmin, &next).await.found();
    assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
    assert_eq!(client.get(Role::AdminAgent, "/api/v1/people").await.problem(), "403 forbidden");
    client.desk.discard().await;
}

#[tokio::test]
async fn a_role_for_a_time_is_asked_for_and_given_by_pages() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let agent = Browser::agent(&client).await;
    let blank = agent.post("/elevations", &[("role", "admin_agent"), ("minutes", "60"), ("reason", "")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ask = [("role", "global_admin"), ("minutes", "60"), ("reason", "The night shift")];
    assert_eq!(agent.post("/elevations", &ask).await.header(header::LOCATION), "/elevations?done=elevation_asked");
    assert_eq!(agent.get("/users").await.status, StatusCode::FORBIDDEN);

    let waiting = admin.get("/elevations").await.text();
    assert!(waiting.contains("The night shift"), "{waiting}");
    let begin = waiting.find("/elevations/elv_").expect("it can be answered");
    let id: String = waiting[begin + "/elevations/".len()..].chars().take_while(|c| *c != '/').collect();
    assert!(admin.get("/notices").await.text().contains(&format!("/elevations#{id}")), "the bell leads there");
    let decision = format!("/elevations/{id}/decision");
    assert_eq!(agent.post(&decision, &[("answer", "give")]).await.status, StatusCode::FORBIDDEN);
    let unsaid = admin.post(&decision, &[("answer", "refuse")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal says why");
    let given = admin.post(&decision, &[("answer", "give")]).await;
    assert_eq!(given.header(header::LOCATION), "/elevations?done=elevation_given");
    let people = agent.get("/users").await;
    assert_eq!(people.status, StatusCode::OK);
    assert!(people.text().contains("You are <bdi>Global admin</bdi> until"), "{}", people.text());
    let made = agent.post("/users", &[("name", "I"), ("email", "i@n.example"), ("roles", "global_admin")]).await;
    assert_eq!(made.status, StatusCode::CONFLICT);
    assert!(made.text().contains("You have this right only for a time"), "{}", made.text());
    let back = agent.post(&format!("/elevations/{id}/end"), &[]).await;
    assert_eq!(back.header(header::LOCATION), "/elevations?done=elevation_ended");
    assert_eq!(agent.get("/users").await.status, StatusCode::FORBIDDEN);
    client.desk.discard().await;
}

#[tokio::test]
async fn emergency_access_is_sealed_and_opened_by_pages() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    assert!(admin.get("/emergency-access").await.text().contains("Not set up"));
    let shown = admin.post("/emergency-access", &[]).await.text();
    let begin = shown.find("id=\"code\">").expect("the code is shown") + "id=\"code\">".len();
    let code: String = shown[begin..].chars().take_while(|c| *c != '<').collect();
    assert!(!admin.get("/emergency-access").await.text().contains(&code), "this once");

    let wrong = knock(&client, "/signin/emergency", "code=AAAA&name=Ida+Lund&reason=Nobody+gets+in").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Nobody gets in"), "what was typed comes back");
    let form = format!("code={code}&name=Ida+Lund&reason=Nobody+gets+in");
    let inside = knock(&client, "/signin/emergency", &form).await;
    assert_eq!(inside.header(header::LOCATION), "/emergency-access", "{}", inside.text());
    let told = admin.get("/").await.text();
    assert!(told.contains("came in by emergency access"), "each page says so: {told}");
    assert_eq!(knock(&client, "/signin/emergency", &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    admin.post("/emergency-access", &[]).await;
    assert!(!admin.get("/").await.text().contains("came in by emergency access"), "it is sealed again");
    client.desk.discard().await;
}

#[tokio::test]
async fn which_customers_somebody_reaches_is_said_on_pages() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let agent = Browser::agent(&client).await;
    let customer = client.desk.customer.clone();
    let page = format!("/customers/{}", customer.id);
    assert_eq!(agent.get(&page).await.status, StatusCode::OK);
    let made = admin.post("/customer-groups", &[("name", "Northern hospitals")]).await;
    let group = made.header(header::LOCATION).split('?').next().expect("a path").to_owned();
    assert_eq!(admin.post(&format!("{group}/customers"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    admin.post(&format!("{group}/customers"), &[("customer_id", &customer.name)]).await;
    assert!(admin.get(&group).await.text().contains(&customer.name));

    let id = client.desk.person(Role::HelpdeskAgent).user.id;
    let reach = format!("/users/{id}/reach");
    assert!(admin.get(&format!("/users/{id}")).await.text().contains(&reach), "the person's page leads there");
    let nothing = admin.post(&reach, &[("list", "block"), ("customer_id", "")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let number = group.rsplit('/').next().expect("an identifier");
    let blocked = admin.post(&reach, &[("list", "block"), ("group_id", number)]).await;
    assert_eq!(blocked.header(header::LOCATION), format!("{reach}?done=reach_saved"));
    assert_eq!(agent.get(&page).await.status, StatusCode::NOT_FOUND, "with the next call");
    let both = admin.post(&reach, &[("list", "allow"), ("group_id", number)]).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY, "a group stands on one list");
    admin.post(&format!("{reach}/removal"), &[("list", "block"), ("target", number)]).await;
    assert_eq!(agent.get(&page).await.status, StatusCode::OK);
    assert_eq!(agent.get("/customer-groups").await.status, StatusCode::FORBIDDEN);
    assert_eq!(agent.get(&reach).await.status, StatusCode::FORBIDDEN);
    let gone = admin.post(&format!("{group}/removal"), &[]).await;
    assert_eq!(gone.header(header::LOCATION), "/customer-groups?done=customer_group_removed");
    client.desk.discard().await;
}

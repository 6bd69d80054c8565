//! Who gets what. The whole matrix over roles, organizations and clouds stands with the program's own tests; here is what
//! the entrance itself answers for.

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use tierline_app::account::{
    Caller, EditUser, NewSecretToken, create_token, sessions_end_of, sign_in, token_list, token_revoke, user_edit,
    user_remove,
};
use tierline_domain::{Cloud, Role};
use tierline_testkit::inner::{PASSWORD, Person};

use crate::{
    client::{Client, call},
    web,
};

/// A path with identifiers of the right kind that name nothing.
fn filled(template: &str) -> String {
    let prefixes = [
        ("case_id", "cas"),
        ("attachment_id", "att"),
        ("issue_id", "his"),
        ("customer_id", "cus"),
        ("relationship_id", "dar"),
        ("request_id", "srq"),
        ("user_id", "usr"),
        ("service_account_id", "usr"),
        ("reader_key_id", "rdk"),
        ("token_id", "tok"),
        ("factor_id", "fac"),
        ("session_id", "ses"),
        ("feed_id", "fed"),
        ("follow_id", "fol"),
        ("notice_id", "ntc"),
        ("delivery_id", "out"),
        ("connection_id", "con"),
        ("stray_ticket_id", "stt"),
        ("group_id", "grp"),
        ("customer_group_id", "cgr"),
        ("identity_provider_id", "idp"),
        ("sign_in_domain_id", "dom"),
        ("elevation_id", "elv"),
        ("ticket_subscription_id", "hub"),
    ];
    let mut path = template.to_owned();
    for (name, prefix) in prefixes {
        path = path.replace(&format!("{{{name}}}"), &format!("{prefix}_01k6ha2f5mexqsd3c8y4v7nb9r"));
    }
    assert!(!path.contains('{'), "{path}: give this identifier a prefix here");
    match path.rsplit('/').next() {
        Some("imports") if path.contains("/service-health/") => path + "?format=graph",
        Some("history") => path + "?service=Planner",
        Some("personal-data" | "export") if path.contains("/personal-data") => path + "?person=nobody@else.example",
        _ => path,
    }
}

/// Threats 25, 33, 41 and 48.
#[tokio::test]
async fn nobody_gets_anything_without_signing_in() {
    let client = Client::new().await;
    for (method, path) in tierline_http::api::routes() {
        for token in
            [None, Some("Bearer "), Some("Bearer tl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), Some("Basic eDp5")]
        {
            let mut request = call(method.clone(), filled(&path)).json(&json!({}));
            if let Some(token) = token {
                request = request.header("authorization", token);
            }
            let answer = client.send(request).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} {token:?}");
            assert_eq!(answer.header(header::WWW_AUTHENTICATE), "Bearer");
            assert_eq!(answer.problem(), "401 unauthorized");
        }
    }
    client.desk.discard().await;
}

/// One line a route and role: whether the entrance lets it through to an answer about the content.
#[tokio::test]
async fn each_role_is_refused_where_its_role_does_not_reach() {
    let client = Client::new().await;
    let mut text = String::new();
    for (method, path) in tierline_http::api::routes() {
        let mut cells = Vec::new();
        for role in Role::ALL {
            let person = client.desk.person(*role);
            let body = sample(&method, &path);
            let answer = client
                .send(call(method.clone(), asked(&method, &path)).by(person).bytes(media_type(&path), body))
                .await;
            cells.push(format!("{role}={}", answer.status.as_u16()));
        }
        text.push_str(&format!("{method} {path}: {}\n", cells.join(" ")));
    }
    insta::assert_snapshot!(text);
    client.desk.discard().await;
}

/// The address with what it cannot do without.
fn asked(method: &Method, path: &str) -> String {
    let named = *method == Method::DELETE && path.ends_with("/service-health/imports");
    if named { format!("{path}?feed=nothing") } else { filled(path) }
}

fn media_type(path: &str) -> &'static str {
    match path {
        _ if path.ends_with("/attachments") => "multipart/form-data; boundary=edge",
        _ if path.contains("/customers/imports") => "text/csv",
        _ => "application/json",
    }
}

/// A body that is taken where the role is: what is refused then is refused for its content.
fn sample(method: &Method, path: &str) -> Vec<u8> {
    const NOBODY: &str = "usr_01k6ha2f5mexqsd3c8y4v7nb9r";
    let end = path.rsplit('/').next().unwrap_or_default();
    let body = match (method, end) {
        (&Method::GET | &Method::DELETE, _) => return Vec::new(),
        (_, "attachments") => {
            return b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx\r\n--edge--\r\n".to_vec();
        }
        (_, "imports") if path.contains("customers") => return b"name,domain,tenant_id,country\n".to_vec(),
        (_, "customers") => json!({"name": "x", "domain": "x.example", "tenant_id": "b4c1", "country": "PL"}),
        (_, "delegated-admin-relationships") => json!({"roles": ["Helpdesk Administrator"], "days": 1}),
        (_, "erasure") => json!({"person": "nobody@else.example", "address": "nobody@else.example"}),
        (_, "decisions") if path.contains("delegated") => json!({"decision": "terminate"}),
        (_, "decisions") => json!({"decision": "accept"}),
        (_, "issues") => json!({"title": "x", "service": "Exchange Online", "text": " "}),
        (_, "posts" | "resolution" | "closure" | "message") => json!({"text": "x"}),
        (_, "cases") if path.contains("service-requests") => json!({"case_id": "cas_01k6ha2f5mexqsd3c8y4v7nb9r"}),
        (_, "cases") => json!({"customer_id": "cus_01k6ha2f5mexqsd3c8y4v7nb9r", "subject": "x", "description": "x"}),
        (_, "notes") => json!({"visibility": "internal", "text": "x"}),
        (_, "informing") => json!({"as_of": "x"}),
        (_, "{issue_id}") => json!({"verdict": "confirmed"}),
        (_, "troubleshooting-steps") => json!({"area": "software", "action": "x", "outcome": "no_change"}),
        (_, "category") => json!({"category": "partner_scope"}),
        (_, "request") => json!({"request_id": "srq_01k6ha2f5mexqsd3c8y4v7nb9r"}),
        (_, "waivers") => json!({"blocker": "no_troubleshooting", "reason": "x"}),
        (_, "approvals") => json!({"decision": "approve"}),
        (_, "service-requests" | "service-request-preview") => {
            json!({"title": "x", "description": "x", "business_impact": "x", "severity": "minimal"})
        }
        (_, "reopening" | "withdrawal") => json!({"reason": "x"}),
        (_, "filing") => json!({"external_id": "260914004000874"}),
        (_, "portal-updates") => json!({"text": "x"}),
        (_, "users") => json!({"name": "x", "email": "x", "password": "nine green kelps", "roles": ["sales_agent"]}),
        (_, "tokens") => json!({"name": "x", "user_id": NOBODY}),
        _ => json!({}),
    };
    body.to_string().into_bytes()
}

#[tokio::test]
async fn what_belongs_to_another_organization_or_cloud_does_not_exist() {
    let client = Client::new().await;
    let case = client.case("Calendars stay empty").await;
    let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let desk = &client.desk;
    let reseller = desk.person_at(desk.reseller.id, Cloud::Public, Role::GlobalAdmin);
    let same_partner_other_cloud = desk.person_at(desk.direct.id, Cloud::UsGovernment, Role::GlobalAdmin);
    for stranger in [reseller, same_partner_other_cloud] {
        for (method, path, body) in [
            (Method::GET, path.clone(), json!({})),
            (Method::PATCH, path.clone(), json!({"subject": "Mine now"})),
            (Method::GET, format!("{path}/timeline"), json!({})),
            (Method::POST, format!("{path}/notes"), json!({"visibility": "internal", "text": "x"})),
            (Method::POST, format!("{path}/health-checks"), json!({})),
        ] {
            let answer = client.send(call(method, path).by(stranger).json(&body)).await;
            assert_eq!(answer.problem(), "404 not-found");
        }
        let listed = client.send(call(Method::GET, "/api/v1/cases").by(stranger)).await.found();
        assert_eq!(listed["items"], json!([]));
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn a_case_cannot_be_opened_for_a_customer_of_another_cloud() {
    let client = Client::new().await;
    let body = json!({"customer_id": client.desk.government_customer.id, "subject": "x", "description": "y"});
    let answer = client.post(Role::GlobalAdmin, "/api/v1/cases", &body).await;
    assert_eq!(answer.problem(), "404 not-found");
    client.desk.discard().await;
}

fn of(person: &Person) -> serde_json::Value {
    json!({"id": person.user.id, "email": person.user.email, "role": person.role})
}

#[tokio::test]
async fn everybody_learns_who_they_are() {
    let client = Client::new().await;
    for role in Role::ALL {
        let person = client.desk.person(*role);
        let me = client.get(*role, "/api/v1/me").await.found();
        assert_eq!(json!({"id": me["id"], "email": me["email"], "role": me["roles"][0]}), of(person));
        assert_eq!(me["cloud"], "public");
        let organization = if role.is_customer() { &me["partner"]["id"] } else { &me["organization"]["id"] };
        assert_eq!(*organization, json!(person.owner.organization));
    }
    client.desk.discard().await;
}

/// How somebody who was let in once comes back: with what they had then.
struct Ended {
    why: &'static str,
    /// A token and the secret of a session, both good a moment ago.
    token: String,
    session: String,
}

impl Ended {
    async fn of(client: &Client, why: &'static str, person: &Person) -> Self {
        let app = &client.desk.app;
        let session = sign_in(app, &Caller::default(), &person.user.email, PASSWORD).await.unwrap().session().unwrap();
        let token = NewSecretToken {
            user: person.user.id,
            owner: person.owner,
            name: why.to_owned(),
            days: Some(1),
            scopes: None,
        };
        let (_, token) = create_token(app, token).await.unwrap();
        let ended = Self { why, token: token.expose().to_owned(), session: session.secret.expose().to_owned() };
        assert_eq!(ended.ask(client, Method::GET, "/api/v1/me").await, StatusCode::OK, "{why}: it was good");
        assert_eq!(ended.opens(client, Method::GET, "/account").await, StatusCode::OK, "{why}: it was good");
        ended
    }

    async fn ask(&self, client: &Client, method: Method, path: &str) -> StatusCode {
        let call = call(method, path).header("authorization", format!("Bearer {}", self.token));
        client.send(call.json(&json!({}))).await.status
    }

    async fn opens(&self, client: &Client, method: Method, path: &str) -> StatusCode {
        let call = call(method, path).header("cookie", format!("__Host-tierline={}", self.session));
        client.send(call.bytes("application/x-www-form-urlencoded", "")).await.status
    }
}

/// An address whose parts name nothing.
fn blank(template: &str) -> String {
    let part = |part: &str| if part.contains('{') { "asked".to_owned() } else { part.to_owned() };
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    format!("{}?{query}", path.split('/').map(part).collect::<Vec<_>>().join("/"))
}

/// The columns of who was let in and is no longer: expired, revoked, suspended, taken out. Promise 5, threats 25, 33 and 41.
#[tokio::test]
async fn what_expired_was_revoked_or_belongs_to_who_is_suspended_opens_nothing() {
    let client = Client::new().await;
    let helpdesk = client.desk.person(Role::HelpdeskAgent).clone();
    let admin = client.desk.ctx(client.desk.person(Role::GlobalAdmin)).await;
    let app = &client.desk.app;
    let mut ended = vec![Ended::of(&client, "expired", &helpdesk).await];
    client.desk.clock.set(app.now() + chrono::Duration::hours(25));
    for why in ["revoked", "suspended", "taken out"] {
        // Each of them is somebody else: what ends one must not end another's by accident.
        let organization = match why {
            "revoked" => &client.desk.direct,
            "suspended" => &client.desk.distributor,
            _ => &client.desk.reseller,
        };
        let person = client.desk.person_at(organization.id, Cloud::Public, Role::HelpdeskAgent).clone();
        let boss = client.desk.person_at(organization.id, Cloud::Public, Role::GlobalAdmin).clone();
        let boss = client.desk.ctx(&boss).await;
        ended.push(Ended::of(&client, why, &person).await);
        match why {
            "revoked" => {
                let tokens = token_list(app, &admin).await.unwrap();
                let token = tokens.iter().find(|token| token.name == why).unwrap();
                token_revoke(app, &admin, token.id).await.unwrap();
                sessions_end_of(app, &admin, person.user.id).await.unwrap();
            }
            "suspended" => {
                let shut = EditUser { roles: None, disabled: Some(true) };
                user_edit(app, &boss, person.user.id, shut).await.unwrap();
            }
            _ => user_remove(app, &boss, person.user.id).await.unwrap(),
        }
    }
    let mut routes = tierline_http::api::routes();
    routes.extend(tierline_http::contract_routes());
    let exchange = ["/troubleTicket", "/troubleTicket/{id}", "/troubleTicket/{id}/attachment/{id}", "/hub/{id}"];
    routes.extend(exchange.map(|path| (Method::GET, format!("/tmf-api/troubleTicket/v5{path}"))));
    let (mut asked, mut wrong) = (0, Vec::new());
    for one in &ended {
        let why = one.why;
        for (method, path) in &routes {
            let status = one.ask(&client, method.clone(), &blank(path)).await;
            if status != StatusCode::UNAUTHORIZED {
                wrong.push(format!("{why}: {method} {path} {status}"));
            }
            asked += 1;
        }
        for (method, path) in tierline_http::web::routes() {
            let status = one.opens(&client, method.clone(), &web::filled(path)).await;
            let turned_away = if method == Method::GET { StatusCode::SEE_OTHER } else { StatusCode::UNAUTHORIZED };
            if status != turned_away {
                wrong.push(format!("{why}: page {method} {path} {status}"));
            }
            asked += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 1_000, "{asked}");
    client.desk.discard().await;
}

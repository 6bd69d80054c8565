//! Every page, as browsers open it: who gets to see it, and what somebody whom lists keep from a customer reads on it.

use std::{collections::BTreeMap, fmt::Write as _};

use reqwest::Method;
use tierline_testkit::{client::builder, desk::Desk};

use crate::{
    authorization::{ASKERS, REQUEST_FILE, things},
    reach::keep,
    work::{desk, text},
};

/// Somebody with a browser, or nobody.
pub(crate) struct Visitor {
    http: reqwest::Client,
    url: String,
}

impl Visitor {
    /// Somebody who is nobody.
    pub(crate) fn stranger(desk: &Desk) -> Self {
        let http = builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { http, url: desk.url().to_owned() }
    }

    /// Somebody who has signed in.
    pub(crate) async fn of(desk: &Desk, part: &str) -> Self {
        let (visitor, person) = (Self::stranger(desk), desk.person(part));
        let form = [("email", person.email.as_str()), ("password", person.password.as_str())];
        let answer = visitor.http.post(format!("{}/signin", visitor.url)).form(&form).send().await.expect("an answer");
        assert_eq!(answer.status(), 303, "{part} is let in");
        visitor
    }

    /// Opens a page: its status, where it leads, and what it says.
    pub(crate) async fn opens(&self, path: &str) -> (u16, String, String) {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await.expect("an answer");
        let to = answer.headers().get("location").map(|to| to.to_str().expect("an address").to_owned());
        let status = answer.status().as_u16();
        (status, to.unwrap_or_default(), String::from_utf8_lossy(&answer.bytes().await.expect("a page")).into_owned())
    }

    /// Sends a form, which leads on.
    pub(crate) async fn sends(&self, path: &str, fields: &[(&str, &str)]) {
        let page = self.opens("/account").await.2;
        let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", token.expect("a token"))]).collect();
        let answer = self.http.post(format!("{}{path}", self.url)).form(&form).send().await.expect("an answer");
        assert_eq!(answer.status(), 303, "{path}");
    }
}

/// What the identifier of an address names, by how the address begins.
const NAMES: &[(&str, &str)] = &[
    ("/attachments/", "attachment_id"),
    ("/cases/", "case_id"),
    ("/my/cases/", "case_id"),
    ("/customers/", "customer_id"),
    ("/connections/", "connection_id"),
    ("/customer-groups/", "customer_group_id"),
    ("/deliveries/", "delivery_id"),
    ("/health/feeds/", "feed_id"),
    ("/health/issues/", "issue_id"),
    ("/inbox/", "request_id"),
    ("/service-requests/", "request_id"),
    ("/sign-in-methods/", "identity_provider_id"),
    ("/stray-tickets/", "stray_ticket_id"),
    ("/users/", "user_id"),
];

/// The address of each page, with what is named.
pub(crate) fn pages(named: &BTreeMap<&'static str, String>) -> Vec<(&'static str, String)> {
    let all = tierline_http::web::routes().into_iter().filter(|(method, _)| *method == Method::GET);
    // What is told to an open page has no end, and tests of its own.
    let all = all.map(|(_, route)| route).filter(|route| *route != "/live");
    let filled = |route: &'static str| {
        let name = NAMES.iter().find(|(begin, _)| route.starts_with(begin)).map(|(_, name)| *name);
        let path = name.map_or_else(|| route.to_owned(), |name| route.replace("{id}", &named[name]));
        let path = path.replace("{file}", &named[REQUEST_FILE]);
        assert!(!path.contains('{'), "{route}: say what its identifier names");
        let path = match route {
            "/health/history" => path + "?service=Planner",
            "/search" => path + "?q=Group%20calls",
            _ => path,
        };
        (route, path)
    };
    all.map(filled).collect()
}

/// Threats 23 to 26, 32 and 36: the pages keep out whom the API keeps out.
#[tokio::test]
async fn every_page_answers_each_asker_as_the_table_of_rights_says() {
    let desk = desk().await;
    let named = things(&desk).await;
    let mut visitors = Vec::new();
    for (column, part) in ASKERS {
        let visitor = if part.is_empty() { Visitor::stranger(&desk) } else { Visitor::of(&desk, part).await };
        visitors.push((*column, visitor));
    }
    let mut rows = Vec::new();
    for (route, path) in pages(&named) {
        let mut row = format!("{route}\n      ");
        for (column, visitor) in &visitors {
            let (status, to, page) = visitor.opens(&path).await;
            assert!(status < 500 && status != 422, "{path} as {column}: {status} {page}");
            match (status, to.starts_with("/signin")) {
                (303, true) => write!(row, " {column}=door").unwrap(),
                (403 | 404, _) => write!(row, " {column}={status}").unwrap(),
                _ => write!(row, " {column}=may").unwrap(),
            }
        }
        rows.push(row);
    }
    rows.sort();
    insta::assert_snapshot!(rows.join("\n"));
}

/// Threats 30, 31, 32 and 37: no page says a name or a number of a customer out of reach.
#[tokio::test]
async fn no_page_names_a_customer_that_an_agent_is_kept_from() {
    let desk = desk().await;
    let named = things(&desk).await;
    let maren = desk.of("maren");
    let customer = maren.get(&format!("customers/{}", named["customer_id"])).await.expect(200);
    let case = maren.get(&format!("cases/{}", named["case_id"])).await.expect(200);
    let request = maren.get(&format!("service-requests/{}", named["request_id"])).await.expect(200);
    let words = [
        "Brightwater".to_owned(),
        text(&customer["domain"]),
        text(&customer["tenant_id"]),
        text(&case["number"]),
        text(&request["number"]),
    ];
    let dario = Visitor::of(&desk, "dario").await;
    let said = async |pages: Vec<(&'static str, String)>| {
        let mut naming = BTreeMap::new();
        for (route, path) in pages {
            let (status, _, page) = dario.opens(&path).await;
            let found: Vec<&str> = words.iter().filter(|word| page.contains(*word)).map(String::as_str).collect();
            let _ = naming.insert(route, (status, found.join(", ")));
        }
        naming
    };
    // A search for the number itself repeats it in its field, and finds nothing.
    let by_number = format!("/search?q={}", words[3]);
    let found = |page: &str| page.contains(&format!("/cases/{}", named["case_id"]));
    assert!(found(&dario.opens(&by_number).await.2), "it is found as long as it is within reach");
    let before = said(pages(&named)).await;
    assert!(before.values().filter(|(_, found)| !found.is_empty()).count() > 12, "{before:?}");
    keep(&desk, &named["customer_id"]).await;
    let after = said(pages(&named)).await;
    // The form of the import shows a line as an example, which the demo's customer was called by.
    let naming = after.iter().filter(|(route, (_, found))| !found.is_empty() && **route != "/customers/import");
    let naming: Vec<_> = naming.collect();
    assert!(naming.is_empty(), "{naming:?}");
    for route in [
        "/cases/{id}",
        "/cases/{id}/escalate",
        "/customers/{id}",
        "/service-requests/{id}",
        "/deliveries/{id}",
        "/attachments/{id}",
    ] {
        assert_eq!((before[route].0, after[route].0), (200, 404), "{route}");
    }
    assert!(!found(&dario.opens(&by_number).await.2));
}

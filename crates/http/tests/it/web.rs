//! The pages, as a browser without script meets them.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode, header};
use tierline_app::account::{Caller, NewPerson, SignedIn, create_person, sign_in};
use tierline_domain::{Membership, Role};
use tierline_testkit::inner::PASSWORD;

use crate::client::{Answer, Call, Client, call};

/// Somebody with a browser.
pub(crate) struct Browser<'c> {
    client: &'c Client,
    session: SignedIn,
    pub(crate) email: String,
    /// The secret that took the place of the session's first one.
    renewed: Option<String>,
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let one = |text: &str| {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| [one(name), one(value)].map(|text: String| text).join("=")).collect();
    pairs.join("&")
}

pub(crate) fn form(path: &str, fields: &[(&str, &str)]) -> Call {
    call(Method::POST, path).bytes("application/x-www-form-urlencoded", encoded(fields))
}

impl<'c> Browser<'c> {
    /// The helpdesk agent of the direct bill partner.
    pub(crate) async fn agent(client: &'c Client) -> Self {
        let email = client.desk.person(Role::HelpdeskAgent).user.email.clone();
        Self::of(client, &email).await
    }

    pub(crate) async fn of(client: &'c Client, email: &str) -> Self {
        let session = sign_in(&client.desk.app, &Caller::default(), email, PASSWORD).await.unwrap().session().unwrap();
        Self { client, session, email: email.to_owned(), renewed: None }
    }

    /// A new person of a role, who can sign in.
    pub(crate) async fn hired(client: &'c Client, role: Role) -> Self {
        let like = client.desk.person(role);
        let email = format!("new-{}@northgate.example", role.word().replace('_', "-"));
        let person = NewPerson {
            name: "Ada Nowak".to_owned(),
            email: email.clone(),
            password: Some(PASSWORD.to_owned()),
            language: None,
            time_zone: None,
            phone: None,
            country: None,
            memberships: vec![Membership {
                owner: like.owner,
                customer: customer_of(client, role),
                roles: BTreeSet::from([role]),
            }],
        };
        create_person(&client.desk.app, person).await.unwrap();
        Self::of(client, &email).await
    }

    fn cookie(&self, call: Call) -> Call {
        let secret = self.renewed.as_deref().unwrap_or_else(|| self.session.secret.expose());
        call.header("cookie", format!("theme=dark; __Host-tierline={secret}"))
    }

    /// Signs the same person in once more: a session ends within a day.
    pub(crate) async fn again(client: &'c Client, earlier: &Self) -> Self {
        Self::of(client, &earlier.email).await
    }

    /// The session goes on under another secret.
    pub(crate) fn goes_on(&mut self, secret: String) {
        self.renewed = Some(secret);
    }

    /// What each form of the session carries.
    pub(crate) fn csrf(&self) -> &str {
        &self.session.csrf
    }

    /// Sends what is no plain form.
    pub(crate) async fn send(&self, call: Call) -> Answer {
        self.client.send(self.cookie(call)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.client.send(self.cookie(call(Method::GET, path))).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", self.session.csrf.as_str())]).collect();
        self.client.send(self.cookie(form(path, &fields))).await
    }

    /// Posts and is led on to a page, which is given.
    pub(crate) async fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let to = answer.header(header::LOCATION).to_owned();
        let page = self.get(&to).await;
        assert_eq!(page.status, StatusCode::OK, "{to}: {}", page.text());
        page.text()
    }

    /// Opens a case by the form; gives its path.
    pub(crate) async fn case(&self, subject: &str) -> String {
        let customer = self.client.desk.customer.id.to_string();
        let fields = [
            ("customer_id", customer.as_str()),
            ("subject", subject),
            ("description", "Shared calendars stay empty for everybody."),
            ("service", "Exchange Online"),
            ("severity", "moderate"),
        ];
        let answer = self.post("/cases", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header(header::LOCATION).split('?').next().unwrap().to_owned()
    }
}

fn customer_of(client: &Client, role: Role) -> Option<tierline_domain::CustomerId> {
    role.is_customer().then_some(client.desk.customer.id)
}

#[tokio::test]
async fn somebody_signs_in_and_goes_where_they_wanted() {
    let client = Client::new().await;
    let asked = client.send(call(Method::GET, "/cases?status=closed")).await;
    assert_eq!(
        (asked.status, asked.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/signin?next=%2Fcases%3Fstatus%3Dclosed")
    );
    let door = client.send(call(Method::GET, "/signin?next=%2Fcases%3Fstatus%3Dclosed")).await;
    assert!(door.text().contains("value=\"/cases?status=closed\""), "{}", door.text());
    let email = client.desk.person(Role::HelpdeskAgent).user.email.clone();
    let enter = |password: &'static str, next: &'static str| {
        client.send(form("/signin", &[("email", &email), ("password", password), ("next", next)]))
    };
    let wrong = enter("not this one at all", "/cases").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains(&email) && !wrong.text().contains("not this one"), "{}", wrong.text());
    let right = enter(PASSWORD, "/cases?status=closed").await;
    assert_eq!((right.status, right.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/cases?status=closed"));
    assert!(right.header(header::SET_COOKIE).starts_with("__Host-tierline="), "{:?}", right.headers);
    client.desk.discard().await;
}

/// Threat 20: a link to the door that leads elsewhere afterwards.
#[tokio::test]
async fn the_door_leads_to_no_other_host() {
    let client = Client::new().await;
    let email = client.desk.person(Role::HelpdeskAgent).user.email.clone();
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let answer = client.send(form("/signin", &[("email", &email), ("password", PASSWORD), ("next", next)])).await;
        assert_eq!(answer.header(header::LOCATION), "/", "{next}");
    }
    let theme = client.send(form("/theme", &[("theme", "dark"), ("back", "//evil.example")])).await;
    assert_eq!(theme.header(header::LOCATION), "/");
    client.desk.discard().await;
}

/// Threat 47: forged requests.
#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let path = agent.case("Calendars stay empty").await;
    let note = format!("{path}/notes");
    let fields = [("visibility", "internal"), ("text", "a word that must not be lost")];
    let without = client.send(agent.cookie(form(&note, &fields))).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    assert!(without.text().contains("a word that must not be lost"), "{}", without.text());
    let with = [fields[0], fields[1], ("csrf", agent.session.csrf.as_str())];
    let across = client.send(agent.cookie(form(&note, &with)).header("sec-fetch-site", "cross-site")).await;
    assert_eq!(across.status, StatusCode::FORBIDDEN);
    assert!(!agent.get(&path).await.text().contains("a word that must not be lost"));
    let out = client.send(call(Method::POST, &note).bytes("application/x-www-form-urlencoded", encoded(&with))).await;
    assert_eq!(out.status, StatusCode::UNAUTHORIZED);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_wrong_field_comes_back_with_all_that_was_typed() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let customer = client.desk.customer.id.to_string();
    let fields = [
        ("customer_id", customer.as_str()),
        ("subject", ""),
        ("description", "Since <this> morning & still."),
        ("service", "Exchange Online"),
        ("started_at", "2031-01-01T10:00"),
        ("contact_email", "nobody"),
    ];
    let answer = agent.post("/cases", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    for part in
        ["Since &lt;this&gt; morning &amp; still.", "value=\"2031-01-01T10:00\"", "value=\"nobody\"", "id=\"faults\""]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    for field in ["subject", "started_at", "contact_email"] {
        assert!(page.contains(&format!("href=\"#cases-{field}\"")), "{field} is not named in {page}");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn a_case_climbs_by_its_forms() {
    let client = Client::new().await;
    client.desk.delegate("Service Support Administrator").await;
    let agent = Browser::agent(&client).await;
    let path = agent.case("Shared calendars stay empty").await;
    let at = |form: &str| format!("{path}/{form}");
    agent.done(&at("notes"), &[("visibility", "customer"), ("text", "We look into it.")]).await;
    agent.done(&at("health-checks"), &[]).await;
    let step = [
        ("area", "workload"),
        ("means", "delegated_admin"),
        ("action", "Opened the calendar as a delegate"),
        ("outcome", "no_change"),
    ];
    let steps = agent.post(&at("steps"), &step).await;
    assert!(matches!(steps.status, StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY), "{}", steps.text());
    let category =
        [("category", "bug_or_irregularity"), ("steps", "Open it in the browser."), ("seen", "Nothing is there.")];
    let page = agent.done(&at("category"), &category).await;
    assert!(page.contains("Nothing is there."), "{page}");
    client.desk.discard().await;
}

/// A double click is one deed; the same words a second time, from a page loaded anew, are two.
#[tokio::test]
async fn a_form_sent_twice_is_one_deed() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let path = agent.case("Calendars stay empty").await;
    let count = async || agent.get(&path).await.text().matches("only once").count();
    let fields = |key| [("visibility", "internal"), ("text", "only once"), ("key", key)];
    agent.done(&format!("{path}/notes"), &fields("k1.notes")).await;
    let once = count().await;
    agent.done(&format!("{path}/notes"), &fields("k1.notes")).await;
    assert_eq!(count().await, once);
    agent.done(&format!("{path}/notes"), &fields("k2.notes")).await;
    assert_eq!(count().await, 2 * once);
    client.desk.discard().await;
}

#[tokio::test]
async fn what_is_another_organizations_is_as_absent_as_what_never_was() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let path = agent.case("Calendars stay empty").await;
    let reseller = client
        .desk
        .person_at(client.desk.reseller.id, tierline_domain::Cloud::Public, Role::HelpdeskAgent)
        .user
        .email
        .clone();
    let other = Browser::of(&client, &reseller).await;
    let customer = format!("/customers/{}", client.desk.customer.id);
    for path in
        [path.as_str(), customer.as_str(), "/cases/cas_01k6ha2f5mexqsd3c8y4v7nb9r", "/cases/nonsense", "/nowhere"]
    {
        assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let post = other.post(&format!("{path}/notes"), &[("visibility", "internal"), ("text", "x")]).await;
    assert_eq!(post.status, StatusCode::NOT_FOUND);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_sales_agent_sees_and_has_no_forms() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let path = agent.case("Calendars stay empty").await;
    let sales = Browser::hired(&client, Role::SalesAgent).await;
    let page = sales.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains(&format!("action=\"{path}")), "{}", page.text());
    assert!(agent.get(&path).await.text().contains(&format!("action=\"{path}/notes\"")));
    for form in ["/cases/new", &format!("{path}/escalate"), "/users", "/audit"] {
        assert_eq!(sales.get(form).await.status, StatusCode::FORBIDDEN, "{form}");
    }
    let note = sales.post(&format!("{path}/notes"), &[("visibility", "internal"), ("text", "x")]).await;
    assert_eq!(note.status, StatusCode::FORBIDDEN);
    client.desk.discard().await;
}

#[tokio::test]
async fn a_customers_person_works_on_pages_of_their_own() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let theirs = agent.case("Opened by an agent").await;
    agent.done(&format!("{theirs}/notes"), &[("visibility", "internal"), ("text", "between ourselves")]).await;
    let admin = Browser::hired(&client, Role::CustomerAdmin).await;
    assert_eq!(admin.get("/").await.header(header::LOCATION), "/my");
    let page = admin
        .done(
            "/my/cases",
            &[("subject", "The printer is silent"), ("description", "Since noon."), ("severity", "minimal")],
        )
        .await;
    assert!(page.contains("The printer is silent"), "{page}");
    let own = admin.get(&format!("/my{theirs}")).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(!own.text().contains("between ourselves"), "{}", own.text());
    for path in [theirs.as_str(), "/users", "/inbox"] {
        assert!(admin.get(path).await.status.is_client_error(), "{path}");
    }
    client.desk.discard().await;
}

/// Every page without an identifier in its address answers, for each role, with a page or a clear refusal.
#[tokio::test]
async fn every_page_answers_each_role() {
    let client = Client::new().await;
    for role in [Role::GlobalAdmin, Role::SalesAgent, Role::CustomerContact, Role::CustomerAdmin] {
        let browser = Browser::hired(&client, role).await;
        for (method, path) in tierline_http::web::routes() {
            if method != Method::GET || path.contains('{') {
                continue;
            }
            // The one page that is about nothing without a name.
            let path = if path == "/health/history" { "/health/history?service=Planner" } else { path };
            let answer = browser.get(path).await;
            assert!(
                matches!(
                    answer.status,
                    StatusCode::OK
                        | StatusCode::SEE_OTHER
                        | StatusCode::FORBIDDEN
                        | StatusCode::NOT_FOUND
                        | StatusCode::CONFLICT
                ),
                "{role} {path}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
    client.desk.discard().await;
}

/// A page's address with an identifier of the kind that belongs there: another kind names nothing, whoever asks.
pub(crate) fn filled(path: &str) -> String {
    #[rustfmt::skip]
    let kinds = [
        ("/service-requests/", "srq"), ("/inbox/", "srq"), ("/customers/", "cus"), ("/health/issues/", "his"),
        ("/health/feeds/", "fed"), ("/attachments/", "att"), ("/my/access/", "dar"), ("/users/", "usr"),
        ("/tokens/", "tok"), ("/service-accounts/", "usr"), ("/account/reader-keys/", "rdk"),
        ("/account/security/f", "fac"), ("/account/security/s", "ses"), ("/account/security/l", "idp"),
        ("/sign-in-methods/groups/", "grp"), ("/sign-in-methods/", "idp"), ("/follows/", "fol"),
        ("/notices/", "ntc"), ("/deliveries/", "out"), ("/connections/", "con"), ("/stray-tickets/", "stt"),
        ("/elevations/", "elv"), ("/ticket-subscriptions/", "hub"),
        ("/customer-groups/", "cgr"),
    ];
    let kind = kinds.iter().find(|(begin, _)| path.starts_with(begin)).map_or("cas", |(_, prefix)| *prefix);
    let path = path.replace("{id}", &format!("{kind}_01k6ha2f5mexqsd3c8y4v7nb9r"));
    let path = path.replace("{issue_id}", "his_01k6ha2f5mexqsd3c8y4v7nb9r");
    let path = path.replace("{session_id}", "ses_01k6ha2f5mexqsd3c8y4v7nb9r");
    let path = path.replace("{domain_id}", "dom_01k6ha2f5mexqsd3c8y4v7nb9r");
    path.replace("{relationship}", "dar_01k6ha2f5mexqsd3c8y4v7nb9r")
}

/// Threats 25, 33 and 48: there is no page, form, file or address for maintenance that nobody has to sign in for.
#[tokio::test]
async fn every_form_asks_who_it_is() {
    let client = Client::new().await;
    for (method, path) in tierline_http::web::routes() {
        let path = filled(path);
        let answer = client.send(call(method.clone(), &path).bytes("application/x-www-form-urlencoded", "")).await;
        let expected = if method == Method::GET { StatusCode::SEE_OTHER } else { StatusCode::UNAUTHORIZED };
        assert_eq!(answer.status, expected, "{method} {path}: {}", answer.text());
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn the_language_is_the_persons_or_the_browsers() {
    let client = Client::new().await;
    let polish = client.send(call(Method::GET, "/signin").header("accept-language", "pl-PL,pl;q=0.9")).await;
    assert!(polish.text().contains("<html lang=\"pl\""), "{}", polish.text());
    let russian = client.send(call(Method::GET, "/signin?language=ru").header("accept-language", "pl")).await;
    assert!(russian.text().contains("<html lang=\"ru\""));
    assert!(russian.header(header::SET_COOKIE).starts_with("language=ru;"));
    let agent = Browser::agent(&client).await;
    let own = client.send(agent.cookie(call(Method::GET, "/").header("accept-language", "ru"))).await;
    assert!(own.text().contains("<html lang=\"en\" data-theme=\"dark\""), "{}", own.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn an_asset_is_kept_for_ever_and_a_page_never() {
    let client = Client::new().await;
    let door = client.send(call(Method::GET, "/signin")).await;
    let page = door.text();
    assert_eq!(door.header(header::CACHE_CONTROL), "no-store");
    let at = page.find("/assets/tierline.").unwrap();
    let address: String = page[at..].chars().take_while(|c| *c != '"').collect();
    let asset = client.send(call(Method::GET, &address)).await;
    assert_eq!(asset.status, StatusCode::OK);
    assert!(asset.header(header::CACHE_CONTROL).contains("immutable"));
    assert_eq!(client.send(call(Method::GET, "/assets/tierline.css")).await.status, StatusCode::NOT_FOUND);
    client.desk.discard().await;
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let out = agent.post("/signout", &[]).await;
    assert_eq!(out.header(header::LOCATION), "/signin");
    assert_eq!(agent.get("/cases").await.header(header::LOCATION), "/signin?next=%2Fcases");
    client.desk.discard().await;
}

#[tokio::test]
async fn an_unknown_address_keeps_everything_around_the_page_of_who_is_signed_in() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    for path in ["/nowhere", "/cases/nothing/at/all"] {
        let page = agent.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text().contains("class=\"side-nav\""), "{path}: {}", page.text());
    }
    let nobody = client.send(call(Method::GET, "/nowhere")).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    assert!(!nobody.text().contains("class=\"side-nav\""));
    client.desk.discard().await;
}

#[tokio::test]
async fn the_door_says_when_a_session_ended_and_only_that() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let ended = "Your session ended at";
    let fresh = client.send(call(Method::GET, "/signin")).await;
    assert!(!fresh.text().contains(ended));
    client.desk.clock.set(client.desk.app.now() + chrono::Duration::hours(13));
    let door = agent.get("/signin").await;
    assert_eq!(door.status, StatusCode::OK);
    assert!(door.text().contains(ended), "{}", door.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn a_form_that_meets_an_ended_session_gives_back_what_was_written() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let case = agent.case("Calendars stay empty").await;
    client.desk.clock.set(client.desk.app.now() + chrono::Duration::hours(13));
    let answer = agent.post(&format!("{case}/notes"), &[("visibility", "internal"), ("text", "What I wrote")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains("What I wrote"), "{}", answer.text());
    client.desk.discard().await;
}

#[tokio::test]
async fn a_file_that_is_too_large_brings_its_form_back_with_the_limit() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    let case = agent.case("Calendars stay empty").await;
    for (path, limit) in
        [(format!("{case}/attachments"), "15 MB that are taken"), ("/customers/import".to_owned(), "MB that are taken")]
    {
        let whole = call(Method::POST, path.as_str())
            .header("content-length", (17 * 1024 * 1024).to_string())
            .bytes("multipart/form-data; boundary=b", vec![b'a'; 17 * 1024 * 1024]);
        let answer = agent.send(whole).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.text());
        assert!(answer.text().contains(limit), "{path}: {}", answer.text());
        assert!(answer.text().contains("type=\"file\""), "{path}: the form is there again");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn tokens_are_offered_to_who_may_have_them_alone() {
    let client = Client::new().await;
    let agent = Browser::agent(&client).await;
    assert!(!agent.get("/").await.text().contains("href=\"/tokens\""));
    let administrator = Browser::hired(&client, Role::GlobalAdmin).await;
    assert!(administrator.get("/").await.text().contains("href=\"/tokens\""));
    client.desk.discard().await;
}

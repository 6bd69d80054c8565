//! What the demo shows, and what it leaves alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tierline_testkit::{
    client::{Client, builder},
    command::{Server, run},
    desk::Desk,
    seed::path,
};

use crate::work::{binary, customer, desk, items, text};

/// Words of a field, each once.
fn words<'a>(items: impl IntoIterator<Item = &'a Value>, field: &str) -> BTreeSet<String> {
    items.into_iter().map(|item| text(&item[field])).collect()
}

async fn all(client: &Client, what: &str) -> Vec<Value> {
    let join = if what.contains('?') { '&' } else { '?' };
    items(&client.get(&format!("{what}{join}limit=200")).await.expect(200)).to_vec()
}

#[tokio::test]
async fn customers_stand_in_every_kind_of_relationship() {
    let desk = desk().await;
    let (mut delegated, mut partner) = (BTreeSet::new(), BTreeSet::new());
    for part in ["maren", "casey", "stefan", "marek"] {
        let agent = desk.of(part);
        for customer in all(&agent, "customers").await {
            partner.insert((text(&customer["relationship"]), text(&customer["relationship_status"])));
            let of = format!("customers/{}/delegated-admin-relationships", text(&customer["id"]));
            delegated.extend(words(&all(&agent, &of).await, "status"));
        }
    }
    let every = [
        "activating",
        "active",
        "approval_pending",
        "approved",
        "created",
        "expired",
        "expiring",
        "terminated",
        "terminating",
        "termination_requested",
    ];
    assert_eq!(delegated, every.map(str::to_owned).into());
    let wanted = [("advisor", "active"), ("reseller", "active"), ("reseller", "ended")];
    assert_eq!(partner, wanted.map(|(kind, status)| (kind.to_owned(), status.to_owned())).into());
}

#[tokio::test]
async fn the_books_in_step_rest_since_nobody_is_asked() {
    let books = desk().await.of("pavla").get("books").await.expect(200);
    assert_eq!((&books["sources"], &books["last_failure"]), (&json!([]), &json!(null)), "{books}");
    assert_eq!(items_of(&books, "stopped"), 1, "what is stopped is named: {books}");
    assert!(books["taken_over_at"].is_string(), "{books}");
}

fn items_of(body: &Value, field: &str) -> usize {
    body[field].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn service_requests_stand_at_every_stage() {
    let desk = desk().await;
    let mut found = BTreeSet::new();
    for part in ["maren", "casey", "stefan", "marek"] {
        found.extend(words(&all(&desk.of(part), "service-requests").await, "status"));
    }
    let every = [
        "accepted",
        "attention_needed",
        "closed",
        "prepared",
        "resolved",
        "returned",
        "sending",
        "submitted",
        "unknown",
        "withdrawn",
    ];
    assert_eq!(found, every.map(str::to_owned).into());
    // What waits for a connection goes on waiting: it is stopped, and nobody is asked.
    let exchange = &all(&desk.of("pavla"), "connections").await[0];
    assert!(exchange["paused_at"].is_string() && exchange["held_since"].is_null(), "{exchange}");
}

#[tokio::test]
async fn a_case_shows_that_its_partner_relationship_has_ended() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let customer = customer(&agent, "foxmere.example").await;
    let cases = all(&agent, &format!("cases?customer_id={customer}")).await;
    let case = agent.get(&format!("cases/{}", text(&cases[0]["id"]))).await.expect(200);
    let blockers = words(case["ladder"]["blockers"].as_array().unwrap(), "code");
    assert!(blockers.contains("relationship_inactive"), "{blockers:?}");
}

#[tokio::test]
async fn the_distributor_has_carried_a_resellers_request_and_can_carry_the_next() {
    let desk = desk().await;
    let agent = desk.of("stefan");
    let received = all(&agent, "service-requests?direction=received").await;
    let titled = |word: &str| received.iter().find(|one| text(&one["title"]).contains(word)).expect("it has arrived");
    assert_eq!(titled("503")["status"], "resolved");
    let next = titled("Календарь");
    assert_eq!(next["status"], "submitted");
    let case = agent.post(&format!("service-requests/{}/case", text(&next["id"])), json!({})).await.expect(201);
    let case = agent.get(&format!("cases/{}", text(&case["id"]))).await.expect(200);
    assert_eq!(case["subject"], next["title"]);
}

/// The language that a person's first page is in, for a browser that wants this one.
async fn language(desk: &Desk, part: &str, wanted: &str) -> String {
    let person = desk.person(part);
    let http = builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let form = [("email", person.email.as_str()), ("password", person.password.as_str())];
    let signed = http.post(format!("{}/signin", desk.url())).form(&form).send().await.unwrap();
    assert_eq!(signed.status(), 303, "{part}");
    let page = http
        .get(format!("{}/account", desk.url()))
        .header("accept-language", wanted)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let (_, rest) = page.split_once("<html lang=\"").unwrap_or_else(|| panic!("no language: {page}"));
    rest[..2].to_owned()
}

#[tokio::test]
async fn most_people_read_in_their_browsers_language_and_some_chose_their_own() {
    let desk = desk().await;
    for (part, wanted) in [("maren", "pl"), ("ilse", "ru"), ("ansel", "ru"), ("hollis", "pl"), ("stefan", "en")] {
        assert_eq!(language(&desk, part, wanted).await, wanted, "{part}");
    }
    assert_eq!(language(&desk, "oksana", "en").await, "ru");
    assert_eq!(language(&desk, "marek", "en").await, "pl");
}

#[tokio::test]
async fn the_demo_adds_nothing_to_a_desk_that_somebody_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (path(folder.path()), folder.path().join("log"));
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", data];
    let mut server = Server::start(binary(), &serve, &log).await;
    let code = server.next_line().await.unwrap_or_default().split_once("?code=").expect("a code").1.to_owned();
    let form = format!(
        "code={code}&organization=Meridian+Partners&kind=partner&partner_kind=direct_bill&clouds=public&name=Ilse+Marrow\
         &email=ilse%40meridian.example&password=kelp+otter+horse+battery"
    );
    let client = Client::new(&server.url, None);
    let body = Some(form.into_bytes());
    let set_up = client.send(reqwest::Method::POST, "/setup", "application/x-www-form-urlencoded", body).await;
    assert_eq!(set_up.status, 303);
    assert!(server.stop().await.success());
    // Not even where the folder looks like a demo's, and not by another folder with this database.
    std::fs::write(folder.path().join("demo.json"), r#"{"url": "", "users": []}"#).unwrap();
    let (other, database) = (format!("{data}/other"), format!("sqlite:{data}/tierline.db"));
    for arguments in [&["--data", data][..], &["--data", &other, "--database", &database]] {
        let demo = ["demo", "--listen", "127.0.0.1:0"];
        let refused = run(binary(), &demo.iter().chain(arguments).collect::<Vec<_>>()).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains("Meridian Partners") && refused.stderr.contains("--data"), "{refused:?}");
    }
    let looked = run(binary(), &["doctor", "--data", data]).await.expect(0);
    assert!(looked.contains("1 organization\n"), "{looked}");
}

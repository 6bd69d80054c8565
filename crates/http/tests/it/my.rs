//! The pages of a customer's people: what they say comes back, what they attach is kept, and nobody else's is theirs.

use axum::http::{Method, StatusCode, header};
use tierline_app::case;
use tierline_domain::Role;

use crate::{
    client::{Answer, Client, call},
    web::Browser,
};

/// A report of the customer's contact; gives its path on their pages and on the agents'.
async fn reported(browser: &Browser<'_>) -> (String, String) {
    let fields = [("subject", "The printer is silent"), ("description", "Since noon."), ("severity", "minimal")];
    let answer = browser.post("/my/cases", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let own = answer.header(header::LOCATION).split('?').next().unwrap().to_owned();
    let ours = own.trim_start_matches("/my").to_owned();
    (own, ours)
}

async fn attach(browser: &Browser<'_>, path: &str, name: &str, content: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in [("csrf", browser.csrf()), ("visibility", "internal")] {
        body.extend(
            format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    let head = format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend(head.into_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let form = call(Method::POST, format!("{path}/attachments")).bytes("multipart/form-data; boundary=edge", body);
    browser.send(form).await
}

#[tokio::test]
async fn a_customer_attaches_a_file_which_both_sides_can_open() {
    let client = Client::new().await;
    let contact = Browser::hired(&client, Role::CustomerContact).await;
    let (own, ours) = reported(&contact).await;
    // Threat: a name that leads out of a folder. Only its last part is kept.
    let answer = attach(&contact, &own, "../../etc/error log.txt", b"0x80070005").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = contact.get(&own).await.text();
    assert!(page.contains("error log.txt") && !page.contains("etc/error"), "{page}");
    let at = page.find("/attachments/att_").expect("a link to the file");
    let link: String = page[at..].chars().take_while(|c| *c != '"').collect();
    let file = contact.get(&link).await;
    assert_eq!((file.status, file.bytes.as_slice()), (StatusCode::OK, b"0x80070005".as_slice()));
    let agent = Browser::agent(&client).await;
    assert!(agent.get(&ours).await.text().contains("error log.txt"));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_customers_file_is_held_against_the_same_limits_as_everybodys() {
    let client = Client::new().await;
    let contact = Browser::hired(&client, Role::CustomerContact).await;
    let (own, _) = reported(&contact).await;
    let empty = attach(&contact, &own, "empty.txt", b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("href=\"#attachments-file\""), "{}", empty.text());
    for (name, content) in [("invoice.exe.", &b"hello"[..]), ("invoice.pdf", &b"MZ\x90\x00"[..])] {
        let program = attach(&contact, &own, name, content).await;
        assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(program.text().contains("Is a program, or starts one"), "{name}: {}", program.text());
    }
    let huge = attach(&contact, &own, "huge.bin", &vec![7; case::FILE_LIMIT + 1]).await;
    assert_eq!(huge.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", huge.text());
    assert!(huge.text().contains("15 MB"), "the form is back, with the limit: {}", huge.text());
    assert!(!contact.get(&own).await.text().contains("/attachments/att_"));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_customer_says_whether_it_is_solved_and_opens_again_what_came_back() {
    let client = Client::new().await;
    let contact = Browser::hired(&client, Role::CustomerContact).await;
    let agent = Browser::agent(&client).await;
    let (own, ours) = reported(&contact).await;
    agent.done(&format!("{ours}/resolution"), &[("text", "The queue was emptied.")]).await;
    let asked = contact.get(&own).await.text();
    assert!(asked.contains("value=\"solved\"") && asked.contains("value=\"persists\""), "{asked}");
    let stays = [("answer", "persists"), ("text", "It is silent again.")];
    let page = contact.done(&format!("{own}/answer"), &stays).await;
    assert!(page.contains("It is silent again.") && !page.contains("value=\"solved\""), "{page}");
    agent.done(&format!("{ours}/resolution"), &[("text", "The driver was replaced.")]).await;
    let page = contact.done(&format!("{own}/answer"), &[("answer", "solved")]).await;
    assert!(page.contains(&format!("action=\"{own}/reopening\"")), "{page}");

    let bare = contact.post(&format!("{own}/reopening"), &[("reason", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
    assert!(bare.text().contains("href=\"#reopening-reason\""), "{}", bare.text());
    let page = contact.done(&format!("{own}/reopening"), &[("reason", "Silent on Monday too.")]).await;
    assert!(page.contains("Silent on Monday too.") && page.contains(&format!("action=\"{own}/notes\"")), "{page}");
    assert!(agent.get(&ours).await.text().contains("Silent on Monday too."));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_case_that_ended_long_ago_is_continued_by_a_new_one() {
    let client = Client::new().await;
    let contact = Browser::hired(&client, Role::CustomerAdmin).await;
    let agent = Browser::agent(&client).await;
    let (own, ours) = reported(&contact).await;
    agent.done(&format!("{ours}/closure"), &[("text", "Nothing was heard.")]).await;
    client.desk.clock.advance(chrono::Duration::days(15));
    let contact = Browser::again(&client, &contact).await;
    let agent = Browser::agent(&client).await;
    let late = contact.post(&format!("{own}/reopening"), &[("reason", "Again.")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let page = contact.get(&own).await.text();
    assert!(!page.contains("/reopening"), "{page}");
    let id = ours.trim_start_matches("/cases/");
    let next = format!("/my/cases/new?continues={id}");
    assert!(page.contains(&next), "{page}");
    assert!(contact.get(&next).await.text().contains(&format!("name=\"continues\" value=\"{id}\"")));
    let fields =
        [("subject", "Silent again"), ("description", "As before."), ("severity", "minimal"), ("continues", id)];
    let answer = contact.post("/my/cases", &fields).await;
    let new = answer.header(header::LOCATION).split('?').next().unwrap().trim_start_matches("/my").to_owned();
    assert!(agent.get(&new).await.text().contains(&ours), "the new case names the one it continues");
    client.desk.discard().await;
}

/// A contact's own cases are theirs; a colleague's are not, whichever form they try.
#[tokio::test]
async fn no_form_of_a_customers_page_reaches_a_colleagues_case() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::CustomerAdmin).await;
    let (own, _) = reported(&admin).await;
    let contact = Browser::hired(&client, Role::CustomerContact).await;
    for (form, fields) in [
        ("notes", [("text", "x")]),
        ("answer", [("answer", "solved")]),
        ("symptom", [("text", "x")]),
        ("reopening", [("reason", "x")]),
    ] {
        let answer = contact.post(&format!("{own}/{form}"), &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{form}");
    }
    assert_eq!(attach(&contact, &own, "x.txt", b"x").await.status, StatusCode::NOT_FOUND);
    client.desk.discard().await;
}

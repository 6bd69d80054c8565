//! A connection to a mailbox: a test message, and mails that a server took without saying so.

use serde_json::json;
use tierline_testkit::desk::{Desk, Engine, eventually};

use super::signed_in;
use crate::{
    real_client::email::{MailServer, connect, header, mailed},
    work::{binary, items, request_becomes, shared, text},
};

const SETTINGS: &str = "poll_seconds = 1\n[outbound]\nallow = [\"127.0.0.1\"]\n";

#[tokio::test]
async fn a_test_message_goes_to_an_address_of_ones_choice_and_the_servers_words_are_read() {
    let server = MailServer::start(None).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let address = format!("smtp://127.0.0.1:{}", server.port);
    let path = connect(&desk.of("ilse"), &address, "tickets@meridian.example", None).await;
    let admin = signed_in(&desk, "ilse").await;
    admin.visit(&format!("/{path}")).await;
    admin.is_accessible().await;
    let own = text(&desk.of("ilse").get("me").await.expect(200)["email"]);
    assert_eq!(admin.value("/test-messages", "to").await, own, "it is sent to oneself where nobody else is named");
    admin.fill("/test-messages", "to", "depot@northgate.example").await;
    admin.submit("/test-messages", None).await;
    admin.reads("has taken it and says: 2.0.0 Taken").await;
    admin.is_accessible().await;
    let mail = server.has(1).await.remove(0);
    assert_eq!(
        (&mail["to"], &mail["from"]),
        (&json!(["depot@northgate.example"]), &json!("support@northgate.example"))
    );
    admin.fill("/test-messages", "to", "nobody@northgate.example").await;
    admin.submit("/test-messages", None).await;
    admin.reads("There is no such mailbox").await;
    assert_eq!(server.mails().len(), 1);
    admin.close().await;
}

/// Nobody can be asked what a mailbox has: two buttons say what a person found out.
#[tokio::test]
async fn what_was_sent_and_not_confirmed_is_settled_by_a_person_by_either_button() {
    let server = MailServer::start(None).await;
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, SETTINGS).await;
    let (agent, api) = (desk.of("maren"), desk.of("ilse"));
    let address = format!("smtp://127.0.0.1:{}", server.port);
    let path = connect(&api, &address, "silent@meridian.example", None).await;
    let admin = signed_in(&desk, "ilse").await;
    for (has_arrived, mails) in [("true", 1), ("false", 3)] {
        let _ = api.patch(&path, json!({ "mailbox": "silent@meridian.example" })).await.expect(200);
        let (_, id) = mailed(&agent).await;
        request_becomes(&agent, &id, "unknown").await;
        let ask = || async { agent.get(&format!("service-requests/{id}/deliveries")).await.expect(200) };
        let open = eventually("a person is asked", ask, |page| items(page)[0]["needs_confirmation"] == true).await;
        admin.visit(&format!("/service-requests/{id}")).await;
        admin.reads("Sent? Not confirmed").await;
        admin.is_accessible().await;
        admin.follow(&format!("/deliveries/{}", text(&items(&open)[0]["id"]))).await;
        admin.reads("Sent, not confirmed").await;
        admin.reads("Has it arrived?").await;
        admin.is_accessible().await;
        // Sent again, it meets a mailbox that says so.
        let _ = api.patch(&path, json!({ "mailbox": "tickets@meridian.example" })).await.expect(200);
        admin.submit("/confirmation", Some(has_arrived)).await;
        request_becomes(&agent, &id, "submitted").await;
        assert_eq!(server.mails().len(), mails);
    }
    let mails = server.mails();
    assert_eq!(header(&mails[1], "Message-ID"), header(&mails[2], "Message-ID"), "the same mail went again");
    admin.close().await;
}

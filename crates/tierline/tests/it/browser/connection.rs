//! A connection to another desk is set up on its page, tested by its button, used by a request, and taken away; and what comes by it
//! that nobody knows is sorted out.

use serde_json::json;
use tierline_testkit::{browser::Browser, desk::eventually};

use super::signed_in;
use crate::{
    chain::{TICKETS, arrived, by_ticket, filed_elsewhere, start},
    work::{decide, escalate, items, ready, request_becomes, text},
};
use tierline_testkit::desk::{Desk, Engine};

/// Sets a connection to the distributor's desk up, and tests it.
async fn connects(admin: &Browser, distributor: &Desk) -> String {
    admin.visit("/connections").await;
    admin.is_accessible().await;
    admin.follow("/connections/new?kind=trouble_ticket").await;
    admin.is_accessible().await;
    admin.fill("/connections", "name", "The distributor's desk").await;
    admin.fill("/connections", "address", "desk.vistula.example").await;
    admin.fill("/connections", "recipient", "upstream").await;
    admin.fill("/connections", "secret", &distributor.person("marek").token).await;
    admin.submit("/connections", None).await;
    // What is wrong stands at its field, and what was typed is there still; a secret never comes back.
    assert!(admin.has("[name='address'][aria-invalid='true']").await, "{}", admin.text().await);
    assert_eq!(admin.value("/connections", "secret").await, "");
    admin.is_accessible().await;
    admin.fill("/connections", "address", &format!("{}{TICKETS}", distributor.url())).await;
    admin.fill("/connections", "secret", &distributor.person("marek").token).await;
    admin.submit("/connections", None).await;
    let path = admin.path().await;
    let path = path.split('?').next().unwrap_or_default().to_owned();
    admin.submit("/tests", None).await;
    assert!(admin.has("#test-title").await && !admin.has("li .is-bad").await, "{}", admin.text().await);
    admin.is_accessible().await;
    path
}

#[tokio::test]
async fn a_connection_is_set_up_tested_used_and_taken_away_with_what_nobody_knows_sorted_out() {
    let (distributor, reseller) = (start(Engine::Sqlite).await, start(Engine::Sqlite).await);
    let admin = signed_in(&reseller, "oksana").await;
    let connection = connects(&admin, &distributor).await;

    // A request travels by it.
    let (bottom, middle) = (reseller.of("marek"), distributor.of("stefan"));
    let case = ready(&bottom, "mossvane.example").await;
    let mut filed = by_ticket("upstream");
    filed["title"] = json!("The one that is ours");
    let up = text(&escalate(&bottom, &case, filed).await["id"]);
    let ours = arrived(&middle, "The one that is ours").await;
    decide(&middle, &ours, "accept", "").await;
    request_becomes(&bottom, &up, "accepted").await;
    admin.visit("/deliveries?state=done").await;
    admin.reads("The distributor's desk").await;
    admin.is_accessible().await;
    admin.visit(&format!("/service-requests/{up}")).await;
    admin.is_accessible().await;

    // Another program filed a ticket at the same desk.
    let number = filed_elsewhere(&distributor, "marek", "Filed by the old program").await;
    let foreign = arrived(&middle, "Filed by the old program").await;
    decide(&middle, &foreign, "ask", "Which office?").await;
    let api = reseller.of("oksana");
    let ask = || async { api.get("stray-tickets").await.expect(200) };
    let _ = eventually("the ticket is kept aside", ask, |page| !items(page).is_empty()).await;
    admin.visit("/deliveries").await;
    admin.is_accessible().await;
    admin.follow("/stray-tickets").await;
    admin.reads("Filed by the old program").await;
    admin.is_accessible().await;
    admin.follow_text(&number).await;
    admin.is_accessible().await;
    admin.submit("/dismissal", None).await;
    assert_eq!(items(&ask().await).len(), 0, "it is none of ours");
    admin.is_accessible().await;

    // The connection is still needed: its request is followed by it.
    admin.visit(&connection).await;
    admin.submit("/removal", None).await;
    assert!(admin.has("fieldset[aria-describedby]").await, "{}", admin.text().await);
    admin.is_accessible().await;
    admin.fill("/removal", "abandon", "true").await;
    admin.submit("/removal", None).await;
    assert!(admin.path().await.starts_with("/connections?"), "{}", admin.path().await);
    admin.close().await;
}

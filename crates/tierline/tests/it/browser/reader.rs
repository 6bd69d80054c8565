//! A key for a calendar: made on a page, used by a program, revoked on the page.

use tierline_testkit::client;

use super::signed_in;
use crate::work::desk;

/// Threat 45: what a revoked address is answered says nothing of what it was.
#[tokio::test]
async fn a_calendar_follows_service_health_until_its_key_is_revoked() {
    let desk = desk().await;
    let agent = signed_in(&desk, "maren").await;
    agent.visit("/account").await;
    agent.is_accessible().await;
    agent.fill("/account/reader-keys", "name", "Calendar on my phone").await;
    agent.fill("/account/reader-keys", "customer_id", "bright").await;
    agent.submit("/account/reader-keys", None).await;
    agent.reads("Which customer?").await;
    agent.is_accessible().await;
    agent.fill("/account/reader-keys", "customer_id", "brightwater.example").await;
    agent.submit("/account/reader-keys", None).await;
    agent.reads("The addresses, this once").await;
    agent.is_accessible().await;
    let text = agent.text().await;
    // From the address on: what stands before it may have no space between.
    let address = |file: &str| {
        let found = text.split_whitespace().filter_map(|word| word.find("http://").map(|at| &word[at..]));
        let mut found = found.filter(|address| address.contains("/reader/tlr_"));
        found
            .find_map(|address| address.find(file).map(|at| address[..at + file.len()].to_owned()))
            .expect("an address")
    };
    let (calendar, news) = (address("health.ics"), address("health.atom"));
    let program = client::builder().build().unwrap();
    let fetch = async |address: &str| {
        let got = program.get(address).send().await.unwrap();
        (got.status().as_u16(), got.text().await.unwrap())
    };
    let (status, written) = fetch(&calendar).await;
    assert_eq!(status, 200, "{written}");
    assert!(written.starts_with("BEGIN:VCALENDAR\r\n"), "{written}");
    assert!(fetch(&news).await.1.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\""));

    agent.visit("/account").await;
    agent.reads("Calendar on my phone").await;
    assert!(!agent.text().await.contains("tlr_"), "the key is shown once");
    agent.submit("/revocation", None).await;
    agent.reads("The key is revoked.").await;
    let never = format!("{}/reader/tlr_{}/health.ics", desk.url(), "A".repeat(43));
    assert_eq!(fetch(&calendar).await.0, 404);
    assert_eq!(fetch(&calendar).await, fetch(&never).await);
    agent.close().await;
}

//! A list of leaked passwords: what it is told, what it says, and what it says no more of.

use std::{sync::Arc, time::Duration};

use tierline_app::BreachList;
use tierline_connect::BreachRanges;

use crate::{
    outbound::{client, client_with},
    server::{Reply, Server},
};

/// 35 digits.
const ENDING: &str = "0123456789ABCDEF0123456789ABCDEF012";

fn list(server: &Server) -> BreachRanges {
    BreachRanges::new(Arc::new(client()), &server.url("/range")).unwrap()
}

async fn said(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Result<Vec<String>, String> {
    let server = Server::start(move |_| reply()).await;
    list(&server).endings("21BD1".to_owned()).await
}

#[tokio::test]
async fn the_list_is_told_five_digits_and_asked_to_hide_how_many_it_knows() {
    let server = Server::start(|_| Reply::new(200, "", format!("{ENDING}:7\r\n"))).await;
    assert_eq!(list(&server).endings("21BD1".to_owned()).await, Ok(vec![ENDING.to_owned()]));
    let asked = server.requests();
    assert_eq!((asked.len(), asked[0].method.as_str(), asked[0].path.as_str()), (1, "GET", "/range/21BD1"));
    assert_eq!((asked[0].header("add-padding"), asked[0].body.as_str()), ("true", ""));
}

#[tokio::test]
async fn padding_counts_for_nothing_and_letters_are_of_one_size() {
    let padded = format!("{}:0\r\n{}:3\r\n\r\n", "F".repeat(35), ENDING.to_lowercase());
    assert_eq!(said(move || Reply::new(200, "", padded.clone())).await, Ok(vec![ENDING.to_owned()]));
    assert_eq!(said(|| Reply::new(200, "", "")).await, Ok(Vec::new()));
}

#[tokio::test]
async fn what_is_no_list_is_no_answer() {
    for body in
        ["<html>sign in</html>".to_owned(), ENDING.to_string(), format!("{ENDING}:many"), format!("{ENDING}A:3")]
    {
        assert!(said(move || Reply::new(200, "", body.clone())).await.unwrap_err().contains("no hashes"));
    }
    assert!(said(|| Reply::new(200, "", vec![0xff, 0xfe])).await.is_err());
    assert!(said(|| Reply::new(429, "Retry-After: 2\r\n", "slow down")).await.unwrap_err().contains("429"));
    assert!(
        said(|| Reply::new(302, "Location: https://elsewhere.example/\r\n", "")).await.unwrap_err().contains("302")
    );
    assert!(said(Reply::cut).await.is_err());
}

#[tokio::test]
async fn an_answer_that_is_too_long_or_too_slow_is_left() {
    let line = format!("{ENDING}:7\r\n").repeat(20_000);
    assert!(said(move || Reply::new(200, "", line.clone())).await.is_err());
    let begun = std::time::Instant::now();
    assert!(said(Reply::silent).await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// Threat 49: an address inside is no list, unless the operator says so.
#[tokio::test]
async fn the_list_is_asked_under_the_rules_of_all_that_goes_out() {
    let server = Server::start(|_| Reply::new(200, "", format!("{ENDING}:7\r\n"))).await;
    let strict = client_with(|settings| settings.allow = tierline_connect::outbound::Allow::default());
    let list = BreachRanges::new(Arc::new(strict), &server.url("/range")).unwrap();
    assert!(list.endings("21BD1".to_owned()).await.is_err());
    assert!(server.requests().is_empty());
}

#[test]
fn an_address_that_is_none_is_said() {
    for bad in ["", "breaches", "mailto:a@b.example", "https://list.example/range?key=1"] {
        assert!(BreachRanges::new(Arc::new(client()), bad).is_err(), "{bad}");
    }
}

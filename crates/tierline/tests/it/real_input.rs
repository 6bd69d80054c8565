//! Real input through the command line: public files of real feeds, where they lie beside the checkout (`../shared/data`). Their
//! texts have other owners, so they are no part of the repository; without them this says that it was not run.
//!
//! docs/real-input.md shows the same commands with what they print.

use std::path::PathBuf;

use tierline_testkit::{client::codes, desk::Desk, seed::path};

use crate::work::{call_it_a_bug, desk, step};

const PARTNER: &[&str] = &["--organization", "Northgate Cloud Partners"];

/// The file, or none with a word about it.
fn file(name: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if file.exists() {
        return Some(file);
    }
    eprintln!("NOT RUN: {name} is absent; the real files are not part of the repository");
    None
}

async fn partner(desk: &Desk, arguments: &[&str]) -> String {
    let arguments: Vec<&str> = arguments.iter().chain(PARTNER).copied().collect();
    let said = desk.run(&arguments).await.expect(0);
    eprintln!("tierline {}\n{said}", arguments.join(" "));
    said
}

/// Files, and what is said of them first and again.
const FILES: &[(&str, &str, &str, &str)] = &[
    (
        "graph",
        "m365_graph_issues_2021_pnp.json",
        "2 records: 2 issues created, 0 updated, 0 unchanged, 9 new posts, 0 rejected",
        "2 records: 0 issues created, 0 updated, 2 unchanged, 0 new posts, 0 rejected",
    ),
    (
        "service-comms",
        "m365_servicecomms_2020_pnp.json",
        "5 records: 5 issues created, 0 updated, 0 unchanged, 24 new posts, 0 rejected",
        "5 records: 0 issues created, 0 updated, 5 unchanged, 0 new posts, 0 rejected",
    ),
    (
        "azure-events",
        "azure_service_health_events_2024.json",
        "21 records: 20 issues created, 1 updated, 0 unchanged, 30 new posts, 0 rejected",
        "21 records: 0 issues created, 0 updated, 21 unchanged, 0 new posts, 0 rejected",
    ),
    (
        "graph-messages",
        "m365_graph_messages_pnp.json",
        "4 records: 4 issues created, 0 updated, 0 unchanged, 4 new posts, 0 rejected",
        "4 records: 0 issues created, 0 updated, 4 unchanged, 0 new posts, 0 rejected",
    ),
    (
        "aws",
        "aws_status_data_2021-2022.json",
        "86 records: 86 issues created, 0 updated, 0 unchanged, 352 new posts, 0 rejected",
        "86 records: 0 issues created, 0 updated, 86 unchanged, 0 new posts, 0 rejected",
    ),
];

async fn with_real_issues() -> Option<Desk> {
    let files: Vec<PathBuf> = FILES.iter().map(|(_, name, _, _)| file(name)).collect::<Option<_>>()?;
    let desk = desk().await;
    for ((format, _, first, again), file) in FILES.iter().zip(files) {
        for said in [first, again] {
            let printed = partner(&desk, &["import", "health", "--format", format, path(&file)]).await;
            assert_eq!(printed.trim(), *said, "{format}");
        }
    }
    Some(desk)
}

/// A case at Brightwater, as the command line opens and prints it.
async fn case(desk: &Desk, service: &str, began: &str, subject: &str, description: &str) -> String {
    let report = ["--subject", subject, "--description", description, "--service", service, "--started-at", began];
    let open: Vec<&str> = ["case", "open", "--customer", "brightwater.example"].into_iter().chain(report).collect();
    partner(desk, &open).await
}

#[tokio::test]
async fn real_files_import_whole_and_cases_of_their_days_find_what_explains_them() {
    let Some(desk) = with_real_issues().await else { return };
    let links = case(
        &desk,
        "Microsoft Teams",
        "2020-07-20T08:00:00Z",
        "File links do not open in Teams on the web",
        "Links to files that were posted in a channel do nothing in the browser.",
    )
    .await;
    assert!(links.contains("TM218696") && !links.contains("EX213379"), "{links}");
    let why = links.lines().find(|line| line.contains("TM218696")).unwrap();
    assert!(why.contains("Microsoft Teams") && why.contains("links"), "it says why: {why}");

    let spam = case(
        &desk,
        "Exchange Online",
        "2020-07-20T08:00:00Z",
        "Spam notifications do not arrive",
        "Users in one group get no end-user spam notifications.",
    )
    .await;
    assert!(spam.contains("EX213379") && !spam.contains("TM218696"), "{spam}");

    let printing = case(
        &desk,
        "SharePoint Online",
        "2020-07-20T08:00:00Z",
        "Printing from SharePoint does not work",
        "A document printed from the library comes out blank.",
    )
    .await;
    for id in ["TM218696", "EX213379", "SP220211"] {
        assert!(!printing.contains(id), "{printing}");
    }
    assert!(printing.contains("service health: all_clear"), "{printing}");
}

#[tokio::test]
async fn a_case_that_goes_on_after_sp220211_ended_has_the_outage_as_its_ground() {
    let Some(desk) = with_real_issues().await else { return };
    let menu = case(
        &desk,
        "SharePoint Online",
        "2020-08-11T09:00:00Z",
        "Second level sub-menu links in the navigation bar cannot be selected",
        "On our hub sites the links in the sub-menu still do nothing. The sites open when we type the address.",
    )
    .await;
    assert!(menu.contains("SP220211") && menu.contains("service health: post_outage"), "{menu}");
    // It blocks nothing, and the ground travels with the request.
    let agent = desk.of("maren");
    let number = menu.split_whitespace().next().unwrap();
    let found = agent.get(&format!("cases?query={number}")).await.expect(200);
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    step(&agent, &id).await;
    call_it_a_bug(&agent, &id).await;
    let case = agent.get(&format!("cases/{id}")).await.expect(200);
    assert!(!codes(&case["ladder"]["blockers"]).contains(&"known_issue_open".to_owned()), "{case:#}");
    let draft = agent.get(&format!("cases/{id}/service-request-draft")).await.expect(200);
    assert!(draft["description"].as_str().unwrap().contains("SP220211"), "{draft:#}");
}

//! Recorded feeds, played as they were recorded: what a desk knows at the end is what one import of the last recording gives,
//! whichever recordings were missed, doubled or out of order.

use std::{collections::BTreeSet, fs, path::Path};

use chrono::{DateTime, Duration, TimeZone, Utc};
use serde_json::{Value, json};
use tierline_domain::{Cloud, Owner, health::HealthPost};
use tierline_store::{IssueFilter, Options, Store, System};
use tierline_testkit::{command::Done, desk::Desk, seed::path};

use crate::work::desk;

/// Three partners of one desk: each keeps its own.
const ORDERED: &str = "Northgate Cloud Partners";
const SHUFFLED: &str = "Corvane Distribution";
const DIRECT: &str = "Quarrystone Systems";

/// Hours from one recording to the next.
const HOURS: i64 = 3;
const RECORDINGS: i64 = 40;

fn at(recording: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 3, 3, 6, 0, 0).unwrap() + Duration::hours(recording * HOURS)
}

/// What the feed of an invented provider lists at a recording: eight issues, one begun after the other, each with a post at
/// each third recording until it ends. One of the fourth issue's posts is rewritten.
fn listed(recording: i64) -> Value {
    let issues = (0..8_i64).filter(|issue| issue * 3 <= recording).map(|issue| {
        let (first, last) = (issue * 3, (issue * 3 + 15).min(recording));
        let ended = recording >= first + 15;
        let posts: Vec<Value> = (first..=last)
            .step_by(3)
            .map(|post| {
                let rewritten = issue == 4 && post == first + 3 && recording > post + 2;
                let text = if rewritten { "The cause is found.".to_owned() } else { format!("Word {post} of issue {issue}.") };
                json!({ "createdDateTime": at(post).to_rfc3339(), "description": { "contentType": "text", "content": text } })
            })
            .collect();
        json!({
            "id": format!("RP{issue}"), "title": format!("Letters arrive late in house {issue}"), "service": "Exchange Online",
            "classification": "incident", "status": if ended { "serviceRestored" } else { "serviceDegradation" },
            "isResolved": ended, "startDateTime": at(first).to_rfc3339(), "endDateTime": ended.then(|| at(last).to_rfc3339()),
            "lastModifiedDateTime": at(last).to_rfc3339(), "impactDescription": "Letters arrive hours late.", "posts": posts,
        })
    });
    json!({ "value": issues.collect::<Vec<_>>() })
}

fn record(folder: &Path, time: DateTime<Utc>, rest: &str, payload: &Value) {
    fs::create_dir_all(folder).unwrap();
    let name = format!("{}.{rest}", time.format("%Y-%m-%dT%H-%M-%SZ"));
    fs::write(folder.join(name), payload.to_string()).unwrap();
}

/// Numbers below a number in an order of their own, the same in each run.
fn shuffled(count: i64) -> Vec<i64> {
    let mut numbers: Vec<i64> = (0..count).collect();
    numbers.sort_by_key(|number| number.unsigned_abs().wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32);
    numbers
}

async fn replay(desk: &Desk, folder: &Path, whose: &str, more: &[&str]) -> Done {
    let base = ["health", "replay", path(folder), "--organization", whose];
    desk.run(&base.iter().chain(more).copied().collect::<Vec<_>>()).await
}

async fn import(desk: &Desk, format: &str, payload: &Value, whose: &str) {
    let file = desk.folder().join("direct.json");
    fs::write(&file, payload.to_string()).unwrap();
    let done = desk.run(&["import", "health", "--format", format, path(&file), "--organization", whose]).await;
    let _ = done.expect(0);
}

/// What an organization knows of a source: each issue with its posts, and what those said before.
async fn known(desk: &Desk, whose: &str, source: &str) -> BTreeSet<(String, Vec<String>)> {
    let url = format!("sqlite:{}", desk.folder().join("tierline.db").display());
    let store = Store::open(&url, Options::default()).await.unwrap();
    let organizations = store.read(System).await.unwrap().organization_list().await.unwrap();
    let organization = organizations.into_iter().find(|one| one.name == whose).unwrap().id;
    let owner = Owner { organization, cloud: Cloud::Public };
    let filter = IssueFilter { own_only: true, limit: 200, ..IssueFilter::default() };
    let issues = store.read(owner).await.unwrap().issue_list(&filter).await.unwrap();
    let mut known = BTreeSet::new();
    for issue in issues.into_iter().filter(|issue| issue.source == source) {
        // The demo has issues of its own.
        if source == "microsoft_365" && !issue.source_id.starts_with("RP") {
            continue;
        }
        let posts = store.read(owner).await.unwrap().post_list(issue.id).await.unwrap();
        let told = format!(
            "{} {} {:?} {} {:?} {:?} {} {}",
            issue.source_id,
            issue.title,
            issue.status,
            issue.starts_at,
            issue.ends_at,
            issue.regions,
            issue.last_modified_at,
            issue.posts
        );
        let before = |post: &HealthPost| post.revisions.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        let mut posts: Vec<String> =
            posts.iter().map(|post| format!("{} {} was {:?}", post.at, post.text, before(post))).collect();
        posts.sort_unstable();
        assert!(known.insert((told, posts)), "an issue stands twice");
    }
    store.close().await;
    known
}

/// The same without what posts said before: who reads once never saw it.
fn latest(known: &BTreeSet<(String, Vec<String>)>) -> BTreeSet<(String, Vec<String>)> {
    let cut = |post: &String| post.split(" was [").next().unwrap_or_default().to_owned();
    known.iter().map(|(issue, posts)| (issue.clone(), posts.iter().map(cut).collect())).collect()
}

#[tokio::test]
async fn a_recorded_history_comes_to_the_same_whatever_was_missed_doubled_or_late() {
    let mut desk = desk().await;
    desk.stop().await;
    let (ordered, mixed) = (desk.folder().join("ordered"), desk.folder().join("mixed"));
    for recording in 0..RECORDINGS {
        // Every fifth was missed, and every fourth was taken twice.
        if recording % 5 != 3 {
            record(&ordered, at(recording), "graph.json", &listed(recording));
        }
        if recording % 4 == 0 {
            record(&ordered, at(recording) + Duration::minutes(10), "graph.json", &listed(recording));
        }
    }
    // Copies that answer with whatever they have, new before old. It is all in the past: a change is never read before it is made.
    for (place, recording) in (0_i64..).zip(shuffled(RECORDINGS)) {
        record(&mixed, at(RECORDINGS + place), "graph.json", &listed(recording));
    }
    let first = replay(&desk, &ordered, ORDERED, &[]).await.expect(0);
    assert!(first.contains("2025-03-03T06:00:00+00:00 graph: 1 records: 1 issues created"), "{first}");
    assert!(first.lines().last().unwrap().contains("42 of 42 snapshots played"), "{first}");
    let _ = replay(&desk, &mixed, SHUFFLED, &[]).await.expect(0);
    import(&desk, "graph", &listed(RECORDINGS - 1), DIRECT).await;
    let direct = known(&desk, DIRECT, "microsoft_365").await;
    assert_eq!(direct.len(), 8);
    let ours = known(&desk, ORDERED, "microsoft_365").await;
    assert_eq!(latest(&ours), latest(&direct));
    assert_eq!(latest(&known(&desk, SHUFFLED, "microsoft_365").await), latest(&direct));
    let rewritten = "The cause is found. was [\"Word 15 of issue 4.\"]";
    assert!(ours.iter().any(|(_, posts)| posts.iter().any(|post| post.contains(rewritten))), "{ours:?}");

    let again = replay(&desk, &ordered, ORDERED, &[]).await.expect(0);
    assert!(again.contains(" 0 issues created, 0 updated") && again.ends_with("0 new posts, 0 rejected\n"), "{again}");
}

#[tokio::test]
async fn real_events_come_to_the_same_in_growing_pieces() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/azure_service_health_events_2024.json");
    let Ok(bytes) = fs::read(&file) else {
        eprintln!("NOT RUN: {} is absent; the real files are not part of the repository", file.display());
        return;
    };
    let events: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    let mut desk = desk().await;
    desk.stop().await;
    let (growing, mixed) = (desk.folder().join("growing"), desk.folder().join("mixed"));
    let count = i64::try_from(events.len()).unwrap();
    for (place, until) in (0_i64..).zip(shuffled(count)) {
        let prefix = |until: i64| json!(events[..=usize::try_from(until).unwrap()]);
        record(&growing, at(place), "azure-events.json", &prefix(place));
        record(&mixed, at(place), "azure-events.json", &prefix(until));
    }
    let _ = replay(&desk, &growing, ORDERED, &[]).await.expect(0);
    let _ = replay(&desk, &mixed, SHUFFLED, &[]).await.expect(0);
    import(&desk, "azure-events", &json!(events), DIRECT).await;
    let direct = latest(&known(&desk, DIRECT, "azure").await);
    assert_eq!((direct.len(), direct.iter().map(|(_, posts)| posts.len()).sum::<usize>()), (20, 30));
    assert_eq!(latest(&known(&desk, ORDERED, "azure").await), direct);
    assert_eq!(latest(&known(&desk, SHUFFLED, "azure").await), direct);
}

#[tokio::test]
async fn a_real_year_of_aws_comes_to_the_same_in_growing_pieces() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/aws_status_data_2021-2022.json");
    let Ok(bytes) = fs::read(&file) else {
        eprintln!("NOT RUN: {} is absent; the real files are not part of the repository", file.display());
        return;
    };
    let whole: Value = serde_json::from_slice(&bytes).unwrap();
    let archive = whole["archive"].as_array().unwrap();
    let mut desk = desk().await;
    desk.stop().await;
    let (growing, mixed) = (desk.folder().join("growing"), desk.folder().join("mixed"));
    let (piece, pieces) = (11, 8_i64);
    for (place, until) in (0_i64..).zip(shuffled(pieces)) {
        let prefix = |until: i64| {
            let count = archive.len().min(piece * (usize::try_from(until).unwrap() + 1));
            json!({ "archive": archive[..count], "current": [] })
        };
        record(&growing, at(place), "aws.json", &prefix(place));
        record(&mixed, at(place), "aws.json", &prefix(until));
    }
    let played = replay(&desk, &growing, ORDERED, &[]).await.expect(0);
    assert!(played.lines().last().unwrap().contains("8 of 8 snapshots played"), "{played}");
    let _ = replay(&desk, &mixed, SHUFFLED, &[]).await.expect(0);
    import(&desk, "aws", &whole, DIRECT).await;
    let direct = latest(&known(&desk, DIRECT, "aws").await);
    assert_eq!((direct.len(), direct.iter().map(|(_, posts)| posts.len()).sum::<usize>()), (86, 352));
    assert_eq!(latest(&known(&desk, ORDERED, "aws").await), direct);
    assert_eq!(latest(&known(&desk, SHUFFLED, "aws").await), direct);
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_taken_is_said_and_the_others_are() {
    let mut desk = desk().await;
    desk.stop().await;
    let folder = desk.folder().join("recorded");
    record(&folder, at(0), "graph.brightwater.example.json", &listed(0));
    record(&folder, at(1), "graph.nobody.example.json", &listed(1));
    record(&folder, at(2), "graph.json", &json!("a page of the hotel's network"));
    record(&folder, at(3), "weather.json", &listed(3));
    record(&folder, at(9), "graph.brightwater.example.json", &listed(9));
    let done = replay(&desk, &folder, ORDERED, &["--speed", "1000000"]).await;
    assert_eq!(done.code, Some(3), "{done:?}");
    for said in [
        "weather.json is left out: weather is no format",
        "no customer has the domain nobody.example",
        "graph: could not be taken in",
        "2 of 4 snapshots played, 2 could not be: 5 records: 4 issues created, 1 updated",
    ] {
        assert!(done.stdout.contains(said), "{said}: {}", done.stdout);
    }
    fs::create_dir(desk.folder().join("none")).unwrap();
    assert_eq!(replay(&desk, &desk.folder().join("none"), ORDERED, &[]).await.code, Some(2));
}

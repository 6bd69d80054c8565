//! Whatever the order of records and of snapshots, and however often each comes: the desk ends in one state. And whatever is done
//! to a payload: no reader falls over, and what it reads holds together.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::Index};
use serde_json::Value;
use tierline_connect::feed::{invariant, parse};
use tierline_domain::{
    Cloud, HealthIssueId, HealthPostId, OrganizationId, Owner,
    health::{Audience, FeedFormat, HealthIssue, HealthPost, ImportedIssue, Merge, merge},
};
use uuid::Uuid;

use crate::sample::payloads;

/// A desk that keeps what it is told. Issues and posts are compared without their identifiers, which count up.
#[derive(Debug, Default, PartialEq)]
struct Desk(BTreeMap<(String, String), (HealthIssue, BTreeMap<String, HealthPost>)>);

impl Desk {
    fn import(&mut self, imported: &ImportedIssue) {
        let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
        let now = "2027-01-01T00:00:00Z".parse().unwrap();
        let key = (imported.source.clone(), imported.source_id.clone());
        let id = HealthPostId(Uuid::nil());
        let posts: Vec<HealthPost> =
            self.0.get(&key).map(|(_, posts)| posts.values().cloned().collect()).unwrap_or_default();
        match merge(self.0.get(&key).map(|(issue, _)| (issue, posts.as_slice())), imported, Audience::Everyone, now) {
            Merge::Created => {
                let issue = imported.to_issue(HealthIssueId(Uuid::nil()), owner, Audience::Everyone, now);
                let posts = imported
                    .posts
                    .iter()
                    .map(|post| (post.source_key.clone(), post.to_post(id, imported.last_modified_at)))
                    .collect();
                self.0.insert(key, (issue, posts));
            }
            Merge::Updated(update) => {
                let (issue, posts) = self.0.get_mut(&key).unwrap();
                *issue = update.issue;
                posts.extend(
                    update
                        .new_posts
                        .iter()
                        .map(|post| (post.source_key.clone(), post.to_post(id, imported.last_modified_at))),
                );
                posts.extend(update.edited_posts.into_iter().map(|post| (post.source_key.clone(), post)));
            }
            Merge::Unchanged => {}
        }
    }

    fn after(format: FeedFormat, snapshots: &[&String]) -> Self {
        let mut desk = Self::default();
        for snapshot in snapshots {
            for issue in &parse(format, snapshot.as_bytes()).unwrap().issues {
                desk.import(issue);
            }
        }
        desk
    }
}

#[test]
fn every_reader_has_a_fuzz_target() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let mut wanted = Vec::new();
    for format in FeedFormat::ALL {
        let name = format.word().replace('-', "_");
        let target = std::fs::read_to_string(folder.join("fuzz_targets").join(format!("{name}.rs")));
        let target = target.unwrap_or_else(|error| panic!("{format}: {error}"));
        let variant = format!("FeedFormat::{format:?}, bytes");
        assert!(target.contains(&variant) && target.contains("invariant::checked"), "{name} tries another reader");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in the manifest");
        wanted.push(format!("{name}.rs"));
    }
    // Bodies of contracts, mails and what brings them, tables of customers, filters, and what identity providers send, have readers of
    // their own.
    for other in OTHERS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{other}.rs\"")), "{other} is not in the manifest");
        wanted.push(format!("{other}.rs"));
    }
    let there = std::fs::read_dir(folder.join("fuzz_targets")).unwrap();
    let mut there: Vec<String> = there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    there.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(there, wanted);
}

/// Targets that read no feed.
const OTHERS: &[&str] = &["bodies", "customers", "filters", "logout", "mail", "scim", "smtp"];

/// What the fuzz targets begin with: the payloads of these tests, each in a file. `UPDATE_SEEDS=1` writes them.
#[test]
fn the_seeds_of_the_fuzz_targets_are_whole_payloads() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut wanted = std::collections::BTreeMap::new();
    for (number, (format, payload)) in payloads().into_iter().enumerate() {
        assert!(
            parse(format, payload.as_bytes()).is_ok_and(|feed| !feed.issues.is_empty() && feed.rejected.is_empty())
        );
        wanted.insert(folder.join(format.word().replace('-', "_")).join(format!("{number:02}")), payload + "\n");
    }
    if std::env::var_os("UPDATE_SEEDS").is_some() {
        for (path, payload) in &wanted {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, payload).unwrap();
        }
    }
    for (path, payload) in &wanted {
        let there = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(there == *payload, "{} is another payload: UPDATE_SEEDS=1 writes it", path.display());
    }
    let is_other = |name: &std::ffi::OsStr| OTHERS.iter().any(|other| name == *other);
    let folders = std::fs::read_dir(&folder).unwrap().map(Result::unwrap).filter(|one| !is_other(&one.file_name()));
    let there: usize = folders.map(|one| std::fs::read_dir(one.path()).unwrap().count()).sum();
    assert_eq!(there, wanted.len(), "a seed that is no payload of these tests");
}

/// The payload as it was earlier: without its last changes, of an issue that stood otherwise then.
fn history(format: FeedFormat, payload: &str) -> Vec<String> {
    let earlier: &[(&str, &str)] = match format {
        FeedFormat::Graph | FeedFormat::GraphOverviews => &[
            ("2026-03-02T13:05", "2026-03-02T12:00"),
            ("serviceDegradation", "investigating"),
            ("We're investigating.", "We look."),
        ],
        FeedFormat::GraphMessages => &[("2026-01-06", "2026-01-05"), ("They retire.", "They may retire.")],
        FeedFormat::ServiceComms => {
            &[("2026-03-02T08:10:00Z", "2026-03-02T08:05:00Z"), ("Calls drop.", "Some calls drop.")]
        }
        FeedFormat::AzureEvents => &[("2026-03-02T13:31", "2026-03-02T13:20"), ("Restarting.", "Looking.")],
        FeedFormat::GoogleCloud => &[
            ("2026-03-02T11:10:05", "2026-03-02T11:10:01"),
            ("rolling out", "being made"),
            ("are slow in", "may be slow in"),
        ],
        FeedFormat::Aws => &[
            ("[RESOLVED] ", ""),
            ("<div><span class=\\\"yellowfg\\\">Mar 3, 12:24 AM PST</span>&nbsp;Solved.</div>", ""),
            ("1772496600", "1772496000"),
        ],
        FeedFormat::Statuspage => &[
            ("2026-03-02T11:00:00", "2026-03-02T10:00:00"),
            ("identified", "investigating"),
            ("The cause is found.", "Still looking."),
        ],
        FeedFormat::Rss => &[
            ("2026-03-02T11:45:00Z", "2026-03-02T11:00:00Z"),
            ("Disks are slow.", "We look."),
            ("RESOLVED: ", ""),
            ("Solved.", "We look."),
        ],
    };
    let before = earlier.iter().fold(payload.to_owned(), |text, (now, then)| text.replace(now, then));
    assert_ne!(before, payload, "{format}: the history has two moments");
    vec![before, payload.to_owned()]
}

/// The same payload with its lists of records the other way round, and each record in it twice.
fn shuffled(payload: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(payload) else {
        // Of XML: the first entry stands once more after the last.
        let (open, close) = if payload.contains("<item>") { ("<item>", "</item>") } else { ("<entry>", "</entry>") };
        let (from, to) = (payload.find(open).unwrap(), payload.find(close).unwrap() + close.len());
        let last = payload.rfind(close).unwrap() + close.len();
        return format!("{}{}{}", &payload[..last], &payload[from..to], &payload[last..]);
    };
    let turned = |list: &mut Vec<Value>| {
        let all = list.clone();
        list.extend(all);
        list.reverse();
    };
    match &mut value {
        Value::Array(list) => turned(list),
        Value::Object(object) => {
            for name in ["value", "archive", "current", "incidents", "scheduled_maintenances"] {
                object.get_mut(name).and_then(Value::as_array_mut).into_iter().for_each(turned);
            }
        }
        _ => {}
    }
    value.to_string()
}

#[test]
fn every_format_is_sampled() {
    for format in FeedFormat::ALL {
        assert!(payloads().iter().any(|(sampled, _)| sampled == format), "{format}");
    }
}

/// Pieces of payloads that readers look for, put where they do not belong.
const PIECES: &[&str] = &[
    "{}",
    "[]",
    "null",
    "\"\"",
    "-1",
    "1e999",
    "99999999999999999999",
    "\"2026-02-30T25:61:61Z\"",
    "\"0001-01-01T00:00:00Z\"",
    "<item>",
    "</item>",
    "<entry>",
    "]]>",
    "<![CDATA[",
    "&amp;",
    "&#0;",
    "&#x10ffff;",
    "<!--",
    "xmlns:a=\"b\" ",
    "\u{202e}",
    "\u{0}",
    "ż",
    "🙂",
    "<span class=\\\"yellowfg\\\">",
    "</span>",
    "Feb 29, 12:00 AM PST",
    "[RESOLVED] ",
    "<strong>Resolved</strong>",
    " Z",
    "\\ud800",
];

/// One thing done to a payload.
#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Cut(Index, usize),
    Repeat(Index, usize),
    Insert(Index, usize),
    End(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        2 => (any::<Index>(), 1..60usize).prop_map(|(at, length)| Change::Cut(at, length)),
        2 => (any::<Index>(), 1..400usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        4 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        1 => any::<Index>().prop_map(Change::End),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match change {
            Change::Byte(at, byte) => bytes[at.index(length)] = *byte,
            Change::Cut(at, count) => {
                let at = at.index(length);
                bytes.drain(at..(at + count).min(length));
            }
            Change::Repeat(at, count) => {
                let at = at.index(length);
                let piece = bytes[at..(at + count).min(length)].to_vec();
                bytes.splice(at..at, piece);
            }
            Change::Insert(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, PIECES[*piece].bytes());
            }
            Change::End(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_number_of_snapshots_and_records_gives_the_same_state(
        (format, payload) in proptest::sample::select(payloads()),
        order in Just((0..4usize).flat_map(|n| [n, n]).collect::<Vec<_>>()).prop_shuffle(),
        count in 4..8usize,
    ) {
        let history = history(format, &payload);
        let all: Vec<String> = history.iter().flat_map(|snapshot| [snapshot.clone(), shuffled(snapshot)]).collect();
        let mut taken: Vec<&String> = order[..count].iter().map(|n| &all[*n]).collect();
        // Both moments are seen, in whatever order.
        taken.extend([&all[order[0]], &all[(order[0] + 2) % 4]]);
        let in_order = Desk::after(format, &[&history[0], &history[1]]);
        prop_assert_eq!(Desk::after(format, &taken), in_order);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    /// What the fuzz targets do at length (`fuzz/`), in short.
    #[test]
    fn no_change_to_a_payload_makes_a_reader_fall_over(
        (format, payload) in proptest::sample::select(payloads()),
        changes in proptest::collection::vec(change(), 0..6),
        wide in any::<bool>(),
    ) {
        let mut bytes = payload.into_bytes();
        if wide {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            bytes = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        }
        let bytes = changed(bytes, &changes);
        prop_assert_eq!(invariant::checked(format, &bytes), Ok(()));
    }

    #[test]
    fn a_payload_of_one_format_read_as_another_breaks_nothing(
        (_, payload) in proptest::sample::select(payloads()),
        format in proptest::sample::select(FeedFormat::ALL.to_vec()),
    ) {
        prop_assert_eq!(invariant::checked(format, payload.as_bytes()), Ok(()));
    }
}

//! Feeds in RSS and Atom.

use tierline_connect::feed::{FeedError, parse};
use tierline_domain::health::{FeedFormat, IssueKind, IssueStatus, ParsedFeed, PostFormat};

use crate::sample::{ATOM, RSS, only};

fn read(text: &str) -> ParsedFeed {
    parse(FeedFormat::Rss, text.as_bytes()).unwrap()
}

#[test]
fn an_rss_feed_is_read_whole() {
    let feed = read(RSS);
    assert_eq!((feed.records, feed.rejected.len()), (2, 0));
    assert_eq!(feed.source.as_deref(), Some("rss:status.fabulon.example/feed"), "without the key in its address");
    let [mail, planned] = feed.issues.as_slice() else { panic!("{:?}", feed.issues) };
    assert_eq!((mail.source_id.as_str(), mail.title.as_str()), ("fab-7", "Mail & archive are slow"));
    assert_eq!(
        (mail.kind, mail.status, mail.source_status.as_str()),
        (IssueKind::Advisory, IssueStatus::Degraded, "Identified")
    );
    assert_eq!(
        mail.services,
        ["Fabulon Cloud Status: Archive", "Fabulon Cloud Status: Email"],
        "no service of the catalogue"
    );
    assert_eq!(
        (mail.starts_at.to_rfc3339(), mail.last_modified_at.to_rfc3339()),
        ("2026-03-02T10:20:00+00:00".to_owned(), "2026-03-02T11:45:00+00:00".to_owned())
    );
    assert_eq!((mail.posts.len(), mail.posts[0].format), (1, PostFormat::Html));
    assert_eq!((planned.kind, planned.status), (IssueKind::PlannedMaintenance, IssueStatus::Informational));
    assert_eq!(planned.starts_at.to_rfc3339(), "2026-03-01T08:00:00+00:00", "the bare Z of some publishers");
}

#[test]
fn an_atom_feed_is_read_whole() {
    let feed = read(ATOM);
    assert_eq!(feed.source.as_deref(), Some("rss:tag:status.fabulon.example,2005:/history"));
    let issue = only(feed);
    assert_eq!(issue.source_id, "tag:status.fabulon.example,2005:Incident/7");
    assert_eq!((issue.status, issue.ends_at), (IssueStatus::Resolved, Some(issue.last_modified_at)));
    assert_eq!(issue.posts[0].format, PostFormat::Html);
    assert!(issue.posts[0].text.contains("<p>Solved.</p>"), "{}", issue.posts[0].text);
}

#[test]
fn azures_public_feed_is_of_azure() {
    let item = "<item><guid>a1</guid><title>Databases - West Europe - Investigating</title><category>SQL Database</category>\
                <category>West Europe</category><description>x</description><pubDate>Mon, 02 Mar 2026 11:20:00 Z</pubDate></item>";
    let feed = |host: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>Azure Status</title><link>https://{host}/en-us/status/</link>{item}</channel></rss>"
        )
    };
    let issue = only(read(&feed("azure.status.microsoft")));
    assert_eq!(
        (issue.source.as_str(), issue.kind, issue.status),
        ("azure_status", IssueKind::ServiceIssue, IssueStatus::Investigating)
    );
    assert_eq!((issue.services, issue.regions), (vec!["Azure SQL".to_owned()], vec!["West Europe".to_owned()]));
    let other = only(read(&feed("azure.status.microsoft.example")));
    assert_eq!((other.kind, other.regions.len()), (IssueKind::Advisory, 0), "somebody else who calls himself so");
}

#[test]
fn an_entry_that_cannot_be_read_is_reported_and_the_others_are_kept() {
    let item = |inside: &str| format!("<item>{inside}</item>");
    let date = "<pubDate>Mon, 02 Mar 2026 11:20:00 GMT</pubDate>";
    let items = [
        item(&format!("<title>a</title>{date}")),
        item("<guid>b</guid><title>b</title><pubDate>yesterday</pubDate>"),
        item("<guid>c</guid><title>c</title><pubDate>Mon, 02 Mar 2926 11:20:00 GMT</pubDate>"),
        item("<guid>d</guid><title>d</title>"),
        item(&format!("<guid>e</guid>{date}")),
        item(&format!("<guid>f</guid><title>f</title>{date}")),
    ];
    let feed = read(&format!("<rss version=\"2.0\"><channel><title>x</title>{}</channel></rss>", items.concat()));
    let reasons: Vec<(usize, Option<&str>, &str)> =
        feed.rejected.iter().map(|bad| (bad.position, bad.id.as_deref(), bad.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, None, "guid is missing"),
            (2, Some("b"), "pubDate is not a time: \"yesterday\""),
            (3, Some("c"), "pubDate lies too far away: \"Mon, 02 Mar 2926 11:20:00 GMT\""),
            (4, Some("d"), "there is no date: pubDate, published or updated"),
            (5, Some("e"), "title is missing"),
        ]
    );
    assert_eq!(feed.issues.len(), 1);
}

#[test]
fn the_language_of_an_entry_is_the_nearest_that_the_feed_says() {
    let rss = |attributes: &str, inside: &str| {
        let item = format!(
            "<item{attributes}><guid>a</guid><title>a</title><pubDate>2026-03-02T11:20:00Z</pubDate>\
             <description>Alles wieder gut.</description></item>"
        );
        let issue = only(read(&format!("<rss version=\"2.0\"><channel>{inside}{item}</channel></rss>")));
        issue.posts[0].language.clone().map(String::from)
    };
    assert_eq!(rss("", ""), None, "what is not said is not guessed");
    assert_eq!(rss("", "<language>de-AT</language>").as_deref(), Some("de-at"));
    assert_eq!(rss(" xml:lang=\"pl\"", "<language>de-AT</language>").as_deref(), Some("pl"));
    assert_eq!(rss("", "<language>whatever it is</language>"), None);
}

#[test]
fn dates_are_read_as_publishers_write_them() {
    for date in [
        "Mon, 02 Mar 2026 11:20:00 GMT",
        "Mon, 02 Mar 2026 11:20:00 UTC",
        "Mon, 02 Mar 2026 11:20:00 Z",
        "Fri, 2 Mar 2026 12:20 +0100",
        "02 Mar 2026 06:20:00 EST",
        "2026-03-02T11:20:00Z",
    ] {
        let item = format!("<item><guid>a</guid><title>a</title><pubDate>{date}</pubDate></item>");
        let issue = only(read(&format!("<rss version=\"2.0\"><channel>{item}</channel></rss>")));
        assert_eq!(issue.starts_at.to_rfc3339(), "2026-03-02T11:20:00+00:00", "{date}");
    }
}

#[test]
fn what_is_no_feed_is_one_clear_error() {
    let error = |text: &str| parse(FeedFormat::Rss, text.as_bytes()).unwrap_err();
    assert!(matches!(error("{\"value\": []}"), FeedError::NotXml { .. }));
    assert!(
        error("<html><body>Sign in</body></html>")
            .to_string()
            .starts_with("the payload is XML with the root \"html\";")
    );
    assert!(
        matches!(error("<rss version=\"2.0\"></rss>"), FeedError::WrongShape { .. }),
        "a page of errors is no good news"
    );
    assert!(matches!(error("<!DOCTYPE html><html/>"), FeedError::NotXml { .. }));
}

#[test]
fn identifiers_that_are_too_long_are_told_apart_by_all_of_them() {
    let entry = |head: &str| {
        format!(
            "<item><guid>{head}{}</guid><title>x</title><pubDate>Mon, 02 Mar 2026 11:20:00 GMT</pubDate></item>",
            "y".repeat(300)
        )
    };
    let feed =
        read(&format!("<rss version=\"2.0\"><channel><title>x</title>{}{}</channel></rss>", entry("a"), entry("b")));
    assert_eq!(feed.issues.len(), 2);
    assert_ne!(feed.issues[0].source_id, feed.issues[1].source_id);
}

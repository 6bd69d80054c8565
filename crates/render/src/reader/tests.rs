//! What programs get is read back by the libraries' own readers.

use atom_syndication::Feed;
use icalendar::{Calendar, Component, DatePerhapsTime};
use tierline_domain::{
    HealthPostId,
    health::{HealthIssue, HealthPost, IssueKind, IssueStatus, PostFormat},
};
use uuid::Uuid;

use super::ReaderView;
use crate::{
    Frame, Locale,
    sample::{at, health_issue_sample},
};

fn frame(locale: Locale) -> Frame {
    Frame::new(locale, chrono_tz::Europe::Warsaw, at("2026-09-15T11:52:00Z"))
}

/// An issue of two days before.
fn documented() -> HealthIssue {
    HealthIssue {
        starts_at: at("2026-09-13T08:00:00Z"),
        published_at: at("2026-09-13T08:30:00Z"),
        last_modified_at: at("2026-09-13T08:40:00Z"),
        ..health_issue_sample()
    }
}

fn post(text: &str) -> HealthPost {
    HealthPost {
        id: HealthPostId(Uuid::from_u128(9)),
        source_key: "1".into(),
        at: at("2026-09-13T09:00:00Z"),
        text: text.into(),
        format: PostFormat::Html,
        revisions: vec!["earlier words".into()],
    }
}

fn view(issues: Vec<(HealthIssue, Vec<HealthPost>)>) -> ReaderView {
    ReaderView {
        id: Uuid::from_u128(7),
        organization: "Żuraw; Systemy, \"Отдел\" <b>".into(),
        name: "Phone".into(),
        public_url: "https://desk.example".into(),
        issues,
    }
}

fn parsed(text: &str) -> Calendar {
    text.parse().unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

fn events(calendar: &Calendar) -> Vec<&icalendar::Event> {
    calendar.components.iter().filter_map(icalendar::CalendarComponent::as_event).collect()
}

/// A text that tries to end a line, an event, a value and an element, to turn the direction and to be too long.
const HOSTILE: &str = "Почта; \\n, \"x\"\r\nEND:VEVENT\rBEGIN:VALARM\n]]></title><entry>&amp;\u{0}\u{b}\u{1b}[31m\u{202e}\u{fffe}\u{ffff} zażółć gęślą jaźń 老虎";

#[test]
fn a_calendar_reads_back_as_it_was_written() {
    let issue = HealthIssue { ends_at: Some(at("2026-09-14T08:00:00Z")), ..documented() };
    let calendar =
        parsed(&view(vec![(issue.clone(), vec![post("<p>First.</p><p>Second.</p>")])]).calendar(&frame(Locale::En)));
    assert_eq!(calendar.property_value("VERSION"), Some("2.0"));
    assert_eq!(
        calendar.property_value("X-WR-CALNAME").unwrap(),
        "Phone: service health, Żuraw; Systemy, \"Отдел\" <b>"
    );
    let [event] = events(&calendar)[..] else { panic!("one event") };
    assert_eq!(event.get_uid().unwrap(), format!("{}@tierline", issue.id));
    assert_eq!(event.get_start(), Some(DatePerhapsTime::from(issue.starts_at)));
    assert_eq!(event.get_end(), Some(DatePerhapsTime::from(at("2026-09-14T08:00:00Z"))));
    assert_eq!(event.get_timestamp(), Some(issue.last_modified_at), "the same with each look");
    assert!(event.get_description().unwrap().contains("First.\n\nSecond.\nhttps://desk.example/health/issues/his_"));
}

#[test]
fn an_event_of_what_goes_on_ends_with_the_hour_of_the_last_word_and_is_no_moment() {
    let open = HealthIssue {
        ends_at: None,
        status: IssueStatus::Degraded,
        last_post_at: Some(at("2026-09-13T09:20:00Z")),
        last_modified_at: at("2026-09-13T09:25:00Z"),
        ..documented()
    };
    let odd = HealthIssue { ends_at: Some(open.starts_at), ..open.clone() };
    let calendar = parsed(&view(vec![(open.clone(), vec![]), (odd, vec![])]).calendar(&frame(Locale::En)));
    let ends: Vec<_> = events(&calendar).iter().map(|event| event.get_end().unwrap()).collect();
    assert_eq!(ends[0], DatePerhapsTime::from(at("2026-09-13T10:00:00Z")));
    assert_eq!(ends[1], DatePerhapsTime::from(open.starts_at + chrono::Duration::minutes(15)));
}

#[test]
fn news_are_no_events_and_a_false_alarm_is_cancelled() {
    let news = HealthIssue { kind: IssueKind::Announcement, ..documented() };
    let alarm = HealthIssue { status: IssueStatus::FalsePositive, ..documented() };
    let view = view(vec![(news, vec![]), (alarm, vec![])]);
    let calendar = parsed(&view.calendar(&frame(Locale::En)));
    let [event] = events(&calendar)[..] else { panic!("one event") };
    assert_eq!(event.get_status(), Some(icalendar::EventStatus::Cancelled));
    assert_eq!(view.atom(&frame(Locale::En)).matches("<entry>").count(), 2, "a feed of news has both");
}

/// RFC 5545, 3.1: lines end with CRLF and have no more than 75 octets; nobody's text adds a line of its own.
#[test]
fn hostile_text_stays_text_in_a_calendar() {
    let issue = HealthIssue {
        title: HOSTILE.repeat(3),
        service: HOSTILE.into(),
        source_id: "EX1\r\nX-EVIL:1".into(),
        impact: HOSTILE.into(),
        regions: vec![HOSTILE.into()],
        ..documented()
    };
    for locale in Locale::ALL {
        let text = view(vec![(issue.clone(), vec![post(&HOSTILE.repeat(200))])]).calendar(&frame(locale));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n', '\0', '\u{b}', '\u{1b}', '\u{202e}']), "{line:?}");
        }
        assert_eq!(text.matches("\r\nBEGIN:").count() + 1, 2, "a calendar and one event");
        assert!(!text.contains("\r\nX-EVIL"));
        let calendar = parsed(&text);
        let [event] = events(&calendar)[..] else { panic!("one event") };
        let title = event.get_summary().unwrap();
        assert!(title.contains("Почта; \\n, \"x\" END:VEVENT BEGIN:VALARM ]]></title><entry>&amp; [31m"), "{title}");
        assert!(event.get_description().unwrap().contains("zażółć gęślą jaźń 老虎"));
    }
}

#[test]
fn a_feed_of_news_reads_back_as_it_was_written() {
    let issue = documented();
    let text = view(vec![(issue.clone(), vec![post("<p>First.</p><p>Second &lt;3.</p>")])]).atom(&frame(Locale::Pl));
    let feed = Feed::read_from(text.as_bytes()).unwrap();
    assert_eq!(feed.lang(), Some("pl"));
    assert_eq!(feed.authors()[0].name(), "Żuraw; Systemy, \"Отдел\" <b>");
    assert_eq!(feed.id(), "urn:uuid:00000000-0000-0000-0000-000000000007");
    assert!(feed.links().iter().all(|link| link.rel() != "self"), "its own address holds the key");
    let by_id = |id: Uuid| feed.entries().iter().find(|entry| entry.id() == format!("urn:uuid:{id}")).unwrap();
    let told = by_id(Uuid::from_u128(9));
    assert_eq!(told.content().unwrap().value(), Some("First.\n\nSecond <3."));
    assert_eq!(told.updated(), &at("2026-09-13T09:00:00Z").fixed_offset());
    assert_eq!(by_id(issue.id.uuid()).links()[0].href(), format!("https://desk.example/health/issues/{}", issue.id));
    let newest = feed.entries().iter().map(|entry| *entry.updated()).max();
    assert_eq!(Some(*feed.updated()), newest);
    assert!(!text.contains("earlier words"));
}

#[test]
fn hostile_text_stays_text_in_a_feed_of_news() {
    let issue = HealthIssue {
        title: HOSTILE.into(),
        service: HOSTILE.into(),
        services: vec!["\" onload=\"x".into(), HOSTILE.into()],
        impact: HOSTILE.into(),
        ..documented()
    };
    let text = view(vec![(issue, vec![post(HOSTILE)])]).atom(&frame(Locale::Ru));
    assert!(!text.contains(['\0', '\u{b}', '\u{1b}', '\u{202e}', '\u{fffe}', '\u{ffff}', '\r']));
    let feed = Feed::read_from(text.as_bytes()).unwrap();
    assert_eq!(feed.entries().len(), 2);
    let told = feed.entries().iter().find(|entry| entry.id().ends_with("9")).unwrap();
    assert!(told.title().as_str().contains("]]></title><entry>&amp; [31m"), "{}", told.title().as_str());
    assert_eq!(told.categories()[1].term(), "\" onload=\"x");
}

#[test]
fn an_empty_view_is_valid_and_the_same_with_each_look() {
    let feed = Feed::read_from(view(Vec::new()).atom(&frame(Locale::En)).as_bytes()).unwrap();
    assert_eq!((feed.entries().len(), feed.updated().timestamp()), (0, 0));
    assert!(events(&parsed(&view(Vec::new()).calendar(&frame(Locale::En)))).is_empty());
}

//! The calendar: each issue is an event, from its start to its end.

use chrono::{DateTime, Duration, Timelike, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};
use tierline_domain::health::{HealthIssue, HealthPost, IssueKind, IssueStatus};

use super::{ReaderView, facts, issue_title, plain};
use crate::{Frame, page::post_text};

/// Characters of the latest post in an event: a calendar is no place for a whole thread.
const POST_CHARS: usize = 600;
/// How often a program should look again (RFC 7986, 5.7).
const AGAIN: &str = "PT15M";

impl ReaderView {
    /// The view as an iCalendar object (RFC 5545).
    #[must_use]
    pub fn calendar(&self, f: &Frame) -> String {
        let mut calendar = Calendar::empty();
        let title = self.title(f);
        for (name, value) in [
            ("VERSION", "2.0"),
            ("PRODID", "-//Tierline//Service health//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
            ("X-WR-CALNAME", title.as_str()),
            ("X-PUBLISHED-TTL", AGAIN),
        ] {
            calendar.append_property((name, value));
        }
        calendar.append_property(Property::new("NAME", title.as_str()).add_parameter("VALUE", "TEXT").done());
        calendar.append_property(Property::new("REFRESH-INTERVAL", AGAIN).add_parameter("VALUE", "DURATION").done());
        for (issue, posts) in self.issues.iter().filter(|(issue, _)| issue.kind != IssueKind::Announcement) {
            calendar.push(self.event(f, issue, posts.last()));
        }
        calendar.to_string()
    }

    /// One event. It blocks nobody's time, and names nobody.
    fn event(&self, f: &Frame, issue: &HealthIssue, last: Option<&HealthPost>) -> Event {
        let mut says = facts(f, issue);
        says.extend(last.map(|post| plain(&post_text(post), POST_CHARS)));
        let address = self.address(issue.id);
        says.push(address.clone());
        let status =
            if issue.status == IssueStatus::FalsePositive { EventStatus::Cancelled } else { EventStatus::Confirmed };
        let mut event = Event::new();
        event
            .uid(&format!("{}@tierline", issue.id))
            .timestamp(issue.last_modified_at)
            .last_modified(issue.last_modified_at)
            .sequence(u32::try_from(issue.posts).unwrap_or(u32::MAX))
            .starts(issue.starts_at)
            .ends(end(issue))
            .summary(&issue_title(f, issue))
            .description(&says.join("\n"))
            .categories([f.w(issue.kind)])
            .url(&address)
            .class(Class::Private)
            .status(status)
            .add_property("TRANSP", "TRANSPARENT");
        event.done()
    }
}

/// When an event ends: where no end is known, the full hour after the last word on it. An event without an end would be over the
/// moment it began, and one that ends now would be another event with each look.
fn end(issue: &HealthIssue) -> DateTime<Utc> {
    let known = issue.ends_at.unwrap_or_else(|| {
        let last = issue.last_active_at().max(issue.last_modified_at);
        if issue.status.is_over() { last } else { full_hour_after(last) }
    });
    known.max(issue.starts_at + Duration::minutes(15))
}

fn full_hour_after(at: DateTime<Utc>) -> DateTime<Utc> {
    let hour = at.with_minute(0).and_then(|at| at.with_second(0)).and_then(|at| at.with_nanosecond(0)).unwrap_or(at);
    hour + Duration::hours(1)
}

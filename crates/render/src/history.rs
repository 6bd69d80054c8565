//! A service's last ninety days as bars: the taller, the worse.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use tierline_domain::health::HealthIssue;

use crate::{
    Frame, Html, ServiceHealth,
    html::escaped,
    ui::{Looks, Tone},
};

/// How many days the bars show.
const DAYS: usize = 90;

/// What a day was, from well to worse; none where nothing is known of it.
type Day = Option<ServiceHealth>;

/// The days, the oldest first. An issue counts for each day it touches, by what it is now: a past day is judged by the worst
/// that was documented of it. Before `known_since` nothing was recorded.
fn days(f: &Frame, issues: &[HealthIssue], known_since: Option<DateTime<Utc>>) -> Vec<Day> {
    let local = |at: DateTime<Utc>| at.with_timezone(&f.wall.zone).date_naive();
    let today = local(f.now());
    let first = known_since.map(local);
    (0..DAYS)
        .rev()
        .map(|back| {
            let day = today - Duration::days(i64::try_from(back).unwrap_or(0));
            first.filter(|first| *first <= day).map(|_| worst(issues, day, local, f.now()))
        })
        .collect()
}

fn worst(
    issues: &[HealthIssue],
    day: NaiveDate,
    local: impl Fn(DateTime<Utc>) -> NaiveDate,
    now: DateTime<Utc>,
) -> ServiceHealth {
    issues
        .iter()
        .filter(|issue| local(issue.starts_at) <= day && day <= local(issue.ends_at.unwrap_or(now)))
        .map(then)
        .max()
        .unwrap_or(ServiceHealth::Healthy)
}

/// What an issue was while it lasted: its present status may be that it is over.
fn then(issue: &HealthIssue) -> ServiceHealth {
    use tierline_domain::health::{IssueKind, IssueStatus};
    match (issue.kind, issue.status) {
        (_, IssueStatus::FalsePositive) => ServiceHealth::Healthy,
        (IssueKind::ServiceIssue, IssueStatus::Interrupted) => ServiceHealth::Unavailable,
        (IssueKind::ServiceIssue, _) => ServiceHealth::Degraded,
        _ => ServiceHealth::Advisory,
    }
}

/// The path of one bar: its column, and a height by its tone.
fn bar(column: usize, height: usize) -> String {
    format!("M{} {}h4v{height}h-4z", column * 6, 24 - height)
}

/// The bars with their words for readers.
pub(crate) fn bars(f: &Frame, service: &str, issues: &[HealthIssue], known_since: Option<DateTime<Utc>>) -> Html {
    let days = days(f, issues, known_since);
    let count = |wanted: Day| days.iter().filter(|day| **day == wanted).count();
    let label = f
        .m("history-label")
        .s("service", service)
        .n("interrupted", count(Some(ServiceHealth::Unavailable)))
        .n("degraded", count(Some(ServiceHealth::Degraded)))
        .n("advisory", count(Some(ServiceHealth::Advisory)))
        .n("unknown", count(None))
        .to_string();
    let groups: [(Day, usize); 5] = [
        (Some(ServiceHealth::Healthy), 8),
        (Some(ServiceHealth::Advisory), 13),
        (Some(ServiceHealth::Degraded), 18),
        (Some(ServiceHealth::Unavailable), 24),
        (None, 4),
    ];
    let paths: String = groups
        .iter()
        .map(|(wanted, height)| {
            let path: String =
                days.iter().enumerate().filter(|(_, day)| *day == wanted).map(|(at, _)| bar(at, *height)).collect();
            let tone = wanted.map_or(Tone::Off, |health| health.look().0);
            if path.is_empty() { path } else { format!("<path class=\"{}\" d=\"{path}\"/>", tone.class()) }
        })
        .collect();
    Html(format!(
        "<svg class=\"history-bars\" viewBox=\"0 0 538 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{paths}</svg>",
        escaped(&label)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Locale, sample::health_issue_sample};

    #[test]
    fn the_bars_end_today_and_begin_where_recording_began() {
        let now = crate::sample::at("2026-09-15T11:52:00Z");
        let frame = Frame::new(Locale::En, chrono_tz::Europe::Warsaw, now);
        let issue = HealthIssue {
            starts_at: crate::sample::at("2026-09-12T22:30:00Z"),
            ends_at: Some(crate::sample::at("2026-09-14T08:00:00Z")),
            ..health_issue_sample()
        };
        let days = days(&frame, &[issue], Some(crate::sample::at("2026-09-01T00:00:00Z")));
        assert_eq!(days.len(), DAYS);
        assert_eq!(days[DAYS - 1], Some(ServiceHealth::Healthy), "today");
        // 22:30 UTC on the 12th is the 13th in Warsaw.
        assert_eq!(days[DAYS - 4], Some(ServiceHealth::Healthy), "the 12th");
        assert_eq!(days[DAYS - 3], Some(ServiceHealth::Degraded), "the 13th");
        assert_eq!(days[DAYS - 2], Some(ServiceHealth::Degraded), "the 14th");
        assert_eq!(days.iter().filter(|day| day.is_none()).count(), DAYS - 15);
    }
}

//! How a service was, day by day, as far as that is documented and was read.

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Gap, IssueKind, IssueStatus};
use crate::{HealthIssueId, words};

/// Days that a history shows, today among them.
pub const HISTORY_DAYS: i64 = 90;

/// Minutes of a day that may be unknown while the day still counts as healthy.
const TOLERATED_MINUTES: i64 = 60;

words! {
    /// How a day was. Ordered from well to worse; the last says that nobody knows.
    pub enum DayHealth {
        /// Nothing was documented, and a feed that would have told was read.
        Healthy = "healthy",
        /// An advisory, or maintenance.
        Advisory = "advisory",
        /// It worked with limits.
        Degraded = "degraded",
        /// It did not work.
        Unavailable = "unavailable",
        /// Nothing was documented, and no feed was read that would have told: never taken for healthy.
        Unknown = "unknown",
    }
}

/// What a history needs of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryIssue {
    /// Identifier.
    pub id: HealthIssueId,
    /// The provider's identifier.
    pub source_id: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: IssueKind,
    /// Its status now.
    pub status: IssueStatus,
    /// Canonical names of its services.
    pub services: Vec<String>,
    /// Canonical names of its regions; empty for everywhere.
    pub regions: Vec<String>,
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// When it ended or is to end; for one that was closed without an end, when it was last changed.
    pub ends_at: Option<DateTime<Utc>>,
}

impl HistoryIssue {
    /// What it made of a day while it lasted. Its present status may be that it is over: then it counts for limits. A false alarm
    /// and news make nothing of a day.
    fn made(&self) -> Option<DayHealth> {
        match (self.kind, self.status) {
            (_, IssueStatus::FalsePositive) | (IssueKind::Announcement, _) => None,
            (IssueKind::ServiceIssue, IssueStatus::Interrupted) => Some(DayHealth::Unavailable),
            (IssueKind::ServiceIssue, _) => Some(DayHealth::Degraded),
            (IssueKind::Advisory | IssueKind::PlannedMaintenance, _) => Some(DayHealth::Advisory),
        }
    }
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryDay {
    /// The day, in the zone of who looks.
    pub day: NaiveDate,
    /// How it was: the worst that is documented of it.
    pub health: DayHealth,
    /// The issues that touched it, the worst first.
    pub issues: Vec<HealthIssueId>,
    /// Minutes of it of which nothing is known.
    pub unknown_minutes: i64,
}

/// The days, the oldest first, today last. `unknown` are times of which nothing is known, the oldest first and apart from each other.
#[must_use]
pub fn history(issues: &[HistoryIssue], unknown: &[Gap], zone: Tz, now: DateTime<Utc>) -> Vec<HistoryDay> {
    let today = now.with_timezone(&zone).date_naive();
    let days = (0..HISTORY_DAYS).rev().map(|back| today - Duration::days(back));
    days.map(|day| one_day(issues, unknown, (day, begin(day, zone), begin(day + Duration::days(1), zone).min(now))))
        .collect()
}

/// When the history begins.
#[must_use]
pub fn history_from(zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    begin(now.with_timezone(&zone).date_naive() - Duration::days(HISTORY_DAYS - 1), zone)
}

/// When a day begins. Where clocks are put forward at midnight, it begins an hour later.
fn begin(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = |hours| zone.from_local_datetime(&(midnight + Duration::hours(hours))).earliest();
    local(0).or_else(|| local(1)).map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

fn one_day(
    issues: &[HistoryIssue],
    unknown: &[Gap],
    (day, from, to): (NaiveDate, DateTime<Utc>, DateTime<Utc>),
) -> HistoryDay {
    let touches = |issue: &HistoryIssue| issue.starts_at < to && issue.ends_at.is_none_or(|end| end > from);
    let mut touching: Vec<(DayHealth, &HistoryIssue)> =
        issues.iter().filter(|issue| touches(issue)).filter_map(|issue| Some((issue.made()?, issue))).collect();
    touching.sort_by_key(|(health, issue)| (std::cmp::Reverse(*health), issue.starts_at, issue.id));
    let overlap = |gap: &Gap| (gap.to.min(to) - gap.from.max(from)).num_minutes().max(0);
    let unknown_minutes = unknown.iter().map(overlap).sum();
    let health = match touching.first() {
        Some((worst, _)) => *worst,
        None if unknown_minutes > TOLERATED_MINUTES.min((to - from).num_minutes() / 2) => DayHealth::Unknown,
        None => DayHealth::Healthy,
    };
    HistoryDay { day, health, issues: touching.iter().map(|(_, issue)| issue.id).collect(), unknown_minutes }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Warsaw;
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn now() -> DateTime<Utc> {
        at("2026-09-15T11:52:00Z")
    }

    fn issue(number: u128, kind: IssueKind, status: IssueStatus, from: &str, to: Option<&str>) -> HistoryIssue {
        HistoryIssue {
            id: HealthIssueId(Uuid::from_u128(number)),
            source_id: format!("EX{number}"),
            title: "Mail is late".into(),
            kind,
            status,
            services: vec!["Exchange Online".into()],
            regions: Vec::new(),
            starts_at: at(from),
            ends_at: to.map(at),
        }
    }

    fn on<'d>(days: &'d [HistoryDay], day: &str) -> &'d HistoryDay {
        days.iter().find(|one| one.day.to_string() == day).unwrap()
    }

    #[test]
    fn ninety_days_end_today_in_the_zone_of_who_looks() {
        let days = history(&[], &[], Warsaw, at("2026-09-15T22:30:00Z"));
        assert_eq!(days.len(), 90);
        assert_eq!((days[0].day.to_string(), days[89].day.to_string()), ("2026-06-19".into(), "2026-09-16".into()));
        assert_eq!(history_from(Warsaw, at("2026-09-15T22:30:00Z")), at("2026-06-18T22:00:00Z"));
    }

    #[test]
    fn an_issue_counts_for_each_day_that_it_touches_and_the_worst_one_names_the_day() {
        use {IssueKind::*, IssueStatus::*};
        // 22:30 UTC on the 12th is the 13th in Warsaw; midnight of the 15th there is 22:00 UTC on the 14th.
        let limits = issue(1, ServiceIssue, Resolved, "2026-09-12T22:30:00Z", Some("2026-09-14T22:00:00Z"));
        let outage = issue(2, ServiceIssue, Interrupted, "2026-09-14T08:00:00Z", None);
        let days = history(&[limits, outage], &[], Warsaw, now());
        let of = |day| {
            (on(&days, day).health, on(&days, day).issues.iter().map(|id| id.uuid().as_u128()).collect::<Vec<_>>())
        };
        assert_eq!(of("2026-09-12"), (DayHealth::Healthy, vec![]));
        assert_eq!(of("2026-09-13"), (DayHealth::Degraded, vec![1]));
        assert_eq!(of("2026-09-14"), (DayHealth::Unavailable, vec![2, 1]));
        assert_eq!(of("2026-09-15"), (DayHealth::Unavailable, vec![2]), "the end is not part of the next day");
    }

    #[test]
    fn advisories_and_maintenance_are_no_outage_and_false_alarms_and_news_are_nothing() {
        use {IssueKind::*, IssueStatus::*};
        let of = |kind, status| {
            let one = issue(1, kind, status, "2026-09-13T08:00:00Z", Some("2026-09-13T09:00:00Z"));
            on(&history(&[one], &[], Warsaw, now()), "2026-09-13").health
        };
        assert_eq!(of(Advisory, Informational), DayHealth::Advisory);
        assert_eq!(of(PlannedMaintenance, Resolved), DayHealth::Advisory);
        assert_eq!(of(Announcement, Informational), DayHealth::Healthy);
        assert_eq!(of(ServiceIssue, FalsePositive), DayHealth::Healthy);
        let ahead = issue(1, PlannedMaintenance, Informational, "2026-09-15T20:00:00Z", Some("2026-09-16T02:00:00Z"));
        assert_eq!(on(&history(&[ahead], &[], Warsaw, now()), "2026-09-15").health, DayHealth::Healthy, "not yet");
    }

    #[test]
    fn a_day_that_nobody_read_is_not_known_unless_trouble_is_documented() {
        use {IssueKind::*, IssueStatus::*};
        let unknown = [
            Gap { from: at("2026-06-01T00:00:00Z"), to: at("2026-09-10T12:00:00Z") },
            Gap { from: at("2026-09-12T10:00:00Z"), to: at("2026-09-12T11:00:00Z") },
            Gap { from: at("2026-09-13T10:00:00Z"), to: at("2026-09-13T11:01:00Z") },
        ];
        let outage = issue(2, ServiceIssue, Resolved, "2026-09-05T08:00:00Z", Some("2026-09-05T09:00:00Z"));
        let days = history(&[outage], &unknown, Warsaw, now());
        let of = |day| (on(&days, day).health, on(&days, day).unknown_minutes);
        assert_eq!(of("2026-09-04"), (DayHealth::Unknown, 1440));
        assert_eq!(of("2026-09-05"), (DayHealth::Degraded, 1440), "what is documented counts, whenever it was read");
        assert_eq!(of("2026-09-10"), (DayHealth::Unknown, 840));
        assert_eq!(of("2026-09-11"), (DayHealth::Healthy, 0));
        assert_eq!(of("2026-09-12"), (DayHealth::Healthy, 60), "an hour is tolerated");
        assert_eq!(of("2026-09-13"), (DayHealth::Unknown, 61));
    }

    #[test]
    fn the_first_minutes_of_a_day_are_not_healthy_unread() {
        let early = at("2026-09-14T22:20:00Z");
        let days = history(&[], &[Gap { from: at("2026-09-14T21:50:00Z"), to: early }], Warsaw, early);
        assert_eq!(days[89].health, DayHealth::Unknown, "twenty minutes, all of them unread");
    }

    #[test]
    fn a_day_has_the_hours_that_clocks_give_it() {
        let gap = [Gap { from: at("2026-01-01T00:00:00Z"), to: at("2026-12-01T00:00:00Z") }];
        let days = history(&[], &gap, Warsaw, at("2026-04-15T12:00:00Z"));
        assert_eq!(on(&days, "2026-03-29").unknown_minutes, 23 * 60);
    }
}

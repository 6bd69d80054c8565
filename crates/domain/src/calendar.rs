//! Business calendars: which minutes count.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How many days ahead a sum of business minutes is looked for before it is given up.
const HORIZON_DAYS: u32 = 4 * 366;

/// Time zone, hours and holidays. The minutes between `opens` and `closes` of a working day count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The zone in which hours and holidays are meant.
    pub zone: Tz,
    /// Minutes after midnight at which a working day opens.
    pub opens: u32,
    /// Minutes after midnight at which it closes (1440 is midnight).
    pub closes: u32,
    /// Days of the week that are worked, Monday is 1.
    pub days: BTreeSet<u8>,
    /// Days that are not worked although their weekday is.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { zone: Tz::UTC, opens: 8 * 60, closes: 18 * 60, days: (1..=5).collect(), holidays: BTreeSet::new() }
    }
}

/// Minutes after midnight as a time of day, like `08:30`; 1440 is `24:00`.
#[must_use]
pub fn clock_time(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Calendar {
    fn works(&self, day: NaiveDate) -> bool {
        let number = match day.weekday() {
            Weekday::Mon => 1,
            Weekday::Tue => 2,
            Weekday::Wed => 3,
            Weekday::Thu => 4,
            Weekday::Fri => 5,
            Weekday::Sat => 6,
            Weekday::Sun => 7,
        };
        self.days.contains(&number) && !self.holidays.contains(&day)
    }

    /// A wall-clock minute of a day as an instant; a minute that the change to summer time skips is the one after.
    fn instant(&self, day: NaiveDate, minute: u32) -> Option<DateTime<Utc>> {
        let (day, minute) = if minute >= 1440 { (day.succ_opt()?, 0) } else { (day, minute) };
        let wall = day.and_time(NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?);
        self.zone
            .from_local_datetime(&wall)
            .earliest()
            .or_else(|| self.zone.from_local_datetime(&(wall + Duration::hours(1))).earliest())
            .map(|at| at.with_timezone(&Utc))
    }

    /// The working part of a day, if there is one.
    fn window(&self, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        if !self.works(day) || self.opens >= self.closes {
            return None;
        }
        Some((self.instant(day, self.opens)?, self.instant(day, self.closes)?))
    }

    /// The working windows from the day of `from` on.
    fn windows(&self, from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        let first = from.with_timezone(&self.zone).date_naive();
        first.iter_days().take(HORIZON_DAYS as usize).filter_map(|day| self.window(day))
    }

    /// The business time between two instants; zero where `to` is not after `from`.
    #[must_use]
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
        self.windows(from)
            .take_while(|(open, _)| *open < to)
            .map(|(open, close)| (close.min(to) - open.max(from)).max(Duration::zero()))
            .sum()
    }

    /// The instant at which `time` of business time has passed since `from`; none on a calendar that never works.
    #[must_use]
    pub fn after(&self, from: DateTime<Utc>, time: Duration) -> Option<DateTime<Utc>> {
        let mut left = time;
        for (open, close) in self.windows(from) {
            let start = open.max(from);
            let room = close - start;
            if room > Duration::zero() && left <= room {
                return Some(start + left);
            }
            left -= room.max(Duration::zero());
        }
        None
    }
}

/// The time that counts between two instants: on a calendar, or around the clock without one.
#[must_use]
pub fn counted(calendar: Option<&Calendar>, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
    calendar.map_or_else(|| (to - from).max(Duration::zero()), |c| c.between(from, to))
}

/// The instant at which so much counted time has passed.
#[must_use]
pub fn due(calendar: Option<&Calendar>, from: DateTime<Utc>, time: Duration) -> Option<DateTime<Utc>> {
    calendar.map_or_else(|| Some(from + time), |c| c.after(from, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warsaw() -> Calendar {
        Calendar { zone: Tz::Europe__Warsaw, opens: 9 * 60, closes: 17 * 60, ..Calendar::default() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn four_hours_asked_on_friday_afternoon_are_due_on_monday() {
        // Friday 16:00 in Warsaw (UTC+2): one hour on Friday, three on Monday.
        let due = warsaw().after(at("2026-09-18T14:00:00Z"), Duration::hours(4));
        assert_eq!(due, Some(at("2026-09-21T10:00:00Z")));
    }

    #[test]
    fn a_holiday_does_not_count() {
        let mut calendar = warsaw();
        calendar.holidays.insert(NaiveDate::from_ymd_opt(2026, 9, 21).unwrap());
        let due = calendar.after(at("2026-09-18T14:00:00Z"), Duration::hours(4));
        assert_eq!(due, Some(at("2026-09-22T10:00:00Z")));
    }

    #[test]
    fn the_change_to_winter_time_keeps_the_wall_clock() {
        // 25 October 2026: Warsaw goes from UTC+2 to UTC+1; Monday opens at 08:00 UTC.
        let due = warsaw().after(at("2026-10-23T15:00:00Z"), Duration::hours(1));
        assert_eq!(due, Some(at("2026-10-26T09:00:00Z")));
    }

    #[test]
    fn what_is_added_is_what_lies_between() {
        let (calendar, from) = (warsaw(), at("2026-09-16T05:11:00Z"));
        for minutes in [1, 59, 480, 481, 4_000] {
            let due = calendar.after(from, Duration::minutes(minutes)).unwrap();
            assert_eq!(calendar.between(from, due), Duration::minutes(minutes));
        }
    }

    #[test]
    fn the_example_of_the_support_api_counts_business_time() {
        // Started 21:36:18, expired 17:36:18 on the next day with 240 minutes: a calendar that opens at 13:36:18 would do;
        // on whole minutes, a ticket of 21:36 on a desk open from 13:36 to 21:36 is due four hours into the next day.
        let calendar = Calendar { opens: 13 * 60 + 36, closes: 21 * 60 + 36, ..Calendar::default() };
        assert_eq!(
            calendar.after(at("2026-03-19T21:36:00Z"), Duration::minutes(240)),
            Some(at("2026-03-20T17:36:00Z"))
        );
    }

    #[test]
    fn a_calendar_that_never_works_has_no_due_time() {
        let calendar = Calendar { days: BTreeSet::new(), ..Calendar::default() };
        assert_eq!(calendar.after(at("2026-09-18T14:00:00Z"), Duration::hours(1)), None);
    }
}

//! Dates, times of day and durations as each language writes them.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::{
    Locale,
    html::{Html, escaped},
    message::{Arg, t},
};

/// The names of months and days in one language, as they stand in a date.
struct Names {
    months: [&'static str; 12],
    short_months: [&'static str; 12],
    days: [&'static str; 7],
    short_days: [&'static str; 7],
}

#[rustfmt::skip]
const EN: Names = Names {
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    short_months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    short_days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

#[rustfmt::skip]
const RU: Names = Names {
    months: ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    short_months: ["янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."],
    days: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    short_days: ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
};

#[rustfmt::skip]
const PL: Names = Names {
    months: ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"],
    short_months: ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"],
    days: ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
    short_days: ["pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."],
};

/// A clock on the wall: a language, a time zone and the present.
#[derive(Debug, Clone, Copy)]
pub struct Wall {
    /// Whose words.
    pub locale: Locale,
    /// Whose hours.
    pub zone: Tz,
    /// The present.
    pub now: DateTime<Utc>,
}

impl Wall {
    fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.zone)
    }

    const fn names(&self) -> &'static Names {
        match self.locale {
            Locale::En => &EN,
            Locale::Ru => &RU,
            Locale::Pl => &PL,
        }
    }

    fn month(&self, date: NaiveDate) -> &'static str {
        self.names().months[date.month0() as usize]
    }

    fn weekday(date: NaiveDate) -> usize {
        date.weekday().num_days_from_monday() as usize
    }

    fn hour(at: DateTime<Tz>) -> String {
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// Today as `14:30`, within six days as `Mon 16:20`, else `2 Sep`, with the year where it is another one.
    #[must_use]
    pub fn short(&self, at: DateTime<Utc>) -> String {
        let (then, today) = (self.local(at), self.local(self.now).date_naive());
        let days = (then.date_naive() - today).num_days();
        match days {
            0 => Self::hour(then),
            -6..=6 => format!("{} {}", self.names().short_days[Self::weekday(then.date_naive())], Self::hour(then)),
            _ => self.day(at),
        }
    }

    /// The same with its day always: today is `Tue 14:30` too. For two times that are read beside each other.
    #[must_use]
    pub fn short_dated(&self, at: DateTime<Utc>) -> String {
        let then = self.local(at);
        if then.date_naive() != self.local(self.now).date_naive() {
            return self.short(at);
        }
        format!("{} {}", self.names().short_days[Self::weekday(then.date_naive())], Self::hour(then))
    }

    /// Whether two moments are of one day of the person's.
    #[must_use]
    pub fn same_day(&self, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
        self.local(one).date_naive() == self.local(other).date_naive()
    }

    /// The day alone: `2 Sep`, with the year where it is another one.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> String {
        self.date(self.local(at).date_naive())
    }

    /// A day of the calendar, in the same way.
    #[must_use]
    pub fn date(&self, date: impl crate::Value<NaiveDate>) -> String {
        let date = date.value();
        let today = self.local(self.now).date_naive();
        let day = format!("{}\u{a0}{}", date.day(), self.names().short_months[date.month0() as usize]);
        if date.year() == today.year() { day } else { format!("{day} {}", date.year()) }
    }

    /// The day in full: `15 September 2026`.
    #[must_use]
    pub fn long_day(&self, at: DateTime<Utc>) -> String {
        let date = self.local(at).date_naive();
        format!("{}\u{a0}{} {}", date.day(), self.month(date), date.year())
    }

    /// A heading over the entries of a day: `Today`, `Monday 14 September`.
    #[must_use]
    pub fn heading(&self, at: DateTime<Utc>) -> String {
        let (date, today) = (self.local(at).date_naive(), self.local(self.now).date_naive());
        if date == today {
            return t(self.locale, "time-today", &[]);
        }
        let comma = if self.locale == Locale::Ru { "," } else { "" };
        let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
        let heading =
            format!("{}{comma} {}\u{a0}{}{year}", self.names().days[Self::weekday(date)], date.day(), self.month(date));
        let mut letters = heading.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// Everything: `15 September 2026, 13:52 (UTC+2)`.
    #[must_use]
    pub fn full(&self, at: DateTime<Utc>) -> String {
        format!("{}, {} ({})", self.long_day(at), Self::hour(self.local(at)), self.offset(at))
    }

    /// The zone's distance from UTC at that moment: `UTC+2`, `UTC−3:30`.
    #[must_use]
    pub fn offset(&self, at: DateTime<Utc>) -> String {
        let seconds = self.zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() % 3600 / 60);
        let sign = if seconds < 0 { '−' } else { '+' };
        match (seconds, minutes) {
            (0, _) => "UTC".to_owned(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    /// The hour of day alone: `14:30`.
    #[must_use]
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        Self::hour(self.local(at))
    }

    /// A `<time>` with the short form to read and the full one in the attribute and on hover.
    #[must_use]
    pub fn element(&self, at: DateTime<Utc>, shown: &str) -> Html {
        let machine = self.local(at).format("%Y-%m-%dT%H:%M:%S%:z");
        Html(format!("<time datetime=\"{machine}\" title=\"{}\">{}</time>", escaped(&self.full(at)), escaped(shown)))
    }

    /// What a field of type `datetime-local` takes: the person's own wall time, to the minute.
    #[must_use]
    pub fn field(&self, at: DateTime<Utc>) -> String {
        self.local(at).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// A duration in its two largest units: `12 min`, `1 h 08 min`, `1 day 6 h`, `23 days`.
    #[must_use]
    pub fn duration(&self, span: Duration) -> String {
        duration(self.locale, span, false)
    }

    /// A duration for a narrow column: as [`Wall::duration`] below two hours, else its largest unit.
    #[must_use]
    pub fn rough(&self, span: Duration) -> String {
        duration(self.locale, span, true)
    }
}

/// The words of a duration. Hours and minutes are abbreviations that do not bend; days do.
fn duration(locale: Locale, span: Duration, rough: bool) -> String {
    let minutes = span.num_minutes().max(0);
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    let part = |key: &'static str, number: i64| t(locale, key, &[("count", Arg::Number(number))]);
    match (days, hours) {
        (0, 0) => part("duration-minutes", rest),
        (0, 2..) if rough => part("duration-hours", hours),
        (0, _) if rest == 0 => part("duration-hours", hours),
        // One value is never torn apart at the end of a line.
        (0, _) => format!("{}\u{a0}{}", part("duration-hours", hours), padded(part("duration-minutes", rest), rest)),
        (1..7, 1..) if !rough => format!("{}\u{a0}{}", part("duration-days", days), part("duration-hours", hours)),
        _ => part("duration-days", days),
    }
}

/// `8 min` beside an hour reads `08 min`.
fn padded(words: String, number: i64) -> String {
    if number < 10 { format!("0{words}") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(locale: Locale) -> Wall {
        Wall { locale, zone: chrono_tz::Europe::Warsaw, now: at("2026-09-15T11:52:00Z") }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_time_is_shorter_the_nearer_it_is() {
        let wall = wall(Locale::En);
        assert_eq!(wall.short(at("2026-09-15T12:30:00Z")), "14:30");
        assert_eq!(wall.short(at("2026-09-14T14:20:00Z")), "Mon 16:20");
        assert_eq!(wall.short(at("2026-09-16T08:00:00Z")), "Wed 10:00");
        assert_eq!(wall.short(at("2026-09-02T08:00:00Z")), "2\u{a0}Sep");
        assert_eq!(wall.short(at("2025-12-31T23:30:00Z")), "1\u{a0}Jan");
        assert_eq!(wall.short(at("2025-12-31T22:30:00Z")), "31\u{a0}Dec 2025");
    }

    #[test]
    fn a_day_is_the_persons_own_and_not_that_of_utc() {
        // 23:10 UTC on Monday is Tuesday in Warsaw.
        assert_eq!(wall(Locale::En).short(at("2026-09-14T23:10:00Z")), "01:10");
        assert_eq!(wall(Locale::Ru).heading(at("2026-09-14T21:00:00Z")), "Понедельник, 14\u{a0}сентября");
        assert_eq!(wall(Locale::Pl).heading(at("2026-09-14T21:00:00Z")), "Poniedziałek 14\u{a0}września");
    }

    #[test]
    fn a_time_beside_one_of_another_day_names_its_day() {
        let wall = wall(Locale::En);
        let (today, friday) = (at("2026-09-15T03:25:00Z"), at("2026-09-11T04:00:00Z"));
        assert_eq!((wall.short(today), wall.short_dated(today)), ("05:25".to_owned(), "Tue 05:25".to_owned()));
        assert_eq!(wall.short_dated(friday), "Fri 06:00");
        assert!(wall.same_day(today, at("2026-09-14T22:30:00Z")) && !wall.same_day(today, friday));
    }

    #[test]
    fn the_full_form_names_the_offset() {
        assert_eq!(wall(Locale::En).full(at("2026-09-15T11:52:07Z")), "15\u{a0}September 2026, 13:52 (UTC+2)");
        let newfoundland = Wall { zone: chrono_tz::America::St_Johns, ..wall(Locale::En) };
        assert_eq!(newfoundland.offset(at("2026-01-15T12:00:00Z")), "UTC−3:30");
    }

    #[test]
    fn durations_have_two_units_at_most() {
        let say = |minutes| wall(Locale::En).duration(Duration::minutes(minutes)).replace('\u{a0}', " ");
        assert_eq!(say(12), "12 min");
        assert_eq!(say(68), "1 h 08 min");
        assert_eq!(say(120), "2 h");
        assert_eq!(say(30 * 60), "1 day 6 h");
        assert_eq!(say(23 * 1440 + 60), "23 days");
        assert_eq!(say(-5), "0 min");
        let whole = wall(Locale::Ru).duration(Duration::minutes(178));
        assert!(!whole.contains(' '), "a value is never torn apart at the end of a line: {whole:?}");
    }

    #[test]
    fn a_narrow_column_writes_the_first_hours_as_everything_else_does() {
        let say = |minutes| wall(Locale::En).rough(Duration::minutes(minutes)).replace('\u{a0}', " ");
        assert_eq!([12, 60, 72, 119].map(say), ["12 min", "1 h", "1 h 12 min", "1 h 59 min"]);
        assert_eq!([120, 200, 30 * 60].map(say), ["2 h", "3 h", "1 day"]);
    }

    #[test]
    fn days_bend_as_russian_and_polish_ask() {
        let days = |locale, count| wall(locale).duration(Duration::days(count)).replace('\u{a0}', " ");
        assert_eq!(
            [1, 2, 5, 21, 112].map(|n| days(Locale::Ru, n)),
            ["1 день", "2 дня", "5 дней", "21 день", "112 дней"]
        );
        assert_eq!([1, 2, 5, 21, 22].map(|n| days(Locale::Pl, n)), ["1 dzień", "2 dni", "5 dni", "21 dni", "22 dni"]);
    }
}

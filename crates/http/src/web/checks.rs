//! Reading the fields of a form that are more than text. What cannot be read is noted, so that all of it is said at once.

use std::{collections::BTreeSet, str::FromStr};

use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use tierline_app::{Ctx, Error, error::Faults};

use super::posted::Values;

impl Values {
    /// A word of a vocabulary; none where nothing was chosen.
    pub(super) fn word<T>(&self, faults: &mut Faults, name: &str, from_word: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name);
        let value = from_word(text);
        if value.is_none() && !text.is_empty() {
            faults.add(name, "unknown", "Choose one of the list.");
        }
        value
    }

    /// The same where something has to be chosen. Where nothing readable was, `fallback` stands in until the faults are told.
    pub(super) fn chosen<T>(
        &self,
        faults: &mut Faults,
        name: &str,
        from_word: fn(&str) -> Option<T>,
        fallback: T,
    ) -> T {
        if self.text(name).is_empty() {
            faults.add(name, "required", "Choose one.");
        }
        self.word(faults, name, from_word).unwrap_or(fallback)
    }

    /// The words of a vocabulary whose boxes were ticked.
    pub(super) fn ticked<T: Ord>(
        &self,
        faults: &mut Faults,
        name: &str,
        from_word: fn(&str) -> Option<T>,
    ) -> BTreeSet<T> {
        let read = self.all(name).into_iter().filter_map(|word| {
            let value = from_word(&word);
            if value.is_none() {
                faults.add(name, "unknown", "Choose of the list.");
            }
            value
        });
        read.collect()
    }

    /// A whole number; none where the field is blank.
    pub(super) fn number<T: FromStr>(&self, faults: &mut Faults, name: &str) -> Option<T> {
        let text: String = self.text(name).chars().filter(|c| !c.is_whitespace()).collect();
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            // Digits that are too many are a number still.
            let digits = text.trim_start_matches(['-', '+']);
            let number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            let code = if number { "out_of_range" } else { "not_a_number" };
            faults.add(name, code, "Write a whole number.");
        }
        value
    }

    /// An identifier; none where nothing was chosen.
    pub(super) fn id<T: FromStr>(&self, faults: &mut Faults, name: &str) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            faults.add(name, "unknown", "Choose one of the list.");
        }
        value
    }

    /// A date with the time of day as a person's own clock shows it; none where the field is blank.
    pub(super) fn time(&self, faults: &mut Faults, name: &str, zone: Tz) -> Option<DateTime<Utc>> {
        let text = self.text(name).trim();
        if text.is_empty() {
            return None;
        }
        let at = local_time(text, zone);
        if at.is_none() {
            faults.add(name, "unreadable", "Write a date and a time of day.");
        }
        at
    }

    /// The same in a field that showed a time, to the minute: one that comes back as it was shown is that very time.
    pub(super) fn time_shown(
        &self,
        faults: &mut Faults,
        name: &str,
        zone: Tz,
        shown: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        let as_shown = |at: &DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string();
        match shown.filter(|at| as_shown(at) == self.text(name).trim()) {
            Some(shown) => Some(shown),
            None => self.time(faults, name, zone),
        }
    }
}

/// Does what a form asks for. Where something in it could not be read, it is only rehearsed, so that all that is wrong is
/// said at once.
pub(super) async fn attempt<T, F>(ctx: Ctx, faults: Faults, deed: impl FnOnce(Ctx) -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let Err(unread) = faults.finish() else { return deed(ctx).await };
    let Error::Invalid(mut faults) = unread else { return Err(unread) };
    match deed(ctx.rehearsing()).await {
        Err(Error::Invalid(more)) => {
            let others = more.into_iter().filter(|fault| faults.iter().all(|known| known.field != fault.field));
            let others: Vec<_> = others.collect();
            faults.extend(others);
            Err(Error::Invalid(faults))
        }
        // Whatever the form holds: it is not theirs to send, or there is nothing that it could be about.
        Err(error @ (Error::Unauthorized | Error::Forbidden { .. } | Error::NotFound)) => Err(error),
        // What else stands in the way may not, once the form is whole.
        _ => Err(Error::Invalid(faults)),
    }
}

/// What an input of type `datetime-local` sends (HTML, 2.3.5.5), in a zone. An hour that the change of clocks leaves out is
/// meant as the one after it; of an hour that it repeats, the first is meant.
pub(super) fn local_time(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    // A year has four digits here: the store and the wire know no longer ones.
    if text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let wall = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    let at = match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at),
        LocalResult::None => zone.from_local_datetime(&wall.checked_add_signed(Duration::hours(1))?).earliest(),
    };
    at.map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_meant_in_the_persons_zone() {
        let warsaw = |text: &str| local_time(text, chrono_tz::Europe::Warsaw).map(|at| at.to_rfc3339());
        assert_eq!(warsaw("2026-09-15T13:52").as_deref(), Some("2026-09-15T11:52:00+00:00"));
        assert_eq!(warsaw("2026-01-15T13:52:30").as_deref(), Some("2026-01-15T12:52:30+00:00"));
        // The clock jumps from 2:00 to 3:00, and in October from 3:00 to 2:00.
        assert_eq!(warsaw("2026-03-29T02:30").as_deref(), Some("2026-03-29T01:30:00+00:00"));
        assert_eq!(warsaw("2026-10-25T02:30").as_deref(), Some("2026-10-25T00:30:00+00:00"));
        for bad in ["2026-09-15", "tomorrow", "2026-13-01T00:00", "99999-01-01T00:00", "+262142-12-31T23:59"] {
            assert_eq!(warsaw(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_word_that_is_not_offered_is_a_fault_and_no_word_is_none() {
        let values = Values(vec![("severity".into(), "urgent".into()), ("days".into(), "3 0".into())]);
        let mut faults = Faults::default();
        assert_eq!(values.word(&mut faults, "status", tierline_domain::CaseStatus::from_word), None);
        assert_eq!(values.number::<u32>(&mut faults, "days"), Some(30));
        assert_eq!(values.word(&mut faults, "severity", tierline_domain::Severity::from_word), None);
        let Err(tierline_app::Error::Invalid(found)) = faults.finish() else { panic!("a fault") };
        assert_eq!(found.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["severity"]);
    }
}

//! When a provider says that it will speak next.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// What stands before the time.
const LEADS: [&str; 2] = ["next update by", "next update"];

/// The time that a post promises for the next one, in the words of Microsoft's posts: `Next update by: Wednesday, November 17, 2021,
/// at 2:30 PM UTC`. The last promise of the text counts. Without a day, or in a zone of nobody knows where, it is none: what is
/// not said is not guessed.
#[must_use]
pub fn next_update(text: &str) -> Option<DateTime<Utc>> {
    // Only ASCII changes its case, so that places in both are the same.
    let lower = text.to_ascii_lowercase();
    lower.rmatch_indices("next update").find_map(|(place, _)| {
        let lead = LEADS.iter().find(|lead| lower[place..].starts_with(**lead))?;
        time_of(&text[place + lead.len()..])
    })
}

/// `: Wednesday, November 17, 2021, at 2:30 PM UTC…`
fn time_of(text: &str) -> Option<DateTime<Utc>> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == '\u{a0}')
        .filter(|word| !word.is_empty() && *word != ":")
        .take(9)
        .collect();
    let words: Vec<&str> =
        words.iter().map(|word| word.trim_start_matches(':')).filter(|word| !word.is_empty()).collect();
    // The day of the week says nothing, and is left out by some.
    let from = words.iter().take(2).position(|word| month(word))?;
    let [month, day, year, rest @ ..] = &words[from..] else { return None };
    let rest = rest.strip_prefix(&["at"]).unwrap_or(rest);
    let [clock, half, zone, ..] = rest else { return None };
    let zone = zone.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    if !["UTC", "GMT", "(UTC"].contains(&zone) {
        return None;
    }
    let date = NaiveDate::parse_from_str(&format!("{month} {day} {year}"), "%B %d %Y").ok()?;
    let time = NaiveTime::parse_from_str(&format!("{clock} {half}"), "%I:%M %p").ok()?;
    Some(date.and_time(time).and_utc())
}

fn month(word: &str) -> bool {
    NaiveDate::parse_from_str(&format!("{word} 1 2020"), "%B %d %Y").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        next_update(text).map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
    }

    #[test]
    fn the_promised_time_is_read_from_the_providers_words() {
        for (text, at) in [
            ("Done soon.\nNext update by: Wednesday, November 17, 2021, at 2:30 PM UTC", "2021-11-17T14:30"),
            ("NEXT UPDATE BY: Friday, June 17, 2020, at 12:00 AM UTC ", "2020-06-17T00:00"),
            ("at 2:36 PM UTCNext Update: Friday, August 6, 2021, at 9:00 PM UTC, to allow time", "2021-08-06T21:00"),
            ("Next update by May 2, 2026, at 9:05 AM UTC.", "2026-05-02T09:05"),
            (
                "Next update by: Monday, May 4, 2026, at 1:00 PM UTC. Next update by: Monday, May 4, 2026, at 3:00 PM UTC",
                "2026-05-04T15:00",
            ),
        ] {
            assert_eq!(read(text).as_deref(), Some(at), "{text}");
        }
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        for text in [
            "",
            "We aim to provide one with our next update on Friday, June 5, 2020.",
            "Next update by 3:00 PM.",
            "The next update will be provided within 60 minutes.",
            "Next update by: Wednesday, November 17, 2021, at 2:30 PM local time",
            "Next update by: Wednesday, November 31, 2021, at 2:30 PM UTC",
            "Next update by: Пятница",
            "next update",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

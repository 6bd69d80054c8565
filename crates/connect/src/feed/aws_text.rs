//! The updates in the markup of an event of AWS, as it was until 2022:
//! `<div><span class="yellowfg">Dec 7, 8:22 AM PST</span>&nbsp;…</div>`, one after the other.

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveTime, Utc};
use tierline_domain::health::PostFormat;

use super::record::RawPost;

/// Where an update begins, and where its time ends.
const OPEN: &str = "<span class=\"yellowfg\">";
const CLOSE: &str = "</span>";

/// The posts of a markup, for an event that began at `starts_at`. One without these marks is one post of that time.
pub(super) fn posts(markup: &str, starts_at: DateTime<Utc>) -> Vec<RawPost> {
    let mut pieces = markup.split(OPEN);
    let before = trimmed(pieces.next().unwrap_or_default());
    let mut posts = Vec::new();
    if !before.is_empty() {
        posts.push(RawPost { at: starts_at, text: before.to_owned(), format: PostFormat::Html });
    }
    let mut last = starts_at;
    for piece in pieces {
        let (time, text) = piece.split_once(CLOSE).unwrap_or(("", piece));
        // An update without a readable time was published after the one before it.
        last = time_of(time, starts_at, last).unwrap_or(last);
        let text = trimmed(text);
        if !text.is_empty() {
            posts.push(RawPost { at: last, text: text.to_owned(), format: PostFormat::Html });
        }
    }
    posts
}

/// A text without the ends of the markup around it.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let start = ["&nbsp;", "\u{a0}"].iter().find_map(|mark| text.strip_prefix(mark));
        let end = ["<div>", "</div>", "&nbsp;"].iter().find_map(|mark| text.strip_suffix(mark));
        match start.or(end) {
            Some(rest) => text = rest.trim(),
            None => return text,
        }
    }
}

/// `12:53 PM PDT`, or with the day, which is said when it is another one: `Aug 7,  1:50 AM PDT`.
fn time_of(text: &str, starts_at: DateTime<Utc>, last: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let words: Vec<&str> = text.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let (day, clock) = match words.as_slice() {
        [month, day, clock @ ..] if clock.len() == 3 => (Some((month, day)), clock),
        clock => (None, clock),
    };
    let [time, half, zone] = clock else { return None };
    let zone = zone_of(zone)?;
    let time = NaiveTime::parse_from_str(&format!("{time} {half}"), "%I:%M %p").ok()?;
    let begun = starts_at.with_timezone(&zone).date_naive();
    let at = |date: NaiveDate| Some(date.and_time(time).and_local_timezone(zone).single()?.with_timezone(&Utc));
    let Some((month, day)) = day else {
        let same = at(begun)?;
        // After midnight, where the day was left out.
        return if same + Duration::hours(1) < last { at(begun.succ_opt()?) } else { Some(same) };
    };
    let dated = |year: i32| NaiveDate::parse_from_str(&format!("{year} {month} {day}"), "%Y %b %d").ok();
    // The year is never said: the event may have run over its end.
    [begun.year(), begun.year() + 1].into_iter().filter_map(dated).find(|date| *date >= begun).and_then(at)
}

fn zone_of(word: &str) -> Option<FixedOffset> {
    let hours = match word {
        "PDT" => -7,
        "PST" => -8,
        "UTC" | "GMT" => 0,
        _ => return None,
    };
    FixedOffset::east_opt(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn read(markup: &str, starts_at: &str) -> Vec<(String, String)> {
        posts(markup, begun(starts_at)).into_iter().map(|post| (post.at.to_rfc3339(), post.text)).collect()
    }

    #[test]
    fn each_update_has_its_time_and_its_text() {
        let markup = "<div><span class=\"yellowfg\">11:33 PM PST</span>&nbsp;We look.</div>\
                      <div><span class=\"yellowfg\"> 1:20 AM PST</span>&nbsp;Nearly <b>done</b>.<br></div>\
                      <div><span class=\"yellowfg\">Jan 1,  3:21 AM PST</span>&nbsp;Done.</div>";
        assert_eq!(
            read(markup, "2021-12-31T07:33:20Z"),
            [
                ("2021-12-31T07:33:00+00:00", "We look."),
                ("2021-12-31T09:20:00+00:00", "Nearly <b>done</b>.<br>"),
                ("2022-01-01T11:21:00+00:00", "Done."),
            ]
            .map(|(at, text)| (at.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn a_text_without_marks_is_one_post_and_a_time_that_cannot_be_read_loses_no_text() {
        assert_eq!(read("Plain words.", "2021-12-31T07:33:20Z").len(), 1);
        let markup = "<div><span class=\"yellowfg\">soon</span> First.</div><div><span class=\"yellowfg\">25:99 XM PST</span> Second.</div>";
        let posts = read(markup, "2021-12-31T07:33:20Z");
        assert_eq!(posts.iter().map(|post| post.1.as_str()).collect::<Vec<_>>(), ["First.", "Second."]);
        assert_eq!(read("", "2021-12-31T07:33:20Z"), []);
    }
}

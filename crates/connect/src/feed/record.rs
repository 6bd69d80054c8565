//! A record of a feed: fields by name, whatever the case in which they are written, each read with a reason where it is not
//! what it should be.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound, TimeZone, Utc};
use serde_json::Value;
use tierline_domain::{
    catalogue::{region_find, service_find},
    health::{ImportedIssue, ImportedPost, PostFormat},
    text::is_deceptive,
};

/// Longest text of a post, in characters; what is longer is cut.
pub(super) const TEXT_LIMIT: usize = 200_000;
/// Longest title or other single line, in characters; what is longer is cut.
pub(super) const LINE_LIMIT: usize = 1_000;
/// Longest identifier, in characters; what is longer is refused.
pub(super) const ID_LIMIT: usize = 100;
/// Most posts of one issue; the latest are kept.
pub(super) const POSTS_LIMIT: usize = 1_000;
/// The years a time may lie in.
pub(super) const YEARS: std::ops::Range<i32> = 1990..2200;

/// A post before its key is known.
pub(super) struct RawPost {
    pub(super) at: DateTime<Utc>,
    pub(super) text: String,
    pub(super) format: PostFormat,
}

/// The fields of one JSON object. Names are compared in lower case without underscores: `StartDateTime`, `startDateTime` and
/// `start_date_time` are one field, as the clients of the provider write it.
pub(super) struct Record<'a>(HashMap<String, &'a Value>);

impl<'a> Record<'a> {
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        let object = value.as_object()?;
        let mut fields: HashMap<String, &Value> = HashMap::with_capacity(object.len());
        // Azure's own answers keep everything under "properties", exports of them beside the name.
        let inner = object
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("properties"))
            .and_then(|(_, value)| value.as_object());
        for (name, value) in object.iter().chain(inner.into_iter().flatten()) {
            fields.insert(field_name(name), value);
        }
        Some(Self(fields))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(&field_name(name)).copied().filter(|value| !value.is_null())
    }

    /// The identifier for a report on a record that could not be read.
    pub(super) fn id_for_report(&self) -> Option<String> {
        let id = ["id", "name"].into_iter().find_map(|name| self.value(name)?.as_str())?;
        Some(cleaned(id, ID_LIMIT)).filter(|id| !id.is_empty())
    }

    /// A text; none where it is absent, null or blank.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(text_of(text)),
            Some(other) => Err(format!("{name} is {}, expected a text", kind_of(other))),
        }
    }

    /// One line; none where it is absent, null or blank.
    pub(super) fn line(&self, name: &str) -> Result<Option<String>, String> {
        Ok(self.text(name)?.as_deref().and_then(line_of))
    }

    pub(super) fn required_line(&self, name: &str) -> Result<String, String> {
        self.line(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    /// The provider's identifier.
    pub(super) fn id(&self, name: &str) -> Result<String, String> {
        let id = self.required_line(name)?;
        if id.chars().count() > ID_LIMIT { Err(format!("{name} is longer than {ID_LIMIT} characters")) } else { Ok(id) }
    }

    /// A word that some write as a number.
    pub(super) fn word(&self, name: &str) -> Result<Option<String>, String> {
        match self.value(name) {
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            _ => self.line(name),
        }
    }

    /// The members of an object, by their names; none where it is absent or null.
    pub(super) fn members(&self, name: &str) -> Result<Option<&'a serde_json::Map<String, Value>>, String> {
        let members = |value: &'a Value| {
            value.as_object().ok_or_else(|| format!("{name} is {}, expected an object", kind_of(value)))
        };
        self.value(name).map(members).transpose()
    }

    /// A truth value; none where it is absent or null.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(format!("{name} is {}, expected true or false", kind_of(other))),
        }
    }

    /// A time; none where it is absent, null, blank or the year 1, which stands for none.
    pub(super) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, String> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let time = time_of(&text).ok_or_else(|| format!("{name} is not a time: \"{}\"", shortened(&text)))?;
        if time.year() == 1 {
            return Ok(None);
        }
        if YEARS.contains(&time.year()) {
            Ok(Some(time.trunc_subsecs(6)))
        } else {
            Err(format!("{name} lies too far away: \"{}\"", shortened(&text)))
        }
    }

    /// A time as seconds since 1970, in a number or in digits, or written out; none where it is absent, null or blank.
    pub(super) fn epoch(&self, name: &str) -> Result<Option<DateTime<Utc>>, String> {
        let Some(word) = self.word(name)? else { return Ok(None) };
        let Ok(seconds) = word.parse() else { return self.time(name) };
        let time = Utc.timestamp_opt(seconds, 0).single().filter(|time| YEARS.contains(&time.year()));
        time.map(Some).ok_or_else(|| format!("{name} lies too far away: \"{}\"", shortened(&word)))
    }

    pub(super) fn required_time(&self, name: &str) -> Result<DateTime<Utc>, String> {
        self.time(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    /// A list; empty where it is absent or null.
    pub(super) fn list(&self, name: &str) -> Result<&'a [Value], String> {
        match self.value(name) {
            None => Ok(&[]),
            Some(Value::Array(list)) => Ok(list),
            Some(other) => Err(format!("{name} is {}, expected a list", kind_of(other))),
        }
    }

    /// The records of a list.
    pub(super) fn records(&self, name: &str) -> Result<Vec<Record<'a>>, String> {
        let record = |(n, value)| {
            Record::of(value).ok_or_else(|| format!("{name}[{n}] is {}, expected an object", kind_of(value)))
        };
        self.list(name)?.iter().enumerate().map(record).collect()
    }

    /// The texts of a list, blank ones left out.
    pub(super) fn lines(&self, name: &str) -> Result<Vec<String>, String> {
        let line = |(n, value): (usize, &Value)| match value {
            Value::String(text) => Ok(cleaned(text, LINE_LIMIT)),
            other => Err(format!("{name}[{n}] is {}, expected a text", kind_of(other))),
        };
        let lines: Vec<String> = self.list(name)?.iter().enumerate().map(line).collect::<Result<_, _>>()?;
        Ok(lines.into_iter().filter(|line| !line.is_empty()).collect())
    }

    /// The record under a name; none where it is absent or null.
    pub(super) fn record(&self, name: &str) -> Result<Option<Record<'a>>, String> {
        self.value(name)
            .map(|value| Record::of(value).ok_or_else(|| format!("{name} is {}, expected an object", kind_of(value))))
            .transpose()
    }

    /// Graph's `{contentType, content}`; none where there is no content.
    pub(super) fn body(&self, name: &str) -> Result<Option<(String, PostFormat)>, String> {
        let Some(body) = self.record(name)? else { return Ok(None) };
        let Some(text) = body.text("content").map_err(|reason| format!("{name}.{reason}"))? else { return Ok(None) };
        let html =
            body.line("contentType")?.map_or_else(|| looks_like_html(&text), |kind| kind.eq_ignore_ascii_case("html"));
        Ok(Some((text, if html { PostFormat::Html } else { PostFormat::Text })))
    }
}

fn field_name(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// What a JSON value is, in words.
pub(super) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A text as [`Record::text`] reads it.
pub(super) fn text_of(text: &str) -> Option<String> {
    Some(cleaned(text, TEXT_LIMIT)).filter(|text| !text.is_empty())
}

/// A text as [`Record::line`] reads it.
pub(super) fn line_of(text: &str) -> Option<String> {
    let text = text_of(text)?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LINE_LIMIT).collect())
}

/// A text without the characters that deceive, trimmed, at most `limit` characters.
fn cleaned(text: &str, limit: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| !is_deceptive(*c)).take(limit).collect();
    text.trim().to_owned()
}

/// The beginning of a text, for a message.
pub(super) fn shortened_to(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

pub(super) fn shortened(text: &str) -> String {
    shortened_to(text, 40)
}

/// Whether a text without a declared format is HTML.
pub(super) fn looks_like_html(text: &str) -> bool {
    ["<p>", "<p ", "<br", "</", "<ul>", "<a "].iter().any(|tag| text.contains(tag))
}

/// RFC 3339; without a zone it is UTC; .NET's old `/Date(milliseconds)/` as PowerShell writes it; or a bare date.
pub(super) fn time_of(text: &str) -> Option<DateTime<Utc>> {
    if let Some(millis) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        return Utc.timestamp_millis_opt(millis.parse().ok()?).single();
    }
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc));
    let bare = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.and_utc());
    let date =
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|date| date.and_time(chrono::NaiveTime::MIN).and_utc());
    zoned.or_else(|_| bare()).or_else(|_| date()).ok()
}

/// Canonical names of services where the catalogue knows them, the source's words where not; each once.
pub(super) fn services_of<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let canonical = |name: &str| service_find(name).map_or_else(|| name.to_owned(), |service| service.name.to_owned());
    names.into_iter().filter(|name| !name.is_empty()).map(canonical).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The names of another provider's services. Where the catalogue knows such a name, it means a service of its own families by it
/// (everybody has a "Calendar"), so the provider is put before: trouble there must not explain a case here. What the catalogue has
/// of the provider itself stands under its canonical name.
pub(super) fn foreign_services_of(provider: &str, names: &[String]) -> Vec<String> {
    let told_apart = |name: &String| match service_find(name) {
        Some(service) if service.family.name() == provider => service.name.to_owned(),
        Some(_) => format!("{provider}: {name}"),
        None => name.clone(),
    };
    names.iter().map(told_apart).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Canonical names of regions where the catalogue knows them, the source's words where not; each once. "Unknown" is none.
pub(super) fn regions_of<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let canonical = |name: &str| region_find(name).map_or_else(|| name.to_owned(), |region| region.name.to_owned());
    let known = |name: &&str| !name.is_empty() && !name.to_lowercase().contains("unknown");
    names.into_iter().filter(known).map(canonical).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Posts known by their time: sources that give them no identifier publish one at a time. Of two with the same time, the one
/// whose text sorts first keeps the plain key, so that the order in the payload means nothing.
pub(super) fn keyed_by_time(mut posts: Vec<RawPost>) -> Vec<ImportedPost> {
    posts.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.text.cmp(&b.text)));
    posts.dedup_by(|a, b| a.at == b.at && a.text == b.text);
    let mut keyed: Vec<ImportedPost> = Vec::with_capacity(posts.len());
    let mut same = 1;
    for post in posts {
        same = if keyed.last().is_some_and(|last| last.at == post.at) { same + 1 } else { 1 };
        let source_key = post_key(post.at, same);
        keyed.push(ImportedPost::new(source_key, post.at, post.text, post.format));
    }
    keyed
}

/// The key of the `n`th post of one time, from 1.
pub(super) fn post_key(at: DateTime<Utc>, n: usize) -> String {
    let time = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    if n == 1 { time } else { format!("{time}#{n}") }
}

/// Posts known by their text: where a source repeats one post in many places, with times that differ by seconds.
pub(super) fn keyed_by_text(posts: Vec<RawPost>) -> Vec<ImportedPost> {
    let mut by_key: HashMap<String, ImportedPost> = HashMap::new();
    for post in posts {
        let source_key = format!("text-{:016x}", fingerprint(&post.text));
        by_key
            .entry(source_key.clone())
            .and_modify(|known| known.at = known.at.min(post.at))
            .or_insert(ImportedPost::new(source_key, post.at, post.text, post.format));
    }
    let mut posts: Vec<ImportedPost> = by_key.into_values().collect();
    posts.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.source_key.cmp(&b.source_key)));
    posts
}

/// FNV-1a, 64 bits, over what is read of a text: white space aside. Stable over releases: it is kept as part of keys.
pub(super) fn fingerprint(text: &str) -> u64 {
    let bytes = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What holds for the issues of all formats: an end does not lie before the start nor, for what is over, after the last change (a
/// planned end that was not needed); of too many posts the latest are kept; nothing was changed before it was last posted to.
pub(super) fn settled(mut issue: ImportedIssue) -> ImportedIssue {
    let cut = issue.posts.len().saturating_sub(POSTS_LIMIT);
    issue.posts.drain(..cut);
    if let Some(last) = issue.posts.last() {
        issue.last_modified_at = issue.last_modified_at.max(last.at);
    }
    if let Some(end) = issue.ends_at {
        let end = if issue.status.is_over() { end.min(issue.last_modified_at) } else { end };
        issue.ends_at = Some(end.max(issue.starts_at));
    }
    issue
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn time(text: &str) -> Option<String> {
        let value = json!({ "at": text });
        let record = Record::of(&value).unwrap();
        record.time("at").unwrap().map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }

    #[test]
    fn times_are_read_as_the_clients_write_them() {
        for (text, read) in [
            ("2020-07-20T03:00:44.88Z", "2020-07-20T03:00:44.880Z"),
            ("2020-07-20T05:00:44+02:00", "2020-07-20T03:00:44Z"),
            ("2020-07-20T03:00:44", "2020-07-20T03:00:44Z"),
            ("2020-07-20T03:00:44.1234567Z", "2020-07-20T03:00:44.123456Z"),
            ("/Date(1595214044000)/", "2020-07-20T03:00:44Z"),
            ("2020-07-20", "2020-07-20T00:00:00Z"),
        ] {
            assert_eq!(time(text).as_deref(), Some(read), "{text}");
        }
        assert_eq!(time("0001-01-01T00:00:00"), None);
        assert_eq!(time(" "), None);
    }

    #[test]
    fn what_is_no_time_is_said() {
        let value = json!({ "at": "next Tuesday", "far": "9999-12-31T23:59:59Z", "number": 7 });
        let record = Record::of(&value).unwrap();
        assert_eq!(record.time("at"), Err("at is not a time: \"next Tuesday\"".to_owned()));
        assert_eq!(record.time("far"), Err("far lies too far away: \"9999-12-31T23:59:59Z\"".to_owned()));
        assert_eq!(record.time("number"), Err("number is a number, expected a text".to_owned()));
        assert_eq!(record.required_time("absent"), Err("absent is missing".to_owned()));
    }

    #[test]
    fn field_names_are_read_in_any_case() {
        let value = json!({ "Start_Date_Time": "2020-07-20", "properties": { "EventType": "ServiceIssue" } });
        let record = Record::of(&value).unwrap();
        assert!(record.time("startDateTime").unwrap().is_some());
        assert_eq!(record.line("eventType").unwrap().as_deref(), Some("ServiceIssue"));
    }

    #[test]
    fn characters_that_deceive_are_dropped_from_texts() {
        let value = json!({ "title": "Mail\u{202e} is\u{0} late\r\nfor  some" });
        assert_eq!(Record::of(&value).unwrap().line("title").unwrap().as_deref(), Some("Mail is late for some"));
    }

    fn raw(second: i64, text: &str) -> RawPost {
        let at = Utc.timestamp_opt(1_700_000_000 + second, 0).unwrap();
        RawPost { at, text: text.to_owned(), format: PostFormat::Text }
    }

    #[test]
    fn the_order_of_posts_in_a_payload_means_nothing() {
        let posts = || vec![raw(5, "b"), raw(0, "a"), raw(5, "a"), raw(5, "b")];
        let mut reversed = posts();
        reversed.reverse();
        let keys =
            |posts| keyed_by_time(posts).into_iter().map(|post| (post.source_key, post.text)).collect::<Vec<_>>();
        assert_eq!(keys(posts()), keys(reversed));
        assert_eq!(keys(posts()).len(), 3);
        assert!(keys(posts())[2].0.ends_with("#2"));
    }

    #[test]
    fn a_post_repeated_seconds_later_is_one() {
        let posts = keyed_by_text(vec![raw(2, "Mitigated."), raw(0, "Mitigated."), raw(1, "Mitigated .")]);
        assert_eq!(posts.len(), 1);
        assert_eq!(posts[0].at.timestamp(), 1_700_000_000);
    }
}

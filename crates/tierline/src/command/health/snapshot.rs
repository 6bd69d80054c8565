//! Recorded payloads of feeds, named by when and of what they were recorded.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use tierline_domain::health::FeedFormat;

/// A recorded payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    /// When it was recorded.
    pub(super) at: DateTime<Utc>,
    /// Its shape.
    pub(super) format: FeedFormat,
    /// Whose it is: the customer's domain or, where many providers share the format, the feed's name.
    pub(super) of: Option<String>,
    /// Where it is.
    pub(super) path: PathBuf,
}

/// A name that says nothing, and why.
pub(super) type Unread = (String, String);

/// The snapshots of a folder in the order of their times, and the names that are none.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn list(folder: &Path) -> Result<(Vec<Snapshot>, Vec<Unread>)> {
    let entries = fs::read_dir(folder).with_context(|| format!("the folder {} can't be read", folder.display()))?;
    let (mut snapshots, mut unread) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = entry.with_context(|| format!("the folder {} can't be read", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !entry.path().is_file() {
            continue;
        }
        match read_name(&name) {
            Ok((at, format, of)) => snapshots.push(Snapshot { at, format, of, path: entry.path() }),
            Err(why) => unread.push((name, why)),
        }
    }
    snapshots.sort_by(|one, other| (one.at, &one.path).cmp(&(other.at, &other.path)));
    unread.sort_unstable();
    Ok((snapshots, unread))
}

/// Reads a name like `2026-03-02T10-20-00Z.graph.brightwater.example.json`.
fn read_name(name: &str) -> Result<(DateTime<Utc>, FeedFormat, Option<String>), String> {
    let stem = name
        .strip_suffix(".json")
        .or_else(|| name.strip_suffix(".xml"))
        .ok_or("it ends with neither .json nor .xml")?;
    // A fraction of a second has a point of its own.
    let end = stem.find(['Z', 'z']).map(|at| at + 1).or_else(|| stem.find('.')).ok_or("it names no format")?;
    let (time, rest) = stem.split_at(end);
    let at = time_of(time).ok_or_else(|| format!("{time} is no time like 2026-03-02T10-20-00Z"))?;
    let rest = rest.strip_prefix('.').ok_or("it names no format")?;
    let (format, of) = match rest.split_once('.') {
        Some((format, of)) => (format, Some(of.to_owned())),
        None => (rest, None),
    };
    let format = FeedFormat::from_word(format).ok_or_else(|| format!("{format} is no format of a feed"))?;
    Ok((at, format, of.filter(|of| !of.is_empty())))
}

/// A time of RFC 3339 in which the colons are hyphens, because not every file system has colons in names.
fn time_of(text: &str) -> Option<DateTime<Utc>> {
    let (date, time) = text.split_once(['T', 't'])?;
    // Hours, minutes and seconds; then perhaps a fraction; then Z or an offset, of which the sign is no colon.
    let (clock, zone) = (time.get(..8)?.replace('-', ":"), time.get(8..)?);
    let zone = match zone.len() {
        6 if zone.starts_with(['+', '-']) => format!("{}:{}", zone.get(..3)?, zone.get(4..)?),
        _ => zone.to_owned(),
    };
    DateTime::parse_from_rfc3339(&format!("{date}T{clock}{zone}")).ok().map(|time| time.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> (String, &'static str, Option<String>) {
        let (at, format, of) = read_name(name).unwrap();
        (at.to_rfc3339(), format.word(), of)
    }

    #[test]
    fn a_name_says_when_what_and_whose() {
        let ten = "2026-03-02T10:20:00+00:00".to_owned();
        assert_eq!(read("2026-03-02T10-20-00Z.google-cloud.json"), (ten.clone(), "google-cloud", None));
        let whose = Some("brightwater.example".to_owned());
        assert_eq!(read("2026-03-02T10-20-00Z.graph.brightwater.example.json"), (ten.clone(), "graph", whose));
        assert_eq!(
            read("2026-03-02T12-20-00+02-00.rss.status page.xml"),
            (ten.clone(), "rss", Some("status page".to_owned()))
        );
        assert_eq!(read("2026-03-02T05-20-00-05-00.aws.json"), (ten, "aws", None));
        assert_eq!(read("2026-03-02T10-20-00.250Z.aws.json").0, "2026-03-02T10:20:00.250+00:00");
    }

    #[test]
    fn a_name_that_says_less_is_refused_with_the_reason() {
        for (name, why) in [
            ("2026-03-02T10-20-00Z.graph.csv", "neither"),
            ("2026-03-02T10-20-00Z.json", "format"),
            ("2026-03-02T10-20-00Z.weather.json", "weather"),
            ("2026-03-02.graph.json", "no time"),
            ("2026-13-02T10-20-00Z.graph.json", "no time"),
            ("notes.json", "format"),
        ] {
            let told = read_name(name).unwrap_err();
            assert!(told.contains(why), "{name}: {told}");
        }
    }
}

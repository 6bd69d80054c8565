//! Readers of health feeds: a payload as it came becomes issues, record by record.
//!
//! A malformed record is reported with its place and the reason, and the good ones are kept. A payload that is not of the
//! format at all is one error, which names what was expected and, where it is plain, what came instead.

mod aws;
mod aws_language;
mod aws_text;
mod azure_events;
mod decode;
mod google_cloud;
mod graph;
mod graph_messages;
mod graph_overviews;
pub mod invariant;
mod record;
mod rss;
mod rss_status;
mod service_comms;
mod shape;
mod statuspage;
mod xml;

use serde_json::Value;
use tierline_domain::health::{FeedFormat, ImportedIssue, ParsedFeed, Rejected};

use record::Record;
use shape::{expected, is_record_of, wrong_shape};

/// Largest payload in bytes. A thousand Graph issues with their posts are about 10 MiB.
pub const BYTES_LIMIT: usize = 32 * 1024 * 1024;
/// Most records in a payload: Graph gives at most 1,000 a page.
pub const RECORDS_LIMIT: usize = 20_000;

/// Why a payload could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// Larger than [`BYTES_LIMIT`].
    #[error("the payload is larger than {} MiB", BYTES_LIMIT / 1024 / 1024)]
    TooLarge,
    /// More than [`RECORDS_LIMIT`] records.
    #[error("the payload has more than {RECORDS_LIMIT} records")]
    TooMany,
    /// Neither UTF-8 nor UTF-16.
    #[error("the payload is not text in UTF-8 or UTF-16")]
    NotText,
    /// Not JSON, or nested too deeply.
    #[error("the payload is not JSON (line {line}, column {column}); expected {expected}")]
    NotJson {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What the format is.
        expected: &'static str,
    },
    /// Not XML, or XML that is dangerous to read.
    #[error("the payload is not XML ({reason}); expected {expected}")]
    NotXml {
        /// What is wrong, and where.
        reason: String,
        /// What the format is.
        expected: &'static str,
    },
    /// JSON or XML of another shape.
    #[error("the payload is {found}; expected {expected}")]
    WrongShape {
        /// What it is instead.
        found: String,
        /// What the format is.
        expected: &'static str,
    },
}

/// Reads a payload. JSON in UTF-8, or in UTF-16 with its mark (as some shells write it); field names in any case. RSS and Atom are
/// XML in the same encodings.
///
/// # Errors
/// See [`FeedError`]. A single bad record is none: it stands in the result.
pub fn parse(format: FeedFormat, bytes: &[u8]) -> Result<ParsedFeed, FeedError> {
    match format {
        FeedFormat::Rss => rss::parse(bytes),
        FeedFormat::Statuspage => statuspage_of(bytes),
        FeedFormat::GraphOverviews => overviews_of(bytes),
        FeedFormat::Aws => listed(format, bytes, aws::read),
        FeedFormat::GoogleCloud => listed(format, bytes, |record, _| google_cloud::read(record)),
        FeedFormat::Graph => listed(format, bytes, |record, _| graph::read(record)),
        FeedFormat::GraphMessages => listed(format, bytes, |record, _| graph_messages::read(record)),
        FeedFormat::ServiceComms => listed(format, bytes, |record, _| service_comms::read(record)),
        FeedFormat::AzureEvents => listed(format, bytes, |record, _| azure_events::read(record)),
    }
}

/// A payload whose records are issues.
fn listed(
    format: FeedFormat,
    bytes: &[u8],
    read: impl Fn(&Record<'_>, bool) -> Result<ImportedIssue, String>,
) -> Result<ParsedFeed, FeedError> {
    let payload = decode::json(bytes, expected(format))?;
    Ok(Batch::of(format, &payload)?.read(read))
}

/// The payload of a status page: issues and planned work, then the states of components.
fn statuspage_of(bytes: &[u8]) -> Result<ParsedFeed, FeedError> {
    let payload = decode::json(bytes, expected(FeedFormat::Statuspage))?;
    let page = statuspage::Page::of(&payload);
    let mut feed = Batch::of(FeedFormat::Statuspage, &payload)?.read(|record, _| statuspage::read(record, &page));
    let components = statuspage::components(&payload);
    if components.len() > RECORDS_LIMIT {
        return Err(FeedError::TooMany);
    }
    for value in components {
        match object(value).and_then(|record| statuspage::component(&record, &page)) {
            Ok(state) => feed.overviews.push(state),
            Err(reason) => feed.rejected.push(rejected(feed.records, value, reason)),
        }
        feed.records += 1;
    }
    feed.source = page.source();
    Ok(feed)
}

/// States of services; the issues inside count as records beside them.
fn overviews_of(bytes: &[u8]) -> Result<ParsedFeed, FeedError> {
    let payload = decode::json(bytes, expected(FeedFormat::GraphOverviews))?;
    let batch = Batch::of(FeedFormat::GraphOverviews, &payload)?;
    let mut feed = ParsedFeed { more: batch.more, ..ParsedFeed::default() };
    for (index, (value, _)) in batch.records.into_iter().enumerate() {
        let (state, issues) = match object(value).and_then(|record| graph_overviews::read(&record)) {
            Ok((state, issues)) => (Ok(state), issues),
            Err(reason) => (Err(reason), Vec::new()),
        };
        match state {
            Ok(state) => feed.overviews.push(state),
            Err(reason) => feed.rejected.push(rejected(index, value, reason)),
        }
        for issue in issues {
            match issue {
                Ok(issue) => feed.issues.push(record::settled(issue)),
                Err(reason) => feed.rejected.push(rejected(index, value, reason)),
            }
        }
    }
    feed.records = feed.overviews.len() + feed.issues.len() + feed.rejected.len();
    if feed.records > RECORDS_LIMIT { Err(FeedError::TooMany) } else { Ok(feed) }
}

/// The records of a payload, of the format that was asked for, with whether each is filed as over.
struct Batch<'a> {
    records: Vec<(&'a Value, bool)>,
    more: bool,
}

impl<'a> Batch<'a> {
    fn of(format: FeedFormat, payload: &'a Value) -> Result<Self, FeedError> {
        let (records, more) = shape::records(format, payload).ok_or_else(|| wrong_shape(format, payload, &[]))?;
        if records.len() > RECORDS_LIMIT {
            return Err(FeedError::TooMany);
        }
        let known = |(value, _): &(&Value, bool)| Record::of(value).is_some_and(|record| is_record_of(format, &record));
        if !records.is_empty() && !records.iter().any(known) {
            let records: Vec<&Value> = records.into_iter().map(|(value, _)| value).collect();
            return Err(wrong_shape(format, payload, &records));
        }
        Ok(Self { records, more })
    }

    fn read(self, read: impl Fn(&Record<'_>, bool) -> Result<ImportedIssue, String>) -> ParsedFeed {
        let mut feed = ParsedFeed { records: self.records.len(), more: self.more, ..ParsedFeed::default() };
        for (index, (value, over)) in self.records.into_iter().enumerate() {
            match object(value).and_then(|record| read(&record, over)) {
                Ok(issue) => feed.issues.push(record::settled(issue)),
                Err(reason) => feed.rejected.push(rejected(index, value, reason)),
            }
        }
        feed
    }
}

fn object(value: &Value) -> Result<Record<'_>, String> {
    Record::of(value).ok_or_else(|| format!("it is {}, expected an object", record::kind_of(value)))
}

fn rejected(index: usize, value: &Value, reason: String) -> Rejected {
    Rejected { position: index + 1, id: Record::of(value).and_then(|record| record.id_for_report()), reason }
}

/// The readers of all formats.
#[derive(Debug, Clone, Copy, Default)]
pub struct FeedParsers;

impl tierline_app::FeedReader for FeedParsers {
    fn read(&self, format: FeedFormat, bytes: &[u8]) -> Result<ParsedFeed, String> {
        parse(format, bytes).map_err(|error| error.to_string())
    }
}

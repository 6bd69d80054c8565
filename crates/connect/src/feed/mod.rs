//! Readers of health feeds: a payload as it came becomes issues, record by record.
//!
//! A malformed record is reported with its place and the reason, and the good ones are kept. A payload that is not of the
//! format at all is one error, which names what was expected and, where it is plain, what came instead.

mod azure_events;
mod decode;
mod graph;
mod graph_messages;
mod record;
mod service_comms;

use serde_json::Value;
use tierline_domain::health::{FeedFormat, ImportedIssue, ParsedFeed, Rejected};

use record::Record;

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
    /// JSON of another shape.
    #[error("the payload is {found}; expected {expected}")]
    WrongShape {
        /// What it is instead.
        found: String,
        /// What the format is.
        expected: &'static str,
    },
}

/// What a format is, in words for the person who chose it.
const fn expected(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Graph => {
            "a list of Microsoft Graph service health issues, or the object around it with the list under \"value\""
        }
        FeedFormat::GraphMessages => {
            "a list of Microsoft Graph service update messages, or the object around it with the list under \"value\""
        }
        FeedFormat::ServiceComms => {
            "a list of service-communications messages (\"Id\", \"Workload\", \"Messages\"), or the object around it with the list under \"value\""
        }
        FeedFormat::AzureEvents => {
            "a list of Azure Service Health events, or the object around it with the list under \"value\""
        }
    }
}

/// How a record of a format is known: by fields that the others have not.
fn is_record_of(format: FeedFormat, record: &Record<'_>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| record.has(name));
    match format {
        FeedFormat::Graph => has(&["posts", "classification", "impactdescription"]) && !has(&["messages", "workload"]),
        FeedFormat::GraphMessages => {
            has(&["body", "category", "ismajorchange"]) && !has(&["messages", "workload", "posts"])
        }
        FeedFormat::ServiceComms => has(&["messages", "workload", "messagetype"]),
        FeedFormat::AzureEvents => has(&["eventtype", "impactstarttime"]),
    }
}

/// Reads a payload. JSON in UTF-8, or in UTF-16 with its mark (as some shells write it); field names in any case.
///
/// # Errors
/// See [`FeedError`]. A single bad record is none: it stands in the result.
pub fn parse(format: FeedFormat, bytes: &[u8]) -> Result<ParsedFeed, FeedError> {
    let payload = decode::json(bytes, expected(format))?;
    let (records, more) = decode::records(&payload).ok_or_else(|| wrong_shape(format, &payload, &[]))?;
    let records = if format == FeedFormat::Graph { graph::unfold(records) } else { records };
    if records.len() > RECORDS_LIMIT {
        return Err(FeedError::TooMany);
    }
    if !records.is_empty()
        && !records.iter().filter_map(|value| Record::of(value)).any(|record| is_record_of(format, &record))
    {
        return Err(wrong_shape(format, &payload, &records));
    }
    let mut feed = ParsedFeed { records: records.len(), more, ..ParsedFeed::default() };
    for (index, value) in records.into_iter().enumerate() {
        match read(format, value) {
            Ok(issue) => feed.issues.push(issue),
            Err(reason) => {
                let id = Record::of(value).and_then(|record| record.id_for_report());
                feed.rejected.push(Rejected { position: index + 1, id, reason });
            }
        }
    }
    Ok(feed)
}

fn read(format: FeedFormat, value: &Value) -> Result<ImportedIssue, String> {
    let record = Record::of(value).ok_or_else(|| format!("it is {}, expected an object", record::kind_of(value)))?;
    let issue = match format {
        FeedFormat::Graph => graph::read(&record),
        FeedFormat::GraphMessages => graph_messages::read(&record),
        FeedFormat::ServiceComms => service_comms::read(&record),
        FeedFormat::AzureEvents => azure_events::read(&record),
    }?;
    Ok(record::settled(issue))
}

fn wrong_shape(format: FeedFormat, payload: &Value, records: &[&Value]) -> FeedError {
    let other = FeedFormat::ALL.iter().find(|other| {
        **other != format
            && records.iter().filter_map(|value| Record::of(value)).any(|record| is_record_of(**other, &record))
    });
    let found = match other {
        Some(other) => format!("of the format {other}"),
        None if records.is_empty() => format!("{} of another shape", record::kind_of(payload)),
        None => "a list of something else".to_owned(),
    };
    FeedError::WrongShape { found, expected: expected(format) }
}

/// The readers of all formats.
#[derive(Debug, Clone, Copy, Default)]
pub struct FeedParsers;

impl tierline_app::FeedReader for FeedParsers {
    fn read(&self, format: FeedFormat, bytes: &[u8]) -> Result<ParsedFeed, String> {
        parse(format, bytes).map_err(|error| error.to_string())
    }
}

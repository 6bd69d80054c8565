//! What tells a format from the others, and what to say when another came.

use serde_json::Value;
use tierline_domain::health::FeedFormat;

use super::{
    FeedError, aws, decode, graph,
    record::{Record, kind_of},
    statuspage,
};

/// What a format is, in words for the person who chose it.
pub(super) const fn expected(format: FeedFormat) -> &'static str {
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
        FeedFormat::GoogleCloud => "a list of Google Cloud incidents, as incidents.json has it",
        FeedFormat::Aws => "AWS events: a list, or an object with lists under \"archive\" and \"current\"",
        FeedFormat::Statuspage => {
            "what a status page answers: an object with \"page\" and lists under \"incidents\", \"scheduled_maintenances\" or \"components\""
        }
        FeedFormat::Rss => "a feed in RSS 2.0 or Atom",
        FeedFormat::GraphOverviews => {
            "a list of Microsoft Graph health overviews, or the object around it with the list under \"value\""
        }
    }
}

/// The records of a payload, each with whether it is filed as over, and whether more pages follow. None where it has no list where
/// this format has it.
pub(super) fn records(format: FeedFormat, payload: &Value) -> Option<(Vec<(&Value, bool)>, bool)> {
    if format == FeedFormat::Aws
        && let Some(records) = aws::unfold(payload)
    {
        return Some((records, false));
    }
    let listed = || decode::records(payload);
    let own = match format {
        FeedFormat::Statuspage => statuspage::unfold(payload).map(|records| (records, false)),
        FeedFormat::Graph => listed().map(|(records, more)| (graph::unfold(records), more)),
        _ => None,
    };
    own.or_else(listed).map(|(records, more)| (open(records), more))
}

/// Records that are not filed as over.
fn open(records: Vec<&Value>) -> Vec<(&Value, bool)> {
    records.into_iter().map(|value| (value, false)).collect()
}

/// How a record of a format is known: by fields that the others have not.
pub(super) fn is_record_of(format: FeedFormat, record: &Record<'_>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| record.has(name));
    match format {
        FeedFormat::Graph => has(&["posts", "classification", "impactdescription"]) && !has(&["messages", "workload"]),
        FeedFormat::GraphMessages => {
            has(&["body", "category", "ismajorchange"]) && !has(&["messages", "workload", "posts"])
        }
        FeedFormat::ServiceComms => has(&["messages", "workload", "messagetype"]),
        FeedFormat::AzureEvents => has(&["eventtype", "impactstarttime"]),
        FeedFormat::GoogleCloud => has(&["externaldesc", "statusimpact", "affectedproducts"]),
        FeedFormat::Aws => has(&["servicename", "eventlog", "impactedservices"]) && has(&["date", "summary"]),
        FeedFormat::Statuspage => has(&["incidentupdates", "shortlink", "scheduledfor"]),
        FeedFormat::Rss => false,
        FeedFormat::GraphOverviews => {
            has(&["service"]) && has(&["status"]) && !has(&["title", "posts", "classification", "summary"])
        }
    }
}

/// What to say of a payload that is not of the format: what it is instead, where that is plain.
pub(super) fn wrong_shape(format: FeedFormat, payload: &Value, read: &[&Value]) -> FeedError {
    let is_of = |other: FeedFormat, value: &Value| Record::of(value).is_some_and(|record| is_record_of(other, &record));
    let other = FeedFormat::ALL.iter().filter(|other| **other != format).find(|other| {
        let unfolded = records(**other, payload).unwrap_or_default().0;
        unfolded.iter().any(|(value, _)| is_of(**other, value))
    });
    let found = match other {
        Some(other) => format!("of the format {other}"),
        None if read.is_empty() => format!("{} of another shape", kind_of(payload)),
        None => "a list of something else".to_owned(),
    };
    FeedError::WrongShape { found, expected: expected(format) }
}

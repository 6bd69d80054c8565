//! The public events of Amazon Web Services, in two shapes.
//!
//! `data.json` (until 2022): lists `archive` and `current`, and in each record one piece of markup that grows by an update at a time,
//! each with its time of the day on the Pacific coast. `currentevents` (since): a list in UTF-16, updates apart in `event_log`,
//! services in `impacted_services`. History comes as lists under the name of a service.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tierline_domain::health::{FeedFormat, ImportedIssue, IssueKind, IssueStatus, PostFormat, status_of};

use super::{
    aws_language, aws_text,
    record::{ID_LIMIT, RawPost, Record, foreign_services_of, keyed_by_time, looks_like_html, regions_of},
};

/// What AWS writes before the title of what is over.
const OVER: &str = "[RESOLVED]";
/// Names of places that are not the region's code.
const PLACES: [(&str, &str); 1] = [("-us-standard", "us-east-1")];

/// The records of a payload with whether they are filed as over; none where it is not of this shape.
pub(super) fn unfold(payload: &Value) -> Option<Vec<(&Value, bool)>> {
    let object = payload.as_object()?;
    let list = |name: &str, over| {
        let records = object.get(name)?.as_array()?;
        Some(records.iter().map(move |value| (value, over)))
    };
    let (archive, current) = (list("archive", true), list("current", false));
    if archive.is_some() || current.is_some() {
        return Some(archive.into_iter().flatten().chain(current.into_iter().flatten()).collect());
    }
    if object.contains_key("value") {
        return None;
    }
    // Lists under the names of services.
    let lists = object.values().map(Value::as_array).collect::<Option<Vec<_>>>()?;
    (!lists.is_empty()).then(|| lists.into_iter().flatten().map(|value| (value, false)).collect())
}

pub(super) fn read(record: &Record<'_>, filed: bool) -> Result<ImportedIssue, String> {
    let service = record.required_line("service")?;
    let starts_at = record.epoch("date")?.ok_or("date is missing")?;
    let summary = record.required_line("summary")?;
    let log = Log::of(record)?;
    let word = record.word("status")?.unwrap_or_default();
    let ends_at = record.epoch("end_time")?;
    let marked = summary.get(..OVER.len()).is_some_and(|start| start.eq_ignore_ascii_case(OVER));
    let over = filed || marked || ends_at.is_some() || word == "0";
    let impacted = Impacted::of(record, &service)?;
    let level = impacted.level.max(log.level).max(level(&word));
    let mut posts = log.posts;
    if posts.is_empty() {
        posts = aws_text::posts(record.text("description")?.as_deref().unwrap_or_default(), starts_at);
    }
    let latest = posts.iter().map(|post| post.at).max();
    let title = if marked { summary[OVER.len()..].trim().to_owned() } else { summary };
    let title = aws_language::divide(&title).map_or_else(|| title.clone(), |(_, english)| english.to_owned());
    Ok(ImportedIssue {
        source: FeedFormat::Aws.source().to_owned(),
        source_id: source_id(record, &service, starts_at)?,
        kind: kind(record, level)?,
        title: if title.is_empty() { impacted.services.join(", ") } else { title },
        service: impacted.services.join(", "),
        services: foreign_services_of("AWS", &impacted.services),
        regions: regions_of(impacted.regions.iter().map(String::as_str)),
        status: status(&word, over),
        source_status: if marked { OVER.trim_matches(['[', ']']).to_owned() } else { word },
        starts_at,
        // Where it is not said, it had ended when that was published.
        ends_at: ends_at.or(latest.filter(|_| over)),
        last_modified_at: latest.max(ends_at).unwrap_or(starts_at).max(starts_at),
        impact: String::new(),
        posts: keyed_by_time(posts).into_iter().map(aws_language::divided).collect(),
    })
}

/// The last part of the event's name (`arn:…/AWS_EC2_OPERATIONAL_ISSUE_ABCDE`). Events without one are known by service and begin.
fn source_id(record: &Record<'_>, service: &str, starts_at: DateTime<Utc>) -> Result<String, String> {
    let id = match record.line("arn")? {
        Some(arn) => arn.rsplit('/').next().unwrap_or(&arn).to_owned(),
        None => format!("{service}/{}", starts_at.timestamp()),
    };
    match id.chars().count() {
        0 => Err("arn is empty".to_owned()),
        n if n > ID_LIMIT => Err(format!("arn is longer than {ID_LIMIT} characters")),
        _ => Ok(id),
    }
}

/// AWS's levels: 0 is normal, 1 informs, 2 is degraded, 3 is disrupted. Others are none.
fn level(word: &str) -> u8 {
    word.parse().ok().filter(|level| *level <= 3).unwrap_or(0)
}

/// Only what AWS calls degraded or disrupted can hold an escalation back.
fn kind(record: &Record<'_>, level: u8) -> Result<IssueKind, String> {
    let arn = record.line("arn")?.unwrap_or_default().to_uppercase();
    Ok(match level {
        _ if arn.contains("MAINTENANCE") => IssueKind::PlannedMaintenance,
        2.. => IssueKind::ServiceIssue,
        _ => IssueKind::Advisory,
    })
}

fn status(word: &str, over: bool) -> IssueStatus {
    match word {
        _ if over => IssueStatus::Resolved,
        "1" => IssueStatus::Informational,
        "2" => IssueStatus::Degraded,
        "3" => IssueStatus::Interrupted,
        _ => status_of(word, false),
    }
}

/// The updates of an event, and the worst level among them.
struct Log {
    posts: Vec<RawPost>,
    level: u8,
}

impl Log {
    fn of(record: &Record<'_>) -> Result<Self, String> {
        let mut log = Self { posts: Vec::new(), level: 0 };
        for (n, entry) in record.records("event_log")?.iter().enumerate() {
            let inside = |reason: String| format!("event_log[{n}].{reason}");
            let at =
                entry.epoch("timestamp").map_err(inside)?.ok_or_else(|| inside("timestamp is missing".to_owned()))?;
            log.level = log.level.max(level(&entry.word("status").map_err(inside)?.unwrap_or_default()));
            let text = entry.text("message").map_err(inside)?;
            log.posts.extend(text.map(|text| {
                let format = if looks_like_html(&text) { PostFormat::Html } else { PostFormat::Text };
                RawPost { at, text, format }
            }));
        }
        Ok(log)
    }
}

/// What an event touches, and the worst level among it.
struct Impacted {
    services: Vec<String>,
    regions: Vec<String>,
    level: u8,
}

impl Impacted {
    fn of(record: &Record<'_>, service: &str) -> Result<Self, String> {
        let mut impacted = Self { services: Vec::new(), regions: Vec::new(), level: 0 };
        impacted.add(service, record.line("service_name")?.unwrap_or_else(|| service.to_owned()));
        if let Some(services) = record.members("impacted_services")? {
            for (code, value) in services {
                let inside = |reason: String| format!("impacted_services.{code}: {reason}");
                let entry = Record::of(value).ok_or_else(|| inside("it is not an object".to_owned()))?;
                let name = entry.line("service_name").map_err(inside)?.unwrap_or_else(|| code.to_owned());
                impacted.add(code, name);
                for field in ["current", "max"] {
                    let word = entry.word(field).map_err(inside)?.unwrap_or_default();
                    impacted.level = impacted.level.max(level(&word));
                }
            }
        }
        Ok(impacted)
    }

    /// A service by its code (`ec2-us-east-1`) and its name, which may end in the place: "Amazon EC2 (Ohio)".
    fn add(&mut self, code: &str, name: String) {
        let name =
            name.split_once(" (").filter(|_| name.ends_with(')')).map_or(name.as_str(), |(plain, _)| plain).to_owned();
        if !self.services.contains(&name) {
            self.services.push(name);
        }
        self.regions.extend(region_of(code).filter(|region| !self.regions.contains(region)));
    }
}

/// The region at the end of a service's code: two letters, words, a number (`us-gov-west-1`). Services of the whole world have none.
fn region_of(code: &str) -> Option<String> {
    let code = code.to_lowercase();
    if let Some((_, region)) = PLACES.iter().find(|(place, _)| code.ends_with(place)) {
        return Some((*region).to_owned());
    }
    let parts: Vec<&str> = code.split('-').collect();
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    [4, 3].into_iter().find_map(|length| {
        let at = parts.len().checked_sub(length).filter(|at| *at > 0)?;
        let [area, middle @ .., number] = &parts[at..] else { return None };
        let region = area.len() == 2 && letters(area) && middle.iter().all(|part| letters(part));
        (region && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| parts[at..].join("-"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_read_from_the_end_of_a_services_code() {
        for (code, region) in [
            ("ec2-us-east-1", Some("us-east-1")),
            ("internetconnectivity-us-gov-west-1", Some("us-gov-west-1")),
            ("multi-part-ap-southeast-2", Some("ap-southeast-2")),
            ("s3-us-standard", Some("us-east-1")),
            ("cloudfront", None),
            ("management-console", None),
            ("us-east-1", None),
            ("", None),
        ] {
            assert_eq!(region_of(code).as_deref(), region, "{code}");
        }
    }
}

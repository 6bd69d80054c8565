//! How a list of tickets is narrowed and ordered: by attributes, as TMF630 writes it (`status=a,b`, `lastUpdate.gt=…`, `sort=-creationDate`).

use chrono::{DateTime, SubsecRound, Utc};
use tierline_app::{
    Error,
    ticket::{TicketQuery, TicketSort, TicketSpan, severity_of},
};
use tierline_domain::{Severity, TicketStatus};

use super::{refusal::Refusal, ticket::Asked};

/// How many tickets a page has where nothing is said.
const PAGE: u32 = 50;
/// The most that a page can have.
const LARGEST_PAGE: u32 = 200;

/// The parameters of a list.
const KNOWN: &[&str] = &[
    "fields",
    "offset",
    "limit",
    "after",
    "before",
    "sort",
    "status",
    "severity",
    "externalIdentifier.id",
    "creationDate.gt",
    "creationDate.gte",
    "creationDate.lt",
    "creationDate.lte",
    "lastUpdate.gt",
    "lastUpdate.gte",
    "lastUpdate.lt",
    "lastUpdate.lte",
];

/// Attributes of a ticket, and names that are taken for one, by which programs may want to narrow a list.
const ATTRIBUTES: &[&str] = &[
    "id",
    "name",
    "description",
    "status",
    "severity",
    "priority",
    "ticketType",
    "statusChangeDate",
    "statusChangeReason",
    "creationDate",
    "lastUpdate",
    "requestedResolutionDate",
    "expectedResolutionDate",
    "resolutionDate",
    "externalId",
    "externalIdentifier",
    "note",
    "attachment",
    "channel",
    "relatedParty",
    "relatedEntity",
    "troubleTicketRelationship",
    "troubleTicketSpecification",
    "troubleTicketCharacteristic",
];

/// What a list is asked for: the query, and the fields that are wanted.
///
/// # Errors
/// Each parameter that is not taken, by its name, with what is taken in its place.
pub(super) fn read(pairs: Vec<(String, String)>) -> Result<(TicketQuery, Option<String>), Refusal> {
    for (name, _) in &pairs {
        let attribute = name.split('.').next().unwrap_or_default();
        if !KNOWN.contains(&name.as_str()) && ATTRIBUTES.contains(&attribute) {
            let message = "Tickets are not narrowed so. Take: status, severity, externalIdentifier.id, and creationDate or lastUpdate \
                           with .gt, .gte, .lt or .lte behind it.";
            return Err(Error::field(name.clone(), "not_supported", message).into());
        }
    }
    let asked = Asked::read(pairs, KNOWN)?;
    let query = TicketQuery {
        status: words(&asked, "status", TicketStatus::from_word, TicketStatus::ALL, TicketStatus::word)?,
        severity: words(&asked, "severity", severity_of, Severity::ALL, Severity::word)?,
        created: span(&asked, ["creationDate.gt", "creationDate.gte", "creationDate.lt", "creationDate.lte"])?,
        changed: span(&asked, ["lastUpdate.gt", "lastUpdate.gte", "lastUpdate.lt", "lastUpdate.lte"])?,
        external_id: asked.get("externalIdentifier.id").map(str::to_owned),
        sort: asked.get("sort").map(sort).transpose()?.unwrap_or_default(),
        offset: asked.number("offset", 0, 0, u32::MAX)?.into(),
        limit: asked.number("limit", PAGE, 1, LARGEST_PAGE)?,
        after: asked.get("after").map(str::to_owned),
        before: asked.get("before").map(str::to_owned),
    };
    Ok((query, asked.get("fields").map(str::to_owned)))
}

/// The words of a parameter: one of them is enough.
fn words<T: Copy>(
    asked: &Asked,
    name: &str,
    read: fn(&str) -> Option<T>,
    all: &[T],
    word: fn(T) -> &'static str,
) -> Result<Vec<T>, Refusal> {
    let Some(text) = asked.get(name) else { return Ok(Vec::new()) };
    let found: Option<Vec<T>> = text.split(',').map(|one| read(one.trim())).collect();
    found.ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        let message = format!("Take one of, or some with commas between them: {}.", known.join(", "));
        Error::field(name, "unknown_value", message).into()
    })
}

/// The times of an attribute: later than, from, earlier than, until.
fn span(asked: &Asked, names: [&str; 4]) -> Result<TicketSpan, Refusal> {
    let [after, from, before, until] = names.map(|name| time(asked, name));
    Ok(TicketSpan { after: after?, from: from?, before: before?, until: until? })
}

fn time(asked: &Asked, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = asked.get(name) else { return Ok(None) };
    let at = DateTime::parse_from_rfc3339(text)
        .map_err(|_| Error::field(name, "not_a_time", "Write a time like 2026-03-02T08:00:00Z."))?;
    Ok(Some(at.with_timezone(&Utc).trunc_subsecs(6)))
}

/// The order. What there is no index for is refused: the whole list would be read for one page of it.
fn sort(text: &str) -> Result<TicketSort, Refusal> {
    // A plus sign in an address is read as a space.
    match text.trim().trim_start_matches('+') {
        "creationDate" => Ok(TicketSort::OldestFirst),
        "-creationDate" => Ok(TicketSort::NewestFirst),
        "lastUpdate" => Ok(TicketSort::FirstChangedFirst),
        "-lastUpdate" => Ok(TicketSort::LastChangedFirst),
        other => {
            let named: String = other.chars().take(60).collect();
            let message = format!(
                "Tickets are not ordered by {named}. Take one attribute: creationDate or lastUpdate, with - in front for the latest first."
            );
            Err(Error::field("sort", "not_supported", message).into())
        }
    }
}

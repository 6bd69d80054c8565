//! What holds of every ticket that somebody could send or answer with, sound or not: for a test, and for the fuzz target `bodies`. The
//! bodies of the other contracts are read beside it.

use chrono::DateTime;
use tierline_domain::{Cloud, Organization, OrganizationId, OrganizationKind, PartnerKind, Policy};

use super::{
    change, narrowed, read,
    wire::{FileValue, Ticket},
    write::of_packet,
};
use crate::{azure_support::wire as azure, error::Error, filters::twice, partner_center::wire as partner};

/// Reads a body as each contract would, and looks at what came of it.
///
/// # Errors
/// What does not hold: two readings differ, a refusal names no field, a file has a name that leads somewhere.
pub fn checked(bytes: &[u8]) -> Result<(), String> {
    // These must only come to an end: what they mean is checked where they are used.
    drop(partner::read::<partner::ServiceRequest>(bytes));
    drop(azure::read::<azure::Resource<azure::Ticket>>(bytes));
    let Ok(ticket) = serde_json::from_slice::<Ticket>(bytes) else { return Ok(()) };
    let sender = sender();
    let packet = || read::packet(&ticket, &sender, Cloud::Public, DateTime::UNIX_EPOCH);
    if let Some(packet) = twice(packet)? {
        drop(of_packet(&packet));
    }
    twice(|| read::key(&ticket))?;
    drop(narrowed(&ticket, Some("name,status")));
    attached(ticket.attachment.as_deref().unwrap_or_default())
}

/// Files are taken under a name alone, never a path, and no program is among them.
fn attached(all: &[FileValue]) -> Result<(), String> {
    let files = match change::files(all) {
        Ok(files) => files,
        Err(Error::Invalid(_) | Error::TooLarge { .. }) => return Ok(()),
        Err(error) => return Err(format!("files: {error}")),
    };
    match files.iter().find(|file| file.name.contains(['/', '\\']) || file.name.trim().is_empty()) {
        Some(file) => Err(format!("a file is called {:?}", file.name)),
        None => Ok(()),
    }
}

/// Whoever sends it.
fn sender() -> Organization {
    Organization {
        id: OrganizationId(uuid::Uuid::nil()),
        kind: OrganizationKind::Partner,
        partner_kind: Some(PartnerKind::IndirectReseller),
        name: "Northgate Cloud Partners".to_owned(),
        upstream: None,
        provider: None,
        clouds: [Cloud::Public].into(),
        policy: Policy::default(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_text::{file, mangled};

    /// Whole bodies. They are the seeds of the fuzz target, too.
    const SENT: &[(&str, &str)] = &[
        (
            "ticket",
            r#"{"@type":"TroubleTicket","name":"Calls drop","description":"Calls drop.","severity":"high","ticketType":"bug_or_irregularity","externalIdentifier":[{"owner":"Northgate","externalIdentifierType":"TroubleTicket","id":"T-1"}],"note":[{"id":"1","date":"2026-03-02T08:00:00Z","text":"Since eight."}],"attachment":[{"name":"trace.log","content":"aGVsbG8=","size":{"amount":5,"units":"byte"}}],"relatedEntity":[{"role":"service","entity":{"id":"teams","name":"Microsoft Teams"}}],"troubleTicketCharacteristic":[{"name":"affectedUsers","value":40}]}"#,
        ),
        (
            "azure",
            r#"{"properties":{"title":"VM stops","description":"It stops.","severity":"moderate","problemClassificationId":"/providers/Microsoft.Support/services/vm/problemClassifications/stops","contactDetails":{"firstName":"Maren","lastName":"Oskel"}}}"#,
        ),
        (
            "partner",
            r#"{"Title":"Calendars stay empty","Description":"Since eight.","Severity":"critical","Organization":{"Id":"0c8a6e1f-54c7-4a5e-8b7d-2f6a51f0c9aa"},"CreatedDate":"0001-01-01T00:00:00","Notes":[{"Text":"x","CreatedByName":"Maren"}]}"#,
        ),
    ];

    #[test]
    fn whatever_a_body_says_it_says_one_thing_or_is_refused_by_its_name() {
        for (name, sent) in SENT {
            assert_eq!(checked(sent.as_bytes()), Ok(()), "{name}");
            for changed in mangled(sent) {
                assert_eq!(checked(changed.as_bytes()), Ok(()), "{changed}");
            }
        }
        for deep in ["[".repeat(50_000), r#"{"relatedEntity":"#.repeat(50_000)] {
            assert_eq!(checked(deep.as_bytes()), Ok(()), "nesting has an end");
        }
    }

    #[test]
    fn the_seeds_of_the_fuzz_target_are_whole_bodies() {
        file("bodies", SENT);
    }
}

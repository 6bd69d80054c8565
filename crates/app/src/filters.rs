//! What holds of every filter that a script could send to the contracts of others, sound or not: for a test, and for the fuzz target
//! `filters`. Those of SCIM have their own (`scim::checked`).

use serde_json::{Value, json};

use crate::{Error, Result, azure_support, graph, partner_center};

/// Things of each list, as the contracts show them.
fn samples() -> [Value; 2] {
    [
        json!({
            "id": "EX1042", "status": "serviceDegradation", "service": "Exchange Online", "isResolved": false, "title": "Mail is late",
            "startDateTime": "2026-03-02T08:00:00Z", "endDateTime": null, "accessContainer": { "accessContainerId": "g-1" },
            "customer": { "tenantId": "b4c1", "displayName": "Aldersyde" }, "resolved": false, "resourceType": "Order",
        }),
        json!({}),
    ]
}

/// Reads a text as each filter that there is, and looks at what came of it.
///
/// # Errors
/// What does not hold: two readings differ, or a refusal that names no field.
pub fn checked(bytes: &[u8]) -> std::result::Result<(), String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let properties =
        [graph::ASSIGNMENT, graph::CUSTOMER, graph::HEALTH, graph::ISSUE, graph::MESSAGE, graph::RELATIONSHIP];
    for known in properties {
        twice(|| {
            let filter = graph::Filter::read(text, known)?;
            Ok(samples().map(|one| filter.takes(&one)))
        })?;
    }
    for known in [partner_center::INCIDENT, partner_center::RECORD] {
        twice(|| {
            let filter = partner_center::Check::read(text, known)?;
            Ok(samples().map(|one| filter.takes(&one)))
        })?;
    }
    twice(|| azure_support::Filter::read(text))?;
    twice(|| azure_support::Said::read(text))?;
    twice(|| partner_center::status_filter(text))?;
    twice(|| partner_center::customer_filter(text).map(|found| format!("{found:?}"))).map(drop)
}

/// What was sent says the same each time, and what is refused is refused by a field's name. None where it is refused.
pub(crate) fn twice<T: PartialEq>(read: impl Fn() -> Result<T>) -> std::result::Result<Option<T>, String> {
    match (read(), read()) {
        (Ok(one), Ok(other)) if one == other => Ok(Some(one)),
        (Err(Error::Invalid(one)), Err(Error::Invalid(other))) if one == other && !one.is_empty() => Ok(None),
        (Ok(_), Ok(_)) => Err("read twice, it says another thing".to_owned()),
        (Err(error), _) | (_, Err(error)) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_text::{file, mangled};

    /// Whole filters. They are the seeds of the fuzz target, too.
    const SENT: &[(&str, &str)] = &[
        ("azure", "Status eq 'Open' and createdDate ge 2026-03-02T08:00:00Z"),
        ("said", "communicationType eq 'web' and createdDate gt 2026-03-02"),
        ("graph", "isResolved eq false and (service eq 'Exchange Online' or startDateTime ge 2026-03-02T08:00:00Z)"),
        ("nested", "customer/tenantId ne 'b4c1'"),
        (
            "partner",
            r#"{"Left":{"Field":"Status","Operator":"equals","Value":"Open"},"Operator":"or","Right":{"Field":"Status","Operator":"equals","Value":"Closed"}}"#,
        ),
        ("customer", r#"{"Field":"CompanyName","Operator":"starts_with","Value":"Ald"}"#),
    ];

    #[test]
    fn whatever_a_filter_says_it_says_one_thing_or_is_refused_by_its_name() {
        for (name, sent) in SENT {
            assert_eq!(checked(sent.as_bytes()), Ok(()), "{name}");
            for changed in mangled(sent) {
                assert_eq!(checked(changed.as_bytes()), Ok(()), "{changed}");
            }
        }
        for deep in ["(".repeat(50_000), "{\"Left\":".repeat(50_000), "not ".repeat(50_000)] {
            assert_eq!(checked(deep.as_bytes()), Ok(()), "nesting has an end");
        }
    }

    #[test]
    fn the_seeds_of_the_fuzz_target_are_whole_filters() {
        file("filters", SENT);
    }
}

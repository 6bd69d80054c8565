//! The shapes that are sent, as Microsoft Graph's published reference describes them, and the forms of its identifiers and lengths. What
//! is not known is left aside; an absent field and a null say nothing.

use serde::Deserialize;
use tierline_domain::{CustomerId, DelegatedAdminId};
use uuid::Uuid;

/// Where the contract begins below an address.
pub const BASE: &str = "/v1.0";
/// The header that names a call as its caller does.
pub const CLIENT_REQUEST_ID: &str = "client-request-id";
/// The header that names a call as the server does.
pub const REQUEST_ID: &str = "request-id";

/// A delegated admin relationship, as a partner sends one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DelegatedAdminRelationship {
    /// Its name.
    pub display_name: Option<String>,
    /// How long it lasts: see [`days`].
    pub duration: Option<String>,
    /// By how much it is to go on by itself.
    pub auto_extend_duration: Option<String>,
    /// Whose permission it is.
    pub customer: Option<Participant>,
    /// What it grants.
    pub access_details: Option<AccessDetails>,
}

/// A customer of a relationship.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Participant {
    /// Its tenant.
    pub tenant_id: Option<String>,
}

/// What a relationship grants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessDetails {
    /// The directory roles.
    pub unified_roles: Option<Vec<UnifiedRole>>,
}

/// A directory role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UnifiedRole {
    /// The identifier of its template.
    pub role_definition_id: String,
}

/// What is to be done with a relationship.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RelationshipRequest {
    /// The contract's word for it.
    pub action: String,
}

/// A relationship's identifier in the contract's form, two GUIDs: its own, and its customer's.
#[must_use]
pub fn identifier(id: DelegatedAdminId, customer: CustomerId) -> String {
    format!("{}-{}", id.uuid().hyphenated(), customer.uuid().hyphenated())
}

/// Which relationship an identifier is of, and of which customer where it says so; the desk's own form is taken too.
#[must_use]
pub fn identified(text: &str) -> Option<(DelegatedAdminId, Option<CustomerId>)> {
    if let Ok(id) = text.parse() {
        return Some((id, None));
    }
    // Two GUIDs of 36 characters, with a hyphen between them.
    let (id, customer) = (text.get(..36)?, text.get(36..)?.strip_prefix('-')?);
    let read = |text: &str| Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    Some((DelegatedAdminId(read(id)?), Some(CustomerId(read(customer)?))))
}

/// A number of whole days as a length of ISO 8601.
#[must_use]
pub fn duration(days: i64) -> String {
    format!("P{days}D")
}

/// Whole days of a length: ISO 8601 in years of 365 days, weeks and days, with no time or none but zeros. `730 days, 0:00:00` is read
/// too: the package `msgraph-sdk` of the Python Package Index (1.65.0) writes lengths so.
#[must_use]
pub fn days(text: &str) -> Option<u32> {
    let text = text.trim();
    let is_zero = |rest: &str| rest.bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0');
    if let Some((days, rest)) = text.split_once(" day") {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        return days.parse().ok().filter(|_| rest.is_empty() || (rest.starts_with(", ") && is_zero(rest)));
    }
    let (date, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((&text[1..], ""));
    let mut days = 0_u32;
    let mut number = String::new();
    for letter in date.chars() {
        let unit = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            'Y' => 365,
            'W' => 7,
            'D' => 1,
            _ => return None,
        };
        days = days.checked_add(number.parse::<u32>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    (number.is_empty() && is_zero(time) && text.len() > 2).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_in_whole_days() {
        for (text, expected) in [
            ("P730D", Some(730)),
            ("P2Y", Some(730)),
            ("P1Y180D", Some(545)),
            ("P26W", Some(182)),
            ("P1DT0H0M0S", Some(1)),
            ("PT0S", Some(0)),
            ("P0D", Some(0)),
            ("730 days, 0:00:00", Some(730)),
            ("1 day, 0:00:00", Some(1)),
            ("730", None),
            ("P", None),
            ("P730", None),
            ("P6M", None),
            ("P1DT1H", None),
            ("P-1D", None),
            ("P99999999999D", None),
            ("1 day, 1:00:00", None),
            ("Pü", None),
            ("", None),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }

    #[test]
    fn an_identifier_reads_back() {
        let (id, customer) = (DelegatedAdminId(Uuid::from_u128(7)), CustomerId(Uuid::from_u128(9)));
        let text = identifier(id, customer);
        assert_eq!(text.len(), 73);
        assert_eq!(identified(&text), Some((id, Some(customer))));
        assert_eq!(identified(&id.to_string()), Some((id, None)));
        for bad in ["", "x", &text[..72], &text[..36], &format!("{text}0"), &"ü".repeat(36)] {
            assert_eq!(identified(bad), None, "{bad}");
        }
    }
}

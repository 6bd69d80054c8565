//! What several commands check alike.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{Cloud, Contact, catalogue};

use crate::error::Faults;

/// Seconds by which a caller's clock may be ahead of ours.
const CLOCK_SKEW: i64 = 120;

/// A service of the catalogue, or one the customer subscribes to; gives its canonical name.
pub(crate) fn service(faults: &mut Faults, text: Option<&str>, subscribed: &[String]) -> Option<String> {
    let text = faults.optional_line("service", text)?;
    let own = subscribed.iter().find(|name| name.to_lowercase() == text.to_lowercase());
    if let Some(name) = own {
        return Some(name.clone());
    }
    let found = catalogue::service_find(&text).map(|found| found.name.to_owned());
    if found.is_none() {
        unknown_service(faults, &text, "take one of the customer's services");
    }
    found
}

/// A service of the catalogue, by any of its names; gives its canonical name.
pub(crate) fn catalogued_service(faults: &mut Faults, text: &str) -> String {
    let text = faults.line("service", text);
    match catalogue::service_find(&text) {
        Some(found) => found.name.to_owned(),
        None if text.is_empty() => text,
        None => {
            unknown_service(faults, &text, "take one that cases are opened for");
            text
        }
    }
}

/// Says that a service is not known, with those that may have been meant.
fn unknown_service(faults: &mut Faults, text: &str, way_out: &str) {
    let near: Vec<&str> = catalogue::service_near(text).into_iter().map(|service| service.name).collect();
    let meant = if near.is_empty() { String::new() } else { format!(" Near to it: {}.", near.join(", ")) };
    faults.add("service", "unknown", format!("This service is not in the catalogue: {way_out}.{meant}"));
}

/// A time that has passed.
pub(crate) fn past(
    faults: &mut Faults,
    field: &str,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let at = at?;
    if at > now + Duration::seconds(CLOCK_SKEW) {
        faults.add(field, "in_future", "This time has not come yet: check the date and the zone.");
        return None;
    }
    if at < now - Duration::days(10 * 366) {
        faults.add(field, "too_long_ago", "This is more than ten years ago: check the year.");
        return None;
    }
    Some(chrono::SubsecRound::trunc_subsecs(at, 6))
}

/// A region by any of its names, under the catalogue's; none where nothing is said. `known` is what stands there already: it may stay.
pub(crate) fn region(faults: &mut Faults, text: Option<&str>, known: Option<&str>) -> Option<String> {
    let text = faults.optional_line("region", text)?;
    let found = catalogue::region_find(&text).map(|region| region.name.to_owned());
    if found.is_none() && known != Some(text.as_str()) {
        let message =
            "This region is not in the catalogue: health could not be matched by it. Correct it, or leave it out.";
        faults.add("region", "unknown", message);
    }
    Some(found.unwrap_or(text))
}

/// Regions by any of their names, under the catalogue's, each once. What nothing could be matched by is refused.
pub(crate) fn regions(faults: &mut Faults, texts: &[String], cloud: Cloud) -> Vec<String> {
    let mut all = Vec::new();
    for text in texts {
        let text = faults.line("regions", text);
        match catalogue::region_find(&text).filter(|region| region.is_in(cloud)) {
            Some(region) if all.iter().any(|other| other == region.name) => {}
            Some(region) => all.push(region.name.to_owned()),
            None if text.is_empty() => {}
            None => {
                let message = "A region is not in the catalogue of this cloud: nothing could be matched by it. Correct it, or leave it out.";
                faults.add("regions", "unknown", message);
            }
        }
    }
    all
}

/// A mail address that could exist.
pub(crate) fn email(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text);
    let parts: Vec<&str> = text.split('@').collect();
    let good = parts.len() == 2
        && !parts[0].is_empty()
        && parts[1].contains('.')
        && !parts[1].starts_with('.')
        && !parts[1].ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')'));
    if !text.is_empty() && !good {
        faults.add(field, "not_an_address", "Write an address like name@example.com.");
    }
    text
}

/// An ISO 3166 code of two letters; gives upper case.
pub(crate) fn country(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text).to_uppercase();
    if !text.is_empty() && (text.len() != 2 || !text.bytes().all(|b| b.is_ascii_uppercase())) {
        faults.add(field, "not_a_country", "Write the country's code of two letters, like PL.");
    }
    text
}

/// An IANA name of a time zone.
pub(crate) fn time_zone(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text);
    if !text.is_empty() && text.parse::<chrono_tz::Tz>().is_err() {
        faults.add(field, "not_a_zone", "Write the name of a time zone, like Europe/Warsaw.");
    }
    text
}

/// A phone number with its country code.
pub(crate) fn phone(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let strange = text.chars().any(|c| !(c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/')));
    if !text.is_empty() && (strange || !(6..=15).contains(&digits)) {
        faults.add(field, "not_a_phone", "Write the number with its country code, like +48 22 555 01 00.");
    }
    text
}

/// A contact whose given parts make sense; blank parts count as absent.
pub(crate) fn contact(faults: &mut Faults, prefix: &str, contact: Contact) -> Contact {
    let name = |field: &str| format!("{prefix}.{field}");
    let given = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    Contact {
        name: if contact.name.trim().is_empty() { String::new() } else { faults.line(&name("name"), &contact.name) },
        email: if contact.email.trim().is_empty() {
            String::new()
        } else {
            email(faults, &name("email"), &contact.email)
        },
        phone: given(contact.phone).map(|text| phone(faults, &name("phone"), &text)),
        country: given(contact.country).map(|text| country(faults, &name("country"), &text)),
        time_zone: given(contact.time_zone).map(|text| time_zone(faults, &name("time_zone"), &text)),
        language: given(contact.language).map(|text| faults.line(&name("language"), &text)),
    }
}

/// Identifiers of failing calls: each one line, not too many.
pub(crate) fn correlation_ids(faults: &mut Faults, ids: Vec<String>) -> Vec<String> {
    if ids.len() > 50 {
        faults.add("correlation_ids", "too_many", "At most 50 identifiers: take the latest.");
        return Vec::new();
    }
    ids.iter().filter(|id| !id.trim().is_empty()).map(|id| faults.line("correlation_ids", id)).collect()
}

/// How many people are hit.
pub(crate) fn affected_users(faults: &mut Faults, users: Option<i64>) -> Option<i64> {
    let users = users?;
    if !(0..=100_000_000).contains(&users) {
        faults.add("affected_users", "out_of_range", "Write a number from 0 to 100,000,000.");
        return None;
    }
    Some(users)
}

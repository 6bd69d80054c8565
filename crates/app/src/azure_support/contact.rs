//! Contacts in the words of both sides: ours have a country of two letters, an IANA time zone and a language; the contract's have a
//! country of three letters, Windows' name of the zone, and a language with a country.

use chrono_tz::Tz;
use tierline_domain::Contact;
use windows_timezones::WindowsTimezone;

use super::wire;
use crate::error::Faults;

/// The contact that somebody wrote. What is not said is left to whoever acts; what cannot be, is a fault of its field.
pub(super) fn read(faults: &mut Faults, given: &wire::Contact) -> Contact {
    let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let names = [text(&given.first_name), text(&given.last_name)];
    let name = names.into_iter().flatten().map(|part| part.trim().to_owned()).collect::<Vec<_>>().join(" ");
    let phone = text(&given.phone_number);
    match text(&given.preferred_contact_method).as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("email") => {}
        Some("phone") if phone.is_some() => {}
        Some("phone") => {
            let message = "Write the number, or prefer email.";
            faults.add("contactDetails.phoneNumber", "missing", message);
        }
        Some(_) => faults.add("contactDetails.preferredContactMethod", "unknown_value", "Take email or phone."),
    }
    if given.additional_email_addresses.iter().flatten().any(|address| !address.trim().is_empty()) {
        let message = "A desk copies nobody: leave these away, and let who is to hear of it follow the case.";
        faults.add("contactDetails.additionalEmailAddresses", "not_supported", message);
    }
    let country = text(&given.country).and_then(|code| {
        let found = rust_iso3166::from_alpha3(&code.trim().to_ascii_uppercase());
        if found.is_none() {
            faults.add("contactDetails.country", "not_a_country", "Write the code of three letters, such as USA.");
        }
        found.map(|country| country.alpha2.to_owned())
    });
    let time_zone = text(&given.preferred_time_zone).and_then(|zone| {
        let found = zone.trim().parse::<WindowsTimezone>().ok().map(|zone| zone.tzdb_id().to_owned());
        let found = found.or_else(|| zone.trim().parse::<Tz>().ok().map(|zone| zone.name().to_owned()));
        if found.is_none() {
            let message = "Write the zone as Windows names it, such as W. Europe Standard Time.";
            faults.add("contactDetails.preferredTimeZone", "not_a_zone", message);
        }
        found
    });
    let language = text(&given.preferred_support_language);
    let language = language.map(|tag| tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase());
    let email = text(&given.primary_email_address).unwrap_or_default();
    Contact { name, email, phone, country, time_zone, language }
}

/// A contact as the contract writes it. Which part of a name is the first is a guess; whole they read as the name does.
#[must_use]
pub fn contact(contact: &Contact) -> wire::Contact {
    let (first, last) = contact.name.rsplit_once(' ').unwrap_or(("", &contact.name));
    let country = contact.country.as_deref().and_then(rust_iso3166::from_alpha2);
    let zone = contact.time_zone.as_deref().and_then(|zone| zone.parse::<Tz>().ok());
    let zone = zone.and_then(|zone| WindowsTimezone::try_from(zone).ok());
    wire::Contact {
        first_name: Some(first.to_owned()),
        last_name: Some(last.to_owned()),
        preferred_contact_method: Some("email".to_owned()),
        primary_email_address: Some(contact.email.clone()),
        additional_email_addresses: None,
        phone_number: contact.phone.clone(),
        preferred_time_zone: zone.map(|zone| zone.name().to_owned()),
        country: country.map(|country| country.alpha3.to_owned()),
        preferred_support_language: contact.language.as_deref().map(tag),
    }
}

/// A language with the country that most likely is meant.
fn tag(language: &str) -> String {
    let country = match language {
        "en" => "US",
        other => other,
    };
    format!("{language}-{}", country.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Contact {
        Contact {
            name: "Maren Holt".into(),
            email: "maren@northgate.example".into(),
            phone: Some("+48 22 555 01 00".into()),
            country: Some("PL".into()),
            time_zone: Some("Europe/Warsaw".into()),
            language: Some("en".into()),
        }
    }

    #[test]
    fn a_contact_says_the_same_in_both_ways() {
        let there = contact(&ours());
        assert_eq!(there.country.as_deref(), Some("POL"));
        assert_eq!(there.preferred_time_zone.as_deref(), Some("Central European Standard Time"));
        assert_eq!(there.preferred_support_language.as_deref(), Some("en-US"));
        let mut faults = Faults::default();
        assert_eq!(read(&mut faults, &there), ours());
        assert!(faults.finish().is_ok());
    }

    #[test]
    fn what_cannot_be_is_named_as_the_contract_names_it() {
        let wrong = wire::Contact {
            preferred_contact_method: Some("Phone".into()),
            additional_email_addresses: Some(vec!["copy@everybody.example".into()]),
            country: Some("Poland".into()),
            preferred_time_zone: Some("Lunchtime".into()),
            ..wire::Contact::default()
        };
        let mut faults = Faults::default();
        read(&mut faults, &wrong);
        let Err(crate::Error::Invalid(errors)) = faults.finish() else { panic!("nothing was wrong") };
        let fields: Vec<&str> = errors.iter().filter_map(|error| error.field.strip_prefix("contactDetails.")).collect();
        assert_eq!(fields, ["phoneNumber", "additionalEmailAddresses", "country", "preferredTimeZone"]);
    }

    #[test]
    fn a_zone_is_read_by_either_name() {
        let zone = |name: &str| {
            let given = wire::Contact { preferred_time_zone: Some(name.into()), ..wire::Contact::default() };
            read(&mut Faults::default(), &given).time_zone
        };
        assert_eq!(zone("Pacific Standard Time").as_deref(), Some("America/Los_Angeles"));
        assert_eq!(zone("Europe/Warsaw").as_deref(), Some("Europe/Warsaw"));
    }
}

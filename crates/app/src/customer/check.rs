//! What is asked of a customer's details, whichever way they come in.

use chrono::{DateTime, Datelike, Duration, SubsecRound, Utc};
use tierline_domain::Language;

use crate::error::{Error, Faults};

/// Longest name of a domain (RFC 1035, section 2.3.4).
const DOMAIN_LONGEST: usize = 253;

/// The domain by which the provider knows a customer; gives lower case.
pub(crate) fn domain(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text).to_lowercase();
    if !text.is_empty() && !is_domain(&text) {
        let message = "Write a domain like brightwater.example; letters beyond a to z in their xn-- form.";
        faults.add(field, "not_a_domain", message);
    }
    text
}

fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last label of figures alone is an address of the network.
    let named = labels.last().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()));
    text.len() <= DOMAIN_LONGEST && labels.len() >= 2 && labels.iter().all(label) && named
}

/// The provider's identifier of a tenant; gives it in lower case with hyphens.
pub(super) fn tenant_id(faults: &mut Faults, field: &str, text: &str) -> String {
    let text = faults.line(field, text);
    if text.is_empty() {
        return text;
    }
    match uuid::Uuid::try_parse(&text) {
        Ok(id) if !id.is_nil() => id.hyphenated().to_string(),
        _ => {
            faults.add(
                field,
                "not_a_tenant",
                "Write the tenant's identifier as the provider shows it: 8-4-4-4-12 characters.",
            );
            String::new()
        }
    }
}

/// The language of a locale: `pl` and `pl-PL` are the same to us.
pub(super) fn language(faults: &mut Faults, field: &str, text: &str) -> Option<Language> {
    let text = faults.line(field, text).to_lowercase();
    let word = text.split(['-', '_']).next().unwrap_or_default();
    let language = Language::from_word(word);
    if language.is_none() && !text.is_empty() {
        faults.add(field, "not_a_language", "Take one of the languages of this desk: en, ru or pl.");
    }
    language
}

/// Since when a relationship stands: not from tomorrow on, and not from before there were such relationships.
pub(super) fn since(
    faults: &mut Faults,
    field: &str,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let at = at?;
    if at > now + Duration::days(1) {
        faults.add(field, "in_future", "This day has not come yet: check the date.");
        return None;
    }
    if at.year() < 1990 {
        faults.add(field, "too_long_ago", "This is before there were such relationships: check the year.");
        return None;
    }
    Some(at.trunc_subsecs(6))
}

/// Says of a domain or tenant that stands with another customer that it does.
pub(crate) fn taken(error: tierline_store::Error) -> Error {
    let Some(field) = taken_field(&error) else { return error.into() };
    Error::field(field, "taken", "Another customer of yours has this already: look it up by it.")
}

/// Which of the two it is that another customer has.
pub(super) fn taken_field(error: &tierline_store::Error) -> Option<&'static str> {
    let fields = [("customer_tenant", "tenant_id"), ("customer_domain", "domain")];
    fields.into_iter().find(|(index, _)| error.violates(index)).map(|(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_a_name_and_no_address_of_a_page_or_machine() {
        for good in ["brightwater.example", "Brightwater.Example", "xn--e1afmkfd.example", "a-b.c1"] {
            assert!(is_domain(&good.to_lowercase()), "{good}");
        }
        for bad in [
            "brightwater",
            "https://brightwater.example",
            "b w.example",
            "-b.example",
            "b..example",
            "192.0.2.1",
            "пример.рф",
        ] {
            assert!(!is_domain(bad), "{bad}");
        }
    }

    #[test]
    fn a_tenant_is_the_same_however_it_is_written() {
        let mut faults = Faults::default();
        let id = "0b5c2f6e-8f1d-4f1a-9b57-2f6f0d6b8a11";
        for text in [id.to_uppercase(), format!("{{{id}}}"), id.replace('-', "")] {
            assert_eq!(tenant_id(&mut faults, "tenant_id", &text), id);
        }
        assert!(faults.finish().is_ok());
        let mut faults = Faults::default();
        tenant_id(&mut faults, "tenant_id", "00000000-0000-0000-0000-000000000000");
        assert!(faults.finish().is_err());
    }

    #[test]
    fn a_locale_gives_its_language() {
        let mut faults = Faults::default();
        assert_eq!(language(&mut faults, "locale", "pl-PL"), Some(Language::Pl));
        assert_eq!(language(&mut faults, "locale", "RU"), Some(Language::Ru));
        assert!(faults.finish().is_ok());
        let mut faults = Faults::default();
        assert_eq!(language(&mut faults, "locale", "de-DE"), None);
        assert!(faults.finish().is_err());
    }
}

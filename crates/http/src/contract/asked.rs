//! The part of an address after the question mark, as contracts of others have it.

use axum::extract::{Query, rejection::QueryRejection};
use tierline_app::Error;

/// The parameters of a query as they came; unreadable ones get the contract's own refusal.
pub(super) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The parameters of a query, each once, their names in any case of letters and with a dollar sign before them or without.
pub(super) struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads them; others than these are refused, so that nothing is narrowed that the caller thinks is.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the parameter.
    pub(super) fn read(pairs: Pairs, known: &[&str]) -> Result<Self, Error> {
        let unreadable = |_| Error::field("query", "syntax", "The part after the question mark cannot be read.");
        let Query(pairs) = pairs.map_err(unreadable)?;
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, text) in pairs {
            let name = name.trim_start_matches('$').to_ascii_lowercase();
            if !known.contains(&name.as_str()) {
                let message = format!("There is no such parameter here. Take: {}.", known.join(", "));
                return Err(Error::field(name.chars().take(60).collect::<String>(), "not_supported", message));
            }
            if all.iter().any(|(other, _)| *other == name) {
                return Err(Error::field(name, "repeated", "Give this parameter once."));
            }
            all.push((name, text));
        }
        Ok(Self(all))
    }

    /// One of them; blank counts as not given.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.trim());
        found.filter(|text| !text.is_empty())
    }

    /// A whole number within limits.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the parameter.
    pub(super) fn number(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Error> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => {
                let message = format!("Write a whole number from {least} to {most}.");
                Err(Error::field(name, "out_of_range", message))
            }
        }
    }
}

/// A text as it stands in an address.
pub(super) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Result<Asked, Error> {
        let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Asked::read(Ok(Query(pairs)), &["offset", "size"])
    }

    #[test]
    fn a_parameter_is_known_once_and_a_number() {
        let read = asked(&[("$Offset", "4"), ("size", "")]).unwrap();
        assert_eq!((read.number("offset", 0, 9).unwrap(), read.get("size")), (Some(4), None));
        for bad in [&[("page", "1")][..], &[("size", "1"), ("Size", "2")]] {
            assert!(asked(bad).is_err(), "{bad:?}");
        }
        for bad in ["0", "501", "-1", "x"] {
            assert!(asked(&[("size", bad)]).unwrap().number("size", 1, 500).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_text_in_an_address_is_encoded_byte_by_byte() {
        assert_eq!(encoded("id eq 'Ü'"), "id%20eq%20%27%C3%9C%27");
    }
}

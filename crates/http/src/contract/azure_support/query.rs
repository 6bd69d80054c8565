//! The part of an address after the question mark.

use axum::{
    extract::{Query, rejection::QueryRejection},
    http::Uri,
};
use tierline_app::{Error, azure_support::wire::VERSION};

use super::{super::encoded, refusal::Refusal};

/// The parameters as they came; unreadable ones get the contract's own refusal.
pub(super) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The parameters, each once, their names in any case of letters.
pub(super) struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads them; others than these are refused, so that nothing is narrowed that the caller thinks is.
    pub(super) fn read(pairs: Pairs, known: &[&str]) -> Result<Self, Refusal> {
        let unreadable = |_| Error::field("query", "syntax", "The part after the question mark cannot be read.");
        let Query(pairs) = pairs.map_err(unreadable)?;
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, text) in pairs {
            let name = name.to_ascii_lowercase();
            if name != "api-version" && !known.contains(&name.as_str()) {
                let message = format!("There is no such parameter here. Take: {}.", known.join(", "));
                return Err(Error::field(name.chars().take(60).collect::<String>(), "not_supported", message).into());
            }
            if all.iter().any(|(other, _)| *other == name) {
                return Err(Error::field(name, "repeated", "Give this parameter once.").into());
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

    /// How many lines a page has.
    pub(super) fn top(&self, usual: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.get("$top") else { return Ok(usual) };
        match text.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => {
                let message = format!("Write a whole number from 1 to {most}.");
                Err(Error::field("$top", "out_of_range", message).into())
            }
        }
    }

    /// The address of the next page: the same question, from a token on.
    pub(super) fn next(&self, url: &str, token: &str) -> String {
        let kept = self.0.iter().filter(|(name, _)| name != "$skiptoken");
        let kept: String = kept.map(|(name, text)| format!("{name}={}&", encoded(text))).collect();
        format!("{url}?{kept}$skiptoken={}", encoded(token))
    }
}

/// Whether the version that a call is for is the one that is spoken.
pub(super) fn version(uri: &Uri) -> Result<(), Refusal> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
    let mut said = pairs.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("api-version")).map(|(_, text)| text);
    match said.next() {
        Some(text) if text == VERSION => Ok(()),
        Some(_) => Err(Refusal::version("NoRegisteredProviderFound", VERSION)),
        None => Err(Refusal::version("MissingApiVersionParameter", VERSION)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_asked_for_with_the_same_question() {
        let pairs = [("api-version", VERSION), ("$filter", "Status eq 'Open'"), ("$skipToken", "before")];
        let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let asked = Asked::read(Ok(Query(pairs)), &["$filter", "$top", "$skiptoken"]).ok().expect("it can be read");
        assert_eq!(
            asked.next("https://desk.example/a", "t"),
            "https://desk.example/a?api-version=2024-04-01&$filter=Status%20eq%20%27Open%27&$skiptoken=t"
        );
    }

    #[test]
    fn a_version_is_said_and_known() {
        let of = |text: &str| version(&text.parse().unwrap());
        assert!(of("/a?$top=1&API-Version=2024-04-01").is_ok());
        for bad in ["/a", "/a?", "/a?api-version=2020-04-01", "/a?$top=1"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }
}

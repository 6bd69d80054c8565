//! The part of an address after the question mark.

use axum::{extract::Query, http::Uri};
use tierline_app::{Error, azure_support::wire::VERSION};

use super::refusal::Refusal;
use crate::contract::asked::{Asked, Pairs, encoded};

/// What each call may say.
const VERSIONED: &str = "api-version";

/// A call that has no parameters of its own.
pub(super) fn plain(pairs: Pairs) -> Result<(), Error> {
    Asked::read(pairs, &[VERSIONED]).map(drop)
}

/// What part of a list is asked for.
pub(super) struct Paged {
    asked: Asked,
    /// How many lines at the most.
    pub(super) top: usize,
}

impl Paged {
    /// Reads what is asked for, with the usual number of lines and the most.
    pub(super) fn read(pairs: Pairs, (usual, most): (usize, usize)) -> Result<Self, Error> {
        let asked = Asked::read(pairs, &["top", "filter", "skiptoken", VERSIONED])?;
        let top = asked.number("top", 1, i64::try_from(most).unwrap_or(i64::MAX))?;
        Ok(Self { top: top.and_then(|top| usize::try_from(top).ok()).unwrap_or(usual), asked })
    }

    /// The filter, where there is one.
    pub(super) fn filter(&self) -> Option<&str> {
        self.asked.get("filter")
    }

    /// Where it goes on, where it does.
    pub(super) fn token(&self) -> Option<&str> {
        self.asked.get("skiptoken")
    }

    /// The address of the next page: the same question, from a token on.
    pub(super) fn next(&self, url: &str, token: &str) -> String {
        let filter = self.filter().map(|filter| format!("&$filter={}", encoded(filter))).unwrap_or_default();
        format!("{url}?{VERSIONED}={VERSION}&$top={}{filter}&$skiptoken={}", self.top, encoded(token))
    }
}

/// Whether the version that a call is for is the one that is spoken.
pub(super) fn version(uri: &Uri) -> Result<(), Refusal> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
    let mut said = pairs.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case(VERSIONED)).map(|(_, text)| text);
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
        let paged = Paged::read(Ok(Query(pairs)), (25, 100)).unwrap();
        assert_eq!(
            paged.next("https://desk.example/a", "t"),
            "https://desk.example/a?api-version=2024-04-01&$top=25&$filter=Status%20eq%20%27Open%27&$skiptoken=t"
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

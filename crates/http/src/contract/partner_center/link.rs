//! The parts of a collection, and where the others are.

use axum::{
    Json,
    extract::{Query, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tierline_app::{
    Error,
    partner_center::{PAGE_LIMIT, Place},
};

use super::{super::encoded, refusal::Refusal};

/// Lines of a page where nothing is said.
pub(super) const USUAL: u32 = 100;

/// The parameters of a query as they came; unreadable ones get the contract's own refusal.
pub(super) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The parameters of a query, each once, their names in any case of letters.
pub(super) struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads them; others than these are refused, so that nothing is narrowed that the caller thinks is.
    pub(super) fn read(pairs: Pairs, known: &[&str]) -> Result<Self, Refusal> {
        let unreadable = |_| Error::field("query", "syntax", "The part after the question mark cannot be read.");
        let Query(pairs) = pairs.map_err(unreadable)?;
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, text) in pairs {
            let name = name.trim_start_matches('$').to_ascii_lowercase();
            if !known.contains(&name.as_str()) {
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

    /// The place of a page.
    pub(super) fn place(&self) -> Result<Place, Refusal> {
        Ok(Place { offset: self.number("offset", 0, i64::from(u32::MAX))?.unwrap_or(0), size: self.size()? })
    }

    /// Lines of a page.
    pub(super) fn size(&self) -> Result<u32, Refusal> {
        let size = self.number("size", 1, i64::from(PAGE_LIMIT))?;
        Ok(size.and_then(|size| u32::try_from(size).ok()).unwrap_or(USUAL))
    }

    fn number(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => {
                let message = format!("Write a whole number from {least} to {most}.");
                Err(Error::field(name, "out_of_range", message).into())
            }
        }
    }
}

/// A link, below where the contract begins.
pub(super) fn link(uri: &str, headers: &[(&str, &str)]) -> Value {
    let headers: Vec<Value> = headers.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    json!({ "uri": uri, "method": "GET", "headers": headers })
}

/// A collection.
pub(super) fn collection(items: Vec<Value>, total: i64, links: &Value, continuation: Option<&str>) -> Response {
    let mut body = json!({
        "totalCount": total,
        "items": items,
        "links": links,
        "attributes": { "objectType": "Collection" },
    });
    if let Some(token) = continuation {
        body["continuationToken"] = token.into();
    }
    Json(body).into_response()
}

/// The links of a page that has a place: itself, and those beside it.
pub(super) fn beside(path: &str, filter: Option<&str>, place: Place, total: i64) -> Value {
    let at = |offset: i64| {
        let filter = filter.map(|filter| format!("&filter={}", encoded(filter))).unwrap_or_default();
        link(&format!("{path}?offset={offset}&size={}{filter}", place.size), &[])
    };
    let size = i64::from(place.size);
    let mut links = json!({ "self": at(place.offset) });
    if place.offset + size < total {
        links["next"] = at(place.offset + size);
    }
    if place.offset > 0 {
        links["previous"] = at((place.offset - size).max(0));
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_those_beside_it() {
        let place = Place { offset: 10, size: 5 };
        let links = beside("/servicerequests", Some(r#"{"Field":"Status"}"#), place, 18);
        let end = "&size=5&filter=%7B%22Field%22%3A%22Status%22%7D";
        assert_eq!(links["self"]["uri"], format!("/servicerequests?offset=10{end}"));
        assert_eq!(links["next"]["uri"], format!("/servicerequests?offset=15{end}"));
        assert_eq!(links["previous"]["uri"], format!("/servicerequests?offset=5{end}"));
        let last = beside("/servicerequests", None, Place { offset: 15, size: 5 }, 18);
        assert!(last.get("next").is_none(), "{last}");
        let first = beside("/servicerequests", None, Place { offset: 0, size: 5 }, 3);
        assert!(first.get("previous").is_none() && first.get("next").is_none(), "{first}");
    }

    #[test]
    fn a_parameter_is_known_once_and_a_number() {
        let asked = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            Asked::read(Ok(Query(pairs)), &["offset", "size"])
        };
        let place = asked(&[("Offset", "4"), ("size", "")]).and_then(|asked| asked.place());
        assert!(matches!(place, Ok(Place { offset: 4, size: USUAL })));
        for bad in [&[("page", "1")][..], &[("size", "1"), ("Size", "2")]] {
            assert!(asked(bad).is_err(), "{bad:?}");
        }
        for bad in ["0", "501", "-1", "x"] {
            assert!(asked(&[("size", bad)]).is_ok_and(|asked| asked.place().is_err()), "{bad}");
        }
    }
}

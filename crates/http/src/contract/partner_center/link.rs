//! The parts of a collection, and where the others are.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tierline_app::{
    Error,
    partner_center::{PAGE_LIMIT, Place},
};

use crate::contract::asked::{Asked, encoded};

/// Lines of a page where nothing is said.
const USUAL: u32 = 100;

/// The place of a page.
///
/// # Errors
/// [`Error::Invalid`] on `offset` or `size`.
pub(super) fn place(asked: &Asked) -> Result<Place, Error> {
    let offset = asked.number("offset", 0, i64::from(u32::MAX))?.unwrap_or(0);
    let size = asked.number("size", 1, i64::from(PAGE_LIMIT))?;
    Ok(Place { offset, size: size.and_then(|size| u32::try_from(size).ok()).unwrap_or(USUAL) })
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
}

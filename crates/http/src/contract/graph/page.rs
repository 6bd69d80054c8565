//! What a call asks of a list, and the list as it is answered: a part of it, and the address of the next.

use axum::{
    Json,
    extract::{OriginalUri, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use tierline_app::{
    Error,
    graph::{Collection, Filter, Kind, LINES, Place, Property, Wanted},
};

use super::refusal::Refusal;
use crate::{
    contract::asked::{Asked, Pairs},
    kit::{cursor, state::AppState},
};

/// The parameter that says where a list goes on.
const TOKEN: &str = "skiptoken";

/// Reads the parameters of a call.
pub(super) fn asked(pairs: Pairs, known: &[&str]) -> Result<Asked, Refusal> {
    Ok(Asked::read(pairs, known)?)
}

/// The properties that are to be shown of each thing.
pub(super) struct Selection(Option<Vec<&'static str>>);

impl Selection {
    /// Reads `$select`.
    pub(super) fn read(asked: &Asked, properties: &'static [Property]) -> Result<Self, Refusal> {
        let Some(text) = asked.get("select") else { return Ok(Self(None)) };
        let whole = || properties.iter().map(|(name, _)| *name).filter(|name| !name.contains('/'));
        let names = text.split(',').map(str::trim).map(|wanted| {
            whole().find(|name| name.eq_ignore_ascii_case(wanted)).ok_or_else(|| {
                let shown: String = wanted.chars().take(60).collect();
                let known = whole().collect::<Vec<_>>().join(", ");
                Error::field("$select", "unknown_value", format!("There is no {shown:?} here. Take: {known}."))
            })
        });
        Ok(Self(Some(names.collect::<Result<_, Error>>()?)))
    }

    /// What a call for one thing of a collection wants to see: nothing but `$select` can be said.
    pub(super) fn of_one(pairs: Pairs, collection: Collection) -> Result<Self, Refusal> {
        Self::read(&asked(pairs, &["select"])?, collection.properties())
    }

    /// What is to be shown of a thing: its tag is always.
    pub(super) fn of(&self, item: Value) -> Value {
        match (&self.0, item) {
            (Some(names), Value::Object(fields)) => {
                let keeps = |(name, _): &(String, Value)| name.starts_with('@') || names.contains(&name.as_str());
                Value::Object(fields.into_iter().filter(keeps).collect::<Map<_, _>>())
            }
            (_, item) => item,
        }
    }
}

/// Reads `$filter`.
pub(super) fn filter(asked: &Asked, properties: &[Property]) -> Result<Option<Filter>, Refusal> {
    Ok(asked.get("filter").map(|text| Filter::read(text, properties)).transpose()?)
}

/// How many lines are preferred (`Prefer: odata.maxpagesize=50`). What cannot be read is no preference.
fn preferred(headers: &HeaderMap) -> Option<usize> {
    let all = headers.get_all(HeaderName::from_static("prefer"));
    let mut wishes = all.iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split([',', ';']));
    wishes.find_map(|wish| {
        let (name, size) = wish.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        let size = size.trim().trim_matches('"').parse().ok().filter(|size| *size > 0)?;
        matches!(name.as_str(), "odata.maxpagesize" | "maxpagesize").then_some(size)
    })
}

/// Whether a list is wanted the other way around.
fn newest_first(asked: &Asked, of: Collection) -> Result<bool, Refusal> {
    let Some(text) = asked.get("orderby") else { return Ok(false) };
    let mut words = text.split_whitespace();
    let (name, direction, rest) = (words.next(), words.next(), words.next());
    let backward = match direction.map(str::to_ascii_lowercase).as_deref() {
        None | Some("asc") => Some(false),
        Some("desc") => Some(true),
        _ => None,
    };
    match (of, name, backward, rest) {
        (Collection::Relationships, Some("createdDateTime"), Some(backward), None) => Ok(backward),
        (Collection::Customers, Some("displayName"), Some(false), None) => Ok(false),
        _ => {
            let message = match of {
                Collection::Relationships => "Take createdDateTime, with desc or without.",
                _ => "Take displayName.",
            };
            Err(Error::field("$orderby", "not_supported", message).into())
        }
    }
}

/// Answers with a part of a list.
pub(super) async fn listed(
    state: &AppState,
    ctx: &tierline_app::Ctx,
    of: Collection,
    pairs: Pairs,
    request: Request,
) -> Result<Response, Refusal> {
    let ordered: &[&str] =
        if matches!(of, Collection::Relationships | Collection::Customers) { &["orderby"] } else { &[] };
    let asked = asked(pairs, &[&["select", "filter", "top", "count", TOKEN], ordered].concat())?;
    let largest = of.largest();
    let top = asked.number("top", 1, i64::try_from(largest).unwrap_or(i64::MAX))?;
    let top = top.and_then(|top| usize::try_from(top).ok());
    let prefers = preferred(request.headers()).map(|size| size.min(largest));
    let after = asked.get(TOKEN).map(cursor::read::<Place>).transpose();
    let after = after.map_err(|_| Error::field("$skiptoken", "invalid", "Follow @odata.nextLink as it came."))?;
    let counted = match asked.get("count") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Error::field("$count", "unknown_value", "Write true or false.").into()),
    };
    let wanted = Wanted {
        filter: filter(&asked, of.properties())?,
        newest_first: newest_first(&asked, of)?,
        size: [top, prefers].into_iter().flatten().min().unwrap_or(LINES),
        after,
        counted,
    };
    let selection = Selection::read(&asked, of.properties())?;
    // Routes see the end of an address; the whole of it is wanted here.
    let address =
        request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |whole| whole.0.clone());
    let page = tierline_app::graph::list(&state.app, ctx, of, &wanted).await?;
    let items: Vec<Value> = page.items.into_iter().map(|item| selection.of(item)).collect();
    let mut body = collection(items);
    if let Some(count) = page.count {
        body["@odata.count"] = count.into();
    }
    if let Some(place) = page.next {
        body["@odata.nextLink"] = next(&state.config.public_url, &address, &place).into();
    }
    let mut response = Json(body).into_response();
    let applied = prefers.map(|size| HeaderValue::from_str(&format!("odata.maxpagesize={size}")));
    if let Some(Ok(applied)) = applied {
        response.headers_mut().insert(HeaderName::from_static("preference-applied"), applied);
    }
    Ok(response)
}

/// A collection as it is written.
pub(super) fn collection(items: Vec<Value>) -> Value {
    json!({ "value": items })
}

/// The address of the next part: this one's, with another place.
fn next(public_url: &str, uri: &Uri, place: &Place) -> String {
    let is_token = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase().replace("%24", "$");
        name.trim_start_matches('$') != TOKEN
    };
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).filter(is_token);
    let kept: String = kept.map(|pair| format!("{pair}&")).collect();
    format!("{public_url}{}?{kept}$skiptoken={}", uri.path(), cursor::write(place))
}

/// Whether something is shown and not filtered by: `$expand` takes it.
pub(super) fn expands(asked: &Asked, properties: &[Property]) -> Result<bool, Refusal> {
    let Some(text) = asked.get("expand") else { return Ok(false) };
    let known = properties.iter().any(|(name, kind)| *name == text && *kind == Kind::Shown);
    if known {
        return Ok(true);
    }
    Err(Error::field("$expand", "not_supported", "Take issues.").into())
}

#[cfg(test)]
mod tests {
    use tierline_domain::DelegatedAdminId;

    use super::*;

    #[test]
    fn the_next_part_is_asked_for_as_this_one_was() {
        let place = Place::Made(DelegatedAdminId(uuid::Uuid::nil()));
        let link = |uri: &str| next("https://desk.example", &uri.parse().unwrap(), &place);
        let token = cursor::write(&place);
        let base = "https://desk.example/v1.0/issues";
        assert_eq!(link("/v1.0/issues"), format!("{base}?$skiptoken={token}"));
        assert_eq!(
            link("/v1.0/issues?%24filter=status%20eq%20%27x%27&$top=2&%24skipToken=abc"),
            format!("{base}?%24filter=status%20eq%20%27x%27&$top=2&$skiptoken={token}")
        );
    }

    #[test]
    fn a_size_can_be_preferred() {
        let read = |text: &str| {
            preferred(&HeaderMap::from_iter([(
                HeaderName::from_static("prefer"),
                HeaderValue::from_str(text).unwrap(),
            )]))
        };
        assert_eq!(read("odata.maxpagesize=50"), Some(50));
        assert_eq!(read("return=minimal, odata.MaxPageSize=\"7\""), Some(7));
        for none in ["odata.maxpagesize=0", "odata.maxpagesize=x", "respond-async"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}

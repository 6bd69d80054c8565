//! What a call wants to see: which resources, from where on, how many, and what of each.

use serde_json::{Map, Value, json};

use super::{
    filter::Filter,
    path::{self, Scope},
    schema::Resource,
};
use crate::error::Result;

/// The most resources in an answer.
pub const PAGE_LINES: usize = 200;

/// What a list is asked for (RFC 7644, 3.4.2).
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Only what this filter lets through.
    pub filter: Option<String>,
    /// From which one on, counted from 1; what is below counts as 1.
    pub start: Option<i64>,
    /// How many at the most; what is below nothing counts as nothing.
    pub count: Option<i64>,
    /// What of each.
    pub selection: Selection,
}

/// What of a resource is to be shown: only these attributes, or all but those (RFC 7644, 3.9).
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these; none is all.
    pub attributes: Option<String>,
    /// All but these.
    pub excluded: Option<String>,
}

impl Selection {
    /// Whether an attribute is shown at all: what nobody wants need not be read.
    pub(super) fn shows(&self, of: &Resource, attribute: &str) -> bool {
        let names = |list: &str, whole: bool| {
            let mut names = list.split(',').filter_map(|one| path::name(one.trim(), Scope::Resource(of)));
            names.any(|name| name.attribute.name == attribute && (!whole || name.part.is_none()))
        };
        match (&self.attributes, &self.excluded) {
            (Some(wanted), _) => names(wanted, false),
            (None, Some(excluded)) => !names(excluded, true),
            (None, None) => true,
        }
    }

    /// What is to be shown of a resource. Its identifier and its schemas always are.
    pub(super) fn of(&self, of: &Resource, resource: Map<String, Value>) -> Value {
        let mut shown = Map::new();
        for (name, value) in resource {
            if matches!(name.as_str(), "id" | "schemas") {
                shown.insert(name, value);
                continue;
            }
            if !self.shows(of, &name) {
                continue;
            }
            shown.insert(name.clone(), self.parts(of, &name, value));
        }
        Value::Object(shown)
    }

    /// What is to be shown of an attribute's parts.
    fn parts(&self, of: &Resource, attribute: &str, value: Value) -> Value {
        let named = |list: &Option<String>| -> Vec<Option<&'static str>> {
            let list = list.as_deref().unwrap_or_default();
            let names = list.split(',').filter_map(|one| path::name(one.trim(), Scope::Resource(of)));
            names.filter(|name| name.attribute.name == attribute).map(|name| name.part.map(|part| part.name)).collect()
        };
        let (wanted, excluded) = (named(&self.attributes), named(&self.excluded));
        let whole = self.attributes.is_none() || wanted.contains(&None);
        let keeps = |part: &str| {
            (whole || wanted.contains(&Some(part))) && !(self.attributes.is_none() && excluded.contains(&Some(part)))
        };
        let cut = |value: Value| match value {
            Value::Object(parts) => Value::Object(parts.into_iter().filter(|(part, _)| keeps(part)).collect()),
            other => other,
        };
        match value {
            Value::Array(several) => Value::Array(several.into_iter().map(cut).collect()),
            one => cut(one),
        }
    }
}

impl Asked {
    /// The filter, read.
    pub(super) fn filter(&self, of: &Resource) -> Result<Option<Filter>> {
        let text = self.filter.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(|text| Filter::read(text, of)).transpose()
    }

    /// The part of a list that is asked for, as it is answered.
    pub(super) fn answer(&self, of: &Resource, all: Vec<Map<String, Value>>) -> Value {
        let total = all.len();
        let start = usize::try_from(self.start.unwrap_or(1).max(1)).unwrap_or(usize::MAX);
        let count = self.count.map_or(PAGE_LINES, |count| usize::try_from(count.max(0)).unwrap_or(usize::MAX));
        let part = all.into_iter().skip(start - 1).take(count.min(PAGE_LINES));
        let resources: Vec<Value> = part.map(|one| self.selection.of(of, one)).collect();
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "startIndex": start,
            "itemsPerPage": resources.len(),
            "Resources": resources,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::schema::USER, *};

    fn user(number: usize) -> Map<String, Value> {
        let user = json!({
            "schemas": [USER.schema], "id": format!("usr_{number}"), "userName": format!("u{number}"),
            "name": { "givenName": "Maren", "familyName": "Holt" }, "active": true,
        });
        user.as_object().unwrap().clone()
    }

    fn selected(attributes: Option<&str>, excluded: Option<&str>) -> Value {
        let selection = Selection { attributes: attributes.map(Into::into), excluded: excluded.map(Into::into) };
        selection.of(&USER, user(1))
    }

    #[test]
    fn only_what_is_wanted_is_shown() {
        let bare = json!({ "schemas": [USER.schema], "id": "usr_1" });
        assert_eq!(selected(Some("nothing"), None), bare);
        assert_eq!(selected(Some("USERNAME, name.givenName"), None)["name"], json!({ "givenName": "Maren" }));
        assert_eq!(selected(Some("userName"), None)["userName"], "u1");
        assert_eq!(selected(None, Some("name,active,userName,id")), bare);
        assert_eq!(selected(None, Some("name.givenName"))["name"], json!({ "familyName": "Holt" }));
    }

    #[test]
    fn a_list_comes_in_parts_counted_from_one() {
        let page = |start: Option<i64>, count: Option<i64>| {
            let asked = Asked { start, count, ..Asked::default() };
            let answer = asked.answer(&USER, (1..=450).map(user).collect());
            let ids: Vec<String> =
                answer["Resources"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().into()).collect();
            assert_eq!(
                (answer["totalResults"].as_u64(), answer["itemsPerPage"].as_u64()),
                (Some(450), Some(ids.len() as u64))
            );
            ids
        };
        assert_eq!(page(None, Some(2)), ["usr_1", "usr_2"]);
        assert_eq!(page(Some(450), None), ["usr_450"]);
        assert_eq!(page(Some(-7), Some(1)), ["usr_1"]);
        assert_eq!(page(None, None).len(), PAGE_LINES);
        assert_eq!(page(None, Some(9999)).len(), PAGE_LINES);
        assert_eq!(page(Some(1), Some(-1)).len() + page(Some(451), None).len(), 0);
    }
}

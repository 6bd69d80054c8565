//! Changing parts of a resource (RFC 7644, 3.5.2), as Microsoft Entra ID and Okta send it too: without a path, with several names in
//! one value, with the people who leave a group as a value.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    filter::Filter,
    path::{self, Name, Scope, Token},
    schema::{Attribute, Kind, Resource},
    shape,
};
use crate::error::{Error, Result};

/// The most operations in one call.
const OPERATIONS: usize = 1000;

/// What is to be changed, as it is sent.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(rename = "Operations", alias = "operations")]
    operations: Vec<Operation>,
}

#[derive(Debug, Deserialize)]
struct Operation {
    op: String,
    path: Option<String>,
    #[serde(default)]
    value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Add,
    Replace,
    Remove,
}

/// What an operation is about.
struct Target {
    name: Name,
    /// Which values of several.
    which: Option<Filter>,
}

fn refusal(code: &str, message: impl Into<String>) -> Error {
    Error::field("path", code, message)
}

/// Changes a resource as it was sent to be changed. What the schema does not name is left aside.
///
/// # Errors
/// [`Error::Invalid`] on `Operations` or `path`.
pub(super) fn apply(of: &Resource, resource: &mut Map<String, Value>, sent: Value) -> Result<()> {
    let syntax = |message: &str| Error::field("Operations", "invalid_syntax", message);
    let sent: Sent =
        serde_json::from_value(sent).map_err(|_| syntax("Send a list of Operations, each with its op."))?;
    if sent.operations.is_empty() || sent.operations.len() > OPERATIONS {
        return Err(syntax(&format!("Send 1 to {OPERATIONS} operations.")));
    }
    for operation in sent.operations {
        let act = match operation.op.to_ascii_lowercase().as_str() {
            "add" => Act::Add,
            "replace" => Act::Replace,
            "remove" => Act::Remove,
            _ => return Err(syntax("An op is add, replace or remove.")),
        };
        match (operation.path.as_deref(), act) {
            (Some(path), _) => at(of, resource, act, path, &operation.value)?,
            (None, Act::Remove) => return Err(refusal("no_target", "Say by path what is to be removed.")),
            (None, _) => {
                let Value::Object(parts) = &operation.value else {
                    return Err(Error::field("value", "invalid_value", "Without a path, the value is an object."));
                };
                // Okta sends the identifier along: what the desk alone writes is no change.
                let is_ours =
                    |path: &str| path::name(path, Scope::Resource(of)).is_some_and(|it| it.attribute.read_only);
                for (path, value) in parts.iter().filter(|(path, _)| !is_ours(path)) {
                    at(of, resource, act, path, value)?;
                }
            }
        }
    }
    Ok(())
}

fn at(of: &Resource, resource: &mut Map<String, Value>, act: Act, path: &str, value: &Value) -> Result<()> {
    let Some(target) = target(of, path)? else { return Ok(()) };
    let (attribute, meant) = (target.name.attribute, target.name.meant());
    if attribute.read_only {
        return Err(refusal("mutability", format!("{} is the desk's to write.", attribute.name)));
    }
    let whole = target.name.part.is_none() && target.which.is_none();
    let must_stay = || refusal("mutability", format!("{} must be there.", attribute.name));
    if act == Act::Remove {
        if whole && value.is_null() && attribute.required {
            return Err(must_stay());
        }
        remove(resource, &target, value);
        return Ok(());
    }
    let field = attribute.name;
    let shaped = match (&target.which, target.name.part) {
        (None, None) => shape::value_of(attribute, value, field)?,
        (_, Some(_)) => shape::value_of(meant, value, field)?,
        // One value of several.
        (Some(_), None) => shape::value_of(attribute, value, field)?.and_then(|several| several.get(0).cloned()),
    };
    let Some(value) = shaped else {
        // Without a value, a replacement takes away.
        if whole && attribute.required {
            return Err(must_stay());
        }
        remove(resource, &target, &Value::Null);
        return Ok(());
    };
    if attribute.many {
        several(resource, &target, act, value)
    } else {
        single(resource, &target, value)
    }
    Ok(())
}

/// What a path leads to; none where the schema does not name it.
fn target(of: &Resource, text: &str) -> Result<Option<Target>> {
    let bad = || refusal("invalid_path", "Write a path like emails[type eq \"work\"].value.");
    let mut tokens = path::tokens(text).ok_or_else(bad)?;
    let Some(Token::Word(first)) = tokens.first().cloned() else { return Err(bad()) };
    if tokens.len() == 1 {
        return Ok(path::name(&first, Scope::Resource(of)).map(|name| Target { name, which: None }));
    }
    let part = match tokens.pop() {
        Some(Token::CloseValue) => None,
        Some(Token::Word(part)) if tokens.pop() == Some(Token::CloseValue) => {
            Some(part.strip_prefix('.').ok_or_else(bad)?.to_owned())
        }
        _ => return Err(bad()),
    };
    if tokens.get(1) != Some(&Token::OpenValue) {
        return Err(bad());
    }
    let Some(name) = path::name(&first, Scope::Resource(of)) else { return Ok(None) };
    if !name.attribute.many || name.part.is_some() {
        return Err(bad());
    }
    let which = Filter::of_tokens(tokens.split_off(2), Scope::Parts(name.attribute.parts)).map_err(|_| bad())?;
    let part = match part {
        None => None,
        Some(part) => match shape::named(name.attribute.parts, &part) {
            None => return Ok(None),
            found => found,
        },
    };
    Ok(Some(Target { name: Name { part, ..name }, which: Some(which) }))
}

/// Writes an attribute that is there once; parts of one that are not named stay.
fn single(resource: &mut Map<String, Value>, target: &Target, value: Value) {
    let Name { attribute, part } = target.name;
    if attribute.kind != Kind::Complex {
        resource.insert(attribute.name.to_owned(), value);
        return;
    }
    let kept = resource.entry(attribute.name).or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(kept) = kept else { return };
    match (part, value) {
        (Some(part), value) => {
            kept.insert(part.name.to_owned(), value);
        }
        (None, Value::Object(parts)) => kept.extend(parts),
        _ => {}
    }
}

/// Whether a value is one of those that an operation is about.
fn is_meant(which: Option<&Filter>, value: &Value) -> bool {
    which.is_none_or(|filter| value.as_object().is_some_and(|value| filter.takes(value)))
}

/// Writes values of an attribute that has several.
fn several(resource: &mut Map<String, Value>, target: &Target, act: Act, value: Value) {
    let Name { attribute, part } = target.name;
    let mut kept = match resource.remove(attribute.name) {
        Some(Value::Array(kept)) => kept,
        _ => Vec::new(),
    };
    match (&target.which, part, value) {
        (None, None, Value::Array(new)) if act == Act::Replace => kept = new,
        (None, None, Value::Array(new)) => {
            for one in new {
                add(&mut kept, one);
            }
        }
        (which, part, value) => write_meant(&mut kept, which.as_ref(), part, value),
    }
    if !kept.is_empty() {
        resource.insert(attribute.name.to_owned(), Value::Array(kept));
    }
}

/// Adds a value that is not there yet. One that comes before the others leaves none beside it that does.
fn add(kept: &mut Vec<Value>, new: Value) {
    if kept.contains(&new) {
        return;
    }
    if new["primary"] == Value::Bool(true) {
        for other in kept.iter_mut().filter_map(Value::as_object_mut) {
            if other.contains_key("primary") {
                other.insert("primary".to_owned(), Value::Bool(false));
            }
        }
    }
    kept.push(new);
}

/// Writes to the values that are meant; where there is none, one is made of what names it.
fn write_meant(kept: &mut Vec<Value>, which: Option<&Filter>, part: Option<&Attribute>, value: Value) {
    let mut is_found = false;
    for one in kept.iter_mut().filter(|one| is_meant(which, one)) {
        is_found = true;
        write(one, part, value.clone());
    }
    if !is_found {
        let mut new = Map::new();
        if let Some((name, equals)) = which.and_then(Filter::equality) {
            new.insert(name.to_owned(), equals.clone());
        }
        let mut new = Value::Object(new);
        write(&mut new, part, value);
        kept.push(new);
    }
}

fn write(one: &mut Value, part: Option<&Attribute>, value: Value) {
    let Value::Object(parts) = one else { return };
    match (part, value) {
        (Some(part), value) => {
            parts.insert(part.name.to_owned(), value);
        }
        (None, Value::Object(new)) => parts.extend(new),
        _ => {}
    }
}

/// Takes away what an operation is about: an attribute, a part of it, values of several, or those that are named by a value.
fn remove(resource: &mut Map<String, Value>, target: &Target, value: &Value) {
    let Name { attribute, part } = target.name;
    let Some(found) = resource.get_mut(attribute.name) else { return };
    match (found, part) {
        (Value::Array(several), Some(part)) => {
            for one in several.iter_mut().filter(|one| is_meant(target.which.as_ref(), one)) {
                one.as_object_mut().map(|parts| parts.remove(part.name));
            }
        }
        (Value::Array(several), None) if target.which.is_some() => {
            several.retain(|one| !is_meant(target.which.as_ref(), one));
        }
        (Value::Array(several), None) if !value.is_null() => {
            let named = match value {
                Value::Array(named) => named.as_slice(),
                one => std::slice::from_ref(one),
            };
            several.retain(|one| !named.iter().any(|named| named["value"] == one["value"]));
        }
        (Value::Object(parts), Some(part)) => {
            parts.remove(part.name);
        }
        (found, _) => *found = Value::Null,
    }
    let is_empty = resource.get(attribute.name).is_some_and(|left| match left {
        Value::Null => true,
        Value::Array(several) => several.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        _ => false,
    });
    if is_empty {
        resource.remove(attribute.name);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        super::schema::{GROUP, USER},
        *,
    };

    fn changed(of: &Resource, before: Value, operations: Value) -> Result<Value> {
        let Value::Object(mut resource) = before else { panic!("an object") };
        apply(of, &mut resource, json!({ "Operations": operations }))?;
        Ok(Value::Object(resource))
    }

    fn maren() -> Value {
        json!({
            "userName": "maren@northgate.example", "active": true, "name": { "givenName": "Maren", "familyName": "Holt" },
            "emails": [{ "value": "m@work.example", "type": "work", "primary": true }],
        })
    }

    #[test]
    fn a_person_is_changed_as_entra_sends_it() {
        let done = changed(
            &USER,
            maren(),
            json!([
                { "op": "Replace", "path": "active", "value": "False" },
                { "op": "Add", "path": "emails[type eq \"work\"].value", "value": "holt@work.example" },
                { "op": "Add", "path": "emails[type eq \"other\"].value", "value": "o@x.example" },
                { "op": "Replace", "path": "name.familyName", "value": "Holt-Lind" },
                { "op": "Add", "path": "title", "value": "Agent" },
                { "op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "D" },
                { "op": "replace", "value": { "id": "usr_1", "displayName": "Maren", "name.givenName": "Mara" } },
            ]),
        );
        assert_eq!(
            done.unwrap(),
            json!({
                "userName": "maren@northgate.example", "active": false, "displayName": "Maren",
                "name": { "givenName": "Mara", "familyName": "Holt-Lind" },
                "emails": [
                    { "value": "holt@work.example", "type": "work", "primary": true },
                    { "value": "o@x.example", "type": "other" },
                ],
            })
        );
    }

    #[test]
    fn a_group_gains_and_loses_people_in_each_of_the_ways_that_are_in_use() {
        let group = json!({ "displayName": "Agents", "members": [{ "value": "usr_1" }, { "value": "usr_2" }] });
        let members = |operations: Value| -> Vec<String> {
            let done = changed(&GROUP, group.clone(), operations).unwrap();
            let list = done["members"].as_array().cloned().unwrap_or_default();
            list.iter().map(|one| one["value"].as_str().unwrap().to_owned()).collect()
        };
        let add = json!([{ "op": "Add", "path": "members", "value": [{ "value": "usr_3" }, { "value": "usr_1" }] }]);
        assert_eq!(members(add), ["usr_1", "usr_2", "usr_3"]);
        let by_value = json!([{ "op": "Remove", "path": "members", "value": [{ "value": "usr_1" }] }]);
        assert_eq!(members(by_value), ["usr_2"]);
        let by_filter = json!([{ "op": "remove", "path": "members[value eq \"usr_2\"]" }]);
        assert_eq!(members(by_filter), ["usr_1"]);
        assert_eq!(members(json!([{ "op": "remove", "path": "members" }])), [] as [String; 0]);
        let replaced = json!([{ "op": "replace", "value": { "members": [{ "value": "usr_9" }] } }]);
        assert_eq!(members(replaced), ["usr_9"]);
    }

    #[test]
    fn the_address_before_the_others_is_one() {
        let new = json!({ "value": "n@x.example", "type": "home", "primary": true });
        let done = changed(&USER, maren(), json!([{ "op": "add", "path": "emails", "value": [new] }])).unwrap();
        assert_eq!((&done["emails"][0]["primary"], &done["emails"][1]["primary"]), (&json!(false), &json!(true)));
    }

    #[test]
    fn what_cannot_be_changed_is_refused_by_its_word() {
        let code = |operations: Value| match changed(&USER, maren(), operations) {
            Err(Error::Invalid(errors)) => errors[0].code.clone(),
            other => panic!("{other:?}"),
        };
        for (operation, expected) in [
            (json!({ "op": "remove" }), "no_target"),
            (json!({ "op": "remove", "path": "userName" }), "mutability"),
            (json!({ "op": "remove", "path": "active" }), "mutability"),
            (json!({ "op": "replace", "path": "id", "value": "x" }), "mutability"),
            (json!({ "op": "replace", "path": "meta.created", "value": "x" }), "mutability"),
            (json!({ "op": "replace", "path": "emails[type eq", "value": "x" }), "invalid_path"),
            (json!({ "op": "replace", "path": "name[givenName eq \"x\"]", "value": "x" }), "invalid_path"),
            (json!({ "op": "replace", "path": "", "value": "x" }), "invalid_path"),
            (json!({ "op": "move", "path": "active", "value": true }), "invalid_syntax"),
            (json!({ "op": "replace", "path": "active", "value": "perhaps" }), "invalid_value"),
            (json!({ "op": "add", "value": "x" }), "invalid_value"),
        ] {
            assert_eq!(code(json!([operation])), expected, "{operation}");
        }
        assert_eq!(code(json!([])), "invalid_syntax");
    }

    #[test]
    fn removing_a_part_leaves_the_rest() {
        let done = changed(&USER, maren(), json!([{ "op": "remove", "path": "name.givenName" }])).unwrap();
        assert_eq!(done["name"], json!({ "familyName": "Holt" }));
        let done = changed(&USER, maren(), json!([{ "op": "remove", "path": "name" }])).unwrap();
        assert!(done.get("name").is_none());
    }
}

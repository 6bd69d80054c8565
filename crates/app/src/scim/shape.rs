//! What was sent, brought into the shape of its schema: names as the schema writes them, nothing that the desk has no use for.

use serde_json::{Map, Value};
use tierline_domain::text;

use super::schema::{Attribute, COMMON, Kind, Resource};
use crate::error::{Error, Result};

/// The most values that an attribute can have.
const VALUES: usize = 50_000;

/// An attribute by its name, in any case of letters (RFC 7643, 2.1).
pub(super) fn named(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

/// The same of a resource, whether its schema or the contract says that it has it.
pub(super) fn attribute(of: &Resource, name: &str) -> Option<&'static Attribute> {
    named(of.attributes, name).or_else(|| named(COMMON, name))
}

/// What was sent as a resource. What the schema does not name, and what the desk alone writes, is left aside (RFC 7644, 3.3).
///
/// # Errors
/// [`Error::Invalid`] on the attribute.
pub(super) fn resource(of: &Resource, sent: &Value) -> Result<Map<String, Value>> {
    let Value::Object(sent) = sent else {
        return Err(Error::field("body", "invalid_syntax", "Send an object."));
    };
    let known = |name: &str| attribute(of, name);
    let shaped = object(sent, &known, "")?;
    for one in of.attributes.iter().filter(|one| one.required && one.kind == Kind::Text && !one.many) {
        if !shaped.contains_key(one.name) {
            return Err(Error::field(one.name, "invalid_value", format!("Send {}.", one.name)));
        }
    }
    Ok(shaped)
}

fn object(
    sent: &Map<String, Value>,
    known: &dyn Fn(&str) -> Option<&'static Attribute>,
    above: &str,
) -> Result<Map<String, Value>> {
    let mut shaped = Map::new();
    for (name, value) in sent {
        let Some(one) = known(name).filter(|one| !one.read_only) else { continue };
        let field = if above.is_empty() { one.name.to_owned() } else { format!("{above}.{}", one.name) };
        if let Some(value) = value_of(one, value, &field)? {
            shaped.insert(one.name.to_owned(), value);
        }
    }
    Ok(shaped)
}

/// The value of an attribute; none where there is nothing in it.
pub(super) fn value_of(one: &'static Attribute, value: &Value, field: &str) -> Result<Option<Value>> {
    if !one.many {
        return single(one, value, field);
    }
    let several = match value {
        Value::Null => return Ok(None),
        Value::Array(several) => several.as_slice(),
        alone => std::slice::from_ref(alone),
    };
    if several.len() > VALUES {
        return Err(Error::field(field, "too_many", format!("At most {VALUES} values.")));
    }
    let mut kept = Vec::new();
    for value in several {
        kept.extend(single(one, value, field)?);
    }
    Ok(if kept.is_empty() { None } else { Some(Value::Array(kept)) })
}

fn single(one: &'static Attribute, value: &Value, field: &str) -> Result<Option<Value>> {
    let wrong = |wanted: &str| Err(Error::field(field, "invalid_value", format!("{field} is {wanted}.")));
    match (one.kind, value) {
        (_, Value::Null) => Ok(None),
        (Kind::Text | Kind::Reference, Value::String(said)) => line(said, field),
        (Kind::Flag, Value::Bool(flag)) => Ok(Some(Value::Bool(*flag))),
        // So Microsoft Entra ID has sent them.
        (Kind::Flag, Value::String(said)) if said.eq_ignore_ascii_case("true") => Ok(Some(Value::Bool(true))),
        (Kind::Flag, Value::String(said)) if said.eq_ignore_ascii_case("false") => Ok(Some(Value::Bool(false))),
        (Kind::Complex, Value::Object(sent)) => {
            let parts = object(sent, &|name| named(one.parts, name), field)?;
            Ok(if parts.is_empty() { None } else { Some(Value::Object(parts)) })
        }
        (Kind::Text | Kind::Reference, _) => wrong("a text"),
        (Kind::Flag, _) => wrong("true or false"),
        (Kind::Complex, _) => wrong("an object"),
        (Kind::Number | Kind::Time, _) => wrong("the desk's to write"),
    }
}

/// One line of text; blank counts as absent.
fn line(said: &str, field: &str) -> Result<Option<Value>> {
    if said.trim().is_empty() {
        return Ok(None);
    }
    let mut faults = crate::error::Faults::default();
    let kept = faults.text(field, text::line(said), text::LINE_LIMIT);
    faults.finish()?;
    Ok(Some(Value::String(kept)))
}

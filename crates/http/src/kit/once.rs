//! Reads JSON in which each field stands once. What is written twice means one thing to one reader and another to the next: it is refused
//! by its name.

use std::{cell::RefCell, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use tierline_app::FieldError;

use super::read::repeated;

/// Why something cannot be read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It is not JSON, from this place on.
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// This field stands twice, by its path.
    Repeated(String),
}

/// Which names are the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Those that are written alike.
    Exact,
    /// Those that differ in the case of letters alone, too: some contracts read them alike.
    AnyCase,
}

/// Reads a value.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(bytes: &[u8], names: Names) -> Result<Value, Unread> {
    let repeated = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Once { path: String::new(), names, repeated: &repeated }.deserialize(&mut reader);
    let read = read.and_then(|value| reader.end().map(|()| value));
    match (read, repeated.into_inner()) {
        (Err(error), _) => Err(Unread::Syntax { line: error.line(), column: error.column() }),
        (Ok(_), Some(path)) => Err(Unread::Repeated(path)),
        (Ok(value), None) => Ok(value),
    }
}

/// Refuses what somebody sent in which a field stands twice. What is no JSON is left to who reads it.
///
/// # Errors
/// The field.
pub(crate) fn require(bytes: &[u8], names: Names) -> Result<(), FieldError> {
    match read(bytes, names) {
        Err(Unread::Repeated(field)) => Err(repeated(&field)),
        Ok(_) | Err(Unread::Syntax { .. }) => Ok(()),
    }
}

/// A value at a place.
struct Once<'a> {
    path: String,
    names: Names,
    /// The first field that stood twice.
    repeated: &'a RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = all.next_element_seed(Once { path: self.path.clone(), ..self })? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let (mut fields, mut known) = (Map::new(), HashSet::new());
        while let Some(name) = all.next_key::<String>()? {
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            let is_new = match self.names {
                Names::Exact => !fields.contains_key(&name),
                Names::AnyCase => known.insert(name.to_lowercase()),
            };
            if !is_new {
                self.repeated.borrow_mut().get_or_insert_with(|| path.clone());
            }
            let value = all.next_value_seed(Once { path, ..self })?;
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_twice_is_named_wherever_it_stands() {
        for (text, path) in [
            (r#"{"a": 1, "a": 1}"#, "a"),
            (r#"{"a": {"b": 1, "c": 2, "b": 3}}"#, "a.b"),
            (r#"{"a": [{"b": 1}, {"b": 1, "b": 2}]}"#, "a.b"),
            (r#"{"\u0061": 1, "a": 2}"#, "a"),
        ] {
            let Err(Unread::Repeated(found)) = read(text.as_bytes(), Names::Exact) else { panic!("{text} was read") };
            assert_eq!(found, path, "{text}");
        }
    }

    #[test]
    fn names_in_another_case_are_the_same_where_a_contract_reads_them_alike() {
        let text = br#"{"title": 1, "note": {"Text": 1, "text": 2}}"#;
        assert!(require(text, Names::Exact).is_ok());
        assert_eq!(require(text, Names::AnyCase).unwrap_err().field, "note.text");
        assert!(require(b"{", Names::AnyCase).is_ok(), "whoever reads it says so");
    }

    #[test]
    fn all_else_is_read_as_it_is() {
        for text in [r#"{"a": [1, -2, 0.5, true, null, "x"], "b": {"a": 9007199254740993}}"#, "[]", "\"x\"", " {} "] {
            assert_eq!(
                read(text.as_bytes(), Names::Exact).unwrap(),
                serde_json::from_str::<Value>(text).unwrap(),
                "{text}"
            );
        }
        for text in ["", "{", "{} {}", r#"{"a" 1}"#] {
            assert!(matches!(read(text.as_bytes(), Names::Exact), Err(Unread::Syntax { .. })), "{text}");
        }
    }
}

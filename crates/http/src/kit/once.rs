//! Reads JSON in which each field stands once. What is written twice means one thing to one reader and another to the next: it is refused
//! by its name.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

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

/// Reads a value.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, Unread> {
    let repeated = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Once { path: String::new(), repeated: &repeated }.deserialize(&mut reader);
    let read = read.and_then(|value| reader.end().map(|()| value));
    match (read, repeated.into_inner()) {
        (Err(error), _) => Err(Unread::Syntax { line: error.line(), column: error.column() }),
        (Ok(_), Some(path)) => Err(Unread::Repeated(path)),
        (Ok(value), None) => Ok(value),
    }
}

/// A value at a place.
struct Once<'a> {
    path: String,
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
        while let Some(value) = all.next_element_seed(Once { path: self.path.clone(), repeated: self.repeated })? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = all.next_key::<String>()? {
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            if fields.contains_key(&name) {
                self.repeated.borrow_mut().get_or_insert_with(|| path.clone());
            }
            let value = all.next_value_seed(Once { path, repeated: self.repeated })?;
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
            let Err(Unread::Repeated(found)) = read(text.as_bytes()) else { panic!("{text} was read") };
            assert_eq!(found, path, "{text}");
        }
    }

    #[test]
    fn all_else_is_read_as_it_is() {
        for text in [r#"{"a": [1, -2, 0.5, true, null, "x"], "b": {"a": 9007199254740993}}"#, "[]", "\"x\"", " {} "] {
            assert_eq!(read(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
        for text in ["", "{", "{} {}", r#"{"a" 1}"#] {
            assert!(matches!(read(text.as_bytes()), Err(Unread::Syntax { .. })), "{text}");
        }
    }
}

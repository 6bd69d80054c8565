//! Reads a command out of JSON or of a query string, strictly, and says what is wrong in our own words.
//!
//! serde's own texts speak of types of a program. Here each mistake has the field's name, a stable code and a sentence that
//! names the way out. Types of fields say what they expect with [`serde::de::Error::invalid_value`]; that text is shown.

use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};
use tierline_app::FieldError;

/// Longest piece of the caller's own text that an answer repeats, in characters.
const ECHO_LIMIT: usize = 60;

/// Reads a value of JSON.
///
/// # Errors
/// The first field that does not fit.
pub(crate) fn from_json<T: DeserializeOwned>(value: &Value) -> Result<T, FieldError> {
    T::deserialize(Reader { value, texts: false }).map_err(FieldError::from)
}

/// A field that stands twice in one object.
pub(crate) fn repeated(field: &str) -> FieldError {
    Fault::named(field, "repeated", "Give this field once.").into()
}

/// Reads the parameters of a query string: texts are read as numbers and booleans where these are wanted, and a parameter
/// that is not a list stands once.
///
/// # Errors
/// The first parameter that does not fit.
pub(crate) fn from_pairs<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, FieldError> {
    let mut map = Map::new();
    for (name, text) in pairs {
        let entry = map.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(all) = entry {
            all.push(Value::String(text));
        }
    }
    T::deserialize(Reader { value: &Value::Object(map), texts: true }).map_err(FieldError::from)
}

/// Reads a field that may be absent (unchanged), null (emptied) or given.
///
/// # Errors
/// The value does not fit.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}

/// A mistake while reading; the path grows on the way out.
#[derive(Debug)]
struct Fault {
    field: String,
    code: &'static str,
    message: String,
}

impl Fault {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { field: String::new(), code, message: message.into() }
    }

    fn named(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: echo(field), ..Self::new(code, message) }
    }

    fn under(self, name: &str) -> Self {
        let field = if self.field.is_empty() { name.to_owned() } else { format!("{name}.{}", self.field) };
        Self { field, ..self }
    }
}

/// As much of the caller's text as is repeated.
fn echo(text: &str) -> String {
    text.chars().filter(|c| !tierline_domain::text::is_deceptive(*c)).take(ECHO_LIMIT).collect()
}

impl From<Fault> for FieldError {
    fn from(fault: Fault) -> Self {
        let field = if fault.field.is_empty() { "body".to_owned() } else { fault.field };
        Self { field, code: fault.code.to_owned(), message: fault.message }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    /// The text is a program's: it is not shown.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new("invalid", "This value does not have the form that is needed here.")
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new("wrong_type", format!("Expected {expected}."))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new("invalid", format!("Expected {expected}."))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new("unknown_value", format!("Take one of: {}.", expected.join(", ")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let message = match expected {
            [] => "Nothing can be given here.".to_owned(),
            expected => format!("There is no such field here. These there are: {}.", expected.join(", ")),
        };
        Self::named(field, "unknown_field", message)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::named(field, "missing", "This field is needed.")
    }
}

/// A value that is about to be read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    value: &'a Value,
    /// Everything is a text, because it comes from a query string.
    texts: bool,
}

impl<'a> Reader<'a> {
    /// The one text of a parameter, or the value as it is.
    fn single(self) -> Result<&'a Value, Fault> {
        match self.value {
            Value::Array(all) if self.texts => match all.as_slice() {
                [one] => Ok(one),
                _ => Err(Fault::new("repeated", "Give this parameter once.")),
            },
            other => Ok(other),
        }
    }

    fn text(self) -> Result<&'a str, Fault> {
        match self.single()? {
            Value::String(text) if text.contains('\0') => {
                Err(Fault::new("forbidden_character", "Remove the control characters: they can hide what is written."))
            }
            Value::String(text) => Ok(text),
            _ => Err(Fault::new("wrong_type", "Write a text here.")),
        }
    }

    fn whole(self) -> Result<i64, Fault> {
        const WRONG: &str = "Write a whole number here.";
        let number = match self.single()? {
            Value::Number(number) => whole_number(number),
            Value::String(text) if self.texts => text.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| Fault::new("wrong_type", WRONG))
    }

    fn between<T: TryFrom<i64>>(self, least: impl fmt::Display, most: impl fmt::Display) -> Result<T, Fault> {
        let whole = self.whole()?;
        T::try_from(whole)
            .map_err(|_| Fault::new("out_of_range", format!("Write a whole number from {least} to {most}.")))
    }
}

/// A number without a fraction: 3 and 3.0 are the same number in JSON.
fn whole_number(number: &Number) -> Option<i64> {
    let exact = |float: f64| {
        // 2^53: beyond it a float no longer tells neighbouring numbers apart.
        #[expect(clippy::cast_possible_truncation, reason = "the range and the missing fraction were checked")]
        (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then_some(float as i64)
    };
    number.as_i64().or_else(|| number.as_f64().filter(|_| number.is_f64()).and_then(exact))
}

/// Integers by their width.
macro_rules! integers {
    ($($method:ident $visit:ident $type:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit(self.between::<$type>($type::MIN, $type::MAX)?)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    integers!(
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32, deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    );

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_i64(self.whole()?)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match whole_number(number) {
                Some(whole) => visitor.visit_i64(whole),
                None => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(_) => visitor.visit_str(self.text()?),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.single()? {
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) if self.texts && text == "true" => visitor.visit_bool(true),
            Value::String(text) if self.texts && text == "false" => visitor.visit_bool(false),
            _ => Err(Fault::new("wrong_type", "Write true or false here.")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let number = match self.single()? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if self.texts => text.parse().ok().filter(|f: &f64| f.is_finite()),
            _ => None,
        };
        visitor.visit_f64(number.ok_or_else(|| Fault::new("wrong_type", "Write a number here."))?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Array(items) => visitor.visit_seq(Items { items, next: 0, texts: self.texts }),
            _ => Err(Fault::new("wrong_type", "Write a list here.")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Object(map) => visitor.visit_map(Fields { entries: map.iter(), current: None, texts: self.texts }),
            _ => Err(Fault::new("wrong_type", "Write an object here.")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(Word(self.text()?))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct }
}

/// A word that stands for a value of an enum.
struct Word<'a>(&'a str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = Fault;
    type Variant = Unit;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Unit), Fault> {
        seed.deserialize(self.0.into_deserializer()).map(|value| (value, Unit))
    }
}

/// A variant that carries nothing.
struct Unit;

impl<'de> VariantAccess<'de> for Unit {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Fault> {
        Err(Fault::new("wrong_type", "Write a text here."))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(Fault::new("wrong_type", "Write a text here."))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        Err(Fault::new("wrong_type", "Write a text here."))
    }
}

struct Items<'a> {
    items: &'a [Value],
    next: usize,
    texts: bool,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(value) = self.items.get(self.next) else { return Ok(None) };
        let place = self.next;
        self.next += 1;
        let read = seed.deserialize(Reader { value, texts: self.texts });
        // A list in a query string is one parameter given several times: the place says nothing there.
        read.map(Some).map_err(|fault| if self.texts { fault } else { fault.under(&place.to_string()) })
    }
}

struct Fields<'a> {
    entries: serde_json::map::Iter<'a>,
    current: Option<(&'a str, &'a Value)>,
    texts: bool,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((name, value)) = self.entries.next() else { return Ok(None) };
        self.current = Some((name, value));
        seed.deserialize(name.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some((name, value)) = self.current.take() else { return Err(Fault::new("invalid", "A value is missing.")) };
        seed.deserialize(Reader { value, texts: self.texts }).map_err(|fault| fault.under(&echo(name)))
    }
}

#[cfg(test)]
mod tests;

//! Filters (RFC 7644, 3.4.2.2). What is not known is refused by its name: a filter that is left aside shows too much.

use std::cmp::Ordering;

use chrono::DateTime;
use serde_json::{Map, Value};

use super::{
    path::{self, Name, Scope, Token},
    schema::{Kind, Resource},
};
use crate::error::{Error, Result};

/// The most brackets in one another.
const DEEPEST: usize = 8;

/// A filter, read.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    /// One of these.
    Any(Vec<Self>),
    /// All of these.
    All(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// One value of the attribute, by itself.
    Inside(Name, Box<Self>),
    /// There is something in it.
    Present(Name),
    /// It against a value.
    One(Name, Operator, Value),
}

/// How something is held against a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Contains,
    Begins,
    Ends,
    Gt,
    Ge,
    Lt,
    Le,
}

/// Each operator by its word.
const OPERATORS: &[(&str, Operator)] = &[
    ("eq", Operator::Eq),
    ("ne", Operator::Ne),
    ("co", Operator::Contains),
    ("sw", Operator::Begins),
    ("ew", Operator::Ends),
    ("gt", Operator::Gt),
    ("ge", Operator::Ge),
    ("lt", Operator::Lt),
    ("le", Operator::Le),
];

fn refusal(message: impl Into<String>) -> Error {
    Error::field("filter", "invalid_filter", message)
}

fn syntax() -> Error {
    refusal("Write the filter like userName eq \"maren@northgate.example\" and active eq true.")
}

impl Filter {
    /// Reads a filter of resources.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `filter`.
    pub(super) fn read(text: &str, of: &Resource) -> Result<Self> {
        let tokens = path::tokens(text).ok_or_else(syntax)?;
        Self::of_tokens(tokens, Scope::Resource(of))
    }

    /// The same of signs that were read.
    pub(super) fn of_tokens(tokens: Vec<Token>, scope: Scope<'_>) -> Result<Self> {
        let mut reader = Reader { tokens: tokens.into_iter().peekable() };
        let filter = reader.any(scope, DEEPEST)?;
        if reader.tokens.next().is_none() { Ok(filter) } else { Err(syntax()) }
    }

    /// Whether it lets something through.
    pub(super) fn takes(&self, item: &Map<String, Value>) -> bool {
        match self {
            Self::Any(all) => all.iter().any(|one| one.takes(item)),
            Self::All(all) => all.iter().all(|one| one.takes(item)),
            Self::Not(one) => !one.takes(item),
            Self::Inside(name, filter) => {
                values(item, name).into_iter().filter_map(Value::as_object).any(|value| filter.takes(value))
            }
            Self::Present(name) => values(item, name).into_iter().any(|value| !value.is_null()),
            Self::One(name, Operator::Ne, wanted) => {
                let found = values(item, name);
                found.is_empty() || found.into_iter().any(|value| !holds(name, Operator::Eq, value, wanted))
            }
            Self::One(name, operator, Value::Null) => *operator == Operator::Eq && values(item, name).is_empty(),
            Self::One(name, operator, wanted) => {
                values(item, name).into_iter().any(|value| holds(name, *operator, value, wanted))
            }
        }
    }

    /// The name and the value, where the filter is nothing but one equality: what a new element of a list begins with.
    pub(super) fn equality(&self) -> Option<(&'static str, &Value)> {
        match self {
            Self::One(name, Operator::Eq, value) if name.part.is_none() => Some((name.attribute.name, value)),
            _ => None,
        }
    }
}

/// All values that a name leads to. Where an attribute has several of several parts, its value is the part `value` (RFC 7643, 2.4).
fn values<'a>(item: &'a Map<String, Value>, name: &Name) -> Vec<&'a Value> {
    let Some(found) = item.get(name.attribute.name) else { return Vec::new() };
    let several = match found {
        Value::Array(several) => several.iter().collect(),
        one => vec![one],
    };
    match name.part {
        Some(part) => several.into_iter().filter_map(|one| one.get(part.name)).collect(),
        None => several,
    }
}

fn holds(name: &Name, operator: Operator, found: &Value, wanted: &Value) -> bool {
    let found = found.as_object().and_then(|parts| parts.get("value")).unwrap_or(found);
    let meant = name.meant();
    match (found, wanted) {
        (Value::Bool(found), Value::Bool(wanted)) => operator == Operator::Eq && found == wanted,
        (Value::String(found), Value::String(wanted)) if meant.kind == Kind::Time => {
            let time = |text: &str| DateTime::parse_from_rfc3339(text).ok();
            time(found).zip(time(wanted)).is_some_and(|(found, wanted)| ordered(operator, found.cmp(&wanted)))
        }
        (Value::String(found), Value::String(wanted)) => {
            let form = |text: &str| if meant.case_exact { text.to_owned() } else { text.to_lowercase() };
            let (found, wanted) = (form(found), form(wanted));
            match operator {
                Operator::Contains => found.contains(&wanted),
                Operator::Begins => found.starts_with(&wanted),
                Operator::Ends => found.ends_with(&wanted),
                operator => ordered(operator, found.cmp(&wanted)),
            }
        }
        _ => false,
    }
}

const fn ordered(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Eq => order.is_eq(),
        Operator::Gt => order.is_gt(),
        Operator::Ge => order.is_ge(),
        Operator::Lt => order.is_lt(),
        Operator::Le => order.is_le(),
        _ => false,
    }
}

struct Reader {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Reader {
    fn word(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Word(found) if found.eq_ignore_ascii_case(word))).is_some()
    }

    fn sign(&mut self, sign: &Token) -> Result<()> {
        if self.tokens.next().as_ref() == Some(sign) { Ok(()) } else { Err(syntax()) }
    }

    fn any(&mut self, scope: Scope<'_>, levels: usize) -> Result<Filter> {
        let mut all = vec![self.all(scope, levels)?];
        while self.word("or") {
            all.push(self.all(scope, levels)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::Any(all) })
    }

    fn all(&mut self, scope: Scope<'_>, levels: usize) -> Result<Filter> {
        let mut all = vec![self.one(scope, levels)?];
        while self.word("and") {
            all.push(self.one(scope, levels)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::All(all) })
    }

    fn one(&mut self, scope: Scope<'_>, levels: usize) -> Result<Filter> {
        let levels =
            levels.checked_sub(1).ok_or_else(|| refusal(format!("At most {DEEPEST} brackets in one another.")))?;
        if self.word("not") {
            self.sign(&Token::Open)?;
            let inner = self.any(scope, levels)?;
            self.sign(&Token::Close)?;
            return Ok(Filter::Not(Box::new(inner)));
        }
        if self.tokens.next_if_eq(&Token::Open).is_some() {
            let inner = self.any(scope, levels)?;
            self.sign(&Token::Close)?;
            return Ok(inner);
        }
        let Some(Token::Word(text)) = self.tokens.next() else { return Err(syntax()) };
        let name = path::name(&text, scope).ok_or_else(|| {
            let shown: String = text.chars().take(80).collect();
            refusal(format!("There is no attribute {shown} here."))
        })?;
        if self.tokens.next_if_eq(&Token::OpenValue).is_some() {
            let inner = self.any(Scope::Parts(name.meant().parts), levels)?;
            self.sign(&Token::CloseValue)?;
            return Ok(Filter::Inside(name, Box::new(inner)));
        }
        self.comparison(name)
    }

    fn comparison(&mut self, name: Name) -> Result<Filter> {
        let Some(Token::Word(word)) = self.tokens.next() else { return Err(syntax()) };
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(name));
        }
        let known = OPERATORS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word));
        let (_, operator) = known.ok_or_else(|| refusal("Take one of eq, ne, co, sw, ew, gt, ge, lt, le, pr."))?;
        let value = match self.tokens.next() {
            Some(Token::Text(text)) => Value::String(text),
            Some(Token::Word(word)) => serde_json::from_str(&word.to_lowercase()).map_err(|_| syntax())?,
            _ => return Err(syntax()),
        };
        // So Microsoft Entra ID asks.
        let value = match (name.meant().kind, &value) {
            (Kind::Flag, Value::String(text)) => Value::Bool(text.eq_ignore_ascii_case("true")),
            _ => value,
        };
        Ok(Filter::One(name, *operator, value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::schema::USER, *};

    fn takes(filter: &str) -> bool {
        let item = json!({
            "id": "usr_1", "externalId": "Ab1", "userName": "Maren@northgate.example", "active": true,
            "name": { "familyName": "Holt" },
            "emails": [{ "value": "m@home.example", "type": "home" }, { "value": "m@work.example", "type": "work" }],
            "meta": { "lastModified": "2026-03-02T08:00:00Z" },
        });
        let filter = Filter::read(filter, &USER).unwrap_or_else(|error| panic!("{filter}: {error}"));
        filter.takes(item.as_object().unwrap())
    }

    #[test]
    fn an_attribute_is_held_against_a_value() {
        for (filter, expected) in [
            (r#"userName eq "maren@NORTHGATE.example""#, true),
            (r#"userName Eq "maren""#, false),
            (r#"userName sw "maren" and userName ew ".EXAMPLE""#, true),
            (r#"userName co "@north""#, true),
            (r#"externalId eq "ab1""#, false),
            (r#"externalId eq "Ab1""#, true),
            (r#"name.familyName eq "holt""#, true),
            (r#"emails eq "m@work.example""#, true),
            (r#"emails.type eq "other""#, false),
            (r#"emails[type eq "work" and value co "@work"]"#, true),
            (r#"emails[type eq "home" and value co "@work"]"#, false),
            ("active eq true", true),
            (r#"active eq "True""#, true),
            ("active ne true", false),
            ("displayName pr", false),
            ("displayName eq null", true),
            (r#"displayName ne "x""#, true),
            ("not (displayName pr) and userName pr", true),
            (r#"meta.lastModified gt "2026-03-02T07:00:00Z""#, true),
            (r#"meta.lastModified lt "2026-03-02T10:00:00+02:00""#, false),
            (r#"userName eq "x" or (active eq true and emails pr)"#, true),
            (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "maren""#, true),
        ] {
            assert_eq!(takes(filter), expected, "{filter}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for filter in [
            "",
            "userName",
            "userName eq",
            "userName eq maren",
            r#"userName like "x""#,
            r#"title eq "x""#,
            r#"emails[kind eq "x"]"#,
            r#"(userName eq "x""#,
            r#"userName eq "x" userName eq "y""#,
            r#"userName eq "x"#,
            r#"not userName eq "x""#,
        ] {
            match Filter::read(filter, &USER) {
                Err(Error::Invalid(errors)) => assert_eq!(errors[0].code, "invalid_filter", "{filter}"),
                other => panic!("{filter}: {other:?}"),
            }
        }
    }

    /// Threat: brackets within brackets must not use up the stack.
    #[test]
    fn a_filter_has_an_end() {
        let deep = |levels: usize| format!("{}active eq true{}", "(".repeat(levels), ")".repeat(levels));
        assert!(Filter::read(&deep(DEEPEST - 1), &USER).is_ok());
        assert!(Filter::read(&deep(DEEPEST), &USER).is_err());
    }
}

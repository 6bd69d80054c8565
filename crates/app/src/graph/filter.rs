//! Filters as OData writes them, as far as the contract's lists take them: a property, `eq`, `ne`, `gt`, `ge`, `lt` or `le`, and a value;
//! several with `and`, `or` and brackets. What is not known is refused by its name: a filter that is left aside shows too much.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use crate::error::{Error, Result};

/// The longest filter that is read, in bytes.
const LONGEST: usize = 4096;
/// The most brackets in one another.
const DEEPEST: usize = 8;

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text, or a word of the contract's own.
    Text,
    /// A time.
    Time,
    /// True or false.
    Flag,
    /// Something that is shown and not filtered by.
    Shown,
}

/// A property of what a list shows: its name, with a slash where it lies inside another, and what it holds.
pub type Property = (&'static str, Kind);

/// Properties of a service's state.
pub const HEALTH: &[Property] =
    &[("id", Kind::Text), ("service", Kind::Text), ("status", Kind::Text), ("issues", Kind::Shown)];
/// Properties of an issue.
pub const ISSUE: &[Property] = &[
    ("id", Kind::Text),
    ("title", Kind::Text),
    ("startDateTime", Kind::Time),
    ("endDateTime", Kind::Time),
    ("lastModifiedDateTime", Kind::Time),
    ("impactDescription", Kind::Text),
    ("classification", Kind::Text),
    ("status", Kind::Text),
    ("service", Kind::Text),
    ("isResolved", Kind::Flag),
    ("posts", Kind::Shown),
];
/// Properties of a message.
pub const MESSAGE: &[Property] = &[
    ("id", Kind::Text),
    ("title", Kind::Text),
    ("startDateTime", Kind::Time),
    ("endDateTime", Kind::Time),
    ("lastModifiedDateTime", Kind::Time),
    ("category", Kind::Text),
    ("services", Kind::Shown),
    ("body", Kind::Shown),
];
/// Properties of a delegated admin relationship.
pub const RELATIONSHIP: &[Property] = &[
    ("id", Kind::Text),
    ("displayName", Kind::Text),
    ("status", Kind::Text),
    ("createdDateTime", Kind::Time),
    ("activatedDateTime", Kind::Time),
    ("endDateTime", Kind::Time),
    ("customer", Kind::Shown),
    ("customer/tenantId", Kind::Text),
    ("customer/displayName", Kind::Text),
    ("accessDetails", Kind::Shown),
    ("duration", Kind::Shown),
];
/// Properties of an access assignment.
pub const ASSIGNMENT: &[Property] = &[
    ("id", Kind::Text),
    ("status", Kind::Text),
    ("accessContainer", Kind::Shown),
    ("accessContainer/accessContainerId", Kind::Text),
    ("accessDetails", Kind::Shown),
];
/// Properties of a customer with delegated admin.
pub const CUSTOMER: &[Property] = &[("id", Kind::Text), ("tenantId", Kind::Text), ("displayName", Kind::Text)];

/// A filter, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// One of these.
    Any(Vec<Filter>),
    /// All of these.
    All(Vec<Filter>),
    /// A property against a value.
    One(Comparison),
}

/// A property against a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Where the property is: a JSON pointer.
    pointer: String,
    operator: Operator,
    value: Literal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

#[derive(Debug, Clone, PartialEq)]
enum Literal {
    Null,
    Text(String),
    Time(DateTime<Utc>),
    Flag(bool),
}

fn refusal(code: &str, message: impl Into<String>) -> Error {
    Error::field("$filter", code, message)
}

fn syntax() -> Error {
    refusal("syntax", "Write the filter like status eq 'active' and createdDateTime ge 2026-01-01T00:00:00Z.")
}

impl Filter {
    /// Reads a filter of things with these properties.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `$filter`.
    pub fn read(text: &str, properties: &[Property]) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(refusal("too_long", format!("At most {LONGEST} bytes.")));
        }
        let mut reader = Reader { tokens: tokens(text)?.into_iter().peekable(), properties };
        let filter = reader.any(DEEPEST)?;
        match reader.tokens.next() {
            None => Ok(filter),
            Some(_) => Err(syntax()),
        }
    }

    /// Whether it lets something through.
    #[must_use]
    pub fn takes(&self, item: &Value) -> bool {
        match self {
            Self::Any(all) => all.iter().any(|one| one.takes(item)),
            Self::All(all) => all.iter().all(|one| one.takes(item)),
            Self::One(comparison) => comparison.holds(item),
        }
    }
}

impl Comparison {
    fn holds(&self, item: &Value) -> bool {
        let found = item.pointer(&self.pointer).filter(|value| !value.is_null());
        let order = match (&self.value, found) {
            (Literal::Null, None) => Some(std::cmp::Ordering::Equal),
            (Literal::Text(wanted), Some(Value::String(text))) => Some(text.to_lowercase().cmp(&wanted.to_lowercase())),
            (Literal::Time(wanted), Some(Value::String(text))) => {
                DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc).cmp(wanted))
            }
            (Literal::Flag(wanted), Some(Value::Bool(flag))) => Some(flag.cmp(wanted)),
            _ => None,
        };
        match (self.operator, order) {
            (Operator::Ne, order) => order.is_none_or(|order| order.is_ne()),
            (_, None) => false,
            (Operator::Eq, Some(order)) => order.is_eq(),
            (Operator::Gt, Some(order)) => order.is_gt(),
            (Operator::Ge, Some(order)) => order.is_ge(),
            (Operator::Lt, Some(order)) => order.is_lt(),
            (Operator::Le, Some(order)) => order.is_le(),
        }
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            '\'' => tokens.push(Token::Text(quoted(&mut rest)?)),
            next if next.is_whitespace() => {}
            next => {
                let mut word = String::from(next);
                while let Some(more) = rest.next_if(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '\'')) {
                    word.push(more);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

/// The rest of a text in single quotes; two of them in it stand for one.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String> {
    let mut text = String::new();
    while let Some(next) = rest.next() {
        if next != '\'' {
            text.push(next);
        } else if rest.next_if_eq(&'\'').is_some() {
            text.push('\'');
        } else {
            return Ok(text);
        }
    }
    Err(syntax())
}

struct Reader<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    properties: &'a [Property],
}

impl Reader<'_> {
    fn joined(&mut self, word: &str) -> bool {
        self.tokens.next_if(|token| matches!(token, Token::Word(found) if found.eq_ignore_ascii_case(word))).is_some()
    }

    fn any(&mut self, levels: usize) -> Result<Filter> {
        let mut all = vec![self.all(levels)?];
        while self.joined("or") {
            all.push(self.all(levels)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::Any(all) })
    }

    fn all(&mut self, levels: usize) -> Result<Filter> {
        let mut all = vec![self.one(levels)?];
        while self.joined("and") {
            all.push(self.one(levels)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::All(all) })
    }

    fn one(&mut self, levels: usize) -> Result<Filter> {
        let name = match self.tokens.next() {
            Some(Token::Open) => {
                let levels = levels.checked_sub(1).ok_or_else(|| {
                    refusal("too_deep", format!("At most {DEEPEST} pairs of brackets in one another."))
                })?;
                let inner = self.any(levels)?;
                return if self.tokens.next() == Some(Token::Close) { Ok(inner) } else { Err(syntax()) };
            }
            Some(Token::Word(name)) => name,
            _ => return Err(syntax()),
        };
        let (path, kind) = self.property(&name)?;
        let operator = self.operator(kind)?;
        let value = self.value(kind, operator)?;
        Ok(Filter::One(Comparison { pointer: format!("/{path}"), operator, value }))
    }

    fn property(&mut self, name: &str) -> Result<Property> {
        let filtered: Vec<&str> =
            self.properties.iter().filter(|(_, kind)| *kind != Kind::Shown).map(|(name, _)| *name).collect();
        let shown: String = name.chars().take(60).collect();
        if self.tokens.peek() == Some(&Token::Open) || name.eq_ignore_ascii_case("not") {
            let message = format!("Filters here know no {shown}: take eq, ne, gt, ge, lt and le, joined by and, or.");
            return Err(refusal("not_supported", message));
        }
        let found = self.properties.iter().find(|(known, kind)| *known == name && *kind != Kind::Shown);
        found.copied().ok_or_else(|| {
            let message = format!("{shown:?} is not filtered by here. Take: {}.", filtered.join(", "));
            refusal("not_supported", message)
        })
    }

    fn operator(&mut self, kind: Kind) -> Result<Operator> {
        let Some(Token::Word(word)) = self.tokens.next() else { return Err(syntax()) };
        let operator = match word.to_ascii_lowercase().as_str() {
            "eq" => Operator::Eq,
            "ne" => Operator::Ne,
            "gt" => Operator::Gt,
            "ge" => Operator::Ge,
            "lt" => Operator::Lt,
            "le" => Operator::Le,
            _ => {
                let shown: String = word.chars().take(60).collect();
                let message = format!("{shown:?} does nothing here. Take: eq, ne, gt, ge, lt, le.");
                return Err(refusal("not_supported", message));
            }
        };
        if kind == Kind::Flag && !matches!(operator, Operator::Eq | Operator::Ne) {
            return Err(refusal("not_supported", "True and false are compared by eq and ne."));
        }
        Ok(operator)
    }

    fn value(&mut self, kind: Kind, operator: Operator) -> Result<Literal> {
        let token = self.tokens.next().ok_or_else(syntax)?;
        let bad = |message: &str| Err(refusal("unknown_value", message));
        match (kind, token) {
            (_, Token::Word(word)) if word.eq_ignore_ascii_case("null") => match operator {
                Operator::Eq | Operator::Ne => Ok(Literal::Null),
                _ => bad("null is compared by eq and ne."),
            },
            (Kind::Text, Token::Text(text)) => Ok(Literal::Text(text)),
            (Kind::Time, Token::Word(word)) => match time(&word) {
                Some(time) => Ok(Literal::Time(time)),
                None => bad("Write a time like 2026-01-01T00:00:00Z, without quotes."),
            },
            (Kind::Flag, Token::Word(word)) if word == "true" || word == "false" => Ok(Literal::Flag(word == "true")),
            (Kind::Text, _) => bad("Write the text in single quotes."),
            (Kind::Time, _) => bad("Write a time like 2026-01-01T00:00:00Z, without quotes."),
            (Kind::Flag | Kind::Shown, _) => bad("Write true or false."),
        }
    }
}

/// A time with its offset, or a day from its beginning.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let whole = DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc));
    whole.or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn takes(filter: &str) -> bool {
        let item = json!({
            "id": "d-1", "displayName": "Nord's support", "status": "active", "createdDateTime": "2026-03-02T08:00:00Z",
            "endDateTime": null, "customer": { "tenantId": "0c8a", "displayName": "Nord" },
        });
        Filter::read(filter, RELATIONSHIP).unwrap_or_else(|error| panic!("{filter}: {error}")).takes(&item)
    }

    fn code(filter: &str) -> String {
        match Filter::read(filter, ISSUE) {
            Err(Error::Invalid(errors)) if errors[0].field == "$filter" => errors[0].code.clone(),
            other => panic!("{filter}: {other:?}"),
        }
    }

    #[test]
    fn a_property_is_held_against_a_value() {
        for (filter, expected) in [
            ("status eq 'active'", true),
            ("status eq 'ACTIVE'", true),
            ("status ne 'active'", false),
            ("displayName eq 'Nord''s support'", true),
            ("customer/tenantId eq '0c8a'", true),
            ("createdDateTime ge 2026-03-02T08:00:00Z", true),
            ("createdDateTime gt 2026-03-02T10:00:00+02:00", false),
            ("createdDateTime lt 2026-03-03", true),
            ("endDateTime eq null", true),
            ("status ne null", true),
            ("endDateTime le 2026-03-03", false),
            ("endDateTime ne 2026-03-03", true),
        ] {
            assert_eq!(takes(filter), expected, "{filter}");
        }
    }

    #[test]
    fn and_binds_closer_than_or_and_brackets_closest() {
        assert!(takes("status eq 'active' or status eq 'created' and id eq 'x'"));
        assert!(!takes("(status eq 'active' or status eq 'created') and id eq 'x'"));
        assert!(takes("status eq 'created' or (id eq 'd-1' and status eq 'active')"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for (filter, expected) in [
            ("", "syntax"),
            ("status eq 'investigating", "syntax"),
            ("status eq", "syntax"),
            ("(status eq 'x'", "syntax"),
            ("status eq 'x' status eq 'y'", "syntax"),
            ("startswith(title,'a')", "not_supported"),
            ("posts/any(p:p/id eq 1)", "not_supported"),
            ("not (status eq 'x')", "not_supported"),
            ("posts eq 'x'", "not_supported"),
            ("severity eq 'x'", "not_supported"),
            ("title has 'x'", "not_supported"),
            ("isResolved gt false", "not_supported"),
            ("isResolved eq 'false'", "unknown_value"),
            ("startDateTime ge '2026-01-01'", "unknown_value"),
            ("startDateTime ge soon", "unknown_value"),
            ("status eq active", "unknown_value"),
            ("status gt null", "unknown_value"),
        ] {
            assert_eq!(code(filter), expected, "{filter}");
        }
    }

    /// Threat: brackets within brackets must not use up the stack.
    #[test]
    fn a_filter_has_an_end() {
        let deep = format!("{}id eq 'x'{}", "(".repeat(DEEPEST + 1), ")".repeat(DEEPEST + 1));
        assert_eq!(code(&deep), "too_deep");
        assert_eq!(code(&"(".repeat(LONGEST + 1)), "too_long");
    }
}

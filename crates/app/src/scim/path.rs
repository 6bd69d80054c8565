//! The names and signs of which filters and paths are made (RFC 7644, 3.4.2.2 and 3.5.2).

use super::{
    schema::{Attribute, Resource},
    shape,
};

/// The longest text that is read, in bytes.
pub(super) const LONGEST: usize = 4096;

/// A sign of a filter or a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenValue,
    /// `]`
    CloseValue,
    /// A name, an operator, or a value without quotes.
    Word(String),
    /// A text in quotes.
    Text(String),
}

/// Takes a text apart; none where quotes do not end, or it is too long.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (token, used) = match next {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '[' => (Token::OpenValue, 1),
            ']' => (Token::CloseValue, 1),
            '"' => quoted(rest)?,
            next if next.is_whitespace() => {
                rest = &rest[next.len_utf8()..];
                continue;
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"');
                let end = rest.find(ends).unwrap_or(rest.len());
                (Token::Word(rest[..end].to_owned()), end)
            }
        };
        tokens.push(token);
        rest = &rest[used..];
    }
    Some(tokens)
}

/// A text in quotes as JSON writes it, and how many bytes it takes.
fn quoted(rest: &str) -> Option<(Token, usize)> {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find_map(|(at, c)| match c {
        '"' if !escaped => Some(at + 1),
        c => {
            escaped = c == '\\' && !escaped;
            None
        }
    })?;
    Some((Token::Text(serde_json::from_str(&rest[..end]).ok()?), end))
}

/// Where names are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope<'a> {
    /// Among what a resource has.
    Resource(&'a Resource),
    /// Among the parts of an attribute.
    Parts(&'static [Attribute]),
}

/// What a name stands for: an attribute, and one of its parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub(super) attribute: &'static Attribute,
    pub(super) part: Option<&'static Attribute>,
}

impl Name {
    /// What is meant in the end.
    pub(super) fn meant(&self) -> &'static Attribute {
        self.part.unwrap_or(self.attribute)
    }
}

/// Looks a name up: `userName`, `name.familyName`, with the schema before it or without. None where there is none of it.
pub(super) fn name(text: &str, scope: Scope<'_>) -> Option<Name> {
    let text = match scope {
        Scope::Resource(of) => without_schema(text, of)?,
        Scope::Parts(_) => text,
    };
    let (first, part) = text.split_once('.').map_or((text, None), |(first, part)| (first, Some(part)));
    let attribute = match scope {
        Scope::Resource(of) => shape::attribute(of, first),
        Scope::Parts(parts) => shape::named(parts, first),
    }?;
    match part {
        None => Some(Name { attribute, part: None }),
        Some(part) => Some(Name { attribute, part: Some(shape::named(attribute.parts, part)?) }),
    }
}

/// The name behind a schema, where it is this resource's; none behind another's.
fn without_schema<'a>(text: &'a str, of: &Resource) -> Option<&'a str> {
    if !text.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("urn:")) {
        return Some(text);
    }
    let begin = text.get(..of.schema.len()).filter(|begin| begin.eq_ignore_ascii_case(of.schema))?;
    text[begin.len()..].strip_prefix(':')
}

#[cfg(test)]
mod tests {
    use super::{
        super::schema::{GROUP, USER},
        *,
    };

    #[test]
    fn a_text_in_quotes_is_one_sign_whatever_is_in_it() {
        let word = |text: &str| Token::Word(text.into());
        let text = |text: &str| Token::Text(text.into());
        assert_eq!(
            tokens(r#"emails[type eq "a \"] b"].value"#).unwrap(),
            [
                word("emails"),
                Token::OpenValue,
                word("type"),
                word("eq"),
                text("a \"] b"),
                Token::CloseValue,
                word(".value")
            ]
        );
        assert_eq!(tokens(r#"a eq "b"#), None);
        assert_eq!(tokens(&"a".repeat(LONGEST + 1)), None);
    }

    #[test]
    fn a_name_is_known_in_any_case_and_with_its_schema() {
        let meant = |text: &str| name(text, Scope::Resource(&USER)).map(|name| name.meant().name);
        assert_eq!(meant("USERNAME"), Some("userName"));
        assert_eq!(meant("urn:ietf:params:scim:schemas:core:2.0:user:name.familyname"), Some("familyName"));
        assert_eq!(meant("externalid"), Some("externalId"));
        for unknown in ["title", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "name.x", ""]
        {
            assert_eq!(meant(unknown), None, "{unknown}");
        }
        assert!(name("userName", Scope::Resource(&GROUP)).is_none());
    }
}

//! Filters of lists, as the contract has them: comparisons of a few fields, joined by `and`. What is not known is refused by its name: a
//! filter that is left aside shows too much.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tierline_domain::{RequestStatus, ServiceRequest, SupportStatus, catalogue::topic_named as topic_by_name};

use super::catalogue::{service_named, topic_named};
use crate::error::{Error, Result};

/// The longest filter that is read, in bytes.
const LONGEST: usize = 2_000;

fn refused(code: &str, message: impl Into<String>) -> Error {
    Error::field("$filter", code, message)
}

/// One comparison.
#[derive(Debug, PartialEq, Eq)]
struct Comparison {
    /// The field, in lower case.
    field: String,
    /// The operator, in lower case.
    operator: String,
    value: String,
}

/// Splits a filter into words and quoted texts, of which two quotes are one.
fn tokens(text: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.peek().copied() {
        if letter.is_whitespace() {
            letters.next();
            continue;
        }
        let mut token = String::new();
        if letter == '\'' {
            letters.next();
            loop {
                match letters.next() {
                    Some('\'') if letters.peek() == Some(&'\'') => {
                        letters.next();
                        token.push('\'');
                    }
                    Some('\'') => break,
                    Some(letter) => token.push(letter),
                    None => return Err(refused("syntax", "A quote is not closed.")),
                }
            }
        } else {
            while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace() && *letter != '\'') {
                token.push(letter);
            }
        }
        all.push(token);
    }
    Ok(all)
}

fn comparisons(text: &str) -> Result<Vec<Comparison>> {
    if text.len() > LONGEST {
        return Err(refused("too_long", format!("At most {LONGEST} bytes.")));
    }
    let tokens = tokens(text)?;
    let mut all = Vec::new();
    let mut rest = tokens.as_slice();
    loop {
        let [field, operator, value, after @ ..] = rest else {
            return Err(refused("syntax", "Write a field, an operator and a value, and join several by and."));
        };
        all.push(Comparison {
            field: field.to_ascii_lowercase(),
            operator: operator.to_ascii_lowercase(),
            value: value.clone(),
        });
        match after {
            [] => return Ok(all),
            [word, next @ ..] if word.eq_ignore_ascii_case("and") => rest = next,
            [word, ..] => {
                let word: String = word.chars().take(40).collect();
                return Err(refused("not_supported", format!("Comparisons are joined by and, not by {word}.")));
            }
        }
    }
}

impl Comparison {
    fn is_eq(&self) -> Result<()> {
        match self.operator.as_str() {
            "eq" => Ok(()),
            _ => Err(self.operator_unknown("eq")),
        }
    }

    fn operator_unknown(&self, known: &str) -> Error {
        let field: String = self.field.chars().take(40).collect();
        refused("not_supported", format!("For {field} the operator is {known}."))
    }

    fn field_unknown(&self, known: &str) -> Error {
        refused("not_supported", format!("Lists are not narrowed by this field. Take: {known}."))
    }

    fn since(&self) -> Result<Since> {
        let is_included = match self.operator.as_str() {
            "ge" => true,
            "gt" => false,
            _ => return Err(self.operator_unknown("gt or ge")),
        };
        let at = DateTime::parse_from_rfc3339(self.value.trim())
            .map_err(|_| refused("not_a_time", "Write a time such as 2026-03-02T08:00:00Z."))?;
        Ok(Since { at: at.with_timezone(&Utc), is_included })
    }
}

/// From when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Since {
    at: DateTime<Utc>,
    is_included: bool,
}

impl Since {
    fn has(self, at: DateTime<Utc>) -> bool {
        at > self.at || (self.is_included && at == self.at)
    }
}

/// What a list of tickets is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    statuses: Option<BTreeSet<RequestStatus>>,
    services: Vec<Option<&'static str>>,
    topics: Vec<Option<&'static str>>,
    since: Vec<Since>,
}

impl Filter {
    /// Reads a filter of tickets: by `Status`, `ServiceId`, `ProblemClassificationId` (`eq`) and `CreatedDate` (`gt`, `ge`).
    ///
    /// # Errors
    /// [`Error::Invalid`] on `$filter`.
    pub fn read(text: &str) -> Result<Self> {
        let mut filter = Self::default();
        for one in comparisons(text)? {
            match one.field.as_str() {
                "status" => {
                    one.is_eq()?;
                    let words = || SupportStatus::ALL.iter().map(|status| status.word()).collect::<Vec<_>>().join(", ");
                    let status = SupportStatus::read(&one.value)
                        .ok_or_else(|| refused("unknown_value", format!("Take one of: {}.", words())))?;
                    let both = filter.statuses.take().map(|before| &before & &status.statuses());
                    filter.statuses = Some(both.unwrap_or_else(|| status.statuses()));
                }
                "serviceid" => {
                    one.is_eq()?;
                    filter.services.push(service_named(&one.value).map(|service| service.name));
                }
                "problemclassificationid" => {
                    one.is_eq()?;
                    filter.topics.push(topic_named(&one.value).map(|topic| topic.id));
                }
                "createddate" => filter.since.push(one.since()?),
                _ => return Err(one.field_unknown("Status, ServiceId, ProblemClassificationId, CreatedDate")),
            }
        }
        Ok(filter)
    }

    /// The statuses of requests that it lets through; all where it does not say. None at all where it contradicts itself.
    pub(super) fn statuses(&self) -> Option<&BTreeSet<RequestStatus>> {
        self.statuses.as_ref()
    }

    /// Whether a request, and all that are older, are too old for it.
    pub(super) fn is_past(&self, request: &ServiceRequest) -> bool {
        self.since.iter().any(|since| !since.has(request.created_at))
    }

    /// Whether it lets a request through that is not too old and of one of its statuses.
    pub(super) fn fits(&self, request: &ServiceRequest) -> bool {
        let service = request.service.as_deref();
        let topic = request.packet.support_topic.as_deref().and_then(topic_by_name).map(|topic| topic.id);
        self.services.iter().all(|wanted| wanted.is_some() && *wanted == service)
            && self.topics.iter().all(|wanted| wanted.is_some() && *wanted == topic)
    }
}

/// What a list of communications is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    is_by_phone: bool,
    since: Vec<Since>,
}

impl Said {
    /// Reads a filter of communications: by `communicationType` (`eq`) and `createdDate` (`gt`, `ge`).
    ///
    /// # Errors
    /// [`Error::Invalid`] on `$filter`.
    pub fn read(text: &str) -> Result<Self> {
        let mut filter = Self::default();
        for one in comparisons(text)? {
            match one.field.as_str() {
                "communicationtype" => {
                    one.is_eq()?;
                    match one.value.to_ascii_lowercase().as_str() {
                        "web" => {}
                        "phone" => filter.is_by_phone = true,
                        _ => return Err(refused("unknown_value", "Take web or phone.")),
                    }
                }
                "createddate" => filter.since.push(one.since()?),
                _ => return Err(one.field_unknown("communicationType, createdDate")),
            }
        }
        Ok(filter)
    }

    /// Whether it lets through what was said then. A desk keeps no calls by phone.
    pub(super) fn has(&self, at: DateTime<Utc>) -> bool {
        !self.is_by_phone && self.since.iter().all(|since| since.has(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(read: Result<T>) -> String {
        match read {
            Err(Error::Invalid(mut errors)) => {
                let first = errors.remove(0);
                assert_eq!(first.field, "$filter");
                first.code
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn comparisons_are_joined_by_and() {
        let filter = Filter::read("CreatedDate ge 2026-03-02T08:00:00Z AND status eq 'open'").unwrap();
        assert_eq!(filter.statuses(), Some(&SupportStatus::Open.statuses()));
        let at = "2026-03-02T08:00:00Z".parse().unwrap();
        assert_eq!(filter.since, [Since { at, is_included: true }]);
        assert!(filter.since[0].has(at) && !Since { is_included: false, ..filter.since[0] }.has(at));
        let never = Filter::read("Status eq 'Open' and Status eq 'Closed'").unwrap();
        assert_eq!(never.statuses(), Some(&BTreeSet::new()), "it contradicts itself");
        let service = Filter::read("ServiceId eq 'virtualmachines'").unwrap();
        assert_eq!(service.services, [Some("Virtual Machines")]);
        let nothing = Filter::read("ProblemClassificationId eq '06bfd9d3-516b-d5c6-5802-169c800dec89'").unwrap();
        assert_eq!(nothing.topics, [None], "one that no ticket has is no error");
    }

    #[test]
    fn what_is_not_known_is_refused_by_its_name() {
        for (text, expected) in [
            ("", "syntax"),
            ("Status eq", "syntax"),
            ("Status eq 'Open", "syntax"),
            ("Status ne 'Open'", "not_supported"),
            ("Status eq 'Molten'", "unknown_value"),
            ("Title eq 'x'", "not_supported"),
            ("CreatedDate lt 2026-03-02T08:00:00Z", "not_supported"),
            ("CreatedDate ge yesterday", "not_a_time"),
            ("Status eq 'Open' or Status eq 'Closed'", "not_supported"),
            ("not (Status eq 'Open')", "not_supported"),
        ] {
            assert_eq!(code(Filter::read(text)), expected, "{text}");
        }
        assert_eq!(code(Said::read("communicationType eq 'letter'")), "unknown_value");
        assert_eq!(code(Said::read("sender eq 'x'")), "not_supported");
        assert_eq!(code(Filter::read(&"x".repeat(LONGEST + 1))), "too_long");
    }

    #[test]
    fn a_quote_in_a_text_is_two() {
        let found = comparisons("Title eq 'It''s open' and A ge 1").unwrap();
        assert_eq!((found[0].value.as_str(), found[1].value.as_str()), ("It's open", "1"));
    }
}

//! Filters of lists, as the contract writes them: a JSON object with a field, an operator and a value, or with two filters and `and` or
//! `or` between them. What is not known is refused by its name: a filter that is left aside shows too much.

use std::collections::BTreeSet;

use serde_json::Value;
use tierline_domain::{OrganizationId, PartnerStatus, RequestStatus};
use tierline_store::{CustomerMatch, TextMatch};

use super::wire::camel;
use crate::error::{Error, Result};

/// The most levels of a filter.
const DEEPEST: usize = 8;
/// The longest filter that is read, in bytes.
const LONGEST: usize = 4096;

/// The statuses that a list of requests is narrowed to.
pub type Statuses = BTreeSet<RequestStatus>;

/// A filter, read.
enum Filter {
    Field { field: String, operator: String, value: String },
    Pair { left: Box<Filter>, is_and: bool, right: Box<Filter> },
}

/// Reads a filter of service requests: what is searched for there is the status alone.
///
/// # Errors
/// [`Error::Invalid`] on `filter`, `filter.Field`, `filter.Operator` or `filter.Value`.
pub fn statuses(text: &str) -> Result<Statuses> {
    of_status(&parse(text)?)
}

/// Reads a filter of customers: by `CompanyName`, `Domain` and `IndirectReseller`.
///
/// # Errors
/// [`Error::Invalid`] on `filter`, `filter.Field`, `filter.Operator` or `filter.Value`.
pub fn customers(text: &str) -> Result<CustomerMatch> {
    of_customer(&parse(text)?)
}

/// A filter of things that are looked at one after another.
pub struct Check(Filter);

/// A field that can be filtered by: its name in filters, where it stands in what is looked at, and by which operators.
pub type CheckField = (&'static str, &'static str, &'static [&'static str]);

impl Check {
    /// Reads a filter by these fields.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `filter`, `filter.Field`, `filter.Operator` or `filter.Value`.
    pub fn read(text: &str, fields: &[CheckField]) -> Result<Self> {
        let filter = parse(text)?;
        settle(filter, fields).map(Self)
    }

    /// Whether it takes a thing. Letters count the same in either case, and words with underscores as without.
    #[must_use]
    pub fn takes(&self, item: &Value) -> bool {
        takes(&self.0, item)
    }
}

/// The same filter, its fields named as in what is looked at.
fn settle(filter: Filter, fields: &[CheckField]) -> Result<Filter> {
    match filter {
        Filter::Pair { left, is_and, right } => {
            let (left, right) = (settle(*left, fields)?, settle(*right, fields)?);
            Ok(Filter::Pair { left: Box::new(left), is_and, right: Box::new(right) })
        }
        Filter::Field { field, operator, value } => {
            let found = fields.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&field));
            let (_, place, operators) =
                found.ok_or_else(|| field_unknown(&fields.iter().map(|(name, ..)| *name).collect::<Vec<_>>()))?;
            if operators.iter().all(|known| known.replace('_', "") != operator) {
                return Err(operator_unknown(operators));
            }
            Ok(Filter::Field { field: (*place).to_owned(), operator, value })
        }
    }
}

fn takes(filter: &Filter, item: &Value) -> bool {
    match filter {
        Filter::Pair { left, is_and: true, right } => takes(left, item) && takes(right, item),
        Filter::Pair { left, is_and: false, right } => takes(left, item) || takes(right, item),
        Filter::Field { field, operator, value } => {
            let text = match &item[field] {
                Value::String(text) => text.to_lowercase(),
                Value::Bool(flag) => flag.to_string(),
                _ => String::new(),
            };
            let wanted = value.trim().to_lowercase();
            let same = || text.replace('_', "") == wanted.replace('_', "");
            match operator.as_str() {
                "substring" => text.contains(&wanted),
                "notequals" => !same(),
                _ => same(),
            }
        }
    }
}

fn parse(text: &str) -> Result<Filter> {
    let bad =
        || Error::field("filter", "syntax", "Write the filter as JSON: {\"Field\":…,\"Operator\":…,\"Value\":…}.");
    if text.len() > LONGEST {
        return Err(Error::field("filter", "too_long", format!("At most {LONGEST} bytes.")));
    }
    read(&camel(serde_json::from_str(text).map_err(|_| bad())?), DEEPEST)
}

fn read(value: &Value, levels: usize) -> Result<Filter> {
    let Some(levels) = levels.checked_sub(1) else {
        return Err(Error::field("filter", "too_deep", format!("At most {DEEPEST} filters in one another.")));
    };
    let text = |name: &str| {
        let field = format!("filter.{}{}", name[..1].to_ascii_uppercase(), &name[1..]);
        let missing = || Error::field(field, "missing", "This part of a filter is needed.");
        match &value[name] {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(flag) => Ok(flag.to_string()),
            _ => Err(missing()),
        }
    };
    let operator: String = text("operator")?.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    if value.get("leftFilter").is_none() && value.get("rightFilter").is_none() {
        return Ok(Filter::Field { field: text("field")?, operator, value: text("value")? });
    }
    let is_and = match operator.as_str() {
        "and" => true,
        "or" => false,
        _ => return Err(operator_unknown(&["and", "or"])),
    };
    let (left, right) = (read(&value["leftFilter"], levels)?, read(&value["rightFilter"], levels)?);
    Ok(Filter::Pair { left: Box::new(left), is_and, right: Box::new(right) })
}

fn field_unknown(known: &[&str]) -> Error {
    let message = format!("This is not searched for here. Take: {}.", known.join(", "));
    Error::field("filter.Field", "not_supported", message)
}

fn operator_unknown(known: &[&str]) -> Error {
    let message = format!("This operator does nothing here. Take: {}.", known.join(", "));
    Error::field("filter.Operator", "not_supported", message)
}

fn of_status(filter: &Filter) -> Result<Statuses> {
    let (field, operator, value) = match filter {
        Filter::Field { field, operator, value } => (field, operator, value),
        Filter::Pair { left, is_and, right } => {
            let (left, right) = (of_status(left)?, of_status(right)?);
            return Ok(if *is_and { &left & &right } else { &left | &right });
        }
    };
    if !field.eq_ignore_ascii_case("status") {
        return Err(field_unknown(&["Status"]));
    }
    let number = value.parse().ok().and_then(PartnerStatus::at);
    let status = PartnerStatus::read(value).or(number).ok_or_else(|| {
        let words: Vec<&str> = PartnerStatus::ALL.iter().map(|one| one.word()).collect();
        Error::field("filter.Value", "unknown_value", format!("Take one of: {}.", words.join(", ")))
    })?;
    match operator.as_str() {
        "equals" => Ok(status.statuses()),
        "notequals" => Ok(&RequestStatus::ALL.iter().copied().collect::<Statuses>() - &status.statuses()),
        _ => Err(operator_unknown(&["equals", "not_equals"])),
    }
}

fn of_customer(filter: &Filter) -> Result<CustomerMatch> {
    let (field, operator, value) = match filter {
        Filter::Field { field, operator, value } => (field.to_ascii_lowercase(), operator.as_str(), value),
        Filter::Pair { left, is_and, right } => {
            let (left, right) = (Box::new(of_customer(left)?), Box::new(of_customer(right)?));
            return Ok(if *is_and { CustomerMatch::Both(left, right) } else { CustomerMatch::Either(left, right) });
        }
    };
    if field == "indirectreseller" {
        let id: OrganizationId = value.trim().parse().map_err(|_| {
            let message = "Take the identifier that a customer's associatedPartnerId has.";
            Error::field("filter.Value", "not_an_identifier", message)
        })?;
        let same = CustomerMatch::IndirectReseller(id);
        return match operator {
            // The contract's own examples ask by `starts_with` for a whole identifier.
            "equals" | "startswith" => Ok(same),
            "notequals" | "notstartswith" => Ok(CustomerMatch::Not(Box::new(same))),
            _ => Err(operator_unknown(&["equals", "not_equals", "starts_with", "not_starts_with"])),
        };
    }
    let (how, is_not) = match operator {
        "equals" => (TextMatch::Is, false),
        "notequals" => (TextMatch::Is, true),
        "startswith" => (TextMatch::StartsWith, false),
        "notstartswith" => (TextMatch::StartsWith, true),
        "substring" => (TextMatch::Contains, false),
        _ => {
            return Err(operator_unknown(&["equals", "not_equals", "starts_with", "not_starts_with", "substring"]));
        }
    };
    let found = match field.as_str() {
        "companyname" | "displayname" => CustomerMatch::Name(how, value.clone()),
        "domain" | "defaultdomainname" => CustomerMatch::Domain(how, value.clone()),
        _ => return Err(field_unknown(&["CompanyName", "Domain", "IndirectReseller"])),
    };
    Ok(if is_not { CustomerMatch::Not(Box::new(found)) } else { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(read: Result<T>) -> (String, String) {
        match read {
            Err(Error::Invalid(mut errors)) => {
                let first = errors.remove(0);
                (first.field, first.code)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn statuses_are_those_that_read_as_the_word_that_is_asked_for() {
        let open = statuses(r#"{"Field":"Status","Value":"open","Operator":"equals"}"#).unwrap();
        assert_eq!(open, PartnerStatus::Open.statuses());
        let same = statuses(r#"{"field":"status","value":1,"operator":"Equals"}"#).unwrap();
        assert_eq!(same, open);
        let others = statuses(r#"{"Field":"Status","Value":"open","Operator":"not_equals"}"#).unwrap();
        assert_eq!(others.len() + open.len(), RequestStatus::ALL.len());
        assert!(others.is_disjoint(&open));
    }

    #[test]
    fn things_are_looked_at_by_the_fields_that_are_known() {
        const FIELDS: &[CheckField] =
            &[("Resolved", "resolved", &["equals", "not_equals"]), ("CompanyName", "customerName", &["substring"])];
        let one = |field: &str, operator: &str, value: &str| {
            format!(r#"{{"Field":"{field}","Operator":"{operator}","Value":{value}}}"#)
        };
        let takes = |text: &str| {
            let item = serde_json::json!({ "resolved": true, "customerName": "Aldersyde Care Homes" });
            Check::read(text, FIELDS).map(|check| check.takes(&item))
        };
        for (text, taken) in [
            (one("resolved", "equals", "true"), true),
            (one("Resolved", "not_equals", r#""True""#), false),
            (one("companyname", "substring", r#""CARE""#), true),
            (one("CompanyName", "substring", r#""mills""#), false),
        ] {
            assert_eq!(takes(&text).unwrap(), taken, "{text}");
        }
        let (yes, no) = (one("Resolved", "equals", "true"), one("CompanyName", "substring", r#""mills""#));
        let pair = |operator: &str| format!(r#"{{"LeftFilter":{yes},"Operator":"{operator}","RightFilter":{no}}}"#);
        assert_eq!((takes(&pair("and")).unwrap(), takes(&pair("or")).unwrap()), (false, true));
        assert_eq!(code(takes(&one("Id", "equals", r#""x""#))).0, "filter.Field");
        assert_eq!(code(takes(&one("CompanyName", "equals", r#""x""#))).0, "filter.Operator");
    }

    #[test]
    fn two_filters_are_one_with_and_or_or_between_them() {
        let one = |word: &str| format!(r#"{{"Field":"Status","Value":"{word}","Operator":"equals"}}"#);
        let pair = |operator: &str| {
            let (left, right) = (one("open"), one("attention_needed"));
            statuses(&format!(r#"{{"LeftFilter":{left},"Operator":"{operator}","RightFilter":{right}}}"#))
        };
        assert_eq!(pair("and").unwrap(), Statuses::new());
        let either = &PartnerStatus::Open.statuses() | &PartnerStatus::AttentionNeeded.statuses();
        assert_eq!(pair("Or").unwrap(), either);
        assert_eq!(code(pair("equals")), ("filter.Operator".into(), "not_supported".into()));
    }

    #[test]
    fn what_is_not_known_is_refused_by_its_name() {
        for (text, field, expected) in [
            ("status eq 'open'", "filter", "syntax"),
            (r#"{"Field":"Title","Value":"x","Operator":"equals"}"#, "filter.Field", "not_supported"),
            (r#"{"Field":"Status","Value":"x","Operator":"equals"}"#, "filter.Value", "unknown_value"),
            (r#"{"Field":"Status","Value":"open","Operator":"greater_than"}"#, "filter.Operator", "not_supported"),
            (r#"{"Field":"Status","Operator":"equals"}"#, "filter.Value", "missing"),
            ("[]", "filter.Operator", "missing"),
        ] {
            assert_eq!(code(statuses(text)), (field.into(), expected.into()), "{text}");
        }
        let strange = r#"{"Field":"CreditLimit","Value":"1","Operator":"equals"}"#;
        assert_eq!(code(customers(strange)), ("filter.Field".into(), "not_supported".into()));
    }

    /// Threat: filters within filters must not use up the stack.
    #[test]
    fn a_filter_has_an_end() {
        let mut text = r#"{"Field":"Status","Value":"open","Operator":"equals"}"#.to_owned();
        for _ in 0..DEEPEST {
            text = format!(r#"{{"LeftFilter":{text},"Operator":"and","RightFilter":{text}}}"#);
            if text.len() > LONGEST {
                break;
            }
        }
        assert_eq!(code(statuses(&text)).0, "filter");
        let mut deep = r#"{"Field":"Status","Value":"open","Operator":"equals"}"#.to_owned();
        for _ in 0..DEEPEST {
            deep = format!(r#"{{"LeftFilter":{deep},"Operator":"and","RightFilter":{{}}}}"#);
        }
        assert_eq!(code(statuses(&deep)), ("filter".into(), "too_deep".into()));
    }

    #[test]
    fn customers_are_asked_for_by_the_beginning_of_their_name() {
        let read = customers(r#"{"Field":"CompanyName","Value":"Nord","Operator":"starts_with"}"#).unwrap();
        assert_eq!(read, CustomerMatch::Name(TextMatch::StartsWith, "Nord".to_owned()));
        let not = customers(r#"{"Field":"Domain","Value":"nord","Operator":"not_starts_with"}"#).unwrap();
        assert_eq!(not, CustomerMatch::Not(Box::new(CustomerMatch::Domain(TextMatch::StartsWith, "nord".to_owned()))));
        let strange = customers(r#"{"Field":"IndirectReseller","Value":"42","Operator":"starts_with"}"#);
        assert_eq!(code(strange), ("filter.Value".into(), "not_an_identifier".into()));
    }
}

use serde::Deserialize;
use serde_json::json;
use tierline_domain::{Contact, Severity};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Sample {
    subject: String,
    severity: Option<Severity>,
    users: Option<u8>,
    contact: Option<Contact>,
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default, deserialize_with = "present")]
    region: Option<Option<String>>,
}

fn fault(value: Value) -> (String, String, String) {
    let error = from_json::<Sample>(&value).unwrap_err();
    (error.field, error.code, error.message)
}

#[test]
fn each_mistake_names_its_field_and_the_way_out() {
    let cases = [
        (json!({}), "subject", "missing"),
        (json!({"subject": 3}), "subject", "wrong_type"),
        (json!({"subject": "a", "colour": "red"}), "colour", "unknown_field"),
        (json!({"subject": "a", "severity": "awful"}), "severity", "unknown_value"),
        (json!({"subject": "a", "severity": {"critical": 1}}), "severity", "wrong_type"),
        (json!({"subject": "a", "users": 256}), "users", "out_of_range"),
        (json!({"subject": "a", "users": 1.5}), "users", "wrong_type"),
        (json!({"subject": "a", "contact": {"phone": []}}), "contact.phone", "wrong_type"),
        (json!({"subject": "a", "contact": {"fax": "1"}}), "contact.fax", "unknown_field"),
        (json!({"subject": "a", "ids": ["x", 7]}), "ids.1", "wrong_type"),
        (json!({"subject": "a\u{0}b"}), "subject", "forbidden_character"),
        (json!([1]), "body", "wrong_type"),
    ];
    for (value, field, code) in cases {
        let found = fault(value.clone());
        assert_eq!((found.0.as_str(), found.1.as_str()), (field, code), "{value}");
        assert!(found.2.ends_with('.'), "{value}: {}", found.2);
    }
}

#[test]
fn words_that_would_have_fitted_are_listed() {
    let (_, _, message) = fault(json!({"subject": "a", "severity": "awful"}));
    assert_eq!(message, "Take one of: critical, moderate, minimal, none.");
}

#[test]
fn absent_null_and_given_are_three_things() {
    let read = |value: Value| from_json::<Sample>(&value).unwrap().region;
    assert_eq!(read(json!({"subject": "a"})), None);
    assert_eq!(read(json!({"subject": "a", "region": null})), Some(None));
    assert_eq!(read(json!({"subject": "a", "region": "West Europe"})), Some(Some("West Europe".into())));
}

#[test]
fn a_number_without_a_fraction_is_whole_however_it_is_written() {
    assert_eq!(from_json::<i64>(&json!(3.0)).ok(), Some(3));
    assert_eq!(from_json::<i64>(&json!(1e300)).map_err(|e| e.code), Err("wrong_type".to_owned()));
    assert_eq!(from_json::<i64>(&json!(u64::MAX)).map_err(|e| e.code), Err("wrong_type".to_owned()));
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Question {
    limit: Option<u32>,
    dry_run: Option<bool>,
    #[serde(default)]
    status: Vec<Severity>,
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn parameters_are_texts_and_lists_are_repeated() {
    let read = from_pairs::<Question>(pairs(&[
        ("limit", "7"),
        ("status", "none"),
        ("status", "minimal"),
        ("dry_run", "true"),
    ]));
    let expected = Question { limit: Some(7), dry_run: Some(true), status: vec![Severity::None, Severity::Minimal] };
    assert_eq!(read.unwrap(), expected);
    let code =
        |given: &[(&str, &str)]| from_pairs::<Question>(pairs(given)).map_err(|e| (e.field, e.code)).unwrap_err();
    assert_eq!(code(&[("limit", "7"), ("limit", "8")]), ("limit".into(), "repeated".into()));
    assert_eq!(code(&[("limit", "many")]), ("limit".into(), "wrong_type".into()));
    assert_eq!(code(&[("status", "awful")]), ("status".into(), "unknown_value".into()));
    assert_eq!(code(&[("sort", "x")]), ("sort".into(), "unknown_field".into()));
}

#[test]
fn a_hostile_field_name_is_repeated_short_and_without_tricks() {
    let (field, _, _) = fault(json!({"subject": "a", format!("{}\u{202e}", "x".repeat(500)): 1}));
    assert_eq!(field.len(), ECHO_LIMIT);
}

//! Bad input, replayed input, foreign input: a clear refusal and nothing half done, never a fault of ours.

mod address;
mod deed;
mod foreign;
mod report;

use serde_json::Value;
use tierline_testkit::client::{Client, Reply};

use crate::work::dropping_calls;

/// What every refusal has in common: it is the caller's, it says so after RFC 9457, and nothing of the inside shows.
#[track_caller]
fn refused_well(what: &str, reply: &Reply) {
    assert!((400..500).contains(&reply.status), "{what}: {} {}", reply.status, reply.text);
    assert_eq!(reply.media_type(), "application/problem+json", "{what}: {}", reply.text);
    for inner in ["sqlx", "sqlite", "serde", "panicked", "src/", "Option<", "constraint"] {
        assert!(!reply.text.to_lowercase().contains(inner), "{what} shows the inside: {}", reply.text);
    }
    if reply.status == 422 || reply.status == 400 {
        let errors = reply.body["errors"].as_array().unwrap_or_else(|| panic!("{what}: {}", reply.text));
        for error in errors {
            for key in ["field", "code", "message"] {
                assert!(error[key].as_str().is_some_and(|text| !text.is_empty()), "{what}: {}", reply.text);
            }
        }
    }
}

/// Opens a case with one field as it should not be.
async fn with(client: &Client, customer: &str, field: &str, value: Value) -> Reply {
    let mut report = dropping_calls(customer);
    report[field] = value;
    client.post("cases", report).await
}

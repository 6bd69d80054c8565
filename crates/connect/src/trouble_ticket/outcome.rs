//! What an answer means for what was sent: whether it is final, certainly not done, or unknown.

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use serde::Deserialize;
use tierline_app::Outcome;

use crate::{answer::tidy, outbound::Reply};

/// An error as TMF621 writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: Option<String>,
    reason: Option<String>,
    message: Option<String>,
}

/// What an answer that is no success came to. `posted` says that a new ticket was to be made: where nothing is at that address, the
/// connection leads elsewhere, which a person can mend; a ticket that is not there stays away.
pub(super) fn of_reply(reply: &Reply, name: &str, now: DateTime<Utc>, posted: bool) -> Outcome {
    let status = reply.status;
    let later = |reason| Outcome::Later { reason, not_before: reply.retry_at(now) };
    match status.as_u16() {
        400 | 405 | 406 | 409 | 410 | 413 | 415 | 422 => refused(reply, name),
        404 if !posted => refused(reply, name),
        // Of the connection, not of what was sent: it is let in again when somebody has mended that.
        300..=399 | 401 | 403 | 404 | 407 | 408 | 421 | 425 | 429 | 503 => later(said(reply, name)),
        400..=499 => refused(reply, name),
        // It may have been done before it failed.
        _ => Outcome::Unknown { reason: said(reply, name) },
    }
}

fn refused(reply: &Reply, name: &str) -> Outcome {
    let error: Said = serde_json::from_slice(&reply.body).unwrap_or_default();
    let code = error.code.as_deref().map_or_else(|| reply.status.as_u16().to_string(), tidy);
    Outcome::Refused { code, reason: said(reply, name) }
}

/// What an answer says, in a sentence. Its own words are repeated where they stand in the contract's place for them.
pub(super) fn said(reply: &Reply, name: &str) -> String {
    let error: Said = serde_json::from_slice(&reply.body).unwrap_or_default();
    let words = [error.reason, error.message].into_iter().flatten().map(|text| tidy(&text));
    let words = words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    match (reply.status, words.is_empty()) {
        (status, false) => format!("{name} says ({}): {words}", status.as_u16()),
        (StatusCode::UNAUTHORIZED, true) => format!("{name} does not accept what the desk says to be let in (401)"),
        (_, true) => reply.refusal(name, "tickets"),
    }
}

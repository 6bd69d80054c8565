//! What an answer means for what was sent: whether it is final, certainly not done, or unknown.

use chrono::{DateTime, Utc};
use tierline_app::{
    Outcome,
    partner_center::wire::{self, Fault as Said},
};

use crate::{answer::tidy, outbound::Reply};

/// What an answer that is no success came to.
pub(super) fn of_reply(reply: &Reply, name: &str, now: DateTime<Utc>) -> Outcome {
    let reason = said(reply, name);
    match reply.status.as_u16() {
        // Of the connection, not of what was sent: it is let in again when somebody has mended that.
        300..=399 | 401 | 403 | 407 | 408 | 429 | 503 => Outcome::Later { reason, not_before: reply.retry_at(now) },
        400..=499 => {
            let code = body(reply).code.map_or_else(|| reply.status.as_u16().to_string(), |code| tidy(&code));
            Outcome::Refused { code, reason }
        }
        // It may have been done before it failed.
        _ => Outcome::Unknown { reason },
    }
}

fn body(reply: &Reply) -> Said {
    wire::read(&reply.body).unwrap_or_default()
}

/// What an answer says, in a sentence. Its own words are repeated where they stand in the contract's places for them; what the
/// numbers mean that a person can mend, is said.
pub(super) fn said(reply: &Reply, name: &str) -> String {
    let Said { code, description, message, .. } = body(reply);
    let advice = match code.as_deref() {
        Some("900420") => {
            Some("the token is for another address: see that the connection's address is the provider's own")
        }
        Some("800001" | "400") if reply.status.as_u16() == 401 => {
            Some("the person's consent does not hold any more: let a person sign in anew")
        }
        Some("900150" | "2032") => Some("the person who consented lacks the role: Admin agent or Helpdesk agent"),
        Some("20002") => Some("there is no relationship with this customer any more"),
        _ => None,
    };
    let words = description.or(message).map(|text| tidy(&text)).filter(|text| !text.is_empty());
    match (advice, words) {
        (Some(advice), _) => format!("{name} refuses the desk ({}): {advice}", reply.status.as_u16()),
        (None, Some(words)) => format!("{name} says ({}): {words}", reply.status.as_u16()),
        (None, None) => reply.refusal(name, "service requests"),
    }
}

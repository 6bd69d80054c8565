//! What an answer means for what was sent: whether it is final, certainly not done, or unknown.

use chrono::{DateTime, Utc};
use tierline_app::{
    Opened, Outcome,
    azure_support::wire::{self, Fault as Said, Refused},
};

use crate::{
    answer::{self, name, tidy},
    outbound::{Fault, Reply},
};

/// What a call without an answer came to. A customer's tenant that does not let the application in is the customer's matter: the
/// connection works for all others, and the request comes back to who can ask the customer.
pub(super) fn of_fault(fault: Fault) -> Outcome {
    match fault {
        Fault::Denied { reason } => Outcome::Refused { code: "not_let_in".to_owned(), reason },
        other => answer::of_fault(other),
    }
}

/// The same of a mere question: whatever happened to it, nothing was done.
pub(super) fn certainly(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Unknown { reason } => Outcome::Later { reason, not_before: None },
        other => other,
    }
}

/// What an answer that is no success came to.
pub(super) fn of_reply(reply: &Reply, through: &Opened, now: DateTime<Utc>) -> Outcome {
    let reason = said(reply, through);
    match reply.status.as_u16() {
        // Of the connection, not of what was sent: it is let in again when somebody has mended that.
        300..=399 | 401 | 407 | 408 | 429 | 503 => Outcome::Later { reason, not_before: reply.retry_at(now) },
        400..=499 => {
            let code = fault(reply).code.map_or_else(|| reply.status.as_u16().to_string(), |code| tidy(&code));
            Outcome::Refused { code, reason }
        }
        // It may have been done before it failed.
        _ => Outcome::Unknown { reason },
    }
}

fn fault(reply: &Reply) -> Said {
    let refused: Refused = wire::read(&reply.body).unwrap_or_default();
    refused.error.unwrap_or_default()
}

/// What an answer says, in a sentence. Its own words are repeated where they stand in the contract's place for them; what its codes
/// mean that a person can mend, is said.
pub(super) fn said(reply: &Reply, through: &Opened) -> String {
    let Said { code, message, .. } = fault(reply);
    let advice = match (code.as_deref(), reply.status.as_u16()) {
        (Some("AuthorizationFailed"), _) | (_, 403) => Some(
            "the application may not file on this subscription: ask the customer for the role Support Request Contributor",
        ),
        (Some("SubscriptionNotFound"), _) => {
            Some("the customer has no such subscription there: correct its identifier in the book")
        }
        (Some("InvalidAuthenticationTokenTenant"), _) => {
            Some("the subscription belongs to another tenant than the customer's: correct one of both in the book")
        }
        _ => None,
    };
    let (name, status) = (name(through), reply.status.as_u16());
    let words = message.map(|text| tidy(&text)).filter(|text| !text.is_empty());
    match (advice, words) {
        (Some(advice), _) => format!("{name} refuses the desk ({status}): {advice}"),
        (None, Some(words)) => format!("{name} says ({status}): {words}"),
        (None, None) => reply.refusal(name, "support tickets"),
    }
}

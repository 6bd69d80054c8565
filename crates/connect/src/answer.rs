//! What the carriers make alike of what another end says.

use tierline_app::{Opened, Outcome};

use crate::outbound::Fault;

/// The longest text of a refusal that is repeated, in characters.
const SAID_CHARS: usize = 500;

/// What a call without an answer came to.
pub(crate) fn of_fault(fault: Fault) -> Outcome {
    match fault {
        Fault::NotSent { reason, not_before } => Outcome::Later { reason, not_before },
        Fault::Denied { reason } => Outcome::Later { reason, not_before: None },
        Fault::Unanswered { reason } => Outcome::Unknown { reason },
    }
}

/// Somebody else's words, as far as they are repeated.
pub(crate) fn tidy(text: &str) -> String {
    let clean = text.chars().filter(|c| !tierline_domain::text::is_deceptive(*c));
    clean.take(SAID_CHARS).collect::<String>().trim().to_owned()
}

/// The name of a connection, for people.
pub(crate) fn name(through: &Opened) -> &str {
    &through.connection.name
}

/// A number that somebody else gave or a person typed, as one part of a path: nothing of it leads elsewhere.
pub(crate) fn segment(number: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    let part = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    number.bytes().map(part).collect()
}

/// What an outcome is, in a word.
#[cfg(test)]
pub(crate) fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::Refused { .. } => "refused",
        Outcome::Later { .. } => "later",
        Outcome::Unknown { .. } => "unknown",
    }
}

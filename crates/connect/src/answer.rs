//! What the carriers make alike of what another end says.

use chrono::{DateTime, Duration, Utc};
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

/// Whether one of the copies that the other end shows is left for what was sent then: each of the others that were sent alike has the first
/// that can be its own. None can be older than what it is of, but for so much as the clocks differ; a copy without a time can be anybody's.
pub(crate) fn is_left(
    mut copies: Vec<Option<DateTime<Utc>>>,
    mut others: Vec<DateTime<Utc>>,
    sent: DateTime<Utc>,
    skew: Duration,
) -> bool {
    let can_be = |copy: Option<DateTime<Utc>>, sent: DateTime<Utc>| copy.is_none_or(|at| at >= sent - skew);
    copies.sort_by_key(|copy| (copy.is_none(), *copy));
    others.sort_unstable();
    for other in others {
        if let Some(place) = copies.iter().position(|copy| can_be(*copy, other)) {
            copies.remove(place);
        }
    }
    copies.into_iter().any(|copy| can_be(copy, sent))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_copy_is_of_one_that_was_sent_and_of_none_that_was_written_later() {
        let at = |minute: i64| DateTime::<Utc>::UNIX_EPOCH + Duration::minutes(minute);
        let left = |copies: &[Option<i64>], others: &[i64], sent: i64| {
            let copies = copies.iter().map(|copy| copy.map(at)).collect();
            is_left(copies, others.iter().copied().map(at).collect(), at(sent), Duration::minutes(5))
        };
        for (copies, others, sent, expected) in [
            (vec![Some(60)], vec![], 60, true),
            (vec![Some(55)], vec![], 60, true),
            (vec![Some(54)], vec![], 60, false),
            (vec![None], vec![], 60, true),
            // The one that is there is the other's, and so is one that came long after it was written.
            (vec![Some(60)], vec![59], 60, false),
            (vec![Some(90)], vec![10], 60, false),
            (vec![None], vec![59], 60, false),
            (vec![Some(60), Some(61)], vec![59], 60, true),
            // The other has the first that can be its own: what is left may be too old.
            (vec![Some(10), Some(60)], vec![10], 60, true),
            (vec![Some(10), Some(60)], vec![58], 60, false),
            // Of another that was forgotten since, the copy is as old as it is.
            (vec![Some(10)], vec![], 60, false),
        ] {
            assert_eq!(left(&copies, &others, sent), expected, "{copies:?} {others:?} {sent}");
        }
    }
}

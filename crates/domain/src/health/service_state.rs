//! The overall state of a service, where a feed says one beside its issues.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{catalogue::lookup_key, words};

words! {
    /// How a service is, the same words for every source.
    pub enum ServiceCondition {
        /// It works.
        Operational = "operational",
        /// The provider looks whether something is wrong.
        Investigating = "investigating",
        /// It works with limits.
        Degraded = "degraded",
        /// It does not work, wholly or in part.
        Interrupted = "interrupted",
        /// It comes back.
        Recovering = "recovering",
        /// It is being worked on, as announced.
        Maintenance = "maintenance",
        /// The source's word is not known here. It stands beside, and it is not taken for good news.
        Unknown = "unknown",
    }
}

/// What a feed says of a service as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceState {
    /// The canonical name where the catalogue knows the service, the source's words where not.
    pub service: String,
    /// How it is.
    pub condition: ServiceCondition,
    /// The source's own word; may be empty.
    pub source_status: String,
    /// When the source last changed it; none where it does not say.
    pub changed_at: Option<DateTime<Utc>>,
}

/// The source's words without case, spaces and punctuation: Microsoft Graph's `serviceHealthStatus`, the components of Statuspage.
const TABLE: &[(&str, ServiceCondition)] = &[
    ("serviceoperational", ServiceCondition::Operational),
    ("operational", ServiceCondition::Operational),
    ("normalservice", ServiceCondition::Operational),
    ("servicerestored", ServiceCondition::Operational),
    ("falsepositive", ServiceCondition::Operational),
    ("postincidentreviewpublished", ServiceCondition::Operational),
    ("pirpublished", ServiceCondition::Operational),
    ("resolved", ServiceCondition::Operational),
    ("resolvedexternal", ServiceCondition::Operational),
    ("mitigated", ServiceCondition::Operational),
    ("mitigatedexternal", ServiceCondition::Operational),
    ("investigating", ServiceCondition::Investigating),
    ("investigationsuspended", ServiceCondition::Investigating),
    ("confirmed", ServiceCondition::Investigating),
    ("reported", ServiceCondition::Investigating),
    ("servicedegradation", ServiceCondition::Degraded),
    ("degraded", ServiceCondition::Degraded),
    ("degradedperformance", ServiceCondition::Degraded),
    ("serviceinterruption", ServiceCondition::Interrupted),
    ("interrupted", ServiceCondition::Interrupted),
    ("partialoutage", ServiceCondition::Interrupted),
    ("majoroutage", ServiceCondition::Interrupted),
    ("restoringservice", ServiceCondition::Recovering),
    ("verifyingservice", ServiceCondition::Recovering),
    ("extendedrecovery", ServiceCondition::Recovering),
    ("recovering", ServiceCondition::Recovering),
    ("undermaintenance", ServiceCondition::Maintenance),
    ("maintenance", ServiceCondition::Maintenance),
];

/// The condition that a source's word stands for, whatever its case, spaces and punctuation.
#[must_use]
pub fn condition_of(source_word: &str) -> ServiceCondition {
    let key = lookup_key(source_word);
    let known = TABLE.iter().find(|(word, _)| *word == key).map(|(_, condition)| *condition);
    known.unwrap_or(ServiceCondition::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_known_whatever_its_case_and_spaces() {
        for (word, condition) in [
            ("serviceOperational", ServiceCondition::Operational),
            ("Service degradation", ServiceCondition::Degraded),
            ("SERVICE_INTERRUPTION", ServiceCondition::Interrupted),
            ("extendedRecovery", ServiceCondition::Recovering),
            ("degraded_performance", ServiceCondition::Degraded),
            ("major_outage", ServiceCondition::Interrupted),
            ("under_maintenance", ServiceCondition::Maintenance),
        ] {
            assert_eq!(condition_of(word), condition, "{word}");
        }
    }

    #[test]
    fn an_unknown_word_is_not_taken_for_good_news() {
        assert_eq!(condition_of("unknownFutureValue"), ServiceCondition::Unknown);
        assert_eq!(condition_of(""), ServiceCondition::Unknown);
    }

    #[test]
    fn the_words_of_the_table_are_in_the_form_that_is_looked_up() {
        for (word, _) in TABLE {
            assert_eq!(lookup_key(word), *word);
        }
        for condition in ServiceCondition::ALL {
            assert_eq!(condition_of(condition.word()), *condition, "our own words read back");
        }
    }
}

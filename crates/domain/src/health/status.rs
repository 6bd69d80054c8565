//! The words of sources for the state of an issue, brought to one set.

use super::IssueStatus;
use crate::catalogue::lookup_key;

/// The source's words without case, spaces and punctuation. Microsoft Graph's `healthStatus`, the older display texts
/// ("Service restored", "Post-incident report published"), the legacy overview's words.
const TABLE: &[(&str, IssueStatus)] = &[
    ("investigating", IssueStatus::Investigating),
    ("investigationsuspended", IssueStatus::Investigating),
    ("confirmed", IssueStatus::Investigating),
    ("reported", IssueStatus::Investigating),
    ("servicedegradation", IssueStatus::Degraded),
    ("degraded", IssueStatus::Degraded),
    ("serviceinterruption", IssueStatus::Interrupted),
    ("interrupted", IssueStatus::Interrupted),
    ("restoringservice", IssueStatus::Recovering),
    ("verifyingservice", IssueStatus::Recovering),
    ("extendedrecovery", IssueStatus::Recovering),
    ("recovering", IssueStatus::Recovering),
    ("servicerestored", IssueStatus::Resolved),
    ("serviceoperational", IssueStatus::Resolved),
    ("normalservice", IssueStatus::Resolved),
    ("postincidentreviewpublished", IssueStatus::Resolved),
    ("postincidentreportpublished", IssueStatus::Resolved),
    ("pirpublished", IssueStatus::Resolved),
    ("resolved", IssueStatus::Resolved),
    ("resolvedexternal", IssueStatus::Resolved),
    ("mitigated", IssueStatus::Resolved),
    ("mitigatedexternal", IssueStatus::Resolved),
    ("falsepositive", IssueStatus::FalsePositive),
    ("informational", IssueStatus::Informational),
    ("information", IssueStatus::Informational),
    ("informationavailable", IssueStatus::Informational),
];

/// The status that a source's word stands for, whatever its case, spaces and punctuation.
///
/// An unknown word says nothing, so the rest of the record decides: `over` where the source says that the issue has ended.
/// Otherwise it stands as being investigated: an issue is never taken for solved because its word is new.
#[must_use]
pub fn status_of(source_word: &str, over: bool) -> IssueStatus {
    let key = lookup_key(source_word);
    let known = TABLE.iter().find(|(word, _)| *word == key).map(|(_, status)| *status);
    known.unwrap_or(if over { IssueStatus::Resolved } else { IssueStatus::Investigating })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_known_whatever_its_case_and_spaces() {
        for (word, status) in [
            ("serviceRestored", IssueStatus::Resolved),
            ("ServiceRestored", IssueStatus::Resolved),
            ("Service restored", IssueStatus::Resolved),
            ("Extended recovery", IssueStatus::Recovering),
            ("extendedRecovery", IssueStatus::Recovering),
            ("False positive", IssueStatus::FalsePositive),
            ("Post-incident report published", IssueStatus::Resolved),
            ("SERVICE_INTERRUPTION", IssueStatus::Interrupted),
            ("Service degradation", IssueStatus::Degraded),
        ] {
            assert_eq!(status_of(word, false), status, "{word}");
        }
    }

    #[test]
    fn an_unknown_word_is_not_taken_for_solved() {
        assert_eq!(status_of("unknownFutureValue", false), IssueStatus::Investigating);
        assert_eq!(status_of("unknownFutureValue", true), IssueStatus::Resolved);
        assert_eq!(status_of("", false), IssueStatus::Investigating);
    }

    #[test]
    fn the_words_of_the_table_are_in_the_form_that_is_looked_up() {
        for (word, _) in TABLE {
            assert_eq!(lookup_key(word), *word);
        }
        for status in IssueStatus::ALL {
            assert_eq!(status_of(status.word(), false), *status, "our own words read back");
        }
    }
}

//! Partner Center: how a service request reads in the provider's interface for its partners. It has fewer words than a desk, and one
//! of each kind that means nothing was said.

use std::collections::BTreeSet;

use crate::{RequestStatus, Severity, words};

words! {
    /// Where a service request stands, in the words of Partner Center.
    pub enum PartnerStatus {
        /// Nothing is said. Of a request that is shown: it has not reached the provider.
        Unset = "none",
        /// The provider has it.
        Open = "open",
        /// Over.
        Closed = "closed",
        /// The provider asks; the ball is the partner's.
        AttentionNeeded = "attention_needed",
    }
}

words! {
    /// How badly it hits, in the words of Partner Center.
    pub enum PartnerSeverity {
        /// Nothing is said.
        Unset = "unknown",
        /// A.
        Critical = "critical",
        /// B.
        Moderate = "moderate",
        /// C.
        Minimal = "minimal",
    }
}

/// One form for a word, however a program's library writes it: `attention_needed`, `AttentionNeeded`.
fn plain(word: &str) -> String {
    word.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

macro_rules! lenient {
    ($name:ident) => {
        impl $name {
            /// The value of a word in any of the ways in which libraries write it; none for any other text.
            #[must_use]
            pub fn read(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| plain(one.word()) == plain(word.trim()))
            }

            /// The value of a number: older answers have the place in the list instead of the word.
            #[must_use]
            pub fn at(number: u64) -> Option<Self> {
                Self::ALL.get(usize::try_from(number).ok()?).copied()
            }
        }
    };
}

lenient!(PartnerStatus);
lenient!(PartnerSeverity);

impl PartnerStatus {
    /// How a request's status reads there.
    #[must_use]
    pub const fn of(status: RequestStatus) -> Self {
        match status {
            RequestStatus::Prepared | RequestStatus::Sending | RequestStatus::Unknown => Self::Unset,
            RequestStatus::Submitted | RequestStatus::Accepted => Self::Open,
            RequestStatus::AttentionNeeded => Self::AttentionNeeded,
            RequestStatus::Returned | RequestStatus::Resolved | RequestStatus::Closed | RequestStatus::Withdrawn => {
                Self::Closed
            }
        }
    }

    /// The statuses of requests that read as this one.
    #[must_use]
    pub fn statuses(self) -> BTreeSet<RequestStatus> {
        RequestStatus::ALL.iter().copied().filter(|status| Self::of(*status) == self).collect()
    }

    /// What it makes of a request that stands so; none where that says nothing new. Being open there is no answer of the provider's
    /// yet, unless it follows a question or an end. What is closed there is said to be solved: the customer is asked.
    #[must_use]
    pub const fn heard(self, now: RequestStatus) -> Option<RequestStatus> {
        match (self, now) {
            (Self::Unset, _) => None,
            (Self::Open, RequestStatus::AttentionNeeded | RequestStatus::Resolved | RequestStatus::Returned) => {
                Some(RequestStatus::Accepted)
            }
            (Self::Open, _) | (Self::AttentionNeeded, RequestStatus::AttentionNeeded) => None,
            (Self::AttentionNeeded, _) => Some(RequestStatus::AttentionNeeded),
            (
                Self::Closed,
                RequestStatus::Returned | RequestStatus::Resolved | RequestStatus::Closed | RequestStatus::Withdrawn,
            ) => None,
            (Self::Closed, _) => Some(RequestStatus::Resolved),
        }
    }
}

impl PartnerSeverity {
    /// How a severity reads there.
    #[must_use]
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Critical,
            Severity::Moderate => Self::Moderate,
            Severity::Minimal => Self::Minimal,
            Severity::None => Self::Unset,
        }
    }

    /// The severity that it says; none where it says nothing.
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Unset => None,
            Self::Critical => Some(Severity::Critical),
            Self::Moderate => Some(Severity::Moderate),
            Self::Minimal => Some(Severity::Minimal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::may_follow;

    #[test]
    fn every_status_reads_as_one_word_and_the_words_share_them_out() {
        let mut text = String::new();
        for status in PartnerStatus::ALL {
            let all: Vec<&str> = status.statuses().into_iter().map(RequestStatus::word).collect();
            text.push_str(&format!("{status}: {}\n", all.join(" ")));
        }
        insta::assert_snapshot!(text, @r"
        none: prepared sending unknown
        open: submitted accepted
        closed: returned resolved closed withdrawn
        attention_needed: attention_needed
        ");
    }

    #[test]
    fn what_is_heard_may_follow_and_is_heard_once() {
        for heard in PartnerStatus::ALL {
            for now in RequestStatus::ALL.iter().filter(|now| now.has_arrived() || !now.is_open()) {
                let Some(to) = heard.heard(*now) else { continue };
                let is_over = matches!(now, RequestStatus::Closed | RequestStatus::Withdrawn);
                assert!(may_follow(*now, to) || is_over, "{heard}: {now} -> {to}");
                assert_eq!(heard.heard(to), None, "{heard}: {now} -> {to} -> again");
            }
        }
    }

    #[test]
    fn words_are_read_however_a_library_writes_them() {
        for word in ["attention_needed", "AttentionNeeded", "attentionNeeded", " ATTENTION_NEEDED "] {
            assert_eq!(PartnerStatus::read(word), Some(PartnerStatus::AttentionNeeded), "{word}");
        }
        assert_eq!(PartnerStatus::read("done"), None);
        assert_eq!((PartnerSeverity::at(2), PartnerSeverity::at(4)), (Some(PartnerSeverity::Moderate), None));
    }
}

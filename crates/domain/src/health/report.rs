//! How good the proposals were, in the judgement of the people who work on the cases.

use serde::{Deserialize, Serialize};

/// Proposals of one service and source in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchCount {
    /// The service as its source names it.
    pub service: String,
    /// Where the issues come from.
    pub source: String,
    /// Pairs of a case and an issue that could explain it.
    pub proposals: i64,
    /// Of these, how many reached the threshold of the organization.
    pub certain: i64,
    /// Of all proposals, how many somebody confirmed.
    pub confirmed: i64,
    /// Of all proposals, how many somebody rejected.
    pub rejected: i64,
    /// Of the certain ones, how many somebody confirmed.
    pub certain_confirmed: i64,
    /// Of the certain ones, how many somebody rejected.
    pub certain_rejected: i64,
}

impl MatchCount {
    /// Of the certain proposals that somebody judged, how many in a hundred were right; none where nobody judged one. What
    /// nobody judges counts on neither side: silence is no agreement.
    #[must_use]
    pub fn precision(&self) -> Option<u8> {
        let judged = self.certain_confirmed + self.certain_rejected;
        (judged > 0).then(|| u8::try_from(self.certain_confirmed * 100 / judged).unwrap_or(100))
    }

    /// The source as people know it.
    #[must_use]
    pub fn source_name(&self) -> &str {
        match self.source.as_str() {
            "microsoft_365" => "Microsoft 365",
            "azure" | "azure_status" => "Azure",
            "google_cloud" => "Google Cloud",
            "aws" => "AWS",
            // A format that many providers share: what stands behind it is whose it is.
            other => other.split_once(':').map_or(other, |(_, name)| name),
        }
    }

    /// The sum of several counts; the names stay empty.
    #[must_use]
    pub fn sum(counts: &[Self]) -> Self {
        let add = |of: fn(&Self) -> i64| counts.iter().map(of).sum();
        Self {
            service: String::new(),
            source: String::new(),
            proposals: add(|count| count.proposals),
            certain: add(|count| count.certain),
            confirmed: add(|count| count.confirmed),
            rejected: add(|count| count.rejected),
            certain_confirmed: add(|count| count.certain_confirmed),
            certain_rejected: add(|count| count.certain_rejected),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(confirmed: i64, rejected: i64) -> MatchCount {
        MatchCount {
            service: "Exchange Online".to_owned(),
            source: "microsoft_365".to_owned(),
            proposals: 20,
            certain: 12,
            confirmed: confirmed + 1,
            rejected: rejected + 2,
            certain_confirmed: confirmed,
            certain_rejected: rejected,
        }
    }

    #[test]
    fn only_what_somebody_judged_says_how_good_the_proposals_were() {
        assert_eq!(count(0, 0).precision(), None);
        assert_eq!(count(3, 1).precision(), Some(75));
        assert_eq!(count(2, 0).precision(), Some(100));
    }

    #[test]
    fn a_source_has_the_name_that_people_know() {
        let named = |source: &str| MatchCount { source: source.to_owned(), ..count(0, 0) }.source_name().to_owned();
        assert_eq!(
            [named("microsoft_365"), named("statuspage:fabulon pay"), named("northwind")],
            ["Microsoft 365", "fabulon pay", "northwind"]
        );
    }

    #[test]
    fn a_sum_adds_each_column() {
        let sum = MatchCount::sum(&[count(3, 1), count(1, 3)]);
        assert_eq!((sum.proposals, sum.certain, sum.confirmed, sum.rejected), (40, 24, 6, 8));
        assert_eq!(sum.precision(), Some(50));
    }
}

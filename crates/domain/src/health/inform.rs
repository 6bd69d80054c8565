//! Telling customers of an issue: what a message said of it, and whom one more message would reach in vain.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{CaseId, CustomerId, HealthPostId, Language, Verdict, words};

/// What a message about an issue said of it. Messages of before this was kept say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The provider's latest post by then; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<HealthPostId>,
    /// Whether it said that the issue is over.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ended: bool,
    /// The language it was written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// How an issue stands, as far as customers are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The latest post.
    pub post: Option<HealthPostId>,
    /// Whether the issue is over.
    pub ended: bool,
    /// Since when it stands so: the time of the latest post, of the publication, or of the end.
    pub since: DateTime<Utc>,
}

impl News {
    /// Whether a message that was sent at a time said this already. One that names no post is judged by its time.
    #[must_use]
    pub fn was_said(&self, said: &Said, at: DateTime<Utc>) -> bool {
        match said.post {
            Some(post) => Some(post) == self.post && (said.ended || !self.ended),
            None => at >= self.since,
        }
    }
}

words! {
    /// Why a case's customer is left out when all are told of an issue.
    pub enum LeftOut {
        /// Somebody said that the case is about something else.
        Rejected = "rejected",
        /// It may be this issue, and nobody has said so.
        Uncertain = "uncertain",
        /// The case is over.
        CaseOver = "case_over",
        /// The customer was told this already.
        AlreadyTold = "already_told",
        /// Nobody at the customer can read it here: somebody has to call.
        Unreadable = "unreadable",
    }
}

/// A case that an issue could explain, as far as it decides whether its customer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// What a person said of the match.
    pub verdict: Option<Verdict>,
    /// Whether the match is certain by the organization's threshold.
    pub certain: bool,
    /// Whether the case can still be worked on.
    pub active: bool,
    /// Whether its customer was told this.
    pub told: bool,
    /// Whether anybody at the customer can read it here.
    pub readable: bool,
}

/// Why a case's customer is not told; none where it is. Of several reasons the first that a person would act on.
#[must_use]
pub const fn left_out(case: &Candidate) -> Option<LeftOut> {
    match (case.verdict, case.certain) {
        (Some(Verdict::Rejected), _) => Some(LeftOut::Rejected),
        _ if !case.active => Some(LeftOut::CaseOver),
        (None, false) => Some(LeftOut::Uncertain),
        _ if case.told => Some(LeftOut::AlreadyTold),
        _ if !case.readable => Some(LeftOut::Unreadable),
        _ => None,
    }
}

/// The message to all customers concerned, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageText {
    /// The language.
    pub language: Language,
    /// The text: ours in this language, the provider's as it came or as its feed translates it.
    pub text: String,
    /// How many cases get it.
    pub cases: usize,
}

/// A case whose customer is told of an issue, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its customer.
    pub customer: CustomerId,
    /// The customer's name.
    pub customer_name: String,
    /// The language the customer is written to in.
    pub language: Language,
    /// When the customer was last told anything of the issue.
    pub told_at: Option<DateTime<Utc>>,
    /// Why the customer is not told; none where it is.
    pub left_out: Option<LeftOut>,
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};
    use uuid::Uuid;

    use super::*;

    const TOLD: Candidate =
        Candidate { verdict: Some(Verdict::Confirmed), certain: false, active: true, told: false, readable: true };

    #[test]
    fn who_is_left_out_has_a_reason_and_a_rejected_match_is_never_written_to() {
        assert_eq!(left_out(&TOLD), None);
        assert_eq!(left_out(&Candidate { verdict: None, certain: true, ..TOLD }), None);
        for (case, reason) in [
            (Candidate { verdict: Some(Verdict::Rejected), certain: true, ..TOLD }, LeftOut::Rejected),
            (Candidate { verdict: None, ..TOLD }, LeftOut::Uncertain),
            (Candidate { active: false, ..TOLD }, LeftOut::CaseOver),
            (Candidate { told: true, readable: false, ..TOLD }, LeftOut::AlreadyTold),
            (Candidate { readable: false, ..TOLD }, LeftOut::Unreadable),
        ] {
            assert_eq!(left_out(&case), Some(reason), "{case:?}");
        }
    }

    #[test]
    fn a_message_tells_of_its_post_and_of_the_end_only_where_it_said_so() {
        let at = |minute| Utc.with_ymd_and_hms(2026, 3, 2, 8, minute, 0).unwrap();
        let (first, second) = (Some(HealthPostId(Uuid::from_u128(1))), Some(HealthPostId(Uuid::from_u128(2))));
        let news = News { post: second, ended: false, since: at(20) };
        let said = |post, ended| Said { post, ended, language: None };
        assert!(
            news.was_said(&said(second, false), at(19)),
            "clocks of two sides differ: the post says it, not the time"
        );
        assert!(!news.was_said(&said(first, false), at(30)), "a message about the first post, sent late");
        let over = News { ended: true, since: at(40), ..news };
        assert!(!over.was_said(&said(second, false), at(50)));
        assert!(over.was_said(&said(second, true), at(50)));
        assert!(over.was_said(&Said::default(), at(40)));
        assert!(!over.was_said(&Said::default(), at(40) - Duration::seconds(1)));
    }
}

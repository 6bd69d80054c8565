//! What a health check may say.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{FeedCondition, FeedState, HealthMatch, IssueKind, IssueStatus};
use crate::{HealthIssueId, timeline::Verdict, words};

words! {
    /// What a health check found.
    pub enum CheckResult {
        /// A documented issue that is open explains the case: its match is certain, or somebody confirmed it.
        KnownIssue = "known_issue",
        /// An open one could explain it, and nobody has said yet whether it does: a proposal, which decides nothing.
        PossibleIssue = "possible_issue",
        /// One explained it and has ended: a ground to escalate where the symptom stays.
        PostOutage = "post_outage",
        /// The feeds were read lately, and nothing in them explains it.
        AllClear = "all_clear",
        /// There is no feed that could have told, or none that can be relied on: it says nothing.
        FeedUnavailable = "feed_unavailable",
    }
}

words! {
    /// Why the feeds say nothing.
    pub enum FeedGap {
        /// None is set up that tells of this cloud, customer and service.
        NoFeed = "no_feed",
        /// None was ever read.
        NeverRead = "never_read",
        /// What is known is too old.
        Stale = "stale",
        /// It does not answer.
        Down = "down",
        /// What it answers cannot be read.
        Malformed = "malformed",
        /// It lists nothing, which it never should.
        Empty = "empty",
        /// Its last answer was older than one before it.
        Behind = "behind",
        /// Its clock, or the times it tells of, cannot be believed.
        Shifted = "shifted",
        /// It comes and goes.
        Flapping = "flapping",
    }
}

impl FeedGap {
    /// The gap in an English sentence, for the command line.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::NoFeed => "no feed is set up that tells of this service, customer and cloud",
            Self::NeverRead => "a feed that is set up was never read",
            Self::Stale => "what a feed told was read too long ago",
            Self::Down => "a feed does not answer",
            Self::Malformed => "a feed answers with something that cannot be read",
            Self::Empty => "a feed lists nothing, which it never should",
            Self::Behind => "a feed gave an older copy than one before",
            Self::Shifted => "the times that a feed gives cannot be right",
            Self::Flapping => "a feed comes and goes",
        }
    }
}

/// The result of a health check with what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// What it found.
    pub result: CheckResult,
    /// The issue that decides, for a known issue and after an outage.
    pub issue: Option<HealthIssueId>,
    /// Why the feeds say nothing, for `feed_unavailable`.
    pub gap: Option<FeedGap>,
    /// When it was judged.
    pub at: DateTime<Utc>,
}

/// Judges the matches of a case (rejected ones aside) and, where none is left, the feeds that could have told of it.
///
/// What explains the case counts however old the feed is. A match that is neither certain nor confirmed is a proposal: while its
/// issue is open, the result says that somebody has to look; once it has ended, it says nothing. Nothing found counts only with a
/// feed that can be relied on: of the feeds given, at least one is fresh and none is in a worse state, because the one that failed
/// may be the one that would have told.
#[must_use]
pub fn check_result(
    matches: &[HealthMatch],
    verdicts: &[(HealthIssueId, Verdict)],
    feeds: &[FeedState],
    now: DateTime<Utc>,
) -> CheckOutcome {
    // The last verdict counts: people change their minds.
    let verdict = |issue| verdicts.iter().rev().find(|(id, _)| *id == issue).map(|(_, verdict)| *verdict);
    let confirmed = |found: &HealthMatch| verdict(found.issue) == Some(Verdict::Confirmed);
    let standing: Vec<&HealthMatch> = matches.iter().filter(|m| verdict(m.issue) != Some(Verdict::Rejected)).collect();
    let mut explaining: Vec<&HealthMatch> =
        standing.iter().copied().filter(|found| found.certain || confirmed(found)).collect();
    // What people say, then what holds back, then the most certain, which comes first.
    explaining.sort_by_key(|found| (!confirmed(found), !found.may_block));
    let outcome =
        |result, issue: Option<&HealthMatch>, gap| CheckOutcome { result, issue: issue.map(|m| m.issue), gap, at: now };

    if let Some(found) = explaining.iter().find(|found| !found.ended) {
        return outcome(CheckResult::KnownIssue, Some(found), None);
    }
    if let Some(found) = explaining.iter().find(|found| was_outage(found)) {
        return outcome(CheckResult::PostOutage, Some(found), None);
    }
    if let Some(found) = standing.iter().find(|found| !found.ended) {
        return outcome(CheckResult::PossibleIssue, Some(found), None);
    }
    match feed_gap(feeds) {
        Some(gap) => outcome(CheckResult::FeedUnavailable, None, Some(gap)),
        None => outcome(CheckResult::AllClear, None, None),
    }
}

/// Whether an ended issue was one after which a symptom can stay: not news, and not a date of retirement that has come.
fn was_outage(found: &HealthMatch) -> bool {
    found.ended && found.kind != IssueKind::Announcement && found.status != IssueStatus::Informational
}

/// Why the feeds do not allow an all-clear; none where they do.
fn feed_gap(feeds: &[FeedState]) -> Option<FeedGap> {
    let worst = feeds.iter().filter_map(|feed| match feed.state {
        FeedCondition::Fresh => None,
        FeedCondition::NeverRead => Some(FeedGap::NeverRead),
        FeedCondition::Stale => Some(FeedGap::Stale),
        FeedCondition::Down => Some(FeedGap::Down),
        FeedCondition::Malformed => Some(FeedGap::Malformed),
        FeedCondition::Empty => Some(FeedGap::Empty),
        FeedCondition::Behind => Some(FeedGap::Behind),
        FeedCondition::Shifted => Some(FeedGap::Shifted),
        FeedCondition::Flapping => Some(FeedGap::Flapping),
    });
    if feeds.is_empty() { Some(FeedGap::NoFeed) } else { worst.max() }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    fn id(n: u128) -> HealthIssueId {
        HealthIssueId(Uuid::from_u128(n))
    }

    fn found(n: u128, ended: bool, kind: IssueKind) -> HealthMatch {
        HealthMatch {
            issue: id(n),
            source_id: format!("EX{n}"),
            title: String::new(),
            kind,
            status: if ended { IssueStatus::Resolved } else { IssueStatus::Degraded },
            certainty: 80,
            certain: true,
            may_block: !ended && kind == IssueKind::ServiceIssue,
            blocking: !ended && kind == IssueKind::ServiceIssue,
            ended,
            reasons: Vec::new(),
        }
    }

    fn feed(state: FeedCondition) -> FeedState {
        FeedState { name: "Graph".to_owned(), fetched_at: Some(now()), state }
    }

    fn result(matches: &[HealthMatch], verdicts: &[(HealthIssueId, Verdict)], feeds: &[FeedState]) -> CheckResult {
        check_result(matches, verdicts, feeds, now()).result
    }

    #[test]
    fn an_open_issue_is_a_known_issue_however_old_the_feed() {
        let open = found(1, false, IssueKind::ServiceIssue);
        let stale = [feed(FeedCondition::Stale)];
        let outcome = check_result(&[found(2, true, IssueKind::ServiceIssue), open], &[], &stale, now());
        assert_eq!((outcome.result, outcome.issue), (CheckResult::KnownIssue, Some(id(1))));
    }

    #[test]
    fn an_ended_issue_is_a_ground_to_escalate() {
        assert_eq!(result(&[found(1, true, IssueKind::Advisory)], &[], &[]), CheckResult::PostOutage);
        assert_eq!(
            result(&[found(1, true, IssueKind::Announcement)], &[], &[feed(FeedCondition::Fresh)]),
            CheckResult::AllClear
        );
    }

    #[test]
    fn a_rejected_match_counts_for_nothing_and_the_last_verdict_stands() {
        let open = [found(1, false, IssueKind::ServiceIssue)];
        let fresh = [feed(FeedCondition::Fresh)];
        assert_eq!(result(&open, &[(id(1), Verdict::Rejected)], &fresh), CheckResult::AllClear);
        let changed = [(id(1), Verdict::Rejected), (id(1), Verdict::Confirmed)];
        assert_eq!(result(&open, &changed, &fresh), CheckResult::KnownIssue);
        assert!(open[0].blocks(None) && !open[0].blocks(Some(Verdict::Rejected)));
    }

    #[test]
    fn a_confirmed_issue_blocks_even_where_it_was_not_certain() {
        let unsure =
            HealthMatch { certain: false, blocking: false, certainty: 45, ..found(1, false, IssueKind::ServiceIssue) };
        assert!(!unsure.blocks(None));
        assert!(unsure.blocks(Some(Verdict::Confirmed)));
        let advisory = found(2, false, IssueKind::Advisory);
        assert!(!advisory.blocks(Some(Verdict::Confirmed)), "advisories inform");
    }

    fn unsure(found: HealthMatch) -> HealthMatch {
        HealthMatch { certain: false, blocking: false, certainty: 45, ..found }
    }

    #[test]
    fn a_match_that_is_not_certain_is_a_proposal_until_somebody_confirms_it() {
        let open = [unsure(found(1, false, IssueKind::ServiceIssue))];
        let fresh = [feed(FeedCondition::Fresh)];
        let outcome = check_result(&open, &[], &fresh, now());
        assert_eq!((outcome.result, outcome.issue), (CheckResult::PossibleIssue, Some(id(1))));
        assert_eq!(result(&open, &[(id(1), Verdict::Confirmed)], &fresh), CheckResult::KnownIssue);
        let ended = [unsure(found(1, true, IssueKind::ServiceIssue))];
        assert_eq!(result(&ended, &[], &fresh), CheckResult::AllClear);
        assert_eq!(result(&ended, &[(id(1), Verdict::Confirmed)], &fresh), CheckResult::PostOutage);
    }

    #[test]
    fn what_explains_the_case_goes_before_what_could() {
        let possible = unsure(found(1, false, IssueKind::ServiceIssue));
        let over = found(2, true, IssueKind::ServiceIssue);
        let outcome = check_result(&[possible, over], &[], &[], now());
        assert_eq!((outcome.result, outcome.issue), (CheckResult::PostOutage, Some(id(2))));
    }

    #[test]
    fn nothing_found_is_no_all_clear_without_a_feed_to_rely_on() {
        for (feeds, gap) in [
            (vec![], FeedGap::NoFeed),
            (vec![feed(FeedCondition::Down)], FeedGap::Down),
            (vec![feed(FeedCondition::Fresh), feed(FeedCondition::Malformed)], FeedGap::Malformed),
            (vec![feed(FeedCondition::Stale)], FeedGap::Stale),
            (vec![feed(FeedCondition::Empty)], FeedGap::Empty),
            (vec![feed(FeedCondition::NeverRead)], FeedGap::NeverRead),
        ] {
            let outcome = check_result(&[], &[], &feeds, now());
            assert_eq!((outcome.result, outcome.gap), (CheckResult::FeedUnavailable, Some(gap)));
        }
        assert_eq!(result(&[], &[], &[feed(FeedCondition::Fresh)]), CheckResult::AllClear);
    }
}

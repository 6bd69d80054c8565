//! The documented issue: which one explains the case, and whether it is over while the problem stays.

use chrono::{DateTime, Duration, Utc};

use super::{ISSUE_SILENT_HOURS, KnownIssue, compute::View, evidence::Stamped};
use crate::{CheckCause, HealthCheck, MatchSeen, Verdict, health::CheckResult};

impl View<'_> {
    fn verdict(&self, found: &MatchSeen) -> Option<Verdict> {
        self.evidence.verdicts.get(&found.issue).map(|(_, _, verdict)| *verdict)
    }

    /// The checks that still tell what is documented, newest first: the last one whose feeds answered, and all since. A
    /// look-up that found no feed clears nothing that an earlier one found.
    fn telling_checks(&self) -> &[Stamped<HealthCheck>] {
        let checks = &self.evidence.checks;
        let from = checks.iter().rposition(|(_, _, check)| check.result != CheckResult::FeedUnavailable);
        &checks[from.unwrap_or(0)..]
    }

    /// The matches of the telling checks, newest and best first, and those of earlier ones that a person confirmed.
    fn matches(&self) -> impl Iterator<Item = &MatchSeen> {
        let telling_from = self.evidence.checks.len() - self.telling_checks().len();
        self.evidence.checks.iter().enumerate().rev().flat_map(move |(index, (_, _, check))| {
            let tells = index >= telling_from;
            check.matches.iter().filter(move |found| tells || self.verdict(found) == Some(Verdict::Confirmed))
        })
    }

    /// Whether a match explains the case: a service issue, certain or confirmed, and not rejected.
    fn explains(&self, found: &MatchSeen) -> bool {
        let verdict = self.verdict(found);
        found.service_issue
            && verdict != Some(Verdict::Rejected)
            && (found.certain || verdict == Some(Verdict::Confirmed))
    }

    fn ended(&self, found: &MatchSeen) -> bool {
        self.situation.issues.iter().find(|now| now.issue == found.issue).map_or(found.ended, |now| now.ended)
    }

    /// After three days without a post an issue no longer blocks: the page may have been forgotten.
    fn silent(&self, found: &MatchSeen) -> bool {
        let limit = Duration::hours(ISSUE_SILENT_HOURS);
        self.situation.issues.iter().any(|now| now.issue == found.issue && self.now - now.last_post_at > limit)
    }

    fn as_known(&self, found: &MatchSeen) -> KnownIssue {
        KnownIssue {
            issue: found.issue,
            source_id: found.source_id.clone(),
            title: found.title.clone(),
            confirmed: self.verdict(found) == Some(Verdict::Confirmed),
        }
    }

    /// The open issue that explains the case.
    pub(super) fn known_issue(&self) -> Option<KnownIssue> {
        self.matches()
            .find(|found| self.explains(found) && !self.ended(found) && !self.silent(found))
            .map(|found| self.as_known(found))
    }

    /// The issue that explained the case and has ended.
    fn over(&self) -> Option<&MatchSeen> {
        self.matches().find(|found| self.explains(found) && self.ended(found))
    }

    /// An issue that explained the case and has ended, while the problem stays: it was heard of again since, or the look-up
    /// of a living problem found the issue ended. The desk's own look-up at the end of an issue says nothing of the problem.
    pub(super) fn post_outage(&self) -> Option<KnownIssue> {
        let found = self.over()?;
        let ended = self.evidence.issue_ended.get(&found.issue).copied();
        let since = |at: DateTime<Utc>| ended.is_none_or(|ended| at >= ended);
        let heard = [self.evidence.symptom_persists, self.evidence.reopened].into_iter().flatten().any(since);
        let looked_up = self.evidence.checks.iter().any(|(at, _, check)| {
            let ground = check.cause != CheckCause::LaterIssue && check.result == CheckResult::PostOutage;
            ground && since(*at) && check.matches.iter().any(|seen| seen.issue == found.issue)
        });
        (heard || looked_up).then(|| self.as_known(found))
    }

    /// Whether the issue that explained the case ended while it waited, and nothing was heard or tried since: the customer
    /// is asked before anybody climbs on.
    pub(super) fn ended_unheard(&self) -> bool {
        let Some(found) = self.over().filter(|_| self.post_outage().is_none()) else { return false };
        let open_then = |check: &HealthCheck| check.matches.iter().any(|seen| seen.issue == found.issue && !seen.ended);
        let Some((seen_open, _, _)) = self.evidence.checks.iter().rfind(|(_, _, check)| open_then(check)) else {
            return false;
        };
        let since = self.evidence.issue_ended.get(&found.issue).unwrap_or(seen_open);
        self.evidence.last_new.is_none_or(|new| new <= *since)
    }
}

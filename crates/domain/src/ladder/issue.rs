//! The documented issue: which one explains the case, and whether it is over while the problem stays.

use chrono::{DateTime, Duration, Utc};

use super::{ISSUE_SILENT_HOURS, KnownIssue, compute::View, evidence::Stamped};
use crate::{HealthCheck, MatchSeen, Verdict, health::CheckResult};

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
    fn matches(&self) -> impl Iterator<Item = (DateTime<Utc>, &MatchSeen)> {
        let telling_from = self.evidence.checks.len() - self.telling_checks().len();
        self.evidence.checks.iter().enumerate().rev().flat_map(move |(index, (at, _, check))| {
            let tells = index >= telling_from;
            let counts = move |found: &&MatchSeen| tells || self.verdict(found) == Some(Verdict::Confirmed);
            check.matches.iter().filter(counts).map(|found| (*at, found))
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
            .find(|(_, found)| self.explains(found) && !self.ended(found) && !self.silent(found))
            .map(|(_, found)| self.as_known(found))
    }

    /// An issue that explained the case and has ended, while the problem stays: a look-up of a living problem found it
    /// ended, or the customer was heard of again since.
    pub(super) fn post_outage(&self) -> Option<KnownIssue> {
        let (_, found) = self.matches().find(|(_, found)| self.explains(found) && self.ended(found))?;
        let checked = self.telling_checks().iter().any(|(_, _, check)| check.result == CheckResult::PostOutage);
        let since = self.evidence.issue_ended.get(&found.issue);
        let heard = [self.evidence.symptom_persists, self.evidence.reopened].into_iter().flatten().max();
        let stays = checked || heard.is_some_and(|at| since.is_none_or(|ended| at >= *ended));
        stays.then(|| self.as_known(found))
    }

    /// Whether the issue that explained the case has ended since it was last looked up, and nothing was heard or tried
    /// since: the customer is asked before anybody climbs on.
    pub(super) fn ended_unheard(&self) -> bool {
        if self.post_outage().is_some() {
            return false;
        }
        let over = self.matches().find(|(_, found)| self.explains(found) && !found.ended && self.ended(found));
        over.is_some_and(|(checked_at, found)| {
            let since = self.evidence.issue_ended.get(&found.issue).copied().unwrap_or(checked_at);
            self.evidence.last_new.is_none_or(|new| new <= since)
        })
    }
}

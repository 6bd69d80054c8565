//! The function itself: what each of its parts looks at.

use chrono::{DateTime, Utc};

use super::{Evidence, Ladder, Situation};
use crate::{Category, Entry};

/// Computes the ladder of a case from its timeline, what is true outside, and the time.
#[must_use]
pub fn ladder(entries: &[Entry], situation: &Situation, now: DateTime<Utc>) -> Ladder {
    let evidence = Evidence::gather(situation.owner, entries);
    View { evidence: &evidence, situation, now }.ladder()
}

/// All that a ladder is computed from. Its parts are in the modules beside: the documented issue (`issue`), what stands
/// in the way (`obstacle`), the next action (`action`) and the rungs (`rung`).
pub(super) struct View<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) situation: &'a Situation,
    pub(super) now: DateTime<Utc>,
}

impl View<'_> {
    fn ladder(&self) -> Ladder {
        let known_issue = self.known_issue();
        let blockers = self.blockers(known_issue.as_ref());
        let next = self.next_action(&blockers);
        let turn = self.turn(next, &blockers);
        Ladder {
            rungs: self.rungs(turn, known_issue.as_ref()),
            next,
            blockers,
            post_outage: self.post_outage(),
            known_issue,
        }
    }

    pub(super) fn category(&self) -> Option<Category> {
        self.evidence.category.as_ref().map(|decided| decided.category)
    }

    /// Whether service health is to be looked up: until a decision says that this is not a fault.
    pub(super) fn needs_health_check(&self) -> bool {
        self.category().is_none_or(Category::needs_health_check)
    }

    /// Whether something is to be tried: until a decision says that trying cannot help.
    pub(super) fn needs_steps(&self) -> bool {
        self.category().is_none_or(Category::needs_troubleshooting)
    }

    /// Grounds that the decision needs and nobody wrote, by their keys.
    pub(super) fn missing_grounds(&self) -> Vec<String> {
        let Some(decided) = &self.evidence.category else {
            return Vec::new();
        };
        let mut missing: Vec<String> =
            decided.grounds.missing(decided.category).into_iter().map(str::to_owned).collect();
        // Region and service may be unknown when a problem is reported, but not when a fault is handed up.
        if decided.category.needs_health_check()
            && decided.category.goes_to_recipient()
            && !self.situation.service_known
        {
            missing.push("service".to_owned());
        }
        missing
    }

    /// Whether the case climbs once more: its request has ended, and the problem was heard of again since.
    pub(super) fn climbs_again(&self) -> bool {
        self.evidence.request.as_ref().is_some_and(|linked| {
            let heard = [self.evidence.reopened, self.evidence.symptom_persists].into_iter().flatten().max();
            !linked.status.is_open() && heard.is_some_and(|at| at > linked.status_at)
        })
    }
}

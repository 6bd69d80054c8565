//! The state of each rung. At most one is due: the one the next action belongs to.

use chrono::{DateTime, Utc};

use super::{BlockerCode, KnownIssue, Rung, RungKey, RungState, compute::View};
use crate::{Actor, CheckCause, RequestStatus};

impl View<'_> {
    pub(super) fn rungs(&self, turn: Option<RungKey>, known_issue: Option<&KnownIssue>) -> Vec<Rung> {
        let evidence = self.evidence;
        let opened = evidence.opened.as_ref().map(|(at, by)| (*at, by));
        let check = evidence.last_check().map(|(at, by, _)| (*at, by));
        let waived = evidence.waivers.get(&BlockerCode::NoTroubleshooting).map(|(at, by)| (*at, by));
        let step = evidence.steps.last().map(|(at, by, _)| (*at, by)).or(waived);
        let decided = evidence.category.as_ref().map(|decided| (decided.at, &decided.by));
        let request = evidence.request.as_ref().map(|linked| (linked.linked_at, &linked.by));
        let rung = |key: RungKey, stands: Option<RungState>, evidence: Option<(DateTime<Utc>, &Actor)>| {
            let state = stands.unwrap_or(if turn == Some(key) { RungState::Due } else { RungState::Open });
            Rung { key, state, at: evidence.map(|(at, _)| at), by: evidence.map(|(_, by)| by.name.clone()) }
        };
        vec![
            rung(RungKey::Reported, Some(RungState::Done), opened),
            rung(RungKey::HealthChecked, self.health_stands(known_issue), check),
            rung(RungKey::Troubleshot, self.steps_stand_as(known_issue), step),
            rung(RungKey::Categorized, self.category_stands(known_issue), decided),
            rung(RungKey::Escalated, self.request_stands(turn), request),
        ]
    }

    // Each of these: what stands on the rung, or nothing where its evidence is still to come.

    fn health_stands(&self, known_issue: Option<&KnownIssue>) -> Option<RungState> {
        let Some((_, _, check)) = self.evidence.last_check() else {
            return (!self.needs_health_check()).then_some(RungState::NotNeeded);
        };
        let late_issue = check.cause == CheckCause::LaterIssue && known_issue.is_some_and(|known| !known.confirmed);
        let again = self.check_is_before_reopening();
        let reopened = self.needs_health_check() && (late_issue || again);
        Some(if reopened { RungState::Reopened } else { RungState::Done })
    }

    fn steps_stand_as(&self, known_issue: Option<&KnownIssue>) -> Option<RungState> {
        if self.evidence.returned_in_vain().is_some() {
            Some(RungState::Reopened)
        } else if !self.evidence.steps.is_empty() {
            Some(RungState::Done)
        } else if self.evidence.waivers.contains_key(&BlockerCode::NoTroubleshooting) {
            Some(RungState::Waived)
        } else {
            (!self.needs_steps() || known_issue.is_some()).then_some(RungState::NotNeeded)
        }
    }

    fn category_stands(&self, known_issue: Option<&KnownIssue>) -> Option<RungState> {
        match &self.evidence.category {
            Some(_) => self.missing_grounds().is_empty().then_some(RungState::Done),
            None => known_issue.map(|_| RungState::NotNeeded),
        }
    }

    fn request_stands(&self, turn: Option<RungKey>) -> Option<RungState> {
        let again = self.climbs_again();
        match self.evidence.request.as_ref()?.status {
            RequestStatus::Prepared => Some(RungState::Due),
            RequestStatus::Withdrawn => None,
            RequestStatus::Returned => (turn != Some(RungKey::Escalated)).then_some(RungState::Reopened),
            _ if again => (turn != Some(RungKey::Escalated)).then_some(RungState::Reopened),
            _ => Some(RungState::Done),
        }
    }
}

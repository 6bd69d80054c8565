//! The function itself.

use chrono::{DateTime, Duration, Utc};

use super::{
    Blocker, BlockerCode, CHECK_FRESH_MINUTES, Evidence, FreshCheck, ISSUE_SILENT_HOURS, KnownIssue, Ladder, NextAction, Rung, RungKey,
    RungState, Situation,
};
use crate::{
    Actor, CaseStatus, Category, CheckCause, Entry, MatchSeen, RecipientKind, RequestStatus, Route, Severity, Verdict,
    entitlement::{self, Refusal},
    health::CheckResult,
};

/// Computes the ladder of a case from its timeline, what is true outside, and the time.
#[must_use]
pub fn ladder(entries: &[Entry], situation: &Situation, now: DateTime<Utc>) -> Ladder {
    let evidence = Evidence::gather(situation.owner, entries);
    View { evidence: &evidence, situation, now }.ladder()
}

struct View<'a> {
    evidence: &'a Evidence,
    situation: &'a Situation,
    now: DateTime<Utc>,
}

impl View<'_> {
    fn ladder(&self) -> Ladder {
        let known_issue = self.known_issue();
        let blockers = self.blockers(known_issue.as_ref());
        let next = self.next_action(known_issue.as_ref(), &blockers);
        Ladder {
            rungs: self.rungs(known_issue.as_ref(), &blockers),
            next,
            blockers,
            post_outage: self.post_outage(),
            known_issue,
        }
    }

    fn category(&self) -> Option<Category> {
        self.evidence.category.as_ref().map(|decided| decided.category)
    }

    fn verdict(&self, found: &MatchSeen) -> Option<Verdict> {
        self.evidence.verdicts.get(&found.issue).map(|(_, _, verdict)| *verdict)
    }

    /// The matches of the last check, and those of earlier ones that a person confirmed.
    fn matches(&self) -> impl Iterator<Item = &MatchSeen> {
        let last = self.evidence.last_check().map(|(_, _, check)| check.id);
        self.evidence.checks.iter().rev().flat_map(move |(_, _, check)| {
            let is_last = Some(check.id) == last;
            check.matches.iter().filter(move |found| is_last || self.verdict(found) == Some(Verdict::Confirmed))
        })
    }

    /// Whether a match explains the case: a service issue, certain or confirmed, and not rejected.
    fn explains(&self, found: &MatchSeen) -> bool {
        let verdict = self.verdict(found);
        found.service_issue && verdict != Some(Verdict::Rejected) && (found.certain || verdict == Some(Verdict::Confirmed))
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

    fn known_issue(&self) -> Option<KnownIssue> {
        self.matches()
            .find(|found| self.explains(found) && !self.ended(found) && !self.silent(found))
            .map(|found| self.as_known(found))
    }

    /// An issue that fitted and has ended: found so by the last check, or since, while the customer says the symptom stays.
    fn post_outage(&self) -> Option<KnownIssue> {
        let found = self.matches().find(|found| self.explains(found) && self.ended(found))?;
        let (_, _, check) = self.evidence.last_check()?;
        let stays = self.evidence.symptom_persists.is_some() || check.result == CheckResult::PostOutage;
        stays.then(|| self.as_known(found))
    }

    fn blockers(&self, known_issue: Option<&KnownIssue>) -> Vec<Blocker> {
        let mut blockers = Vec::new();
        if !self.situation.relationship_active {
            blockers.push(Blocker::plain(BlockerCode::RelationshipInactive));
        }
        blockers.extend(self.health_blocker());
        if let Some(known) = known_issue.filter(|_| self.category().is_none_or(Category::needs_health_check)) {
            blockers.push(Blocker { reference: Some(known.source_id.clone()), ..Blocker::plain(BlockerCode::KnownIssueOpen) });
        }
        if self.needs_steps() && !self.steps_stand() {
            blockers.push(Blocker::plain(BlockerCode::NoTroubleshooting));
        }
        blockers.extend(self.category_blocker());
        blockers.extend(self.entitlement_blocker());
        if !self.situation.contact_missing.is_empty() {
            let missing = self.situation.contact_missing.iter().map(ToString::to_string).collect();
            blockers.push(Blocker { missing, ..Blocker::plain(BlockerCode::ContactMissing) });
        }
        if let Some(number) = self.evidence.returned_in_vain() {
            blockers.push(Blocker { reference: Some(number.to_owned()), ..Blocker::plain(BlockerCode::ReturnedWithoutNewEvidence) });
        }
        blockers.extend(self.duplicate_blocker());
        if self.approval_pending() {
            blockers.push(Blocker::plain(BlockerCode::ApprovalPending));
        }
        blockers
    }

    fn health_blocker(&self) -> Option<Blocker> {
        if self.situation.fresh_check == FreshCheck::WillRun || self.category().is_some_and(|c| !c.needs_health_check()) {
            return None;
        }
        match self.evidence.last_check() {
            None => Some(Blocker::plain(BlockerCode::HealthNotChecked)),
            Some((at, _, _)) if self.now - *at > Duration::minutes(CHECK_FRESH_MINUTES) => {
                Some(Blocker::plain(BlockerCode::HealthCheckStale))
            }
            Some(_) => None,
        }
    }

    fn needs_steps(&self) -> bool {
        self.category().is_none_or(Category::needs_troubleshooting)
    }

    fn steps_stand(&self) -> bool {
        !self.evidence.steps.is_empty() || self.evidence.waivers.contains_key(&BlockerCode::NoTroubleshooting)
    }

    fn missing_grounds(&self) -> Vec<String> {
        let Some(decided) = &self.evidence.category else { return Vec::new() };
        let mut missing: Vec<String> = decided.grounds.missing(decided.category).into_iter().map(str::to_owned).collect();
        // Region and service may be unknown when a problem is reported, but not when it is handed up.
        if decided.category.needs_health_check() && decided.category.goes_to_recipient() && !self.situation.service_known {
            missing.push("service".to_owned());
        }
        missing
    }

    fn category_blocker(&self) -> Option<Blocker> {
        let Some(category) = self.category() else { return Some(Blocker::plain(BlockerCode::CategoryMissing)) };
        if category == Category::Vulnerability {
            let detail = format!(
                "A vulnerability goes to the provider's security contact, never through an ordinary request: {}",
                self.situation.security_contact
            );
            return Some(Blocker { detail: Some(detail), ..Blocker::plain(BlockerCode::CategoryStaysWithPartner) });
        }
        if !category.goes_to_recipient() {
            return Some(Blocker::plain(BlockerCode::CategoryStaysWithPartner));
        }
        let missing = self.missing_grounds();
        (!missing.is_empty()).then(|| Blocker { missing, ..Blocker::plain(BlockerCode::GroundsMissing) })
    }

    fn entitlement_blocker(&self) -> Option<Blocker> {
        let family = self.situation.family?;
        if self.situation.recipient == RecipientKind::Upstream {
            return None;
        }
        match entitlement::judge(family, self.situation.partner_kind, self.situation.standing) {
            Ok(()) => None,
            Err(Refusal::DelegatedAdminMissing) => Some(Blocker::plain(BlockerCode::DelegatedAdminMissing)),
            Err(Refusal::NotEntitled(why)) => {
                Some(Blocker { detail: Some(why.text().to_owned()), ..Blocker::plain(BlockerCode::NotEntitled) })
            }
        }
    }

    /// The case's own open request is a duplicate too: a second escalation of the same case finds the first.
    fn duplicate_blocker(&self) -> Option<Blocker> {
        let own = self.evidence.request.as_ref().filter(|linked| linked.status.is_open());
        let (request, number) = match (own, &self.situation.duplicate) {
            (Some(own), _) => (own.id, own.number.clone()),
            (None, Some(other)) if !self.situation.duplicate_reason => (other.request, other.number.clone()),
            _ => return None,
        };
        Some(Blocker {
            reference: Some(number),
            request: Some(request),
            ..Blocker::plain(BlockerCode::DuplicateOpenRequest)
        })
    }

    /// Critical ones are approved after the fact.
    fn approval_pending(&self) -> bool {
        self.situation.approval_required && self.situation.severity != Severity::Critical && !self.evidence.approved()
    }

    fn next_action(&self, known_issue: Option<&KnownIssue>, blockers: &[Blocker]) -> NextAction {
        match self.situation.status {
            CaseStatus::Closed => return NextAction::Nothing,
            CaseStatus::Resolved if self.evidence.solution_confirmed => return NextAction::Close,
            CaseStatus::Resolved => return NextAction::ConfirmWithCustomer,
            CaseStatus::Open | CaseStatus::WaitingOnCustomer | CaseStatus::WaitingOnProvider => {}
        }
        if let Some(action) = self.action_after_escalation() {
            return action;
        }
        let stands = |code: BlockerCode| blockers.iter().any(|blocker| blocker.code == code);
        if self.evidence.checks.is_empty() && self.category().is_none_or(Category::needs_health_check) {
            NextAction::CheckHealth
        } else if known_issue.is_some() && stands(BlockerCode::KnownIssueOpen) {
            NextAction::WaitForKnownIssue
        } else if stands(BlockerCode::NoTroubleshooting) || stands(BlockerCode::ReturnedWithoutNewEvidence) {
            NextAction::Troubleshoot
        } else if stands(BlockerCode::CategoryMissing) {
            NextAction::Categorize
        } else if stands(BlockerCode::GroundsMissing) {
            NextAction::AddGrounds
        } else if stands(BlockerCode::CategoryStaysWithPartner) {
            NextAction::Troubleshoot
        } else if stands(BlockerCode::ApprovalPending) {
            NextAction::RequestApproval
        } else {
            NextAction::Escalate
        }
    }

    fn action_after_escalation(&self) -> Option<NextAction> {
        let linked = self.evidence.request.as_ref()?;
        // A case that was reopened after its request ended climbs again.
        if self.evidence.reopened.is_some_and(|at| at > linked.status_at) && !linked.status.is_open() {
            return None;
        }
        match linked.status {
            RequestStatus::Prepared if linked.route == Route::Assisted => Some(NextAction::FileInPortal),
            RequestStatus::AttentionNeeded => Some(NextAction::AnswerProvider),
            RequestStatus::Resolved | RequestStatus::Closed => Some(NextAction::ConfirmWithCustomer),
            RequestStatus::Returned | RequestStatus::Withdrawn => None,
            _ => Some(NextAction::Nothing),
        }
    }

    fn rungs(&self, known_issue: Option<&KnownIssue>, blockers: &[Blocker]) -> Vec<Rung> {
        let opened = self.evidence.opened.as_ref().map(|(at, by)| (*at, by));
        let check = self.evidence.last_check().map(|(at, by, _)| (*at, by));
        let waived = self.evidence.waivers.get(&BlockerCode::NoTroubleshooting).map(|(at, by)| (*at, by));
        let step = self.evidence.steps.last().map(|(at, by, _)| (*at, by)).or(waived);
        let decided = self.evidence.category.as_ref().map(|decided| (decided.at, &decided.by));
        let request = self.evidence.request.as_ref().map(|linked| (linked.linked_at, &linked.by));
        let health = self.health_state(known_issue);
        let steps = self.steps_state(health, known_issue);
        let category = self.category_state(steps, known_issue);
        vec![
            rung(RungKey::Reported, RungState::Done, opened),
            rung(RungKey::HealthChecked, health, check),
            rung(RungKey::Troubleshot, steps, step),
            rung(RungKey::Categorized, category, decided),
            rung(RungKey::Escalated, self.request_state(blockers), request),
        ]
    }

    fn health_state(&self, known_issue: Option<&KnownIssue>) -> RungState {
        let Some((at, _, check)) = self.evidence.last_check() else {
            return if self.category().is_some_and(|c| !c.needs_health_check()) { RungState::NotNeeded } else { RungState::Due };
        };
        let late_issue = check.cause == CheckCause::LaterIssue && known_issue.is_some_and(|known| !known.confirmed);
        let again = self.evidence.reopened.is_some_and(|reopened| reopened > *at);
        if late_issue || again { RungState::Reopened } else { RungState::Done }
    }

    fn steps_state(&self, health: RungState, known_issue: Option<&KnownIssue>) -> RungState {
        if self.evidence.returned_in_vain().is_some() {
            RungState::Reopened
        } else if !self.evidence.steps.is_empty() {
            RungState::Done
        } else if self.evidence.waivers.contains_key(&BlockerCode::NoTroubleshooting) {
            RungState::Waived
        } else if !self.needs_steps() || known_issue.is_some() {
            RungState::NotNeeded
        } else if health == RungState::Due {
            RungState::Open
        } else {
            RungState::Due
        }
    }

    fn category_state(&self, steps: RungState, known_issue: Option<&KnownIssue>) -> RungState {
        match &self.evidence.category {
            Some(_) if !self.missing_grounds().is_empty() => RungState::Due,
            Some(_) => RungState::Done,
            None if known_issue.is_some() => RungState::NotNeeded,
            None if matches!(steps, RungState::Done | RungState::Waived) => RungState::Due,
            None => RungState::Open,
        }
    }

    fn request_state(&self, blockers: &[Blocker]) -> RungState {
        match self.evidence.request.as_ref().map(|linked| linked.status) {
            Some(RequestStatus::Prepared) => RungState::Due,
            Some(RequestStatus::Returned) => RungState::Reopened,
            Some(RequestStatus::Withdrawn) | None if blockers.is_empty() => RungState::Due,
            Some(RequestStatus::Withdrawn) | None => RungState::Open,
            Some(_) => RungState::Done,
        }
    }
}

fn rung(key: RungKey, state: RungState, evidence: Option<(DateTime<Utc>, &Actor)>) -> Rung {
    Rung { key, state, at: evidence.map(|(at, _)| at), by: evidence.map(|(_, by)| by.name.clone()) }
}

//! The one next action, and the rung it belongs to.

use super::{Blocker, BlockerCode, NextAction, RungKey, compute::View};
use crate::{CaseStatus, Category, RequestStatus, Route, Severity, StepOutcome};

impl View<'_> {
    pub(super) fn next_action(&self, blockers: &[Blocker]) -> NextAction {
        match self.situation.status {
            CaseStatus::Closed => NextAction::Nothing,
            CaseStatus::Resolved if self.evidence.solution_confirmed => NextAction::Close,
            CaseStatus::Resolved => NextAction::ConfirmWithCustomer,
            CaseStatus::Open | CaseStatus::WaitingOnCustomer | CaseStatus::WaitingOnProvider => {
                self.after_escalation().unwrap_or_else(|| self.before_escalation(blockers))
            }
        }
    }

    /// Up the rungs; "escalate" only where nothing stands in the way.
    fn before_escalation(&self, blockers: &[Blocker]) -> NextAction {
        let stands = |code: BlockerCode| blockers.iter().any(|blocker| blocker.code == code);
        if self.category() == Some(Category::Vulnerability) {
            // The blocker shows the security contact; here the ladder ends.
            NextAction::Nothing
        } else if self.health_due(blockers) {
            NextAction::CheckHealth
        } else if stands(BlockerCode::KnownIssueOpen) {
            NextAction::WaitForKnownIssue
        } else if self.ended_unheard() || self.solved_by_a_step() {
            NextAction::ConfirmWithCustomer
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
        } else if blockers.is_empty() {
            NextAction::Escalate
        } else {
            // What is left is lifted outside the ladder: a relationship, a contact, a request to join.
            NextAction::Nothing
        }
    }

    /// Never looked up, not since the case was reopened, or the look-up of escalating failed.
    fn health_due(&self, blockers: &[Blocker]) -> bool {
        let failed =
            |blocker: &Blocker| matches!(blocker.code, BlockerCode::HealthNotChecked | BlockerCode::HealthCheckStale);
        self.needs_health_check()
            && (self.evidence.checks.is_empty() || self.check_is_before_reopening() || blockers.iter().any(failed))
    }

    pub(super) fn check_is_before_reopening(&self) -> bool {
        let checked = self.evidence.last_check().map(|(at, _, _)| *at);
        checked.is_some_and(|checked| self.evidence.reopened.is_some_and(|reopened| reopened > checked))
    }

    /// Whether the last step solved it and nobody said otherwise since.
    fn solved_by_a_step(&self) -> bool {
        let Some((at, _, step)) = self.evidence.steps.last() else {
            return false;
        };
        let decided = self.evidence.category.as_ref().map(|decided| decided.at);
        let later = [self.evidence.symptom_persists, self.evidence.reopened, decided];
        step.outcome == StepOutcome::Solved && !later.into_iter().flatten().any(|later| later > *at)
    }

    fn after_escalation(&self) -> Option<NextAction> {
        let linked = self.evidence.request.as_ref()?;
        if self.climbs_again() {
            return None;
        }
        match linked.status {
            RequestStatus::Prepared if linked.route == Route::Assisted => Some(NextAction::FileInPortal),
            RequestStatus::AttentionNeeded => Some(NextAction::AnswerProvider),
            RequestStatus::Resolved | RequestStatus::Closed => Some(NextAction::ConfirmWithCustomer),
            RequestStatus::Returned | RequestStatus::Withdrawn => None,
            // After the fact: it went up at once, because it was critical.
            _ if self.situation.severity == Severity::Critical && self.approval_owed() => {
                Some(NextAction::RequestApproval)
            }
            _ => Some(NextAction::Nothing),
        }
    }

    /// The rung whose turn it is, where it is the turn of one.
    pub(super) fn turn(&self, next: NextAction, blockers: &[Blocker]) -> Option<RungKey> {
        match next {
            NextAction::CheckHealth | NextAction::WaitForKnownIssue => Some(RungKey::HealthChecked),
            NextAction::Troubleshoot => Some(RungKey::Troubleshot),
            NextAction::Categorize | NextAction::AddGrounds => Some(RungKey::Categorized),
            NextAction::RequestApproval
            | NextAction::Escalate
            | NextAction::FileInPortal
            | NextAction::AnswerProvider => Some(RungKey::Escalated),
            // Stuck below the last rung by what is lifted outside the ladder: still its turn.
            NextAction::Nothing if self.is_stuck(blockers) => Some(RungKey::Escalated),
            NextAction::Nothing | NextAction::ConfirmWithCustomer | NextAction::Close => None,
        }
    }

    fn is_stuck(&self, blockers: &[Blocker]) -> bool {
        let stays = |blocker: &Blocker| blocker.code == BlockerCode::CategoryStaysWithPartner;
        self.situation.status.is_active() && !blockers.iter().any(stays)
    }
}

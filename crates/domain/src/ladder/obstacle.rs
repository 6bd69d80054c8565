//! What stands in the way of handing a case up, in the order in which it is best lifted.

use chrono::Duration;

use super::{Blocker, BlockerCode, BlockerDetail, CHECK_FRESH_MINUTES, FreshCheck, KnownIssue, compute::View};
use crate::{
    Category, RecipientKind, Severity,
    entitlement::{self, Refusal},
};

impl View<'_> {
    pub(super) fn blockers(&self, known_issue: Option<&KnownIssue>) -> Vec<Blocker> {
        let plain = |stands: bool, code: BlockerCode| stands.then(|| Blocker::plain(code));
        let documented = known_issue.filter(|_| self.needs_health_check());
        let returned = self.evidence.returned_in_vain();
        [
            plain(!self.situation.relationship_active, BlockerCode::RelationshipInactive),
            self.health_blocker(),
            documented.map(|known| about(BlockerCode::KnownIssueOpen, &known.source_id)),
            plain(self.needs_steps() && !self.steps_stand(), BlockerCode::NoTroubleshooting),
            self.category_blocker(),
            self.entitlement_blocker(),
            self.contact_blocker(),
            returned.map(|number| about(BlockerCode::ReturnedWithoutNewEvidence, number)),
            self.duplicate_blocker(),
            plain(self.approval_pending(), BlockerCode::ApprovalPending),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Escalating looks up health itself, first: an old or missing check stands only where that did not finish.
    fn health_blocker(&self) -> Option<Blocker> {
        if self.situation.fresh_check == FreshCheck::WillRun || !self.needs_health_check() {
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

    fn steps_stand(&self) -> bool {
        !self.evidence.steps.is_empty() || self.evidence.waivers.contains_key(&BlockerCode::NoTroubleshooting)
    }

    fn category_blocker(&self) -> Option<Blocker> {
        let Some(category) = self.category() else {
            return Some(Blocker::plain(BlockerCode::CategoryMissing));
        };
        if category == Category::Vulnerability {
            let detail = BlockerDetail::SecurityContact(self.situation.security_contact.clone());
            return Some(Blocker { detail: Some(detail), ..Blocker::plain(BlockerCode::CategoryStaysWithPartner) });
        }
        if !category.goes_to_recipient() {
            return Some(Blocker::plain(BlockerCode::CategoryStaysWithPartner));
        }
        let missing = self.missing_grounds();
        (!missing.is_empty()).then(|| Blocker { missing, ..Blocker::plain(BlockerCode::GroundsMissing) })
    }

    /// The table speaks only where the recipient is the provider; to the upstream partner the relationship suffices.
    fn entitlement_blocker(&self) -> Option<Blocker> {
        let family = self.situation.family?;
        if self.situation.recipient == RecipientKind::Upstream {
            return None;
        }
        match entitlement::judge(family, self.situation.partner_kind, self.situation.standing) {
            Ok(()) => None,
            Err(Refusal::DelegatedAdminMissing) => Some(Blocker::plain(BlockerCode::DelegatedAdminMissing)),
            Err(Refusal::NotEntitled(why)) => {
                let detail = Some(BlockerDetail::NotEntitled(why));
                Some(Blocker { detail, ..Blocker::plain(BlockerCode::NotEntitled) })
            }
        }
    }

    fn contact_blocker(&self) -> Option<Blocker> {
        let missing: Vec<String> = self.situation.contact_missing.iter().map(ToString::to_string).collect();
        (!missing.is_empty()).then(|| Blocker { missing, ..Blocker::plain(BlockerCode::ContactMissing) })
    }

    /// The case's own open request counts too: a second escalation of the same case finds the first.
    fn duplicate_blocker(&self) -> Option<Blocker> {
        if self.situation.duplicate_reason {
            return None;
        }
        if let Some(own) = self.evidence.request.as_ref().filter(|linked| linked.status.is_open()) {
            let detail = Some(BlockerDetail::OwnRequest);
            let blocker = about(BlockerCode::DuplicateOpenRequest, &own.number);
            return Some(Blocker { request: Some(own.id), detail, ..blocker });
        }
        Some(match &self.situation.duplicate.as_ref()?.named {
            Some((id, number)) => Blocker { request: Some(*id), ..about(BlockerCode::DuplicateOpenRequest, number) },
            None => Blocker::plain(BlockerCode::DuplicateOpenRequest),
        })
    }

    /// Critical ones are approved after the fact.
    fn approval_pending(&self) -> bool {
        self.situation.severity != Severity::Critical && self.approval_owed()
    }

    /// Whether the policy asks for an approval that nobody gave yet.
    pub(super) fn approval_owed(&self) -> bool {
        self.situation.approval_required && !self.evidence.approved()
    }
}

/// A blocker about an issue or a request, by its number.
fn about(code: BlockerCode, number: &str) -> Blocker {
    Blocker { reference: Some(number.to_owned()), ..Blocker::plain(code) }
}

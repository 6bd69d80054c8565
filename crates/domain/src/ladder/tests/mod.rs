//! The ladder as a table of stories: each says what happened, and what the ladder makes of it.

mod approval;
mod arbitrary;
mod blocker;
mod category;
mod entitled;
mod escalated;
mod evidence;
mod known_issue;
mod property;
mod reopening;
mod rung;

use crate::{
    CaseStatus, FreshCheck, Ladder, NextAction, PartnerKind, RecipientKind, RungKey, RungState, Severity, Situation,
    catalogue::ProductFamily,
    entitlement::Standing,
    fixture::{Story, owner},
    ladder,
};

/// Everything that a partner can have with a customer.
const FULL_STANDING: Standing =
    Standing { delegated_admin_live: true, delegated_admin_files: true, subscription_right: true, plan_covers: true };

/// A situation in which nothing stands in the way.
fn situation() -> Situation {
    Situation {
        owner: owner(),
        status: CaseStatus::Open,
        severity: Severity::Moderate,
        service_known: true,
        family: Some(ProductFamily::Microsoft365),
        relationship_active: true,
        partner_kind: PartnerKind::DirectBill,
        recipient: RecipientKind::Provider,
        standing: FULL_STANDING,
        contact_missing: Vec::new(),
        duplicate: None,
        duplicate_reason: false,
        approval_required: false,
        security_contact: "https://security.example/report".to_owned(),
        issues: Vec::new(),
        fresh_check: FreshCheck::WillRun,
    }
}

/// The same, with a change.
fn situation_with(change: impl FnOnce(&mut Situation)) -> Situation {
    let mut situation = situation();
    change(&mut situation);
    situation
}

/// The ladder where nothing outside stands in the way.
fn climb(story: &Story) -> Ladder {
    ladder(&story.entries, &situation(), story.now)
}

/// The ladder in a situation.
fn climb_in(story: &Story, situation: &Situation) -> Ladder {
    ladder(&story.entries, situation, story.now)
}

fn codes(ladder: &Ladder) -> Vec<&'static str> {
    ladder.blockers.iter().map(|blocker| blocker.code.word()).collect()
}

fn state(ladder: &Ladder, key: RungKey) -> RungState {
    ladder.rungs.iter().find(|rung| rung.key == key).unwrap().state
}

/// Nothing stands in the way, and the ladder says so.
fn assert_may_escalate(ladder: &Ladder) {
    assert_eq!(codes(ladder), [""; 0]);
    assert!(ladder.may_escalate());
    assert_eq!(ladder.next, NextAction::Escalate);
    assert_eq!(state(ladder, RungKey::Escalated), RungState::Due);
}

//! One story for each blocker: it stands, its message names the way out, and what the table says lifts it.

use super::{assert_may_escalate, climb, climb_in, codes, situation, situation_with, state};
use crate::{
    Actor, AttachmentId, Blocker, BlockerCode, Category, Duplicate, Event, FreshCheck, Grounds, Ladder, NextAction,
    RequestStatus, Role, Route, RungKey, RungState, StepOutcome, Visibility,
    fixture::{Story, agent, customer, full_grounds, provider, request},
    health::CheckResult,
};

/// The one blocker that stands, with the right code and a message that names the way out.
fn only(ladder: &Ladder, code: BlockerCode, way_out: &str) -> Blocker {
    assert_eq!(codes(ladder), [code.word()]);
    assert!(!ladder.may_escalate());
    assert_ne!(ladder.next, NextAction::Escalate);
    let blocker = ladder.blockers[0].clone();
    let message = blocker.message();
    assert!(message.contains(way_out), "{message:?} does not say {way_out:?}");
    blocker
}

#[test]
fn a_case_that_climbed_every_rung_may_be_escalated() {
    assert_may_escalate(&climb(&Story::climbed()));
}

#[test]
fn health_not_checked_stands_only_where_the_check_of_escalating_did_not_finish() {
    let story = Story::opened().tried(StepOutcome::NoChange).decided(Category::BugOrIrregularity);
    let failed = situation_with(|s| s.fresh_check = FreshCheck::DidNotFinish);
    let ladder = climb_in(&story, &failed);
    only(&ladder, BlockerCode::HealthNotChecked, "check it");
    assert_eq!(ladder.next, NextAction::CheckHealth);

    assert!(climb(&story).may_escalate(), "escalating looks it up itself");
    assert_may_escalate(&climb_in(&story.checked(CheckResult::AllClear, vec![]), &failed));
}

#[test]
fn health_check_stale_stands_after_sixty_minutes_only_where_the_check_of_escalating_did_not_finish() {
    let failed = situation_with(|s| s.fresh_check = FreshCheck::DidNotFinish);
    let story = Story::opened().tried(StepOutcome::NoChange).decided(Category::BugOrIrregularity);
    // The builder lets one minute pass after each entry.
    let story = story.checked(CheckResult::AllClear, vec![]).wait(59);
    assert_may_escalate(&climb_in(&story, &failed));
    let story = story.wait(1);
    let ladder = climb_in(&story, &failed);
    only(&ladder, BlockerCode::HealthCheckStale, "check again");
    assert_eq!(ladder.next, NextAction::CheckHealth);

    assert_may_escalate(&climb(&story));
    assert_may_escalate(&climb_in(&story.checked(CheckResult::AllClear, vec![]), &failed));
}

#[test]
fn a_check_without_a_feed_is_a_check_on_record_and_never_blocks() {
    let failed = situation_with(|s| s.fresh_check = FreshCheck::DidNotFinish);
    let story = Story::opened().checked(CheckResult::FeedUnavailable, vec![]).tried(StepOutcome::NoChange);
    assert_may_escalate(&climb_in(&story.decided(Category::UndocumentedProblem), &failed));
}

#[test]
fn no_troubleshooting_is_lifted_by_a_step() {
    let story = Story::opened().checked(CheckResult::AllClear, vec![]).decided(Category::UndocumentedProblem);
    let ladder = climb(&story);
    let blocker = only(&ladder, BlockerCode::NoTroubleshooting, "record one");
    assert_eq!(ladder.next, NextAction::Troubleshoot);
    assert!(blocker.liftable_by().contains(&Role::HelpdeskAgent));
    assert_may_escalate(&climb(&story.tried(StepOutcome::Improved)));
}

#[test]
fn no_troubleshooting_is_lifted_by_a_waiver() {
    let story = Story::opened().checked(CheckResult::AllClear, vec![]).decided(Category::UndocumentedProblem);
    let waived = story.then(&agent(), Event::BlockerWaived { blocker: BlockerCode::NoTroubleshooting });
    let ladder = climb(&waived);
    assert_may_escalate(&ladder);
    assert_eq!(state(&ladder, RungKey::Troubleshot), RungState::Waived);
    let rung = &ladder.rungs[2];
    assert_eq!(rung.by.as_deref(), Some("Maren Oskel"), "a waiver has an author");
}

#[test]
fn no_other_blocker_can_be_waived() {
    let mut story = Story::opened();
    for blocker in BlockerCode::ALL {
        story = story.then(&agent(), Event::BlockerWaived { blocker: *blocker });
    }
    assert_eq!(codes(&climb(&story)), ["category_missing"]);
    let can: Vec<_> = BlockerCode::ALL.iter().filter(|code| code.can_be_waived()).collect();
    assert_eq!(can, [&BlockerCode::NoTroubleshooting]);
}

#[test]
fn category_missing_is_lifted_by_a_decision() {
    let story = Story::opened().checked(CheckResult::AllClear, vec![]).tried(StepOutcome::NoChange);
    let ladder = climb(&story);
    only(&ladder, BlockerCode::CategoryMissing, "decide the category");
    assert_eq!(ladder.next, NextAction::Categorize);
    assert_may_escalate(&climb(&story.decided(Category::BugOrIrregularity)));
}

#[test]
fn category_stays_with_partner_is_lifted_by_another_decision() {
    let story = Story::climbed().decided(Category::PartnerScope);
    only(&climb(&story), BlockerCode::CategoryStaysWithPartner, "decide otherwise");
    assert_may_escalate(&climb(&story.decided(Category::ServiceUnavailable)));
}

#[test]
fn grounds_missing_names_them_and_is_lifted_by_writing_them() {
    let story = Story::opened().checked(CheckResult::AllClear, vec![]).tried(StepOutcome::NoChange);
    let some = Grounds { steps: None, expected: Some(" ".into()), ..full_grounds() };
    let story = story.decided_with(Category::BugOrIrregularity, some);
    let ladder = climb(&story);
    let blocker = only(&ladder, BlockerCode::GroundsMissing, "steps, expected. Write them");
    assert_eq!(blocker.missing, ["steps", "expected"]);
    assert_eq!(ladder.next, NextAction::AddGrounds);
    assert_eq!(state(&ladder, RungKey::Categorized), RungState::Due);
    assert_may_escalate(&climb(&story.decided(Category::BugOrIrregularity)));
}

#[test]
fn grounds_missing_names_the_service_where_nobody_knows_it() {
    let unknown = situation_with(|s| (s.service_known, s.family) = (false, None));
    let blocker = only(&climb_in(&Story::climbed(), &unknown), BlockerCode::GroundsMissing, "service");
    assert_eq!(blocker.missing, ["service"]);
}

#[test]
fn relationship_inactive_is_lifted_by_an_active_one() {
    let ended = situation_with(|s| s.relationship_active = false);
    let ladder = climb_in(&Story::climbed(), &ended);
    let blocker = only(&ladder, BlockerCode::RelationshipInactive, "request a new one");
    assert_eq!(blocker.liftable_by(), [Role::GlobalAdmin, Role::AdminAgent, Role::SalesAgent]);
    assert_eq!((ladder.next, ladder.current()), (NextAction::Nothing, RungKey::Escalated));
    assert_may_escalate(&climb(&Story::climbed()));
}

#[test]
fn contact_missing_names_the_fields() {
    let incomplete = situation_with(|s| s.contact_missing = vec!["phone", "time_zone"]);
    let blocker =
        only(&climb_in(&Story::climbed(), &incomplete), BlockerCode::ContactMissing, "phone, time_zone. Write it");
    assert_eq!(blocker.missing, ["phone", "time_zone"]);
}

#[test]
fn duplicate_open_request_offers_to_join_and_is_lifted_by_a_reason() {
    let duplicate = Some(Duplicate { named: Some((request(7), "R-7".into())) });
    let other = situation_with(|s| s.duplicate = duplicate.clone());
    let blocker = only(&climb_in(&Story::climbed(), &other), BlockerCode::DuplicateOpenRequest, "R-7 is open");
    assert!(blocker.message().contains("join it"));
    assert_eq!(blocker.request, Some(request(7)));
    let reason = situation_with(|s| (s.duplicate, s.duplicate_reason) = (duplicate, true));
    assert_may_escalate(&climb_in(&Story::climbed(), &reason));
}

#[test]
fn a_second_escalation_of_the_same_case_finds_the_first() {
    for status in RequestStatus::ALL {
        let story = Story::climbed().linked(9, Route::Local, *status);
        let stands = codes(&climb(&story)).contains(&"duplicate_open_request");
        assert_eq!(stands, status.is_open(), "{status}");
    }
    let story = Story::climbed().linked(9, Route::Local, RequestStatus::Sending);
    let blocker =
        only(&climb(&story), BlockerCode::DuplicateOpenRequest, "R-9 of this case is still open: go on with it");
    assert_eq!(blocker.request, Some(request(9)));
    assert!(
        climb_in(&story, &situation_with(|s| s.duplicate_reason = true)).may_escalate(),
        "a written reason lifts it"
    );
}

fn file() -> Event {
    Event::FileAttached { attachment: AttachmentId(uuid::Uuid::from_u128(3)), name: "trace.har".into(), size: 9 }
}

#[test]
fn returned_without_new_evidence_is_lifted_by_new_evidence() {
    let returned = Story::climbed().linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Returned);
    let ladder = climb(&returned);
    only(&ladder, BlockerCode::ReturnedWithoutNewEvidence, "R-9 was returned");
    assert_eq!(ladder.next, NextAction::Troubleshoot);
    assert_eq!(state(&ladder, RungKey::Troubleshot), RungState::Reopened);
    assert_eq!(state(&ladder, RungKey::Escalated), RungState::Reopened);

    let details = Event::DetailsChanged { fields: vec!["correlation_ids".into()] };
    for lifted in [
        returned.clone().tried(StepOutcome::NoChange),
        returned.clone().decided(Category::BugOrIrregularity),
        returned.clone().then(&agent(), file()),
        returned.clone().then(&agent(), details),
        returned.clone().then(&customer(), Event::SymptomPersists),
        returned.clone().said(&agent(), Visibility::Provider, Event::NoteAdded),
    ] {
        assert_may_escalate(&climb(&lifted));
    }
}

#[test]
fn what_a_recipient_cannot_weigh_is_no_new_evidence() {
    let returned = Story::climbed().linked(9, Route::Local, RequestStatus::Submitted).moved(9, RequestStatus::Returned);
    for same in [
        returned.clone().checked(CheckResult::AllClear, vec![]),
        returned.clone().then(&agent(), Event::NoteAdded),
        returned.clone().said(&agent(), Visibility::Customer, Event::NoteAdded),
        returned.clone().then(&agent(), Event::DetailsChanged { fields: vec!["subject".into(), "severity".into()] }),
        returned.clone().then(&Actor::desk(), Event::ApprovalRequested),
        returned.clone().said(&provider(), Visibility::Provider, Event::NoteAdded),
        returned.clone().then(&provider(), file()),
    ] {
        assert_eq!(codes(&climb(&same)), ["returned_without_new_evidence"]);
    }
}

#[test]
fn every_blocker_that_stands_is_listed_in_the_order_in_which_it_is_best_lifted() {
    let all = situation_with(|s| {
        s.relationship_active = false;
        s.fresh_check = FreshCheck::DidNotFinish;
        s.standing.delegated_admin_live = false;
        s.contact_missing = vec!["phone"];
        s.duplicate = Some(Duplicate { named: Some((request(7), "R-7".into())) });
        s.approval_required = true;
    });
    assert_eq!(
        codes(&climb_in(&Story::opened(), &all)),
        [
            "relationship_inactive",
            "health_not_checked",
            "no_troubleshooting",
            "category_missing",
            "delegated_admin_missing",
            "contact_missing",
            "duplicate_open_request",
            "approval_pending",
        ]
    );
    assert_eq!(codes(&climb_in(&Story::opened(), &situation())), ["no_troubleshooting", "category_missing"]);
}

#[test]
fn each_code_says_what_stands_and_who_lifts_it() {
    let mut text = String::new();
    for code in BlockerCode::ALL {
        let mut blocker = Blocker::plain(*code);
        blocker.reference = Some("R-7".into());
        blocker.missing = vec!["phone".into()];
        let roles: Vec<&str> = blocker.liftable_by().into_iter().map(Role::word).collect();
        text.push_str(&format!("{code} [{}]\n  {}\n", roles.join(" "), blocker.message()));
    }
    insta::assert_snapshot!(text);
}

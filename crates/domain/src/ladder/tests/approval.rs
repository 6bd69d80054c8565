//! Another person's approval, before the fact and, for critical ones, after it.

use super::{assert_may_escalate, climb_in, codes, situation_with, state};
use crate::{
    Actor, ApprovalDecision, Category, Event, NextAction, RequestStatus, Role, Route, RungKey, RungState, Severity,
    Situation,
    fixture::{Story, agent, colleague, customer},
};

fn asked() -> Situation {
    situation_with(|s| s.approval_required = true)
}

fn approve(story: Story, by: &Actor) -> Story {
    story.then(by, Event::ApprovalDecided { decision: ApprovalDecision::Approve })
}

#[test]
fn approval_pending_is_lifted_by_another_person() {
    let story = Story::climbed();
    let ladder = climb_in(&story, &asked());
    assert_eq!(codes(&ladder), ["approval_pending"]);
    assert_eq!(ladder.next, NextAction::RequestApproval);
    assert!(ladder.blockers[0].message().contains("an Admin agent or Global admin gives it"));
    assert_eq!(ladder.blockers[0].liftable_by(), [Role::GlobalAdmin, Role::AdminAgent]);
    assert_may_escalate(&climb_in(&approve(story, &colleague()), &asked()));
}

#[test]
fn neither_who_decided_nor_who_asked_approves() {
    let own = approve(Story::climbed(), &agent());
    assert_eq!(codes(&climb_in(&own, &asked())), ["approval_pending"]);
    let asker = approve(Story::climbed().then(&colleague(), Event::ApprovalRequested), &colleague());
    assert_eq!(codes(&climb_in(&asker, &asked())), ["approval_pending"]);
}

#[test]
fn neither_the_desk_nor_the_customer_approves() {
    for by in [Actor::desk(), customer()] {
        assert_eq!(codes(&climb_in(&approve(Story::climbed(), &by), &asked())), ["approval_pending"]);
    }
}

#[test]
fn the_last_word_counts() {
    let refused = Story::climbed().then(&colleague(), Event::ApprovalDecided { decision: ApprovalDecision::Refuse });
    assert_eq!(codes(&climb_in(&refused, &asked())), ["approval_pending"]);
    let approved = approve(refused, &colleague());
    assert_may_escalate(&climb_in(&approved, &asked()));
    let withdrawn = approved.then(&colleague(), Event::ApprovalDecided { decision: ApprovalDecision::Refuse });
    assert_eq!(codes(&climb_in(&withdrawn, &asked())), ["approval_pending"]);
}

#[test]
fn an_approval_covers_the_decision_it_was_given_to_and_no_later_one() {
    let early = approve(Story::opened(), &colleague());
    assert!(codes(&climb_in(&early, &asked())).contains(&"approval_pending"));
    let redecided = approve(Story::climbed(), &colleague()).decided(Category::BugOrIrregularity);
    assert_eq!(codes(&climb_in(&redecided, &asked())), ["approval_pending"]);
}

#[test]
fn a_critical_one_goes_up_at_once_and_is_approved_after_the_fact() {
    let critical = situation_with(|s| (s.approval_required, s.severity) = (true, Severity::Critical));
    let story = Story::climbed();
    assert_may_escalate(&climb_in(&story, &critical));
    let up = story.linked(9, Route::Local, RequestStatus::Submitted);
    let ladder = climb_in(&up, &critical);
    assert_eq!((ladder.next, ladder.current()), (NextAction::RequestApproval, RungKey::Escalated));
    assert_eq!(state(&ladder, RungKey::Escalated), RungState::Done);
    assert_eq!(climb_in(&approve(up, &colleague()), &critical).next, NextAction::Nothing);
}

//! What each category asks for, and the three that are not ordinary faults.

use super::{assert_may_escalate, climb, climb_in, codes, situation_with, state};
use crate::{
    Category, FreshCheck, Grounds, NextAction, RungKey, RungState, StepOutcome,
    fixture::{Story, certain_match},
    health::CheckResult,
};

#[test]
fn only_faults_of_one_tenant_need_troubleshooting() {
    for category in Category::ALL {
        let story = Story::opened().checked(CheckResult::AllClear, vec![]).decided(*category);
        let stands = codes(&climb(&story)).contains(&"no_troubleshooting");
        let needed = matches!(category, Category::UndocumentedProblem | Category::BugOrIrregularity);
        assert_eq!(stands, needed, "{category}");
    }
}

#[test]
fn each_category_without_grounds_is_blocked_by_what_it_lacks() {
    let mut text = String::new();
    for category in Category::ALL {
        let story = Story::opened()
            .checked(CheckResult::AllClear, vec![])
            .tried(StepOutcome::NoChange)
            .decided_with(*category, Grounds::default());
        let ladder = climb(&story);
        let blockers: Vec<String> =
            ladder.blockers.iter().map(|b| format!("{} [{}]", b.code, b.missing.join(", "))).collect();
        let line = format!("{category}: next {}; {}", ladder.next, blockers.join("; "));
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    insta::assert_snapshot!(text, @r"
    undocumented_problem: next add_grounds; grounds_missing [expected, documentation_url]
    service_unavailable: next add_grounds; grounds_missing [affected, second_observation]
    bug_or_irregularity: next add_grounds; grounds_missing [steps, seen, expected]
    large_scale_network_disruption: next add_grounds; grounds_missing [from, to, trace]
    regional_multi_tenant: next add_grounds; grounds_missing [tenants]
    account_request: next escalate;
    vulnerability: next none; category_stays_with_partner []
    partner_scope: next troubleshoot; category_stays_with_partner []
    ");
}

#[test]
fn an_account_request_needs_neither_health_nor_troubleshooting() {
    let story = Story::opened().decided_with(Category::AccountRequest, Grounds::default());
    let ladder = climb_in(&story, &situation_with(|s| s.fresh_check = FreshCheck::DidNotFinish));
    assert_may_escalate(&ladder);
    assert_eq!(state(&ladder, RungKey::HealthChecked), RungState::NotNeeded);
    assert_eq!(state(&ladder, RungKey::Troubleshot), RungState::NotNeeded);
}

#[test]
fn an_account_request_does_not_wait_for_an_outage_nor_for_a_service_name() {
    let story = Story::opened().checked(CheckResult::KnownIssue, vec![certain_match(1)]);
    assert_eq!(climb(&story).next, NextAction::WaitForKnownIssue);
    let unknown = situation_with(|s| (s.service_known, s.family) = (false, None));
    assert_may_escalate(&climb_in(&story.decided(Category::AccountRequest), &unknown));
}

#[test]
fn a_vulnerability_goes_to_the_security_contact_and_never_up_the_ladder() {
    let ladder = climb(&Story::climbed().decided(Category::Vulnerability));
    assert_eq!(codes(&ladder), ["category_stays_with_partner"]);
    assert!(ladder.blockers[0].message().contains("https://security.example/report"));
    assert_eq!(ladder.next, NextAction::Nothing);
    assert_eq!(state(&ladder, RungKey::Escalated), RungState::Open);
}

#[test]
fn what_stays_with_the_partner_is_worked_on_here() {
    let ladder = climb(&Story::climbed().decided(Category::PartnerScope));
    assert_eq!(codes(&ladder), ["category_stays_with_partner"]);
    assert_eq!(ladder.next, NextAction::Troubleshoot);
    assert_eq!(state(&ladder, RungKey::Categorized), RungState::Done);
}

#[test]
fn a_step_that_solved_it_asks_the_customer_before_anybody_climbs_on() {
    let story = Story::opened().checked(CheckResult::AllClear, vec![]).tried(StepOutcome::Solved);
    assert_eq!(climb(&story).next, NextAction::ConfirmWithCustomer);
    let still = story.then(&crate::fixture::customer(), crate::Event::SymptomPersists);
    assert_eq!(climb(&still).next, NextAction::Categorize);
}

//! What holds of every timeline, however odd.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::{
    arbitrary::{any_now, any_situation, any_timeline},
    situation,
};
use crate::{
    BlockerCode, Cloud, Entry, Evidence, Ladder, NextAction, OrganizationId, Owner, RungKey, RungState, Situation,
    fixture::owner, ladder,
};

/// The timeline with some entries twice, in another order.
fn muddled(entries: Vec<Entry>) -> impl Strategy<Value = Vec<Entry>> {
    let twice = entries.clone();
    let count = entries.len();
    prop::collection::vec(0..count.max(1), 0..8)
        .prop_map(move |again| {
            let mut all = entries.clone();
            all.extend(again.into_iter().filter_map(|index| twice.get(index).cloned()));
            all
        })
        .prop_shuffle()
}

fn due_rungs(ladder: &Ladder) -> Vec<RungKey> {
    ladder.rungs.iter().filter(|rung| rung.state == RungState::Due).map(|rung| rung.key).collect()
}

/// All that is ever recorded as evidence, by a text of its own.
fn recorded(entries: &[Entry]) -> BTreeSet<String> {
    let evidence = Evidence::gather(owner(), entries);
    let mut all = BTreeSet::new();
    all.extend(evidence.checks.iter().map(|check| format!("check {check:?}")));
    all.extend(evidence.steps.iter().map(|step| format!("step {step:?}")));
    all.extend(evidence.approvals.iter().map(|approval| format!("approval {approval:?}")));
    all.extend(evidence.verdicts.keys().map(|issue| format!("verdict {issue}")));
    all.extend(evidence.waivers.keys().map(|code| format!("waiver {code}")));
    all.extend(evidence.informed.keys().map(|issue| format!("informed {issue}")));
    all.extend(evidence.issues().iter().map(|issue| format!("issue {issue}")));
    all.extend(evidence.opened.map(|_| "opened".to_owned()));
    all.extend(evidence.category.map(|_| "category".to_owned()));
    all.extend(evidence.request.map(|_| "request".to_owned()));
    all.extend(evidence.returned.map(|_| "returned".to_owned()));
    all.extend(evidence.symptom_persists.map(|_| "symptom persists".to_owned()));
    all.extend(evidence.reopened.map(|_| "reopened".to_owned()));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_never_escalates_while_a_blocker_stands(entries in any_timeline(1000, 20), situation in any_situation(), now in any_now()) {
        let ladder = ladder(&entries, &situation, now);
        prop_assert_eq!(ladder.may_escalate(), ladder.blockers.is_empty());
        if !ladder.may_escalate() {
            prop_assert_ne!(ladder.next, NextAction::Escalate);
        }
    }

    #[test]
    fn evidence_is_never_erased(entries in any_timeline(1000, 20), more in any_timeline(5000, 5)) {
        let before = recorded(&entries);
        let after = recorded(&[entries, more].concat());
        prop_assert!(before.is_subset(&after), "lost: {:?}", before.difference(&after));
    }

    #[test]
    fn the_same_evidence_in_any_order_and_twice_gives_the_same_ladder(
        (entries, muddled) in any_timeline(1000, 20).prop_flat_map(|entries| (Just(entries.clone()), muddled(entries))),
        situation in any_situation(),
        now in any_now(),
    ) {
        prop_assert_eq!(ladder(&entries, &situation, now), ladder(&muddled, &situation, now));
    }

    #[test]
    fn what_another_cloud_or_organization_owns_changes_nothing(
        entries in any_timeline(1000, 20),
        foreign in any_timeline(5000, 10),
        same_organization in any::<bool>(),
        situation in any_situation(),
        now in any_now(),
    ) {
        let other = if same_organization {
            Owner { cloud: Cloud::UsGovernment, ..owner() }
        } else {
            Owner { organization: OrganizationId(Uuid::from_u128(2)), ..owner() }
        };
        let foreign: Vec<Entry> = foreign.into_iter().map(|entry| Entry { owner: other, ..entry }).collect();
        let mixed = [foreign, entries.clone()].concat();
        prop_assert_eq!(ladder(&mixed, &situation, now), ladder(&entries, &situation, now));
    }

    #[test]
    fn the_ladder_has_five_rungs_in_order_and_at_most_one_is_due(
        entries in any_timeline(1000, 20),
        situation in any_situation(),
        now in any_now(),
    ) {
        let ladder = ladder(&entries, &situation, now);
        let keys: Vec<RungKey> = ladder.rungs.iter().map(|rung| rung.key).collect();
        prop_assert_eq!(keys.as_slice(), RungKey::ALL);
        let due = due_rungs(&ladder);
        prop_assert!(due.len() <= 1, "due: {due:?}");
        if let [due] = due.as_slice() {
            prop_assert_eq!(*due, ladder.current());
        }
    }

    #[test]
    fn each_code_stands_at_most_once_and_has_something_to_say(
        entries in any_timeline(1000, 20),
        situation in any_situation(),
        now in any_now(),
    ) {
        let ladder = ladder(&entries, &situation, now);
        let codes: BTreeSet<BlockerCode> = ladder.blockers.iter().map(|blocker| blocker.code).collect();
        prop_assert_eq!(codes.len(), ladder.blockers.len());
        for blocker in &ladder.blockers {
            prop_assert!(!blocker.message().contains('?'), "{}", blocker.message());
        }
    }

    #[test]
    fn what_the_situation_alone_forbids_no_evidence_lifts(entries in any_timeline(1000, 20), now in any_now()) {
        let ended = Situation { relationship_active: false, ..situation() };
        let ladder = ladder(&entries, &ended, now);
        prop_assert!(ladder.blockers.iter().any(|blocker| blocker.code == BlockerCode::RelationshipInactive));
    }
}

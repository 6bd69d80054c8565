//! The rules of comparing and taking, over sides that nobody thought of.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use proptest::{collection, option, prelude::*, sample::select};
use uuid::Uuid;

use super::*;
use crate::{
    AccessAssignment, AssignmentStatus, Customer, CustomerId, DelegatedAdminKind, DelegatedAdminStatus, Language,
    OrganizationId, RelationshipStatus, catalogue::ProductFamily, customer::tests::owner,
};

fn now() -> DateTime<Utc> {
    "2026-09-15T12:00:00Z".parse().unwrap()
}

fn entry() -> Entry {
    Entry {
        customer: Customer {
            name: "Kelp & Otter".into(),
            domain: "kelp.example".into(),
            tenant_id: "0b5c2f6e-8f1d-4f1a-9b57-2f6f0d6b8a11".into(),
            country: "PL".into(),
            language: Language::Pl,
            ..Customer::blank(owner(), CustomerId(Uuid::from_u128(9)), now())
        },
        subscriptions: Vec::new(),
        delegated: Vec::new(),
        links: Default::default(),
    }
}

fn there(facts: impl IntoIterator<Item = (FactKey, Fact)>) -> There {
    There { facts: facts.into_iter().collect(), is_detailed: true, is_delegated_read: true, ..There::default() }
}

fn text(text: &str) -> Fact {
    Fact::Text(text.into())
}

fn delegated(name: &str, status: DelegatedAdminStatus) -> Fact {
    Fact::Delegated(DelegatedFact {
        name: name.into(),
        kind: DelegatedAdminKind::Granular,
        status,
        roles: BTreeSet::from(["Service Support Administrator".to_owned()]),
        starts_at: Some(now() - Duration::days(10)),
        ends_at: Some(now() + Duration::days(100)),
    })
}

/// Identifiers that count up.
fn ids(from: u128) -> impl FnMut() -> Uuid {
    let mut last = from;
    move || {
        last += 1;
        Uuid::from_u128(last)
    }
}

/// Settles a customer of ours: what is wanted is taken, all else is left.
fn settle(entry: &mut Entry, there: &There, agreed: Option<&Facts>, wanted: impl Fn(&Difference) -> bool) -> Facts {
    if agreed.is_none() {
        entry.link(there);
    }
    let found = differences(there, agreed, Some(&entry.facts()));
    // No identifier is given twice to one customer.
    let used = entry.subscriptions.iter().map(|one| one.id.0).chain(entry.delegated.iter().map(|one| one.id.0));
    let mut ids = ids(used.map(|id| id.as_u128()).fold(1_000, u128::max));
    for difference in found.iter().filter(|one| wanted(one)) {
        entry.take(difference, now(), &mut ids);
    }
    there.facts.clone()
}

fn kinds(there: &There, agreed: Option<&Facts>, entry: &Entry) -> Vec<DifferenceKind> {
    differences(there, agreed, Some(&entry.facts())).iter().map(Difference::kind).collect()
}

fn fact() -> impl Strategy<Value = (FactKey, Fact)> {
    let name = select(vec!["Kelp", "Otter", "Brightwater"]);
    let id = select(vec!["r-1", "r-2", "r-3"]);
    let status = select(DelegatedAdminStatus::ALL);
    let service = select(vec!["Exchange Online", "Microsoft Teams", "Azure"]);
    let assignment = (id.clone(), select(AssignmentStatus::ALL)).prop_map(|(id, status)| {
        let one = AccessAssignment { id: "a".into(), group: "g".into(), roles: BTreeSet::new(), status };
        (FactKey::Assignments(id.into()), Fact::Assignments(vec![one]))
    });
    prop_oneof![
        select(Standing::ALL).prop_map(|standing| (FactKey::Relationship, Fact::Standing(standing))),
        name.clone().prop_map(|name| (FactKey::Name, text(name))),
        name.clone().prop_map(|name| (FactKey::Domain, text(&format!("{}.example", name.to_lowercase())))),
        (1u128..4).prop_map(|id| (FactKey::Reseller, Fact::Reseller(OrganizationId(Uuid::from_u128(id))))),
        (service, option::of(0i64..3)).prop_map(|(service, quantity)| {
            let fact = SubscriptionFact { family: ProductFamily::Azure, quantity, external_id: None };
            (FactKey::Subscription(service.into()), Fact::Subscription(fact))
        }),
        (id, name, status).prop_map(|(id, name, status)| (FactKey::Delegated(id.into()), delegated(name, status))),
        assignment,
    ]
}

fn side() -> impl Strategy<Value = There> {
    collection::vec(fact(), 0..12).prop_map(there)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_settled_is_not_brought_up_again(sides in collection::vec((side(), any::<u32>()), 1..5)) {
        let (mut ours, mut agreed) = (entry(), None);
        for (there, chosen) in sides {
            let wanted = |one: &Difference| chosen.rotate_left(u32::try_from(one.key.to_string().len()).unwrap()) & 1 == 1;
            let after = settle(&mut ours, &there, agreed.as_ref(), wanted);
            prop_assert_eq!(differences(&there, Some(&after), Some(&ours.facts())), vec![]);
            agreed = Some(after);
        }
    }

    #[test]
    fn what_is_taken_stands_here_as_it_stands_there(first in side(), second in side()) {
        let mut ours = entry();
        let agreed = settle(&mut ours, &first, None, |_| true);
        let found = differences(&second, Some(&agreed), Some(&ours.facts()));
        settle(&mut ours, &second, Some(&agreed), |_| true);
        let after = ours.facts();
        for one in found.iter().filter(|one| !matches!(one.key, FactKey::Assignments(_))) {
            match (&one.theirs, one.kind()) {
                (None, DifferenceKind::DelegatedEnded) => {
                    let Some(Fact::Delegated(ended)) = after.get(&one.key) else { panic!("it went away") };
                    prop_assert!(ended.is_over());
                }
                (None, DifferenceKind::CustomerEnded) => {
                    prop_assert_eq!(after.get(&one.key), Some(&Fact::Standing(Standing::Ended)));
                }
                (theirs, _) => prop_assert_eq!(after.get(&one.key), theirs.as_ref()),
            }
        }
        // A list that says the same again changes nothing, and nothing is written twice.
        prop_assert_eq!(differences(&second, Some(&second.facts), Some(&after)), vec![]);
    }

    #[test]
    fn the_order_in_which_things_are_read_makes_no_difference(facts in collection::btree_map(0u8..20, fact(), 0..12)) {
        let one: BTreeSet<(FactKey, Fact)> = facts.into_values().collect();
        // Of what is said twice, one is kept before the sides are compared: here the order is all that differs.
        let mut keys = BTreeSet::new();
        let once: Vec<_> = one.into_iter().filter(|(key, _)| keys.insert(key.clone())).collect();
        let (forward, back) = (there(once.clone()), there(once.into_iter().rev()));
        let (mut a, mut b) = (entry(), entry());
        settle(&mut a, &forward, None, |_| true);
        settle(&mut b, &back, None, |_| true);
        prop_assert_eq!(a, b);
    }

    #[test]
    fn a_key_reads_back_from_its_text((key, _) in fact()) {
        prop_assert_eq!(FactKey::try_from(key.to_string()), Ok(key));
    }
}

#[test]
fn what_a_person_edits_stays_until_the_provider_changes_it_again() {
    let mut ours = entry();
    let first = there([(FactKey::Name, text("Kelp & Otter"))]);
    let agreed = settle(&mut ours, &first, None, |_| true);
    ours.customer.name = "Kelp and Otter Ltd".into();
    assert_eq!(kinds(&first, Some(&agreed), &ours), [], "the provider says what it said before");
    let renamed = there([(FactKey::Name, text("Kelp Group"))]);
    assert_eq!(kinds(&renamed, Some(&agreed), &ours), [DifferenceKind::Name]);
}

#[test]
fn what_a_person_left_stays_left_until_it_changes_again() {
    let mut ours = entry();
    let first = there([(FactKey::Name, text("Otter")), (FactKey::Domain, text("otter.example"))]);
    let agreed = settle(&mut ours, &first, None, |one| one.kind() == DifferenceKind::Domain);
    assert_eq!((ours.customer.name.as_str(), ours.customer.domain.as_str()), ("Kelp & Otter", "otter.example"));
    assert_eq!(kinds(&first, Some(&agreed), &ours), []);
    let again = there([(FactKey::Name, text("Sea Otter")), (FactKey::Domain, text("otter.example"))]);
    assert_eq!(kinds(&again, Some(&agreed), &ours), [DifferenceKind::Name]);
}

#[test]
fn what_our_book_alone_knows_is_not_ended_but_for_rights_that_the_provider_never_heard_of() {
    let mut ours = entry();
    ours.delegated.push(crate::customer::tests::live_relationship());
    ours.subscriptions.push(crate::Subscription {
        id: crate::SubscriptionId(Uuid::from_u128(5)),
        customer: ours.customer.id,
        service: "Virtual Machines".into(),
        product_family: ProductFamily::Azure,
        region: Some("West Europe".into()),
        quantity: None,
        external_id: None,
        support_right: true,
    });
    let said = there([(FactKey::Name, text("Kelp & Otter"))]);
    assert_eq!(kinds(&said, None, &ours), [DifferenceKind::DelegatedEnded]);
    let unread = There { is_delegated_read: false, ..said.clone() };
    assert_eq!(kinds(&unread, None, &ours), [], "who did not ask knows nothing");
    settle(&mut ours, &said, None, |_| true);
    assert!(ours.delegated[0].status.is_over() && ours.subscriptions.len() == 1);
}

#[test]
fn units_that_our_side_spreads_over_regions_count_together_and_stay_spread() {
    let mut ours = entry();
    for (number, region, quantity) in [(5, "West Europe", 3), (6, "North Europe", 4)] {
        ours.subscriptions.push(crate::Subscription {
            id: crate::SubscriptionId(Uuid::from_u128(number)),
            customer: ours.customer.id,
            service: "Virtual Machines".into(),
            product_family: ProductFamily::Azure,
            region: Some(region.into()),
            quantity: Some(quantity),
            external_id: None,
            support_right: true,
        });
    }
    let units = |quantity| {
        let fact = SubscriptionFact { family: ProductFamily::Azure, quantity, external_id: Some("s-1".into()) };
        there([(FactKey::Subscription("Virtual Machines".into()), Fact::Subscription(fact))])
    };
    assert_eq!(kinds(&units(Some(7)), None, &ours), [], "the same units, under an identifier of the provider's");
    assert_eq!(kinds(&units(Some(9)), None, &ours), [DifferenceKind::SubscriptionChanged]);
    let before = ours.subscriptions.clone();
    settle(&mut ours, &units(Some(9)), None, |_| true);
    assert_eq!(ours.subscriptions, before);
}

#[test]
fn a_relationship_that_ended_there_ends_here_and_one_of_the_same_name_is_the_same() {
    let mut ours = entry();
    ours.delegated.push(crate::customer::tests::live_relationship());
    let key = FactKey::Delegated("r-1".into());
    let first = there([(key.clone(), delegated("SUPPORT", DelegatedAdminStatus::Active))]);
    let agreed = settle(&mut ours, &first, None, |_| true);
    assert_eq!(ours.delegated.len(), 1, "it is the one that we had");
    assert!(ours.delegated[0].is_live(now()));
    let over = there([(key.clone(), delegated("Support", DelegatedAdminStatus::Terminated))]);
    assert_eq!(kinds(&over, Some(&agreed), &ours), [DifferenceKind::DelegatedEnded]);
    let after = settle(&mut ours, &over, Some(&agreed), |_| true);
    assert!(!ours.delegated[0].is_live(now()) && ours.delegated[0].ended.is_some());
    // A year later the provider forgets it.
    assert_eq!(kinds(&there([]), Some(&after), &ours), []);
}

#[test]
fn a_relationship_that_was_over_before_we_heard_of_it_is_no_news() {
    let over = there([(FactKey::Delegated("r-1".into()), delegated("Old", DelegatedAdminStatus::Expired))]);
    assert_eq!(kinds(&over, None, &entry()), []);
}

#[test]
fn a_customer_that_we_do_not_have_is_one_difference_until_it_is_settled() {
    let standing = |standing| (FactKey::Relationship, Fact::Standing(standing));
    let new = there([standing(Standing::Reseller), (FactKey::Name, text("Otter"))]);
    let found = differences(&new, None, None);
    assert_eq!(found.iter().map(Difference::kind).collect::<Vec<_>>(), [DifferenceKind::CustomerNew]);
    let left = Facts::from([standing(Standing::Reseller)]);
    assert_eq!(differences(&new, Some(&left), None), [], "left");
    let renamed = there([standing(Standing::Reseller), (FactKey::Name, text("Sea Otter"))]);
    assert_eq!(differences(&renamed, Some(&left), None), [], "that it is a customer is as it was");
    assert_eq!(differences(&there([standing(Standing::Ended)]), None, None), [], "it is none any more");
    assert_eq!(differences(&there([standing(Standing::Advisor)]), Some(&left), None).len(), 1);
    // Somebody adds it by hand: then all that is said of it counts.
    assert_eq!(kinds(&renamed, Some(&left), &entry()), [DifferenceKind::Name]);
}

#[test]
fn a_customer_that_is_not_there_is_left_at_first_and_ended_later() {
    let gone = there([(FactKey::Relationship, Fact::Standing(Standing::Ended))]);
    let found = differences(&gone, None, Some(&entry().facts()));
    assert_eq!(found[0].kind(), DifferenceKind::CustomerEnded);
    assert!(!found[0].is_taken_unasked(true) && found[0].is_taken_unasked(false));
    let mut ours = entry();
    ours.take(&found[0], now(), &mut ids(1));
    assert_eq!(ours.customer.relationship_status, RelationshipStatus::Ended);
}

#[test]
fn many_endings_at_once_are_asked_about_and_few_are_not() {
    let endings = |customers, of| Endings { customers, of, ..Endings::default() };
    assert!(!endings(10, 12).must_ask(None), "ten may go");
    assert!(endings(11, 100).must_ask(None));
    assert!(!endings(50, 1_000).must_ask(None), "one of twenty");
    assert!(endings(51, 1_000).must_ask(None));
    assert!(!endings(51, 1_000).must_ask(Some(51)) && endings(52, 1_000).must_ask(Some(51)), "a yes is for so many");
    assert!(!endings(0, 0).must_ask(None));
    let empty = Endings { customers: 1, of: 1, is_empty: true, ..Endings::default() };
    assert!(empty.must_ask(None) && !empty.must_ask(Some(1)));
}

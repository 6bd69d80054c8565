//! Who reaches which customers, and what a handle of such a person sees.

use std::collections::BTreeSet;

use tierline_domain::{
    Case, CustomerGroup, CustomerGroupId, CustomerId, ReachLists, ReachTarget, RequestId, Role, ServiceRequest, UserId,
};

use super::{
    at, id, owner,
    sample::{act, case, customer, customers, gov, membership, organizations, person, request, user},
};
use crate::{CaseFilter, CustomerFilter, Error, Reach, RequestFilter, Store, test_support::TestStore};

const AGENT: u128 = 70;

fn agent() -> UserId {
    UserId(id(AGENT))
}

fn cid(number: u128) -> CustomerId {
    CustomerId(id(number))
}

fn group(number: u128) -> CustomerGroupId {
    CustomerGroupId(id(number))
}

fn reach() -> Reach {
    Reach { owner: owner(), person: Some(agent()) }
}

/// Customers 10 to 15, each with a case and a request of the same number, one in the other cloud, and an agent.
async fn desk(store: &Store) {
    organizations(store).await;
    let mut all: Vec<_> = (10..16).map(|number| customer(owner(), number, &format!("Customer {number}"))).collect();
    all.push(customer(gov(), 20, "Harbour District"));
    customers(store, &all).await;
    let place = [membership(owner(), None, &[Role::HelpdeskAgent])];
    person(store, &user(AGENT, "Kept Agent"), &place).await;
    for number in 10..16 {
        let case = Case { customer: cid(number), ..case(owner(), 100 + number) };
        act!(store, owner(), case, |tx, case| tx.case_insert(case, &[])).unwrap();
        let cause = format!("cause {number}");
        let request = ServiceRequest { customer: cid(number), cause, ..request(200 + number, "Mail is late") };
        act!(store, owner(), request, |tx, request| tx.request_insert(request)).unwrap();
    }
}

async fn make(store: &Store, number: u128, members: &[u128]) {
    let made = CustomerGroup {
        id: group(number),
        name: format!("Group {number}"),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    };
    act!(store, owner(), made, |tx, made| tx.customer_group_insert(made)).unwrap();
    fill(store, number, members).await;
}

async fn fill(store: &Store, number: u128, members: &[u128]) {
    let members: BTreeSet<CustomerId> = members.iter().map(|number| cid(*number)).collect();
    act!(store, owner(), (number, members), |tx, (number, members)| tx.customer_group_fill(group(*number), members))
        .unwrap();
}

async fn put(store: &Store, allow: &[ReachTarget], block: &[ReachTarget]) {
    let lists = ReachLists { allow: allow.iter().copied().collect(), block: block.iter().copied().collect() };
    act!(store, owner(), lists.clone(), |tx, lists| tx.reach_lists_put(agent(), lists)).unwrap();
    assert_eq!(store.read(owner()).await.unwrap().reach_lists(agent()).await.unwrap(), lists);
}

/// The last two digits of the customers that the agent sees, by the list, and by cases and requests, which say the same.
async fn seen(store: &Store) -> Vec<u128> {
    let mut read = store.read(reach()).await.unwrap();
    let mut found: Vec<u128> = read
        .customer_list(&CustomerFilter::default())
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.id.uuid().as_u128())
        .collect();
    found.sort_unstable();
    let mut cases: Vec<u128> = read
        .case_list(&CaseFilter::default())
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.customer.uuid().as_u128())
        .collect();
    cases.sort_unstable();
    let mut requests: Vec<u128> = read
        .request_list(&RequestFilter::default())
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.request.customer.uuid().as_u128())
        .collect();
    requests.sort_unstable();
    cases.retain(|number| *number < 16);
    assert_eq!((&cases, &requests), (&found.iter().copied().filter(|n| *n < 16).collect(), &cases));
    let count = read.customer_count(&CustomerFilter::default()).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), found.len(), "threat 30: a count of what is not to be seen");
    assert_eq!(read.case_count(&CaseFilter::default()).await.unwrap(), i64::try_from(cases.len()).unwrap());
    found
}

async fn lists_narrow_what_a_handle_sees(store: TestStore) {
    desk(&store).await;
    make(&store, 30, &[10, 11]).await;
    make(&store, 31, &[11, 12]).await;
    let (one, first, second) = (ReachTarget::Customer, ReachTarget::Group(group(30)), ReachTarget::Group(group(31)));
    put(&store, &[one(cid(10))], &[]).await;
    assert_eq!(seen(&store).await, [10]);
    put(&store, &[first, one(cid(15))], &[]).await;
    assert_eq!(seen(&store).await, [10, 11, 15]);
    put(&store, &[], &[second]).await;
    assert_eq!(seen(&store).await, [10, 13, 14, 15]);
    put(&store, &[first], &[second]).await;
    assert_eq!(seen(&store).await, [10], "a block wins");
    put(&store, &[second], &[one(cid(12))]).await;
    assert_eq!(seen(&store).await, [11]);
}

async fn what_a_person_reaches_follows_each_change_at_once(store: TestStore) {
    desk(&store).await;
    make(&store, 30, &[10]).await;
    put(&store, &[ReachTarget::Group(group(30))], &[]).await;
    fill(&store, 30, &[11, 12]).await;
    assert_eq!(seen(&store).await, [11, 12], "a group's customers were exchanged");
    customers(&store, &[customer(owner(), 16, "New")]).await;
    assert_eq!(seen(&store).await, [11, 12], "a new customer is on no list");
    fill(&store, 30, &[]).await;
    assert_eq!(seen(&store).await, [] as [u128; 0], "a group without customers lets nothing through");
    put(&store, &[], &[ReachTarget::Customer(cid(10))]).await;
    customers(&store, &[customer(owner(), 17, "Newer")]).await;
    assert_eq!(seen(&store).await, [11, 12, 13, 14, 15, 16, 17], "a new customer is blocked by nobody");
    assert_eq!(store.read(owner()).await.unwrap().reach_count(agent()).await.unwrap(), 7);
}

/// Threat 23: identifiers of what is out of reach.
async fn what_is_out_of_reach_does_not_exist_by_its_identifier(store: TestStore) {
    desk(&store).await;
    put(&store, &[], &[ReachTarget::Customer(cid(10))]).await;
    let (case, request): (tierline_domain::CaseId, RequestId) = (id(110).into(), id(210).into());
    let mut read = store.read(reach()).await.unwrap();
    assert_eq!(read.customer_lookup(cid(10)).await.unwrap(), None);
    assert_eq!(read.case_lookup(case).await.unwrap(), None);
    assert_eq!(read.case_line(case).await.unwrap(), None);
    assert_eq!(read.request_lookup(request).await.unwrap(), None);
    assert!(read.customer_names(&[cid(10), cid(11)]).await.unwrap().keys().eq([&cid(11)]));
    assert!(read.case_lookup_many(&[case, id(111).into()]).await.unwrap().iter().all(|one| one.customer == cid(11)));
    assert!(read.desk().case_lookup(case).await.unwrap().is_some(), "the desk itself knows it");
    drop(read);
    let taken = store
        .write(reach(), move |tx| {
            Box::pin(async move {
                Ok::<_, Error>((
                    tx.case_lookup_for_update(case).await?.is_some(),
                    tx.request_lookup_for_update(request).await?.is_some(),
                    tx.customer_lookup_for_update(cid(10)).await?.is_some(),
                    tx.as_desk().case_lookup_for_update(case).await?.is_some(),
                    tx.case_lookup_for_update(id(111).into()).await?.is_some(),
                ))
            })
        })
        .await;
    assert_eq!(taken.unwrap(), (false, false, false, true, true));
}

async fn who_is_kept_from_a_customer_is_said_of_all_but_a_global_admin(store: TestStore) {
    desk(&store).await;
    put(&store, &[], &[ReachTarget::Customer(cid(10))]).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.reach_kept_from(cid(10)).await.unwrap(), BTreeSet::from([agent()]));
    assert_eq!(read.reach_kept_from(cid(11)).await.unwrap(), BTreeSet::new());
    drop(read);
    let place = membership(owner(), None, &[Role::GlobalAdmin, Role::HelpdeskAgent]);
    store
        .write_with(crate::System, place, |tx, place| {
            Box::pin(async move { tx.auth().membership_put(agent(), place).await })
        })
        .await
        .unwrap();
    assert_eq!(store.read(owner()).await.unwrap().reach_kept_from(cid(10)).await.unwrap(), BTreeSet::new());
}

/// Taking the group away would leave the person with no list, and so with all customers.
async fn a_group_that_a_list_names_stays(store: TestStore) {
    desk(&store).await;
    make(&store, 30, &[10]).await;
    put(&store, &[ReachTarget::Group(group(30))], &[]).await;
    let remove = |store: Store| async move { act!(store, owner(), (), |tx, ()| tx.customer_group_remove(group(30))) };
    assert!(!remove(store.clone()).await.unwrap());
    assert_eq!(seen(&store).await, [10]);
    put(&store, &[], &[]).await;
    assert!(remove(store.clone()).await.unwrap());
    assert!(store.read(owner()).await.unwrap().customer_group_list().await.unwrap().is_empty());
}

/// The statement and the rule of the domain say the same of every customer, whatever the lists.
async fn the_kept_rows_are_what_the_rule_says(store: TestStore) {
    desk(&store).await;
    let groups: [(u128, &[u128]); 3] = [(30, &[10, 11, 12]), (31, &[12, 13]), (32, &[])];
    for (number, members) in groups {
        make(&store, number, members).await;
    }
    let targets: Vec<ReachTarget> = [10, 13]
        .map(|number| ReachTarget::Customer(cid(number)))
        .into_iter()
        .chain([30, 31, 32].map(|number| ReachTarget::Group(group(number))))
        .collect();
    // Each target on no list, allowed or blocked: 243 pairs of lists, of which every seventh is tried.
    for code in (1_usize..243).step_by(7) {
        let side = |place: usize| (code / 3_usize.pow(u32::try_from(place).unwrap())) % 3;
        let on = |wanted: usize| -> Vec<ReachTarget> {
            targets.iter().enumerate().filter(|(place, _)| side(*place) == wanted).map(|(_, target)| *target).collect()
        };
        let lists = ReachLists { allow: on(1).into_iter().collect(), block: on(2).into_iter().collect() };
        put(&store, &on(1), &on(2)).await;
        let expected: Vec<u128> = (10..16)
            .filter(|number| {
                let of =
                    groups.iter().filter(|(_, members)| members.contains(number)).map(|(group_, _)| group(*group_));
                lists.reaches(cid(*number), &of.collect())
            })
            .collect();
        assert_eq!(seen(&store).await, expected, "{lists:?}");
    }
}

crate::on_both_engines!(
    lists_narrow_what_a_handle_sees,
    what_a_person_reaches_follows_each_change_at_once,
    what_is_out_of_reach_does_not_exist_by_its_identifier,
    who_is_kept_from_a_customer_is_said_of_all_but_a_global_admin,
    a_group_that_a_list_names_stays,
    the_kept_rows_are_what_the_rule_says,
);

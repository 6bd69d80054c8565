//! The books beside the provider's.

use std::collections::BTreeMap;

use tierline_domain::{
    CustomerId, DelegatedAdminId,
    book::{BookState, BookStep, Counterpart, Difference, DifferenceKind, Fact, FactKey, Facts, LeftBecause, There},
};

use super::{
    at, case, id, owner,
    sample::{act, gov, other},
};
use crate::{BookChange, Error, Result, Store, System, counterpart_cursor, test_support::TestStore};

fn facts(name: &str) -> Facts {
    Facts::from([(FactKey::Name, Fact::Text(name.into()))])
}

fn counterpart(number: u8, name: &str, step: BookStep) -> Counterpart {
    Counterpart {
        owner: owner(),
        tenant: format!("tenant-{number:02}"),
        customer: None,
        there: There { facts: facts(name), country: Some("PL".into()), ..There::default() },
        agreed: None,
        links: BTreeMap::new(),
        choices: BTreeMap::new(),
        left: BTreeMap::new(),
        step,
    }
}

async fn put(store: &Store, one: Counterpart) -> Result<()> {
    let kinds = BTreeMap::from([(DifferenceKind::Name, 2)]);
    act!(store, owner(), (one, kinds), |tx, (one, kinds)| tx.counterpart_put(one, kinds))
}

async fn the_provider_s_side_is_kept_whole_and_belongs_to_its_owner(store: TestStore) {
    case::desk(&store).await;
    let one = Counterpart {
        customer: Some(CustomerId(id(10))),
        agreed: Some(facts("Kelp")),
        links: BTreeMap::from([("r-1".to_owned(), DelegatedAdminId(id(5)))]),
        choices: BTreeMap::from([(FactKey::Subscription("Exchange Online".into()), true)]),
        left: BTreeMap::from([(FactKey::Delegated("r-1".into()), LeftBecause::Person)]),
        ..counterpart(1, "Kelp Group", BookStep::Left)
    };
    put(&store, one.clone()).await.unwrap();
    put(&store, one.clone()).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.counterpart_lookup("tenant-01").await.unwrap(), Some(one.clone()));
    assert_eq!(read.counterpart_of(CustomerId(id(10))).await.unwrap(), Some(one.clone()));
    assert_eq!(read.counterpart_of(CustomerId(id(11))).await.unwrap(), None);
    assert_eq!(read.counterpart_count().await.unwrap(), 1);
    drop(read);
    for stranger in [other(), gov()] {
        let mut read = store.read(stranger).await.unwrap();
        assert_eq!(read.counterpart_lookup("tenant-01").await.unwrap(), None);
        assert_eq!(read.counterparts_after("", 10).await.unwrap(), []);
        assert_eq!(read.counterpart_count().await.unwrap(), 0);
    }
    let taken = act!(&store, other(), (), |tx, ()| tx.counterpart_take("tenant-01")).unwrap();
    assert_eq!(taken, None);
    let theirs = act!(&store, other(), one.clone(), |tx, one| tx.counterpart_choose(one));
    assert!(matches!(theirs, Err(Error::Inconsistent { .. })));
    let stray = Counterpart { customer: Some(CustomerId(id(999))), ..counterpart(2, "Nobody", BookStep::Settled) };
    assert!(matches!(put(&store, stray).await, Err(Error::Reference)));
    let chosen = Counterpart { choices: BTreeMap::new(), step: BookStep::Apart, ..one };
    act!(&store, owner(), chosen.clone(), |tx, one| tx.counterpart_choose(one)).unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.counterpart_lookup("tenant-01").await.unwrap(), Some(chosen));
    assert_eq!(read.counterpart_kinds(BookStep::Apart).await.unwrap().1, BTreeMap::from([(DifferenceKind::Name, 2)]));
}

async fn a_list_goes_on_after_its_last_line_by_name_and_then_by_tenant(store: TestStore) {
    case::desk(&store).await;
    for (number, name) in [(3, "Żuraw"), (1, "kelp"), (2, "Kelp"), (4, "Aster")] {
        put(&store, counterpart(number, name, BookStep::Apart)).await.unwrap();
    }
    put(&store, counterpart(5, "Settled", BookStep::Settled)).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let (mut after, mut seen) = ((String::new(), String::new()), Vec::new());
    loop {
        let page = read.counterpart_list(BookStep::Apart, (&after.0, &after.1), 1).await.unwrap();
        let Some(last) = page.last() else { break };
        after = counterpart_cursor(last);
        seen.extend(page.into_iter().map(|one| one.tenant));
    }
    assert_eq!(seen, ["tenant-04", "tenant-01", "tenant-02", "tenant-03"]);
    assert_eq!(read.counterpart_kinds(BookStep::Apart).await.unwrap().0, 4);
    let shelf = read.counterparts_after("tenant-02", 2).await.unwrap();
    assert_eq!(shelf.into_iter().map(|one| one.tenant).collect::<Vec<_>>(), ["tenant-03", "tenant-04"]);
}

async fn books_are_worked_on_by_one_node_at_a_time_and_a_lost_lease_gives_nothing_back(store: TestStore) {
    case::desk(&store).await;
    let claim = async |token: u128, now, until| {
        act!(&store, owner(), (token, now, until), |tx, (token, now, until)| tx.book_claim(id(*token), *now, *until))
    };
    assert!(!claim(1, at(0), at(30)).await.unwrap(), "nobody has begun");
    assert!(act!(&store, owner(), at(0), |tx, at| tx.book_start(*at)).unwrap());
    assert!(!act!(&store, owner(), at(9), |tx, at| tx.book_start(*at)).unwrap(), "once");
    let due = async |now| store.read(System).await.unwrap().books_due(now, 4).await.unwrap();
    assert_eq!(due(at(-1)).await, []);
    assert_eq!(due(at(0)).await, [owner()]);
    assert!(claim(1, at(0), at(30)).await.unwrap());
    assert!(!claim(2, at(29), at(60)).await.unwrap(), "it is another's");
    assert_eq!(due(at(29)).await, []);
    act!(&store, owner(), (), |tx, ()| tx.book_renew(id(1), at(20), at(50))).unwrap();
    assert!(claim(2, at(50), at(80)).await.unwrap(), "its lease ran out");
    let state = BookState { failure: Some("late".into()), ..BookState::default() };
    let late = act!(&store, owner(), state.clone(), |tx, state| tx.book_release(id(1), state, at(500), at(0)));
    assert!(matches!(late, Err(Error::LeaseLost)));
    let held = act!(&store, owner(), (), |tx, ()| tx.book_held(id(1), at(55)));
    assert!(matches!(held, Err(Error::LeaseLost)));
    let renewed = act!(&store, owner(), (), |tx, ()| tx.book_renew(id(2), at(80), at(90)));
    assert!(matches!(renewed, Err(Error::LeaseLost)), "what ran out is not prolonged");
    assert_eq!(act!(&store, owner(), (), |tx, ()| tx.book_held(id(2), at(55))).unwrap(), BookState::default());
    act!(&store, owner(), state.clone(), |tx, state| tx.book_release(id(2), state, at(500), at(50))).unwrap();
    let standing = store.read(owner()).await.unwrap().book_lookup().await.unwrap().unwrap();
    assert_eq!((standing.state, standing.next_at, standing.lease_until), (state, at(500), None));
    assert_eq!(due(at(499)).await, []);
    act!(&store, other(), (), |tx, ()| tx.book_hurry(at(60))).unwrap();
    assert_eq!(due(at(499)).await, [], "another's hurry");
    act!(&store, owner(), (), |tx, ()| tx.book_hurry(at(60))).unwrap();
    assert_eq!(due(at(60)).await, [owner()]);
    assert_eq!(act!(&store, other(), (), |tx, ()| tx.book_take()).unwrap(), None);
    // What is asked for while a node works is not lost.
    assert!(claim(3, at(60), at(90)).await.unwrap());
    act!(&store, owner(), (), |tx, ()| tx.book_hurry(at(70))).unwrap();
    act!(&store, owner(), BookState::default(), |tx, state| tx.book_release(id(3), state, at(500), at(60))).unwrap();
    assert_eq!(due(at(70)).await, [owner()]);
    let after = BookState { allowed: Some(3), ..BookState::default() };
    act!(&store, owner(), after.clone(), |tx, state| tx.book_put(state)).unwrap();
    assert_eq!(act!(&store, owner(), (), |tx, ()| tx.book_take()).unwrap(), Some(after));
}

async fn what_was_changed_is_listed_from_the_newest_on_and_goes_in_time(store: TestStore) {
    case::desk(&store).await;
    let change = |number: i64| BookChange {
        id: id(u128::try_from(number).unwrap()),
        at: at(number),
        customer: CustomerId(id(10)),
        name: format!("Kelp {number}"),
        differences: vec![Difference { key: FactKey::Name, ours: None, theirs: Some(Fact::Text("Kelp".into())) }],
    };
    for number in 1..=3 {
        act!(&store, owner(), change(number), |tx, change| tx.book_change_insert(change)).unwrap();
    }
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.book_changes(2).await.unwrap(), [change(3), change(2)]);
    drop(read);
    assert_eq!(store.read(other()).await.unwrap().book_changes(9).await.unwrap(), []);
    assert_eq!(act!(&store, System, at(3), |tx, before| tx.book_changes_purge(*before)).unwrap(), 2);
    assert_eq!(store.read(owner()).await.unwrap().book_changes(9).await.unwrap(), [change(3)]);
}

async fn customers_are_found_by_all_their_tenants_at_once(store: TestStore) {
    case::desk(&store).await;
    let tenants = store.read(owner()).await.unwrap().customer_tenants().await.unwrap();
    assert!(!tenants.is_empty());
    for (tenant, customer) in &tenants {
        let found = store.read(owner()).await.unwrap().customer_by_tenant(tenant).await.unwrap().unwrap();
        assert_eq!(found.id, *customer);
    }
    let strangers = store.read(gov()).await.unwrap().customer_tenants().await.unwrap();
    assert!(strangers.values().all(|customer| !tenants.values().any(|ours| ours == customer)));
}

crate::on_both_engines!(
    the_provider_s_side_is_kept_whole_and_belongs_to_its_owner,
    a_list_goes_on_after_its_last_line_by_name_and_then_by_tenant,
    books_are_worked_on_by_one_node_at_a_time_and_a_lost_lease_gives_nothing_back,
    what_was_changed_is_listed_from_the_newest_on_and_goes_in_time,
    customers_are_found_by_all_their_tenants_at_once,
);

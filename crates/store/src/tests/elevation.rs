use std::collections::BTreeSet;

use tierline_domain::{Elevation, ElevationId, ElevationState, NewSession, Role, UserId};

use super::{
    access::session,
    at,
    case::desk,
    id, owner,
    sample::{act, gov, membership, other, person, user},
};
use crate::{Auth, Store, System, test_support::TestStore};

const PERSON: u128 = 180;

fn wish(number: u128, role: Role) -> Elevation {
    Elevation {
        id: ElevationId(id(number)),
        user: UserId(id(PERSON)),
        user_name: "Odd Varga".into(),
        role,
        reason: "The night shift".into(),
        minutes: 60,
        state: ElevationState::Asked,
        asked_at: at(1),
        decided_by: None,
        decided_by_name: None,
        decided_at: None,
        note: None,
        ends_at: None,
    }
}

fn given(number: u128, role: Role, end: i64) -> Elevation {
    Elevation {
        state: ElevationState::Active,
        decided_by: Some(UserId(id(PERSON))),
        decided_by_name: Some("Odd Varga".into()),
        decided_at: Some(at(2)),
        ends_at: Some(at(end)),
        ..wish(number, role)
    }
}

async fn with_person(store: &Store) {
    desk(store).await;
    let roles = [membership(owner(), None, &[Role::HelpdeskAgent]), membership(gov(), None, &[Role::SalesAgent])];
    person(store, &user(PERSON, "Odd Varga"), &roles).await;
}

async fn keep(store: &Store, one: &Elevation) -> crate::Result<()> {
    act!(store, owner(), one.clone(), |tx, one| tx.elevation_insert(one))
}

async fn update(store: &Store, one: &Elevation, was: ElevationState) -> bool {
    act!(store, owner(), (one.clone(), was), |tx, (one, was)| tx.elevation_update(one, *was)).unwrap()
}

async fn a_question_that_its_person_took_back_is_not_answered_by_who_read_it_before(store: TestStore) {
    with_person(&store).await;
    let asked = wish(1, Role::AdminAgent);
    keep(&store, &asked).await.unwrap();
    let withdrawn = Elevation { state: ElevationState::Withdrawn, ..asked.clone() };
    assert!(update(&store, &withdrawn, ElevationState::Asked).await);
    assert!(
        !update(&store, &given(1, Role::AdminAgent, 50), ElevationState::Asked).await,
        "the later one does not win"
    );
    assert!(!update(&store, &asked, ElevationState::Active).await);
    let found = store.read(owner()).await.unwrap().elevation_lookup(asked.id).await.unwrap();
    assert_eq!(found, Some(withdrawn));
}

async fn a_session_has_the_roles_that_hold_at_that_moment_where_it_acts(store: TestStore) {
    with_person(&store).await;
    for (hash, acts) in [(7, owner()), (8, gov())] {
        let kept = NewSession { user: UserId(id(PERSON)), owner: acts, ..session(hash) };
        act!(store, Auth, kept, |tx, kept| tx.session_insert(kept)).unwrap();
    }
    keep(&store, &wish(1, Role::ServiceOwner)).await.unwrap();
    keep(&store, &given(2, Role::AdminAgent, 50)).await.unwrap();
    keep(&store, &given(3, Role::GlobalAdmin, 60)).await.unwrap();
    let elevated = async |hash: [u8; 32], now: i64| {
        let found = store.read(Auth).await.unwrap().session_lookup(&hash, at(now)).await.unwrap().unwrap();
        found.elevated
    };
    assert_eq!(elevated([7; 32], 49).await, BTreeSet::from([Role::AdminAgent, Role::GlobalAdmin]));
    assert_eq!(elevated([7; 32], 50).await, BTreeSet::from([Role::GlobalAdmin]));
    assert_eq!(elevated([7; 32], 60).await, BTreeSet::new());
    assert_eq!(elevated([8; 32], 10).await, BTreeSet::new(), "another cloud");
}

async fn one_of_a_role_is_open_at_a_time_and_what_is_over_stands_in_no_way(store: TestStore) {
    with_person(&store).await;
    let first = given(1, Role::AdminAgent, 50);
    keep(&store, &first).await.unwrap();
    let twice = keep(&store, &wish(2, Role::AdminAgent)).await;
    assert!(twice.is_err_and(|error| error.violates("elevation_open")));
    let ended = Elevation { state: ElevationState::Ended, ..first };
    assert!(update(&store, &ended, ElevationState::Active).await);
    let next = wish(2, Role::AdminAgent);
    keep(&store, &next).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.elevation_list(10).await.unwrap(), [next.clone(), ended.clone()], "what is open comes first");
    assert_eq!(read.elevation_list_of(UserId(id(PERSON)), 10).await.unwrap(), [next.clone(), ended.clone()]);
    assert_eq!(read.elevation_list_of(UserId(id(999)), 10).await.unwrap(), []);
    assert_eq!(read.elevations_open_of(UserId(id(PERSON))).await.unwrap(), [next]);
    assert_eq!(read.elevation_lookup(ended.id).await.unwrap(), Some(ended.clone()));
    for elsewhere in [gov(), other()] {
        let mut read = store.read(elsewhere).await.unwrap();
        assert_eq!(read.elevation_lookup(ended.id).await.unwrap(), None);
        assert_eq!(read.elevation_list(10).await.unwrap(), []);
    }
}

async fn what_time_has_ended_is_found_over_all_owners_and_goes_with_its_person(store: TestStore) {
    with_person(&store).await;
    let (over, runs) = (given(1, Role::AdminAgent, 50), given(2, Role::GlobalAdmin, 90));
    for one in [&over, &runs, &wish(3, Role::SalesAgent)] {
        keep(&store, one).await.unwrap();
    }
    let due = async |now: i64, asked: i64| {
        let found = store.read(System).await.unwrap().elevations_due(at(now), at(asked), 10).await.unwrap();
        found.into_iter().map(|(whose, one)| (whose, one.id)).collect::<Vec<_>>()
    };
    assert_eq!(due(49, 0).await, []);
    assert_eq!(due(50, 0).await, [(owner(), over.id)]);
    assert_eq!(due(50, 1).await.len(), 2, "and what nobody answered");
    act!(store, Auth, UserId(id(PERSON)), |tx, user| tx.membership_remove(*user, owner(), at(5))).unwrap();
    assert_eq!(due(99, 9).await, []);
}

crate::on_both_engines!(
    a_question_that_its_person_took_back_is_not_answered_by_who_read_it_before,
    a_session_has_the_roles_that_hold_at_that_moment_where_it_acts,
    one_of_a_role_is_open_at_a_time_and_what_is_over_stands_in_no_way,
    what_time_has_ended_is_found_over_all_owners_and_goes_with_its_person,
);

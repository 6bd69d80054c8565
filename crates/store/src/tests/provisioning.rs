use std::collections::BTreeSet;

use tierline_domain::{GroupId, ProvisionedEmail, ProvisionedGroup, ProvisionedProfile, ProvisionedUser, Role, UserId};

use super::{
    at,
    case::desk,
    id, owner,
    sample::{act, gov, membership, other, person, user},
};
use crate::{Error, Store, test_support::TestStore};

fn told(number: u128, user_name: &str) -> ProvisionedUser {
    let email = ProvisionedEmail { value: user_name.into(), kind: Some("work".into()), primary: Some(true) };
    ProvisionedUser {
        user: UserId(id(number)),
        user_name: user_name.into(),
        external_id: Some(format!("ext-{number}")),
        is_active: true,
        is_shut: false,
        profile: ProvisionedProfile { emails: vec![email], ..ProvisionedProfile::default() },
        created_at: at(1),
        changed_at: at(2),
    }
}

fn group(number: u128, name: &str) -> ProvisionedGroup {
    ProvisionedGroup {
        id: GroupId(id(number)),
        name: name.into(),
        external_id: None,
        roles: BTreeSet::from([Role::HelpdeskAgent]),
        created_at: at(1),
        changed_at: at(1),
    }
}

/// A desk with two people who are told of.
async fn with_people(store: &Store) {
    desk(store).await;
    for (number, name) in [(180, "Odd Varga"), (181, "Ulla Brandt")] {
        person(store, &user(number, name), &[membership(owner(), None, &[Role::HelpdeskAgent])]).await;
        let told = told(number, &format!("P{number}@northgate.example"));
        act!(store, owner(), told, |tx, told| tx.provisioned_user_put(told)).unwrap();
    }
}

async fn a_person_is_found_by_what_they_sign_in_by_within_their_owner_alone(store: TestStore) {
    with_people(&store).await;
    let mut read = store.read(owner()).await.unwrap();
    let wanted = told(180, "P180@northgate.example");
    assert_eq!(read.provisioned_user_by_name("p180@NORTHGATE.example").await.unwrap().as_ref(), Some(&wanted));
    assert_eq!(read.provisioned_user_by_external("ext-180").await.unwrap(), std::slice::from_ref(&wanted));
    assert_eq!(read.provisioned_user_lookup(wanted.user).await.unwrap().as_ref(), Some(&wanted));
    assert_eq!(read.provisioned_user_list().await.unwrap().len(), 2);
    for elsewhere in [gov(), other()] {
        let mut read = store.read(elsewhere).await.unwrap();
        assert_eq!(read.provisioned_user_by_name(&wanted.user_name).await.unwrap(), None);
        assert_eq!(read.provisioned_user_lookup(wanted.user).await.unwrap(), None);
        assert_eq!(read.provisioned_user_list().await.unwrap(), []);
    }
    let taken = act!(store, owner(), told(181, "p180@northgate.example"), |tx, told| tx.provisioned_user_put(told));
    assert!(taken.is_err_and(|error| error.violates("provisioned_user_name")));
}

async fn who_was_taken_away_is_remembered_and_comes_back_as_the_same(store: TestStore) {
    with_people(&store).await;
    let gone = UserId(id(180));
    assert!(act!(store, owner(), gone, |tx, user| tx.provisioned_user_remove(*user, at(9))).unwrap());
    assert!(!act!(store, owner(), gone, |tx, user| tx.provisioned_user_remove(*user, at(9))).unwrap());
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.provisioned_user_lookup(gone).await.unwrap(), None);
    assert_eq!(read.provisioned_user_list().await.unwrap().len(), 1);
    assert_eq!(read.provisioned_user_removed("p180@northgate.example").await.unwrap(), Some(gone));
    assert_eq!(read.provisioned_user_removed("p181@northgate.example").await.unwrap(), None);
    act!(store, owner(), told(180, "back@northgate.example"), |tx, told| tx.provisioned_user_put(told)).unwrap();
    let back = store.read(owner()).await.unwrap().provisioned_user_lookup(gone).await.unwrap();
    assert_eq!(back.map(|told| told.user_name), Some("back@northgate.example".to_owned()));
}

async fn a_group_has_its_people_until_it_goes(store: TestStore) {
    with_people(&store).await;
    let (agents, admins) = (group(190, "Agents"), group(191, "Admins"));
    for one in [agents.clone(), admins.clone()] {
        act!(store, owner(), one, |tx, one| tx.provisioned_group_put(one)).unwrap();
    }
    let taken = act!(store, owner(), group(192, "AGENTS"), |tx, one| tx.provisioned_group_put(one));
    assert!(taken.is_err_and(|error| error.violates("provisioned_group_name")));
    let put = async |group: GroupId, user: u128| {
        act!(store, owner(), (group, user), |tx, (group, user)| tx.provisioned_member_put(*group, UserId(id(*user))))
    };
    assert!(
        put(agents.id, 180).await.unwrap() && put(agents.id, 181).await.unwrap() && put(admins.id, 180).await.unwrap()
    );
    assert!(!put(agents.id, 180).await.unwrap(), "they are in it");
    assert!(matches!(put(agents.id, 999).await, Err(Error::Reference)));
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.provisioned_members(agents.id).await.unwrap(), [UserId(id(180)), UserId(id(181))]);
    assert_eq!(read.provisioned_groups_of(UserId(id(180))).await.unwrap(), [admins.clone(), agents.clone()]);
    assert_eq!(read.provisioned_member_list().await.unwrap().len(), 3);
    assert_eq!(store.read(other()).await.unwrap().provisioned_member_list().await.unwrap(), []);

    let out = |user: u128| (agents.id, UserId(id(user)));
    assert!(act!(store, owner(), out(181), |tx, (g, u)| tx.provisioned_member_remove(*g, *u)).unwrap());
    assert_eq!(act!(store, owner(), UserId(id(180)), |tx, u| tx.provisioned_member_leave(*u)).unwrap(), 2);
    put(admins.id, 181).await.unwrap();
    assert!(act!(store, owner(), admins.id, |tx, id| tx.provisioned_group_remove(*id)).unwrap());
    assert!(!act!(store, owner(), admins.id, |tx, id| tx.provisioned_group_remove(*id)).unwrap());
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.provisioned_group_list().await.unwrap(), [agents]);
    assert_eq!(read.provisioned_member_list().await.unwrap(), []);
}

crate::on_both_engines!(
    a_person_is_found_by_what_they_sign_in_by_within_their_owner_alone,
    who_was_taken_away_is_remembered_and_comes_back_as_the_same,
    a_group_has_its_people_until_it_goes,
);

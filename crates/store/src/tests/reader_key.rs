use tierline_domain::{CustomerId, NewReaderKey, Owner, ReaderKeyId, ReaderKeyUse, ReaderScope, Role, User, UserId};

use super::{
    at,
    case::desk,
    id, owner,
    sample::{act, gov, membership, other, person, user},
};
use crate::{Auth, Error, Store, test_support::TestStore};

const SECRET: [u8; 32] = [7; 32];

fn key(number: u128, hash: u8) -> NewReaderKey {
    NewReaderKey {
        id: ReaderKeyId(id(number)),
        hash: [hash; 32],
        user: UserId(id(170)),
        owner: owner(),
        name: "Phone".into(),
        scope: ReaderScope {
            service: Some("Exchange Online".into()),
            region: None,
            customer: Some(CustomerId(id(10))),
        },
        created_at: at(i64::try_from(number).unwrap()),
        expires_at: at(100_000),
    }
}

/// A desk with somebody who has a key.
async fn with_key(store: &Store) {
    desk(store).await;
    let memberships = [membership(owner(), None, &[Role::HelpdeskAgent]), membership(gov(), None, &[Role::AdminAgent])];
    person(store, &user(170, "Odd Varga"), &memberships).await;
    act!(store, owner(), key(90, 7), |tx, key| tx.reader_key_insert(key)).unwrap();
}

async fn by_key(store: &Store, now: i64) -> Option<ReaderKeyUse> {
    store.read(Auth).await.unwrap().reader_key_lookup(&SECRET, at(now)).await.unwrap()
}

async fn a_key_leads_to_its_person_and_what_it_is_narrowed_to(store: TestStore) {
    with_key(&store).await;
    let found = by_key(&store, 100).await.unwrap();
    assert_eq!((found.id, found.name.as_str(), found.last_used_at), (key(90, 7).id, "Phone", None));
    assert_eq!(found.scope, key(90, 7).scope);
    assert_eq!(found.identity.user.id, UserId(id(170)));
    assert_eq!(found.identity.membership.owner, owner());
    let mut read = store.read(Auth).await.unwrap();
    assert!(read.reader_key_lookup(&[8; 32], at(100)).await.unwrap().is_none());
    assert!(by_key(&store, 99_999).await.is_some());
    assert!(by_key(&store, 100_000).await.is_none(), "it has ended");
}

async fn a_key_is_revoked_by_its_person_alone(store: TestStore) {
    with_key(&store).await;
    let revoke = async |owner: Owner, person: u128| {
        let who = (UserId(id(person)), ReaderKeyId(id(90)));
        act!(store, owner, who, |tx, (user, key)| tx.reader_key_revoke(*user, *key, at(20))).unwrap()
    };
    assert!(!revoke(other(), 170).await, "not from elsewhere");
    assert!(!revoke(gov(), 170).await);
    assert!(!revoke(owner(), 70).await, "not by a colleague");
    assert!(by_key(&store, 100).await.is_some());
    assert!(revoke(owner(), 170).await);
    assert!(!revoke(owner(), 170).await, "once is enough");
    assert!(by_key(&store, 100).await.is_none());
}

async fn a_key_ends_with_the_membership_and_rests_while_the_account_is_shut(store: TestStore) {
    with_key(&store).await;
    let shut = User { disabled_at: Some(at(5)), ..user(170, "Odd Varga") };
    act!(store, Auth, shut, |tx, user| tx.user_update(user)).unwrap();
    assert!(by_key(&store, 100).await.is_none());
    act!(store, Auth, user(170, "Odd Varga"), |tx, user| tx.user_update(user)).unwrap();
    assert!(by_key(&store, 100).await.is_some());
    let end = async |owner: Owner| {
        act!(store, Auth, owner, |tx, owner| tx.membership_remove(UserId(id(170)), *owner, at(6))).unwrap()
    };
    end(gov()).await;
    assert!(by_key(&store, 100).await.is_some(), "that was another membership");
    end(owner()).await;
    let back = membership(owner(), None, &[Role::SalesAgent]);
    act!(store, Auth, back, |tx, one| tx.membership_put(UserId(id(170)), one)).unwrap();
    assert!(by_key(&store, 100).await.is_none(), "who comes back makes new keys");
    let lines = store.read(owner()).await.unwrap().reader_key_list(UserId(id(170)), 10).await.unwrap();
    assert_eq!(lines[0].revoked_at, Some(at(6)));
}

async fn a_persons_keys_are_listed_newest_first_within_their_owner(store: TestStore) {
    with_key(&store).await;
    let everything = NewReaderKey { scope: ReaderScope::default(), expires_at: at(50), ..key(91, 8) };
    act!(store, owner(), everything, |tx, key| tx.reader_key_insert(key)).unwrap();
    let in_gov = NewReaderKey { owner: gov(), scope: ReaderScope::default(), ..key(92, 9) };
    act!(store, gov(), in_gov, |tx, key| tx.reader_key_insert(key)).unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let lines = read.reader_key_list(UserId(id(170)), 10).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), [ReaderKeyId(id(91)), ReaderKeyId(id(90))]);
    assert!(lines[1].customer_name.is_some() && lines[0].customer_name.is_none());
    assert_eq!(read.reader_keys_held(UserId(id(170)), at(40)).await.unwrap(), 2);
    assert_eq!(read.reader_keys_held(UserId(id(170)), at(50)).await.unwrap(), 1);
    assert!(read.reader_key_list(UserId(id(70)), 10).await.unwrap().is_empty());
}

async fn only_a_member_gets_a_key_and_only_for_an_own_customer(store: TestStore) {
    with_key(&store).await;
    let put = async |key: NewReaderKey| act!(store, key.owner, key, |tx, key| tx.reader_key_insert(key));
    let foreign = NewReaderKey { owner: other(), scope: ReaderScope::default(), ..key(91, 8) };
    assert!(matches!(put(foreign).await, Err(Error::Reference)));
    let nobodys = ReaderScope { customer: Some(CustomerId(id(999))), ..ReaderScope::default() };
    assert!(matches!(put(NewReaderKey { scope: nobodys, ..key(91, 8) }).await, Err(Error::Reference)));
    let twice = put(key(91, 7)).await;
    assert!(twice.is_err_and(|error| error.violates("reader_key_hash")));
}

async fn the_use_of_a_key_is_written_down_at_most_once_a_minute(store: TestStore) {
    with_key(&store).await;
    let touch = async |owner: Owner, now: i64| {
        let seen = (owner, now);
        act!(store, Auth, seen, |tx, (owner, now)| tx.reader_key_touch(*owner, ReaderKeyId(id(90)), at(*now))).unwrap()
    };
    assert!(touch(owner(), 100).await);
    assert!(!touch(owner(), 159).await);
    assert!(!touch(gov(), 500).await, "a key of another owner");
    let found = by_key(&store, 160).await.unwrap();
    assert_eq!(found.last_used_at, Some(at(100)));
    assert!(!found.touch_due(at(159)) && found.touch_due(at(160)));
}

crate::on_both_engines!(
    a_key_leads_to_its_person_and_what_it_is_narrowed_to,
    a_key_is_revoked_by_its_person_alone,
    a_key_ends_with_the_membership_and_rests_while_the_account_is_shut,
    a_persons_keys_are_listed_newest_first_within_their_owner,
    only_a_member_gets_a_key_and_only_for_an_own_customer,
    the_use_of_a_key_is_written_down_at_most_once_a_minute,
);

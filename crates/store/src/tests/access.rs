use std::collections::BTreeSet;

use tierline_domain::{
    Connection, ConnectionId, ConnectionState, CustomerGroupId, Identity, NewSession, NewToken, Owner, ReachLists,
    ReachTarget, Role, SessionId, Standing, TokenId, TokenScope, User, UserId,
};

use super::{
    at,
    connection::connection,
    id, owner,
    sample::{act, gov, membership, organizations, other, person, user},
};
use crate::{Auth, Bearer, Error, Store, System, test_support::TestStore};

const SECRET: [u8; 32] = [7; 32];

pub(super) fn session(hash: u8) -> NewSession {
    NewSession {
        hash: [hash; 32],
        user: UserId(id(70)),
        owner: owner(),
        csrf: "form".into(),
        created_at: at(0),
        proven_at: at(0),
        expires_at: at(3600),
        proofs: tierline_domain::Proofs::default(),
        agent: None,
        address: None,
        provider: None,
    }
}

fn token(number: u128, hash: u8) -> NewToken {
    NewToken {
        id: TokenId(id(number)),
        hash: [hash; 32],
        user: UserId(id(70)),
        owner: owner(),
        name: "Import at night".into(),
        created_at: at(i64::try_from(number).unwrap()),
        expires_at: None,
        scopes: None,
    }
}

/// A person who is a member of one organization in both clouds, with a session and a token in the public one.
pub(super) async fn signed_in(store: &Store) {
    organizations(store).await;
    let memberships = [membership(owner(), None, &[Role::HelpdeskAgent]), membership(gov(), None, &[Role::AdminAgent])];
    person(store, &user(70, "Maren Oskel"), &memberships).await;
    act!(store, Auth, session(7), |tx, session| tx.session_insert(session)).unwrap();
    act!(store, Auth, token(90, 7), |tx, token| tx.token_insert(token)).unwrap();
}

async fn by_session(store: &Store, now: i64) -> Option<Identity> {
    store.read(Auth).await.unwrap().session_lookup(&SECRET, at(now)).await.unwrap()
}

async fn by_token(store: &Store, now: i64) -> Option<Identity> {
    let found = store.read(Auth).await.unwrap().token_lookup(&SECRET, at(now)).await.unwrap();
    found.map(|found| found.identity)
}

async fn a_session_leads_to_the_person_and_what_they_are_there(store: TestStore) {
    signed_in(&store).await;
    let identity = by_session(&store, 10).await.unwrap();
    assert_eq!(identity.user, user(70, "Maren Oskel"));
    assert_eq!(identity.membership, membership(owner(), None, &[Role::HelpdeskAgent]));
    assert_eq!(identity.organization.name, "Northgate Cloud Partners");
    assert_eq!(identity.csrf.as_deref(), Some("form"));
    assert_eq!(identity.session_expires_at, Some(at(3600)));
    let mut read = store.read(Auth).await.unwrap();
    assert_eq!(read.session_lookup(&[8; 32], at(10)).await.unwrap(), None);
}

async fn a_session_ends_with_its_time_and_is_forgotten(store: TestStore) {
    signed_in(&store).await;
    assert!(by_session(&store, 3599).await.is_some());
    assert!(by_session(&store, 3600).await.is_none());
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.sessions_purge(at(3599))).unwrap(), 0);
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.sessions_purge(at(3600))).unwrap(), 1);
}

async fn a_session_is_removed_alone_or_with_all_of_its_person(store: TestStore) {
    signed_in(&store).await;
    act!(store, Auth, session(8), |tx, session| tx.session_insert(session)).unwrap();
    act!(store, Auth, session(9), |tx, session| tx.session_insert(session)).unwrap();
    assert!(act!(store, Auth, (), |tx, ()| tx.session_remove(&SECRET)).unwrap());
    assert!(!act!(store, Auth, (), |tx, ()| tx.session_remove(&SECRET)).unwrap());
    assert!(by_session(&store, 10).await.is_none());
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.sessions_remove_of(UserId(id(70)))).unwrap(), 2);
}

async fn a_session_acts_only_where_its_person_is_a_member(store: TestStore) {
    signed_in(&store).await;
    let foreign = NewSession { owner: other(), ..session(8) };
    let done = act!(store, Auth, foreign, |tx, session| tx.session_insert(session));
    assert!(matches!(done, Err(Error::Reference)), "{done:?}");
    let switch = async |to: Owner| act!(store, Auth, to, |tx, to| tx.session_switch(&SECRET, *to)).unwrap();
    assert!(!switch(other()).await);
    assert_eq!(by_session(&store, 10).await.unwrap().membership.owner, owner());
    assert!(switch(gov()).await);
    assert_eq!(by_session(&store, 10).await.unwrap().membership, membership(gov(), None, &[Role::AdminAgent]));
    assert!(!act!(store, Auth, (), |tx, ()| tx.session_switch(&[8; 32], gov())).unwrap());
}

async fn new_roles_count_at_once(store: TestStore) {
    signed_in(&store).await;
    let changed = membership(owner(), None, &[Role::SalesAgent]);
    act!(store, Auth, changed.clone(), |tx, one| tx.membership_put(UserId(id(70)), one)).unwrap();
    assert_eq!(by_session(&store, 10).await.unwrap().membership, changed);
    assert_eq!(by_token(&store, 10).await.unwrap().membership, changed);
}

async fn an_ended_membership_ends_its_sessions_and_tokens_for_good(store: TestStore) {
    signed_in(&store).await;
    let end = |owner: Owner| {
        let store = store.store();
        async move {
            act!(store, Auth, owner, |tx, owner| tx.membership_remove(UserId(id(70)), *owner, at(5))).unwrap();
        }
    };
    end(gov()).await;
    assert!(by_session(&store, 10).await.is_some(), "that was another membership");
    assert!(by_token(&store, 10).await.is_some());
    end(owner()).await;
    assert!(by_session(&store, 10).await.is_none());
    assert!(by_token(&store, 10).await.is_none());
    let back = membership(owner(), None, &[Role::SalesAgent]);
    act!(store, Auth, back, |tx, one| tx.membership_put(UserId(id(70)), one)).unwrap();
    assert!(by_session(&store, 10).await.is_none(), "who comes back signs in again");
    assert!(by_token(&store, 10).await.is_none());
    let lines = store.read(owner()).await.unwrap().token_list().await.unwrap();
    assert_eq!(lines[0].revoked_at, Some(at(5)));
}

async fn a_shut_account_has_neither_sessions_nor_tokens(store: TestStore) {
    signed_in(&store).await;
    let shut = User { disabled_at: Some(at(5)), ..user(70, "Maren Oskel") };
    assert!(act!(store, Auth, shut, |tx, user| tx.user_update(user)).unwrap());
    assert!(by_session(&store, 10).await.is_none());
    assert!(by_token(&store, 10).await.is_none());
    assert!(act!(store, Auth, user(70, "Maren Oskel"), |tx, user| tx.user_update(user)).unwrap());
    assert!(by_session(&store, 10).await.is_none(), "its sessions have ended for good");
    assert!(by_token(&store, 10).await.is_some());
}

/// What a call that waited asks once more, of the session or the token that it came by.
async fn a_standing_ends_with_what_it_stands_on_and_follows_its_person(store: TestStore) {
    signed_in(&store).await;
    let (session, token) = (Bearer::Session(SessionId::of_hash(&SECRET)), Bearer::Token(TokenId(id(90))));
    let standing = async |owner: Owner, bearer, now: i64| {
        store.read(owner).await.unwrap().standing(UserId(id(70)), bearer, at(now)).await.unwrap()
    };
    let agent = Standing::of(membership(owner(), None, &[Role::HelpdeskAgent]), false, BTreeSet::new());
    for bearer in [session, token, Bearer::Person] {
        assert_eq!(standing(owner(), bearer, 10).await.as_ref(), Some(&agent));
        assert_eq!(standing(other(), bearer, 10).await, None);
        let mut auth = store.read(Auth).await.unwrap();
        let found = auth.standing_at(owner(), UserId(id(70)), bearer, at(10)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&agent));
        assert_eq!(auth.standing_at(owner(), UserId(id(71)), bearer, at(10)).await.unwrap(), None, "another person");
    }
    assert_eq!(standing(gov(), token, 10).await, None, "a token acts in one place");
    assert_eq!(standing(owner(), session, 3600).await, None, "its time is over");
    assert_eq!(standing(owner(), Bearer::Session(SessionId(id(5))), 10).await, None);

    // The session goes on under another secret and in another place: the right where the call began is asked for all the same.
    let renewed = ([9; 32], tierline_domain::Proofs::default());
    assert!(act!(store, Auth, renewed, |tx, new| tx.session_renew(&SECRET, &new.0, &new.1, at(11))).unwrap());
    assert!(act!(store, Auth, (), |tx, ()| tx.session_switch(&[9; 32], gov())).unwrap());
    assert_eq!(standing(owner(), session, 12).await.as_ref(), Some(&agent));
    let lists =
        ReachLists { allow: BTreeSet::from([ReachTarget::Group(CustomerGroupId(id(3)))]), ..ReachLists::default() };
    act!(store, owner(), lists, |tx, lists| tx.reach_lists_put(UserId(id(70)), lists)).unwrap();
    assert!(
        standing(owner(), session, 12).await.unwrap().narrowed && standing(owner(), token, 12).await.unwrap().narrowed
    );

    assert!(act!(store, owner(), (), |tx, ()| tx.token_revoke(TokenId(id(90)), at(20))).unwrap());
    assert_eq!(standing(owner(), token, 21).await, None);
    assert!(act!(store, Auth, (), |tx, ()| tx.session_remove(&[9; 32])).unwrap());
    assert_eq!(standing(owner(), session, 21).await, None);
    assert!(standing(owner(), Bearer::Person, 22).await.unwrap().narrowed, "who they are is still there");
    let shut = User { disabled_at: Some(at(23)), ..user(70, "Maren Oskel") };
    assert!(act!(store, Auth, shut, |tx, user| tx.user_update(user)).unwrap());
    assert_eq!(standing(owner(), Bearer::Person, 24).await, None, "and then shut out");
}

async fn a_token_leads_to_the_person_without_a_form_value(store: TestStore) {
    signed_in(&store).await;
    let found = store.read(Auth).await.unwrap().token_lookup(&SECRET, at(10)).await.unwrap().unwrap();
    assert_eq!(found.id, TokenId(id(90)));
    assert_eq!(found.last_used_at, None);
    assert_eq!(found.identity.user.id, UserId(id(70)));
    assert_eq!(found.identity.membership.owner, owner());
    assert_eq!((found.identity.csrf, found.identity.session_expires_at), (None, None));
}

async fn a_token_ends_with_its_time_or_when_it_is_revoked(store: TestStore) {
    signed_in(&store).await;
    let limited = NewToken { expires_at: Some(at(60)), ..token(91, 8) };
    act!(store, Auth, limited, |tx, token| tx.token_insert(token)).unwrap();
    let mut read = store.read(Auth).await.unwrap();
    assert!(read.token_lookup(&[8; 32], at(59)).await.unwrap().is_some());
    assert!(read.token_lookup(&[8; 32], at(60)).await.unwrap().is_none());

    let revoke =
        async |owner: Owner| act!(store, owner, (), |tx, ()| tx.token_revoke(TokenId(id(90)), at(20))).unwrap();
    assert!(!revoke(other()).await, "not from elsewhere");
    assert!(!revoke(gov()).await);
    assert!(by_token(&store, 30).await.is_some());
    assert!(revoke(owner()).await);
    assert!(!revoke(owner()).await, "once is enough");
    assert!(by_token(&store, 30).await.is_none());
}

async fn the_use_of_a_token_is_written_down_at_most_once_a_minute(store: TestStore) {
    signed_in(&store).await;
    let touch = async |owner: Owner, now: i64| {
        act!(store, Auth, (owner, now), |tx, (owner, now)| tx.token_touch(
            *owner,
            TokenId(id(90)),
            at(*now),
            Some("192.0.2.9")
        ))
        .unwrap()
    };
    assert!(touch(owner(), 100).await);
    assert!(!touch(owner(), 159).await);
    assert!(!touch(gov(), 500).await, "a token of another owner");
    let found = store.read(Auth).await.unwrap().token_lookup(&SECRET, at(160)).await.unwrap().unwrap();
    assert_eq!(found.last_used_at, Some(at(100)));
    assert!(!found.touch_due(at(159)) && found.touch_due(at(160)));
    assert!(touch(owner(), 160).await);
    let lines = store.read(owner()).await.unwrap().token_list().await.unwrap();
    assert_eq!(lines[0].last_address.as_deref(), Some("192.0.2.9"));
}

async fn only_a_member_gets_a_token_and_no_secret_is_given_twice(store: TestStore) {
    signed_in(&store).await;
    let foreign = NewToken { owner: other(), ..token(91, 8) };
    let done = act!(store, Auth, foreign, |tx, token| tx.token_insert(token));
    assert!(matches!(done, Err(Error::Reference)), "{done:?}");
    let done = act!(store, Auth, token(91, 7), |tx, token| tx.token_insert(token));
    assert!(done.is_err_and(|error| error.violates("token_hash")));
}

async fn tokens_are_listed_newest_first_within_their_owner(store: TestStore) {
    signed_in(&store).await;
    let in_gov = NewToken { owner: gov(), ..token(92, 9) };
    let narrow = NewToken { scopes: Some(BTreeSet::from([TokenScope::Read, TokenScope::Scim])), ..token(91, 8) };
    for one in [narrow, in_gov] {
        act!(store, System, one, |tx, token| async { tx.auth().token_insert(token).await }).unwrap();
    }
    let lines = store.read(owner()).await.unwrap().token_list().await.unwrap();
    assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), [TokenId(id(91)), TokenId(id(90))]);
    assert_eq!((lines[0].name.as_str(), lines[0].user_name.as_str()), ("Import at night", "Maren Oskel"));
    assert_eq!((lines[0].created_at, lines[0].user), (at(91), UserId(id(70))));
    assert_eq!(lines[0].scopes, Some(BTreeSet::from([TokenScope::Read, TokenScope::Scim])));
    assert_eq!(lines[1].scopes, None, "as those are that were made before there were scopes");
    let used = store.read(Auth).await.unwrap().token_lookup(&[8; 32], at(100)).await.unwrap().unwrap();
    assert_eq!(used.identity.scopes, lines[0].scopes);
    assert!(store.read(other()).await.unwrap().token_list().await.unwrap().is_empty());
}

async fn a_session_says_whether_a_connection_of_its_desk_is_held(store: TestStore) {
    signed_in(&store).await;
    let held = async || by_session(&store, 10).await.unwrap().held;
    let state = ConnectionState { held_since: Some(at(2)), ..ConnectionState::default() };
    for (number, owner) in [(1, gov()), (2, other())] {
        let foreign = Connection { owner, state: state.clone(), ..connection(number, "Meridian desk") };
        act!(store, owner, foreign.clone(), |tx, one| tx.connection_insert(one)).unwrap();
        act!(store, owner, foreign, |tx, one| tx.connection_state_put(one.id, &one.state)).unwrap();
    }
    act!(store, owner(), connection(3, "Meridian desk"), |tx, one| tx.connection_insert(one)).unwrap();
    assert!(!held().await, "another desk's and another cloud's do not count");
    act!(store, owner(), state, |tx, state| tx.connection_state_put(ConnectionId(id(3)), state)).unwrap();
    assert!(held().await);
}

crate::on_both_engines!(
    a_session_leads_to_the_person_and_what_they_are_there,
    a_session_ends_with_its_time_and_is_forgotten,
    a_session_is_removed_alone_or_with_all_of_its_person,
    a_session_acts_only_where_its_person_is_a_member,
    a_session_says_whether_a_connection_of_its_desk_is_held,
    new_roles_count_at_once,
    an_ended_membership_ends_its_sessions_and_tokens_for_good,
    a_shut_account_has_neither_sessions_nor_tokens,
    a_standing_ends_with_what_it_stands_on_and_follows_its_person,
    a_token_leads_to_the_person_without_a_form_value,
    a_token_ends_with_its_time_or_when_it_is_revoked,
    the_use_of_a_token_is_written_down_at_most_once_a_minute,
    only_a_member_gets_a_token_and_no_secret_is_given_twice,
    tokens_are_listed_newest_first_within_their_owner,
);

use tierline_domain::{
    ATTEMPT_TRIES, AttemptPurpose, Factor, FactorId, Held, NewSession, Proof, Proofs, RecoveryCodes, SignInAttempt,
    UserId,
};

use super::{
    at, id, owner,
    sample::{act, membership, organizations, other, person, user},
};
use crate::{Auth, Store, System, test_support::TestStore};

const SECRET: [u8; 32] = [9; 32];

fn attempt() -> SignInAttempt {
    SignInAttempt {
        hash: SECRET,
        purpose: AttemptPurpose::SignIn,
        user: Some(UserId(id(70))),
        to: Some(owner()),
        proofs: Proofs::of(Proof::Password),
        tries: 0,
        challenge: None,
        provider: None,
        created_at: at(0),
        expires_at: at(600),
    }
}

async fn begun(store: &Store) {
    organizations(store).await;
    person(store, &user(70, "Maren Oskel"), &[membership(owner(), None, &[])]).await;
    act!(store, Auth, attempt(), |tx, attempt| tx.attempt_insert(attempt)).unwrap();
}

async fn found(store: &Store, purpose: AttemptPurpose, now: i64) -> Option<SignInAttempt> {
    store.read(Auth).await.unwrap().attempt_lookup(&SECRET, purpose, at(now)).await.unwrap()
}

async fn an_attempt_is_found_for_its_own_purpose_and_in_its_time(store: TestStore) {
    begun(&store).await;
    assert_eq!(found(&store, AttemptPurpose::SignIn, 599).await, Some(attempt()));
    assert_eq!(found(&store, AttemptPurpose::SignIn, 600).await, None);
    assert_eq!(found(&store, AttemptPurpose::Enrol, 1).await, None);
}

/// Threat 41: what is no session opens nothing as one.
async fn an_attempt_is_no_session(store: TestStore) {
    begun(&store).await;
    assert_eq!(store.read(Auth).await.unwrap().session_lookup(&SECRET, at(1)).await.unwrap(), None);
}

async fn a_wrong_answer_takes_the_question_and_too_many_take_the_attempt(store: TestStore) {
    begun(&store).await;
    assert!(act!(store, Auth, (), |tx, ()| tx.attempt_ask(&SECRET, "{\"asked\":1}")).unwrap());
    assert_eq!(found(&store, AttemptPurpose::SignIn, 1).await.unwrap().challenge.as_deref(), Some("{\"asked\":1}"));
    for tries in 1..=ATTEMPT_TRIES {
        assert!(act!(store, Auth, (), |tx, ()| tx.attempt_fail(&SECRET)).unwrap());
        let left = found(&store, AttemptPurpose::SignIn, 1).await;
        assert_eq!(left.map(|left| (left.tries, left.challenge)), (tries < ATTEMPT_TRIES).then_some((tries, None)));
    }
}

async fn an_attempt_ends_once_and_with_the_sessions_of_its_person(store: TestStore) {
    begun(&store).await;
    assert!(act!(store, Auth, (), |tx, ()| tx.attempt_remove(&SECRET)).unwrap());
    assert!(!act!(store, Auth, (), |tx, ()| tx.attempt_remove(&SECRET)).unwrap(), "of two who end it, one gets in");
    act!(store, Auth, attempt(), |tx, attempt| tx.attempt_insert(attempt)).unwrap();
    act!(store, Auth, (), |tx, ()| tx.sessions_remove_of(UserId(id(70)))).unwrap();
    assert_eq!(found(&store, AttemptPurpose::SignIn, 1).await, None);
    act!(store, Auth, attempt(), |tx, attempt| tx.attempt_insert(attempt)).unwrap();
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.attempts_purge(at(599))).unwrap(), 0);
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.attempts_purge(at(600))).unwrap(), 1);
}

fn session(hash: u8) -> NewSession {
    NewSession {
        hash: [hash; 32],
        user: UserId(id(70)),
        owner: owner(),
        csrf: "form".into(),
        created_at: at(i64::from(hash)),
        proven_at: at(i64::from(hash)),
        expires_at: at(3600),
        proofs: Proofs::of(Proof::Password),
        agent: Some("Mozilla/5.0".into()),
        address: Some("192.0.2.1".into()),
        provider: None,
    }
}

async fn a_session_goes_on_under_another_secret_and_the_old_one_opens_nothing(store: TestStore) {
    begun(&store).await;
    act!(store, Auth, session(1), |tx, session| tx.session_insert(session)).unwrap();
    let proofs = Proofs::of(Proof::Password).and(Proof::Totp);
    assert!(
        act!(store, Auth, proofs.clone(), |tx, proofs| tx.session_renew(&[1; 32], &[2; 32], proofs, at(50))).unwrap()
    );
    assert!(
        !act!(store, Auth, proofs.clone(), |tx, proofs| tx.session_renew(&[1; 32], &[3; 32], proofs, at(50))).unwrap()
    );
    let mut read = store.read(Auth).await.unwrap();
    assert_eq!(read.session_lookup(&[1; 32], at(51)).await.unwrap(), None);
    let goes_on = read.session_lookup(&[2; 32], at(51)).await.unwrap().unwrap();
    let session_use = goes_on.session.unwrap();
    assert_eq!((session_use.proofs, session_use.proven_at), (proofs, at(50)));
    assert_eq!((goes_on.csrf.as_deref(), goes_on.session_expires_at), (Some("form"), Some(at(3600))));
}

async fn the_list_of_sessions_says_where_and_when_and_each_can_be_ended(store: TestStore) {
    begun(&store).await;
    for hash in [1, 2, 3] {
        act!(store, Auth, session(hash), |tx, session| tx.session_insert(session)).unwrap();
    }
    assert!(act!(store, Auth, (), |tx, ()| tx.session_touch(&[1; 32], Some("198.51.100.7"), at(61))).unwrap());
    assert!(!act!(store, Auth, (), |tx, ()| tx.session_touch(&[1; 32], None, at(100))).unwrap(), "once a minute");
    let list = async |now| store.read(Auth).await.unwrap().session_list(UserId(id(70)), at(now)).await.unwrap();
    let lines = list(200).await;
    assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), [1, 3, 2].map(|hash| session(hash).id()));
    assert_eq!(lines[0].last_seen_at, at(61));
    assert_eq!(lines[0].last_address.as_deref(), Some("198.51.100.7"));
    assert_eq!(lines[0].address.as_deref(), Some("192.0.2.1"));
    assert_eq!(list(3600).await, []);
    let end = async |user: u128, hash: u8| {
        let ids = (UserId(id(user)), session(hash).id());
        act!(store, Auth, ids, |tx, ids| tx.sessions_remove_where(ids.0, at(200), |one| one == ids.1)).unwrap()
    };
    assert_eq!(end(71, 2).await, 0, "of somebody else");
    assert_eq!(end(70, 2).await, 1);
    let elsewhere = (UserId(id(70)), other().organization);
    assert_eq!(act!(store, Auth, elsewhere, |tx, at| tx.sessions_remove_at(at.0, at.1)).unwrap(), 0);
    let kept = session(3).id();
    let others = (UserId(id(70)), kept);
    assert_eq!(
        act!(store, Auth, others, |tx, others| tx.sessions_remove_where(others.0, at(200), |one| one != others.1))
            .unwrap(),
        1
    );
    assert_eq!(list(200).await.len(), 1);
}

fn app(number: u128) -> Factor {
    Factor {
        id: FactorId(id(number)),
        user: UserId(id(70)),
        name: "Phone".into(),
        held: Held::Totp { sealed: vec![1, 2], key_id: "k1".into(), last_step: 5 },
        created_at: at(i64::try_from(number).unwrap()),
        last_used_at: None,
    }
}

async fn a_step_of_time_is_used_once_and_never_backwards(store: TestStore) {
    begun(&store).await;
    act!(store, Auth, app(90), |tx, app| tx.factor_insert(app)).unwrap();
    let used = async |step: i64| {
        act!(store, Auth, step, |tx, step| tx.factor_use_step(UserId(id(70)), FactorId(id(90)), *step, at(9))).unwrap()
    };
    assert!(!used(5).await);
    assert!(used(6).await);
    assert!(!used(6).await);
    assert!(!used(5).await);
    let kept = store.read(Auth).await.unwrap().factor_list(UserId(id(70))).await.unwrap();
    let held = Held::Totp { sealed: vec![1, 2], key_id: "k1".into(), last_step: 6 };
    assert_eq!(kept, [Factor { held, last_used_at: Some(at(9)), ..app(90) }]);
}

async fn a_factor_is_sealed_anew_unless_it_was_meanwhile(store: TestStore) {
    begun(&store).await;
    act!(store, Auth, app(90), |tx, app| tx.factor_insert(app)).unwrap();
    let of_others = async |key: &str| store.read(System).await.unwrap().factors_of_other_keys(key).await.unwrap().len();
    assert_eq!((of_others("k1").await, of_others("k2").await), (0, 1));
    let reseal = async || act!(store, Auth, app(90), |tx, before| tx.factor_reseal(before, &[3], "k2")).unwrap();
    assert!(reseal().await);
    assert!(!reseal().await);
    assert_eq!(of_others("k2").await, 0);
}

async fn a_passkey_is_kept_as_it_came_and_belongs_to_one_person(store: TestStore) {
    begun(&store).await;
    let held = Held::Passkey { credential_id: vec![7, 8], credential: "{}".into() };
    let passkey = Factor { held, ..app(91) };
    act!(store, Auth, passkey.clone(), |tx, key| tx.factor_insert(key)).unwrap();
    let twice = Factor { id: FactorId(id(92)), ..passkey.clone() };
    let twice = act!(store, Auth, twice, |tx, key| tx.factor_insert(key));
    assert!(twice.unwrap_err().violates("second_factor_credential"));
    let mut read = store.read(Auth).await.unwrap();
    assert_eq!(read.factor_list(UserId(id(70))).await.unwrap(), [passkey]);
    assert!(read.factor_any(UserId(id(70))).await.unwrap() && !read.factor_any(UserId(id(71))).await.unwrap());
    drop(read);
    assert!(act!(store, Auth, (), |tx, ()| tx.factor_remove(UserId(id(70)), FactorId(id(91)))).unwrap());
    assert!(!act!(store, Auth, (), |tx, ()| tx.factor_remove(UserId(id(70)), FactorId(id(91)))).unwrap());
}

async fn a_recovery_code_works_once_and_only_for_its_person(store: TestStore) {
    begun(&store).await;
    let hashes = vec![[1_u8; 32], [2; 32]];
    act!(store, Auth, hashes, |tx, hashes| tx.recovery_codes_replace(UserId(id(70)), hashes, at(0))).unwrap();
    let used = async |user: u128, code: u8| {
        act!(store, Auth, (UserId(id(user)), [code; 32]), |tx, of| tx.recovery_code_use(of.0, &of.1, at(1))).unwrap()
    };
    assert!(!used(71, 1).await);
    assert!(used(70, 1).await);
    assert!(!used(70, 1).await);
    assert!(!used(70, 9).await);
    let codes = store.read(Auth).await.unwrap().recovery_codes(UserId(id(70))).await.unwrap();
    assert_eq!(codes, RecoveryCodes { made: 2, left: 1 });
    act!(store, Auth, (), |tx, ()| tx.recovery_codes_replace(UserId(id(70)), &[], at(2))).unwrap();
    assert!(!used(70, 2).await, "those before open nothing any more");
}

async fn the_organizations_of_a_person_are_those_where_they_are_somebody(store: TestStore) {
    begun(&store).await;
    let of = async |user: u128| {
        let found = store.read(Auth).await.unwrap().organizations_of(UserId(id(user))).await.unwrap();
        found.into_iter().map(|organization| organization.id).collect::<Vec<_>>()
    };
    assert_eq!(of(70).await, [owner().organization]);
    assert_eq!(of(71).await, []);
}

crate::on_both_engines!(
    a_step_of_time_is_used_once_and_never_backwards,
    a_factor_is_sealed_anew_unless_it_was_meanwhile,
    a_passkey_is_kept_as_it_came_and_belongs_to_one_person,
    a_recovery_code_works_once_and_only_for_its_person,
    the_organizations_of_a_person_are_those_where_they_are_somebody,
    an_attempt_is_found_for_its_own_purpose_and_in_its_time,
    an_attempt_is_no_session,
    a_wrong_answer_takes_the_question_and_too_many_take_the_attempt,
    an_attempt_ends_once_and_with_the_sessions_of_its_person,
    a_session_goes_on_under_another_secret_and_the_old_one_opens_nothing,
    the_list_of_sessions_says_where_and_when_and_each_can_be_ended,
);

use std::collections::{BTreeMap, BTreeSet};

use tierline_domain::{
    AttemptPurpose, IdentityLink, IdentityProvider, IdentityProviderId, NewSession, Owner, ProviderSession,
    ProviderSettings, Role, SealedProvider, SignInAttempt, SignInDomain, SignInDomainId, UserId,
};

use super::{
    at,
    case::desk,
    id, owner,
    sample::{act, gov, membership, other, person, user},
};
use crate::{Auth, Error, Store, System, test_support::TestStore};

fn provider(number: u128, owner: Owner, name: &str) -> SealedProvider {
    let settings = ProviderSettings {
        groups: BTreeMap::from([("agents".to_owned(), BTreeSet::from([Role::HelpdeskAgent]))]),
        makes_people: true,
        ..ProviderSettings::default()
    };
    let provider = IdentityProvider {
        id: IdentityProviderId(id(number)),
        owner,
        name: name.into(),
        issuer: "https://login.example".into(),
        client_id: "desk".into(),
        settings,
        created_at: at(1),
        changed_at: at(1),
    };
    SealedProvider { provider, sealed: vec![7; 40], key_id: "k-1".into() }
}

fn domain(number: u128, name: &str, provider: u128, proven: bool) -> SignInDomain {
    SignInDomain {
        id: SignInDomainId(id(number)),
        domain: name.into(),
        provider: IdentityProviderId(id(provider)),
        code: "kelp".into(),
        proven_at: proven.then(|| at(5)),
    }
}

async fn with_provider(store: &Store) {
    desk(store).await;
    person(store, &user(180, "Odd Varga"), &[membership(owner(), None, &[Role::HelpdeskAgent])]).await;
    for one in [provider(200, owner(), "Entra"), provider(201, other(), "Entra")] {
        act!(store, one.provider.owner, one, |tx, one| tx.identity_provider_insert(one)).unwrap();
    }
}

async fn a_provider_is_found_by_its_identifier_and_by_a_proven_domain(store: TestStore) {
    with_provider(&store).await;
    let of_domain = async |name: &str| {
        let found = store.read(Auth).await.unwrap().identity_provider_of_domain(name).await.unwrap();
        found.map(|found| found.provider.id)
    };
    act!(store, owner(), domain(210, "a.example", 200, false), |tx, one| tx.sign_in_domain_put(one)).unwrap();
    assert_eq!(of_domain("a.example").await, None, "it is not proven");
    assert!(!store.read(Auth).await.unwrap().sign_in_domain_any().await.unwrap());
    act!(store, owner(), domain(210, "a.example", 200, true), |tx, one| tx.sign_in_domain_put(one)).unwrap();
    assert_eq!(of_domain("a.example").await, Some(IdentityProviderId(id(200))));
    assert!(store.read(Auth).await.unwrap().sign_in_domain_any().await.unwrap());
    let taken = act!(store, other(), domain(211, "a.example", 201, true), |tx, one| tx.sign_in_domain_put(one));
    assert!(taken.is_err_and(|error| error.violates("sign_in_domain_proven")));
    let foreign = act!(store, other(), domain(212, "b.example", 200, false), |tx, one| tx.sign_in_domain_put(one));
    assert!(matches!(foreign, Err(Error::Reference)));

    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.sign_in_domain_list().await.unwrap(), [domain(210, "a.example", 200, true)]);
    assert_eq!(read.identity_provider_list().await.unwrap(), [provider(200, owner(), "Entra")]);
    assert_eq!(read.identity_provider_lookup(IdentityProviderId(id(201))).await.unwrap(), None, "another owner's");
    assert_eq!(store.read(gov()).await.unwrap().identity_provider_list().await.unwrap(), []);
    let by_id = store.read(Auth).await.unwrap().identity_provider_by_id(IdentityProviderId(id(201))).await.unwrap();
    assert_eq!(by_id, Some(provider(201, other(), "Entra")));
    let taken = act!(store, owner(), provider(202, owner(), "ENTRA"), |tx, one| tx.identity_provider_insert(one));
    assert!(taken.is_err_and(|error| error.violates("identity_provider_name")));
    let mut read = store.read(System).await.unwrap();
    assert_eq!(read.identity_providers_of_other_keys("k-1").await.unwrap(), []);
    assert_eq!(read.identity_providers_of_other_keys("k-2").await.unwrap().len(), 2);
}

async fn a_provider_that_somebody_else_changed_meanwhile_is_not_changed_by_what_was_read_before(store: TestStore) {
    with_provider(&store).await;
    let read = provider(200, owner(), "Entra");
    let paused = IdentityProvider {
        settings: ProviderSettings { is_paused: true, ..read.provider.settings.clone() },
        changed_at: at(2),
        ..read.provider.clone()
    };
    let update = async |one: &IdentityProvider, secret: Option<(Vec<u8>, String)>, before: i64| {
        let state = (one.clone(), secret, at(before));
        act!(store, owner(), state, |tx, (one, secret, before)| tx.identity_provider_update(
            one,
            secret.as_ref().map(|(sealed, key_id)| (sealed.as_slice(), key_id.as_str())),
            *before
        ))
        .unwrap()
    };
    let kept = async || {
        let found = store.read(owner()).await.unwrap().identity_provider_lookup(read.provider.id).await.unwrap();
        found.map(|found| (found.provider.settings.is_paused, found.sealed, found.key_id))
    };
    assert!(update(&paused, None, 1).await);
    assert_eq!(kept().await, Some((true, vec![7; 40], "k-1".into())), "the secret stays");
    let late = IdentityProvider { changed_at: at(3), ..read.provider.clone() };
    assert!(!update(&late, Some((vec![8], "k-2".into())), 1).await, "it was paused since");
    assert_eq!(kept().await, Some((true, vec![7; 40], "k-1".into())));
    let foreign = act!(store, gov(), read.provider.clone(), |tx, one| tx.identity_provider_update(one, None, at(2)));
    assert!(!foreign.unwrap(), "another cloud's");
    let again = IdentityProvider { changed_at: at(3), ..paused };
    assert!(update(&again, Some((vec![8], "k-2".into())), 2).await);
    assert_eq!(kept().await, Some((true, vec![8], "k-2".into())));
    assert!(act!(store, owner(), read.provider.id, |tx, id| tx.identity_provider_remove(*id)).unwrap());
    assert!(!update(&late, None, 3).await);
    assert_eq!(kept().await, None, "it is not there again");
}

async fn a_secret_is_sealed_anew_without_touching_what_else_is_said_and_only_as_it_was_read(store: TestStore) {
    with_provider(&store).await;
    let read = provider(200, owner(), "Entra");
    let paused = IdentityProvider {
        settings: ProviderSettings { is_paused: true, ..read.provider.settings.clone() },
        changed_at: at(2),
        ..read.provider.clone()
    };
    let state = paused.clone();
    assert!(act!(store, owner(), state, |tx, one| tx.identity_provider_update(one, None, at(1))).unwrap());
    let reseal = async || {
        act!(store, owner(), read.clone(), |tx, before| tx.identity_provider_reseal(before, &[9], "k-2")).unwrap()
    };
    assert!(reseal().await);
    let found = store.read(owner()).await.unwrap().identity_provider_lookup(paused.id).await.unwrap();
    assert_eq!(found, Some(SealedProvider { provider: paused, sealed: vec![9], key_id: "k-2".into() }));
    assert!(!reseal().await, "it is another secret by now");
    assert!(act!(store, owner(), read.provider.id, |tx, id| tx.identity_provider_remove(*id)).unwrap());
    assert!(!reseal().await);
    let mut left = store.read(owner()).await.unwrap();
    assert_eq!(left.identity_provider_lookup(read.provider.id).await.unwrap(), None, "it is not there again");
}

async fn a_domain_proves_itself_by_the_code_that_it_has_and_not_once_it_is_gone(store: TestStore) {
    with_provider(&store).await;
    let noted = domain(210, "a.example", 200, false);
    act!(store, owner(), noted.clone(), |tx, one| tx.sign_in_domain_put(one)).unwrap();
    let prove = async |whose: Owner, code: &'static str| {
        act!(store, whose, (noted.id, code), |tx, (id, code)| tx.sign_in_domain_prove(*id, code, at(5))).unwrap()
    };
    assert!(!prove(owner(), "an older code").await);
    assert!(!prove(other(), "kelp").await, "another owner's");
    assert!(prove(owner(), "kelp").await);
    let list = async || store.read(owner()).await.unwrap().sign_in_domain_list().await.unwrap();
    assert_eq!(list().await, [domain(210, "a.example", 200, true)]);
    assert!(act!(store, owner(), noted.id, |tx, id| tx.sign_in_domain_remove(*id)).unwrap());
    assert!(!prove(owner(), "kelp").await);
    assert_eq!(list().await, []);
}

async fn who_came_by_a_provider_goes_with_it(store: TestStore) {
    with_provider(&store).await;
    let (entra, odd) = (IdentityProviderId(id(200)), UserId(id(180)));
    let link = |user: UserId, roles: &[Role]| IdentityLink {
        provider: entra,
        subject: "s-1".into(),
        user,
        roles: roles.iter().copied().collect(),
        linked_at: at(3),
    };
    act!(store, owner(), link(odd, &[]), |tx, one| tx.identity_link_put(one)).unwrap();
    act!(store, owner(), link(odd, &[Role::SalesAgent]), |tx, one| tx.identity_link_put(one)).unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let found = read.identity_link_lookup(entra, "s-1").await.unwrap();
    assert_eq!(found, Some(link(odd, &[Role::SalesAgent])));
    assert_eq!(read.identity_link_lookup(entra, "S-1").await.unwrap(), None, "names are compared as they are");
    assert!(read.identity_link_of(entra, odd).await.unwrap());
    assert!(!read.identity_link_of(entra, UserId(id(181))).await.unwrap());
    assert_eq!(store.read(other()).await.unwrap().identity_link_lookup(entra, "s-1").await.unwrap(), None);

    act!(store, owner(), domain(210, "a.example", 200, true), |tx, one| tx.sign_in_domain_put(one)).unwrap();
    assert!(!act!(store, other(), entra, |tx, id| tx.identity_provider_remove(*id)).unwrap());
    assert!(!act!(store, other(), SignInDomainId(id(210)), |tx, id| tx.sign_in_domain_remove(*id)).unwrap());
    assert!(act!(store, owner(), entra, |tx, id| tx.identity_provider_remove(*id)).unwrap());
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.identity_link_lookup(entra, "s-1").await.unwrap(), None);
    assert_eq!(read.sign_in_domain_list().await.unwrap(), []);
}

/// Sessions that stand on a provider's: by its name for the session, or none.
async fn sessions(store: &Store, all: &[(u8, Option<&str>)]) {
    for (hash, name) in all {
        let session = NewSession {
            hash: [*hash; 32],
            user: UserId(id(180)),
            owner: owner(),
            csrf: "form".into(),
            created_at: at(0),
            proven_at: at(0),
            expires_at: at(3600),
            proofs: tierline_domain::Proofs::default(),
            agent: None,
            address: None,
            provider: Some(ProviderSession { provider: IdentityProviderId(id(200)), session: name.map(str::to_owned) }),
        };
        act!(store, Auth, session, |tx, one| tx.session_insert(one)).unwrap();
    }
}

async fn a_provider_ends_the_sessions_that_stand_on_its_own_and_no_others(store: TestStore) {
    with_provider(&store).await;
    let (entra, odd) = (IdentityProviderId(id(200)), UserId(id(180)));
    sessions(&store, &[(1, Some("a")), (2, Some("b")), (3, None)]).await;
    let stands = async |hash: u8| store.read(Auth).await.unwrap().session_lookup(&[hash; 32], at(9)).await.unwrap();
    let first = stands(1).await.unwrap().session.unwrap().provider;
    assert_eq!(first, Some(ProviderSession { provider: entra, session: Some("a".into()) }));
    let end = async |provider: u128, name: Option<&'static str>, user: Option<UserId>| {
        let named = (IdentityProviderId(id(provider)), name, user);
        act!(store, Auth, named, |tx, named| tx.sessions_remove_by_provider(named.0, named.1, named.2)).unwrap()
    };
    assert_eq!(end(201, Some("a"), Some(odd)).await, 0, "another provider has no say");
    assert_eq!(end(200, Some("z"), None).await, 0);
    assert_eq!(end(200, Some("a"), Some(odd)).await, 2, "the named one, and the person's that was never named");
    assert!(stands(1).await.is_none() && stands(3).await.is_none() && stands(2).await.is_some());
    sessions(&store, &[(4, Some("c"))]).await;
    assert_eq!(end(200, None, Some(UserId(id(181)))).await, 0, "somebody else");
    assert_eq!(end(200, None, Some(odd)).await, 2, "all of the person");
}

/// Sign-ins that are not complete, and would become sessions that stand on a provider's.
async fn attempts(store: &Store, all: &[(u8, Option<&str>)]) {
    for (hash, name) in all {
        let attempt = SignInAttempt {
            hash: [*hash; 32],
            purpose: AttemptPurpose::SignIn,
            user: Some(UserId(id(180))),
            to: Some(owner()),
            proofs: tierline_domain::Proofs::default(),
            tries: 0,
            challenge: None,
            provider: Some(ProviderSession { provider: IdentityProviderId(id(200)), session: name.map(str::to_owned) }),
            created_at: at(0),
            expires_at: at(600),
        };
        act!(store, Auth, attempt, |tx, one| tx.attempt_insert(one)).unwrap();
    }
}

async fn a_provider_ends_the_sign_ins_that_would_stand_on_its_own_and_no_others(store: TestStore) {
    with_provider(&store).await;
    attempts(&store, &[(1, Some("a")), (2, Some("b")), (3, None)]).await;
    let waits = async |hash: u8| {
        let mut read = store.read(Auth).await.unwrap();
        read.attempt_lookup(&[hash; 32], AttemptPurpose::SignIn, at(9)).await.unwrap().is_some()
    };
    let end = async |provider: u128, name: Option<&'static str>, user: u128| {
        let named = (IdentityProviderId(id(provider)), name, Some(UserId(id(user))));
        act!(store, Auth, named, |tx, named| tx.sessions_remove_by_provider(named.0, named.1, named.2)).unwrap()
    };
    assert_eq!((end(201, None, 180).await, end(200, None, 181).await), (0, 0));
    assert!(waits(1).await && waits(2).await && waits(3).await, "another provider, and somebody else");
    assert_eq!(end(200, Some("a"), 180).await, 0, "they were no sessions yet");
    assert!(!waits(1).await && waits(2).await && !waits(3).await);
    end(200, None, 180).await;
    assert!(!waits(2).await);
}

async fn what_groups_gave_is_forgotten_of_one_person_and_one_owner(store: TestStore) {
    with_provider(&store).await;
    let (entra, odd) = (IdentityProviderId(id(200)), UserId(id(180)));
    let roles = BTreeSet::from([Role::HelpdeskAgent]);
    let link = IdentityLink { provider: entra, subject: "s-1".into(), user: odd, roles, linked_at: at(3) };
    act!(store, owner(), link.clone(), |tx, one| tx.identity_link_put(one)).unwrap();
    let empty = async |owner: Owner, user: u128| {
        act!(store, owner, UserId(id(user)), |tx, user| tx.identity_links_empty(*user)).unwrap()
    };
    assert_eq!((empty(other(), 180).await, empty(gov(), 180).await, empty(owner(), 181).await), (0, 0, 0));
    assert_eq!(empty(owner(), 180).await, 1);
    let found = store.read(owner()).await.unwrap().identity_link_lookup(entra, "s-1").await.unwrap();
    assert_eq!(found, Some(IdentityLink { roles: BTreeSet::new(), ..link }));
}

async fn what_a_provider_says_of_an_end_is_taken_once(store: TestStore) {
    with_provider(&store).await;
    let told = async |owner: Owner, provider: u128| {
        let provider = IdentityProviderId(id(provider));
        act!(store, owner, provider, |tx, provider| tx.identity_logout_insert(*provider, "j-1", at(1800)))
    };
    assert!(told(owner(), 200).await.unwrap());
    assert!(!told(owner(), 200).await.unwrap());
    assert!(told(other(), 201).await.unwrap(), "another provider's words are its own");
    assert!(matches!(told(other(), 200).await, Err(Error::Reference)));
    let purge = async |now| act!(store, Auth, now, |tx, now| tx.identity_logouts_purge(*now)).unwrap();
    assert_eq!(purge(at(1799)).await, 0);
    assert_eq!(purge(at(1800)).await, 2);
    assert!(told(owner(), 200).await.unwrap());
}

async fn somebody_sees_and_loses_their_own_links_alone(store: TestStore) {
    with_provider(&store).await;
    let (entra, odd) = (IdentityProviderId(id(200)), UserId(id(180)));
    let link =
        IdentityLink { provider: entra, subject: "s-1".into(), user: odd, roles: BTreeSet::new(), linked_at: at(3) };
    let seen = async |user: u128| {
        let links = store.read(owner()).await.unwrap().identity_link_list(UserId(id(user))).await.unwrap();
        links.into_iter().map(|one| (one.provider, one.linked_at)).collect::<Vec<_>>()
    };
    assert_eq!(seen(180).await, [(entra, None)]);
    act!(store, owner(), link, |tx, one| tx.identity_link_put(one)).unwrap();
    assert_eq!(seen(180).await, [(entra, Some(at(3)))]);
    assert_eq!(seen(181).await, [(entra, None)]);
    let count = async || store.read(Auth).await.unwrap().identity_link_count(odd).await.unwrap();
    assert_eq!(count().await, 1);
    let remove = async |owner: Owner, user: UserId| {
        act!(store, owner, (entra, user), |tx, link| tx.identity_link_remove(link.0, link.1)).unwrap()
    };
    assert!(!remove(owner(), UserId(id(181))).await);
    assert!(!remove(other(), odd).await);
    assert!(remove(owner(), odd).await);
    assert_eq!((seen(180).await, count().await), (vec![(entra, None)], 0));
}

/// Who was taken out and comes back elsewhere is not let in by whom an earlier organization's provider vouches for.
async fn links_go_with_all_else_by_which_a_person_came_in(store: TestStore) {
    with_provider(&store).await;
    let (entra, odd) = (IdentityProviderId(id(200)), UserId(id(180)));
    let link =
        IdentityLink { provider: entra, subject: "s-1".into(), user: odd, roles: BTreeSet::new(), linked_at: at(3) };
    act!(store, owner(), link, |tx, one| tx.identity_link_put(one)).unwrap();
    let count = async || store.read(Auth).await.unwrap().identity_link_count(odd).await.unwrap();
    act!(store, Auth, UserId(id(181)), |tx, user| tx.user_entrances_remove(*user)).unwrap();
    assert_eq!(count().await, 1, "somebody else");
    act!(store, Auth, odd, |tx, user| tx.user_entrances_remove(*user)).unwrap();
    assert_eq!(count().await, 0);
}

crate::on_both_engines!(
    a_provider_ends_the_sessions_that_stand_on_its_own_and_no_others,
    a_provider_ends_the_sign_ins_that_would_stand_on_its_own_and_no_others,
    what_groups_gave_is_forgotten_of_one_person_and_one_owner,
    what_a_provider_says_of_an_end_is_taken_once,
    somebody_sees_and_loses_their_own_links_alone,
    links_go_with_all_else_by_which_a_person_came_in,
    a_provider_is_found_by_its_identifier_and_by_a_proven_domain,
    a_provider_that_somebody_else_changed_meanwhile_is_not_changed_by_what_was_read_before,
    a_secret_is_sealed_anew_without_touching_what_else_is_said_and_only_as_it_was_read,
    a_domain_proves_itself_by_the_code_that_it_has_and_not_once_it_is_gone,
    who_came_by_a_provider_goes_with_it,
);

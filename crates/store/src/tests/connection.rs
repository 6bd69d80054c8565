use tierline_domain::{
    Connection, ConnectionCondition, ConnectionId, ConnectionKind, ConnectionSettings, ConnectionState, Consent,
    ConsentFacts, Owner, RecipientKind, Role, SealedSecret, SecretField, SignIn, UserId, catalogue::ProductFamily,
};

use super::{
    at, id, owner,
    sample::{act, gov, membership, organizations, other, person, user},
};
use crate::{Auth, Error, Store, System, test_support::TestStore};

pub(super) fn connection(number: u128, name: &str) -> Connection {
    Connection {
        id: ConnectionId(id(number)),
        owner: owner(),
        kind: ConnectionKind::TroubleTicket,
        name: name.into(),
        address: "https://desk.meridian.example/tmf-api/troubleTicket/v5".into(),
        recipient: RecipientKind::Upstream,
        families: vec![ProductFamily::Azure],
        settings: ConnectionSettings {
            client_id: Some("northgate".into()),
            ..ConnectionSettings::of(SignIn::ClientSecret)
        },
        paused_at: None,
        state: ConnectionState::default(),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn secret(number: u128, field: SecretField, text: &str) -> SealedSecret {
    SealedSecret {
        connection: ConnectionId(id(number)),
        field,
        sealed: text.as_bytes().to_vec(),
        key_id: "k1".into(),
        changed_at: at(1),
        ends_at: None,
        consent: None,
    }
}

async fn add(store: &Store, connection: Connection) -> Result<(), Error> {
    act!(store, connection.owner, connection, |tx, one| tx.connection_insert(one))
}

async fn put(store: &Store, owner: Owner, secret: SealedSecret) -> Result<(), Error> {
    act!(store, owner, secret, |tx, one| tx.connection_secret_put(one))
}

async fn get(store: &Store, number: u128) -> Connection {
    store.read(owner()).await.unwrap().connection_lookup(ConnectionId(id(number))).await.unwrap().unwrap()
}

async fn a_connection_reads_back_as_it_was_set_up(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Meridian desk")).await.unwrap();
    assert_eq!(get(&store, 1).await, connection(1, "Meridian desk"));
    let changed = Connection {
        name: "Meridian".into(),
        address: "https://other.example".into(),
        recipient: RecipientKind::Provider,
        families: Vec::new(),
        settings: ConnectionSettings::of(SignIn::Nobody),
        paused_at: Some(at(5)),
        updated_at: at(5),
        ..connection(1, "")
    };
    let version = act!(store, owner(), changed.clone(), |tx, one| tx.connection_update(one)).unwrap();
    assert_eq!(version, 2);
    assert_eq!(get(&store, 1).await, Connection { version: 2, ..changed.clone() });
    let again = act!(store, owner(), changed, |tx, one| tx.connection_update(one));
    assert!(matches!(again, Err(Error::Stale)), "somebody changed it since");
}

async fn connections_are_listed_by_name_and_each_name_is_there_once(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Zürich")).await.unwrap();
    add(&store, connection(2, "aarau")).await.unwrap();
    let taken = add(&store, connection(3, " ZÜRICH ")).await.unwrap_err();
    assert!(taken.violates("connection_name"), "{taken}");
    add(&store, Connection { owner: gov(), ..connection(3, "Zürich") }).await.unwrap();
    let names: Vec<String> =
        store.read(owner()).await.unwrap().connection_list().await.unwrap().into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["aarau", "Zürich"]);
}

async fn a_connection_of_another_owner_or_cloud_does_not_exist(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Meridian desk")).await.unwrap();
    put(&store, owner(), secret(1, SecretField::Token, "sealed")).await.unwrap();
    for elsewhere in [gov(), other()] {
        let mut read = store.read(elsewhere).await.unwrap();
        assert_eq!(read.connection_lookup(ConnectionId(id(1))).await.unwrap(), None);
        assert!(read.connection_list().await.unwrap().is_empty());
        assert!(read.connection_secrets(ConnectionId(id(1))).await.unwrap().is_empty());
        assert!(read.connection_secret_facts().await.unwrap().is_empty());
        drop(read);
        let stray = put(&store, elsewhere, secret(1, SecretField::Token, "theirs")).await;
        assert!(matches!(stray, Err(Error::Reference)), "{stray:?}");
        let removed = act!(store, elsewhere, ConnectionId(id(1)), |tx, id| tx.connection_remove(*id)).unwrap();
        assert!(!removed);
        let stated = act!(store, elsewhere, ConnectionState::answered(at(9)), |tx, state| {
            tx.connection_state_put(ConnectionId(id(1)), state)
        });
        assert!(!stated.unwrap());
    }
    let foreign = act!(store, gov(), connection(2, "Stray"), |tx, one| tx.connection_insert(one));
    assert!(matches!(foreign, Err(Error::Inconsistent { .. })));
    assert_eq!(get(&store, 1).await.state, ConnectionState::default());
}

async fn how_a_connection_goes_is_written_without_touching_its_version(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Meridian desk")).await.unwrap();
    let state = ConnectionState {
        failures: 11,
        failing_since: Some(at(1)),
        held_since: Some(at(2)),
        probe_at: Some(at(300)),
        tried_at: Some(at(2)),
        good_at: Some(at(0)),
        answer: Some("it does not answer".into()),
    };
    let done = act!(store, owner(), state.clone(), |tx, state| async {
        let taken = tx.connection_take(ConnectionId(id(1))).await?.expect("it is there");
        assert_eq!(taken.state.condition(), ConnectionCondition::Untried);
        tx.connection_state_put(taken.id, state).await
    });
    assert!(done.unwrap());
    let found = get(&store, 1).await;
    assert_eq!((found.state, found.version, found.updated_at), (state.clone(), 1, at(0)));
    add(&store, connection(2, "Another")).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.connections_held().await.unwrap().len(), 1);
    drop(read);
    assert_eq!(store.read(System).await.unwrap().connections_all_held().await.unwrap()[0].id, ConnectionId(id(1)));
    act!(store, owner(), state.released(), |tx, state| tx.connection_state_put(ConnectionId(id(1)), state)).unwrap();
    assert!(store.read(owner()).await.unwrap().connections_held().await.unwrap().is_empty());
}

async fn one_of_many_gets_the_probe_of_a_held_connection(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Meridian desk")).await.unwrap();
    let probe = async |now: i64| {
        let when = (at(now), at(now + 300));
        act!(store, owner(), when, |tx, (now, next)| tx.connection_probe_take(ConnectionId(id(1)), *now, *next))
            .unwrap()
    };
    assert!(!probe(0).await, "it is not held");
    let held = ConnectionState { held_since: Some(at(0)), probe_at: Some(at(100)), ..ConnectionState::default() };
    act!(store, owner(), held, |tx, state| tx.connection_state_put(ConnectionId(id(1)), state)).unwrap();
    assert!(!probe(99).await);
    assert!(probe(100).await);
    assert!(!probe(100).await, "somebody has it");
    assert!(probe(400).await);
    let paused = Connection { paused_at: Some(at(500)), ..connection(1, "Meridian desk") };
    act!(store, owner(), paused, |tx, one| tx.connection_update(one)).unwrap();
    assert!(!probe(9_000).await, "a person has stopped it");
}

async fn a_secret_is_kept_once_for_each_field_and_goes_with_its_connection(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Meridian desk")).await.unwrap();
    put(&store, owner(), secret(1, SecretField::Token, "first")).await.unwrap();
    let later = SealedSecret { ends_at: Some(at(90)), changed_at: at(2), ..secret(1, SecretField::Token, "second") };
    put(&store, owner(), later.clone()).await.unwrap();
    put(&store, owner(), secret(1, SecretField::ClientSecret, "own")).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let kept = read.connection_secrets(ConnectionId(id(1))).await.unwrap();
    assert_eq!(kept, [secret(1, SecretField::ClientSecret, "own"), later]);
    let facts = read.connection_secret_facts().await.unwrap();
    assert_eq!(
        facts.iter().map(|(_, facts)| facts.field).collect::<Vec<_>>(),
        [SecretField::ClientSecret, SecretField::Token]
    );
    assert!(read.connection_secrets_wanting(at(89)).await.unwrap().is_empty());
    assert_eq!(read.connection_secrets_wanting(at(90)).await.unwrap()[0].1.field, SecretField::Token);
    drop(read);
    let gone =
        act!(store, owner(), SecretField::Token, |tx, field| tx.connection_secret_remove(ConnectionId(id(1)), *field));
    assert!(gone.unwrap());
    assert!(act!(store, owner(), ConnectionId(id(1)), |tx, id| tx.connection_remove(*id)).unwrap());
    assert!(store.read(System).await.unwrap().connection_secret_keys().await.unwrap().is_empty());
}

async fn a_consent_reads_back_with_its_person_and_is_wanted_once_they_have_left(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Partner Center")).await.unwrap();
    person(&store, &user(70, "Maren Oskel"), &[membership(owner(), None, &[Role::HelpdeskAgent])]).await;
    let consent = Consent { user: UserId(id(70)), account: Some("maren@northgate.example".into()), at: at(3) };
    let given = SealedSecret { consent: Some(consent.clone()), ..secret(1, SecretField::RefreshToken, "hers") };
    put(&store, owner(), given.clone()).await.unwrap();
    put(&store, owner(), secret(1, SecretField::ClientSecret, "own")).await.unwrap();
    let facts = async || {
        let mut read = store.read(owner()).await.unwrap();
        let all = read.connection_secret_facts().await.unwrap();
        let wanting = read.connection_secrets_wanting(at(0)).await.unwrap();
        (all.into_iter().filter_map(|(_, facts)| facts.consent).collect::<Vec<_>>(), wanting.len())
    };
    let kept = store.read(owner()).await.unwrap().connection_secrets(ConnectionId(id(1))).await.unwrap();
    assert_eq!(kept[1], given);
    let known = |has_left| ConsentFacts { consent: consent.clone(), user_name: "Maren Oskel".into(), has_left };
    assert_eq!(facts().await, (vec![known(false)], 0));
    act!(store, Auth, UserId(id(70)), |tx, id| tx.membership_remove(*id, owner(), at(5))).unwrap();
    assert_eq!(facts().await, (vec![known(true)], 1), "what was said by nobody is not wanted");
    put(&store, owner(), secret(1, SecretField::RefreshToken, "pasted")).await.unwrap();
    assert_eq!(facts().await, (vec![], 0), "whose it was goes with it");
}

async fn secrets_of_other_keys_are_found_and_exchanged_unless_they_were_said_anew(store: TestStore) {
    organizations(&store).await;
    add(&store, connection(1, "Meridian desk")).await.unwrap();
    add(&store, Connection { owner: other(), ..connection(2, "Theirs") }).await.unwrap();
    let (mine, theirs) = (secret(1, SecretField::Token, "old"), secret(2, SecretField::Token, "old"));
    put(&store, owner(), mine.clone()).await.unwrap();
    put(&store, other(), theirs.clone()).await.unwrap();
    let mut read = store.read(System).await.unwrap();
    assert_eq!(read.connection_secret_keys().await.unwrap(), [("k1".to_owned(), 2)]);
    let found = read.connection_secrets_of_other_keys("k2", 10).await.unwrap();
    assert_eq!(found, [(owner(), mine.clone()), (other(), theirs)]);
    assert_eq!(read.connection_secrets_of_key("k1", 1).await.unwrap().len(), 1);
    assert!(read.connection_secrets_of_other_keys("k1", 10).await.unwrap().is_empty());
    drop(read);
    let reseal = async || {
        act!(store, owner(), mine.clone(), |tx, before| tx.connection_secret_reseal(before, b"new", "k2")).unwrap()
    };
    assert!(reseal().await);
    assert!(!reseal().await, "it is another one by now");
    let mut read = store.read(System).await.unwrap();
    assert_eq!(read.connection_secret_keys().await.unwrap(), [("k1".to_owned(), 1), ("k2".to_owned(), 1)]);
    drop(read);
    let kept = store.read(owner()).await.unwrap().connection_secrets(mine.connection).await.unwrap();
    assert_eq!((kept[0].sealed.as_slice(), kept[0].changed_at), (&b"new"[..], mine.changed_at));
}

crate::on_both_engines!(
    a_connection_reads_back_as_it_was_set_up,
    connections_are_listed_by_name_and_each_name_is_there_once,
    a_connection_of_another_owner_or_cloud_does_not_exist,
    how_a_connection_goes_is_written_without_touching_its_version,
    one_of_many_gets_the_probe_of_a_held_connection,
    a_secret_is_kept_once_for_each_field_and_goes_with_its_connection,
    a_consent_reads_back_with_its_person_and_is_wanted_once_they_have_left,
    secrets_of_other_keys_are_found_and_exchanged_unless_they_were_said_anew,
);

//! People as an administrator lists them, the links they are invited by, and accounts of programs.

use tierline_domain::{
    CustomerId, NewPersonLink, NewSession, PersonLine, PersonLinkKind, PersonState, Proofs, Role, User, UserId,
};

use super::{
    at, id, owner,
    sample::{act, customer, customers, gov, membership, organizations, other, person, user},
};
use crate::{Auth, Error, PeopleOf, PersonAfter, PersonFilter, System, test_support::TestStore};

fn link(number: u128, hash: u8, kind: PersonLinkKind) -> NewPersonLink {
    NewPersonLink {
        hash: [hash; 32],
        user: UserId(id(number)),
        kind,
        email: user(number, "Maren Oskel").email,
        created_at: at(0),
        expires_at: at(3600),
    }
}

fn session(user: UserId) -> NewSession {
    NewSession {
        hash: [7; 32],
        user,
        owner: owner(),
        csrf: "form".into(),
        created_at: at(50),
        proven_at: at(50),
        expires_at: at(3600),
        proofs: Proofs::default(),
        agent: None,
        address: None,
        provider: None,
    }
}

async fn holds(store: &TestStore, hash: u8, now: i64) -> bool {
    store.read(Auth).await.unwrap().person_link_lookup(&[hash; 32], at(now)).await.unwrap().is_some()
}

async fn a_link_leads_to_its_person_until_it_ends_or_is_used(store: TestStore) {
    organizations(&store).await;
    person(&store, &user(70, "Maren Oskel"), &[membership(owner(), None, &[Role::SalesAgent])]).await;
    act!(store, Auth, link(70, 1, PersonLinkKind::Reset), |tx, one| tx.person_link_insert(one)).unwrap();
    let found = store.read(Auth).await.unwrap().person_link_lookup(&[1; 32], at(3599)).await.unwrap().unwrap();
    assert_eq!((found.user, found.kind, found.expires_at), (user(70, "Maren Oskel"), PersonLinkKind::Reset, at(3600)));
    assert!(!holds(&store, 1, 3600).await && !holds(&store, 2, 0).await);
    act!(store, Auth, UserId(id(70)), |tx, user| tx.person_links_remove_of(*user)).unwrap();
    assert!(!holds(&store, 1, 0).await);
    act!(store, Auth, link(70, 3, PersonLinkKind::Reset), |tx, one| tx.person_link_insert(one)).unwrap();
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.person_links_purge(at(3599))).unwrap(), 0);
    assert_eq!(act!(store, Auth, (), |tx, ()| tx.person_links_purge(at(3600))).unwrap(), 1);
}

/// Threat 44: who gets an old address of somebody's does not get in by what was sent there.
async fn a_link_holds_for_the_address_it_was_sent_to_and_an_open_account(store: TestStore) {
    organizations(&store).await;
    let maren = user(70, "Maren Oskel");
    person(&store, &maren, &[membership(owner(), None, &[Role::SalesAgent])]).await;
    act!(store, Auth, link(70, 1, PersonLinkKind::Invitation), |tx, one| tx.person_link_insert(one)).unwrap();
    let put = async |user: User| act!(store, Auth, user, |tx, user| tx.user_update(user)).unwrap();
    put(User { email: "maren@elsewhere.example".into(), ..maren.clone() }).await;
    assert!(!holds(&store, 1, 0).await, "another address");
    put(User { email: maren.email.to_uppercase(), ..maren.clone() }).await;
    assert!(holds(&store, 1, 0).await, "the same one in other letters");
    put(User { disabled_at: Some(at(1)), ..maren }).await;
    assert!(!holds(&store, 1, 0).await, "shut");
}

async fn people_are_listed_by_name_narrowed_and_page_by_page(store: TestStore) {
    organizations(&store).await;
    let (tannery, bakery) = (customer(owner(), 40, "Tannery"), customer(owner(), 41, "Bakery"));
    customers(&store, &[tannery.clone(), bakery.clone()]).await;
    let of = |customer: Option<CustomerId>, role| [membership(owner(), customer, &[role])];
    let named = |number, name: &str| User { email: format!("u{number}@desk.example"), ..user(number, name) };
    person(&store, &named(70, "Maren Oskel"), &of(None, Role::HelpdeskAgent)).await;
    person(&store, &named(71, "Ada Wik"), &of(None, Role::SalesAgent)).await;
    let [theirs] = of(Some(tannery.id), Role::CustomerAdmin);
    act!(store, Auth, (named(72, "Bo Lund"), theirs), |tx, (user, place)| async {
        tx.user_insert(user, None).await?;
        tx.membership_put(user.id, place).await
    })
    .unwrap();
    person(&store, &named(73, "Cai Moe"), &[membership(gov(), None, &[Role::HelpdeskAgent])]).await;
    person(&store, &named(74, "Dag Moe"), &[membership(other(), None, &[Role::HelpdeskAgent])]).await;
    let shut = User { disabled_at: Some(at(5)), ..named(71, "Ada Wik") };
    act!(store, Auth, shut, |tx, user| tx.user_update(user)).unwrap();
    let invited = NewPersonLink { email: "u72@desk.example".into(), ..link(72, 1, PersonLinkKind::Invitation) };
    act!(store, Auth, invited, |tx, one| tx.person_link_insert(one)).unwrap();
    act!(store, Auth, session(UserId(id(70))), |tx, session| tx.session_insert(session)).unwrap();

    let list = async |filter: PersonFilter| -> Vec<PersonLine> {
        store.read(owner()).await.unwrap().person_list(&filter).await.unwrap()
    };
    let names = |lines: &[PersonLine]| lines.iter().map(|l| l.member.user.name.clone()).collect::<Vec<_>>().join(", ");
    let first = PersonFilter::at(at(100));
    let all = list(first.clone()).await;
    assert_eq!(names(&all), "Ada Wik, Bo Lund, Maren Oskel");
    assert_eq!(
        all.iter().map(PersonLine::state).collect::<Vec<_>>(),
        [PersonState::Shut, PersonState::Invited, PersonState::Open]
    );
    assert_eq!((all[1].invited_until, all[1].customer_name.clone()), (Some(at(3600)), Some(tannery.name)));
    assert_eq!((all[2].last_sign_in_at, all[0].last_sign_in_at), (Some(at(50)), None));
    assert_eq!(list(PersonFilter::at(at(3600))).await[1].invited_until, None, "it has ended");

    for (filter, wanted) in [
        (PersonFilter { query: Some("OSK".into()), ..first.clone() }, "Maren Oskel"),
        (PersonFilter { query: Some("u72@".into()), ..first.clone() }, "Bo Lund"),
        (PersonFilter { query: Some("%".into()), ..first.clone() }, ""),
        (PersonFilter { role: Some(Role::SalesAgent), ..first.clone() }, "Ada Wik"),
        (PersonFilter { role: Some(Role::CustomerContact), ..first.clone() }, ""),
        (PersonFilter { state: Some(PersonState::Shut), ..first.clone() }, "Ada Wik"),
        (PersonFilter { state: Some(PersonState::Invited), ..first.clone() }, "Bo Lund"),
        (PersonFilter { state: Some(PersonState::Open), ..first.clone() }, "Maren Oskel"),
        (PersonFilter { of: PeopleOf::Own, ..first.clone() }, "Ada Wik, Maren Oskel"),
        (PersonFilter { of: PeopleOf::Customers, ..first.clone() }, "Bo Lund"),
        (PersonFilter { of: PeopleOf::Customer(tannery.id), ..first.clone() }, "Bo Lund"),
        (PersonFilter { of: PeopleOf::Customer(bakery.id), ..first.clone() }, ""),
        (PersonFilter { limit: 1, ..first.clone() }, "Ada Wik"),
        (PersonFilter { after: Some(PersonAfter::line(&all[0])), ..first.clone() }, "Bo Lund, Maren Oskel"),
        (PersonFilter { after: Some(PersonAfter::line(&all[2])), ..first }, ""),
    ] {
        assert_eq!(names(&list(filter.clone()).await), wanted, "{filter:?}");
    }
}

async fn a_program_has_a_keeper_no_password_and_no_place_among_colleagues(store: TestStore) {
    organizations(&store).await;
    for (number, name) in [(70, "Maren Oskel"), (71, "Night import")] {
        person(&store, &user(number, name), &[membership(owner(), None, &[Role::HelpdeskAgent])]).await;
    }
    let (program, keeper) = (UserId(id(71)), UserId(id(70)));
    let find = async || store.read(owner()).await.unwrap().service_account_lookup(program, at(9)).await.unwrap();
    assert_eq!(find().await, None);
    assert!(act!(store, Auth, (program, keeper), |tx, (one, by)| tx.service_account_keep(*one, *by)).unwrap());
    let account = find().await.unwrap();
    assert_eq!((account.name.as_str(), account.keeper_name.as_str()), ("Night import", "Maren Oskel"));
    assert!(!account.keeper_has_left && account.tokens == 0 && account.disabled_at.is_none());
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.service_account_list(at(9)).await.unwrap(), std::slice::from_ref(&account));
    assert_eq!(read.service_accounts_kept_by(keeper, at(9)).await.unwrap(), [account]);
    assert!(read.service_accounts_kept_by(program, at(9)).await.unwrap().is_empty());
    assert_eq!(read.member_list().await.unwrap().len(), 1);
    assert_eq!(read.person_list(&PersonFilter::at(at(9))).await.unwrap().len(), 1);
    assert!(store.read(other()).await.unwrap().service_account_list(at(9)).await.unwrap().is_empty());
    drop(read);

    let set = act!(store, Auth, program, |tx, one| tx.user_password_set(*one, "$argon2id$"));
    assert!(!set.unwrap(), "nobody gives it a password");
    let sent = NewPersonLink { email: user(71, "Night import").email, ..link(71, 1, PersonLinkKind::Reset) };
    act!(store, Auth, sent, |tx, one| tx.person_link_insert(one)).unwrap();
    assert!(!holds(&store, 1, 0).await, "nor chooses one");
    let began = act!(store, Auth, session(program), |tx, session| tx.session_insert(session));
    assert!(matches!(began, Err(Error::Reference)), "nor signs in: {began:?}");
    act!(store, System, keeper, |tx, by| async { tx.auth().membership_remove(*by, owner(), at(10)).await }).unwrap();
    assert!(find().await.unwrap().keeper_has_left);
}

crate::on_both_engines!(
    a_link_leads_to_its_person_until_it_ends_or_is_used,
    a_link_holds_for_the_address_it_was_sent_to_and_an_open_account,
    people_are_listed_by_name_narrowed_and_page_by_page,
    a_program_has_a_keeper_no_password_and_no_place_among_colleagues,
);

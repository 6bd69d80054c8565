use std::collections::BTreeSet;

use tierline_domain::{
    Cloud, Language, Organization, OrganizationId, OrganizationKind, Owner, PartnerKind, Policy, Role, UserId,
};

use super::{
    at, id, owner,
    sample::{act, customer, customers, gov, membership, organizations, other, partner, person, provider, user},
};
use crate::{Auth, Error, System, test_support::TestStore};

async fn an_organization_reads_back_as_it_was_written(store: TestStore) {
    organizations(&store).await;
    let mut wanted = Organization {
        partner_kind: Some(PartnerKind::IndirectReseller),
        upstream: Some(owner().organization),
        clouds: BTreeSet::from([Cloud::UsGovernment]),
        policy: Policy { match_threshold: 75, ..Policy::default() },
        ..partner(4, "Łoś & Syn")
    };
    act!(store, System, wanted.clone(), |tx, one| tx.organization_insert(one)).unwrap();
    let mut read = store.read(System).await.unwrap();
    assert_eq!(read.organization_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.organization_lookup(OrganizationId(id(99))).await.unwrap(), None);

    wanted.name = "Łoś i Córka".into();
    wanted.policy.approval_required = true;
    assert!(act!(store, System, wanted.clone(), |tx, one| tx.organization_update(one)).unwrap());
    assert!(!act!(store, System, partner(99, "Nobody"), |tx, one| tx.organization_update(one)).unwrap());
    let names: Vec<_> = read.organization_list().await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Meridian Cloud", "Northgate Cloud Partners", "Łoś i Córka", "Żuraw Systemy"]);
    assert_eq!(read.organization_lookup(wanted.id).await.unwrap(), Some(wanted));
}

async fn an_organization_whose_provider_is_not_here_is_refused(store: TestStore) {
    let done = act!(store, System, partner(1, "Alone"), |tx, one| tx.organization_insert(one));
    assert!(matches!(done, Err(Error::Reference)), "{done:?}");
}

async fn an_organization_sees_only_those_it_deals_with(store: TestStore) {
    organizations(&store).await;
    let reseller = |number, name: &str, clouds: &[Cloud]| Organization {
        partner_kind: Some(PartnerKind::IndirectReseller),
        upstream: Some(owner().organization),
        clouds: clouds.iter().copied().collect(),
        ..partner(number, name)
    };
    let below = [reseller(4, "Below", &[Cloud::Public]), reseller(5, "Elsewhere", &[Cloud::UsGovernment])];
    for one in below {
        act!(store, System, one, |tx, one| tx.organization_insert(one)).unwrap();
    }
    let seen_by = async |owner: Owner| -> Vec<OrganizationId> {
        let mut read = store.read(owner).await.unwrap();
        let list: BTreeSet<_> = read.organization_list().await.unwrap().into_iter().map(|one| one.id).collect();
        for number in 1..=6 {
            let found = read.organization_lookup(OrganizationId(id(number))).await.unwrap();
            assert_eq!(found.is_some(), list.contains(&OrganizationId(id(number))), "{owner:?} {number}");
        }
        let all: Vec<_> = (1..=6).map(|number| OrganizationId(id(number))).collect();
        let many: BTreeSet<_> =
            read.organization_lookup_many(&all).await.unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(many, list, "{owner:?}: many at once are the same");
        list.into_iter().collect()
    };
    let ids = |numbers: &[u128]| numbers.iter().map(|n| OrganizationId(id(*n))).collect::<Vec<_>>();
    assert_eq!(seen_by(owner()).await, ids(&[1, 3, 4]), "provider and reseller, not the other partner");
    assert_eq!(seen_by(gov()).await, ids(&[1, 3, 5]), "another reseller in the other cloud");
    assert_eq!(seen_by(other()).await, ids(&[2, 3]));
    assert_eq!(seen_by(provider()).await, ids(&[1, 2, 3, 4]), "all whose provider it is");
    let of_reseller = Owner { organization: OrganizationId(id(4)), ..owner() };
    assert_eq!(seen_by(of_reseller).await, ids(&[1, 3, 4]), "its distributor");
    for (owner, partners) in [(owner(), 3), (provider(), 3), (gov(), 3)] {
        let counted = store.read(owner).await.unwrap().partner_count().await.unwrap();
        assert_eq!(counted, partners, "{owner:?}: partners of the cloud, whoever provides to them");
    }
}

async fn a_person_reads_back_and_is_found_by_address_in_any_case(store: TestStore) {
    let wanted = user(70, "Maren Oskel");
    act!(store, Auth, wanted.clone(), |tx, user| tx.user_insert(user, None)).unwrap();
    let mut read = store.read(Auth).await.unwrap();
    assert_eq!(read.user_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.user_lookup(UserId(id(71))).await.unwrap(), None);
    let found = read.user_by_email(" p70@NORTHGATE.example ").await.unwrap();
    assert_eq!(found, Some((wanted.clone(), None)));
    assert_eq!(read.user_by_email("p7@northgate.example").await.unwrap(), None);
    assert_eq!(read.user_count().await.unwrap(), 1);

    let changed = tierline_domain::User { language: None, phone: None, ..wanted };
    act!(store, Auth, changed.clone(), |tx, user| async {
        assert!(tx.user_password_set(user.id, "$argon2id$new").await?);
        assert!(!tx.user_password_set(UserId(id(71)), "$argon2id$new").await?);
        tx.user_update(user).await
    })
    .unwrap();
    let found = read.user_by_email(&changed.email).await.unwrap();
    assert_eq!(found, Some((changed, Some("$argon2id$new".to_owned()))));
}

async fn an_address_belongs_to_one_person_in_any_case_of_letters(store: TestStore) {
    act!(store, Auth, user(70, "Maren Oskel"), |tx, user| tx.user_insert(user, None)).unwrap();
    let double = tierline_domain::User { email: "p70@northgate.EXAMPLE".into(), ..user(71, "Impostor") };
    let done = act!(store, Auth, double.clone(), |tx, user| tx.user_insert(user, None));
    assert!(done.is_err_and(|error| error.violates("user_email")));
    act!(store, Auth, user(71, "Tobin Achterhof"), |tx, user| tx.user_insert(user, None)).unwrap();
    let done = act!(store, Auth, double, |tx, user| tx.user_update(user));
    assert!(done.is_err_and(|error| error.violates("user_email")));
}

async fn a_membership_is_made_changed_and_ended(store: TestStore) {
    organizations(&store).await;
    let (maren, mine) = (user(70, "Maren Oskel"), membership(owner(), None, &[Role::HelpdeskAgent]));
    person(&store, &maren, &[mine.clone(), membership(gov(), None, &[Role::SalesAgent])]).await;
    let changed = membership(owner(), None, &[Role::GlobalAdmin, Role::HelpdeskAgent]);
    act!(store, Auth, changed.clone(), |tx, one| tx.membership_put(UserId(id(70)), one)).unwrap();
    let mut read = store.read(Auth).await.unwrap();
    let list = read.membership_list(maren.id).await.unwrap();
    assert_eq!(list, [changed, membership(gov(), None, &[Role::SalesAgent])]);

    assert!(act!(store, Auth, (), |tx, ()| tx.membership_remove(UserId(id(70)), owner(), at(5))).unwrap());
    assert!(!act!(store, Auth, (), |tx, ()| tx.membership_remove(UserId(id(70)), owner(), at(6))).unwrap());
    assert_eq!(read.membership_list(maren.id).await.unwrap().len(), 1);
}

async fn what_opens_an_account_opens_it_for_the_one_organization_that_has_it(store: TestStore) {
    organizations(&store).await;
    let (maren, whose) = (user(70, "Maren Oskel"), UserId(id(70)));
    let opens_for = async || store.read(Auth).await.unwrap().user_opens_for(whose).await.unwrap();
    let put = async |owner: Owner| {
        let one = membership(owner, None, &[Role::HelpdeskAgent]);
        act!(store, Auth, one, |tx, one| tx.membership_put(UserId(id(70)), one)).unwrap();
    };
    let leave = async |owner: Owner| {
        act!(store, Auth, owner, |tx, owner| tx.membership_remove(UserId(id(70)), *owner, at(5))).unwrap();
    };
    let let_go = async |owner: Owner| {
        act!(store, Auth, owner, |tx, owner| tx.user_let_go(UserId(id(70)), owner.organization)).unwrap();
    };
    person(&store, &maren, &[]).await;
    assert_eq!(opens_for().await, None);
    put(owner()).await;
    put(gov()).await;
    let_go(owner()).await;
    assert_eq!(opens_for().await, Some(owner().organization), "in whatever cloud; and they are here still");
    leave(gov()).await;
    leave(owner()).await;
    assert_eq!(opens_for().await, Some(owner().organization));
    let_go(other()).await;
    assert_eq!(opens_for().await, Some(owner().organization), "that was another one");
    put(other()).await;
    assert_eq!(opens_for().await, Some(other().organization));
    put(owner()).await;
    assert_eq!(opens_for().await, None, "it is two organizations'");
    leave(other()).await;
    put(owner()).await;
    assert_eq!(opens_for().await, Some(owner().organization));
    leave(owner()).await;
    let_go(owner()).await;
    assert_eq!(opens_for().await, None);
}

async fn a_membership_refers_to_what_exists(store: TestStore) {
    organizations(&store).await;
    customers(&store, &[customer(other(), 10, "Nordvik Sjømat")]).await;
    person(&store, &user(70, "Maren Oskel"), &[]).await;
    let foreign = tierline_domain::CustomerId(id(10));
    for (who, what) in [
        (71, membership(owner(), None, &[Role::GlobalAdmin])),
        (70, membership(Owner { organization: OrganizationId(id(9)), ..owner() }, None, &[Role::GlobalAdmin])),
        (70, membership(owner(), Some(foreign), &[Role::CustomerAdmin])),
    ] {
        let done = act!(store, Auth, (who, what), |tx, (who, what)| tx.membership_put(UserId(id(*who)), what));
        assert!(matches!(done, Err(Error::Reference)), "{done:?}");
    }
}

async fn members_are_listed_by_name_customers_people_apart_and_owners_apart(store: TestStore) {
    organizations(&store).await;
    let nordvik = customer(owner(), 10, "Nordvik Sjømat");
    customers(&store, std::slice::from_ref(&nordvik)).await;
    let staff = [Role::HelpdeskAgent];
    person(&store, &user(70, "maren oskel"), &[membership(owner(), None, &staff), membership(other(), None, &staff)])
        .await;
    person(&store, &user(71, "Ania Żak"), &[membership(owner(), None, &staff)]).await;
    person(&store, &user(72, "Kaja Lind"), &[membership(owner(), Some(nordvik.id), &[Role::CustomerContact])]).await;
    person(&store, &user(73, "Somebody Else"), &[membership(gov(), None, &staff)]).await;

    let mut read = store.read(owner()).await.unwrap();
    let names: Vec<_> = read.member_list().await.unwrap().into_iter().map(|member| member.user.name).collect();
    assert_eq!(names, ["Ania Żak", "maren oskel"]);
    let names: Vec<_> = read.member_list_of(nordvik.id).await.unwrap().into_iter().map(|one| one.user.name).collect();
    assert_eq!(names, ["Kaja Lind"]);
    let maren = read.member_lookup(UserId(id(70))).await.unwrap().unwrap();
    assert_eq!((maren.user, maren.membership), (user(70, "maren oskel"), membership(owner(), None, &staff)));
    assert!(read.member_lookup(UserId(id(73))).await.unwrap().is_none(), "a member in the other cloud only");
    let by_email = read.member_by_email(" P72@NORTHGATE.example").await.unwrap().unwrap();
    assert_eq!(by_email.membership.customer, Some(nordvik.id), "in any case of letters");
    assert!(read.member_by_email("p73@northgate.example").await.unwrap().is_none(), "a member in the other cloud only");

    let mut elsewhere = store.read(other()).await.unwrap();
    assert_eq!(elsewhere.member_list().await.unwrap().len(), 1);
    assert!(elsewhere.member_list_of(nordvik.id).await.unwrap().is_empty());
    assert!(elsewhere.member_lookup(UserId(id(71))).await.unwrap().is_none());
}

async fn a_word_that_the_program_does_not_write_is_reported_with_its_place(store: TestStore) {
    organizations(&store).await;
    person(&store, &user(70, "Maren Oskel"), &[]).await;
    store.tamper("update organization set kind = 'guild'; update users set language = 'xx'").await;
    let mut read = store.read(System).await.unwrap();
    let done = read.organization_list().await;
    assert!(matches!(done, Err(Error::Inconsistent { table: "organization", column: "kind", .. })), "{done:?}");
    let done = read.auth().user_lookup(UserId(id(70))).await;
    assert!(matches!(done, Err(Error::Inconsistent { table: "users", column: "language", .. })), "{done:?}");
    assert_eq!(Language::from_word("xx"), None);
    assert_eq!(OrganizationKind::from_word("guild"), None);
}

crate::on_both_engines!(
    an_organization_reads_back_as_it_was_written,
    an_organization_whose_provider_is_not_here_is_refused,
    an_organization_sees_only_those_it_deals_with,
    a_person_reads_back_and_is_found_by_address_in_any_case,
    an_address_belongs_to_one_person_in_any_case_of_letters,
    a_membership_is_made_changed_and_ended,
    what_opens_an_account_opens_it_for_the_one_organization_that_has_it,
    a_membership_refers_to_what_exists,
    members_are_listed_by_name_customers_people_apart_and_owners_apart,
    a_word_that_the_program_does_not_write_is_reported_with_its_place,
);

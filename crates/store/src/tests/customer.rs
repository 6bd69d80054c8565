use std::collections::BTreeMap;

use tierline_domain::{
    Customer, CustomerId, Decided, DelegatedAdmin, DelegatedAdminId, DelegatedAdminStatus, InformPolicy, Language,
    Owner, RelationshipKind, RelationshipStatus, Subscription, SubscriptionId, SupportPlan,
};

use super::{
    at, id, owner,
    sample::{act, actor, customer, customers, gov, organizations, other, relationship, subscription},
};
use crate::{CustomerAfter, CustomerFilter, CustomerScope, Error, LIST_LIMIT, Store, test_support::TestStore};

/// Two customers of the owner, one of another partner with the same identifiers, one in the other cloud.
async fn books(store: &Store) {
    organizations(store).await;
    let all = [
        customer(owner(), 10, "Nordvik Sjømat"),
        customer(owner(), 11, "Łabędź Transport"),
        customer(other(), 10, "Nordvik Sjømat elsewhere"),
        customer(gov(), 12, "Harbour District"),
    ];
    customers(store, &all).await;
}

async fn save(store: &Store, scope: Owner, customer: &Customer) -> crate::Result<i64> {
    act!(store, scope, customer.clone(), |tx, customer| tx.customer_save(customer))
}

async fn names(store: &Store, filter: &CustomerFilter) -> Vec<String> {
    let list = store.read(owner()).await.unwrap().customer_list(filter).await.unwrap();
    list.into_iter().map(|one| one.name).collect()
}

async fn a_customer_reads_back_as_it_was_written_and_changed(store: TestStore) {
    books(&store).await;
    let wanted = customer(owner(), 10, "Nordvik Sjømat");
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.customer_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    let changed = Customer {
        name: "Nordvik Havn".into(),
        domain: "nordvikhavn.example".into(),
        country: "SE".into(),
        language: Language::Ru,
        support_plan: SupportPlan::Included,
        inform: InformPolicy::Draft,
        relationship: RelationshipKind::Advisor,
        relationship_status: RelationshipStatus::Ended,
        relationship_since: None,
        indirect_reseller: Some(other().organization),
        updated_at: at(50),
        ..wanted
    };
    assert_eq!(save(&store, owner(), &changed).await.unwrap(), 2);
    let wanted = Customer { version: 2, ..changed };
    assert_eq!(read.customer_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.customer_by_domain(" NordvikHavn.Example").await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.customer_by_tenant(&wanted.tenant_id.to_uppercase()).await.unwrap(), Some(wanted));
    assert_eq!(read.customer_by_domain("c10.example").await.unwrap(), None);
}

async fn a_tenant_and_a_domain_are_in_one_book_once_and_in_other_books_too(store: TestStore) {
    books(&store).await;
    let insert = async |scope: Owner, one: Customer| {
        act!(store, scope, one, |tx, one| tx.customer_insert(one)).err().map(|error| error.to_string())
    };
    let same_tenant = Customer { tenant_id: id(10).to_string(), ..customer(owner(), 20, "Double") };
    assert!(insert(owner(), same_tenant.clone()).await.unwrap().contains("customer_tenant"));
    let same_domain = Customer { domain: "c10.example".into(), ..customer(owner(), 20, "Double") };
    assert!(insert(owner(), same_domain.clone()).await.unwrap().contains("customer_domain"));
    assert_eq!(insert(gov(), Customer { owner: gov(), ..same_tenant }).await, None);
    let renamed = Customer { domain: "c10.example".into(), ..customer(owner(), 11, "Łabędź Transport") };
    assert!(save(&store, owner(), &renamed).await.is_err_and(|error| error.violates("customer_domain")));
}

async fn of_two_who_change_a_customer_at_once_one_is_told_so(store: TestStore) {
    books(&store).await;
    let nodes = [store.store(), store.another_node().await];
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let store = nodes[writer % 2].clone();
            tokio::spawn(async move { save(&store, owner(), &customer(owner(), 10, &format!("Name {writer}"))).await })
        })
        .collect();
    let mut stale = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(version) => assert_eq!(version, 2),
            Err(Error::Stale) => stale += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(stale, 7);
}

async fn customers_are_listed_by_name_page_by_page(store: TestStore) {
    organizations(&store).await;
    let all: Vec<_> =
        (0..7).map(|n| customer(owner(), 20 + n, if n % 2 == 0 { "same Name" } else { "Same  name" })).collect();
    customers(&store, &all).await;
    customers(
        &store,
        &[customer(owner(), 10, "ångström"), customer(owner(), 11, "Zebra"), customer(gov(), 12, "Alien")],
    )
    .await;
    let mut filter = CustomerFilter { limit: 3, ..CustomerFilter::default() };
    let mut seen = Vec::new();
    loop {
        let page = store.read(owner()).await.unwrap().customer_list(&filter).await.unwrap();
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { break };
        filter.after = Some(CustomerAfter::line(last, 0));
        seen.extend(page.iter().map(|one| one.id));
    }
    let wanted: Vec<_> = (20..27).chain([11, 10]).map(|n| CustomerId(id(n))).collect();
    assert_eq!(seen, wanted, "by the bytes of the normalized name, then by identifier");
}

async fn customers_are_found_by_a_part_of_name_or_domain_as_typed(store: TestStore) {
    organizations(&store).await;
    let odd = Customer { domain: "a_b.example".into(), ..customer(owner(), 12, "100% Organic\\Foods") };
    let ended = Customer { relationship_status: RelationshipStatus::Ended, ..customer(owner(), 13, "Ended Sjø") };
    let all = [customer(owner(), 10, "Nordvik Sjømat"), customer(owner(), 11, "Łabędź Transport"), odd, ended];
    customers(&store, &all).await;
    let found = async |query: &str| {
        names(&store, &CustomerFilter { query: Some(query.into()), ..CustomerFilter::default() }).await
    };
    assert_eq!(found(" SJØ ").await, ["Ended Sjø", "Nordvik Sjømat"]);
    assert_eq!(found("łABĘDŹ  transport").await, ["Łabędź Transport"]);
    assert_eq!(found("C11.EXAM").await, ["Łabędź Transport"]);
    assert_eq!(found("0%").await, ["100% Organic\\Foods"], "a wildcard stands for itself");
    assert_eq!(found("a_b").await, ["100% Organic\\Foods"]);
    assert_eq!(found("c\\f").await, ["100% Organic\\Foods"]);
    assert!(found("%").await.len() == 1 && found("_").await.len() == 1);
    assert_eq!(found("  ").await.len(), 4);
    let standing = CustomerFilter {
        query: Some("sjø".into()),
        relationship_status: Some(RelationshipStatus::Active),
        ..CustomerFilter::default()
    };
    assert_eq!(names(&store, &standing).await, ["Nordvik Sjømat"]);
    assert_eq!(store.read(owner()).await.unwrap().customer_count(&standing).await.unwrap(), 1);
}

async fn lists_and_counts_have_an_end(store: TestStore) {
    organizations(&store).await;
    let all: Vec<_> = (0..210).map(|n| customer(owner(), 100 + n, &format!("Customer {n}"))).collect();
    customers(&store, &all).await;
    let filter = CustomerFilter { limit: 10_000, ..CustomerFilter::default() };
    assert_eq!(names(&store, &filter).await.len(), LIST_LIMIT as usize);
    assert_eq!(names(&store, &CustomerFilter::default()).await.len(), 50);
    assert_eq!(store.read(owner()).await.unwrap().customer_count(&filter).await.unwrap(), 100);
}

async fn a_customer_of_another_owner_is_neither_seen_nor_changed(store: TestStore) {
    books(&store).await;
    let (mine, theirs) = (customer(owner(), 11, "Łabędź Transport"), customer(other(), 10, "Nordvik Sjømat elsewhere"));
    for scope in [other(), gov()] {
        let mut read = store.read(scope).await.unwrap();
        assert_eq!(read.customer_lookup(mine.id).await.unwrap(), None);
        assert_eq!(read.customer_by_domain(&mine.domain).await.unwrap(), None);
        assert_eq!(read.customer_by_tenant(&mine.tenant_id).await.unwrap(), None);
        assert!(read.customer_names(&[mine.id]).await.unwrap().is_empty());
        assert_eq!(read.customer_count(&CustomerFilter::default()).await.unwrap(), 1);
        let locked = act!(store, scope, mine.id, |tx, id| tx.customer_lookup_for_update(*id));
        assert_eq!(locked.unwrap(), None);
        let moved = Customer { owner: scope, ..mine.clone() };
        assert!(matches!(save(&store, scope, &moved).await, Err(Error::Stale)));
        assert!(matches!(save(&store, scope, &mine).await, Err(Error::Inconsistent { .. })));
        let inserted = act!(store, scope, mine.clone(), |tx, one| tx.customer_insert(one));
        assert!(matches!(inserted, Err(Error::Inconsistent { .. })));
    }
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.customer_lookup(mine.id).await.unwrap(), Some(mine));
    let names = read.customer_names(&[theirs.id, CustomerId(id(11)), CustomerId(id(12))]).await.unwrap();
    let wanted = [(10, "Nordvik Sjømat"), (11, "Łabędź Transport")];
    assert_eq!(names, BTreeMap::from(wanted.map(|(n, name)| (CustomerId(id(n)), name.to_owned()))));
    assert!(read.customer_names(&[]).await.unwrap().is_empty());
}

async fn put(store: &Store, scope: Owner, one: Subscription) -> crate::Result<SubscriptionId> {
    act!(store, scope, one, |tx, one| tx.subscription_put(one))
}

async fn a_service_in_a_region_is_one_subscription_that_keeps_its_identifier(store: TestStore) {
    books(&store).await;
    let first = subscription(30, 10, "Virtual Machines", Some("North Europe"));
    assert_eq!(put(&store, owner(), first.clone()).await.unwrap(), first.id);
    let again = Subscription {
        quantity: None,
        support_right: false,
        external_id: None,
        id: SubscriptionId(id(31)),
        ..first.clone()
    };
    assert_eq!(put(&store, owner(), again.clone()).await.unwrap(), first.id);
    for one in
        [subscription(32, 10, "Virtual Machines", Some("West Europe")), subscription(33, 10, "Virtual Machines", None)]
    {
        put(&store, owner(), one).await.unwrap();
    }
    let nowhere = subscription(34, 10, "Virtual Machines", None);
    assert_eq!(put(&store, owner(), nowhere.clone()).await.unwrap(), SubscriptionId(id(33)), "no region is one place");
    let list = store.read(owner()).await.unwrap().subscription_list(CustomerId(id(10))).await.unwrap();
    let wanted = [
        Subscription { id: SubscriptionId(id(33)), ..nowhere },
        Subscription { id: first.id, ..again },
        subscription(32, 10, "Virtual Machines", Some("West Europe")),
    ];
    assert_eq!(list, wanted);
    assert!(act!(store, owner(), first.id, |tx, id| tx.subscription_remove(*id)).unwrap());
    assert!(!act!(store, owner(), first.id, |tx, id| tx.subscription_remove(*id)).unwrap());
}

async fn services_are_counted_by_customers_whose_relationship_stands(store: TestStore) {
    books(&store).await;
    let ended = Customer { relationship_status: RelationshipStatus::Ended, ..customer(owner(), 13, "Gone") };
    customers(&store, &[ended]).await;
    for (number, customer, service, region) in [
        (30, 10, "Exchange Online", None),
        (31, 11, "Exchange Online", None),
        (32, 13, "Exchange Online", None),
        (33, 10, "Azure SQL", Some("North Europe")),
        (34, 13, "Intune", None),
    ] {
        put(&store, owner(), subscription(number, customer, service, region)).await.unwrap();
    }
    put(&store, other(), subscription(30, 10, "Exchange Online", None)).await.unwrap();
    let services = store.read(owner()).await.unwrap().subscription_services().await.unwrap();
    let wanted =
        [("Azure SQL".to_owned(), "North Europe".to_owned(), 1), ("Exchange Online".to_owned(), String::new(), 2)];
    assert_eq!(services, wanted, "a service that only a former customer uses is none");
}

async fn a_subscription_of_another_owner_is_neither_seen_nor_changed(store: TestStore) {
    books(&store).await;
    put(&store, owner(), subscription(30, 11, "Exchange Online", None)).await.unwrap();
    let foreign = put(&store, other(), subscription(31, 11, "Exchange Online", None)).await;
    assert!(matches!(foreign, Err(Error::Reference)), "{foreign:?}");
    assert!(!act!(store, other(), (), |tx, ()| tx.subscription_remove(SubscriptionId(id(30)))).unwrap());
    let mut read = store.read(other()).await.unwrap();
    assert!(read.subscription_list(CustomerId(id(11))).await.unwrap().is_empty());
    assert!(read.subscription_list_of(&[CustomerId(id(11))]).await.unwrap().is_empty());
    assert!(read.subscription_services().await.unwrap().is_empty());
    let mut read = store.read(owner()).await.unwrap();
    let list = read.subscription_list_of(&[CustomerId(id(10)), CustomerId(id(11))]).await.unwrap();
    assert_eq!(list, [subscription(30, 11, "Exchange Online", None)]);
}

async fn relate(store: &Store, scope: Owner, one: DelegatedAdmin) -> crate::Result<()> {
    act!(store, scope, one, |tx, one| tx.delegated_admin_put(one))
}

async fn a_relationship_reads_back_and_the_lasting_ones_stand_first(store: TestStore) {
    books(&store).await;
    for one in [
        relationship(40, 10, Some(100)),
        relationship(41, 10, Some(300)),
        relationship(42, 10, None),
        relationship(43, 11, Some(200)),
    ] {
        relate(&store, owner(), one).await.unwrap();
    }
    let changed = DelegatedAdmin {
        status: DelegatedAdminStatus::TerminationRequested,
        roles: Default::default(),
        assigned_to: Default::default(),
        assignments: Some(vec![tierline_domain::AccessAssignment {
            id: "a-1".into(),
            group: "g-1".into(),
            roles: Default::default(),
            status: tierline_domain::AssignmentStatus::Active,
        }]),
        starts_at: None,
        approved: Some(Decided { at: at(5), by: actor() }),
        ended: Some(Decided { at: at(6), by: tierline_domain::Actor::desk() }),
        ..relationship(40, 10, Some(400))
    };
    relate(&store, owner(), changed.clone()).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.delegated_admin_lookup(changed.id).await.unwrap(), Some(changed.clone()));
    let list = read.delegated_admin_list(CustomerId(id(10))).await.unwrap();
    assert_eq!(list, [relationship(42, 10, None), changed, relationship(41, 10, Some(300))]);
    let both = read.delegated_admin_list_of(&[CustomerId(id(11)), CustomerId(id(10))]).await.unwrap();
    assert_eq!(both.iter().map(|one| one.id).collect::<Vec<_>>(), [42, 40, 41, 43].map(|n| DelegatedAdminId(id(n))));
}

async fn relationships_that_end_soon_are_found_with_their_customers(store: TestStore) {
    books(&store).await;
    let over = DelegatedAdmin { status: DelegatedAdminStatus::Terminated, ..relationship(44, 10, Some(150)) };
    let expiring = DelegatedAdmin { status: DelegatedAdminStatus::Expiring, ..relationship(43, 11, Some(150)) };
    for one in
        [relationship(40, 10, Some(100)), relationship(41, 10, Some(200)), relationship(42, 10, None), expiring, over]
    {
        relate(&store, owner(), one).await.unwrap();
    }
    relate(&store, other(), DelegatedAdmin { owner: other(), ..relationship(40, 10, Some(150)) }).await.unwrap();
    let ending = store.read(owner()).await.unwrap().delegated_admin_ending(at(100), at(200)).await.unwrap();
    let found: Vec<_> = ending.iter().map(|(one, name)| (one.id, name.as_str())).collect();
    assert_eq!(found, [(DelegatedAdminId(id(43)), "Łabędź Transport"), (DelegatedAdminId(id(41)), "Nordvik Sjømat")]);
}

async fn a_relationship_stays_with_its_customer_and_owner(store: TestStore) {
    books(&store).await;
    relate(&store, owner(), relationship(40, 11, Some(100))).await.unwrap();
    let moved = relate(&store, owner(), relationship(40, 10, Some(100))).await;
    assert!(matches!(moved, Err(Error::Reference)), "{moved:?}");
    let foreign = relate(&store, other(), DelegatedAdmin { owner: other(), ..relationship(41, 11, None) }).await;
    assert!(matches!(foreign, Err(Error::Reference)), "{foreign:?}");
    let mistaken = relate(&store, other(), relationship(40, 11, None)).await;
    assert!(matches!(mistaken, Err(Error::Inconsistent { .. })), "{mistaken:?}");
    let mut read = store.read(other()).await.unwrap();
    assert_eq!(read.delegated_admin_lookup(DelegatedAdminId(id(40))).await.unwrap(), None);
    assert!(read.delegated_admin_list(CustomerId(id(11))).await.unwrap().is_empty());
    assert!(read.delegated_admin_list_of(&[CustomerId(id(11))]).await.unwrap().is_empty());
    assert!(read.delegated_admin_ending(at(0), at(900)).await.unwrap().is_empty());
}

async fn a_customers_people_see_their_own_customer_only(store: TestStore) {
    books(&store).await;
    put(&store, owner(), subscription(30, 10, "Exchange Online", None)).await.unwrap();
    put(&store, owner(), subscription(31, 11, "Exchange Online", None)).await.unwrap();
    relate(&store, owner(), relationship(40, 10, Some(100))).await.unwrap();
    relate(&store, owner(), relationship(41, 11, Some(100))).await.unwrap();
    let scope = |owner, number| CustomerScope { owner, customer: CustomerId(id(number)) };
    let mut read = store.read(scope(owner(), 11)).await.unwrap();
    assert_eq!(read.customer_lookup().await.unwrap(), Some(customer(owner(), 11, "Łabędź Transport")));
    assert_eq!(read.subscription_list().await.unwrap(), [subscription(31, 11, "Exchange Online", None)]);
    assert_eq!(read.delegated_admin_list().await.unwrap(), [relationship(41, 11, Some(100))]);
    let mut read = store.read(scope(other(), 11)).await.unwrap();
    assert_eq!(read.customer_lookup().await.unwrap(), None);
    assert!(read.subscription_list().await.unwrap().is_empty());
    assert!(read.delegated_admin_list().await.unwrap().is_empty());
}

crate::on_both_engines!(
    a_customer_reads_back_as_it_was_written_and_changed,
    a_tenant_and_a_domain_are_in_one_book_once_and_in_other_books_too,
    of_two_who_change_a_customer_at_once_one_is_told_so,
    customers_are_listed_by_name_page_by_page,
    customers_are_found_by_a_part_of_name_or_domain_as_typed,
    lists_and_counts_have_an_end,
    a_customer_of_another_owner_is_neither_seen_nor_changed,
    a_service_in_a_region_is_one_subscription_that_keeps_its_identifier,
    services_are_counted_by_customers_whose_relationship_stands,
    a_subscription_of_another_owner_is_neither_seen_nor_changed,
    a_relationship_reads_back_and_the_lasting_ones_stand_first,
    relationships_that_end_soon_are_found_with_their_customers,
    a_relationship_stays_with_its_customer_and_owner,
    a_customers_people_see_their_own_customer_only,
);

//! Pages by their place.

use tierline_domain::{Customer, CustomerId, OrganizationId, RequestStatus, ServiceRequest};

use super::{
    id, owner,
    sample::{act, customer, customers, organizations, other, request},
};
use crate::{CustomerMatch, RequestFilter, Store, TextMatch, test_support::TestStore};

/// The sample's distributor, which stands between the owner and one of its customers.
fn between() -> OrganizationId {
    other().organization
}

async fn book(store: &Store) {
    organizations(store).await;
    let all = [
        customer(owner(), 10, "Nordvik Sjømat"),
        customer(owner(), 11, "Łabędź Transport"),
        Customer { indirect_reseller: Some(between()), ..customer(owner(), 12, "Nordlys 100% Bakeri") },
        customer(other(), 10, "Nordic Elsewhere"),
    ];
    customers(store, &all).await;
}

async fn found(store: &Store, wanted: &CustomerMatch) -> Vec<u128> {
    let mut read = store.read(owner()).await.unwrap();
    let (rows, all) = read.customer_page(Some(wanted), 0, 50).await.unwrap();
    assert_eq!(all, i64::try_from(rows.len()).unwrap(), "what is counted is what is listed");
    rows.iter().map(|one| one.id.uuid().as_u128()).collect()
}

async fn customers_are_found_by_name_domain_and_reseller(store: TestStore) {
    book(&store).await;
    let name = |how, text: &str| CustomerMatch::Name(how, text.to_owned());
    for (wanted, expected) in [
        (name(TextMatch::StartsWith, "nord"), vec![12, 10]),
        (name(TextMatch::StartsWith, "vik"), vec![]),
        (name(TextMatch::Contains, "VIK"), vec![10]),
        (name(TextMatch::Is, "łabędź transport"), vec![11]),
        (name(TextMatch::Contains, "%"), vec![12]),
        (CustomerMatch::Domain(TextMatch::StartsWith, "c11".to_owned()), vec![11]),
        (CustomerMatch::IndirectReseller(between()), vec![12]),
        (CustomerMatch::Not(Box::new(CustomerMatch::IndirectReseller(between()))), vec![10, 11]),
    ] {
        assert_eq!(found(&store, &wanted).await, expected, "{wanted:?}");
    }
    let (nord, vik) = (name(TextMatch::StartsWith, "nord"), name(TextMatch::Contains, "vik"));
    let both = CustomerMatch::Both(Box::new(nord.clone()), Box::new(CustomerMatch::Not(Box::new(vik.clone()))));
    assert_eq!(found(&store, &both).await, [12]);
    let either = CustomerMatch::Either(Box::new(vik), Box::new(name(TextMatch::Contains, "transport")));
    assert_eq!(found(&store, &either).await, [10, 11]);
}

async fn a_page_begins_where_it_is_told_and_says_how_many_there_are(store: TestStore) {
    book(&store).await;
    let all = [
        request(50, "Mail"),
        ServiceRequest { status: RequestStatus::AttentionNeeded, ..request(51, "Calls") },
        ServiceRequest { customer: CustomerId(id(11)), ..request(52, "Files") },
        ServiceRequest { owner: other(), ..request(53, "Elsewhere") },
    ];
    for one in all {
        act!(store, one.owner, one, |tx, one| tx.request_insert(one)).unwrap();
    }
    let mut read = store.read(owner()).await.unwrap();
    let mut page = async |filter: RequestFilter, offset, size| {
        let (rows, all) = read.request_page(&filter, offset, size).await.unwrap();
        (rows.iter().map(|one| one.id.uuid().as_u128()).collect::<Vec<_>>(), all)
    };
    assert_eq!(page(RequestFilter::default(), 0, 2).await, (vec![52, 51], 3));
    assert_eq!(page(RequestFilter::default(), 2, 2).await, (vec![50], 3));
    assert_eq!(page(RequestFilter::default(), 9, 2).await, (vec![], 3));
    let open = RequestFilter { status: vec![RequestStatus::AttentionNeeded], ..RequestFilter::default() };
    assert_eq!(page(open, 0, 10).await, (vec![51], 1));
    let of_one = RequestFilter { customer: Some(CustomerId(id(11))), ..RequestFilter::default() };
    assert_eq!(page(of_one, 0, 10).await, (vec![52], 1));
    let mut read = store.read(owner()).await.unwrap();
    let (names, all) = read.customer_page(None, 1, 1).await.unwrap();
    assert_eq!((names.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), all), (vec!["Nordvik Sjømat"], 3));
}

crate::on_both_engines!(
    customers_are_found_by_name_domain_and_reseller,
    a_page_begins_where_it_is_told_and_says_how_many_there_are,
);

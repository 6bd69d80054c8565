//! The book, narrowed and in order.

use tierline_domain::{
    Case, CaseStatus, Customer, CustomerId, CustomerOrder, DelegatedAdmin, DelegatedAdminState, DelegatedAdminStatus,
    RequestStatus, ServiceRequest,
};

use super::{
    at, case, id, owner,
    sample::{act, customer, customers, other, relationship, request},
};
use crate::{CustomerAfter, CustomerFilter, Store, test_support::TestStore};

const DAY: i64 = 86_400;

async fn names(store: &Store, filter: &CustomerFilter) -> Vec<String> {
    let mut read = store.read(owner()).await.unwrap();
    let list = read.customer_list(filter).await.unwrap();
    let counted = read.customer_count(filter).await.unwrap();
    assert_eq!(counted, i64::try_from(list.len()).unwrap(), "what is counted is what is listed");
    list.into_iter().map(|one| one.name).collect()
}

async fn relate(store: &Store, all: Vec<DelegatedAdmin>) {
    for one in all {
        act!(store, one.owner, one, |tx, one| tx.delegated_admin_put(one)).unwrap();
    }
}

/// Anna has two open cases, Berta one, Carla none but closed ones. The sample's own customer 10 has none.
async fn busy(store: &Store) {
    case::desk(store).await;
    let more = [customer(owner(), 31, "Anna"), customer(owner(), 32, "Berta"), customer(owner(), 33, "Carla")];
    customers(store, &more).await;
    let of = |number, whose: u128, status| Case { customer: CustomerId(id(whose)), status, ..case::case(number) };
    let all = [
        of(1, 31, CaseStatus::Open),
        of(2, 31, CaseStatus::WaitingOnProvider),
        of(3, 32, CaseStatus::WaitingOnCustomer),
        of(4, 33, CaseStatus::Resolved),
        of(5, 33, CaseStatus::Closed),
    ];
    case::open(store, &all).await;
}

async fn customers_are_narrowed_by_what_of_delegated_admin_is_live(store: TestStore) {
    super::sample::organizations(&store).await;
    let all = ["Lasting", "Without end", "Ending", "Ending and lasting", "Ended", "Not begun", "Asked for", "Never"];
    let book: Vec<Customer> = (0_u128..).zip(all).map(|(n, name)| customer(owner(), 10 + n, name)).collect();
    customers(&store, &book).await;
    let begins = DelegatedAdmin { starts_at: Some(at(2 * DAY)), ..relationship(47, 15, Some(90 * DAY)) };
    let asked =
        DelegatedAdmin { status: DelegatedAdminStatus::ApprovalPending, ..relationship(48, 16, Some(90 * DAY)) };
    let relationships = vec![
        relationship(40, 10, Some(31 * DAY + 1)),
        relationship(41, 11, None),
        relationship(42, 12, Some(31 * DAY)),
        relationship(43, 13, Some(20 * DAY)),
        relationship(44, 13, Some(200 * DAY)),
        relationship(45, 14, Some(DAY)),
        begins,
        asked,
    ];
    relate(&store, relationships).await;
    // One of another owner's, for a customer of the same identifier.
    customers(&store, &[customer(other(), 17, "Elsewhere")]).await;
    relate(&store, vec![DelegatedAdmin { owner: other(), ..relationship(49, 17, None) }]).await;
    let found = async |state| {
        let filter = CustomerFilter { delegated_admin: Some((state, at(DAY))), ..CustomerFilter::default() };
        names(&store, &filter).await
    };
    assert_eq!(found(DelegatedAdminState::Live).await, ["Ending", "Ending and lasting", "Lasting", "Without end"]);
    assert_eq!(found(DelegatedAdminState::Expiring).await, ["Ending"], "none that goes on for longer");
    assert_eq!(found(DelegatedAdminState::None).await, ["Asked for", "Ended", "Never", "Not begun"]);
}

async fn customers_are_narrowed_by_country_tenant_and_open_cases(store: TestStore) {
    busy(&store).await;
    let swede = Customer { country: "SE".into(), ..customer(owner(), 34, "Sture") };
    customers(&store, std::slice::from_ref(&swede)).await;
    let country = CustomerFilter { country: Some("SE".into()), ..CustomerFilter::default() };
    assert_eq!(names(&store, &country).await, ["Sture"]);
    let tenant = CustomerFilter { tenant: Some(swede.tenant_id.to_uppercase()), ..CustomerFilter::default() };
    assert_eq!(names(&store, &tenant).await, ["Sture"]);
    let open = CustomerFilter { open_cases: true, ..CustomerFilter::default() };
    assert_eq!(names(&store, &open).await, ["Anna", "Berta"]);
    let both = CustomerFilter { open_cases: true, ..country };
    assert!(names(&store, &both).await.is_empty(), "every condition counts");
    assert_eq!(store.read(owner()).await.unwrap().customer_countries().await.unwrap(), ["NO", "SE"]);
    assert!(store.read(super::sample::provider()).await.unwrap().customer_countries().await.unwrap().is_empty());
}

async fn the_customers_with_the_most_open_cases_stand_first_page_by_page(store: TestStore) {
    busy(&store).await;
    let mut filter = CustomerFilter { order: CustomerOrder::OpenCases, limit: 1, ..CustomerFilter::default() };
    let counts = [("Anna", 2), ("Berta", 1)];
    let mut seen = Vec::new();
    loop {
        let page = store.read(owner()).await.unwrap().customer_list(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        let open = counts.iter().find(|(name, _)| *name == last.name).map_or(0, |(_, open)| *open);
        filter.after = Some(CustomerAfter::line(last, open));
        seen.push(last.name.clone());
    }
    assert_eq!(seen[..3], ["Anna", "Berta", "Carla"], "those with none go by name");
    let all = CustomerFilter { limit: 50, after: None, ..filter };
    assert_eq!(names(&store, &all).await, seen, "the pages together are the list");
}

async fn requests_that_are_not_over_are_counted_by_customer(store: TestStore) {
    busy(&store).await;
    let all = [
        ServiceRequest { customer: CustomerId(id(31)), ..request(50, "Mail") },
        ServiceRequest { customer: CustomerId(id(31)), status: RequestStatus::AttentionNeeded, ..request(51, "Calls") },
        ServiceRequest { customer: CustomerId(id(31)), status: RequestStatus::Closed, ..request(52, "Files") },
        ServiceRequest { customer: CustomerId(id(32)), status: RequestStatus::Withdrawn, ..request(53, "Labels") },
    ];
    for one in all {
        act!(store, one.owner, one, |tx, one| tx.request_insert(one)).unwrap();
    }
    let (anna, berta) = (CustomerId(id(31)), CustomerId(id(32)));
    let mut read = store.read(owner()).await.unwrap();
    let counted = read.request_open_counts(&[anna, berta]).await.unwrap();
    assert_eq!(counted.into_iter().collect::<Vec<_>>(), [(anna, 2), (berta, 0)]);
    assert!(read.request_open_counts(&[]).await.unwrap().is_empty());
    drop(read);
    let counted = store.read(other()).await.unwrap().request_open_counts(&[anna]).await.unwrap();
    assert_eq!(counted.get(&anna), Some(&0), "another owner's requests are none");
}

crate::on_both_engines!(
    customers_are_narrowed_by_what_of_delegated_admin_is_live,
    customers_are_narrowed_by_country_tenant_and_open_cases,
    the_customers_with_the_most_open_cases_stand_first_page_by_page,
    requests_that_are_not_over_are_counted_by_customer,
);

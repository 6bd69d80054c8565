use tierline_domain::{Customer, CustomerId, HealthIssueId, RelationshipStatus};

use super::{
    at,
    health::issue,
    id, owner,
    sample::{act, customer, customers, organizations, other, subscription},
};
use crate::{Store, Trouble, TroublePlace, test_support::TestStore};

/// Four customers by name, one that was let go, and one of another owner; all have mail, some more.
async fn book(store: &Store) {
    organizations(store).await;
    let ended = Customer { relationship_status: RelationshipStatus::Ended, ..customer(owner(), 14, "Aaron & Sons") };
    let named = [(10, "Ardent"), (11, "Brisk"), (12, "Calm"), (13, "Dawn")];
    let mut all: Vec<Customer> = named.iter().map(|(number, name)| customer(owner(), *number, name)).collect();
    all.extend([ended, customer(other(), 10, "Ardent elsewhere")]);
    customers(store, &all).await;
    for (number, customer, service, region) in [
        (30, 10, "Exchange Online", None),
        (31, 11, "Exchange Online", None),
        (32, 12, "Exchange Online", None),
        (33, 13, "Exchange Online", None),
        (34, 14, "Azure SQL", Some("North Europe")),
        (35, 12, "Azure SQL", Some("North Europe")),
        (36, 13, "Azure SQL", Some("West Europe")),
    ] {
        let one = subscription(number, customer, service, region);
        act!(store, owner(), one, |tx, one| tx.subscription_put(one)).unwrap();
    }
}

fn trouble(service: &str, region: &str, weight: i64, issue: Option<u128>) -> Trouble {
    let issue = issue.map(|number| HealthIssueId(id(number)));
    Trouble { service: service.into(), region: region.into(), weight, issue }
}

async fn listed(
    store: &Store,
    troubles: &[Trouble],
    query: Option<&str>,
    after: Option<&TroublePlace>,
    limit: u32,
) -> Vec<(String, i64, TroublePlace)> {
    let mut read = store.read(owner()).await.unwrap();
    let found = read.customers_by_trouble(troubles, query, after, limit).await.unwrap();
    found.into_iter().map(|one| (one.name, one.place.0, one.place)).collect()
}

fn names(found: &[(String, i64, TroublePlace)]) -> Vec<(&str, i64)> {
    found.iter().map(|(name, weight, _)| (name.as_str(), *weight)).collect()
}

async fn whoever_has_the_worst_comes_first_page_by_page(store: TestStore) {
    book(&store).await;
    let troubles = [trouble("Azure SQL", "North Europe", 4, None), trouble("Azure SQL", "West Europe", 1, None)];
    let first = listed(&store, &troubles, None, None, 2).await;
    assert_eq!(names(&first), [("Calm", 4), ("Dawn", 1)], "the one that was let go is not among them");
    let rest = listed(&store, &troubles, None, Some(&first[1].2), 9).await;
    assert_eq!(names(&rest), [("Ardent", 0), ("Brisk", 0)], "and then all others by name");
    let next = listed(&store, &troubles, None, Some(&rest[0].2), 9).await;
    assert_eq!(names(&next), [("Brisk", 0)]);
    assert_eq!(names(&listed(&store, &troubles, Some(" dAw "), None, 9).await), [("Dawn", 1)]);
    assert_eq!(names(&listed(&store, &[], Some("c12.example"), None, 9).await), [("Calm", 0)], "by its domain too");
}

async fn what_only_some_feeds_list_is_the_trouble_of_their_customers(store: TestStore) {
    book(&store).await;
    act!(store, owner(), issue(owner(), 20), |tx, one| tx.issue_put(one)).unwrap();
    let listed_for = (HealthIssueId(id(20)), CustomerId(id(11)));
    act!(store, owner(), listed_for, |tx, (issue, customer)| tx.issue_customer_put(*issue, *customer, at(1))).unwrap();
    let troubles = [trouble("Exchange Online", "", 3, Some(20)), trouble("Azure SQL", "West Europe", 1, None)];
    let found = listed(&store, &troubles, None, None, 9).await;
    assert_eq!(names(&found), [("Brisk", 3), ("Dawn", 1), ("Ardent", 0), ("Calm", 0)]);
}

async fn another_owners_customers_are_not_among_them(store: TestStore) {
    book(&store).await;
    let mut read = store.read(other()).await.unwrap();
    let troubles = [trouble("Exchange Online", "", 3, None)];
    let found = read.customers_by_trouble(&troubles, None, None, 9).await.unwrap();
    assert_eq!(found.iter().map(|one| (one.name.as_str(), one.place.0)).collect::<Vec<_>>(), [("Ardent elsewhere", 0)]);
}

crate::on_both_engines!(
    whoever_has_the_worst_comes_first_page_by_page,
    what_only_some_feeds_list_is_the_trouble_of_their_customers,
    another_owners_customers_are_not_among_them,
);

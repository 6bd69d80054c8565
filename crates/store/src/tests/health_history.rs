use tierline_domain::{
    CustomerId, HealthIssueId, Owner, Subscription, SubscriptionId,
    catalogue::ProductFamily,
    health::{Audience, FeedFacts, FeedFormat, FeedHistory, FeedOutcome, HealthIssue, IssueKind, IssueStatus},
};

use super::{
    at,
    case::desk,
    health::{issue, put},
    id, owner,
    sample::{act, gov, other, provider},
};
use crate::{HistoryFound, HistoryOf, Store, test_support::TestStore};

const EXCHANGE: HistoryOf<'static> = HistoryOf::Service("Exchange Online");

async fn found(store: &Store, of: HistoryOf<'_>, most: usize) -> HistoryFound {
    store.read(owner()).await.unwrap().history_found(of, (at(1_000), at(9_000)), most).await.unwrap()
}

fn numbers(found: &HistoryFound) -> Vec<u128> {
    found.issues.iter().map(|issue| issue.id.uuid().as_u128()).collect()
}

/// An issue of Exchange that ended so many seconds in.
fn ended(number: u128, end: i64) -> HealthIssue {
    HealthIssue {
        starts_at: at(end - 50),
        ends_at: Some(at(end)),
        status: IssueStatus::Resolved,
        ..issue(owner(), number)
    }
}

async fn a_history_has_what_had_not_ended_before_it_and_nothing_that_is_not_for_its_reader(store: TestStore) {
    desk(&store).await;
    let closed = |number, at_second| HealthIssue {
        status: IssueStatus::Resolved,
        last_modified_at: at(at_second),
        ..issue(owner(), number)
    };
    let all = [
        ended(1, 999),
        ended(2, 2_000),
        closed(3, 900),
        closed(4, 3_000),
        HealthIssue { starts_at: at(500), ..issue(owner(), 5) },
        HealthIssue { starts_at: at(9_500), ..issue(owner(), 6) },
        HealthIssue { kind: IssueKind::Announcement, ..issue(owner(), 7) },
        HealthIssue { services: vec!["Planner".into()], ..issue(owner(), 8) },
        issue(other(), 9),
        issue(gov(), 10),
        issue(provider(), 11),
        HealthIssue { audience: Audience::Listed, ..issue(provider(), 12) },
    ];
    put(&store, &all).await;
    let exchange = found(&store, EXCHANGE, 100).await;
    assert_eq!(numbers(&exchange), [5, 11, 4, 2], "what goes on first, then what ended last");
    assert_eq!(exchange.complete_from, None);
    assert_eq!(exchange.issues[2].ends_at, Some(at(3_000)), "closed without an end: when it was last changed");
    assert_eq!(exchange.issues[0].ends_at, None);
    assert_eq!(exchange.issues[0].regions, ["Norway East"]);
    assert_eq!(numbers(&found(&store, HistoryOf::Service(" "), 100).await), [], "a blank name is no service");
}

async fn a_customers_history_has_what_its_own_feed_lists_and_not_a_neighbours(store: TestStore) {
    desk(&store).await;
    let listed = |number| HealthIssue { audience: Audience::Listed, ..ended(number, 2_000) };
    put(&store, &[listed(1), listed(2), ended(3, 3_000)]).await;
    for (issue, customer) in [(1, 10), (2, 11)] {
        let pair = (HealthIssueId(id(issue)), CustomerId(id(customer)));
        act!(store, owner(), pair, |tx, pair| tx.issue_customer_put(pair.0, pair.1, at(1))).unwrap();
    }
    let ten = CustomerId(id(10));
    assert_eq!(numbers(&found(&store, HistoryOf::Customer(ten), 100).await), [3, 1]);
    assert_eq!(numbers(&found(&store, HistoryOf::Both("Microsoft Teams", ten), 100).await), [3, 1]);
    assert_eq!(numbers(&found(&store, HistoryOf::Both("Planner", ten), 100).await), []);
    assert_eq!(numbers(&found(&store, EXCHANGE, 100).await), [3, 1, 2], "for all customers, everything");
}

/// Of twenty thousand issues a few hundred are of the last ninety days: a history may not read the others, and says what it left out.
async fn a_history_walks_an_index_and_says_from_when_on_it_is_whole(store: TestStore) {
    desk(&store).await;
    let old: Vec<HealthIssue> = (1..=60).map(|number| ended(number, 100 + i64::try_from(number).unwrap())).collect();
    put(&store, &old).await;
    put(&store, &[ended(61, 2_000), ended(62, 3_000), ended(63, 4_000)]).await;
    let whole = found(&store, EXCHANGE, 3).await;
    assert_eq!((numbers(&whole), whole.complete_from), (vec![63, 62, 61], None));
    let cut = found(&store, EXCHANGE, 2).await;
    assert_eq!((numbers(&cut), cut.complete_from), (vec![63, 62], Some(at(2_000))));
    let plan = store.read(owner()).await.unwrap().issue_history_plan(at(1_000)).await.unwrap();
    assert!(plan.as_ref().is_none_or(|plan| plan.contains("health_issue_ended")), "the index is not walked: {plan:?}");
}

fn subscription(owner_customer: u128, number: u128, region: Option<&str>) -> Subscription {
    Subscription {
        id: SubscriptionId(id(number)),
        customer: CustomerId(id(owner_customer)),
        service: "Virtual Machines".into(),
        product_family: ProductFamily::Azure,
        region: region.map(str::to_owned),
        quantity: None,
        external_id: None,
        support_right: false,
    }
}

async fn a_service_says_who_uses_it_and_where(store: TestStore) {
    desk(&store).await;
    let all = vec![
        subscription(11, 500, Some("Norway East")),
        subscription(10, 501, Some("West Europe")),
        subscription(10, 502, Some("Norway East")),
        subscription(10, 503, None),
    ];
    for one in all {
        act!(store, owner(), one, |tx, one| tx.subscription_put(one)).unwrap();
    }
    let mut read = store.read(owner()).await.unwrap();
    let customers = [CustomerId(id(10)), CustomerId(id(11))];
    assert_eq!(read.subscription_users("Virtual Machines", 9).await.unwrap(), customers);
    assert_eq!(read.subscription_users("Virtual Machines", 1).await.unwrap(), customers[..1]);
    assert_eq!(read.subscription_users("Planner", 9).await.unwrap(), []);
    assert_eq!(read.subscription_regions("Virtual Machines").await.unwrap(), ["", "Norway East", "West Europe"]);
    let mut read = store.read(other()).await.unwrap();
    assert_eq!(read.subscription_users("Virtual Machines", 9).await.unwrap(), []);
}

fn imported(owner: Owner, name: &str, customer: Option<u128>, second: i64) -> FeedFacts {
    FeedFacts {
        name: name.into(),
        format: Some(FeedFormat::Graph),
        cloud: owner.cloud,
        customer: customer.map(|number| CustomerId(id(number))),
        fetched_at: Some(at(second)),
        outcome: FeedOutcome::Read,
        records: 3,
        families: Vec::new(),
        interval_minutes: None,
        history: FeedHistory::default(),
    }
}

async fn the_last_reading_is_told_without_a_look_at_the_tenants(store: TestStore) {
    desk(&store).await;
    let last = async |owner: Owner| {
        let mut read = store.read(owner).await.unwrap();
        read.feed_read_last(Some(provider().organization)).await.unwrap()
    };
    assert_eq!(last(owner()).await, (None, false));
    for one in [imported(owner(), "graph", Some(10), 50), imported(owner(), "graph", Some(11), 70)] {
        act!(store, owner(), one, |tx, one| tx.feed_put(one, None)).unwrap();
    }
    act!(store, gov(), imported(gov(), "graph", None, 90), |tx, one| tx.feed_put(one, None)).unwrap();
    assert_eq!(last(owner()).await, (Some(at(70)), false));
    assert_eq!(last(other()).await, (None, false));
    let known = store.read(owner()).await.unwrap().feed_lookup("graph", Some(CustomerId(id(11)))).await.unwrap();
    assert_eq!(known.map(|feed| feed.fetched_at), Some(Some(at(70))));
    assert_eq!(store.read(owner()).await.unwrap().feed_lookup("graph", None).await.unwrap(), None);
    put(&store, &[issue(provider(), 1)]).await;
    assert_eq!(last(owner()).await, (Some(at(70)), true), "its provider publishes here");
}

crate::on_both_engines!(
    a_history_has_what_had_not_ended_before_it_and_nothing_that_is_not_for_its_reader,
    a_customers_history_has_what_its_own_feed_lists_and_not_a_neighbours,
    a_history_walks_an_index_and_says_from_when_on_it_is_whole,
    a_service_says_who_uses_it_and_where,
    the_last_reading_is_told_without_a_look_at_the_tenants,
);

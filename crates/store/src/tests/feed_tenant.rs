use tierline_domain::{
    CustomerId, FeedId,
    health::{FeedCondition, FeedFacts, FeedFormat, FeedHistory, FeedOutcome},
};

use super::{
    at,
    case::desk,
    health::feed,
    id, owner,
    sample::{act, other},
};
use crate::{FeedCount, FeedReading, test_support::TestStore};

async fn a_public_feed_is_listed_as_the_one_tenant_that_it_has(store: TestStore) {
    desk(&store).await;
    let reading = FeedReading {
        feed: FeedId(id(70)),
        tried_at: Some(at(9)),
        next_at: at(60),
        etag: None,
        last_modified: None,
        digest: None,
    };
    act!(store, owner(), (feed("azure", None), reading), |tx, (feed, reading)| tx.feed_put(feed, Some(reading)))
        .unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let found = read.feed_tenants_troubled(FeedId(id(70)), at(100), None, 9).await.unwrap();
    assert_eq!(found.iter().map(|one| (one.customer.clone(), one.records)).collect::<Vec<_>>(), [(None, 12)]);
    let after = found.first().map(|one| one.after.clone());
    assert_eq!(read.feed_tenants_troubled(FeedId(id(70)), at(100), after.as_ref(), 9).await.unwrap(), []);
}

async fn the_tenants_of_a_feed_in_trouble_are_listed_by_the_customers_name_page_by_page(store: TestStore) {
    desk(&store).await;
    let feed_id = FeedId(id(70));
    let reading = FeedReading {
        feed: feed_id,
        tried_at: Some(at(9)),
        next_at: at(60),
        etag: None,
        last_modified: None,
        digest: None,
    };
    let down = FeedFacts {
        outcome: FeedOutcome::Failed,
        history: FeedHistory { detail: "no answer".into(), tries: "rf".into(), ..FeedHistory::default() },
        ..feed("graph", Some(10))
    };
    let aged = FeedFacts { fetched_at: Some(at(1)), ..feed("graph", Some(11)) };
    let by_hand = FeedFacts { outcome: FeedOutcome::Failed, ..feed("elsewhere", Some(10)) };
    act!(store, owner(), (down, aged, by_hand, reading), |tx, (down, aged, by_hand, reading)| {
        tx.feed_put(down, Some(reading)).await?;
        tx.feed_put(aged, Some(reading)).await?;
        tx.feed_put(by_hand, None)
    })
    .unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let mut all = read.feed_tenants_troubled(feed_id, at(2), None, 9).await.unwrap();
    all.sort_by_key(|tenant| tenant.customer.clone());
    let customers: Vec<_> = all.iter().filter_map(|tenant| tenant.customer.clone()).map(|(id, _)| id).collect();
    assert_eq!(customers, [CustomerId(id(10)), CustomerId(id(11))]);
    let (down, aged) = (&all[0], &all[1]);
    assert_eq!(
        (down.condition, down.history.detail.as_str(), down.next_at),
        (FeedCondition::Down, "no answer", Some(at(60)))
    );
    assert_eq!((aged.condition, aged.fetched_at), (FeedCondition::Fresh, Some(at(1))), "it is listed for its age");
    // Later readings are not in trouble, and each page begins where the one before ended.
    assert_eq!(read.feed_tenants_troubled(feed_id, at(1), None, 9).await.unwrap().len(), 1);
    let first = read.feed_tenants_troubled(feed_id, at(2), None, 1).await.unwrap();
    let rest = read.feed_tenants_troubled(feed_id, at(2), Some(&first[0].after), 9).await.unwrap();
    assert_eq!((first.len(), rest.len()), (1, 1));
    assert_ne!(first[0].customer, rest[0].customer);
    assert!(first[0].after < rest[0].after);
    let count = |condition| FeedCount {
        name: "graph".into(),
        format: Some(FeedFormat::Graph),
        condition,
        interval_minutes: None,
        tenants: 1,
        oldest: None,
        newest: None,
    };
    assert_eq!(read.feed_count_before(&count(FeedCondition::Fresh), at(2)).await.unwrap(), 1);
    assert_eq!(read.feed_count_before(&count(FeedCondition::Fresh), at(1)).await.unwrap(), 0);
    assert_eq!(store.read(other()).await.unwrap().feed_tenants_troubled(feed_id, at(2), None, 9).await.unwrap(), []);
}

crate::on_both_engines!(
    a_public_feed_is_listed_as_the_one_tenant_that_it_has,
    the_tenants_of_a_feed_in_trouble_are_listed_by_the_customers_name_page_by_page,
);

use tierline_domain::{
    CustomerId, FeedId, Owner,
    health::{FeedFacts, FeedFormat, FeedHistory, FeedOutcome, FeedTenants, PolledFeed},
};

use super::{
    at,
    case::desk,
    id, owner,
    sample::{act, other},
};
use crate::{FeedBeat, FeedEnd, FeedReading, Store, System, table::json_time, test_support::TestStore};

/// A feed that is due since the beginning.
fn polled(owner: Owner, number: u128, tenants: FeedTenants) -> PolledFeed {
    PolledFeed {
        id: FeedId(id(number)),
        owner,
        name: format!("Feed {number}"),
        format: FeedFormat::Graph,
        location: None,
        tenants,
        customer: None,
        families: Vec::new(),
        interval_minutes: 5,
        is_enabled: true,
        credential: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

async fn set_up(store: &Store, feed: &PolledFeed, customers: &[Option<u128>]) {
    let customers = customers.to_vec();
    act!(store, feed.owner, (feed.clone(), customers), |tx, (feed, customers)| async {
        tx.polled_feed_insert(feed).await?;
        for customer in customers {
            let facts = FeedFacts {
                name: feed.name.clone(),
                format: Some(feed.format),
                cloud: feed.owner.cloud,
                customer: customer.map(|number| CustomerId(id(number))),
                fetched_at: Some(at(0)),
                outcome: FeedOutcome::Read,
                records: 3,
                families: Vec::new(),
                interval_minutes: Some(5),
                history: FeedHistory::default(),
            };
            let reading = FeedReading {
                feed: feed.id,
                tried_at: Some(at(0)),
                next_at: at(0),
                etag: None,
                last_modified: None,
                digest: None,
            };
            tx.feed_put(&facts, Some(&reading)).await?;
        }
        Ok::<_, crate::Error>(())
    })
    .unwrap();
}

fn customer(number: u128) -> Option<CustomerId> {
    Some(CustomerId(id(number)))
}

async fn claim(store: &Store, now: i64, token: u128) -> Vec<FeedId> {
    let mut feeds: Vec<FeedId> = store
        .write(System, move |tx| Box::pin(tx.polled_feeds_claim(at(now), at(now + 120), id(token), 10)))
        .await
        .unwrap()
        .into_iter()
        .map(|feed| feed.id)
        .collect();
    feeds.sort();
    feeds
}

async fn held(store: &Store, now: i64, token: u128) -> Vec<FeedId> {
    let mut held = store.write(System, move |tx| Box::pin(tx.polled_feeds_held(id(token), at(now)))).await.unwrap();
    held.sort();
    held
}

async fn feeds_that_are_due_are_taken_by_one_node_until_its_lease_is_over(store: TestStore) {
    desk(&store).await;
    let (one, two) = (polled(owner(), 70, FeedTenants::Each), polled(other(), 71, FeedTenants::Public));
    let off = PolledFeed { is_enabled: false, ..polled(owner(), 72, FeedTenants::Public) };
    for feed in [&one, &two, &off] {
        set_up(&store, feed, &[]).await;
    }
    let is_due = async |now| store.read(System).await.unwrap().polled_feed_is_due(at(now)).await.unwrap();
    assert!(!is_due(-1).await && is_due(0).await);
    assert_eq!(claim(&store, 0, 1).await, [one.id, two.id], "those of all owners, and none that is switched off");
    assert!(!is_due(119).await);
    assert_eq!(claim(&store, 119, 2).await, []);
    let renew = async |token, now| {
        store.write(System, move |tx| Box::pin(tx.polled_feeds_renew(id(token), at(now), at(now + 120)))).await.unwrap()
    };
    assert_eq!(renew(1, 100).await, 2);
    assert_eq!(claim(&store, 219, 2).await, []);
    assert_eq!((held(&store, 219, 1).await.len(), held(&store, 220, 1).await), (2, vec![]), "the lease is over");
    assert_eq!(renew(1, 220).await, 0, "what is over is not prolonged");
    assert_eq!(claim(&store, 220, 2).await, [one.id, two.id]);
    assert_eq!((held(&store, 221, 1).await, held(&store, 221, 2).await), (vec![], vec![one.id, two.id]));
}

async fn what_a_round_read_is_written_by_one_heartbeat_whosever_it_is(store: TestStore) {
    desk(&store).await;
    let (each, public) = (polled(owner(), 70, FeedTenants::Each), polled(other(), 71, FeedTenants::Public));
    set_up(&store, &each, &[Some(10), Some(11)]).await;
    set_up(&store, &public, &[None]).await;
    claim(&store, 7, 1).await;
    let rows: u64 = act!(store, System, (each.clone(), public.clone()), |tx, (each, public)| async {
        let one = FeedBeat { feed: each, tenants: &[customer(11)], at: at(7), next_at: at(307) };
        let two = FeedBeat { feed: public, tenants: &[None], at: at(8), next_at: at(608) };
        let renamed = PolledFeed { name: "Another".to_owned(), ..each.clone() };
        let gone = FeedBeat { feed: &renamed, tenants: &[customer(10)], ..one };
        tx.feeds_heartbeat(&[one, two, gone]).await
    })
    .unwrap();
    assert_eq!(rows, 2, "what was renamed meanwhile is due again anyway");
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.feed_lookup(&each.name, customer(11)).await.unwrap().unwrap().fetched_at, Some(at(7)));
    assert_eq!(read.feed_lookup(&each.name, customer(10)).await.unwrap().unwrap().fetched_at, Some(at(0)));
    let due: Vec<_> = read.feed_tenants_due(each.id, at(306), 10).await.unwrap();
    assert_eq!(due.iter().map(|tenant| tenant.facts.customer).collect::<Vec<_>>(), [customer(10)]);
    assert_eq!(read.feed_tenants_due(each.id, at(307), 10).await.unwrap().len(), 2, "times compare as the driver's do");
    drop(read);
    let mut read = store.read(other()).await.unwrap();
    assert_eq!(read.feed_next_at(public.id).await.unwrap(), Some(at(608)));
}

async fn a_feed_that_is_given_back_is_due_when_the_next_of_its_tenants_is(store: TestStore) {
    desk(&store).await;
    let feeds = [70, 71, 72, 73].map(|number| polled(owner(), number, FeedTenants::Each));
    set_up(&store, &feeds[0], &[Some(10), Some(11)]).await;
    set_up(&store, &feeds[1], &[Some(10)]).await;
    set_up(&store, &feeds[2], &[]).await;
    set_up(&store, &feeds[3], &[]).await;
    claim(&store, 7, 1).await;
    act!(store, System, feeds.clone(), |tx, feeds| async {
        tx.tenant(owner()).feed_tenants_hurry(feeds[0].id, at(0)).await?;
        let end = |feed| FeedEnd { feed, next_at: at(300), retry_at: None, read_at: Some(at(9)) };
        let ends =
            [end(&feeds[0]), FeedEnd { retry_at: Some(at(500)), read_at: None, ..end(&feeds[1]) }, end(&feeds[2])];
        tx.polled_feeds_release(id(1), &ends).await?;
        // Another round, to which the last one does not belong.
        tx.polled_feeds_release(id(2), &[end(&feeds[3])]).await
    })
    .unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let standing = read.polled_feed_standing().await.unwrap();
    let next: Vec<_> =
        feeds.iter().map(|feed| standing.iter().find(|one| one.feed == feed.id).unwrap().next_at).collect();
    assert_eq!(next, [at(0), at(500), at(300), at(0)]);
    assert_eq!(read.feed_read_last(None).await.unwrap().0, Some(at(9)));
    drop(read);
    assert_eq!(held(&store, 8, 1).await, [feeds[3].id]);
}

/// Times in lists of JSON are compared with those that the driver wrote.
async fn a_time_in_a_list_is_written_as_the_driver_writes_it(store: TestStore) {
    for micros in [0, 1, 120_000, 999_999] {
        let time = at(0) + chrono::TimeDelta::microseconds(micros);
        if let crate::db::Conn::Lite(conn) = store.read(System).await.unwrap().link().conn() {
            let written: String = sqlx::query_scalar("select $1").bind(time).fetch_one(conn).await.unwrap();
            assert_eq!(written, json_time(time));
        }
    }
}

crate::on_both_engines!(
    feeds_that_are_due_are_taken_by_one_node_until_its_lease_is_over,
    what_a_round_read_is_written_by_one_heartbeat_whosever_it_is,
    a_feed_that_is_given_back_is_due_when_the_next_of_its_tenants_is,
    a_time_in_a_list_is_written_as_the_driver_writes_it,
);

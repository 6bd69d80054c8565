use std::collections::BTreeSet;

use serde_json::json;
use tierline_domain::{Cloud, OutboxId, Owner, ReceivedRequest, RequestId, RequestStatus, Route, ServiceRequest};

use super::{
    at, id, owner,
    sample::{act, customer, customers, organizations, provider, received, request},
};
use crate::{Addressed, Claim, Error, Leased, Message, Result, System, test_support::TestStore};

fn message(number: u128) -> Message {
    Message {
        id: OutboxId(id(number)),
        queue: "relay",
        kind: "case.opened",
        payload: json!({ "number": number.to_string(), "text": "Zażółć — не открывается" }),
        at: at(0),
        run_at: at(0),
        addressed: None,
    }
}

async fn append(store: &TestStore, owner: Owner, messages: Vec<Message>) {
    store
        .write_with(owner, messages, |tx, messages| {
            Box::pin(async move {
                for message in messages {
                    tx.outbox_append(message).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
}

async fn claim(store: &crate::Store, now: i64, token: u128, limit: i64) -> Vec<Leased> {
    let claim = Claim { queue: "relay", now: at(now), until: at(now + 60), token: id(token), limit };
    store.write_with(System, claim, |tx, claim| Box::pin(async move { tx.outbox_claim(claim).await })).await.unwrap()
}

async fn complete(store: &crate::Store, leased: &Leased) -> Result<()> {
    store
        .write_with(System, leased.clone(), |tx, leased| {
            Box::pin(async move { tx.outbox_complete(leased, at(9)).await })
        })
        .await
}

async fn a_message_is_claimed_as_it_was_appended(store: TestStore) {
    let gov = Owner { cloud: Cloud::UsGovernment, ..owner() };
    append(&store, gov, vec![message(7)]).await;
    let leased = claim(&store, 0, 100, 10).await;
    let expected = Leased {
        owner: gov,
        id: OutboxId(id(7)),
        kind: "case.opened".into(),
        payload: message(7).payload,
        at: at(0),
        attempt: 1,
        token: id(100),
    };
    assert_eq!(leased, vec![expected]);
    assert_eq!(claim(&store, 1, 101, 10).await, vec![], "under lease");
}

async fn a_message_waits_for_its_time_and_its_queue(store: TestStore) {
    let later = Message { run_at: at(10), ..message(1) };
    let elsewhere = Message { queue: "mail", ..message(2) };
    append(&store, owner(), vec![later, elsewhere]).await;
    assert!(claim(&store, 9, 100, 10).await.is_empty());
    assert_eq!(claim(&store, 10, 101, 10).await.len(), 1);
}

async fn the_oldest_come_first_and_the_limit_holds(store: TestStore) {
    append(&store, owner(), (1..=5).rev().map(message).collect()).await;
    let first: Vec<_> = claim(&store, 0, 100, 3).await.iter().map(|leased| leased.id.uuid()).collect();
    assert_eq!(first, vec![id(1), id(2), id(3)]);
    assert_eq!(claim(&store, 0, 101, 3).await.len(), 2);
}

async fn a_refused_write_leaves_no_message(store: TestStore) {
    let refused = store
        .write(owner(), |tx| {
            Box::pin(async move {
                tx.outbox_append(&message(1)).await?;
                Err::<(), _>(Error::Stale)
            })
        })
        .await;
    assert!(matches!(refused, Err(Error::Stale)));
    assert!(claim(&store, 0, 100, 10).await.is_empty());
}

async fn concurrent_workers_never_share_a_message(store: TestStore) {
    const ALL: u128 = 200;
    append(&store, owner(), (1..=ALL).map(message).collect()).await;
    let nodes = [store.store(), store.another_node().await];
    let workers: Vec<_> = (0..8_u128)
        .map(|worker| {
            let store = nodes[usize::from(worker % 2 == 0)].clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                for round in 0.. {
                    let leased = claim(&store, 0, 1_000 + worker * 1_000 + round, 7).await;
                    if leased.is_empty() {
                        return mine;
                    }
                    for one in &leased {
                        complete(&store, one).await.unwrap();
                        mine.push(one.id);
                    }
                }
                mine
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    assert_eq!(done.len(), 200, "nothing twice");
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>().len(), 200, "nothing forgotten");
}

async fn a_lease_that_ended_passes_to_the_next_worker_and_the_first_can_do_nothing(store: TestStore) {
    append(&store, owner(), vec![message(1)]).await;
    let first = claim(&store, 0, 100, 1).await.remove(0);
    let second = claim(&store, 60, 101, 1).await.remove(0);
    assert_eq!((second.attempt, second.token), (2, id(101)));
    assert!(matches!(complete(&store, &first).await, Err(Error::LeaseLost)));
    for verb in 0..3 {
        let first = first.clone();
        let refused = store
            .write_with(System, first, move |tx, first| {
                Box::pin(async move {
                    match verb {
                        0 => tx.outbox_retry(first, at(1), "late").await,
                        1 => tx.outbox_kill(first, at(1), "late").await,
                        _ => tx.outbox_renew(first, at(999)).await,
                    }
                })
            })
            .await;
        assert!(matches!(refused, Err(Error::LeaseLost)));
    }
    complete(&store, &second).await.unwrap();
    assert!(matches!(complete(&store, &second).await, Err(Error::LeaseLost)), "once only");
    assert!(claim(&store, 9_999, 102, 1).await.is_empty());
}

async fn a_lost_lease_takes_back_what_its_transaction_did(store: TestStore) {
    append(&store, owner(), vec![message(1)]).await;
    let first = claim(&store, 0, 100, 1).await.remove(0);
    claim(&store, 60, 101, 1).await;
    let done = store
        .write_with(System, first, |tx, first| {
            Box::pin(async move {
                tx.tenant(first.owner).outbox_append(&message(2)).await?;
                tx.outbox_complete(first, at(61)).await
            })
        })
        .await;
    assert!(matches!(done, Err(Error::LeaseLost)));
    assert!(claim(&store, 61, 102, 10).await.is_empty());
}

async fn a_renewed_lease_is_not_taken(store: TestStore) {
    append(&store, owner(), vec![message(1)]).await;
    let leased = claim(&store, 0, 100, 1).await.remove(0);
    store
        .write_with(System, leased, |tx, leased| Box::pin(async move { tx.outbox_renew(leased, at(300)).await }))
        .await
        .unwrap();
    assert!(claim(&store, 299, 101, 1).await.is_empty());
    assert_eq!(claim(&store, 300, 102, 1).await.len(), 1);
}

async fn a_retried_message_comes_back_and_a_dead_one_only_when_revived(store: TestStore) {
    append(&store, owner(), vec![message(1)]).await;
    let first = claim(&store, 0, 100, 1).await.remove(0);
    store
        .write_with(System, first, |tx, one| Box::pin(async move { tx.outbox_retry(one, at(30), "no answer").await }))
        .await
        .unwrap();
    assert!(claim(&store, 29, 101, 1).await.is_empty());
    let second = claim(&store, 30, 102, 1).await.remove(0);
    assert_eq!(second.attempt, 2);
    store
        .write_with(System, second, |tx, one| Box::pin(async move { tx.outbox_kill(one, at(31), "refused").await }))
        .await
        .unwrap();
    assert!(claim(&store, 9_999, 103, 1).await.is_empty());

    let dead = store.read(System).await.unwrap().outbox_dead(10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].attempts, dead[0].last_error.as_deref(), dead[0].died_at), (2, Some("refused"), Some(at(31))));

    let revive = || store.write(System, |tx| Box::pin(tx.outbox_revive(owner(), OutboxId(id(1)), at(40))));
    assert!(revive().await.unwrap());
    assert!(!revive().await.unwrap(), "it lives already");
    assert_eq!(claim(&store, 40, 104, 1).await[0].attempt, 1);
}

async fn queues_are_counted_and_what_is_done_is_purged(store: TestStore) {
    append(&store, owner(), vec![message(1), message(2), message(3)]).await;
    for leased in claim(&store, 0, 100, 2).await {
        complete(&store, &leased).await.unwrap();
    }
    let counts = store.read(System).await.unwrap().outbox_counts().await.unwrap();
    assert_eq!(counts.len(), 1);
    assert_eq!((counts[0].queue.as_str(), counts[0].state.as_str(), counts[0].number), ("relay", "waiting", 1));
    assert_eq!(counts[0].oldest, Some(at(0)));

    let purge = |before| store.write(System, move |tx| Box::pin(tx.outbox_purge(at(before), 1)));
    assert_eq!(purge(9).await.unwrap(), 0, "done at that very time");
    assert_eq!(purge(10).await.unwrap(), 1, "the limit");
    assert_eq!(purge(10).await.unwrap(), 1);
    assert_eq!(purge(10).await.unwrap(), 0, "the waiting one stays");
}

async fn what_was_given_up_goes_after_its_time_but_not_while_its_request_is_open(store: TestStore) {
    organizations(&store).await;
    customers(&store, &[customer(owner(), 10, "Nordvik Sjømat")]).await;
    let over = ServiceRequest { status: RequestStatus::Closed, ..request(51, "VPN drops") };
    for one in [request(50, "Mail is delayed"), over] {
        act!(store, owner(), one, |tx, one| tx.request_insert(one)).unwrap();
    }
    let over = ReceivedRequest { status: RequestStatus::Resolved, ..received(53, "VPN drops") };
    for one in [received(52, "Mail is delayed"), over] {
        act!(store, provider(), one, |tx, one| tx.received_insert(one)).unwrap();
    }
    let about = |number: u128, request: u128| {
        let recipient = "Meridian Cloud".to_owned();
        let to = Addressed { request: RequestId(id(request)), route: Route::Local, connection: None, recipient };
        Message { addressed: Some(to), ..message(number) }
    };
    append(&store, owner(), vec![message(1), about(2, 50), about(3, 51)]).await;
    append(&store, provider(), vec![about(4, 52), about(5, 53)]).await;
    for leased in claim(&store, 0, 100, 10).await {
        act!(store, System, leased, |tx, one| tx.outbox_kill(one, at(31), "refused")).unwrap();
    }
    let purge = async |before: i64, limit: i64| {
        act!(store, System, (before, limit), |tx, (before, limit)| tx.outbox_purge_dead(at(*before), *limit)).unwrap()
    };
    assert_eq!(purge(31, 10).await, 0, "given up at that very time");
    assert_eq!((purge(32, 2).await, purge(32, 2).await, purge(32, 2).await), (2, 1, 0));
    let left = store.read(System).await.unwrap().outbox_dead(10).await.unwrap();
    let left: BTreeSet<OutboxId> = left.into_iter().map(|one| one.id).collect();
    assert_eq!(left, BTreeSet::from([OutboxId(id(2)), OutboxId(id(4))]), "those of open requests");
}

async fn a_commit_into_the_outbox_wakes_the_relay(store: TestStore) {
    let mut signal = store.outbox_signal();
    append(&store, owner(), vec![message(1)]).await;
    tokio::time::timeout(std::time::Duration::from_secs(5), signal.appended()).await.expect("woken");
    let quiet = tokio::time::timeout(std::time::Duration::from_millis(50), signal.appended()).await;
    assert!(quiet.is_err(), "once per commit");
}

crate::on_both_engines!(
    a_message_is_claimed_as_it_was_appended,
    a_message_waits_for_its_time_and_its_queue,
    the_oldest_come_first_and_the_limit_holds,
    a_refused_write_leaves_no_message,
    concurrent_workers_never_share_a_message,
    a_lease_that_ended_passes_to_the_next_worker_and_the_first_can_do_nothing,
    a_lost_lease_takes_back_what_its_transaction_did,
    a_renewed_lease_is_not_taken,
    a_retried_message_comes_back_and_a_dead_one_only_when_revived,
    queues_are_counted_and_what_is_done_is_purged,
    what_was_given_up_goes_after_its_time_but_not_while_its_request_is_open,
    a_commit_into_the_outbox_wakes_the_relay,
);

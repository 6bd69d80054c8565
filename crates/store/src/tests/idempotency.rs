use serde_json::{Value, json};
use tierline_domain::{Cloud, Owner};

use super::{at, owner};
use crate::{CustomerScope, Error, IdempotencyKey, Result, Seen, Store, System, test_support::TestStore};

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey { actor: "usr_1".into(), operation: "case.open", key: text.into(), body_hash: [7; 32] }
}

async fn begin(store: &Store, owner: Owner, key: IdempotencyKey) -> Seen {
    store.write_with(owner, key, |tx, key| Box::pin(tx.idempotency_begin(key))).await.unwrap()
}

async fn keep(store: &Store, key: IdempotencyKey, result: Value) -> Result<()> {
    store
        .write_with(owner(), (key, result), |tx, (key, result)| Box::pin(tx.idempotency_keep(key, result, at(0))))
        .await
}

async fn a_kept_result_is_given_again_to_the_same_command_only(store: TestStore) {
    assert_eq!(begin(&store, owner(), key("a")).await, Seen::New);
    keep(&store, key("a"), json!({ "case": "cas_1", "numbers": [1, 2] })).await.unwrap();
    assert_eq!(begin(&store, owner(), key("a")).await, Seen::Done(json!({ "case": "cas_1", "numbers": [1, 2] })));

    let other_body = IdempotencyKey { body_hash: [8; 32], ..key("a") };
    assert_eq!(begin(&store, owner(), other_body).await, Seen::Mismatch);
    let other_actor = IdempotencyKey { actor: "usr_2".into(), ..key("a") };
    assert_eq!(begin(&store, owner(), other_actor).await, Seen::New);
    let other_operation = IdempotencyKey { operation: "case.note", ..key("a") };
    assert_eq!(begin(&store, owner(), other_operation).await, Seen::New);
    let other_cloud = Owner { cloud: Cloud::UsGovernment, ..owner() };
    assert_eq!(begin(&store, other_cloud, key("a")).await, Seen::New);

    let again = keep(&store, key("a"), json!(null)).await;
    assert!(again.is_err_and(|error| error.violates("idempotency_pkey")));
}

async fn a_refusal_keeps_nothing(store: TestStore) {
    let refused = store
        .write(owner(), |tx| {
            Box::pin(async move {
                tx.idempotency_keep(&key("a"), &json!(1), at(0)).await?;
                Err::<(), _>(Error::Stale)
            })
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(begin(&store, owner(), key("a")).await, Seen::New);
}

async fn a_customers_command_is_found_in_its_partners_rows(store: TestStore) {
    let scope = CustomerScope { owner: owner(), customer: tierline_domain::CustomerId(super::id(5)) };
    store
        .write(scope, |tx| Box::pin(async move { tx.idempotency_keep(&key("c"), &json!(3), at(0)).await }))
        .await
        .unwrap();
    let seen = store.write(scope, |tx| Box::pin(async move { tx.idempotency_begin(&key("c")).await })).await.unwrap();
    assert_eq!(seen, Seen::Done(json!(3)));
}

async fn a_twin_on_the_same_node_is_in_flight_until_the_first_ends(store: TestStore) {
    let first = store.idempotency_flight(owner(), &key("a")).expect("free");
    assert!(store.idempotency_flight(owner(), &key("a")).is_none());
    let other_body = IdempotencyKey { body_hash: [8; 32], ..key("a") };
    assert!(store.idempotency_flight(owner(), &other_body).is_none(), "the key counts, not the content");
    assert!(store.idempotency_flight(owner(), &key("b")).is_some());
    drop(first);
    assert!(store.idempotency_flight(owner(), &key("a")).is_some());
}

/// On SQLite there is no other node: a twin waits for the writer, and then finds the result.
async fn twins_on_two_nodes_take_effect_once(store: TestStore) {
    let nodes = [store.store(), store.another_node().await];
    let twins: Vec<_> = (0..12)
        .map(|number| {
            let store = nodes[number % 2].clone();
            tokio::spawn(async move {
                store
                    .write(owner(), |tx| {
                        Box::pin(async move {
                            let seen = tx.idempotency_begin(&key("a")).await?;
                            if seen == Seen::New {
                                tx.idempotency_keep(&key("a"), &json!("done"), at(0)).await?;
                            }
                            Ok::<_, Error>(seen)
                        })
                    })
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut new = 0;
    for twin in twins {
        match twin.await.unwrap() {
            Seen::New => new += 1,
            Seen::Done(result) => assert_eq!(result, json!("done")),
            Seen::InFlight => assert_eq!(store.engine(), crate::Engine::Postgres),
            Seen::Mismatch => panic!("the content is the same"),
        }
    }
    assert_eq!(new, 1);
}

async fn old_results_are_forgotten(store: TestStore) {
    keep(&store, key("a"), json!(1)).await.unwrap();
    let purge = |before| store.write(System, move |tx| Box::pin(tx.idempotency_purge(at(before), 100)));
    assert_eq!(purge(0).await.unwrap(), 0);
    assert_eq!(purge(1).await.unwrap(), 1);
    assert_eq!(begin(&store, owner(), key("a")).await, Seen::New);
}

crate::on_both_engines!(
    a_kept_result_is_given_again_to_the_same_command_only,
    a_refusal_keeps_nothing,
    a_customers_command_is_found_in_its_partners_rows,
    a_twin_on_the_same_node_is_in_flight_until_the_first_ends,
    twins_on_two_nodes_take_effect_once,
    old_results_are_forgotten,
);

use std::collections::BTreeSet;

use tierline_domain::{Cloud, Owner};

use super::owner;
use crate::{NumberKind, test_support::TestStore};

async fn numbers_are_distinct_across_tasks_and_nodes(store: TestStore) {
    let nodes = [store.store(), store.another_node().await];
    let takers: Vec<_> = (0..8)
        .map(|taker| {
            let store = nodes[taker % 2].clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                for _ in 0..25 {
                    mine.push(store.number(owner(), NumberKind::Case).await.unwrap());
                }
                assert!(mine.is_sorted());
                mine
            })
        })
        .collect();
    let mut all = BTreeSet::new();
    for taker in takers {
        all.extend(taker.await.unwrap());
    }
    assert_eq!(all.len(), 200);
    assert_eq!(all.first(), Some(&10_001));
    assert!(all.last().unwrap() < &(10_001 + 200 + 64), "gaps are at most the blocks of the nodes");
}

async fn each_owner_and_kind_counts_for_itself(store: TestStore) {
    let gov = Owner { cloud: Cloud::UsGovernment, ..owner() };
    assert_eq!(store.number(owner(), NumberKind::Case).await.unwrap(), 10_001);
    assert_eq!(store.number(owner(), NumberKind::Case).await.unwrap(), 10_002);
    assert_eq!(store.number(gov, NumberKind::Case).await.unwrap(), 10_001);
    assert_eq!(store.number(owner(), NumberKind::Request).await.unwrap(), 1_001);
}

async fn a_node_that_starts_anew_leaves_a_gap_and_repeats_nothing(store: TestStore) {
    let last = store.number(owner(), NumberKind::Case).await.unwrap();
    let restarted = store.another_node().await;
    assert!(restarted.number(owner(), NumberKind::Case).await.unwrap() > last);
}

crate::on_both_engines!(
    numbers_are_distinct_across_tasks_and_nodes,
    each_owner_and_kind_counts_for_itself,
    a_node_that_starts_anew_leaves_a_gap_and_repeats_nothing,
);

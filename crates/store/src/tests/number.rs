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

async fn commands_that_take_one_number_each_leave_no_gap(store: TestStore) {
    for expected in 10_001..10_005 {
        let command = store.another_node().await;
        assert_eq!(command.number(owner(), NumberKind::Case).await.unwrap(), expected);
    }
}

async fn a_node_that_starts_anew_repeats_nothing_and_leaves_no_more_than_it_used(store: TestStore) {
    let (mut first, mut last) = (None, 0);
    for _ in 0..20 {
        last = store.number(owner(), NumberKind::Case).await.unwrap();
        first.get_or_insert(last);
    }
    let next = store.another_node().await.number(owner(), NumberKind::Case).await.unwrap();
    assert_eq!((first, last), (Some(10_001), 10_020), "a node alone counts without gaps");
    assert!(next > last && next <= last + 20, "{next}");
}

async fn a_node_that_takes_many_reserves_them_in_blocks(store: TestStore) {
    for _ in 0..64 {
        store.number(owner(), NumberKind::Case).await.unwrap();
    }
    let busy = store.number(owner(), NumberKind::Case).await.unwrap();
    let other = store.another_node().await.number(owner(), NumberKind::Case).await.unwrap();
    assert!(other - busy > 1, "{other} after {busy}: the next numbers are the first node's");
    assert_eq!(store.number(owner(), NumberKind::Case).await.unwrap(), busy + 1);
}

crate::on_both_engines!(
    numbers_are_distinct_across_tasks_and_nodes,
    each_owner_and_kind_counts_for_itself,
    commands_that_take_one_number_each_leave_no_gap,
    a_node_that_starts_anew_repeats_nothing_and_leaves_no_more_than_it_used,
    a_node_that_takes_many_reserves_them_in_blocks,
);

use super::{at, id};
use crate::{Error, Store, System, test_support::TestStore};

async fn ensure(store: &Store) {
    store.write(System, |tx| Box::pin(tx.schedule_ensure("seal", at(0)))).await.unwrap();
}

async fn claim(store: &Store, now: i64, token: u128) -> bool {
    store.write(System, move |tx| Box::pin(tx.schedule_claim("seal", at(now), at(now + 30), id(token)))).await.unwrap()
}

async fn a_job_runs_once_at_a_time_however_many_ask(store: TestStore) {
    ensure(&store).await;
    let other = store.another_node().await;
    let asked: Vec<_> = (0..16_u128)
        .map(|number| {
            let store = if number % 2 == 0 { store.store() } else { other.clone() };
            tokio::spawn(async move { claim(&store, 0, number).await })
        })
        .collect();
    let mut given = 0;
    for one in asked {
        given += u32::from(one.await.unwrap());
    }
    assert_eq!(given, 1);
}

async fn a_job_waits_for_its_time_and_keeps_it_when_made_known_again(store: TestStore) {
    ensure(&store).await;
    assert!(claim(&store, 0, 1).await);
    store.write(System, |tx| Box::pin(tx.schedule_finish("seal", id(1), at(1), at(60)))).await.unwrap();
    ensure(&store).await;
    assert!(!claim(&store, 59, 2).await);
    assert!(claim(&store, 60, 3).await);
    assert!(!claim(&store, 60, 4).await);
}

async fn a_job_whose_node_died_is_taken_over(store: TestStore) {
    ensure(&store).await;
    assert!(claim(&store, 0, 1).await);
    assert!(!claim(&store, 29, 2).await);
    assert!(claim(&store, 30, 3).await);
    let late = store.write(System, |tx| Box::pin(tx.schedule_finish("seal", id(1), at(31), at(60)))).await;
    assert!(matches!(late, Err(Error::LeaseLost)));
    let late = store.write(System, |tx| Box::pin(tx.schedule_renew("seal", id(1), at(90)))).await;
    assert!(matches!(late, Err(Error::LeaseLost)));
    store.write(System, |tx| Box::pin(tx.schedule_renew("seal", id(3), at(90)))).await.unwrap();
    assert!(!claim(&store, 89, 4).await);
}

async fn failures_are_counted_until_a_run_ends_well(store: TestStore) {
    ensure(&store).await;
    for (round, token) in [(0, 1), (10, 2)] {
        assert!(claim(&store, round, token).await);
        store
            .write(System, move |tx| {
                Box::pin(tx.schedule_fail("seal", id(token), at(round + 1), at(round + 10), "no key"))
            })
            .await
            .unwrap();
    }
    let seal = store.read(System).await.unwrap().schedule_list().await.unwrap().remove(0);
    assert_eq!((seal.name.as_str(), seal.failures, seal.last_error.as_deref()), ("seal", 2, Some("no key")));
    assert_eq!(
        (seal.next_at, seal.started_at, seal.finished_at, seal.lease_until),
        (at(20), Some(at(10)), Some(at(11)), None)
    );

    assert!(claim(&store, 20, 3).await);
    store.write(System, |tx| Box::pin(tx.schedule_finish("seal", id(3), at(21), at(60)))).await.unwrap();
    let seal = store.read(System).await.unwrap().schedule_list().await.unwrap().remove(0);
    assert_eq!((seal.failures, seal.last_error), (0, None));
}

crate::on_both_engines!(
    a_job_runs_once_at_a_time_however_many_ask,
    a_job_waits_for_its_time_and_keeps_it_when_made_known_again,
    a_job_whose_node_died_is_taken_over,
    failures_are_counted_until_a_run_ends_well,
);

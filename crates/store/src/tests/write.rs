//! The one way to write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use super::owner;
use crate::{Engine, Error, Options, Result, Store, System, SystemTx, db::Conn, test_support::TestStore};

/// An application's own error, as use cases have it.
#[derive(Debug)]
enum Refusal {
    NotAllowed,
    Store(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

async fn value(store: &Store, key: &str) -> Option<String> {
    store.read(System).await.unwrap().meta_get(key).await.unwrap()
}

async fn set(store: &Store, key: &'static str, value: &'static str) -> Result<()> {
    store.write(System, move |tx| Box::pin(tx.meta_set(key, value))).await
}

async fn a_refusal_rolls_back_and_reaches_the_caller(store: TestStore) {
    let refused = store
        .write(System, |tx| {
            Box::pin(async move {
                tx.meta_set("a", "1").await?;
                Err::<(), _>(Refusal::NotAllowed)
            })
        })
        .await;
    assert!(matches!(refused, Err(Refusal::NotAllowed)));
    assert_eq!(value(&store, "a").await, None);
}

async fn writes_that_wait_together_succeed_and_fail_one_by_one(store: TestStore) {
    let all: Vec<_> = (0..100_u32)
        .map(|number| {
            let store = store.store();
            tokio::spawn(async move {
                store
                    .write(System, move |tx| {
                        Box::pin(async move {
                            tx.meta_set(&format!("k{number}"), "x").await?;
                            if number % 3 == 0 { Err(Refusal::NotAllowed) } else { Ok(number) }
                        })
                    })
                    .await
            })
        })
        .collect();
    for (number, one) in (0_u32..).zip(all) {
        let result = one.await.unwrap();
        assert_eq!(result.is_ok(), number % 3 != 0);
        assert_eq!(value(&store, &format!("k{number}")).await.is_some(), number % 3 != 0);
    }
}

async fn an_error_of_the_store_becomes_the_applications(store: TestStore) {
    let lost = store
        .write(System, |tx| {
            Box::pin(async move {
                tx.schedule_renew("none", super::id(1), super::at(0)).await?;
                Ok::<_, Refusal>(())
            })
        })
        .await;
    assert!(matches!(lost, Err(Refusal::Store(Error::LeaseLost))));
}

/// Inserts the same row twice; the second fails.
async fn doubled(tx: &mut SystemTx<'_>) -> Result<()> {
    let message = crate::Message {
        id: tierline_domain::OutboxId(super::id(1)),
        queue: "relay",
        kind: "x",
        payload: serde_json::Value::Null,
        at: super::at(0),
        run_at: super::at(0),
        addressed: None,
    };
    tx.tenant(owner()).outbox_append(&message).await?;
    tx.tenant(owner()).outbox_append(&message).await
}

async fn a_violated_constraint_has_the_same_name_on_both_engines(store: TestStore) {
    let error = store.write(System, |tx| Box::pin(doubled(tx))).await.unwrap_err();
    assert!(error.violates("outbox_pkey"), "{error:?}");
    assert!(!error.violates("meta_pkey"));
}

async fn a_failed_statement_cannot_be_forgiven_inside_a_write(store: TestStore) {
    let forgiven = store
        .write(System, |tx| {
            Box::pin(async move {
                tx.meta_set("a", "1").await?;
                assert!(doubled(tx).await.is_err());
                Ok::<_, Error>(())
            })
        })
        .await;
    assert!(matches!(forgiven, Err(Error::Aborted)));
    assert_eq!(value(&store, "a").await, None);
}

async fn a_panic_costs_its_own_write_only(store: TestStore) {
    let other = store.store();
    let panicking = tokio::spawn(async move {
        other
            .write(System, |tx| {
                Box::pin(async move {
                    tx.meta_set("a", "1").await?;
                    assert!(value_of_chance() > 1, "on purpose");
                    Ok::<_, Error>(())
                })
            })
            .await
    });
    let panic = panicking.await.unwrap_err().into_panic();
    assert!(panic.downcast_ref::<&str>().is_some_and(|text| text.contains("on purpose")));
    set(&store, "b", "2").await.unwrap();
    assert_eq!(value(&store, "a").await, None);
    assert_eq!(value(&store, "b").await.as_deref(), Some("2"));
}

/// Keeps the compiler from seeing that the code after the panic is dead.
fn value_of_chance() -> u32 {
    std::hint::black_box(1)
}

async fn a_read_or_write_inside_a_write_is_refused_instead_of_waiting_for_itself(store: TestStore) {
    let inner = store.store();
    let nested = store
        .write_with(System, inner, |_, inner| {
            Box::pin(async move {
                assert!(matches!(inner.read(System).await.map(drop), Err(Error::Nested)));
                set(inner, "a", "1").await
            })
        })
        .await;
    assert!(matches!(nested, Err(Error::Nested)));
    set(&store, "b", "1").await.unwrap();
}

async fn a_write_sees_what_it_wrote_and_others_see_it_after_the_commit(store: TestStore) {
    let outside = store.store();
    let (tell, told) = tokio::sync::watch::channel(false);
    let (go, gone) = tokio::sync::watch::channel(false);
    let writing = tokio::spawn({
        let store = store.store();
        async move {
            store
                .write_with(System, (tell, gone), |tx, (tell, gone)| {
                    Box::pin(async move {
                        tx.meta_set("a", "1").await?;
                        assert_eq!(tx.meta_get("a").await?.as_deref(), Some("1"));
                        tell.send_replace(true);
                        gone.clone().wait_for(|gone| *gone).await.unwrap();
                        Ok::<_, Error>(())
                    })
                })
                .await
        }
    });
    told.clone().wait_for(|told| *told).await.unwrap();
    assert_eq!(value(&outside, "a").await, None);
    go.send_replace(true);
    writing.await.unwrap().unwrap();
    assert_eq!(value(&outside, "a").await.as_deref(), Some("1"));
}

async fn a_closed_store_refuses(store: TestStore) {
    set(&store, "a", "1").await.unwrap();
    store.close().await;
    assert!(matches!(set(&store, "a", "2").await, Err(Error::Unavailable { .. })));
    let died = tokio::time::timeout(Duration::from_millis(20), store.died()).await;
    assert!(died.is_err(), "closing is not dying");
    assert_eq!(value(&store.another_node().await, "a").await.as_deref(), Some("1"));
}

async fn statistics_can_be_refreshed_between_writes(store: TestStore) {
    set(&store, "a", "1").await.unwrap();
    store.optimize().await.unwrap();
    set(&store, "a", "2").await.unwrap();
}

/// With samples, SQLite plans a statement anew for each value that is bound to it (docs/adr/0027).
async fn a_counted_database_keeps_no_samples_of_values(store: TestStore) {
    set(&store, "a", "1").await.unwrap();
    store.count_rows().await;
    for node in [store.store(), store.another_node().await] {
        let mut read = node.read(System).await.unwrap();
        let Conn::Lite(conn) = read.link().conn() else { return };
        let sql = "select count(*) from sqlite_schema where name = 'sqlite_stat4'";
        let tables: i64 = sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap();
        if tables > 0 {
            let samples: i64 =
                sqlx::query_scalar("select count(*) from sqlite_stat4").fetch_one(&mut *conn).await.unwrap();
            assert_eq!(samples, 0);
        }
        let counts: i64 = sqlx::query_scalar("select count(*) from sqlite_stat1").fetch_one(conn).await.unwrap();
        assert!(counts > 0, "the counts stay");
    }
}

/// Two transactions lock two rows in opposite order: the server ends one of them, and it is run again.
async fn a_deadlock_is_run_again(store: TestStore) {
    set(&store, "a", "0").await.unwrap();
    set(&store, "b", "0").await.unwrap();
    let attempts = Arc::new(AtomicU32::new(0));
    let meeting = Arc::new(tokio::sync::Barrier::new(2));
    let both: Vec<_> = [("a", "b"), ("b", "a")]
        .into_iter()
        .map(|(first, second)| {
            let (store, attempts, meeting) = (store.store(), Arc::clone(&attempts), Arc::clone(&meeting));
            tokio::spawn(async move {
                let lite = store.engine() == Engine::Sqlite;
                store
                    .write_with(System, (attempts, meeting), move |tx, (attempts, meeting)| {
                        Box::pin(async move {
                            tx.meta_set(first, "1").await?;
                            // Both meet with their first row locked; on SQLite only one can be inside.
                            if attempts.fetch_add(1, Ordering::SeqCst) < 2 && !lite {
                                meeting.wait().await;
                            }
                            tx.meta_set(second, "2").await
                        })
                    })
                    .await
            })
        })
        .collect();
    for one in both {
        one.await.unwrap().unwrap();
    }
    let expected = if store.engine() == Engine::Sqlite { 2 } else { 3 };
    assert_eq!(attempts.load(Ordering::SeqCst), expected);
}

/// SQLite's queue is bounded, PostgreSQL's pool is: both say that they are busy.
async fn too_many_writes_are_refused_as_busy(store: TestStore) {
    let few = Options { queue: 2, connections: 2, patience: Duration::from_millis(50), ..Options::default() };
    let small = Store::open(store.url(), few).await.unwrap();
    let (open, gate) = tokio::sync::watch::channel(false);
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let (small, gate) = (small.clone(), gate.clone());
        waiting.push(tokio::spawn(async move {
            small
                .write_with(System, gate, |_, gate| {
                    Box::pin(async move {
                        gate.clone().wait_for(|open| *open).await.unwrap();
                        Ok::<_, Error>(())
                    })
                })
                .await
        }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    open.send_replace(true);
    let mut busy = 0;
    for one in waiting {
        match one.await.unwrap() {
            Ok(()) => {}
            Err(Error::Busy) => busy += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!((5..=6).contains(&busy), "{busy}");
}

/// The server was restarted, or an administrator ended its connections.
async fn connections_that_the_server_closed_are_replaced(store: TestStore) {
    for _ in 0..4 {
        set(&store, "a", "1").await.unwrap();
    }
    let held: Vec<_> = futures::future::join_all((0..4).map(|_| store.read(System))).await;
    drop(held);
    store
        .tamper(
            "select pg_terminate_backend(pid) from pg_stat_activity \
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
    set(&store, "a", "2").await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(value(&store, "a").await.as_deref(), Some("2"));
}

#[test]
fn connections_that_postgres_closed_are_replaced() {
    crate::test_support::run(Engine::Postgres, connections_that_the_server_closed_are_replaced);
}

/// Planning a list for the values of each call costs the server more than running it.
async fn no_statement_is_planned_for_its_values(store: TestStore) {
    let mut read = store.read(System).await.unwrap();
    read.meta_get("a").await.unwrap();
    let crate::db::Conn::Pg(conn) = read.link().conn() else { panic!("this is about PostgreSQL") };
    let plans: (i64, i64) = sqlx::query_as(
        "select generic_plans, custom_plans from pg_prepared_statements \
         where statement = 'select value from meta where key = $1'",
    )
    .fetch_one(conn)
    .await
    .unwrap();
    assert_eq!(plans, (1, 0));
}

#[test]
fn on_postgres_no_statement_is_planned_for_its_values() {
    crate::test_support::run(Engine::Postgres, no_statement_is_planned_for_its_values);
}

/// A disk that is full fails whoever shares the commit, keeps nothing of it, and the writer goes on.
async fn a_full_disk_fails_the_whole_batch(store: TestStore) {
    let (open, gate) = tokio::sync::watch::channel(false);
    let first = tokio::spawn({
        let store = store.store();
        async move {
            store
                .write_with(System, gate, |tx, gate| {
                    Box::pin(async move {
                        limit_pages(tx, "pragma max_page_count = 1").await;
                        tx.meta_set("first", "1").await?;
                        // The others come into the queue meanwhile, and so into the same batch.
                        gate.clone().wait_for(|open| *open).await.unwrap();
                        Ok::<_, Error>(())
                    })
                })
                .await
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let second = tokio::spawn({
        let store = store.store();
        async move {
            let large = "x".repeat(1 << 20);
            store
                .write_with(System, large, |tx, large| Box::pin(async move { tx.meta_set("large", large).await }))
                .await
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    open.send_replace(true);
    for one in [first, second] {
        let failed = one.await.unwrap();
        assert!(matches!(failed, Err(Error::Unavailable { .. })), "{failed:?}");
    }
    store
        .write(System, |tx| {
            Box::pin(async move {
                limit_pages(tx, "pragma max_page_count = 1000000").await;
                tx.meta_set("later", "1").await
            })
        })
        .await
        .unwrap();
    assert_eq!(value(&store, "first").await, None);
    assert_eq!(value(&store, "later").await.as_deref(), Some("1"));
    let died = tokio::time::timeout(Duration::from_millis(20), store.died()).await;
    assert!(died.is_err());
}

async fn limit_pages(tx: &mut SystemTx<'_>, sql: &'static str) {
    match tx.link().conn() {
        crate::db::Conn::Lite(conn) => sqlx::raw_sql(sql).execute(conn).await.map(drop).unwrap(),
        crate::db::Conn::Pg(_) => panic!("this is about SQLite"),
    }
}

#[test]
fn a_full_disk_fails_everybody_in_the_same_sqlite_commit() {
    crate::test_support::run(Engine::Sqlite, a_full_disk_fails_the_whole_batch);
}

#[tokio::test]
async fn an_address_is_checked_before_anything_is_opened() {
    for address in ["", "mysql://host/db", "sqlite:", "sqlite::memory:", "/var/lib/desk.db"] {
        let refused = Store::open(address, Options::default()).await;
        assert!(matches!(refused, Err(Error::Address { .. })), "{address}");
    }
    let away = Store::open("sqlite:/no/such/folder/desk.db", Options::default()).await;
    assert!(matches!(away, Err(Error::Unavailable { .. })), "{away:?}");
    let away = Store::open("postgres://localhost:1/desk", Options::default()).await;
    assert!(matches!(&away, Err(Error::Unreachable { place, .. }) if place == "localhost:1"), "{away:?}");
}

crate::on_both_engines!(
    a_refusal_rolls_back_and_reaches_the_caller,
    writes_that_wait_together_succeed_and_fail_one_by_one,
    an_error_of_the_store_becomes_the_applications,
    a_violated_constraint_has_the_same_name_on_both_engines,
    a_failed_statement_cannot_be_forgiven_inside_a_write,
    a_panic_costs_its_own_write_only,
    a_read_or_write_inside_a_write_is_refused_instead_of_waiting_for_itself,
    a_write_sees_what_it_wrote_and_others_see_it_after_the_commit,
    a_closed_store_refuses,
    statistics_can_be_refreshed_between_writes,
    a_counted_database_keeps_no_samples_of_values,
    a_deadlock_is_run_again,
    too_many_writes_are_refused_as_busy,
);

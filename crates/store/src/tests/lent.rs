//! PostgreSQL's connections between two uses: nobody meets what another left behind, and nobody waits for one that rests.

use std::time::Duration;

use super::owner;
use crate::{Engine, Error, NumberKind, Options, Store, System, db::Conn, test_support::TestStore};

async fn few(store: &TestStore) -> Store {
    Store::open(store.url(), Options { connections: 2, ..Options::default() }).await.unwrap()
}

/// The server process behind the connection that is lent next.
async fn process(store: &Store) -> i32 {
    let mut read = store.read(System).await.unwrap();
    let link = read.link();
    let Conn::Pg(conn) = link.conn() else { panic!("this is about PostgreSQL") };
    let done = sqlx::query_scalar("select pg_backend_pid()").fetch_one(conn).await;
    link.note(done).unwrap()
}

async fn one_after_the_other_share_a_connection(store: TestStore) {
    let few = few(&store).await;
    let first = process(&few).await;
    for _ in 0..5 {
        assert_eq!(process(&few).await, first);
    }
    few.close().await;
    assert!(few.read(System).await.is_err(), "closed");
}

async fn many_share_two_connections_and_none_is_lost(store: TestStore) {
    let few = few(&store).await;
    let takers: Vec<_> = (0..40)
        .map(|turn| {
            let few = few.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    if turn % 4 == 0 {
                        few.number(owner(), NumberKind::Case).await.unwrap();
                    } else {
                        process(&few).await;
                    }
                }
            })
        })
        .collect();
    for taker in takers {
        taker.await.unwrap();
    }
    few.close().await;
}

async fn what_was_broken_off_is_not_met_by_the_next(store: TestStore) {
    let few = few(&store).await;
    for _ in 0..6 {
        let mut read = few.read(System).await.unwrap();
        let Conn::Pg(conn) = read.link().conn() else { panic!("this is about PostgreSQL") };
        let slow = sqlx::query_scalar::<_, i32>("select 7 from pg_sleep(0.3)").fetch_one(conn);
        assert!(tokio::time::timeout(Duration::from_millis(30), slow).await.is_err());
        drop(read);
        assert!(process(&few).await > 7);
    }
    few.close().await;
}

async fn a_refused_write_leaves_a_connection_that_is_in_no_transaction(store: TestStore) {
    let few = few(&store).await;
    let refused = few
        .write(owner(), |tx| {
            Box::pin(async move {
                let Conn::Pg(conn) = tx.link().conn() else { panic!("this is about PostgreSQL") };
                sqlx::query("select set_config('tierline.left', 'behind', true)").execute(conn).await.unwrap();
                Err::<(), _>(Error::Stale)
            })
        })
        .await;
    assert!(matches!(refused, Err(Error::Stale)));
    for _ in 0..3 {
        let mut read = few.read(System).await.unwrap();
        let Conn::Pg(conn) = read.link().conn() else { panic!("this is about PostgreSQL") };
        let sql = "select coalesce(current_setting('tierline.left', true), '')";
        let left: String = sqlx::query_scalar(sql).fetch_one(conn).await.unwrap();
        assert_eq!(left, "");
    }
    few.close().await;
}

macro_rules! on_postgres {
    ($($test:ident),* $(,)?) => {
        mod on_postgres {
            $(#[test] fn $test() { crate::test_support::run(super::Engine::Postgres, super::$test); })*
        }
    };
}

on_postgres!(
    one_after_the_other_share_a_connection,
    many_share_two_connections_and_none_is_lost,
    what_was_broken_off_is_not_met_by_the_next,
    a_refused_write_leaves_a_connection_that_is_in_no_transaction,
);

use std::{collections::HashSet, time::Duration};

use tierline_domain::{Actor, Case, CaseId, Entry, EntryId, Event, Side, UserId, Visibility};
use tokio::time::timeout;

use super::{
    at,
    case::{case, desk, open},
    id, owner,
};
use crate::{Auth, Change, Changes, Engine, Error, Store, Telling, test_support::TestStore};

/// What is told within a moment.
async fn told(changes: &mut Changes) -> HashSet<Change> {
    let telling =
        timeout(Duration::from_secs(5), changes.next()).await.expect("it is told").expect("the store is there");
    assert!(!telling.gap);
    telling.changes.clone()
}

/// Waits until something may have been missed.
async fn gap(changes: &mut Changes, patience: Duration) {
    timeout(patience, async { while !changes.next().await.expect("the store is there").gap {} })
        .await
        .expect("a gap is told");
}

async fn silent(changes: &mut Changes) {
    let told = timeout(Duration::from_millis(400), changes.next()).await;
    assert!(told.is_err(), "{told:?}");
}

fn of(case: &Case, shown: bool) -> Change {
    Change::Case { owner: case.owner, case: case.id, customer: case.customer, reporter: case.reporter, shown }
}

/// Saves a case with one more entry.
async fn note(store: &Store, number: i64, visibility: Visibility) -> Result<(), Error> {
    store
        .write_with(owner(), (number, visibility), |tx, (number, visibility)| {
            Box::pin(async move {
                let case = tx.case_lookup_for_update(CaseId(id(1))).await?.expect("it is there");
                tx.case_save(&case).await?;
                tx.entry_append(&[Entry {
                    owner: owner(),
                    case: case.id,
                    id: EntryId(id(900 + u128::try_from(*number).unwrap())),
                    at: at(*number),
                    actor: Actor { user: None, name: "Maren Oskel".into(), side: Side::Ours },
                    visibility: *visibility,
                    text: Some("A note".into()),
                    event: Event::NoteAdded,
                }])
                .await
            })
        })
        .await
}

async fn what_is_committed_is_told_once_with_whether_the_customer_can_see_it(store: TestStore) {
    desk(&store).await;
    let mut changes = store.changes(Duration::ZERO);
    if store.engine() == Engine::Postgres {
        gap(&mut changes, Duration::from_secs(10)).await;
    }
    let one = case(1);
    open(&store, std::slice::from_ref(&one)).await;
    assert_eq!(told(&mut changes).await, [of(&one, true)].into());
    note(&store, 1, Visibility::Internal).await.unwrap();
    assert_eq!(told(&mut changes).await, [of(&one, false)].into(), "a note among us");
    note(&store, 2, Visibility::Customer).await.unwrap();
    assert_eq!(told(&mut changes).await, [of(&one, true)].into(), "one change, not two");
    for number in 3..7 {
        note(&store, number, Visibility::Customer).await.unwrap();
    }
    let first = told(&mut changes).await;
    assert_eq!(first, [of(&one, true)].into(), "what comes together is told together");
}

async fn what_is_rolled_back_is_not_told(store: TestStore) {
    desk(&store).await;
    let mut changes = store.changes(Duration::ZERO);
    if store.engine() == Engine::Postgres {
        gap(&mut changes, Duration::from_secs(10)).await;
    }
    let refused: Result<(), Error> = store
        .write(owner(), |tx| {
            Box::pin(async move {
                tx.case_insert(&case(1), &[]).await?;
                Err(Error::Busy)
            })
        })
        .await;
    assert!(refused.is_err());
    silent(&mut changes).await;
}

async fn who_read_a_moment_before_they_listened_hears_what_came_between(store: TestStore) {
    desk(&store).await;
    drop(store.changes(Duration::ZERO));
    let one = case(1);
    open(&store, std::slice::from_ref(&one)).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut late = store.changes(Duration::from_secs(1));
    let heard = timeout(Duration::from_secs(5), async {
        loop {
            let telling: std::sync::Arc<Telling> = late.next().await.unwrap();
            if telling.gap || telling.changes.contains(&of(&one, true)) {
                return;
            }
        }
    });
    heard.await.expect("it is told, or that something was missed");
    let mut later = store.changes(Duration::ZERO);
    silent(&mut later).await;
    let mut long_ago = store.changes(Duration::MAX);
    gap(&mut long_ago, Duration::from_secs(1)).await;
}

async fn a_session_that_ends_is_told_of_its_person(store: TestStore) {
    desk(&store).await;
    let mut changes = store.changes(Duration::ZERO);
    if store.engine() == Engine::Postgres {
        gap(&mut changes, Duration::from_secs(10)).await;
    }
    let removed: Result<u64, Error> =
        store.write(Auth, |tx| Box::pin(async move { tx.sessions_remove_of(UserId(id(70))).await })).await;
    removed.unwrap();
    assert_eq!(told(&mut changes).await, [Change::Person { user: UserId(id(70)) }].into());
}

crate::on_both_engines!(
    what_is_committed_is_told_once_with_whether_the_customer_can_see_it,
    what_is_rolled_back_is_not_told,
    who_read_a_moment_before_they_listened_hears_what_came_between,
    a_session_that_ends_is_told_of_its_person,
);

/// Changes the case at one node until the other has told of it.
async fn crosses(one: &Store, heard: &mut Changes, from: i64) {
    note(one, from, Visibility::Internal).await.unwrap();
    let wanted = of(&case(1), false);
    timeout(Duration::from_secs(5), async { while !heard.next().await.unwrap().changes.contains(&wanted) {} })
        .await
        .expect("the other node tells");
}

async fn one_node_tells_the_other(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    let other = store.another_node().await;
    let mut here = store.changes(Duration::ZERO);
    let mut there = other.changes(Duration::ZERO);
    gap(&mut here, Duration::from_secs(10)).await;
    gap(&mut there, Duration::from_secs(10)).await;
    crosses(&store, &mut there, 1).await;
    crosses(&other, &mut here, 2).await;
    assert_eq!(told(&mut there).await, [of(&case(1), false)].into(), "its own change, as it was committed");
    silent(&mut there).await;
    other.close().await;
}

/// Ends the connections on which nodes listen.
const CUT: &str = "select pg_terminate_backend(pid) from pg_stat_activity \
                   where application_name = 'tierline changes' and datname = current_database()";

async fn a_node_that_lost_its_connection_looks_again_by_itself_and_hears_again_later(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    let other = store.another_node().await;
    let mut there = other.changes(Duration::ZERO);
    gap(&mut there, Duration::from_secs(10)).await;
    // As long as it is cut again and again, nothing can be heard: only looking again helps.
    let cutting = async {
        loop {
            store.tamper(CUT).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let polled = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        note(&store, 1, Visibility::Internal).await.unwrap();
        gap(&mut there, Duration::from_secs(12)).await;
        gap(&mut there, Duration::from_secs(12)).await;
    };
    tokio::select! {
        () = cutting => {}
        () = polled => {}
    }
    let heard = async {
        for number in 2.. {
            note(&store, number, Visibility::Internal).await.unwrap();
            let wanted = of(&case(1), false);
            let next = timeout(Duration::from_millis(500), async {
                while !there.next().await.unwrap().changes.contains(&wanted) {}
            });
            if next.await.is_ok() {
                return;
            }
        }
    };
    timeout(Duration::from_secs(20), heard).await.expect("it listens again");
    other.close().await;
}

async fn a_node_that_ends_tells_what_it_still_knows(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    let other = store.another_node().await;
    let mut here = store.changes(Duration::ZERO);
    gap(&mut here, Duration::from_secs(10)).await;
    note(&other, 1, Visibility::Internal).await.unwrap();
    other.close().await;
    let wanted = of(&case(1), false);
    timeout(Duration::from_secs(5), async { while !here.next().await.unwrap().changes.contains(&wanted) {} })
        .await
        .expect("the last change is told");
}

/// Several nodes exist on PostgreSQL alone.
mod between_nodes {
    macro_rules! on_postgres {
        ($($test:ident),* $(,)?) => {
            $(#[test] fn $test() { crate::test_support::run(crate::Engine::Postgres, super::$test); })*
        };
    }
    on_postgres!(
        one_node_tells_the_other,
        a_node_that_lost_its_connection_looks_again_by_itself_and_hears_again_later,
        a_node_that_ends_tells_what_it_still_knows,
    );
}

//! Books whose connection a person has stopped: nothing is read, and nothing has failed.

use chrono::Duration;
use tierline_domain::{Connection, ConnectionKind};
use tierline_store::Engine;

use super::{Bench, in_step};
use crate::book::work_due;

/// Stops all connections, or lets them go on.
async fn stop(bench: &Bench, stop: bool) {
    let (app, paused_at) = (&bench.desk.app, stop.then(|| bench.desk.app.now()));
    let all = app.store().read(bench.owner).await.unwrap().connection_list().await.unwrap();
    for one in all {
        let done: crate::Result<()> = app
            .store()
            .write_with(bench.owner, Connection { paused_at, ..one }, |tx, one| {
                Box::pin(async move { Ok(tx.connection_update(one).await.map(drop)?) })
            })
            .await;
        done.unwrap();
    }
}

#[tokio::test]
async fn what_a_person_has_stopped_is_not_read_and_has_not_failed() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let bench = in_step(engine, 3).await;
        let read_at = bench.view().await.standing.unwrap().state.customers_read_at;
        stop(&bench, true).await;
        for _ in 0..3 {
            bench.desk.clock.advance(Duration::hours(1));
            while work_due(&bench.desk.app).await.unwrap() > 0 {}
        }
        let view = bench.view().await;
        let state = view.standing.unwrap().state;
        assert_eq!((state.failure, state.customers_read_at), (None, read_at));
        assert!(view.sources.is_empty());
        let stopped: Vec<ConnectionKind> = view.stopped.iter().map(|one| one.kind).collect();
        assert_eq!(stopped.len(), 2, "both are named: {stopped:?}");
        // It goes on by itself when somebody lets it.
        stop(&bench, false).await;
        bench.desk.clock.advance(Duration::hours(1));
        while work_due(&bench.desk.app).await.unwrap() > 0 {}
        let view = bench.view().await;
        assert!(view.stopped.is_empty());
        assert!(view.standing.unwrap().state.customers_read_at > read_at);
    }
}

//! What is done from time to time, by one node at a time.

use std::time::Duration;

use chrono::DateTime;
use tierline_app::{App, Error, account, azure_support, book, case, notice, relay};
use tierline_store::System;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Config, lease};

/// The schedules: name, and seconds from one run to the next.
pub const SCHEDULES: &[(&str, i64)] =
    &[("seal_audit", 1), ("end_elevations", 5), ("sweep_clocks", 15), ("probe_connections", 15), ("purge", 3_600)];

/// Owners or rows worked on in one run.
const BATCH: i64 = 500;
/// Seals of one owner in one run.
const MOST_SEALS: usize = 10;
/// Transactions of one purge. What is left is taken by the next.
const PURGES: usize = 200;
/// Hours for which the result of a command is kept for who sends it again.
const RESULT_HOURS: i64 = 24;
/// Days for which completed messages are kept.
const OUTBOX_DAYS: i64 = 14;
/// Days for which messages are kept that were given up; those about a request that is open are kept for longer.
const GIVEN_UP_DAYS: i64 = 90;

/// Works until it is told to stop.
pub(crate) async fn run(app: App, config: Config, stop: CancellationToken) {
    if let Err(error) = ensure(&app).await {
        tracing::error!(?error, "the schedules could not be set up");
    }
    match case::refresh_outdated(&app).await {
        Ok(true) => tracing::info!("what lists show of cases is computed anew, once, as this version keeps it"),
        Ok(false) => {}
        Err(error) => tracing::error!(?error, "what lists show of cases could not be computed anew"),
    }
    while !stop.is_cancelled() {
        if let Err(error) = run_due(&app, &config).await {
            tracing::error!(?error, "a schedule failed");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// Makes the schedules known; those that are there keep their times.
///
/// # Errors
/// The store's.
pub async fn ensure(app: &App) -> Result<(), Error> {
    app.store()
        .write_with(System, app.now(), |tx, now| {
            Box::pin(async move {
                for (name, _) in SCHEDULES {
                    tx.schedule_ensure(name, *now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Runs what is due and not held by another node.
///
/// # Errors
/// The store's.
pub async fn run_due(app: &App, config: &Config) -> Result<(), Error> {
    for (name, every) in SCHEDULES {
        let now = app.now();
        let token: Uuid = app.id();
        let until = lease::until(now);
        let held: bool = app
            .store()
            .write_with(System, (), move |tx, ()| {
                Box::pin(async move { Ok::<_, Error>(tx.schedule_claim(name, now, until, token).await?) })
            })
            .await?;
        if !held {
            continue;
        }
        let done = lease::held(run_one(app, config, name), || renew(app, name, token)).await;
        let next = app.now() + chrono::Duration::seconds(*every);
        let reason = done.as_ref().err().map(|error| format!("{error:?}"));
        finish(app, name, token, next, reason).await?;
        done?;
    }
    Ok(())
}

async fn renew(app: &App, name: &'static str, token: Uuid) -> Result<(), Error> {
    let until = lease::until(app.now());
    app.store()
        .write_with(System, (), move |tx, ()| Box::pin(async move { Ok(tx.schedule_renew(name, token, until).await?) }))
        .await
}

async fn finish(
    app: &App,
    name: &'static str,
    token: Uuid,
    next: DateTime<chrono::Utc>,
    reason: Option<String>,
) -> Result<(), Error> {
    let now = app.now();
    app.store()
        .write_with(System, reason, move |tx, reason| {
            Box::pin(async move {
                match reason {
                    None => tx.schedule_finish(name, token, now, next).await?,
                    Some(reason) => tx.schedule_fail(name, token, now, next, reason).await?,
                }
                Ok::<_, Error>(())
            })
        })
        .await
}

async fn run_one(app: &App, config: &Config, name: &str) -> Result<(), Error> {
    match name {
        "seal_audit" => seal(app, config).await,
        "end_elevations" => account::elevation::end_due(app).await.map(drop),
        "sweep_clocks" => case::sweep::sweep(app).await.map(drop),
        "probe_connections" => relay::probe(app).await.map(drop),
        "purge" => {
            purge(app).await?;
            book::purge(app).await?;
            azure_support::purge(app).await?;
            tierline_app::audit_retire(app).await?;
            notice::purge(app).await.map(drop)
        }
        other => Err(Error::internal(format!("no schedule is called {other}"))),
    }
}

/// Seals what was written to the audit logs since the last run.
async fn seal(app: &App, config: &Config) -> Result<(), Error> {
    let mut read = app.store().read(System).await?;
    let pending = read.audit_pending(BATCH).await?;
    drop(read);
    for owner in pending {
        // More than one seal holds can come in a second, of what others send.
        for _ in 0..MOST_SEALS {
            let input = (config.audit_key.clone(), app.now());
            let sealed = app
                .store()
                .write_with(System, input, move |tx, (key, now)| {
                    Box::pin(async move { Ok::<_, Error>(tx.audit_seal(key, owner, *now, BATCH).await?) })
                })
                .await?;
            if i64::try_from(sealed).is_ok_and(|sealed| sealed < BATCH) {
                break;
            }
        }
    }
    Ok(())
}

/// Removes what was given up long ago. By itself: each piece goes over what stays because its request is open, and there is mostly no more
/// than one piece.
async fn purge_given_up(app: &App) -> Result<(), Error> {
    for _ in 0..PURGES {
        let dead = app
            .store()
            .write_with(System, app.now(), |tx, now| {
                Box::pin(async move {
                    let before = *now - chrono::Duration::days(GIVEN_UP_DAYS);
                    Ok::<_, Error>(tx.outbox_purge_dead(before, BATCH).await?)
                })
            })
            .await?;
        if dead < BATCH.unsigned_abs() {
            break;
        }
    }
    Ok(())
}

/// Removes what is kept only for a time.
async fn purge(app: &App) -> Result<(), Error> {
    // A piece of each at a time, so that others wait no longer than that takes; more comes in an hour than one piece.
    for _ in 0..PURGES {
        let most = app
            .store()
            .write_with(System, app.now(), |tx, now| {
                Box::pin(async move {
                    let results = tx.idempotency_purge(*now - chrono::Duration::hours(RESULT_HOURS), BATCH).await?;
                    let done = tx.outbox_purge(*now - chrono::Duration::days(OUTBOX_DAYS), BATCH).await?;
                    Ok::<_, Error>(results.max(done))
                })
            })
            .await?;
        if most < BATCH.unsigned_abs() {
            break;
        }
    }
    purge_given_up(app).await?;
    account::purge_sessions(app).await?;
    app.store()
        .write_with(System, app.now(), |tx, now| {
            Box::pin(async move {
                tx.auth().person_links_purge(*now).await?;
                Ok(())
            })
        })
        .await
}

//! How connections go, as the tries to use them tell: one that fails for long is held, so that what waits for it does not use
//! up its tries, and one message now and then finds out whether it works again.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{Connection, ConnectionId, ConnectionState, Owner, PROBE_MINUTES};
use tierline_store::{System, SystemTx, TenantTx};

use crate::{
    account::record::by_job,
    app::App,
    error::{Error, Result},
};

/// How old the last good answer may be before another one is written down: each writes the same row.
const FRESH: Duration = Duration::seconds(60);

/// From one probe of a held connection to the next.
pub(super) const fn probe_pause() -> Duration {
    Duration::minutes(PROBE_MINUTES)
}

/// Whether a look may go through a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// It is open.
    Open,
    /// It is held, and this look finds out whether it works again.
    Probe,
    /// Not now.
    Shut,
}

/// Nothing goes through a stopped connection. Through a held one goes one look now and then: where nothing else is sent, no delivery would
/// find out that it works again.
pub(super) async fn gate(app: &App, connection: &Connection) -> Result<Gate> {
    if connection.paused_at.is_some() {
        return Ok(Gate::Shut);
    }
    if connection.state.held_since.is_none() {
        return Ok(Gate::Open);
    }
    Ok(if take_probe(app, connection).await? { Gate::Probe } else { Gate::Shut })
}

/// Whether whoever asks now is the one who finds out whether a held connection works again: one in some minutes is.
pub(crate) async fn take_probe(app: &App, connection: &Connection) -> Result<bool> {
    let now = app.now();
    let next = now + probe_pause();
    app.store()
        .write_with(connection.owner, connection.id, move |tx, id| {
            Box::pin(async move { Ok::<_, Error>(tx.connection_probe_take(*id, now, next).await?) })
        })
        .await
}

/// Keeps what a try told of its connection. Gives whether the connection is held now.
pub(crate) async fn record(
    tx: &mut SystemTx<'_>,
    app: &App,
    (owner, id): (Owner, ConnectionId),
    answered: Result<(), &str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut tx = tx.tenant(owner);
    let Some(seen) = tx.connection_lookup(id).await? else { return Ok(false) };
    let is_news = seen.state.failing_since.is_some()
        || seen.state.held_since.is_some()
        || seen.state.good_at.is_none_or(|at| at + FRESH <= now);
    if answered.is_ok() && !is_news {
        return Ok(false);
    }
    let Some(connection) = tx.connection_take(id).await? else { return Ok(false) };
    let before = connection.state;
    let after = match answered {
        Ok(()) => ConnectionState::answered(now),
        Err(reason) => before.failed(reason, now),
    };
    tx.connection_state_put(id, &after).await?;
    match (before.held_since.is_some(), after.held_since.is_some()) {
        (false, true) => hold(&mut tx, app, owner, id, now).await?,
        (true, false) => {
            let waited = tx.outbox_release(id, now).await?;
            let detail = serde_json::json!({ "deliveries": waited });
            let entry = by_job(app, now, "connection.release", &id.to_string(), &detail);
            tx.audit_append(&entry, app.secret()).await?;
        }
        _ => {}
    }
    Ok(after.held_since.is_some())
}

async fn hold(tx: &mut TenantTx<'_>, app: &App, owner: Owner, id: ConnectionId, now: DateTime<Utc>) -> Result<()> {
    let waiting = tx.outbox_hold(id).await?;
    tracing::warn!(connection.id = %id, ?owner, waiting, "a connection has failed for long and is held");
    let detail = serde_json::json!({ "deliveries": waiting });
    let entry = by_job(app, now, "connection.hold", &id.to_string(), &detail);
    Ok(tx.audit_append(&entry, app.secret()).await?)
}

/// Lets one message go through each held connection whose time has come, and all of those for which nothing is held back any
/// more. Gives how many connections it let something go through.
///
/// # Errors
/// The store's.
pub async fn probe(app: &App) -> Result<usize> {
    let now = app.now();
    let mut read = app.store().read(System).await?;
    let held = read.connections_all_held().await?;
    let stranded = read.outbox_stranded().await?;
    drop(read);
    for (owner, connection) in &stranded {
        let _: u64 = app
            .store()
            .write_with(*owner, *connection, move |tx, id| {
                Box::pin(async move { Ok::<_, Error>(tx.outbox_release(*id, now).await?) })
            })
            .await?;
    }
    let due = held
        .into_iter()
        .filter(|connection| connection.paused_at.is_none() && connection.state.probe_at.is_none_or(|at| at <= now));
    let mut probed = stranded.len();
    for connection in due {
        let went: bool = app
            .store()
            .write_with(connection.owner, connection.id, move |tx, id| {
                Box::pin(async move { Ok::<_, Error>(tx.outbox_probe(*id, now).await?) })
            })
            .await?;
        probed += usize::from(went);
    }
    Ok(probed)
}

//! Our subscription to the other end's events: made once, and asked for once a day, since whoever restores a copy or tidies up there
//! does not tell us. Where it cannot be had, the other end is asked for news from time to time all the same.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{ConnectionId, Owner, TicketListener};

use crate::{
    app::App,
    error::{Error, Result},
    port::carrier::{Carrier, Listening, Opened},
    ticket,
};

/// How often the other end is asked whether it still has our subscription.
const ASKED: Duration = Duration::days(1);
/// How long whoever subscribes at this moment is left alone with it: all requests of a connection are looked at together.
const TURN: Duration = Duration::minutes(1);

/// Sees to it that the other end calls us.
pub(super) async fn listen(app: &App, carrier: &dyn Carrier, through: &Opened) -> Result<()> {
    let (owner, id) = (through.connection.owner, through.connection.id);
    let there = app.store().read(owner).await?.ticket_listener(id).await?;
    let (hub, before) = match there {
        None => (None, None),
        Some(TicketListener { hub, changed_at, .. }) => (hub, Some(changed_at)),
    };
    let (now, pause) = (app.now(), if hub.is_some() { ASKED } else { TURN });
    if before.is_some_and(|before| now - before < pause) {
        return Ok(());
    }
    let (Some(hub), Some(before)) = (hub, before) else { return subscribe(app, carrier, through, before).await };
    let Some(asked) = carrier.is_subscribed(through.clone(), hub) else { return Ok(()) };
    if !take_turn(app, (owner, id), before, now).await? {
        return Ok(());
    }
    match asked.await {
        Ok(true) => Ok(()),
        Ok(false) => {
            tracing::warn!(connection.id = %id, "the other end has lost our subscription: it is made anew");
            subscribe(app, carrier, through, Some(now)).await
        }
        Err(closed) => {
            tracing::warn!(connection.id = %id, reason = closed.reason, "the other end says nothing of our subscription");
            Ok(())
        }
    }
}

/// Whether it is we who ask today.
async fn take_turn(
    app: &App,
    (owner, id): (Owner, ConnectionId),
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    app.store()
        .write_with(owner, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.ticket_listener_ask(id, before, now).await?) })
        })
        .await
}

/// Tells the other end where to call, under a key that nobody else has. `before` is when that was done last.
async fn subscribe(app: &App, carrier: &dyn Carrier, through: &Opened, before: Option<DateTime<Utc>>) -> Result<()> {
    let (owner, id) = (through.connection.owner, through.connection.id);
    let key = ticket::new_key(app);
    let Some(asked) = carrier.listen(through.clone(), key.clone()) else { return Ok(()) };
    let (hash, now) = (ticket::key_hash(&key), app.now());
    // The address is known before it is told: a call may come before the answer does.
    let is_ours: bool = app
        .store()
        .write_with(owner, (), move |tx, ()| {
            Box::pin(async move { Ok::<_, Error>(tx.ticket_listener_put(id, hash, before, now).await?) })
        })
        .await?;
    if !is_ours {
        return Ok(());
    }
    match asked.await {
        Ok(Listening { id: hub }) => {
            app.store()
                .write_with(owner, hub, move |tx, hub| {
                    Box::pin(async move { Ok::<_, Error>(tx.ticket_listener_confirm(id, hash, hub, now).await?) })
                })
                .await?;
        }
        Err(closed) => {
            tracing::warn!(connection.id = %id, reason = closed.reason, "the other end takes no subscription")
        }
    }
    Ok(())
}

//! A connection is stopped for a while, and taken away.

use serde_json::json;
use tierline_domain::{Action, Connection, ConnectionId, DeliveryState};
use tierline_store::{DeliveryFilter, TenantRead};

use super::read::{ConnectionView, show};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// Stops a connection, or lets it go on. While it is stopped nothing goes by it, and it is chosen for nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`] where it changed since it was read, [`Error::StepUp`], [`Error::Forbidden`].
pub async fn pause(app: &App, ctx: &Ctx, id: ConnectionId, paused: bool) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_recent(app.now())?;
    let before = show(app, ctx, id).await?;
    ctx.expect_version(before.connection.version)?;
    if before.connection.paused_at.is_some() == paused {
        return Ok(before);
    }
    app.change(ctx, "connection.pause", before.connection, move |tx, call| {
        Box::pin(async move {
            // By the time of its entry in the audit log, which says who it was.
            let paused_at = paused.then_some(call.now);
            let connection = Connection { paused_at, updated_at: call.now, ..call.input.clone() };
            let version = tx.connection_update(&connection).await?;
            let action = if paused { "connection.pause" } else { "connection.resume" };
            audit::append(tx, call, action, &connection.id.to_string(), &json!({ "name": connection.name })).await?;
            Ok(version)
        })
    })
    .await?;
    show(app, ctx, id).await
}

/// What a connection is still needed for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needed {
    /// Messages that are to go by it and have not arrived; counting stops at 200.
    pub waiting: usize,
    /// Open requests that went by it: what becomes of them is fetched by it. Counting stops at 200.
    pub followed: usize,
}

impl Needed {
    /// Whether anything would be left undone without it.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        self.waiting > 0 || self.followed > 0
    }

    async fn of(read: &mut TenantRead<'_>, id: ConnectionId) -> Result<Self> {
        let filter = DeliveryFilter { connection: Some(id), limit: 200, ..DeliveryFilter::default() };
        let deliveries = read.delivery_list(&filter).await?;
        let waiting = deliveries.iter().filter(|one| one.state != DeliveryState::GivenUp).count();
        Ok(Self { waiting, followed: read.requests_through(id).await?.len() })
    }
}

/// What a connection is still needed for.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn needed(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<Needed> {
    app.require(ctx, Action::Administer).await?;
    Needed::of(&mut app.store().read(ctx.reach()).await?, id).await
}

/// Takes a connection away with its secrets. What went by it stays. Where it is still needed, that must be said: what waits for
/// it is then given up, and shown so.
///
/// # Errors
/// [`Error::Invalid`] naming `abandon`, where it is needed and nobody said so; [`Error::Conflict`] `for_a_time`: its secrets come back
/// by nobody; [`Error::NotFound`], [`Error::StepUp`], [`Error::Forbidden`].
pub async fn remove(app: &App, ctx: &Ctx, id: ConnectionId, abandon: bool) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let connection = show(app, ctx, id).await?.connection;
    app.change(ctx, "connection.remove", connection, move |tx, call| {
        Box::pin(async move {
            let needed = Needed::of(tx, id).await?;
            let Needed { waiting, followed } = needed;
            if needed.is_needed() && !abandon {
                let message = format!(
                    "Messages that wait for it: {waiting}; open requests that are followed by it: {followed}. Let them end first, \
                     or say that they are left."
                );
                return Err(Error::field("abandon", "still_needed", message));
            }
            // They were filed by hand: another connection that leads to the same place follows them.
            tx.requests_unfollow(id).await?;
            // What was held would wait for ever.
            tx.outbox_release(id, call.now).await?;
            if !tx.connection_remove(id).await? {
                return Err(Error::NotFound);
            }
            let detail = json!({
                "name": call.input.name, "kind": call.input.kind.word(), "waiting": waiting, "followed": followed,
            });
            audit::append(tx, call, "connection.remove", &id.to_string(), &detail).await
        })
    })
    .await
}

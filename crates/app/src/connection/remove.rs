//! A connection is stopped for a while, and taken away.

use serde_json::json;
use tierline_domain::{Action, Connection, ConnectionId};

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
/// [`Error::NotFound`], [`Error::Stale`] where it changed since it was read, [`Error::Forbidden`].
pub async fn pause(app: &App, ctx: &Ctx, id: ConnectionId, paused: bool) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    let before = show(app, ctx, id).await?;
    ctx.expect_version(before.connection.version)?;
    if before.connection.paused_at.is_some() == paused {
        return Ok(before);
    }
    let now = app.now();
    let connection = Connection { paused_at: paused.then_some(now), updated_at: now, ..before.connection };
    app.change(ctx, "connection.pause", connection, |tx, call| {
        Box::pin(async move {
            let version = tx.connection_update(&call.input).await?;
            let action = if call.input.paused_at.is_some() { "connection.pause" } else { "connection.resume" };
            audit::append(tx, call, action, &call.input.id.to_string(), &json!({ "name": call.input.name })).await?;
            Ok(version)
        })
    })
    .await?;
    show(app, ctx, id).await
}

/// Takes a connection away with its secrets. What went by it stays.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn remove(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    let connection = show(app, ctx, id).await?.connection;
    app.change(ctx, "connection.remove", connection, |tx, call| {
        Box::pin(async move {
            if !tx.connection_remove(call.input.id).await? {
                return Err(Error::NotFound);
            }
            let detail = json!({ "name": call.input.name, "kind": call.input.kind.word() });
            audit::append(tx, call, "connection.remove", &call.input.id.to_string(), &detail).await
        })
    })
    .await
}

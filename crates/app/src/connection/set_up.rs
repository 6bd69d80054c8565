//! A connection is set up and changed.

use serde_json::json;
use tierline_domain::{Action, Connection, ConnectionId, ConnectionState, SealedSecret, SecretField};
use tierline_store::TenantTx;

use super::{
    check::{Checked, SetUpConnection, check},
    read::{ConnectionView, kinds, show},
    secret::seal,
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// What is written in one transaction.
struct Writing {
    connection: Connection,
    secret: Option<SealedSecret>,
}

/// Sets a connection up. Nothing is sent: whether it works, its test says.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] where this node cannot seal a secret, [`Error::Forbidden`].
pub async fn add(app: &App, ctx: &Ctx, command: SetUpConnection) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_recent(app.now())?;
    let (kind, now) = (command.kind, app.now());
    if !kinds(app).contains(&kind) {
        return Err(Error::field(
            "kind",
            "not_in_this_program",
            "This program can't speak to that yet: take another kind.",
        ));
    }
    let Checked { name, address, recipient, families, settings, secret, secret_ends_at, .. } =
        check(command, ctx.owner.cloud, None, now)?;
    ctx.in_earnest()?;
    let connection = Connection {
        id: app.id(),
        owner: ctx.owner,
        kind,
        name,
        address,
        recipient,
        families,
        settings,
        paused_at: None,
        state: ConnectionState::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let secret = match (secret, connection.settings.sign_in.secrets().first()) {
        (Some(secret), Some(field)) => Some(seal(app, &connection, *field, &secret, secret_ends_at).await?),
        _ => None,
    };
    // Again is the same: then it is the first one's.
    let id = app
        .change(ctx, "connection.add", Writing { connection, secret }, |tx, call| {
            Box::pin(async move {
                let Writing { connection, secret } = &call.input;
                tx.connection_insert(connection).await.map_err(taken)?;
                if let Some(secret) = secret {
                    tx.connection_secret_put(secret).await?;
                }
                told(tx, call, "connection.add", connection).await?;
                Ok(connection.id)
            })
        })
        .await?;
    show(app, ctx, id).await
}

/// Changes how a connection is set up. Its kind stays: another kind is another connection. A secret that is not said stays, unless
/// it would go elsewhere from now on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`] where it changed since it was read, and as for [`add`].
pub async fn edit(app: &App, ctx: &Ctx, id: ConnectionId, command: SetUpConnection) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_recent(app.now())?;
    let (before, now) = (show(app, ctx, id).await?.connection, app.now());
    ctx.expect_version(before.version)?;
    let command = SetUpConnection { kind: before.kind, ..command };
    let Checked { name, address, recipient, families, settings, secret, secret_ends_at, moves } =
        check(command, ctx.owner.cloud, Some(&before), now)?;
    ctx.in_earnest()?;
    let connection = Connection { name, address, recipient, families, settings, updated_at: now, ..before };
    let secret = match (secret, connection.settings.sign_in.secrets().first()) {
        (Some(secret), Some(field)) => Some(seal(app, &connection, *field, &secret, secret_ends_at).await?),
        _ => None,
    };
    app.change(ctx, "connection.edit", (Writing { connection, secret }, moves), |tx, call| {
        Box::pin(async move {
            let (Writing { connection, secret }, moves) = &call.input;
            let version = tx.connection_update(connection).await.map_err(taken)?;
            if let Some(secret) = secret {
                tx.connection_secret_put(secret).await?;
            }
            // What it does not sign in by any more is not kept; nor is what would go elsewhere without being said again.
            let needed = connection.settings.sign_in.secrets();
            let kept = if *moves { &needed[..needed.len().min(1)] } else { needed };
            for field in SecretField::ALL.iter().filter(|field| !kept.contains(field)) {
                tx.connection_secret_remove(connection.id, *field).await?;
            }
            told(tx, call, "connection.edit", connection).await?;
            Ok(version)
        })
    })
    .await?;
    show(app, ctx, id).await
}

/// Puts on record what a connection is like. Nothing of it is secret.
async fn told<V>(tx: &mut TenantTx<'_>, call: &Call<V>, action: &'static str, connection: &Connection) -> Result<()> {
    let detail = json!({
        "name": connection.name, "kind": connection.kind.word(), "address": connection.address,
        "recipient": connection.recipient.word(), "sign_in": connection.settings.sign_in.word(),
        "client_id": connection.settings.client_id,
    });
    audit::append(tx, call, action, &connection.id.to_string(), &detail).await
}

fn taken(error: tierline_store::Error) -> Error {
    if error.violates("connection_name") {
        return Error::field("name", "taken", "Another connection has this name: take one that tells them apart.");
    }
    error.into()
}

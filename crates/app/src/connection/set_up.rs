//! A connection is set up and changed.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tierline_domain::{Action, Connection, ConnectionId, ConnectionState, SealedSecret, SecretField};

use super::{
    check::{Checked, SetUpConnection, check},
    read::{ConnectionView, kinds, show},
    secret::seal,
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// What is written in one transaction.
struct Writing {
    /// As it was, where it is changed.
    before: Option<Connection>,
    connection: Connection,
    secret: Option<SealedSecret>,
}

/// Sets a connection up. Nothing is sent: whether it works, its test says.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Conflict`] where this node cannot seal a secret, and `for_a_time`: where requests go
/// and by whose secret is for good; [`Error::StepUp`], [`Error::Forbidden`].
pub async fn add(app: &App, ctx: &Ctx, command: SetUpConnection) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
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
        .change(ctx, "connection.add", Writing { before: None, connection, secret }, |tx, call| {
            Box::pin(async move {
                let Writing { connection, secret, .. } = &call.input;
                tx.connection_insert(connection).await.map_err(taken)?;
                if let Some(secret) = secret {
                    tx.connection_secret_put(secret).await?;
                }
                let detail = changed(None, connection, secret.is_some(), &[])?;
                audit::append(tx, call, "connection.add", &connection.id.to_string(), &detail).await?;
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
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let (before, now) = (show(app, ctx, id).await?.connection, app.now());
    ctx.expect_version(before.version)?;
    let command = SetUpConnection { kind: before.kind, ..command };
    let Checked { name, address, recipient, families, settings, secret, secret_ends_at, moves } =
        check(command, ctx.owner.cloud, Some(&before), now)?;
    ctx.in_earnest()?;
    let connection = Connection { name, address, recipient, families, settings, updated_at: now, ..before.clone() };
    let secret = match (secret, connection.settings.sign_in.secrets().first()) {
        (Some(secret), Some(field)) => Some(seal(app, &connection, *field, &secret, secret_ends_at).await?),
        _ => None,
    };
    let writing = Writing { before: Some(before), connection, secret };
    app.change(ctx, "connection.edit", (writing, moves), |tx, call| {
        Box::pin(async move {
            let (Writing { before, connection, secret }, moves) = &call.input;
            let version = tx.connection_update(connection).await.map_err(taken)?;
            if let Some(secret) = secret {
                tx.connection_secret_put(secret).await?;
            }
            // What it does not sign in by any more is not kept; nor is what would go elsewhere without being said again.
            let needed = connection.settings.sign_in.secrets();
            let kept = if *moves { &needed[..needed.len().min(1)] } else { needed };
            let mut removed = Vec::new();
            for field in SecretField::ALL.iter().filter(|field| !kept.contains(field)) {
                removed.extend(tx.connection_secret_remove(connection.id, *field).await?.then_some(field.word()));
            }
            let detail = changed(before.as_ref(), connection, secret.is_some(), &removed)?;
            audit::append(tx, call, "connection.edit", &connection.id.to_string(), &detail).await?;
            Ok(version)
        })
    })
    .await?;
    show(app, ctx, id).await
}

/// What is on record of how a connection is set up: all but its secrets.
fn described(connection: &Connection) -> Result<Value> {
    let mut said = serde_json::to_value(&connection.settings).map_err(Error::internal)?;
    said["sign_in"] = json!(connection.settings.sign_in.word());
    // What tells one certificate from another, not its two thousand letters.
    if let Some(certificate) = &connection.settings.certificate {
        let digest: String = Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect();
        said["certificate"] = json!(format!("SHA-256 {digest}"));
    }
    said["name"] = json!(connection.name);
    said["kind"] = json!(connection.kind.word());
    said["address"] = json!(connection.address);
    said["recipient"] = json!(connection.recipient.word());
    said["families"] = connection.families.iter().map(|family| family.word()).collect();
    Ok(said)
}

/// What changed of it, before and after; of its secrets only that they did.
fn changed(before: Option<&Connection>, after: &Connection, is_new: bool, removed: &[&str]) -> Result<Value> {
    let mut detail = match before {
        Some(before) => audit::changes(&described(before)?, &described(after)?, &[])?,
        None => described(after)?,
    };
    if is_new {
        detail["secret"] = json!("changed");
    }
    if !removed.is_empty() {
        detail["secrets_removed"] = json!(removed);
    }
    if detail.get("name").is_none() {
        detail["name"] = json!(after.name);
    }
    Ok(detail)
}

fn taken(error: tierline_store::Error) -> Error {
    if error.violates("connection_name") {
        return Error::field("name", "taken", "Another connection has this name: take one that tells them apart.");
    }
    error.into()
}

//! Secrets of connections are sealed and exchanged.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use tierline_domain::{Action, Connection, ConnectionId, SealedSecret, SecretField};
use tierline_store::System;

use super::{
    check::check_secret,
    consent,
    read::{ConnectionView, show},
    vault::{self, Place, SealKey},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
    port::carrier::Secret,
};

/// A secret in place of the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplaceSecret {
    /// Which of the secrets that it signs in by; where nothing is said, the first that is missing, or else the first.
    pub field: Option<SecretField>,
    /// The secret.
    pub secret: Secret,
    /// When it ends, where that is known.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Exchanges a connection's secret: the next use has the new one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Error::Conflict`] where the connection has no secret or this node cannot seal one, and
/// `for_a_time`; [`Error::StepUp`], [`Error::Forbidden`].
pub async fn replace_secret(app: &App, ctx: &Ctx, id: ConnectionId, command: ReplaceSecret) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let view = show(app, ctx, id).await?;
    let needed = view.connection.settings.sign_in.secrets();
    let Some(first) = view.missing().first().or(needed.first()).copied() else {
        return Err(Error::conflict(
            "no_secret",
            "This connection signs in to nothing: there is no secret to exchange.",
        ));
    };
    let field = command.field.unwrap_or(first);
    if !needed.contains(&field) {
        return Err(Error::field("field", "not_needed", "The connection does not sign in by this secret."));
    }
    let secret = check_secret(&command.secret, command.ends_at, app.now())?;
    // A consent ends by itself where nobody renews it.
    let usual = (field == SecretField::RefreshToken).then(|| consent::ends_at(app.now()));
    let sealed = seal(app, &view.connection, field, &secret, command.ends_at.or(usual)).await?;
    app.change(ctx, "connection.replace_secret", sealed, |tx, call| {
        Box::pin(async move {
            tx.connection_secret_put(&call.input).await?;
            let detail = json!({ "field": call.input.field.word(), "ends_at": call.input.ends_at });
            audit::append(tx, call, "connection.replace_secret", &call.input.connection.to_string(), &detail).await
        })
    })
    .await?;
    show(app, ctx, id).await
}

/// The keys as they are now. A file is read for them.
pub(super) async fn keys(app: &App) -> Result<Vec<SealKey>, String> {
    let ring = Arc::clone(&app.0.parts.keys);
    let read = tokio::task::spawn_blocking(move || ring.keys()).await;
    read.map_err(|_| "the keys of secrets could not be read".to_owned())?
}

/// The keys, for what is sealed and is no connection's.
///
/// # Errors
/// [`Error::Conflict`] `no_secrets_key`.
pub(crate) async fn secrets_keys(app: &App) -> Result<Vec<SealKey>> {
    keys(app).await.map_err(|reason| Error::conflict("no_secrets_key", said(&reason)))
}

/// The key that seals now.
///
/// # Errors
/// As [`secrets_keys`].
pub(crate) async fn secrets_key(app: &App) -> Result<SealKey> {
    let first = secrets_keys(app).await?.into_iter().next();
    first.ok_or_else(|| Error::conflict("no_secrets_key", said("this program has no key for secrets")))
}

/// Seals a secret of a connection. A node that has other keys than its neighbours does not: they could not open it.
pub(super) async fn seal(
    app: &App,
    connection: &Connection,
    field: SecretField,
    secret: &Secret,
    ends_at: Option<DateTime<Utc>>,
) -> Result<SealedSecret> {
    let keys = keys(app).await.map_err(|reason| Error::conflict("no_secrets_key", said(&reason)))?;
    let key =
        keys.first().ok_or_else(|| Error::conflict("no_secrets_key", said("this program has no key for secrets")))?;
    let used = app.store().read(System).await?.connection_secret_keys().await?;
    if let Some((foreign, _)) = used.iter().find(|(id, _)| keys.iter().all(|key| key.id() != id)) {
        let message = format!(
            "Secrets are kept under the key {foreign}, which this node has not got. Give all nodes the same secrets.key, then try again."
        );
        return Err(Error::conflict("other_secrets_key", message));
    }
    let place = Place { owner: connection.owner, connection: connection.id, field };
    Ok(SealedSecret {
        connection: connection.id,
        field,
        sealed: vault::seal(key, &place, secret, app.secret()),
        key_id: key.id().to_owned(),
        changed_at: app.now(),
        ends_at,
        consent: None,
    })
}

/// A reason as a sentence with its way out.
fn said(reason: &str) -> String {
    format!("No secret can be kept: {reason}. Run `tierline doctor` on the desk's machine.")
}

/// Seals a text for a place that is no connection's. Gives it with the key's identifier.
pub(crate) async fn seal_text(app: &App, place: &Place, secret: &Secret) -> Result<(Vec<u8>, String)> {
    let key = secrets_key(app).await?;
    Ok((vault::seal(&key, place, secret, app.secret()), key.id().to_owned()))
}

/// Opens such a text; says why not.
pub(crate) async fn open_text(app: &App, place: &Place, sealed: (&[u8], &str)) -> Result<Secret, String> {
    let keys = keys(app).await?;
    vault::open(&keys, place.owner, &as_secret(place, sealed, app.now())).map_err(|shut| shut.to_string())
}

/// Seals such a text anew by another key; says why it does not open.
pub(crate) fn reseal_text(
    app: &App,
    keys: &[SealKey],
    key: &SealKey,
    place: &Place,
    sealed: (&[u8], &str),
) -> Result<Vec<u8>, String> {
    let secret =
        vault::open(keys, place.owner, &as_secret(place, sealed, app.now())).map_err(|shut| shut.to_string())?;
    Ok(vault::seal(key, place, &secret, app.secret()))
}

pub(crate) fn as_secret(place: &Place, (sealed, key_id): (&[u8], &str), changed_at: DateTime<Utc>) -> SealedSecret {
    SealedSecret {
        connection: place.connection,
        field: place.field,
        sealed: sealed.to_vec(),
        key_id: key_id.to_owned(),
        changed_at,
        ends_at: None,
        consent: None,
    }
}

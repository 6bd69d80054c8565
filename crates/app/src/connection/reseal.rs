//! All secrets are sealed anew by the key that is first now. It can be broken off at any place and run again.

use serde_json::json;
use tierline_domain::SealedSecret;
use tierline_store::System;

use super::{
    secret::keys,
    vault::{self, Place, SealKey},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// How many secrets are read at once.
const PIECE: i64 = 100;

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets that were sealed anew.
    pub done: usize,
    /// Secrets that did not open, each with what is wrong: they stay as they are.
    pub shut: Vec<String>,
}

/// Seals all secrets of the desk anew that another key than the first sealed.
///
/// # Errors
/// [`Error::Conflict`] where there is no key, and the store's.
pub async fn reseal(app: &App, request_id: &str) -> Result<Resealed> {
    let keys = keys(app).await.map_err(|reason| Error::conflict("no_secrets_key", reason))?;
    let Some(key) = keys.first() else { return Ok(Resealed::default()) };
    let organizations = app.store().read(System).await?.organization_list().await?;
    let mut came_to = Resealed::default();
    loop {
        // Those that do not open stay in front: the piece grows by them, so that what follows them is reached.
        let piece = PIECE + i64::try_from(came_to.shut.len()).unwrap_or(i64::MAX - PIECE);
        let mut read = app.store().read(System).await?;
        let found = read.connection_secrets_of_other_keys(key.id(), piece).await?;
        drop(read);
        let (mut done, mut shut) = (0, Vec::new());
        for (owner, secret) in found {
            let Some(organization) = organizations.iter().find(|one| one.id == owner.organization) else { continue };
            let ctx = Ctx::operator(organization.clone(), owner.cloud, request_id.to_owned());
            match one(app, (&keys, key), ctx, &secret).await? {
                Some(what) => shut.push(what),
                None => done += 1,
            }
        }
        came_to.done += done;
        came_to.shut = shut;
        if done == 0 {
            let (hubs, shut) = crate::ticket::reseal(app, &keys, key).await?;
            came_to.done += hubs;
            came_to.shut.extend(shut);
            let (factors, shut) = crate::account::factor::reseal(app, &keys, key).await?;
            came_to.done += factors;
            came_to.shut.extend(shut);
            let (providers, shut) = crate::single_sign_on::reseal(app, &keys, key).await?;
            came_to.done += providers;
            came_to.shut.extend(shut);
            return Ok(came_to);
        }
    }
}

/// Exchanges one; says what is wrong where it does not open.
async fn one(
    app: &App,
    (keys, key): (&[SealKey], &SealKey),
    ctx: Ctx,
    before: &SealedSecret,
) -> Result<Option<String>> {
    let owner = ctx.owner;
    let secret = match vault::open(keys, owner, before) {
        Ok(secret) => secret,
        Err(shut) => return Ok(Some(format!("{} of {}: {shut}", before.field, before.connection))),
    };
    let place = Place { owner, connection: before.connection, field: before.field };
    let sealed = vault::seal(key, &place, &secret, app.secret());
    let writing = (before.clone(), sealed, key.id().to_owned());
    app.change(&ctx, "connection.reseal", writing, |tx, call| {
        Box::pin(async move {
            let (before, sealed, key_id) = &call.input;
            // Where somebody said the secret anew meanwhile, theirs stays, and is under the first key already.
            if tx.connection_secret_reseal(before, sealed, key_id).await? {
                let detail = json!({ "field": before.field.word(), "key": key_id });
                audit::append(tx, call, "connection.reseal", &before.connection.to_string(), &detail).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(None)
}

//! Sessions end at both ends: somebody who signs out here may do so at the provider as well, and a provider tells when a session there
//! has ended.

use chrono::Duration;
use serde_json::json;
use tierline_domain::{IdentityProvider, IdentityProviderId};
use tierline_store::{Auth, System, SystemTx};

use super::opened;
use crate::{
    account::{Caller, record},
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    port::identity::Ended,
};

/// Minutes for which a provider's word is remembered: longer than one is believed.
const REMEMBERED_MINUTES: i64 = 30;
/// The longest word that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// The address at which the caller signs out at the provider that they came in by; none where they came in otherwise, or it has no such
/// address or cannot be asked. `back` is the page that they come back to.
///
/// Nothing of the provider's tokens is kept for this: the application's name is enough for a provider to know who asks, and it asks the
/// person itself whether they want to sign out there.
pub async fn farewell(app: &App, ctx: &Ctx, back: &str) -> Option<String> {
    let by = ctx.session.as_ref()?.provider.as_ref()?;
    let address = async {
        let mut read = app.store().read(Auth).await.map_err(|error| error.to_string())?;
        let found = read.identity_provider_by_id(by.provider).await.map_err(|error| error.to_string())?;
        drop(read);
        let Some(found) = found else { return Ok(None) };
        let setup = opened(app, &found).await?;
        app.0.parts.identities.farewell(&setup, back).await.map_err(|shut| shut.reason)
    };
    address.await.unwrap_or_else(|why: String| {
        tracing::warn!(provider = %by.provider, why, request_id = %ctx.request_id, "nobody can sign out elsewhere");
        None
    })
}

/// A provider says that a session there has ended: those that stand on it end here, at once. Its word counts once.
///
/// # Errors
/// [`Error::NotFound`] where there is no such provider; [`Error::Conflict`] `not_believed`, `said_before`.
pub async fn ended(app: &App, caller: &Caller, provider: IdentityProviderId, token: &str) -> Result<()> {
    let found = app.store().read(Auth).await?.identity_provider_by_id(provider).await?.ok_or(Error::NotFound)?;
    let believed = |why: String| {
        tracing::warn!(%provider, why, request_id = %caller.request_id, "the end of a session is not believed");
        Error::conflict("not_believed", "This logout token is not to be believed.")
    };
    if token.len() > LONGEST {
        return Err(believed("it is too long".to_owned()));
    }
    let setup = opened(app, &found).await.map_err(believed)?;
    let said = app.0.parts.identities.ended(&setup, token).await.map_err(|shut| believed(shut.reason))?;
    let state = (app.clone(), caller.clone(), found.provider, said);
    app.store()
        .write_with(System, state, |tx, (app, caller, provider, said)| {
            Box::pin(async move { end(tx, (app, caller), provider, said).await })
        })
        .await
}

async fn end(
    tx: &mut SystemTx<'_>,
    (app, caller): (&App, &Caller),
    provider: &IdentityProvider,
    said: &Ended,
) -> Result<()> {
    let (now, owner) = (app.now(), provider.owner);
    let until = now + Duration::minutes(REMEMBERED_MINUTES);
    if !tx.tenant(owner).identity_logout_insert(provider.id, &said.id, until).await? {
        return Err(Error::conflict("said_before", "This logout token was given before."));
    }
    let link = match &said.subject {
        Some(subject) => tx.tenant(owner).identity_link_lookup(provider.id, subject).await?,
        None => None,
    };
    let user = link.map(|link| link.user);
    let ended = tx.auth().sessions_remove_by_provider(provider.id, said.session.as_deref(), user).await?;
    let detail = json!({ "provider": provider.id, "sessions": ended });
    let entry = record::of_provider(app, caller, now, user, &detail);
    tx.audit_append(owner, &entry, app.secret()).await?;
    Ok(())
}

//! Who is calling: the person behind a session's cookie or an API token, and where they act.

use chrono::{DateTime, Utc};
use tierline_domain::{Cloud, Identity, Membership, Organization, Owner, TokenId};
use tierline_store::Auth;

use super::{
    record,
    secret::{self, TOKEN_PREFIX},
    sign_in::Caller,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// Somebody who is signed in, by a session or a token.
#[derive(Debug, Clone, PartialEq)]
pub struct Signed {
    /// Who it is, where they act and as what: what [`Ctx::of`] is made from. For a session, with what its forms carry.
    pub identity: Identity,
    /// The token they came with; none for a session.
    pub token: Option<TokenId>,
}

/// The person behind a cookie; none where the session has ended, the person was shut out, or it never was.
///
/// # Errors
/// The store's.
pub async fn authenticate_session(app: &App, secret: &str) -> Result<Option<Signed>> {
    let Some(hash) = secret::hash(secret, "") else { return Ok(None) };
    let found = app.store().read(Auth).await?.session_lookup(&hash, app.now()).await?;
    Ok(found.map(|identity| Signed { identity, token: None }))
}

/// Writes down that a session was used and from where, once a minute.
pub async fn note_session(app: &App, secret: &str, ctx: &Ctx) {
    let now = app.now();
    let due = ctx.session.as_ref().is_some_and(|session| session.touch_due(now));
    let Some(hash) = secret::hash(secret, "").filter(|_| due) else { return };
    let touched: Result<bool> = app
        .store()
        .write_with(Auth, ctx.address.clone(), move |tx, address| {
            Box::pin(async move { Ok(tx.session_touch(&hash, address.as_deref(), now).await?) })
        })
        .await;
    // The call is good whether or not its time can be written down.
    if let Err(error) = touched {
        tracing::warn!(?error, "the use of a session could not be written down");
    }
}

/// When the session behind a cookie ended by itself; none where it still stands, was ended by its person, or is forgotten.
///
/// # Errors
/// The store's.
pub async fn session_ended_at(app: &App, secret: &str) -> Result<Option<DateTime<Utc>>> {
    let Some(hash) = secret::hash(secret, "") else { return Ok(None) };
    Ok(app.store().read(Auth).await?.session_ended_at(&hash, app.now()).await?)
}

/// The person in whose name a token acts; none where it was revoked, has ended, or never was. That it was used is
/// written down once a minute, with the address that it came from.
///
/// # Errors
/// The store's.
pub async fn authenticate_token(app: &App, token: &str, address: Option<&str>) -> Result<Option<Signed>> {
    let Some(hash) = secret::hash(token, TOKEN_PREFIX) else { return Ok(None) };
    let now = app.now();
    let Some(used) = app.store().read(Auth).await?.token_lookup(&hash, now).await? else { return Ok(None) };
    if used.touch_due(now) {
        let (id, owner) = (used.id, used.identity.membership.owner);
        let touched: Result<bool> = app
            .store()
            .write_with(Auth, address.map(str::to_owned), move |tx, address| {
                Box::pin(async move { Ok(tx.token_touch(owner, id, now, address.as_deref()).await?) })
            })
            .await;
        // The call is good whether or not its time can be written down.
        if let Err(error) = touched {
            tracing::warn!(?error, token = %id, "the use of a token could not be written down");
        }
    }
    Ok(Some(Signed { identity: used.identity, token: Some(used.id) }))
}

/// An organization and cloud in which a person can act.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What the person is there.
    pub membership: Membership,
    /// The organization.
    pub organization: Organization,
}

/// All places in which the person can act, with their organizations.
///
/// # Errors
/// The store's.
pub async fn memberships(app: &App, ctx: &Ctx) -> Result<Vec<Place>> {
    let mut read = app.store().read(tierline_store::System).await?;
    let mut places = Vec::new();
    for membership in read.auth().membership_list(ctx.user.id).await? {
        if let Some(organization) = read.organization_lookup(membership.owner.organization).await? {
            places.push(Place { membership, organization });
        }
    }
    Ok(places)
}

/// Moves the session of this secret to another place of the same person.
///
/// # Errors
/// [`Error::NotFound`] where the person is nothing there; [`Error::Unauthorized`] where the session has ended.
pub async fn switch(app: &App, ctx: &Ctx, secret: &str, to: Owner) -> Result<Membership> {
    let hash = secret::hash(secret, "").ok_or(Error::Unauthorized)?;
    let (state, now) = ((app.clone(), Caller::of(ctx), ctx.user.clone()), app.now());
    app.store()
        .write_with(Auth, state, move |tx, (app, caller, user)| {
            Box::pin(async move {
                let own = tx.session_lookup(&hash, now).await?.is_some_and(|identity| identity.user.id == user.id);
                if !own {
                    return Err(Error::Unauthorized);
                }
                let memberships = tx.membership_list(user.id).await?;
                let membership = memberships.into_iter().find(|m| m.owner == to).ok_or(Error::NotFound)?;
                if !tx.session_switch(&hash, to).await? {
                    return Err(Error::NotFound);
                }
                record::sign_in(tx, (app, caller, now), (user, to), "account.switch", true).await?;
                Ok(membership)
            })
        })
        .await
}

/// Moves the session to the same organization in another cloud.
///
/// # Errors
/// As [`switch`].
pub async fn switch_cloud(app: &App, ctx: &Ctx, secret: &str, cloud: Cloud) -> Result<Membership> {
    switch(app, ctx, secret, Owner { organization: ctx.owner.organization, cloud }).await
}

/// Forgets sessions and attempts to sign in that have ended; gives how many sessions.
///
/// # Errors
/// The store's.
pub async fn purge_sessions(app: &App) -> Result<u64> {
    let now = app.now();
    app.store()
        .write(Auth, move |tx| {
            Box::pin(async move {
                tx.attempts_purge(now).await?;
                Ok(tx.sessions_purge(now).await?)
            })
        })
        .await
}

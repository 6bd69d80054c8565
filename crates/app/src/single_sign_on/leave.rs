//! Somebody leaves for a provider: the one that their address is sent to, or one that they chose.
//!
//! Nothing is kept meanwhile. What must be remembered travels with the person as the `state`, sealed, and bound to their browser by a
//! cookie: nobody can send somebody else back with it, and each node can take them in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tierline_domain::{IdentityProviderId, SealedProvider, UserId, domain_of};
use tierline_store::Auth;

use super::opened;
use crate::{
    account::{Caller, Secret, secret},
    app::App,
    connection::vault,
    ctx::Ctx,
    error::{Error, Result},
    port::identity::SignInErrand,
};

/// Minutes that a person has to sign in at the provider.
pub const SIGN_IN_MINUTES: i64 = 10;
/// The longest state that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;
/// What a travelling errand is sealed with.
const PLACE: &str = "tierline sign-in errand 1";

/// What somebody goes to a provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Purpose {
    /// To come in.
    SignIn,
    /// This person, who is in, wants to come in by the provider as well from now on.
    Link(UserId),
    /// This person, who is in, proves anew who they are.
    Again(UserId),
}

/// What has to be remembered until the person is back.
#[derive(Serialize, Deserialize)]
pub(super) struct Errand {
    pub(super) provider: IdentityProviderId,
    pub(super) purpose: Purpose,
    pub(super) verifier: String,
    pub(super) nonce: String,
    /// Where they want to go then.
    pub(super) next: String,
    /// What their browser holds, as a digest.
    browser: String,
    pub(super) until: DateTime<Utc>,
}

/// Where somebody goes to sign in.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// The provider's address.
    pub address: String,
    /// For a cookie of the browser: without it nobody comes back.
    pub browser: Secret,
}

/// Whether the page of the door has a use for this at all: some domain sends its people to a provider.
///
/// # Errors
/// The store's.
pub async fn is_offered(app: &App) -> Result<bool> {
    Ok(app.store().read(Auth).await?.sign_in_domain_any().await?)
}

fn nowhere() -> Error {
    let message = "No organization here signs in elsewhere with addresses of this domain. Sign in with your password.";
    Error::field("email", "no_provider", message)
}

/// The address at which somebody signs in who has this address of mail. What it comes to follows from the domain alone: whether anybody
/// has the address shows in nothing (threat 46). `redirect` is the page that they come back to.
///
/// # Errors
/// [`Error::Invalid`] on `email`: `no_provider` where the domain sends nobody anywhere, `unreachable` where the provider cannot be used
/// now; [`Error::TooMany`].
pub async fn leave(app: &App, caller: &Caller, email: &str, next: &str, redirect: &str) -> Result<Leaving> {
    crate::account::begin(app, caller, email, app.now())?;
    let domain = domain_of(email).ok_or_else(nowhere)?;
    let found = app.store().read(Auth).await?.identity_provider_of_domain(&domain).await?;
    let found = found.filter(|found| !found.provider.settings.is_paused).ok_or_else(nowhere)?;
    let way = Way { purpose: Purpose::SignIn, hint: email.trim(), next, redirect };
    way.to(app, &caller.request_id, &found).await.map_err(|()| {
        let message = "Your organization's sign-in cannot be reached now. Try again in a minute.";
        Error::field("email", "unreachable", message)
    })
}

/// The address at which the caller signs in to link their account at a provider of the organization that they act in to the one here.
///
/// # Errors
/// [`Error::NotFound`], [`Error::StepUp`]; [`Error::Conflict`] `unreachable` where the provider cannot be used now, `emergency`.
pub async fn leave_to_link(
    app: &App,
    ctx: &Ctx,
    provider: IdentityProviderId,
    (next, redirect): (&str, &str),
) -> Result<Leaving> {
    ctx.require_changes()?;
    ctx.require_no_emergency()?;
    ctx.require_recent(app.now())?;
    let found = app.store().read(ctx.reach()).await?.identity_provider_lookup(provider).await?;
    let found = found.filter(|found| !found.provider.settings.is_paused).ok_or(Error::NotFound)?;
    let way = Way { purpose: Purpose::Link(ctx.user.id), hint: &ctx.user.email, next, redirect };
    way.to(app, &ctx.request_id, &found).await.map_err(|()| unreachable())
}

/// The address at which the caller proves anew who they are: at the provider by which they came in.
///
/// # Errors
/// [`Error::NotFound`] where they came in otherwise; [`Error::Conflict`] `unreachable` where the provider cannot be used now.
pub async fn leave_again(app: &App, ctx: &Ctx, next: &str, redirect: &str) -> Result<Leaving> {
    let by = ctx.session.as_ref().and_then(|session| session.provider.as_ref()).ok_or(Error::NotFound)?;
    let found = app.store().read(Auth).await?.identity_provider_by_id(by.provider).await?;
    let found = found.filter(|found| !found.provider.settings.is_paused).ok_or(Error::NotFound)?;
    let way = Way { purpose: Purpose::Again(ctx.user.id), hint: &ctx.user.email, next, redirect };
    way.to(app, &ctx.request_id, &found).await.map_err(|()| unreachable())
}

fn unreachable() -> Error {
    Error::conflict("unreachable", "Your organization's sign-in cannot be reached now. Try again in a minute.")
}

/// How and why somebody leaves.
struct Way<'a> {
    purpose: Purpose,
    /// The address of mail that the provider fills in.
    hint: &'a str,
    next: &'a str,
    redirect: &'a str,
}

impl Way<'_> {
    /// Where it leads. Why there is nothing to lead to is for the log.
    async fn to(&self, app: &App, request_id: &str, found: &SealedProvider) -> Result<Leaving, ()> {
        self.drawn(app, found).await.map_err(|why| {
            tracing::warn!(provider = %found.provider.id, why, request_id, "nobody can sign in elsewhere");
        })
    }

    async fn drawn(&self, app: &App, found: &SealedProvider) -> Result<Leaving, String> {
        let setup = opened(app, found).await?;
        let (browser, hash) = secret::draw(app, "");
        let errand = Errand {
            provider: found.provider.id,
            purpose: self.purpose,
            verifier: BASE64.encode(app.secret::<32>()),
            nonce: BASE64.encode(app.secret::<16>()),
            next: self.next.to_owned(),
            browser: BASE64.encode(hash),
            until: app.now() + Duration::minutes(SIGN_IN_MINUTES),
        };
        let along = SignInErrand {
            redirect: self.redirect.to_owned(),
            state: sealed(app, &errand).await.map_err(|error| format!("{error:?}"))?,
            nonce: errand.nonce,
            challenge: BASE64.encode(Sha256::digest(&errand.verifier)),
            hint: self.hint.to_owned(),
            anew: matches!(self.purpose, Purpose::Again(_)),
        };
        let address = app.0.parts.identities.address(&setup, &along).await.map_err(|shut| shut.reason)?;
        Ok(Leaving { address, browser })
    }
}

async fn sealed(app: &App, errand: &Errand) -> Result<String> {
    let key = crate::connection::secrets_key(app).await?;
    let text = serde_json::to_vec(errand).map_err(Error::internal)?;
    Ok(format!("{}.{}", key.id(), BASE64.encode(vault::seal_for(&key, PLACE, &text, app.secret()))))
}

/// What somebody left with, where it is ours, their browser's, and not too long ago.
pub(super) async fn unsealed(app: &App, state: &str, browser: &str) -> Result<Option<Errand>> {
    let keys = crate::connection::secrets_keys(app).await?;
    let errand = (state.len() <= LONGEST).then_some(state).and_then(|state| -> Option<Errand> {
        let (id, text) = state.split_once('.')?;
        let key = keys.iter().find(|key| key.id() == id)?;
        let text = vault::open_for(key, PLACE, &BASE64.decode(text).ok()?)?;
        serde_json::from_slice(&text).ok()
    });
    let hash = secret::hash(browser, "").map(|hash| BASE64.encode(hash));
    Ok(errand.filter(|errand| errand.until > app.now() && hash.as_ref() == Some(&errand.browser)))
}

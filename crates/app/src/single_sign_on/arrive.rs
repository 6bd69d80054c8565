//! Somebody comes back from their provider, who vouches for them.

use chrono::Duration;
use serde_json::json;
use tierline_domain::{IdentityProvider, Proof, Proofs, ProviderSession, SealedProvider, UserId};
use tierline_store::{Auth, System};

use super::{
    leave::{Purpose, unsealed},
    link, opened,
};
use crate::{
    account::{
        Arrival, Caller, Entered, enter,
        factor::{self, Renewed},
        record,
    },
    app::App,
    ctx::{Ctx, PROOF_MINUTES},
    error::{Error, Result},
    port::{
        carrier::Secret,
        identity::{SignInCode, Vouched},
    },
    standing,
};

/// What somebody came back with.
pub struct Back {
    /// What they took along.
    pub state: String,
    /// The code.
    pub code: Secret,
    /// Who says to have sent them back (RFC 9207), where anybody does.
    pub issuer: Option<String>,
    /// What their browser holds.
    pub browser: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrived {
    /// They are in, or asked for a second factor.
    In(Entered),
    /// Their account there is linked to the one here.
    Linked,
    /// They have proven anew who they are: the session goes on under a new secret.
    Again(Renewed),
}

fn lost() -> Error {
    Error::conflict("sign_in_lost", "You did not leave from this browser within the last minutes. Begin again.")
}

fn refused(code: &'static str) -> Error {
    let message = match code {
        "unverified_address" => {
            "Your organization's sign-in does not say that the address is yours. Ask your administrator."
        }
        "no_group" => "You are in no group that may work here. Ask your administrator.",
        "groups_withheld" => {
            "Your organization's sign-in does not name your groups: you are in too many. Ask your administrator."
        }
        "works_elsewhere" => "You work for another organization on this desk as well: sign in with your password.",
        "not_believed" => "Your organization's sign-in could not be believed. Try again, then ask your administrator.",
        "linked_to_another" => "That account is linked to somebody else here. Sign in there as yourself.",
        "linked_already" => "Another account there is linked to yours already: remove that link first.",
        "not_anew" => "Your organization's sign-in did not ask you again. Sign out and in, then do it once more.",
        "somebody_else" => "You signed in there as somebody else. Sign out there, then sign in as yourself.",
        _ => "Your organization's sign-in knows you, and this desk does not. Ask your administrator.",
    };
    Error::conflict(code, message)
}

/// Takes somebody in for whom their provider vouches: lets them in or asks for a second factor, links their account, or takes it as a
/// proof anew, as they left for. `signed` is who the browser is signed in as meanwhile, with the session's secret. Gives where they
/// wanted to go, too.
///
/// # Errors
/// [`Error::Conflict`]: `sign_in_lost` where they did not leave from this browser, `not_believed` where what the provider says does not
/// hold, else why they are nobody here ([`tierline_domain::NotLinked`]), `not_anew` and `somebody_else` for a proof anew;
/// [`Error::TooMany`].
pub async fn arrive(
    app: &App,
    caller: &Caller,
    back: Back,
    (redirect, signed): (&str, Option<(&Ctx, &str)>),
) -> Result<(Arrived, String)> {
    let errand = unsealed(app, &back.state, &back.browser).await?.ok_or_else(lost)?;
    let found = app.store().read(Auth).await?.identity_provider_by_id(errand.provider).await?;
    let found = found.filter(|found| !found.provider.settings.is_paused).ok_or_else(lost)?;
    let given = SignInCode {
        code: back.code,
        verifier: Secret::new(errand.verifier),
        redirect: redirect.to_owned(),
        nonce: errand.nonce,
        issuer: back.issuer,
    };
    let signs_in = matches!(errand.purpose, Purpose::SignIn);
    if signs_in {
        begin(app, caller)?;
    }
    let vouched = redeemed(app, caller, &found, given).await?;
    let provider = found.provider;
    let same = |user: UserId| signed.filter(|(ctx, _)| ctx.user.id == user).ok_or_else(lost);
    let arrived = match errand.purpose {
        Purpose::SignIn => Arrived::In(let_in(app, caller, provider, vouched).await?),
        Purpose::Link(user) => {
            let (ctx, _) = same(user)?;
            linked(app, (caller, ctx), provider, vouched).await?;
            Arrived::Linked
        }
        Purpose::Again(user) => {
            let (ctx, session) = same(user)?;
            Arrived::Again(proven(app, (ctx, session), &provider, vouched).await?)
        }
    };
    if signs_in {
        app.0.throttle.nameless_succeeded(caller.address.as_deref());
    }
    Ok((arrived, errand.next))
}

/// Counts a try, or refuses it: who left once could come back with any code, and each is asked of the provider.
fn begin(app: &App, caller: &Caller) -> Result<()> {
    app.0.throttle.begin_nameless(caller.address.as_deref(), app.now()).map_err(|retry_after| {
        tracing::warn!(address = ?caller.address, request_id = %caller.request_id, "too many tries with single sign-on");
        Error::TooMany { retry_after }
    })
}

/// Puts on record that somebody who came by the provider was not let in. Who it is stands there only where they have an account here:
/// what was said of anybody else could not be erased.
async fn record_refusal(
    app: &App,
    caller: &Caller,
    provider: &IdentityProvider,
    (user, why): (Option<UserId>, &str),
) -> Result<()> {
    let detail = json!({ "provider": provider.id, "why": why });
    let (owner, entry) = (provider.owner, record::refused_by_provider(app, caller, app.now(), user, &detail));
    app.store()
        .write_with(Auth, (app.clone(), entry), move |tx, (app, entry)| {
            Box::pin(async move { Ok::<_, Error>(tx.audit_append(owner, entry, app.secret()).await?) })
        })
        .await
}

async fn redeemed(app: &App, caller: &Caller, found: &SealedProvider, given: SignInCode) -> Result<Vouched> {
    let redeemed = match opened(app, found).await {
        Ok(setup) => app.0.parts.identities.redeem(&setup, given).await.map_err(|shut| shut.reason),
        Err(why) => Err(why),
    };
    match redeemed {
        Ok(vouched) => Ok(vouched),
        Err(why) => {
            tracing::warn!(provider = %found.provider.id, why, request_id = %caller.request_id, "a sign-in is not believed");
            record_refusal(app, caller, &found.provider, (None, "not_believed")).await?;
            Err(refused("not_believed"))
        }
    }
}

async fn let_in(app: &App, caller: &Caller, provider: IdentityProvider, vouched: Vouched) -> Result<Entered> {
    let now = app.now();
    let (owner, id) = (provider.owner, provider.id);
    let mut proofs = Proofs::of(Proof::SingleSignOn);
    if vouched.second_factor || provider.settings.enforces_second_factor {
        proofs = proofs.and(Proof::ProviderFactor);
    }
    let (session, subject, by) = (vouched.session.clone(), vouched.subject.clone(), provider.clone());
    // Who is signed in there for hours is not asked again: that is no fresh proof. Nor is it where the provider says nothing of it.
    let proven_at = vouched.asked_at.unwrap_or_else(|| now - Duration::minutes(PROOF_MINUTES));
    let state = (app.clone(), caller.clone(), provider, vouched);
    let linked = app
        .store()
        .write_with(System, state, move |tx, (app, caller, provider, vouched)| {
            Box::pin(async move { link::person(tx, (app, caller, now), provider, vouched).await })
        })
        .await?;
    let user = match linked {
        Ok(user) => user,
        Err(why) => {
            tracing::warn!(provider = %id, why = why.word(), request_id = %caller.request_id, "a person is not let in");
            let known = app.store().read(owner).await?.identity_link_lookup(id, &subject).await?;
            record_refusal(app, caller, &by, (known.map(|link| link.user), why.word())).await?;
            return Err(refused(why.word()));
        }
    };
    let provider = Some(ProviderSession { provider: id, session });
    let arrival = Arrival { user, proofs, to: Some(owner), provider, proven_at: Some(proven_at) };
    enter(app, caller, arrival).await.map_err(|error| match error {
        Error::Unauthorized => refused("unknown"),
        other => other,
    })
}

/// Links the account for which the provider vouches to the caller's own.
async fn linked(app: &App, (caller, ctx): (&Caller, &Ctx), provider: IdentityProvider, vouched: Vouched) -> Result<()> {
    let now = app.now();
    let state = (app.clone(), caller.clone(), ctx.clone(), provider, vouched);
    let linked = app
        .store()
        .write_with(System, state, move |tx, (app, caller, ctx, provider, vouched)| {
            Box::pin(async move {
                // The provider may have kept them for minutes, and this is a way in.
                standing::ask(&mut tx.tenant(ctx.owner), ctx, app.now()).await?;
                link::account(tx, (app, caller, now), (provider, vouched), &ctx.user).await
            })
        })
        .await;
    let linked = app.on_record(ctx, "account.link", linked).await?;
    linked.map_err(|why| refused(why.word()))
}

/// Takes what the provider says as a proof anew: it must have asked the same person just now.
async fn proven(
    app: &App,
    (ctx, session): (&Ctx, &str),
    provider: &IdentityProvider,
    vouched: Vouched,
) -> Result<Renewed> {
    let link = app.store().read(provider.owner).await?.identity_link_lookup(provider.id, &vouched.subject).await?;
    if link.is_none_or(|link| link.user != ctx.user.id) {
        return Err(refused("somebody_else"));
    }
    let since = app.now() - Duration::minutes(PROOF_MINUTES);
    if vouched.asked_at.is_none_or(|at| at < since) {
        return Err(refused("not_anew"));
    }
    factor::renew(app, ctx, session, Proof::SingleSignOn).await
}

/// Why a provider sent somebody back without a code, by its word (RFC 6749, 4.1.2.1). What else it says is not passed on.
#[must_use]
pub fn not_signed_in(word: &str) -> Error {
    let message = match word {
        "access_denied" => "You did not sign in at your organization.",
        "temporarily_unavailable" | "server_error" => {
            "Your organization's sign-in cannot be used now. Try again later."
        }
        _ => "Your organization's sign-in did not let you in. Ask your administrator.",
    };
    Error::conflict("not_signed_in", message)
}

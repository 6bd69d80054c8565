//! Proving anew who one is, before something dangerous: who finds a desk open cannot.

use chrono::{DateTime, Utc};
use tierline_domain::{AttemptPurpose, Factor, FactorKind, Proof, Proofs, SessionUse};
use tierline_store::{Auth, AuthTx};

use super::{
    super::{
        password::{self, Verdict},
        record,
        secret::{self, Secret},
        sign_in::{self, Caller},
    },
    PasskeyAnswer, PasskeyQuestion, RelyingParty, begin, codes,
    passkey::{self, Worthless},
    totp, wrong_code,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    single_sign_on::may_use_password,
};

/// What somebody is asked who proves anew who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgainAsks {
    /// Whether it is a code of an app, or a recovery code; else it is the password.
    pub code: bool,
    /// Whether an app of theirs makes codes; else only a recovery code will do.
    pub app: bool,
    /// Whether a passkey of theirs will do.
    pub passkey: bool,
    /// Whether they have a password here that counts. Who has neither goes to their identity provider again.
    pub password: bool,
    /// Whether they came in by an identity provider, to which they can go again.
    pub provider: bool,
}

/// What somebody gives.
#[derive(Clone)]
pub enum Given {
    /// The password.
    Password(String),
    /// A code of an app, or a recovery code.
    Code(String),
    /// A passkey, on the desk as its browser knows it.
    Passkey(Box<RelyingParty>, PasskeyAnswer),
}

/// What the caller is asked. Who has a second factor gives that: a password may have been seen.
///
/// # Errors
/// The store's.
pub async fn again_asks(app: &App, ctx: &Ctx) -> Result<AgainAsks> {
    let mut read = app.store().read(Auth).await?;
    let factors = read.factor_list(ctx.user.id).await?;
    let stored = read.user_by_email(&ctx.user.email).await?.and_then(|(_, hash)| hash);
    let password = stored.is_some() && may_use_password(&mut read, &ctx.user.email, Some(ctx.user.id)).await?;
    Ok(AgainAsks {
        code: !factors.is_empty(),
        app: has(&factors, FactorKind::Totp),
        passkey: has(&factors, FactorKind::Passkey),
        password,
        provider: ctx.session.as_ref().is_some_and(|session| session.provider.is_some()),
    })
}

pub(super) fn has(factors: &[Factor], kind: FactorKind) -> bool {
    factors.iter().any(|factor| factor.kind() == kind)
}

/// Asks the caller's browser for a passkey of theirs.
///
/// # Errors
/// [`Error::NotFound`] where they have none.
pub async fn again_ask(app: &App, ctx: &Ctx, desk: &RelyingParty) -> Result<PasskeyQuestion> {
    let factors = app.store().read(Auth).await?.factor_list(ctx.user.id).await?;
    if !has(&factors, FactorKind::Passkey) {
        return Err(Error::NotFound);
    }
    passkey::again(app, desk, ctx.user.id, &factors).await
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Renewed {
    /// Its new secret, for the cookie.
    pub secret: Secret,
    /// What it is by now.
    pub session: SessionUse,
}

/// Proves anew who one is. The session goes on under a new secret, which is given here.
///
/// # Errors
/// [`Error::Invalid`] on `password`, `one_time_code` or `passkey`, [`Error::TooMany`]; [`Error::Unauthorized`] where the session has ended.
pub async fn prove_again(app: &App, ctx: &Ctx, session: &str, given: &Given) -> Result<Renewed> {
    let (caller, now) = (Caller::of(ctx), app.now());
    let factors = app.store().read(Auth).await?.factor_list(ctx.user.id).await?;
    match given {
        Given::Password(password) if factors.is_empty() => {
            by_password(app, ctx, &caller, password, now).await?;
            renew(app, ctx, session, Proof::Password).await
        }
        Given::Password(_) => Err(wrong_code()),
        Given::Code(code) => by_code(app, (ctx, &caller), session, &factors, code).await,
        Given::Passkey(desk, answer) => by_passkey(app, (ctx, &caller), session, desk, answer).await,
    }
}

async fn by_passkey(
    app: &App,
    (ctx, caller): (&Ctx, &Caller),
    session: &str,
    desk: &RelyingParty,
    answer: &PasskeyAnswer,
) -> Result<Renewed> {
    let user = ctx.user.id;
    begin(app, caller, user)?;
    let kept = passkey::take(app, AttemptPurpose::Again, Some(user), &answer.attempt).await?;
    let question = kept.and_then(|kept| passkey::standing(&kept, app.now())).ok_or_else(passkey::wrong_passkey)?;
    let now = app.now();
    let is_good = match passkey::check(app, desk, question, &answer.credential, Some(user)).await? {
        Ok(used) => {
            let kept = app.store().write_with(Auth, used, move |tx, used| Box::pin(used.keep(tx, now)));
            kept.await?
        }
        Err(worthless) => {
            if let Worthless::Copied(factor) = worthless {
                passkey::record_copied(app, caller, &factor).await?;
            }
            false
        }
    };
    if !is_good {
        refused(app, ctx).await;
        return Err(passkey::wrong_passkey());
    }
    app.0.throttle.factor_succeeded(&user.to_string(), caller.address.as_deref());
    renew(app, ctx, session, Proof::Passkey).await
}

async fn by_password(app: &App, ctx: &Ctx, caller: &Caller, password: &str, now: DateTime<Utc>) -> Result<()> {
    let user = &ctx.user;
    sign_in::begin(app, caller, &user.email, now)?;
    let mut read = app.store().read(Auth).await?;
    let stored = read.user_by_email(&user.email).await?;
    let may = may_use_password(&mut read, &user.email, Some(user.id)).await?;
    drop(read);
    let stored = stored.filter(|(found, _)| found.id == user.id).and_then(|(_, hash)| hash);
    if password::verify(app, password, stored).await? == Verdict::Wrong || !may {
        refused(app, ctx).await;
        return Err(Error::field("password", "wrong", "This is not your password."));
    }
    app.0.throttle.succeeded(&user.email, caller.address.as_deref());
    Ok(())
}

async fn by_code(
    app: &App,
    (ctx, caller): (&Ctx, &Caller),
    session: &str,
    factors: &[Factor],
    code: &str,
) -> Result<Renewed> {
    let user = ctx.user.id;
    begin(app, caller, user)?;
    let now = app.now();
    let found = totp::matching(app, factors, code, now).await?;
    let (typed, has_factor) = (code.to_owned(), !factors.is_empty());
    let proof: Option<Proof> = app
        .store()
        .write_with(Auth, (app.clone(), typed), move |tx, (app, typed)| {
            Box::pin(async move {
                Ok::<_, Error>(match found {
                    Some((id, step)) => tx.factor_use_step(user, id, step, now).await?.then_some(Proof::Totp),
                    None => (has_factor && codes::take(tx, app, user, typed).await?).then_some(Proof::RecoveryCode),
                })
            })
        })
        .await?;
    let Some(proof) = proof else {
        refused(app, ctx).await;
        return Err(wrong_code());
    };
    app.0.throttle.factor_succeeded(&user.to_string(), caller.address.as_deref());
    renew(app, ctx, session, proof).await
}

/// Goes on with the session under a new secret, with one proof more: for whoever has checked the proof.
///
/// # Errors
/// [`Error::Unauthorized`] where the session has ended or is another than the caller's.
pub async fn renew(app: &App, ctx: &Ctx, session: &str, proof: Proof) -> Result<Renewed> {
    let now = app.now();
    let own = ctx.session.as_ref().ok_or(Error::Unauthorized)?;
    let hash = secret::hash(session, "").ok_or(Error::Unauthorized)?;
    let (secret, new) = secret::draw(app, "");
    let proofs = own.proofs.clone().and(proof);
    let state = (app.clone(), ctx.clone(), proofs.clone(), hash, new);
    app.store().write_with(Auth, state, move |tx, state| Box::pin(renewed(tx, state, now))).await?;
    let session = SessionUse { proofs, proven_at: now, ..own.clone() };
    Ok(Renewed { secret, session })
}

async fn renewed(
    tx: &mut AuthTx<'_>,
    (app, ctx, proofs, hash, new): &(App, Ctx, Proofs, [u8; 32], [u8; 32]),
    now: DateTime<Utc>,
) -> Result<()> {
    let own = ctx.session.as_ref().map(|session| session.id);
    let found = tx.session_lookup(hash, now).await?.and_then(|identity| identity.session).map(|session| session.id);
    if found.is_none() || found != own || !tx.session_renew(hash, new, proofs, now).await? {
        return Err(Error::Unauthorized);
    }
    record::sign_in(tx, (app, &Caller::of(ctx), now), (&ctx.user, ctx.owner), "account.prove", true).await
}

/// Puts a wrong proof on record.
async fn refused(app: &App, ctx: &Ctx) {
    let now = app.now();
    let written: Result<()> = app
        .store()
        .write_with(Auth, (app.clone(), ctx.clone()), move |tx, (app, ctx)| {
            Box::pin(async move {
                let action = "account.prove.refused";
                record::sign_in(tx, (app, &Caller::of(ctx), now), (&ctx.user, ctx.owner), action, false).await
            })
        })
        .await;
    if let Err(error) = written {
        tracing::error!(?error, "a refused proof could not be put on record");
    }
}

//! Second factors: an app that makes codes, passkeys, and recovery codes for the day the phone is gone.

mod again;
mod answer;
mod codes;
mod first;
mod passkey;
mod reset;
mod totp;

use serde_json::json;
use tierline_domain::{FACTORS_MOST, Factor, FactorId, RecoveryCodes, SecurityChange, UserId};
use tierline_store::{Auth, AuthRead};

pub use again::{AgainAsks, Given, Renewed, again_ask, again_asks, prove_again, renew};
pub use answer::{Asked, answer, answer_passkey, asked, second_ask};
pub use codes::new_codes;
pub use first::{enrol, enrol_passkey, first_ask};
pub use passkey::{
    AddedPasskey, NewPasskey, PasskeyAnswer, PasskeyQuestion, RelyingParty, passkey_add, passkey_ask, passkey_enter,
    passkey_new,
};
pub use reset::{factors_of, factors_reset};
pub(crate) use totp::reseal;
pub use totp::{AppCode, NewApp, app_shown, draw_app};

#[cfg(test)]
pub(crate) use totp::tests;

use super::{letter, record, secret::Secret, sign_in::Caller};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// What somebody signs in with beyond a password.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorView {
    /// The second factors, the oldest first.
    pub factors: Vec<Factor>,
    /// The recovery codes.
    pub codes: RecoveryCodes,
    /// Whether an organization of the person asks for a second factor: the last one stays then.
    pub is_required: bool,
}

/// The caller's own second factors.
///
/// # Errors
/// The store's.
pub async fn factor_view(app: &App, ctx: &Ctx) -> Result<FactorView> {
    let mut read = app.store().read(Auth).await?;
    let user = ctx.user.id;
    let factors = read.factor_list(user).await?;
    let codes = read.recovery_codes(user).await?;
    Ok(FactorView { factors, codes, is_required: is_required(&mut read, user).await? })
}

/// Whether an organization in which the person is somebody asks for a second factor.
pub(super) async fn is_required(read: &mut AuthRead<'_>, user: UserId) -> Result<bool> {
    let organizations = read.organizations_of(user).await?;
    Ok(organizations.iter().any(|organization| organization.policy.require_second_factor))
}

/// Sets up an app for codes, by a code that it made. The first second factor brings recovery codes, which are shown this once.
///
/// # Errors
/// [`Error::Invalid`] on `one_time_code`, [`Error::StepUp`], [`Error::TooMany`]; [`Error::Conflict`] `too_many_factors`, `set_up_expired`.
pub async fn app_add(app: &App, ctx: &Ctx, command: AppCode) -> Result<Option<Vec<Secret>>> {
    require_person(app, ctx)?;
    let (caller, now) = (Caller::of(ctx), app.now());
    begin(app, &caller, ctx.user.id)?;
    let factor = totp::confirmed(app, &ctx.user, command, now).await?;
    keep(app, ctx, &caller, factor).await
}

/// Keeps a new second factor of the caller. The first one brings recovery codes.
async fn keep(app: &App, ctx: &Ctx, caller: &Caller, factor: Factor) -> Result<Option<Vec<Secret>>> {
    let (codes, now) = (codes::draw(app), app.now());
    let state = (app.clone(), caller.clone(), ctx.clone(), factor, codes.hashes);
    let shown = app
        .store()
        .write_with(Auth, state, move |tx, (app, caller, ctx, factor, hashes)| {
            Box::pin(async move {
                standing::ask_own(tx, ctx, app.now()).await?;
                let had = tx.factor_list(ctx.user.id).await?.len();
                if had >= FACTORS_MOST {
                    return Err(too_many_factors());
                }
                tx.factor_insert(factor).await.map_err(known)?;
                let who = (&ctx.user, ctx.owner);
                record::account(tx, (app, caller, now), who, "factor.add", &json!({ "kind": factor.kind() })).await?;
                let news = letter::by_themselves(SecurityChange::added(factor.kind()), caller, now);
                letter::tell(tx, app, (ctx.user.id, ctx.owner), news).await?;
                if had > 0 {
                    return Ok(false);
                }
                tx.recovery_codes_replace(ctx.user.id, hashes, now).await?;
                record::account(tx, (app, caller, now), who, "factor.codes", &json!({})).await?;
                Ok(true)
            })
        })
        .await;
    let shown = app.on_record(ctx, "factor.add", shown).await?;
    app.0.throttle.factor_succeeded(&ctx.user.id.to_string(), caller.address.as_deref());
    Ok(shown.then_some(codes.shown))
}

fn too_many_factors() -> Error {
    Error::conflict("too_many_factors", "Ten are the most: remove one first.")
}

/// A passkey is one person's, once.
fn known(error: tierline_store::Error) -> Error {
    match error {
        tierline_store::Error::Unique { constraint: "second_factor_credential" } => {
            Error::conflict("passkey_known", "This passkey is set up already: take another one.")
        }
        error => error.into(),
    }
}

/// Takes a second factor away. With the last one go the recovery codes.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::StepUp`]; [`Error::Conflict`] `second_factor_required` where it is the last one and an
/// organization of the person asks for one.
pub async fn factor_remove(app: &App, ctx: &Ctx, id: FactorId) -> Result<()> {
    require_person(app, ctx)?;
    let (caller, now) = (Caller::of(ctx), app.now());
    let done = app
        .store()
        .write_with(Auth, (app.clone(), caller, ctx.clone()), move |tx, (app, caller, ctx)| {
            Box::pin(async move {
                standing::ask_own(tx, ctx, app.now()).await?;
                let user = ctx.user.id;
                let factors = tx.factor_list(user).await?;
                let factor = factors.iter().find(|factor| factor.id == id).ok_or(Error::NotFound)?;
                if factors.len() == 1 {
                    if is_required(tx, user).await? {
                        return Err(Error::conflict(
                            "second_factor_required",
                            "Your organization asks for a second factor: set up another one first.",
                        ));
                    }
                    tx.recovery_codes_replace(user, &[], now).await?;
                }
                tx.factor_remove(user, id).await?;
                let detail = json!({ "kind": factor.kind() });
                let news = letter::by_themselves(SecurityChange::FactorRemoved, caller, now);
                letter::tell(tx, app, (user, ctx.owner), news).await?;
                record::account(tx, (app, caller, now), (&ctx.user, ctx.owner), "factor.remove", &detail).await
            })
        })
        .await;
    app.on_record(ctx, "factor.remove", done).await
}

/// Lets through a person who has just proven who they are. A token can be lost, and must not lead to a way in of its own.
fn require_person(app: &App, ctx: &Ctx) -> Result<()> {
    if ctx.session.is_none() {
        return Err(Error::StepUp);
    }
    ctx.require_no_emergency()?;
    ctx.require_recent(app.now())
}

/// Counts a try at a second factor, or refuses it.
fn begin(app: &App, caller: &Caller, user: UserId) -> Result<()> {
    app.0.throttle.begin_factor(&user.to_string(), caller.address.as_deref(), app.now()).map_err(|retry_after| {
        tracing::warn!(address = ?caller.address, request_id = %caller.request_id, "too many tries at a second factor");
        Error::TooMany { retry_after }
    })
}

/// What is said of a wrong code, whatever it was.
fn wrong_code() -> Error {
    Error::field(
        "one_time_code",
        "wrong_one_time_code",
        "This is not a code that holds now. Each works once: wait for the next one.",
    )
}

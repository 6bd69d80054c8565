//! Setting up a passkey of one's own.

use serde_json::{Value, json};
use tierline_domain::{AttemptPurpose, FACTORS_MOST, Factor, Held, User, UserId};
use tierline_store::Auth;
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

use super::{
    super::{begin, keep, require_person, too_many_factors},
    PasskeyAnswer, PasskeyQuestion, RelyingParty,
    ask::{put, take},
    read, standing, to_keep, wrong_passkey,
};
use crate::{
    account::{secret::Secret, sign_in::Caller},
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A passkey that was made.
#[derive(Clone)]
pub struct NewPasskey {
    /// What its person calls it.
    pub name: String,
    /// What the browser gave back.
    pub answer: PasskeyAnswer,
}

/// A passkey that was set up.
#[derive(Debug, Clone, PartialEq)]
pub struct AddedPasskey {
    /// The passkey.
    pub factor: Factor,
    /// The recovery codes that came with the first second factor: shown this once.
    pub codes: Option<Vec<Secret>>,
}

/// Asks the caller's browser to make a passkey. It is told neither an address of mail as an identifier nor to say what the key
/// is made of; passkeys that the person has are named, so that none is made twice.
///
/// # Errors
/// [`Error::StepUp`]; [`Error::Conflict`] `too_many_factors`.
pub async fn passkey_new(app: &App, ctx: &Ctx, desk: &RelyingParty) -> Result<PasskeyQuestion> {
    require_person(app, ctx)?;
    let user = &ctx.user;
    let factors = app.store().read(Auth).await?.factor_list(user.id).await?;
    let (options, question) = new_one(app, desk, user, factors)?;
    let attempt = put(app, AttemptPurpose::Enrol, Some(user.id), question).await?;
    Ok(PasskeyQuestion { attempt: Some(attempt), options })
}

/// A question for a passkey to be made by a person who has these second factors; and the same, to be kept.
///
/// # Errors
/// [`Error::Conflict`] `too_many_factors`.
pub(in super::super) fn new_one(
    app: &App,
    desk: &RelyingParty,
    user: &User,
    factors: Vec<Factor>,
) -> Result<(Value, String)> {
    if factors.len() >= FACTORS_MOST {
        return Err(too_many_factors());
    }
    let had = factors.into_iter().filter_map(|factor| match factor.held {
        Held::Passkey { credential_id, .. } => Some(credential_id),
        Held::Totp { .. } => None,
    });
    let had: Vec<_> = had.collect();
    let (options, state) = desk
        .0
        .start_passkey_registration(user.id.uuid(), &user.email, &user.name, Some(had))
        .map_err(Error::internal)?;
    let mut options = serde_json::to_value(options.public_key).map_err(Error::internal)?;
    // So that it opens the door without an address; a key with no room for that is still a second factor.
    options["authenticatorSelection"]["residentKey"] = json!("preferred");
    Ok((options, to_keep(state, app.now())?))
}

/// Sets up a passkey that the caller's browser made. The first second factor brings recovery codes, which are shown this once.
///
/// # Errors
/// [`Error::Invalid`] on `name` or `passkey`, [`Error::StepUp`], [`Error::TooMany`]; [`Error::Conflict`] `too_many_factors`,
/// `passkey_known` where it is set up already, by whomever.
pub async fn passkey_add(app: &App, ctx: &Ctx, desk: &RelyingParty, new: NewPasskey) -> Result<AddedPasskey> {
    require_person(app, ctx)?;
    let (caller, user) = (Caller::of(ctx), ctx.user.id);
    let name = named(&new)?;
    begin(app, &caller, user)?;
    let question = take(app, AttemptPurpose::Enrol, Some(user), &new.answer.attempt).await?;
    let factor = made(app, desk, user, name, (question, &new.answer.credential))?;
    let codes = keep(app, ctx, &caller, factor.clone()).await?;
    Ok(AddedPasskey { factor, codes })
}

/// What its person calls it, where there is anything to be called so.
///
/// # Errors
/// [`Error::Invalid`] on `name` or `passkey`.
pub(in super::super) fn named(new: &NewPasskey) -> Result<String> {
    let mut faults = Faults::default();
    let name = faults.line("name", &new.name);
    if new.answer.credential.is_empty() {
        faults.add("passkey", "no_passkey", "No passkey was made: press the button for it, and follow your browser.");
    }
    faults.finish()?;
    Ok(name)
}

/// The passkey that a browser made when it was asked this question.
///
/// # Errors
/// [`Error::Invalid`] on `passkey`.
pub(in super::super) fn made(
    app: &App,
    desk: &RelyingParty,
    user: UserId,
    name: String,
    (question, credential): (Option<String>, &str),
) -> Result<Factor> {
    let now = app.now();
    let question: PasskeyRegistration = question.and_then(|kept| standing(&kept, now)).ok_or_else(wrong_passkey)?;
    let made = read::<RegisterPublicKeyCredential>(credential).ok_or_else(wrong_passkey)?;
    let passkey: Passkey = desk.0.finish_passkey_registration(&made, &question).map_err(|error| {
        tracing::info!(%error, "a new passkey answered wrongly");
        wrong_passkey()
    })?;
    let held = Held::Passkey {
        credential_id: passkey.cred_id().to_vec(),
        credential: serde_json::to_string(&passkey).map_err(Error::internal)?,
    };
    Ok(Factor { id: app.id(), user, name, held, created_at: now, last_used_at: None })
}

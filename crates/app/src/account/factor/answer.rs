//! The question for a second factor at the door, and its answer.

use chrono::{DateTime, Utc};
use serde_json::json;
use tierline_domain::{AttemptPurpose, Factor, FactorId, FactorKind, Proof, SecurityChange, SignInAttempt, User};
use tierline_store::{Auth, AuthTx};

use super::{
    super::{
        entrance::{self, Arrival, Entered},
        letter, record, secret,
        sign_in::{Caller, SignedIn},
    },
    NewApp, PasskeyQuestion, RelyingParty,
    again::has,
    begin, codes, known,
    passkey::{self, Used, Worthless, wrong_passkey},
    totp, wrong_code,
};
use crate::{
    app::App,
    error::{Error, Result},
};

/// What somebody is asked who has given a first proof.
#[derive(Clone, PartialEq)]
pub struct Asked {
    /// Who it is.
    pub user: User,
    /// Whether an app of theirs makes codes.
    pub has_app: bool,
    /// Whether a passkey of theirs will do.
    pub has_passkey: bool,
    /// For who has no second factor, where an organization asks for one: a secret for an app, which is set up before anything
    /// else.
    pub must_set_up: Option<NewApp>,
}

/// What the sign-in of this secret waits for; none where it has ended: it begins anew.
///
/// # Errors
/// The store's; [`Error::Conflict`] `no_secrets_key` where an app must be set up and nothing can be sealed.
pub async fn asked(app: &App, attempt: &str) -> Result<Option<Asked>> {
    let Some((_, user, factors)) = begun(app, attempt).await? else { return Ok(None) };
    let must_set_up = if factors.is_empty() { Some(totp::draw_app(app, &user).await?) } else { None };
    let (has_app, has_passkey) = (has(&factors, FactorKind::Totp), has(&factors, FactorKind::Passkey));
    Ok(Some(Asked { user, has_app, has_passkey, must_set_up }))
}

pub(super) async fn begun(app: &App, secret: &str) -> Result<Option<(SignInAttempt, User, Vec<Factor>)>> {
    let Some(hash) = secret::hash(secret, "") else { return Ok(None) };
    let mut read = app.store().read(Auth).await?;
    let attempt = read.attempt_lookup(&hash, AttemptPurpose::SignIn, app.now()).await?;
    let Some((attempt, user)) = attempt.and_then(|attempt| attempt.user.map(|user| (attempt, user))) else {
        return Ok(None);
    };
    let Some(user) = read.user_lookup(user).await?.filter(|user| user.disabled_at.is_none()) else { return Ok(None) };
    let factors = read.factor_list(user.id).await?;
    Ok(Some((attempt, user, factors)))
}

/// What a good answer is.
pub(super) enum Good {
    App(FactorId, i64),
    Code(String),
    Passkey(Used),
    /// The app or the passkey that was just set up, with the hashes of its person's recovery codes.
    SetUp(Box<Factor>, Vec<[u8; 32]>),
}

impl Good {
    /// What is said where it is not good after all.
    fn refusal(&self) -> Error {
        match self {
            Self::Passkey(_) => wrong_passkey(),
            Self::SetUp(factor, _) if factor.kind() == FactorKind::Passkey => wrong_passkey(),
            Self::App(..) | Self::Code(_) | Self::SetUp(..) => wrong_code(),
        }
    }
}

pub(super) struct Entering {
    pub(super) app: App,
    pub(super) caller: Caller,
    pub(super) attempt: SignInAttempt,
    pub(super) user: User,
    pub(super) good: Good,
}

/// Comes in by a code of an app, or by a recovery code.
///
/// # Errors
/// [`Error::Unauthorized`] where the sign-in has ended: too late, or after too many wrong codes; [`Error::Invalid`] on `one_time_code`;
/// [`Error::TooMany`].
pub async fn answer(app: &App, caller: &Caller, attempt: &str, code: &str) -> Result<SignedIn> {
    let (attempt, user, factors) = begun(app, attempt).await?.ok_or(Error::Unauthorized)?;
    begin(app, caller, user.id)?;
    let now = app.now();
    let good = match totp::matching(app, &factors, code, now).await? {
        Some((id, step)) => Good::App(id, step),
        None => Good::Code(code.to_owned()),
    };
    if factors.is_empty() {
        return Err(wrong_code());
    }
    enter(Entering { app: app.clone(), caller: caller.clone(), attempt, user, good }, now).await
}

/// Asks for a passkey, as the second step of the sign-in of this secret. A question before it is answered by that.
///
/// # Errors
/// [`Error::Unauthorized`] where the sign-in has ended; [`Error::NotFound`] where the person has no passkey.
pub async fn second_ask(app: &App, desk: &RelyingParty, attempt: &str) -> Result<PasskeyQuestion> {
    let (attempt, _, factors) = begun(app, attempt).await?.ok_or(Error::Unauthorized)?;
    if !has(&factors, FactorKind::Passkey) {
        return Err(Error::NotFound);
    }
    let (options, question) = passkey::find(app, desk, &factors)?;
    app.store()
        .write_with(Auth, (attempt.hash, question), |tx, (hash, question)| {
            Box::pin(async move { Ok::<_, Error>(tx.attempt_ask(hash, question).await?) })
        })
        .await?;
    Ok(PasskeyQuestion { attempt: None, options })
}

/// Comes in by a passkey as the second step.
///
/// # Errors
/// [`Error::Unauthorized`] where the sign-in has ended: too late, or after too many wrong answers; [`Error::Invalid`] on `passkey`;
/// [`Error::TooMany`].
pub async fn answer_passkey(
    app: &App,
    caller: &Caller,
    desk: &RelyingParty,
    attempt: &str,
    credential: &str,
) -> Result<SignedIn> {
    let (attempt, user, _) = begun(app, attempt).await?.ok_or(Error::Unauthorized)?;
    begin(app, caller, user.id)?;
    let now = app.now();
    let question = attempt.challenge.as_deref().and_then(|kept| passkey::standing(kept, now));
    let checked = match question {
        Some(question) => passkey::check(app, desk, question, credential, Some(user.id)).await?,
        None => Err(Worthless::Unknown),
    };
    match checked {
        Ok(used) => {
            let good = Good::Passkey(used);
            enter(Entering { app: app.clone(), caller: caller.clone(), attempt, user, good }, now).await
        }
        Err(worthless) => {
            if let Worthless::Copied(factor) = worthless {
                passkey::record_copied(app, caller, &factor).await?;
            }
            wrong(app, caller, &attempt, &user, now).await?;
            Err(wrong_passkey())
        }
    }
}

pub(super) async fn enter(entering: Entering, now: DateTime<Utc>) -> Result<SignedIn> {
    let (app, caller) = (entering.app.clone(), entering.caller.clone());
    let (attempt, user, refusal) = (entering.attempt.clone(), entering.user.clone(), entering.good.refusal());
    let entered =
        app.store().write_with(Auth, entering, move |tx, entering| Box::pin(enter_within(tx, entering, now))).await?;
    let Some(signed) = entered else {
        wrong(&app, &caller, &attempt, &user, now).await?;
        return Err(refusal);
    };
    app.0.throttle.factor_succeeded(&user.id.to_string(), caller.address.as_deref());
    Ok(signed)
}

/// None where the answer is wrong. Nothing of it is kept then: it counts in a transaction of its own.
async fn enter_within(tx: &mut AuthTx<'_>, entering: &Entering, now: DateTime<Utc>) -> Result<Option<SignedIn>> {
    let Entering { app, caller, attempt, user, good } = entering;
    // Before what proves: whoever changes an account holds it first, too, and two who wait for each other would both begin anew.
    tx.user_hold(user.id).await?;
    let Some(proof) = prove(tx, entering, now).await? else { return Ok(None) };
    // Of two who bring the same attempt at once, one comes in.
    if !tx.attempt_remove(&attempt.hash).await? {
        return Err(Error::Unauthorized);
    }
    let arrival = Arrival {
        user: user.clone(),
        proofs: attempt.proofs.clone().and(proof),
        to: attempt.to,
        provider: attempt.provider.clone(),
        proven_at: None,
    };
    let Entered::In(signed) = entrance::enter_within(tx, (app, caller, now), &arrival).await? else {
        return Err(Error::Unauthorized);
    };
    let who = (user, signed.owner);
    match good {
        Good::App(..) | Good::Passkey(_) => {}
        Good::Code(_) => {
            let left = tx.recovery_codes(user.id).await?.left;
            record::account(tx, (app, caller, now), who, "factor.use_code", &json!({ "left": left })).await?;
        }
        Good::SetUp(factor, _) => {
            record::account(tx, (app, caller, now), who, "factor.add", &json!({ "kind": factor.kind() })).await?;
            record::account(tx, (app, caller, now), who, "factor.codes", &json!({})).await?;
            let news = letter::by_themselves(SecurityChange::added(factor.kind()), caller, now);
            letter::tell(tx, app, (user.id, signed.owner), news).await?;
        }
    }
    Ok(Some(signed))
}

async fn prove(tx: &mut AuthTx<'_>, entering: &Entering, now: DateTime<Utc>) -> Result<Option<Proof>> {
    let (app, user) = (&entering.app, entering.user.id);
    Ok(match &entering.good {
        Good::App(id, step) => tx.factor_use_step(user, *id, *step, now).await?.then_some(Proof::Totp),
        Good::Passkey(used) => used.keep(tx, now).await?.then_some(Proof::Passkey),
        Good::Code(code) => codes::take(tx, app, user, code).await?.then_some(Proof::RecoveryCode),
        Good::SetUp(factor, hashes) => {
            // Somebody else may have set one up meanwhile, with the same password.
            if tx.factor_any(user).await? {
                return Err(Error::Unauthorized);
            }
            tx.factor_insert(factor).await.map_err(known)?;
            tx.recovery_codes_replace(user, hashes, now).await?;
            Some(match factor.kind() {
                FactorKind::Totp => Proof::Totp,
                FactorKind::Passkey => Proof::Passkey,
            })
        }
    })
}

/// Counts a wrong answer against the attempt, and puts it on record.
pub(super) async fn wrong(
    app: &App,
    caller: &Caller,
    attempt: &SignInAttempt,
    user: &User,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(owner) = entrance::first_place(app, user).await? else { return Ok(()) };
    let state = (app.clone(), caller.clone(), user.clone(), attempt.hash);
    app.store()
        .write_with(Auth, state, move |tx, (app, caller, user, hash)| {
            Box::pin(async move {
                tx.attempt_fail(hash).await?;
                let action = "account.second_factor.refused";
                record::sign_in(tx, (app, caller, now), (user, owner), action, false).await
            })
        })
        .await
}

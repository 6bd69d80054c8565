//! Coming in by a passkey alone. Nobody says who they are: the passkey knows.

use tierline_domain::{AttemptPurpose, Proof};
use tierline_store::Auth;

use super::{
    PasskeyAnswer, PasskeyQuestion, RelyingParty, Used, Worthless,
    ask::{find, put, take},
    check, record_copied, standing, wrong_passkey,
};
use crate::{
    account::{
        entrance::{self, Arrival, Entered},
        sign_in::{self, Caller, SignedIn},
    },
    app::App,
    error::{Error, Result},
};

/// Asks a browser for any passkey of this desk. What it is asked is the same for everybody.
///
/// # Errors
/// [`Error::TooMany`]; the store's.
pub async fn passkey_ask(app: &App, caller: &Caller, desk: &RelyingParty) -> Result<PasskeyQuestion> {
    begin(app, caller)?;
    let (options, question) = find(app, desk, &[])?;
    let attempt = put(app, AttemptPurpose::Passkey, None, question).await?;
    Ok(PasskeyQuestion { attempt: Some(attempt), options })
}

/// Counts a try, or refuses it.
fn begin(app: &App, caller: &Caller) -> Result<()> {
    app.0.throttle.begin_nameless(caller.address.as_deref(), app.now()).map_err(|retry_after| {
        tracing::warn!(address = ?caller.address, request_id = %caller.request_id, "too many tries with a passkey");
        Error::TooMany { retry_after }
    })
}

/// Comes in by a passkey. Success and refusal are on record.
///
/// # Errors
/// [`Error::Invalid`] on `passkey`, whatever was wrong; [`Error::TooMany`] where the question was refused for that.
pub async fn passkey_enter(
    app: &App,
    caller: &Caller,
    desk: &RelyingParty,
    answer: &PasskeyAnswer,
) -> Result<SignedIn> {
    if answer.credential.is_empty() {
        begin(app, caller)?;
    }
    let kept = take(app, AttemptPurpose::Passkey, None, &answer.attempt).await?;
    let question = kept.and_then(|kept| standing(&kept, app.now())).ok_or_else(wrong_passkey)?;
    let claimed = match check(app, desk, question, &answer.credential, None).await? {
        Ok(used) => {
            let whose = used.factor.user;
            match come_in(app, caller, used).await {
                // Whose account is shut or who belongs nowhere hears what anybody hears.
                Err(Error::Unauthorized) => whose,
                Err(error) => return Err(error),
                Ok(signed) => {
                    app.0.throttle.nameless_succeeded(caller.address.as_deref());
                    return Ok(signed);
                }
            }
        }
        Err(Worthless::Unknown) => return Err(wrong_passkey()),
        Err(Worthless::Wrong(whose)) => whose,
        Err(Worthless::Copied(factor)) => {
            record_copied(app, caller, &factor).await?;
            factor.user
        }
    };
    if let Some(user) = app.store().read(Auth).await?.user_lookup(claimed).await? {
        sign_in::refuse(app, caller, user, app.now());
    }
    Err(wrong_passkey())
}

/// Lets in whose passkey it is.
async fn come_in(app: &App, caller: &Caller, used: Used) -> Result<SignedIn> {
    let user = app.store().read(Auth).await?.user_lookup(used.factor.user).await?.ok_or(Error::Unauthorized)?;
    let (arrival, now) = (Arrival::by(user, Proof::Passkey), app.now());
    let state = (app.clone(), caller.clone(), arrival, used);
    let entered: Entered = app
        .store()
        .write_with(Auth, state, move |tx, (app, caller, arrival, used)| {
            Box::pin(async move {
                // Before the passkey: whoever changes an account holds it first, too.
                tx.user_hold(arrival.user.id).await?;
                // It was taken away, or used elsewhere, since it was looked at.
                if !used.keep(tx, now).await? {
                    return Err(Error::Unauthorized);
                }
                entrance::enter_within(tx, (app, caller, now), arrival).await
            })
        })
        .await?;
    entered.session().ok_or_else(|| Error::internal("a passkey is two factors"))
}

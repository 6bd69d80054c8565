//! The first second factor, set up at the door because an organization asks for one.

use tierline_domain::{Factor, SignInAttempt, User};
use tierline_store::Auth;

use super::{
    super::{
        secret::Secret,
        sign_in::{Caller, SignedIn},
    },
    AppCode, NewPasskey, PasskeyQuestion, RelyingParty,
    answer::{Entering, Good, begun, enter, wrong},
    begin, codes, passkey, totp,
};
use crate::{
    app::App,
    error::{Error, Result},
};

/// Sets up an app, and comes in. Gives the recovery codes, this once.
///
/// # Errors
/// [`Error::Unauthorized`] where the sign-in has ended, or its person has a second factor; [`Error::Invalid`] on `name`,
/// `one_time_code`; [`Error::TooMany`]; [`Error::Conflict`] `set_up_expired`.
pub async fn enrol(app: &App, caller: &Caller, attempt: &str, command: AppCode) -> Result<(SignedIn, Vec<Secret>)> {
    let (attempt, user) = without_factor(app, attempt).await?;
    begin(app, caller, user.id)?;
    let confirmed = totp::confirmed(app, &user, command, app.now()).await;
    come_in(app, caller, (attempt, user), confirmed).await
}

/// Asks the browser to make a passkey. A question before it is answered by that.
///
/// # Errors
/// [`Error::Unauthorized`] where the sign-in has ended, or its person has a second factor.
pub async fn first_ask(app: &App, desk: &RelyingParty, attempt: &str) -> Result<PasskeyQuestion> {
    let (attempt, user) = without_factor(app, attempt).await?;
    let (options, question) = passkey::new_one(app, desk, &user, Vec::new())?;
    app.store()
        .write_with(Auth, (attempt.hash, question), |tx, (hash, question)| {
            Box::pin(async move { Ok::<_, Error>(tx.attempt_ask(hash, question).await?) })
        })
        .await?;
    Ok(PasskeyQuestion { attempt: None, options })
}

/// Sets up a passkey, and comes in: it is two factors by itself. Gives the recovery codes, this once. Which sign-in it belongs to
/// says the answer's `attempt`.
///
/// # Errors
/// [`Error::Unauthorized`] where the sign-in has ended, or its person has a second factor; [`Error::Invalid`] on `name`, `passkey`;
/// [`Error::TooMany`]; [`Error::Conflict`] `passkey_known`.
pub async fn enrol_passkey(
    app: &App,
    caller: &Caller,
    desk: &RelyingParty,
    new: NewPasskey,
) -> Result<(SignedIn, Vec<Secret>)> {
    let (attempt, user) = without_factor(app, &new.answer.attempt).await?;
    let name = passkey::named(&new)?;
    begin(app, caller, user.id)?;
    let made = passkey::made(app, desk, user.id, name, (attempt.challenge.clone(), &new.answer.credential));
    come_in(app, caller, (attempt, user), made).await
}

/// The sign-in of this secret, of a person who has no second factor. Who has one gives it: a password alone sets up no other.
async fn without_factor(app: &App, attempt: &str) -> Result<(SignInAttempt, User)> {
    let begun = begun(app, attempt).await?.filter(|(_, _, factors)| factors.is_empty());
    begun.map(|(attempt, user, _)| (attempt, user)).ok_or(Error::Unauthorized)
}

/// Comes in with what was set up. A wrong answer counts against the attempt; a name that is missing does not.
async fn come_in(
    app: &App,
    caller: &Caller,
    (attempt, user): (SignInAttempt, User),
    set_up: Result<Factor>,
) -> Result<(SignedIn, Vec<Secret>)> {
    let now = app.now();
    let factor = match set_up {
        Ok(factor) => factor,
        Err(error) => {
            let answers = ["one_time_code", "passkey"];
            if matches!(&error, Error::Invalid(faults) if faults.iter().any(|fault| answers.contains(&fault.field.as_str())))
            {
                wrong(app, caller, &attempt, &user, now).await?;
            }
            return Err(error);
        }
    };
    let codes = codes::draw(app);
    let good = Good::SetUp(Box::new(factor), codes.hashes);
    let signed = enter(Entering { app: app.clone(), caller: caller.clone(), attempt, user, good }, now).await?;
    Ok((signed, codes.shown))
}

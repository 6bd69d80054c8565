//! Signing in with a password, and signing out.
//!
//! Whether an address has an account shows in nothing: not in the answer, not in the work that is done for it. What is
//! known only of an account (that it is shut, that it belongs nowhere) gives the same refusal as a wrong password.

use chrono::{DateTime, Utc};
use tierline_domain::{Owner, Proof, User};
use tierline_store::Auth;

use super::{
    entrance::{self, Arrival, Entered},
    password::{self, Verdict},
    record,
    secret::{self, Secret},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    single_sign_on,
};

/// Hours after which somebody signs in again: a working day.
pub const SESSION_HOURS: i64 = 12;
/// Longest address of mail that can exist (RFC 5321, section 4.5.3).
const EMAIL_LONGEST: usize = 320;

/// Where a call comes from that nobody has signed in for yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// Names the call in the log and the audit log.
    pub request_id: String,
    /// The address it comes from, as far as it can be trusted.
    pub address: Option<String>,
    /// What the browser says it is, if it is one.
    pub agent: Option<String>,
    /// The hash of the secret of the session that the browser had until now: it ends where somebody comes in.
    pub session: Option<[u8; 32]>,
}

impl Caller {
    /// The same of a call that somebody has signed in for. What their browser says it is, their session knows.
    #[must_use]
    pub fn of(ctx: &Ctx) -> Self {
        Self { request_id: ctx.request_id.clone(), address: ctx.address.clone(), agent: None, session: None }
    }
}

/// A session that has begun.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// For the cookie.
    pub secret: Secret,
    /// For the forms.
    pub csrf: String,
    /// When the session ends by itself.
    pub expires_at: DateTime<Utc>,
    /// Who it is.
    pub user: User,
    /// Where they act at first.
    pub owner: Owner,
}

/// Proves by a password who one is. Success and refusal are on record.
///
/// # Errors
/// [`Error::Invalid`] on `password`, whatever was wrong; [`Error::TooMany`] after too many tries from this address;
/// [`Error::Unavailable`] where too many sign in at once.
pub async fn sign_in(app: &App, caller: &Caller, email: &str, password: &str) -> Result<Entered> {
    let (email, now) = (email.trim(), app.now());
    begin(app, caller, email, now)?;
    let checked = check(app, caller, (email, password), now).await?;
    let user = checked.arrival.user.clone();
    let mut entered = come_in(app, caller, checked, now).await;
    if matches!(entered, Ok(None)) {
        // Their password was changed, or hashed anew, while this one was looked at: it is looked at once more.
        let checked = check(app, caller, (email, password), now).await?;
        entered = come_in(app, caller, checked, now).await;
    }
    match entered {
        // Whose account is shut or who belongs nowhere hears what anybody hears.
        Err(Error::Unauthorized) | Ok(None) => {
            refuse(app, caller, user, now);
            Err(refusal())
        }
        Ok(Some(entered)) => {
            app.0.throttle.succeeded(email, caller.address.as_deref());
            Ok(entered)
        }
        Err(error) => Err(error),
    }
}

/// Somebody whose password is right.
pub(super) struct Checked {
    arrival: Arrival,
    /// The hash that it was compared with.
    stored: Option<String>,
    /// Its hash as they are made today, where that one was made otherwise.
    rehashed: Option<String>,
}

/// Looks at a password, which takes a while and no transaction.
///
/// # Errors
/// As [`sign_in`].
pub(super) async fn check(
    app: &App,
    caller: &Caller,
    (email, password): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Checked> {
    let found = find(app, email).await?;
    let may = may_use_password(app, email, found.as_ref()).await?;
    let stored = found.as_ref().and_then(|(_, hash)| hash.clone());
    let verdict = password::verify(app, password, stored.clone()).await?;
    let Some((user, _)) = found else { return Err(refusal()) };
    if verdict == Verdict::Wrong || !may {
        refuse(app, caller, user, now);
        return Err(refusal());
    }
    let rehashed = match verdict {
        Verdict::Outdated => Some(password::hash(app, password).await?),
        _ => None,
    };
    Ok(Checked { arrival: Arrival::by(user, Proof::Password), stored, rehashed })
}

/// Lets somebody in by the password that was looked at; none where it is another by now.
///
/// # Errors
/// As [`entrance::enter_within`].
pub(super) async fn come_in(
    app: &App,
    caller: &Caller,
    checked: Checked,
    now: DateTime<Utc>,
) -> Result<Option<Entered>> {
    app.store()
        .write_with(Auth, (app.clone(), caller.clone(), checked), move |tx, (app, caller, checked)| {
            Box::pin(async move {
                let Checked { arrival, stored, rehashed } = checked;
                let user = arrival.user.id;
                if tx.user_hold(user).await?.and_then(|(_, hash)| hash) != *stored {
                    return Ok(None);
                }
                if let Some(hash) = rehashed {
                    tx.user_password_set(user, hash).await?;
                }
                entrance::enter_within(tx, (app, caller, now), arrival).await.map(Some)
            })
        })
        .await
}

/// Counts the try, or refuses it.
pub(crate) fn begin(app: &App, caller: &Caller, email: &str, now: DateTime<Utc>) -> Result<()> {
    app.0.throttle.begin(email, caller.address.as_deref(), now).map_err(|retry_after| {
        tracing::warn!(address = ?caller.address, request_id = %caller.request_id, "too many tries to sign in");
        Error::TooMany { retry_after }
    })
}

fn refusal() -> Error {
    Error::field("password", "wrong", "This address and this password don't belong together. Check both.")
}

pub(super) async fn find(app: &App, email: &str) -> Result<Option<(User, Option<String>)>> {
    if email.len() > EMAIL_LONGEST || email.contains('\0') {
        return Ok(None);
    }
    Ok(app.store().read(Auth).await?.user_by_email(email).await?)
}

/// Whether a password counts here at all. Asked before it is looked at, and for addresses without an account too: the answer takes as
/// long either way.
async fn may_use_password(app: &App, email: &str, found: Option<&(User, Option<String>)>) -> Result<bool> {
    let user = found.map(|(user, _)| user.id);
    single_sign_on::may_use_password(&mut app.store().read(Auth).await?, email, user).await
}

/// Puts a refusal on record while the answer goes out: waiting for the disk would tell who has an account.
pub(super) fn refuse(app: &App, caller: &Caller, user: User, now: DateTime<Utc>) {
    let (app, caller) = (app.clone(), caller.clone());
    tokio::spawn(async move {
        let Ok(Some(owner)) = entrance::first_place(&app, &user).await else { return };
        let store = app.store().clone();
        let written: Result<()> = store
            .write_with(Auth, (app, caller, user), move |tx, (app, caller, user)| {
                Box::pin(record::sign_in(tx, (app, caller, now), (user, owner), "account.sign_in.refused", false))
            })
            .await;
        if let Err(error) = written {
            tracing::error!(?error, "a refused sign-in could not be put on record");
        }
    });
}

/// Ends the session of this secret. One that has ended already is no error: the person is out either way.
///
/// # Errors
/// The store's.
pub async fn sign_out(app: &App, ctx: &Ctx, secret: &str) -> Result<()> {
    let Some(hash) = secret::hash(secret, "") else { return Ok(()) };
    let state = (app.clone(), Caller::of(ctx), ctx.user.clone(), ctx.owner);
    let now = app.now();
    app.store()
        .write_with(Auth, state, move |tx, (app, caller, user, owner)| {
            Box::pin(async move {
                if tx.session_remove(&hash).await? {
                    record::sign_in(tx, (app, caller, now), (user, *owner), "account.sign_out", true).await?;
                }
                Ok(())
            })
        })
        .await
}

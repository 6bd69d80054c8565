//! One's own account: what one is here, name and language, password.

use serde::{Deserialize, Serialize};
use tierline_domain::{Language, Membership, SecurityChange, User};
use tierline_store::Auth;

use super::{
    entrance::Drawn,
    letter,
    organization::given,
    password::{self, Verdict},
    record,
    session::{Place, memberships},
    sign_in::{self, Caller, SignedIn},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    standing, validate,
};

/// Who somebody is here.
#[derive(Debug, Clone, PartialEq)]
pub struct Me {
    /// The person.
    pub user: User,
    /// What they are where they act now.
    pub membership: Membership,
    /// All places where they can act, this one among them.
    pub places: Vec<Place>,
}

/// Who the caller is here, and where else they could act.
///
/// # Errors
/// The store's.
pub async fn me(app: &App, ctx: &Ctx) -> Result<Me> {
    let places = memberships(app, ctx).await?;
    let membership = Membership { owner: ctx.owner, customer: ctx.customer, roles: ctx.roles.clone() };
    Ok(Me { user: ctx.user.clone(), membership, places })
}

/// What people say of themselves. All of it is replaced; blank texts count as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditProfile {
    /// Name as others read it.
    pub name: String,
    /// Language; none follows the browser.
    pub language: Option<Language>,
    /// IANA name of the time zone; none follows the organization.
    pub time_zone: Option<String>,
    /// Phone, for providers who ask for one.
    pub phone: Option<String>,
    /// Country, two letters.
    pub country: Option<String>,
}

/// Changes the caller's own profile. The address stays: people sign in by it.
///
/// # Errors
/// [`Error::Invalid`] naming the fields.
pub async fn edit_profile(app: &App, ctx: &Ctx, command: EditProfile) -> Result<User> {
    let mut faults = Faults::default();
    let command = EditProfile {
        name: faults.line("name", &command.name),
        language: command.language,
        time_zone: given(command.time_zone.as_ref()).map(|text| validate::time_zone(&mut faults, "time_zone", text)),
        phone: given(command.phone.as_ref()).map(|text| validate::phone(&mut faults, "phone", text)),
        country: given(command.country.as_ref()).map(|text| validate::country(&mut faults, "country", text)),
    };
    faults.finish()?;
    app.administer(ctx, "account.edit", command, |tx, call| {
        Box::pin(async move {
            let EditProfile { name, language, time_zone, phone, country } = call.input.clone();
            let id = call.ctx.user.id;
            // The row is written whole: who is shut out at this moment is not let in again by their own change.
            let held = tx.auth().user_hold(id).await?.map(|(user, _)| user);
            let before = held.filter(|user| user.disabled_at.is_none()).ok_or(Error::Unauthorized)?;
            let user = User { name, language, time_zone, phone, country, ..before.clone() };
            if user != before {
                tx.auth().user_update(&user).await?;
                record_edit(tx, call, &before, &user).await?;
            }
            Ok(user)
        })
    })
    .await
}

async fn record_edit<V>(
    tx: &mut tierline_store::SystemTx<'_>,
    call: &Call<V>,
    before: &User,
    after: &User,
) -> Result<()> {
    let mut detail = audit::changes(before, after, &["phone"])?;
    // Nobody who reads the log needs the number itself.
    if before.phone != after.phone {
        detail["phone"] = serde_json::json!("changed");
    }
    audit::append(&mut tx.tenant(call.ctx.owner), call, "account.edit", &after.id.to_string(), &detail).await
}

/// A new password.
#[derive(Clone)]
pub struct ChangePassword {
    /// The one until now.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// Changes the caller's password. All sessions of the person end, here and elsewhere; the caller goes on with the new one
/// that is handed out. API tokens stay: they are made and revoked by an administrator, and no password made them.
///
/// # Errors
/// [`Error::Invalid`] on `current` or `new`, [`Error::TooMany`] after too many wrong ones, [`Error::Unavailable`] where too
/// many passwords are being checked.
pub async fn change_password(app: &App, ctx: &Ctx, command: ChangePassword) -> Result<SignedIn> {
    ctx.require_changes()?;
    let (caller, user) = (Caller::of(ctx), &ctx.user);
    let mut faults = Faults::default();
    password::check(&mut faults, "new", &command.new, user, Some(&ctx.organization.name));
    if command.new == command.current {
        faults.add("new", "same", "Take another password than the one until now.");
    }
    faults.finish()?;
    // Who found a session open must not try passwords faster than who stands before the door.
    sign_in::begin(app, &caller, &user.email, app.now())?;
    let stored = right(app, ctx, &command.current).await?;
    let hash = password::hash_new(app, "new", &command.new).await?;
    let session = replace(app, ctx, stored, hash).await?;
    app.0.throttle.succeeded(&user.email, caller.address.as_deref());
    Ok(session.hand_out(user.clone()))
}

fn wrong() -> Error {
    Error::field("current", "wrong", "This is not your password.")
}

/// Looks at the password until now, which takes a while and no transaction; gives the hash that it was compared with.
///
/// # Errors
/// As [`change_password`].
pub(super) async fn right(app: &App, ctx: &Ctx, current: &str) -> Result<Option<String>> {
    let user = &ctx.user;
    let stored = app.store().read(Auth).await?.user_by_email(&user.email).await?;
    let stored = stored.filter(|(found, _)| found.id == user.id).and_then(|(_, hash)| hash);
    if password::verify(app, current, stored.clone()).await? == Verdict::Wrong {
        sign_in::refuse(app, &Caller::of(ctx), user.clone(), app.now());
        return Err(wrong());
    }
    Ok(stored)
}

/// Puts the hash of another password in the place of the one that was looked at, and begins a session; refused where that is another by now.
///
/// # Errors
/// As [`change_password`].
pub(super) async fn replace(app: &App, ctx: &Ctx, stored: Option<String>, hash: String) -> Result<Drawn> {
    let (caller, user, now) = (Caller::of(ctx), &ctx.user, app.now());
    // Who has a second factor proves themselves by that: a password alone is no fresh proof of them.
    let proven = app.store().read(Auth).await?.factor_list(user.id).await?.is_empty();
    let session = Drawn::following(app, ctx, &caller, proven, now);
    let state = (app.clone(), caller, ctx.clone(), session.kept.clone(), (stored, hash));
    let done = app
        .store()
        .write_with(Auth, state, move |tx, (app, caller, ctx, session, (stored, hash))| {
            Box::pin(async move {
                let user = &ctx.user;
                // Held before anything is asked: what was chosen by a link meanwhile stays.
                let held = tx.user_hold(user.id).await?.and_then(|(_, hash)| hash);
                standing::ask_own(tx, ctx, app.now()).await?;
                if held != *stored {
                    return Err(wrong());
                }
                tx.user_password_set(user.id, hash).await?;
                tx.person_links_remove_of(user.id).await?;
                tx.sessions_remove_of(user.id).await?;
                tx.session_insert(session).await?;
                let news = letter::by_themselves(SecurityChange::PasswordChanged, caller, now);
                letter::tell(tx, app, (user.id, session.owner), news).await?;
                record::sign_in(tx, (app, caller, now), (user, session.owner), "account.password", true).await
            })
        })
        .await;
    app.on_record(ctx, "account.password", done).await?;
    Ok(session)
}

//! Passwords that are chosen by a link, and asking for such a link at the door.
//!
//! Whether an address has an account shows in nothing. The answer at the door is given before anybody has looked: what is looked up
//! and written happens afterwards, and the letter goes its own way. A link passes no second factor: who has chosen a password signs
//! in with it like everybody else.

use tierline_domain::{Owner, PersonLink, PersonLinkKind, SecurityChange};
use tierline_store::{Auth, System};

use super::{
    entrance::first_place,
    invitation::sends_mail,
    letter::{self, Letter},
    password, record,
    secret::{self, LINK_PREFIX},
    sign_in::{Caller, begin, find},
};
use crate::{
    app::App,
    error::{Error, Faults, Result},
};

/// Asks for a link by which a password can be chosen anew. Says whether this desk sends any; nothing else can be learnt.
///
/// # Errors
/// [`Error::TooMany`] after too many tries from this address.
pub async fn ask_reset(app: &App, caller: &Caller, email: &str) -> Result<bool> {
    let email = email.trim();
    // Counted apart from signing in: who has forgotten a password has tried it often enough.
    begin(app, caller, &format!("reset {email}"), app.now())?;
    if !sends_mail(app) {
        return Ok(false);
    }
    let (app, caller, email) = (app.clone(), caller.clone(), email.to_owned());
    tokio::spawn(async move {
        if let Err(error) = order(&app, &caller, &email).await {
            tracing::error!(?error, "a reset that was asked for could not be ordered");
        }
    });
    Ok(true)
}

/// The name of the organization where somebody is, and how its own support is reached.
async fn named(app: &App, owner: Owner) -> Result<(String, String)> {
    let organization = app.store().read(System).await?.organization_lookup(owner.organization).await?;
    let both = organization.map(|organization| (organization.name, organization.policy.support_line()));
    Ok(both.unwrap_or_default())
}

/// Orders the letter, where there is somebody to write to. Who was invited and has no password yet gets none: only an administrator
/// invites (threat 44).
async fn order(app: &App, caller: &Caller, email: &str) -> Result<()> {
    let Some((user, Some(_))) = find(app, email).await? else { return Ok(()) };
    if user.disabled_at.is_some() {
        return Ok(());
    }
    let Some(owner) = first_place(app, &user).await? else { return Ok(()) };
    let (organization, support) = named(app, owner).await?;
    let (now, kind) = (app.now(), PersonLinkKind::Reset);
    let letter = Letter { user: user.id, kind, organization, by: None, support }.message(app, now)?;
    app.store()
        .write_with(System, (app.clone(), caller.clone(), user, letter), move |tx, (app, caller, user, letter)| {
            Box::pin(async move {
                tx.tenant(owner).outbox_append(letter).await?;
                let place = (&*user, owner);
                record::sign_in(&mut tx.auth(), (app, caller, now), place, "account.reset_ask", false).await
            })
        })
        .await
}

/// What a link is good for; none where it never was, was used, or has ended: which of these it is, nobody learns.
///
/// # Errors
/// The store's.
pub async fn link_open(app: &App, secret: &str) -> Result<Option<PersonLink>> {
    let Some(hash) = secret::hash(secret, LINK_PREFIX) else { return Ok(None) };
    Ok(app.store().read(Auth).await?.person_link_lookup(&hash, app.now()).await?)
}

/// Chooses a password by a link. All links and all sessions of the person end; their tokens stay, for no password made them. Nobody
/// is signed in by this: they are at the door with a password that they know.
///
/// # Errors
/// [`Error::Conflict`] `link_gone` where the link does not hold, [`Error::Invalid`] on `new`, [`Error::Unavailable`] where too many
/// passwords are being checked.
pub async fn choose_password(app: &App, caller: &Caller, secret: &str, new: &str) -> Result<PersonLink> {
    let link = link_open(app, secret).await?.ok_or_else(gone)?;
    let owner = first_place(app, &link.user).await?.ok_or_else(gone)?;
    let mut faults = Faults::default();
    password::check(&mut faults, "new", new, &link.user, Some(&named(app, owner).await?.0));
    faults.finish()?;
    let hash = password::hash_new(app, "new", new).await?;
    let presented = secret::hash(secret, LINK_PREFIX).ok_or_else(gone)?;
    let (state, now, whose) = ((app.clone(), caller.clone(), hash), app.now(), link.user.id);
    app.store()
        .write_with(Auth, state, move |tx, (app, caller, hash)| {
            Box::pin(async move {
                // Before the link: whoever changes an account holds it first, too.
                tx.user_hold(whose).await?;
                let link = tx.person_link_lookup(&presented, now).await?.ok_or_else(gone)?;
                // Of two that come at once, the second finds nothing to end.
                if tx.person_link_remove(&presented).await? == 0 {
                    return Err(gone());
                }
                tx.person_links_remove_of(link.user.id).await?;
                tx.user_password_set(link.user.id, hash).await?;
                tx.sessions_remove_of(link.user.id).await?;
                let place = (&link.user, owner);
                record::sign_in(tx, (app, caller, now), place, "account.password_by_link", false).await?;
                // Who was invited had no password before.
                if link.kind == PersonLinkKind::Reset {
                    let news = letter::by_themselves(SecurityChange::PasswordByLink, caller, now);
                    letter::tell(tx, app, (link.user.id, owner), news).await?;
                }
                Ok(link)
            })
        })
        .await
}

fn gone() -> Error {
    Error::conflict("link_gone", "This link does not hold any more: it was used, or it has ended. Ask for another one.")
}

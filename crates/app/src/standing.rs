//! The right of who acts, asked once more where something is about to happen. Who calls is read when a call begins; a file that takes long
//! to arrive, a queue before the database or an export of minutes lies between that and the act, and a right can end meanwhile.

use chrono::{DateTime, Utc};
use tierline_domain::{Action, Standing, TokenId, UserId, may};
use tierline_store::{AuthRead, Bearer, TenantRead};

use crate::{
    app::App,
    ctx::{Ctx, Entrance},
    error::{Error, Result},
};

/// The code of the refusal where somebody may less than when their call began.
pub(crate) const CHANGED: &str = "standing_changed";

/// By what the call came in; none for the command line, for the desk's own jobs, and for who came by neither session nor token: their
/// right is not kept in the database.
fn bearer(ctx: &Ctx) -> Option<Bearer> {
    if matches!(ctx.entrance, Entrance::CommandLine | Entrance::Job) {
        return None;
    }
    let session = ctx.session.as_ref().map(|session| Bearer::Session(session.id));
    session.or(ctx.token.map(Bearer::Token))
}

fn judge(ctx: &Ctx, now: Option<&Standing>) -> Result<()> {
    let before = Standing {
        customer: ctx.customer,
        roles: ctx.roles.difference(&ctx.elevated).copied().collect(),
        elevated: ctx.elevated.clone(),
        narrowed: ctx.listed,
    };
    match now {
        None => Err(Error::Unauthorized),
        Some(now) if !now.covers(&before) => {
            let says = "Your rights changed while this was under way; nothing was changed. Try again.";
            Err(Error::conflict(CHANGED, says))
        }
        Some(_) => Ok(()),
    }
}

/// Refuses who may no longer what they may by this context: at the beginning of a transaction, before anything of it is done. What the
/// transaction itself does to the session of its person comes after.
///
/// # Errors
/// [`Error::Unauthorized`] where the session or the token has ended, the account is shut or its person is no longer here;
/// [`Error::Conflict`] `standing_changed` where they may less than when the call began.
pub(crate) async fn ask(read: &mut TenantRead<'_>, ctx: &Ctx, now: DateTime<Utc>) -> Result<()> {
    let Some(bearer) = bearer(ctx) else { return Ok(()) };
    judge(ctx, read.standing(ctx.user.id, bearer, now).await?.as_ref())
}

/// The same for what somebody does with their own account, which belongs to no organization.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn ask_own(read: &mut AuthRead<'_>, ctx: &Ctx, now: DateTime<Utc>) -> Result<()> {
    let Some(bearer) = bearer(ctx) else { return Ok(()) };
    judge(ctx, read.standing_at(ctx.owner, ctx.user.id, bearer, now).await?.as_ref())
}

/// The same while something goes on for long, before each piece of it that is read.
///
/// # Errors
/// As [`ask`].
pub(crate) async fn still(app: &App, ctx: &Ctx) -> Result<()> {
    // Nobody to ask about: no connection is taken for it.
    if bearer(ctx).is_none() {
        return Ok(());
    }
    ask(&mut app.store().read(ctx.reach()).await?, ctx, app.now()).await
}

/// Whether somebody may still what the desk goes on doing in their name after their call: here, for good, and with all of the owner's
/// customers in reach. What they said by a token lasts no longer than that.
///
/// # Errors
/// The store's.
pub(crate) async fn lasts(
    read: &mut TenantRead<'_>,
    (user, token): (UserId, Option<TokenId>),
    action: Action,
    now: DateTime<Utc>,
) -> Result<bool> {
    let bearer = token.map_or(Bearer::Person, Bearer::Token);
    let found = read.standing(user, bearer, now).await?;
    // What only a policy allows is no right that lasts.
    Ok(found.is_some_and(|found| !found.narrowed && may(&found.roles, action, false)))
}

#[cfg(test)]
mod tests;

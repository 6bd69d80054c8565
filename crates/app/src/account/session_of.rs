//! Where the people of an organization are signed in, for who administers them.

use serde_json::json;
use tierline_domain::{Action, Owner, SecurityChange, SessionId, SessionLine, UserId};
use tierline_store::{Auth, SystemTx};

use super::letter;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// The sessions in which a person acts for this organization in this cloud, the one that was used last first. Those in which they act
/// elsewhere are nobody's business here.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's people, [`Error::Forbidden`].
pub async fn session_list_of(app: &App, ctx: &Ctx, user: UserId) -> Result<Vec<SessionLine>> {
    app.require(ctx, Action::Administer).await?;
    app.store().read(ctx.reach()).await?.member_lookup(user).await?.ok_or(Error::NotFound)?;
    let lines = app.store().read(Auth).await?.session_list(user, app.now()).await?;
    Ok(here(lines, ctx.owner))
}

fn here(mut lines: Vec<SessionLine>, owner: Owner) -> Vec<SessionLine> {
    lines.retain(|line| line.owner == owner);
    lines
}

/// Ends one of these sessions.
///
/// # Errors
/// [`Error::NotFound`] where there is none, and for somebody else's people; [`Error::Forbidden`].
pub async fn session_end_of(app: &App, ctx: &Ctx, user: UserId, id: SessionId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    let done = app.administer(ctx, "account.revoke_sessions", (user, id), |tx, call| Box::pin(end(tx, call))).await;
    done.map(drop)
}

/// Ends it; says how many that were, as the answer of the same act on all of them does: both can be called by one key.
async fn end(tx: &mut SystemTx<'_>, call: &Call<(UserId, SessionId)>) -> Result<u64> {
    let (owner, (user, id)) = (call.ctx.owner, call.input);
    tx.tenant(owner).member_lookup(user).await?.ok_or(Error::NotFound)?;
    let lines = here(tx.auth().session_list(user, call.now).await?, owner);
    if !lines.iter().any(|line| line.id == id) {
        return Err(Error::NotFound);
    }
    let ended = tx.auth().sessions_remove_where(user, call.now, move |one| one == id).await?;
    tell_ended(tx, call, user, ended).await?;
    let detail = json!({ "session": id });
    audit::append(&mut tx.tenant(owner), call, "account.revoke_sessions", &user.to_string(), &detail).await?;
    Ok(ended)
}

/// Tells somebody whose sessions another ended; who ends their own knows it.
pub(super) async fn tell_ended<V>(tx: &mut SystemTx<'_>, call: &Call<V>, user: UserId, ended: u64) -> Result<()> {
    if ended == 0 || user == call.ctx.user.id {
        return Ok(());
    }
    let news = letter::by_another(SecurityChange::SessionsEnded, call);
    letter::tell(&mut tx.auth(), &call.app, (user, call.ctx.owner), news).await
}

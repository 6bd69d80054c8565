//! Asking for a role for a time, and giving one without being asked.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use tierline_domain::{Action, Elevation, ElevationState, Member, NoticeKind, Role, UserId};
use tierline_store::SystemTx;

use super::{asked_already, check, record, require_colleague, require_none, tell, teller};
use crate::{
    app::{App, Call},
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A role that the caller wishes to have for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskElevation {
    /// The role.
    pub role: Role,
    /// What it is needed for.
    pub reason: String,
    /// For how long, in minutes from when it is given.
    pub minutes: i64,
}

/// A role that somebody is given for a time from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveElevation {
    /// Who.
    pub user: UserId,
    /// What, what for and for how long.
    pub wish: AskElevation,
}

/// Asks for a role for a time. All who may give it are told.
///
/// # Errors
/// [`Error::Invalid`] naming the fields; [`Error::Conflict`] `has_role`, `asked_already`, and `no_colleague` for customers' people
/// and programs.
pub async fn elevation_ask(app: &App, ctx: &Ctx, command: AskElevation) -> Result<Elevation> {
    let wish = checked(ctx, command)?;
    app.administer(ctx, "elevation.ask", wish, |tx, call| Box::pin(ask(tx, call))).await
}

fn checked(ctx: &Ctx, command: AskElevation) -> Result<AskElevation> {
    let mut faults = Faults::default();
    let reason = check(&mut faults, ctx, command.role, &command.reason, command.minutes);
    faults.finish()?;
    Ok(AskElevation { reason, ..command })
}

fn wished(call: &Call<impl Sized>, member: &Member, wish: &AskElevation) -> Elevation {
    Elevation {
        id: call.app.id(),
        user: member.user.id,
        user_name: member.user.name.clone(),
        role: wish.role,
        reason: wish.reason.clone(),
        minutes: wish.minutes,
        state: ElevationState::Asked,
        asked_at: call.now,
        decided_by: None,
        decided_by_name: None,
        decided_at: None,
        note: None,
        ends_at: None,
    }
}

async fn ask(tx: &mut SystemTx<'_>, call: &Call<AskElevation>) -> Result<Elevation> {
    let member = require_colleague(tx, call, call.ctx.user.id).await?;
    require_none(tx, call, &member, call.input.role).await?;
    let asked = wished(call, &member, &call.input);
    tx.tenant(call.ctx.owner).elevation_insert(&asked).await.map_err(asked_twice)?;
    tell(&mut tx.tenant(call.ctx.owner), teller(call), &asked, NoticeKind::RoleAsked).await?;
    record(tx, call, "elevation.ask", &asked).await?;
    Ok(asked)
}

/// Two questions at the same moment: the second is told what it would have been told later.
fn asked_twice(error: tierline_store::Error) -> Error {
    if error.violates("elevation_open") {
        return asked_already();
    }
    error.into()
}

/// Gives somebody a role for a time, from now on. Nobody gives one to themselves.
///
/// # Errors
/// [`Error::Invalid`] naming the fields; [`Error::Conflict`] `elevation_own`, `for_a_time`, `has_role`, `asked_already`, `no_colleague`;
/// [`Error::StepUp`], [`Error::Forbidden`].
pub async fn elevation_give(app: &App, ctx: &Ctx, command: GiveElevation) -> Result<Elevation> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let GiveElevation { user, wish } = command;
    let wish = checked(ctx, wish)?;
    app.administer(ctx, "elevation.give", wish, move |tx, call| Box::pin(give(tx, call, user))).await
}

async fn give(tx: &mut SystemTx<'_>, call: &Call<AskElevation>, user: UserId) -> Result<Elevation> {
    if user == call.ctx.user.id {
        return Err(Error::conflict(
            "elevation_own",
            "Nobody gives a role to themselves: ask for it, and somebody else decides.",
        ));
    }
    let member = require_colleague(tx, call, user).await?;
    require_none(tx, call, &member, call.input.role).await?;
    let by = &call.ctx.user;
    let given = Elevation {
        state: ElevationState::Active,
        decided_by: Some(by.id),
        decided_by_name: Some(by.name.clone()),
        decided_at: Some(call.now),
        ends_at: Some(call.now + Duration::minutes(call.input.minutes)),
        ..wished(call, &member, &call.input)
    };
    tx.tenant(call.ctx.owner).elevation_insert(&given).await.map_err(asked_twice)?;
    tell(&mut tx.tenant(call.ctx.owner), teller(call), &given, NoticeKind::RoleGiven).await?;
    record(tx, call, "elevation.give", &given).await?;
    Ok(given)
}

//! The answer to who asked for a role for a time.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use tierline_domain::{Action, Elevation, ElevationId, ElevationState, NoticeKind};
use tierline_store::SystemTx;

use super::{decided_already, record, require_colleague, tell, teller};
use crate::{
    app::{App, Call},
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideElevation {
    /// Whether the role is given.
    pub give: bool,
    /// What there is to say to it; a refusal needs a word.
    pub note: Option<String>,
}

/// Gives or refuses a role that somebody asked for. It begins now, and ends by itself.
///
/// # Errors
/// [`Error::Invalid`] on `note`; [`Error::Conflict`] `elevation_own` for one's own question, `for_a_time`, `elevation_decided` where it was answered, taken
/// back or is too old, `has_role`, `no_colleague`; [`Error::NotFound`], [`Error::StepUp`], [`Error::Forbidden`].
pub async fn elevation_decide(app: &App, ctx: &Ctx, id: ElevationId, command: DecideElevation) -> Result<Elevation> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    let note = match (command.give, command.note) {
        (true, note) => faults.optional_line("note", note.as_deref()),
        (false, note) => Some(faults.line("note", note.as_deref().unwrap_or_default())),
    };
    faults.finish()?;
    let answer = DecideElevation { give: command.give, note };
    app.administer(ctx, "elevation.give", answer, move |tx, call| Box::pin(decide(tx, call, id))).await
}

async fn decide(tx: &mut SystemTx<'_>, call: &Call<DecideElevation>, id: ElevationId) -> Result<Elevation> {
    let owner = call.ctx.owner;
    let asked = tx.tenant(owner).elevation_lookup(id).await?.ok_or(Error::NotFound)?;
    if asked.state_at(call.now) != ElevationState::Asked {
        return Err(decided_already());
    }
    let by = &call.ctx.user;
    if asked.user == by.id {
        return Err(Error::conflict("elevation_own", "Nobody decides their own question: ask another Global admin."));
    }
    let DecideElevation { give, note } = &call.input;
    let member = require_colleague(tx, call, asked.user).await?;
    if *give && member.membership.roles.contains(&asked.role) {
        return Err(Error::conflict("has_role", "This person has this role already, and not only for a time."));
    }
    let state = if *give { ElevationState::Active } else { ElevationState::Refused };
    let decided = Elevation {
        state,
        decided_by: Some(by.id),
        decided_by_name: Some(by.name.clone()),
        decided_at: Some(call.now),
        note: note.clone(),
        ends_at: give.then(|| call.now + Duration::minutes(asked.minutes)),
        ..asked
    };
    // Its person may take it back, or a colleague answer it, at this moment.
    if !tx.tenant(owner).elevation_update(&decided, ElevationState::Asked).await? {
        return Err(decided_already());
    }
    let (kind, act) = match give {
        true => (NoticeKind::RoleGiven, "elevation.give"),
        false => (NoticeKind::RoleRefused, "elevation.refuse"),
    };
    tell(&mut tx.tenant(owner), teller(call), &decided, kind).await?;
    record(tx, call, act, &decided).await?;
    Ok(decided)
}

//! The end of a role for a time: by hand, or by the time.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{Action, ELEVATION_ASKED_HOURS, Elevation, ElevationId, ElevationState, NoticeKind, Owner};
use tierline_store::{System, SystemTx};

use super::{super::record as desk, decided_already, detail, record, tell, teller};
use crate::{
    app::{App, Call},
    ctx::Ctx,
    error::{Error, Result},
};

/// Most that one run writes down.
const BATCH: u32 = 100;

/// Takes a question back, or ends a role before its time: one's own, or as who administers.
///
/// # Errors
/// [`Error::Conflict`] `elevation_over` where it is, `elevation_decided` where somebody answers the question at this moment;
/// [`Error::NotFound`] also for a colleague's, where the caller does not administer.
pub async fn elevation_end(app: &App, ctx: &Ctx, id: ElevationId) -> Result<Elevation> {
    app.administer(ctx, "elevation.end", (), move |tx, call| Box::pin(end(tx, call, id))).await
}

async fn end(tx: &mut SystemTx<'_>, call: &Call<()>, id: ElevationId) -> Result<Elevation> {
    let owner = call.ctx.owner;
    let found = tx.tenant(owner).elevation_lookup(id).await?;
    let found = found.filter(|one| one.user == call.ctx.user.id || call.ctx.may(Action::Administer));
    let found = found.ok_or(Error::NotFound)?;
    let state = found.state_at(call.now);
    if state.is_over() {
        return Err(over_already());
    }
    let was = found.state;
    let (state, ends_at) = match state {
        ElevationState::Asked => (ElevationState::Withdrawn, None),
        _ => (ElevationState::Ended, Some(call.now)),
    };
    let ended = Elevation { state, ends_at, ..found };
    if !tx.tenant(owner).elevation_update(&ended, was).await? {
        return Err(if was == ElevationState::Asked { decided_already() } else { over_already() });
    }
    if ended.user != call.ctx.user.id {
        tell(&mut tx.tenant(owner), teller(call), &ended, NoticeKind::RoleEnded).await?;
    }
    record(tx, call, "elevation.end", &ended).await?;
    Ok(ended)
}

fn over_already() -> Error {
    Error::conflict("elevation_over", "This is over already: load the page again.")
}

/// Writes down what time has ended: roles, and questions that nobody answered. It changes what nobody may any more, and is done
/// for the list, the log and pages that are open.
///
/// # Errors
/// The store's.
pub async fn end_due(app: &App) -> Result<usize> {
    let now = app.now();
    let asked = now - Duration::hours(ELEVATION_ASKED_HOURS);
    let due = app.store().read(System).await?.elevations_due(now, asked, BATCH).await?;
    let ended = due.len();
    for (owner, elevation) in due {
        let written: Result<()> = app
            .store()
            .write_with(System, (app.clone(), elevation.id), move |tx, (app, id)| {
                Box::pin(write_down(tx, app, owner, *id, now))
            })
            .await;
        written?;
    }
    Ok(ended)
}

async fn write_down(tx: &mut SystemTx<'_>, app: &App, owner: Owner, id: ElevationId, now: DateTime<Utc>) -> Result<()> {
    // Somebody may have ended it by hand since it was looked up.
    let Some(found) = tx.tenant(owner).elevation_lookup(id).await? else { return Ok(()) };
    let state = found.state_at(now);
    if state == found.state {
        return Ok(());
    }
    let was = found.state;
    let ended = Elevation { state, ..found };
    if !tx.tenant(owner).elevation_update(&ended, was).await? {
        return Ok(());
    }
    tell(&mut tx.tenant(owner), (app, now, None), &ended, NoticeKind::RoleEnded).await?;
    let entry = desk::by_job(app, now, "elevation.end", &ended.id.to_string(), &detail(&ended));
    Ok(tx.audit_append(owner, &entry, app.secret()).await?)
}

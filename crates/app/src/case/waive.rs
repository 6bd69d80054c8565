//! A blocker is let go, with a reason.

use tierline_domain::{Action, BlockerCode, CaseId, Event, Visibility};

use super::{step::require_active, work::change_case};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Faults, Result},
};

/// A waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waive {
    /// Which blocker.
    pub blocker: BlockerCode,
    /// Why.
    pub reason: String,
}

/// Waives a blocker that can be waived.
///
/// # Errors
/// [`crate::Error::Invalid`] where this blocker cannot be waived or no reason is written, [`crate::Error::NotFound`], [`crate::Error::Forbidden`].
pub async fn waive(app: &App, ctx: &Ctx, id: CaseId, command: Waive) -> Result<BlockerCode> {
    app.require(ctx, Action::Waive).await?;
    let mut faults = Faults::default();
    let reason = faults.prose("reason", &command.reason);
    if !command.blocker.can_be_waived() {
        faults.add("blocker", "cannot_be_waived", "This blocker can't be waived: lift it as it says.");
    }
    faults.finish()?;
    change_case(app, ctx, "case.waive", id, (command.blocker, reason), |work, call| {
        require_active(work)?;
        let (blocker, reason) = call.input.clone();
        work.push(Event::BlockerWaived { blocker }, Visibility::Internal, Some(reason));
        Ok(blocker)
    })
    .await
}

//! A request is taken back.

use std::sync::Arc;

use tierline_domain::{Action, RequestId, RequestStatus, ServiceRequest, Visibility};

use super::work::{Move, RequestWork};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// Withdraws a request; the recipient hears of it where it has it.
///
/// # Errors
/// [`Error::Conflict`] where it is over, [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn withdraw(app: &App, ctx: &Ctx, id: RequestId, reason: &str) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let mut faults = Faults::default();
    let reason = faults.prose("reason", reason);
    faults.finish()?;
    app.change(ctx, "request.withdraw", reason, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            let reason = call.input.clone();
            let step = Move {
                to: RequestStatus::Withdrawn,
                text: Some(reason.clone()),
                occurred_at: call.now,
                read_in_portal: false,
                author: call.ctx.actor(),
            };
            if !work.request.status.is_open() || !work.move_to(step) {
                return Err(Error::conflict("over", "This request is over: there is nothing to take back."));
            }
            let entry =
                work.entry("withdrawal", Visibility::Provider, Some(RequestStatus::Withdrawn), Some(reason.clone()));
            if work.request.is_carried() {
                work.message(Message::RequestWithdrawn { request: id, entry, reason, actor: call.ctx.actor() });
            }
            audit::append(tx, call, "request.withdraw", &id.to_string(), &()).await?;
            work.save(tx).await
        })
    })
    .await
}

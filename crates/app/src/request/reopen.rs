//! A recipient says that it is solved, and the problem stays: the request goes back to it.

use std::sync::Arc;

use tierline_domain::{Action, RequestId, RequestStatus, ServiceRequest, Visibility};

use super::work::{Move, RequestWork};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::{Message, REOPENING},
};

/// Tells the recipient that what it solved is not solved; it has the request again. What it has closed stays closed: then the case
/// is handed up anew.
///
/// # Errors
/// [`Error::Conflict`] where the request is not resolved, or lies in a portal; [`Error::Invalid`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn reopen(app: &App, ctx: &Ctx, id: RequestId, reason: &str) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let mut faults = Faults::default();
    let reason = faults.prose("reason", reason);
    faults.finish()?;
    app.change(ctx, "request.reopen", reason, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            may_reopen(&work.request)?;
            let (text, actor, replied) = (call.input.clone(), call.ctx.actor(), work.request.last_reply_at);
            work.move_to(Move {
                to: RequestStatus::Accepted,
                text: None,
                occurred_at: call.now,
                read_in_portal: false,
                author: actor.clone(),
            });
            // It was us who spoke.
            work.request.last_reply_at = replied;
            let entry = work.entry(REOPENING, Visibility::Provider, Some(RequestStatus::Accepted), Some(text.clone()));
            let event = Some(REOPENING.to_owned());
            work.message(Message::RequestNoted { request: id, entry, event, text, actor });
            audit::append(tx, call, "request.reopen", &id.to_string(), &()).await?;
            work.save(tx).await
        })
    })
    .await
}

fn may_reopen(request: &ServiceRequest) -> Result<()> {
    if request.status == RequestStatus::Closed {
        let message = "The recipient has closed this request for good: hand the case up again.";
        return Err(Error::conflict("closed_for_good", message));
    }
    if request.status != RequestStatus::Resolved {
        return Err(Error::conflict("not_resolved", "The recipient does not call this request solved."));
    }
    if !request.route.is_carried() {
        let message = "This request lies in a portal: reopen it there, then record what the portal shows.";
        return Err(Error::conflict("in_portal", message));
    }
    Ok(())
}

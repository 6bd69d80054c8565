//! What an agent read in the provider's portal about a request that was filed there by hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tierline_domain::{Action, RequestId, RequestStatus, Route, ServiceRequest, Visibility};

use super::{
    file::is_read_by_people,
    work::{Move, RequestWork},
};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    validate,
};

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalUpdate {
    /// The status it shows; none where only a text was read.
    pub status: Option<RequestStatus>,
    /// The text.
    pub text: Option<String>,
    /// When the portal says it happened.
    pub occurred_at: Option<DateTime<Utc>>,
}

/// Records what was read in the portal.
///
/// # Errors
/// [`Error::Conflict`] where the request was not filed by hand or the status cannot follow; [`Error::Invalid`],
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn portal_update(app: &App, ctx: &Ctx, id: RequestId, update: PortalUpdate) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let mut faults = Faults::default();
    let text = faults.optional_prose("text", update.text.as_deref());
    let occurred_at = validate::past(&mut faults, "occurred_at", update.occurred_at, app.now());
    if update.status.is_none() && text.is_none() {
        faults.add("text", "empty", "Write what the portal says, or choose the status it shows.");
    }
    if matches!(
        update.status,
        Some(RequestStatus::Prepared | RequestStatus::Sending | RequestStatus::Unknown | RequestStatus::Withdrawn)
    ) {
        faults.add("status", "not_readable", "A portal does not show this status; take the one it shows.");
    }
    if matches!(update.status, Some(RequestStatus::AttentionNeeded | RequestStatus::Returned)) && text.is_none() {
        faults.add("text", "empty", "Write what the provider asks or why it was returned.");
    }
    faults.finish()?;
    let update = PortalUpdate { status: update.status, text, occurred_at };
    app.change(ctx, "request.portal_update", update, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            if !is_read_by_people(&work.request) {
                return Err(Error::conflict(
                    "not_filed",
                    "This request was not filed in a portal: nothing can be read there.",
                ));
            }
            let PortalUpdate { status, text, occurred_at } = call.input.clone();
            let occurred_at = occurred_at.unwrap_or(call.now);
            let moved = status.filter(|to| *to != work.request.status);
            if let Some(to) = moved {
                let read_in_portal = work.request.route == Route::Assisted;
                let step = Move { to, text: text.clone(), occurred_at, read_in_portal, author: call.ctx.actor() };
                if !work.move_to(step) {
                    let message = format!("{to} cannot follow {}: read the portal again.", work.request.status);
                    return Err(Error::conflict("cannot_follow", message));
                }
            } else {
                work.request.last_reply_at = Some(occurred_at);
            }
            let entry = call.app.id();
            work.entry_as(entry, call.ctx.actor(), occurred_at, "portal", Visibility::Internal, moved, text);
            audit::append(tx, call, "request.portal_update", &id.to_string(), &moved).await?;
            work.save(tx).await
        })
    })
    .await
}

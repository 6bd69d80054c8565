//! What a subscription stands on: the right of who made it. It ends when that does, and a Global admin sees and ends them all.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tierline_domain::{Action, HubId, TicketHub, TicketHubLine};
use tierline_store::{TenantRead, TenantTx};

use crate::{
    account::record::by_job,
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// A subscription, as a Global admin oversees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionView {
    /// The subscription with the names of what it stands on.
    pub line: TicketHubLine,
    /// Whether its address is told anything: who made it may have it still. Where not, it ends with the next event.
    pub stands: bool,
}

/// Why a subscription ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nobody listens at its address any more.
    Gone,
    /// Who made it may not have it any more.
    Disowned,
}

/// Whether who made a subscription may have it still: a member here whose account is open, who may hand up for good and is narrowed by
/// no list; and whose token, where it was made by one, has neither ended nor was revoked. Of a program the same is asked.
pub(super) async fn stands(read: &mut TenantRead<'_>, hub: &TicketHub, now: DateTime<Utc>) -> Result<bool> {
    match hub.created_by {
        Some(user) => standing::lasts(read, (user, hub.token), Action::Escalate, now).await,
        // It was made before that was kept: nobody answers for it.
        None => Ok(false),
    }
}

/// The subscriptions of this organization and cloud, the oldest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn subscriptions(app: &App, ctx: &Ctx) -> Result<Vec<SubscriptionView>> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let mut views = Vec::new();
    for line in read.ticket_hub_lines().await? {
        let stands = stands(&mut read, &line.hub, app.now()).await?;
        views.push(SubscriptionView { line, stands });
    }
    Ok(views)
}

/// Ends a subscription of this organization and cloud, whoever made it: its address is told nothing more. To shut somebody out hands
/// nothing on, so no fresh proof is asked for.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn end_subscription(app: &App, ctx: &Ctx, id: HubId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    app.change(ctx, "ticket.unsubscribe", id, |tx, call| Box::pin(remove(tx, call))).await
}

pub(super) async fn remove(tx: &mut TenantTx<'_>, call: &Call<HubId>) -> Result<()> {
    let found = tx.ticket_hubs().await?.into_iter().find(|hub| hub.id == call.input);
    let hub = found.ok_or(Error::NotFound)?;
    if !tx.ticket_hub_remove(hub.id).await? {
        return Err(Error::NotFound);
    }
    audit::append(tx, call, "ticket.unsubscribe", &hub.id.to_string(), &said(&hub)).await
}

/// Ends a subscription by itself, once, however many events find that out. One that was said anew since it was read stays.
///
/// # Errors
/// The store's.
pub(crate) async fn end_by_itself(tx: &mut TenantTx<'_>, app: &App, hub: &TicketHub, why: Ending) -> Result<()> {
    let is_same = tx.ticket_hubs().await?.contains(hub);
    if !is_same || !tx.ticket_hub_remove(hub.id).await? {
        return Ok(());
    }
    let mut detail = said(hub);
    match why {
        Ending::Gone => detail["gone"] = true.into(),
        Ending::Disowned => {
            detail["standing"] = "ended".into();
            detail["person"] = json!(hub.created_by);
        }
    }
    let entry = by_job(app, app.now(), "ticket.unsubscribe", &hub.id.to_string(), &detail);
    tx.audit_append(&entry, app.secret()).await?;
    Ok(())
}

/// What the audit log says of a subscription: who was told.
pub(super) fn said(hub: &TicketHub) -> Value {
    json!({ "callback": hub.address() })
}

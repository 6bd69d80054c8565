//! A person says what nobody else can: whether something arrived that was sent and not confirmed.

use std::sync::Arc;

use serde_json::json;
use tierline_domain::{Action, Delivery, DeliveryKind, DeliveryState, OutboxId};
use tierline_store::TenantTx;

use super::retry::busy;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    port::carrier::Receipt,
    relay,
    request::work::RequestWork,
};

/// Says whether a delivery arrived that its recipient cannot be asked about. Where it has not, it is sent again, under the same
/// identifier.
///
/// # Errors
/// [`Error::Conflict`] where it is on the wire, over, or asked about by the desk itself; [`Error::NotFound`], [`Error::Forbidden`].
pub async fn confirm(app: &App, ctx: &Ctx, id: OutboxId, has_arrived: bool) -> Result<Delivery> {
    app.require(ctx, Action::ManageDeliveries).await?;
    app.change(ctx, "delivery.confirm", (id, has_arrived), |tx, call| Box::pin(write(tx, call))).await
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<(OutboxId, bool)>) -> Result<Delivery> {
    let (id, has_arrived) = call.input;
    let delivery = tx.delivery_lookup(id).await?.ok_or(Error::NotFound)?;
    if delivery.state == DeliveryState::Unknown && !delivery.waits_for_a_person() {
        return Err(Error::conflict(
            "is_asked",
            "The recipient is asked by the desk itself: have it tried now, or give it up.",
        ));
    }
    let says = match has_arrived {
        true => format!("{} says that it has arrived.", call.ctx.user.name),
        false => format!("{} says that it has not arrived: it is sent again.", call.ctx.user.name),
    };
    if !delivery.waits_for_a_person() || !tx.delivery_confirm(&delivery, has_arrived, &says, call.now).await? {
        return Err(busy(&delivery));
    }
    if has_arrived && delivery.kind == DeliveryKind::RequestSubmitted {
        let organization = Arc::clone(&call.ctx.organization);
        let (app, actor) = (&call.app, call.ctx.actor());
        let mut work = RequestWork::take(tx, app, organization, actor, delivery.request, call.now).await?;
        if relay::arrived(tx, &mut work, &Receipt::default(), call.now).await? {
            work.save(tx).await?;
        }
    }
    let detail = json!({ "request": delivery.request, "has_arrived": has_arrived });
    audit::append(tx, call, "delivery.confirm", &id.to_string(), &detail).await?;
    tx.delivery_lookup(id).await?.ok_or(Error::NotFound)
}

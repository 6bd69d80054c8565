//! A delivery is given up, so that what it was to bring can go another way.

use std::sync::Arc;

use tierline_domain::{Action, Delivery, DeliveryKind, DeliveryState, OutboxId, Visibility};
use tierline_store::TenantTx;

use super::{message, retry::busy};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    request::{rate::take_back, work::RequestWork},
};

/// Gives a delivery up, with a reason. A request that was not sent is then filed by hand, or taken back where its recipient has
/// no portal; a note or a file stays with us, and its
/// request says so; a severity is the one before again.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`Error::Conflict`] where it is on the wire or over, [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn give_up(app: &App, ctx: &Ctx, id: OutboxId, reason: &str) -> Result<Delivery> {
    app.require(ctx, Action::ManageDeliveries).await?;
    let mut faults = Faults::default();
    let reason = faults.prose("reason", reason);
    faults.finish()?;
    app.change(ctx, "delivery.give_up", (id, reason), |tx, call| Box::pin(write(tx, call))).await
}

async fn write(tx: &mut TenantTx<'_>, call: &Call<(OutboxId, String)>) -> Result<Delivery> {
    let (id, reason) = &call.input;
    let delivery = tx.delivery_lookup(*id).await?.ok_or(Error::NotFound)?;
    let by = &call.ctx.user.name;
    if !delivery.state.may_give_up() || !tx.delivery_give_up(&delivery, by, reason, call.now).await? {
        return Err(busy(&delivery));
    }
    if !delivery.is_reply {
        let message = message(tx, *id).await?;
        let organization = Arc::clone(&call.ctx.organization);
        let (app, actor) = (&call.app, call.ctx.actor());
        let mut work = RequestWork::take(tx, app, organization, actor, delivery.request, call.now).await?;
        let is_request = delivery.kind == DeliveryKind::RequestSubmitted;
        // What may have arrived may be what the recipient has.
        if delivery.kind == DeliveryKind::RequestRated && delivery.state != DeliveryState::Unknown {
            take_back(&mut work.request, &message);
        }
        let status = (is_request && work.take_by_hand(reason)).then_some(work.request.status);
        work.entry("given_up", Visibility::Internal, status, Some(reason.clone()));
        work.save(tx).await?;
    }
    audit::append(tx, call, "delivery.give_up", &delivery.id.to_string(), &delivery.request).await?;
    tx.delivery_lookup(*id).await?.ok_or(Error::NotFound)
}

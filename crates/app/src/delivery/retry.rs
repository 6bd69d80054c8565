//! A delivery is tried now, and a connection that is held is let go.

use std::sync::Arc;

use tierline_domain::{Action, ConnectionId, Delivery, DeliveryKind, DeliveryState, OutboxId};

use super::message;
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
    request::{rate::say_again, work::RequestWork},
};

/// Has a delivery tried at once; one that was given up has all its tries again. Where its connection is held, this one goes to
/// find out whether it works.
///
/// # Errors
/// [`Error::Conflict`] where it is on the wire or over, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn retry(app: &App, ctx: &Ctx, id: OutboxId) -> Result<Delivery> {
    app.require(ctx, Action::ManageDeliveries).await?;
    app.change(ctx, "delivery.retry", id, |tx, call| {
        Box::pin(async move {
            let delivery = tx.delivery_lookup(call.input).await?.ok_or(Error::NotFound)?;
            if delivery.waits_for_a_person() {
                return Err(Error::conflict(
                    "nobody_to_ask",
                    "Nobody can be asked whether it arrived: find out, then say that it has or that it is to be sent again.",
                ));
            }
            if !delivery.state.may_retry() || !tx.delivery_retry(&delivery, call.now).await? {
                return Err(busy(&delivery));
            }
            if delivery.kind == DeliveryKind::RequestRated && delivery.state == DeliveryState::GivenUp {
                let (message, organization) = (message(tx, delivery.id).await?, Arc::clone(&call.ctx.organization));
                let (actor, request) = (call.ctx.actor(), delivery.request);
                let mut work = RequestWork::take(tx, &call.app, organization, actor, request, call.now).await?;
                if say_again(&mut work.request, &message) {
                    work.save(tx).await?;
                }
            }
            if let Some(id) = delivery.connection.filter(|_| delivery.state == DeliveryState::Held) {
                let Some(mut connection) = tx.connection_take(id).await? else { return Err(Error::NotFound) };
                connection.state.probe_at = Some(call.now);
                tx.connection_state_put(id, &connection.state).await?;
            }
            audit::append(tx, call, "delivery.retry", &delivery.id.to_string(), &delivery.request).await?;
            tx.delivery_lookup(call.input).await?.ok_or(Error::NotFound)
        })
    })
    .await
}

/// Lets a connection that is held go: everything that waits for it is tried at once.
///
/// # Errors
/// [`Error::Conflict`] where it is not held, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn release(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<()> {
    app.require(ctx, Action::ManageDeliveries).await?;
    app.change(ctx, "connection.release", id, |tx, call| {
        Box::pin(async move {
            let id = call.input;
            let connection = tx.connection_take(id).await?.ok_or(Error::NotFound)?;
            if connection.state.held_since.is_none() {
                return Err(Error::conflict("not_held", "This connection is not held: nothing waits for it."));
            }
            tx.connection_state_put(id, &connection.state.released()).await?;
            let waited = tx.outbox_release(id, call.now).await?;
            let detail = serde_json::json!({ "deliveries": waited });
            audit::append(tx, call, "connection.release", &id.to_string(), &detail).await
        })
    })
    .await
}

/// Why nothing can be done with a delivery.
pub(super) fn busy(delivery: &Delivery) -> Error {
    match delivery.state {
        DeliveryState::Done => Error::conflict("arrived", "It has arrived: there is nothing left to do."),
        DeliveryState::Refused => {
            Error::conflict("refused", "The recipient does not take it: another try would be refused again.")
        }
        DeliveryState::GivenUp => Error::conflict("given_up", "It was given up already."),
        _ => Error::conflict("in_flight", "It is on the wire at this moment: look again in a minute."),
    }
}

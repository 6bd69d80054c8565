//! Reading deliveries.

use tierline_domain::{Action, Connection, Delivery, OutboxId, RequestId};
use tierline_store::{DeliveryCounts, DeliveryFilter};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of deliveries is narrowed by.
pub type DeliveryQuery = DeliveryFilter;

/// Lists deliveries, the latest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: DeliveryQuery) -> Result<Vec<Delivery>> {
    require_see(app, ctx).await?;
    Ok(app.store().read(ctx.reach()).await?.delivery_list(&query).await?)
}

/// How many deliveries are in each state.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn counts(app: &App, ctx: &Ctx) -> Result<DeliveryCounts> {
    require_see(app, ctx).await?;
    Ok(app.store().read(ctx.reach()).await?.delivery_counts().await?)
}

/// One delivery.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn show(app: &App, ctx: &Ctx, id: OutboxId) -> Result<Delivery> {
    require_see(app, ctx).await?;
    app.store().read(ctx.reach()).await?.delivery_lookup(id).await?.ok_or(Error::NotFound)
}

/// The deliveries of one request, sent or received, the latest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn list_of(app: &App, ctx: &Ctx, request: RequestId) -> Result<Vec<Delivery>> {
    require_see(app, ctx).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    if read.request_lookup(request).await?.is_none() && read.received_lookup(request).await?.is_none() {
        return Err(Error::NotFound);
    }
    Ok(read.delivery_list_of_request(request).await?)
}

/// The connections that are held, by name: said at the head of each page. Nothing for those whom it does not concern.
///
/// # Errors
/// The store's.
pub async fn held(app: &App, ctx: &Ctx) -> Result<Vec<Connection>> {
    if !may_see(ctx) {
        return Ok(Vec::new());
    }
    Ok(app.store().read(ctx.reach()).await?.connections_held().await?)
}

/// Who may see service requests, sent or received, may see how they travel.
fn may_see(ctx: &Ctx) -> bool {
    ctx.may(Action::See) || ctx.may(Action::SeeReceived)
}

pub(super) async fn require_see(app: &App, ctx: &Ctx) -> Result<()> {
    if may_see(ctx) { Ok(()) } else { app.require(ctx, Action::See).await }
}

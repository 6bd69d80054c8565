//! Reading deliveries.

use tierline_domain::{Action, Connection, Delivery, DeliveryContent, OutboxId, RequestId};
use tierline_store::{DeliveryCounts, DeliveryFilter};

use super::content::{content, shown};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of deliveries is narrowed by.
pub type DeliveryQuery = DeliveryFilter;

/// A delivery with what it brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryView {
    /// The delivery.
    pub delivery: Delivery,
    /// What it brings; none where the reader may not read that.
    pub brings: Option<DeliveryContent>,
}

/// Lists deliveries, the latest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: DeliveryQuery) -> Result<Vec<Delivery>> {
    require_see(app, ctx).await?;
    let lines = app.store().read(ctx.reach()).await?.delivery_list(&query).await?;
    Ok(lines.into_iter().map(|line| shown(ctx, line)).collect())
}

/// How many deliveries are in each state.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn counts(app: &App, ctx: &Ctx) -> Result<DeliveryCounts> {
    require_see(app, ctx).await?;
    Ok(app.store().read(ctx.reach()).await?.delivery_counts().await?)
}

/// One delivery, with what it brings.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn show(app: &App, ctx: &Ctx, id: OutboxId) -> Result<DeliveryView> {
    require_see(app, ctx).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let delivery = shown(ctx, read.delivery_lookup(id).await?.ok_or(Error::NotFound)?);
    let brings = content(&mut read, ctx, &delivery).await?;
    Ok(DeliveryView { delivery, brings })
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
    let lines = read.delivery_list_of_request(request).await?;
    Ok(lines.into_iter().map(|line| shown(ctx, line)).collect())
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

//! Reading the inbox.

use tierline_domain::{Action, ReceivedRequest, RequestEntry, RequestId};
use tierline_store::ReceivedFilter;

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// What the inbox is narrowed by.
pub type ReceivedQuery = ReceivedFilter;

/// A received request with its timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedView {
    /// The request as it was sent.
    pub request: ReceivedRequest,
    /// What was said of it, oldest first.
    pub entries: Vec<RequestEntry>,
}

/// Lists what was received.
///
/// # Errors
/// [`Error::Forbidden`] for who receives nothing.
pub async fn list(app: &App, ctx: &Ctx, query: ReceivedQuery) -> Result<Vec<ReceivedRequest>> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.owner).await?;
    Ok(read.received_list(&query).await?)
}

/// Counts what was received; stops at 100.
///
/// # Errors
/// [`Error::Forbidden`] for who receives nothing.
pub async fn counts(app: &App, ctx: &Ctx, query: ReceivedQuery) -> Result<i64> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.owner).await?;
    Ok(read.received_count(&query).await?)
}

/// Reads one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn view(app: &App, ctx: &Ctx, id: RequestId) -> Result<ReceivedView> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.owner).await?;
    let request = read.received_lookup(id).await?.ok_or(Error::NotFound)?;
    let entries = read.request_entry_list(id).await?;
    Ok(ReceivedView { request, entries })
}

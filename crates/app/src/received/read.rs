//! Reading the inbox.

use tierline_domain::{Action, PartnerKind, ReceivedRequest, RequestEntry, RequestId};
use tierline_store::{ReceivedFilter, ReceivedSender};

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
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.received_list(&query).await?)
}

/// Counts what was received; stops at 100.
///
/// # Errors
/// [`Error::Forbidden`] for who receives nothing.
pub async fn counts(app: &App, ctx: &Ctx, query: ReceivedQuery) -> Result<i64> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.received_count(&query).await?)
}

/// A partner whose requests arrive here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// What it sent.
    pub sender: ReceivedSender,
    /// Its place in the channel, where it is an organization of this desk.
    pub kind: Option<PartnerKind>,
}

/// The partners whose requests arrived here, by name.
///
/// # Errors
/// [`Error::Forbidden`] for who receives nothing.
pub async fn partners(app: &App, ctx: &Ctx) -> Result<Vec<Partner>> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let senders = read.received_senders().await?;
    let ids: Vec<_> = senders.iter().map(|sender| sender.sender).collect();
    let known = read.organization_lookup_many(&ids).await?;
    let partner = |sender: ReceivedSender| Partner {
        kind: known.iter().find(|one| one.id == sender.sender).and_then(|one| one.partner_kind),
        sender,
    };
    Ok(senders.into_iter().map(partner).collect())
}

/// Reads one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn view(app: &App, ctx: &Ctx, id: RequestId) -> Result<ReceivedView> {
    app.require(ctx, Action::SeeReceived).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let request = read.received_lookup(id).await?.ok_or(Error::NotFound)?;
    let entries = read.request_entry_list(id).await?;
    Ok(ReceivedView { request, entries })
}

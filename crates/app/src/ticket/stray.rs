//! Tickets elsewhere that could not be taken for one of our requests. Nothing is guessed: a person says to which request one belongs, or
//! that it is none of ours.

use std::sync::Arc;

use serde_json::json;
use tierline_domain::{
    Action, Connection, ConnectionId, DeliveryKind, DeliveryState, Event, RequestId, RequestStatus, ServiceRequest,
    StrayReason, StrayTicket, StrayTicketId, Visibility,
};
use tierline_store::TenantTx;

use super::listen::MOST_STRAYS;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    relay::{Message, send_along},
    request::work::{Move, RequestWork},
};

/// A stray ticket with what is needed to say what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct StrayView {
    /// The ticket.
    pub stray: StrayTicket,
    /// The connection by which it came.
    pub connection: Connection,
    /// The request of ours that has its number already, where one has: `R-1042`.
    pub taken_by: Option<ServiceRequest>,
    /// The open requests that went through this connection, the newest first: one of them could be meant.
    pub candidates: Vec<ServiceRequest>,
}

/// Keeps the number that an answer named and that another request of ours has already.
///
/// # Errors
/// The store's.
pub(crate) async fn quarantine(
    tx: &mut TenantTx<'_>,
    app: &App,
    connection: ConnectionId,
    (request, ticket): (RequestId, &str),
) -> Result<()> {
    if tx.ticket_stray_count(connection).await? >= MOST_STRAYS {
        return Ok(());
    }
    let now = app.now();
    let stray = StrayTicket {
        id: app.id(),
        connection,
        ticket: ticket.to_owned(),
        title: None,
        event: None,
        event_id: None,
        reason: StrayReason::NumberTaken,
        request: Some(request),
        times: 1,
        first_at: now,
        last_at: now,
    };
    tx.ticket_stray_put(&stray).await?;
    Ok(())
}

/// Tickets that no request here is known by, the latest first, each with the connection by which it came.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn strays(app: &App, ctx: &Ctx) -> Result<Vec<(StrayTicket, Connection)>> {
    app.require(ctx, Action::ManageDeliveries).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let connections = read.connection_list().await?;
    let with = |stray: StrayTicket| {
        let connection = connections.iter().find(|one| one.id == stray.connection).cloned();
        connection.map(|connection| (stray, connection))
    };
    Ok(read.ticket_strays().await?.into_iter().filter_map(with).collect())
}

/// How many wait for somebody to say what they are; stops at 100. None for those whom it does not concern.
///
/// # Errors
/// The store's.
pub async fn stray_count(app: &App, ctx: &Ctx) -> Result<Option<i64>> {
    if !ctx.may(Action::ManageDeliveries) {
        return Ok(None);
    }
    Ok(Some(app.store().read(ctx.reach()).await?.ticket_strays_open().await?))
}

/// One of them, with the requests that could be meant.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn stray(app: &App, ctx: &Ctx, id: StrayTicketId) -> Result<StrayView> {
    app.require(ctx, Action::ManageDeliveries).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let stray = read.ticket_stray(id).await?.ok_or(Error::NotFound)?;
    let connection = read.connection_lookup(stray.connection).await?.ok_or(Error::NotFound)?;
    let taken_by = match read.request_of_ticket(stray.connection, &stray.ticket).await? {
        Some(holder) => read.request_lookup(holder).await?,
        None => None,
    };
    let mut candidates = Vec::new();
    for request in read.requests_through(stray.connection).await? {
        candidates.extend(read.request_lookup(request).await?);
    }
    candidates.retain(|one| one.external_id.as_deref() != Some(stray.ticket.as_str()));
    Ok(StrayView { stray, connection, taken_by, candidates })
}

/// Says to which of our requests a stray ticket belongs: the request takes its number, and what became of it is fetched.
///
/// # Errors
/// [`Error::Invalid`] where the request cannot have it, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn attach_stray(app: &App, ctx: &Ctx, id: StrayTicketId, request: RequestId) -> Result<ServiceRequest> {
    app.require(ctx, Action::ManageDeliveries).await?;
    app.change(ctx, "ticket.attach_stray", (id, request), |tx, call| Box::pin(attach(tx, call))).await
}

async fn attach(tx: &mut TenantTx<'_>, call: &Call<(StrayTicketId, RequestId)>) -> Result<ServiceRequest> {
    let (id, request) = call.input;
    let stray = tx.ticket_stray(id).await?.ok_or(Error::NotFound)?;
    let refuse = |code: &str, message: &str| Err(Error::field("request_id", code, message));
    if tx.request_lookup(request).await?.is_none() {
        return refuse("unknown", "There is no such request: take one from the list.");
    }
    let organization = Arc::clone(&call.ctx.organization);
    let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), request, call.now).await?;
    if work.request.connection != Some(stray.connection) {
        return refuse("other_connection", "This request did not go through the connection by which the ticket came.");
    }
    if !work.request.status.is_open() {
        return refuse("over", "This request is over: nothing is fetched for it any more.");
    }
    // A recipient can use a number again, once what had it is over.
    if let Some(holder) = tx.desk().request_of_ticket(stray.connection, &stray.ticket).await?
        && holder != request
        && tx.desk().request_lookup(holder).await?.is_some_and(|holder| holder.status.is_open())
    {
        // Which one, only who reaches it is told.
        let holder = tx.request_lookup(holder).await?.map_or_else(|| "Another request".to_owned(), |one| one.number);
        let message = format!("{holder} has this number and is not over: ask the recipient which of both it means.");
        return refuse("taken", &message);
    }
    let before = work.request.external_id.replace(stray.ticket.clone());
    if named(&mut work, &stray, before.as_deref()) {
        send_along(tx, &mut work).await?;
    }
    tx.ticket_stray_remove(id).await?;
    // What stopped over the number goes on: it finds that the recipient has the request.
    for delivery in tx.delivery_list_of_request(request).await? {
        if delivery.kind == DeliveryKind::RequestSubmitted && delivery.state == DeliveryState::GivenUp {
            tx.delivery_retry(&delivery, call.now).await?;
        }
    }
    let detail = json!({ "ticket": stray.ticket, "request": request, "before": before });
    audit::append(tx, call, "ticket.attach_stray", &id.to_string(), &detail).await?;
    work.save(tx).await
}

/// The request has the ticket's number from now on. One that was on its way has arrived: says whether this is such a one.
fn named(work: &mut RequestWork<'_>, stray: &StrayTicket, before: Option<&str>) -> bool {
    let (actor, now) = (work.actor.clone(), work.now);
    let event = Event::RequestFiled {
        request: work.request.id,
        number: work.request.number.clone(),
        external_id: stray.ticket.clone(),
        corrected: before.is_some(),
    };
    let mut status = None;
    if matches!(work.request.status, RequestStatus::Sending | RequestStatus::Unknown) {
        let to = RequestStatus::Submitted;
        let step = Move { to, text: None, occurred_at: now, read_in_portal: false, author: actor.clone() };
        status = work.move_to(step).then_some(to);
    }
    work.push_to_cases(&actor, &event, None);
    let text = before.map_or_else(|| stray.ticket.clone(), |before| format!("{before} → {}", stray.ticket));
    let kind = if before.is_some() { "correction" } else { "filing" };
    work.entry(kind, Visibility::Internal, status, Some(text));
    // What had a number was looked after already: then this is one look more.
    work.message(Message::NewsWanted { request: work.request.id, again: before.is_none() });
    status.is_some()
}

/// Says that a stray ticket is none of ours: it is not shown again, whatever is heard of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn dismiss_stray(app: &App, ctx: &Ctx, id: StrayTicketId) -> Result<()> {
    app.require(ctx, Action::ManageDeliveries).await?;
    app.change(ctx, "ticket.dismiss_stray", id, |tx, call| {
        Box::pin(async move {
            let stray = tx.ticket_stray(call.input).await?.ok_or(Error::NotFound)?;
            tx.ticket_stray_dismiss(call.input, call.now).await?;
            let detail = json!({ "ticket": stray.ticket, "connection": stray.connection });
            audit::append(tx, call, "ticket.dismiss_stray", &call.input.to_string(), &detail).await
        })
    })
    .await
}

//! Tickets.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::StatusCode,
    response::IntoResponse,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use tierline_app::{
    Error,
    azure_support::{self, Filed, Filter, wire},
};
use tierline_domain::RequestId;

use super::{
    Answer, Named, Sent, Visit, caller,
    operation::{self, Operation},
    part,
    query::Paged,
    refusal::Refusal,
    sent,
};
use crate::{
    contract::asked::Pairs,
    kit::{cursor, state::AppState},
};

/// Tickets of a page where nothing is said, and the most (`$top`, Microsoft.Support 2024-04-01).
const TOP: (usize, usize) = (25, 100);

pub(super) async fn list(State(state): State<AppState>, named: Path<Named>, pairs: Pairs, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let asked = Paged::read(pairs, TOP)?;
    let filter = asked.filter().map(Filter::read).transpose()?.unwrap_or_default();
    let after: Option<(DateTime<Utc>, RequestId)> = asked.token().map(token).transpose()?;
    let top = asked.top;
    let page = azure_support::list(&visit.state.app, &visit.ctx, &visit.place, &filter, (top, after)).await?;
    let next = page.after.map(|after| asked.next(&visit.url("/supportTickets"), &cursor::write(&after)));
    Ok(Json(wire::Page { value: page.tickets, next_link: next }).into_response())
}

/// Where a list goes on.
pub(super) fn token<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let bad = |_| Error::field("$skiptoken", "invalid", "Follow the nextLink of the page before as it is.");
    Ok(cursor::read(text).map_err(bad)?)
}

pub(super) async fn show(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.ticket.as_ref())?;
    Ok(Json(azure_support::show(&visit.state.app, &visit.ctx, &visit.place, name).await?).into_response())
}

/// A ticket is put. What was made is an operation that goes on: here it has ended when it is asked for.
pub(super) async fn create(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.ticket.as_ref())?;
    let Sent { properties }: Sent<wire::Ticket> = sent(request).await?;
    let filed = azure_support::create(&visit.state.app, &visit.ctx, &visit.place, name, &properties).await?;
    match filed {
        Filed::There(ticket) => Ok(Json(ticket).into_response()),
        Filed::Made(_) => Ok(operation::accepted(&visit, &Operation { ticket: name.to_owned(), communication: None })),
        Filed::Blocked { case, blockers } => Err(Refusal::blocked(blockers, &case)),
    }
}

pub(super) async fn change(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.ticket.as_ref())?;
    let wanted: Value = sent(request).await?;
    let changed = azure_support::change(&visit.state.app, &visit.ctx, &visit.place, name, &wanted).await?;
    Ok(Json(changed).into_response())
}

pub(super) async fn check_name(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let asked: wire::NameCheck = sent(request).await?;
    let ticket = visit.named.ticket.as_deref();
    let answer = azure_support::name_check(&visit.state.app, &visit.ctx, &visit.place, ticket, &asked).await?;
    Ok(Json(answer).into_response())
}

pub(super) async fn transcripts(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.ticket.as_ref())?;
    Ok(Json(azure_support::no_transcripts(&visit.state.app, &visit.ctx, &visit.place, name).await?).into_response())
}

pub(super) async fn transcript(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.ticket.as_ref())?;
    azure_support::no_transcripts(&visit.state.app, &visit.ctx, &visit.place, name).await?;
    Err(Error::NotFound.into())
}

/// The status of something that was put.
pub(super) const fn put_status(is_new: bool) -> StatusCode {
    if is_new { StatusCode::CREATED } else { StatusCode::OK }
}

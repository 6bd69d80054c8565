//! What both sides of a ticket say to each other.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::IntoResponse,
};
use tierline_app::azure_support::{self, Said, wire};

use super::{
    Answer, Named, Sent, Visit, caller,
    operation::{self, Operation},
    part,
    query::Paged,
    sent,
    ticket::token,
};
use crate::{
    contract::asked::Pairs,
    kit::{cursor, state::AppState},
};

/// Communications of a page where nothing is said, and the most (`$top`, Microsoft.Support 2024-04-01).
const TOP: (usize, usize) = (10, 10);

pub(super) async fn list(State(state): State<AppState>, named: Path<Named>, pairs: Pairs, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let asked = Paged::read(pairs, TOP)?;
    let filter = asked.filter().map(Said::read).transpose()?.unwrap_or_default();
    let offset: usize = asked.token().map(token).transpose()?.unwrap_or_default();
    let (top, ticket) = (asked.top, part(visit.named.ticket.as_ref())?);
    let (app, ctx, place) = (&visit.state.app, &visit.ctx, &visit.place);
    let page = azure_support::communications(app, ctx, place, ticket, &filter, (offset, top)).await?;
    let path = visit.url(&format!("/supportTickets/{ticket}/communications"));
    let next = page.is_more.then(|| asked.next(&path, &cursor::write(&offset.saturating_add(top))));
    Ok(Json(wire::Page { value: page.all, next_link: next }).into_response())
}

pub(super) async fn show(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let (ticket, name) = (part(visit.named.ticket.as_ref())?, part(visit.named.name.as_ref())?);
    let (app, ctx, place) = (&visit.state.app, &visit.ctx, &visit.place);
    Ok(Json(azure_support::communication(app, ctx, place, ticket, name).await?).into_response())
}

pub(super) async fn say(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let Sent { properties }: Sent<wire::Communication> = sent(request).await?;
    let (ticket, name) = (part(visit.named.ticket.as_ref())?, part(visit.named.name.as_ref())?);
    let (app, ctx, place) = (&visit.state.app, &visit.ctx, &visit.place);
    let (is_new, said) = azure_support::say(app, ctx, place, ticket, (name, &properties)).await?;
    if !is_new {
        return Ok(Json(said).into_response());
    }
    let operation = Operation { ticket: ticket.to_owned(), communication: Some(name.to_owned()) };
    Ok(operation::accepted(&visit, &operation))
}

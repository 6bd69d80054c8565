//! Service communications.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::IntoResponse,
};
use serde_json::Value;
use tierline_app::{
    Error,
    graph::{self, Collection, HEALTH},
};

use super::{
    Answer, caller,
    page::{Selection, asked, collection, expands, filter, listed},
    refusal::Refusal,
};
use crate::{contract::asked::Pairs, kit::state::AppState};

pub(super) async fn overviews(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let asked = asked(pairs, &["expand", "select", "filter"])?;
    let (wanted, selection) = (filter(&asked, HEALTH)?, Selection::read(&asked, HEALTH)?);
    let all = graph::overviews(&state.app, &ctx, expands(&asked, HEALTH)?).await?;
    let taken = all.into_iter().filter(|one| wanted.as_ref().is_none_or(|filter| filter.takes(one)));
    let items: Vec<Value> = taken.map(|one| selection.of(one)).collect();
    Ok(Json(collection(items)).into_response())
}

pub(super) async fn overview(
    State(state): State<AppState>,
    Path(service): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let asked = asked(pairs, &["expand", "select"])?;
    let selection = Selection::read(&asked, HEALTH)?;
    let found = graph::overview(&state.app, &ctx, &service, expands(&asked, HEALTH)?).await?;
    Ok(Json(selection.of(found)).into_response())
}

pub(super) async fn issues(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    listed(&state, &ctx, Collection::Issues, pairs, request).await
}

pub(super) async fn issue(
    State(state): State<AppState>,
    Path(id): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let selection = Selection::of_one(pairs, Collection::Issues)?;
    Ok(Json(selection.of(graph::issue(&state.app, &ctx, &id).await?)).into_response())
}

pub(super) async fn messages(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    listed(&state, &ctx, Collection::Messages, pairs, request).await
}

pub(super) async fn message(
    State(state): State<AppState>,
    Path(id): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let selection = Selection::of_one(pairs, Collection::Messages)?;
    Ok(Json(selection.of(graph::message(&state.app, &ctx, &id).await?)).into_response())
}

/// The reports are files, and feeds bring none.
pub(super) async fn no_report(Path(_): Path<String>) -> Refusal {
    Refusal::none("This desk keeps no incident reports.")
}

pub(super) async fn no_attachments(Path(_): Path<String>) -> Refusal {
    Refusal::none("This desk keeps no files of messages.")
}

/// What one reader has read, archived or marked is nobody's business here: whoever follows a service has notices of their own.
pub(super) async fn no_marks(Path(_): Path<String>) -> Refusal {
    let message = "What was read, archived or marked is not kept here. GET this address with a message's identifier.";
    Error::field("messageIds", "not_supported", message).into()
}

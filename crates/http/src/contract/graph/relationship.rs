//! Delegated admin relationships.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tierline_app::graph::{
    self, Collection,
    wire::{self, DelegatedAdminRelationship, RelationshipRequest},
};

use super::{
    Answer, caller,
    page::{Selection, listed},
    sent,
};
use crate::{contract::asked::Pairs, kit::state::AppState};

/// What a body should have been.
const WHAT: &str = "a delegated admin relationship";

pub(super) async fn list(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    listed(&state, &ctx, Collection::Relationships, pairs, request).await
}

/// One relationship, with its tag for who changes it.
fn tagged(status: StatusCode, found: Value) -> Response {
    let tag = found["@odata.etag"].as_str().and_then(|tag| HeaderValue::from_str(tag).ok());
    let mut response = (status, Json(found)).into_response();
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let selection = Selection::of_one(pairs, Collection::Relationships)?;
    let found = graph::relationship(&state.app, &ctx, &id).await?;
    Ok(tagged(StatusCode::OK, selection.of(found)))
}

pub(super) async fn create(State(state): State<AppState>, request: Request) -> Answer {
    let (ctx, wanted) = sent::<DelegatedAdminRelationship>(request, WHAT).await?;
    let made = graph::create(&state.app, &ctx, &wanted).await?;
    let place = format!(
        "{}{}/tenantRelationships/delegatedAdminRelationships/{}",
        state.config.public_url,
        wire::BASE,
        made["id"].as_str().unwrap_or_default()
    );
    let mut response = tagged(StatusCode::CREATED, made);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

fn if_match(headers: &HeaderMap) -> Option<String> {
    headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

pub(super) async fn change(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let tag = if_match(request.headers());
    let (ctx, wanted) = sent::<DelegatedAdminRelationship>(request, WHAT).await?;
    Ok(tagged(StatusCode::OK, graph::change(&state.app, &ctx, &id, tag.as_deref(), &wanted).await?))
}

pub(super) async fn discard(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    graph::discard(&state.app, &ctx, &id, if_match(request.headers()).as_deref()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn act(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let (ctx, wanted) = sent::<RelationshipRequest>(request, "a request about a relationship").await?;
    Ok((StatusCode::CREATED, Json(graph::act(&state.app, &ctx, &id, &wanted).await?)).into_response())
}

//! What the contract says of itself (RFC 7644, 4).

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
};
use serde_json::{Value, json};
use tierline_app::{Error, scim::schema};

use super::{Answer, answer, refusal::Refusal};
use crate::kit::{
    problem::{self, Problem},
    state::AppState,
};

fn list(all: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": all.len(),
        "startIndex": 1,
        "itemsPerPage": all.len(),
        "Resources": all,
    })
}

/// Lists of these are not filtered (RFC 7644, 4): who asks for that must not take the whole for a part.
fn unfiltered(query: Option<&str>) -> Result<(), Refusal> {
    let asks = |pair: &str| pair.split('=').next().is_some_and(|name| name.eq_ignore_ascii_case("filter"));
    match query.is_some_and(|query| query.split('&').any(asks)) {
        true => Err(Problem::new(&problem::FORBIDDEN, "This list is not filtered: take it whole.").into()),
        false => Ok(()),
    }
}

fn one(all: Vec<Value>, id: &str) -> Answer {
    let found = all.into_iter().find(|one| one["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(id)));
    Ok(answer(StatusCode::OK, &found.ok_or(Error::NotFound)?))
}

pub(super) async fn service_provider(State(state): State<AppState>) -> Answer {
    Ok(answer(StatusCode::OK, &schema::service_provider(&state.config.public_url)))
}

pub(super) async fn resource_types(State(state): State<AppState>, RawQuery(query): RawQuery) -> Answer {
    unfiltered(query.as_deref())?;
    Ok(answer(StatusCode::OK, &list(&schema::resource_types(&state.config.public_url))))
}

pub(super) async fn resource_type(State(state): State<AppState>, Path(id): Path<String>) -> Answer {
    one(schema::resource_types(&state.config.public_url), &id)
}

pub(super) async fn schemas(State(state): State<AppState>, RawQuery(query): RawQuery) -> Answer {
    unfiltered(query.as_deref())?;
    Ok(answer(StatusCode::OK, &list(&schema::schemas(&state.config.public_url))))
}

pub(super) async fn schema(State(state): State<AppState>, Path(id): Path<String>) -> Answer {
    one(schema::schemas(&state.config.public_url), &id)
}

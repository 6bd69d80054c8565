//! People and groups.

use axum::{
    extract::{Path, Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use tierline_app::{
    Error,
    scim::{self, Asked, Selection},
};

use super::{Answer, answer, caller, refusal::Refusal, sent};
use crate::kit::state::AppState;

/// What a call says after the question mark. What else stands there is no business of these.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Parameters {
    filter: Option<String>,
    start_index: Option<String>,
    count: Option<String>,
    attributes: Option<String>,
    excluded_attributes: Option<String>,
}

/// The parameters as they came.
type Given = Result<Query<Parameters>, axum::extract::rejection::QueryRejection>;

fn read(given: Given) -> Result<Asked, Refusal> {
    let unreadable = |_| Error::field("query", "invalid_syntax", "The part after the question mark cannot be read.");
    let Query(given) = given.map_err(unreadable)?;
    let number = |name: &str, text: Option<String>| -> Result<Option<i64>, Error> {
        let wrong = |_| Error::field(name, "invalid_value", "Write a whole number.");
        text.map(|text| text.trim().parse().map_err(wrong)).transpose()
    };
    Ok(Asked {
        filter: given.filter,
        start: number("startIndex", given.start_index)?,
        count: number("count", given.count)?,
        selection: Selection { attributes: given.attributes, excluded: given.excluded_attributes },
    })
}

/// What was made, and where it is.
fn made(body: &Value) -> Response {
    let mut response = answer(StatusCode::CREATED, body);
    let location = body["meta"]["location"].as_str().and_then(|text| HeaderValue::from_str(text).ok());
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

pub(super) async fn users(State(state): State<AppState>, given: Given, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Ok(answer(StatusCode::OK, &scim::users(&state.app, &ctx, &state.config.public_url, &read(given)?).await?))
}

pub(super) async fn create_user(State(state): State<AppState>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let body = sent(request).await?;
    Ok(made(&scim::users_create(&state.app, &ctx, &state.config.public_url, &body).await?))
}

pub(super) async fn user(
    State(state): State<AppState>,
    Path(id): Path<String>,
    given: Given,
    request: Request,
) -> Answer {
    let (ctx, asked) = (caller(&request)?, read(given)?);
    let shown = scim::users_show(&state.app, &ctx, &state.config.public_url, &id, &asked.selection).await?;
    Ok(answer(StatusCode::OK, &shown))
}

pub(super) async fn replace_user(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let body = sent(request).await?;
    Ok(answer(StatusCode::OK, &scim::users_replace(&state.app, &ctx, &state.config.public_url, &id, &body).await?))
}

pub(super) async fn patch_user(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let body = sent(request).await?;
    Ok(answer(StatusCode::OK, &scim::users_patch(&state.app, &ctx, &state.config.public_url, &id, body).await?))
}

pub(super) async fn remove_user(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    scim::users_remove(&state.app, &caller(&request)?, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn groups(State(state): State<AppState>, given: Given, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Ok(answer(StatusCode::OK, &scim::groups(&state.app, &ctx, &state.config.public_url, &read(given)?).await?))
}

pub(super) async fn create_group(State(state): State<AppState>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let body = sent(request).await?;
    Ok(made(&scim::groups_create(&state.app, &ctx, &state.config.public_url, &body).await?))
}

pub(super) async fn group(
    State(state): State<AppState>,
    Path(id): Path<String>,
    given: Given,
    request: Request,
) -> Answer {
    let (ctx, asked) = (caller(&request)?, read(given)?);
    let shown = scim::groups_show(&state.app, &ctx, &state.config.public_url, &id, &asked.selection).await?;
    Ok(answer(StatusCode::OK, &shown))
}

pub(super) async fn replace_group(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let body = sent(request).await?;
    Ok(answer(StatusCode::OK, &scim::groups_replace(&state.app, &ctx, &state.config.public_url, &id, &body).await?))
}

pub(super) async fn patch_group(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let body = sent(request).await?;
    Ok(answer(StatusCode::OK, &scim::groups_patch(&state.app, &ctx, &state.config.public_url, &id, body).await?))
}

pub(super) async fn remove_group(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    scim::groups_remove(&state.app, &caller(&request)?, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

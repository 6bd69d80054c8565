//! Customers with delegated admin in force.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::IntoResponse,
};
use tierline_app::graph::{self, Collection};

use super::{
    Answer, caller,
    page::{Selection, asked, collection, listed},
};
use crate::{contract::asked::Pairs, kit::state::AppState};

pub(super) async fn list(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    listed(&state, &ctx, Collection::Customers, pairs, request).await
}

pub(super) async fn show(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let selection = Selection::read(&asked(pairs, &["select"])?, Collection::Customers.properties())?;
    Ok(Json(selection.of(graph::customer(&state.app, &ctx, &tenant).await?)).into_response())
}

pub(super) async fn services(State(state): State<AppState>, Path(tenant): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Ok(Json(collection(graph::customer_services(&state.app, &ctx, &tenant).await?)).into_response())
}

//! Services and kinds of problems. They are the program's own table, and all of them.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::IntoResponse,
};
use tierline_app::azure_support;

use super::{Answer, Named, Visit, caller, part, query::plain};
use crate::{contract::asked::Pairs, kit::state::AppState};

pub(super) async fn services(
    State(state): State<AppState>,
    named: Path<Named>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    Visit::of(state, named, caller(&request)?).await?;
    plain(pairs)?;
    Ok(Json(azure_support::services()).into_response())
}

pub(super) async fn service(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    Ok(Json(azure_support::service(part(visit.named.service.as_ref())?)?).into_response())
}

pub(super) async fn classifications(
    State(state): State<AppState>,
    named: Path<Named>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    plain(pairs)?;
    Ok(Json(azure_support::classifications(part(visit.named.service.as_ref())?)?).into_response())
}

pub(super) async fn classification(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let (service, name) = (part(visit.named.service.as_ref())?, part(visit.named.name.as_ref())?);
    Ok(Json(azure_support::classification(service, name)?).into_response())
}

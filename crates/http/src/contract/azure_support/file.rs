//! Files in pieces.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::StatusCode,
    response::IntoResponse,
};
use tierline_app::azure_support::{self, wire};

use super::{Answer, Named, Sent, Visit, caller, part, query::plain, sent, ticket::put_status};
use crate::{contract::asked::Pairs, kit::state::AppState};

pub(super) async fn make(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.workspace.as_ref())?;
    let (is_new, made) = azure_support::make_workspace(&visit.state.app, &visit.ctx, &visit.place, name).await?;
    Ok((put_status(is_new), Json(made)).into_response())
}

pub(super) async fn workspace(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let name = part(visit.named.workspace.as_ref())?;
    Ok(Json(azure_support::workspace(&visit.state.app, &visit.ctx, &visit.place, name).await?).into_response())
}

pub(super) async fn list(State(state): State<AppState>, named: Path<Named>, pairs: Pairs, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    plain(pairs)?;
    let name = part(visit.named.workspace.as_ref())?;
    Ok(Json(azure_support::files(&visit.state.app, &visit.ctx, &visit.place, name).await?).into_response())
}

pub(super) async fn show(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let of = (part(visit.named.workspace.as_ref())?, part(visit.named.name.as_ref())?);
    Ok(Json(azure_support::file(&visit.state.app, &visit.ctx, &visit.place, of).await?).into_response())
}

pub(super) async fn announce(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let Sent { properties }: Sent<wire::File> = sent(request).await?;
    let of = (part(visit.named.workspace.as_ref())?, part(visit.named.name.as_ref())?);
    let (app, ctx, place) = (&visit.state.app, &visit.ctx, &visit.place);
    let (is_new, file) = azure_support::announce(app, ctx, place, of, &properties).await?;
    Ok((put_status(is_new), Json(file)).into_response())
}

pub(super) async fn upload(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let piece: wire::Chunk = sent(request).await?;
    let of = (part(visit.named.workspace.as_ref())?, part(visit.named.name.as_ref())?);
    azure_support::upload(&visit.state.app, &visit.ctx, &visit.place, of, &piece).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

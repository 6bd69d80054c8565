//! The partner itself: its roles and who has them, its invitation, and the end of a relationship with a customer.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::IntoResponse,
};
use serde_json::{Map, Value};
use tierline_app::partner_center::{self, wire};

use super::{Answer, caller, refusal::Refusal, sent, service::whole};
use crate::{
    contract::asked::{Asked, Pairs},
    kit::state::AppState,
};

pub(super) async fn roles(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    Ok(whole(partner_center::roles(&state.app, &ctx).await?, "/roles"))
}

pub(super) async fn role_members(
    State(state): State<AppState>,
    Path(role): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    let found = partner_center::role_members(&state.app, &ctx, &role).await?;
    Ok(whole(found, &format!("/roles/{role}/usermembers")))
}

pub(super) async fn support(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    Ok(Json(partner_center::support(&state.app, &ctx).await?).into_response())
}

pub(super) async fn support_put(State(state): State<AppState>, request: Request) -> Answer {
    let (ctx, wanted) = sent::<wire::SupportProfile>(request, "a support profile").await?;
    Ok(Json(partner_center::support_put(&state.app, &ctx, wanted).await?).into_response())
}

pub(super) async fn invitation(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    Ok(Json(partner_center::invitation(&state.app, &ctx).await?).into_response())
}

pub(super) async fn end(State(state): State<AppState>, Path(tenant): Path<String>, request: Request) -> Answer {
    let (ctx, wanted) = sent::<Map<String, Value>>(request, "a customer").await?;
    let ended = partner_center::end(&state.app, &ctx, &tenant, &wanted).await.map_err(Refusal::of_customer)?;
    Ok(Json(ended).into_response())
}

//! Access assignments of delegated admin relationships. They are made at the provider; here they are read.

use axum::{
    Json,
    extract::{Path, Request, State},
    response::IntoResponse,
};
use serde_json::Value;
use tierline_app::{
    Error,
    graph::{self, ASSIGNMENT},
};

use super::{
    Answer, caller,
    page::{Selection, asked, collection, filter},
    refusal::Refusal,
};
use crate::{contract::asked::Pairs, kit::state::AppState};

pub(super) async fn list(
    State(state): State<AppState>,
    Path(id): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let asked = asked(pairs, &["select", "filter"])?;
    let (selection, filter) = (Selection::read(&asked, ASSIGNMENT)?, filter(&asked, ASSIGNMENT)?);
    let Some(all) = graph::assignments(&state.app, &ctx, &id).await? else {
        let message = "Nobody has read from the provider which groups have its roles: connect the desk to Microsoft Graph, \
                       and have the books read.";
        return Err(Refusal::none(message));
    };
    let all = all.into_iter().filter(|one| filter.as_ref().is_none_or(|filter| filter.takes(one)));
    let items: Vec<Value> = all.map(|one| selection.of(one)).collect();
    Ok(Json(collection(items)).into_response())
}

pub(super) async fn show(
    State(state): State<AppState>,
    Path((id, assignment)): Path<(String, String)>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let selection = Selection::read(&asked(pairs, &["select"])?, ASSIGNMENT)?;
    Ok(Json(selection.of(graph::assignment(&state.app, &ctx, &id, &assignment).await?)).into_response())
}

/// What gives a group at the provider its roles is the provider's.
pub(super) async fn no_change() -> Refusal {
    let message = "Groups get roles at the provider. Here, the relationship says to whom among the desk's people they are assigned.";
    Error::field("accessContainer", "not_supported", message).into()
}

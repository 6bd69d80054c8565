//! How services stand, links into portals, and ties of the indirect model. None of these lists has parts.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use serde_json::{Value, json};
use tierline_app::{
    Ctx, Error,
    partner_center::{self, Check, INCIDENT},
};

use super::{
    Answer, caller,
    link::{collection, link},
    refusal::Refusal,
};
use crate::{
    contract::asked::{Asked, Pairs, encoded},
    kit::state::AppState,
};

/// A list that is never more than a page.
pub(super) fn whole(items: Vec<Value>, path: &str) -> Response {
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    collection(items, total, &json!({ "self": link(path, &[]) }), None)
}

pub(super) async fn managed(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    let found = partner_center::managed_services(&state.app, &ctx, &tenant).await.map_err(Refusal::of_customer)?;
    Ok(whole(found, &format!("/customers/{tenant}/managedservices")))
}

pub(super) async fn relationships(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let asked = Asked::read(pairs, &["relationship_type"])?;
    let missing = || Error::field("relationship_type", "missing", "Say which type of relationship.");
    let wanted = asked.get("relationship_type").ok_or_else(missing)?;
    let found = partner_center::relationships(&state.app, &ctx, wanted).await?;
    Ok(whole(found, &format!("/relationships?relationship_type={wanted}")))
}

pub(super) async fn of_customer(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    Asked::read(pairs, &[])?;
    let found = partner_center::customer_relationships(&state.app, &ctx, &tenant).await;
    Ok(whole(found.map_err(Refusal::of_customer)?, &format!("/customers/{tenant}/relationships")))
}

/// How the services stand that a call asks for, and where it asked.
async fn stands(
    state: &AppState,
    tenant: Option<&str>,
    path: &str,
    pairs: Pairs,
    ctx: Ctx,
) -> Result<(Vec<Value>, String), Refusal> {
    let asked = Asked::read(pairs, &["filter"])?;
    let filter = asked.get("filter").map(|text| Check::read(text, INCIDENT)).transpose()?;
    let found = partner_center::incidents(&state.app, &ctx, tenant, filter.as_ref()).await;
    let path = match asked.get("filter") {
        Some(filter) => format!("{path}?filter={}", encoded(filter)),
        None => path.to_owned(),
    };
    Ok((found.map_err(Refusal::of_customer)?, path))
}

pub(super) async fn incidents(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let (found, path) = stands(&state, None, "/serviceincidents/office", pairs, caller(&request)?).await?;
    Ok(whole(found, &path))
}

pub(super) async fn incidents_of_customer(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let path = format!("/customers/{tenant}/serviceincidents/office");
    let (found, path) = stands(&state, Some(&tenant), &path, pairs, caller(&request)?).await?;
    Ok(whole(found, &path))
}

/// How many incidents there are: a collection's number without its items.
pub(super) async fn incident_count(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let (found, path) = stands(&state, None, "/serviceincidents/office/count", pairs, caller(&request)?).await?;
    // One incident may be of several services.
    let ids: BTreeSet<&str> = found
        .iter()
        .flat_map(|service| service["incidents"].as_array())
        .flatten()
        .filter_map(|one| one["id"].as_str())
        .collect();
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    Ok(collection(Vec::new(), total, &json!({ "self": link(&path, &[]) }), None))
}

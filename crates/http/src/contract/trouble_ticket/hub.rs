//! Subscriptions to events.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tierline_app::{
    Error, Secret,
    ticket::{self, Subscribe, wire::BASE},
};
use tierline_domain::{HubId, TicketHub};

use super::{Answer, caller, json as sent};
use crate::kit::{read, state::AppState};

/// A subscription that is wanted.
#[derive(Deserialize)]
struct NewHub {
    callback: String,
    #[serde(default)]
    query: Option<String>,
    /// An extension of the contract: what calls are signed with.
    #[serde(default)]
    secret: Option<String>,
}

fn shown(hub: &TicketHub) -> Value {
    let mut value = json!({
        "@type": "Hub",
        "id": hub.id.to_string(),
        "href": format!("{BASE}/hub/{}", hub.id),
        "callback": hub.callback,
    });
    if !hub.events.is_empty() {
        let names: Vec<&str> = hub.events.iter().map(|event| event.word()).collect();
        value["query"] = format!("eventType={}", names.join(",")).into();
    }
    value
}

pub(super) async fn subscribe(State(state): State<AppState>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let (value, _) = sent(request).await?;
    let NewHub { callback, query, secret } = read::from_json(&value)?;
    let wanted = Subscribe { callback, query, secret: secret.map(Secret::new) };
    let made = ticket::subscribe(&state.app, &ctx, wanted).await?;
    let mut body = shown(&made.hub);
    if let Some(secret) = &made.secret {
        body["secret"] = secret.expose().into();
    }
    let mut response = (StatusCode::CREATED, Json(&body)).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("{BASE}/hub/{}", made.hub.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

fn id(text: &str) -> Result<HubId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

pub(super) async fn show(State(state): State<AppState>, Path(text): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let found = ticket::hub(&state.app, &ctx, id(&text)?).await?;
    Ok(Json(shown(&found)).into_response())
}

pub(super) async fn unsubscribe(State(state): State<AppState>, Path(text): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    ticket::unsubscribe(&state.app, &ctx, id(&text)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

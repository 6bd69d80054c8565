//! The addresses that other desks call. The key in the address is the credential, and each call is signed; one answer for whatever is
//! wrong with either. Calls count for the address they come from, but for those of which key and signature hold: an end with much to tell
//! shares its address with others.

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::Value;
use tierline_app::{
    Error,
    ticket::{self, Heard},
};
use tierline_domain::TicketEvent;

use super::Answer;
use crate::kit::{auth, body, state::AppState};

/// The longest identifier that is taken, in characters.
const LONGEST: usize = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/ticket-events/{key}/listener/{event}", post(hear))
}

async fn hear(State(state): State<AppState>, Path((key, event)): Path<(String, String)>, request: Request) -> Response {
    match heard(&state, &key, &event, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn heard(state: &AppState, key: &str, event: &str, request: Request) -> Answer {
    let knock = auth::knock(state, &auth::origin(&request), Some(key))?;
    let signature = signature(request.headers());
    let bytes = body::read(request, body::JSON_LIMIT).await?;
    let event = TicketEvent::ALL.iter().find(|one| one.path() == event).ok_or(Error::NotFound)?;
    let value = super::value(&bytes)?;
    let text = |value: &Value, name: &str| {
        let text = value.as_str().filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
        text.map(str::to_owned).ok_or_else(|| Error::field(name, "missing", "This field is needed."))
    };
    let heard = Heard {
        event: *event,
        event_id: text(&value["eventId"], "eventId")?,
        ticket: text(&value["event"]["troubleTicket"]["id"], "event.troubleTicket.id")?,
        title: value["event"]["troubleTicket"]["name"].as_str().map(str::to_owned),
    };
    let taken = ticket::heard(&state.app, key, &bytes, signature.as_deref(), heard).await;
    match &taken {
        Ok(()) => state.limits.settle(knock, true),
        Err(Error::NotFound) => state.limits.settle(knock, false),
        // It says nothing of the key: the call stays counted.
        Err(_) => {}
    }
    taken?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn signature(headers: &HeaderMap) -> Option<String> {
    headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok()).map(str::to_owned)
}

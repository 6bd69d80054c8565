//! Operations that go on: what was put is there when the answer leaves, so they have ended when they are asked for. An operation's name
//! says what it made; whether the caller may see that is asked anew.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tierline_app::{
    Error,
    azure_support::{self, wire},
};

use super::{Answer, Named, Visit, caller, part};
use crate::kit::{cursor, state::AppState};

/// What an operation made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Operation {
    /// The ticket's name.
    pub(super) ticket: String,
    /// What was said of it, by its name.
    pub(super) communication: Option<String>,
}

/// The answer to what was put: where the operation and its result are.
pub(super) fn accepted(visit: &Visit, operation: &Operation) -> Response {
    let name = cursor::write(operation);
    let at = |what: &str| visit.url(&format!("/{what}/{name}?api-version={}", wire::VERSION));
    let mut response = StatusCode::ACCEPTED.into_response();
    let headers = response.headers_mut();
    for (name, address) in [
        (header::LOCATION, at("operationResults")),
        (HeaderName::from_static(wire::ASYNC_OPERATION), at("operationsStatus")),
    ] {
        if let Ok(address) = HeaderValue::from_str(&address) {
            headers.insert(name, address);
        }
    }
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("0"));
    response
}

fn read(visit: &Visit) -> Result<Operation, Error> {
    cursor::read(part(visit.named.operation.as_ref())?).map_err(|_| Error::NotFound)
}

/// What an operation made.
pub(super) async fn result(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let (app, ctx, place) = (&visit.state.app, &visit.ctx, &visit.place);
    let Operation { ticket, communication } = read(&visit)?;
    match communication {
        Some(name) => Ok(Json(azure_support::communication(app, ctx, place, &ticket, &name).await?).into_response()),
        None => Ok(Json(azure_support::show(app, ctx, place, &ticket).await?).into_response()),
    }
}

/// How an operation goes.
pub(super) async fn status(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    let visit = Visit::of(state, named, caller(&request)?).await?;
    let (app, ctx, place) = (&visit.state.app, &visit.ctx, &visit.place);
    let operation = read(&visit)?;
    let made = match &operation.communication {
        Some(name) => {
            azure_support::communication(app, ctx, place, &operation.ticket, name).await?.properties.created_date
        }
        None => azure_support::show(app, ctx, place, &operation.ticket).await?.properties.created_date,
    };
    let name = part(visit.named.operation.as_ref())?;
    let told = wire::Operation {
        id: Some(visit.url(&format!("/operationsStatus/{name}")).replacen(&visit.state.config.public_url, "", 1)),
        name: Some(name.to_owned()),
        status: Some("Succeeded".to_owned()),
        start_time: made,
        end_time: made,
        percent_complete: Some(100.0),
        error: None,
    };
    Ok(Json(told).into_response())
}

/// What can be done, as the resource manager lists it.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("services/read", "services", "Lists services and their kinds of problems"),
    ("supportTickets/read", "supportTickets", "Reads tickets"),
    ("supportTickets/write", "supportTickets", "Makes and changes tickets"),
    ("supportTickets/communications/read", "communications", "Reads what was said of a ticket"),
    ("supportTickets/communications/write", "communications", "Says something of a ticket"),
    ("fileWorkspaces/files/write", "files", "Puts files to a ticket"),
];

pub(super) async fn list(State(state): State<AppState>, named: Path<Named>, request: Request) -> Answer {
    Visit::of(state, named, caller(&request)?).await?;
    let line = |(name, resource, operation): &(&str, &str, &str)| {
        json!({
            "name": format!("Microsoft.Support/{name}"),
            "display": { "provider": "Microsoft Support", "resource": resource, "operation": operation, "description": operation },
        })
    };
    let value: Vec<_> = OPERATIONS.iter().map(line).collect();
    Ok(Json(json!({ "value": value })).into_response())
}

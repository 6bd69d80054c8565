//! Trouble tickets, TMF621 v5.0.1 (TM Forum): partners' desks file and follow tickets here, and other desks call us back.

mod change;
mod hub;
mod listener;
mod query;
mod refusal;
mod specification;
mod ticket;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use tierline_app::{Error, ticket::wire::BASE};
use tierline_domain::Door;

use self::refusal::Refusal;
use super::caller;
use crate::kit::{auth, body, once, read, state::AppState};

/// What a handler gives.
type Answer = Result<Response, Refusal>;

/// The routes of the exchange, and the addresses that other desks call.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    let signed = Router::new()
        .route("/troubleTicket", get(ticket::list).post(ticket::create))
        .route("/troubleTicket/{id}", get(ticket::show).patch(ticket::change).delete(ticket::delete))
        .route("/troubleTicket/{id}/attachment/{file}", get(ticket::file))
        .route("/troubleTicketSpecification", get(specification::list).post(specification::read_only))
        .route(
            "/troubleTicketSpecification/{id}",
            get(specification::show).patch(specification::read_only).delete(specification::read_only),
        )
        .route("/hub", post(hub::subscribe))
        .route("/hub/{id}", get(hub::show).delete(hub::unsubscribe))
        .fallback(nothing)
        .method_not_allowed_fallback(method)
        .layer(middleware::from_fn_with_state(state, require));
    Router::new().nest(BASE, signed).merge(listener::router())
}

/// Lets through who is known, as the API does; who is not gets the contract's own error.
async fn require(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    match auth::admit(&state, Door::TroubleTicket, request.method(), request.headers(), auth::origin(&request)).await {
        Ok(signed) => {
            request.extensions_mut().insert(signed);
            next.run(request).await
        }
        Err(refusal) => Refusal::from(refusal).into_response(),
    }
}

async fn nothing() -> Refusal {
    Error::NotFound.into()
}

async fn method() -> Refusal {
    Refusal::method()
}

/// JSON in which each field stands once.
fn value(bytes: &[u8]) -> Result<Value, Refusal> {
    once::read(bytes, once::Names::AnyCase).map_err(|unread| match unread {
        once::Unread::Syntax { line, column } => {
            let place = format!("This is not JSON: look at line {line}, column {column}.");
            Error::field("body", "syntax", place).into()
        }
        once::Unread::Repeated(field) => Error::Invalid(vec![read::repeated(&field)]).into(),
    })
}

/// The JSON that was sent, with the type that it was said to have.
async fn json(request: Request) -> Result<(Value, Option<String>), Refusal> {
    let media_type = body::media_type(request.headers());
    if !body::is_json(media_type.as_deref()) {
        return Err(Refusal::media_type());
    }
    let bytes = body::read(request, body::UPLOAD_LIMIT).await?;
    Ok((value(&bytes)?, media_type))
}

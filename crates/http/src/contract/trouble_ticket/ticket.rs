//! Tickets: filed, read, changed and taken back by their sender.

use axum::{
    Json,
    extract::{Path, Query, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tierline_app::{
    Error,
    ticket::{self, ChangeTicket, narrowed, wire::Ticket},
};
use tierline_domain::AttachmentId;

use super::{Answer, caller, change, json, query, refusal::Refusal};
use crate::kit::{download::Download, read, state::AppState};

/// The parameters of a query, each once.
pub(super) struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads them; others than these are refused, so that nothing is narrowed that the caller thinks is.
    pub(super) fn read(pairs: Vec<(String, String)>, known: &[&str]) -> Result<Self, Refusal> {
        for (name, _) in &pairs {
            let refuse = |code, message: String| Err(Error::field(name.clone(), code, message).into());
            if matches!(name.as_str(), "filter" | "sort") && !known.contains(&name.as_str()) {
                return refuse(
                    "not_supported",
                    format!("This desk does not {name} by an expression. Take: {}.", known.join(", ")),
                );
            }
            if !known.contains(&name.as_str()) {
                return refuse("unknown_field", format!("There is no such parameter. Take: {}.", known.join(", ")));
            }
            if pairs.iter().filter(|(other, _)| other == name).count() > 1 {
                return refuse("repeated", "Give this parameter once.".to_owned());
            }
        }
        Ok(Self(pairs))
    }

    /// One of them.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// A number that is none below a least one, and at the most the largest.
    pub(super) fn number(&self, name: &str, usual: u32, least: u32, largest: u32) -> Result<u32, Refusal> {
        let Some(text) = self.get(name) else { return Ok(usual) };
        match text.parse::<u32>() {
            Ok(number) if number >= least => Ok(number.min(largest)),
            _ => Err(Error::field(name, "out_of_range", format!("Write a whole number from {least}.")).into()),
        }
    }
}

pub(super) type Pairs = Query<Vec<(String, String)>>;

pub(super) async fn list(State(state): State<AppState>, Query(pairs): Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let (query, fields) = query::read(pairs)?;
    let page = ticket::list(&state.app, &ctx, &query).await?;
    let all: Vec<_> = page.tickets.iter().map(|ticket| narrowed(ticket, fields.as_deref())).collect();
    Ok(counted(all, page.total))
}

/// A part of a list, with how many there are.
pub(super) fn counted(all: Vec<serde_json::Value>, total: i64) -> Response {
    let count = |number: i64| HeaderValue::from(number);
    let here = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let headers = [
        (HeaderName::from_static("x-total-count"), count(total)),
        (HeaderName::from_static("x-result-count"), count(here)),
    ];
    // 206 where more of it is elsewhere would be the newer guideline's: this contract's description knows 200 alone.
    (headers, Json(all)).into_response()
}

pub(super) async fn create(State(state): State<AppState>, Query(pairs): Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let asked = Asked::read(pairs, &["fields"])?;
    let (value, _) = json(request).await?;
    let sent: Ticket = read::from_json(&value)?;
    let filed = ticket::create(&state.app, &ctx, &sent).await?;
    // 201 both times: who repeats itself after a lost answer gets the answer that was lost.
    Ok(made(StatusCode::CREATED, &filed.ticket, asked.get("fields")))
}

fn made(status: StatusCode, ticket: &Ticket, fields: Option<&str>) -> Response {
    let place = ticket.href.as_deref().and_then(|href| HeaderValue::from_str(href).ok());
    let mut response = (status, Json(narrowed(ticket, fields))).into_response();
    if let Some(place) = place {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let asked = Asked::read(pairs, &["fields"])?;
    let found = ticket::show(&state.app, &ctx, &id).await?;
    Ok(Json(narrowed(&found, asked.get("fields"))).into_response())
}

pub(super) async fn change(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let asked = Asked::read(pairs, &["fields"])?;
    let (value, media_type) = json(request).await?;
    let before = ticket::show(&state.app, &ctx, &id).await?;
    let command = match media_type.as_deref() {
        Some("application/json-patch+json") => change::patch(&value, &before)?,
        _ => change::merge(&value, &before)?,
    };
    let changed = ticket::change(&state.app, &ctx, &id, command).await?;
    Ok(Json(narrowed(&changed, asked.get("fields"))).into_response())
}

/// Nothing is erased here: a ticket that its sender deletes is taken back, and stays to be read.
pub(super) async fn delete(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    let command = ChangeTicket { cancel: Some("The sender deleted it.".to_owned()), ..ChangeTicket::default() };
    ticket::change(&state.app, &ctx, &id, command).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The content of a file: an extension of the contract, to which `url` of an attachment points.
pub(super) async fn file(
    State(state): State<AppState>,
    Path((id, file)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let file: AttachmentId = file.parse().map_err(|_| Error::NotFound)?;
    let found = ticket::file(&state.app, &ctx, &id, file).await?;
    let tierline_domain::Attachment { name, media_type, .. } = found.file;
    Ok(Download { name, media_type, bytes: found.bytes }.into_response())
}

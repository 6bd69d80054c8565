//! Specifications of tickets: the support topics that a ticket can name. They are the program's own table: read only.

use axum::{
    Json,
    extract::{Path, Query, Request, State},
    response::IntoResponse,
};
use serde_json::{Value, json};
use tierline_app::{Error, ticket::wire::BASE};
use tierline_domain::catalogue::{SupportTopic, topic_find, topics};

use super::{
    Answer, caller,
    refusal::Refusal,
    ticket::{Asked, Pairs, counted},
};
use crate::kit::state::AppState;

fn shown(topic: &SupportTopic, fields: Option<&str>) -> Value {
    let mut value = json!({
        "@type": "TroubleTicketSpecification",
        "id": topic.id,
        "href": format!("{BASE}/troubleTicketSpecification/{}", topic.id),
        "name": topic.name,
        "description": topic.service.unwrap_or(topic.family.name()),
        "lifecycleStatus": "active",
    });
    let wanted: Option<Vec<&str>> = fields.map(|text| text.split(',').map(str::trim).collect());
    if let (Value::Object(all), Some(wanted)) = (&mut value, wanted) {
        all.retain(|name, _| matches!(name.as_str(), "id" | "href" | "@type") || wanted.contains(&name.as_str()));
    }
    value
}

pub(super) async fn list(State(_): State<AppState>, Query(pairs): Pairs, request: Request) -> Answer {
    caller(&request)?;
    let asked = Asked::read(pairs, &["fields", "offset", "limit"])?;
    let offset = asked.number("offset", 0, 0, u32::MAX)? as usize;
    let limit = asked.number("limit", 50, 1, 200)? as usize;
    let all: Vec<Value> =
        topics().iter().skip(offset).take(limit).map(|topic| shown(topic, asked.get("fields"))).collect();
    Ok(counted(all, i64::try_from(topics().len()).unwrap_or(i64::MAX)))
}

pub(super) async fn show(
    State(_): State<AppState>,
    Path(id): Path<String>,
    Query(pairs): Pairs,
    request: Request,
) -> Answer {
    caller(&request)?;
    let asked = Asked::read(pairs, &["fields"])?;
    let topic = topic_find(&id).ok_or(Error::NotFound)?;
    Ok(Json(shown(topic, asked.get("fields"))).into_response())
}

/// The table is the provider's own classification.
pub(super) async fn read_only() -> Refusal {
    Refusal::method()
}

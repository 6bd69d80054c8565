//! Service requests and support topics.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use serde_json::{Value, json};
use tierline_app::{
    Ctx, Error,
    partner_center::{self, Filed, wire},
};
use tierline_domain::{CustomerId, catalogue::topics as all_topics};

use super::{
    Answer,
    link::{beside, collection, link, place},
    refusal::Refusal,
    sent,
};
use crate::{
    contract::{
        asked::{Asked, Pairs},
        caller,
    },
    kit::state::AppState,
};

/// The longest locale, in bytes (BCP 47 has none longer in use).
const LOCALE: usize = 35;
/// What a body should have been.
const WHAT: &str = "a service request";

pub(super) async fn list(State(state): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    let ctx = caller(&request)?;
    page(&state, &ctx, None, "/servicerequests", pairs).await
}

pub(super) async fn list_of_customer(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let customer = customer(&state, &ctx, &tenant).await?;
    page(&state, &ctx, Some(customer), &format!("/customers/{tenant}/servicerequests"), pairs).await
}

async fn page(state: &AppState, ctx: &Ctx, customer: Option<CustomerId>, path: &str, pairs: Pairs) -> Answer {
    let asked = Asked::read(pairs, &["offset", "size", "filter"])?;
    let (place, filter) = (place(&asked)?, asked.get("filter"));
    let statuses = filter.map(partner_center::status_filter).transpose()?;
    let page = partner_center::list(&state.app, ctx, customer, statuses.as_ref(), place).await?;
    let items = page.requests.iter().map(|one| json!(one)).collect();
    Ok(collection(items, page.total, &beside(path, filter, place, page.total), None))
}

/// Which customer a path names.
async fn customer(state: &AppState, ctx: &Ctx, tenant: &str) -> Result<CustomerId, Refusal> {
    partner_center::tenant(&state.app, ctx, tenant).await.map_err(Refusal::of_customer)
}

pub(super) async fn show(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let ctx = caller(&request)?;
    Ok(Json(partner_center::show(&state.app, &ctx, None, &id).await?).into_response())
}

pub(super) async fn show_of_customer(
    State(state): State<AppState>,
    Path((tenant, id)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let ctx = caller(&request)?;
    let customer = customer(&state, &ctx, &tenant).await?;
    Ok(Json(partner_center::show(&state.app, &ctx, Some(customer), &id).await?).into_response())
}

pub(super) async fn change(State(state): State<AppState>, Path(id): Path<String>, request: Request) -> Answer {
    let (ctx, wanted) = sent::<wire::ServiceRequest>(request, WHAT).await?;
    Ok(Json(partner_center::change(&state.app, &ctx, None, &id, &wanted).await?).into_response())
}

pub(super) async fn change_of_customer(
    State(state): State<AppState>,
    Path((tenant, id)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (ctx, wanted) = sent::<wire::ServiceRequest>(request, WHAT).await?;
    let customer = customer(&state, &ctx, &tenant).await?;
    Ok(Json(partner_center::change(&state.app, &ctx, Some(customer), &id, &wanted).await?).into_response())
}

pub(super) async fn create(State(state): State<AppState>, Path(locale): Path<String>, request: Request) -> Answer {
    let (ctx, wanted) = sent::<wire::ServiceRequest>(request, WHAT).await?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if locale.len() > LOCALE || !locale.bytes().all(is_plain) {
        return Err(Error::field("agent-locale", "not_a_locale", "Write a locale such as en-US.").into());
    }
    match partner_center::create(&state.app, &ctx, &locale, &wanted).await.map_err(Refusal::of_customer)? {
        Filed::Blocked { case, blockers } => Err(Refusal::blocked(blockers, &case)),
        Filed::Done(made) => Ok(created(&made)),
    }
}

fn created(made: &wire::ServiceRequest) -> axum::response::Response {
    let place = format!("{}/servicerequests/{}", wire::BASE, made.id.as_deref().unwrap_or_default());
    let mut response = (StatusCode::CREATED, Json(made)).into_response();
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// The topics that a request can name. They are the program's own table, and all of them.
pub(super) async fn topics(State(_): State<AppState>, pairs: Pairs, request: Request) -> Answer {
    caller(&request)?;
    Asked::read(pairs, &[])?;
    let items: Vec<Value> = all_topics()
        .iter()
        .map(|topic| {
            json!({
                "name": topic.name,
                "description": topic.service.unwrap_or(topic.family.name()),
                "id": topic.number(),
                "attributes": { "objectType": "SupportTopic" },
            })
        })
        .collect();
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(collection(items, total, &json!({ "self": link("/servicerequests/supporttopics", &[]) }), None))
}

//! SCIM 2.0 (RFC 7643 and 7644): identity providers tell who is there and who is in which group.

mod discovery;
mod refusal;
mod resource;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use serde_json::Value;
use tierline_app::{Error, scim};
use tierline_domain::Door;

use self::refusal::Refusal;
use super::{
    caller,
    entrance::{Entrance, Turned},
    json_bytes,
};
use crate::kit::state::AppState;

/// What a handler gives.
type Answer = Result<Response, Refusal>;

/// The routes that there are: method and path, with identifiers in braces.
pub(crate) const ROUTES: &[(Method, &str)] = &[
    (Method::GET, "/scim/v2/ServiceProviderConfig"),
    (Method::GET, "/scim/v2/ResourceTypes"),
    (Method::GET, "/scim/v2/ResourceTypes/{resource_type}"),
    (Method::GET, "/scim/v2/Schemas"),
    (Method::GET, "/scim/v2/Schemas/{schema_id}"),
    (Method::GET, "/scim/v2/Users"),
    (Method::POST, "/scim/v2/Users"),
    (Method::GET, "/scim/v2/Users/{scim_user_id}"),
    (Method::PUT, "/scim/v2/Users/{scim_user_id}"),
    (Method::PATCH, "/scim/v2/Users/{scim_user_id}"),
    (Method::DELETE, "/scim/v2/Users/{scim_user_id}"),
    (Method::GET, "/scim/v2/Groups"),
    (Method::POST, "/scim/v2/Groups"),
    (Method::GET, "/scim/v2/Groups/{group_id}"),
    (Method::PUT, "/scim/v2/Groups/{group_id}"),
    (Method::PATCH, "/scim/v2/Groups/{group_id}"),
    (Method::DELETE, "/scim/v2/Groups/{group_id}"),
];

/// The routes of the contract.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    let entrance = Entrance::new(state, Door::Scim);
    let signed = Router::new()
        .route("/ServiceProviderConfig", get(discovery::service_provider))
        .route("/ResourceTypes", get(discovery::resource_types))
        .route("/ResourceTypes/{id}", get(discovery::resource_type))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{id}", get(discovery::schema))
        .route("/Users", get(resource::users).post(resource::create_user))
        .route(
            "/Users/{id}",
            get(resource::user).put(resource::replace_user).patch(resource::patch_user).delete(resource::remove_user),
        )
        .route("/Groups", get(resource::groups).post(resource::create_group))
        .route(
            "/Groups/{id}",
            get(resource::group)
                .put(resource::replace_group)
                .patch(resource::patch_group)
                .delete(resource::remove_group),
        )
        .route("/Bulk", any(not_here))
        .route("/Me", any(not_here))
        .route("/.search", any(not_here))
        .route("/Users/.search", any(not_here))
        .route("/Groups/.search", any(not_here))
        .fallback(nothing)
        .method_not_allowed_fallback(method)
        .layer(middleware::from_fn_with_state(entrance, enter));
    Router::new().nest(scim::BASE, signed)
}

/// Lets through who is known and does not come too often.
async fn enter(State(entrance): State<Entrance>, request: Request, next: Next) -> Response {
    let mut response = match entrance.admit(request, "").await {
        Ok(request) => next.run(request).await,
        Err(Turned::Unknown { problem, .. }) => Refusal::from(*problem).into_response(),
        Err(Turned::TooMany(seconds)) => Refusal::from(Error::TooMany { retry_after: seconds }).into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn nothing() -> Refusal {
    Error::NotFound.into()
}

async fn method() -> Refusal {
    Refusal::method()
}

/// The contract has it, the desk does not: it says so in `ServiceProviderConfig`.
async fn not_here() -> Refusal {
    Refusal::not_here()
}

/// The JSON that was sent.
async fn sent(request: Request) -> Result<Value, Refusal> {
    let bytes = json_bytes(request).await?;
    let read = serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("This is no JSON: look at line {}, column {}.", error.line(), error.column());
        Error::field("body", "invalid_syntax", place)
    })?;
    Ok(read)
}

/// An answer in the contract's type of content.
fn answer(status: axum::http::StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, scim::MEDIA_TYPE)], body.to_string()).into_response()
}

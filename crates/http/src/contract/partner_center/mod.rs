//! Partner Center's REST interface, version 1: the scripts and programs that partners have for it work against their own desk.

mod customer;
mod link;
mod partner;
mod record;
mod refusal;
mod request;
mod service;

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::de::DeserializeOwned;
use tierline_app::{Ctx, Error, Idempotency, partner_center::wire};
use tierline_domain::Door;

use self::refusal::Refusal;
use super::{
    caller,
    entrance::{Entrance, Turned},
    json_bytes,
};
use crate::kit::{auth, idempotency, state::AppState};

/// What a handler gives.
type Answer = Result<Response, Refusal>;

/// The routes that there are: method and path, with identifiers in braces.
pub(crate) const ROUTES: &[(Method, &str)] = &[
    (Method::GET, "/v1/servicerequests"),
    (Method::GET, "/v1/servicerequests/supporttopics"),
    (Method::GET, "/v1/servicerequests/{request_id}"),
    (Method::PATCH, "/v1/servicerequests/{request_id}"),
    (Method::POST, "/v1/servicerequests/{agent_locale}"),
    (Method::GET, "/v1/customers"),
    (Method::GET, "/v1/customers/relationshiprequests"),
    (Method::GET, "/v1/customers/{customer_id}"),
    (Method::PATCH, "/v1/customers/{customer_id}"),
    (Method::GET, "/v1/customers/{customer_id}/subscriptions"),
    (Method::GET, "/v1/customers/{customer_id}/managedservices"),
    (Method::GET, "/v1/customers/{customer_id}/relationships"),
    (Method::GET, "/v1/customers/{customer_id}/serviceincidents/office"),
    (Method::GET, "/v1/relationships"),
    (Method::GET, "/v1/serviceincidents/office"),
    (Method::GET, "/v1/serviceincidents/office/count"),
    (Method::GET, "/v1/auditrecords"),
    (Method::GET, "/v1/profiles/support"),
    (Method::PUT, "/v1/profiles/support"),
    (Method::GET, "/v1/roles"),
    (Method::GET, "/v1/roles/{role_id}/usermembers"),
    (Method::GET, "/v1/customers/{customer_id}/servicerequests"),
    (Method::GET, "/v1/customers/{customer_id}/servicerequests/{request_id}"),
    (Method::PATCH, "/v1/customers/{customer_id}/servicerequests/{request_id}"),
];

/// The routes of the contract.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    let entrance = Entrance::new(state, Door::PartnerCenter);
    let signed = Router::new()
        .route("/servicerequests", get(request::list))
        .route("/servicerequests/supporttopics", get(request::topics))
        // What stands in this place is the agent's locale where a request is posted, else a request's number.
        .route("/servicerequests/{id}", get(request::show).patch(request::change).post(request::create))
        .route("/customers", get(customer::list))
        .route("/customers/relationshiprequests", get(partner::invitation))
        .route("/customers/{tenant}", get(customer::show).patch(partner::end))
        .route("/customers/{tenant}/subscriptions", get(customer::subscriptions))
        .route("/customers/{tenant}/managedservices", get(service::managed))
        .route("/customers/{tenant}/relationships", get(service::of_customer))
        .route("/customers/{tenant}/serviceincidents/office", get(service::incidents_of_customer))
        .route("/relationships", get(service::relationships))
        .route("/serviceincidents/office", get(service::incidents))
        .route("/serviceincidents/office/count", get(service::incident_count))
        .route("/auditrecords", get(record::list))
        .route("/profiles/support", get(partner::support).put(partner::support_put))
        .route("/roles", get(partner::roles))
        .route("/roles/{role}/usermembers", get(partner::role_members))
        .route("/customers/{tenant}/servicerequests", get(request::list_of_customer))
        .route(
            "/customers/{tenant}/servicerequests/{id}",
            get(request::show_of_customer).patch(request::change_of_customer),
        )
        .fallback(nothing)
        .method_not_allowed_fallback(method)
        .layer(middleware::from_fn_with_state(entrance, enter));
    Router::new().nest(wire::BASE, signed)
}

/// Lets through who is known and does not come too often, and names the call as its caller did.
async fn enter(State(entrance): State<Entrance>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let named = auth::origin(&request).request_id;
    let mut response = admitted(&entrance, request, next).await;
    let back = response.headers_mut();
    for name in [wire::REQUEST_ID, wire::CORRELATION_ID] {
        let value = headers.get(name).filter(|value| value.len() <= 200).cloned();
        let own = || HeaderValue::from_str(&named).ok();
        if let Some(value) = value.or_else(own) {
            back.insert(HeaderName::from_static(name), value);
        }
    }
    if let Ok(vector) = HeaderValue::from_str(&format!("{named}.0")) {
        back.insert(HeaderName::from_static("ms-cv"), vector);
    }
    back.insert(HeaderName::from_static("ms-serverid"), HeaderValue::from_static("tierline"));
    back.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn admitted(entrance: &Entrance, request: Request, next: Next) -> Response {
    let customer = customer_of(request.uri().path()).to_owned();
    match entrance.admit(request, &customer).await {
        Ok(request) => next.run(request).await,
        Err(Turned::Unknown { problem, is_bare }) => Refusal::of_sign_in(*problem, is_bare).into_response(),
        Err(Turned::TooMany(seconds)) => refusal::too_many(seconds),
    }
}

/// The customer that a path below the contract's beginning is about.
fn customer_of(path: &str) -> &str {
    path.trim_start_matches(wire::BASE)
        .strip_prefix("/customers/")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or("")
}

async fn nothing() -> Refusal {
    Error::NotFound.into()
}

async fn method() -> Refusal {
    Refusal::method()
}

/// Who calls with what: the contract's own header makes a repeated call the same call.
async fn sent<T: DeserializeOwned>(request: Request, what: &str) -> Result<(Ctx, T), Refusal> {
    let ctx = caller(&request)?;
    let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
    let bytes = json_bytes(request).await?;
    let idempotency = key(&headers, &method, &uri, &bytes)?;
    let read = wire::read(&bytes).map_err(|error| {
        let place = format!("This is not {what}: look at line {}, column {}.", error.line(), error.column());
        Error::field("body", "syntax", place)
    })?;
    Ok((Ctx { idempotency, ..ctx }, read))
}

fn key(
    headers: &HeaderMap,
    method: &Method,
    uri: &axum::http::Uri,
    bytes: &Bytes,
) -> Result<Option<Idempotency>, Refusal> {
    let Some(given) = headers.get(wire::REQUEST_ID) else { return Ok(None) };
    let named = HeaderMap::from_iter([(HeaderName::from_static(idempotency::HEADER), given.clone())]);
    let key = idempotency::read(&named, method, uri, &[bytes]);
    Ok(key.map_err(|_| Error::field("MS-RequestId", "invalid", "Send a GUID, or leave the header away."))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_about_the_customer_that_it_names() {
        assert_eq!(customer_of("/v1/customers/0c8a/servicerequests/R-1"), "0c8a");
        assert_eq!(customer_of("/customers/0c8a"), "0c8a");
        assert_eq!((customer_of("/v1/customers"), customer_of("/v1/servicerequests")), ("", ""));
    }
}

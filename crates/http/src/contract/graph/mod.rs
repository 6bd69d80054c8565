//! Microsoft Graph, version 1.0, as far as partners need it to support customers: service communications and delegated admin
//! relationships. The scripts and programs that they have for it work against their own desk.

mod assignment;
mod customer;
mod health;
mod page;
mod refusal;
mod relationship;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::de::DeserializeOwned;
use tierline_app::{Ctx, Error, graph::wire};
use tierline_domain::Door;

use self::refusal::Refusal;
use super::{
    caller,
    entrance::{Entrance, Turned},
    json_bytes,
};
use crate::kit::{auth, state::AppState};

/// What a handler gives.
type Answer = Result<Response, Refusal>;

/// The routes that there are: method and path, with identifiers in braces.
pub(crate) const ROUTES: &[(Method, &str)] = &[
    (Method::GET, "/v1.0/admin/serviceAnnouncement/healthOverviews"),
    (Method::GET, "/v1.0/admin/serviceAnnouncement/healthOverviews/{health_service}"),
    (Method::GET, "/v1.0/admin/serviceAnnouncement/issues"),
    (Method::GET, "/v1.0/admin/serviceAnnouncement/issues/{issue_id}"),
    (Method::GET, "/v1.0/admin/serviceAnnouncement/messages"),
    (Method::GET, "/v1.0/admin/serviceAnnouncement/messages/{message_id}"),
    (Method::GET, "/v1.0/tenantRelationships/delegatedAdminRelationships"),
    (Method::POST, "/v1.0/tenantRelationships/delegatedAdminRelationships"),
    (Method::GET, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}"),
    (Method::PATCH, "/v1.0/tenantRelationships/delegatedAdminRelationships/{draft_id}"),
    (Method::DELETE, "/v1.0/tenantRelationships/delegatedAdminRelationships/{draft_id}"),
    (Method::POST, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/requests"),
    (Method::GET, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments"),
    (
        Method::GET,
        "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments/{assignment_id}",
    ),
    (Method::GET, "/v1.0/tenantRelationships/delegatedAdminCustomers"),
    (Method::GET, "/v1.0/tenantRelationships/delegatedAdminCustomers/{customer_id}"),
    (Method::GET, "/v1.0/tenantRelationships/delegatedAdminCustomers/{customer_id}/serviceManagementDetails"),
];

/// The routes of the contract.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    let entrance = Entrance::new(state, Door::Graph);
    let announcements = Router::new()
        .route("/healthOverviews", get(health::overviews))
        .route("/healthOverviews/{service}", get(health::overview))
        .route("/issues", get(health::issues))
        .route("/issues/{id}", get(health::issue))
        .route("/issues/{id}/incidentReport", get(health::no_report))
        // As a function, the contract writes it with brackets.
        .route("/issues/{id}/incidentReport()", get(health::no_report))
        .route("/messages", get(health::messages))
        // What stands in this place is an act where something is posted, else a message's identifier.
        .route("/messages/{id}", get(health::message).post(health::no_marks))
        .route("/messages/{id}/attachments", get(health::no_attachments));
    let relationships = Router::new()
        .route("/delegatedAdminRelationships", get(relationship::list).post(relationship::create))
        .route(
            "/delegatedAdminRelationships/{id}",
            get(relationship::show).patch(relationship::change).delete(relationship::discard),
        )
        .route("/delegatedAdminRelationships/{id}/requests", post(relationship::act))
        .route("/delegatedAdminRelationships/{id}/accessAssignments", get(assignment::list).post(assignment::no_change))
        .route(
            "/delegatedAdminRelationships/{id}/accessAssignments/{assignment}",
            get(assignment::show).patch(assignment::no_change).delete(assignment::no_change),
        )
        .route("/delegatedAdminCustomers", get(customer::list))
        .route("/delegatedAdminCustomers/{tenant}", get(customer::show))
        .route("/delegatedAdminCustomers/{tenant}/serviceManagementDetails", get(customer::services));
    let signed = Router::new()
        .nest("/admin/serviceAnnouncement", announcements)
        .nest("/tenantRelationships", relationships)
        .fallback(nothing)
        .method_not_allowed_fallback(method)
        .layer(middleware::from_fn_with_state(entrance, enter));
    Router::new().nest(wire::BASE, signed)
}

/// Lets through who is known and does not come too often, and names the call as its caller did.
async fn enter(State(entrance): State<Entrance>, request: Request, next: Next) -> Response {
    let named = auth::origin(&request).request_id;
    let theirs = request.headers().get(wire::CLIENT_REQUEST_ID).filter(|value| value.len() <= 200).cloned();
    let customer = customer_of(request.uri().path()).to_owned();
    let response = match entrance.admit(request, &customer).await {
        Ok(request) => next.run(request).await,
        Err(Turned::Unknown { problem, .. }) => Refusal::from(*problem).into_response(),
        Err(Turned::TooMany(seconds)) => Refusal::from(Error::TooMany { retry_after: seconds }).into_response(),
    };
    let theirs = theirs.or_else(|| HeaderValue::from_str(&named).ok());
    let mut response = refusal::written(response, entrance.now(), &named, theirs.as_ref());
    let back = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&named) {
        back.insert(HeaderName::from_static(wire::REQUEST_ID), value);
    }
    if let Some(value) = theirs {
        back.insert(HeaderName::from_static(wire::CLIENT_REQUEST_ID), value);
    }
    back.insert(HeaderName::from_static("odata-version"), HeaderValue::from_static("4.0"));
    back.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The customer that a path is about.
fn customer_of(path: &str) -> &str {
    let named = path.split_once("/delegatedAdminCustomers/").map(|(_, rest)| rest);
    named.and_then(|rest| rest.split('/').next()).unwrap_or("")
}

async fn nothing() -> Refusal {
    Error::NotFound.into()
}

async fn method() -> Refusal {
    Refusal::method()
}

/// Who calls with what.
async fn sent<T: DeserializeOwned>(request: Request, what: &str) -> Result<(Ctx, T), Refusal> {
    let ctx = caller(&request)?;
    let bytes = json_bytes(request).await?;
    let read = serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("This is not {what}: look at line {}, column {}.", error.line(), error.column());
        Error::field("body", "syntax", place)
    })?;
    Ok((ctx, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_about_the_customer_that_it_names() {
        assert_eq!(customer_of("/tenantRelationships/delegatedAdminCustomers/0c8a/serviceManagementDetails"), "0c8a");
        assert_eq!(customer_of("/v1.0/tenantRelationships/delegatedAdminCustomers/0c8a"), "0c8a");
        assert_eq!(customer_of("/tenantRelationships/delegatedAdminCustomers"), "");
        assert_eq!(customer_of("/admin/serviceAnnouncement/issues/EX1"), "");
    }
}

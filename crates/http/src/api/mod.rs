//! The API: JSON under `/api/v1`, one file per resource. Handlers parse, call one use case, and show what it gives.

mod account;
mod approval;
mod attachment;
mod audit;
mod book;
mod case;
mod case_body;
mod category;
mod connection;
mod connection_test;
mod customer;
mod customer_group;
mod delegated_admin;
mod delivery;
mod document;
mod elevation;
mod emergency;
mod ending;
mod escalation;
mod factor;
mod follow;
mod group;
mod health_check;
mod health_feed;
mod health_history;
mod health_issue;
mod health_reach;
mod identity_provider;
mod note;
mod notice;
mod person;
mod personal_data;
mod policy;
mod reader_key;
mod report;
mod request_work;
mod service_account;
mod service_request;
mod session;
mod shared;
mod step;
mod stray_ticket;
mod support_topic;
mod ticket_subscription;
mod token;
mod user;

use axum::{Router, http::Method, middleware, routing::get};

use crate::kit::{auth, endpoint::Operation, problem, state::AppState};

/// Where the API begins.
const BASE: &str = "/api/v1";

/// All operations of the API.
fn operations() -> Vec<Operation> {
    [
        account::operations(),
        approval::operations(),
        attachment::operations(),
        audit::operations(),
        book::operations(),
        case::operations(),
        category::operations(),
        connection::operations(),
        connection_test::operations(),
        customer::operations(),
        customer_group::operations(),
        delegated_admin::operations(),
        delivery::operations(),
        ending::operations(),
        escalation::operations(),
        factor::operations(),
        follow::operations(),
        group::operations(),
        health_check::operations(),
        health_feed::operations(),
        health_history::operations(),
        health_issue::operations(),
        health_reach::operations(),
        identity_provider::operations(),
        note::operations(),
        notice::operations(),
        person::operations(),
        policy::operations(),
        reader_key::operations(),
        session::operations(),
        elevation::operations(),
        emergency::operations(),
        personal_data::operations(),
        report::operations(),
        request_work::operations(),
        service_account::operations(),
        service_request::operations(),
        step::operations(),
        stray_ticket::operations(),
        support_topic::operations(),
        ticket_subscription::operations(),
        token::operations(),
        user::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every route of the API that needs somebody signed in: method and path, with identifiers in braces.
#[must_use]
pub fn routes() -> Vec<(Method, String)> {
    operations().into_iter().map(|operation| (operation.method, format!("{BASE}{}", operation.path))).collect()
}

/// The description of the API, in OpenAPI 3.1.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    document::document(operations())
}

/// The API's routes.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    let signed = operations()
        .into_iter()
        .fold(Router::new(), |router, operation| router.route(operation.path, operation.route))
        .route_layer(middleware::from_fn_with_state(state.clone(), auth::require));
    let everybody = || middleware::from_fn_with_state(state.clone(), auth::anyone);
    let document = Router::new().route("/openapi.json", get(document::json)).route_layer(everybody());
    let problems = Router::new().route("/problems/{kind}", get(problem::explain)).route_layer(everybody());
    Router::new().nest(BASE, signed.merge(document)).merge(problems)
}

//! The entrance over HTTP: the API, and what it shares with the pages.
//!
//! `kit/` is what every entrance needs: who calls, limits, how refusals are answered. `api/` is the JSON API,
//! `web/` the pages, `reader` what calendars and news readers fetch. A handler parses, calls one use case of the application, and shows what it gives; the rules are further in.

pub mod api;
mod contract;
pub mod kit;
pub(crate) mod reader;
pub mod web;

use axum::Router;

pub use kit::{
    AppState, HttpConfig,
    limit::Calls,
    serve::serve,
    tls::{Certificate, CertificateError},
};

/// Every route of the contracts that need somebody signed in, as far as who may do what differs from route to route: method and path,
/// with identifiers in braces.
#[must_use]
pub fn contract_routes() -> Vec<(axum::http::Method, String)> {
    let fixed = contract::partner_center::ROUTES.iter().chain(contract::graph::ROUTES).chain(contract::scim::ROUTES);
    let mut routes: Vec<_> = fixed.map(|(method, path)| (method.clone(), (*path).to_owned())).collect();
    routes.extend(contract::azure_support::routes());
    routes
}

/// Everything that is answered over HTTP.
pub fn router(state: AppState) -> Router {
    let state = AppState { error_page: web::failure, ..state };
    let contracts = contract::trouble_ticket::router(state.clone())
        .merge(contract::partner_center::router(state.clone()))
        .merge(contract::graph::router(state.clone()))
        .merge(contract::scim::router(state.clone()))
        .merge(contract::azure_support::router(state.clone()));
    kit::around(
        api::router(state.clone()).merge(contracts).merge(reader::router()).merge(web::router(state.clone())),
        state,
    )
}

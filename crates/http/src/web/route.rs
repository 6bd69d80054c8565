//! A route of the pages: its method, its address and its handler.

use axum::{
    handler::Handler,
    http::Method,
    routing::{MethodRouter, on},
};

use crate::kit::state::AppState;

/// One route.
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) handler: MethodRouter<AppState>,
}

/// A page.
pub(super) fn get<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Route { method: Method::GET, path, handler: on(axum::routing::MethodFilter::GET, handler) }
}

/// A form.
pub(super) fn post<H, T>(path: &'static str, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Route { method: Method::POST, path, handler: on(axum::routing::MethodFilter::POST, handler) }
}

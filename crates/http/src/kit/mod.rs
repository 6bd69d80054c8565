//! What every entrance over HTTP shares: who calls, from where, within which limits, and how refusals are answered.

pub(crate) mod answer;
pub(crate) mod archive;
pub mod auth;
pub(crate) mod body;
pub(crate) mod call;
pub mod csrf;
pub(crate) mod cursor;
pub mod download;
pub(crate) mod endpoint;
pub(crate) mod etag;
pub mod fallback;
pub(crate) mod idempotency;
pub mod limit;
pub(crate) mod lines;
pub(crate) mod meter;
pub(crate) mod once;
pub mod peer;
pub(crate) mod probe;
pub mod problem;
pub(crate) mod read;
mod secure;
pub mod serve;
pub mod session;
pub mod state;
pub mod tls;
pub mod trace;
pub mod upload;
pub mod wire;

use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

pub use state::{AppState, HttpConfig};

/// Puts around all routes what all requests go through, from the outside in: a name and a line in the log, security headers, an
/// end to panics and to what takes too long, compression.
pub(crate) fn around(routes: Router<AppState>, state: AppState) -> Router {
    let small = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new(archive::MEDIA_TYPE));
    routes
        .route("/healthz", get(probe::healthz))
        .route("/readyz", get(probe::readyz))
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        // The whole of a form; parts and other bodies have their own limits.
        .layer(DefaultBodyLimit::max(body::UPLOAD_LIMIT))
        .layer(CompressionLayer::new().compress_when(small))
        .layer(middleware::from_fn_with_state(state.clone(), fallback::guard))
        .layer(middleware::from_fn_with_state(state.clone(), secure::secure))
        .layer(middleware::from_fn_with_state(state.clone(), trace::trace))
        .with_state(state)
}

//! The entrance over HTTP: the API, and what it shares with the pages.
//!
//! `kit/` is what every entrance needs: who calls, limits, how refusals are answered. `api/` is the JSON API. A handler parses,
//! calls one use case of the application, and shows what it gives; the rules are further in.

pub mod api;
pub mod kit;

use axum::Router;

pub use kit::{AppState, HttpConfig, serve::serve};

/// Everything that is answered over HTTP.
#[must_use]
pub fn router(state: AppState) -> Router {
    kit::around(api::router(state.clone()), state)
}

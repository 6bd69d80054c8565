//! For the machinery around the desk: is the process alive, and should it get requests.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::state::AppState;

/// The process answers: that is all.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether it can do its work: it is not stopping, and its database answers.
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    if state.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match state.app.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(?error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

//! A refusal as TMF621 writes it.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tierline_app::{Error, FieldError};

use crate::kit::problem::{self, Problem};

/// A refusal. What it says is what the API would say, in the contract's shape.
pub(super) struct Refusal(Problem);

impl Refusal {
    /// This method does nothing here.
    pub(super) fn method() -> Self {
        Self(Problem::new(&problem::METHOD, "The header Allow names the methods that do something here."))
    }

    /// This type of content is not taken.
    pub(super) fn media_type() -> Self {
        let message = "Send application/json; a change as application/merge-patch+json or application/json-patch+json.";
        Self(Problem::new(&problem::MEDIA_TYPE, message))
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error.into())
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let said: Vec<String> =
            problem.errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
        let name = problem.kind.rsplit('/').next().unwrap_or_default().to_owned();
        let code = problem.errors.first().map(|error| error.code.clone());
        let error = json!({
            "@type": "Error",
            "code": code.or_else(|| problem.code.map(str::to_owned)).unwrap_or(name),
            "reason": problem.title,
            "message": if said.is_empty() { problem.detail.clone() } else { said.join(" ") },
            "status": problem.status.to_string(),
            "referenceError": problem.kind,
        });
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Its headers say when to come again, and how to sign in.
        let (mut parts, _) = problem.into_response().into_parts();
        parts.headers.remove(axum::http::header::CONTENT_TYPE);
        parts.headers.remove(axum::http::header::CONTENT_LENGTH);
        (status, parts.headers, Json(error)).into_response()
    }
}

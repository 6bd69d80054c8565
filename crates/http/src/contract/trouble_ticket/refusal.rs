//! A refusal as TMF621 writes it.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::kit::problem::{self, Problem};

/// A refusal. What it says is what the API would say, in the contract's shape.
pub(super) struct Refusal(Problem);

impl Refusal {
    /// This method does nothing here.
    pub(super) fn method() -> Self {
        Self(Problem::method())
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

of_problem!(Refusal);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let name = problem.kind.rsplit('/').next().unwrap_or_default().to_owned();
        let code = problem.errors.first().map(|error| error.code.clone());
        let error = json!({
            "@type": "Error",
            "code": code.or_else(|| problem.code.map(str::to_owned)).unwrap_or(name),
            "reason": problem.title,
            "message": problem.sentences(),
            "status": problem.status.to_string(),
            "referenceError": problem.kind,
        });
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, problem.into_headers(), Json(error)).into_response()
    }
}

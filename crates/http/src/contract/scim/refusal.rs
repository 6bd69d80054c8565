//! A refusal as SCIM writes it (RFC 7644, 3.12).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tierline_app::scim;

use crate::kit::problem::{self, Problem};

/// A refusal. What it says is what the API would say, in the contract's shape.
pub(super) struct Refusal {
    problem: Problem,
    status: Option<StatusCode>,
}

impl Refusal {
    /// This method does nothing here.
    pub(super) fn method() -> Self {
        Problem::method().into()
    }

    /// The contract has it, and the desk does not.
    pub(super) fn not_here() -> Self {
        let problem = Problem::new(&problem::NOT_FOUND, "This desk has none of this: see ServiceProviderConfig.");
        Self { problem, status: Some(StatusCode::NOT_IMPLEMENTED) }
    }

    fn code(&self) -> Option<&str> {
        self.problem.errors.first().map(|error| error.code.as_str())
    }

    fn status(&self) -> StatusCode {
        if let Some(status) = self.status {
            return status;
        }
        match self.code() {
            Some("uniqueness") => StatusCode::CONFLICT,
            _ => self.problem.status_without_422(),
        }
    }

    /// The contract's word for what is wrong with a request (RFC 7644, table 9).
    fn word(&self) -> Option<&'static str> {
        Some(match self.code()? {
            "invalid_filter" => "invalidFilter",
            "uniqueness" => "uniqueness",
            "mutability" => "mutability",
            "invalid_syntax" | "broken_off" => "invalidSyntax",
            "invalid_path" => "invalidPath",
            "no_target" => "noTarget",
            "too_many" => "tooMany",
            _ => "invalidValue",
        })
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, status: None }
    }
}

of_problem!(Refusal);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut body = json!({
            "schemas": [scim::ERROR],
            "status": status.as_u16().to_string(),
            "detail": self.problem.sentences(),
        });
        if let Some(word) = self.word() {
            body["scimType"] = word.into();
        }
        let mut response = (status, self.problem.into_headers(), body.to_string()).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(scim::MEDIA_TYPE));
        response
    }
}

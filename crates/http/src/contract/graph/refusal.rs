//! A refusal as Microsoft Graph writes it: a word, a sentence, what it is about, and which call it was.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::kit::problem::{self, Problem};

/// A refusal. What it says is what the API would say, in the contract's shape.
pub(super) struct Refusal(Problem);

/// What a refusal says, until it is written with the name of its call.
#[derive(Clone)]
struct Said {
    code: &'static str,
    message: String,
    inner: Option<String>,
    details: Vec<Value>,
}

impl Refusal {
    /// This method does nothing here.
    pub(super) fn method() -> Self {
        Self(Problem::method())
    }

    /// There is none of this, and never will be.
    pub(super) fn none(message: &str) -> Self {
        Self(Problem::new(&problem::NOT_FOUND, message))
    }

    /// Whether one of its fields has this code.
    fn has(&self, code: &str) -> bool {
        self.0.errors.iter().any(|error| error.code == code)
    }

    /// The status by wire. The contract knows no 422, and a name that is taken is a conflict.
    fn status(&self) -> StatusCode {
        match self.0.status {
            422 if self.has("taken") => StatusCode::CONFLICT,
            _ => self.0.status_without_422(),
        }
    }

    /// The contract's word (Microsoft Graph, "Microsoft Graph error responses and resource types").
    fn code(&self) -> &'static str {
        match self.status().as_u16() {
            400 if self.has("not_supported") => "notSupported",
            401 => "unauthenticated",
            403 => "accessDenied",
            404 => "itemNotFound",
            405 => "notAllowed",
            409 if self.has("taken") => "nameAlreadyExists",
            409 => "notAllowed",
            412 => "resourceModified",
            429 => "activityLimitReached",
            503 => "serviceNotAvailable",
            400..=499 => "invalidRequest",
            _ => "generalException",
        }
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
        let (status, code) = (self.status(), self.code());
        let Self(problem) = self;
        let detail = |error: &problem::FieldProblem| json!({ "code": error.code, "target": error.field, "message": error.message });
        let said = Said {
            code,
            message: problem.sentences(),
            inner: problem.code.map(str::to_owned),
            details: problem.errors.iter().map(detail).collect(),
        };
        let mut response = (status, problem.into_headers()).into_response();
        response.extensions_mut().insert(said);
        response
    }
}

/// Writes what a refusal says, with the name of its call; anything else stays as it is.
pub(super) fn written(
    mut response: Response,
    now: DateTime<Utc>,
    named: &str,
    theirs: Option<&HeaderValue>,
) -> Response {
    let Some(said) = response.extensions_mut().remove::<Said>() else { return response };
    let date = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut inner = json!({
        "date": date.trim_end_matches('Z'),
        "request-id": named,
        "client-request-id": theirs.and_then(|value| value.to_str().ok()),
    });
    if let Some(code) = said.inner {
        inner["code"] = code.into();
    }
    let mut error = json!({ "code": said.code, "message": said.message, "innerError": inner });
    if !said.details.is_empty() {
        error["details"] = said.details.into();
    }
    let body = json!({ "error": error }).to_string();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CONTENT_LENGTH, body.len().into());
    *response.body_mut() = Body::from(body);
    response
}

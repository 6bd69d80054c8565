//! A refusal as Partner Center writes it: a number, a sentence, and what it is about.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tierline_app::{Error, partner_center::wire::SOURCE};
use tierline_domain::Blocker;

use crate::kit::problem::Problem;

/// The sign-in is refused.
const ACCESS_DENIED: u32 = 400;
/// No token was sent.
const TOKEN_MISSING: u32 = 800_001;
/// The caller's roles do not allow it.
const ROLE_LACKS_RIGHTS: u32 = 900_150;
/// There is nothing of this name.
const NOT_FOUND: u32 = 1000;
/// There is no customer of this tenant.
const TENANT_NOT_FOUND: u32 = 60_003;
/// What names a customer is no identifier.
const INVALID_CUSTOMER: u32 = 900_118;
/// A field is wrong.
const INVALID_PROPERTY: u32 = 3000;

/// A refusal. What it says is what the API would say, in the contract's shape.
pub(super) struct Refusal {
    problem: Box<Problem>,
    code: u32,
    data: Vec<Value>,
}

impl Refusal {
    fn of(problem: Problem, code: u32) -> Self {
        Self { problem: Box::new(problem), code, data: Vec::new() }
    }

    /// Nobody is let in.
    pub(super) fn of_sign_in(problem: Problem, is_bare: bool) -> Self {
        let refusal = Self::from(problem);
        let is_unknown = refusal.problem.status == StatusCode::UNAUTHORIZED.as_u16();
        Self { code: if is_bare && is_unknown { TOKEN_MISSING } else { refusal.code }, ..refusal }
    }

    /// There is no such customer.
    pub(super) fn of_customer(error: Error) -> Self {
        let is_missing = matches!(error, Error::NotFound);
        let refusal = Self::from(error);
        Self { code: if is_missing { TENANT_NOT_FOUND } else { refusal.code }, ..refusal }
    }

    /// Something stands in the way of handing up; the report is kept as a case.
    pub(super) fn blocked(blockers: Vec<Blocker>, case: &str) -> Self {
        let data = blockers.iter().map(|blocker| blocker.code.word().into()).collect();
        let mut problem = Problem::from(Error::Blocked(blockers));
        problem.detail.push_str(&format!(
            " The report is kept as the case {case}: lift what stands in the way, and send it again."
        ));
        Self { problem: Box::new(problem), code: u32::from(StatusCode::CONFLICT.as_u16()), data }
    }

    /// This method does nothing here.
    pub(super) fn method() -> Self {
        Problem::method().into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = problem.status;
        let fields = problem.errors.iter().map(|error| error.field.as_str());
        let code = match status {
            400 | 422 if fields.clone().any(|field| field == "customer-tenant-id") => INVALID_CUSTOMER,
            400 | 422 => INVALID_PROPERTY,
            401 => ACCESS_DENIED,
            403 => ROLE_LACKS_RIGHTS,
            404 => NOT_FOUND,
            other => u32::from(other),
        };
        let mut data: Vec<Value> = fields.map(Value::from).collect();
        data.extend(problem.code.map(Value::from));
        Self { data, ..Self::of(problem, code) }
    }
}

of_problem!(Refusal);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { problem, code, data } = self;
        let body = json!({ "code": code, "description": problem.sentences(), "data": data, "source": SOURCE });
        (problem.status_without_422(), problem.into_headers(), Json(body)).into_response()
    }
}

/// Too many calls: the contract has a shape of its own for it.
pub(super) fn too_many(seconds: u64) -> Response {
    let message = format!("Rate limit is exceeded. Try again in {seconds} seconds.");
    let mut response =
        (StatusCode::TOO_MANY_REQUESTS, Json(json!({ "statusCode": 429, "message": message }))).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

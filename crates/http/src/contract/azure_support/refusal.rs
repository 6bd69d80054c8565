//! A refusal as the resource manager writes it: a word, a sentence, what it is about, and all that is wrong.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tierline_app::Error;
use tierline_domain::Blocker;

use crate::kit::problem::{self, Problem};

/// A refusal. What it says is what the API would say, in the contract's shape.
pub(super) struct Refusal {
    problem: Box<Problem>,
    code: Option<&'static str>,
}

impl Refusal {
    /// There is no such subscription.
    pub(super) fn of_subscription(error: Error) -> Self {
        let is_missing = matches!(error, Error::NotFound);
        let refusal = Self::from(error);
        Self { code: if is_missing { Some("SubscriptionNotFound") } else { refusal.code }, ..refusal }
    }

    /// Something stands in the way of handing up; the report is kept as a case.
    pub(super) fn blocked(blockers: Vec<Blocker>, case: &str) -> Self {
        let mut problem = Problem::from(Error::Blocked(blockers));
        problem.detail.push_str(&format!(
            " The report is kept as the case {case}: lift what stands in the way, and put it again."
        ));
        Self { problem: Box::new(problem), code: Some("Blocked") }
    }

    /// This version is not spoken.
    pub(super) fn version(code: &'static str, spoken: &str) -> Self {
        let message = format!("Say the version that is spoken here: api-version={spoken}.");
        Self { code: Some(code), ..Error::field("api-version", "unknown_value", message).into() }
    }

    /// This method does nothing here.
    pub(super) fn method() -> Self {
        Problem::method().into()
    }

    /// This type of content is not taken.
    pub(super) fn media_type() -> Self {
        Problem::new(&problem::MEDIA_TYPE, "Send application/json.").into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), code: None }
    }
}

of_problem!(Refusal);

/// The resource manager's words for what a status says.
const fn word(status: u16) -> &'static str {
    match status {
        401 => "AuthenticationFailed",
        403 => "AuthorizationFailed",
        404 => "ResourceNotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        412 => "PreconditionFailed",
        413 => "RequestEntityTooLarge",
        415 => "UnsupportedMediaType",
        429 => "TooManyRequests",
        503 => "ServerTimeout",
        400..=499 => "InvalidRequestContent",
        _ => "InternalServerError",
    }
}

/// A word of ours as one of the contract's: `name_taken` is `NameTaken`.
fn pascal(word: &str) -> String {
    word.split('_')
        .flat_map(|part| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<Vec<_>>()
        })
        .collect()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { problem, code } = self;
        let status = problem.status_without_422();
        let said = |error: &problem::FieldProblem| json!({ "code": pascal(&error.code), "target": error.field, "message": error.message });
        let mut details: Vec<Value> = problem.errors.iter().map(said).collect();
        let blocker = |one: &problem::BlockerBody| json!({ "code": pascal(one.code.0.word()), "message": one.message });
        details.extend(problem.blockers.iter().map(blocker));
        let code = code.map(str::to_owned).or_else(|| problem.code.map(pascal));
        let mut error =
            json!({ "code": code.unwrap_or_else(|| word(status.as_u16()).to_owned()), "message": problem.sentences() });
        if let Some(first) = problem.errors.first() {
            error["target"] = first.field.clone().into();
        }
        if !details.is_empty() {
            error["details"] = details.into();
        }
        (status, problem.into_headers(), Json(json!({ "error": error }))).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_ours_is_written_as_the_contract_writes_words() {
        assert_eq!((pascal("name_taken"), pascal("over"), pascal("")), ("NameTaken".into(), "Over".into(), "".into()));
    }
}

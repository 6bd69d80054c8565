//! Errors as the API answers them: RFC 9457, `application/problem+json`. This is the one place that maps the application's
//! error to HTTP; nothing of an inner cause gets through it.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tierline_app::{Error, FieldError};
use tierline_domain::{Action, Blocker};
use utoipa::ToSchema;

use super::wire::{self, Id, Word};

/// A kind of problem: its type, its status and what it means.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The last part of the `type`.
    pub name: &'static str,
    /// The status it is answered with, where it has but one.
    pub status: StatusCode,
    /// One line, the same for each problem of the kind.
    pub title: &'static str,
    /// What it means and what to do, for the page behind the `type`.
    pub text: &'static str,
}

macro_rules! kinds {
    ($($const:ident = $name:literal, $status:ident, $title:literal, $text:literal;)*) => {
        $(pub(crate) const $const: Kind = Kind { name: $name, status: StatusCode::$status, title: $title, text: $text };)*

        /// All kinds.
        pub const KINDS: &[&Kind] = &[$(&$const,)*];
    };
}

kinds! {
    UNREADABLE = "validation", BAD_REQUEST, "The request cannot be read",
        "The request could not be read (400), or was read and cannot be (422). Each field that is wrong stands in `errors`.";
    INVALID = "validation", UNPROCESSABLE_ENTITY, "The request is not valid",
        "The request could not be read (400), or was read and cannot be (422). Each field that is wrong stands in `errors`.";
    UNAUTHORIZED = "unauthorized", UNAUTHORIZED, "Nobody is signed in",
        "Send a token in the header `Authorization: Bearer …`; a Global admin makes tokens.";
    FORBIDDEN = "forbidden", FORBIDDEN, "Your roles do not allow this",
        "`roles` names the roles that may do it, `people` colleagues of yours who have one of them.";
    TOKEN_SCOPE = "token-scope", FORBIDDEN, "This token is not made for this",
        "The person whose token it is may do this, but the token is narrowed to less. `scopes` names those of which one is needed.";
    STEP_UP = "step-up", FORBIDDEN, "Prove once more who you are",
        "This is dangerous, and your last proof is older than ten minutes. Prove at `/signin/again` who you are, then send this again. Tokens are not asked.";
    NOT_FOUND = "not-found", NOT_FOUND, "There is nothing here",
        "There is no such thing, or you may not know of it.";
    METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "This method does nothing here",
        "The header `Allow` names the methods that there are.";
    BLOCKED = "blocked", CONFLICT, "Something stands in the way",
        "`blockers` says what stands in the way of an escalation, and which roles can lift it. Nothing was changed.";
    CONFLICT = "conflict", CONFLICT, "Its state does not allow this",
        "`code` is stable and says what about its state does not allow it; `detail` says what would. Nothing was changed.";
    IN_FLIGHT = "in-flight", CONFLICT, "The same request is being worked on",
        "A request with the same Idempotency-Key has not been answered yet. Wait for its answer, or send it again a little later.";
    STALE = "stale", PRECONDITION_FAILED, "It has changed since you read it",
        "The version in If-Match is no longer the current one, which is `current_version`. Read it again, then decide.";
    TOO_LARGE = "too-large", PAYLOAD_TOO_LARGE, "That is too much",
        "The request is larger than what is taken here.";
    MEDIA_TYPE = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "This type of content is not taken here",
        "`detail` names the type of content that is.";
    TOO_MANY = "too-many", TOO_MANY_REQUESTS, "Too often",
        "More tries or calls were made than are taken in that time. Nothing was changed. The header `Retry-After` says when the next one may succeed.";
    UNAVAILABLE = "unavailable", SERVICE_UNAVAILABLE, "The desk is busy",
        "Nothing was changed, or your Idempotency-Key tells. The header `Retry-After` says when to try again.";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "The fault is ours",
        "Something went wrong that should not. The header `X-Request-Id` finds it in the log.";
}

/// An answer that says why something was not done (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The kind: a stable path.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong here, and what would be right.
    pub detail: String,
    /// Each field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
    /// All that stands in the way of an escalation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub blockers: Vec<BlockerBody>,
    /// The roles that may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub roles: Vec<wire::Role>,
    /// The scopes of tokens that would do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub scopes: Vec<wire::TokenScope>,
    /// Colleagues of the caller who may, by name: three at the most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub people: Vec<String>,
    /// What about its state stands in the way: a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The version that it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i64>,
    #[serde(skip)]
    #[schema(ignore)]
    retry_after: Option<u64>,
    #[serde(skip)]
    #[schema(ignore)]
    refused: Option<Action>,
}

/// What a response refused for lack of a right: who may is asked where the caller is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused(pub(crate) Action);

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its name; dots lead into objects and lists.
    pub field: String,
    /// What is wrong: a stable code.
    pub code: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// Something that stands in the way of an escalation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Blocker)]
pub struct BlockerBody {
    /// Its stable code.
    pub code: wire::BlockerCode,
    /// What it is and what lifts it.
    pub message: String,
    /// The roles that can lift it.
    pub liftable_by: Vec<wire::Role>,
    /// What is missing: grounds or contact fields, by their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub missing: Vec<String>,
    /// What it is about: the number of an issue or of a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The open request that could be joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<wire::RequestId>,
}

impl From<Blocker> for BlockerBody {
    fn from(blocker: Blocker) -> Self {
        Self {
            code: blocker.code.into(),
            message: blocker.message(),
            liftable_by: blocker.liftable_by().into_iter().map(Word).collect(),
            missing: blocker.missing,
            reference: blocker.reference,
            request_id: blocker.request.map(Id),
        }
    }
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, code: error.code, message: error.message }
    }
}

impl Problem {
    /// A problem of a kind.
    pub(crate) fn new(kind: &Kind, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{}", kind.name),
            title: kind.title,
            status: kind.status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            blockers: Vec::new(),
            roles: Vec::new(),
            scopes: Vec::new(),
            people: Vec::new(),
            code: None,
            current_version: None,
            retry_after: None,
            refused: None,
        }
    }

    /// A refusal that names colleagues who may.
    pub(crate) fn refused(action: Action, people: Vec<String>) -> Self {
        let mut problem = Self::from(Error::forbidden(action));
        if let [others @ .., last] = people.as_slice() {
            let all = if others.is_empty() { last.clone() } else { format!("{} or {last}", others.join(", ")) };
            problem.detail.push_str(&format!(" Ask {all}."));
        }
        Self { people, ..problem }
    }

    /// The method does nothing at this address.
    pub(crate) fn method() -> Self {
        Self::new(&METHOD, "The header Allow names the methods that do something here.")
    }

    /// All that is wrong, each with its field; where no field is, what is wrong here.
    pub(crate) fn sentences(&self) -> String {
        match self.errors.as_slice() {
            [] => self.detail.clone(),
            errors => errors.iter().map(|one| format!("{}: {}", one.field, one.message)).collect::<Vec<_>>().join(" "),
        }
    }

    /// The status in a contract that knows no 422: what is wrong with a request is 400.
    pub(crate) fn status_without_422(&self) -> StatusCode {
        match StatusCode::from_u16(self.status) {
            Ok(StatusCode::UNPROCESSABLE_ENTITY) => StatusCode::BAD_REQUEST,
            status => status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// For what came too often: seconds until it may come again.
    pub(crate) fn too_many(&self) -> Option<u64> {
        self.retry_after.filter(|_| self.status == TOO_MANY.status.as_u16())
    }

    /// Its headers, for an answer of another shape: they say when to come again, and how to sign in.
    pub(crate) fn into_headers(self) -> HeaderMap {
        let (mut parts, _) = self.into_response().into_parts();
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers
    }

    /// A request that cannot be read at all.
    pub(crate) fn unreadable(code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let error = FieldProblem { field: "body".to_owned(), code: code.to_owned(), message: message.clone() };
        Self { errors: vec![error], ..Self::new(&UNREADABLE, message) }
    }
}

/// Where a session proves itself anew, in the answer that asks for it.
const PROVE: &str = "Prove once more who you are on the page /signin/again, then send this again.";

/// Explains a kind of problem: what stands behind its `type`.
pub(crate) async fn explain(Path(name): Path<String>) -> Response {
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Problem::from(Error::NotFound).into_response();
    };
    format!("{}\n\n{}\n", kind.title, kind.text).into_response()
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Error::Invalid(vec![error]).into()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        match error {
            Error::Invalid(errors) => {
                Self { errors: errors.into_iter().map(Into::into).collect(), ..Self::new(&INVALID, detail) }
            }
            Error::Unauthorized => Self::new(&UNAUTHORIZED, detail),
            // Who calls by a session has a browser: the proof is given there, and the session is good for this again.
            Error::StepUp => Self::new(&STEP_UP, PROVE),
            Error::Forbidden { roles, action } => Self {
                roles: roles.into_iter().map(Word).collect(),
                refused: Some(action),
                ..Self::new(&FORBIDDEN, detail)
            },
            Error::OutOfScope { scopes } => {
                Self { scopes: scopes.into_iter().map(Word).collect(), ..Self::new(&TOKEN_SCOPE, detail) }
            }
            Error::NotFound => Self::new(&NOT_FOUND, detail),
            Error::Blocked(blockers) => {
                Self { blockers: blockers.into_iter().map(Into::into).collect(), ..Self::new(&BLOCKED, detail) }
            }
            Error::Conflict { code, .. } => Self { code: Some(code), ..Self::new(&CONFLICT, detail) },
            Error::Stale { current } => Self { current_version: current, ..Self::new(&STALE, detail) },
            Error::InFlight => Self { retry_after: Some(1), ..Self::new(&IN_FLIGHT, detail) },
            Error::TooLarge { .. } => Self::new(&TOO_LARGE, detail),
            Error::TooMany { retry_after } => Self { retry_after: Some(retry_after), ..Self::new(&TOO_MANY, detail) },
            Error::Unavailable { retry_after } => {
                Self { retry_after: Some(retry_after), ..Self::new(&UNAVAILABLE, detail) }
            }
            Error::Internal(cause) => {
                tracing::error!(?cause, "a use case failed");
                Self::new(&INTERNAL, detail)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (retry_after, version, refused) = (self.retry_after, self.current_version, self.refused);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(version) = version {
            headers.insert(header::ETAG, super::etag::etag(version));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(action) = refused {
            response.extensions_mut().insert(Refused(action));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use tierline_domain::BlockerCode;

    use super::*;

    async fn answer(error: Error) -> String {
        let response = Problem::from(error).into_response();
        let (parts, body) = response.into_parts();
        let mut text = format!("{}\n", parts.status.as_u16());
        for (name, value) in &parts.headers {
            if name != header::CONTENT_LENGTH {
                text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
            }
        }
        let body: serde_json::Value = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
        text + &serde_json::to_string_pretty(&body).unwrap() + "\n"
    }

    #[test]
    fn a_refusal_names_whom_to_ask() {
        let detail = |people: &[&str]| {
            let people = people.iter().map(|name| (*name).to_owned()).collect();
            Problem::refused(Action::ReadAudit, people).detail
        };
        let plain = Error::forbidden(Action::ReadAudit).to_string();
        assert_eq!(detail(&[]), plain);
        assert_eq!(detail(&["Ada Wik"]), format!("{plain} Ask Ada Wik."));
        assert_eq!(detail(&["Ada Wik", "Bo Lund", "Cai Moe"]), format!("{plain} Ask Ada Wik, Bo Lund or Cai Moe."));
    }

    #[tokio::test]
    async fn every_error_of_the_application_has_its_problem() {
        let errors = [
            Error::field("subject", "empty", "Write something here."),
            Error::Unauthorized,
            Error::StepUp,
            Error::forbidden(Action::Waive),
            Error::OutOfScope { scopes: vec![tierline_domain::TokenScope::Work] },
            Error::NotFound,
            Error::Blocked(vec![Blocker::plain(BlockerCode::NoTroubleshooting)]),
            Error::conflict("closed", "This case is closed."),
            Error::Stale { current: Some(4) },
            Error::InFlight,
            Error::TooLarge { limit: 10 },
            Error::TooMany { retry_after: 30 },
            Error::Unavailable { retry_after: 1 },
            Error::internal("the disk is on fire at /var/lib"),
        ];
        let mut text = String::new();
        for error in errors {
            text.push_str(&answer(error).await);
        }
        assert!(!text.contains("disk"), "an inner cause must not get out");
        insta::assert_snapshot!(text);
    }
}

//! What is answered where no handler answers: an unknown address, a method that does nothing, a panic, too much time.

use std::{any::Any, time::Duration};

use axum::{
    extract::{MatchedPath, OriginalUri, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::{FutureExt, future::BoxFuture};
use tierline_app::Error;

use super::{
    auth,
    problem::{self, Problem},
    state::AppState,
    trace::Origin,
};

/// How long a request may take.
const USUAL: Duration = Duration::from_secs(30);
/// How long one may take that sends a file.
const WITH_FILE: Duration = Duration::from_secs(300);

/// Makes the answer to an error that happened outside the API: a page, where there are pages.
pub type ErrorPage = fn(AppState, HeaderMap, Origin, Failure) -> BoxFuture<'static, Response>;

/// An error that no handler answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing is at this address.
    NotFound,
    /// This method does nothing at this address.
    Method,
    /// A mistake of ours.
    Internal,
    /// It took too long.
    TimedOut,
}

impl Failure {
    /// The status it is answered with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Whether the caller asked for what there is not: a call as any other, which is counted.
    pub(crate) const fn is_callers(self) -> bool {
        matches!(self, Self::NotFound | Self::Method)
    }

    fn problem(self) -> Problem {
        match self {
            Self::NotFound => Error::NotFound.into(),
            Self::Method => {
                Problem::new(&problem::METHOD, "The header Allow names the methods that do something here.")
            }
            Self::Internal => Problem::new(&problem::INTERNAL, Error::internal("").to_string()),
            Self::TimedOut => Error::Unavailable { retry_after: 5 }.into(),
        }
    }
}

/// An error in plain text: for a desk without pages.
pub(crate) fn plain(_: AppState, _: HeaderMap, _: Origin, failure: Failure) -> BoxFuture<'static, Response> {
    let mut response = (failure.status(), format!("{}\n", failure.problem().detail)).into_response();
    if failure == Failure::TimedOut {
        response.headers_mut().insert(header::RETRY_AFTER, 5.into());
    }
    Box::pin(std::future::ready(response))
}

/// The answer to an error: a problem under `/api`, else what the pages make of it.
async fn answer(state: AppState, path: &str, headers: HeaderMap, origin: Origin, failure: Failure) -> Response {
    let api = path == "/api" || path.starts_with("/api/");
    if !api {
        return (state.error_page)(state, headers, origin, failure).await;
    }
    if failure.is_callers()
        && let Err(error) = auth::stranger(&state, &origin)
    {
        return Problem::from(error).into_response();
    }
    failure.problem().into_response()
}

/// Nothing is at this address.
pub(crate) async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    let (path, origin) = (path(&request), auth::origin(&request));
    answer(state, &path, request.headers().clone(), origin, Failure::NotFound).await
}

/// This method does nothing at this address.
pub(crate) async fn method_not_allowed(State(state): State<AppState>, request: Request) -> Response {
    let (path, origin) = (path(&request), auth::origin(&request));
    answer(state, &path, request.headers().clone(), origin, Failure::Method).await
}

/// The path as it was sent: within a nested router the request has a shorter one.
fn path(request: &Request) -> String {
    let whole = request.extensions().get::<OriginalUri>().map(|OriginalUri(uri)| uri.path());
    whole.unwrap_or_else(|| request.uri().path()).to_owned()
}

/// Ends what takes too long, and turns a panic into an answer: it costs one request, never the process.
pub(crate) async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (path, origin, headers) = (request.uri().path().to_owned(), auth::origin(&request), request.headers().clone());
    let allowance = allowance(&request);
    let run = std::panic::AssertUnwindSafe(next.run(request)).catch_unwind();
    let failure = match tokio::time::timeout(allowance, run).await {
        Ok(Ok(response)) => return response,
        Ok(Err(panic)) => {
            tracing::error!(panic = said(panic.as_ref()), "a request panicked");
            Failure::Internal
        }
        Err(_) => {
            tracing::warn!(seconds = allowance.as_secs(), "a request took too long");
            Failure::TimedOut
        }
    };
    answer(state, &path, headers, origin, failure).await
}

fn allowance(request: &Request) -> Duration {
    let form = super::body::media_type(request.headers()).is_some_and(|given| given == "multipart/form-data");
    let import = request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str().ends_with("/imports"));
    if form || import { WITH_FILE } else { USUAL }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("something that is no text")
}

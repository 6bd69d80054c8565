//! What goes wrong, as a page: the one place that maps the application's error to what people read.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use tierline_app::{Error, account};
use tierline_render::page::{FaultPage, Trouble};

use super::{
    again,
    visit::{self, Visit, Visitor},
};
use crate::kit::{fallback::Failure, state::AppState, trace::Origin};

/// What a handler answers.
pub(super) type Answer = Result<Response, Fault>;

/// Why a page was not shown or a form not taken.
#[derive(Debug)]
pub(super) struct Fault(Box<Parts>);

#[derive(Debug)]
struct Parts {
    error: Wrong,
    /// What the person had written.
    written: String,
    /// Where they can go back to.
    back: Option<String>,
}

#[derive(Debug)]
enum Wrong {
    App(Error),
    /// A form that comes from no page of this session.
    Forged,
    /// No form of this desk.
    Unreadable,
    /// A call too many: seconds until the next.
    TooOften(u64),
}

impl Fault {
    fn of(error: Wrong) -> Self {
        Self(Box::new(Parts { error, written: String::new(), back: None }))
    }

    /// A form without the token of its page.
    pub(super) fn forged() -> Self {
        Self::of(Wrong::Forged)
    }

    /// What cannot be read.
    pub(super) fn unreadable() -> Self {
        Self::of(Wrong::Unreadable)
    }

    /// Why it is not known who looks: of the calls of somebody, this is one too many, or something went wrong.
    pub(super) fn of_call(error: Error) -> Self {
        match error {
            Error::TooMany { retry_after } => Self::of(Wrong::TooOften(retry_after)),
            error => error.into(),
        }
    }

    /// Whether somebody calls too often.
    pub(super) fn is_too_often(&self) -> bool {
        matches!(self.0.error, Wrong::TooOften(_))
    }

    /// With what the person had written.
    pub(super) fn written(mut self, written: String) -> Self {
        self.0.written = written;
        self
    }

    /// With the page to go back to.
    pub(super) fn back(mut self, back: impl Into<String>) -> Self {
        self.0.back = Some(back.into());
        self
    }

    fn trouble(&self, now: DateTime<Utc>) -> (StatusCode, Trouble) {
        let error = match &self.0.error {
            Wrong::App(error) => error,
            Wrong::Forged => return (StatusCode::FORBIDDEN, Trouble::Unreadable),
            Wrong::Unreadable => return (StatusCode::BAD_REQUEST, Trouble::Unreadable),
            Wrong::TooOften(seconds) => {
                let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX);
                return (StatusCode::TOO_MANY_REQUESTS, Trouble::TooOften(seconds));
            }
        };
        match error {
            Error::Invalid(_) => (StatusCode::BAD_REQUEST, Trouble::Unreadable),
            Error::Unauthorized => (StatusCode::UNAUTHORIZED, Trouble::SignedOut),
            // Who is asked to prove anew who they are gets a page of its own; this is for who is not signed in at all.
            Error::StepUp => (StatusCode::FORBIDDEN, Trouble::SignedOut),
            Error::Forbidden { roles, .. } => {
                (StatusCode::FORBIDDEN, Trouble::Forbidden { roles: roles.clone(), people: None })
            }
            // No page is opened by a token.
            Error::OutOfScope { .. } => (StatusCode::FORBIDDEN, Trouble::Forbidden { roles: Vec::new(), people: None }),
            Error::NotFound => (StatusCode::NOT_FOUND, Trouble::NotFound),
            Error::Blocked(blockers) => (StatusCode::CONFLICT, Trouble::Blocked(blockers.clone())),
            Error::Conflict { code, message } => {
                (StatusCode::CONFLICT, Trouble::Refused { code: (*code).to_owned(), says: message.clone() })
            }
            Error::Stale { .. } => (StatusCode::CONFLICT, Trouble::Stale),
            Error::InFlight => (StatusCode::CONFLICT, Trouble::InFlight),
            Error::TooLarge { limit } => {
                (StatusCode::PAYLOAD_TOO_LARGE, Trouble::TooLarge(i64::try_from(*limit).unwrap_or(i64::MAX)))
            }
            Error::TooMany { retry_after } => {
                let seconds = i64::try_from(*retry_after).unwrap_or(0).min(86_400);
                (StatusCode::TOO_MANY_REQUESTS, Trouble::TooMany(now + Duration::seconds(seconds)))
            }
            Error::Unavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, Trouble::Unavailable),
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, Trouble::Internal),
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match &self.0.error {
            Wrong::App(Error::TooMany { retry_after } | Error::Unavailable { retry_after })
            | Wrong::TooOften(retry_after) => Some(*retry_after),
            _ => None,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::of(Wrong::App(error))
    }
}

impl IntoResponse for Fault {
    /// An answer without a body: the page is made where it is known who looks.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// What went wrong, where something did.
pub(super) fn take(response: &mut Response) -> Option<Arc<Fault>> {
    response.extensions_mut().remove::<Arc<Fault>>()
}

/// The page about a fault, with everything around it where somebody is signed in.
pub(super) async fn page(visitor: &Visitor, fault: &Fault) -> Response {
    if let Wrong::App(Error::Internal(cause)) = &fault.0.error {
        tracing::error!(?cause, "a page could not be made");
    }
    let unasked;
    let fault = match (&fault.0.error, Visit::of(visitor.clone())) {
        (Wrong::App(Error::StepUp), Some(visit)) => match again::page(&visit, fault.0.back.as_deref()).await {
            Ok(question) => return question,
            Err(error) => {
                unasked = Fault::from(error);
                &unasked
            }
        },
        _ => fault,
    };
    let now = visitor.state.app.now();
    let (status, mut trouble) = fault.trouble(now);
    if let Trouble::Forbidden { people, .. } = &mut trouble {
        *people = who_may(visitor, fault).await;
    }
    let ours = matches!(trouble, Trouble::Internal | Trouble::Unavailable);
    let view = FaultPage {
        trouble,
        reference: ours.then(|| visitor.origin.request_id.clone()),
        back: fault.0.back.clone(),
        written: fault.0.written.clone(),
    };
    // Where nothing can be read, the frame cannot either.
    let mut response = if ours { visitor.page_with(status, &view) } else { framed(visitor, status, &view).await };
    if let Some(seconds) = fault.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The colleagues who may do what was refused; none where they cannot be read, or where it is not known who asks.
async fn who_may(visitor: &Visitor, fault: &Fault) -> Option<Vec<String>> {
    let (Wrong::App(Error::Forbidden { action, .. }), Some(signed)) = (&fault.0.error, &visitor.signed) else {
        return None;
    };
    let found = account::who_may(&visitor.state.app, &signed.ctx, *action).await;
    found.inspect_err(|error| tracing::warn!(%error, "a refusal names nobody")).ok()
}

/// The page about what no handler answered: [`crate::kit::fallback::ErrorPage`]. Who is signed in keeps everything around it.
pub(crate) fn failure(
    state: AppState,
    headers: HeaderMap,
    origin: Origin,
    failure: Failure,
) -> BoxFuture<'static, Response> {
    Box::pin(async move {
        let trouble = match failure {
            Failure::NotFound => Trouble::NotFound,
            Failure::Method => Trouble::Unreadable,
            Failure::Internal => Trouble::Internal,
            Failure::TimedOut => Trouble::Unavailable,
        };
        let reference = (failure == Failure::Internal).then(|| origin.request_id.clone());
        let mut visitor = Visitor::stranger(&state, &headers, origin);
        // What failed or took too long is not asked for more.
        if failure.is_callers()
            && let Err(fault) = visit::recognize(&mut visitor).await
            && fault.is_too_often()
        {
            return page(&visitor, &fault).await;
        }
        let view = FaultPage { reference, ..FaultPage::new(trouble) };
        let mut response = framed(&visitor, failure.status(), &view).await;
        if failure == Failure::TimedOut {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    })
}

/// The page within its frame, where somebody is signed in and the frame can be made.
async fn framed(visitor: &Visitor, status: StatusCode, view: &FaultPage) -> Response {
    match Visit::of(visitor.clone()) {
        Some(visit) => match visit.page_with(status, view).await {
            Ok(response) => response,
            Err(_) => visitor.page_with(status, view),
        },
        None => visitor.page_with(status, view),
    }
}

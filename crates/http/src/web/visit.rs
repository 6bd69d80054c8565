//! Who looks at a page, and what their browser brings along.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tierline_app::{App, Ctx, Entrance, Error, FieldError};
use tierline_render::{Locale, Theme};

use super::{
    asset,
    fault::{self, Fault},
    posted::Values,
    query,
};
use crate::kit::{
    auth::{self, Signed},
    state::AppState,
    trace::Origin,
};

/// Somebody at a page, signed in or not.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) state: AppState,
    pub(super) signed: Option<Signed>,
    pub(super) origin: Origin,
    /// What the browser asks for, or was asked for by a link.
    pub(super) locale: Locale,
    pub(super) theme: Theme,
    /// The path with its query, without what was just done.
    pub(super) path: String,
    /// What was just done: a word of the crate of pages.
    pub(super) done: Option<String>,
    /// What the browser sent, for where the request came from.
    pub(super) headers: HeaderMap,
    /// What concerns the answer, whoever makes it.
    pub(super) aside: Arc<Mutex<Aside>>,
}

/// What a form leaves behind for the answer.
#[derive(Default)]
pub(super) struct Aside {
    /// The form and where it went: it goes on there once its sender has proven anew who they are.
    pub(super) posted: Option<(String, Values)>,
    /// What was wrong with such a proof.
    pub(super) faults: Vec<FieldError>,
    /// Cookies that go with the answer.
    pub(super) cookies: Vec<HeaderValue>,
}

impl Visitor {
    /// Somebody of whom nothing is known but what the browser sends.
    pub(super) fn stranger(state: &AppState, headers: &HeaderMap, origin: Origin) -> Self {
        Self {
            state: state.clone(),
            signed: None,
            origin,
            locale: locale(headers),
            theme: cookie(headers, "theme").and_then(Theme::from_word).unwrap_or(Theme::System),
            path: "/".to_owned(),
            done: None,
            headers: headers.clone(),
            aside: Arc::default(),
        }
    }

    /// What is left behind for the answer.
    pub(super) fn aside(&self) -> MutexGuard<'_, Aside> {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds out who it is, lets the handler answer, and makes a page of what went wrong.
pub(super) async fn enter(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let origin = auth::origin(&request);
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let asked = query::value(&uri, "language").as_deref().and_then(Locale::from_tag);
    let mut visitor = Visitor::stranger(&state, &headers, origin);
    visitor.path = query::without(&uri, "done");
    visitor.done = query::value(&uri, "done");
    visitor.locale = asked.unwrap_or(visitor.locale);
    // What everybody may keep for ever is nobody's: it is not asked who fetches it, nor how often.
    let found = if asset::is_one(uri.path()) { Ok(()) } else { recognize(&mut visitor).await };
    let mut response = match found {
        Ok(()) => {
            request.extensions_mut().insert(visitor.clone());
            next.run(request).await
        }
        // A page can be asked for again where it is; a form was not taken, and the browser still has it.
        Err(fault) if fault.is_too_often() && request.method() == Method::GET => {
            fault.back(query::local(&visitor.path).unwrap_or("/")).into_response()
        }
        Err(fault) => fault.into_response(),
    };
    if let Some(fault) = fault::take(&mut response) {
        response = fault::page(&visitor, &fault).await;
    }
    for cookie in std::mem::take(&mut visitor.aside().cookies) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Some(locale) = asked {
        remember(&mut response, "language", locale.tag(), visitor.state.config.secure_cookies);
    }
    response
}

/// Finds out who it is, unless they call too often: then nothing but the language they read is known of them.
pub(super) async fn recognize(visitor: &mut Visitor) -> Result<(), Fault> {
    let found = auth::calling(&visitor.state, &visitor.headers, Entrance::Page, &visitor.origin).await;
    let found = found.map_err(Fault::of_call)?;
    if let Some(signed) = &found
        && let Err(error) = auth::count(&visitor.state, signed.ctx.user.id)
    {
        visitor.locale = signed.ctx.user.language.map_or(visitor.locale, Locale::from);
        return Err(Fault::of_call(error));
    }
    visitor.signed = found;
    Ok(())
}

/// The language of somebody who has chosen none in their account: a link of the door, else the browser's.
fn locale(headers: &HeaderMap) -> Locale {
    let chosen = cookie(headers, "language").and_then(Locale::from_tag);
    chosen.unwrap_or_else(|| {
        let given = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        given.map_or(Locale::En, Locale::negotiate)
    })
}

/// A cookie's value.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs
        .find_map(|pair| pair.trim().split_once('=').filter(|(given, _)| *given == name).map(|(_, value)| value.trim()))
}

/// Keeps a choice in the browser for a year. Scripts read the theme, so it is within their reach; it is no secret.
pub(super) fn remember(response: &mut Response, name: &str, value: &'static str, secure: bool) {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let visitor = parts.extensions.get::<Self>().cloned();
        visitor.ok_or_else(|| Error::internal("a page outside its router").into())
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) app: App,
    pub(super) ctx: Ctx,
    pub(super) visitor: Visitor,
}

impl Visit {
    /// The visit of a visitor who is signed in.
    pub(super) fn of(visitor: Visitor) -> Option<Self> {
        let ctx = visitor.signed.as_ref()?.ctx.clone();
        Some(Self { app: visitor.state.app.clone(), ctx, visitor })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let path = visitor.path.clone();
        Self::of(visitor).ok_or_else(|| to_the_door(&parts.method, &path))
    }
}

/// Sends somebody who is not signed in to the door, and afterwards to where they wanted.
fn to_the_door(method: &Method, path: &str) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Fault::from(Error::Unauthorized).into_response();
    }
    let to = if path == "/" { "/signin".to_owned() } else { query::with("/signin", &[("next", path)]) };
    Redirect::to(&to).into_response()
}

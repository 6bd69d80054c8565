//! Who calls: a token (`Authorization: Bearer`) or a session's cookie becomes the first argument of each use case.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use tierline_app::{Ctx, Entrance, Error, account};
use tierline_domain::{Action, Door, UserId};

use super::{
    csrf,
    limit::Knock,
    peer,
    problem::{Problem, Refused},
    session,
    state::AppState,
    trace::Origin,
};

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The first argument of each use case.
    pub ctx: Ctx,
    /// What each form of the session must carry; none for a token.
    pub csrf: Option<String>,
    /// When the session ends; none for a token.
    pub expires_at: Option<DateTime<Utc>>,
    /// Notices that wait unread, counted up to 100; none of them for a token, which shows no pages.
    pub unread: i64,
    /// Whether a connection of the desk is held; false for a token, which shows no pages.
    pub held: bool,
}

impl Signed {
    fn of(found: account::Signed, entrance: Entrance, origin: &Origin) -> Self {
        let (csrf, expires_at) = (found.identity.csrf.clone(), found.identity.session_expires_at);
        let (address, unread) = (origin.address.map(|address| address.to_string()), found.identity.unread.unwrap_or(0));
        let held = found.identity.held;
        Self { ctx: Ctx::by(found, entrance, origin.request_id.clone(), address), csrf, expires_at, unread, held }
    }
}

/// Somebody calls who shows this, or nothing by which they could be known: counted for their address, before it is looked up.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) fn knock(state: &AppState, origin: &Origin, shown: Option<&str>) -> Result<Knock, Error> {
    // A trusted proxy that does not say whose call it is says nothing of its own: all callers would be one.
    let address = origin.address.filter(|address| !peer::is_trusted(*address, &state.config.trusted_proxies));
    state.limits.knock(address, shown, state.app.now())
}

/// Counts a call of somebody who is known by now, whatever they are known by.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) fn count(state: &AppState, person: UserId) -> Result<(), Error> {
    state.limits.person(person, state.app.now())
}

/// Counts a call for which nobody asks who it is.
///
/// # Errors
/// [`Error::TooMany`].
pub(crate) fn stranger(state: &AppState, origin: &Origin) -> Result<(), Error> {
    knock(state, origin, None).map(drop)
}

/// The person behind the session's cookie; none where nobody is signed in.
///
/// # Errors
/// The database does not answer.
pub async fn by_session(
    state: &AppState,
    headers: &HeaderMap,
    entrance: Entrance,
    origin: &Origin,
) -> Result<Option<Signed>, Error> {
    let Some(secret) = session::secret(headers, &state.config) else { return Ok(None) };
    let found = account::authenticate_session(&state.app, secret).await?;
    Ok(found.map(|found| Signed::of(found, entrance, origin)))
}

/// The person behind a session that was known before, under whatever secret it goes on.
///
/// # Errors
/// As [`by_session`].
pub async fn still(
    state: &AppState,
    before: &Ctx,
    entrance: Entrance,
    origin: &Origin,
) -> Result<Option<Signed>, Error> {
    let Some(session) = &before.session else { return Ok(None) };
    let found = account::session_standing(&state.app, before.user.id, session.id).await?;
    Ok(found.map(|found| Signed::of(found, entrance, origin)))
}

/// The same for a call that a person makes: who is not known is counted, and that somebody was here is written down, once a minute.
///
/// # Errors
/// As [`by_session`]; [`Error::TooMany`] for who is not known.
pub async fn calling(
    state: &AppState,
    headers: &HeaderMap,
    entrance: Entrance,
    origin: &Origin,
) -> Result<Option<Signed>, Error> {
    let shown = session::secret(headers, &state.config);
    let knock = knock(state, origin, shown)?;
    let signed = by_session(state, headers, entrance, origin).await?;
    state.limits.settle(knock, signed.is_some());
    if let (Some(signed), Some(secret)) = (&signed, shown) {
        account::note_session(&state.app, secret, &signed.ctx).await;
    }
    Ok(signed)
}

/// The person in whose name the token acts.
async fn by_token(state: &AppState, headers: &HeaderMap, origin: &Origin) -> Result<Signed, Error> {
    let shown = bearer(headers);
    let knock = knock(state, origin, shown)?;
    let address = origin.address.map(|address| address.to_string());
    let token = shown.ok_or(Error::Unauthorized)?;
    let found = account::authenticate_token(&state.app, token, address.as_deref()).await?;
    state.limits.settle(knock, found.is_some());
    Ok(Signed::of(found.ok_or(Error::Unauthorized)?, Entrance::Api, origin))
}

/// The one token that was sent.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Lets everybody through who does not come too often.
pub(crate) async fn anyone(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match stranger(&state, &origin(&request)) {
        Ok(()) => next.run(request).await,
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Lets through to the API who is known; a session's cookie may change something only with the token of its forms.
pub(crate) async fn require(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    match admit(&state, Door::Api, request.method(), request.headers(), origin(&request)).await {
        Ok(signed) => {
            let ctx = signed.ctx.clone();
            request.extensions_mut().insert(signed);
            let response = next.run(request).await;
            match response.extensions().get::<Refused>() {
                Some(Refused(action)) => name_colleagues(&state, &ctx, *action, response).await,
                None => response,
            }
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// The same refusal with the people whom the caller can ask. Where they cannot be read, the roles must do.
async fn name_colleagues(state: &AppState, ctx: &Ctx, action: Action, response: Response) -> Response {
    match account::who_may(&state.app, ctx, action).await {
        Ok(people) => Problem::refused(action, people).into_response(),
        Err(error) => {
            tracing::warn!(%error, "a refusal names nobody");
            response
        }
    }
}

/// Who calls at this door, and not too often: known by a token that is made for it, or by a session.
pub(crate) async fn admit(
    state: &AppState,
    door: Door,
    method: &Method,
    headers: &HeaderMap,
    origin: Origin,
) -> Result<Signed, Problem> {
    if headers.contains_key(header::AUTHORIZATION) {
        let signed = by_token(state, headers, &origin).await?;
        count(state, signed.ctx.user.id)?;
        return Ok(Signed { ctx: signed.ctx.enter(door)?, ..signed });
    }
    let signed = calling(state, headers, Entrance::Api, &origin).await?.ok_or(Error::Unauthorized)?;
    count(state, signed.ctx.user.id)?;
    if csrf::changes(method) {
        let expected = signed.csrf.as_deref().unwrap_or_default();
        if !csrf::from_here(headers, &state.config) || !csrf::matches(expected, csrf::in_header(headers)) {
            return Err(Problem::new(
                &super::problem::FORBIDDEN,
                "With a session's cookie, changes need the token of the page in the header X-CSRF-Token; programs use a token.",
            ));
        }
    }
    Ok(signed)
}

/// The name of the request and the caller's address.
#[must_use]
pub fn origin(request: &Request) -> Origin {
    let named = request.extensions().get::<Origin>().cloned();
    named.unwrap_or_else(|| Origin { request_id: String::new(), address: None })
}

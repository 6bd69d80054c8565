//! Who calls: a token (`Authorization: Bearer`) or a session's cookie becomes the first argument of each use case.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use tierline_app::{Ctx, Entrance, Error, account};
use tierline_domain::{Action, Door};

use super::{
    csrf,
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
        Self {
            ctx: Ctx::of(found.identity, entrance, origin.request_id.clone(), address),
            csrf,
            expires_at,
            unread,
            held,
        }
    }
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

/// The same for a call that a person makes: that they were here is written down, once a minute.
///
/// # Errors
/// As [`by_session`].
pub async fn calling(
    state: &AppState,
    headers: &HeaderMap,
    entrance: Entrance,
    origin: &Origin,
) -> Result<Option<Signed>, Error> {
    let signed = by_session(state, headers, entrance, origin).await?;
    if let (Some(signed), Some(secret)) = (&signed, session::secret(headers, &state.config)) {
        account::note_session(&state.app, secret, &signed.ctx).await;
    }
    Ok(signed)
}

/// The person in whose name the token acts.
async fn by_token(state: &AppState, headers: &HeaderMap, origin: &Origin) -> Result<Signed, Error> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(Error::Unauthorized) };
    let token = value.to_str().ok().and_then(|text| text.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let address = origin.address.map(|address| address.to_string());
    let token = token.ok_or(Error::Unauthorized)?;
    let found = account::authenticate_token(&state.app, token, address.as_deref()).await?;
    Ok(Signed::of(found.ok_or(Error::Unauthorized)?, Entrance::Api, origin))
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

/// Who calls at this door: known by a token that is made for it, or by a session.
pub(crate) async fn admit(
    state: &AppState,
    door: Door,
    method: &Method,
    headers: &HeaderMap,
    origin: Origin,
) -> Result<Signed, Problem> {
    if headers.contains_key(header::AUTHORIZATION) {
        let signed = by_token(state, headers, &origin).await?;
        return Ok(Signed { ctx: signed.ctx.enter(door)?, ..signed });
    }
    let signed = calling(state, headers, Entrance::Api, &origin).await?.ok_or(Error::Unauthorized)?;
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

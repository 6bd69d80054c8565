//! Each request gets a name, a span and one line in the log.

use std::{net::IpAddr, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;
use uuid::Uuid;

use super::{peer, state::AppState};

/// The header that carries the name of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request, and from where it came.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Names the request in the log, in the audit log and in its answer.
    pub request_id: String,
    /// The caller's address.
    pub address: Option<IpAddr>,
}

/// Names a request, logs it, and tells the name in the answer. The address of the page is logged without its query: that can
/// hold what people searched for.
pub(crate) async fn trace(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let origin = origin(&state, &request);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let span = tracing::info_span!("request", id = %origin.request_id, method = %request.method(), route);
    let (id, path) = (origin.request_id.clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(origin);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| match status {
        500.. => tracing::warn!(status, micros, path, "answered"),
        _ => tracing::info!(status, micros, path, "answered"),
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn origin(state: &AppState, request: &Request) -> Origin {
    let trusted = &state.config.trusted_proxies;
    let address = peer::peer(request, trusted);
    // A stranger could name its request like another's: only a trusted proxy may name one.
    let named = if peer::from_trusted(request, trusted) { proxy_name(request.headers()) } else { None };
    let request_id = named.unwrap_or_else(|| state.app.id::<Uuid>().simple().to_string());
    Origin { request_id, address }
}

fn proxy_name(headers: &HeaderMap) -> Option<String> {
    let name = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ((1..=64).contains(&name.len()) && name.chars().all(plain)).then(|| name.to_owned())
}

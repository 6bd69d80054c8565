//! Each request gets a name, a span and one line in the log.

use std::{net::IpAddr, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tierline_app::{
    account::{LINK_PREFIX, READER_PREFIX},
    ticket::LISTENER_PREFIX,
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

/// Names a request, logs it, and tells the name in the answer. The address of the page is logged without its query, which can
/// hold what people searched for, and without the key of a calendar or news reader, which is a credential.
pub(crate) async fn trace(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let origin = origin(&state, &request);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let span = tracing::info_span!("request", id = %origin.request_id, method = %request.method(), route);
    let (id, path) = (origin.request_id.clone(), loggable(request.uri().path()));
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

/// A path as a log may have it: whatever begins like a reader's or a listener's key is left out, wherever it stands.
fn loggable(path: &str) -> String {
    let is_key = |part: &str| {
        let part = part.to_ascii_lowercase();
        [READER_PREFIX, LISTENER_PREFIX, LINK_PREFIX].iter().any(|prefix| part.contains(prefix))
    };
    let shown = |part: &str| if is_key(part) { "…".to_owned() } else { part.to_owned() };
    path.split('/').map(shown).collect::<Vec<_>>().join("/")
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 45 and 55: an address that is a credential does not reach a log, not even a mistyped one.
    #[test]
    fn a_readers_key_is_left_out_of_the_log() {
        assert_eq!(loggable("/reader/tlr_abc-DEF/health.ics"), "/reader/…/health.ics");
        assert_eq!(loggable("/welcome/tlp_abc-DEF"), "/welcome/…");
        assert_eq!(loggable("/tlr_abc/x"), "/…/x");
        assert_eq!(loggable("/ticket-events/tll_abc/listener/x"), "/ticket-events/…/listener/x");
        assert_eq!(loggable("/reader/%20TLR_abc/health.ic"), "/reader/…/health.ic");
        assert_eq!(loggable("/health/issues/his_01"), "/health/issues/his_01");
    }
}

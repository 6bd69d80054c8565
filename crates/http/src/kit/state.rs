//! What every handler can reach.

use std::sync::Arc;

use axum::http::HeaderValue;
use tierline_app::App;
use tokio_util::sync::CancellationToken;

use super::{
    fallback::{self, ErrorPage},
    limit::{Calls, Limits},
    peer::Network,
    session,
};

/// How the desk is reached from outside.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// The address that people and programs use, without a slash at its end: `https://desk.example`. Origins are compared
    /// with it.
    pub public_url: String,
    /// Networks whose word on the caller's address is believed (`X-Forwarded-For`).
    pub trusted_proxies: Vec<Network>,
    /// Whether cookies are marked for HTTPS only. Off on plain HTTP at a loopback address, where browsers would drop them.
    pub secure_cookies: bool,
    /// How often it may be called.
    pub calls: Calls,
}

/// The page that a sign-in service sends people back to who consented to a connection.
pub(crate) const CONSENT: &str = "/connections/consent";

impl HttpConfig {
    /// The same as an address: the application at the provider names it.
    pub(crate) fn consent_url(&self) -> String {
        format!("{}{CONSENT}", self.public_url)
    }
}

/// The application with what the entrance over HTTP adds. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// All that the program can do.
    pub app: App,
    /// How the desk is reached.
    pub config: Arc<HttpConfig>,
    /// Cancelled when the program is to stop: streams end, and [`crate::kit::probe`] says no.
    pub stopping: CancellationToken,
    /// Who has called how often.
    pub limits: Arc<Limits>,
    /// The streams that are open.
    pub streams: crate::web::Streams,
    /// Answers what goes wrong outside the API and outside a handler.
    pub error_page: ErrorPage,
}

impl AppState {
    /// Puts the state together.
    #[must_use]
    pub fn new(app: App, config: HttpConfig) -> Self {
        Self {
            app,
            limits: Arc::new(Limits::new(config.calls)),
            config: Arc::new(config),
            stopping: CancellationToken::new(),
            streams: Default::default(),
            error_page: fallback::plain,
        }
    }

    /// The cookie that gives a browser its session for this many seconds, under whatever secret it goes on. The next call is known by
    /// that, also where strangers at its address call too often.
    pub(crate) fn give_session(&self, secret: &str, seconds: i64) -> HeaderValue {
        self.limits.handed_out(secret);
        session::give(&self.config, secret, seconds)
    }
}

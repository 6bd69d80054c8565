//! The cookie that carries a session.
//!
//! `__Host-` binds it to this host and to HTTPS: neither a sub-domain nor a plain connection can set it. Browsers refuse that
//! prefix on plain HTTP, so a desk on a loopback address without HTTPS uses the plain name.

use axum::http::{HeaderMap, HeaderValue, header};

use super::state::HttpConfig;

/// The cookie's name under this configuration.
#[must_use]
pub const fn cookie_name(config: &HttpConfig) -> &'static str {
    if config.secure_cookies { "__Host-tierline" } else { "tierline" }
}

/// The name of the cookie of a sign-in that is not complete.
#[must_use]
pub const fn attempt_name(config: &HttpConfig) -> &'static str {
    if config.secure_cookies { "__Host-tierline-attempt" } else { "tierline-attempt" }
}

/// The session's secret that the caller sent.
#[must_use]
pub fn secret<'a>(headers: &'a HeaderMap, config: &HttpConfig) -> Option<&'a str> {
    sent(headers, cookie_name(config))
}

/// The secret of the caller's sign-in that is not complete.
#[must_use]
pub fn attempt<'a>(headers: &'a HeaderMap, config: &HttpConfig) -> Option<&'a str> {
    sent(headers, attempt_name(config))
}

fn sent<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    found.find_map(|pair| {
        pair.trim().split_once('=').filter(|(given, _)| *given == name).map(|(_, secret)| secret.trim())
    })
}

/// Gives a session to the browser for this many seconds.
///
/// `Lax` lets a link in a mail open the desk signed in; what changes something is checked by [`super::csrf`].
#[must_use]
pub fn give(config: &HttpConfig, secret: &str, seconds: i64) -> HeaderValue {
    cookie(config, cookie_name(config), secret, seconds)
}

/// Takes the session away.
#[must_use]
pub fn take(config: &HttpConfig) -> HeaderValue {
    cookie(config, cookie_name(config), "", 0)
}

/// Gives a sign-in that is not complete to the browser for this many seconds.
#[must_use]
pub fn give_attempt(config: &HttpConfig, secret: &str, seconds: i64) -> HeaderValue {
    cookie(config, attempt_name(config), secret, seconds)
}

/// Takes it away.
#[must_use]
pub fn take_attempt(config: &HttpConfig) -> HeaderValue {
    cookie(config, attempt_name(config), "", 0)
}

/// The name of the cookie of somebody who went to sign in elsewhere.
const fn errand_name(config: &HttpConfig) -> &'static str {
    if config.secure_cookies { "__Host-tierline-errand" } else { "tierline-errand" }
}

/// What binds the browser of somebody who went to sign in elsewhere to their coming back.
#[must_use]
pub fn errand<'a>(headers: &'a HeaderMap, config: &HttpConfig) -> Option<&'a str> {
    sent(headers, errand_name(config))
}

/// Gives that to the browser for this many seconds.
#[must_use]
pub fn give_errand(config: &HttpConfig, secret: &str, seconds: i64) -> HeaderValue {
    cookie(config, errand_name(config), secret, seconds)
}

/// Takes it away.
#[must_use]
pub fn take_errand(config: &HttpConfig) -> HeaderValue {
    cookie(config, errand_name(config), "", 0)
}

fn cookie(config: &HttpConfig, name: &str, secret: &str, seconds: i64) -> HeaderValue {
    let secure = if config.secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // A secret is made of letters, digits, dashes and underscores.
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::kit::limit::Calls;

    pub(crate) fn config(secure_cookies: bool) -> HttpConfig {
        HttpConfig {
            public_url: "https://desk.example".into(),
            trusted_proxies: Vec::new(),
            secure_cookies,
            calls: Calls::default(),
        }
    }

    #[test]
    fn a_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; tierline=other; __Host-tierline=abc-_1"));
        assert_eq!(secret(&headers, &config(true)), Some("abc-_1"));
        assert_eq!(secret(&headers, &config(false)), Some("other"));
        assert_eq!(secret(&HeaderMap::new(), &config(true)), None);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_plain_connections() {
        let given = give(&config(true), "abc", 60);
        assert_eq!(given, "__Host-tierline=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
        assert_eq!(take(&config(false)), "tierline=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}

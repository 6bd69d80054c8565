//! A change that a browser sends with the session's cookie must come from the desk's own pages: another site can make a
//! browser send the cookie, but neither read the token in the page nor choose the headers that tell where it stands.

use axum::http::{HeaderMap, Method, header};
use subtle::ConstantTimeEq;

use super::state::HttpConfig;

/// The header that carries the token where there is no form.
pub const HEADER: &str = "x-csrf-token";

/// The form field that carries it.
pub const FIELD: &str = "csrf";

/// Whether a method changes something.
#[must_use]
pub fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Whether the browser says that the request comes from a page of this desk, or does not say anything (a program, an old
/// browser: then the token alone decides).
///
/// `Sec-Fetch-Site` cannot be set by a page's script (Fetch Metadata); `Origin` is compared with the public address.
#[must_use]
pub fn from_here(headers: &HeaderMap, config: &HttpConfig) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => origin.as_bytes().eq_ignore_ascii_case(origin_of(&config.public_url).as_bytes()),
        None => true,
    }
}

/// Whether the given token is the session's. Takes the same time whatever is given.
#[must_use]
pub fn matches(expected: &str, given: Option<&str>) -> bool {
    let given = given.unwrap_or_default();
    !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

/// The token in the header.
#[must_use]
pub fn in_header(headers: &HeaderMap) -> Option<&str> {
    headers.get(HEADER).and_then(|value| value.to_str().ok())
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;
    use crate::kit::session::tests::config;

    fn here(given: &[(&'static str, &'static str)]) -> bool {
        let headers =
            given.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        from_here(&headers.collect(), &config(true))
    }

    /// Threat 47: forged requests from another site.
    #[test]
    fn another_site_is_told_from_the_desks_own_pages() {
        assert!(here(&[("sec-fetch-site", "same-origin")]));
        assert!(!here(&[("sec-fetch-site", "cross-site")]));
        assert!(!here(&[("sec-fetch-site", "same-site")]));
        assert!(here(&[("origin", "https://desk.example")]));
        assert!(!here(&[("origin", "https://desk.example.evil.example")]));
        assert!(!here(&[("origin", "http://desk.example")]));
        assert!(!here(&[("origin", "null")]));
        assert!(here(&[]));
    }

    #[test]
    fn an_empty_token_matches_nothing() {
        assert!(matches("abc", Some("abc")));
        assert!(!matches("abc", Some("abd")));
        assert!(!matches("abc", None));
        assert!(!matches("", Some("")));
        assert!(!matches("", None));
    }

    #[test]
    fn an_origin_ends_where_the_path_begins() {
        assert_eq!(origin_of("http://127.0.0.1:8080/desk"), "http://127.0.0.1:8080");
        assert_eq!(origin_of("https://desk.example"), "https://desk.example");
    }
}

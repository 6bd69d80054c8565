//! `Idempotency-Key`: a repeated call is the same call.

use axum::http::{HeaderMap, Method, Uri};
use sha2::{Digest, Sha256};
use tierline_app::{Error, Idempotency};

/// The header's name.
pub(crate) const HEADER: &str = "idempotency-key";

/// Longest key, in characters.
const LIMIT: usize = 200;

/// The caller's key with a digest of what it is used for: method, address and content.
///
/// # Errors
/// The key is empty, too long, or not of visible ASCII characters.
pub(crate) fn read(
    headers: &HeaderMap,
    method: &Method,
    uri: &Uri,
    content: &[&[u8]],
) -> Result<Option<Idempotency>, Error> {
    let Some(key) = headers.get(HEADER) else { return Ok(None) };
    let bytes = key.as_bytes();
    let fits = (1..=LIMIT).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
    if !fits {
        return Err(Error::field(
            "Idempotency-Key",
            "invalid",
            "Send 1 to 200 visible ASCII characters, such as a UUID.",
        ));
    }
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let mut digest = Sha256::new();
    // Each part with its length: two different calls never give the same bytes.
    for part in [method.as_str().as_bytes(), path.as_bytes()].iter().chain(content) {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let key = bytes.iter().copied().map(char::from).collect();
    Ok(Some(Idempotency { key, body_hash: digest.finalize().into() }))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(key: &str, path: &str, content: &[&[u8]]) -> Result<Option<Idempotency>, Error> {
        let headers = [(axum::http::HeaderName::from_static(HEADER), HeaderValue::from_str(key).unwrap())];
        read(&headers.into_iter().collect(), &Method::POST, &path.parse().unwrap(), content)
    }

    #[test]
    fn the_same_key_for_something_else_is_told_apart() {
        let hash = |path: &str, content: &[&[u8]]| of("k", path, content).unwrap().unwrap().body_hash;
        assert_eq!(hash("/a", &[b"xy"]), hash("/a", &[b"xy"]));
        assert_ne!(hash("/a", &[b"xy"]), hash("/b", &[b"xy"]));
        assert_ne!(hash("/a", &[b"xy"]), hash("/a", &[b"x", b"y"]));
        assert_ne!(hash("/a?dry_run=true", &[b"xy"]), hash("/a", &[b"xy"]));
    }

    #[test]
    fn a_key_is_short_and_visible() {
        for bad in ["", " ", "a b", &"x".repeat(201)] {
            assert!(of(bad, "/a", &[]).is_err(), "{bad:?}");
        }
        assert!(of(&"x".repeat(200), "/a", &[]).is_ok());
    }
}

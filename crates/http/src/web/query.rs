//! Addresses within the desk: reading and writing their queries.

use axum::{extract::Query, http::Uri};
use tierline_app::FieldError;

/// The parameters of an address, in their order.
pub(super) fn pairs(uri: &Uri) -> Vec<(String, String)> {
    Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default()
}

/// The first parameter of a name.
pub(super) fn value(uri: &Uri, name: &str) -> Option<String> {
    pairs(uri).into_iter().find(|(given, _)| given == name).map(|(_, value)| value)
}

/// The path and query without a parameter.
pub(super) fn without(uri: &Uri, name: &str) -> String {
    let rest = pairs(uri).into_iter().filter(|(given, _)| given != name);
    let rest: Vec<(String, String)> = rest.collect();
    let borrowed: Vec<(&str, &str)> = rest.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    with(uri.path(), &borrowed)
}

/// A path with parameters.
pub(super) fn with(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    for (name, value) in pairs {
        text.push(if text.contains('?') { '&' } else { '?' });
        text.push_str(&encoded(name));
        text.push('=');
        text.push_str(&encoded(value));
    }
    text
}

/// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Where a form may lead after it was sent: a path of this desk, and nothing that a browser takes for another host
/// (`//host`, `/\host`, a tab or line break that it leaves out).
pub(super) fn local(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain && path.len() <= 2000).then_some(path)
}

/// A parameter that is not what it should be, on an address that somebody typed.
pub(super) fn unreadable(name: &str) -> tierline_app::Error {
    tierline_app::Error::Invalid(vec![FieldError {
        field: name.to_owned(),
        code: "unknown".to_owned(),
        message: "This is not known here.".to_owned(),
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 20: a link to the desk that leads elsewhere after signing in.
    #[test]
    fn only_a_path_of_this_desk_is_led_to() {
        for good in ["/", "/cases?query=a%20b", "/cases/cas_1#ladder"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in [
            "",
            "cases",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a b",
            "/\u{e9}",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn what_was_done_is_taken_off_an_address() {
        let uri: Uri = "/cases?query=a%26b&done=note_added&status=".parse().unwrap();
        assert_eq!(without(&uri, "done"), "/cases?query=a%26b&status=");
        assert_eq!(without(&"/cases?done=x".parse().unwrap(), "done"), "/cases");
        assert_eq!(value(&uri, "query").as_deref(), Some("a&b"));
    }
}

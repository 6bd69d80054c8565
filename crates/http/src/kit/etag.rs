//! Versions: `ETag` on what is read and changed, `If-Match` on what changes it (RFC 9110, 8.8.3 and 13.1.1).

use axum::http::{HeaderMap, HeaderValue, header};
use tierline_app::Error;

/// The tag of a version: `"3"`.
pub(crate) fn etag(version: i64) -> HeaderValue {
    // Digits and quotation marks are always a header's value.
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"0\""))
}

/// The version that the caller read; none where it does not say, or takes any (`*`).
///
/// # Errors
/// Something else stands there than one tag of ours.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Error> {
    let mut values = headers.get_all(header::IF_MATCH).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" && values.next().is_none() {
        return Ok(None);
    }
    let strong = text.strip_prefix("W/").unwrap_or(text);
    // Programs forget the quotation marks; what is meant is clear.
    let bare = strong.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(strong);
    let digits = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    let version = if digits { bare.parse().ok() } else { None };
    match (version, values.next()) {
        (Some(version), None) => Ok(Some(version)),
        _ => Err(Error::field("If-Match", "invalid", "Send the ETag that you read, like \"3\".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Result<Option<i64>, ()> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::IF_MATCH, HeaderValue::from_str(value).unwrap());
        }
        if_match(&headers).map_err(|_| ())
    }

    #[test]
    fn a_version_is_read_back_from_its_tag() {
        assert_eq!(read(&[etag(3).to_str().unwrap()]), Ok(Some(3)));
        // A compressing proxy makes tags weak; the version is the same.
        assert_eq!(read(&["W/\"3\""]), Ok(Some(3)));
        assert_eq!(read(&["*"]), Ok(None));
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["3"]), Ok(Some(3)));
        for bad in [&["\"x\""][..], &["-3"], &["\"3\", \"4\""], &["\"3\"", "\"4\""], &[""]] {
            assert_eq!(read(bad), Err(()), "{bad:?}");
        }
    }
}

//! Reading bodies up to a limit.

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tierline_app::Error;

use super::problem::Problem;

/// The largest body of JSON, in bytes.
pub(crate) const JSON_LIMIT: usize = 1024 * 1024;

/// The largest upload or import, in bytes.
pub(crate) const UPLOAD_LIMIT: usize = 16 * 1024 * 1024;

/// Reads a body.
///
/// # Errors
/// It is larger than the limit, or the caller broke off.
pub(crate) async fn read(request: Request, limit: usize) -> Result<Bytes, Problem> {
    let (parts, body) = request.into_parts();
    require_small(&parts.headers, limit)?;
    collect(body, limit).await
}

/// Refuses a body that says itself that it is too large, before it is read.
pub(crate) fn require_small(headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    match length {
        Some(length) if length > limit as u64 => Err(Error::TooLarge { limit }.into()),
        _ => Ok(()),
    }
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if is_limit(error.as_ref()) => Err(Error::TooLarge { limit }.into()),
        Err(_) => Err(Problem::unreadable("broken_off", "The body broke off before its end: send it again.")),
    }
}

/// The limit hides behind the wrappers of a body.
fn is_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut source = Some(error);
    while let Some(error) = source {
        if error.is::<LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}

/// The type of the content without its parameters, in lower case; none where nothing is said.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

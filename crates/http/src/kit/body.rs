//! Reading bodies up to a limit.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt, LengthLimitError};
use tierline_app::Error;

use super::problem::Problem;

/// The largest body of JSON, in bytes.
pub(crate) const JSON_LIMIT: usize = 1024 * 1024;

/// The largest upload or import, in bytes.
pub(crate) const UPLOAD_LIMIT: usize = 16 * 1024 * 1024;

/// How much of a body that is too large is still read, and thrown away, in bytes: who is still sending does not hear an answer.
const PATIENCE: usize = 4 * UPLOAD_LIMIT;

/// How long that may take.
const PATIENCE_TIME: Duration = Duration::from_secs(10);

/// Reads a body.
///
/// # Errors
/// It is larger than the limit, or the caller broke off.
pub(crate) async fn read(request: Request, limit: usize) -> Result<Bytes, Problem> {
    collect(admit(request, limit).await?.into_body(), limit).await
}

/// Gives a request back whose body does not say itself that it is too large; else lets the caller finish, and refuses.
///
/// # Errors
/// It is larger than the limit.
pub(crate) async fn admit(request: Request, limit: usize) -> Result<Request, Problem> {
    let Err(refusal) = require_small(request.headers(), limit) else { return Ok(request) };
    // Who waits for a word before sending (`Expect: 100-continue`) has not begun.
    if !request.headers().contains_key(header::EXPECT) {
        let _ = tokio::time::timeout(PATIENCE_TIME, throw_away(request.into_body())).await;
    }
    Err(refusal)
}

/// Reads on without keeping anything.
async fn throw_away(mut body: Body) {
    let mut left = PATIENCE;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}

/// Refuses a body that says itself that it is too large, before it is read.
fn require_small(headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    match length {
        Some(length) if length > limit as u64 => Err(Error::TooLarge { limit }.into()),
        _ => Ok(()),
    }
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut kept = Vec::new();
    while let Some(frame) = body.frame().await {
        let data = match frame {
            Ok(frame) => frame.into_data().unwrap_or_default(),
            Err(error) if is_limit(&error) => return Err(Error::TooLarge { limit }.into()),
            Err(_) => {
                return Err(Problem::unreadable("broken_off", "The body broke off before its end: send it again."));
            }
        };
        if kept.len() + data.len() > limit {
            let _ = tokio::time::timeout(PATIENCE_TIME, throw_away(body)).await;
            return Err(Error::TooLarge { limit }.into());
        }
        kept.extend_from_slice(&data);
    }
    Ok(kept.into())
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

/// Whether content of this type is read as JSON; so it is where nothing is said.
pub(crate) fn is_json(media_type: Option<&str>) -> bool {
    media_type.is_none_or(|given| given == "application/json" || given.ends_with("+json"))
}

/// The type of the content without its parameters, in lower case; none where nothing is said.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

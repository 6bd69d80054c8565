//! What a calendar or news reader fetches: service health as the person behind a key may see it, now.
//!
//! These programs send neither cookies nor headers of ours: the address is the credential (threat 45). So it opens this and nothing
//! else, no log of ours has it, no answer repeats it, and whatever is wrong with it is answered alike.

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};
use tierline_app::{Error, account, health};
use tierline_render::{Frame, Locale, ReaderView};

use crate::kit::{auth, state::AppState, trace::Origin};

/// What a program asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Calendar,
    News,
}

impl Kind {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::News => "application/atom+xml; charset=utf-8",
        }
    }

    const fn disposition(self) -> &'static str {
        match self {
            Self::Calendar => "inline; filename=\"health.ics\"",
            Self::News => "inline; filename=\"health.atom\"",
        }
    }
}

/// The addresses of a key: of its calendar, and of its feed of news.
pub(crate) fn addresses(public_url: &str, key: &str) -> (String, String) {
    (format!("{public_url}/reader/{key}/health.ics"), format!("{public_url}/reader/{key}/health.atom"))
}

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/reader/{key}/health.ics", get(calendar)).route("/reader/{key}/health.atom", get(news))
}

async fn calendar(State(state): State<AppState>, Path(key): Path<String>, request: Request) -> Response {
    answer(&state, &key, Kind::Calendar, auth::origin(&request), request.headers().clone()).await
}

async fn news(State(state): State<AppState>, Path(key): Path<String>, request: Request) -> Response {
    answer(&state, &key, Kind::News, auth::origin(&request), request.headers().clone()).await
}

async fn answer(state: &AppState, key: &str, kind: Kind, origin: Origin, asked: HeaderMap) -> Response {
    let mut response = match written(state, key, kind, origin).await {
        Ok(Some(text)) => whole(text, kind, &asked),
        Ok(None) | Err(Error::NotFound | Error::Forbidden { .. }) => nothing(),
        Err(Error::TooMany { retry_after }) => too_often(retry_after),
        Err(error) => {
            tracing::error!(?error, "what a reader asked for could not be shown");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], "The desk cannot answer now.\n")
                .into_response()
        }
    };
    let headers = response.headers_mut();
    // Nothing that somebody opens from here learns the address, and no search engine keeps it.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    response
}

/// One answer for a key that never was, was revoked or has ended, and for a person who is gone or may not look any more.
fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

fn too_often(seconds: u64) -> Response {
    let text = format!("That is too often: come again in {seconds} s.\n");
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], text).into_response()
}

async fn written(state: &AppState, key: &str, kind: Kind, origin: Origin) -> Result<Option<String>, Error> {
    let knock = auth::knock(state, &origin, Some(key))?;
    let address = origin.address.map(|address| address.to_string());
    let opened = account::open_reader(&state.app, key, origin.request_id, address).await?;
    state.limits.settle(knock, opened.is_some());
    let Some(reader) = opened else { return Ok(None) };
    state.limits.reader(reader.key, state.app.now())?;
    let issues = health::outlook(&state.app, &reader.ctx, &reader.scope, kind == Kind::News).await?;
    let ctx = &reader.ctx;
    let locale = ctx.user.language.map_or(Locale::En, Locale::from);
    let frame = Frame::new(locale, ctx.zone(), state.app.now());
    let view = ReaderView {
        id: reader.key.uuid(),
        organization: ctx.organization.name.clone(),
        name: reader.name,
        public_url: state.config.public_url.clone(),
        issues,
    };
    Ok(Some(match kind {
        Kind::Calendar => view.calendar(&frame),
        Kind::News => view.atom(&frame),
    }))
}

/// The whole text, or that it is what the program has already (RFC 9110, 13.1.2).
fn whole(text: String, kind: Kind, asked: &HeaderMap) -> Response {
    let tag = tag(&text);
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|value| value.split(',')).any(|given| matches(given.trim(), &tag));
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { (StatusCode::OK, text).into_response() };
    let headers = response.headers_mut();
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(kind.disposition()));
    }
    // Its own program may keep it, and has to ask each time whether it still may.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    response
}

fn tag(text: &str) -> String {
    let hash: String = Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}\"")
}

/// Whether a tag is meant: compressing makes one weak, the text stays the same.
fn matches(given: &str, tag: &str) -> bool {
    given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> StatusCode {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(value).unwrap());
        whole("text".to_owned(), Kind::News, &headers).status()
    }

    #[test]
    fn what_a_program_has_already_is_not_sent_again() {
        let tag = tag("text");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            assert_eq!(asked(&known), StatusCode::NOT_MODIFIED, "{known}");
        }
        for other in ["\"other\"", "text", ""] {
            assert_eq!(asked(other), StatusCode::OK, "{other}");
        }
        assert_eq!(whole("text".to_owned(), Kind::News, &HeaderMap::new()).headers()[header::ETAG], tag.as_str());
    }
}

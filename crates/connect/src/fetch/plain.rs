//! A feed that is one document at one address. It is asked whether it has changed, and follows few redirects.

use chrono::{DateTime, Utc};
use reqwest::{
    StatusCode, Url,
    header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION},
};
use tierline_app::{FetchCall, FetchFailure, Fetched};

use super::{Fetcher, failure, refused, unanswered};
use crate::outbound::{Reply, Request, host};

/// Redirects that are followed, each checked like the first address.
const REDIRECTS: usize = 3;

/// Gets the document, or hears that it is the one that was got before.
pub(super) async fn fetch(fetcher: &Fetcher, call: &FetchCall) -> Result<Fetched, FetchFailure> {
    let (outbound, limit) = (&fetcher.outbound, fetcher.settings.limits.page_bytes);
    let mut url = Url::parse(&call.location).map_err(|_| failure("the feed's address is none".to_owned()))?;
    let headers = conditions(call);
    for _ in 0..=REDIRECTS {
        let request = Request::get(url.clone()).headers(headers.clone()).up_to(limit).without_refusals();
        let reply = outbound.send(request).await.map_err(unanswered)?;
        match redirect(&reply, &url)? {
            Some(next) => url = next,
            None => return judge(reply, host(&url), !headers.is_empty(), outbound.clock().now()),
        }
    }
    Err(failure(format!("{} points elsewhere more than {REDIRECTS} times", host(&url))))
}

fn conditions(call: &FetchCall) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &Option<String>| {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    };
    put(IF_NONE_MATCH, &call.etag);
    put(IF_MODIFIED_SINCE, &call.last_modified);
    headers
}

/// Where the answer points, if it does.
fn redirect(reply: &Reply, from: &Url) -> Result<Option<Url>, FetchFailure> {
    if !matches!(reply.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let to = reply.header(LOCATION).and_then(|text| from.join(&text).ok());
    to.map(Some).ok_or_else(|| failure(format!("{} points elsewhere and does not say where", host(from))))
}

fn judge(reply: Reply, host: &str, asked_for_news: bool, now: DateTime<Utc>) -> Result<Fetched, FetchFailure> {
    let source_time = reply.source_time();
    match reply.status {
        StatusCode::NOT_MODIFIED if asked_for_news => Ok(Fetched::Unchanged { source_time }),
        StatusCode::OK => Ok(Fetched::Payload {
            etag: reply.header(ETAG),
            last_modified: reply.header(LAST_MODIFIED),
            source_time,
            pages: vec![reply.body],
        }),
        _ => Err(refused(&reply, host, now)),
    }
}

//! Feeds of one tenant that come in pages: Microsoft Graph and Azure Resource Manager.

use std::collections::HashSet;

use reqwest::{
    StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use serde::Deserialize;
use serde_json::Value;
use tierline_app::{FetchCall, FetchFailure, Fetched};
use tierline_domain::{health::FeedFormat, usual_authority};

use super::{
    Fetcher,
    budget::{Key, is_azure},
    failure, refused, unanswered,
};
use crate::outbound::{Login, Proof, Reply, Request, bearing, host};

/// Seconds for which a source is left alone that asked for it and did not say how long.
const UNSAID_RETRY_SECONDS: i64 = 60;

/// The path of a format below the provider's root. An address that has a path of its own is taken as it is.
fn path(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::GraphMessages => "/v1.0/admin/serviceAnnouncement/messages",
        FeedFormat::GraphOverviews => "/v1.0/admin/serviceAnnouncement/healthOverviews",
        FeedFormat::AzureEvents => "/providers/Microsoft.ResourceHealth/events?api-version=2022-10-01",
        _ => "/v1.0/admin/serviceAnnouncement/issues",
    }
}

/// The right that a format needs, in the provider's word for it.
const fn right(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::GraphMessages => "ServiceMessage.Read.All",
        FeedFormat::AzureEvents => "the role Reader",
        _ => "ServiceHealth.Read.All",
    }
}

/// Where a page says that another follows.
#[derive(Deserialize)]
struct Next {
    #[serde(rename = "@odata.nextLink", alias = "nextLink", default)]
    next: Option<Value>,
}

/// One reading of all pages.
struct Walk<'a> {
    fetcher: &'a Fetcher,
    format: FeedFormat,
    login: Option<Login>,
    key: Key,
}

/// Gets all pages.
pub(super) async fn fetch(fetcher: &Fetcher, call: &FetchCall) -> Result<Fetched, FetchFailure> {
    let first = address(call)?;
    let login = login(fetcher, call, &first)?;
    let key = Key {
        is_azure: is_azure(call.format),
        application: login.as_ref().map_or_else(|| host(&first).to_owned(), |login| login.application.clone()),
        tenant: call.tenant.clone().unwrap_or_default(),
    };
    Walk { fetcher, format: call.format, login, key }.pages(first).await
}

fn address(call: &FetchCall) -> Result<Url, FetchFailure> {
    let none = || failure("the feed's address is none".to_owned());
    let root = Url::parse(&call.location).map_err(|_| none())?;
    if root.path() == "/" && root.query().is_none() {
        root.join(path(call.format)).map_err(|_| none())
    } else {
        Ok(root)
    }
}

/// The token is for the host that is asked and for no other, so that it is worth nothing elsewhere.
fn login(fetcher: &Fetcher, call: &FetchCall, first: &Url) -> Result<Option<Login>, FetchFailure> {
    if let (None, Some(connection)) = (&call.credential, &call.connection) {
        let tenant = call.tenant.as_deref().filter(|tenant| !tenant.is_empty());
        let tenant =
            tenant.ok_or_else(|| failure("the feed is for no tenant, and its connection is for one".to_owned()))?;
        return fetcher.outbound.login(connection, tenant, first).map_err(unanswered);
    }
    let Some(credential) = &call.credential else { return Ok(None) };
    let tenant = call.tenant.clone().filter(|tenant| !tenant.is_empty());
    let tenant =
        tenant.ok_or_else(|| failure("the feed is for no tenant, and its credential is for one".to_owned()))?;
    let authority = fetcher.outbound.authority().unwrap_or(usual_authority(call.cloud));
    Ok(Some(Login {
        address: Login::address_of(authority, &tenant),
        tenant: Some(tenant),
        application: credential.client_id.clone(),
        proof: Proof::Named(credential.secret.clone()),
        scope: Some(format!("{}/.default", first.origin().ascii_serialization())),
    }))
}

impl Walk<'_> {
    async fn pages(&self, first: Url) -> Result<Fetched, FetchFailure> {
        let limits = &self.fetcher.settings.limits;
        let (mut seen, mut url) = (HashSet::from([first.clone()]), first.clone());
        let (mut pages, mut left, mut source_time) = (Vec::new(), limits.whole_bytes, None);
        loop {
            let reply = self.page(&url).await?;
            source_time = source_time.or_else(|| reply.source_time());
            left = left.checked_sub(reply.body.len()).ok_or_else(|| {
                failure(format!("the pages of {} are larger than {} bytes", host(&first), limits.whole_bytes))
            })?;
            let next = next(&reply, &url, &first)?;
            pages.push(reply.body);
            let Some(next) = next else {
                return Ok(Fetched::Payload { pages, etag: None, last_modified: None, source_time });
            };
            if !seen.insert(next.clone()) {
                return Err(failure(format!("the pages of {} lead in a circle", host(&first))));
            }
            if pages.len() >= limits.pages {
                return Err(failure(format!("{} has more than {} pages", host(&first), limits.pages)));
            }
            url = next;
        }
    }

    /// One page. A token that is refused is asked for anew, once.
    async fn page(&self, url: &Url) -> Result<Reply, FetchFailure> {
        let Fetcher { outbound, budgets, settings } = self.fetcher;
        let mut refused_before = false;
        loop {
            let token = match &self.login {
                Some(login) => Some((login, outbound.token(login).await.map_err(unanswered)?)),
                None => None,
            };
            budgets.pass(&self.key, outbound.clock()).await?;
            let request =
                Request::get(url.clone()).headers(headers()).up_to(settings.limits.page_bytes).without_refusals();
            let request = match &token {
                Some((_, token)) => bearing(request, AUTHORIZATION, token),
                None => request,
            };
            let reply = outbound.send(request).await.map_err(unanswered)?;
            match (reply.status, &token) {
                (StatusCode::OK, _) => return Ok(reply),
                (StatusCode::UNAUTHORIZED, Some((login, token))) if !refused_before => {
                    refused_before = true;
                    outbound.forget(login, token).await;
                }
                _ => return Err(self.refusal(&reply, url)),
            }
        }
    }

    /// What a refusal means. Who asks to be left alone is left alone by all feeds of the application and the tenant.
    fn refusal(&self, reply: &Reply, url: &Url) -> FetchFailure {
        let now = self.fetcher.outbound.clock().now();
        let mut failure = refused(reply, host(url), now);
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            let unsaid = now + chrono::Duration::seconds(UNSAID_RETRY_SECONDS);
            failure.not_before = failure.not_before.or(Some(unsaid));
        }
        if let Some(until) = failure.not_before {
            self.fetcher.budgets.hold(&self.key, until);
        }
        if let Some(login) = &self.login {
            let who = format!(
                "the application {} in the tenant {}",
                login.application,
                login.tenant.as_deref().unwrap_or("")
            );
            match reply.status {
                StatusCode::UNAUTHORIZED => failure.reason = format!("{} does not let in {who} (401)", host(url)),
                StatusCode::FORBIDDEN => {
                    failure.reason = format!("{} refuses {who}: it needs {} (403)", host(url), right(self.format));
                }
                _ => {}
            }
        }
        failure
    }
}

fn headers() -> HeaderMap {
    HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static("application/json")),
        (HeaderName::from_static("prefer"), HeaderValue::from_static("odata.maxpagesize=1000")),
    ])
}

/// The address of the next page, taken whole as it is. It stays where the first was: the token goes nowhere else.
fn next(reply: &Reply, url: &Url, first: &Url) -> Result<Option<Url>, FetchFailure> {
    let bytes = reply.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&reply.body);
    let unclear = || failure(format!("{} does not say clearly whether another page follows", host(url)));
    let next = match serde_json::from_slice::<Next>(bytes) {
        Ok(next) => next.next,
        // What is no JSON, or a bare list, is for the reader of the format to judge.
        Err(error) if error.is_data() && bytes.trim_ascii_start().first() == Some(&b'{') => return Err(unclear()),
        Err(_) => None,
    };
    let link = match next {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(link)) if link.is_empty() => return Ok(None),
        Some(Value::String(link)) => link,
        Some(_) => return Err(unclear()),
    };
    let next = url.join(&link).map_err(|_| unclear())?;
    if next.origin() != first.origin() {
        return Err(failure(format!("the next page of {} is said to be on another host", host(first))));
    }
    Ok(Some(next))
}

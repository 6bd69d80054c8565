//! One request over HTTP and its answer, within limits: time, bytes, and where it may go.

use std::{
    error::Error as _,
    sync::{Arc, OnceLock},
    time::Duration,
};

use chrono::{DateTime, Utc};
use reqwest::{
    Client, RequestBuilder, StatusCode, Url,
    header::{DATE, HeaderMap, HeaderName, RETRY_AFTER},
    redirect::Policy,
};
use tierline_app::FetchFailure;

use super::{
    Limits,
    allow::Allow,
    failure,
    resolve::{Guard, Lookup, NotPublic},
};

/// Under this name the desk asks.
const AGENT: &str = concat!("Tierline/", env!("CARGO_PKG_VERSION"));
/// The longest that a source may ask to be left alone: beyond it, it is asked again all the same.
const LONGEST_RETRY_SECONDS: i64 = 24 * 60 * 60;

/// Makes requests. The client is made with the first one: most commands make none.
pub(super) struct Http {
    allow: Allow,
    limits: Limits,
    lookup: Arc<dyn Lookup>,
    client: OnceLock<Result<Client, String>>,
}

/// An answer. The body is there where it was asked for.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// A header's value, where it is text.
    pub(super) fn header(&self, name: HeaderName) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    /// What the source's clock said.
    pub(super) fn source_time(&self) -> Option<DateTime<Utc>> {
        date(&self.header(DATE)?)
    }

    /// Until when the source asks to be left alone, in seconds or as a time (RFC 9110, 10.2.3). A time is one of its own clock.
    pub(super) fn retry_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !matches!(self.status.as_u16(), 429 | 503) {
            return None;
        }
        let text = self.header(RETRY_AFTER)?;
        let wait = match text.trim().parse::<u32>() {
            Ok(seconds) => chrono::Duration::seconds(i64::from(seconds)),
            Err(_) => date(&text)? - self.source_time().unwrap_or(now),
        };
        Some(now + wait.clamp(chrono::Duration::zero(), chrono::Duration::seconds(LONGEST_RETRY_SECONDS)))
    }

    /// What an answer that is no payload means.
    pub(super) fn refusal(&self, host: &str, now: DateTime<Utc>) -> FetchFailure {
        let code = self.status.as_u16();
        let reason = match code {
            301 | 302 | 303 | 307 | 308 => format!("{host} points elsewhere ({code}), which is not followed here"),
            401 => format!("{host} asks for a sign-in (401)"),
            403 => format!("{host} refuses the desk (403)"),
            404 | 410 => format!("{host} has nothing at the feed's address ({code})"),
            429 => format!("{host} asks to be asked less often (429)"),
            500..=599 => format!("{host} is in trouble itself ({code})"),
            _ => format!("{host} answered {code}, which is no feed"),
        };
        FetchFailure { not_before: self.retry_at(now), ..failure(reason) }
    }
}

/// A time as HTTP writes it (RFC 9110, 5.6.7).
fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|time| time.with_timezone(&Utc))
}

/// The host of an address, for people: the rest of an address may hold what is nobody's business.
pub(super) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("the source")
}

impl Http {
    pub(super) fn new(allow: Allow, limits: Limits, lookup: Arc<dyn Lookup>) -> Self {
        Self { allow, limits, lookup, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&Client, FetchFailure> {
        let make = || {
            let guard = Guard { allow: self.allow.clone(), lookup: self.lookup.clone() };
            client(guard, &self.limits)
        };
        self.client.get_or_init(make).as_ref().map_err(|reason| failure(reason.clone()))
    }

    /// Reads what is at an address.
    pub(super) async fn get(&self, url: &Url, headers: HeaderMap) -> Result<Reply, FetchFailure> {
        self.allow.check(url).map_err(failure)?;
        let request = self.client()?.get(url.clone()).headers(headers);
        self.send(url, request, self.limits.page_bytes, |status| status == StatusCode::OK).await
    }

    /// Sends a form. The answer is small, and read whatever its status.
    pub(super) async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Reply, FetchFailure> {
        const ANSWER_BYTES: usize = 64 * 1024;
        self.allow.check(url).map_err(failure)?;
        let request = self.client()?.post(url.clone()).form(form);
        self.send(url, request, ANSWER_BYTES, |_| true).await
    }

    async fn send(
        &self,
        url: &Url,
        request: RequestBuilder,
        limit: usize,
        wanted: impl Fn(StatusCode) -> bool,
    ) -> Result<Reply, FetchFailure> {
        let said = |error: &reqwest::Error| failure(self.reason(host(url), error));
        let mut response = request.send().await.map_err(|error| said(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        if wanted(status) {
            // Unpacked piece by piece, so that a bomb is seen before it has grown.
            while let Some(chunk) = response.chunk().await.map_err(|error| said(&error))? {
                if body.len() + chunk.len() > limit {
                    return Err(failure(format!("the answer of {} is larger than {limit} bytes", host(url))));
                }
                body.extend_from_slice(&chunk);
            }
        }
        Ok(Reply { status, headers, body })
    }

    /// Why there is no answer. The library's own words would hold the whole address.
    fn reason(&self, host: &str, error: &reqwest::Error) -> String {
        let mut cause = error.source();
        while let Some(inner) = cause {
            if let Some(refused) = inner.downcast_ref::<NotPublic>() {
                return refused.to_string();
            }
            if inner.downcast_ref::<rustls::Error>().is_some() {
                return format!("{host} has no certificate that this machine trusts");
            }
            cause = inner.source().or_else(|| nested(inner));
        }
        match (error.is_connect(), error.is_timeout()) {
            (true, true) => format!("{host} could not be reached within {} seconds", self.limits.connect.as_secs()),
            (true, false) => format!("{host} could not be reached"),
            (false, true) => format!("{host} did not answer in full within {} seconds", self.limits.whole.as_secs()),
            (false, false) if error.is_body() || error.is_decode() => {
                format!("the answer of {host} broke off or could not be unpacked")
            }
            (false, false) => format!("{host} gave no proper answer"),
        }
    }
}

/// An error of the system may carry another that it does not call its source.
fn nested<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
    Some(inner as &(dyn std::error::Error + 'static))
}

fn client(guard: Guard, limits: &Limits) -> Result<Client, String> {
    let mut roots = rustls::RootCertStore::empty();
    // A machine without any still reads plain addresses that its operator allows; over TLS it then trusts nobody.
    let (_, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| "TLS can't be set up".to_owned())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(guard))
        // A proxy of the environment would make the connection where the address is not checked.
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(limits.connect)
        .timeout(limits.whole)
        .pool_idle_timeout(Duration::from_secs(30))
        .user_agent(AGENT)
        .build()
        .map_err(|_| "the HTTP client can't be set up".to_owned())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use reqwest::header::HeaderValue;

    use super::*;

    fn reply(status: u16, headers: &[(HeaderName, &'static str)]) -> Reply {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        Reply { status: StatusCode::from_u16(status).unwrap(), headers, body: Vec::new() }
    }

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    #[test]
    fn a_source_is_left_alone_for_as_long_as_it_asks() {
        let seconds = |status, text| {
            let at = reply(status, &[(RETRY_AFTER, text)]).retry_at(now());
            at.map(|at| (at - now()).num_seconds())
        };
        assert_eq!(seconds(429, "17"), Some(17));
        assert_eq!(seconds(503, "Mon, 02 Mar 2026 08:02:00 GMT"), Some(120));
        assert_eq!(seconds(503, "Mon, 02 Mar 2026 07:00:00 GMT"), Some(0));
        assert_eq!(seconds(429, "4294967295"), Some(LONGEST_RETRY_SECONDS));
        assert_eq!(seconds(429, "soon"), None);
        assert_eq!(seconds(500, "17"), None);
    }

    #[test]
    fn a_time_to_come_back_is_one_of_the_sources_own_clock() {
        let headers = [(RETRY_AFTER, "Mon, 02 Mar 2026 09:01:00 GMT"), (DATE, "Mon, 02 Mar 2026 09:00:00 GMT")];
        assert_eq!(reply(503, &headers).retry_at(now()), Some(now() + chrono::Duration::seconds(60)));
    }
}

//! One request over HTTP and its answer, within limits: time, bytes, and where it may go.

use std::{
    error::Error as _,
    sync::{Arc, OnceLock},
    time::Duration,
};

use chrono::{DateTime, Utc};
use reqwest::{
    NoProxy, Response, StatusCode, Url,
    header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};

use super::{
    allow::Allow,
    resolve::{Guard, Lookup, NotPublic},
};

pub use reqwest::Method;

/// Under this name the desk asks.
const AGENT: &str = concat!("Tierline/", env!("CARGO_PKG_VERSION"));
/// The longest that a source may ask to be left alone: beyond it, it is asked again all the same.
const LONGEST_RETRY_SECONDS: i64 = 24 * 60 * 60;
/// Bytes of an answer that are read where a request does not say more.
const USUAL_BYTES: usize = 8 * 1024 * 1024;
/// Bytes that are read of an answer which is a refusal.
const REFUSAL_BYTES: usize = 64 * 1024;

/// How long a connection and an answer may take, where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// For making a connection.
    pub connect: Duration,
    /// For one answer, from the request to the last byte.
    pub whole: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), whole: Duration::from_secs(20) }
    }
}

/// A proxy that all requests go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its address, `http://proxy.example:3128`; a user name and a password can stand in it.
    pub address: String,
    /// Hosts, domains and ranges that are reached without it.
    pub bypass: Vec<String>,
}

/// A request that is to go out.
#[derive(Debug, Clone)]
pub struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Vec<u8>,
    limit: usize,
    whole: Option<Duration>,
    reads_refusals: bool,
}

impl Request {
    /// A request for an address.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Vec::new(),
            limit: USUAL_BYTES,
            whole: None,
            reads_refusals: true,
        }
    }

    /// A request to read an address.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// With these headers beside those it has.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// With one more header. A value that is none for a header is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// With a header whose value is shown nowhere.
    #[must_use]
    pub fn secret_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }

    /// With a body of this type.
    #[must_use]
    pub fn body(mut self, media_type: &'static str, body: Vec<u8>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        self.body = body;
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.body("application/json", body.to_string().into_bytes())
    }

    /// With a form for its body.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.body("application/x-www-form-urlencoded", form(fields).into_bytes())
    }

    /// Whose answer may have this many bytes, unpacked.
    #[must_use]
    pub const fn up_to(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Whose answer may take this long.
    #[must_use]
    pub const fn within(mut self, whole: Duration) -> Self {
        self.whole = Some(whole);
        self
    }

    /// Of whose refusals the status alone is of interest.
    #[must_use]
    pub const fn without_refusals(mut self) -> Self {
        self.reads_refusals = false;
        self
    }

    /// Where it goes.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }
}

/// A form's fields as they travel: written as the query of an address is.
fn form(fields: &[(&str, &str)]) -> String {
    let mut url = Url::parse("form:///").expect("an address");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing of the request has reached the other end: it can be sent again.
    NotSent {
        /// What happened, in one sentence without anything secret.
        reason: String,
        /// Before this time there is no use in another try.
        not_before: Option<DateTime<Utc>>,
    },
    /// The sign-in service does not let the application in: nothing has reached the other end.
    Denied {
        /// Why, in one sentence without anything secret.
        reason: String,
    },
    /// It went out, at least in part, and no whole answer came: it may have been done.
    Unanswered {
        /// What happened, in one sentence without anything secret.
        reason: String,
    },
}

impl Fault {
    /// A request that was not sent.
    #[must_use]
    pub const fn not_sent(reason: String) -> Self {
        Self::NotSent { reason, not_before: None }
    }

    /// What happened.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::NotSent { reason, .. } | Self::Denied { reason } | Self::Unanswered { reason } => reason,
        }
    }

    /// What happened, to keep.
    #[must_use]
    pub fn into_reason(self) -> String {
        match self {
            Self::NotSent { reason, .. } | Self::Denied { reason } | Self::Unanswered { reason } => reason,
        }
    }
}

/// An answer. Of a refusal the body is there as far as it was asked for and came.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value, where it is text.
    #[must_use]
    pub fn header(&self, name: HeaderName) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    /// What the other end's clock said.
    #[must_use]
    pub fn source_time(&self) -> Option<DateTime<Utc>> {
        date(&self.header(DATE)?)
    }

    /// Until when the other end asks to be left alone, in seconds or as a time (RFC 9110, 10.2.3). A time is one of its own clock.
    #[must_use]
    pub fn retry_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
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

    /// What an answer that is a refusal means. `subject` is what was asked for: `the feed`.
    #[must_use]
    pub fn refusal(&self, host: &str, subject: &str) -> String {
        let code = self.status.as_u16();
        match code {
            301 | 302 | 303 | 307 | 308 => format!("{host} points elsewhere ({code}), which is not followed here"),
            401 => format!("{host} asks for a sign-in (401)"),
            403 => format!("{host} refuses the desk (403)"),
            404 | 410 => format!("{host} has nothing at {subject}'s address ({code})"),
            429 => format!("{host} asks to be asked less often (429)"),
            500..=599 => format!("{host} is in trouble itself ({code})"),
            _ => format!("{host} answered {code}, which is no answer for {subject}"),
        }
    }
}

/// A time as HTTP writes it (RFC 9110, 5.6.7).
fn date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|time| time.with_timezone(&Utc))
}

/// The host of an address, for people: the rest of an address may hold what is nobody's business.
#[must_use]
pub fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("the source")
}

/// Makes requests. What it is built on is made with the first one: most commands make none.
pub(crate) struct Client {
    allow: Allow,
    proxy: Option<Proxy>,
    times: Times,
    lookup: Arc<dyn Lookup>,
    client: OnceLock<Result<reqwest::Client, String>>,
}

impl Client {
    /// Whether requests go through a proxy.
    pub(crate) const fn has_proxy(&self) -> bool {
        self.proxy.is_some()
    }

    pub(crate) fn new(allow: Allow, proxy: Option<Proxy>, times: Times, lookup: Arc<dyn Lookup>) -> Self {
        Self { allow, proxy, times, lookup, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&reqwest::Client, Fault> {
        let made = self.client.get_or_init(|| {
            let proxy = self.proxy.as_ref().and_then(|proxy| Url::parse(&proxy.address).ok());
            let proxy = proxy.and_then(|url| url.host_str().map(str::to_owned));
            let guard = Guard { allow: self.allow.clone(), proxy, lookup: self.lookup.clone() };
            client(guard, self.proxy.as_ref(), &self.times)
        });
        made.as_ref().map_err(|reason| Fault::not_sent(reason.clone()))
    }

    /// Sends a request and reads its answer. No redirect is followed: the caller decides, and asks again here.
    pub(crate) async fn send(&self, request: Request) -> Result<Reply, Fault> {
        let Request { method, url, headers, body, limit, whole, reads_refusals } = request;
        self.allow.check(&url).map_err(Fault::not_sent)?;
        let mut building = self.client()?.request(method, url.clone()).headers(headers);
        if !body.is_empty() {
            building = building.body(body);
        }
        if let Some(whole) = whole {
            building = building.timeout(whole);
        }
        let said = |error: &reqwest::Error| self.reason(host(&url), error, whole.unwrap_or(self.times.whole));
        let mut response = building.send().await.map_err(|error| match error.is_connect() || error.is_builder() {
            true => Fault::not_sent(said(&error)),
            // What is not certain counts as sent.
            false => Fault::Unanswered { reason: said(&error) },
        })?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = match status.is_success() {
            true => whole_body(&mut response, limit, host(&url))
                .await
                .map_err(|failed| Fault::Unanswered { reason: failed.unwrap_or_else(|error| said(&error)) })?,
            false if reads_refusals => beginning(&mut response).await,
            false => Vec::new(),
        };
        Ok(Reply { status, headers, body })
    }

    /// Why there is no answer. The library's own words would hold the whole address.
    fn reason(&self, host: &str, error: &reqwest::Error, whole: Duration) -> String {
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
            (true, true) => format!("{host} could not be reached within {} seconds", self.times.connect.as_secs()),
            (true, false) => format!("{host} could not be reached"),
            (false, true) => format!("{host} did not answer in full within {} seconds", whole.as_secs()),
            (false, false) if error.is_body() || error.is_decode() => {
                format!("the answer of {host} broke off or could not be unpacked")
            }
            (false, false) => format!("{host} gave no proper answer"),
        }
    }
}

/// Why an answer is not read to its end.
pub(crate) fn too_large(host: &str, limit: usize) -> String {
    format!("the answer of {host} is larger than {limit} bytes")
}

/// All of an answer's body; an error in words of ours, or of the library.
async fn whole_body(
    response: &mut Response,
    limit: usize,
    host: &str,
) -> Result<Vec<u8>, Result<String, reqwest::Error>> {
    let mut body = Vec::new();
    // Unpacked piece by piece, so that a bomb is seen before it has grown.
    while let Some(chunk) = response.chunk().await.map_err(Err)? {
        if body.len() + chunk.len() > limit {
            return Err(Ok(too_large(host, limit)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The beginning of a refusal's body. Its status is known: a body that breaks off or is too long takes nothing from that.
async fn beginning(response: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk[..chunk.len().min(REFUSAL_BYTES - body.len())]);
        if body.len() >= REFUSAL_BYTES {
            break;
        }
    }
    body
}

/// An error of the system may carry another that it does not call its source.
fn nested<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
    Some(inner as &(dyn std::error::Error + 'static))
}

fn client(guard: Guard, proxy: Option<&Proxy>, times: &Times) -> Result<reqwest::Client, String> {
    let mut roots = rustls::RootCertStore::empty();
    // A machine without any still reads plain addresses that its operator allows; over TLS it then trusts nobody.
    let (_, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| "TLS can't be set up".to_owned())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let building = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(guard))
        .redirect(Policy::none())
        // A request goes out once. Whether it may go out again is the relay's to say.
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(times.connect)
        .timeout(times.whole)
        .pool_idle_timeout(Duration::from_secs(30))
        .user_agent(AGENT);
    let building = match proxy {
        // A proxy of the environment would make the connection where the address is not checked.
        None => building.no_proxy(),
        Some(proxy) => building.proxy(through(proxy)?),
    };
    building.build().map_err(|_| "the HTTP client can't be set up".to_owned())
}

fn through(proxy: &Proxy) -> Result<reqwest::Proxy, String> {
    let made =
        reqwest::Proxy::all(&proxy.address).map_err(|_| "the proxy's address in [outbound] is none".to_owned())?;
    Ok(made.no_proxy(NoProxy::from_string(&proxy.bypass.join(","))))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

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

    #[test]
    fn a_form_is_written_so_that_no_value_ends_early() {
        let url = Url::parse("https://login.example/").unwrap();
        let request = Request::new(Method::POST, url).form(&[("a", "x&b=y z+ż"), ("b", "")]);
        assert_eq!(String::from_utf8(request.body).unwrap(), "a=x%26b%3Dy+z%2B%C5%BC&b=");
    }

    /// Threat 55: what is sent to be let in is printed nowhere.
    #[test]
    fn a_secret_header_does_not_print_itself() {
        let url = Url::parse("https://desk.example/").unwrap();
        let request = Request::get(url).secret_header(reqwest::header::AUTHORIZATION, "Bearer kelp-otter-9");
        assert!(!format!("{request:?}").contains("kelp"));
    }
}

//! A client of the API that keeps what was said, so that a failed expectation shows the whole exchange.

use std::time::Duration;

use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH},
};
use serde_json::Value;

/// The settings of a client for a desk on this machine. It speaks plain HTTP, so it trusts no certificate, and needs no store of
/// them.
pub fn builder() -> reqwest::ClientBuilder {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|tls| tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    let builder = reqwest::Client::builder().no_proxy();
    match tls {
        Ok(tls) => builder.tls_backend_preconfigured(tls),
        Err(_) => builder,
    }
}

/// Somebody who calls the API, or nobody.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
    headers: HeaderMap,
}

impl Client {
    /// A caller with a token; an anonymous one without.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn new(url: &str, token: Option<&str>) -> Self {
        let http = builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client without settings of the machine can be made");
        Self { http, url: url.to_owned(), token: token.map(str::to_owned), headers: HeaderMap::new() }
    }

    /// The same caller with one more header in each call.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut headers = self.headers.clone();
        headers
            .insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header's value of a test"));
        Self { headers, ..self.clone() }
    }

    /// The same caller with an `Idempotency-Key` in each call.
    #[must_use]
    pub fn keyed(&self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    /// The same caller, who says in each call which version was read.
    #[must_use]
    pub fn having_read(&self, etag: &str) -> Self {
        let mut headers = self.headers.clone();
        headers.insert(IF_MATCH, HeaderValue::from_str(etag).expect("a tag of a test"));
        Self { headers, ..self.clone() }
    }

    /// Reads. Paths without a leading slash are below `/api/v1/`.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, "application/json", None).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, "application/json", Some(body.to_string().into_bytes())).await
    }

    /// Puts JSON.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, "application/json", Some(body.to_string().into_bytes())).await
    }

    /// Patches with JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, "application/json", Some(body.to_string().into_bytes())).await
    }

    /// Sends anything at all.
    ///
    /// # Panics
    /// When no answer comes: a program that breaks a connection off is a failure of its own.
    pub async fn send(&self, method: Method, path: &str, media_type: &str, body: Option<Vec<u8>>) -> Reply {
        let asked = format!("{method} {path}");
        let url =
            if path.starts_with('/') { format!("{}{path}", self.url) } else { format!("{}/api/v1/{path}", self.url) };
        let mut request = self.http.request(method, url).headers(self.headers.clone());
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, media_type).body(body);
        }
        Reply::read(asked, request.send().await).await
    }

    /// Sends a file as the pages and programs do: `multipart/form-data` with a part named `file`.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn attach(&self, path: &str, name: &str, bytes: Vec<u8>, visibility: Option<&str>) -> Reply {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let mut form = reqwest::multipart::Form::new();
        if let Some(visibility) = visibility {
            form = form.text("visibility", visibility.to_owned());
        }
        let request = self.http.post(format!("{}/api/v1/{path}", self.url)).headers(self.headers.clone());
        let request = request.bearer_auth(self.token.as_deref().unwrap_or_default()).multipart(form.part("file", part));
        Reply::read(format!("POST {path} with {name}"), request.send().await).await
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub text: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Reply {
    async fn read(asked: String, response: Result<reqwest::Response, reqwest::Error>) -> Self {
        let response = response.unwrap_or_else(|error| panic!("{asked}: no answer: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap_or_else(|error| panic!("{asked}: the answer broke off: {error:?}"));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { asked, status, headers, text, body }
    }

    /// The body of an answer with this status.
    ///
    /// # Panics
    /// When the status is another: the message holds the whole answer.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text);
        self.body
    }

    /// The body of a refusal of this status and kind, after RFC 9457.
    ///
    /// # Panics
    /// When it is another, or none.
    #[track_caller]
    #[must_use]
    pub fn refused(self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text);
        assert_eq!(self.media_type(), "application/problem+json", "{}: {}", self.asked, self.text);
        assert_eq!(self.body["type"], format!("/problems/{kind}"), "{}: {}", self.asked, self.text);
        assert_eq!(self.body["status"], status, "{}: {}", self.asked, self.text);
        assert!(self.body["detail"].as_str().is_some_and(|text| !text.is_empty()), "{}: {}", self.asked, self.text);
        self.body
    }

    /// The names of the fields that an invalid request was refused for.
    ///
    /// # Panics
    /// When the answer is something else than 422.
    #[track_caller]
    #[must_use]
    pub fn wrong_fields(self) -> Vec<String> {
        let body = self.refused(422, "validation");
        let errors = body["errors"].as_array().expect("a list of errors");
        assert!(!errors.is_empty(), "an invalid request names its fields: {body}");
        errors.iter().map(|error| error["field"].as_str().expect("a field's name").to_owned()).collect()
    }

    /// The codes of the blockers that stand in the way.
    ///
    /// # Panics
    /// When the answer is something else than 409 with blockers.
    #[track_caller]
    #[must_use]
    pub fn blockers(self) -> Vec<String> {
        codes(&self.refused(409, "blocked")["blockers"])
    }

    /// The version in the `ETag`.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    #[must_use]
    pub fn etag(&self) -> String {
        let tag = self.headers.get("etag").unwrap_or_else(|| panic!("{}: no ETag: {:?}", self.asked, self.headers));
        tag.to_str().expect("a tag of visible characters").to_owned()
    }

    /// The type of the content without its parameters.
    #[must_use]
    pub fn media_type(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(';').next().unwrap_or_default()
    }
}

/// The codes of a list of blockers, in its order.
///
/// # Panics
/// When it is no such list.
#[track_caller]
#[must_use]
pub fn codes(blockers: &Value) -> Vec<String> {
    let blockers = blockers.as_array().unwrap_or_else(|| panic!("no list of blockers: {blockers}"));
    blockers.iter().map(|blocker| blocker["code"].as_str().expect("a code").to_owned()).collect()
}

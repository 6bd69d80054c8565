//! Sends requests to a desk without a network.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tierline_domain::Role;
use tierline_http::{AppState, Calls};
use tierline_testkit::{
    engine::Engine,
    inner::{Desk, Person},
};
use tower::ServiceExt;

/// A desk with its entrance.
pub(crate) struct Client {
    pub(crate) desk: Desk,
    router: Router,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// A request to be sent.
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: Vec<(HeaderName, String)>,
    body: Vec<u8>,
    from: Option<IpAddr>,
}

pub(crate) fn call(method: Method, path: impl Into<String>) -> Call {
    Call { method, path: path.into(), headers: Vec::new(), body: Vec::new(), from: None }
}

impl Call {
    pub(crate) fn by(self, person: &Person) -> Self {
        self.header("authorization", format!("Bearer {}", person.token))
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((HeaderName::from_static(name), value.into()));
        self
    }

    /// From this address; without one, nobody knows from where.
    pub(crate) fn from(self, address: &str) -> Self {
        Self { from: Some(address.parse().unwrap()), ..self }
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    pub(crate) fn bytes(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self.header("content-type", media_type) }
    }
}

impl Client {
    pub(crate) async fn new() -> Self {
        let desk = Desk::on(Engine::Sqlite).await;
        let state = desk.state();
        Self::at(desk, state)
    }

    /// A desk that takes so many calls a minute: of a person, and of strangers at one address.
    pub(crate) async fn limited(person: u32, address: u32) -> Self {
        let number = |calls| NonZeroU32::new(calls).unwrap();
        let desk = Desk::on(Engine::Sqlite).await;
        let state = desk.limited(Calls { person: number(person), address: number(address) });
        Self::at(desk, state)
    }

    /// A desk behind this entrance of it.
    pub(crate) fn at(desk: Desk, state: AppState) -> Self {
        Self { desk, router: tierline_http::router(state) }
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let mut request = request.body(Body::from(call.body)).unwrap();
        if let Some(address) = call.from {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 9)));
        }
        self.take(request).await
    }

    /// Sends a request whose body is made while it is read.
    pub(crate) async fn take(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, role: Role, path: &str) -> Answer {
        self.send(call(Method::GET, path).by(self.desk.person(role))).await
    }

    pub(crate) async fn post(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.send(call(Method::POST, path).by(self.desk.person(role)).json(body)).await
    }

    pub(crate) async fn patch(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.send(call(Method::PATCH, path).by(self.desk.person(role)).json(body)).await
    }

    pub(crate) async fn put(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.send(call(Method::PUT, path).by(self.desk.person(role)).json(body)).await
    }

    /// Opens a case at the direct bill partner, and gives it.
    pub(crate) async fn case(&self, subject: &str) -> Value {
        let body = serde_json::json!({
            "customer_id": self.desk.customer.id,
            "subject": subject,
            "description": "Since this morning shared calendars stay empty for everybody.",
            "service": "Exchange Online",
            "severity": "moderate",
        });
        self.post(Role::HelpdeskAgent, "/api/v1/cases", &body).await.made()
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("{} is no JSON", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(&name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of what was made.
    pub(crate) fn made(self) -> Value {
        assert_eq!(self.status, StatusCode::CREATED, "{}", self.text());
        self.json()
    }

    /// The body of what was found.
    pub(crate) fn found(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self.json()
    }

    /// The type of a problem, with the first field that is wrong or the first blocker.
    pub(crate) fn problem(self) -> String {
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json", "{}", self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16(), "{body}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut said = format!("{} {}", self.status.as_u16(), text(&body["type"]).replace("/problems/", ""));
        for detail in
            [&body["errors"][0]["field"], &body["errors"][0]["code"], &body["blockers"][0]["code"], &body["code"]]
        {
            if detail.is_string() {
                said = format!("{said} {}", text(detail));
            }
        }
        said
    }
}

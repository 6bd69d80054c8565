//! What handlers take: who calls, the identifiers of the path, the parameters of the query, and the body.

use std::{marker::PhantomData, str::FromStr};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request, State},
    http::{HeaderMap, Method, Uri, request::Parts},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tierline_app::{App, Ctx, Error};
use utoipa::{
    IntoParams, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type, path::ParameterIn, schema::SchemaType},
};

use super::{
    auth::Signed,
    body,
    endpoint::{Doc, Input, takes_version},
    etag, idempotency, once,
    problem::{self, Problem},
    read,
    state::AppState,
    wire::{Id, Identifier},
};

/// Who calls, and the application to call.
pub(crate) struct Caller {
    pub(crate) app: App,
    pub(crate) ctx: Ctx,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let signed = parts.extensions.get::<Signed>().ok_or(Error::Unauthorized)?;
        Ok(Self { app: state.app.clone(), ctx: signed.ctx.clone() })
    }
}

impl Input for Caller {
    fn describe(_: &mut Doc) {}
}

/// The desk's own set-up: nothing that a caller sends.
impl Input for State<AppState> {
    fn describe(_: &mut Doc) {}
}

/// The identifiers of the path, in its order. What is not an identifier names nothing: 404.
pub(crate) struct At<T>(pub(crate) T);

/// One identifier, or several.
pub(crate) trait PathIds: Sized {
    /// Reads them.
    fn parse(texts: &[String]) -> Option<Self>;

    /// Describes them.
    fn describe(doc: &mut Doc);
}

impl<T: Identifier> PathIds for T
where
    T: FromStr,
{
    fn parse(texts: &[String]) -> Option<Self> {
        if let [one] = texts { one.parse().ok() } else { None }
    }

    fn describe(doc: &mut Doc) {
        doc.path_parameter::<Id<T>>();
    }
}

impl<A: Identifier, B: Identifier> PathIds for (A, B) {
    fn parse(texts: &[String]) -> Option<Self> {
        if let [a, b] = texts { Some((a.parse().ok()?, b.parse().ok()?)) } else { None }
    }

    fn describe(doc: &mut Doc) {
        doc.path_parameter::<Id<A>>();
        doc.path_parameter::<Id<B>>();
    }
}

impl<T: PathIds> FromRequestParts<AppState> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        let texts: Vec<String> = params.iter().map(|(_, text)| text.to_owned()).collect();
        Ok(T::parse(&texts).map(Self).ok_or(Error::NotFound)?)
    }
}

impl<T: PathIds> Input for At<T> {
    fn describe(doc: &mut Doc) {
        T::describe(doc);
    }
}

/// The parameters of the query. Unknown ones are refused.
pub(crate) struct Ask<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Ask<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) =
            pairs.map_err(|_| Problem::unreadable("query", "The part after the question mark cannot be read."))?;
        Ok(Self(read::from_pairs(pairs)?))
    }
}

impl<T: IntoParams> Input for Ask<T> {
    fn describe(doc: &mut Doc) {
        doc.parameters(T::into_params(|| Some(ParameterIn::Query)));
        // A parameter can name something that is not there.
        doc.problems(&[&problem::UNREADABLE, &problem::NOT_FOUND, &problem::INVALID]);
    }
}

/// How many lines a page has.
///
/// # Errors
/// Zero, or more than a page can have.
pub(crate) fn page_limit(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(50) {
        limit @ 1..=200 => Ok(limit),
        _ => Err(Error::field("limit", "out_of_range", "Write a whole number from 1 to 200.").into()),
    }
}

/// A command as JSON, with who gives it.
pub(crate) struct Command<T> {
    pub(crate) app: App,
    /// Who gives it; with the caller's key, so that a repeated command is the same command.
    pub(crate) ctx: Ctx,
    /// The version that the caller read, where it says so: of what a PUT or PATCH changes.
    pub(crate) version: Option<i64>,
    /// The command.
    pub(crate) body: T,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Command<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let envelope = Envelope::open(request, state, body::JSON_LIMIT).await?;
        if !body::is_json(envelope.media_type.as_deref()) {
            return Err(Problem::new(&problem::MEDIA_TYPE, "Send application/json."));
        }
        let ctx = envelope.ctx(&[&envelope.bytes])?;
        Ok(Self { app: state.app.clone(), version: ctx.read_version, ctx, body: json(&envelope.bytes)? })
    }
}

/// Reads JSON. No content at all is an empty object where one suffices.
fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let nothing = read::from_json(&Value::Object(serde_json::Map::new()));
        return nothing.map_err(|_| Problem::unreadable("empty", "Send a JSON object."));
    }
    let value = once::read(bytes, once::Names::Exact).map_err(|unread| match unread {
        once::Unread::Syntax { line, column } => {
            Problem::unreadable("syntax", format!("This is not JSON: look at line {line}, column {column}."))
        }
        once::Unread::Repeated(field) => read::repeated(&field).into(),
    })?;
    Ok(read::from_json(&value)?)
}

impl<T: ToSchema + DeserializeOwned> Input for Command<T> {
    fn describe(doc: &mut Doc) {
        let schema = doc.schema::<T>();
        let required = read::from_json::<T>(&Value::Object(serde_json::Map::new())).is_err();
        doc.body(&["application/json"], required, &schema);
        describe_change(doc);
    }
}

/// A change that takes no body: all is in the path.
pub(crate) struct Act {
    pub(crate) app: App,
    pub(crate) ctx: Ctx,
}

impl FromRequest<AppState> for Act {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let envelope = Envelope::open(request, state, body::JSON_LIMIT).await?;
        Ok(Self { app: state.app.clone(), ctx: envelope.ctx(&[])? })
    }
}

impl Input for Act {
    fn describe(doc: &mut Doc) {
        describe_change(doc);
    }
}

/// What a payload is.
pub(crate) trait Media {
    /// The types that are taken; none means any.
    const TYPES: &'static [&'static str];
}

/// Comma-separated values.
pub(crate) struct Csv;

impl Media for Csv {
    const TYPES: &'static [&'static str] = &["text/csv"];
}

/// Whatever a provider's feed answers.
pub(crate) struct FeedPayload;

impl Media for FeedPayload {
    const TYPES: &'static [&'static str] = &[];
}

/// A payload as it came, with who sends it.
pub(crate) struct Payload<M> {
    pub(crate) app: App,
    pub(crate) ctx: Ctx,
    pub(crate) bytes: Bytes,
    media: PhantomData<M>,
}

impl<M: Media> FromRequest<AppState> for Payload<M> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let envelope = Envelope::open(request, state, body::UPLOAD_LIMIT).await?;
        let fits = |given: &str| M::TYPES.is_empty() || M::TYPES.contains(&given);
        if envelope.media_type.as_deref().is_some_and(|given| !fits(given)) {
            return Err(Problem::new(&problem::MEDIA_TYPE, format!("Send {}.", M::TYPES.join(" or "))));
        }
        let ctx = envelope.ctx(&[&envelope.bytes])?;
        Ok(Self { app: state.app.clone(), ctx, bytes: envelope.bytes, media: PhantomData })
    }
}

impl<M: Media> Input for Payload<M> {
    fn describe(doc: &mut Doc) {
        let text: RefOr<Schema> = Schema::Object(ObjectBuilder::new().schema_type(Type::String).build()).into();
        let any = Schema::Object(ObjectBuilder::new().schema_type(SchemaType::AnyValue).build()).into();
        match M::TYPES {
            [] => doc.body(&["application/json", "application/xml"], true, &any),
            types => doc.body(types, true, &text),
        }
        describe_change(doc);
    }
}

/// A change that is on its way to its handler.
struct Envelope {
    signed: Signed,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    media_type: Option<String>,
    bytes: Bytes,
}

impl Envelope {
    async fn open(request: Request, state: &AppState, limit: usize) -> Result<Self, Problem> {
        let _ = state;
        let signed = request.extensions().get::<Signed>().cloned().ok_or(Error::Unauthorized)?;
        let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
        let bytes = body::read(request, limit).await?;
        Ok(Self { signed, method, uri, media_type: body::media_type(&headers), headers, bytes })
    }

    fn ctx(&self, content: &[&[u8]]) -> Result<Ctx, Problem> {
        let idempotency = idempotency::read(&self.headers, &self.method, &self.uri, content)?;
        let read_version = if takes_version(&self.method) { etag::if_match(&self.headers)? } else { None };
        Ok(Ctx { idempotency, read_version, ..self.signed.ctx.clone() })
    }
}

/// What every change has in common.
pub(crate) fn describe_change(doc: &mut Doc) {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let key = text().min_length(Some(1)).max_length(Some(200)).pattern(Some("^[!-~]+$")).build();
    doc.header("Idempotency-Key", "The same key with the same content gives the same answer, for 24 hours.", key);
    if doc.is_versioned() {
        let tag = text().pattern(Some("^(\\*|(W/)?\"?[0-9]{1,18}\"?)$")).build();
        doc.header("If-Match", "The ETag that was read; another version by now is refused.", tag);
    }
    doc.problems(&[
        &problem::UNREADABLE,
        &problem::NOT_FOUND,
        &problem::CONFLICT,
        &problem::STALE,
        &problem::TOO_LARGE,
        &problem::MEDIA_TYPE,
        &problem::INVALID,
    ]);
}

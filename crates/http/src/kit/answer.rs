//! What handlers give.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Array, Content, HeaderBuilder, ObjectBuilder, RefOr, ResponseBuilder, Schema, Type,
        schema::{RefBuilder, SchemaType},
    },
};

use super::{
    cursor,
    endpoint::{Doc, Output},
    etag::etag,
    problem::Problem,
};

/// The result of a handler.
pub(crate) type Answer<T> = Result<T, Problem>;

/// 200 with a body.
pub(crate) struct Found<T> {
    body: T,
    version: Option<i64>,
}

impl<T> Found<T> {
    /// A body without a version.
    pub(crate) const fn new(body: T) -> Self {
        Self { body, version: None }
    }

    /// A body of this version: it is told in the `ETag`.
    pub(crate) const fn versioned(body: T, version: i64) -> Self {
        Self { body, version: Some(version) }
    }
}

impl<T: Serialize> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        tag(&mut response, self.version);
        response
    }
}

impl<T: ToSchema> Output for Found<T> {
    fn describe(doc: &mut Doc) {
        let schema = doc.schema::<T>();
        let response = ResponseBuilder::new().description("Here it is.");
        let response = response.content("application/json", Content::new(Some(schema))).header("ETag", etag_header());
        doc.answer(200, response.build());
    }
}

/// 201 with a body, and where it is from now on.
pub(crate) struct Made<T> {
    body: T,
    location: Option<String>,
    version: Option<i64>,
}

impl<T> Made<T> {
    /// Something that has no address of its own.
    pub(crate) const fn new(body: T) -> Self {
        Self { body, location: None, version: None }
    }

    /// Something with an address.
    pub(crate) fn at(body: T, location: impl Into<String>) -> Self {
        Self { body, location: Some(location.into()), version: None }
    }

    /// The same with its version.
    pub(crate) fn versioned(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }
}

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(self.body)).into_response();
        tag(&mut response, self.version);
        if let Some(location) = self.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

impl<T: ToSchema> Output for Made<T> {
    fn describe(doc: &mut Doc) {
        let schema = doc.schema::<T>();
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let location =
            HeaderBuilder::new().schema(Some(Schema::Object(text))).description(Some("Where it is from now on."));
        let response = ResponseBuilder::new().description("It was made.");
        let response = response.content("application/json", Content::new(Some(schema)));
        doc.answer(201, response.header("ETag", etag_header()).header("Location", location.build()).build());
    }
}

/// 204: done, and there is nothing to say.
pub(crate) struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Output for Done {
    fn describe(doc: &mut Doc) {
        doc.answer(204, ResponseBuilder::new().description("Done.").build());
    }
}

/// 202: it will be done within seconds.
pub(crate) struct Accepted;

impl IntoResponse for Accepted {
    fn into_response(self) -> Response {
        StatusCode::ACCEPTED.into_response()
    }
}

impl Output for Accepted {
    fn describe(doc: &mut Doc) {
        doc.answer(202, ResponseBuilder::new().description("It will be done within seconds.").build());
    }
}

fn tag(response: &mut Response, version: Option<i64>) {
    if let Some(version) = version {
        response.headers_mut().insert(header::ETAG, etag(version));
    }
}

fn etag_header() -> utoipa::openapi::Header {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let about = "The version, where it has one: for If-Match.";
    HeaderBuilder::new().schema(Some(Schema::Object(text))).description(Some(about)).build()
}

/// A page of a list.
#[derive(Serialize)]
pub(crate) struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list that is whole.
    pub(crate) const fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// A page whose next one begins at a cursor, where there is one.
    pub(crate) const fn of(items: Vec<T>, next_cursor: Option<String>) -> Self {
        Self { items, next_cursor }
    }

    /// A page of at most `limit` rows from a list that was asked for one row more: that one tells whether there is another page.
    /// `key` is what the list is sorted by.
    pub(crate) fn cut<R, K: Serialize>(
        mut rows: Vec<R>,
        limit: u32,
        key: impl Fn(&R) -> K,
        show: impl Fn(R) -> T,
    ) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| cursor::write(&key(last)));
        Self { items: rows.into_iter().map(show).collect(), next_cursor }
    }
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let item = RefBuilder::new().ref_location_from_schema_name(T::name());
        let cursor = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some("Give it as `cursor` to read on; null on the last page."));
        ObjectBuilder::new()
            .property("items", Schema::Array(Array::new(item)))
            .property("next_cursor", cursor)
            .required("items")
            .required("next_cursor")
            .into()
    }
}

impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_given_only_where_a_page_follows() {
        let cut = |rows: Vec<u32>| {
            let page = Page::cut(rows, 2, |row| *row, |row| row);
            (page.items, page.next_cursor.map(|cursor| cursor::read::<u32>(&cursor).unwrap()))
        };
        assert_eq!(cut(vec![]), (vec![], None));
        assert_eq!(cut(vec![5, 4]), (vec![5, 4], None));
        assert_eq!(cut(vec![5, 4, 3]), (vec![5, 4], Some(4)));
    }
}

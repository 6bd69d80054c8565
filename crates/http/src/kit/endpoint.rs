//! An operation of the API: its handler, and its description in OpenAPI made from the handler's own signature.
//!
//! What a handler takes ([`Input`]) and gives ([`Output`]) describe themselves, so that the document cannot say anything
//! else than the code does.

use std::{collections::BTreeMap, future::Future};

use axum::{
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, HttpMethod, RefOr, Required, Response, ResponseBuilder, Schema,
        path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem},
        request_body::{RequestBody, RequestBodyBuilder},
        schema::{Object, RefBuilder},
        security::SecurityRequirement,
    },
};

use super::{
    problem::{self, Kind, Problem},
    state::AppState,
    wire,
};

/// A named schema.
pub(crate) type Named = (String, RefOr<Schema>);

/// What is known of an operation.
#[derive(Default)]
pub(crate) struct Doc {
    path: &'static str,
    /// Whether it changes something that has a version.
    versioned: bool,
    /// The names of the path's parameters that are not yet described.
    open_names: Vec<&'static str>,
    parameters: Vec<Parameter>,
    body: Option<RequestBody>,
    answers: BTreeMap<u16, Response>,
    schemas: Vec<Named>,
}

impl Doc {
    fn of(method: &Method, path: &'static str) -> Self {
        let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let mut doc = Self { path, versioned: takes_version(method), open_names: names, ..Self::default() };
        doc.problems(&[
            &problem::UNAUTHORIZED,
            &problem::FORBIDDEN,
            &problem::TOO_MANY,
            &problem::INTERNAL,
            &problem::UNAVAILABLE,
        ]);
        doc
    }

    /// Whether it changes something that has a version.
    pub(crate) const fn is_versioned(&self) -> bool {
        self.versioned
    }

    /// Keeps a type's schema and gives a reference to it.
    pub(crate) fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        T::schemas(&mut self.schemas);
        RefBuilder::new().ref_location_from_schema_name(name).into()
    }

    /// Describes the next parameter of the path.
    pub(crate) fn path_parameter<T: PartialSchema>(&mut self) {
        assert!(!self.open_names.is_empty(), "{}: the handler takes more identifiers than the path has", self.path);
        let name = self.open_names.remove(0);
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
        self.parameters.push(parameter.schema(Some(T::schema())).build());
        self.problems(&[&problem::NOT_FOUND]);
    }

    /// Adds parameters of the query or headers, with the schemas they refer to.
    pub(crate) fn parameters(&mut self, parameters: Vec<Parameter>) {
        for parameter in &parameters {
            // Unlike a body's schema, a parameter's does not bring along what it refers to.
            let text = serde_json::to_string(parameter).unwrap_or_default();
            let names = text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
            self.schemas.extend(names.filter_map(|name| Some((name.to_owned(), wire::schema_named(name)?))));
        }
        self.parameters.extend(parameters);
    }

    /// Adds a header that may be sent.
    pub(crate) fn header(&mut self, name: &str, description: &str, schema: Object) {
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
        self.parameters.push(parameter.description(Some(description)).schema(Some(Schema::Object(schema))).build());
    }

    /// Sets the body that is taken.
    pub(crate) fn body(&mut self, media_types: &[&str], required: bool, schema: &RefOr<Schema>) {
        let required = if required { Required::True } else { Required::False };
        let body = media_types.iter().fold(RequestBodyBuilder::new().required(Some(required)), |body, media_type| {
            body.content(*media_type, Content::new(Some(schema.clone())))
        });
        self.body = Some(body.build());
    }

    /// Adds an answer.
    pub(crate) fn answer(&mut self, status: u16, response: Response) {
        self.answers.insert(status, response);
    }

    /// Adds answers that are problems.
    pub(crate) fn problems(&mut self, kinds: &[&Kind]) {
        for kind in kinds {
            let schema = self.schema::<Problem>();
            let described = ResponseBuilder::new().description(kind.title);
            let response = described.content("application/problem+json", Content::new(Some(schema))).build();
            self.answers.entry(kind.status.as_u16()).or_insert(response);
        }
    }
}

/// Whether `If-Match` says something to this method: what replaces or changes a thing has its version before it.
pub(crate) fn takes_version(method: &Method) -> bool {
    matches!(*method, Method::PUT | Method::PATCH)
}

/// Something a handler takes.
pub(crate) trait Input {
    /// Describes itself.
    fn describe(doc: &mut Doc);
}

/// Something a handler gives.
pub(crate) trait Output {
    /// Describes itself.
    fn describe(doc: &mut Doc);
}

impl<T: Output> Output for Result<T, Problem> {
    fn describe(doc: &mut Doc) {
        T::describe(doc);
    }
}

/// A handler that describes itself; `A` are its arguments as axum's `Handler` lists them.
pub(crate) trait Described<A> {
    /// Describes what it takes and gives.
    fn describe(doc: &mut Doc);
}

macro_rules! described {
    ($($argument:ident)*) => {
        impl<F, Fut, M, $($argument,)*> Described<(M, $($argument,)*)> for F
        where
            F: FnOnce($($argument,)*) -> Fut,
            Fut: Future,
            Fut::Output: Output,
            $($argument: Input,)*
        {
            fn describe(doc: &mut Doc) {
                $($argument::describe(doc);)*
                Fut::Output::describe(doc);
            }
        }
    };
}

described!(A);
described!(A B);
described!(A B C);

/// An operation of the API.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) route: MethodRouter<AppState>,
    id: String,
    summary: &'static str,
    doc: Doc,
}

macro_rules! verbs {
    ($($verb:ident $method:ident)*) => {$(
        /// An operation with this method; `summary` says in one line what it does.
        pub(crate) fn $verb<H, A>(path: &'static str, summary: &'static str, handler: H) -> Operation
        where
            H: Handler<A, AppState> + Described<A>,
            A: 'static,
        {
            operation(Method::$method, MethodFilter::$method, path, summary, handler)
        }
    )*};
}

verbs!(get GET post POST put PUT patch PATCH delete DELETE);

fn operation<H, A>(
    method: Method,
    filter: MethodFilter,
    path: &'static str,
    summary: &'static str,
    handler: H,
) -> Operation
where
    H: Handler<A, AppState> + Described<A>,
    A: 'static,
{
    let mut doc = Doc::of(&method, path);
    H::describe(&mut doc);
    assert!(doc.open_names.is_empty(), "{path}: the handler does not take {:?}", doc.open_names);
    Operation { method, path, route: on(filter, handler), id: identifier::<H>(), summary, doc }
}

/// `case.open` of a handler `open` in the module `case`.
fn identifier<H>() -> String {
    let name = std::any::type_name::<H>();
    let mut parts = name.rsplit("::");
    let last = parts.next().unwrap_or(name);
    parts.next().map_or_else(|| last.to_owned(), |module| format!("{module}.{last}"))
}

impl Operation {
    /// The part of the document that describes it, and the schemas that part refers to.
    pub(crate) fn describe(self) -> (PathItem, Vec<Named>) {
        let tag = self.id.split('.').next().unwrap_or_default().to_owned();
        let mut described = OperationBuilder::new()
            .tag(tag)
            .operation_id(Some(self.id))
            .summary(Some(self.summary))
            .parameters(Some(self.doc.parameters))
            .request_body(self.doc.body);
        for scheme in ["token", "session"] {
            described = described.security(SecurityRequirement::new(scheme, [] as [&str; 0]));
        }
        for (status, response) in self.doc.answers {
            described = described.response(status.to_string(), response);
        }
        let method = match self.method {
            Method::POST => HttpMethod::Post,
            Method::PUT => HttpMethod::Put,
            Method::PATCH => HttpMethod::Patch,
            Method::DELETE => HttpMethod::Delete,
            _ => HttpMethod::Get,
        };
        (PathItem::new(method, described), self.doc.schemas)
    }
}

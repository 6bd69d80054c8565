//! The OpenAPI document, made from the operations themselves.

use std::{collections::BTreeMap, sync::OnceLock};

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::openapi::{
    Components, ComponentsBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::BASE;
use crate::kit::endpoint::Operation;

const ABOUT: &str = "\
Cases climb a ladder to a service request that the provider resolves. What stands in the way of an escalation is a list of \
blockers with stable codes.

Sign in with a token: `Authorization: Bearer tl_…`. Identifiers are texts with a prefix (`cas_…`); times are RFC 3339 in UTC. \
Unknown fields and parameters are refused. Lists are paged: give `next_cursor` as `cursor` to read on. Errors are RFC 9457; their \
`type` is a path of this desk that explains it. A POST with an `Idempotency-Key` can be repeated safely. What is read with an \
`ETag` can be changed with `If-Match`. Who calls more often in a minute than the desk takes gets 429, with `Retry-After`.";

/// Puts the operations together.
pub(super) fn document(operations: Vec<Operation>) -> OpenApi {
    let mut paths = Paths::new();
    let mut schemas = BTreeMap::new();
    for operation in operations {
        let path = format!("{BASE}{}", operation.path);
        let (item, named) = operation.describe();
        schemas.extend(named);
        match paths.paths.get_mut(&path) {
            Some(known) => known.merge_operations(item),
            None => {
                paths.paths.insert(path, item);
            }
        }
    }
    OpenApiBuilder::new().info(info()).paths(paths).components(Some(components(schemas))).build()
}

fn info() -> Info {
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    InfoBuilder::new().title("Tierline").version("1").description(Some(ABOUT)).license(Some(license)).build()
}

fn components(schemas: BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Schema>>) -> Components {
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token.")).build();
    let about = "A session of the pages. Changes need its token in the header X-CSRF-Token as well.";
    let session = ApiKey::Cookie(ApiKeyValue::with_description("__Host-tierline", about));
    ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("token", SecurityScheme::Http(token))
        .security_scheme("session", SecurityScheme::ApiKey(session))
        .build()
}

/// The document, made once.
pub(super) async fn json() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    // A document made of strings, lists and objects is always JSON.
    let text = TEXT.get_or_init(|| super::openapi().to_json().unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

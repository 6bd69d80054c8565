//! What pages load: stylesheet, script, icons; and the topics that the script asks for while somebody types.

use axum::{
    Json,
    extract::Path,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tierline_app::Error;
use tierline_domain::catalogue::{ProductFamily, topic_search};
use tierline_render::asset_file;

use super::{
    fault::Answer,
    query,
    route::{Route, get},
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/assets/{file}", file), get("/support-topics.json", topics)]
}

/// Whether a path is that of a file that never changes.
pub(super) fn is_one(path: &str) -> bool {
    path.starts_with("/assets/")
}

/// The address changes with the content: a browser never needs to ask again.
async fn file(Path(name): Path<String>) -> Answer {
    let (bytes, media_type) = asset_file(&name).ok_or(Error::NotFound)?;
    let mut response: Response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}

/// Topics by the beginnings of their words. They are published by the provider: nobody has to be signed in for them.
async fn topics(uri: Uri) -> Response {
    let family = query::value(&uri, "product_family").and_then(|word| ProductFamily::from_word(&word));
    let found = topic_search(family, &query::value(&uri, "query").unwrap_or_default());
    let items: Vec<_> = found.iter().take(20).map(|topic| json!({ "id": topic.id, "name": topic.name })).collect();
    Json(json!({ "items": items })).into_response()
}

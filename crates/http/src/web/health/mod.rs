//! Service health: the board, issues with their posts, import, and what a provider publishes.

mod board;
mod feed;
mod history;
mod import;
mod inform;
mod issue;
mod publish;

use super::route::{Route, get, post};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/health", board::board),
        get("/health/published", board::published),
        get("/health/history", history::show),
        get("/health/import", import::blank),
        post("/health/import", import::import),
        get("/health/publish", publish::blank),
        post("/health/publish", publish::publish),
        get("/health/feeds", feed::list),
        post("/health/feeds", feed::add),
        get("/health/feeds/new", feed::blank),
        post("/health/feeds/imported/removal", feed::forget),
        get("/health/feeds/{id}", feed::show),
        post("/health/feeds/{id}", feed::edit),
        post("/health/feeds/{id}/readings", feed::read_now),
        post("/health/feeds/{id}/removal", feed::remove),
        get("/health/after", inform::after),
        get("/health/issues/{id}", issue::show),
        get("/health/issues/{id}/inform", inform::look),
        post("/health/issues/{id}/inform", inform::inform),
        post("/health/issues/{id}/posts", issue::post),
    ]
}

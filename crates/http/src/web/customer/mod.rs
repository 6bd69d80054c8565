//! The book of customers.

mod edit;
mod import;
mod list;
pub(super) mod pick;
mod show;

use super::route::{Route, get, post};

pub(super) use list::shown as health_shown;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/customers", list::list),
        post("/customers", edit::add),
        get("/customers/new", edit::blank),
        get("/customers/import", import::blank),
        post("/customers/import", import::import),
        get("/customers/{id}", show::show),
        post("/customers/{id}", edit::edit),
        post("/customers/{id}/delegated-admin", edit::request_delegated_admin),
        post("/customers/{id}/delegated-admin/{relationship}/end", edit::end_delegated_admin),
    ]
}

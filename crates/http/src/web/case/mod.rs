//! Cases: the list, the form that opens one, the case with all its forms, and the service request written from it.

mod attachment;
mod deed;
mod escalate;
mod list;
mod open;
mod show;

use super::route::{Route, get, post};

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        get("/cases", list::list),
        post("/cases", open::open),
        get("/cases/new", open::blank),
        get("/cases/{id}", show::show),
        get("/cases/{id}/escalate", escalate::compose),
        post("/cases/{id}/service-requests", escalate::hand_up),
        post("/cases/{id}/attachments", attachment::attach),
        get("/attachments/{id}", attachment::download),
    ];
    routes.extend(deed::routes());
    routes
}

//! Pages: plain links and forms that work without script.
//!
//! A handler reads a form into a command, calls one use case, and fills a view of the crate of pages. What was done answers
//! with a redirect (303) to the page that shows it, what is wrong with a form answers with the form and all that was typed.
//! Everything else that goes wrong becomes one page, in [`fault`].

mod account;
mod again;
mod asset;
mod audit;
mod book;
mod case;
mod checks;
mod connection;
mod customer;
mod delivery;
mod elevation;
mod emergency;
mod entrance;
mod fault;
mod follow;
mod forgotten;
mod frame;
mod health;
mod home;
mod inbox;
mod live;
mod multipart;
mod my;
mod notice;
mod passkey;
mod path;
mod people;
mod personal_data;
mod posted;
mod query;
mod reach;
mod report;
mod request;
mod route;
mod rules;
mod search;
mod second;
mod security;
mod sign_in_method;
mod single_sign_on;
mod stray_ticket;
mod switch;
mod token;
mod visit;

use axum::{Router, http::Method, middleware};

use self::route::Route;
use crate::kit::state::AppState;

pub(crate) use fault::failure;
pub use live::Streams;

/// The routes that need nobody signed in.
fn open() -> Vec<Route> {
    [
        asset::routes(),
        entrance::routes(),
        emergency::open(),
        forgotten::routes(),
        passkey::routes(),
        second::routes(),
        single_sign_on::routes(),
        switch::open(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The routes that need somebody signed in.
fn signed() -> Vec<Route> {
    [
        home::routes(),
        switch::routes(),
        search::routes(),
        case::routes(),
        request::routes(),
        delivery::routes(),
        elevation::routes(),
        reach::routes(),
        emergency::routes(),
        personal_data::routes(),
        stray_ticket::routes(),
        book::routes(),
        connection::routes(),
        inbox::routes(),
        customer::routes(),
        health::routes(),
        my::routes(),
        account::routes(),
        again::routes(),
        security::routes(),
        follow::routes(),
        notice::routes(),
        people::routes(),
        sign_in_method::routes(),
        token::routes(),
        audit::routes(),
        report::routes(),
        rules::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every route of the pages that needs somebody signed in: method and path, with identifiers in braces.
#[must_use]
pub fn routes() -> Vec<(Method, &'static str)> {
    signed().into_iter().map(|route| (route.method, route.path)).collect()
}

/// The pages.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    open()
        .into_iter()
        .chain(signed())
        // Asks by itself who it is: a script is not led to the door.
        .chain(live::routes())
        .fold(Router::new(), |router, route| router.route(route.path, route.handler))
        .route_layer(middleware::from_fn_with_state(state, visit::enter))
}

//! Following something and following it no longer: one press, which leads back to the page it was made on.

use axum::response::Response;
use tierline_app::{
    Error,
    follow::{self, AddFollow},
};
use tierline_domain::{CustomerId, FollowId};

use super::{
    account,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::{Posted, Values},
    query,
    route::{Route, post},
};

/// Where what one follows is listed.
const LIST: &str = "/account#follows";
/// The form of that list: what is wrong with it is said there.
const FORM: &str = "follows";

pub(super) fn routes() -> Vec<Route> {
    vec![post("/follows", add), post("/follows/{id}/removal", remove)]
}

async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    let customer = values.given("customer_id").map(|id| id.parse::<CustomerId>().map_err(|_| Error::NotFound));
    let command =
        AddFollow { service: values.given("service"), region: values.given("region"), customer: customer.transpose()? };
    match follow::add(&visit.app, &ctx, command).await {
        Ok(_) => Ok(back(&values, "followed")),
        Err(Error::Invalid(faults)) => account::came_back(&visit, values.refused(FORM, &faults)).await,
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn remove(At(id): At<FollowId>, Posted { visit, ctx, values }: Posted) -> Answer {
    match follow::remove(&visit.app, &ctx, id).await {
        // What is gone already was to go.
        Ok(()) | Err(Error::NotFound) => Ok(back(&values, "unfollowed")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

/// To the page that the button stands on.
fn back(values: &Values, word: &str) -> Response {
    done(query::local(values.text("next")).unwrap_or(LIST), word)
}

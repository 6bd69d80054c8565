//! The list of customers.

use axum::http::Uri;
use tierline_app::{Error, customer, health};
use tierline_domain::{CustomerOrder, DelegatedAdminState, RelationshipStatus};
use tierline_render::{
    Form, ServiceHealth,
    page::{CustomerLine, CustomersPage, CustomersView},
};

use crate::{
    kit::cursor,
    web::{
        fault::Answer,
        posted::Values,
        query::{self, unreadable},
        visit::Visit,
    },
};

/// Lines of a page.
const LINES: u32 = 50;

pub(super) async fn list(visit: Visit, uri: Uri) -> Answer {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let asked = Values(query::pairs(&uri));
    let command = narrowed(&asked)?;
    let (mut found, counts, countries) =
        futures::try_join!(customer::list(app, ctx, command), counts(&visit), customer::countries(app, ctx))?;
    let next = (found.len() > LINES as usize).then(|| found.truncate(LINES as usize)).and_then(|()| found.last());
    let next = next.map(|line| cursor::write(&line.cursor()));
    let subscriptions = found.iter().flat_map(|line| line.subscriptions.iter().cloned()).collect();
    let states = health::service_states(app, ctx, subscriptions).await?;
    let lines = found.into_iter().map(|line| CustomerLine {
        health: worst(&line, &states),
        open_cases: capped(line.open.cases),
        open_requests: capped(line.open.requests),
        services: line.subscriptions.iter().map(|subscription| subscription.service.clone()).collect(),
        delegated_admin: line.delegated_admin,
        through: line.through,
        customer: line.customer,
    });
    let lines = lines.collect();
    visit.page(&CustomersPage { filter: Form::posted("", asked.0), counts, countries, lines, next }).await
}

/// The list as an address narrows it.
fn narrowed(asked: &Values) -> Result<customer::CustomerQuery, Error> {
    Ok(customer::CustomerQuery {
        query: asked.given("query"),
        relationship_status: word(asked, "relationship_status", RelationshipStatus::from_word)?,
        country: asked.given("country"),
        delegated_admin: word(asked, "delegated_admin", DelegatedAdminState::from_word)?,
        open_cases: asked.text("open_cases") == "true",
        order: word(asked, "sort", CustomerOrder::from_word)?,
        counted: true,
        after: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
    })
}

/// A word of a vocabulary as an address has it; none where nothing was chosen.
fn word<T>(asked: &Values, name: &str, from_word: fn(&str) -> Option<T>) -> Result<Option<T>, Error> {
    asked.given(name).map(|word| from_word(&word).ok_or_else(|| unreadable(name))).transpose()
}

/// How many customers each view holds.
async fn counts(visit: &Visit) -> Result<Vec<(CustomersView, u8)>, Error> {
    futures::future::try_join_all(CustomersView::ALL.iter().map(|view| async move {
        let query = narrowed(&Values(query::pairs(&Uri::from_static(view.href()))))?;
        Ok((*view, capped(customer::count(&visit.app, &visit.ctx, query).await?)))
    }))
    .await
}

fn capped(count: i64) -> u8 {
    u8::try_from(count.clamp(0, 100)).unwrap_or(100)
}

/// The worst of a customer's services now, and which one that is.
fn worst(line: &customer::CustomerLine, states: &[health::ServiceState]) -> Option<(ServiceHealth, String)> {
    states
        .iter()
        .filter(|state| state.subscription.customer == line.customer.id)
        .map(|state| (shown(state), state.subscription.service.clone()))
        .max_by_key(|(health, _)| *health)
}

/// How a subscribed service is now, in the word that pages have for it.
pub(in crate::web) fn shown(state: &health::ServiceState) -> ServiceHealth {
    match (&state.issue, state.health) {
        (Some(issue), _) => ServiceHealth::of(issue.kind, issue.status),
        (None, health::ServiceHealth::Unknown) => ServiceHealth::Unknown,
        (None, _) => ServiceHealth::Healthy,
    }
}

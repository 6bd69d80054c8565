//! The list of customers.

use axum::http::Uri;
use tierline_app::{Error, case, customer, health};
use tierline_domain::CustomerId;
use tierline_render::{
    Form, ServiceHealth,
    page::{CustomerLine, CustomersPage},
};

use crate::{
    kit::cursor,
    web::{fault::Answer, posted::Values, query, visit::Visit},
};

/// Lines of a page.
const LINES: u32 = 50;

pub(super) async fn list(visit: Visit, uri: Uri) -> Answer {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let asked = Values(query::pairs(&uri));
    let command = customer::CustomerQuery {
        query: asked.given("query"),
        after: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
        ..Default::default()
    };
    let mut found = customer::list(app, ctx, command).await?;
    let next = (found.len() > LINES as usize).then(|| found.truncate(LINES as usize)).and_then(|()| found.last());
    let next = next.map(|line| cursor::write(&line.cursor()));
    let subscriptions = found.iter().flat_map(|line| line.subscriptions.iter().cloned()).collect();
    let states = health::service_states(app, ctx, subscriptions).await?;
    let ids: Vec<CustomerId> = found.iter().map(|line| line.customer.id).collect();
    let open = case::active_counts(app, ctx, &ids).await?;
    let lines = found.into_iter().map(|line| CustomerLine {
        health: worst(&line, &states),
        open_cases: open.get(&line.customer.id).map(|count| u8::try_from(*count).unwrap_or(100)),
        services: line.subscriptions.iter().map(|subscription| subscription.service.clone()).collect(),
        delegated_admin: line.delegated_admin,
        through: line.through,
        customer: line.customer,
    });
    let lines = lines.collect();
    visit.page(&CustomersPage { filter: Form::posted("", asked.0), lines, next }).await
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

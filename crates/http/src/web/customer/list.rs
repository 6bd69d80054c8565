//! The list of customers.

use axum::http::Uri;
use tierline_app::{Error, case, customer, health};
use tierline_domain::{Subscription, health::HealthIssue};
use tierline_render::{
    Form, ServiceHealth,
    page::{CustomerLine, CustomersPage},
};

use crate::{
    kit::cursor,
    web::{fault::Answer, frame::ACTIVE, posted::Values, query, visit::Visit},
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
    let (mut found, board) = futures::try_join!(customer::list(app, ctx, command), health::board(app, ctx))?;
    let next = (found.len() > LINES as usize).then(|| found.truncate(LINES as usize)).and_then(|()| found.last());
    let next = next.map(|line| cursor::write(&line.cursor()));
    let lines = futures::future::try_join_all(found.into_iter().map(|line| async {
        let of_customer =
            case::CaseQuery { customer: Some(line.customer.id), status: ACTIVE.to_vec(), ..Default::default() };
        let open = case::counts(app, ctx, of_customer).await?;
        Ok::<_, Error>(CustomerLine {
            through: None,
            health: (!board.feeds.is_empty()).then(|| worst(&line, &board.current)).flatten(),
            open_cases: Some(u8::try_from(open.clamp(0, 100)).unwrap_or(100)),
            services: line.subscriptions.iter().map(|subscription| subscription.service.clone()).collect(),
            delegated_admin: line.delegated_admin,
            customer: line.customer,
        })
    }))
    .await?;
    visit.page(&CustomersPage { filter: Form::posted("", asked.0), lines, next }).await
}

/// The worst of a customer's services now, and which one that is.
fn worst(line: &customer::CustomerLine, current: &[HealthIssue]) -> Option<(ServiceHealth, String)> {
    let states =
        line.subscriptions.iter().map(|subscription| (of(subscription, current).0, subscription.service.clone()));
    states.max_by_key(|(health, _)| *health)
}

/// How a subscribed service is now, by what is documented of it, and the issue that says so.
pub(in crate::web) fn of<'i>(
    subscription: &Subscription,
    current: &'i [HealthIssue],
) -> (ServiceHealth, Option<&'i HealthIssue>) {
    let concerns = |issue: &&HealthIssue| {
        issue.services.contains(&subscription.service)
            && issue.customer.is_none_or(|customer| customer == subscription.customer)
            && (issue.regions.is_empty()
                || subscription.region.as_ref().is_none_or(|region| issue.regions.contains(region)))
    };
    let found = current.iter().filter(concerns).max_by_key(|issue| ServiceHealth::of(issue.kind, issue.status));
    (found.map_or(ServiceHealth::Healthy, |issue| ServiceHealth::of(issue.kind, issue.status)), found)
}

//! How a service was in the last ninety days.

use axum::http::Uri;
use tierline_app::health::{self, HistoryQuery};
use tierline_render::{Form, page::HistoryPage};

use crate::web::{
    fault::Answer,
    posted::Values,
    query::{self, unreadable},
    visit::Visit,
};

pub(super) async fn show(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    let customer =
        asked.given("customer_id").map(|id| id.parse().map_err(|_| unreadable("customer_id"))).transpose()?;
    let service = asked.given("service").ok_or_else(|| unreadable("service"))?;
    let wanted = HistoryQuery { service, region: asked.given("region"), customer };
    let found = health::service_history(&visit.app, &visit.ctx, wanted).await?;
    let region = found.region.map(|region| ("region".to_owned(), region));
    let view = HistoryPage {
        service: found.service,
        regions: found.regions,
        customer: found.customer.map(|customer| (customer.id, customer.name)),
        days: found.days,
        issues: found.issues,
        filter: Form::posted("", region),
    };
    visit.page(&view).await
}

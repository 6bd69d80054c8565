//! What became of the issues that the desk proposed.

use axum::http::Uri;
use chrono::Duration;
use tierline_app::{
    health::{self, Period},
    request,
};
use tierline_render::page::ReportsPage;

use super::{
    fault::Answer,
    query,
    route::{Route, get},
    visit::Visit,
};

/// The periods to choose from, in days.
const DAYS: [i64; 3] = [30, 90, 365];

pub(super) fn routes() -> Vec<Route> {
    vec![get("/reports", show)]
}

async fn show(visit: Visit, uri: Uri) -> Answer {
    let asked = query::value(&uri, "days").and_then(|days| days.parse().ok());
    let days = asked.filter(|days| DAYS.contains(days)).unwrap_or(DAYS[1]);
    let period = Period { from: Some(visit.now() - Duration::days(days)), to: None };
    let report = health::match_report(&visit.app, &visit.ctx, period).await?;
    let returns = request::return_report(&visit.app, &visit.ctx, period).await?.sent;
    visit.page(&ReportsPage { days, choices: DAYS.to_vec(), counts: report.counts, returns }).await
}

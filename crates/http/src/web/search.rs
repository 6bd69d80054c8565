//! One search over what the reader may see. The palette is this very page, laid over another.

use axum::http::Uri;
use tierline_app::search;
use tierline_render::page::SearchPage;

use super::{
    fault::Answer,
    query,
    route::{Route, get},
    visit::Visit,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/search", page)]
}

async fn page(visit: Visit, uri: Uri) -> Answer {
    let query = query::value(&uri, "q").unwrap_or_default();
    let found = search::search(&visit.app, &visit.ctx, &query).await?;
    let view = SearchPage {
        query,
        customers: found.customers.items.into_iter().map(|line| line.customer).collect(),
        cases: found.cases.items,
        own: visit.ctx.is_customer(),
        requests: found.requests.items,
        received: found.received.items,
        issues: found.issues.items,
    };
    visit.page(&view).await
}

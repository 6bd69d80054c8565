//! One field that finds everything: customers, cases, service requests, documented issues.
//!
//! Each kind is asked for by its own use case, under its own rights: a search shows nothing that a list would not, and what
//! one may not see is not even counted (threat 30).

use tierline_domain::{Action, CaseLine, ReceivedRequest, RequestLine, health::HealthIssue};

use crate::{
    app::App,
    case::{self, CaseQuery},
    ctx::Ctx,
    customer::{self, CustomerLine, CustomerQuery},
    error::Result,
    health::{self, IssueQuery},
    received::{self, ReceivedQuery},
    request::{self, RequestQuery},
};

/// Most of each kind on the page of results.
pub const SEARCH_LIMIT: usize = 20;
/// Longest query, in characters; what is beyond says no more.
const QUERY_LONGEST: usize = 200;

/// Some of one kind, and whether there are more.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits<T> {
    /// At most [`SEARCH_LIMIT`].
    pub items: Vec<T>,
    /// Whether the list of this kind has more.
    pub more: bool,
}

// Derived, it would ask for a default of what is listed.
impl<T> Default for Hits<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: false }
    }
}

impl<T> From<Vec<T>> for Hits<T> {
    fn from(mut items: Vec<T>) -> Self {
        let more = items.len() > SEARCH_LIMIT;
        items.truncate(SEARCH_LIMIT);
        Self { items, more }
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Customers, by name.
    pub customers: Hits<CustomerLine>,
    /// Cases, the newest first.
    pub cases: Hits<CaseLine>,
    /// Service requests that were handed up, the newest first.
    pub requests: Hits<RequestLine>,
    /// Service requests that were received, the newest first.
    pub received: Hits<ReceivedRequest>,
    /// Documented issues, the newest first.
    pub issues: Hits<HealthIssue>,
}

impl Found {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customers.items.is_empty()
            && self.cases.items.is_empty()
            && self.requests.items.is_empty()
            && self.received.items.is_empty()
            && self.issues.items.is_empty()
    }
}

/// Searches what the caller may see. A blank query finds nothing.
///
/// # Errors
/// The store's.
pub async fn search(app: &App, ctx: &Ctx, query: &str) -> Result<Found> {
    let text: String = query.trim().chars().take(QUERY_LONGEST).collect();
    let mut found = Found::default();
    if text.is_empty() {
        return Ok(found);
    }
    let (query, limit) = (Some(text), u32::try_from(SEARCH_LIMIT + 1).unwrap_or(u32::MAX));
    // Words that say nothing are in every case; without them nothing is left to look for.
    let telling = !tierline_domain::health::terms(query.as_deref().unwrap_or_default()).is_empty();
    if telling && (ctx.may(Action::See) || ctx.may(Action::ReportOwn)) {
        let cases = CaseQuery { query: query.clone(), limit, ..CaseQuery::default() };
        found.cases = case::list(app, ctx, cases).await?.into();
    }
    if ctx.may(Action::See) {
        let customers = CustomerQuery { query: query.clone(), limit, ..CustomerQuery::default() };
        found.customers = customer::list(app, ctx, customers).await?.into();
        let requests = RequestQuery { query: query.clone(), limit, ..RequestQuery::default() };
        found.requests = request::list(app, ctx, requests).await?.into();
    }
    if ctx.may(Action::SeeReceived) {
        let received = ReceivedQuery { query: query.clone(), limit, ..ReceivedQuery::default() };
        found.received = received::list(app, ctx, received).await?.into();
    }
    if ctx.may(Action::See) || ctx.may(Action::SeeReceived) || ctx.may(Action::PublishIssues) {
        let issues = IssueQuery { query, limit, ..IssueQuery::default() };
        found.issues = health::issue_list(app, ctx, issues).await?.into();
    }
    Ok(found)
}

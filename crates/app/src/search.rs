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
    if ctx.may(Action::See) || ctx.may(Action::ReportOwn) {
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

#[cfg(test)]
mod tests {
    use tierline_domain::{Case, Customer, PartnerKind, Role};

    use super::*;
    use crate::{case::OpenCase, test_desk::Desk};

    async fn report(desk: &Desk, ctx: &Ctx, customer: &Customer, subject: &str) -> Case {
        let command = OpenCase {
            service: Some("Exchange Online".into()),
            ..OpenCase::new(customer.id, subject, "It began this morning.")
        };
        case::open(&desk.app, ctx, command).await.unwrap()
    }

    #[tokio::test]
    async fn one_query_finds_customers_and_cases() {
        let desk = Desk::empty().await;
        let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
        let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
        let case = report(&desk, &admin, &customer, "Shared calendars stay empty").await;
        let by_name = search(&desk.app, &admin, " brightwater ").await.unwrap();
        assert_eq!(by_name.customers.items[0].customer.id, customer.id);
        for query in ["calendars", &case.number, "Brightwater"] {
            let found = search(&desk.app, &admin, query).await.unwrap();
            assert_eq!(found.cases.items.iter().map(|line| line.id).collect::<Vec<_>>(), [case.id], "{query}");
        }
        for nothing in ["", "  ", "the", "%", "zebra"] {
            assert!(search(&desk.app, &admin, nothing).await.unwrap().is_empty(), "{nothing:?}");
        }
        for vague in ["or", "a", "%"] {
            let query = CaseQuery { query: Some(vague.into()), limit: 10, ..CaseQuery::default() };
            assert!(case::list(&desk.app, &admin, query.clone()).await.unwrap().is_empty(), "{vague:?}");
            assert_eq!(case::counts(&desk.app, &admin, query).await.unwrap(), 0, "{vague:?}");
        }
    }

    /// Threats 30 and 32: what a list does not show, a search does not either.
    #[tokio::test]
    async fn a_search_finds_nothing_that_its_reader_may_not_see() {
        let desk = Desk::empty().await;
        let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
        let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
        let other = desk.customer(&admin, "Brightwater Marina", 2).await;
        report(&desk, &admin, &customer, "Shared calendars stay empty").await;
        report(&desk, &admin, &other, "Shared calendars stay empty").await;
        let user = desk.person(&partner, "Hollis Brandt", &[Role::CustomerAdmin], Some(customer.id)).await;
        let found = search(&desk.app, &desk.signed_in(&user).await, "calendars").await.unwrap();
        assert_eq!(found.cases.items.iter().map(|line| line.customer).collect::<Vec<_>>(), [customer.id]);
        let found = search(&desk.app, &desk.signed_in(&user).await, "brightwater").await.unwrap();
        assert!(found.customers.items.is_empty() && !found.customers.more);
        let southlake = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
        let stranger = desk.acting(&southlake, "Rut Ferro", &[Role::GlobalAdmin]).await;
        assert!(search(&desk.app, &stranger, "brightwater").await.unwrap().is_empty());
    }

    #[test]
    fn what_does_not_fit_on_the_page_is_said_to_be_there() {
        let hits = Hits::from(vec![0; SEARCH_LIMIT]);
        assert!(hits.items.len() == SEARCH_LIMIT && !hits.more);
        let hits = Hits::from(vec![0; SEARCH_LIMIT + 1]);
        assert!(hits.items.len() == SEARCH_LIMIT && hits.more);
    }
}

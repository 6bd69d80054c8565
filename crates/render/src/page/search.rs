//! One field that finds everything. The palette is this page laid over another: it takes the form and what stands in `#found`.

use askama::Template;
use tierline_domain::{CaseLine, Customer, ReceivedRequest, RequestLine, Role, health::HealthIssue};

use super::{Page, html};
use crate::{Console, Form, Frame, Html, NavItem, ui::Looks};

/// Some of one kind, and whether its list has more.
#[derive(Debug, Clone)]
pub struct Hits<T> {
    /// Those that are shown.
    pub items: Vec<T>,
    /// Whether there are more.
    pub more: bool,
}

// Derived, it would ask for a default of what is listed.
impl<T> Default for Hits<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: false }
    }
}

/// What was found. `/search?q=`.
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// What was looked for; empty where nothing was yet.
    pub query: String,
    /// Cases; a customer's people are led to their own pages of them.
    pub cases: Hits<CaseLine>,
    /// Customers.
    pub customers: Hits<Customer>,
    /// Service requests that were handed up.
    pub requests: Hits<RequestLine>,
    /// Service requests that were received.
    pub received: Hits<ReceivedRequest>,
    /// Documented issues.
    pub issues: Hits<HealthIssue>,
}

#[derive(Template)]
#[template(path = "page/search.html")]
struct Search<'a> {
    f: &'a Frame,
    p: &'a SearchPage,
    form: Form,
}

impl Search<'_> {
    fn is_empty(&self) -> bool {
        self.count() == 0
    }

    fn count(&self) -> usize {
        let p = self.p;
        p.cases.items.len() + p.customers.items.len() + p.requests.items.len() + p.received.items.len() + p.issues.items.len()
    }

    /// The count in words, for the tab and for readers; a list that has more is said where it stands.
    fn summary(&self) -> String {
        self.f.m("search-count").n("count", self.count()).to_string()
    }

    fn case_href(&self, line: &CaseLine) -> String {
        let customer = self.f.shell.as_ref().is_some_and(|shell| shell.console == Console::Customer);
        format!("{}/{}", if customer { "/my/cases" } else { "/cases" }, line.id)
    }

    /// The address of a list, narrowed to what was looked for.
    fn list(&self, path: &str) -> String {
        format!("{path}?query={}", crate::ui::percent(&self.p.query))
    }

    /// The places of the navigation, to jump to while nothing is looked for.
    fn places(&self) -> &[NavItem] {
        self.f.shell.as_ref().map_or(&[], |shell| &shell.nav)
    }
}

impl Page for SearchPage {
    fn title(&self, frame: &Frame) -> String {
        if self.query.is_empty() { frame.t("search") } else { frame.m("search-for").s("query", &self.query).to_string() }
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::HelpdeskAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        let form = Form { values: vec![("q".to_owned(), self.query.clone())], ..Form::default() };
        html(&Search { f, p: self, form })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::search()
    }
}

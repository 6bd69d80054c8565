//! One field that finds everything. The palette of the script is this page laid over another.

use askama::Template;
use tierline_domain::{CaseLine, Customer, ReceivedRequest, RequestLine, health::HealthIssue};

use super::{Page, html};
use crate::{Frame, Html};

/// What was found, by kind.
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// What was looked for.
    pub query: String,
    /// Customers.
    pub customers: Vec<Customer>,
    /// Cases.
    pub cases: Vec<CaseLine>,
    /// Whether the reader is a customer's person: cases then lead to their own pages.
    pub own: bool,
    /// Service requests handed up.
    pub requests: Vec<RequestLine>,
    /// Service requests received.
    pub received: Vec<ReceivedRequest>,
    /// Documented issues.
    pub issues: Vec<HealthIssue>,
}

#[derive(Template)]
#[template(path = "page/search.html")]
struct Search<'a> {
    f: &'a Frame,
    p: &'a SearchPage,
}

impl Search<'_> {
    fn found_any(&self) -> bool {
        let p = self.p;
        !(p.customers.is_empty()
            && p.cases.is_empty()
            && p.requests.is_empty()
            && p.received.is_empty()
            && p.issues.is_empty())
    }

    fn case_root(&self) -> &'static str {
        if self.p.own { "/my/cases" } else { "/cases" }
    }
}

impl Page for SearchPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("search")
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Search { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::search()
    }
}

//! The list of cases, and the form that opens one.

use std::sync::LazyLock;

use askama::Template;
use tierline_domain::{
    Action, CaseId, CaseLine, Customer, RequestId, RungKey, Severity, Subscription,
    catalogue::{ProductFamily, regions_of, services},
    words,
};

use super::{Live, Page, html};
use crate::{Choice, Form, Frame, Html, Link, Place, ui::rung_number};

words! {
    /// A view of the list that is worth a tab.
    pub enum CaseView {
        /// Everything that is not over.
        Open = "open",
        /// The person's own.
        Mine = "mine",
        /// Nobody's.
        Nobody = "nobody",
        /// Those whose service request can be written.
        Ready = "ready",
        /// Those that wait for a documented issue to be solved.
        KnownIssue = "known_issue",
        /// Those that wait for the customer.
        WaitingOnCustomer = "waiting_on_customer",
        /// Those that wait for the provider.
        WaitingOnProvider = "waiting_on_provider",
        /// Resolved, not yet closed.
        Resolved = "resolved",
        /// Closed.
        Closed = "closed",
    }
}

impl CaseView {
    /// Its address.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Open => "/cases",
            Self::Mine => "/cases?assignee=me",
            Self::Nobody => "/cases?assignee=none",
            Self::Ready => "/cases?next=escalate",
            Self::KnownIssue => "/cases?next=wait_for_known_issue",
            Self::WaitingOnCustomer => "/cases?status=waiting_on_customer",
            Self::WaitingOnProvider => "/cases?status=waiting_on_provider",
            Self::Resolved => "/cases?status=resolved",
            Self::Closed => "/cases?status=closed",
        }
    }
}

/// The list of cases.
#[derive(Debug, Clone, Default)]
pub struct CasesPage {
    /// The filters as they stand in the address: `query`, `status`, `customer_id`, `assignee`, `rung`, `next`, `severity`,
    /// `service`.
    pub filter: Form,
    /// How many cases a view holds, where it is known; counting stops at 100.
    pub counts: Vec<(CaseView, u8)>,
    /// The name of the customer that the list is narrowed to.
    pub customer_name: Option<String>,
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/cases.html")]
struct Cases<'a> {
    f: &'a Frame,
    p: &'a CasesPage,
}

impl CasesPage {
    fn is_here(&self, view: &CaseView) -> bool {
        let value = |name| self.filter.value(name).unwrap_or_default();
        let plain = ["query", "customer_id", "rung", "severity", "service"].iter().all(|name| value(name).is_empty());
        let here = match (value("assignee"), value("status"), value("next")) {
            ("", "", "") => CaseView::Open,
            ("me", "", "") => CaseView::Mine,
            ("none", "", "") => CaseView::Nobody,
            ("", "", "escalate") => CaseView::Ready,
            ("", "", "wait_for_known_issue") => CaseView::KnownIssue,
            ("", "waiting_on_customer", "") => CaseView::WaitingOnCustomer,
            ("", "waiting_on_provider", "") => CaseView::WaitingOnProvider,
            ("", "resolved", "") => CaseView::Resolved,
            ("", "closed", "") => CaseView::Closed,
            _ => return false,
        };
        plain && here == *view
    }

    fn shown(&self, view: &CaseView) -> Option<String> {
        self.counts.iter().find(|(counted, _)| counted == view).map(|(_, count)| crate::number::capped(*count))
    }

    fn is_filtered(&self) -> bool {
        self.filter.values.iter().any(|(name, value)| name != "cursor" && !value.is_empty())
    }

    fn rungs(&self, f: &Frame) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", f.t("any"))];
        choices.extend(
            RungKey::ALL.iter().map(|rung| Choice::new(rung.word(), format!("{} {}", rung_number(*rung), f.w(rung)))),
        );
        choices
    }

    fn severities(&self, f: &Frame) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", f.t("any"))];
        choices
            .extend(Severity::ALL.iter().map(|one| Choice::new(one.word(), format!("{} {}", one.letter(), f.w(one)))));
        choices
    }

    fn owners(&self, f: &Frame) -> Vec<Choice> {
        let mut choices = vec![
            Choice::new("", f.t("owner-anyone")),
            Choice::new("me", f.t("owner-me")),
            Choice::new("none", f.t("owner-nobody")),
        ];
        // A colleague's list is reached from elsewhere; the filter must not drop it when another field changes.
        let value = self.filter.value("assignee").unwrap_or_default();
        if !choices.iter().any(|choice| choice.value == value) {
            let name =
                self.lines.iter().find_map(|line| line.assignee_name.clone()).unwrap_or_else(|| f.t("owner-colleague"));
            choices.push(Choice::new(value.to_owned(), name));
        }
        choices
    }

    fn empty(&self, f: &Frame) -> Html {
        if self.is_filtered() {
            f.empty(
                "filter",
                "cases-none",
                Html::text(&f.t("cases-none-says")),
                Some(Link::new("/cases", f.t("filters-clear"))),
            )
        } else {
            f.nothing("case", "cases-empty", "cases-empty-says")
        }
    }
}

impl Page for CasesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-cases")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Cases)
    }

    fn live(&self, f: &Frame) -> Option<Live> {
        Some(Live::new("list=cases", &f.path, "live-cases"))
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Cases { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::cases()
    }
}

/// The form that opens a case. Posts to `/cases`: `customer_id`, `subject`, `description`, `service`, `region`, `severity`,
/// `started_at` (`datetime-local`, in the person's zone), `affected_users`, `error_text`, `correlation_ids` (one a line),
/// `contact_name`, `contact_email`.
#[derive(Debug, Clone, Default)]
pub struct NewCasePage {
    /// What came back.
    pub form: Form,
    /// The customer, once it is chosen; without it the page asks for it first.
    pub customer: Option<Customer>,
    /// The case of long ago that this one continues.
    pub continues: Option<CaseId>,
    /// The received request that it is opened for: identifier, our number, and who sent it.
    pub received: Option<(RequestId, String, String)>,
    /// The customer's subscriptions: their services are offered first.
    pub subscriptions: Vec<Subscription>,
    /// What was looked for among the customers.
    pub query: String,
    /// The customers found, or the first ones.
    pub found: Vec<Customer>,
}

#[derive(Template)]
#[template(path = "page/new_case.html")]
struct NewCase<'a> {
    f: &'a Frame,
    p: &'a NewCasePage,
}

/// The catalogue's services by family and name: each page of a case offers them.
static SERVICES: LazyLock<Vec<(ProductFamily, &'static str)>> = LazyLock::new(|| {
    let mut names: Vec<(ProductFamily, &str)> =
        services().iter().map(|service| (service.family, service.name)).collect();
    names.sort_unstable();
    names
});

/// The families that a customer subscribes to.
pub(super) fn families(subscriptions: &[Subscription]) -> Vec<ProductFamily> {
    let mut families: Vec<ProductFamily> = subscriptions.iter().map(|one| one.product_family).collect();
    families.sort_unstable();
    families.dedup();
    families
}

/// Services to choose from: not known, the customer's own, then all others: their families first, then the rest.
pub(super) fn service_choices(f: &Frame, subscriptions: &[Subscription]) -> Vec<Choice> {
    let mut own: Vec<&str> = subscriptions.iter().map(|subscription| subscription.service.as_str()).collect();
    own.sort_unstable();
    own.dedup();
    let near = families(subscriptions);
    let mut choices = Vec::with_capacity(SERVICES.len() + own.len() + 1);
    choices.push(Choice::new("", f.t("not-known-yet")));
    let subscribed = f.t("services-subscribed");
    choices.extend(own.iter().map(|name| Choice::new((*name).to_owned(), (*name).to_owned()).among(&subscribed)));
    for near_ones in [true, false] {
        let others = SERVICES.iter().filter(|(family, name)| near.contains(family) == near_ones && !own.contains(name));
        choices.extend(others.map(|(family, name)| Choice::new(*name, *name).among(&f.w(family))));
    }
    choices
}

/// Regions to choose from: those of the customer's families.
fn region_choices(f: &Frame, subscriptions: &[Subscription]) -> Vec<Choice> {
    regions_in(f, &families(subscriptions))
}

/// Regions to choose from: those that a service of these families can be in.
pub(super) fn regions_in(f: &Frame, families: &[ProductFamily]) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", f.t("not-known-yet"))];
    choices.extend(regions_of(families).into_iter().map(|region| Choice::new(region.name, region.name)));
    choices
}

impl Page for NewCasePage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("new-case")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Cases)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&NewCase { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::new_case()
    }
}

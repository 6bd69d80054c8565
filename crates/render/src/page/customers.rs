//! The list of customers.

use askama::Template;
use tierline_domain::{
    Action, Customer, CustomerOrder, DelegatedAdmin, DelegatedAdminState, RelationshipStatus, words,
};

use super::{Page, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone, Value, delegated, service::ServiceHealth, ui::address,
};

words! {
    /// A view of the list that is worth a tab.
    pub enum CustomersView {
        /// All of them.
        All = "all",
        /// Those with open cases.
        OpenCases = "open_cases",
        /// Those whose delegated admin ends soon.
        Expiring = "expiring",
        /// Those without delegated admin.
        NoDelegatedAdmin = "none",
    }
}

impl CustomersView {
    /// Its address.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::All => "/customers",
            Self::OpenCases => "/customers?open_cases=true",
            Self::Expiring => "/customers?delegated_admin=expiring",
            Self::NoDelegatedAdmin => "/customers?delegated_admin=none",
        }
    }
}

/// A customer in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerLine {
    /// The customer.
    pub customer: Customer,
    /// For a customer below a distributor: the reseller's or distributor's name.
    pub through: Option<String>,
    /// Its delegated admin relationships.
    pub delegated_admin: Vec<DelegatedAdmin>,
    /// What it subscribes to: names of services.
    pub services: Vec<String>,
    /// The worst of its services now, and which one that is; none where it is not known here.
    pub health: Option<(ServiceHealth, String)>,
    /// Open cases; counting stops at 100.
    pub open_cases: u8,
    /// Open service requests; counting stops at 100.
    pub open_requests: u8,
}

/// The list of customers.
#[derive(Debug, Clone, Default)]
pub struct CustomersPage {
    /// The filters as they stand in the address: `query`, `relationship_status`, `delegated_admin`, `country`, `open_cases`,
    /// `sort`.
    pub filter: Form,
    /// How many customers a view holds; counting stops at 100.
    pub counts: Vec<(CustomersView, u8)>,
    /// The countries that customers are in, by code.
    pub countries: Vec<String>,
    /// The customers.
    pub lines: Vec<CustomerLine>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

#[derive(Template)]
#[template(path = "page/customers.html")]
struct Customers<'a> {
    f: &'a Frame,
    p: &'a CustomersPage,
}

impl Customers<'_> {
    fn value(&self, name: &str) -> &str {
        self.p.filter.value(name).unwrap_or_default()
    }

    fn is_here(&self, view: &CustomersView) -> bool {
        let plain = ["query", "relationship_status", "country"].iter().all(|name| self.value(name).is_empty());
        let here = match (self.value("open_cases"), self.value("delegated_admin")) {
            ("", "") => CustomersView::All,
            ("true", "") => CustomersView::OpenCases,
            ("", "expiring") => CustomersView::Expiring,
            ("", "none") => CustomersView::NoDelegatedAdmin,
            _ => return false,
        };
        plain && here == *view
    }

    fn shown(&self, view: &CustomersView) -> Option<String> {
        self.p.counts.iter().find(|(counted, _)| counted == view).map(|(_, count)| crate::number::capped(*count))
    }

    fn count(&self, count: impl Value<u8>) -> String {
        crate::number::capped(count.value())
    }

    fn is_by(&self, order: CustomerOrder) -> bool {
        self.value("sort") == order.word() || (self.value("sort").is_empty() && order == CustomerOrder::Name)
    }

    /// The address of the list in another order, from its top.
    fn ordered(&self, order: CustomerOrder) -> String {
        let kept = self
            .p
            .filter
            .values
            .iter()
            .filter(|(name, value)| !matches!(name.as_str(), "sort" | "cursor" | "done") && !value.is_empty());
        let sort = (order != CustomerOrder::Name).then_some(("sort", order.word()));
        let pairs: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(sort).collect();
        if pairs.is_empty() { "/customers".to_owned() } else { address("/customers", pairs) }
    }

    fn countries(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.f.t("any"))];
        choices.extend(self.p.countries.iter().map(|code| Choice::new(code.clone(), code.clone())));
        // The filter must not be dropped where nobody is left in that country.
        let value = self.value("country");
        if !choices.iter().any(|choice| choice.value == value) {
            choices.push(Choice::new(value.to_owned(), value.to_owned()));
        }
        choices
    }

    fn has_health(&self) -> bool {
        self.p.lines.iter().any(|line| line.health.is_some())
    }

    /// The first two services, and how many more there are.
    fn services(&self, line: &CustomerLine) -> String {
        let shown = line.services.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
        match line.services.len().saturating_sub(2) {
            0 => shown,
            more => self.f.m("services-more").s("services", shown).n("count", more).to_string(),
        }
    }

    fn delegated(&self, line: &CustomerLine) -> Html {
        delegated::best_status(self.f, &line.delegated_admin)
    }

    fn empty(&self) -> Html {
        let narrowing = |(name, value): &&(String, String)| name != "sort" && name != "cursor" && !value.is_empty();
        let mut narrowed = self.p.filter.values.iter().filter(narrowing);
        let clear = Link::new("/customers", self.f.t("filters-clear"));
        match (narrowed.next(), narrowed.next()) {
            (None, _) => {
                let may = self.f.may.can(Action::AddCustomers);
                let link = may.then(|| Link::new("/customers/import", self.f.t("customers-import")));
                self.f.empty("customers", "customers-empty", Html::text(&self.f.t("customers-empty-says")), link)
            }
            (Some((name, _)), None) if name == "query" => {
                self.f.empty("filter", "customers-none", Html::text(&self.f.t("customers-none-says")), Some(clear))
            }
            _ => self.f.empty("filter", "customers-none-fit", Html::text(&self.f.t("cases-none-says")), Some(clear)),
        }
    }
}

impl Page for CustomersPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-customers")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Customers)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Customers { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::customers()
    }
}

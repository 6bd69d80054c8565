//! Customers: one with its service management, and a new one.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, AssignmentStatus, CaseLine, Contact, Customer, DelegatedAdmin, DelegatedAdminStatus, HealthIssueId,
    InformPolicy, Language, RelationshipStatus, RequestLine, SUPPORT_TICKET_ROLES, Subscription, SupportPlan, UserId,
    book::Difference,
    catalogue::{PortalPurpose, portal_link, service_find},
    health::HistoryDay,
};

use super::{Page, html};
use crate::{
    Choice, Form, Frame, Html, Link, Look, Place, Tone, delegated, history, service::ServiceHealth, ui::address,
};

/// A service that a customer subscribes to.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerService {
    /// The subscription.
    pub subscription: Subscription,
    /// How the service is now.
    pub health: ServiceHealth,
    /// The issue behind that: identifier and the provider's own.
    pub issue: Option<(HealthIssueId, String)>,
    /// Its last ninety days, as far as they concern this customer.
    pub days: Vec<HistoryDay>,
}

/// What of a customer comes from the provider.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FromProvider {
    /// When the list of customers was last read, where it names this one.
    pub customers_read_at: Option<DateTime<Utc>>,
    /// When the list of delegated admin relationships was.
    pub delegated_read_at: Option<DateTime<Utc>>,
    /// In what our book stands apart all the same.
    pub apart: Vec<Difference>,
}

/// A customer with service management.
///
/// Its forms post to `/customers/{id}` (`name`, `domain`, `country`, `language`, `support_plan`, `inform`, `version`; named
/// `details`) and `/customers/{id}/delegated-admin` (`name`, `roles`, `days`; named `delegated-admin`).
#[derive(Debug, Clone)]
pub struct CustomerPage {
    /// The customer.
    pub customer: Customer,
    /// Its indirect reseller's name, where it has one.
    pub through: Option<String>,
    /// What it subscribes to.
    pub services: Vec<CustomerService>,
    /// Its delegated admin relationships, the latest first.
    pub delegated_admin: Vec<DelegatedAdmin>,
    /// The names of people that relationships are assigned to.
    pub people: Vec<(UserId, String)>,
    /// Its open cases.
    pub cases: Vec<CaseLine>,
    /// Its open service requests.
    pub requests: Vec<RequestLine>,
    /// Its people, as far as cases and accounts name them, with a word on each.
    pub contacts: Vec<(Contact, String)>,
    /// What of it comes from the provider; none where it is not kept in step.
    pub from_provider: Option<FromProvider>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/customer.html")]
struct CustomerView<'a> {
    f: &'a Frame,
    p: &'a CustomerPage,
}

impl CustomerView<'_> {
    fn base(&self) -> String {
        format!("/customers/{}", self.p.customer.id)
    }

    fn crumbs(&self) -> Html {
        self.f.crumbs([Link::new("/customers", self.f.t("nav-customers"))], &self.p.customer.name)
    }

    fn delegated(&self) -> Html {
        delegated::best_status(self.f, &self.p.delegated_admin)
    }

    fn status_of(&self, one: &DelegatedAdmin) -> Html {
        delegated::status(self.f, one)
    }

    fn is_active(&self) -> bool {
        self.p.customer.relationship_status == RelationshipStatus::Active
    }

    fn bars(&self, service: &CustomerService) -> Html {
        history::bars(self.f, &service.subscription.service, &service.days)
    }

    /// The page with its days in words.
    fn history(&self, service: &CustomerService) -> String {
        let region = service.subscription.region.as_deref().map(|region| ("region", region));
        let id = self.p.customer.id.to_string();
        let pairs = [("service", service.subscription.service.as_str()), ("customer_id", id.as_str())];
        address("/health/history", pairs.into_iter().chain(region))
    }

    fn link(&self, service: &CustomerService, purpose: PortalPurpose) -> Option<String> {
        let found = service_find(&service.subscription.service);
        let family = service.subscription.product_family;
        portal_link(family, purpose, self.p.customer.owner.cloud, &self.p.customer.tenant_id, found)
            .map(|link| link.uri)
    }

    fn administer(&self, service: &CustomerService) -> Option<String> {
        self.link(service, PortalPurpose::Administration)
    }

    fn portal_health(&self, service: &CustomerService) -> Option<String> {
        self.link(service, PortalPurpose::ServiceHealth)
    }

    fn assigned(&self, one: &DelegatedAdmin) -> String {
        if one.assigned_to.is_empty() {
            return self.f.t("delegated-everyone");
        }
        let known = |id: &UserId| self.p.people.iter().find(|(person, _)| person == id).map(|(_, name)| name.clone());
        let names: Vec<String> = one.assigned_to.iter().filter_map(known).collect();
        names.join(", ")
    }

    fn deeds(&self, one: &DelegatedAdmin) -> Vec<delegated::Deed> {
        let partner = self.f.shell.as_ref().map(|shell| shell.organization.as_str());
        delegated::deeds(self.f, one, Some(&self.p.customer.name), partner)
    }

    /// Whether the person who looks may end it, and it is not over.
    fn ends(&self, one: &DelegatedAdmin) -> bool {
        use DelegatedAdminStatus::{Expired, Terminated, Terminating, TerminationRequested};
        let is_over = matches!(one.status_at(self.f.now()), Expired | Terminated | Terminating | TerminationRequested);
        !is_over && self.f.may.can(Action::RequestDelegatedAdmin)
    }

    fn roles(&self, one: &DelegatedAdmin) -> String {
        let roles = one.roles.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        if roles.is_empty() { self.f.t("delegated-all-roles") } else { roles }
    }

    /// How many open cases lose what the relationship gives.
    fn end_cases(&self) -> String {
        let count = i64::try_from(self.p.cases.len()).unwrap_or(i64::MAX);
        self.f.m("delegated-end-cases").n("count", count).to_string()
    }

    /// Whether a role of a relationship lets us file now: what has ended gives nothing.
    fn role_may_file(&self, one: &DelegatedAdmin, role: &str) -> bool {
        one.is_live(self.f.now()) && SUPPORT_TICKET_ROLES.contains(&role) && one.assigns(role)
    }

    /// How old a list is that comes from the provider.
    fn from(&self, at: &Option<DateTime<Utc>>) -> Option<Html> {
        at.map(|at| self.f.h("books-from").x("time", self.f.time(at)).html())
    }

    /// How many groups have roles of it, where the provider was asked.
    fn groups(&self, one: &DelegatedAdmin) -> Option<Html> {
        let all = one.assignments.as_ref()?;
        let in_force = all.iter().filter(|one| one.status == AssignmentStatus::Active);
        let groups: BTreeSet<&str> = in_force.map(|one| one.group.as_str()).collect();
        Some(self.f.h("books-groups").n("count", groups.len()).html())
    }

    /// What the provider says where our book says something else.
    fn theirs(&self, one: &Difference) -> Html {
        let what = super::book::what(self.f, one);
        let says = super::book::says(self.f, one.theirs.as_ref(), &BTreeMap::new());
        Html(format!("{what}: {says}"))
    }

    /// Whether anything can be administered in the customer's tenant now.
    fn has_live(&self) -> bool {
        self.p.delegated_admin.iter().any(|one| one.is_live(self.f.now()))
    }

    fn end_word(&self, one: &DelegatedAdmin) -> String {
        let is_past = one.ends_at.is_some_and(|end| end <= self.f.now());
        self.f.t(if is_past { "delegated-ended-on" } else { "delegated-ends" })
    }

    /// When it ends or has ended; none where it was ended before that day came.
    fn end_of(&self, one: &DelegatedAdmin) -> Option<DateTime<Utc>> {
        let terminated = one.status_at(self.f.now()) == DelegatedAdminStatus::Terminated;
        one.ends_at.filter(|end| !terminated || *end <= self.f.now())
    }

    fn takes_role(&self, role: &str) -> bool {
        let default = role == "Service Support Administrator";
        self.p.form.at("delegated-admin").chosen("roles", role, default)
    }

    fn tenant_short(&self) -> String {
        let tenant = &self.p.customer.tenant_id;
        if tenant.len() > 12 && tenant.is_ascii() {
            format!("{}…{}", &tenant[..4], &tenant[tenant.len() - 4..])
        } else {
            tenant.clone()
        }
    }

    /// What the bars mean.
    fn key(&self) -> [ServiceHealth; 4] {
        [ServiceHealth::Healthy, ServiceHealth::Advisory, ServiceHealth::Degraded, ServiceHealth::Unavailable]
    }
}

impl Page for CustomerPage {
    fn title(&self, _frame: &Frame) -> String {
        self.customer.name.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Customers)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::AdminAgent)
    }

    fn follows(&self) -> bool {
        true
    }

    fn body(&self, f: &Frame) -> Html {
        html(&CustomerView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::customer()
    }
}

/// A new customer. Posts `name`, `domain`, `tenant_id`, `country`, `language`, `support_plan` to `/customers`.
#[derive(Debug, Clone, Default)]
pub struct NewCustomerPage {
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/new_customer.html")]
struct NewCustomer<'a> {
    f: &'a Frame,
    p: &'a NewCustomerPage,
}

impl Page for NewCustomerPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("new-customer")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Customers)
    }

    fn reader(&self) -> Option<tierline_domain::Role> {
        Some(tierline_domain::Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&NewCustomer { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::new_customer()
    }
}

/// The languages a customer can be written to.
fn languages(f: &Frame) -> Vec<Choice> {
    f.choices(Language::ALL)
}

//! The navigation: whose desk has which places, and what each takes.

use tierline_domain::{Action, Role, words};

use crate::{May, number};

words! {
    /// Whose desk it is: each has a navigation of its own.
    pub enum Console {
        /// A partner's people.
        Partner = "partner",
        /// A provider's people.
        Provider = "provider",
        /// A customer's people.
        Customer = "customer",
    }
}

impl Console {
    /// Whether a person at this desk can hold a role.
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        match self {
            Self::Partner => !role.is_customer() && role != Role::ServiceOwner,
            Self::Provider => role.is_recipient() || role == Role::GlobalAdmin,
            Self::Customer => role.is_customer(),
        }
    }
}

words! {
    /// Whose people a list is narrowed to.
    pub enum WhosePeople {
        /// The organization's own.
        Own = "own",
        /// Those of its customers.
        Customers = "customers",
    }
}

words! {
    /// A place in the navigation.
    pub enum Place {
        /// A partner's first page.
        Today = "today",
        /// Cases.
        Cases = "cases",
        /// Customers.
        Customers = "customers",
        /// Service requests handed up.
        Requests = "requests",
        /// Service requests received.
        Inbox = "inbox",
        /// The board of service health.
        Health = "health",
        /// What became of the issues that the desk proposed.
        Reports = "reports",
        /// Where what is known of service health comes from.
        Feeds = "feeds",
        /// What is on its way to recipients.
        Deliveries = "deliveries",
        /// Ways to providers' interfaces and to other desks.
        Connections = "connections",
        /// People and their roles.
        Users = "users",
        /// The rules an organization sets for itself.
        Rules = "rules",
        /// The audit log.
        Audit = "audit",
        /// The partners whose requests a provider receives.
        Partners = "partners",
        /// The health issues a provider has published.
        Issues = "issues",
        /// A customer's own cases.
        MyCases = "my_cases",
            /// A customer's form.
        Report = "report",
        /// Who may administer a customer's services.
        MyAccess = "my_access",
        /// How a problem is handed up, in plain words.
        Guidance = "guidance",
    }
}

impl Place {
    /// The places of a console, in order; those above the rule and those below it.
    #[must_use]
    pub const fn menu(console: Console) -> &'static [Self] {
        match console {
            Console::Partner => &[
                Self::Today,
                Self::Cases,
                Self::Customers,
                Self::Requests,
                Self::Inbox,
                Self::Health,
                Self::Reports,
                Self::Guidance,
                Self::Feeds,
                Self::Deliveries,
                Self::Connections,
                Self::Users,
                Self::Rules,
                Self::Audit,
            ],
            Console::Provider => &[
                Self::Inbox,
                Self::Partners,
                Self::Issues,
                Self::Feeds,
                Self::Deliveries,
                Self::Connections,
                Self::Users,
                Self::Rules,
                Self::Audit,
            ],
            Console::Customer => &[Self::MyCases, Self::Report, Self::MyAccess],
        }
    }

    /// What a person must be allowed to do to be shown the place.
    #[must_use]
    pub const fn needs(self) -> Action {
        match self {
            Self::Today
            | Self::Cases
            | Self::Customers
            | Self::Requests
            | Self::Health
            | Self::Reports
            | Self::Guidance => Action::See,
            Self::Inbox | Self::Partners | Self::Issues => Action::SeeReceived,
            Self::Feeds => Action::ManageFeeds,
            Self::Deliveries => Action::ManageDeliveries,
            Self::Connections | Self::Users | Self::Rules => Action::Administer,
            Self::Audit => Action::ReadAudit,
            Self::MyCases | Self::Report => Action::ReportOwn,
            Self::MyAccess => Action::DecideDelegatedAdmin,
        }
    }

    /// Its address.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Cases => "/cases",
            Self::Customers => "/customers",
            Self::Requests => "/service-requests",
            Self::Inbox => "/inbox",
            Self::Health => "/health",
            Self::Reports => "/reports",
            Self::Feeds => "/health/feeds",
            Self::Deliveries => "/deliveries",
            Self::Connections => "/connections",
            Self::Users => "/users",
            Self::Rules => "/rules",
            Self::Audit => "/audit",
            Self::Partners => "/partners",
            Self::Issues => "/health/published",
            Self::MyCases => "/my",
            Self::Report => "/my/cases/new",
            Self::MyAccess => "/my/access",
            Self::Guidance => "/guidance",
        }
    }

    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Cases | Self::MyCases => "case",
            Self::Customers => "customers",
            Self::Requests => "request",
            Self::Inbox => "mail",
            Self::Health | Self::Issues => "health",
            Self::Reports => "report",
            Self::Feeds => "restore",
            Self::Deliveries => "send",
            Self::Connections => "globe",
            Self::Users => "user",
            Self::Rules => "settings",
            Self::Audit => "key",
            Self::Partners => "customers",
            Self::MyAccess => "shield",
            Self::Guidance => "book",
            Self::Report => "plus",
        }
    }

    /// The letter that follows `G`.
    pub(crate) const fn letter(self) -> Option<&'static str> {
        match self {
            Self::Today => Some("t"),
            Self::Cases | Self::MyCases => Some("c"),
            Self::Customers => Some("u"),
            Self::Requests => Some("r"),
            Self::Inbox => Some("i"),
            Self::Health | Self::Issues => Some("h"),
            Self::Partners => Some("p"),
            Self::Reports => Some("o"),
            Self::Feeds
            | Self::Deliveries
            | Self::Connections
            | Self::Users
            | Self::Rules
            | Self::Audit
            | Self::Report
            | Self::MyAccess
            | Self::Guidance => None,
        }
    }

    /// Whether a rule stands above it: what administers the desk is apart from the work.
    pub(crate) const fn after_rule(self) -> bool {
        matches!(self, Self::Guidance)
    }
}

/// Where this reader reports a problem; none where they cannot.
pub(crate) fn report_form(may: &May) -> Option<&'static str> {
    if may.can(Action::WorkCases) {
        return Some("/cases/new");
    }
    may.can(Action::ReportOwn).then_some(Place::Report.href())
}

/// A line of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub place: Place,
    /// How much waits there; counting stops at 100, shown as `99+`. None shows no number.
    pub count: Option<u8>,
}

impl NavItem {
    /// The number as it is shown.
    pub(crate) fn shown(&self) -> Option<String> {
        self.count.filter(|count| *count > 0).map(number::capped)
    }
}

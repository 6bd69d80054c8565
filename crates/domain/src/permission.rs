//! Who may do what: one table, printed whole by a test.
//!
//! The partner's four roles and their rights are those of the programme's role descriptions; where its articles
//! disagree about Sales agents (one lists them for escalations, the role table lets them only view requests), the
//! table wins, and a partner's policy may let them work on cases.

use std::collections::BTreeSet;

use crate::words;

words! {
    /// A role of a person in one organization and one cloud. A person can hold several.
    pub enum Role {
        /// Administers the partner's desk: everything.
        GlobalAdmin = "global_admin",
        /// Works for customers with the widest rights below the Global admin.
        AdminAgent = "admin_agent",
        /// Works on cases and files service requests.
        HelpdeskAgent = "helpdesk_agent",
        /// Sells: sees everything of a customer, changes its details, files nothing.
        SalesAgent = "sales_agent",
        /// A person of a customer: own cases.
        CustomerContact = "customer_contact",
        /// Administers a customer: all its cases and its delegated admin relationships.
        CustomerAdmin = "customer_admin",
        /// Works on service requests addressed to a provider or an upstream partner.
        Engineer = "engineer",
        /// Answers for a service: publishes health issues, decides requests.
        ServiceOwner = "service_owner",
    }
}

impl Role {
    /// True for the roles that a customer's people hold.
    #[must_use]
    pub const fn is_customer(self) -> bool {
        matches!(self, Self::CustomerContact | Self::CustomerAdmin)
    }

    /// The role a person is called by where they hold several: the one that may do most.
    #[must_use]
    pub fn leading(roles: &BTreeSet<Self>) -> Option<Self> {
        let width = |role: &Self| Action::ALL.iter().filter(|action| grant(*role, **action) == Yes).count();
        // Of two that may do as much, the first of the table.
        roles.iter().rev().copied().max_by_key(width)
    }

    /// True for the roles that a recipient's people hold.
    #[must_use]
    pub const fn is_recipient(self) -> bool {
        matches!(self, Self::Engineer | Self::ServiceOwner)
    }
}

words! {
    /// Something a person may or may not do.
    pub enum Action {
        /// See customers, service health, cases, service requests and guidance.
        See = "see",
        /// Open and work on cases: note, reply, confirm or reject a match, resolve.
        WorkCases = "work_cases",
        /// Record a troubleshooting step.
        RecordStep = "record_step",
        /// Decide the category, submit and update service requests.
        Escalate = "escalate",
        /// Waive a blocker that can be waived.
        Waive = "waive",
        /// Approve an escalation of somebody else.
        Approve = "approve",
        /// Request delegated admin relationships.
        RequestDelegatedAdmin = "request_delegated_admin",
        /// Take a customer into the book: request a partner relationship.
        AddCustomers = "add_customers",
        /// Change a customer's details.
        EditCustomers = "edit_customers",
        /// Manage users, roles, routes, policies and tokens.
        Administer = "administer",
        /// Manage feeds: import documented issues.
        ManageFeeds = "manage_feeds",
        /// Read the audit log.
        ReadAudit = "read_audit",
        /// As a customer: report, reply and confirm in own cases.
        ReportOwn = "report_own",
        /// As a customer: the same in all of the customer's cases.
        ReportAll = "report_all",
        /// As a customer: approve or end delegated admin relationships.
        DecideDelegatedAdmin = "decide_delegated_admin",
        /// See service requests addressed to one's organization.
        SeeReceived = "see_received",
        /// Decide service requests addressed to one's organization.
        DecideReceived = "decide_received",
        /// Publish health issues and posts.
        PublishIssues = "publish_issues",
        /// Try a delivery again or give it up, let a held connection go.
        ManageDeliveries = "manage_deliveries",
    }
}

/// How a table cell reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Always.
    Yes,
    /// Never.
    No,
    /// Where the organization's policy says so; no by default.
    Policy,
}

use Grant::{No, Policy, Yes};

/// The table: one row an action, one column a role in the order of [`Role::ALL`].
#[rustfmt::skip]
pub const TABLE: &[(Action, [Grant; 8])] = &[
    //                                global admin helpdesk sales  contact custadm engineer owner
    (Action::See,                   [Yes,   Yes,   Yes,     Yes,    No,     No,     No,     No]),
    (Action::WorkCases,             [Yes,   Yes,   Yes,     Policy, No,     No,     No,     No]),
    (Action::RecordStep,            [Yes,   Yes,   Yes,     No,     No,     No,     No,     No]),
    (Action::Escalate,              [Yes,   Yes,   Yes,     No,     No,     No,     No,     No]),
    (Action::Waive,                 [Yes,   Yes,   No,      No,     No,     No,     No,     No]),
    (Action::Approve,               [Yes,   Yes,   No,      No,     No,     No,     No,     No]),
    (Action::RequestDelegatedAdmin, [Yes,   Yes,   No,      No,     No,     No,     No,     No]),
    (Action::AddCustomers,          [Yes,   Yes,   No,      Yes,    No,     No,     No,     No]),
    (Action::EditCustomers,         [Yes,   Yes,   Yes,     Yes,    No,     No,     No,     No]),
    (Action::Administer,            [Yes,   No,    No,      No,     No,     No,     No,     No]),
    (Action::ManageFeeds,           [Yes,   No,    No,      No,     No,     No,     No,     Yes]),
    (Action::ReadAudit,             [Yes,   No,    No,      No,     No,     No,     No,     No]),
    (Action::ReportOwn,             [No,    No,    No,      No,     Yes,    Yes,    No,     No]),
    (Action::ReportAll,             [No,    No,    No,      No,     No,     Yes,    No,     No]),
    (Action::DecideDelegatedAdmin,  [No,    No,    No,      No,     No,     Yes,    No,     No]),
    // A partner's own agents work on what its resellers hand up, as a provider's engineers do.
    (Action::SeeReceived,           [Yes,   Yes,   Yes,     Yes,    No,     No,     Yes,    Yes]),
    (Action::DecideReceived,        [Yes,   Yes,   Yes,     No,     No,     No,     Yes,    Yes]),
    (Action::PublishIssues,         [No,    No,    No,      No,     No,     No,     No,     Yes]),
    // What is set up stays the Global admin's (administer); that the work goes on is also the Admin agent's and the service owner's.
    (Action::ManageDeliveries,      [Yes,   Yes,   No,      No,     No,     No,     No,     Yes]),
];

/// What the table says of one role.
#[must_use]
pub fn grant(role: Role, action: Action) -> Grant {
    let column = Role::ALL.iter().position(|r| *r == role).unwrap_or(0);
    TABLE.iter().find(|(a, _)| *a == action).map_or(No, |(_, row)| row[column])
}

/// True where one of the roles may do the action; `policy` answers for the cells that a policy decides.
#[must_use]
pub fn may(roles: &BTreeSet<Role>, action: Action, policy: bool) -> bool {
    roles.iter().any(|role| match grant(*role, action) {
        Yes => true,
        No => false,
        Policy => policy,
    })
}

/// The roles that may always do the action: what a refusal names.
#[must_use]
pub fn roles_that_may(action: Action) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| grant(*role, action) == Yes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_as_it_was_decided() {
        let mut text = String::new();
        for (action, row) in TABLE {
            let cells: Vec<String> =
                Role::ALL.iter().zip(row).map(|(role, grant)| format!("{role}={grant:?}")).collect();
            text.push_str(&format!("{action}: {}\n", cells.join(" ")));
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_person_is_called_by_the_role_that_may_do_most() {
        use Role::{AdminAgent, CustomerAdmin, CustomerContact, Engineer, GlobalAdmin, SalesAgent, ServiceOwner};
        for (roles, leading) in [
            (vec![Engineer, ServiceOwner], Some(ServiceOwner)),
            (vec![CustomerContact, CustomerAdmin], Some(CustomerAdmin)),
            (vec![SalesAgent, AdminAgent], Some(AdminAgent)),
            (vec![ServiceOwner, GlobalAdmin], Some(GlobalAdmin)),
            (vec![], None),
        ] {
            assert_eq!(Role::leading(&roles.iter().copied().collect()), leading, "{roles:?}");
        }
    }

    #[test]
    fn every_action_has_exactly_one_row() {
        for action in Action::ALL {
            assert_eq!(TABLE.iter().filter(|(a, _)| a == action).count(), 1, "{action}");
        }
    }

    #[test]
    fn a_policy_cell_follows_the_policy() {
        let sales = BTreeSet::from([Role::SalesAgent]);
        assert!(!may(&sales, Action::WorkCases, false));
        assert!(may(&sales, Action::WorkCases, true));
        assert!(!may(&sales, Action::Escalate, true));
    }
}

//! What an API token is narrowed to: words of a short list, each good at one door and for some actions.
//!
//! A scope narrows and never widens: what a token may do is what its person may do now, and of that what its scopes name. A token
//! without scopes was made before there were any, and is not narrowed.

use std::collections::BTreeSet;

use crate::{Action, words};

words! {
    /// A scope of a token.
    pub enum TokenScope {
        /// See customers, health, cases and requests; change nothing.
        Read = "read",
        /// Work on cases, requests and deliveries.
        Work = "work",
        /// Take customers in, change them, see to their delegated admin relationships.
        Customers = "customers",
        /// Manage feeds, publish issues.
        Health = "health",
        /// Read the audit log; change nothing.
        Audit = "audit",
        /// Manage people, tokens, routes, rules and connections.
        Administer = "administer",
        /// Exchange trouble tickets (TMF621).
        TroubleTicket = "trouble_ticket",
        /// The contract of Partner Center.
        PartnerCenter = "partner_center",
        /// The contract of Microsoft Graph.
        Graph = "graph",
        /// The contract of Azure Support.
        AzureSupport = "azure_support",
        /// Provision people (SCIM 2.0).
        Scim = "scim",
    }
}

words! {
    /// An entrance for programs: the desk's own API, or a contract of others that it speaks.
    pub enum Door {
        /// The desk's own API.
        Api = "api",
        /// TMF621.
        TroubleTicket = "trouble_ticket",
        /// Partner Center.
        PartnerCenter = "partner_center",
        /// Microsoft Graph.
        Graph = "graph",
        /// Azure Support.
        AzureSupport = "azure_support",
        /// SCIM 2.0.
        Scim = "scim",
    }
}

/// All that a contract of others lets a person do: their work, never the desk's administration.
const CONTRACT: &[Action] = &[
    Action::See,
    Action::WorkCases,
    Action::RecordStep,
    Action::Escalate,
    Action::Waive,
    Action::Approve,
    Action::RequestDelegatedAdmin,
    Action::AddCustomers,
    Action::EditCustomers,
    Action::ReportOwn,
    Action::ReportAll,
    Action::DecideDelegatedAdmin,
    Action::SeeReceived,
    Action::DecideReceived,
    Action::PublishIssues,
    Action::ManageDeliveries,
];

impl TokenScope {
    /// The door at which it is good.
    #[must_use]
    pub const fn door(self) -> Door {
        match self {
            Self::TroubleTicket => Door::TroubleTicket,
            Self::PartnerCenter => Door::PartnerCenter,
            Self::Graph => Door::Graph,
            Self::AzureSupport => Door::AzureSupport,
            Self::Scim => Door::Scim,
            Self::Read | Self::Work | Self::Customers | Self::Health | Self::Audit | Self::Administer => Door::Api,
        }
    }

    /// What it lets a person do there who may.
    #[must_use]
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::Read => &[Action::See, Action::SeeReceived],
            Self::Work => &[
                Action::See,
                Action::WorkCases,
                Action::RecordStep,
                Action::Escalate,
                Action::Waive,
                Action::Approve,
                Action::ReportOwn,
                Action::ReportAll,
                Action::SeeReceived,
                Action::DecideReceived,
                Action::ManageDeliveries,
            ],
            Self::Customers => &[
                Action::See,
                Action::RequestDelegatedAdmin,
                Action::AddCustomers,
                Action::EditCustomers,
                Action::DecideDelegatedAdmin,
            ],
            Self::Health => &[Action::See, Action::SeeReceived, Action::ManageFeeds, Action::PublishIssues],
            Self::Audit => &[Action::ReadAudit],
            Self::Administer | Self::Scim => &[Action::Administer],
            Self::TroubleTicket | Self::PartnerCenter | Self::Graph | Self::AzureSupport => CONTRACT,
        }
    }

    /// Whether anything may be changed by it.
    #[must_use]
    pub const fn changes(self) -> bool {
        !matches!(self, Self::Read | Self::Audit)
    }
}

/// What a call is narrowed to: the scopes of its token, and the door that it came in by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowed {
    /// The scopes of the token.
    pub scopes: BTreeSet<TokenScope>,
    /// The door.
    pub door: Door,
}

impl Narrowed {
    /// The scopes that are good at this door.
    fn here(&self) -> impl Iterator<Item = TokenScope> {
        self.scopes.iter().copied().filter(|scope| scope.door() == self.door)
    }

    /// Whether the token is for this door at all.
    #[must_use]
    pub fn enters(&self) -> bool {
        self.here().next().is_some()
    }

    /// Whether the scopes reach an action, for a person who may do it.
    #[must_use]
    pub fn reaches(&self, action: Action) -> bool {
        self.here().any(|scope| scope.actions().contains(&action))
    }

    /// Whether anything may be changed.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.here().any(TokenScope::changes)
    }

    /// The scopes of this door by which an action could be done; all of them where none is named, those by which something can be
    /// changed.
    #[must_use]
    pub fn wanted(&self, action: Option<Action>) -> Vec<TokenScope> {
        let serves = |scope: &TokenScope| action.map_or(scope.changes(), |action| scope.actions().contains(&action));
        TokenScope::ALL.iter().copied().filter(|scope| scope.door() == self.door).filter(serves).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(scopes: &[TokenScope], door: Door) -> Narrowed {
        Narrowed { scopes: scopes.iter().copied().collect(), door }
    }

    #[test]
    fn the_scopes_read_as_they_were_decided() {
        let mut text = String::new();
        for scope in TokenScope::ALL {
            let actions: Vec<&str> = scope.actions().iter().map(|action| action.word()).collect();
            let changes = if scope.changes() { "" } else { " (changes nothing)" };
            text.push_str(&format!("{scope} at {}{changes}: {}\n", scope.door(), actions.join(" ")));
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn every_action_can_be_done_by_some_scope_of_the_api() {
        for action in Action::ALL {
            let wanted = narrowed(&[], Door::Api).wanted(Some(*action));
            assert!(!wanted.is_empty(), "{action}");
        }
    }

    #[test]
    fn a_scope_is_good_at_its_own_door_alone() {
        for scope in TokenScope::ALL {
            for door in Door::ALL {
                let call = narrowed(&[*scope], *door);
                let is_own = scope.door() == *door;
                assert_eq!(call.enters(), is_own, "{scope} at {door}");
                assert_eq!(Action::ALL.iter().any(|action| call.reaches(*action)), is_own, "{scope} at {door}");
            }
        }
        assert!(Door::ALL.iter().all(|door| TokenScope::ALL.iter().any(|scope| scope.door() == *door)));
    }

    #[test]
    fn what_only_reads_changes_nothing_even_beside_a_scope_of_another_door() {
        assert!(!narrowed(&[TokenScope::Read, TokenScope::Audit, TokenScope::Scim], Door::Api).changes());
        assert!(narrowed(&[TokenScope::Read, TokenScope::Work], Door::Api).changes());
        assert!(!narrowed(&[], Door::Api).changes());
    }

    #[test]
    fn no_contract_administers_the_desk() {
        for scope in TokenScope::ALL.iter().filter(|scope| ![Door::Api, Door::Scim].contains(&scope.door())) {
            for action in [Action::Administer, Action::ReadAudit, Action::ManageFeeds] {
                assert!(!scope.actions().contains(&action), "{scope}: {action}");
            }
        }
    }
}

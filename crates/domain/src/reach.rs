//! Which customers somebody of an organization reaches: lists that name customers and groups of them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{CustomerGroupId, CustomerId, Role};

/// How many customers and groups the lists of one person name at the most.
pub const REACH_ENTRIES_MOST: usize = 200;
/// How many customers a group has at the most.
pub const CUSTOMER_GROUP_MOST: usize = 5_000;
/// How many groups an organization has in one cloud at the most.
pub const CUSTOMER_GROUPS_MOST: usize = 500;

/// A named set of customers of one owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerGroup {
    /// The group.
    pub id: CustomerGroupId,
    /// What it is called; no other group of the owner is called so.
    pub name: String,
    /// Counts the changes of its name and of what is in it.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A group with how much hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerGroupLine {
    /// The group.
    pub group: CustomerGroup,
    /// How many customers are in it.
    pub customers: i64,
    /// How many people have a list that names it.
    pub people: i64,
}

/// What an entry of a list names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachTarget {
    /// One customer.
    Customer(CustomerId),
    /// All customers that are in a group at that moment.
    Group(CustomerGroupId),
}

/// The lists of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachLists {
    /// With any of these, the person reaches only customers that are named here.
    pub allow: BTreeSet<ReachTarget>,
    /// The person reaches none that is named here, whatever else is.
    pub block: BTreeSet<ReachTarget>,
}

impl ReachLists {
    /// Whether nothing is named: all customers are within reach.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.allow.is_empty() && self.block.is_empty()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.allow.len() + self.block.len()
    }

    /// Whether a customer who is in these groups is within reach.
    #[must_use]
    pub fn reaches(&self, customer: CustomerId, groups: &BTreeSet<CustomerGroupId>) -> bool {
        let named = |list: &BTreeSet<ReachTarget>| {
            list.iter().any(|target| match target {
                ReachTarget::Customer(id) => *id == customer,
                ReachTarget::Group(id) => groups.contains(id),
            })
        };
        (self.allow.is_empty() || named(&self.allow)) && !named(&self.block)
    }
}

/// Whether lists narrow somebody with these roles. A Global admin keeps the lists, and could take any of them away; so none
/// applies to whoever is one, and each applies from the moment on that the role is gone.
#[must_use]
pub fn lists_apply(roles: &BTreeSet<Role>) -> bool {
    !roles.contains(&Role::GlobalAdmin)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn customer(n: u128) -> CustomerId {
        CustomerId(Uuid::from_u128(n))
    }

    fn group(n: u128) -> CustomerGroupId {
        CustomerGroupId(Uuid::from_u128(n))
    }

    fn lists(allow: &[ReachTarget], block: &[ReachTarget]) -> ReachLists {
        ReachLists { allow: allow.iter().copied().collect(), block: block.iter().copied().collect() }
    }

    #[test]
    fn without_an_entry_all_customers_are_within_reach() {
        assert!(lists(&[], &[]).is_empty() && lists(&[], &[]).reaches(customer(1), &BTreeSet::new()));
    }

    #[test]
    fn an_allowed_customer_leaves_all_others_out() {
        let only = lists(&[ReachTarget::Customer(customer(1))], &[]);
        assert!(only.reaches(customer(1), &BTreeSet::new()));
        assert!(!only.reaches(customer(2), &BTreeSet::new()));
    }

    #[test]
    fn an_allowed_group_lets_through_who_is_in_it() {
        let only = lists(&[ReachTarget::Group(group(7))], &[]);
        assert!(only.reaches(customer(1), &BTreeSet::from([group(6), group(7)])));
        assert!(!only.reaches(customer(1), &BTreeSet::from([group(6)])));
    }

    #[test]
    fn a_block_wins_however_the_customer_is_allowed() {
        let blocked = lists(&[ReachTarget::Customer(customer(1))], &[ReachTarget::Group(group(7))]);
        assert!(!blocked.reaches(customer(1), &BTreeSet::from([group(7)])));
        let blocked = lists(&[ReachTarget::Group(group(7))], &[ReachTarget::Customer(customer(1))]);
        assert!(!blocked.reaches(customer(1), &BTreeSet::from([group(7)])));
        assert!(blocked.reaches(customer(2), &BTreeSet::from([group(7)])));
    }

    #[test]
    fn lists_narrow_everybody_but_a_global_admin() {
        assert!(!lists_apply(&BTreeSet::from([Role::GlobalAdmin, Role::HelpdeskAgent])));
        assert!(lists_apply(&BTreeSet::from([Role::AdminAgent])) && lists_apply(&BTreeSet::new()));
    }
}

//! What somebody may of their own right at one moment: with what a call begins, and what is left of it when it comes to change something.

use std::collections::BTreeSet;

use crate::{CustomerId, Membership, Role, reach::lists_apply};

/// What somebody is at one moment where they act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// For a customer's person: which customer.
    pub customer: Option<CustomerId>,
    /// The roles that they hold for good.
    pub roles: BTreeSet<Role>,
    /// Those that they hold beside these, for a time.
    pub elevated: BTreeSet<Role>,
    /// Whether lists narrow which of the customers they reach.
    pub narrowed: bool,
}

impl Standing {
    /// The standing of a member who has these roles for a time; `listed` says whether lists name customers for them.
    #[must_use]
    pub fn of(membership: Membership, listed: bool, mut elevated: BTreeSet<Role>) -> Self {
        let narrowed = narrows(listed, &membership, &elevated);
        let Membership { customer, roles, .. } = membership;
        elevated.retain(|role| !roles.contains(role));
        Self { customer, roles, elevated, narrowed }
    }

    /// Whether all that a call began with stands still. More than that does no harm; a role that was held for good and is held only
    /// for a time by now is less.
    #[must_use]
    pub fn covers(&self, before: &Self) -> bool {
        let held = |role: &Role| self.roles.contains(role) || self.elevated.contains(role);
        self.customer == before.customer
            && self.roles.is_superset(&before.roles)
            && before.elevated.iter().all(held)
            && (before.narrowed || !self.narrowed)
    }
}

/// Whether lists narrow which customers a member reaches who has these roles for a time.
pub(crate) fn narrows(listed: bool, membership: &Membership, elevated: &BTreeSet<Role>) -> bool {
    listed && membership.customer.is_none() && lists_apply(&membership.roles) && lists_apply(elevated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cloud, OrganizationId, Owner};

    fn id<T: From<uuid::Uuid>>(number: u128) -> T {
        uuid::Uuid::from_u128(number).into()
    }

    fn standing(roles: &[Role], elevated: &[Role], listed: bool) -> Standing {
        let owner = Owner { organization: id::<OrganizationId>(1), cloud: Cloud::Public };
        let membership = Membership { owner, customer: None, roles: roles.iter().copied().collect() };
        Standing::of(membership, listed, elevated.iter().copied().collect())
    }

    #[test]
    fn what_was_lost_is_noticed_and_what_came_besides_does_no_harm() {
        use Role::{AdminAgent, HelpdeskAgent, SalesAgent};
        let before = standing(&[HelpdeskAgent], &[AdminAgent], false);
        assert!(before.covers(&before));
        assert!(standing(&[HelpdeskAgent, SalesAgent], &[AdminAgent], false).covers(&before));
        assert!(standing(&[HelpdeskAgent, AdminAgent], &[], false).covers(&before), "for good is more than for a time");
        assert!(!standing(&[HelpdeskAgent], &[], false).covers(&before), "its time is over");
        assert!(!standing(&[AdminAgent], &[], false).covers(&before), "a role was taken away");
        let for_good = standing(&[HelpdeskAgent], &[], false);
        assert!(
            !standing(&[], &[HelpdeskAgent], false).covers(&for_good),
            "what is held for a time is handed on to nobody"
        );
        let customers = Standing { customer: Some(id(7)), ..for_good.clone() };
        assert!(!customers.covers(&for_good) && !for_good.covers(&customers));
    }

    #[test]
    fn lists_that_came_meanwhile_are_less_and_lists_that_went_are_more() {
        let (free, listed) =
            (standing(&[Role::HelpdeskAgent], &[], false), standing(&[Role::HelpdeskAgent], &[], true));
        assert!(listed.narrowed && !listed.covers(&free));
        assert!(free.covers(&listed) && listed.covers(&listed));
        // No list narrows a Global admin, also one for a time; when that ends the lists hold.
        assert!(!standing(&[Role::HelpdeskAgent], &[Role::GlobalAdmin], true).narrowed);
        assert!(!standing(&[Role::GlobalAdmin], &[], true).narrowed);
    }
}

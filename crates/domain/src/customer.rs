//! Customers, what they subscribe to, and the two relationships that tie them to a partner.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, CustomerId, DelegatedAdminId, Language, OrganizationId, Owner, SubscriptionId, UserId,
    catalogue::ProductFamily, words,
};

words! {
    /// How the customer hears of a known issue and its posts.
    pub enum InformPolicy {
        /// A draft waits for an agent.
        Draft = "draft",
        /// The desk writes at once.
        AtOnce = "at_once",
    }
}

words! {
    /// What the partner is to the customer.
    pub enum RelationshipKind {
        /// Sells and supports.
        Reseller = "reseller",
        /// Supports only.
        Advisor = "advisor",
    }
}

words! {
    /// Whether the partner relationship stands.
    pub enum RelationshipStatus {
        /// It stands.
        Active = "active",
        /// It has ended; nothing can be filed for the customer.
        Ended = "ended",
    }
}

words! {
    /// The support plan a customer or its partner holds with the provider.
    pub enum SupportPlan {
        /// What the programme includes.
        Included = "included",
        /// Advanced Support for Partners.
        Asfp = "asfp",
        /// Premier Support for Partners, or what took its place.
        Premier = "premier",
    }
}

/// A customer of one partner in one cloud.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Whose customer, in which cloud.
    pub owner: Owner,
    /// Identifier.
    pub id: CustomerId,
    /// Name as people read it.
    pub name: String,
    /// The domain by which the provider knows it, in lower case.
    pub domain: String,
    /// The provider's identifier of its tenant (a GUID in lower case).
    pub tenant_id: String,
    /// ISO 3166 code, two letters.
    pub country: String,
    /// The language it is written to.
    pub language: Language,
    /// Its support plan.
    pub support_plan: SupportPlan,
    /// How it is informed of known issues.
    pub inform: InformPolicy,
    /// Reseller or advisor.
    pub relationship: RelationshipKind,
    /// Whether that relationship stands.
    pub relationship_status: RelationshipStatus,
    /// Since when.
    pub relationship_since: Option<DateTime<Utc>>,
    /// For a customer below a distributor: its indirect reseller, where that one is on this desk.
    pub indirect_reseller: Option<OrganizationId>,
    /// Counts the changes, for `If-Match`.
    pub version: i64,
    /// When it was taken into the book.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Customer {
    /// A customer of whom nothing is told yet, with what counts where nothing is said.
    #[must_use]
    pub const fn blank(owner: Owner, id: CustomerId, now: DateTime<Utc>) -> Self {
        Self {
            owner,
            id,
            name: String::new(),
            domain: String::new(),
            tenant_id: String::new(),
            country: String::new(),
            language: Language::En,
            support_plan: SupportPlan::Included,
            inform: InformPolicy::Draft,
            relationship: RelationshipKind::Reseller,
            relationship_status: RelationshipStatus::Active,
            relationship_since: None,
            indirect_reseller: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// A subscription of a customer to a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// Identifier.
    pub id: SubscriptionId,
    /// Whose.
    pub customer: CustomerId,
    /// Canonical name of the service.
    pub service: String,
    /// The family it belongs to.
    pub product_family: ProductFamily,
    /// Region, where the service has one.
    pub region: Option<String>,
    /// Seats or units bought, where known.
    pub quantity: Option<i64>,
    /// The provider's identifier of the subscription, where known.
    pub external_id: Option<String>,
    /// Whether the partner holds the right to file support tickets on it (`Microsoft.Support/supportTickets/write`).
    pub support_right: bool,
}

words! {
    /// How a delegated admin relationship came about.
    pub enum DelegatedAdminKind {
        /// With chosen roles and an end.
        Granular = "granular",
        /// The old kind: all roles, no end.
        Legacy = "legacy",
    }
}

words! {
    /// Status of a delegated admin relationship, as Microsoft Graph names it.
    pub enum DelegatedAdminStatus {
        /// Written, not yet asked for.
        Created = "created",
        /// Waits for the customer's admin.
        ApprovalPending = "approval_pending",
        /// The customer's admin said yes.
        Approved = "approved",
        /// Being set up.
        Activating = "activating",
        /// In force.
        Active = "active",
        /// In force, ends soon.
        Expiring = "expiring",
        /// Ended by time.
        Expired = "expired",
        /// Its end was asked for.
        TerminationRequested = "termination_requested",
        /// Being ended.
        Terminating = "terminating",
        /// Ended by somebody.
        Terminated = "terminated",
    }
}

impl DelegatedAdminStatus {
    /// Whether nothing comes of the relationship any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Expired | Self::Terminated | Self::Terminating | Self::TerminationRequested)
    }
}

words! {
    /// How a customer stands with delegated admin, for lists.
    pub enum DelegatedAdminState {
        /// At least one relationship is live.
        Live = "live",
        /// One is live, and none goes on for longer than [`EXPIRING_DAYS`].
        Expiring = "expiring",
        /// None is live.
        None = "none",
    }
}

words! {
    /// The order of a list of customers.
    pub enum CustomerOrder {
        /// By name.
        Name = "name",
        /// Those with the most open cases first, then by name.
        OpenCases = "open_cases",
    }
}

words! {
    /// Status of an access assignment, as Microsoft Graph names it.
    pub enum AssignmentStatus {
        /// Being set up.
        Pending = "pending",
        /// In force.
        Active = "active",
        /// Being taken away.
        Deleting = "deleting",
        /// Taken away.
        Deleted = "deleted",
        /// It could not be set up.
        Error = "error",
    }
}

/// Which of a relationship's roles the people of one of the partner's groups have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccessAssignment {
    /// The provider's identifier of it.
    pub id: String,
    /// The provider's identifier of the security group.
    pub group: String,
    /// The roles, by their published names.
    pub roles: BTreeSet<String>,
    /// Whether it is in force.
    pub status: AssignmentStatus,
}

/// The customer's permission for the partner to administer its services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DelegatedAdmin {
    /// Owner of the row.
    pub owner: Owner,
    /// Identifier.
    pub id: DelegatedAdminId,
    /// Whose permission.
    pub customer: CustomerId,
    /// Name by which both sides know it.
    pub name: String,
    /// Granular or legacy.
    pub kind: DelegatedAdminKind,
    /// Status as last heard; see [`DelegatedAdmin::is_live`] for what counts.
    pub status: DelegatedAdminStatus,
    /// The directory roles it grants, by their published names.
    pub roles: BTreeSet<String>,
    /// The people its roles are assigned to; empty means every agent of the partner.
    pub assigned_to: BTreeSet<UserId>,
    /// How the provider says that its roles reach the partner's groups; none where nobody has asked the provider.
    pub assignments: Option<Vec<AccessAssignment>>,
    /// When it began or will begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ends; none for the legacy kind.
    pub ends_at: Option<DateTime<Utc>>,
    /// When and by whom it was approved; none where that was not done on this desk.
    pub approved: Option<Decided>,
    /// When and by whom it was ended, or refused where nobody had approved it; none as above, and where its time ran out.
    pub ended: Option<Decided>,
}

/// A decision on a relationship, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: the customer's side, or ours.
    pub by: Actor,
}

/// Days before its end from which a relationship is called expiring (the provider's first reminder).
pub const EXPIRING_DAYS: i64 = 30;

/// The permission a service request for Microsoft 365 needs; the roles that carry it, least first (GDAP roles by task).
pub const SUPPORT_TICKET_ROLES: &[&str] = &[
    "Service Support Administrator",
    "Helpdesk Administrator",
    "Exchange Administrator",
    "SharePoint Administrator",
    "Teams Administrator",
    "Intune Administrator",
    "Security Administrator",
    "Cloud App Security Administrator",
    "Billing Administrator",
    "Global Administrator",
];

impl DelegatedAdmin {
    /// Whether it is in force at this instant: the stored status can lag behind its dates.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        matches!(self.status, DelegatedAdminStatus::Active | DelegatedAdminStatus::Expiring)
            && self.starts_at.is_none_or(|at| at <= now)
            && self.ends_at.is_none_or(|at| now < at)
    }

    /// The status at this instant, with what the dates alone change.
    #[must_use]
    pub fn status_at(&self, now: DateTime<Utc>) -> DelegatedAdminStatus {
        use DelegatedAdminStatus::{Active, Expired, Expiring};
        match (self.status, self.ends_at) {
            (Active | Expiring, Some(end)) if end <= now => Expired,
            (Active | Expiring, Some(end)) if end - now <= Duration::days(EXPIRING_DAYS) => Expiring,
            (status, _) => status,
        }
    }

    /// Whole days until it ends; none where it has no end or is not live.
    #[must_use]
    pub fn days_left(&self, now: DateTime<Utc>) -> Option<i64> {
        self.ends_at.filter(|_| self.is_live(now)).map(|end| (end - now).num_days())
    }

    /// Whether one of its roles may file service requests for Microsoft 365; the legacy kind grants all.
    #[must_use]
    pub fn may_file(&self) -> bool {
        self.kind == DelegatedAdminKind::Legacy
            || SUPPORT_TICKET_ROLES.iter().any(|role| self.roles.contains(*role) && self.assigns(role))
    }

    /// Whether a role reaches anybody: where the provider was asked, a group must have it.
    #[must_use]
    pub fn assigns(&self, role: &str) -> bool {
        let in_force =
            |one: &AccessAssignment| one.status == AssignmentStatus::Active && one.roles.iter().any(|has| has == role);
        self.assignments.as_ref().is_none_or(|all| all.iter().any(in_force))
    }

    /// Whether its roles reach this person.
    #[must_use]
    pub fn reaches(&self, person: UserId) -> bool {
        self.assigned_to.is_empty() || self.assigned_to.contains(&person)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Cloud;

    pub(crate) fn owner() -> Owner {
        Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public }
    }

    pub(crate) fn live_relationship() -> DelegatedAdmin {
        DelegatedAdmin {
            owner: owner(),
            id: DelegatedAdminId(Uuid::from_u128(2)),
            customer: CustomerId(Uuid::from_u128(3)),
            name: "Support".into(),
            kind: DelegatedAdminKind::Granular,
            status: DelegatedAdminStatus::Active,
            roles: BTreeSet::from(["Service Support Administrator".to_owned()]),
            assigned_to: BTreeSet::new(),
            assignments: None,
            starts_at: Some("2026-01-01T00:00:00Z".parse().unwrap()),
            ends_at: Some("2026-10-08T00:00:00Z".parse().unwrap()),
            approved: None,
            ended: None,
        }
    }

    #[test]
    fn a_relationship_that_ended_a_second_ago_no_longer_helps() {
        let relationship = live_relationship();
        let end = relationship.ends_at.unwrap();
        assert!(relationship.is_live(end - Duration::seconds(1)));
        assert!(!relationship.is_live(end));
        assert_eq!(relationship.status_at(end), DelegatedAdminStatus::Expired);
    }

    #[test]
    fn a_relationship_is_expiring_in_its_last_thirty_days() {
        let relationship = live_relationship();
        let now = "2026-09-15T12:00:00Z".parse().unwrap();
        assert_eq!(relationship.status_at(now), DelegatedAdminStatus::Expiring);
        assert_eq!(relationship.days_left(now), Some(22));
    }

    #[test]
    fn only_a_role_with_the_ticket_permission_may_file() {
        let mut relationship = live_relationship();
        assert!(relationship.may_file());
        relationship.roles = BTreeSet::from(["Directory Readers".to_owned()]);
        assert!(!relationship.may_file());
        relationship.kind = DelegatedAdminKind::Legacy;
        assert!(relationship.may_file());
    }

    #[test]
    fn a_role_that_no_group_has_files_nothing() {
        let mut relationship = live_relationship();
        relationship.assignments = Some(Vec::new());
        assert!(!relationship.may_file(), "granted, and given to nobody");
        let assignment = |status| AccessAssignment {
            id: "a-1".into(),
            group: "g-1".into(),
            roles: BTreeSet::from(["Service Support Administrator".to_owned()]),
            status,
        };
        for status in AssignmentStatus::ALL {
            relationship.assignments = Some(vec![assignment(*status)]);
            assert_eq!(relationship.may_file(), *status == AssignmentStatus::Active, "{status}");
        }
        relationship.roles = BTreeSet::from(["Directory Readers".to_owned()]);
        assert!(!relationship.may_file(), "a group cannot have what the customer does not grant");
    }

    #[test]
    fn roles_reach_only_those_they_are_assigned_to() {
        let (one, other) = (UserId(Uuid::from_u128(7)), UserId(Uuid::from_u128(8)));
        let mut relationship = live_relationship();
        assert!(relationship.reaches(other));
        relationship.assigned_to.insert(one);
        assert!(relationship.reaches(one) && !relationship.reaches(other));
    }
}

//! A fact of a customer, the same whichever side says it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AccessAssignment, DelegatedAdmin, DelegatedAdminKind, DelegatedAdminStatus, OrganizationId, RelationshipKind,
    RelationshipStatus, catalogue::ProductFamily, words,
};

/// What a fact is about. Its text form is stable: it is kept, and the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum FactKey {
    /// Whether it is a customer, and of what kind.
    Relationship,
    /// Its name.
    Name,
    /// Its domain.
    Domain,
    /// Whose indirect reseller it comes through.
    Reseller,
    /// A service it subscribes to, by its canonical name.
    Subscription(String),
    /// A delegated admin relationship, by the provider's identifier.
    Delegated(String),
    /// Which groups have its roles, by the relationship's identifier.
    Assignments(String),
}

impl fmt::Display for FactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relationship => f.write_str("relationship"),
            Self::Name => f.write_str("name"),
            Self::Domain => f.write_str("domain"),
            Self::Reseller => f.write_str("reseller"),
            Self::Subscription(service) => write!(f, "subscription:{service}"),
            Self::Delegated(id) => write!(f, "delegated_admin:{id}"),
            Self::Assignments(id) => write!(f, "assignments:{id}"),
        }
    }
}

impl From<FactKey> for String {
    fn from(key: FactKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for FactKey {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let key = match (text.as_str(), text.split_once(':')) {
            ("relationship", _) => Self::Relationship,
            ("name", _) => Self::Name,
            ("domain", _) => Self::Domain,
            ("reseller", _) => Self::Reseller,
            (_, Some(("subscription", service))) => Self::Subscription(service.to_owned()),
            (_, Some(("delegated_admin", id))) => Self::Delegated(id.to_owned()),
            (_, Some(("assignments", id))) => Self::Assignments(id.to_owned()),
            _ => return Err(format!("no fact of a customer is called {text:?}")),
        };
        Ok(key)
    }
}

words! {
    /// What the partner is to a customer.
    pub enum Standing {
        /// It sells and supports.
        Reseller = "reseller",
        /// It supports only.
        Advisor = "advisor",
        /// Nothing any more.
        Ended = "ended",
    }
}

impl Standing {
    /// As a customer's two fields say it.
    #[must_use]
    pub const fn of(kind: RelationshipKind, status: RelationshipStatus) -> Self {
        match (status, kind) {
            (RelationshipStatus::Ended, _) => Self::Ended,
            (RelationshipStatus::Active, RelationshipKind::Reseller) => Self::Reseller,
            (RelationshipStatus::Active, RelationshipKind::Advisor) => Self::Advisor,
        }
    }
}

/// A subscription, or several of one service together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SubscriptionFact {
    /// The family it belongs to.
    pub family: ProductFamily,
    /// Seats or units, where known.
    pub quantity: Option<i64>,
    /// The provider's identifier; of several the first.
    pub external_id: Option<String>,
}

/// A subscription to a product that is not known here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProductFact {
    /// Seats or units, where known.
    pub quantity: Option<i64>,
    /// The provider's identifier; of several the first.
    pub external_id: String,
}

/// A delegated admin relationship, without what only our side knows of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DelegatedFact {
    /// Its name.
    pub name: String,
    /// Granular or legacy.
    pub kind: DelegatedAdminKind,
    /// Where it stands.
    pub status: DelegatedAdminStatus,
    /// The roles that it grants, by their published names.
    pub roles: BTreeSet<String>,
    /// When it began or will begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
}

impl DelegatedFact {
    /// What is comparable of one of ours.
    #[must_use]
    pub fn of(one: &DelegatedAdmin) -> Self {
        Self {
            name: one.name.clone(),
            kind: one.kind,
            status: one.status,
            roles: one.roles.clone(),
            starts_at: one.starts_at,
            ends_at: one.ends_at,
        }
    }

    /// Whether nothing comes of it any more.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.status.is_over()
    }
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A name, a domain.
    Text(String),
    /// What the partner is to the customer.
    Standing(Standing),
    /// An indirect reseller on this desk.
    Reseller(OrganizationId),
    /// A subscription.
    Subscription(SubscriptionFact),
    /// A subscription to a product that no service of the catalogue is known for: it cannot be taken as it is.
    Product(ProductFact),
    /// A delegated admin relationship.
    Delegated(DelegatedFact),
    /// Which groups have its roles, by the assignments' identifiers.
    Assignments(Vec<AccessAssignment>),
}

/// All facts that a side says of a customer.
pub type Facts = BTreeMap<FactKey, Fact>;

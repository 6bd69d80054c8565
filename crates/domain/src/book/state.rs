//! What is kept of the provider's side, and where the work stands.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DifferenceKind, Endings, FactKey, Facts};
use crate::{CustomerId, DelegatedAdminId, Language, Owner, words};

/// The provider's side of a customer, as it was read last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct There {
    /// What it says.
    pub facts: Facts,
    /// Its country (ISO 3166, two letters): for a new customer only, a person may know better later.
    pub country: Option<String>,
    /// The language it wants to be written to: likewise.
    pub language: Option<Language>,
    /// Whether its subscriptions were read.
    pub is_detailed: bool,
    /// Whether the delegated admin relationships were read.
    pub is_delegated_read: bool,
}

words! {
    /// Why our book says something else than the provider.
    pub enum LeftBecause {
        /// A person left it.
        Person = "person",
        /// The provider names no domain that could be one.
        NoDomain = "no_domain",
        /// The provider names no country.
        NoCountry = "no_country",
        /// Another customer has the domain.
        DomainTaken = "domain_taken",
        /// No service of the catalogue is known for the product.
        UnknownProduct = "unknown_product",
    }
}

impl LeftBecause {
    /// Whether it is tried again by itself: what is in the way can go away.
    #[must_use]
    pub const fn is_tried_again(self) -> bool {
        !matches!(self, Self::Person)
    }
}

words! {
    /// How the two sides of a customer stand, for lists.
    pub enum BookStep {
        /// There is something to settle.
        Apart = "apart",
        /// All is settled, and something was left or could not be taken.
        Left = "left",
        /// All is settled.
        Settled = "settled",
    }
}

/// A customer of the provider's side, and what became of it here. Its tenant is what makes it the same customer on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterpart {
    /// Whose.
    pub owner: Owner,
    /// The tenant's identifier, as a GUID in lower case.
    pub tenant: String,
    /// The customer in our book, where there is one.
    pub customer: Option<CustomerId>,
    /// What the provider says.
    pub there: There,
    /// What of it was settled; nothing before the first take-over.
    pub agreed: Option<Facts>,
    /// Which of our relationships is which of theirs.
    pub links: BTreeMap<String, DelegatedAdminId>,
    /// What a person said of a difference: whether it is to be taken.
    pub choices: BTreeMap<FactKey, bool>,
    /// What our book does not have as the provider has it, and why.
    pub left: BTreeMap<FactKey, LeftBecause>,
    /// How the two sides stand.
    pub step: BookStep,
}

/// What a round came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookRun {
    /// When it last wrote something.
    pub at: Option<DateTime<Utc>>,
    /// How many of each kind were taken.
    pub taken: BTreeMap<DifferenceKind, u64>,
}

/// Where a round of reading stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookRound {
    /// Details were read up to this tenant.
    pub after: String,
    /// Of so many customers.
    pub read: u64,
    /// There are so many.
    pub total: u64,
}

/// Where an owner's books stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookState {
    /// When the first take-over was ordered.
    pub taken_over_at: Option<DateTime<Utc>>,
    /// By whom.
    pub taken_over_by: Option<String>,
    /// When the list of customers was last read whole.
    pub customers_read_at: Option<DateTime<Utc>>,
    /// When the list of delegated admin relationships was.
    pub delegated_read_at: Option<DateTime<Utc>>,
    /// When all that there is to read had last been read.
    pub round_ended_at: Option<DateTime<Utc>>,
    /// The round that is under way.
    pub round: Option<BookRound>,
    /// Why the last reading failed, in one sentence without anything secret.
    pub failure: Option<String>,
    /// So many endings that somebody has to say yes.
    pub asked: Option<Endings>,
    /// How many endings a person said yes to.
    pub allowed: Option<u64>,
    /// What was changed last.
    pub last: BookRun,
}

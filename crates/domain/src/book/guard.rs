//! What a list does not name any more may have ended. It may also be a list that is half the truth: so many endings at once are asked
//! about.

use serde::{Deserialize, Serialize};

/// So many endings at once are believed without asking.
pub const ENDINGS_UNASKED: u64 = 10;
/// More are believed where they are no more than one of so many that stand.
pub const ENDINGS_PART: u64 = 20;

/// What whole lists do not name any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endings {
    /// Customers.
    pub customers: u64,
    /// Delegated admin relationships of others.
    pub relationships: u64,
    /// Of how many that stood, both together.
    pub of: u64,
    /// Whether a list was empty that was not before.
    #[serde(default)]
    pub is_empty: bool,
}

impl Endings {
    /// How many end.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.customers.saturating_add(self.relationships)
    }

    /// Whether a person has to say that it is so. `allowed` is how many one has said yes to.
    #[must_use]
    pub fn must_ask(&self, allowed: Option<u64>) -> bool {
        let count = self.count();
        let is_much = count > ENDINGS_UNASKED && count > self.of / ENDINGS_PART;
        count > 0 && (is_much || self.is_empty) && allowed.is_none_or(|allowed| count > allowed)
    }
}

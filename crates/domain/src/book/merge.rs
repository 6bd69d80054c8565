//! In what the sides differ.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fact, FactKey, Facts, Standing, There};
use crate::words;

words! {
    /// What a difference comes to, for people.
    pub enum DifferenceKind {
        /// A customer that our book does not have.
        CustomerNew = "customer_new",
        /// A customer that is none any more at the provider, or that it never heard of.
        CustomerEnded = "customer_ended",
        /// A customer that had ended is one again.
        CustomerBack = "customer_back",
        /// Another kind of relationship.
        Relationship = "relationship",
        /// Another name.
        Name = "name",
        /// Another domain.
        Domain = "domain",
        /// Another indirect reseller, or none.
        Reseller = "reseller",
        /// A service that it subscribes to.
        SubscriptionNew = "subscription_new",
        /// Other units, another identifier.
        SubscriptionChanged = "subscription_changed",
        /// A service that it no longer subscribes to.
        SubscriptionEnded = "subscription_ended",
        /// A delegated admin relationship.
        DelegatedNew = "delegated_admin_new",
        /// Other roles, another end, another status.
        DelegatedChanged = "delegated_admin_changed",
        /// It ended, or the provider never heard of it.
        DelegatedEnded = "delegated_admin_ended",
        /// Other groups have its roles.
        Assignments = "assignments",
    }
}

impl DifferenceKind {
    /// Whether rights or business end by it.
    #[must_use]
    pub const fn is_ending(self) -> bool {
        matches!(self, Self::CustomerEnded | Self::SubscriptionEnded | Self::DelegatedEnded)
    }
}

/// One thing in which the sides differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is about.
    pub key: FactKey,
    /// What our book says; nothing where it says nothing.
    pub ours: Option<Fact>,
    /// What the provider says.
    pub theirs: Option<Fact>,
}

impl Difference {
    /// What it comes to.
    #[must_use]
    pub fn kind(&self) -> DifferenceKind {
        use DifferenceKind as K;
        let is_over = |fact: &Option<Fact>| match fact {
            None => true,
            Some(Fact::Delegated(one)) => one.is_over(),
            Some(_) => false,
        };
        match (&self.key, &self.ours, &self.theirs) {
            (FactKey::Relationship, None, _) => K::CustomerNew,
            (FactKey::Relationship, _, None | Some(Fact::Standing(Standing::Ended))) => K::CustomerEnded,
            (FactKey::Relationship, Some(Fact::Standing(Standing::Ended)), _) => K::CustomerBack,
            (FactKey::Relationship, ..) => K::Relationship,
            (FactKey::Name, ..) => K::Name,
            (FactKey::Domain, ..) => K::Domain,
            (FactKey::Reseller, ..) => K::Reseller,
            (FactKey::Subscription(_), None, _) => K::SubscriptionNew,
            (FactKey::Subscription(_), _, None) => K::SubscriptionEnded,
            (FactKey::Subscription(_), ..) => K::SubscriptionChanged,
            (FactKey::Delegated(_), _, theirs) if is_over(theirs) => K::DelegatedEnded,
            (FactKey::Delegated(_), None, _) => K::DelegatedNew,
            (FactKey::Delegated(_), ..) => K::DelegatedChanged,
            (FactKey::Assignments(_), ..) => K::Assignments,
        }
    }

    /// Whether it is taken where nobody says otherwise. That a provider never heard of one of our customers is left: a desk can know
    /// customers that come another way.
    #[must_use]
    pub fn is_taken_unasked(&self, is_first: bool) -> bool {
        !(is_first && self.kind() == DifferenceKind::CustomerEnded)
    }
}

/// In what the provider's side and ours differ and nobody has settled it. `ours` is nothing where the customer is not in our book;
/// `agreed` is nothing before the first take-over.
#[must_use]
pub fn differences(there: &There, agreed: Option<&Facts>, ours: Option<&Facts>) -> Vec<Difference> {
    let Some(ours) = ours else { return unknown(there, agreed) };
    let empty = Facts::new();
    let mut keys: BTreeSet<&FactKey> = there.facts.keys().chain(agreed.unwrap_or(&empty).keys()).collect();
    if agreed.is_none() && there.is_delegated_read {
        // What the provider never heard of gives nobody rights there.
        keys.extend(ours.keys().filter(|key| matches!(key, FactKey::Delegated(_))));
    }
    let differs = |key: &&FactKey| {
        let (theirs, before, own) = (there.facts.get(*key), agreed.map(|all| all.get(*key)), ours.get(*key));
        let is_settled = Some(theirs) == before || is_same(theirs, own) || is_kept_elsewhere(theirs, ours);
        !is_settled && !is_past(theirs, own) && says_something(key, theirs, agreed)
    };
    let keys = keys.into_iter().filter(differs);
    keys.map(|key| Difference { key: key.clone(), ours: ours.get(key).cloned(), theirs: there.facts.get(key).cloned() })
        .collect()
}

/// A customer that our book does not have is one difference, however much is said of it.
fn unknown(there: &There, agreed: Option<&Facts>) -> Vec<Difference> {
    let key = FactKey::Relationship;
    let theirs = there.facts.get(&key);
    let stands = matches!(theirs, Some(Fact::Standing(standing)) if *standing != Standing::Ended);
    let is_settled = agreed.is_some_and(|all| all.get(&key) == theirs);
    match theirs.filter(|_| stands && !is_settled) {
        Some(theirs) => vec![Difference { key, ours: None, theirs: Some(theirs.clone()) }],
        None => Vec::new(),
    }
}

/// Whether both sides say the same. By which identifier the provider knows a subscription, our side need not know.
#[must_use]
pub fn is_same(theirs: Option<&Fact>, ours: Option<&Fact>) -> bool {
    match (theirs, ours) {
        (Some(Fact::Subscription(theirs)), Some(Fact::Subscription(ours))) => {
            (theirs.family, theirs.quantity) == (ours.family, ours.quantity)
        }
        (theirs, ours) => theirs == ours,
    }
}

/// Whether a product that no service is known for stands in our book under a service that somebody chose for it: by the provider's
/// identifier of the subscription.
#[must_use]
pub fn is_kept_elsewhere(theirs: Option<&Fact>, ours: &Facts) -> bool {
    let Some(Fact::Product(theirs)) = theirs else { return false };
    let names =
        |fact: &Fact| matches!(fact, Fact::Subscription(own) if own.external_id.as_ref() == Some(&theirs.external_id));
    ours.values().any(names)
}

/// A relationship that was over before we heard of it, and one that is over on both sides, is no news.
fn is_past(theirs: Option<&Fact>, ours: Option<&Fact>) -> bool {
    let over = |fact: Option<&Fact>| match fact {
        None => true,
        Some(Fact::Delegated(one)) => one.is_over(),
        Some(_) => false,
    };
    over(theirs) && over(ours)
}

/// Whether it counts that the provider says nothing of something: of names and resellers only where it did before.
fn says_something(key: &FactKey, theirs: Option<&Fact>, agreed: Option<&Facts>) -> bool {
    let spoke = agreed.is_some_and(|all| all.contains_key(key));
    theirs.is_some()
        || matches!(key, FactKey::Delegated(_))
        || (spoke && !matches!(key, FactKey::Name | FactKey::Domain))
}

//! Reads the provider's side of the partner's books.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use tierline_domain::{AccessAssignment, DelegatedAdminKind, DelegatedAdminStatus};

use super::carrier::Opened;

/// A customer, as a whole list of them says it. Texts are the provider's: nobody has checked them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedCustomer {
    /// Its tenant, as it is written there.
    pub tenant: String,
    /// Its name.
    pub name: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// What the partner is to it, in the provider's word.
    pub relationship: Option<String>,
    /// The indirect reseller that it comes through, by the provider's identifier.
    pub reseller: Option<String>,
}

/// An indirect reseller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedReseller {
    /// Its identifiers: its tenant, its number in the partner network.
    pub ids: Vec<String>,
    /// Its name.
    pub name: String,
}

/// A subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedSubscription {
    /// Its identifier.
    pub id: String,
    /// What was bought, by the names that the provider has for it; the clearest first.
    pub names: Vec<String>,
    /// Seats or units.
    pub quantity: Option<i64>,
    /// Whether it can be used.
    pub is_active: bool,
}

/// What a list leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerDetail {
    /// Its country (ISO 3166, two letters), as it is written there.
    pub country: Option<String>,
    /// The language that it wants to be written to, as a locale.
    pub locale: Option<String>,
}

/// A delegated admin relationship of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRelationship {
    /// Its identifier.
    pub id: String,
    /// The customer's tenant; none where nobody is named yet.
    pub tenant: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: DelegatedAdminKind,
    /// Its status; none where the provider's word is not known here.
    pub status: Option<DelegatedAdminStatus>,
    /// Its roles, by their published names; one that is not known keeps its identifier.
    pub roles: BTreeSet<String>,
    /// When it began.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Why something was not read. Nothing follows from it but that it was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What happened, in one sentence for the person who runs the desk: no secret, nothing of a body.
    pub reason: String,
    /// Before this time there is no use in another try.
    pub not_before: Option<DateTime<Utc>>,
    /// Whether it is about this one thing alone: the provider answers, and says that it is not there or not for us.
    pub is_single: bool,
}

/// Reads the provider's side. A list is read whole, all its pages, or not at all.
pub trait Books: Send + Sync {
    /// All customers.
    fn customers<'a>(&'a self, through: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedCustomer>, Unread>>;

    /// All indirect resellers; none where the partner has no such relationships.
    fn resellers<'a>(&'a self, through: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedReseller>, Unread>>;

    /// What the list leaves out of a customer.
    fn detail<'a>(&'a self, through: &'a Opened, tenant: &'a str) -> BoxFuture<'a, Result<CustomerDetail, Unread>>;

    /// All subscriptions of a customer.
    fn subscriptions<'a>(
        &'a self,
        through: &'a Opened,
        tenant: &'a str,
    ) -> BoxFuture<'a, Result<Vec<ListedSubscription>, Unread>>;

    /// All delegated admin relationships of all customers.
    fn relationships<'a>(&'a self, through: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedRelationship>, Unread>>;

    /// All access assignments of a relationship.
    fn assignments<'a>(
        &'a self,
        through: &'a Opened,
        relationship: &'a str,
    ) -> BoxFuture<'a, Result<Vec<AccessAssignment>, Unread>>;
}

/// Reads nothing: for a desk without connections.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBooks;

fn nothing<'a, T: Send + 'a>() -> BoxFuture<'a, Result<T, Unread>> {
    let reason = "this program reads no books".to_owned();
    Box::pin(std::future::ready(Err(Unread { reason, not_before: None, is_single: false })))
}

impl Books for NoBooks {
    fn customers<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedCustomer>, Unread>> {
        nothing()
    }

    fn resellers<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedReseller>, Unread>> {
        nothing()
    }

    fn detail<'a>(&'a self, _: &'a Opened, _: &'a str) -> BoxFuture<'a, Result<CustomerDetail, Unread>> {
        nothing()
    }

    fn subscriptions<'a>(
        &'a self,
        _: &'a Opened,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Vec<ListedSubscription>, Unread>> {
        nothing()
    }

    fn relationships<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedRelationship>, Unread>> {
        nothing()
    }

    fn assignments<'a>(&'a self, _: &'a Opened, _: &'a str) -> BoxFuture<'a, Result<Vec<AccessAssignment>, Unread>> {
        nothing()
    }
}

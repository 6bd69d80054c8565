//! A customer of our book with all that the provider can say something of.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DelegatedFact, Difference, Fact, FactKey, Facts, Standing, SubscriptionFact, There};
use crate::{
    Actor, Customer, Decided, DelegatedAdmin, DelegatedAdminId, DelegatedAdminStatus, RelationshipKind,
    RelationshipStatus, Subscription, text::normalized,
};

/// What stands before the identifier of a relationship of ours that the provider never heard of.
const OWN: &str = "own-";

/// A customer of our book, its subscriptions and relationships.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The customer.
    pub customer: Customer,
    /// What it subscribes to.
    pub subscriptions: Vec<Subscription>,
    /// Its delegated admin relationships.
    pub delegated: Vec<DelegatedAdmin>,
    /// Which of them is which of the provider's.
    pub links: BTreeMap<String, DelegatedAdminId>,
}

impl Entry {
    /// Finds out, before the first take-over, which of the provider's relationships stand in our book already: by the name, which
    /// the provider has once in a partner.
    pub fn link(&mut self, there: &There) {
        for (key, fact) in &there.facts {
            let (FactKey::Delegated(id), Fact::Delegated(theirs)) = (key, fact) else { continue };
            if self.links.contains_key(id) || theirs.is_over() {
                continue;
            }
            let is_free = |one: &&DelegatedAdmin| !self.links.values().any(|linked| *linked == one.id);
            let same = |one: &&DelegatedAdmin| {
                one.kind == theirs.kind && !one.status.is_over() && normalized(&one.name) == normalized(&theirs.name)
            };
            if let Some(id_of_ours) = self.delegated.iter().filter(is_free).filter(same).map(|one| one.id).min() {
                self.links.insert(id.clone(), id_of_ours);
            }
        }
    }

    /// What our book says, in the form in which the sides are compared.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let customer = &self.customer;
        let standing = Standing::of(customer.relationship, customer.relationship_status);
        let mut facts = Facts::from([
            (FactKey::Relationship, Fact::Standing(standing)),
            (FactKey::Name, Fact::Text(customer.name.clone())),
            (FactKey::Domain, Fact::Text(customer.domain.clone())),
        ]);
        if let Some(reseller) = customer.indirect_reseller {
            facts.insert(FactKey::Reseller, Fact::Reseller(reseller));
        }
        for one in &self.subscriptions {
            // Of one service in several places, one stands for the service.
            if self.subscription(&one.service).is_some_and(|chosen| chosen.id == one.id) {
                let all = self.subscriptions.iter().filter(|other| other.service == one.service);
                let fact = SubscriptionFact {
                    family: one.product_family,
                    quantity: all.filter_map(|one| one.quantity).reduce(i64::saturating_add),
                    external_id: one.external_id.clone(),
                };
                facts.insert(FactKey::Subscription(one.service.clone()), Fact::Subscription(fact));
            }
        }
        for one in &self.delegated {
            let linked = self.links.iter().find(|(_, id)| **id == one.id).map(|(theirs, _)| theirs.clone());
            let id = linked.clone().unwrap_or_else(|| format!("{OWN}{}", one.id));
            if let (Some(linked), Some(assignments)) = (linked, &one.assignments) {
                facts.insert(FactKey::Assignments(linked), Fact::Assignments(assignments.clone()));
            }
            facts.insert(FactKey::Delegated(id), Fact::Delegated(DelegatedFact::of(one)));
        }
        facts
    }

    /// The subscription that stands for a service: the one without a region, else the first.
    fn subscription(&self, service: &str) -> Option<&Subscription> {
        let of = self.subscriptions.iter().filter(|one| one.service == service);
        of.min_by_key(|one| (one.region.is_some(), one.region.clone(), one.id))
    }

    /// Makes our side what the provider's is in one thing. `new_id` gives an identifier for what is new.
    pub fn take(&mut self, difference: &Difference, now: DateTime<Utc>, new_id: &mut dyn FnMut() -> Uuid) {
        match (&difference.key, &difference.theirs) {
            (FactKey::Relationship, theirs) => self.stand(theirs.as_ref()),
            (FactKey::Name, Some(Fact::Text(name))) => self.customer.name.clone_from(name),
            (FactKey::Domain, Some(Fact::Text(domain))) => self.customer.domain.clone_from(domain),
            (FactKey::Reseller, theirs) => {
                self.customer.indirect_reseller = match theirs {
                    Some(Fact::Reseller(reseller)) => Some(*reseller),
                    _ => None,
                };
            }
            // No service is known for it: what our side says of one of this name stays.
            (FactKey::Subscription(_), Some(Fact::Product(_))) => {}
            (FactKey::Subscription(service), theirs) => self.subscribe(service, theirs.as_ref(), new_id),
            (FactKey::Delegated(id), theirs) => self.permit(id, theirs.as_ref(), now, new_id),
            (FactKey::Assignments(id), theirs) => {
                let linked = self.links.get(id).copied();
                if let Some(one) = self.delegated.iter_mut().find(|one| Some(one.id) == linked) {
                    one.assignments = match theirs {
                        Some(Fact::Assignments(all)) => Some(all.clone()),
                        _ => None,
                    };
                }
            }
            (FactKey::Name | FactKey::Domain, _) => {}
        }
    }

    fn stand(&mut self, theirs: Option<&Fact>) {
        let customer = &mut self.customer;
        let kind = match theirs {
            Some(Fact::Standing(Standing::Reseller)) => Some(RelationshipKind::Reseller),
            Some(Fact::Standing(Standing::Advisor)) => Some(RelationshipKind::Advisor),
            _ => None,
        };
        customer.relationship = kind.unwrap_or(customer.relationship);
        customer.relationship_status =
            if kind.is_some() { RelationshipStatus::Active } else { RelationshipStatus::Ended };
    }

    fn subscribe(&mut self, service: &str, theirs: Option<&Fact>, new_id: &mut dyn FnMut() -> Uuid) {
        let standing = self.subscription(service).map(|one| one.id);
        let Some(Fact::Subscription(fact)) = theirs else {
            self.subscriptions.retain(|one| Some(one.id) != standing);
            return;
        };
        if self.subscriptions.iter().filter(|one| one.service == service).count() > 1 {
            // How units are spread over regions, our side alone knows.
            return;
        }
        let id = standing.unwrap_or_else(|| {
            let id = new_id().into();
            self.subscriptions.push(Subscription {
                id,
                customer: self.customer.id,
                service: service.to_owned(),
                product_family: fact.family,
                region: None,
                quantity: None,
                external_id: None,
                support_right: false,
            });
            id
        });
        if let Some(one) = self.subscriptions.iter_mut().find(|one| one.id == id) {
            one.product_family = fact.family;
            one.quantity = fact.quantity;
            one.external_id.clone_from(&fact.external_id);
        }
    }

    fn permit(&mut self, id: &str, theirs: Option<&Fact>, now: DateTime<Utc>, new_id: &mut dyn FnMut() -> Uuid) {
        let own = id.strip_prefix(OWN).and_then(|own| own.parse().ok());
        let linked = own.or_else(|| self.links.get(id).copied());
        let known = self.delegated.iter().position(|one| Some(one.id) == linked);
        let ended = Decided { at: now, by: Actor::desk() };
        match (theirs, known) {
            (Some(Fact::Delegated(fact)), Some(place)) => {
                let one = &mut self.delegated[place];
                one.name.clone_from(&fact.name);
                one.kind = fact.kind;
                one.roles.clone_from(&fact.roles);
                (one.status, one.starts_at, one.ends_at) = (fact.status, fact.starts_at, fact.ends_at);
                one.ended = fact.is_over().then(|| one.ended.clone().unwrap_or(ended));
            }
            (Some(Fact::Delegated(fact)), None) => {
                let new = DelegatedAdmin {
                    owner: self.customer.owner,
                    id: new_id().into(),
                    customer: self.customer.id,
                    name: fact.name.clone(),
                    kind: fact.kind,
                    status: fact.status,
                    roles: fact.roles.clone(),
                    assigned_to: std::collections::BTreeSet::new(),
                    assignments: None,
                    starts_at: fact.starts_at,
                    ends_at: fact.ends_at,
                    approved: None,
                    ended: None,
                };
                self.links.insert(id.to_owned(), new.id);
                self.delegated.push(new);
            }
            (_, Some(place)) => {
                let one = &mut self.delegated[place];
                one.status = DelegatedAdminStatus::Terminated;
                one.ends_at = Some(one.ends_at.map_or(now, |end| end.min(now)));
                one.ended = Some(ended);
            }
            (_, None) => {}
        }
    }
}

//! What is told of one customer, by one line or by several: blank cells say nothing, and two lines must not contradict.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Customer, InformPolicy, Language, OrganizationId, RelationshipKind, RelationshipStatus, SupportPlan,
};

use super::column::Column;

/// What a line says of a customer. A blank cell says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct CustomerCells {
    pub(super) name: Option<String>,
    pub(super) domain: Option<String>,
    pub(super) tenant_id: Option<String>,
    pub(super) country: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) support_plan: Option<SupportPlan>,
    pub(super) inform: Option<InformPolicy>,
    pub(super) relationship: Option<RelationshipKind>,
    pub(super) relationship_status: Option<RelationshipStatus>,
    pub(super) relationship_since: Option<DateTime<Utc>>,
    pub(super) indirect_reseller: Option<OrganizationId>,
}

fn differ<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one != other)
}

fn set<T: Clone>(place: &mut T, told: &Option<T>) {
    if let Some(value) = told {
        place.clone_from(value);
    }
}

impl CustomerCells {
    /// The columns in which both say something, and not the same.
    pub(super) fn differing(&self, other: &Self) -> Vec<Column> {
        let columns = [
            (Column::Name, differ(&self.name, &other.name)),
            (Column::Domain, differ(&self.domain, &other.domain)),
            (Column::TenantId, differ(&self.tenant_id, &other.tenant_id)),
            (Column::Country, differ(&self.country, &other.country)),
            (Column::Locale, differ(&self.language, &other.language)),
            (Column::SupportPlan, differ(&self.support_plan, &other.support_plan)),
            (Column::Inform, differ(&self.inform, &other.inform)),
            (Column::Relationship, differ(&self.relationship, &other.relationship)),
            (Column::RelationshipStatus, differ(&self.relationship_status, &other.relationship_status)),
            (Column::RelationshipSince, differ(&self.relationship_since, &other.relationship_since)),
            (Column::IndirectReseller, differ(&self.indirect_reseller, &other.indirect_reseller)),
        ];
        columns.into_iter().filter(|(_, differ)| *differ).map(|(column, _)| column).collect()
    }

    /// The columns in which something is said.
    pub(super) fn given(&self) -> Vec<Column> {
        let columns = [
            (Column::Name, self.name.is_some()),
            (Column::Domain, self.domain.is_some()),
            (Column::TenantId, self.tenant_id.is_some()),
            (Column::Country, self.country.is_some()),
            (Column::Locale, self.language.is_some()),
            (Column::SupportPlan, self.support_plan.is_some()),
            (Column::Inform, self.inform.is_some()),
            (Column::Relationship, self.relationship.is_some()),
            (Column::RelationshipStatus, self.relationship_status.is_some()),
            (Column::RelationshipSince, self.relationship_since.is_some()),
            (Column::IndirectReseller, self.indirect_reseller.is_some()),
        ];
        columns.into_iter().filter(|(_, given)| *given).map(|(column, _)| column).collect()
    }

    /// Takes over what nothing is said of yet.
    pub(super) fn fill(&mut self, from: &Self) {
        let from = from.clone();
        self.name = self.name.take().or(from.name);
        self.domain = self.domain.take().or(from.domain);
        self.tenant_id = self.tenant_id.take().or(from.tenant_id);
        self.country = self.country.take().or(from.country);
        self.language = self.language.or(from.language);
        self.support_plan = self.support_plan.or(from.support_plan);
        self.inform = self.inform.or(from.inform);
        self.relationship = self.relationship.or(from.relationship);
        self.relationship_status = self.relationship_status.or(from.relationship_status);
        self.relationship_since = self.relationship_since.or(from.relationship_since);
        self.indirect_reseller = self.indirect_reseller.or(from.indirect_reseller);
    }

    /// Changes a customer into what is told of it.
    pub(super) fn apply(&self, customer: &mut Customer) {
        set(&mut customer.name, &self.name);
        set(&mut customer.domain, &self.domain);
        set(&mut customer.tenant_id, &self.tenant_id);
        set(&mut customer.country, &self.country);
        set(&mut customer.language, &self.language);
        set(&mut customer.support_plan, &self.support_plan);
        set(&mut customer.inform, &self.inform);
        set(&mut customer.relationship, &self.relationship);
        set(&mut customer.relationship_status, &self.relationship_status);
        customer.relationship_since = self.relationship_since.or(customer.relationship_since);
        customer.indirect_reseller = self.indirect_reseller.or(customer.indirect_reseller);
    }
}

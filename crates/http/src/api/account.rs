//! Who the caller is.

use serde::Serialize;
use tierline_app::{account, customer as customers};
use tierline_domain as domain;
use utoipa::ToSchema;

use super::shared::words;
use crate::kit::{
    answer::{Answer, Found},
    call::Caller,
    endpoint::{Operation, get},
    wire::{self, Id, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![get("/me", "Shows who the caller is, and what they are where they act.", me)]
}

/// Who the caller is.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// Identifier.
    id: wire::UserId,
    /// Name.
    name: String,
    /// Address of mail.
    email: String,
    /// What they are here.
    roles: Vec<wire::Role>,
    /// Where they act.
    organization: Organization,
    /// In which cloud.
    cloud: wire::Cloud,
    /// Their language.
    locale: wire::Language,
    /// For a customer's person: which customer.
    customer: Option<Customer>,
    /// Everywhere they can act, this place among them.
    places: Vec<Place>,
}

/// An organization.
#[derive(Debug, Serialize, ToSchema)]
struct Organization {
    /// Identifier.
    id: wire::OrganizationId,
    /// Name.
    name: String,
    /// Provider or partner.
    kind: wire::OrganizationKind,
    /// A partner's place in the channel.
    partner_kind: Option<wire::PartnerKind>,
}

/// The customer that a person belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnCustomer)]
struct Customer {
    /// Identifier.
    id: wire::CustomerId,
    /// Name.
    name: String,
}

/// An organization and cloud in which a person can act.
#[derive(Debug, Serialize, ToSchema)]
struct Place {
    /// The organization.
    organization: Organization,
    /// The cloud.
    cloud: wire::Cloud,
    /// What they are there.
    roles: Vec<wire::Role>,
}

impl From<&domain::Organization> for Organization {
    fn from(organization: &domain::Organization) -> Self {
        Self {
            id: organization.id.into(),
            name: organization.name.clone(),
            kind: organization.kind.into(),
            partner_kind: organization.partner_kind.map(Word),
        }
    }
}

impl From<account::Place> for Place {
    fn from(place: account::Place) -> Self {
        Self {
            organization: (&place.organization).into(),
            cloud: place.membership.owner.cloud.into(),
            roles: words(place.membership.roles),
        }
    }
}

async fn me(caller: Caller) -> Answer<Found<Me>> {
    let (app, ctx) = (&caller.app, &caller.ctx);
    let me = account::me(app, ctx).await?;
    let customer = match ctx.customer {
        Some(id) => Some(customers::view(app, ctx, id).await?.customer),
        None => None,
    };
    Ok(Found::new(Me {
        id: me.user.id.into(),
        name: me.user.name,
        email: me.user.email,
        roles: words(me.membership.roles),
        organization: ctx.organization.as_ref().into(),
        cloud: ctx.owner.cloud.into(),
        locale: ctx.language().into(),
        customer: customer.map(|customer| Customer { id: Id(customer.id), name: customer.name }),
        places: me.places.into_iter().map(Into::into).collect(),
    }))
}

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
    wire::{self, Word},
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
    /// For a customer's person: the partner in whose book the customer is.
    partner: Option<Organization>,
    /// Everywhere they can act, this place among them.
    places: Vec<Place>,
}

/// An organization: a provider, a partner, or a customer of one.
#[derive(Debug, Serialize, ToSchema)]
struct Organization {
    /// Identifier: of an organization, or of a customer.
    id: String,
    /// Name.
    name: String,
    /// What it is.
    kind: Kind,
    /// A partner's place in the channel.
    partner_kind: Option<wire::PartnerKind>,
}

/// What an organization is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OrganizationKind)]
enum Kind {
    /// Runs the cloud services.
    Provider,
    /// Sells and supports them.
    Partner,
    /// Uses them.
    Customer,
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
            id: organization.id.to_string(),
            name: organization.name.clone(),
            kind: match organization.kind {
                domain::OrganizationKind::Provider => Kind::Provider,
                domain::OrganizationKind::Partner => Kind::Partner,
            },
            partner_kind: organization.partner_kind.map(Word),
        }
    }
}

impl From<domain::Customer> for Organization {
    fn from(customer: domain::Customer) -> Self {
        Self { id: customer.id.to_string(), name: customer.name, kind: Kind::Customer, partner_kind: None }
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
    let partner = Organization::from(ctx.organization.as_ref());
    let (organization, partner) = match ctx.customer {
        Some(id) => (customers::view(app, ctx, id).await?.customer.into(), Some(partner)),
        None => (partner, None),
    };
    Ok(Found::new(Me {
        id: me.user.id.into(),
        name: me.user.name,
        email: me.user.email,
        roles: words(me.membership.roles),
        organization,
        cloud: ctx.owner.cloud.into(),
        locale: ctx.language().into(),
        partner,
        places: me.places.into_iter().map(Into::into).collect(),
    }))
}

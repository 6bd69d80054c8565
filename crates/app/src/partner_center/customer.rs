//! The caller's organization's customers, as the contract shows them.

use chrono::{DateTime, Utc};
use tierline_domain::{Action, Customer, CustomerId, RelationshipKind, RelationshipStatus, Subscription};
use tierline_store::{CustomerMatch, TenantRead};

use super::{
    show::Place,
    wire::{self, Address, Attributes, BillingProfile, CompanyProfile, ProductType},
};
use crate::{
    app::App,
    ctx::Ctx,
    customer as book,
    error::{Error, Result},
};

/// A part of the customers.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerPage {
    /// The customers in part, by name.
    pub customers: Vec<wire::Customer>,
    /// How many there are in all.
    pub total: i64,
}

/// The customers of the caller's organization in the cloud that it works in, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn customers(app: &App, ctx: &Ctx, wanted: Option<&CustomerMatch>, place: Place) -> Result<CustomerPage> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let (found, total) = read.customer_page(wanted, place.offset, place.size).await?;
    Ok(CustomerPage { customers: found.iter().map(in_part).collect(), total })
}

/// One customer, whole: by its tenant.
///
/// # Errors
/// [`Error::Invalid`] where that is no tenant, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn customer(app: &App, ctx: &Ctx, named: &str) -> Result<wire::Customer> {
    let view = book::view(app, ctx, tenant(app, ctx, named).await?).await?;
    let now: DateTime<Utc> = app.now();
    Ok(wire::Customer {
        allow_delegated_access: Some(view.delegated_admin.iter().any(|one| one.is_live(now))),
        custom_domains: Some(vec![view.customer.domain.clone()]),
        billing_profile: Some(BillingProfile {
            culture: Some(view.customer.language.word().to_owned()),
            language: Some(view.customer.language.word().to_owned()),
            company_name: Some(view.customer.name.clone()),
            default_address: Some(Address { country: Some(view.customer.country.clone()) }),
            attributes: Attributes::of("CustomerBillingProfile"),
        }),
        ..in_part(&view.customer)
    })
}

/// What a customer subscribes to: one for each service in a region.
///
/// # Errors
/// As [`customer`].
pub async fn subscriptions(app: &App, ctx: &Ctx, named: &str) -> Result<Vec<wire::Subscription>> {
    let view = book::view(app, ctx, tenant(app, ctx, named).await?).await?;
    let shown = |one: &Subscription| wire::Subscription {
        id: Some(one.external_id.clone().unwrap_or_else(|| one.id.to_string())),
        offer_name: Some(one.service.clone()),
        friendly_name: Some(match &one.region {
            Some(region) => format!("{} ({region})", one.service),
            None => one.service.clone(),
        }),
        quantity: one.quantity,
        unit_type: Some("none".to_owned()),
        status: Some("active".to_owned()),
        product_type: Some(ProductType {
            id: Some(one.product_family.word().to_owned()),
            display_name: Some(one.product_family.name().to_owned()),
        }),
        attributes: Attributes::of("Subscription"),
    };
    Ok(view.subscriptions.iter().map(shown).collect())
}

/// Which of the caller's customers has this tenant, or this identifier.
///
/// # Errors
/// [`Error::Invalid`] where it can be neither, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn tenant(app: &App, ctx: &Ctx, named: &str) -> Result<CustomerId> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(named_customer(&mut read, "customer-tenant-id", named).await?.id)
}

/// A customer by its tenant or its identifier.
pub(super) async fn named_customer(read: &mut TenantRead<'_>, field: &str, named: &str) -> Result<Customer> {
    let named = named.trim();
    let found = match (named.parse::<CustomerId>(), uuid::Uuid::try_parse(named)) {
        (Ok(id), _) => read.customer_lookup(id).await?,
        (_, Ok(tenant)) => read.customer_by_tenant(&tenant.hyphenated().to_string()).await?,
        _ => return Err(Error::field(field, "not_a_tenant", "Name the customer by the GUID of its tenant.")),
    };
    found.ok_or(Error::NotFound)
}

fn in_part(customer: &Customer) -> wire::Customer {
    wire::Customer {
        id: Some(customer.tenant_id.clone()),
        commerce_id: Some(customer.id.to_string()),
        company_profile: Some(CompanyProfile {
            tenant_id: Some(customer.tenant_id.clone()),
            domain: Some(customer.domain.clone()),
            company_name: Some(customer.name.clone()),
            attributes: Attributes::of("CustomerCompanyProfile"),
        }),
        relationship_to_partner: Some(relationship(customer).to_owned()),
        associated_partner_id: customer.indirect_reseller.map(|id| id.to_string()),
        attributes: Attributes::of("Customer"),
        ..wire::Customer::default()
    }
}

/// What the partner is to the customer, in the contract's words.
const fn relationship(customer: &Customer) -> &'static str {
    match (customer.relationship_status, customer.relationship) {
        (RelationshipStatus::Ended, _) => "none",
        (RelationshipStatus::Active, RelationshipKind::Reseller) => "reseller",
        (RelationshipStatus::Active, RelationshipKind::Advisor) => "advisor",
    }
}

//! Where the services of a customer are administered, watched and complained of; and who is what to whom in the indirect model.

use serde_json::{Value, json};
use tierline_domain::{
    Action, Organization, PartnerKind,
    catalogue::{PortalPurpose, portal_links, service_find},
};

use super::customer::tenant;
use crate::{
    app::App,
    ctx::Ctx,
    customer as book,
    error::{Error, Result},
};

/// The contract's word for the tie of a reseller to its distributor.
const RESELLER_OF: &str = "is_indirect_reseller_of";
/// The contract's word for the tie of a distributor to its reseller.
const PROVIDER_OF: &str = "is_indirect_cloud_solution_provider_of";

/// The services that a customer subscribes to and a portal is known for, each once, with the links that open it for this customer.
///
/// # Errors
/// [`Error::Invalid`] where that is no tenant, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn managed_services(app: &App, ctx: &Ctx, named: &str) -> Result<Vec<Value>> {
    let view = book::view(app, ctx, tenant(app, ctx, named).await?).await?;
    let mut lines: Vec<Value> = Vec::new();
    for one in &view.subscriptions {
        let service = service_find(&one.service);
        let links = portal_links(one.product_family, ctx.owner.cloud, &view.customer.tenant_id, service);
        if links.is_empty() || lines.iter().any(|line| line["name"] == one.service.as_str()) {
            continue;
        }
        let mut line = json!({
            "id": one.id,
            "name": one.service,
            "groupName": one.product_family.name(),
            "links": {},
            "attributes": { "objectType": "ManagedService" },
        });
        for link in links {
            let name = match link.purpose {
                PortalPurpose::Administration => "adminService",
                PortalPurpose::ServiceHealth => "serviceHealth",
                PortalPurpose::Support => "serviceTicket",
            };
            line["links"][name] = json!({ "uri": link.uri, "method": "GET", "headers": [] });
        }
        lines.push(line);
    }
    Ok(lines)
}

/// A tie of the caller's organization to another.
fn tie(other: &Organization, kind: &str) -> Value {
    json!({
        "id": other.id,
        "name": other.name,
        "relationshipType": kind,
        "state": "active",
        "attributes": { "objectType": "PartnerRelationship" },
    })
}

/// The ties of the caller's organization in the indirect model, by name: a distributor's to its resellers, a reseller's to its
/// distributor. Others have none.
///
/// # Errors
/// [`Error::Invalid`] where that is no type of relationship, [`Error::Forbidden`].
pub async fn relationships(app: &App, ctx: &Ctx, wanted: &str) -> Result<Vec<Value>> {
    app.require(ctx, Action::See).await?;
    let others = app.store().read(ctx.reach()).await?.organization_list().await?;
    let own = &ctx.organization;
    let is_tied = |other: &&Organization| match wanted {
        PROVIDER_OF => own.partner_kind == Some(PartnerKind::IndirectProvider) && other.upstream == Some(own.id),
        _ => own.partner_kind == Some(PartnerKind::IndirectReseller) && own.upstream == Some(other.id),
    };
    if !matches!(wanted, PROVIDER_OF | RESELLER_OF) {
        let message = format!("Take one of: {RESELLER_OF}, {PROVIDER_OF}.");
        return Err(Error::field("relationship_type", "unknown_value", message));
    }
    Ok(others.iter().filter(is_tied).map(|other| tie(other, wanted)).collect())
}

/// Through which reseller a customer comes to the caller's organization; nothing where it comes by itself.
///
/// # Errors
/// As [`managed_services`].
pub async fn customer_relationships(app: &App, ctx: &Ctx, named: &str) -> Result<Vec<Value>> {
    let customer = book::view(app, ctx, tenant(app, ctx, named).await?).await?.customer;
    let Some(reseller) = customer.indirect_reseller else { return Ok(Vec::new()) };
    let found = app.store().read(ctx.reach()).await?.organization_lookup(reseller).await?;
    Ok(found.iter().map(|other| tie(other, PROVIDER_OF)).collect())
}

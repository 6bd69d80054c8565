//! Customers that let the partner administer their services, and where that is done.

use serde_json::{Value, json};
use tierline_domain::{
    Customer,
    catalogue::{PortalPurpose, portal_link, service_find},
};

use crate::{
    app::App,
    ctx::Ctx,
    customer::{self as book, CustomerView},
    error::{Error, Result},
    partner_center,
};

pub(super) fn line(customer: &Customer) -> Value {
    json!({ "id": customer.tenant_id, "tenantId": customer.tenant_id, "displayName": customer.name })
}

/// A customer that lets the partner administer its services now, by its tenant.
async fn found(app: &App, ctx: &Ctx, tenant: &str) -> Result<CustomerView> {
    let id = partner_center::tenant(app, ctx, tenant).await.map_err(super::in_their_words)?;
    let view = book::view(app, ctx, id).await?;
    let now = app.now();
    if view.delegated_admin.iter().any(|one| one.is_live(now)) { Ok(view) } else { Err(Error::NotFound) }
}

/// One customer with delegated admin in force.
///
/// # Errors
/// [`Error::Invalid`] where that is no tenant, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn customer(app: &App, ctx: &Ctx, tenant: &str) -> Result<Value> {
    Ok(line(&found(app, ctx, tenant).await?.customer))
}

/// Where its services are administered: a line for each that it subscribes to, each once.
///
/// # Errors
/// As [`customer`].
pub async fn customer_services(app: &App, ctx: &Ctx, tenant: &str) -> Result<Vec<Value>> {
    let view = found(app, ctx, tenant).await?;
    let mut lines: Vec<Value> = Vec::new();
    for one in &view.subscriptions {
        let (family, service) = (one.product_family, service_find(&one.service));
        let purpose = PortalPurpose::Administration;
        let link = portal_link(family, purpose, ctx.owner.cloud, &view.customer.tenant_id, service);
        if let Some(link) = link.filter(|_| !lines.iter().any(|line| line["serviceName"] == one.service.as_str())) {
            lines.push(json!({ "id": one.id, "serviceName": one.service, "serviceManagementUrl": link.uri }));
        }
    }
    Ok(lines)
}

//! A customer's details change.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, Customer, CustomerId, InformPolicy, Language, OrganizationId, RelationshipKind, RelationshipStatus,
    SupportPlan,
};

use super::{add::require_below, check};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
    validate,
};

/// What is to change; absent means unchanged, `Some(None)` means emptied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EditCustomer {
    /// The version that was read; another one by now is refused.
    pub version: Option<i64>,
    /// Name.
    pub name: Option<String>,
    /// The domain by which the provider knows it.
    pub domain: Option<String>,
    /// The provider's identifier of its tenant.
    pub tenant_id: Option<String>,
    /// Country, two letters.
    pub country: Option<String>,
    /// The language it is written to.
    pub language: Option<Language>,
    /// Its support plan.
    pub support_plan: Option<SupportPlan>,
    /// How it hears of known issues.
    pub inform: Option<InformPolicy>,
    /// Reseller or advisor.
    pub relationship: Option<RelationshipKind>,
    /// Whether the relationship stands.
    pub relationship_status: Option<RelationshipStatus>,
    /// Since when.
    pub relationship_since: Option<Option<DateTime<Utc>>>,
    /// Whose indirect reseller it is.
    pub indirect_reseller: Option<Option<OrganizationId>>,
}

impl EditCustomer {
    /// Whether it is about the relationship itself, which is more than a detail.
    fn touches_relationship(&self) -> bool {
        self.relationship.is_some()
            || self.relationship_status.is_some()
            || self.relationship_since.is_some()
            || self.indirect_reseller.is_some()
            || self.tenant_id.is_some()
    }

    /// The customer as it will be.
    fn applied(self, before: &Customer, now: DateTime<Utc>) -> Result<Customer> {
        let mut faults = Faults::default();
        let mut customer = before.clone();
        if let Some(text) = self.name {
            customer.name = faults.line("name", &text);
        }
        if let Some(text) = self.domain {
            customer.domain = check::domain(&mut faults, "domain", &text);
        }
        if let Some(text) = self.tenant_id {
            customer.tenant_id = check::tenant_id(&mut faults, "tenant_id", &text);
        }
        if let Some(text) = self.country {
            customer.country = validate::country(&mut faults, "country", &text);
        }
        if let Some(since) = self.relationship_since {
            customer.relationship_since = check::since(&mut faults, "relationship_since", since, now);
        }
        customer.language = self.language.unwrap_or(customer.language);
        customer.support_plan = self.support_plan.unwrap_or(customer.support_plan);
        customer.inform = self.inform.unwrap_or(customer.inform);
        customer.relationship = self.relationship.unwrap_or(customer.relationship);
        customer.relationship_status = self.relationship_status.unwrap_or(customer.relationship_status);
        customer.indirect_reseller = self.indirect_reseller.unwrap_or(customer.indirect_reseller);
        faults.finish()?;
        Ok(customer)
    }
}

/// Changes a customer. Details take [`Action::EditCustomers`]; the relationship, and which tenant it is, take
/// [`Action::AddCustomers`]: a helpdesk corrects an address, it does not end a contract.
///
/// # Errors
/// [`Error::Invalid`] naming the fields, [`Error::Stale`] with the current version, [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn edit(app: &App, ctx: &Ctx, id: CustomerId, command: EditCustomer) -> Result<Customer> {
    app.require(ctx, Action::EditCustomers).await?;
    if command.touches_relationship() {
        app.require(ctx, Action::AddCustomers).await?;
    }
    app.change(ctx, "customer.edit", command, move |tx, call| {
        Box::pin(async move {
            let before = tx.customer_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
            if call.input.version.is_some_and(|read| read != before.version) {
                return Err(Error::Stale { current: Some(before.version) });
            }
            let mut after = call.input.clone().applied(&before, call.now)?;
            if after.indirect_reseller != before.indirect_reseller {
                require_below(tx, after.indirect_reseller).await?;
            }
            let fields = changed(&before, &after);
            if fields.is_empty() {
                return Ok(before);
            }
            after.updated_at = call.now;
            after.version = tx.customer_save(&after).await.map_err(check::taken)?;
            Message::CustomersChanged { customers: vec![id] }.append(tx, &call.app, call.now).await?;
            audit::append(
                tx,
                call,
                "customer.edit",
                &id.to_string(),
                &audit::changes(&before, &after, &["version", "updated_at"])?,
            )
            .await?;
            Ok(after)
        })
    })
    .await
}

/// Who changed a customer last, and when, where that was done by hand: for a person whose own change came too late.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn last_edit(app: &App, ctx: &Ctx, id: CustomerId) -> Result<Option<(String, DateTime<Utc>)>> {
    app.require(ctx, Action::EditCustomers).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let customer = read.customer_lookup(id).await?.ok_or(Error::NotFound)?;
    audit::last(&mut read, "customer.edit", id.to_string(), Some(customer.updated_at)).await
}

/// The fields in which two states of a customer differ, by their names in the API.
pub(crate) fn changed(before: &Customer, after: &Customer) -> Vec<&'static str> {
    let fields = [
        ("name", before.name != after.name),
        ("domain", before.domain != after.domain),
        ("tenant_id", before.tenant_id != after.tenant_id),
        ("country", before.country != after.country),
        ("locale", before.language != after.language),
        ("support_plan", before.support_plan != after.support_plan),
        ("inform", before.inform != after.inform),
        ("relationship", before.relationship != after.relationship),
        ("relationship_status", before.relationship_status != after.relationship_status),
        ("relationship_since", before.relationship_since != after.relationship_since),
        ("indirect_reseller", before.indirect_reseller != after.indirect_reseller),
    ];
    fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
}

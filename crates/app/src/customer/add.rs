//! A customer is taken into the book.

use chrono::{DateTime, Utc};
use serde_json::json;
use tierline_domain::{
    Action, Customer, InformPolicy, Language, OrganizationId, OrganizationKind, RelationshipKind, RelationshipStatus,
    SupportPlan,
};
use tierline_store::TenantTx;

use super::check;
use crate::{
    account::require_whole_book,
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
    validate,
};

/// A customer to be taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct AddCustomer {
    /// Name.
    pub name: String,
    /// The domain by which the provider knows it.
    pub domain: String,
    /// The provider's identifier of its tenant.
    pub tenant_id: String,
    /// Country, two letters.
    pub country: String,
    /// The language it is written to.
    pub language: Language,
    /// Its support plan.
    pub support_plan: SupportPlan,
    /// How it hears of known issues.
    pub inform: InformPolicy,
    /// Reseller or advisor.
    pub relationship: RelationshipKind,
    /// Since when, where known.
    pub relationship_since: Option<DateTime<Utc>>,
    /// For a customer below a distributor: whose indirect reseller it is, where that one is on this desk.
    pub indirect_reseller: Option<OrganizationId>,
}

/// Takes a customer into the book of the caller's organization, in the cloud they work in.
///
/// # Errors
/// [`Error::Invalid`] naming the fields (`tenant_id` or `domain` `taken`), [`Error::Forbidden`].
pub async fn add(app: &App, ctx: &Ctx, command: AddCustomer) -> Result<Customer> {
    app.require(ctx, Action::AddCustomers).await?;
    require_whole_book(ctx)?;
    require_partner(ctx)?;
    let (mut faults, now) = (Faults::default(), app.now());
    let customer = Customer {
        owner: ctx.owner,
        id: app.id(),
        name: faults.line("name", &command.name),
        domain: check::domain(&mut faults, "domain", &command.domain),
        tenant_id: check::tenant_id(&mut faults, "tenant_id", &command.tenant_id),
        country: validate::country(&mut faults, "country", &command.country),
        language: command.language,
        support_plan: command.support_plan,
        inform: command.inform,
        relationship: command.relationship,
        relationship_status: RelationshipStatus::Active,
        relationship_since: check::since(&mut faults, "relationship_since", command.relationship_since, now),
        indirect_reseller: command.indirect_reseller,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    faults.finish()?;
    app.change(ctx, "customer.add", customer, |tx, call| {
        Box::pin(async move {
            let customer = &call.input;
            require_below(tx, customer.indirect_reseller).await?;
            tx.customer_insert(customer).await.map_err(check::taken)?;
            let detail = json!({ "tenant_id": customer.tenant_id });
            audit::append(tx, call, "customer.add", &customer.id.to_string(), &detail).await?;
            Ok(customer.clone())
        })
    })
    .await
}

/// A provider has partners, no customers of its own.
pub(crate) fn require_partner(ctx: &Ctx) -> Result<()> {
    if ctx.organization.kind == OrganizationKind::Partner {
        return Ok(());
    }
    Err(Error::conflict("not_a_partner", "A provider has no customers of its own: its partners keep theirs."))
}

/// An indirect reseller must be one of ours.
pub(super) async fn require_below(tx: &mut TenantTx<'_>, reseller: Option<OrganizationId>) -> Result<()> {
    let Some(id) = reseller else { return Ok(()) };
    let upstream = tx.organization_lookup(id).await?.and_then(|found| found.upstream);
    if upstream == Some(tx.owner().organization) {
        return Ok(());
    }
    Err(Error::field(
        "indirect_reseller",
        "unknown",
        "None of your indirect resellers on this desk has this identifier.",
    ))
}

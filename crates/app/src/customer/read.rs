//! Reading the book: lists, and one customer.

use tierline_domain::{
    Action, Customer, CustomerId, DelegatedAdmin, Member, Organization, OrganizationId, PartnerKind,
    RelationshipStatus, Subscription, text::normalized,
};
use tierline_store::{CustomerFilter, CustomerScope};

use super::delegated_admin::as_of;
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of customers is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Part of the name or domain, or a whole tenant identifier.
    pub query: Option<String>,
    /// Only those whose partner relationship stands so.
    pub relationship_status: Option<RelationshipStatus>,
    /// After this line: what [`CustomerLine::cursor`] gave of the last one shown.
    pub after: Option<(String, CustomerId)>,
    /// How many: at most 200, and one more to see whether another page follows.
    pub limit: u32,
}

/// A line of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerLine {
    /// The customer.
    pub customer: Customer,
    /// What it subscribes to, by service.
    pub subscriptions: Vec<Subscription>,
    /// Its delegated admin relationships, with the status they have now.
    pub delegated_admin: Vec<DelegatedAdmin>,
    /// Who stands between: the reseller that a provider's customer comes through, or the provider that a reseller buys from.
    pub through: Option<String>,
}

impl CustomerLine {
    /// Where the next page begins after this line.
    #[must_use]
    pub fn cursor(&self) -> (String, CustomerId) {
        (normalized(&self.customer.name), self.customer.id)
    }
}

/// Lists the customers of the caller's organization in the cloud they work in, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: CustomerQuery) -> Result<Vec<CustomerLine>> {
    app.require(ctx, Action::See).await?;
    let now = app.now();
    let mut read = app.store().read(ctx.owner).await?;
    let tenant = query.query.as_deref().and_then(|text| uuid::Uuid::try_parse(text.trim()).ok());
    let customers = match tenant {
        Some(tenant) => {
            let found = read.customer_by_tenant(&tenant.hyphenated().to_string()).await?;
            found.filter(|_| query.after.is_none()).into_iter().collect()
        }
        None => {
            let CustomerQuery { query, relationship_status, after, limit } = query;
            read.customer_list(&CustomerFilter { query, relationship_status, after, limit }).await?
        }
    };
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let subscriptions = read.subscription_list_of(&ids).await?;
    let delegated = read.delegated_admin_list_of(&ids).await?;
    let between = customers.iter().map(|customer| between(ctx, customer)).collect::<Vec<_>>();
    let known: Vec<OrganizationId> = between.iter().flatten().copied().collect();
    let names = if known.is_empty() { Vec::new() } else { read.organization_lookup_many(&known).await? };
    let line = |(customer, between): (Customer, Option<OrganizationId>)| CustomerLine {
        through: names.iter().find(|one| Some(one.id) == between).map(|one| one.name.clone()),
        subscriptions: subscriptions.iter().filter(|s| s.customer == customer.id).cloned().collect(),
        delegated_admin: delegated
            .iter()
            .filter(|d| d.customer == customer.id)
            .map(|d| as_of(d.clone(), now))
            .collect(),
        customer,
    };
    Ok(customers.into_iter().zip(between).map(line).collect())
}

/// Who stands between the caller's organization and its customer, or between it and the manufacturer.
fn between(ctx: &Ctx, customer: &Customer) -> Option<OrganizationId> {
    let below = ctx.organization.partner_kind == Some(PartnerKind::IndirectReseller);
    customer.indirect_reseller.or(ctx.organization.upstream.filter(|_| below))
}

/// A customer with what its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerView {
    /// The customer.
    pub customer: Customer,
    /// What it subscribes to, with product family and region.
    pub subscriptions: Vec<Subscription>,
    /// Its delegated admin relationships, with the status they have now; the one that ends last first.
    pub delegated_admin: Vec<DelegatedAdmin>,
    /// Who stands between, as in [`CustomerLine::through`], where that one is on this desk.
    pub through: Option<Organization>,
    /// Its people who can sign in, by name; none for the customer's own people.
    pub people: Vec<Member>,
}

/// Reads one customer. A customer's people read their own.
///
/// # Errors
/// [`Error::NotFound`] where it is not there or not for the reader, [`Error::Forbidden`].
pub async fn view(app: &App, ctx: &Ctx, id: CustomerId) -> Result<CustomerView> {
    if ctx.is_customer() {
        return own(app, ctx, id).await;
    }
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.owner).await?;
    let customer = read.customer_lookup(id).await?.ok_or(Error::NotFound)?;
    let through = match between(ctx, &customer) {
        Some(other) => read.organization_lookup(other).await?,
        None => None,
    };
    let now = app.now();
    Ok(CustomerView {
        subscriptions: read.subscription_list(id).await?,
        delegated_admin: read.delegated_admin_list(id).await?.into_iter().map(|d| as_of(d, now)).collect(),
        people: read.member_list_of(id).await?,
        through,
        customer,
    })
}

/// The relationships in force that end within so many days, the soonest first, with their customers' names.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn ending(app: &App, ctx: &Ctx, days: i64) -> Result<Vec<(DelegatedAdmin, String)>> {
    app.require(ctx, Action::See).await?;
    let now = app.now();
    let mut read = app.store().read(ctx.owner).await?;
    Ok(read.delegated_admin_ending(now, now + chrono::Duration::days(days)).await?)
}

async fn own(app: &App, ctx: &Ctx, id: CustomerId) -> Result<CustomerView> {
    app.require(ctx, Action::ReportOwn).await?;
    let customer = ctx.customer.filter(|own| *own == id).ok_or(Error::NotFound)?;
    let mut read = app.store().read(CustomerScope { owner: ctx.owner, customer }).await?;
    let now = app.now();
    Ok(CustomerView {
        customer: read.customer_lookup().await?.ok_or(Error::NotFound)?,
        subscriptions: read.subscription_list().await?,
        delegated_admin: read.delegated_admin_list().await?.into_iter().map(|d| as_of(d, now)).collect(),
        through: None,
        people: Vec::new(),
    })
}

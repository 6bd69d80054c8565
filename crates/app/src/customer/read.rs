//! Reading the book: lists, and one customer.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, Customer, CustomerId, CustomerOrder, DelegatedAdmin, DelegatedAdminState, DelegatedAdminStatus, Member,
    Organization, OrganizationId, PartnerKind, RelationshipStatus, Subscription,
};
use tierline_store::{CustomerAfter, CustomerFilter, CustomerScope};

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
    /// Only those of this country (ISO 3166, two letters, in any case).
    pub country: Option<String>,
    /// Only those that stand so with delegated admin now.
    pub delegated_admin: Option<DelegatedAdminState>,
    /// Only those with cases that are not over.
    pub open_cases: bool,
    /// The order; by name where nothing is said.
    pub order: Option<CustomerOrder>,
    /// Whether each line says how much is open. The order by open cases counts in any case.
    pub counted: bool,
    /// After this line: what [`CustomerLine::cursor`] gave of the last one shown.
    pub after: Option<CustomerAfter>,
    /// How many: at most 200, and one more to see whether another page follows.
    pub limit: u32,
}

impl CustomerQuery {
    /// The store's filter of it.
    fn filter(self, now: DateTime<Utc>) -> CustomerFilter {
        let tenant = self.query.as_deref().and_then(|text| uuid::Uuid::try_parse(text.trim()).ok());
        CustomerFilter {
            query: self.query.filter(|_| tenant.is_none()),
            tenant: tenant.map(|tenant| tenant.hyphenated().to_string()),
            relationship_status: self.relationship_status,
            country: self.country.map(|code| code.trim().to_uppercase()),
            delegated_admin: self.delegated_admin.map(|state| (state, now)),
            open_cases: self.open_cases,
            order: self.order.unwrap_or(CustomerOrder::Name),
            after: self.after,
            limit: self.limit,
        }
    }
}

/// What is open for a customer; counting stops at 100 for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenWork {
    /// Cases that are neither resolved nor closed.
    pub cases: i64,
    /// Service requests that are not over.
    pub requests: i64,
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
    /// What is open for it; nothing where that was not asked for.
    pub open: OpenWork,
}

impl CustomerLine {
    /// Where the next page begins after this line.
    #[must_use]
    pub fn cursor(&self) -> CustomerAfter {
        CustomerAfter::line(&self.customer, self.open.cases)
    }
}

/// Lists the customers of the caller's organization in the cloud they work in.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: CustomerQuery) -> Result<Vec<CustomerLine>> {
    app.require(ctx, Action::See).await?;
    let now = app.now();
    let mut read = app.store().read(ctx.reach()).await?;
    let counted = query.counted || query.order == Some(CustomerOrder::OpenCases);
    let customers = read.customer_list(&query.filter(now)).await?;
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let subscriptions = read.subscription_list_of(&ids).await?;
    let delegated = read.delegated_admin_list_of(&ids).await?;
    let (cases, requests) = match counted {
        true => (read.case_active_counts(&ids).await?, read.request_open_counts(&ids).await?),
        false => Default::default(),
    };
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
        open: OpenWork {
            cases: cases.get(&customer.id).copied().unwrap_or(0),
            requests: requests.get(&customer.id).copied().unwrap_or(0),
        },
        customer,
    };
    Ok(customers.into_iter().zip(between).map(line).collect())
}

/// Counts customers, whatever the page; stops at 100.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn count(app: &App, ctx: &Ctx, query: CustomerQuery) -> Result<i64> {
    app.require(ctx, Action::See).await?;
    let now = app.now();
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.customer_count(&query.filter(now)).await?)
}

/// The countries that the caller's customers are in, by code.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn countries(app: &App, ctx: &Ctx) -> Result<Vec<String>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.customer_countries().await?)
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
    let mut read = app.store().read(ctx.reach()).await?;
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
    let mut read = app.store().read(ctx.reach()).await?;
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
        // What the customer was not asked for yet is the partner's alone.
        delegated_admin: read
            .delegated_admin_list()
            .await?
            .into_iter()
            .filter(|one| one.status != DelegatedAdminStatus::Created)
            .map(|one| as_of(one, now))
            .collect(),
        through: None,
        people: Vec::new(),
    })
}

//! Where the books stand, in what the sides differ, what was changed, and what comes from where.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use tierline_domain::{
    Action, CustomerId, OrganizationId,
    book::{
        BookStep, Counterpart, Difference, DifferenceKind, Entry, Fact, FactKey, Facts, LeftBecause, differences,
        is_kept_elsewhere, is_same,
    },
};
use tierline_store::{BookChange, BookStanding, TenantRead, counterpart_cursor};

use super::{
    apply::hindrance,
    require,
    source::{Source, stopped, told},
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// Where the books stand.
#[derive(Debug, Clone, PartialEq)]
pub struct BookView {
    /// Through what the provider's side is read; empty where there is no connection for it.
    pub sources: Vec<Source>,
    /// Those that a person has stopped, of kinds by which nothing is read meanwhile.
    pub stopped: Vec<Source>,
    /// Where the work stands; none where nobody has begun.
    pub standing: Option<BookStanding>,
    /// Whether a node is at work on it now.
    pub is_at_work: bool,
    /// Customers that the provider's side has.
    pub customers: u64,
    /// Of so many of them something is to be settled.
    pub apart: u64,
    /// In so many things, by kind.
    pub kinds: BTreeMap<DifferenceKind, u64>,
    /// Of so many of them something was left.
    pub left: u64,
    /// The names of our indirect resellers on this desk.
    pub resellers: BTreeMap<OrganizationId, String>,
}

/// Where the caller's books stand.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn view(app: &App, ctx: &Ctx) -> Result<BookView> {
    require(app, ctx).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let (apart, kinds) = read.counterpart_kinds(BookStep::Apart).await?;
    let below = read.organization_list().await?.into_iter().filter(|one| one.upstream == Some(ctx.owner.organization));
    let standing = read.book_lookup().await?;
    let now = app.now();
    let connections = read.connection_list().await?;
    Ok(BookView {
        is_at_work: standing.as_ref().and_then(|standing| standing.lease_until).is_some_and(|until| until > now),
        resellers: below.map(|one| (one.id, one.name)).collect(),
        sources: told(&connections),
        stopped: stopped(&connections),
        standing,
        customers: read.counterpart_count().await?,
        left: read.counterpart_kinds(BookStep::Left).await?.0,
        apart,
        kinds,
    })
}

/// A difference of a customer, or something that was left.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The customer's tenant.
    pub tenant: String,
    /// The customer in our book, where there is one.
    pub customer: Option<CustomerId>,
    /// What it is called, here or else there.
    pub name: String,
    /// What differs.
    pub difference: Difference,
    /// Whether it is taken, as things stand.
    pub is_taken: bool,
    /// What is in the way, or why it was left.
    pub because: Option<LeftBecause>,
}

/// What a list of lines is narrowed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineQuery {
    /// Those of customers that stand so.
    pub step: BookStep,
    /// After this customer: what [`LinePage::next`] gave.
    pub after: Option<(String, String)>,
    /// Of how many customers: at most 200.
    pub customers: u32,
}

/// A page of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePage {
    /// The lines, by customer.
    pub lines: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<(String, String)>,
}

/// In what the sides differ, customer by customer.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn lines(app: &App, ctx: &Ctx, query: LineQuery) -> Result<LinePage> {
    require(app, ctx).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let wanted = query.customers.clamp(1, 200);
    let (name, tenant) = query.after.unwrap_or_default();
    let mut found = read.counterpart_list(query.step, (&name, &tenant), wanted + 1).await?;
    let more = found.len() > wanted as usize;
    found.truncate(wanted as usize);
    let next = found.last().filter(|_| more).map(counterpart_cursor);
    let mut lines = Vec::new();
    for one in found {
        lines.extend(of_one(&mut read, one).await?);
    }
    Ok(LinePage { lines, next })
}

async fn of_one(read: &mut TenantRead<'_>, one: Counterpart) -> Result<Vec<Line>> {
    let entry = entry(read, &one).await?;
    let ours = entry.as_ref().map(Entry::facts);
    let told = match one.there.facts.get(&FactKey::Name) {
        Some(Fact::Text(name)) => name.clone(),
        _ => one.tenant.clone(),
    };
    let name = entry.as_ref().map_or(told, |entry| entry.customer.name.clone());
    let found = match one.step {
        BookStep::Apart => differences(&one.there, one.agreed.as_ref(), ours.as_ref()),
        _ => one.left.keys().map(|key| standing_apart(key, &one, ours.as_ref())).collect(),
    };
    let mut lines = Vec::new();
    for difference in found {
        let kept = one.left.get(&difference.key).copied();
        let because = match kept {
            Some(because) => Some(because),
            None => hindrance(read, &one, &difference).await?,
        };
        let choice = one.choices.get(&difference.key).copied();
        let is_wanted = choice.unwrap_or(kept.is_none() && difference.is_taken_unasked(one.agreed.is_none()));
        lines.push(Line {
            tenant: one.tenant.clone(),
            customer: entry.as_ref().map(|entry| entry.customer.id),
            name: name.clone(),
            is_taken: is_wanted && because.is_none(),
            difference,
            because,
        });
    }
    Ok(lines)
}

fn standing_apart(key: &FactKey, one: &Counterpart, ours: Option<&Facts>) -> Difference {
    let ours = ours.and_then(|facts| facts.get(key)).cloned();
    Difference { key: key.clone(), ours, theirs: one.there.facts.get(key).cloned() }
}

async fn entry(read: &mut TenantRead<'_>, one: &Counterpart) -> Result<Option<Entry>> {
    let customer = match one.customer {
        Some(id) => read.customer_lookup(id).await?,
        None => read.customer_by_tenant(&one.tenant).await?,
    };
    let Some(customer) = customer else { return Ok(None) };
    let mut entry = Entry {
        subscriptions: read.subscription_list(customer.id).await?,
        delegated: read.delegated_admin_list(customer.id).await?,
        links: one.links.clone(),
        customer,
    };
    if one.agreed.is_none() {
        entry.link(&one.there);
    }
    Ok(Some(entry))
}

/// What was changed last, the newest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn changes(app: &App, ctx: &Ctx, wanted: u32) -> Result<Vec<BookChange>> {
    require(app, ctx).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.book_changes(wanted).await?)
}

/// What of a customer comes from the provider.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerBook {
    /// When the list of customers was last read, where this customer is kept in step by it.
    pub customers_read_at: Option<DateTime<Utc>>,
    /// When the list of delegated admin relationships was.
    pub delegated_read_at: Option<DateTime<Utc>>,
    /// What the provider says something of.
    pub keys: BTreeSet<FactKey>,
    /// In what our book stands apart all the same, and why; no reason where somebody wrote something else here.
    pub apart: Vec<(Difference, Option<LeftBecause>)>,
}

/// What of a customer comes from the provider; none where it is not kept in step.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn of_customer(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Option<CustomerBook>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let Some(one) = read.counterpart_of(customer).await?.filter(|one| one.agreed.is_some()) else { return Ok(None) };
    let Some(standing) = read.book_lookup().await? else { return Ok(None) };
    let Some(entry) = entry(&mut read, &one).await? else { return Err(Error::NotFound) };
    let ours = entry.facts();
    let says = |key: &FactKey| match key {
        // Which groups have a role stands with the relationship itself.
        FactKey::Assignments(_) => false,
        _ => {
            let theirs = one.there.facts.get(key);
            !is_same(theirs, ours.get(key)) && !is_kept_elsewhere(theirs, &ours)
        }
    };
    let both_over = |difference: &Difference| {
        let over = |fact: &Option<Fact>| matches!(fact, Some(Fact::Delegated(one)) if one.is_over());
        over(&difference.theirs) && (difference.ours.is_none() || over(&difference.ours))
    };
    let apart = one.there.facts.keys().filter(|key| says(key));
    let apart = apart.map(|key| standing_apart(key, &one, Some(&ours))).filter(|one| !both_over(one));
    Ok(Some(CustomerBook {
        customers_read_at: standing.state.customers_read_at,
        delegated_read_at: standing.state.delegated_read_at.filter(|_| one.there.is_delegated_read),
        keys: one.there.facts.keys().cloned().collect(),
        apart: apart.map(|difference| (difference.clone(), one.left.get(&difference.key).copied())).collect(),
    }))
}

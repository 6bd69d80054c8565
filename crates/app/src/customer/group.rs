//! Groups of customers: what lists of people name instead of each customer.

use std::collections::BTreeSet;

use serde_json::json;
use tierline_domain::{
    Action, CUSTOMER_GROUP_MOST, CUSTOMER_GROUPS_MOST, CustomerGroup, CustomerGroupId, CustomerGroupLine, CustomerId,
    ReachTarget, UserId,
};
use tierline_store::{TenantRead, TenantTx};

use super::add::require_partner;
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A group with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerGroupView {
    /// The group.
    pub line: CustomerGroupLine,
    /// Its customers and their names, by name.
    pub customers: Vec<(CustomerId, String)>,
    /// Whose lists name it.
    pub people: Vec<UserId>,
}

/// What a group is to be; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct EditCustomerGroup {
    /// What it is called.
    pub name: Option<String>,
    /// Exactly these customers.
    pub customers: Option<BTreeSet<CustomerId>>,
    /// These come in beside those.
    pub add: BTreeSet<CustomerId>,
    /// These go out.
    pub remove: BTreeSet<CustomerId>,
}

/// All groups, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn group_list(app: &App, ctx: &Ctx) -> Result<Vec<CustomerGroupLine>> {
    app.require(ctx, Action::Administer).await?;
    Ok(app.store().read(ctx.reach()).await?.customer_group_list().await?)
}

/// One group with its customers.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn group_view(app: &App, ctx: &Ctx, id: CustomerGroupId) -> Result<CustomerGroupView> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    view(&mut read, id).await
}

async fn view(read: &mut TenantRead<'_>, id: CustomerGroupId) -> Result<CustomerGroupView> {
    let line = read.customer_group_lookup(id).await?.ok_or(Error::NotFound)?;
    let customers = read.customer_group_customers(id).await?;
    Ok(CustomerGroupView { line, customers, people: read.reach_naming(ReachTarget::Group(id)).await? })
}

/// Makes a group.
///
/// # Errors
/// [`Error::Invalid`] naming `name` or `customers`, [`Error::Conflict`] at a provider or where there are too many, and `for_a_time`;
/// [`Error::StepUp`], [`Error::Forbidden`].
pub async fn group_add(app: &App, ctx: &Ctx, name: &str, customers: BTreeSet<CustomerId>) -> Result<CustomerGroupView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    require_partner(ctx)?;
    let (mut faults, now) = (Faults::default(), app.now());
    let name = faults.line("name", name);
    faults.finish()?;
    let group = CustomerGroup { id: app.id(), name, version: 1, created_at: now, updated_at: now };
    let id = group.id;
    app.change(ctx, "customer_group.add", (group, customers), |tx, call| Box::pin(add(tx, call))).await?;
    group_view(app, ctx, id).await
}

async fn add(tx: &mut TenantTx<'_>, call: &Call<(CustomerGroup, BTreeSet<CustomerId>)>) -> Result<()> {
    let (group, customers) = &call.input;
    if tx.customer_group_list().await?.len() >= CUSTOMER_GROUPS_MOST {
        let message = format!("There are {CUSTOMER_GROUPS_MOST} groups already: remove one that is not needed.");
        return Err(Error::conflict("too_many", message));
    }
    check_customers(tx, customers).await?;
    tx.customer_group_insert(group).await.map_err(taken)?;
    tx.customer_group_fill(group.id, customers).await?;
    let detail = json!({ "name": group.name, "customers": customers.len() });
    audit::append(tx, call, "customer_group.add", &group.id.to_string(), &detail).await
}

/// Renames a group, or changes who is in it. What people reach by it changes with their next call.
///
/// # Errors
/// [`Error::Invalid`] naming `name` or `customers`, [`Error::Stale`], [`Error::Conflict`] `for_a_time`, [`Error::NotFound`],
/// [`Error::StepUp`], [`Error::Forbidden`].
pub async fn group_edit(
    app: &App,
    ctx: &Ctx,
    id: CustomerGroupId,
    command: EditCustomerGroup,
) -> Result<CustomerGroupView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    let name = command.name.as_deref().map(|name| faults.line("name", name));
    faults.finish()?;
    let command = EditCustomerGroup { name, ..command };
    app.change(ctx, "customer_group.edit", command, move |tx, call| Box::pin(edit(tx, call, id))).await?;
    group_view(app, ctx, id).await
}

async fn edit(tx: &mut TenantTx<'_>, call: &Call<EditCustomerGroup>, id: CustomerGroupId) -> Result<()> {
    let before = view(tx, id).await?;
    call.ctx.expect_version(before.line.group.version)?;
    let EditCustomerGroup { name, customers, add, remove } = &call.input;
    let mut wanted = customers.clone().unwrap_or_else(|| before.customers.iter().map(|(id, _)| *id).collect());
    wanted.extend(add);
    wanted.retain(|customer| !remove.contains(customer));
    check_customers(tx, &wanted).await?;
    let mut group = before.line.group;
    let old_name = group.name.clone();
    if let Some(name) = name {
        group.name.clone_from(name);
    }
    group.updated_at = call.now;
    tx.customer_group_save(&group).await.map_err(taken)?;
    let (added, removed) = tx.customer_group_fill(id, &wanted).await?;
    let mut detail = audit::changes(&json!({ "name": old_name }), &json!({ "name": group.name }), &[])?;
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("added".to_owned(), json!(added));
        detail.insert("removed".to_owned(), json!(removed));
    }
    audit::append(tx, call, "customer_group.edit", &id.to_string(), &detail).await
}

/// Takes a group away.
///
/// # Errors
/// [`Error::Conflict`] `in_use` where somebody's lists name it: without it a person could reach all customers, and `for_a_time`;
/// [`Error::NotFound`], [`Error::StepUp`], [`Error::Forbidden`].
pub async fn group_remove(app: &App, ctx: &Ctx, id: CustomerGroupId) -> Result<()> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    app.change(ctx, "customer_group.remove", (), move |tx, call| {
        Box::pin(async move {
            let line = tx.customer_group_lookup(id).await?.ok_or(Error::NotFound)?;
            if !tx.customer_group_remove(id).await? {
                let message = "Lists of people name this group: take it off them first.";
                return Err(Error::conflict("in_use", message));
            }
            let detail = json!({ "name": line.group.name, "customers": line.customers });
            audit::append(tx, call, "customer_group.remove", &id.to_string(), &detail).await
        })
    })
    .await
}

/// The groups that a customer is in, by name.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn groups_of(app: &App, ctx: &Ctx, customer: CustomerId) -> Result<Vec<CustomerGroup>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
    Ok(read.customer_groups_of(customer).await?)
}

fn taken(error: tierline_store::Error) -> Error {
    if error.violates("customer_group_name") {
        return Error::field("name", "taken", "Another group is called so.");
    }
    error.into()
}

async fn check_customers(tx: &mut TenantTx<'_>, customers: &BTreeSet<CustomerId>) -> Result<()> {
    if customers.len() > CUSTOMER_GROUP_MOST {
        let message = format!("A group has at most {CUSTOMER_GROUP_MOST} customers.");
        return Err(Error::field("customers", "too_many", message));
    }
    let ids: Vec<CustomerId> = customers.iter().copied().collect();
    if tx.customer_names(&ids).await?.len() == ids.len() {
        return Ok(());
    }
    Err(Error::field("customers", "unknown", "One of these is no customer of yours."))
}

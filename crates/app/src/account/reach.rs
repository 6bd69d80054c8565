//! Which customers somebody of the own people reaches: lists of customers and groups, kept by a Global admin.

use std::collections::{BTreeMap, BTreeSet};

use tierline_domain::{
    Action, CustomerGroupId, CustomerId, OrganizationKind, Owner, REACH_ENTRIES_MOST, ReachLists, ReachTarget, UserId,
    lists_apply,
};
use tierline_store::{Reach, TenantRead, TenantTx};

use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A person's lists, with what they come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachView {
    /// The lists.
    pub lists: ReachLists,
    /// The names of the customers that they name.
    pub customers: BTreeMap<CustomerId, String>,
    /// The names of the groups that they name, and how many customers are in each.
    pub groups: BTreeMap<CustomerGroupId, (String, i64)>,
    /// Whether the lists hold for the person now: not for a Global admin, who keeps them.
    pub applies: bool,
    /// How many customers the lists leave within reach, whether or not they hold now; none without lists.
    pub reached: Option<i64>,
}

/// Reads the lists of one of the own people.
///
/// # Errors
/// [`Error::NotFound`] for who is nobody here or belongs to a customer, [`Error::Forbidden`].
pub async fn reach_view(app: &App, ctx: &Ctx, user: UserId) -> Result<ReachView> {
    app.require(ctx, Action::Administer).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    view(&mut read, user).await
}

async fn view(read: &mut TenantRead<'_>, user: UserId) -> Result<ReachView> {
    let member = read.member_lookup(user).await?.filter(|one| one.membership.customer.is_none());
    let applies = lists_apply(&member.ok_or(Error::NotFound)?.membership.roles);
    let lists = read.reach_lists(user).await?;
    let (mut customers, mut groups) = (Vec::new(), BTreeMap::new());
    for target in lists.allow.iter().chain(&lists.block) {
        match target {
            ReachTarget::Customer(id) => customers.push(*id),
            ReachTarget::Group(id) => {
                if let Some(line) = read.customer_group_lookup(*id).await? {
                    groups.insert(*id, (line.group.name, line.customers));
                }
            }
        }
    }
    let customers = read.customer_names(&customers).await?;
    let reached = if lists.is_empty() { None } else { Some(read.reach_count(user).await?) };
    Ok(ReachView { lists, customers, groups, applies, reached })
}

/// Puts lists in the place of a person's. What they take away is gone with the person's next call.
///
/// # Errors
/// [`Error::Invalid`] naming `allow` or `block`; [`Error::NotFound`] for who is nobody here or belongs to a customer;
/// [`Error::Conflict`] at a provider, and `for_a_time`; [`Error::StepUp`], [`Error::Forbidden`].
pub async fn reach_set(app: &App, ctx: &Ctx, user: UserId, lists: ReachLists) -> Result<ReachView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    if ctx.organization.kind != OrganizationKind::Partner {
        let message = "A provider has no customers of its own, so there is nothing to narrow.";
        return Err(Error::conflict("not_a_partner", message));
    }
    app.change(ctx, "reach.set", (user, lists), |tx, call| Box::pin(set(tx, call))).await?;
    reach_view(app, ctx, user).await
}

async fn set(tx: &mut TenantTx<'_>, call: &Call<(UserId, ReachLists)>) -> Result<()> {
    let (user, lists) = &call.input;
    let before = view(tx, *user).await?;
    let mut faults = Faults::default();
    for (field, list) in [("allow", &lists.allow), ("block", &lists.block)] {
        check(tx, &mut faults, field, list).await?;
    }
    if lists.len() > REACH_ENTRIES_MOST {
        let message = format!("The lists of one person name at most {REACH_ENTRIES_MOST}: make a group of customers.");
        faults.add("allow", "too_many", message);
    }
    if lists.allow.intersection(&lists.block).next().is_some() {
        faults.add(
            "block",
            "both",
            "The same customer or group stands on both lists: a block wins, so take it off one.",
        );
    }
    faults.finish()?;
    if before.lists == *lists {
        return Ok(());
    }
    tx.reach_lists_put(*user, lists).await?;
    let detail = audit::changes(&said(&before.lists), &said(lists), &[])?;
    audit::append(tx, call, "reach.set", &user.to_string(), &detail).await
}

/// Lists as the audit log has them: by identifiers, which say themselves what they name.
fn said(lists: &ReachLists) -> serde_json::Value {
    let of = |list: &BTreeSet<ReachTarget>| -> Vec<String> {
        let word = |target: &ReachTarget| match target {
            ReachTarget::Customer(id) => id.to_string(),
            ReachTarget::Group(id) => id.to_string(),
        };
        list.iter().map(word).collect()
    };
    serde_json::json!({ "allow": of(&lists.allow), "block": of(&lists.block) })
}

/// Refuses what is no customer or group here.
async fn check(tx: &mut TenantTx<'_>, faults: &mut Faults, field: &str, list: &BTreeSet<ReachTarget>) -> Result<()> {
    let customers: Vec<CustomerId> = list
        .iter()
        .filter_map(|target| match target {
            ReachTarget::Customer(id) => Some(*id),
            ReachTarget::Group(_) => None,
        })
        .collect();
    let mut known = tx.customer_names(&customers).await?.len() == customers.len();
    for target in list {
        if let ReachTarget::Group(id) = target {
            known &= tx.customer_group_lookup(*id).await?.is_some();
        }
    }
    if !known {
        faults.add(field, "unknown", "One of these is neither a customer nor a group of customers of yours.");
    }
    Ok(())
}

/// How far somebody reaches at this moment, for what the desk does in their name later. Of who is not here any more there is
/// nobody left to keep something from.
pub(crate) async fn reach_of(app: &App, owner: Owner, user: Option<UserId>) -> Result<Reach> {
    let mut reach = Reach { owner, person: None };
    let Some(user) = user else { return Ok(reach) };
    let mut read = app.store().read(owner).await?;
    if let Some(member) = read.member_lookup(user).await? {
        let narrowed = lists_apply(&member.membership.roles) && !read.reach_lists(user).await?.is_empty();
        reach.person = narrowed.then_some(user);
    }
    Ok(reach)
}

/// Refuses what speaks of the whole book to who reaches only a part of it: a new customer would be out of the reach of who
/// took it in, and a file of customers may name one that does not exist for its reader.
///
/// # Errors
/// [`Error::Conflict`] `listed`.
pub(crate) fn require_whole_book(ctx: &Ctx) -> Result<()> {
    if ctx.listed {
        let message =
            "You work for some of the customers only: ask somebody who works for all of them, or a Global admin.";
        return Err(Error::conflict("listed", message));
    }
    Ok(())
}
